#include "dashboard/api.h"

#include <stdio.h>
#include <stdlib.h>

#include "dashboard/api_state.h"
#include "sys/clock.h"

#define SPAN  (API_BIT(API_FROM) | API_BIT(API_TO))
#define PLACE (API_BIT(API_SYMBOL) | API_BIT(API_STRATEGY))
#define PAGE  (API_BIT(API_LIMIT) | API_BIT(API_OFFSET))
#define TRADES                                                                                     \
	(PLACE | SPAN | PAGE | API_BIT(API_SIDE) | API_BIT(API_RESULT) | API_BIT(API_SORT) |       \
	 API_BIT(API_ORDER))

/* docs/api.md, in its order; openapi.json has the same paths and parameters. */
const struct api_route api_routes[] = {
	{ "/api/v1/status", api_status, 0, 0 },
	{ "/api/v1/positions", api_positions, 0, 0 },
	{ "/api/v1/orders", api_orders, PLACE | SPAN | PAGE | API_BIT(API_STATE), 0 },
	{ "/api/v1/signals", api_signals, PLACE | SPAN | PAGE | API_BIT(API_ALLOWED), 0 },
	{ "/api/v1/trades", api_trades, TRADES, 0 },
	{ "/api/v1/trades.csv", api_trades_csv, TRADES, 0 },
	{ "/api/v1/performance", api_performance, PLACE | API_BIT(API_WINDOW), 0 },
	{ "/api/v1/equity", api_equity, API_BIT(API_WINDOW) | API_BIT(API_POINTS), 0 },
	{ "/api/v1/candles", api_candles, PLACE | API_BIT(API_CANDLES) | API_BIT(API_TO),
	  API_BIT(API_SYMBOL) },
	{ "/api/v1/risk", api_risk, 0, 0 },
	{ "/api/v1/events", api_events, PLACE | SPAN | PAGE, 0 },
	{ "/api/v1/log", api_log, API_BIT(API_LIMIT), 0 },
	{ "/api/v1/system", api_system, 0, 0 },
	{ "/api/v1/symbols", api_symbols, 0, 0 },
	{ "/api/v1/openapi.json", api_openapi, 0, 0 },
	{ "/healthz", api_health, 0, 0 },
	{ "/readyz", api_ready, 0, 0 },
	{ "/metrics", api_metrics, 0, 0 },
};
const size_t api_route_count = AC_COUNT(api_routes);

enum ac_status ac_api_create(const struct ac_api_config *config, struct ac_api **ret_api,
			     char *error, size_t error_size)
{
	const struct ac_dashboard_config *dashboard = config->dashboard;
	enum ac_status status = AC_ERR_NOMEM;
	struct ac_api *api = calloc(1, sizeof(*api));
	snprintf(error, error_size, "there is no memory for the dashboard's interface");
	if (api == NULL)
		goto fail;
	api->config = *config;
	api->dashboard = dashboard;
	if (dashboard->views != NULL) {
		ac_assert(dashboard->names != NULL);
		api->view = calloc(1, sizeof(*api->view));
		if (api->view == NULL)
			goto fail;
	}
	if (dashboard->registry != NULL && dashboard->config != NULL) {
		status = ac_charts_create(dashboard->registry, dashboard->config, &api->charts);
		if (status != AC_OK)
			goto fail;
	}
	status = ac_store_open_readonly(dashboard->db_url, &api->store, error, error_size);
	if (status != AC_OK)
		goto fail;
	*ret_api = api;
	return AC_OK;
fail:
	ac_api_destroy(api);
	return status;
}

void ac_api_destroy(struct ac_api *api)
{
	if (api == NULL)
		return;
	ac_store_close(api->store);
	ac_charts_destroy(api->charts);
	free(api->view);
	free(api);
}

static ac_ms wall_now(void)
{
	return ac_wall_ms(&ac_machine_clock);
}

static void refuse_path(struct api_reply *reply, struct ac_str path)
{
	const char *paths[AC_COUNT(api_routes)];
	char wanted[64], what[128], help[160];
	int shown = path.size > 60 ? 60 : (int)path.size;
	for (size_t i = 0; i < AC_COUNT(api_routes); i++)
		paths[i] = api_routes[i].path;
	snprintf(wanted, sizeof(wanted), "%.*s", shown, path.data);
	snprintf(what, sizeof(what), "%s: there is nothing here", wanted);
	const char *nearest = ac_config_nearest(wanted, paths, AC_COUNT(paths));
	if (nearest != NULL)
		snprintf(help, sizeof(help), "did you mean %s?", nearest);
	else
		snprintf(help, sizeof(help), "/api/v1/openapi.json lists what there is");
	api_reply_refuse(reply, 404, what, help);
}

static void answer(struct ac_api *api, struct ac_str path, struct ac_str query,
		   struct api_reply *reply)
{
	api->wall_ms = wall_now();
	if (api->view != NULL &&
	    ac_view_box_read(api->dashboard->views, api->view->number, api->view))
		api->is_live = true;
	for (size_t i = 0; i < AC_COUNT(api_routes); i++) {
		if (!ac_str_equal(ac_str_from(api_routes[i].path), path))
			continue;
		struct api_query parameters;
		struct api_query_fault fault;
		if (api_query_read(query, api_routes[i].taken, api_routes[i].required, &parameters,
				   &fault))
			api_routes[i].answer(api, &parameters, reply);
		else
			api_reply_refuse(reply, 400, fault.what, fault.help);
		return;
	}
	refuse_path(reply, path);
}

void ac_api_answer(struct ac_api *api, struct ac_str path, struct ac_str query,
		   struct ac_api_answer *ret_answer)
{
	struct api_reply reply;
	api_reply_init(&reply);
	answer(api, path, query, &reply);
	if (reply.is_lost) {
		api_reply_deinit(&reply);
		*ret_answer = (struct ac_api_answer){ .status = 503, .content_type = API_JSON };
		return;
	}
	*ret_answer = (struct ac_api_answer){
		.status = reply.status,
		.content_type = reply.content_type,
		.file_name = reply.file_name,
		.body = reply.json.data,
		.size = reply.json.size,
	};
}
