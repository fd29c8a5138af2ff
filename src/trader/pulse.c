#include "trader/pulse.h"

#include "io/heartbeat.h"
#include "sys/log.h"

#define PULSE_PATH "status/heartbeat.json"

void ac_pulse_init(struct ac_pulse *pulse, const struct ac_view_names *names)
{
	*pulse = (struct ac_pulse){ .names = names };
}

bool ac_pulse_is_due(const struct ac_pulse *pulse, ac_ns now_ns)
{
	return now_ns - pulse->written_ns >= AC_NS_PER_SEC;
}

static const char *symbol_of(const struct ac_view_names *names, uint16_t symbol)
{
	return symbol == AC_SYMBOL_NONE ? "" : names->instruments->items[symbol].symbol;
}

static size_t take_halts(const struct ac_view *view, const struct ac_view_names *names,
			 struct ac_heartbeat_halt *items)
{
	size_t count = 0;
	for (uint32_t i = 0; i < view->guard_count; i++) {
		const struct ac_view_guard *guard = &view->guards[i];
		if (!guard->is_halted)
			continue;
		items[count++] = (struct ac_heartbeat_halt){
			.guard = ac_guard_text((enum ac_guard_id)guard->guard),
			.symbol = symbol_of(names, guard->symbol),
			.strategy = guard->book == AC_BOOK_NONE
					    ? ""
					    : names->books[guard->book].strategy,
			.reason = ac_reason_text(guard->reason),
			.since_ms = guard->since_ms,
			.until_ms = guard->until_ms,
		};
	}
	return count;
}

static size_t take_positions(const struct ac_view *view, const struct ac_view_names *names,
			     struct ac_heartbeat_position *items)
{
	for (uint32_t i = 0; i < view->position_count; i++) {
		const struct ac_view_position *position = &view->positions[i];
		const struct ac_position_record *record = &position->record;
		items[i] = (struct ac_heartbeat_position){
			.symbol = symbol_of(names, position->symbol),
			.strategy = names->books[position->book].strategy,
			.position_side =
				ac_position_side_text((enum ac_position_side)record->position_side),
			.quantity = { record->direction * record->quantity.units },
			.entry_price = record->entry_price,
			.mark_price = position->mark,
			.unrealized_pnl = position->unrealized,
			.stop_price = record->stop_price,
			.is_protected = record->is_protected,
		};
	}
	return view->position_count;
}

static size_t take_ages(const struct ac_view *view, const struct ac_view_names *names,
			struct ac_heartbeat_age *items)
{
	if (!view->market.is_used)
		return 0;
	for (uint16_t i = 0; i < view->symbol_count; i++)
		items[i] =
			(struct ac_heartbeat_age){ symbol_of(names, i), view->symbols[i].age_ms };
	return view->symbol_count;
}

/* A simulated exchange in this process is as alive as its newest price. */
static struct ac_heartbeat_stream stream_of(const struct ac_view_stream *stream, bool is_up,
					    ac_ms data_age_ms)
{
	if (!stream->is_used)
		return (struct ac_heartbeat_stream){ is_up ? "up" : "down", data_age_ms, 0 };
	return (struct ac_heartbeat_stream){ stream->is_up ? "up" : "down", stream->age_ms,
					     stream->reconnects };
}

static const char *entry_of(const struct ac_view *view)
{
	if (!view->user.is_used)
		return "";
	return view->is_on_rest ? "rest" : "ws";
}

void ac_pulse_write(struct ac_pulse *pulse, ac_ns now_ns, const struct ac_view *view)
{
	static struct ac_heartbeat_position positions[AC_VIEW_POSITIONS_MAX];
	static struct ac_heartbeat_halt halts[AC_VIEW_GUARDS_MAX];
	static struct ac_heartbeat_age ages[AC_INSTRUMENTS_MAX];
	static const char *const database_states[] = { "ok", "retrying", "failed" };
	const struct ac_engine_view *engine = &view->engine;
	const struct ac_account *account = &engine->account;
	const struct ac_view_system *system = &view->system;
	ac_ms age_ms = engine->data_ms == 0 ? -1 : view->run_ms - engine->data_ms;
	ac_assert(system->database_state < AC_COUNT(database_states));
	struct ac_heartbeat heartbeat = {
		.time_ms = view->wall_ms,
		.feed_time_ms = engine->data_ms,
		.version = view->run.version,
		.mode = view->run.mode,
		.account = view->run.account,
		.run_id = view->run.run_id,
		.state = ac_view_state_text(view->state),
		.market = stream_of(&view->market, engine->is_market_up, age_ms),
		.user = stream_of(&view->user, engine->is_user_up, age_ms),
		.order_entry = entry_of(view),
		.ages = ages,
		.age_count = take_ages(view, pulse->names, ages),
		.database = { database_states[system->database_state], system->database_queue,
			      system->database_queue_capacity, system->database_commit_ms,
			      system->database_refused },
		.risk = { ac_risk_state_text(engine->risk_state),
			  halts,
			  take_halts(view, pulse->names, halts),
			  { account->equity.units - account->day_start_equity.units },
			  view->drawdown_pct },
		.balance = { account->wallet, account->equity },
		.clock_offset_ms = view->clock_offset_ms,
		.positions = positions,
		.position_count = take_positions(view, pulse->names, positions),
		.orders = { engine->counts.orders_open, engine->counts.orders_unknown,
			    engine->counts.protective },
		.journal_seq = system->journal_seq,
	};
	pulse->written_ns = now_ns;
	bool is_written = ac_heartbeat_write(PULSE_PATH, &heartbeat) == AC_OK;
	if (!is_written && !pulse->has_failed)
		ac_log(AC_LOG_ERROR, "heartbeat.failed",
		       "the heartbeat cannot be written; trading goes on, watchers see it as dead",
		       AC_LOG_TEXT("file", PULSE_PATH));
	pulse->has_failed = !is_written;
}
