#include "market/pnl.h"

typedef __int128 wide;

/* A product of two decimals counts in 1e-16; SQUARE brings it back to whole quote units. */
#define SQUARE ((wide)AC_DEC_SCALE * AC_DEC_SCALE)

static enum ac_status store(wide units, struct ac_dec *ret_value)
{
	if (units < INT64_MIN || units > INT64_MAX)
		return AC_ERR_RANGE;
	ret_value->units = (int64_t)units;
	return AC_OK;
}

/* product * factor / 1e16, rounded once. A numerator that outgrows 126 bits is a result that
 * outgrows 64, since 1e16 is below 2^54: it needs no wider arithmetic to be refused. */
static enum ac_status scale_product(wide product, int64_t factor, enum ac_round round,
				    struct ac_dec *ret_value)
{
	const wide limit = (wide)1 << 126;
	wide numerator;
	if (__builtin_mul_overflow(product, (wide)factor, &numerator) || numerator > limit ||
	    numerator < -limit)
		return AC_ERR_RANGE;
	return store(ac_dec_divide_wide(numerator, SQUARE, round), ret_value);
}

enum ac_status ac_pnl_notional(struct ac_dec price, struct ac_dec quantity,
			       struct ac_dec *ret_notional)
{
	return ac_dec_mul(price, quantity, AC_ROUND_HALF_EVEN, ret_notional);
}

enum ac_status ac_pnl_entry_after_add(struct ac_dec quantity, struct ac_dec entry,
				      struct ac_dec added, struct ac_dec price,
				      struct ac_dec *ret_entry)
{
	ac_assert(quantity.units >= 0);
	ac_assert(added.units >= 0);
	wide total = (wide)quantity.units + added.units;
	if (total == 0)
		return AC_ERR_DIVIDE;
	/* Each product is below 2^126, their sum below 2^127. */
	wide cost = (wide)quantity.units * entry.units + (wide)added.units * price.units;
	return store(ac_dec_divide_wide(cost, total, AC_ROUND_HALF_EVEN), ret_entry);
}

enum ac_status ac_pnl_profit(int direction, struct ac_dec quantity, struct ac_dec entry,
			     struct ac_dec exit, struct ac_dec *ret_profit)
{
	ac_assert(direction == 1 || direction == -1);
	ac_assert(quantity.units >= 0);
	wide gain = (wide)direction * ((wide)exit.units - entry.units);
	return store(ac_dec_divide_wide(gain * quantity.units, AC_DEC_SCALE, AC_ROUND_HALF_EVEN),
		     ret_profit);
}

enum ac_status ac_pnl_fee(struct ac_dec price, struct ac_dec quantity, struct ac_dec rate,
			  struct ac_dec *ret_fee)
{
	ac_assert(quantity.units >= 0);
	return scale_product((wide)price.units * quantity.units, rate.units, AC_ROUND_CEIL,
			     ret_fee);
}

enum ac_status ac_pnl_funding(int direction, struct ac_dec quantity, struct ac_dec mark,
			      struct ac_dec rate, struct ac_dec *ret_payment)
{
	ac_assert(direction == 1 || direction == -1);
	ac_assert(quantity.units >= 0);
	return scale_product(-(wide)direction * mark.units * quantity.units, rate.units,
			     AC_ROUND_HALF_EVEN, ret_payment);
}
