/* Prices in: candles in three phases, or trades and marks as they come; and funding. */
#include "simulated/state.h"

/* What a price update offers us of its volume. */
static int64_t volume_share(const struct ac_simulated *sim, int64_t volume)
{
	int64_t share = sim->config.volume_share_pct.units;
	if (share == 0)
		return SIM_VOLUME_UNBOUNDED;
	sim_wide offered = ac_dec_divide_wide((sim_wide)volume * share,
					      (sim_wide)100 * AC_DEC_SCALE, AC_ROUND_FLOOR);
	return sim_clamped(offered).units;
}

static void begin(struct ac_simulated *sim, uint16_t symbol, ac_ns now)
{
	ac_assert(symbol < sim->config.instruments->count);
	sim_enter(sim, now);
	sim_batch_begin(sim);
}

void ac_simulated_candle_open(struct ac_simulated *simulated, uint16_t symbol,
			      const struct ac_candle *candle, ac_ns now)
{
	begin(simulated, symbol, now);
	struct sim_symbol *s = &simulated->symbols[symbol];
	s->last = (struct ac_dec){ candle->open };
	s->volume_left = volume_share(simulated, candle->volume);
	s->is_live = true;
	const struct sim_reach reach = {
		.low = s->last, .high = s->last, .open = s->last, .is_live = true
	};
	sim_orders_meet(simulated, symbol, &reach);
}

/* Each direction is looked at on its own adverse extreme. */
static void liquidate_on_path(struct ac_simulated *sim, uint16_t symbol,
			      const struct ac_candle *candle)
{
	struct sim_symbol *s = &sim->symbols[symbol];
	bool is_long = false, is_short = false;
	for (uint8_t side = 0; side < SIM_SIDES; side++) {
		is_long |= s->positions[side].amount.units > 0;
		is_short |= s->positions[side].amount.units < 0;
	}
	if (is_long)
		sim_liquidate(sim, symbol, s->last, (struct ac_dec){ candle->low });
	if (is_short)
		sim_liquidate(sim, symbol, s->last, (struct ac_dec){ candle->high });
	s->path_trades = sim->state->trades + 1;
}

void ac_simulated_candle_path(struct ac_simulated *simulated, uint16_t symbol,
			      const struct ac_candle *candle, ac_ns now)
{
	begin(simulated, symbol, now);
	struct sim_symbol *s = &simulated->symbols[symbol];
	if (!s->has_mark_feed)
		liquidate_on_path(simulated, symbol, candle);
	sim_algos_on_path(simulated, symbol, candle);
	const struct sim_reach reach = {
		.low = { candle->low },
		.high = { candle->high },
	};
	sim_orders_meet(simulated, symbol, &reach);
	/* What comes now comes after this candle's prices. */
	s->is_live = false;
}

void ac_simulated_candle_close(struct ac_simulated *simulated, uint16_t symbol,
			       const struct ac_candle *candle, ac_ns now)
{
	begin(simulated, symbol, now);
	struct sim_symbol *s = &simulated->symbols[symbol];
	struct ac_dec before = s->last;
	s->last = (struct ac_dec){ candle->close };
	s->is_live = false;
	/* A lone position that lived through the path's extremes lives at any price between them.
	 */
	const struct sim_state *state = simulated->state;
	bool is_known = state->symbols_held == 1 && s->path_trades == state->trades + 1;
	if (!s->has_mark_feed && !is_known)
		sim_liquidate(simulated, symbol, before, s->last);
}

void ac_simulated_price_set(struct ac_simulated *simulated, uint16_t symbol, struct ac_dec price)
{
	struct sim_symbol *s = &simulated->symbols[symbol];
	s->last = price;
	s->is_live = false;
}

void ac_simulated_trade(struct ac_simulated *simulated, uint16_t symbol, struct ac_dec price,
			struct ac_dec volume, ac_ns now)
{
	begin(simulated, symbol, now);
	ac_assert(price.units > 0);
	struct sim_symbol *s = &simulated->symbols[symbol];
	struct ac_dec before = s->last;
	s->last = price;
	s->is_live = true;
	s->volume_left =
		volume.units == 0 ? SIM_VOLUME_UNBOUNDED : volume_share(simulated, volume.units);
	if (simulated->busy[symbol] == 0)
		return;
	if (!s->has_mark_feed)
		sim_liquidate(simulated, symbol, before, price);
	const struct sim_reach reach = { .low = price, .high = price, .is_live = true };
	sim_orders_meet(simulated, symbol, &reach);
	sim_algos_on_price(simulated, symbol, AC_WORKING_CONTRACT_PRICE, price);
}

void ac_simulated_mark(struct ac_simulated *simulated, uint16_t symbol, const struct ac_mark *mark,
		       ac_ns now)
{
	begin(simulated, symbol, now);
	ac_assert(mark->mark.units > 0);
	struct sim_symbol *s = &simulated->symbols[symbol];
	struct ac_dec before = sim_mark(simulated, symbol);
	s->mark = mark->mark;
	s->has_mark_feed = true;
	if (simulated->busy[symbol] == 0)
		return;
	sim_liquidate(simulated, symbol, before, s->mark);
	sim_algos_on_price(simulated, symbol, AC_WORKING_MARK_PRICE, s->mark);
}

static void settle(struct ac_simulated *sim, uint16_t symbol, uint8_t side, struct ac_dec rate,
		   struct ac_dec mark)
{
	struct sim_symbol *s = &sim->symbols[symbol];
	struct sim_position *position = &s->positions[side];
	struct ac_dec payment;
	sim_must(ac_pnl_funding(position->amount.units > 0 ? 1 : -1, sim_absolute(position->amount),
				mark, rate, &payment));
	sim_move(&sim->state->wallet, payment);
	s->path_trades = 0;
	sim_move(&sim->state->funding, payment);
	bool is_isolated = s->margin_type == AC_MARGIN_ISOLATED;
	if (is_isolated) {
		sim_move(&position->isolated_wallet, payment);
		sim_move(&sim->state->isolated, payment);
	}
	struct ac_event event;
	sim_event_init(sim, &event, AC_EVENT_FUNDING, symbol);
	event.funding.payment = payment;
	event.funding.rate = rate;
	event.funding.time_ms = sim_now_ms(sim);
	sim_send(sim, &event);
	sim_state_balance(sim, symbol, payment, &event);
	sim_send(sim, &event);
	if (is_isolated) {
		sim_state_position(sim, symbol, side, false, &event);
		sim_send(sim, &event);
	}
}

void ac_simulated_funding(struct ac_simulated *simulated, uint16_t symbol, struct ac_dec rate,
			  struct ac_dec mark, ac_ns now)
{
	begin(simulated, symbol, now);
	struct ac_dec price = sim_mark(simulated, symbol);
	if (mark.units == 0)
		mark = simulated->symbols[symbol].last;
	bool is_held = false;
	for (uint8_t side = 0; side < SIM_SIDES; side++) {
		if (simulated->symbols[symbol].positions[side].amount.units == 0)
			continue;
		is_held = true;
		settle(simulated, symbol, side, rate, mark);
	}
	if (is_held)
		sim_liquidate(simulated, symbol, price, price);
}
