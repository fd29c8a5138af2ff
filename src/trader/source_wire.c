/* The real exchange: its prices, and orders on an account of ours. */
#include <stdio.h>

#include "sys/clock.h"
#include "sys/log.h"
#include "trader/outlet.h"
#include "trader/source.h"
#include "trader/trader.h"

#define SETTLE_STEP (AC_NS_PER_SEC / 10)

static bool account_open(struct source *source, struct ac_error *error)
{
	return wire_open(&source->wire, &source->config->settings, true, &source->rules, error);
}

static void say(void *self, const struct ac_setup_line *line)
{
	const struct source *source = self;
	char text[512];
	snprintf(text, sizeof(text), "  %-28s %-12s %s%s%s%s", line->what, line->found,
		 line->was_set ? "set to " : "", line->was_set ? line->wanted : "",
		 line->is_refused ? "REFUSED: " : "", line->is_refused ? line->text : "");
	source->options->say(source->options->self, text);
	ac_log(line->is_refused ? AC_LOG_ERROR : AC_LOG_INFO, "account.setting", line->text,
	       AC_LOG_TEXT("what", line->what), AC_LOG_TEXT("found", line->found),
	       AC_LOG_TEXT("wanted", line->wanted), AC_LOG_BOOL("was_set", line->was_set));
}

/* Straight from the socket to the engine: what it decides leaves before anything else. */
static void on_events(void *self)
{
	struct source *source = self;
	ac_session_arrive(source->session, wire_now(&source->wire));
}

static bool account_prepare(struct source *source, const struct ac_earlier_run *earlier,
			    char ret_name[AC_STORE_TEXT_SIZE], struct ac_error *error)
{
	(void)earlier;
	char why[512];
	wire_name(&source->config->settings, ret_name);
	source->options->say(source->options->self, "The account, as found:");
	if (!ac_setup_account(source->wire.rest, source->config, &source->world->instruments, false,
			      say, source, why, sizeof(why))) {
		ac_error_set(error,
			     "the account is not as config/ wants it: %s; nothing was traded", why);
		return false;
	}
	return wire_prepare(&source->wire, source->config, &source->world->instruments, on_events,
			    source, error);
}

static enum source_turn account_turn(struct source *source, ac_ns limit)
{
	struct wire *wire = &source->wire;
	wire_wait(wire, source->world->engine, limit);
	ac_ns now = wire_now(wire);
	ac_session_arrive(source->session, now);
	ac_session_advance(source->session, now);
	ac_gateway_flush(wire->gateway);
	ac_outlet_release(source->outlet);
	wire_sync(wire, *source->journal);
	wire_note(wire);
	return wire->is_complete ? SOURCE_RUNNING : SOURCE_STARTING;
}

static void account_settle(struct source *source, ac_ns limit)
{
	ac_ns end = ac_steady_ns(&ac_machine_clock) + limit;
	while (ac_steady_ns(&ac_machine_clock) < end) {
		struct ac_engine_view view;
		ac_engine_view_get(source->world->engine, &view);
		if (ac_gateway_pending(source->wire.gateway) == 0 &&
		    view.counts.orders_unknown == 0 && view.counts.positions_bare == 0)
			break;
		(void)account_turn(source, SETTLE_STEP);
	}
}

/* The exchange's ledger is not here: these are our books, which its stream has fed. */
static void account_money(const struct source *source, struct ac_source_money *ret_money)
{
	struct ac_engine_view view;
	ac_engine_view_get(source->world->engine, &view);
	*ret_money = (struct ac_source_money){
		.wallet = view.account.wallet,
		.realized = view.account.realized_total,
		.fees = view.account.fees_total,
		.funding = view.account.funding_total,
	};
}

static void account_close(struct source *source)
{
	wire_close(&source->wire);
}

const struct source_kind source_wire = {
	.is_simulated = false,
	.is_paced_by_prices = false,
	.symbols = wire_symbols,
	.open = account_open,
	.prepare = account_prepare,
	.start_ns = wire_start_ns,
	.start = wire_start,
	.turn = account_turn,
	.settle = account_settle,
	.money = account_money,
	.show = wire_show,
	.close = account_close,
};
