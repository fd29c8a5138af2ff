/* authority.h - certificates of a test's own: an authority, and servers that it vouches for. */
#ifndef AC_TESTS_AUTHORITY_H
#define AC_TESTS_AUTHORITY_H

#include <openssl/ssl.h>

struct authority {
	EVP_PKEY *key;
	X509 *certificate;
};

/* Its certificate goes to the file `path` as PEM. All of this ends the program when it fails. */
void authority_make(struct authority *authority, const char *path);
void authority_free(struct authority *authority);

/* A server with a certificate for `name` ("DNS:localhost", "IP:127.0.0.1"), which became valid an
 * hour ago and ends in `valid_s` seconds. The caller frees it. */
SSL_CTX *authority_server(const struct authority *authority, const char *name, long valid_s);

#endif
