#include "dashboard/api_stopped.h"

#include <stdio.h>
#include <stdlib.h>

#define BOOKS_MAX 256u /* strategies on symbols that are listed; more are left out */

struct book_name {
	char symbol[AC_SYMBOL_SIZE], strategy[AC_STRATEGY_NAME_SIZE];
};

/* Everything that the status needs, gathered before anything is written. */
struct stopped {
	const struct ac_api *api;
	struct ac_store_run run;
	bool has_run, is_ended, is_account_known;
	struct ac_history_account account;
	struct ac_executor_counts counts;
	uint32_t book_count;
	struct book_name books[BOOKS_MAX];
};

static void add_book(struct stopped *stopped, const char *symbol, const char *strategy)
{
	for (uint32_t i = 0; i < stopped->book_count; i++) {
		if (strcmp(stopped->books[i].symbol, symbol) == 0 &&
		    strcmp(stopped->books[i].strategy, strategy) == 0)
			return;
	}
	if (stopped->book_count == BOOKS_MAX)
		return;
	struct book_name *book = &stopped->books[stopped->book_count++];
	snprintf(book->symbol, sizeof(book->symbol), "%s", symbol);
	snprintf(book->strategy, sizeof(book->strategy), "%s", strategy);
}

static bool take_position(void *self, const struct ac_history_position *position)
{
	struct stopped *stopped = self;
	stopped->counts.positions++;
	stopped->counts.positions_bare += !position->record.is_protected;
	add_book(stopped, position->symbol, position->strategy);
	return true;
}

static bool take_order(void *self, const struct ac_history_order *order)
{
	struct stopped *stopped = self;
	bool is_protective = strcmp(order->purpose, "stop_loss") == 0 ||
			     strcmp(order->purpose, "take_profit") == 0;
	stopped->counts.protective += is_protective;
	stopped->counts.orders_open += !is_protective;
	stopped->counts.orders_unknown += strcmp(order->status, "UNKNOWN") == 0;
	return true;
}

/* What is configured, what was traded, what is held. */
static bool gather_books(struct ac_api *api, struct stopped *stopped)
{
	const struct ac_config *config = api->dashboard->config;
	const char *account = api->dashboard->account;
	for (uint32_t i = 0; config != NULL && i < config->book_count; i++) {
		if (config->books[i].is_enabled)
			add_book(stopped, config->books[i].symbol, config->books[i].strategy);
	}
	metrics_results_refresh(&api->results, api->store, account, api->wall_ms);
	for (uint32_t i = 0; i < api->results.count; i++)
		add_book(stopped, api->results.items[i].symbol, api->results.items[i].strategy);
	return ac_history_positions(api->store, account, take_position, stopped) == AC_OK;
}

static bool gather(struct ac_api *api, struct stopped *stopped)
{
	const char *account = api->dashboard->account;
	struct ac_history_filter filter = { .account = account };
	uint64_t journal_seq;
	enum ac_status run = ac_store_run_last(api->store, account, &stopped->run,
					       &stopped->is_ended, &journal_seq);
	enum ac_status row = ac_history_account(api->store, account, 0, 1, &stopped->account);
	stopped->has_run = run == AC_OK;
	stopped->is_account_known = row == AC_OK;
	return (run == AC_OK || run == AC_ERR_NOT_FOUND) &&
	       (row == AC_OK || row == AC_ERR_NOT_FOUND) && gather_books(api, stopped) &&
	       ac_history_orders(api->store, &filter, true, take_order, stopped) == AC_OK;
}

static void write_lamp(struct ac_json *json, const struct stopped *stopped)
{
	char reason[256];
	const char *level = "warn";
	if (!stopped->has_run)
		snprintf(
			reason, sizeof(reason),
			"No trader runs here, and the database knows no run of this account: start "
			"one with autocoin run.");
	else if (stopped->counts.positions_bare > 0 || stopped->counts.orders_unknown > 0) {
		level = "alarm";
		snprintf(reason, sizeof(reason),
			 "No trader runs here, and the last one left %u positions without a "
			 "confirmed stop and %u orders whose fate is unknown: start autocoin run, "
			 "or look at the exchange.",
			 stopped->counts.positions_bare, stopped->counts.orders_unknown);
	} else if (stopped->counts.positions > 0)
		snprintf(reason, sizeof(reason),
			 "No trader runs here; the last one left %u positions with confirmed stops "
			 "at the exchange, which nobody watches now: start autocoin run.",
			 stopped->counts.positions);
	else
		snprintf(
			reason, sizeof(reason),
			"No trader runs here: this is what the database last knew. No position was "
			"open then.");
	ac_json_open(json, "lamp", '{');
	ac_json_text(json, "level", ac_str_from(level));
	ac_json_text(json, "reason", ac_str_from(reason));
	ac_json_close(json, '}');
}

