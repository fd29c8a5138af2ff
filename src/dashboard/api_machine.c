/* What machines ask: is it alive, could it trade, the metrics, and the description of it all. */
#include "dashboard/api_state.h"
#include "dashboard/openapi.h"
#include "dashboard/readiness.h"

static void write_state(struct ac_json *json, const void *subject)
{
	const char *why = subject;
	ac_json_open(json, NULL, '{');
	ac_json_text(json, "status", why == NULL ? AC_STR("ok") : AC_STR("not ready"));
	if (why != NULL)
		ac_json_text(json, "reason", ac_str_from(why));
	ac_json_close(json, '}');
	api_put(json, AC_STR("\n"));
}

static void answer_state(struct api_reply *reply, const char *why)
{
	reply->status = why == NULL ? 200 : 503;
	api_reply_add(reply, write_state, why);
}

/* A program that shows a database alone is alive as long as it answers. */
void api_health(struct ac_api *api, const struct api_query *query, struct api_reply *reply)
{
	(void)query;
	const struct ac_view *view = api->is_live ? api->view : NULL;
	bool is_alive = api->view == NULL || ac_readiness_is_alive(view, api->wall_ms);
	answer_state(reply, is_alive ? NULL : ac_readiness_why_not(view, api->wall_ms));
}

void api_ready(struct ac_api *api, const struct api_query *query, struct api_reply *reply)
{
	(void)query;
	const struct ac_view *view = api->is_live ? api->view : NULL;
	answer_state(reply, ac_readiness_why_not(view, api->wall_ms));
}

void api_metrics(struct ac_api *api, const struct api_query *query, struct api_reply *reply)
{
	(void)query;
	metrics_results_refresh(&api->results, api->store, api->dashboard->account, api->wall_ms);
	const struct metrics_subject subject = {
		.view = api->is_live ? api->view : NULL,
		.names = api->dashboard->names,
		.stats = api->config.stats,
		.results = &api->results,
		.wall_ms = api->wall_ms,
	};
	reply->content_type = "text/plain; version=0.0.4; charset=utf-8";
	api_reply_add(reply, metrics_write, &subject);
}

static void write_openapi(struct ac_json *json, const void *subject)
{
	(void)subject;
	api_put(json, (struct ac_str){ ac_openapi_text, ac_openapi_size });
}

void api_openapi(struct ac_api *api, const struct api_query *query, struct api_reply *reply)
{
	(void)api, (void)query;
	api_reply_add(reply, write_openapi, NULL);
}
