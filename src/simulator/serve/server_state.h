/* server_state.h - what the files of the served exchange share: the server itself. */
#ifndef AC_SIMULATOR_SERVE_SERVER_STATE_H
#define AC_SIMULATOR_SERVE_SERVER_STATE_H

#include "simulator/serve/connection.h"
#include "simulator/serve/delay.h"
#include "simulator/serve/recorder.h"
#include "simulator/serve/server.h"
#include "simulator/serve/tape.h"
#include "sys/clock.h"
#include "sys/loop.h"

struct ac_simulator_server {
	struct ac_simulator_server_config config;
	struct ac_loop *loop;
	uv_poll_t listener;
	int listener_fd;
	int port;
	SSL_CTX *tls;
	struct ac_simulator *simulator; /* of the run under way */
	struct ac_simulator_pump *pump;
	struct ac_simulator_faults *faults;
	ac_ns started_ns; /* steady: the first run's start, or the client that it waited for; 0 before */
	struct simulator_hub *hub;
	struct simulator_delays *delays;
	struct simulator_recorder *recorder; /* NULL: nothing is recorded */
	struct simulator_tape *tape;         /* NULL: none */
	struct simulator_connection *connections;
	struct simulator_connection *dirty;
	uint64_t last_id;
	bool is_begun; /* prices flow */
	uint32_t tls_resets_due;
	ac_ns tls_reset_until_ns;
	/* The frame under way, as sockets want it: with the stream's name around it, or without. */
	struct simulator_bytes raw, enveloped;
	struct ac_simulator_server_stats stats;
};

/* dispatch.c: bytes have come, or a request has been answered. */
void simulator_dispatch(struct simulator_connection *connection);

/* Prices flow from the start, or from the first stream connection. */
static inline bool simulator_server_is_begun(const struct ac_simulator_server *server)
{
	return server->is_begun || !server->config.is_begun_by_client;
}

/* Since it began. It stays 0 while prices wait for a client: what goes wrong at a time goes wrong at
 * that time of the feed, however long the client takes to come. */
static inline ac_ns simulator_server_age(const struct ac_simulator_server *server)
{
	if (!simulator_server_is_begun(server))
		return 0;
	return ac_steady_ns(server->config.clock) - server->started_ns;
}

#endif
