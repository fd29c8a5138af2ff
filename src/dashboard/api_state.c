#include "dashboard/api_state.h"

#include <stdio.h>

ac_ms api_run_now(struct ac_api *api)
{
	struct ac_history_account account;
	if (api->is_live && api->view->run_ms > 0)
		return api->view->run_ms;
	if (ac_history_account(api->store, api->dashboard->account, 0, 1, &account) == AC_OK)
		return account.newest.time_ms;
	return api->wall_ms;
}

static void write_begin(struct ac_json *json, const void *subject)
{
	const struct ac_api *api = subject;
	ac_json_open(json, NULL, '{');
	ac_json_int(json, "time", api->wall_ms);
	ac_json_bool(json, "is_live", api->is_live);
}

void api_reply_begin(struct api_reply *reply, const struct ac_api *api)
{
	api_reply_add(reply, write_begin, api);
}

void api_reply_database_failed(struct api_reply *reply, const struct ac_api *api)
{
	char what[400];
	if (reply->is_lost)
		return;
	snprintf(what, sizeof(what), "the database cannot be read: %s", ac_store_error(api->store));
	api_reply_refuse(reply, 503, what,
			 "history is missing until it can be; trading does not depend on it");
}

static void write_end(struct ac_json *json, const void *subject)
{
	(void)subject;
	ac_json_close(json, '}');
}

void api_reply_end(struct api_reply *reply)
{
	api_reply_add(reply, write_end, NULL);
}

static void write_list_begin(struct ac_json *json, const void *subject)
{
	ac_json_open(json, subject, '[');
}

void api_reply_list_begin(struct api_reply *reply, const char *key)
{
	api_reply_add(reply, write_list_begin, key);
}

static void write_list_end(struct ac_json *json, const void *subject)
{
	(void)subject;
	ac_json_close(json, ']');
}

void api_reply_list_end(struct api_reply *reply)
{
	api_reply_add(reply, write_list_end, NULL);
}

struct ac_history_filter api_filter(const struct ac_api *api, const struct api_query *query)
{
	return (struct ac_history_filter){
		.account = api->dashboard->account,
		.symbol = query->symbol,
		.strategy = query->strategy,
		.from_ms = query->value[API_FROM],
		.to_ms = query->value[API_TO],
		.limit = (uint32_t)query->value[API_LIMIT],
		.offset = (uint32_t)query->value[API_OFFSET],
	};
}

ac_ms api_window_from(const struct api_query *query, ac_ms now_ms)
{
	static const int64_t days[] = {
		[API_WINDOW_24H] = 1, [API_WINDOW_7D] = 7, [API_WINDOW_30D] = 30
	};
	int64_t window = query->value[API_WINDOW];
	if (window == API_WINDOW_ALL)
		return 0;
	ac_ms from_ms = now_ms - days[window] * AC_MS_PER_DAY;
	return from_ms > 0 ? from_ms : 0;
}

struct ac_dec api_percent(struct ac_dec part, struct ac_dec whole)
{
	struct ac_dec percent;
	if (whole.units <= 0 ||
	    ac_dec_mul_div(part, AC_DEC(100), whole, AC_ROUND_HALF_EVEN, &percent) != AC_OK)
		return AC_DEC_ZERO;
	return percent;
}

static int32_t precision_in(const struct ac_instrument *items, uint32_t count, const char *symbol)
{
	for (uint32_t i = 0; i < count; i++) {
		if (strcmp(items[i].symbol, symbol) == 0)
			return items[i].price_precision;
	}
	return -1;
}

int32_t api_price_precision(const struct ac_api *api, const char *symbol)
{
	const struct ac_view_names *names = api->dashboard->names;
	if (names != NULL)
		return precision_in(names->instruments->items, names->instruments->count, symbol);
	uint32_t count;
	const struct ac_instrument *items = ac_instruments_default(&count);
	return precision_in(items, count, symbol);
}
