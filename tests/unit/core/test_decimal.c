#include <math.h>

#include "check.h"
#include "core/decimal.h"

static const int64_t untouched = 7; /* proves that ret_ is left alone on failure */

static void test_parse_accepts_only_exact_text(void **state)
{
	(void)state;
	static const struct {
		const char *name, *text;
		enum ac_status status;
		int64_t units;
	} cases[] = {
		{ "integer", "12", AC_OK, 1200000000 },
		{ "fraction", "0.1", AC_OK, 10000000 },
		{ "negative fraction", "-0.5", AC_OK, -50000000 },
		{ "negative zero", "-0", AC_OK, 0 },
		{ "one unit", "0.00000001", AC_OK, 1 },
		{ "zeros before", "0000000000000000000000012", AC_OK, 1200000000 },
		{ "zeros behind", "0.100000000000000000000", AC_OK, 10000000 },
		{ "largest", "92233720368.54775807", AC_OK, INT64_MAX },
		{ "lowest", "-92233720368.54775808", AC_OK, INT64_MIN },
		{ "one past largest", "92233720368.54775808", AC_ERR_RANGE, 7 },
		{ "one past lowest", "-92233720368.54775809", AC_ERR_RANGE, 7 },
		{ "twelve digits", "100000000000", AC_ERR_RANGE, 7 },
		{ "wraps 64 bits to 1", "18446744073709551617", AC_ERR_RANGE, 7 },
		{ "thirty digits", "999999999999999999999999999999", AC_ERR_RANGE, 7 },
		{ "too precise", "0.000000001", AC_ERR_PARSE, 7 },
		{ "too precise behind zeros", "0.1000000000001", AC_ERR_PARSE, 7 },
		{ "exponent", "1e3", AC_ERR_PARSE, 7 },
		{ "trailing point", "1.", AC_ERR_PARSE, 7 },
		{ "leading point", ".5", AC_ERR_PARSE, 7 },
		{ "bare point", ".", AC_ERR_PARSE, 7 },
		{ "two points", "1.2.3", AC_ERR_PARSE, 7 },
		{ "plus", "+1", AC_ERR_PARSE, 7 },
		{ "two signs", "--1", AC_ERR_PARSE, 7 },
		{ "bare sign", "-", AC_ERR_PARSE, 7 },
		{ "blank before", " 1", AC_ERR_PARSE, 7 },
		{ "blank behind", "1 ", AC_ERR_PARSE, 7 },
		{ "letters", "0.15abc", AC_ERR_PARSE, 7 },
		{ "malformed beats large", "999999999999999x", AC_ERR_PARSE, 7 },
		{ "infinity", "inf", AC_ERR_PARSE, 7 },
		{ "empty", "", AC_ERR_PARSE, 7 },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		struct ac_dec dec = { untouched };
		CHECK_EQ(cases[i].name, ac_dec_parse(ac_str_from(cases[i].text), &dec),
			 cases[i].status);
		CHECK_EQ(cases[i].name, dec.units, cases[i].units);
	}
	struct ac_dec dec = { untouched };
	CHECK_EQ("no text", ac_dec_parse((struct ac_str){ NULL, 0 }, &dec), AC_ERR_PARSE);
	CHECK_EQ("not terminated", ac_dec_parse((struct ac_str){ "1.25", 3 }, &dec), AC_OK);
	CHECK_EQ("not terminated", dec.units, 120000000);
}

static void test_format_is_what_the_exchange_prints(void **state)
{
	(void)state;
	static const struct {
		int64_t units;
		int decimals; /* -1: the shortest */
		const char *text;
	} cases[] = {
		{ 0, -1, "0" },
		{ 0, 2, "0.00" },
		{ 1200000000, -1, "12" },
		{ 1200000000, 0, "12" },
		{ 1200000000, 3, "12.000" },
		{ -50000000, -1, "-0.5" },
		{ 5, -1, "0.00000005" },
		{ INT64_MAX, -1, "92233720368.54775807" },
		{ INT64_MIN, -1, "-92233720368.54775808" },
		{ INT64_MIN, 8, "-92233720368.54775808" },
		{ INT64_MIN, 0, "-92233720368" },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		char text[AC_DEC_TEXT_SIZE];
		struct ac_dec value = { cases[i].units };
		size_t size = cases[i].decimals < 0
				      ? ac_dec_format(value, text)
				      : ac_dec_format_fixed(value, cases[i].decimals, text);
		assert_string_equal(text, cases[i].text);
		CHECK_EQ(cases[i].text, size, strlen(cases[i].text));
	}
}

