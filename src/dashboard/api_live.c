/* What is now: from the newest view where a trader runs, else from the database (api_stopped.c). */
#include "dashboard/api_stopped.h"
#include "view/view_json.h"

struct live {
	const struct ac_view *view;
	const struct ac_view_names *names;
	const struct ac_dashboard_stats *stats;
};

static struct live live_of(const struct ac_api *api)
{
	return (struct live){ api->view, api->dashboard->names, api->config.stats };
}

static void write_status(struct ac_json *json, const void *subject)
{
	const struct live *live = subject;
	ac_view_json_status(json, NULL, live->view, live->names);
}

static void write_positions(struct ac_json *json, const void *subject)
{
	const struct live *live = subject;
	ac_view_json_positions(json, NULL, live->view, live->names);
}

static void write_orders(struct ac_json *json, const void *subject)
{
	const struct live *live = subject;
	ac_view_json_orders(json, NULL, live->view, live->names);
}

static void write_risk(struct ac_json *json, const void *subject)
{
	const struct live *live = subject;
	ac_view_json_risk(json, NULL, live->view, live->names);
}

static void write_symbols(struct ac_json *json, const void *subject)
{
	const struct live *live = subject;
	ac_view_json_symbols(json, NULL, live->view, live->names);
}

static void write_dashboard(struct ac_json *json, const struct ac_dashboard_stats *stats)
{
	ac_json_open(json, "dashboard", '{');
	ac_json_unsigned(json, "clients", stats->clients);
	ac_json_unsigned(json, "requests", stats->requests);
	ac_json_unsigned(json, "clients_dropped", stats->clients_dropped);
	ac_json_unsigned(json, "bytes_sent", stats->bytes_sent);
	ac_json_close(json, '}');
}

/* The view knows nothing of the dashboard, so its object is opened again for one more member. */
static void write_system(struct ac_json *json, const void *subject)
{
	const struct live *live = subject;
	ac_view_json_system(json, NULL, live->view);
	if (json->is_full)
		return;
	ac_assert(json->data[json->size - 1] == '}');
	json->size--;
	write_dashboard(json, live->stats);
	ac_json_close(json, '}');
}

static void write_system_stopped(struct ac_json *json, const void *subject)
{
	static const char *const unknown[] = { "memory", "engine", "journal", "database", "alerts",
					       "log",    "rate",   "wire",    "latency" };
	const struct live *live = subject;
	for (size_t i = 0; i < AC_COUNT(unknown); i++)
		ac_json_null(json, unknown[i]);
	write_dashboard(json, live->stats);
}

static void answer_live(struct ac_api *api, struct api_reply *reply, api_piece *write)
{
	struct live live = live_of(api);
	api_reply_add(reply, write, &live);
}

void api_status(struct ac_api *api, const struct api_query *query, struct api_reply *reply)
{
	(void)query;
	if (api->is_live)
		answer_live(api, reply, write_status);
	else
		api_stopped_status(api, reply);
}

void api_positions(struct ac_api *api, const struct api_query *query, struct api_reply *reply)
{
	(void)query;
	if (api->is_live)
		answer_live(api, reply, write_positions);
	else
		api_stopped_positions(api, reply);
}

void api_orders(struct ac_api *api, const struct api_query *query, struct api_reply *reply)
{
	bool is_open = query->value[API_STATE] == API_STATE_OPEN;
	bool is_filtered = (query->given & ~API_BIT(API_STATE)) != 0;
	/* What a filter leaves of the open ones is in the database too, moments later. */
	if (api->is_live && is_open && !is_filtered)
		answer_live(api, reply, write_orders);
	else
		api_orders_history(api, query, reply);
}

void api_risk(struct ac_api *api, const struct api_query *query, struct api_reply *reply)
{
	(void)query;
	if (api->is_live)
		answer_live(api, reply, write_risk);
	else
		api_stopped_risk(api, reply);
}

void api_symbols(struct ac_api *api, const struct api_query *query, struct api_reply *reply)
{
	(void)query;
	if (api->is_live)
		answer_live(api, reply, write_symbols);
	else
		api_stopped_symbols(api, reply);
}

void api_system(struct ac_api *api, const struct api_query *query, struct api_reply *reply)
{
	(void)query;
	if (api->is_live) {
		answer_live(api, reply, write_system);
		return;
	}
	struct live live = live_of(api);
	api_reply_begin(reply, api);
	api_reply_add(reply, write_system_stopped, &live);
	api_reply_end(reply);
}
