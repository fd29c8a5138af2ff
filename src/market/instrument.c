#include "market/instrument.h"

typedef __int128 wide;

int32_t ac_instruments_find(const struct ac_instruments *instruments, struct ac_str symbol)
{
	for (uint32_t i = 0; i < instruments->count; i++) {
		if (ac_str_equal(ac_str_from(instruments->items[i].symbol), symbol))
			return (int32_t)i;
	}
	return -1;
}

enum ac_refusal ac_filter_refusal(enum ac_filter filter)
{
	static const enum ac_refusal refusals[] = {
#define FILTER_REFUSAL(name, refusal, text) [name] = (refusal),
		AC_FILTER_LIST(FILTER_REFUSAL)
#undef FILTER_REFUSAL
	};
	ac_assert((size_t)filter < AC_COUNT(refusals));
	return refusals[filter];
}

const char *ac_filter_text(enum ac_filter filter)
{
	static const char *const texts[] = {
#define FILTER_TEXT(name, refusal, text) [name] = (text),
		AC_FILTER_LIST(FILTER_TEXT)
#undef FILTER_TEXT
	};
	return (size_t)filter < AC_COUNT(texts) ? texts[filter] : "?";
}

static bool is_market_type(enum ac_order_type type)
{
	switch (type) {
	case AC_ORDER_MARKET:
	case AC_ORDER_STOP_MARKET:
	case AC_ORDER_TAKE_PROFIT_MARKET:
	case AC_ORDER_TRAILING_STOP_MARKET:
		return true;
	case AC_ORDER_LIMIT:
	case AC_ORDER_STOP:
	case AC_ORDER_TAKE_PROFIT:
		return false;
	}
	return false;
}

/* The lot that serves a type. Documents may give the market lot a step of 0: the bounds are then
 * its own and the step is the other lot's. */
static struct ac_lot lot_of(const struct ac_instrument *instrument, enum ac_order_type type)
{
	struct ac_lot lot = is_market_type(type) ? instrument->market_lot : instrument->lot;
	if (lot.step.units == 0)
		lot.step = instrument->lot.step;
	ac_assert(lot.step.units > 0);
	return lot;
}

static bool has_decimals(struct ac_dec value, int32_t precision)
{
	ac_assert(precision >= 0);
	int64_t place = 1;
	for (int32_t i = precision; i < AC_DEC_DIGITS; i++)
		place *= 10;
	return value.units % place == 0;
}

static enum ac_filter check_price(const struct ac_instrument *instrument, struct ac_dec price)
{
	if (price.units <= 0 || price.units < instrument->price_minimum.units)
		return AC_FILTER_PRICE_LOW;
	if (instrument->price_maximum.units != 0 && price.units > instrument->price_maximum.units)
		return AC_FILTER_PRICE_HIGH;
	/* The document counts ticks from the minimum price, the exchange takes multiples from zero.
	 */
	if (!ac_dec_is_multiple(price, instrument->tick))
		return AC_FILTER_TICK;
	return AC_FILTER_OK;
}

static enum ac_filter check_quantity(const struct ac_lot *lot, struct ac_dec quantity)
{
	if (quantity.units <= 0 || quantity.units < lot->minimum.units)
		return AC_FILTER_QUANTITY_LOW;
	if (lot->maximum.units != 0 && quantity.units > lot->maximum.units)
		return AC_FILTER_QUANTITY_HIGH;
	if ((quantity.units - lot->minimum.units) % lot->step.units != 0)
		return AC_FILTER_STEP;
	return AC_FILTER_OK;
}

/* Bounds one side only: a BUY far below or a SELL far above the mark merely rests. */
static enum ac_filter check_percent_price(const struct ac_instrument *instrument,
					  const struct ac_filter_order *order)
{
	wide price = (wide)order->price.units * AC_DEC_SCALE;
	wide up = (wide)order->mark.units * instrument->multiplier_up.units;
	wide down = (wide)order->mark.units * instrument->multiplier_down.units;
	if (order->side == AC_SIDE_BUY && up != 0 && price > up)
		return AC_FILTER_PERCENT_PRICE_HIGH;
	if (order->side == AC_SIDE_SELL && down != 0 && price < down)
		return AC_FILTER_PERCENT_PRICE_LOW;
	return AC_FILTER_OK;
}

