#include "core/decimal.h"

#include <math.h>

typedef unsigned __int128 wide_unsigned;

static bool fits(__int128 value)
{
	return value >= INT64_MIN && value <= INT64_MAX;
}

static enum ac_status store(__int128 value, struct ac_dec *ret_value)
{
	if (!fits(value))
		return AC_ERR_RANGE;
	ret_value->units = (int64_t)value;
	return AC_OK;
}

/* Whether a quotient cut towards zero moves one unit away from zero. */
static bool rounds_away(enum ac_round round, bool negative, bool odd, wide_unsigned remainder,
			wide_unsigned divisor)
{
	if (remainder == 0)
		return false;
	wide_unsigned rest = divisor - remainder;
	switch (round) {
	case AC_ROUND_FLOOR:
		return negative;
	case AC_ROUND_CEIL:
		return !negative;
	case AC_ROUND_DOWN:
		return false;
	case AC_ROUND_UP:
		return true;
	case AC_ROUND_HALF_EVEN:
		return remainder > rest || (remainder == rest && odd);
	case AC_ROUND_HALF_UP:
		return remainder >= rest;
	}
	ac_assert(false);
}

__int128 ac_dec_divide_wide(__int128 numerator, __int128 denominator, enum ac_round round)
{
	ac_assert(denominator != 0);
	bool negative = (numerator < 0) != (denominator < 0);
	wide_unsigned n = numerator < 0 ? -(wide_unsigned)numerator : (wide_unsigned)numerator;
	wide_unsigned d = denominator < 0 ? -(wide_unsigned)denominator : (wide_unsigned)denominator;
	wide_unsigned quotient, remainder;
	if (n <= UINT64_MAX && d <= UINT64_MAX) {
		/* A 64-bit division is several times cheaper than the 128-bit library call. */
		quotient = (uint64_t)n / (uint64_t)d;
		remainder = (uint64_t)n % (uint64_t)d;
	} else {
		quotient = n / d;
		remainder = n - quotient * d;
	}
	if (rounds_away(round, negative, (quotient & 1) != 0, remainder, d))
		quotient++;
	return negative ? -(__int128)quotient : (__int128)quotient;
}

enum ac_status ac_dec_parse(struct ac_str text, struct ac_dec *ret_value)
{
	const char *at = text.data;
	const char *end = at + text.size;
	bool negative = at < end && *at == '-';
	if (negative)
		at++;
	const char *first = at;
	uint64_t units = 0;
	bool too_large = false;
	for (; at < end && *at >= '0' && *at <= '9'; at++) {
		too_large |= __builtin_mul_overflow(units, 10u, &units);
		too_large |= __builtin_add_overflow(units, (uint64_t)(*at - '0'), &units);
	}
	if (at == first)
		return AC_ERR_PARSE;
	int decimals = 0;
	if (at < end && *at == '.') {
		at++;
		first = at;
		for (; at < end && *at >= '0' && *at <= '9'; at++) {
			if (decimals == AC_DEC_DIGITS) {
				if (*at != '0')
					return AC_ERR_PARSE;
				continue;
			}
			too_large |= __builtin_mul_overflow(units, 10u, &units);
			too_large |= __builtin_add_overflow(units, (uint64_t)(*at - '0'), &units);
			decimals++;
		}
		if (at == first)
			return AC_ERR_PARSE;
	}
	if (at != end)
		return AC_ERR_PARSE;
	for (; decimals < AC_DEC_DIGITS; decimals++)
		too_large |= __builtin_mul_overflow(units, 10u, &units);
	uint64_t limit = (uint64_t)INT64_MAX + (negative ? 1u : 0u);
	if (too_large || units > limit)
		return AC_ERR_RANGE;
	ret_value->units = negative ? (int64_t)(0 - units) : (int64_t)units;
	return AC_OK;
}

