/* What the database remembers: trades, signals, orders, events, performance and equity, written row
 * by row as the history hands them out. */
#include <stdio.h>

#include "dashboard/api_state.h"

static void write_signal_values(struct ac_json *json, const struct ac_history_signal *signal,
				const struct ac_strategy *strategy)
{
	ac_json_open(json, "values", '{');
	for (unsigned i = 0; i < AC_DECISION_VALUES_MAX; i++) {
		const char *name = strategy == NULL ? NULL : strategy->value_names[i];
		char place[16];
		snprintf(place, sizeof(place), "value_%u", i + 1);
		/* A strategy that this program does not have keeps the columns' own names. */
		if (strategy == NULL && signal->has_value[i])
			name = place;
		if (name != NULL && signal->has_value[i])
			api_json_real(json, name, signal->values[i]);
		else if (name != NULL)
			ac_json_null(json, name);
	}
	ac_json_close(json, '}');
}

struct signal_row {
	const struct ac_history_signal *signal;
	const struct ac_strategy *strategy;
};

static void write_signal(struct ac_json *json, const void *subject)
{
	const struct signal_row *row = subject;
	const struct ac_history_signal *signal = row->signal;
	ac_json_open(json, NULL, '{');
	ac_json_unsigned(json, "run_id", signal->run_id);
	ac_json_unsigned(json, "seq", signal->seq);
	ac_json_int(json, "time", signal->time_ms);
	ac_json_text(json, "symbol", ac_str_from(signal->symbol));
	ac_json_text(json, "strategy", ac_str_from(signal->strategy));
	ac_json_text(json, "action", ac_str_from(signal->action));
	ac_json_text(json, "exit_reason", ac_str_from(signal->exit_reason));
	ac_json_bool(json, "is_allowed", signal->is_allowed);
	ac_json_text(json, "verdict", ac_str_from(signal->verdict));
	ac_json_dec(json, "value", signal->value);
	ac_json_dec(json, "limit", signal->limit);
	ac_json_dec(json, "price", signal->price);
	ac_json_dec(json, "quantity", signal->quantity);
	write_signal_values(json, signal, row->strategy);
	ac_json_close(json, '}');
}

struct listing {
	struct ac_api *api;
	struct api_reply *reply;
};

static bool take_signal(void *self, const struct ac_history_signal *signal)
{
	const struct listing *listing = self;
	const struct ac_strategy_registry *registry = listing->api->dashboard->registry;
	struct signal_row row = { signal, NULL };
	if (registry != NULL)
		row.strategy = ac_strategy_find(registry, ac_str_from(signal->strategy));
	api_reply_add(listing->reply, write_signal, &row);
	return !listing->reply->is_lost;
}

/* Ends a list that the history filled, or says that it could not. */
static void finish(struct ac_api *api, struct api_reply *reply, enum ac_status status)
{
	if (status != AC_OK) {
		api_reply_database_failed(reply, api);
		return;
	}
	api_reply_list_end(reply);
	api_reply_end(reply);
}

void api_signals(struct ac_api *api, const struct api_query *query, struct api_reply *reply)
{
	struct ac_history_filter filter = api_filter(api, query);
	struct listing listing = { api, reply };
	if ((query->given & API_BIT(API_ALLOWED)) != 0)
		filter.allowed = query->value[API_ALLOWED] == 1 ? 1 : -1;
	api_reply_begin(reply, api);
	api_reply_list_begin(reply, "signals");
	finish(api, reply, ac_history_signals(api->store, &filter, take_signal, &listing));
}