static bool is_side_closed(const struct ac_instrument *instrument, enum ac_side side)
{
	return side == AC_SIDE_BUY ? instrument->is_reduce_only_long
				   : instrument->is_reduce_only_short;
}

enum ac_filter ac_instrument_check(const struct ac_instrument *instrument,
				   const struct ac_filter_order *order)
{
	ac_assert(instrument->tick.units > 0);
	bool is_market = is_market_type(order->type);
	bool reduces = order->reduce_only || order->close_position;
	if (instrument->state != AC_SYMBOL_TRADING)
		return AC_FILTER_SYMBOL_STATE;
	if (!reduces && is_side_closed(instrument, order->side))
		return AC_FILTER_SIDE_CLOSED;
	if (!is_market && !has_decimals(order->price, instrument->price_precision))
		return AC_FILTER_PRICE_PRECISION;
	if (!order->close_position &&
	    !has_decimals(order->quantity, instrument->quantity_precision))
		return AC_FILTER_QUANTITY_PRECISION;
	if (!is_market) {
		enum ac_filter filter = check_price(instrument, order->price);
		if (filter != AC_FILTER_OK)
			return filter;
	}
	if (!order->close_position) {
		struct ac_lot lot = lot_of(instrument, order->type);
		enum ac_filter filter = check_quantity(&lot, order->quantity);
		if (filter != AC_FILTER_OK)
			return filter;
	}
	if (!reduces) {
		struct ac_dec price = is_market ? order->mark : order->price;
		if (is_market && price.units <= 0)
			return AC_FILTER_NOTIONAL;
		if ((wide)price.units * order->quantity.units <
		    (wide)instrument->notional_minimum.units * AC_DEC_SCALE)
			return AC_FILTER_NOTIONAL;
	}
	if (order->type == AC_ORDER_LIMIT && order->mark.units > 0)
		return check_percent_price(instrument, order);
	return AC_FILTER_OK;
}

enum ac_status ac_instrument_round_price(const struct ac_instrument *instrument,
					 struct ac_dec price, enum ac_round round,
					 struct ac_dec *ret_price)
{
	return ac_dec_round_to(price, instrument->tick, round, ret_price);
}

enum ac_status ac_instrument_round_quantity(const struct ac_instrument *instrument,
					    enum ac_order_type type, struct ac_dec quantity,
					    struct ac_dec *ret_quantity)
{
	struct ac_lot lot = lot_of(instrument, type);
	if (lot.maximum.units != 0)
		quantity = ac_dec_min(quantity, lot.maximum);
	if (quantity.units < lot.minimum.units || quantity.units <= 0) {
		*ret_quantity = AC_DEC_ZERO;
		return AC_OK;
	}
	/* Steps are counted from the minimum, which need not be a multiple of the step. */
	quantity.units -= (quantity.units - lot.minimum.units) % lot.step.units;
	ac_assert(quantity.units >= lot.minimum.units);
	*ret_quantity = quantity;
	return AC_OK;
}

const struct ac_bracket *ac_instrument_bracket(const struct ac_instrument *instrument,
					       struct ac_dec notional)
{
	ac_assert(instrument->bracket_count >= 0);
	ac_assert(instrument->bracket_count <= AC_BRACKETS_MAX);
	for (int32_t i = 0; i < instrument->bracket_count; i++) {
		const struct ac_bracket *bracket = &instrument->brackets[i];
		if (notional.units <= bracket->notional_cap.units ||
		    i == instrument->bracket_count - 1)
			return bracket;
	}
	return NULL;
}

enum ac_status ac_instrument_maintenance(const struct ac_instrument *instrument,
					 struct ac_dec notional, struct ac_dec *ret_margin)
{
	ac_assert(notional.units >= 0);
	const struct ac_bracket *bracket = ac_instrument_bracket(instrument, notional);
	if (bracket == NULL) {
		*ret_margin = AC_DEC_ZERO;
		return AC_OK;
	}
	struct ac_dec margin;
	enum ac_status status =
		ac_dec_mul(notional, bracket->maintenance_rate, AC_ROUND_CEIL, &margin);
	if (status == AC_OK)
		status = ac_dec_sub(margin, bracket->maintenance_cum, &margin);
	if (status != AC_OK)
		return status;
	*ret_margin = ac_dec_max(margin, AC_DEC_ZERO);
	return AC_OK;
}

