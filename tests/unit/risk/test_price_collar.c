#include "harness.h"

static void test_price_collar_at_under_and_over_the_limit(void **state)
{
	(void)state;
	static const struct {
		const char *name, *limit, *price, *value;
		enum ac_order_type type;
		bool is_refused;
	} cases[] = {
		{ "limit order at the collar, above", "2", "102", "2", AC_ORDER_LIMIT, false },
		{ "limit order over it", "2", "102.1", "2.1", AC_ORDER_LIMIT, true },
		{ "limit order at the collar, below", "2", "98", "2", AC_ORDER_LIMIT, false },
		{ "limit order below it", "2", "97.9", "2.1", AC_ORDER_LIMIT, true },
		{ "reference just inside", "2", "101.99999999", "2", AC_ORDER_MARKET, false },
		{ "reference at the collar", "2", "102", "2", AC_ORDER_MARKET, false },
		{ "reference just over", "2", "102.00000001", "2.00000001", AC_ORDER_MARKET, true },
		{ "reference just under", "2", "97.99999999", "2.00000001", AC_ORDER_MARKET, true },
		{ "off", "0", "140", "40", AC_ORDER_MARKET, false },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		struct harness h;
		harness_init(&h);
		h.limits->price_collar_pct = dec(cases[i].limit);
		harness_start(&h);
		h.request.type = cases[i].type;
		h.request.price = dec(cases[i].price);
		h.request.stop_price = dec("90");
		CHECK_EQ(cases[i].name, ask(&h, 0),
			 cases[i].is_refused ? AC_REASON_PRICE_COLLAR : AC_REASON_OK);
		if (cases[i].is_refused) {
			assert_int_equal(h.verdict.guard, AC_GUARD_PRICE_COLLAR);
			CHECK_EQ(cases[i].name, h.verdict.value.units, dec(cases[i].value).units);
			ASSERT_DEC(h.verdict.limit, "2");
		}
		assert_exit_allowed(&h, 0);
		harness_deinit(&h);
	}
}

static void test_price_collar_unknown_mark_denies(void **state)
{
	(void)state;
	struct harness h;
	harness_init(&h);
	h.limits->price_collar_pct = dec("2");
	harness_start(&h);
	h.request.type = AC_ORDER_LIMIT;
	h.known.mark = AC_DEC_ZERO;
	ASSERT_REASON(ask(&h, 0), AC_REASON_UNKNOWN_INPUT);
	assert_exit_allowed(&h, 0);
	harness_deinit(&h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_price_collar_at_under_and_over_the_limit),
		cmocka_unit_test(test_price_collar_unknown_mark_denies),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
