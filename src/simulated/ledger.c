/* What the exchange knows, for those who ask: queries, the account's snapshot, and the ledger that
 * tests hold against our own books. */
#include "simulated/state.h"

static uint64_t trades_first(const struct ac_simulated *sim)
{
	uint64_t trades = sim->state->trades, kept = sim->config.trades_kept;
	return trades > kept ? trades - kept : 0;
}

static const struct sim_trade *trade_at(const struct ac_simulated *sim, uint64_t n)
{
	return &sim->trades[n % sim->config.trades_kept];
}

void sim_trades_query(struct ac_simulated *sim, const struct ac_command *command)
{
	if (command->symbol >= sim->config.instruments->count) {
		sim_reply_refused(sim, command, AC_REFUSAL_BAD_SYMBOL);
		return;
	}
	uint32_t rows = 0;
	for (uint64_t n = trades_first(sim); n < sim->state->trades && rows < SIM_TRADES_PER_QUERY;
	     n++) {
		const struct sim_trade *trade = trade_at(sim, n);
		if (trade->symbol != command->symbol || trade->time_ms < command->since_ms)
			continue;
		struct ac_event event;
		sim_state_trade(sim, trade, true, &event);
		sim_send_row(sim, &event);
		rows++;
	}
	sim_reply_query(sim, command, AC_OUTCOME_DONE, NULL);
}

void sim_position_query(struct ac_simulated *sim, const struct ac_command *command)
{
	if (command->symbol >= sim->config.instruments->count) {
		sim_reply_refused(sim, command, AC_REFUSAL_BAD_SYMBOL);
		return;
	}
	bool is_hedge = sim->config.mode == AC_MODE_HEDGE;
	uint8_t first = is_hedge ? AC_POSITION_LONG : AC_POSITION_BOTH;
	uint8_t last = is_hedge ? AC_POSITION_SHORT : AC_POSITION_BOTH;
	for (uint8_t side = first; side <= last; side++) {
		struct ac_event event;
		sim_state_position(sim, command->symbol, side, true, &event);
		sim_send_row(sim, &event);
	}
	sim_reply_query(sim, command, AC_OUTCOME_DONE, NULL);
}

typedef void take_event(void *self, const struct ac_event *event);

static void snapshot_symbol(const struct ac_simulated *sim, uint16_t symbol, ac_ns now,
			    take_event *take, void *self)
{
	const struct sim_symbol *s = &sim->symbols[symbol];
	struct ac_event event;
	for (uint8_t side = 0; side < SIM_SIDES; side++) {
		if (s->positions[side].amount.units == 0)
			continue;
		sim_state_position(sim, symbol, side, true, &event);
		event.recv_ns = now;
		take(self, &event);
	}
	for (uint32_t link = s->order_first; link != 0; link = sim->orders[link - 1].next) {
		sim_state_order(sim, &sim->orders[link - 1], SIM_EXPIRY_NONE, &event);
		event.recv_ns = now;
		take(self, &event);
	}
	for (uint32_t link = s->algo_first; link != 0; link = sim->algos[link - 1].next) {
		sim_state_algo(sim, &sim->algos[link - 1], &event);
		event.recv_ns = now;
		take(self, &event);
	}
}

void ac_simulated_snapshot(const struct ac_simulated *simulated, ac_ms since_ms, ac_ns now,
			   void (*take)(void *self, const struct ac_event *event), void *self)
{
	struct ac_event event;
	sim_state_balance(simulated, AC_SYMBOL_NONE, AC_DEC_ZERO, &event);
	event.recv_ns = now;
	take(self, &event);
	for (uint16_t i = 0; i < simulated->config.instruments->count; i++) {
		if (simulated->busy[i] != 0)
			snapshot_symbol(simulated, i, now, take, self);
	}
	for (uint64_t n = trades_first(simulated); n < simulated->state->trades; n++) {
		if (trade_at(simulated, n)->time_ms < since_ms)
			continue;
		sim_state_trade(simulated, trade_at(simulated, n), true, &event);
		event.recv_ns = now;
		take(self, &event);
	}
}

uint64_t ac_simulated_ambiguous_candles(const struct ac_simulated *simulated)
{
	return simulated->state->ambiguous_candles;
}

void ac_simulated_account_get(const struct ac_simulated *simulated,
			      struct ac_simulated_account *ret_account)
{
	const struct sim_state *state = simulated->state;
	sim_wide unrealized = 0, initial = 0, maintenance = 0;
	for (uint16_t symbol = 0; symbol < simulated->config.instruments->count; symbol++) {
		if (simulated->busy[symbol] == 0)
			continue;
		struct ac_dec mark = sim_mark(simulated, symbol);
		initial += sim_margin_initial(simulated, symbol, NULL).units;
		for (uint8_t side = 0; side < SIM_SIDES; side++) {
			unrealized += sim_unrealized(simulated, symbol, side, mark).units;
			maintenance += sim_maintenance(simulated, symbol, side, mark).units;
		}
	}
	*ret_account = (struct ac_simulated_account){
		.wallet = state->wallet,
		.wallet_start = state->wallet_start,
		.realized = state->realized,
		.fees = state->fees,
		.funding = state->funding,
		.liquidation_fees = state->liquidation_fees,
		.unrealized = sim_clamped(unrealized),
		.margin_initial = sim_clamped(initial),
		.margin_maintenance = sim_clamped(maintenance),
		.available = sim_available(simulated),
		.trades = state->trades,
		.orders = state->orders,
		.orders_open = state->orders_open,
		.algos_open = state->algos_open,
		.ambiguous_candles = state->ambiguous_candles,
		.liquidations = state->liquidations,
		.insurance = state->insurance,
		.events_dropped = state->events_dropped,
	};
}

void ac_simulated_position_get(const struct ac_simulated *simulated, uint16_t symbol,
			       enum ac_position_side side, struct ac_position_update *ret_position)
{
	struct ac_event event;
	ac_assert(symbol < simulated->config.instruments->count);
	sim_state_position(simulated, symbol, (uint8_t)side, true, &event);
	*ret_position = event.position;
}

void ac_simulated_trades_visit(const struct ac_simulated *simulated,
			       bool (*visit)(void *self, const struct ac_event *fill), void *self)
{
	for (uint64_t n = trades_first(simulated); n < simulated->state->trades; n++) {
		struct ac_event event;
		sim_state_trade(simulated, trade_at(simulated, n), false, &event);
		event.time_ns = event.recv_ns = event.order.time_ms * AC_NS_PER_MS;
		if (!visit(self, &event))
			return;
	}
}
