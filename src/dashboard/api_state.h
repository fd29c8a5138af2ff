/* api_state.h - what the files of the JSON interface share: the newest view, the database, and one
 * function an endpoint. For the files of this interface only; one thread. */
#ifndef AC_DASHBOARD_API_STATE_H
#define AC_DASHBOARD_API_STATE_H

#include "dashboard/api.h"
#include "dashboard/api_query.h"
#include "dashboard/api_reply.h"
#include "dashboard/chart.h"
#include "dashboard/metrics.h"
#include "database/history.h"

struct ac_api {
	struct ac_api_config config;
	const struct ac_dashboard_config *dashboard; /* config.dashboard */
	struct ac_store *store;
	struct ac_view *view;           /* owned; NULL where no trader can be */
	struct ac_charts *charts;       /* owned; NULL: no indicator lines */
	struct metrics_results results; /* of the strategies, some seconds old */
	bool is_live;                   /* view holds something */
	ac_ms wall_ms;                  /* of this request */
};

/* The newest moment of the data: the run's own time, or the database's newest account row. */
ac_ms api_run_now(struct ac_api *api);
/* {"time": …, "is_live": …, and stays open. */
void api_reply_begin(struct api_reply *reply, const struct ac_api *api);
/* 503: the database cannot be read. */
void api_reply_database_failed(struct api_reply *reply, const struct ac_api *api);
/* Closes the outermost object; the end of every JSON answer. */
void api_reply_end(struct api_reply *reply);
void api_reply_list_begin(struct api_reply *reply, const char *key);
void api_reply_list_end(struct api_reply *reply);
/* The filter of docs/api.md's common parameters. */
struct ac_history_filter api_filter(const struct ac_api *api, const struct api_query *query);
/* Start of a window that ends now; 0 for all. */
ac_ms api_window_from(const struct api_query *query, ac_ms now_ms);
/* Percent of `whole`, 1e-8; 0 where that is not positive. */
struct ac_dec api_percent(struct ac_dec part, struct ac_dec whole);
/* Decimals of a symbol's prices; -1 unknown. */
int32_t api_price_precision(const struct ac_api *api, const char *symbol);

typedef void api_endpoint(struct ac_api *api, const struct api_query *query,
			  struct api_reply *reply);
api_endpoint api_status, api_positions, api_orders, api_risk, api_system, api_symbols;
api_endpoint api_orders_history, api_signals, api_trades, api_trades_csv, api_performance,
	api_equity, api_events;
api_endpoint api_candles, api_log, api_openapi, api_metrics, api_health, api_ready;

/* Every address, and what it takes as bits of enum api_param. */
struct api_route {
	const char *path;
	api_endpoint *answer;
	uint32_t taken, required;
};
extern const struct api_route api_routes[];
extern const size_t api_route_count;

#endif
