/* What the owner of the account sets, and what can be read of it: position mode, leverage and
 * margin type by symbol; and positions that the exchange itself closes. */
#include "simulated/state.h"

enum ac_status ac_simulated_mode_set(struct ac_simulated *simulated, enum ac_position_mode mode)
{
	if (simulated->config.mode == mode)
		return AC_OK;
	const struct sim_state *state = simulated->state;
	if (state->orders_open + state->algos_open + state->symbols_held != 0)
		return AC_ERR_EXISTS;
	simulated->config.mode = mode;
	return AC_OK;
}

enum ac_position_mode ac_simulated_mode(const struct ac_simulated *simulated)
{
	return simulated->config.mode;
}

void ac_simulated_symbol_get(const struct ac_simulated *simulated, uint16_t symbol,
			     struct ac_simulated_symbol *ret_symbol)
{
	ac_assert(symbol < simulated->config.instruments->count);
	const struct sim_symbol *s = &simulated->symbols[symbol];
	struct ac_dec mark = sim_mark(simulated, symbol);
	*ret_symbol = (struct ac_simulated_symbol){
		.leverage = s->leverage,
		.margin_type = (enum ac_margin_type)s->margin_type,
		.last = s->last,
		.mark = mark,
		.orders_open = s->order_count,
		.is_busy = simulated->busy[symbol] != 0,
	};
	if (!ret_symbol->is_busy)
		return;
	ret_symbol->margin_initial = sim_margin_initial(simulated, symbol, NULL);
	for (uint8_t side = 0; side < SIM_SIDES; side++) {
		ret_symbol->unrealized[side] = sim_unrealized(simulated, symbol, side, mark);
		ret_symbol->maintenance[side] = sim_maintenance(simulated, symbol, side, mark);
	}
}

bool ac_simulated_close(struct ac_simulated *simulated, uint16_t symbol,
			enum ac_simulated_closing closing, ac_ns now)
{
	sim_enter(simulated, now);
	sim_batch_begin(simulated);
	struct sim_symbol *s = &simulated->symbols[symbol];
	bool is_held = false;
	for (uint8_t side = 0; side < SIM_SIDES; side++)
		is_held |= s->positions[side].amount.units != 0;
	if (!is_held || s->last.units == 0)
		return false;
	static const enum sim_expiry reasons[] = {
		[AC_CLOSING_LIQUIDATION] = SIM_EXPIRY_LIQUIDATED,
		[AC_CLOSING_ADL] = SIM_EXPIRY_NONE,
		[AC_CLOSING_SETTLEMENT] = SIM_EXPIRY_DELISTED,
	};
	sim_orders_expire(simulated, symbol, reasons[closing]);
	for (uint8_t side = 0; side < SIM_SIDES; side++)
		sim_position_close(simulated, symbol, side, s->last, closing);
	while (closing == AC_CLOSING_SETTLEMENT && s->algo_first != 0)
		sim_algo_close(simulated, &simulated->algos[s->algo_first - 1], AC_STATUS_EXPIRED);
	s->path_trades = 0;
	return true;
}
