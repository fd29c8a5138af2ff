#include "cli/pulse.h"

#include "cli/command.h"
#include "gateway/gateway.h"
#include "io/heartbeat.h"
#include "io/log.h"
#include "io/loop.h"

#define PULSE_PATH    "status/heartbeat.json"
#define POSITIONS_MAX 512u
#define HALTS_MAX     256u

void ac_pulse_init(struct ac_pulse *pulse, const struct ac_world *world,
		   const struct ac_store_run *run)
{
	*pulse = (struct ac_pulse){ .world = world, .run = run };
}

bool ac_pulse_is_due(const struct ac_pulse *pulse, ac_ns wall_ns)
{
	return wall_ns - pulse->written_ns >= AC_NS_PER_SEC;
}

struct halts {
	const struct ac_world *world;
	struct ac_heartbeat_halt items[HALTS_MAX];
	size_t count;
};

static bool take_halt(void *self, const struct ac_event *halt)
{
	struct halts *halts = self;
	const struct ac_world *world = halts->world;
	halts->items[halts->count++] = (struct ac_heartbeat_halt){
		.guard = ac_guard_text((enum ac_guard_id)halt->risk_record.guard),
		.symbol = halt->symbol == AC_SYMBOL_NONE
				  ? ""
				  : world->instruments.items[halt->symbol].symbol,
		.strategy = halt->book == AC_BOOK_NONE ? "" : world->books[halt->book].strategy,
		.reason = ac_reason_text((enum ac_reason)halt->risk_record.reason),
		.since_ms = halt->risk_record.since_ms,
		.until_ms = halt->risk_record.until_ms,
	};
	return halts->count < HALTS_MAX;
}

static size_t take_positions(const struct ac_world *world, struct ac_heartbeat_position *items)
{
	size_t count = 0;
	for (uint16_t i = 0; i < world->book_count && count < POSITIONS_MAX; i++) {
		const struct ac_position_record *position = ac_engine_position(world->engine, i);
		if (position->direction == 0)
			continue;
		uint16_t symbol = world->books[i].symbol;
		items[count++] = (struct ac_heartbeat_position){
			.symbol = world->instruments.items[symbol].symbol,
			.strategy = world->books[i].strategy,
			.position_side = ac_position_side_text(
				(enum ac_position_side)position->position_side),
			.quantity = { position->direction * position->quantity.units },
			.entry_price = position->entry_price,
			.mark_price = ac_engine_mark(world->engine, symbol),
			.unrealized_pnl = ac_engine_unrealized(world->engine, i),
			.stop_price = position->stop_price,
			.is_protected = position->is_protected,
		};
	}
	return count;
}

static struct ac_dec drawdown_pct(const struct ac_account *account)
{
	struct ac_dec pct = AC_DEC_ZERO;
	struct ac_dec fall = { account->equity_peak.units - account->equity.units };
	if (account->equity_peak.units > 0 && fall.units > 0 &&
	    ac_dec_mul_div(fall, AC_DEC(100), account->equity_peak, AC_ROUND_UP, &pct) != AC_OK)
		pct = AC_DEC(100);
	return pct;
}

static const char *database_state(enum ac_writer_state state)
{
	return state == AC_WRITER_OK ? "ok" : state == AC_WRITER_RETRYING ? "retrying" : "failed";
}

static struct ac_heartbeat_stream stream_of(const struct ac_gateway_link_view *link)
{
	return (struct ac_heartbeat_stream){ link->state, link->age_ms, link->reconnects };
}

void ac_pulse_write(struct ac_pulse *pulse, ac_ns wall_ns, const char *state,
		    const struct ac_writer_stats *database, uint64_t journal_seq)
{
	static struct ac_heartbeat_position positions[POSITIONS_MAX];
	static struct halts halts;
	const struct ac_world *world = pulse->world;
	struct ac_engine_view view;
	ac_engine_view_get(world->engine, &view);
	halts.world = world;
	halts.count = 0;
	ac_risk_halts_visit(ac_engine_risk(world->engine), take_halt, &halts);
	ac_ms age_ms = view.data_ms == 0 ? -1 : view.now_ns / AC_NS_PER_MS - view.data_ms;
	struct ac_heartbeat heartbeat = {
		.time_ms = ac_loop_wall_ns() / AC_NS_PER_MS,
		.feed_time_ms = view.data_ms,
		.version = AC_VERSION_TEXT,
		.mode = pulse->run->mode,
		.account = pulse->run->account,
		.run_id = pulse->run->run_id,
		.state = state,
		.market = { view.is_market_up ? "up" : "down", age_ms, 0 },
		.user = { view.is_user_up ? "up" : "down", age_ms, 0 },
		.database = { database_state(database->state), database->queue,
			      database->queue_capacity, database->last_commit_ms,
			      database->refused },
		.risk = { ac_risk_state_text(view.risk_state),
			  halts.items,
			  halts.count,
			  { view.account.equity.units - view.account.day_start_equity.units },
			  drawdown_pct(&view.account) },
		.balance = { view.account.wallet, view.account.equity },
		.order_entry = "",
		.clock_offset_ms = 0, /* a simulated exchange lives by our clock */
		.positions = positions,
		.position_count = take_positions(world, positions),
		.orders = { view.counts.orders_open, view.counts.orders_unknown,
			    view.counts.protective },
		.journal_seq = journal_seq,
	};
	if (pulse->gateway != NULL) {
		static struct ac_heartbeat_age ages[AC_INSTRUMENTS_MAX];
		struct ac_gateway_view wire;
		ac_gateway_view_get(pulse->gateway, &wire);
		for (uint16_t i = 0; i < world->instruments.count; i++)
			ages[i] = (struct ac_heartbeat_age){
				world->instruments.items[i].symbol,
				ac_gateway_age_ms(pulse->gateway, i),
			};
		heartbeat.ages = ages;
		heartbeat.age_count = world->instruments.count;
		if (wire.has_account)
			heartbeat.order_entry =
				ac_gateway_is_on_rest(pulse->gateway) ? "rest" : "ws";
		heartbeat.market = stream_of(&wire.market);
		if (wire.has_account)
			heartbeat.user = stream_of(&wire.user);
		heartbeat.clock_offset_ms = wire.clock_offset_ms;
	}
	pulse->written_ns = wall_ns;
	bool is_written = ac_heartbeat_write(PULSE_PATH, &heartbeat) == AC_OK;
	if (!is_written && !pulse->has_failed)
		ac_log(AC_LOG_ERROR, "heartbeat.failed",
		       "the heartbeat cannot be written; trading goes on, watchers see it as dead",
		       AC_LOG_TEXT("file", PULSE_PATH));
	pulse->has_failed = !is_written;
}
