#include "dashboard/metrics.h"

#include <stdio.h>

#include "dashboard/metrics_text.h"
#include "dashboard/readiness.h"

static bool take_result(void *self, const struct ac_history_performance *row, bool is_total)
{
	struct metrics_results *results = self;
	if (is_total || results->count == METRICS_RESULTS_MAX)
		return !is_total;
	struct metrics_result *result = &results->items[results->count++];
	snprintf(result->symbol, sizeof(result->symbol), "%s", row->symbol);
	snprintf(result->strategy, sizeof(result->strategy), "%s", row->strategy);
	result->trades = row->trades;
	result->net = row->net;
	result->fees = row->fees;
	return true;
}

void metrics_results_refresh(struct metrics_results *results, struct ac_store *store,
			     const char *account, ac_ms wall_ms)
{
	const struct ac_history_filter filter = { .account = account };
	ac_ms age_ms = wall_ms - results->read_ms;
	if (results->read_ms != 0 && age_ms >= 0 && age_ms < METRICS_RESULTS_MS)
		return;
	uint32_t count = results->count;
	results->count = 0;
	if (ac_history_performance(store, &filter, wall_ms, take_result, results) == AC_OK)
		results->read_ms = wall_ms;
	else
		results->count = count;
}

static void write_trader(struct ac_json *out, const struct metrics_subject *subject)
{
	const struct ac_view *view = subject->view;
	bool is_alive = ac_readiness_is_alive(view, subject->wall_ms);
	metrics_gauge(out, "trader_up", "1 while a trader shows a new state every few seconds.",
		      is_alive);
	metrics_gauge(out, "ready", "1 while entries could be made.",
		      ac_readiness_why_not(view, subject->wall_ms) == NULL);
	if (view == NULL)
		return;
	char reason[512];
	metrics_gauge(out, "lamp", "Is the money safe: 0 ok, 1 warn, 2 alarm.",
		      (uint64_t)ac_view_lamp(view, subject->names, reason, sizeof(reason)));
	metrics_head(out, "run_info", "gauge", "What runs; always 1.");
	metrics_whole(out, "run_info",
		      &(struct metrics_labels){ .count = 3,
						.items = { { "version", view->run.version },
							   { "mode", view->run.mode },
							   { "account", view->run.account } } },
		      1);
	metrics_gauge_seconds(out, "run_start_time_seconds", "When the run began.",
			      view->run.started_ms);
	metrics_gauge_seconds(out, "view_age_seconds", "Age of everything that is told here.",
			      subject->wall_ms - view->wall_ms);
	metrics_gauge(out, "risk_state", "0 active, 1 reducing, 2 halted.",
		      (uint64_t)view->engine.risk_state);
	metrics_gauge(out, "entries_on", "0 while a person has paused entries.",
		      view->engine.is_entries_on);
}

static void write_account(struct ac_json *out, const struct ac_view *view)
{
	const struct ac_account *account = &view->engine.account;
	metrics_gauge_dec(out, "wallet", "Wallet balance, quote asset.", account->wallet);
	metrics_gauge_dec(out, "unrealized_profit", "Profit of open positions at the mark.",
			  account->unrealized);
	metrics_gauge_dec(out, "equity", "Wallet and unrealized profit.", account->equity);
	metrics_gauge_dec(out, "equity_peak", "Highest confirmed equity, net of transfers.",
			  account->equity_peak);
	metrics_gauge_dec(out, "day_start_equity", "Equity at 00:00 UTC.",
			  account->day_start_equity);
	metrics_gauge_dec(out, "margin_used", "Margin that positions and orders take.",
			  account->margin_used);
	metrics_gauge_ratio(out, "drawdown_ratio", "Fall from the highest equity.",
			    view->drawdown_pct);
	metrics_gauge_ratio(out, "drawdown_limit_ratio", "Fall that halts the account; 0 off.",
			    view->drawdown_limit_pct);
	metrics_gauge_ratio(out, "daily_loss_ratio", "Loss since 00:00 UTC.", view->daily_loss_pct);
	metrics_gauge_ratio(out, "daily_loss_limit_ratio",
			    "Loss of a day that halts the account; 0 off.",
			    view->daily_loss_limit_pct);
}

static void write_orders(struct ac_json *out, const struct ac_view *view)
{
	const struct ac_executor_counts *counts = &view->engine.counts;
	metrics_gauge(out, "positions", "Open positions.", counts->positions);
	metrics_gauge(out, "positions_bare", "Positions without a confirmed stop.",
		      counts->positions_bare);
	metrics_gauge_seconds(out, "bare_longest_seconds",
			      "How long the oldest bare position has been bare.",
			      counts->bare_longest_ns / AC_NS_PER_MS);
	metrics_gauge(out, "orders_open", "Live orders, without protection.", counts->orders_open);
	metrics_gauge(out, "orders_unknown", "Orders whose fate is not known.",
		      counts->orders_unknown);
	metrics_gauge(out, "orders_protective", "Confirmed stops and take-profits.",
		      counts->protective);
	metrics_gauge(out, "orders_by_rest", "1 while orders leave by REST.", view->is_on_rest);
	metrics_head(out, "signals_total", "counter", "Signals of strategies, by risk's answer.");
	metrics_whole(out, "signals_total", &METRICS_LABEL("answer", "allowed"),
		      view->engine.signals_allowed);
	metrics_whole(out, "signals_total", &METRICS_LABEL("answer", "refused"),
		      view->engine.signals - view->engine.signals_allowed);
}

