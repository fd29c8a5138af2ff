/* The real exchange's prices, orders to the simulated exchange: practice without an account. */
#include "trader/outlet.h"
#include "trader/source.h"
#include "trader/trader.h"

static bool live_open(struct source *source, struct ac_error *error)
{
	return wire_open(&source->wire, &source->config->settings, false, &source->rules, error);
}

static bool live_prepare(struct source *source, const struct ac_earlier_run *earlier,
			 char ret_name[AC_STORE_TEXT_SIZE], struct ac_error *error)
{
	(void)earlier;
	wire_name(&source->config->settings, ret_name);
	return wire_prepare(&source->wire, source->config, &source->world->instruments, NULL, NULL,
			    error);
}

/* Prices for the simulated exchange, and through it for the engine. */
static enum source_turn live_turn(struct source *source, ac_ns limit)
{
	struct wire *wire = &source->wire;
	struct ac_event event;
	wire_wait(wire, source->world->engine, limit);
	ac_ns now = wire_now(wire);
	while (wire->port.poll(wire->port.self, now, &event)) {
		bool is_history = (event.flags & AC_EVENT_FLAG_HISTORY) != 0;
		if (event.kind == AC_EVENT_STREAM || is_history)
			ac_session_input(source->session, &event);
		else
			ac_session_tick(source->session, &event);
	}
	ac_session_advance(source->session, now);
	ac_outlet_release(source->outlet);
	wire_sync(wire, *source->journal);
	wire_note(wire);
	return wire->is_complete ? SOURCE_RUNNING : SOURCE_STARTING;
}

static void live_close(struct source *source)
{
	wire_close(&source->wire);
}

const struct source_kind source_live = {
	.is_simulated = true,
	.is_paced_by_prices = false,
	.symbols = wire_symbols,
	.open = live_open,
	.prepare = live_prepare,
	.start_ns = wire_start_ns,
	.start = wire_start,
	.turn = live_turn,
	.settle = source_simulated_settle,
	.money = source_simulated_money,
	.show = wire_show,
	.close = live_close,
};
