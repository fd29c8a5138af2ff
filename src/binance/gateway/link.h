/* link.h - one connection that is kept: connects, reconnects with backoff, notices silence by the
 * age of data, and replaces itself before the exchange ends it, the new connection first. It does
 * not know what is said over it. Loop thread only. */
#ifndef AC_BINANCE_GATEWAY_LINK_H
#define AC_BINANCE_GATEWAY_LINK_H

#include "binance/codec/backoff.h"
#include "io/websocket.h"

struct ac_link; /* opaque */

struct ac_link_handlers {
	/* A connection stands: say hello (subscribe, log on) with ac_link_send_new. */
	void (*on_open)(void *self, struct ac_link *link);
	/* From the connection in use, or from the one that replaces it. */
	void (*on_message)(void *self, struct ac_link *link, struct ac_str data, ac_ns recv_ns);
	/* No connection is left; `why` is for a person. Another attempt follows by itself. */
	void (*on_down)(void *self, struct ac_link *link, const char *why);
	void *self;
};

struct ac_link_config {
	struct ac_loop *loop;
	const char *ca_file;
	uint32_t message_max;
	ac_ns backoff_limit;
	ac_ns stale_after; /* without any message; 0: silence is normal here, only pings are watched
			    */
	ac_ns ping_interval; /* of our own pings; a pong that does not come ends the connection */
	ac_ns life;          /* replaced after this: the exchange cuts at 24 h */
	uint64_t seed;
};
AC_MUST_USE enum ac_status ac_link_create(const struct ac_link_config *config,
					  const struct ac_link_handlers *handlers,
					  struct ac_link **ret_link);
void ac_link_destroy(struct ac_link *link); /* NULL is fine */

/* Where to connect from now on; the first call starts it, later ones reconnect (make before
 * break where the old connection still stands). */
void ac_link_url_set(struct ac_link *link, const char *url);
/* Cuts what stands and begins again after a backoff. */
void ac_link_restart(struct ac_link *link, const char *why);

/* Does what is due. */
void ac_link_run(struct ac_link *link);

/* Over the connection in use. AC_ERR_IO: there is none. */
AC_MUST_USE enum ac_status ac_link_send(struct ac_link *link, struct ac_str text);
/* Over the newest connection: for hellos. */
AC_MUST_USE enum ac_status ac_link_send_new(struct ac_link *link, struct ac_str text);
/* Wall clock: when the connection in use last handed bytes to the system; 0 never. */
ac_ns ac_link_written_ns(const struct ac_link *link);
/* The hello was answered well: the newest connection takes over. */
void ac_link_ready(struct ac_link *link);

bool ac_link_is_ready(const struct ac_link *link);

struct ac_link_stats {
	ac_ns data_ns;       /* wall, of the newest message; 0 never */
	ac_ns ready_ns;      /* since when */
	uint64_t reconnects; /* times that nothing was left */
	uint64_t rotations;
	uint64_t messages;
	char why[160]; /* the last reason for going down */
};
const struct ac_link_stats *ac_link_stats_get(const struct ac_link *link);

#endif