static void write_order(struct ac_json *json, const void *subject)
{
	const struct ac_history_order *order = subject;
	bool is_protective = strcmp(order->purpose, "stop_loss") == 0 ||
			     strcmp(order->purpose, "take_profit") == 0;
	ac_json_open(json, NULL, '{');
	ac_json_text(json, "client_order_id", ac_str_from(order->client_order_id));
	ac_json_text(json, "symbol", ac_str_from(order->symbol));
	ac_json_text(json, "strategy", ac_str_from(order->strategy));
	ac_json_text(json, "purpose", ac_str_from(order->purpose));
	ac_json_text(json, "side", ac_str_from(order->side));
	ac_json_text(json, "position_side", ac_str_from(order->position_side));
	ac_json_text(json, "type", ac_str_from(order->type));
	ac_json_text(json, "status", ac_str_from(order->status));
	ac_json_bool(json, "is_unknown", strcmp(order->status, "UNKNOWN") == 0);
	ac_json_bool(json, "is_protective", is_protective);
	ac_json_dec(json, "quantity", order->quantity);
	ac_json_dec(json, "executed_quantity", order->executed);
	api_json_price(json, "price", order->price);
	api_json_price(json, "stop_price", order->stop_price);
	api_json_price(json, "average_price", order->average_price);
	ac_json_dec(json, "commission", order->commission);
	ac_json_bool(json, "reduce_only", order->reduce_only);
	ac_json_bool(json, "close_position", order->close_position);
	api_json_time(json, "order_id", order->order_id);
	api_json_time(json, "algo_id", order->algo_id);
	api_json_time(json, "error_code", order->error_code);
	ac_json_int(json, "attempts", order->attempts);
	ac_json_int(json, "created_at", order->created_ms);
	ac_json_int(json, "updated_at", order->updated_ms);
	ac_json_close(json, '}');
}

static bool take_order(void *self, const struct ac_history_order *order)
{
	const struct listing *listing = self;
	api_reply_add(listing->reply, write_order, order);
	return !listing->reply->is_lost;
}

void api_orders_history(struct ac_api *api, const struct api_query *query, struct api_reply *reply)
{
	struct ac_history_filter filter = api_filter(api, query);
	struct listing listing = { api, reply };
	bool is_open_only = query->value[API_STATE] == API_STATE_OPEN;
	api_reply_begin(reply, api);
	api_reply_list_begin(reply, "orders");
	finish(api, reply,
	       ac_history_orders(api->store, &filter, is_open_only, take_order, &listing));
}

static const char *event_level(const struct ac_history_event *event)
{
	static const char *const errors[] = { "bare_position", "unknown_order", "mismatch", "full",
					      "halt" };
	static const char *const warnings[] = { "gap", "foreign", "orphan", "stream" };
	for (size_t i = 0; i < AC_COUNT(errors); i++) {
		if (strcmp(event->kind, errors[i]) == 0)
			return "error";
	}
	for (size_t i = 0; i < AC_COUNT(warnings); i++) {
		if (strcmp(event->kind, warnings[i]) == 0)
			return "warn";
	}
	return "info";
}

static void write_event(struct ac_json *json, const void *subject)
{
	const struct ac_history_event *event = subject;
	bool is_halt = event->guard[0] != '\0';
	ac_json_open(json, NULL, '{');
	ac_json_int(json, "time", event->time_ms);
	ac_json_text(json, "kind", ac_str_from(event->kind));
	ac_json_text(json, "symbol", ac_str_from(event->symbol));
	ac_json_text(json, "strategy", ac_str_from(event->strategy));
	ac_json_text(json, "guard", ac_str_from(event->guard));
	ac_json_text(json, "reason", ac_str_from(event->reason));
	if (is_halt) {
		ac_json_dec(json, "value", event->value);
		ac_json_dec(json, "limit", event->limit);
	} else {
		ac_json_null(json, "value");
		ac_json_null(json, "limit");
	}
	api_json_time(json, "until", event->until_ms);
	ac_json_text(json, "text", ac_str_from(event->text));
	ac_json_text(json, "level", ac_str_from(event_level(event)));
	ac_json_close(json, '}');
}

static bool take_event(void *self, const struct ac_history_event *event)
{
	const struct listing *listing = self;
	api_reply_add(listing->reply, write_event, event);
	return !listing->reply->is_lost;
}

void api_events(struct ac_api *api, const struct api_query *query, struct api_reply *reply)
{
	struct ac_history_filter filter = api_filter(api, query);
	struct listing listing = { api, reply };
	api_reply_begin(reply, api);
	api_reply_list_begin(reply, "events");
	finish(api, reply, ac_history_events(api->store, &filter, take_event, &listing));
}

