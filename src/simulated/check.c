/* The exchange's own invariants, checked over everything it holds. */
#include "simulated/state.h"

/* I7: the wallet moves by realised profit, fees, funding and the insurance fund, and by nothing
 * else. */
static void check_cash(const struct sim_state *state)
{
	sim_wide wallet = (sim_wide)state->wallet_start.units + state->realized.units -
			  state->fees.units + state->funding.units - state->liquidation_fees.units +
			  state->insurance.units;
	ac_assert(wallet == state->wallet.units);
	ac_assert(state->liquidation_fees.units >= 0);
	ac_assert(state->insurance.units >= 0);
}

/* While no trade has left the ring, the ledger's sums are those of its trades. */
static void check_trades(const struct ac_simulated *sim)
{
	const struct sim_state *state = sim->state;
	if (state->trades > sim->config.trades_kept)
		return;
	sim_wide realized = 0, fees = 0, liquidation_fees = 0;
	for (uint64_t n = 0; n < state->trades; n++) {
		const struct sim_trade *trade = &sim->trades[n];
		ac_assert(n == 0 || trade->trade_id > sim->trades[n - 1].trade_id);
		ac_assert(n == 0 || trade->time_ms >= sim->trades[n - 1].time_ms);
		ac_assert(trade->quantity.units > 0);
		ac_assert(trade->order_executed.units <= trade->order_quantity.units);
		realized += trade->realized.units;
		*(trade->is_liquidation ? &liquidation_fees : &fees) += trade->commission.units;
	}
	ac_assert(realized == state->realized.units);
	ac_assert(fees == state->fees.units);
	ac_assert(liquidation_fees == state->liquidation_fees.units);
}

static void check_position(const struct ac_simulated *sim, uint16_t symbol, uint8_t side)
{
	const struct sim_position *position = &sim->symbols[symbol].positions[side];
	ac_assert(position->amount.units == position->net_traded.units);
	ac_assert((position->amount.units == 0) == (position->entry.units == 0));
	ac_assert(position->amount.units != 0 || position->isolated_wallet.units == 0);
	bool is_hedge = sim->config.mode == AC_MODE_HEDGE;
	ac_assert(position->amount.units == 0 || is_hedge == (side != AC_POSITION_BOTH));
	ac_assert(side != AC_POSITION_LONG || position->amount.units >= 0);
	ac_assert(side != AC_POSITION_SHORT || position->amount.units <= 0);
	ac_assert(sim_maintenance(sim, symbol, side, sim_mark(sim, symbol)).units >= 0);
}

static uint32_t check_orders(const struct ac_simulated *sim, uint16_t symbol)
{
	uint32_t count = 0, previous = 0;
	const struct sim_symbol *s = &sim->symbols[symbol];
	for (uint32_t link = s->order_first; link != 0;) {
		const struct sim_order *order = &sim->orders[link - 1];
		ac_assert(order->previous == previous);
		ac_assert(order->symbol == symbol);
		ac_assert(!ac_order_status_is_terminal((enum ac_order_status)order->status));
		ac_assert(order->executed.units < order->quantity.units);
		previous = link;
		link = order->next;
		count++;
	}
	ac_assert(s->order_last == previous);
	ac_assert(s->order_count == count);
	return count;
}

static uint32_t check_algos(const struct ac_simulated *sim, uint16_t symbol)
{
	uint32_t count = 0, previous = 0;
	const struct sim_symbol *s = &sim->symbols[symbol];
	for (uint32_t link = s->algo_first; link != 0;) {
		const struct sim_algo *algo = &sim->algos[link - 1];
		ac_assert(algo->previous == previous);
		ac_assert(algo->symbol == symbol);
		ac_assert(algo->status == AC_STATUS_NEW);
		previous = link;
		link = algo->next;
		count++;
	}
	ac_assert(s->algo_last == previous);
	return count;
}

void ac_simulated_check(const struct ac_simulated *simulated)
{
	const struct sim_state *state = simulated->state;
	check_cash(state);
	check_trades(simulated);
	uint32_t orders_all = 0, algos_all = 0, held_all = 0;
	sim_wide isolated = 0;
	for (uint16_t symbol = 0; symbol < simulated->config.instruments->count; symbol++) {
		uint32_t held = 0;
		for (uint8_t side = 0; side < SIM_SIDES; side++) {
			check_position(simulated, symbol, side);
			const struct sim_position *position =
				&simulated->symbols[symbol].positions[side];
			held += position->amount.units != 0;
			isolated += position->isolated_wallet.units;
		}
		uint32_t orders = check_orders(simulated, symbol);
		uint32_t algos = check_algos(simulated, symbol);
		ac_assert(simulated->busy[symbol] == orders + algos + held);
		orders_all += orders;
		algos_all += algos;
		held_all += held > 0;
		ac_assert(sim_margin_initial(simulated, symbol, NULL).units >= 0);
	}
	ac_assert(orders_all == state->orders_open);
	ac_assert(algos_all == state->algos_open);
	ac_assert(held_all == state->symbols_held);
	ac_assert(isolated == state->isolated.units);
	ac_assert(sim_available(simulated).units >= 0);
}
