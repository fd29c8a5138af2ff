#include "io/signer.h"

#include <stdlib.h>
#include <sys/mman.h>

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/sha.h>

#define SECRET_MAX   8192u /* of a text; a PEM of RSA 4096 has about 3300 bytes */
#define SECURE_HEAP  262144u
#define SECURE_PIECE 32u /* the smallest part of it that is handed out */
#define SHA256_BLOCK 64u
#define SHA256_SIZE  32u
#define RAW_MAX      640u /* a signature before it becomes text: RSA 4096 has 512 bytes */

/* All that is secret lies in pages of its own, which do not get into core dumps. */
struct secrets {
	char text[SECRET_MAX];
	/* HMAC: the hash states behind the two paddings of the key (RFC 2104). */
	SHA256_CTX inner, outer;
};

struct ac_signer {
	enum ac_key_kind kind;
	struct secrets *secrets;
	EVP_PKEY *key; /* NULL for HMAC */
	EVP_MD_CTX *context;
};

const char *ac_key_kind_text(enum ac_key_kind kind)
{
	static const char *const texts[] = { "HMAC-SHA256", "Ed25519", "RSA" };
	return texts[kind];
}

static struct ac_signer *create(void)
{
	/* OpenSSL's own copies of private keys then lie in such pages too. */
	if (CRYPTO_secure_malloc_initialized() == 0)
		(void)CRYPTO_secure_malloc_init(SECURE_HEAP, SECURE_PIECE);
	struct ac_signer *signer = calloc(1, sizeof(*signer));
	if (signer == NULL)
		return NULL;
	void *pages = mmap(NULL, sizeof(*signer->secrets), PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (pages == MAP_FAILED) {
		free(signer);
		return NULL;
	}
	/* Neither is possible everywhere, and trading does not depend on them. */
	(void)madvise(pages, sizeof(*signer->secrets), MADV_DONTDUMP);
	(void)mlock(pages, sizeof(*signer->secrets));
	signer->secrets = pages;
	signer->context = EVP_MD_CTX_new();
	if (signer->context == NULL) {
		ac_signer_destroy(signer);
		return NULL;
	}
	return signer;
}

void ac_signer_destroy(struct ac_signer *signer)
{
	if (signer == NULL)
		return;
	EVP_MD_CTX_free(signer->context);
	EVP_PKEY_free(signer->key);
	OPENSSL_cleanse(signer->secrets, sizeof(*signer->secrets));
	(void)munmap(signer->secrets, sizeof(*signer->secrets));
	free(signer);
}

/* OpenSSL calls these low-level functions old, but only they let a key's state be kept; a MAC
 * object costs three times as much a signature. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
static void hmac_prepare(struct ac_signer *signer, struct ac_str key)
{
	unsigned char block[SHA256_BLOCK] = { 0 };
	if (key.size > sizeof(block))
		SHA256((const unsigned char *)key.data, key.size, block);
	else
		memcpy(block, key.data, key.size);
	for (size_t i = 0; i < sizeof(block); i++)
		block[i] ^= 0x36;
	SHA256_Init(&signer->secrets->inner);
	SHA256_Update(&signer->secrets->inner, block, sizeof(block));
	for (size_t i = 0; i < sizeof(block); i++)
		block[i] ^= 0x36 ^ 0x5c;
	SHA256_Init(&signer->secrets->outer);
	SHA256_Update(&signer->secrets->outer, block, sizeof(block));
	OPENSSL_cleanse(block, sizeof(block));
}

static void hmac(const struct ac_signer *signer, struct ac_str payload,
		 unsigned char ret_digest[SHA256_SIZE])
{
	SHA256_CTX context = signer->secrets->inner;
	SHA256_Update(&context, payload.data, payload.size);
	SHA256_Final(ret_digest, &context);
	context = signer->secrets->outer;
	SHA256_Update(&context, ret_digest, SHA256_SIZE);
	SHA256_Final(ret_digest, &context);
	OPENSSL_cleanse(&context, sizeof(context));
}
#pragma GCC diagnostic pop

/* A PEM in one line, as an environment variable holds it, has its line ends as two characters. */
static enum ac_status take_text(struct ac_signer *signer, const char *text)
{
	size_t size = 0;
	for (const char *at = text; *at != '\0'; at++) {
		if (size + 1 >= SECRET_MAX)
			return AC_ERR_PARSE;
		bool is_line_end = at[0] == '\\' && at[1] == 'n';
		signer->secrets->text[size++] = is_line_end ? '\n' : *at;
		at += is_line_end;
	}
	signer->secrets->text[size] = '\0';
	return AC_OK;
}

static int no_password(char *buffer, int size, int is_writing, void *self)
{
	(void)buffer, (void)size, (void)is_writing, (void)self;
	return -1;
}

static enum ac_status take_key(struct ac_signer *signer, const char *pem, bool is_public)
{
	enum ac_status status = take_text(signer, pem);
	if (status != AC_OK)
		return status;
	BIO *bio = BIO_new_mem_buf(signer->secrets->text, -1);
	if (bio == NULL)
		return AC_ERR_NOMEM;
	signer->key = is_public ? PEM_read_bio_PUBKEY(bio, NULL, no_password, NULL)
				: PEM_read_bio_PrivateKey(bio, NULL, no_password, NULL);
	BIO_free(bio);
	OPENSSL_cleanse(signer->secrets->text, SECRET_MAX);
	ERR_clear_error();
	int kind = signer->key == NULL ? 0 : EVP_PKEY_base_id(signer->key);
	if (kind != EVP_PKEY_ED25519 && kind != EVP_PKEY_RSA)
		return AC_ERR_PARSE;
	signer->kind = kind == EVP_PKEY_RSA ? AC_KEY_RSA : AC_KEY_ED25519;
	return AC_OK;
}

static enum ac_status finish(struct ac_signer *signer, enum ac_status status,
			     struct ac_signer **ret_signer)
{
	if (status != AC_OK) {
		ac_signer_destroy(signer);
		return status;
	}
	*ret_signer = signer;
	return AC_OK;
}

enum ac_status ac_signer_create(const char *secret, struct ac_signer **ret_signer)
{
	struct ac_signer *signer = create();
	if (signer == NULL)
		return AC_ERR_NOMEM;
	enum ac_status status = AC_OK;
	if (strstr(secret, "-----BEGIN") != NULL)
		status = take_key(signer, secret, false);
	else if (secret[0] == '\0')
		status = AC_ERR_PARSE;
	else
		hmac_prepare(signer, ac_str_from(secret));
	return finish(signer, status, ret_signer);
}

enum ac_status ac_signer_create_public(const char *pem, struct ac_signer **ret_signer)
{
	struct ac_signer *signer = create();
	if (signer == NULL)
		return AC_ERR_NOMEM;
	return finish(signer, take_key(signer, pem, true), ret_signer);
}

enum ac_key_kind ac_signer_kind(const struct ac_signer *signer)
{
	return signer->kind;
}

static size_t hex(const unsigned char *bytes, size_t size, char *ret_text)
{
	static const char digits[] = "0123456789abcdef";
	for (size_t i = 0; i < size; i++) {
		ret_text[2 * i] = digits[bytes[i] >> 4];
		ret_text[2 * i + 1] = digits[bytes[i] & 15];
	}
	ret_text[2 * size] = '\0';
	return 2 * size;
}

static const EVP_MD *digest_of(const struct ac_signer *signer)
{
	/* Ed25519 hashes by itself. */
	return signer->kind == AC_KEY_RSA ? EVP_sha256() : NULL;
}

size_t ac_signer_sign(struct ac_signer *signer, struct ac_str payload,
		      char ret_signature[AC_SIGNATURE_SIZE])
{
	unsigned char raw[RAW_MAX];
	size_t size = sizeof(raw);
	if (signer->kind == AC_KEY_HMAC) {
		hmac(signer, payload, raw);
		return hex(raw, SHA256_SIZE, ret_signature);
	}
	EVP_MD_CTX_reset(signer->context);
	if (EVP_DigestSignInit(signer->context, NULL, digest_of(signer), NULL, signer->key) != 1 ||
	    EVP_DigestSign(signer->context, raw, &size, (const unsigned char *)payload.data,
			   payload.size) != 1) {
		ERR_clear_error(); /* TLS on this thread would take it for its own */
		return 0;
	}
	return (size_t)EVP_EncodeBlock((unsigned char *)ret_signature, raw, (int)size);
}

static bool verify_hmac(const struct ac_signer *signer, struct ac_str payload,
			struct ac_str signature)
{
	unsigned char raw[SHA256_SIZE];
	char wanted[2 * SHA256_SIZE + 1], given[2 * SHA256_SIZE];
	if (signature.size != sizeof(given))
		return false;
	hmac(signer, payload, raw);
	hex(raw, sizeof(raw), wanted);
	for (size_t i = 0; i < sizeof(given); i++) {
		char c = signature.data[i];
		given[i] = (char)(c >= 'A' && c <= 'F' ? c + 32 : c);
	}
	return CRYPTO_memcmp(given, wanted, sizeof(given)) == 0;
}

bool ac_signer_verify(struct ac_signer *signer, struct ac_str payload, struct ac_str signature)
{
	unsigned char raw[RAW_MAX + 3];
	if (signer->kind == AC_KEY_HMAC)
		return verify_hmac(signer, payload, signature);
	if (signature.size == 0 || signature.size % 4 != 0 || signature.size / 4 * 3 > RAW_MAX)
		return false;
	int size = EVP_DecodeBlock(raw, (const unsigned char *)signature.data, (int)signature.size);
	/* The decoder counts the padding as bytes. */
	for (size_t i = signature.size; size > 0 && i > 0 && signature.data[i - 1] == '='; i--)
		size--;
	EVP_MD_CTX_reset(signer->context);
	bool is_good = size > 0 &&
		       EVP_DigestVerifyInit(signer->context, NULL, digest_of(signer), NULL,
					    signer->key) == 1 &&
		       EVP_DigestVerify(signer->context, raw, (size_t)size,
					(const unsigned char *)payload.data, payload.size) == 1;
	ERR_clear_error(); /* TLS on this thread would take it for its own */
	return is_good;
}
