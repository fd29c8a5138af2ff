#include "executor/bracket.h"

/* entry * (1 + sign * pct / 100), to the tick: up for a long position and down for a short one, so
 * that a stop never loses more than the stated percentage by rounding. One exact product, rounded
 * once in that direction, then once more to the tick the same way, which is one rounding. */
static struct ac_protection at(const struct ac_instrument *instrument,
			       const struct ac_protected_position *position, int sign)
{
	ac_assert(sign == 1 || sign == -1);
	ac_assert(position->quantity.units > 0);
	struct ac_protection bracket;
	memset(&bracket, 0, sizeof(bracket));
	bracket.close_position = position->is_only_owner;
	if (!position->is_only_owner)
		bracket.quantity = position->quantity;
	enum ac_round round = position->direction > 0 ? AC_ROUND_CEIL : AC_ROUND_FLOOR;
	int64_t moved;
	if (position->pct.units <= 0 || position->entry.units <= 0 ||
	    __builtin_add_overflow(AC_DEC(100).units, sign * position->pct.units, &moved) ||
	    moved <= 0)
		return bracket;
	struct ac_dec price;
	enum ac_status status = ac_dec_mul_div(position->entry, (struct ac_dec){ moved },
					       AC_DEC(100), round, &price);
	if (status == AC_OK)
		status = ac_instrument_round_price(instrument, price, round, &bracket.trigger);
	bracket.is_possible = status == AC_OK && bracket.trigger.units > 0;
	return bracket;
}

struct ac_protection ac_bracket_stop(const struct ac_instrument *instrument,
				     const struct ac_protected_position *position)
{
	return at(instrument, position, -position->direction);
}

struct ac_protection ac_bracket_take_profit(const struct ac_instrument *instrument,
					    const struct ac_protected_position *position)
{
	return at(instrument, position, position->direction);
}
