/* websocket.h - one client connection: name look-up off the loop, TCP, TLS with verification,
 * upgrade, frames (RFC 6455). It answers pings with their payload, reassembles messages, and
 * refuses extensions. It does not reconnect: that is the owner's decision. Loop thread only. */
#ifndef AC_IO_WEBSOCKET_H
#define AC_IO_WEBSOCKET_H

#include "sys/clock.h"
#include "sys/loop.h"

struct ac_websocket; /* opaque */

/* Why a connection ended, for a person and for the log; static or valid during the callback. */
struct ac_websocket_end {
	int close_code;   /* of the peer's close frame, 0 none */
	const char *text; /* "certificate verify failed: …", "connection refused", … */
	bool was_open;    /* the upgrade had succeeded */
};

struct ac_websocket_handlers {
	void (*on_open)(void *self);
	/* One whole message; `recv_ns` is the wall clock when its last byte was read. `data` is
	 * valid during the call. */
	void (*on_message)(void *self, struct ac_str data, ac_ns recv_ns);
	/* A ping of the peer was answered; may be NULL. */
	void (*on_ping)(void *self, ac_ns recv_ns);
	void (*on_pong)(void *self, ac_ns recv_ns); /* may be NULL */
	/* Once, last; the owner then calls destroy (inside this call is fine). */
	void (*on_end)(void *self, const struct ac_websocket_end *end);
	void *self;
};

struct ac_websocket_config {
	const struct ac_clock *clock; /* borrowed; of deadlines and of the stamps below */
	const char *url;              /* ws://host[:port]/path or wss://…; IPv6 in brackets */
	const char *ca_file;   /* PEM of further trusted authorities; NULL: the system's only */
	uint32_t message_max;  /* bytes; a longer message ends the connection with 1009 */
	uint32_t send_max;     /* bytes waiting to be sent; more is refused */
	ac_ns connect_timeout; /* until the upgrade has succeeded */
};

/* Begins to connect. The configuration is copied. AC_ERR_PARSE: not such a URL. */
AC_MUST_USE enum ac_status ac_websocket_create(struct ac_loop *loop,
					       const struct ac_websocket_config *config,
					       const struct ac_websocket_handlers *handlers,
					       struct ac_websocket **ret_websocket);
/* Cuts the connection; no callback comes after it. NULL is fine. */
void ac_websocket_destroy(struct ac_websocket *websocket);

/* Written to the socket at once where it takes it. AC_ERR_IO: not open. AC_ERR_FULL: nothing of it
 * was taken. */
AC_MUST_USE enum ac_status ac_websocket_send(struct ac_websocket *websocket, struct ac_str text);
AC_MUST_USE enum ac_status ac_websocket_ping(struct ac_websocket *websocket);
/* Says goodbye with `code`; on_end follows when the peer answers or after a second. */
void ac_websocket_close(struct ac_websocket *websocket, int code);

/* Wall clock: when bytes were last handed to the system; 0 never. */
ac_ns ac_websocket_written_ns(const struct ac_websocket *websocket);
bool ac_websocket_is_open(const struct ac_websocket *websocket);

#endif
