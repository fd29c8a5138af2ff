/* Books one execution: position, wallet, order, trade, and what the exchange then says. */
#include "simulated/state.h"

/* What an execution does to a position, worked out before anything changes. */
struct effect {
	struct ac_dec closed, opened; /* quantities */
	struct ac_dec realized;
	struct ac_dec commission;
};

static struct ac_dec fee_rate(const struct ac_simulated *sim, uint16_t symbol, bool is_maker)
{
	struct ac_dec rate = is_maker ? sim->config.fee_maker : sim->config.fee_taker;
	if (rate.units >= 0)
		return rate;
	const struct ac_instrument *instrument = sim_instrument(sim, symbol);
	return is_maker ? instrument->fee_maker : instrument->fee_taker;
}

/* The fee goes to the insurance fund and never takes more than the position's collateral. */
static struct ac_dec liquidation_fee(const struct ac_simulated *sim, const struct sim_order *order,
				     const struct sim_position *position,
				     const struct sim_execution *execution, struct ac_dec realized)
{
	struct ac_dec fee, left;
	sim_must(ac_pnl_fee(execution->price, execution->quantity,
			    sim_instrument(sim, order->symbol)->liquidation_fee, &fee));
	bool is_isolated = sim->symbols[order->symbol].margin_type == AC_MARGIN_ISOLATED;
	left = is_isolated ? position->isolated_wallet : sim_cross_wallet(sim);
	sim_move(&left, realized);
	return ac_dec_max(AC_DEC_ZERO, ac_dec_min(fee, left));
}

static struct effect effect_of(const struct ac_simulated *sim, const struct sim_order *order,
			       const struct sim_position *position,
			       const struct sim_execution *execution)
{
	struct effect effect = { 0 };
	int direction = sim_direction(order->side);
	int64_t against = -direction * position->amount.units;
	if (against > 0)
		effect.closed = ac_dec_min(execution->quantity, (struct ac_dec){ against });
	effect.opened.units = execution->quantity.units - effect.closed.units;
	if (effect.closed.units > 0)
		sim_must(ac_pnl_profit(-direction, effect.closed, position->entry, execution->price,
				       &effect.realized));
	if (execution->is_liquidation)
		effect.commission =
			liquidation_fee(sim, order, position, execution, effect.realized);
	else
		sim_must(ac_pnl_fee(execution->price, execution->quantity,
				    fee_rate(sim, order->symbol, execution->is_maker),
				    &effect.commission));
	return effect;
}

static void hold(struct ac_simulated *sim, uint16_t symbol, bool is_held)
{
	struct sim_state *state = sim->state;
	const struct sim_symbol *s = &sim->symbols[symbol];
	uint32_t sides = 0;
	for (uint32_t i = 0; i < SIM_SIDES; i++)
		sides += s->positions[i].amount.units != 0;
	sim->busy[symbol] += is_held ? 1u : (uint32_t)-1;
	if (is_held && sides == 1) {
		sim->held[state->symbols_held++] = symbol;
	} else if (!is_held && sides == 0) {
		uint32_t i = 0;
		while (sim->held[i] != symbol)
			i++;
		sim->held[i] = sim->held[--state->symbols_held];
	}
}

/* Collateral of an isolated position: its share leaves with what is closed, and comes in with what
 * is opened. */
static void move_collateral(struct ac_simulated *sim, uint16_t symbol,
			    struct sim_position *position, const struct effect *effect,
			    struct ac_dec price)
{
	const struct sim_symbol *s = &sim->symbols[symbol];
	if (s->margin_type != AC_MARGIN_ISOLATED)
		return;
	struct ac_dec before = position->isolated_wallet;
	int64_t held = sim_absolute(position->amount).units;
	if (effect->closed.units > 0) {
		/* A share that has been lost to funding leaves as a debt. */
		sim_wide rest = (sim_wide)before.units * (held - effect->closed.units);
		position->isolated_wallet =
			sim_clamped(ac_dec_divide_wide(rest, held, AC_ROUND_CEIL));
	}
	if (effect->opened.units > 0) {
		struct ac_dec margin, free;
		sim_must(ac_pnl_notional(price, effect->opened, &margin));
		margin = sim_clamped(ac_dec_divide_wide(margin.units, s->leverage, AC_ROUND_CEIL));
		free = sim_cross_wallet(sim);
		sim_move(&position->isolated_wallet,
			 ac_dec_max(AC_DEC_ZERO, ac_dec_min(margin, free)));
	}
	sim_move(&sim->state->isolated, ac_dec_neg(before));
	sim_move(&sim->state->isolated, position->isolated_wallet);
}

static void change_position(struct ac_simulated *sim, const struct sim_order *order,
			    struct sim_position *position, const struct effect *effect,
			    const struct sim_execution *execution)
{
	bool was_held = position->amount.units != 0;
	struct ac_dec kept = sim_absolute(position->amount);
	kept.units -= effect->closed.units;
	struct ac_dec change = { sim_direction(order->side) * execution->quantity.units };
	move_collateral(sim, order->symbol, position, effect, execution->price);
	if (effect->opened.units > 0)
		sim_must(ac_pnl_entry_after_add(kept, position->entry, effect->opened,
						execution->price, &position->entry));
	sim_move(&position->amount, change);
	sim_move(&position->net_traded, change);
	if (position->amount.units == 0)
		position->entry = AC_DEC_ZERO;
	position->updated_ms = sim_now_ms(sim);
	bool is_held = position->amount.units != 0;
	if (was_held != is_held)
		hold(sim, order->symbol, is_held);
}

