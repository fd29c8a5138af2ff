#include "core/decimal.h"

#include <math.h>

typedef unsigned __int128 wide_unsigned;

#define UNITS_LIMIT ((uint64_t)INT64_MAX) /* of a positive decimal; a negative one has one more */

/* How much of a unit a cut quotient has lost. */
enum lost {
	LOST_NOTHING,
	LOST_LESS_THAN_HALF,
	LOST_HALF,
	LOST_MORE_THAN_HALF,
};

static inline enum lost lost_of(wide_unsigned remainder, wide_unsigned divisor)
{
	wide_unsigned rest = divisor - remainder;
	if (remainder == 0)
		return LOST_NOTHING;
	if (remainder == rest)
		return LOST_HALF;
	return remainder < rest ? LOST_LESS_THAN_HALF : LOST_MORE_THAN_HALF;
}

/* Whether a quotient cut towards zero moves one unit away from zero. */
static inline bool rounds_away(enum ac_round round, bool negative, bool odd, enum lost lost)
{
	if (lost == LOST_NOTHING)
		return false;
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
		return lost == LOST_MORE_THAN_HALF || (lost == LOST_HALF && odd);
	case AC_ROUND_HALF_UP:
		return lost != LOST_LESS_THAN_HALF;
	}
	ac_assert(false);
}

static inline wide_unsigned magnitude(__int128 value)
{
	return value < 0 ? 0 - (wide_unsigned)value : (wide_unsigned)value;
}

/* Rounds a quotient that was cut towards zero and gives it its sign. */
static inline enum ac_status store_rounded(uint64_t quotient, bool negative, enum ac_round round,
					   enum lost lost, struct ac_dec *ret_value)
{
	uint64_t limit = UNITS_LIMIT + (negative ? 1u : 0u);
	if (quotient > limit)
		return AC_ERR_RANGE;
	if (rounds_away(round, negative, (quotient & 1) != 0, lost))
		quotient++;
	if (quotient > limit)
		return AC_ERR_RANGE;
	ret_value->units = (int64_t)(negative ? 0 - quotient : quotient);
	return AC_OK;
}

static enum ac_status divide_into_units(__int128 numerator, int64_t denominator,
					enum ac_round round, struct ac_dec *ret_value)
{
	bool negative = (numerator < 0) != (denominator < 0);
	wide_unsigned n = magnitude(numerator);
	uint64_t d = (uint64_t)magnitude(denominator);
	if ((uint64_t)(n >> 64) >= d)
		return AC_ERR_RANGE; /* the quotient needs more than 64 bits */
	uint64_t quotient, remainder;
	if (n <= UINT64_MAX) {
		/* A 64-bit division is several times cheaper than the 128-bit library call. */
		quotient = (uint64_t)n / d;
		remainder = (uint64_t)n % d;
	} else {
		quotient = (uint64_t)(n / d);
		remainder = (uint64_t)n - quotient * d;
	}
	return store_rounded(quotient, negative, round, lost_of(remainder, d), ret_value);
}

__int128 ac_dec_divide_wide(__int128 numerator, __int128 denominator, enum ac_round round)
{
	ac_assert(denominator != 0);
	bool negative = (numerator < 0) != (denominator < 0);
	wide_unsigned n = magnitude(numerator);
	wide_unsigned d = magnitude(denominator);
	wide_unsigned quotient, remainder;
	if (n <= UINT64_MAX && d <= UINT64_MAX) {
		quotient = (uint64_t)n / (uint64_t)d;
		remainder = (uint64_t)n % (uint64_t)d;
	} else {
		quotient = n / d;
		remainder = n - quotient * d;
	}
	if (rounds_away(round, negative, (quotient & 1) != 0, lost_of(remainder, d)))
		quotient++;
	return (__int128)(negative ? 0 - quotient : quotient);
}

enum ac_status ac_dec_parse(struct ac_str text, struct ac_dec *ret_value)
{
	static const uint64_t power[AC_DEC_DIGITS + 1] = { 1,       10,       100,
							   1000,    10000,    100000,
							   1000000, 10000000, 100000000 };
	if (text.size == 0)
		return AC_ERR_PARSE;
	const char *at = text.data;
	const char *end = at + text.size;
	bool negative = *at == '-';
	if (negative)
		at++;
	const char *digits = at;
	while (at < end && *at == '0')
		at++;
	/* No check a digit: eleven whole digits and eight decimals cannot leave 64 bits, and what
	 * has more is refused below, whatever the sum wrapped to. */
	const char *whole = at;
	uint64_t units = 0;
	for (; at < end && *at >= '0' && *at <= '9'; at++)
		units = units * 10 + (uint64_t)(*at - '0');
	bool too_large = at - whole > 11;
	if (at == digits)
		return AC_ERR_PARSE;
	int decimals = 0;
	if (at < end && *at == '.') {
		digits = ++at;
		for (; at < end && *at >= '0' && *at <= '9'; at++) {
			if (decimals < AC_DEC_DIGITS) {
				units = units * 10 + (uint64_t)(*at - '0');
				decimals++;
			} else if (*at != '0') {
				return AC_ERR_PARSE;
			}
		}
		if (at == digits)
			return AC_ERR_PARSE;
	}
	if (at != end)
		return AC_ERR_PARSE;
	if (too_large)
		return AC_ERR_RANGE;
	units *= power[AC_DEC_DIGITS - decimals];
	return store_rounded(units, negative, AC_ROUND_DOWN, LOST_NOTHING, ret_value);
}

