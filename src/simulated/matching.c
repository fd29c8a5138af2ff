/* Where orders meet prices. There is no book of other people's orders: a price is as deep as the
 * share of its volume that we may take, and market orders pay slippage. */
#include "simulated/state.h"

#define BASIS_POINTS ((sim_wide)10000 * AC_DEC_SCALE)

struct ac_dec sim_slipped(const struct ac_simulated *sim, uint16_t symbol, uint8_t side,
			  struct ac_dec price)
{
	int64_t tick = sim_instrument(sim, symbol)->tick.units;
	bool is_buy = side == AC_SIDE_BUY;
	/* Slippage and tick are applied in one exact step, so that nothing is rounded twice. */
	sim_wide factor =
		BASIS_POINTS + (sim_wide)sim_direction(side) * sim->config.slippage_bps.units;
	sim_wide ticks = ac_dec_divide_wide(price.units * factor, BASIS_POINTS * tick,
					    is_buy ? AC_ROUND_CEIL : AC_ROUND_FLOOR);
	if (ticks < 1)
		ticks = 1;
	return sim_clamped(ticks * tick);
}

struct ac_dec sim_volume_offered(const struct ac_simulated *sim, uint16_t symbol,
				 struct ac_dec wanted)
{
	int64_t left = sim->symbols[symbol].volume_left;
	if (wanted.units <= left)
		return wanted;
	return (struct ac_dec){ left - left % sim_instrument(sim, symbol)->lot.step.units };
}

static struct ac_dec volume_take(struct ac_simulated *sim, uint16_t symbol, struct ac_dec wanted)
{
	struct ac_dec taken = sim_volume_offered(sim, symbol, wanted);
	struct sim_symbol *s = &sim->symbols[symbol];
	if (s->volume_left != SIM_VOLUME_UNBOUNDED)
		s->volume_left -= taken.units;
	return taken;
}

bool sim_limit_crosses(uint8_t side, struct ac_dec limit, struct ac_dec price)
{
	return side == AC_SIDE_BUY ? price.units <= limit.units : price.units >= limit.units;
}

static struct ac_dec better(uint8_t side, struct ac_dec a, struct ac_dec b)
{
	return side == AC_SIDE_BUY ? ac_dec_min(a, b) : ac_dec_max(a, b);
}

/* What a closing order may fill shrinks with its position: the order is cut to it, or ends. */
static bool cut_to_position(struct ac_simulated *sim, struct sim_order *order)
{
	struct ac_dec fillable = sim_order_fillable(sim, order);
	if (fillable.units == 0) {
		sim_order_close(sim, order, AC_STATUS_EXPIRED, SIM_EXPIRY_REDUCE_ONLY);
		return false;
	}
	order->quantity.units = order->executed.units + fillable.units;
	return true;
}

/* True while the order is still open. */
static bool fill(struct ac_simulated *sim, struct sim_order *order, struct ac_dec price,
		 bool is_maker)
{
	struct ac_dec wanted = { order->quantity.units - order->executed.units };
	struct sim_execution execution = {
		.quantity = volume_take(sim, order->symbol, wanted),
		.price = price,
		.is_maker = is_maker,
	};
	if (execution.quantity.units > 0)
		sim_execute(sim, order, &execution);
	return execution.quantity.units < wanted.units;
}

void sim_order_arrive(struct ac_simulated *sim, struct sim_order *order, struct ac_dec price)
{
	order->waits = false;
	if (!cut_to_position(sim, order))
		return;
	struct ac_dec fill_price = sim_slipped(sim, order->symbol, order->side, price);
	if (order->type == AC_ORDER_MARKET) {
		if (fill(sim, order, fill_price, false))
			sim_order_close(sim, order, AC_STATUS_EXPIRED, SIM_EXPIRY_UNFILLED);
		return;
	}
	bool crosses = sim_limit_crosses(order->side, order->price, price);
	bool is_immediate = order->tif == AC_TIF_IOC || order->tif == AC_TIF_FOK;
	if (order->tif == AC_TIF_GTX && crosses) {
		sim_order_close(sim, order, AC_STATUS_EXPIRED, SIM_EXPIRY_NONE);
		return;
	}
	if (order->tif == AC_TIF_FOK) {
		struct ac_dec offered = sim_volume_offered(sim, order->symbol, order->quantity);
		crosses = crosses && offered.units == order->quantity.units;
	}
	/* The limit bounds what slippage may cost. */
	bool is_open =
		!crosses || fill(sim, order, better(order->side, order->price, fill_price), false);
	if (is_open && is_immediate)
		sim_order_close(sim, order, AC_STATUS_EXPIRED, SIM_EXPIRY_IOC);
}

static void meet(struct ac_simulated *sim, struct sim_order *order, const struct sim_reach *reach)
{
	if (order->waits) {
		if (reach->is_live)
			sim_order_arrive(sim, order, reach->open);
		return;
	}
	/* Born of this very candle: what the price did before that is not for it. */
	if (order->batch == sim->state->batch)
		return;
	struct ac_dec best = order->side == AC_SIDE_BUY ? reach->low : reach->high;
	if (!sim_limit_crosses(order->side, order->price, best))
		return;
	if (!cut_to_position(sim, order))
		return;
	struct ac_dec price = order->price;
	if (reach->open.units != 0 && sim_limit_crosses(order->side, order->price, reach->open))
		price = better(order->side, order->price, reach->open);
	(void)fill(sim, order, price, true);
}

void sim_orders_meet(struct ac_simulated *sim, uint16_t symbol, const struct sim_reach *reach)
{
	uint64_t pass = ++sim->state->pass;
	const struct sim_symbol *s = &sim->symbols[symbol];
	for (uint32_t link = s->order_first; link != 0;) {
		struct sim_order *order = &sim->orders[link - 1];
		uint32_t next = order->next;
		if (order->pass != pass) {
			uint64_t unlinks = sim->state->unlinks;
			order->pass = pass;
			meet(sim, order, reach);
			/* A fill may have taken any other order off the list: begin again, past
			 * those seen. */
			if (sim->state->unlinks != unlinks)
				next = s->order_first;
		}
		link = next;
	}
}