static void write_run(struct ac_json *json, const struct stopped *stopped)
{
	const struct ac_store_run *run = &stopped->run;
	if (!stopped->has_run) {
		ac_json_null(json, "run");
		return;
	}
	ac_json_open(json, "run", '{');
	ac_json_unsigned(json, "run_id", run->run_id);
	ac_json_text(json, "mode", ac_str_from(run->mode));
	ac_json_text(json, "account", ac_str_from(run->account));
	ac_json_text(json, "version", ac_str_from(run->version));
	ac_json_text(json, "feed", ac_str_from(run->feed));
	ac_json_null(json, "position_mode");
	ac_json_int(json, "started_at", run->started_ms);
	ac_json_text(json, "state", AC_STR("stopped"));
	if (stopped->is_account_known)
		ac_json_int(json, "run_time", stopped->account.newest.time_ms);
	else
		ac_json_null(json, "run_time");
	ac_json_bool(json, "has_crashed_last", !stopped->is_ended);
	ac_json_close(json, '}');
}

static void write_account(struct ac_json *json, const struct stopped *stopped)
{
	const struct ac_config *config = stopped->api->dashboard->config;
	const struct ac_account *row = &stopped->account.newest;
	struct ac_dec today, loss_pct = AC_DEC_ZERO;
	if (!stopped->is_account_known) {
		ac_json_null(json, "account");
		return;
	}
	if (ac_dec_sub(row->equity, row->day_start_equity, &today) != AC_OK)
		today = AC_DEC_ZERO;
	struct ac_dec today_pct = api_percent(today, row->day_start_equity);
	if (today_pct.units < 0)
		loss_pct = ac_dec_neg(today_pct);
	ac_json_open(json, "account", '{');
	ac_json_dec(json, "wallet", row->wallet);
	ac_json_dec(json, "unrealized_pnl", row->unrealized);
	ac_json_dec(json, "equity", row->equity);
	ac_json_dec(json, "equity_peak", row->equity_peak);
	ac_json_dec(json, "day_start_equity", row->day_start_equity);
	ac_json_dec(json, "today_pnl", today);
	ac_json_dec(json, "today_pnl_pct", today_pct);
	ac_json_dec(json, "realized_today", row->realized_today);
	ac_json_dec(json, "fees_today", row->fees_today);
	ac_json_dec(json, "funding_today", row->funding_today);
	ac_json_dec(json, "margin_used", row->margin_used);
	ac_json_dec(json, "drawdown_pct", stopped->account.drawdown_pct);
	api_json_price(json, "drawdown_limit_pct",
		       config == NULL ? AC_DEC_ZERO : config->risk.account_drawdown_pct);
	ac_json_dec(json, "daily_loss_pct", loss_pct);
	api_json_price(json, "daily_loss_limit_pct",
		       config == NULL ? AC_DEC_ZERO : config->risk.account_daily_loss_pct);
	ac_json_close(json, '}');
}

static void write_streams(struct ac_json *json)
{
	static const char *const names[] = { "market", "user", "api" };
	ac_json_open(json, "streams", '{');
	for (size_t i = 0; i < AC_COUNT(names); i++) {
		ac_json_open(json, names[i], '{');
		ac_json_bool(json, "is_used", false);
		ac_json_bool(json, "is_up", false);
		ac_json_null(json, "age_ms");
		ac_json_int(json, "down_ms", 0);
		ac_json_int(json, "reconnects", 0);
		ac_json_text(json, "why", AC_STR(""));
		ac_json_close(json, '}');
	}
	ac_json_close(json, '}');
}

