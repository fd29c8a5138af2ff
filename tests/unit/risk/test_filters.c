#include "harness.h"

static void test_filters_at_under_and_over_each_rule(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		enum ac_order_type type;
		int direction;
		const char *price, *quantity, *mark;
		enum ac_reason reason;
		enum ac_filter filter;
		const char *value, *limit;
	} cases[] = {
		{ "quantity fell below the minimum", AC_ORDER_MARKET, 1, "100", "0", "100",
		  AC_REASON_QUANTITY, AC_FILTER_QUANTITY_LOW, "0", "0.001" },
		{ "at the minimum quantity", AC_ORDER_MARKET, 1, "5000", "0.001", "5000",
		  AC_REASON_OK, AC_FILTER_OK, "0", "0" },
		{ "at the maximum quantity", AC_ORDER_MARKET, 1, "5", "1000", "5", AC_REASON_OK,
		  AC_FILTER_OK, "0", "0" },
		{ "a step above the maximum", AC_ORDER_MARKET, 1, "5", "1000.001", "5",
		  AC_REASON_FILTER, AC_FILTER_QUANTITY_HIGH, "1000.001", "1000" },
		{ "notional at the minimum", AC_ORDER_MARKET, 1, "100", "0.05", "100", AC_REASON_OK,
		  AC_FILTER_OK, "0", "0" },
		{ "notional just under at the mark", AC_ORDER_MARKET, 1, "100", "0.05",
		  "99.99999999", AC_REASON_FILTER, AC_FILTER_NOTIONAL, "5", "5" },
		{ "notional under at the reference price", AC_ORDER_MARKET, 1, "99.9", "0.05",
		  "100", AC_REASON_FILTER, AC_FILTER_NOTIONAL, "4.995", "5" },
		{ "limit price on the tick", AC_ORDER_LIMIT, 1, "99.9", "1", "100", AC_REASON_OK,
		  AC_FILTER_OK, "0", "0" },
		{ "limit price off the tick", AC_ORDER_LIMIT, 1, "99.95", "1", "100",
		  AC_REASON_FILTER, AC_FILTER_TICK, "99.95", "0.1" },
		{ "a buy at the price band", AC_ORDER_LIMIT, 1, "150", "1", "100", AC_REASON_OK,
		  AC_FILTER_OK, "0", "0" },
		{ "a buy above the price band", AC_ORDER_LIMIT, 1, "150.1", "1", "100",
		  AC_REASON_FILTER, AC_FILTER_PERCENT_PRICE_HIGH, "150.1", "100" },
		{ "a sell at the price band", AC_ORDER_LIMIT, -1, "50", "1", "100", AC_REASON_OK,
		  AC_FILTER_OK, "0", "0" },
		{ "a sell below the price band", AC_ORDER_LIMIT, -1, "49.9", "1", "100",
		  AC_REASON_FILTER, AC_FILTER_PERCENT_PRICE_LOW, "49.9", "100" },
		{ "a market buy at the take bound", AC_ORDER_MARKET, 1, "150", "1", "100",
		  AC_REASON_OK, AC_FILTER_OK, "0", "0" },
		{ "a market buy beyond it", AC_ORDER_MARKET, 1, "150.00000001", "1", "100",
		  AC_REASON_PRICE_COLLAR, AC_FILTER_OK, "150.00000001", "100" },
		{ "a market sell beyond it", AC_ORDER_MARKET, -1, "49.99999999", "1", "100",
		  AC_REASON_PRICE_COLLAR, AC_FILTER_OK, "49.99999999", "100" },
		{ "a market sell far above rests on nobody's bound", AC_ORDER_MARKET, -1, "190",
		  "1", "100", AC_REASON_OK, AC_FILTER_OK, "0", "0" },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		struct harness h;
		harness_init(&h);
		h.limits->is_guarded = false; /* filters are asked all the same */
		harness_start(&h);
		h.request.type = cases[i].type;
		h.request.direction = cases[i].direction;
		h.request.price = dec(cases[i].price);
		h.request.quantity = dec(cases[i].quantity);
		h.known.mark = dec(cases[i].mark);
		CHECK_EQ(cases[i].name, ask(&h, 0), cases[i].reason);
		CHECK_EQ(cases[i].name, h.verdict.filter, cases[i].filter);
		CHECK_EQ(cases[i].name, h.verdict.value.units, dec(cases[i].value).units);
		CHECK_EQ(cases[i].name, h.verdict.limit.units, dec(cases[i].limit).units);
		harness_deinit(&h);
	}
}

static void test_filters_unknown_mark_denies_a_market_entry_without_guards_too(void **state)
{
	(void)state;
	struct harness h;
	harness_init(&h);
	h.limits->is_guarded = false;
	harness_start(&h);
	h.known.mark = AC_DEC_ZERO;
	ASSERT_REASON(ask(&h, 0), AC_REASON_FILTER);
	assert_int_equal(h.verdict.filter, AC_FILTER_NOTIONAL);
	harness_deinit(&h);
}

static void test_filters_state_and_closed_side(void **state)
{
	(void)state;
	struct harness h;
	harness_init(&h);
	h.items[0].is_reduce_only_long = true;
	h.items[1].state = AC_SYMBOL_NOT_TRADING;
	harness_start(&h);
	ask(&h, 0);
	assert_int_equal(h.verdict.filter, AC_FILTER_SIDE_CLOSED);
	ask(&h, 2);
	assert_int_equal(h.verdict.filter, AC_FILTER_SYMBOL_STATE);
	assert_exit_allowed(&h, 0);
	assert_exit_allowed(&h, 2);
	harness_deinit(&h);
}

static void test_filters_orders_of_the_symbol(void **state)
{
	(void)state;
	struct harness h;
	harness_init(&h);
	harness_start(&h);
	h.known.symbol_orders_open = 199;
	ASSERT_REASON(ask(&h, 0), AC_REASON_OK);
	h.known.symbol_orders_open = 200;
	ASSERT_REASON(ask(&h, 0), AC_REASON_ORDERS_MAX);
	assert_int_equal(h.verdict.guard, AC_GUARD_FILTERS);
	h.items[0].orders_max = 0;
	ASSERT_REASON(ask(&h, 0), AC_REASON_OK);
	harness_deinit(&h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_filters_at_under_and_over_each_rule),
		cmocka_unit_test(
			test_filters_unknown_mark_denies_a_market_entry_without_guards_too),
		cmocka_unit_test(test_filters_state_and_closed_side),
		cmocka_unit_test(test_filters_orders_of_the_symbol),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