static void test_roundings_differ_exactly_as_named(void **state)
{
	(void)state;
	/* Halves of a unit: -1.5, -0.5, 0.5, 1.5, 2.5; and just beside a half. */
	static const struct {
		int64_t twentieths;
		int64_t floor, ceil, down, up, half_even, half_up;
	} cases[] = {
		{ -30, -2, -1, -1, -2, -2, -2 }, { -10, -1, 0, 0, -1, 0, -1 },
		{ -9, -1, 0, 0, -1, 0, 0 },      { -11, -1, 0, 0, -1, -1, -1 },
		{ 0, 0, 0, 0, 0, 0, 0 },         { 9, 0, 1, 0, 1, 0, 0 },
		{ 10, 0, 1, 0, 1, 0, 1 },        { 11, 0, 1, 0, 1, 1, 1 },
		{ 30, 1, 2, 1, 2, 2, 2 },        { 50, 2, 3, 2, 3, 2, 3 },
		{ 40, 2, 2, 2, 2, 2, 2 },        { -40, -2, -2, -2, -2, -2, -2 },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		int64_t wanted[] = { cases[i].floor, cases[i].ceil,      cases[i].down,
				     cases[i].up,    cases[i].half_even, cases[i].half_up };
		for (int round = AC_ROUND_FLOOR; round <= AC_ROUND_HALF_UP; round++) {
			char name[64];
			snprintf(name, sizeof(name), "%" PRId64 "/20 by rounding %d",
				 cases[i].twentieths, round);
			struct ac_dec value = { untouched };
			CHECK_EQ(name,
				 ac_dec_mul_div((struct ac_dec){ cases[i].twentieths },
						(struct ac_dec){ 1 }, (struct ac_dec){ 20 },
						(enum ac_round)round, &value),
				 AC_OK);
			CHECK_EQ(name, value.units, wanted[round]);
		}
	}
}

static void test_overflow_is_a_status_and_touches_nothing(void **state)
{
	(void)state;
	const struct ac_dec max = { INT64_MAX }, min = { INT64_MIN }, unit = { 1 };
	const struct ac_dec minus_one = AC_DEC(-1);
	struct ac_dec ret = { untouched };
	CHECK_EQ("max + unit", ac_dec_add(max, unit, &ret), AC_ERR_RANGE);
	CHECK_EQ("min - unit", ac_dec_sub(min, unit, &ret), AC_ERR_RANGE);
	CHECK_EQ("min * -1", ac_dec_mul(min, minus_one, AC_ROUND_DOWN, &ret), AC_ERR_RANGE);
	CHECK_EQ("min * min", ac_dec_mul(min, min, AC_ROUND_DOWN, &ret), AC_ERR_RANGE);
	/* The quotient is 2^64 to the digit: one bit more than the intermediate holds. */
	CHECK_EQ("2^64",
		 ac_dec_mul((struct ac_dec){ INT64_C(1) << 62 }, AC_DEC(4), AC_ROUND_DOWN, &ret),
		 AC_ERR_RANGE);
	CHECK_EQ("max / unit", ac_dec_div(max, unit, AC_ROUND_DOWN, &ret), AC_ERR_RANGE);
	CHECK_EQ("min / -1", ac_dec_div(min, minus_one, AC_ROUND_DOWN, &ret), AC_ERR_RANGE);
	CHECK_EQ("1 / 0", ac_dec_div(AC_DEC(1), AC_DEC_ZERO, AC_ROUND_DOWN, &ret), AC_ERR_DIVIDE);
	CHECK_EQ("0 / 0", ac_dec_mul_div(AC_DEC_ZERO, unit, AC_DEC_ZERO, AC_ROUND_UP, &ret),
		 AC_ERR_DIVIDE);
	CHECK_EQ("max up to 10", ac_dec_round_to(max, AC_DEC(10), AC_ROUND_UP, &ret), AC_ERR_RANGE);
	CHECK_EQ("2^37", ac_dec_from_double(0x1p37, AC_ROUND_DOWN, &ret), AC_ERR_RANGE);
	CHECK_EQ("NaN", ac_dec_from_double(NAN, AC_ROUND_DOWN, &ret), AC_ERR_RANGE);
	CHECK_EQ("untouched", ret.units, untouched);
	CHECK_EQ("min * 1", ac_dec_mul(min, AC_DEC(1), AC_ROUND_DOWN, &ret), AC_OK);
	CHECK_EQ("min * 1", ret.units == INT64_MIN, 1);
}

