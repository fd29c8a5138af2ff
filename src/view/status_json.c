#include "view/view_json.h"
#include "view/words.h"

static void put_run(struct ac_json *json, const struct ac_view *view)
{
	const struct ac_view_run *run = &view->run;
	ac_json_open(json, "run", '{');
	ac_json_unsigned(json, "run_id", run->run_id);
	words_text(json, "mode", run->mode);
	words_text(json, "account", run->account);
	words_text(json, "version", run->version);
	words_text(json, "feed", run->feed);
	words_text(json, "position_mode", ac_position_mode_text(run->position_mode));
	ac_json_int(json, "started_at", run->started_ms);
	words_text(json, "state", ac_view_state_text(view->state));
	ac_json_int(json, "run_time", view->run_ms);
	ac_json_bool(json, "has_crashed_last", run->has_crashed_last);
	ac_json_close(json, '}');
}

static void put_account(struct ac_json *json, const struct ac_view *view)
{
	const struct ac_account *account = &view->engine.account;
	struct ac_dec today = words_difference(account->equity, account->day_start_equity);
	struct ac_dec today_pct = AC_DEC_ZERO;
	if (account->day_start_equity.units > 0 &&
	    ac_dec_mul_div(today, AC_DEC(100), account->day_start_equity, AC_ROUND_HALF_EVEN,
			   &today_pct) != AC_OK)
		today_pct = AC_DEC_ZERO;
	ac_json_open(json, "account", '{');
	ac_json_dec(json, "wallet", account->wallet);
	ac_json_dec(json, "unrealized_pnl", account->unrealized);
	ac_json_dec(json, "equity", account->equity);
	ac_json_dec(json, "equity_peak", account->equity_peak);
	ac_json_dec(json, "day_start_equity", account->day_start_equity);
	ac_json_dec(json, "today_pnl", today);
	ac_json_dec(json, "today_pnl_pct", today_pct);
	ac_json_dec(json, "realized_today", account->realized_today);
	ac_json_dec(json, "fees_today", account->fees_today);
	ac_json_dec(json, "funding_today", account->funding_today);
	ac_json_dec(json, "margin_used", account->margin_used);
	ac_json_dec(json, "drawdown_pct", view->drawdown_pct);
	words_dec_or_null(json, "drawdown_limit_pct", view->drawdown_limit_pct);
	ac_json_dec(json, "daily_loss_pct", view->daily_loss_pct);
	words_dec_or_null(json, "daily_loss_limit_pct", view->daily_loss_limit_pct);
	ac_json_close(json, '}');
}

static void put_counts(struct ac_json *json, const struct ac_view *view)
{
	const struct ac_engine_view *engine = &view->engine;
	const struct ac_executor_counts *counts = &engine->counts;
	ac_json_open(json, "counts", '{');
	ac_json_unsigned(json, "positions", counts->positions);
	ac_json_unsigned(json, "positions_bare", counts->positions_bare);
	ac_json_int(json, "bare_longest_ms", counts->bare_longest_ns / AC_NS_PER_MS);
	ac_json_unsigned(json, "orders_open", counts->orders_open);
	ac_json_unsigned(json, "orders_unknown", counts->orders_unknown);
	ac_json_unsigned(json, "protective", counts->protective);
	ac_json_unsigned(json, "signals", engine->signals);
	ac_json_unsigned(json, "signals_allowed", engine->signals_allowed);
	ac_json_unsigned(json, "left_out",
			 (uint64_t)view->positions_left_out + view->orders_left_out +
				 view->guards_left_out);
	ac_json_close(json, '}');
}

static void put_stream(struct ac_json *json, const char *key, const struct ac_view_stream *stream)
{
	ac_json_open(json, key, '{');
	ac_json_bool(json, "is_used", stream->is_used);
	ac_json_bool(json, "is_up", stream->is_up);
	words_age(json, "age_ms", stream->age_ms);
	ac_json_int(json, "down_ms", stream->down_ms);
	ac_json_unsigned(json, "reconnects", stream->reconnects);
	words_text(json, "why", stream->why);
	ac_json_close(json, '}');
}

static void put_streams(struct ac_json *json, const struct ac_view *view)
{
	ac_json_open(json, "streams", '{');
	put_stream(json, "market", &view->market);
	put_stream(json, "user", &view->user);
	put_stream(json, "api", &view->api);
	ac_json_close(json, '}');
	words_age(json, "data_age_ms",
		  view->engine.data_ms == 0 ? AC_VIEW_AGE_NEVER
					    : view->run_ms - view->engine.data_ms);
	const char *entry = view->is_on_rest ? "rest" : "ws";
	words_text(json, "order_entry",
		   view->api.is_used || view->is_on_rest ? entry : "simulated");
	ac_json_open(json, "clock", '{');
	ac_json_int(json, "offset_ms", view->clock_offset_ms);
	ac_json_int(json, "round_trip_ms", view->clock_round_trip_ms);
	ac_json_close(json, '}');
}

/* Each name once, in the order of the books. */
static void put_names(struct ac_json *json, const struct ac_view_names *names)
{
	ac_json_open(json, "strategies", '[');
	for (uint32_t i = 0; i < names->book_count; i++) {
		bool is_new = true;
		for (uint32_t k = 0; k < i && is_new; k++)
			is_new = strcmp(names->books[k].strategy, names->books[i].strategy) != 0;
		if (is_new)
			words_text(json, NULL, names->books[i].strategy);
	}
	ac_json_close(json, ']');
	ac_json_open(json, "symbols", '[');
	for (uint32_t i = 0; i < names->instruments->count; i++)
		words_text(json, NULL, names->instruments->items[i].symbol);
	ac_json_close(json, ']');
}

void ac_view_json_status(struct ac_json *json, const char *key, const struct ac_view *view,
			 const struct ac_view_names *names)
{
	char reason[256];
	enum ac_lamp lamp = ac_view_lamp(view, names, reason, sizeof(reason));
	words_begin(json, key, view);
	ac_json_unsigned(json, "number", view->number);
	ac_json_open(json, "lamp", '{');
	words_text(json, "level", ac_lamp_text(lamp));
	words_text(json, "reason", reason);
	ac_json_close(json, '}');
	put_run(json, view);
	words_text(json, "risk_state", ac_risk_state_text(view->engine.risk_state));
	ac_json_bool(json, "is_entries_on", view->engine.is_entries_on);
	put_account(json, view);
	put_counts(json, view);
	put_streams(json, view);
	put_names(json, names);
	ac_json_close(json, '}');
}