static void write_symbols(struct ac_json *out, const struct metrics_subject *subject)
{
	const struct ac_instruments *instruments = subject->names->instruments;
	metrics_head(out, "data_age_seconds", "gauge", "Age of the newest market data.");
	for (uint32_t i = 0; i < subject->view->symbol_count; i++) {
		ac_ms age_ms = subject->view->symbols[i].age_ms;
		if (age_ms != AC_VIEW_AGE_NEVER)
			metrics_seconds(out, "data_age_seconds",
					&METRICS_LABEL("symbol", instruments->items[i].symbol),
					age_ms);
	}
}

static struct metrics_labels guard_labels(const struct metrics_subject *subject,
					  const struct ac_view_guard *guard)
{
	const struct ac_view_names *names = subject->names;
	const char *strategy =
		guard->book == AC_BOOK_NONE ? "" : names->books[guard->book].strategy;
	const char *symbol = guard->symbol == AC_SYMBOL_NONE
				     ? ""
				     : names->instruments->items[guard->symbol].symbol;
	return (struct metrics_labels){ .count = 3,
					.items = { { "guard", ac_guard_text(guard->guard) },
						   { "symbol", symbol },
						   { "strategy", strategy } } };
}

static void write_guards(struct ac_json *out, const struct metrics_subject *subject)
{
	const struct ac_view *view = subject->view;
	metrics_head(out, "guard_used_ratio", "gauge", "How much of a guard's limit is used.");
	for (uint32_t i = 0; i < view->guard_count; i++) {
		const struct ac_view_guard *guard = &view->guards[i];
		struct metrics_labels labels = guard_labels(subject, guard);
		if (guard->limit.units != 0)
			metrics_real(out, "guard_used_ratio", &labels,
				     ac_dec_to_double(guard->used) /
					     ac_dec_to_double(guard->limit));
	}
	metrics_head(out, "guard_halted", "gauge", "1 while the guard halts what it guards.");
	for (uint32_t i = 0; i < view->guard_count; i++) {
		struct metrics_labels labels = guard_labels(subject, &view->guards[i]);
		metrics_whole(out, "guard_halted", &labels, view->guards[i].is_halted);
	}
}

static void write_results(struct ac_json *out, const struct metrics_results *results)
{
	static const char *const names[] = { "strategy_trades_total", "strategy_net_profit",
					     "strategy_fees" };
	if (results->read_ms == 0)
		return;
	metrics_gauge_seconds(out, "results_read_time_seconds",
			      "When the results were last read from the database.",
			      results->read_ms);
	metrics_head(out, names[0], "counter", "Closed positions.");
	for (size_t k = 0; k < AC_COUNT(names); k++) {
		if (k == 1)
			metrics_head(out, names[1], "gauge", "Net profit of closed positions.");
		if (k == 2)
			metrics_head(out, names[2], "gauge", "Fees of closed positions.");
		for (uint32_t i = 0; i < results->count; i++) {
			const struct metrics_result *result = &results->items[i];
			struct metrics_labels labels = { 2,
							 { { "strategy", result->strategy },
							   { "symbol", result->symbol } } };
			if (k == 0)
				metrics_whole(out, names[k], &labels, result->trades);
			else
				metrics_dec(out, names[k], &labels,
					    k == 1 ? result->net : result->fees);
		}
	}
}

static void write_dashboard(struct ac_json *out, const struct ac_dashboard_stats *stats)
{
	metrics_gauge(out, "dashboard_clients", "Browsers on the live socket.", stats->clients);
	metrics_counter(out, "dashboard_requests_total", "HTTP requests.", stats->requests);
	metrics_counter(out, "dashboard_clients_dropped_total", "Browsers that read too slowly.",
			stats->clients_dropped);
	metrics_counter(out, "dashboard_sent_bytes_total", "Bytes sent to browsers.",
			stats->bytes_sent);
}

void metrics_write(struct ac_json *out, const void *untyped)
{
	const struct metrics_subject *subject = untyped;
	write_trader(out, subject);
	if (subject->view != NULL) {
		write_account(out, subject->view);
		write_orders(out, subject->view);
		write_symbols(out, subject);
		write_guards(out, subject);
		metrics_write_system(out, subject->view);
	}
	write_results(out, subject->results);
	write_dashboard(out, subject->stats);
}
