/* server.h - what the files of the dashboard's sockets share. The dashboard's thread only, where
 * not said otherwise. */
#ifndef AC_DASHBOARD_SERVER_H
#define AC_DASHBOARD_SERVER_H

#include <libwebsockets.h>
#include <pthread.h>
#include <stdatomic.h>

#include "dashboard/dashboard.h"
#include "dashboard/worker.h"

#define SERVER_CONNECTIONS_MAX 128u
#define SERVER_LIVE_MAX        64u
#define SERVER_HOST_SIZE       256u
#define SERVER_FACTS_MAX       8192u /* wait to be looked at; a power of two */

enum live_section {
	LIVE_STATUS,
	LIVE_POSITIONS,
	LIVE_ORDERS,
	LIVE_RISK,
	LIVE_SYSTEM,
	LIVE_SYMBOLS,
	LIVE_SECTION_COUNT
};

/* What all browsers get, written once. */
struct live_part {
	unsigned char *frame; /* owned; LWS_PRE bytes of room, then the text */
	size_t size, capacity;
	uint64_t version; /* 0: nothing yet */
	uint64_t hash;    /* of what is not mere time */
	ac_ns written_ns; /* steady */
};

#define LIVE_FACTS_MAX 1024u

struct live_fact {
	char *text; /* owned */
	size_t size;
};

struct live {
	struct live_part parts[LIVE_SECTION_COUNT];
	struct live_fact facts[LIVE_FACTS_MAX]; /* of number n at n % LIVE_FACTS_MAX, from 1 */
	uint64_t fact_count;
	unsigned char *scratch; /* LWS_PRE and room for any frame */
	struct lws_dll2_owner browsers;
};

/* One connection, whatever it turned out to be. lws gives the memory, zeroed. */
struct connection {
	struct lws_dll2 list; /* among the browsers of the live socket */
	struct lws *wsi;
	/* an answer under way */
	struct worker_job *job; /* waits for the worker; NULL none */
	unsigned char *body;    /* owned where `is_body_owned` */
	size_t body_size, body_sent;
	bool is_body_owned;
	bool is_head;
	bool is_last; /* closed behind the answer */
	/* a browser */
	uint64_t seen[LIVE_SECTION_COUNT];
	uint64_t fact_seen;
	ac_ns waiting_ns; /* steady; since when it takes nothing; 0 it does */
};

struct ac_dashboard {
	struct ac_dashboard_config config;
	char host[SERVER_HOST_SIZE];
	char db_url[AC_PATH_SIZE];
	char account[64];
	int port;
	struct lws_context *context;
	struct lws_vhost *vhost;
	lws_sorted_usec_list_t tick;
	pthread_t thread;
	bool has_thread;
	_Atomic bool is_ending;
	struct ac_fact_ring facts;
	struct ac_view *view; /* the newest that was read; NULL: no trader */
	uint64_t view_number;
	struct live live;
	struct worker *worker;
	uint32_t connections;
	_Atomic uint32_t browsers;
	_Atomic uint64_t requests, dropped, bytes;
	struct ac_dashboard_stats stats; /* the worker's copy */
};

/* http.c */
int server_on_http(struct ac_dashboard *dashboard, struct connection *connection, const char *path);
int server_on_http_writable(struct ac_dashboard *dashboard, struct connection *connection);
/* Answers that the worker has finished. */
void server_take_answers(struct ac_dashboard *dashboard);
void server_forget(struct ac_dashboard *dashboard, struct connection *connection);
/* Answers in the interface's own words and has the connection closed: always -1. */
int server_refuse_protocol(struct lws *wsi, unsigned int status);
/* Only for this server's name or an address, and not from a stranger's page. */
bool server_is_for_us(const struct ac_dashboard *dashboard, struct lws *wsi);

/* live.c */
bool live_init(struct live *live);
void live_deinit(struct live *live);
void live_on_tick(struct ac_dashboard *dashboard);
int live_on_writable(struct ac_dashboard *dashboard, struct connection *connection);

#endif
