#include "harness.h"

/* 1 at 100 with leverage 10: 10 of margin, 0.05 of taker fee. */
static void test_margin_at_under_and_over_what_is_available(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		enum ac_order_type type;
		int direction;
		const char *price, *mark, *available, *cost;
		bool is_refused;
	} cases[] = {
		{ "exactly enough", AC_ORDER_MARKET, 1, "100", "100", "10.05", "10.05", false },
		{ "a unit short", AC_ORDER_MARKET, 1, "100", "100", "10.04999999", "10.05", true },
		{ "a unit to spare", AC_ORDER_MARKET, 1, "100", "100", "10.05000001", "10.05",
		  false },
		{ "the dearer mark counts", AC_ORDER_MARKET, 1, "100", "101", "10.15049999",
		  "10.1505", true },
		{ "rounded up", AC_ORDER_MARKET, 1, "100.00000001", "100", "10.05", "10.05000002",
		  true },
		{ "a bad limit price loses at once", AC_ORDER_LIMIT, 1, "101", "100", "11.1505",
		  "11.1505", false },
		{ "a bad limit price, a unit short", AC_ORDER_LIMIT, 1, "101", "100", "11.15049999",
		  "11.1505", true },
		{ "a good limit price gains nothing yet", AC_ORDER_LIMIT, -1, "101", "100",
		  "10.1505", "10.1505", false },
		{ "nothing left", AC_ORDER_MARKET, 1, "100", "100", "-1", "10.05", true },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		struct harness h;
		harness_init(&h);
		harness_start(&h);
		h.request.type = cases[i].type;
		h.request.direction = cases[i].direction;
		h.request.price = dec(cases[i].price);
		h.request.stop_price = dec(cases[i].direction > 0 ? "99" : "103");
		h.known.mark = dec(cases[i].mark);
		h.known.margin_available = dec(cases[i].available);
		CHECK_EQ(cases[i].name, ask(&h, 0),
			 cases[i].is_refused ? AC_REASON_MARGIN : AC_REASON_OK);
		if (cases[i].is_refused) {
			CHECK_EQ(cases[i].name, h.verdict.value.units, dec(cases[i].cost).units);
			CHECK_EQ(cases[i].name, h.verdict.limit.units,
				 dec(cases[i].available).units);
		}
		assert_exit_allowed(&h, 0);
		harness_deinit(&h);
	}
}

static void test_margin_leverage_bracket_at_under_and_over(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		int32_t leverage;
		const char *on_long, *limit;
		enum ac_reason reason;
	} cases[] = {
		{ "leverage 21 allows 50000", 21, "499", "0", AC_REASON_OK },
		{ "one unit more", 21, "499.00000001", "50000", AC_REASON_LEVERAGE_BRACKET },
		{ "leverage 20 allows a million", 20, "9999", "0", AC_REASON_OK },
		{ "one unit more there", 20, "9999.00000001", "1000000",
		  AC_REASON_LEVERAGE_BRACKET },
		{ "leverage 101 allows nothing", 101, "0", "0", AC_REASON_LEVERAGE_BRACKET },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		struct harness h;
		harness_init(&h);
		harness_start(&h);
		h.known.leverage = cases[i].leverage;
		h.known.symbol_long = dec(cases[i].on_long);
		h.known.margin_available = dec("10000000");
		h.known.margin_other = dec("10000000");
		CHECK_EQ(cases[i].name, ask(&h, 0), cases[i].reason);
		CHECK_EQ(cases[i].name, h.verdict.limit.units, dec(cases[i].limit).units);
		assert_exit_allowed(&h, 0);
		harness_deinit(&h);
	}
}

static void test_margin_unknown_brackets_or_leverage_deny(void **state)
{
	(void)state;
	struct harness h;
	harness_init(&h);
	harness_start(&h);
	h.items[0].bracket_count = 0;
	ASSERT_REASON(ask(&h, 0), AC_REASON_UNKNOWN_INPUT);
	assert_int_equal(h.verdict.guard, AC_GUARD_MARGIN);
	assert_exit_allowed(&h, 0);
	h.items[0].bracket_count = 2;
	ASSERT_REASON(ask(&h, 0), AC_REASON_OK);
	h.known.leverage = 0;
	ASSERT_REASON(ask(&h, 0), AC_REASON_UNKNOWN_INPUT);
	harness_deinit(&h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_margin_at_under_and_over_what_is_available),
		cmocka_unit_test(test_margin_leverage_bracket_at_under_and_over),
		cmocka_unit_test(test_margin_unknown_brackets_or_leverage_deny),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