size_t ac_dec_format_fixed(struct ac_dec value, int decimals, char text[AC_DEC_TEXT_SIZE])
{
	ac_assert(decimals >= 0);
	ac_assert(decimals <= AC_DEC_DIGITS);
	uint64_t units =
		value.units < 0 ? 0 - (uint64_t)value.units : (uint64_t)value.units;
	uint64_t whole = units / AC_DEC_SCALE;
	uint64_t fraction = units % AC_DEC_SCALE;
	char digits[20];
	size_t count = 0;
	do {
		digits[count++] = (char)('0' + whole % 10);
		whole /= 10;
	} while (whole != 0);
	size_t size = 0;
	if (value.units < 0)
		text[size++] = '-';
	while (count > 0)
		text[size++] = digits[--count];
	if (decimals > 0)
		text[size++] = '.';
	uint64_t place = AC_DEC_SCALE / 10;
	for (int i = 0; i < decimals; i++, place /= 10)
		text[size++] = (char)('0' + fraction / place % 10);
	text[size] = '\0';
	return size;
}

size_t ac_dec_format(struct ac_dec value, char text[AC_DEC_TEXT_SIZE])
{
	int decimals = AC_DEC_DIGITS;
	int64_t rest = value.units % AC_DEC_SCALE;
	while (decimals > 0 && rest % 10 == 0) {
		rest /= 10;
		decimals--;
	}
	return ac_dec_format_fixed(value, decimals, text);
}

enum ac_status ac_dec_add(struct ac_dec a, struct ac_dec b, struct ac_dec *ret_value)
{
	return store((__int128)a.units + b.units, ret_value);
}

enum ac_status ac_dec_sub(struct ac_dec a, struct ac_dec b, struct ac_dec *ret_value)
{
	return store((__int128)a.units - b.units, ret_value);
}

enum ac_status ac_dec_mul(struct ac_dec a, struct ac_dec b, enum ac_round round,
			  struct ac_dec *ret_value)
{
	return store(ac_dec_divide_wide((__int128)a.units * b.units, AC_DEC_SCALE, round),
		     ret_value);
}

enum ac_status ac_dec_div(struct ac_dec a, struct ac_dec b, enum ac_round round,
			  struct ac_dec *ret_value)
{
	if (b.units == 0)
		return AC_ERR_DIVIDE;
	return store(ac_dec_divide_wide((__int128)a.units * AC_DEC_SCALE, b.units, round),
		     ret_value);
}

enum ac_status ac_dec_mul_div(struct ac_dec a, struct ac_dec numerator, struct ac_dec denominator,
			      enum ac_round round, struct ac_dec *ret_value)
{
	if (denominator.units == 0)
		return AC_ERR_DIVIDE;
	return store(ac_dec_divide_wide((__int128)a.units * numerator.units, denominator.units,
					round),
		     ret_value);
}

enum ac_status ac_dec_round_to(struct ac_dec value, struct ac_dec step, enum ac_round round,
			       struct ac_dec *ret_value)
{
	ac_assert(step.units > 0);
	return store(ac_dec_divide_wide(value.units, step.units, round) * step.units, ret_value);
}

bool ac_dec_is_multiple(struct ac_dec value, struct ac_dec step)
{
	ac_assert(step.units > 0);
	return value.units % step.units == 0;
}

enum ac_status ac_dec_from_double(double value, enum ac_round round, struct ac_dec *ret_value)
{
	if (!isfinite(value) || fabs(value) > 92233720368.0)
		return AC_ERR_RANGE;
	double whole = trunc(value);
	/* The fraction of a double is exact, so only its product with the scale is rounded. */
	double scaled = (value - whole) * (double)AC_DEC_SCALE;
	double cut = trunc(scaled);
	double rest = fabs(scaled - cut);
	int64_t units = (int64_t)whole * AC_DEC_SCALE + (int64_t)cut;
	/* rounds_away works on integers: a remainder of 0..4 quarters tells less, half and more. */
	unsigned quarters = rest > 0.5 ? 3 : rest == 0.5 ? 2 : rest > 0.0 ? 1 : 0;
	if (rounds_away(round, value < 0, (units & 1) != 0, quarters, 4))
		units += value < 0 ? -1 : 1;
	ret_value->units = units;
	return AC_OK;
}
