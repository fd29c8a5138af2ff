/* The file that watchers read each second (docs/control.md). Older than docs/api.md: its times are
 * texts, and its members keep their names. */
#include "core/calendar.h"
#include "view/view_json.h"
#include "view/words.h"

static void put_moment(struct ac_json *json, const char *key, ac_ms moment)
{
	char text[AC_CALENDAR_TEXT_SIZE];
	if (moment == 0) {
		ac_json_null(json, key);
		return;
	}
	size_t size = ac_calendar_format(moment, text);
	ac_json_text(json, key, (struct ac_str){ text, size });
}

/* A simulated exchange in this process is as alive as its newest price. */
static void put_stream(struct ac_json *json, const char *key, const struct ac_view_stream *stream,
		       bool is_simulated_up, ac_ms data_age_ms)
{
	bool is_up = stream->is_used ? stream->is_up : is_simulated_up;
	ac_json_open(json, key, '{');
	words_text(json, "state", is_up ? "up" : "down");
	words_age(json, "age_ms", stream->is_used ? stream->age_ms : data_age_ms);
	ac_json_unsigned(json, "reconnects", stream->is_used ? stream->reconnects : 0);
	ac_json_close(json, '}');
}

static void put_websocket(struct ac_json *json, const struct ac_view *view)
{
	const struct ac_engine_view *engine = &view->engine;
	ac_ms age_ms = engine->data_ms == 0 ? AC_VIEW_AGE_NEVER : view->run_ms - engine->data_ms;
	const char *entry = view->is_on_rest ? "rest" : "ws";
	ac_json_open(json, "websocket", '{');
	put_stream(json, "market", &view->market, engine->is_market_up, age_ms);
	put_stream(json, "user", &view->user, engine->is_user_up, age_ms);
	words_text(json, "order_entry", view->user.is_used ? entry : "");
	ac_json_close(json, '}');
}

static void put_ages(struct ac_json *json, const struct ac_view *view,
		     const struct ac_view_names *names)
{
	ac_json_open(json, "data_age_ms", '{');
	for (uint16_t i = 0; view->market.is_used && i < view->symbol_count; i++)
		words_age(json, words_symbol(names, i), view->symbols[i].age_ms);
	ac_json_close(json, '}');
}

static void put_database(struct ac_json *json, const struct ac_view_system *system)
{
	ac_json_open(json, "database", '{');
	words_text(json, "state", words_database_state(system));
	ac_json_unsigned(json, "queue", system->database_queue);
	ac_json_unsigned(json, "queue_capacity", system->database_queue_capacity);
	words_number(json, "last_commit_ms", system->database_commit_ms);
	ac_json_unsigned(json, "refused", system->database_refused);
	ac_json_close(json, '}');
}

static void put_risk(struct ac_json *json, const struct ac_view *view,
		     const struct ac_view_names *names)
{
	const struct ac_account *account = &view->engine.account;
	ac_json_open(json, "risk", '{');
	words_text(json, "state", ac_risk_state_text(view->engine.risk_state));
	ac_json_open(json, "halts", '[');
	for (uint32_t i = 0; i < view->guard_count; i++) {
		const struct ac_view_guard *guard = &view->guards[i];
		if (!guard->is_halted)
			continue;
		ac_json_open(json, NULL, '{');
		words_text(json, "guard", ac_guard_text((enum ac_guard_id)guard->guard));
		words_text(json, "symbol", words_symbol(names, guard->symbol));
		words_text(json, "strategy", words_strategy(names, guard->book));
		words_text(json, "reason", ac_reason_text(guard->reason));
		put_moment(json, "since", guard->since_ms);
		put_moment(json, "until", guard->until_ms);
		ac_json_close(json, '}');
	}
	ac_json_close(json, ']');
	ac_json_dec(json, "daily_pnl",
		    words_difference(account->equity, account->day_start_equity));
	ac_json_dec(json, "drawdown_pct", view->drawdown_pct);
	ac_json_close(json, '}');
}

static void put_positions(struct ac_json *json, const struct ac_view *view,
			  const struct ac_view_names *names)
{
	ac_json_open(json, "positions", '[');
	for (uint32_t i = 0; i < view->position_count; i++) {
		const struct ac_view_position *position = &view->positions[i];
		const struct ac_position_record *record = &position->record;
		struct ac_dec quantity = record->quantity;
		ac_json_open(json, NULL, '{');
		words_text(json, "symbol", words_symbol(names, position->symbol));
		words_text(json, "strategy", words_strategy(names, position->book));
		words_text(json, "position_side",
			   ac_position_side_text((enum ac_position_side)record->position_side));
		ac_json_dec(json, "quantity",
			    record->direction < 0 ? ac_dec_neg(quantity) : quantity);
		ac_json_dec(json, "entry_price", record->entry_price);
		ac_json_dec(json, "mark_price", position->mark);
		ac_json_dec(json, "unrealized_pnl", position->unrealized);
		ac_json_dec(json, "stop_price", record->stop_price);
		ac_json_bool(json, "is_protected", record->is_protected);
		ac_json_close(json, '}');
	}
	ac_json_close(json, ']');
}

static void put_sums(struct ac_json *json, const struct ac_view *view)
{
	const struct ac_executor_counts *counts = &view->engine.counts;
	ac_json_open(json, "orders", '{');
	ac_json_unsigned(json, "open", counts->orders_open);
	ac_json_unsigned(json, "unknown", counts->orders_unknown);
	ac_json_unsigned(json, "protective", counts->protective);
	ac_json_close(json, '}');
	ac_json_open(json, "journal", '{');
	ac_json_unsigned(json, "seq", view->system.journal_seq);
	ac_json_close(json, '}');
}

void ac_view_json_heartbeat(struct ac_json *json, const struct ac_view *view,
			    const struct ac_view_names *names,
			    const struct ac_view_process *process)
{
	ac_json_open(json, NULL, '{');
	put_moment(json, "time", view->wall_ms);
	ac_json_int(json, "time_ms", view->wall_ms);
	put_moment(json, "feed_time", view->engine.data_ms);
	ac_json_int(json, "pid", process->pid);
	words_text(json, "version", view->run.version);
	words_text(json, "mode", view->run.mode);
	words_text(json, "account", view->run.account);
	ac_json_unsigned(json, "run_id", view->run.run_id);
	words_text(json, "state", ac_view_state_text(view->state));
	put_websocket(json, view);
	put_ages(json, view, names);
	put_database(json, &view->system);
	put_risk(json, view, names);
	ac_json_open(json, "balance", '{');
	ac_json_dec(json, "wallet", view->engine.account.wallet);
	ac_json_dec(json, "equity", view->engine.account.equity);
	ac_json_close(json, '}');
	ac_json_int(json, "clock_offset_ms", view->clock_offset_ms);
	put_positions(json, view, names);
	put_sums(json, view);
	ac_json_unsigned(json, "rss_bytes", process->resident_bytes);
	ac_json_close(json, '}');
}
