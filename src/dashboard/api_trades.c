/* Closed positions, as JSON and as a table for spreadsheets. */
#include "dashboard/api_state.h"

static const char *side_of(const struct ac_history_trade *trade)
{
	return trade->trip.direction < 0 ? "SHORT" : "LONG";
}

static void write_trade(struct ac_json *json, const void *subject)
{
	const struct ac_history_trade *trade = subject;
	const struct ac_round_trip *trip = &trade->trip;
	ac_json_open(json, NULL, '{');
	ac_json_unsigned(json, "run_id", trade->run_id);
	ac_json_unsigned(json, "seq", trade->seq);
	ac_json_text(json, "symbol", ac_str_from(trade->symbol));
	ac_json_text(json, "strategy", ac_str_from(trade->strategy));
	ac_json_text(json, "side", ac_str_from(side_of(trade)));
	ac_json_dec(json, "quantity", trip->quantity);
	ac_json_dec(json, "entry_price", trip->entry_price);
	ac_json_dec(json, "exit_price", trip->exit_price);
	ac_json_int(json, "entry_time", trip->entry_time_ms);
	ac_json_int(json, "exit_time", trip->exit_time_ms);
	ac_json_int(json, "hold_ms", trip->exit_time_ms - trip->entry_time_ms);
	ac_json_text(json, "exit_reason", ac_str_from(ac_exit_reason_text(trip->exit_reason)));
	ac_json_bool(json, "is_ambiguous", trip->is_ambiguous);
	ac_json_dec(json, "gross_pnl", trip->gross_profit);
	ac_json_dec(json, "fees", trip->fees);
	ac_json_dec(json, "funding", trip->funding);
	ac_json_dec(json, "net_pnl", trip->net_profit);
	ac_json_close(json, '}');
}

static bool take_trade(void *self, const struct ac_history_trade *trade)
{
	struct api_reply *reply = self;
	api_reply_add(reply, write_trade, trade);
	return !reply->is_lost;
}

static struct ac_history_filter trade_filter(const struct ac_api *api,
					     const struct api_query *query)
{
	struct ac_history_filter filter = api_filter(api, query);
	if ((query->given & API_BIT(API_SIDE)) != 0)
		filter.direction = query->value[API_SIDE] == 0 ? 1 : -1;
	if ((query->given & API_BIT(API_RESULT)) != 0)
		filter.result = query->value[API_RESULT] == 0 ? AC_HISTORY_WON : AC_HISTORY_LOST;
	filter.sort = (enum ac_history_sort)query->value[API_SORT];
	filter.is_ascending = query->value[API_ORDER] == API_ORDER_ASC;
	return filter;
}

struct trade_totals {
	uint64_t count;
	struct ac_dec net;
};

static void write_totals(struct ac_json *json, const void *subject)
{
	const struct trade_totals *totals = subject;
	ac_json_unsigned(json, "total", totals->count);
	ac_json_dec(json, "net_pnl", totals->net);
}

void api_trades(struct ac_api *api, const struct api_query *query, struct api_reply *reply)
{
	struct ac_history_filter filter = trade_filter(api, query);
	struct trade_totals totals = { 0 };
	api_reply_begin(reply, api);
	api_reply_list_begin(reply, "trades");
	if (ac_history_trades(api->store, &filter, take_trade, reply, &totals.count, &totals.net) !=
	    AC_OK) {
		api_reply_database_failed(reply, api);
		return;
	}
	api_reply_list_end(reply);
	api_reply_add(reply, write_totals, &totals);
	api_reply_end(reply);
}

/* A cell of text as RFC 4180 has it. A spreadsheet would run what begins like a formula, so that is
 * shown with an apostrophe before it; numbers may begin with a minus and are not text. */
static void put_cell(struct ac_json *json, const char *text)
{
	bool is_formula = text[0] != '\0' && strchr("=+-@\t\r", text[0]) != NULL;
	bool is_quoted = strpbrk(text, ",\"\r\n") != NULL;
	if (is_quoted)
		api_put(json, AC_STR("\""));
	if (is_formula)
		api_put(json, AC_STR("'"));
	for (const char *c = text; *c != '\0'; c++) {
		if (*c == '"')
			api_put(json, AC_STR("\""));
		api_put(json, (struct ac_str){ c, 1 });
	}
	api_put(json, is_quoted ? AC_STR("\",") : AC_STR(","));
}

static void put_dec(struct ac_json *json, struct ac_dec value, const char *after)
{
	char text[AC_DEC_TEXT_SIZE];
	(void)ac_dec_format(value, text);
	api_put_format(json, "%s%s", text, after);
}

static void put_whole(struct ac_json *json, int64_t value)
{
	api_put_format(json, "%lld,", (long long)value);
}

static void write_csv_row(struct ac_json *json, const void *subject)
{
	const struct ac_history_trade *trade = subject;
	const struct ac_round_trip *trip = &trade->trip;
	put_whole(json, trade->run_id);
	put_whole(json, (int64_t)trade->seq);
	put_cell(json, trade->symbol);
	put_cell(json, trade->strategy);
	put_cell(json, side_of(trade));
	put_dec(json, trip->quantity, ",");
	put_dec(json, trip->entry_price, ",");
	put_dec(json, trip->exit_price, ",");
	put_whole(json, trip->entry_time_ms);
	put_whole(json, trip->exit_time_ms);
	put_whole(json, trip->exit_time_ms - trip->entry_time_ms);
	put_cell(json, ac_exit_reason_text(trip->exit_reason));
	put_cell(json, trip->is_ambiguous ? "true" : "false");
	put_dec(json, trip->gross_profit, ",");
	put_dec(json, trip->fees, ",");
	put_dec(json, trip->funding, ",");
	put_dec(json, trip->net_profit, "\r\n");
}

static bool take_csv_row(void *self, const struct ac_history_trade *trade)
{
	struct api_reply *reply = self;
	api_reply_add(reply, write_csv_row, trade);
	return !reply->is_lost;
}

static void write_csv_head(struct ac_json *json, const void *subject)
{
	(void)subject;
	api_put(json, AC_STR("run_id,seq,symbol,strategy,side,quantity,entry_price,exit_price,"
			     "entry_time,exit_time,hold_ms,exit_reason,is_ambiguous,gross_pnl,fees,"
			     "funding,net_pnl\r\n"));
}

void api_trades_csv(struct ac_api *api, const struct api_query *query, struct api_reply *reply)
{
	struct ac_history_filter filter = trade_filter(api, query);
	if ((query->given & API_BIT(API_LIMIT)) == 0)
		filter.limit = 0;
	reply->content_type = "text/csv; charset=utf-8";
	reply->file_name = "trades.csv";
	api_reply_add(reply, write_csv_head, NULL);
	if (ac_history_trades(api->store, &filter, take_csv_row, reply, NULL, NULL) != AC_OK)
		api_reply_database_failed(reply, api);
}