/* The names of one kind without repeats. */
static void write_names(struct ac_json *json, const char *key, const struct stopped *stopped,
			size_t offset)
{
	ac_json_open(json, key, '[');
	for (uint32_t i = 0; i < stopped->book_count; i++) {
		const char *name = (const char *)&stopped->books[i] + offset;
		bool is_new = true;
		for (uint32_t k = 0; k < i && is_new; k++)
			is_new = strcmp((const char *)&stopped->books[k] + offset, name) != 0;
		if (is_new)
			ac_json_text(json, NULL, ac_str_from(name));
	}
	ac_json_close(json, ']');
}

static void write_status(struct ac_json *json, const void *subject)
{
	const struct stopped *stopped = subject;
	const struct ac_executor_counts *counts = &stopped->counts;
	ac_json_null(json, "number");
	write_lamp(json, stopped);
	write_run(json, stopped);
	ac_json_null(json, "risk_state");
	ac_json_bool(json, "is_entries_on", false);
	write_account(json, stopped);
	ac_json_open(json, "counts", '{');
	ac_json_unsigned(json, "positions", counts->positions);
	ac_json_unsigned(json, "positions_bare", counts->positions_bare);
	ac_json_null(json, "bare_longest_ms");
	ac_json_unsigned(json, "orders_open", counts->orders_open);
	ac_json_unsigned(json, "orders_unknown", counts->orders_unknown);
	ac_json_unsigned(json, "protective", counts->protective);
	ac_json_null(json, "signals");
	ac_json_null(json, "signals_allowed");
	ac_json_unsigned(json, "left_out", 0);
	ac_json_close(json, '}');
	write_streams(json);
	ac_json_null(json, "data_age_ms");
	ac_json_null(json, "order_entry");
	ac_json_null(json, "clock");
	write_names(json, "strategies", stopped, offsetof(struct book_name, strategy));
	write_names(json, "symbols", stopped, offsetof(struct book_name, symbol));
}

void api_stopped_status(struct ac_api *api, struct api_reply *reply)
{
	struct stopped *stopped = calloc(1, sizeof(*stopped));
	if (stopped == NULL) {
		reply->is_lost = true;
		return;
	}
	stopped->api = api;
	if (gather(api, stopped)) {
		api_reply_begin(reply, api);
		api_reply_add(reply, write_status, stopped);
		api_reply_end(reply);
	} else
		api_reply_database_failed(reply, api);
	free(stopped);
}

static void write_symbol(struct ac_json *json, const struct stopped *stopped, uint32_t place)
{
	const char *symbol = stopped->books[place].symbol;
	ac_json_open(json, NULL, '{');
	ac_json_text(json, "symbol", ac_str_from(symbol));
	ac_json_null(json, "mark_price");
	ac_json_null(json, "age_ms");
	ac_json_null(json, "funding_rate");
	ac_json_null(json, "next_funding_at");
	int32_t precision = api_price_precision(stopped->api, symbol);
	if (precision < 0)
		ac_json_null(json, "price_precision");
	else
		ac_json_int(json, "price_precision", precision);
	ac_json_open(json, "strategies", '[');
	for (uint32_t i = 0; i < stopped->book_count; i++) {
		if (strcmp(stopped->books[i].symbol, symbol) == 0)
			ac_json_text(json, NULL, ac_str_from(stopped->books[i].strategy));
	}
	ac_json_close(json, ']');
	ac_json_close(json, '}');
}

static void write_symbols(struct ac_json *json, const void *subject)
{
	const struct stopped *stopped = subject;
	for (uint32_t i = 0; i < stopped->book_count; i++) {
		bool is_new = true;
		for (uint32_t k = 0; k < i && is_new; k++)
			is_new = strcmp(stopped->books[k].symbol, stopped->books[i].symbol) != 0;
		if (is_new)
			write_symbol(json, stopped, i);
	}
}

void api_stopped_symbols(struct ac_api *api, struct api_reply *reply)
{
	struct stopped *stopped = calloc(1, sizeof(*stopped));
	if (stopped == NULL) {
		reply->is_lost = true;
		return;
	}
	stopped->api = api;
	if (gather_books(api, stopped)) {
		api_reply_begin(reply, api);
		api_reply_list_begin(reply, "symbols");
		api_reply_add(reply, write_symbols, stopped);
		api_reply_list_end(reply);
		api_reply_end(reply);
	} else
		api_reply_database_failed(reply, api);
	free(stopped);
}