static void test_double_becomes_the_decimal_that_was_meant(void **state)
{
	(void)state;
	static const struct {
		double value;
		enum ac_round round;
		int64_t units;
	} cases[] = {
		{ 0.29, AC_ROUND_HALF_EVEN, 29000000 },
		{ 0.29, AC_ROUND_FLOOR, 28999999 }, /* the double is below 29/100 */
		{ -0.29, AC_ROUND_FLOOR, -29000000 },
		{ 0x1p-1074, AC_ROUND_CEIL, 1 },
		{ -0x1p-1074, AC_ROUND_CEIL, 0 },
		{ -0.0, AC_ROUND_UP, 0 },
		{ 92233720368.5, AC_ROUND_DOWN, 9223372036850000000 },
		{ 0x1p-9, AC_ROUND_HALF_EVEN, 195312 }, /* 195312.5 units */
		{ 0x1p-9, AC_ROUND_HALF_UP, 195313 },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		struct ac_dec value = { untouched };
		char name[64];
		snprintf(name, sizeof(name), "%a", cases[i].value);
		CHECK_EQ(name, ac_dec_from_double(cases[i].value, cases[i].round, &value), AC_OK);
		CHECK_EQ(name, value.units, cases[i].units);
	}
}

static void test_order_of_decimals_is_that_of_numbers(void **state)
{
	(void)state;
	const struct ac_dec low = { INT64_MIN }, high = { INT64_MAX };
	CHECK_EQ("below", ac_dec_compare(low, high), -1);
	CHECK_EQ("above", ac_dec_compare(high, low), 1);
	CHECK_EQ("equal", ac_dec_compare(high, high), 0);
	CHECK_EQ("min", ac_dec_min(low, high).units == INT64_MIN, 1);
	CHECK_EQ("max", ac_dec_max(low, high).units == INT64_MAX, 1);
	CHECK_EQ("zero", ac_dec_is_zero(AC_DEC_ZERO), 1);
	CHECK_EQ("unit", ac_dec_is_zero((struct ac_dec){ 1 }), 0);
}

static void test_the_negative_of_the_smallest_is_the_largest(void **state)
{
	(void)state;
	CHECK_EQ("1.5", ac_dec_neg((struct ac_dec){ 150000000 }).units, -150000000);
	CHECK_EQ("0", ac_dec_neg(AC_DEC_ZERO).units, 0);
	CHECK_EQ("largest", ac_dec_neg((struct ac_dec){ INT64_MAX }).units, -INT64_MAX);
	CHECK_EQ("smallest", ac_dec_neg((struct ac_dec){ INT64_MIN }).units, INT64_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse_accepts_only_exact_text),
		cmocka_unit_test(test_format_is_what_the_exchange_prints),
		cmocka_unit_test(test_roundings_differ_exactly_as_named),
		cmocka_unit_test(test_overflow_is_a_status_and_touches_nothing),
		cmocka_unit_test(test_double_becomes_the_decimal_that_was_meant),
		cmocka_unit_test(test_order_of_decimals_is_that_of_numbers),
		cmocka_unit_test(test_the_negative_of_the_smallest_is_the_largest),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
