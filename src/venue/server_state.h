/* server_state.h - what the files of the served exchange share: the server itself. */
#ifndef AC_VENUE_SERVER_STATE_H
#define AC_VENUE_SERVER_STATE_H

#include "sys/clock.h"
#include "sys/loop.h"
#include "venue/connection.h"
#include "venue/delay.h"
#include "venue/recorder.h"
#include "venue/server.h"
#include "venue/tape.h"

struct ac_venue_server {
	struct ac_venue_server_config config;
	struct ac_loop *loop;
	uv_poll_t listener;
	int listener_fd;
	int port;
	SSL_CTX *tls;
	struct ac_venue *venue; /* of the run under way */
	struct ac_venue_pump *pump;
	struct ac_venue_faults *faults;
	ac_ns started_ns; /* steady; the start of the first run, 0 before it */
	struct venue_hub *hub;
	struct venue_delays *delays;
	struct venue_recorder *recorder; /* NULL: nothing is recorded */
	struct venue_tape *tape;         /* NULL: none */
	struct venue_connection *connections;
	struct venue_connection *dirty;
	uint64_t last_id;
	bool is_begun; /* prices flow */
	uint32_t tls_resets_due;
	ac_ns tls_reset_until_ns;
	/* The frame under way, as sockets want it: with the stream's name around it, or without. */
	struct venue_bytes raw, enveloped;
	struct ac_venue_server_stats stats;
};

/* dispatch.c: bytes have come, or a request has been answered. */
void venue_dispatch(struct venue_connection *connection);

/* Since its first run began. */
static inline ac_ns venue_server_age(const struct ac_venue_server *server)
{
	return ac_steady_ns(&ac_machine_clock) - server->started_ns;
}

#endif
