/* dashboard.h - the page, its JSON interface and the metrics, served from a thread of its own.
 * Read-only without exception: it has no way to change anything. What is live comes in views and
 * facts, what is past from the database, over a read-only connection of its own. A slow browser is
 * dropped; a slow query delays nobody but who asked (docs/api.md). */
#ifndef AC_DASHBOARD_DASHBOARD_H
#define AC_DASHBOARD_DASHBOARD_H

#include "config/config.h"
#include "view/box.h"
#include "view/fact_ring.h"

struct ac_dashboard; /* opaque */

struct ac_dashboard_config {
	const char *host;   /* address to listen on: "127.0.0.1", "0.0.0.0", "::1" … */
	int port;           /* 0: any free one */
	const char *db_url; /* history; must exist already */
	const char *account;
	/* The trader's side; both NULL where only the database is shown. */
	const struct ac_view_names *names; /* borrowed for the dashboard's life, as is the next */
	struct ac_view_box *views;
	/* For the charts: the strategies that draw on them, and their parameters. Borrowed, read
	 * once at create; NULL: no indicator lines. */
	const struct ac_strategy_registry *registry;
	const struct ac_config *config;
};
/* Starts the thread; the port is open on return. `error` receives a sentence. AC_ERR_IO: the
 * address cannot be listened on. */
AC_MUST_USE enum ac_status ac_dashboard_create(const struct ac_dashboard_config *config,
					       struct ac_dashboard **ret_dashboard, char *error,
					       size_t error_size);
/* Cuts every browser and ends the thread. NULL is fine. */
void ac_dashboard_destroy(struct ac_dashboard *dashboard);
int ac_dashboard_port(const struct ac_dashboard *dashboard);
/* Where the engine's thread puts facts. */
struct ac_fact_ring *ac_dashboard_facts(struct ac_dashboard *dashboard);

struct ac_dashboard_stats {
	uint32_t clients; /* browsers on the live socket */
	uint64_t requests, clients_dropped, bytes_sent;
};
/* Any thread. */
void ac_dashboard_stats_get(const struct ac_dashboard *dashboard,
			    struct ac_dashboard_stats *ret_stats);

#endif
