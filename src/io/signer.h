/* signer.h - signs requests with the account's key: HMAC-SHA256, Ed25519 or RSA (PKCS#1 v1.5 with
 * SHA-256), as the exchange takes them (reference 2.3); and checks such signatures for the
 * simulated exchange. Secrets live in pages kept out of core dumps and are zeroed at destroy; only
 * OpenSSL's reader of PEM leaves parts of one in freed memory of the heap.
 * One thread per signer. */
#ifndef AC_IO_SIGNER_H
#define AC_IO_SIGNER_H

#include "core/base.h"

#define AC_SIGNATURE_SIZE 1024 /* text of the longest signature (RSA 4096 in base64) */

enum ac_key_kind { AC_KEY_HMAC, AC_KEY_ED25519, AC_KEY_RSA };
const char *ac_key_kind_text(enum ac_key_kind kind);

struct ac_signer; /* opaque */

/* `secret`: a PEM private key (PKCS#8; "\n" written as two characters is understood), or any other
 * text, which is an HMAC secret. AC_ERR_PARSE: a PEM that is no such key, or wants a password. */
AC_MUST_USE enum ac_status ac_signer_create(const char *secret, struct ac_signer **ret_signer);
/* A public key (PEM) that can only verify. */
AC_MUST_USE enum ac_status ac_signer_create_public(const char *pem, struct ac_signer **ret_signer);
void ac_signer_destroy(struct ac_signer *signer); /* NULL is fine */

enum ac_key_kind ac_signer_kind(const struct ac_signer *signer);

/* Lower-case hex for HMAC, base64 for the others; terminated, returns its length. A URL wants
 * base64 percent-encoded, the WebSocket API plain. 0 on failure of the library. */
size_t ac_signer_sign(struct ac_signer *signer, struct ac_str payload,
		      char ret_signature[AC_SIGNATURE_SIZE]);
/* `signature` in the same text; hex in either case. Constant time for HMAC. */
bool ac_signer_verify(struct ac_signer *signer, struct ac_str payload, struct ac_str signature);

#endif