static void change_wallet(struct sim_state *state, const struct effect *effect, bool is_liquidation)
{
	sim_move(&state->wallet, effect->realized);
	sim_move(&state->wallet, ac_dec_neg(effect->commission));
	sim_move(&state->realized, effect->realized);
	sim_move(is_liquidation ? &state->liquidation_fees : &state->fees, effect->commission);
}

static void change_order(const struct ac_simulated *sim, struct sim_order *order,
			 const struct sim_execution *execution)
{
	sim_must(ac_pnl_entry_after_add(order->executed, order->average, execution->quantity,
					execution->price, &order->average));
	sim_move(&order->executed, execution->quantity);
	ac_assert(order->executed.units <= order->quantity.units);
	order->updated_ms = sim_now_ms(sim);
	if (order->executed.units < order->quantity.units)
		order->status = AC_STATUS_PARTIALLY_FILLED;
}

static const struct sim_trade *keep_trade(struct ac_simulated *sim, const struct sim_order *order,
					  const struct effect *effect,
					  const struct sim_execution *execution)
{
	struct sim_state *state = sim->state;
	struct sim_trade *trade = &sim->trades[state->trades++ % sim->config.trades_kept];
	memset(trade, 0, sizeof(*trade));
	trade->trade_id = ++state->trade_id;
	trade->order_id = order->order_id;
	trade->time_ms = sim_now_ms(sim);
	trade->order_quantity = order->quantity;
	trade->order_price = order->price;
	trade->order_executed = order->executed;
	trade->order_average = order->average;
	trade->quantity = execution->quantity;
	trade->price = execution->price;
	trade->commission = effect->commission;
	trade->realized = effect->realized;
	trade->symbol = order->symbol;
	trade->side = order->side;
	trade->position_side = order->position_side;
	trade->type = order->type;
	trade->status = order->executed.units == order->quantity.units ? AC_STATUS_FILLED
								       : AC_STATUS_PARTIALLY_FILLED;
	trade->is_maker = execution->is_maker;
	trade->is_liquidation = execution->is_liquidation;
	trade->reduce_only = order->reduce_only;
	memcpy(trade->client_id, order->client_id, sizeof(trade->client_id));
	return trade;
}

/* The position that `side` closed is gone: what was to close it goes too. Conditional orders with a
 * size of their own stay until their trigger. */
static void sweep_closing(struct ac_simulated *sim, const struct sim_order *cause)
{
	const struct sim_symbol *s = &sim->symbols[cause->symbol];
	for (uint32_t link = s->order_first; link != 0;) {
		struct sim_order *order = &sim->orders[link - 1];
		link = order->next;
		if (order != cause && order->side == cause->side &&
		    order->position_side == cause->position_side &&
		    sim_order_is_closing(sim, order->side, order->position_side,
					 order->reduce_only)) {
			sim_order_close(sim, order, AC_STATUS_EXPIRED, SIM_EXPIRY_REDUCE_ONLY);
			link = s->order_first;
		}
	}
	for (uint32_t link = s->algo_first; link != 0;) {
		struct sim_algo *algo = &sim->algos[link - 1];
		link = algo->next;
		if (algo->close_position && algo->side == cause->side &&
		    algo->position_side == cause->position_side)
			sim_algo_close(sim, algo, AC_STATUS_EXPIRED);
	}
}

void sim_execute(struct ac_simulated *sim, struct sim_order *order,
		 const struct sim_execution *execution)
{
	ac_assert(execution->quantity.units > 0);
	ac_assert(execution->price.units > 0);
	struct sim_position *position = sim_position(sim, order->symbol, order->position_side);
	struct effect effect = effect_of(sim, order, position, execution);
	change_position(sim, order, position, &effect, execution);
	change_wallet(sim->state, &effect, execution->is_liquidation);
	change_order(sim, order, execution);
	const struct sim_trade *trade = keep_trade(sim, order, &effect, execution);

	struct ac_event event;
	sim_state_trade(sim, trade, false, &event);
	sim_send(sim, &event);
	sim_state_balance(sim, order->symbol, AC_DEC_ZERO, &event);
	sim_send(sim, &event);
	uint8_t side = (uint8_t)(position - sim->symbols[order->symbol].positions);
	sim_state_position(sim, order->symbol, side, false, &event);
	sim_send(sim, &event);

	bool is_gone =
		effect.closed.units > 0 && position->amount.units * sim_direction(order->side) >= 0;
	if (is_gone)
		sweep_closing(sim, order);
	if (!execution->is_forced && order->executed.units == order->quantity.units)
		sim_order_close(sim, order, AC_STATUS_FILLED, SIM_EXPIRY_NONE);
}
