/* url.h - takes a WebSocket address apart: ws://host[:port]/path or wss://…. Not a general URL: no
 * user, no fragment. */
#ifndef AC_IO_URL_H
#define AC_IO_URL_H

#include "core/base.h"

#define AC_URL_HOST_SIZE 256

struct ac_url {
	bool is_tls;
	char host[AC_URL_HOST_SIZE]; /* without the brackets of an IPv6 address */
	char port[6];                /* digits */
	const char *path;            /* inside the text that was given; "/" where it has none */
	bool is_address;             /* the host is an IPv4 or IPv6 address */
};

/* AC_ERR_PARSE. The text must outlive *ret_url. */
AC_MUST_USE enum ac_status ac_url_parse(const char *text, struct ac_url *ret_url);

#endif
