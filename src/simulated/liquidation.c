/* Liquidation: a position whose margin no longer covers its maintenance is closed at the price
 * where that became true; its fee goes to the insurance fund, which in turn bears what is lost
 * beyond the margin. Isolated positions fall one by one; the cross margined ones all together,
 * because they share one collateral. */
#include "simulated/state.h"

/* Margin less maintenance of one isolated position, or of all cross margined ones, with the
 * symbol's mark at `price`. */
struct collateral {
	uint16_t symbol;
	uint8_t side; /* of an isolated position; SIM_SIDES: cross */
};

static sim_wide excess_of(const struct ac_simulated *sim, uint16_t symbol, uint8_t side,
			  struct ac_dec price)
{
	return (sim_wide)sim_unrealized(sim, symbol, side, price).units -
	       sim_maintenance(sim, symbol, side, price).units;
}

static bool is_exhausted(const struct ac_simulated *sim, const struct collateral *collateral,
			 struct ac_dec price)
{
	uint16_t symbol = collateral->symbol;
	if (collateral->side < SIM_SIDES) {
		const struct sim_position *position =
			&sim->symbols[symbol].positions[collateral->side];
		return position->isolated_wallet.units +
			       excess_of(sim, symbol, collateral->side, price) <=
		       0;
	}
	sim_wide excess = sim_cross_wallet(sim).units;
	for (uint32_t i = 0; i < sim->state->symbols_held; i++) {
		uint16_t held = sim->held[i];
		if (sim->symbols[held].margin_type != AC_MARGIN_CROSSED)
			continue;
		struct ac_dec mark = held == symbol ? price : sim_mark(sim, held);
		for (uint8_t side = 0; side < SIM_SIDES; side++)
			excess += excess_of(sim, held, side, mark);
	}
	return excess <= 0;
}

/* The first price on the way at which the collateral is exhausted; `to` is one. Where a jump went
 * past it, the way began at the price that was looked at before. */
static struct ac_dec find_price(const struct ac_simulated *sim, const struct collateral *collateral,
				struct ac_dec from, struct ac_dec to)
{
	struct ac_dec checked = sim->symbols[collateral->symbol].checked;
	if (from.units == 0 || is_exhausted(sim, collateral, from)) {
		if (checked.units == 0 || is_exhausted(sim, collateral, checked))
			return from.units == 0 ? to : from;
		to = from.units == 0 ? to : from;
		from = checked;
	}
	int64_t good = from.units, bad = to.units;
	for (;;) {
		int64_t middle = good + (bad - good) / 2;
		if (middle == good)
			return (struct ac_dec){ bad };
		if (is_exhausted(sim, collateral, (struct ac_dec){ middle }))
			bad = middle;
		else
			good = middle;
	}
}

void sim_orders_expire(struct ac_simulated *sim, uint16_t symbol, enum sim_expiry reason)
{
	const struct sim_symbol *s = &sim->symbols[symbol];
	while (s->order_first != 0)
		sim_order_close(sim, &sim->orders[s->order_first - 1], AC_STATUS_EXPIRED, reason);
}

/* "autoclose-<n>" */
static void name_order(char client_id[AC_CLIENT_ID_SIZE], enum ac_simulated_closing closing,
		       uint64_t n)
{
	static const char *const prefixes[] = {
		[AC_CLOSING_LIQUIDATION] = "autoclose-",
		[AC_CLOSING_ADL] = "adl_autoclose-",
		[AC_CLOSING_SETTLEMENT] = "settlement_autoclose-",
	};
	size_t length = strlen(prefixes[closing]);
	char digits[20];
	size_t count = 0;
	do {
		digits[count++] = (char)('0' + n % 10);
		n /= 10;
	} while (n != 0);
	ac_assert(length + count < AC_CLIENT_ID_SIZE);
	char *at = client_id + length;
	memcpy(client_id, prefixes[closing], length);
	while (count > 0)
		*at++ = digits[--count];
	*at = '\0';
}

