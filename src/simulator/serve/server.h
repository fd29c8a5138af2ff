/* server.h - the simulator on one port: REST, streams and WebSocket API over HTTP and WebSocket,
 * plain or TLS. Owns the sockets; knows nothing of orders. One thread. */
#ifndef AC_SIMULATOR_SERVE_SERVER_H
#define AC_SIMULATOR_SERVE_SERVER_H

#include "simulator/faults/faults.h"
#include "simulator/serve/pump.h"
#include "sys/clock.h"

struct ac_simulator_server; /* opaque */

struct ac_simulator_server_config {
	const struct ac_clock *clock;          /* borrowed; of protocol, delays and lives */
	const char *address;                   /* "127.0.0.1" */
	int port;                              /* 0: any free one */
	const char *tls_certificate, *tls_key; /* PEM files; NULL: plain */
	const char *record_folder;             /* NULL: nothing is recorded */
	const char
		*frames_file;   /* recorded frames to be played through /public and /market; NULL */
	int64_t frames_speed;   /* recorded seconds a second; 0: as fast as it goes */
	const char *state_file; /* saved each minute and at the end; NULL */
	ac_ns ping_interval;    /* 0: 180 s */
	ac_ns pong_timeout;     /* 0: 600 s */
	ac_ns connection_life;  /* 0: 24 h */
	uint32_t queue_max;     /* bytes that may wait for one client; 0: 16 MiB */
	/* For runs that are not paced by the clock: prices and recorded frames wait while a client
	 * has much unread, in place of dropping it. */
	bool is_held_by_clients;
	/* Prices and recorded frames begin when the first stream connection is there. */
	bool is_begun_by_client;
	bool is_until_end;    /* ends when the feed and the recorded frames have ended */
	ac_ns linger;         /* then still serves for this long */
	const char *end_file; /* made when the feed has ended; NULL */
	/* The keys that faults tell accounts by; borrowed, may be NULL. */
	const struct ac_simulator_account_spec *accounts;
	uint32_t account_count;
};
/* The configuration's texts are borrowed until destroy. `error` receives a sentence. */
AC_MUST_USE enum ac_status ac_simulator_server_create(
	const struct ac_simulator_server_config *config, struct ac_simulator_server **ret_server,
	char *error, size_t error_size);
/* The simulator must be made with this sink. */
struct ac_simulator_sink ac_simulator_server_sink(struct ac_simulator_server *server);
/* Runs until `stop` is not 0 (set by a signal handler), `duration` is over (0: without end) or the
 * feed has ended, where the configuration says so; may be called again and then goes on. `pump` and
 * `faults` may be NULL; all are borrowed. Returns why it ended, as a static text. */
const char *ac_simulator_server_run(struct ac_simulator_server *server,
				    struct ac_simulator *simulator, struct ac_simulator_pump *pump,
				    struct ac_simulator_faults *faults, const volatile int *stop,
				    ac_ns duration);
/* Cuts every connection. NULL is fine. The simulator may be gone by then. */
void ac_simulator_server_destroy(struct ac_simulator_server *server);
int ac_simulator_server_port(const struct ac_simulator_server *server);
/* Ends the wait of a run, so that it looks at `stop`; from signal handlers and other threads. */
void ac_simulator_server_wake(struct ac_simulator_server *server);

struct ac_simulator_server_stats {
	uint64_t requests, connections, frames_sent, bytes_sent;
	uint64_t clients_dropped; /* they read too slowly */
	uint32_t connections_open;
};
void ac_simulator_server_stats_get(const struct ac_simulator_server *server,
				   struct ac_simulator_server_stats *ret_stats);

#endif
