/* decimal.h - exact decimals: a signed 64-bit count of 1e-8 units, about +-92 billion.
 * Not for indicator values, which are doubles. No function here allocates or loses a digit unless
 * the rounding it was told to use says so. Any thread. */
#ifndef AC_CORE_DECIMAL_H
#define AC_CORE_DECIMAL_H

#include "core/base.h"

#define AC_DEC_SCALE     100000000LL /* units in 1 */
#define AC_DEC_DIGITS    8           /* decimals kept */
#define AC_DEC_TEXT_SIZE 24          /* "-92233720368.54775808" and its terminator fit */

struct ac_dec {
	int64_t units; /* 1e-8 */
};

enum ac_round {
	AC_ROUND_FLOOR,     /* towards minus infinity */
	AC_ROUND_CEIL,      /* towards plus infinity */
	AC_ROUND_DOWN,      /* towards zero */
	AC_ROUND_UP,        /* away from zero */
	AC_ROUND_HALF_EVEN, /* to nearest, ties to the even unit */
	AC_ROUND_HALF_UP,   /* to nearest, ties away from zero */
};

#define AC_DEC_ZERO ((struct ac_dec){ 0 })
/* Whole numbers known at compile time; the caller keeps |n| below 92 billion. */
#define AC_DEC(n) ((struct ac_dec){ (int64_t)(n)*AC_DEC_SCALE })

static inline int ac_dec_compare(struct ac_dec a, struct ac_dec b)
{
	return (a.units > b.units) - (a.units < b.units);
}
static inline bool ac_dec_is_zero(struct ac_dec a)
{
	return a.units == 0;
}
static inline struct ac_dec ac_dec_min(struct ac_dec a, struct ac_dec b)
{
	return a.units < b.units ? a : b;
}
static inline struct ac_dec ac_dec_max(struct ac_dec a, struct ac_dec b)
{
	return a.units > b.units ? a : b;
}

/* The smallest value has no counterpart: the largest stands for it. */
static inline struct ac_dec ac_dec_neg(struct ac_dec a)
{
	return (struct ac_dec){ a.units == INT64_MIN ? INT64_MAX : -a.units };
}

/* Accepts [-]digits[.digits] and nothing else: no exponent, blank, plus sign or bare point. More
 * than eight decimals are accepted only when the rest are zeros.
 * AC_ERR_PARSE: other text, or digits that would be lost. AC_ERR_RANGE: does not fit. */
AC_MUST_USE enum ac_status ac_dec_parse(struct ac_str text, struct ac_dec *ret_value);

/* The shortest exact text ("12", "-0.5"), terminated; returns its length. */
size_t ac_dec_format(struct ac_dec value, char text[AC_DEC_TEXT_SIZE]);
/* Exactly `decimals` (0..8) places, as the exchange prints prices; digits beyond are cut, so
 * callers pass values that are multiples of 10^-decimals. */
size_t ac_dec_format_fixed(struct ac_dec value, int decimals, char text[AC_DEC_TEXT_SIZE]);

/* AC_ERR_RANGE where the exact result does not fit; ret_value is then untouched. */
AC_MUST_USE enum ac_status ac_dec_add(struct ac_dec a, struct ac_dec b, struct ac_dec *ret_value);
AC_MUST_USE enum ac_status ac_dec_sub(struct ac_dec a, struct ac_dec b, struct ac_dec *ret_value);
AC_MUST_USE enum ac_status ac_dec_mul(struct ac_dec a, struct ac_dec b, enum ac_round round,
				      struct ac_dec *ret_value);
/* AC_ERR_DIVIDE where b is zero. */
AC_MUST_USE enum ac_status ac_dec_div(struct ac_dec a, struct ac_dec b, enum ac_round round,
				      struct ac_dec *ret_value);
/* a * numerator / denominator in one exact step, rounded once. */
AC_MUST_USE enum ac_status ac_dec_mul_div(struct ac_dec a, struct ac_dec numerator,
					  struct ac_dec denominator, enum ac_round round,
					  struct ac_dec *ret_value);

/* The nearest multiple of `step` (> 0, any value, not powers of ten only) by `round`. */
AC_MUST_USE enum ac_status ac_dec_round_to(struct ac_dec value, struct ac_dec step,
					   enum ac_round round, struct ac_dec *ret_value);
/* step > 0. */
bool ac_dec_is_multiple(struct ac_dec value, struct ac_dec step);

/* The double nearest to the decimal, as strtod would read its text (exact below 2^53 units). */
static inline double ac_dec_to_double(struct ac_dec value)
{
	return (double)value.units / (double)AC_DEC_SCALE;
}
/* Rounds the exact value of the double: 0.29 is a little less than 29/100, so that FLOOR gives
 * 0.28999999 and the two HALF roundings give 0.29 back. AC_ERR_RANGE for NaN, infinities and what
 * does not fit. */
AC_MUST_USE enum ac_status ac_dec_from_double(double value, enum ac_round round,
					      struct ac_dec *ret_value);

/* A quotient of 128-bit integers, rounded as named; denominator != 0, and not the most negative
 * value by -1, which has no quotient. For sums of products that outgrow a decimal on the way. */
__int128 ac_dec_divide_wide(__int128 numerator, __int128 denominator, enum ac_round round);

#endif
