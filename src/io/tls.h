/* tls.h - TLS for a client as a filter between bytes of the socket and plain bytes, by OpenSSL:
 * verified chain and name, TLS 1.2 or newer. It does no I/O. Loop thread only. */
#ifndef AC_IO_TLS_H
#define AC_IO_TLS_H

#include "io/url.h"

struct ac_tls; /* opaque */

/* `ca_file`: PEM of further authorities beside the system's, or NULL. AC_ERR_IO: it cannot be read.
 */
AC_MUST_USE enum ac_status ac_tls_create(const struct ac_url *url, const char *ca_file,
					 struct ac_tls **ret_tls);
void ac_tls_destroy(struct ac_tls *tls); /* NULL is fine */

/* Bytes that came from the socket. */
AC_MUST_USE enum ac_status ac_tls_feed(struct ac_tls *tls, const char *bytes, size_t size);
/* Goes on with the handshake. AC_OK: it is done. AC_END: it wants more bytes. AC_ERR_IO: it failed;
 * ac_tls_why says how. */
AC_MUST_USE enum ac_status ac_tls_shake(struct ac_tls *tls);
/* Plain bytes into `ret_bytes`. AC_OK with *ret_size > 0; AC_END: no more for now; AC_ERR_IO: the
 * stream is broken or was ended by the peer. */
AC_MUST_USE enum ac_status ac_tls_read(struct ac_tls *tls, char *ret_bytes, size_t size,
				       size_t *ret_size);
/* Takes plain bytes. */
AC_MUST_USE enum ac_status ac_tls_write(struct ac_tls *tls, const char *bytes, size_t size);
/* Bytes for the socket; their count, 0 when there are none. */
size_t ac_tls_drain(struct ac_tls *tls, char *ret_bytes, size_t size);

/* Why it failed, for a person. */
const char *ac_tls_why(const struct ac_tls *tls);

#endif