static void write_equity(struct ac_json *json, const void *subject)
{
	const struct ac_history_equity *point = subject;
	ac_json_open(json, NULL, '[');
	ac_json_int(json, NULL, point->time_ms);
	api_json_number(json, NULL, point->equity);
	api_json_number(json, NULL, point->wallet);
	api_json_number(json, NULL, point->drawdown_pct);
	ac_json_close(json, ']');
}

static bool take_equity(void *self, const struct ac_history_equity *point)
{
	const struct listing *listing = self;
	api_reply_add(listing->reply, write_equity, point);
	return !listing->reply->is_lost;
}

static void write_window(struct ac_json *json, const void *subject)
{
	const struct api_query *query = subject;
	ac_json_text(json, "window",
		     ac_str_from(api_param_choice(API_WINDOW, query->value[API_WINDOW])));
}

void api_equity(struct ac_api *api, const struct api_query *query, struct api_reply *reply)
{
	struct ac_history_filter filter = { .account = api->dashboard->account };
	struct listing listing = { api, reply };
	filter.from_ms = api_window_from(query, api_run_now(api));
	api_reply_begin(reply, api);
	api_reply_add(reply, write_window, query);
	api_reply_list_begin(reply, "points");
	finish(api, reply,
	       ac_history_equity(api->store, &filter, (uint32_t)query->value[API_POINTS],
				 take_equity, &listing));
}

static void write_performance_members(struct ac_json *json,
				      const struct ac_history_performance *row)
{
	ac_json_text(json, "symbol", ac_str_from(row->symbol));
	ac_json_text(json, "strategy", ac_str_from(row->strategy));
	ac_json_unsigned(json, "trades", row->trades);
	ac_json_unsigned(json, "wins", row->wins);
	ac_json_unsigned(json, "losses", row->losses);
	api_json_real(json, "win_rate", row->win_rate);
	api_json_real(json, "profit_factor", row->profit_factor);
	api_json_real(json, "expectancy", row->expectancy);
	api_json_real(json, "sharpe", row->sharpe);
	ac_json_dec(json, "max_drawdown", row->drawdown);
	ac_json_dec(json, "gross_profit", row->gross_profit);
	ac_json_dec(json, "gross_loss", row->gross_loss);
	ac_json_dec(json, "net_pnl", row->net);
	ac_json_dec(json, "fees", row->fees);
	ac_json_dec(json, "funding", row->funding);
	if (row->trades == 0) {
		ac_json_null(json, "best");
		ac_json_null(json, "worst");
		ac_json_null(json, "average_hold_ms");
		return;
	}
	ac_json_dec(json, "best", row->best);
	ac_json_dec(json, "worst", row->worst);
	ac_json_int(json, "average_hold_ms", row->hold_ms_total / (int64_t)row->trades);
}

static void write_performance_row(struct ac_json *json, const void *subject)
{
	ac_json_open(json, NULL, '{');
	write_performance_members(json, subject);
	ac_json_close(json, '}');
}

static void write_performance_total(struct ac_json *json, const void *subject)
{
	ac_json_open(json, "total", '{');
	write_performance_members(json, subject);
	ac_json_close(json, '}');
}

static bool take_performance(void *self, const struct ac_history_performance *row, bool is_total)
{
	const struct listing *listing = self;
	if (is_total)
		api_reply_list_end(listing->reply);
	api_reply_add(listing->reply, is_total ? write_performance_total : write_performance_row,
		      row);
	return !listing->reply->is_lost;
}

static void write_from(struct ac_json *json, const void *subject)
{
	const ac_ms *from_ms = subject;
	ac_json_int(json, "from", *from_ms);
}

void api_performance(struct ac_api *api, const struct api_query *query, struct api_reply *reply)
{
	struct ac_history_filter filter = api_filter(api, query);
	struct listing listing = { api, reply };
	ac_ms now_ms = api_run_now(api);
	filter.from_ms = api_window_from(query, now_ms);
	filter.limit = 0;
	api_reply_begin(reply, api);
	api_reply_add(reply, write_window, query);
	api_reply_add(reply, write_from, &filter.from_ms);
	api_reply_list_begin(reply, "rows");
	if (ac_history_performance(api->store, &filter, now_ms, take_performance, &listing) !=
	    AC_OK) {
		api_reply_database_failed(reply, api);
		return;
	}
	api_reply_end(reply);
}
