/* upgrade.h - the HTTP exchange that turns a connection into a WebSocket (RFC 6455, 4.1 and 4.2.2):
 * the request as text, and a verdict on the answer. Pure; any thread. */
#ifndef AC_IO_UPGRADE_H
#define AC_IO_UPGRADE_H

#include "core/base.h"

#define AC_UPGRADE_KEY_SIZE   25 /* base64 of 16 bytes and the terminator */
#define AC_UPGRADE_ANSWER_MAX 16384u

/* `nonce`: 16 random bytes. */
void ac_upgrade_key(const unsigned char nonce[16], char ret_key[AC_UPGRADE_KEY_SIZE]);
/* AC_ERR_RANGE: does not fit. `host` with brackets and port where they belong into the header. */
AC_MUST_USE enum ac_status ac_upgrade_request(const char *path, const char *host, const char *key,
					      char *ret_text, size_t size, size_t *ret_size);

enum ac_upgrade_verdict {
	AC_UPGRADE_MORE,    /* the header has not ended yet */
	AC_UPGRADE_DONE,    /* *ret_size bytes of it; what follows are frames */
	AC_UPGRADE_REFUSED, /* `ret_why` says what it was, as a sentence's end */
};
enum ac_upgrade_verdict ac_upgrade_check(struct ac_str answer, const char *key, size_t *ret_size,
					 char *ret_why, size_t why_size);

#endif