size_t ac_dec_format_fixed(struct ac_dec value, int decimals, char text[AC_DEC_TEXT_SIZE])
{
	ac_assert(decimals >= 0);
	ac_assert(decimals <= AC_DEC_DIGITS);
	uint64_t units = (uint64_t)magnitude(value.units);
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
	for (int place = AC_DEC_DIGITS; place > 0; place--, fraction /= 10) {
		if (place <= decimals)
			text[size + (size_t)place - 1] = (char)('0' + fraction % 10);
	}
	size += (size_t)decimals;
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
	int64_t units;
	if (__builtin_add_overflow(a.units, b.units, &units))
		return AC_ERR_RANGE;
	ret_value->units = units;
	return AC_OK;
}

enum ac_status ac_dec_sub(struct ac_dec a, struct ac_dec b, struct ac_dec *ret_value)
{
	int64_t units;
	if (__builtin_sub_overflow(a.units, b.units, &units))
		return AC_ERR_RANGE;
	ret_value->units = units;
	return AC_OK;
}

enum ac_status ac_dec_mul(struct ac_dec a, struct ac_dec b, enum ac_round round,
			  struct ac_dec *ret_value)
{
	__int128 product = (__int128)a.units * b.units;
	wide_unsigned n = magnitude(product);
	uint64_t high = (uint64_t)(n >> 64);
	uint64_t low = (uint64_t)n;
	uint64_t scale = (uint64_t)AC_DEC_SCALE;
	if (high >= scale)
		return AC_ERR_RANGE; /* the quotient needs more than 64 bits */
	/* Long division in two digits of base 2^32: the scale is a constant below 2^32, so that
	 * both steps become multiplications, and the 128-bit library call is not needed. */
	uint64_t upper = high << 32 | low >> 32;
	uint64_t lower = upper % scale << 32 | (low & UINT32_MAX);
	uint64_t quotient = upper / scale << 32 | lower / scale;
	return store_rounded(quotient, product < 0, round, lost_of(lower % scale, scale),
			     ret_value);
}

enum ac_status ac_dec_div(struct ac_dec a, struct ac_dec b, enum ac_round round,
			  struct ac_dec *ret_value)
{
	if (b.units == 0)
		return AC_ERR_DIVIDE;
	return divide_into_units((__int128)a.units * AC_DEC_SCALE, b.units, round, ret_value);
}

enum ac_status ac_dec_mul_div(struct ac_dec a, struct ac_dec numerator, struct ac_dec denominator,
			      enum ac_round round, struct ac_dec *ret_value)
{
	if (denominator.units == 0)
		return AC_ERR_DIVIDE;
	return divide_into_units((__int128)a.units * numerator.units, denominator.units, round,
				 ret_value);
}

enum ac_status ac_dec_round_to(struct ac_dec value, struct ac_dec step, enum ac_round round,
			       struct ac_dec *ret_value)
{
	ac_assert(step.units > 0);
	struct ac_dec steps;
	enum ac_status status = divide_into_units(value.units, step.units, round, &steps);
	if (status != AC_OK)
		return status;
	int64_t units;
	if (__builtin_mul_overflow(steps.units, step.units, &units))
		return AC_ERR_RANGE;
	ret_value->units = units;
	return AC_OK;
}

bool ac_dec_is_multiple(struct ac_dec value, struct ac_dec step)
{
	ac_assert(step.units > 0);
	return value.units % step.units == 0;
}

enum ac_status ac_dec_from_double(double value, enum ac_round round, struct ac_dec *ret_value)
{
	/* 2^37 is above the largest decimal; below it the shift is to the right. */
	if (!isfinite(value) || fabs(value) >= 0x1p37)
		return AC_ERR_RANGE;
	/* |value| is mantissa / 2^shift exactly, and times the scale it still fits in 81 bits. */
	int exponent;
	uint64_t mantissa = (uint64_t)ldexp(frexp(fabs(value), &exponent), 53);
	int shift = 53 - exponent;
	ac_assert(shift >= 16);
	wide_unsigned scaled = (wide_unsigned)mantissa * (uint64_t)AC_DEC_SCALE;
	if (shift > 100)
		return store_rounded(0, value < 0, round,
				     mantissa == 0 ? LOST_NOTHING : LOST_LESS_THAN_HALF, ret_value);
	wide_unsigned divisor = (wide_unsigned)1 << shift;
	return store_rounded((uint64_t)(scaled >> shift), value < 0, round,
			     lost_of(scaled & (divisor - 1), divisor), ret_value);
}