void sim_position_close(struct ac_simulated *sim, uint16_t symbol, uint8_t side,
			struct ac_dec price, enum ac_simulated_closing closing)
{
	struct ac_dec amount = sim->symbols[symbol].positions[side].amount;
	if (amount.units == 0)
		return;
	struct sim_state *state = sim->state;
	struct sim_order order;
	memset(&order, 0, sizeof(order));
	order.order_id = ++state->order_id;
	order.symbol = symbol;
	order.side = amount.units > 0 ? AC_SIDE_SELL : AC_SIDE_BUY;
	order.position_side = side;
	order.type = AC_ORDER_LIMIT;
	order.tif = AC_TIF_IOC;
	order.quantity = sim_absolute(amount);
	order.created_ms = order.updated_ms = sim_now_ms(sim);
	/* To the tick against us, as every taker. */
	int64_t tick = sim_instrument(sim, symbol)->tick.units;
	sim_must(ac_dec_round_to(price, (struct ac_dec){ tick },
				 amount.units > 0 ? AC_ROUND_FLOOR : AC_ROUND_CEIL, &order.price));
	if (order.price.units <= 0)
		order.price.units = tick;
	name_order(order.client_id, closing, ++state->autocloses);
	state->orders++;
	state->liquidations += closing == AC_CLOSING_LIQUIDATION;

	struct ac_event event;
	sim_state_order(sim, &order, SIM_EXPIRY_NONE, &event);
	sim_send(sim, &event);
	const struct sim_execution execution = {
		.quantity = order.quantity,
		.price = order.price,
		.is_liquidation = closing == AC_CLOSING_LIQUIDATION,
		.is_forced = true,
	};
	sim_execute(sim, &order, &execution);
	order.status = AC_STATUS_FILLED;
	sim_order_remember(sim, &order);
}

/* The insurance fund bears what the collateral did not cover. */
static void insure(struct ac_simulated *sim, uint16_t symbol, struct ac_dec shortfall)
{
	if (shortfall.units <= 0)
		return;
	sim_move(&sim->state->wallet, shortfall);
	sim_move(&sim->state->insurance, shortfall);
	struct ac_event event;
	sim_state_balance(sim, symbol, shortfall, &event);
	sim_send(sim, &event);
}

static void liquidate_isolated(struct ac_simulated *sim, uint16_t symbol, uint8_t side,
			       struct ac_dec price)
{
	struct ac_dec before = sim_cross_wallet(sim);
	sim_orders_expire(sim, symbol, SIM_EXPIRY_LIQUIDATED);
	sim_position_close(sim, symbol, side, price, AC_CLOSING_LIQUIDATION);
	struct ac_dec after = sim_cross_wallet(sim);
	insure(sim, symbol, (struct ac_dec){ before.units - after.units });
}

static void liquidate_cross(struct ac_simulated *sim, uint16_t symbol, struct ac_dec price)
{
	for (uint16_t i = 0; i < sim->config.instruments->count; i++) {
		if (sim->busy[i] != 0 && sim->symbols[i].margin_type == AC_MARGIN_CROSSED)
			sim_orders_expire(sim, i, SIM_EXPIRY_LIQUIDATED);
	}
	/* The others first, at their marks: their profit or loss is part of the collateral. */
	for (uint32_t i = sim->state->symbols_held; i-- > 0;) {
		uint16_t other = sim->held[i];
		if (other == symbol || sim->symbols[other].margin_type != AC_MARGIN_CROSSED)
			continue;
		for (uint8_t side = 0; side < SIM_SIDES; side++)
			sim_position_close(sim, other, side, sim_mark(sim, other),
					   AC_CLOSING_LIQUIDATION);
	}
	for (uint8_t side = 0; side < SIM_SIDES; side++)
		sim_position_close(sim, symbol, side, price, AC_CLOSING_LIQUIDATION);
	insure(sim, symbol, ac_dec_neg(sim_cross_wallet(sim)));
}

void sim_liquidate(struct ac_simulated *sim, uint16_t symbol, struct ac_dec from, struct ac_dec to)
{
	struct sim_symbol *s = &sim->symbols[symbol];
	bool is_held = false;
	for (uint8_t side = 0; side < SIM_SIDES; side++) {
		if (s->positions[side].amount.units == 0)
			continue;
		is_held = true;
		const struct collateral own = { symbol, side };
		if (s->margin_type == AC_MARGIN_ISOLATED && is_exhausted(sim, &own, to))
			liquidate_isolated(sim, symbol, side, find_price(sim, &own, from, to));
	}
	const struct collateral cross = { symbol, SIM_SIDES };
	if (is_held && s->margin_type == AC_MARGIN_CROSSED && is_exhausted(sim, &cross, to))
		liquidate_cross(sim, symbol, find_price(sim, &cross, from, to));
	s->checked = to;
}
