/* percent.h - exact comparisons of a share with a limit in percent, and the share for people.
 * Not rounded arithmetic on money: the comparison multiplies out and loses nothing. Pure. */
#ifndef AC_RISK_PERCENT_H
#define AC_RISK_PERCENT_H

#include "core/decimal.h"

/* The sign of part / whole * 100 - limit. `whole` > 0; |part| is a difference of two decimals at
 * most, so that both products stay below 2^127. */
static inline int percent_compare(__int128 part, struct ac_dec whole, struct ac_dec limit)
{
	ac_assert(whole.units > 0);
	__int128 left = part * 100 * AC_DEC_SCALE;
	__int128 right = (__int128)limit.units * whole.units;
	return (left > right) - (left < right);
}

/* part / whole in percent, half to even, cut to what a decimal holds: to be read, not compared. */
static inline struct ac_dec percent_of(__int128 part, struct ac_dec whole)
{
	ac_assert(whole.units > 0);
	__int128 share =
		ac_dec_divide_wide(part * 100 * AC_DEC_SCALE, whole.units, AC_ROUND_HALF_EVEN);
	if (share > INT64_MAX)
		share = INT64_MAX;
	if (share < INT64_MIN)
		share = INT64_MIN;
	return (struct ac_dec){ (int64_t)share };
}

#endif