int32_t ac_instrument_leverage_max(const struct ac_instrument *instrument)
{
	int32_t largest = 0;
	for (int32_t i = 0; i < instrument->bracket_count; i++) {
		if (instrument->brackets[i].leverage_max > largest)
			largest = instrument->brackets[i].leverage_max;
	}
	return largest;
}

struct ac_dec ac_instrument_notional_max(const struct ac_instrument *instrument, int32_t leverage)
{
	struct ac_dec notional = AC_DEC_ZERO;
	for (int32_t i = 0; i < instrument->bracket_count; i++) {
		const struct ac_bracket *bracket = &instrument->brackets[i];
		if (bracket->leverage_max >= leverage)
			notional = ac_dec_max(notional, bracket->notional_cap);
	}
	return notional;
}

/* The tier in which the liquidation notional lies. At notional N the balance less the maintenance
 * margin is d*N + free - (N*rate - cum), free being margin - d*quantity*entry: for a long it grows
 * with N, for a short it falls, so that its sign at each tier's cap tells on which side the root
 * is. `free16` counts 1e-16. */
static const struct ac_bracket *liquidation_bracket(const struct ac_instrument *instrument,
						    int direction, wide free16)
{
	const struct ac_bracket *last = &instrument->brackets[instrument->bracket_count - 1];
	for (const struct ac_bracket *b = instrument->brackets; b < last; b++) {
		wide rate = (wide)direction * AC_DEC_SCALE - b->maintenance_rate.units;
		wide excess = b->notional_cap.units * rate + free16 +
			      (wide)b->maintenance_cum.units * AC_DEC_SCALE;
		if (direction > 0 ? excess >= 0 : excess <= 0)
			return b;
	}
	return last;
}

enum ac_status ac_instrument_liquidation_price(const struct ac_instrument *instrument,
					       int direction, struct ac_dec quantity,
					       struct ac_dec entry, struct ac_dec margin,
					       struct ac_dec *ret_price)
{
	ac_assert(direction == 1 || direction == -1);
	ac_assert(quantity.units >= 0);
	if (quantity.units == 0) {
		*ret_price = AC_DEC_ZERO;
		return AC_OK;
	}
	if (instrument->bracket_count == 0)
		return AC_ERR_NOT_FOUND;
	/* A notional beyond a decimal is refused, which also keeps every term below within 2^119.
	 */
	wide cost16 = (wide)quantity.units * entry.units;
	if (cost16 / AC_DEC_SCALE > INT64_MAX || cost16 < 0)
		return AC_ERR_RANGE;
	wide free16 = (wide)margin.units * AC_DEC_SCALE - direction * cost16;
	const struct ac_bracket *bracket = liquidation_bracket(instrument, direction, free16);

	/* d*q*p + free = q*p*rate - cum, solved for p. */
	wide numerator = free16 + (wide)bracket->maintenance_cum.units * AC_DEC_SCALE;
	wide slope = (wide)bracket->maintenance_rate.units - (wide)direction * AC_DEC_SCALE;
	if (direction > 0) {
		if (slope >= 0) /* a maintenance rate of 100 % or more is no rule we know */
			return AC_ERR_RANGE;
		numerator = -numerator;
		slope = -slope;
	}
	if (numerator <= 0) {
		/* A long survives any fall. A short this deep under water is past liquidation at
		 * every price, which must not read as "never". */
		if (direction < 0)
			return AC_ERR_RANGE;
		*ret_price = AC_DEC_ZERO;
		return AC_OK;
	}
	wide price = ac_dec_divide_wide(numerator * AC_DEC_SCALE, slope * quantity.units,
					AC_ROUND_HALF_EVEN);
	if (price > INT64_MAX)
		return AC_ERR_RANGE;
	ret_price->units = (int64_t)price;
	return AC_OK;
}
