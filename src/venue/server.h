/* server.h - the venue on one port: REST, streams and WebSocket API over HTTP and WebSocket, plain
 * or TLS, by libwebsockets. Owns the sockets; knows nothing of orders. */
#ifndef AC_VENUE_SERVER_H
#define AC_VENUE_SERVER_H

#include "venue/faults.h"
#include "venue/pump.h"

struct ac_venue_server; /* opaque */

struct ac_venue_server_config {
	const char *address; /* "127.0.0.1" */
	int port;            /* 0: any free one */
	const char *tls_certificate, *tls_key; /* PEM files; NULL: plain */
	const char *record_folder; /* NULL: nothing is recorded */
	const char *frames_file;   /* recorded frames to be played through /public and /market; NULL */
	const char *frames_speed;
	const char *state_file; /* saved each minute and at the end; NULL */
	ac_ns ping_interval; /* 180 s */
	ac_ns pong_timeout;  /* 600 s */
	ac_ns connection_life; /* 24 h */
};
/* `faults` and `pump` may be NULL; all are borrowed. The sink that the venue was made with must be
 * ac_venue_server_sink's. */
AC_MUST_USE enum ac_status ac_venue_server_create(const struct ac_venue_server_config *config,
						  struct ac_venue_server **ret_server, char *error,
						  size_t error_size);
struct ac_venue_sink ac_venue_server_sink(struct ac_venue_server *server);
/* Runs until `stop` is not 0 (set by a signal handler) or `duration` is over (0: without end).
 * Returns why, as a static text. */
const char *ac_venue_server_run(struct ac_venue_server *server, struct ac_venue *venue,
				struct ac_venue_pump *pump, struct ac_venue_faults *faults,
				const volatile int *stop, ac_ns duration);
void ac_venue_server_destroy(struct ac_venue_server *server);
int ac_venue_server_port(const struct ac_venue_server *server);

struct ac_venue_server_stats {
	uint64_t requests, connections, frames_sent, frames_dropped, bytes_sent;
	uint32_t connections_open;
};
void ac_venue_server_stats_get(const struct ac_venue_server *server,
			       struct ac_venue_server_stats *ret_stats);

#endif
