/* Margins as the exchange counts them (exchange reference, section 8.7). Sums are taken wide and
 * cut to a decimal at the end: a price may make them absurd, and only comparisons depend on them.
 */
#include "simulated/state.h"

struct ac_dec sim_cross_wallet(const struct ac_simulated *sim)
{
	return (struct ac_dec){ sim->state->wallet.units - sim->state->isolated.units };
}

static struct ac_dec notional(struct ac_dec price, struct ac_dec quantity)
{
	struct ac_dec value;
	if (ac_pnl_notional(price, sim_absolute(quantity), &value) != AC_OK)
		return (struct ac_dec){ INT64_MAX };
	return value;
}

struct ac_dec sim_unrealized(const struct ac_simulated *sim, uint16_t symbol, uint8_t position_side,
			     struct ac_dec price)
{
	const struct sim_position *position = &sim->symbols[symbol].positions[position_side];
	struct ac_dec profit = AC_DEC_ZERO;
	if (position->amount.units == 0 || price.units == 0)
		return profit;
	bool is_long = position->amount.units > 0;
	if (ac_pnl_profit(is_long ? 1 : -1, sim_absolute(position->amount), position->entry, price,
			  &profit) != AC_OK)
		profit.units =
			(price.units > position->entry.units) == is_long ? INT64_MAX : -INT64_MAX;
	return profit;
}

struct ac_dec sim_maintenance(const struct ac_simulated *sim, uint16_t symbol,
			      uint8_t position_side, struct ac_dec price)
{
	const struct sim_position *position = &sim->symbols[symbol].positions[position_side];
	struct ac_dec margin = AC_DEC_ZERO;
	if (position->amount.units != 0)
		sim_must(ac_instrument_maintenance(sim_instrument(sim, symbol),
						   notional(price, position->amount), &margin));
	return margin;
}

/* Notional of the open orders of one side that add to a position, for one position side. */
static sim_wide resting(const struct ac_simulated *sim, const struct sim_order *order, uint8_t side,
			uint8_t position_side)
{
	if (order->side != side || order->position_side != position_side)
		return 0;
	if (sim_order_is_closing(sim, order->side, order->position_side, order->reduce_only))
		return 0;
	struct ac_dec left = { order->quantity.units - order->executed.units };
	return notional(order->reserve, left).units;
}

static sim_wide resting_all(const struct ac_simulated *sim, uint16_t symbol,
			    const struct sim_order *extra, uint8_t side, uint8_t position_side)
{
	sim_wide sum = extra != NULL ? resting(sim, extra, side, position_side) : 0;
	for (uint32_t link = sim->symbols[symbol].order_first; link != 0;) {
		const struct sim_order *order = &sim->orders[link - 1];
		sum += resting(sim, order, side, position_side);
		link = order->next;
	}
	return sum;
}

/* The largest notional that one position can reach when its open orders fill. One-way positions may
 * be turned by orders of the other side. */
static sim_wide exposure(const struct ac_simulated *sim, uint16_t symbol,
			 const struct sim_order *extra, uint8_t position_side)
{
	const struct sim_position *position = &sim->symbols[symbol].positions[position_side];
	sim_wide held = notional(sim_mark(sim, symbol), position->amount).units;
	if (position_side == AC_POSITION_LONG)
		return held + resting_all(sim, symbol, extra, AC_SIDE_BUY, position_side);
	if (position_side == AC_POSITION_SHORT)
		return held + resting_all(sim, symbol, extra, AC_SIDE_SELL, position_side);
	sim_wide bids = resting_all(sim, symbol, extra, AC_SIDE_BUY, position_side);
	sim_wide asks = resting_all(sim, symbol, extra, AC_SIDE_SELL, position_side);
	sim_wide adding = position->amount.units >= 0 ? bids : asks;
	sim_wide turning = (position->amount.units >= 0 ? asks : bids) - held;
	sim_wide largest = held + adding;
	return turning > largest ? turning : largest;
}

static sim_wide exposure_all(const struct ac_simulated *sim, uint16_t symbol,
			     const struct sim_order *extra)
{
	if (sim->config.mode == AC_MODE_ONEWAY)
		return exposure(sim, symbol, extra, AC_POSITION_BOTH);
	return exposure(sim, symbol, extra, AC_POSITION_LONG) +
	       exposure(sim, symbol, extra, AC_POSITION_SHORT);
}

struct ac_dec sim_margin_initial(const struct ac_simulated *sim, uint16_t symbol,
				 const struct sim_order *extra)
{
	sim_wide sum = exposure_all(sim, symbol, extra);
	return sim_clamped(ac_dec_divide_wide(sum, sim->symbols[symbol].leverage, AC_ROUND_CEIL));
}

/* What a symbol takes out of the cross wallet: an isolated position has paid its part already. */
static sim_wide margin_from_cross(const struct ac_simulated *sim, uint16_t symbol)
{
	const struct sim_symbol *s = &sim->symbols[symbol];
	struct ac_dec mark = sim_mark(sim, symbol);
	sim_wide margin = sim_margin_initial(sim, symbol, NULL).units;
	sim_wide held = 0, profit = 0;
	for (uint8_t side = 0; side < SIM_SIDES; side++) {
		held += notional(mark, s->positions[side].amount).units;
		profit += sim_unrealized(sim, symbol, side, mark).units;
	}
	if (s->margin_type == AC_MARGIN_CROSSED)
		return margin - profit;
	sim_wide own = ac_dec_divide_wide(held, s->leverage, AC_ROUND_FLOOR);
	return margin > own ? margin - own : 0;
}

struct ac_dec sim_available(const struct ac_simulated *sim)
{
	sim_wide available = sim_cross_wallet(sim).units;
	for (uint16_t symbol = 0; symbol < sim->config.instruments->count; symbol++) {
		if (sim->busy[symbol] != 0)
			available -= margin_from_cross(sim, symbol);
	}
	return sim_clamped(available > 0 ? available : 0);
}

enum ac_refusal sim_check_margin(const struct ac_simulated *sim, const struct sim_order *draft)
{
	if (sim_order_is_closing(sim, draft->side, draft->position_side, draft->reduce_only))
		return AC_REFUSAL_NONE;
	uint16_t symbol = draft->symbol;
	sim_wide before = sim_margin_initial(sim, symbol, NULL).units;
	sim_wide after = sim_margin_initial(sim, symbol, draft).units;
	if (after <= before)
		return AC_REFUSAL_NONE;
	/* Bought above the mark or sold below it, an order begins with a loss. */
	struct ac_dec mark = sim_mark(sim, symbol), loss = AC_DEC_ZERO;
	if (mark.units != 0 && ac_pnl_profit(sim_direction(draft->side), draft->quantity,
					     draft->reserve, mark, &loss) != AC_OK)
		return AC_REFUSAL_MARGIN;
	sim_wide cost = after - before - (loss.units < 0 ? loss.units : 0);
	if (cost > sim_available(sim).units)
		return AC_REFUSAL_MARGIN;
	struct ac_dec allowed = ac_instrument_notional_max(sim_instrument(sim, symbol),
							   sim->symbols[symbol].leverage);
	uint8_t side = draft->position_side;
	if (exposure(sim, symbol, draft, side) > allowed.units)
		return AC_REFUSAL_LEVERAGE_LIMIT;
	return AC_REFUSAL_NONE;
}
