#include "harness.h"

#define NEXT_DAY_MS (DAY_MS + AC_MS_PER_DAY)

static void init(struct harness *h)
{
	harness_init(h);
	h->symbol_limits[0].daily_quantity_max = dec("10");
	harness_start(h);
}

static void test_daily_quantity_at_under_and_over_the_limit(void **state)
{
	(void)state;
	static const struct {
		const char *name, *filled, *asked;
		bool is_refused;
	} cases[] = {
		{ "all at once", "0", "10", false },
		{ "a step more at once", "0", "10.001", true },
		{ "just under", "9", "0.999", false },
		{ "at the limit", "9", "1", false },
		{ "just over", "9", "1.001", true },
		{ "just over by a unit", "9.00000001", "1", true },
		{ "already over", "11", "0.1", true },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		struct harness h;
		init(&h);
		ac_risk_on_entry_fill(h.risk, 0, dec(cases[i].filled), NOW_MS);
		h.request.quantity = dec(cases[i].asked);
		CHECK_EQ(cases[i].name, ask(&h, 0),
			 cases[i].is_refused ? AC_REASON_DAILY_QUANTITY : AC_REASON_OK);
		if (cases[i].is_refused)
			ASSERT_DEC(h.verdict.limit, "10");
		assert_exit_allowed(&h, 0);
		harness_deinit(&h);
	}
}

static void test_daily_quantity_is_per_strategy_and_symbol_and_day(void **state)
{
	(void)state;
	struct harness h;
	init(&h);
	ac_risk_on_entry_fill(h.risk, 0, dec("6"), NOW_MS);
	ac_risk_on_entry_fill(h.risk, 0, dec("4"), NOW_MS);
	ac_risk_on_entry_fill(h.risk, 2, dec("1000"), NOW_MS);
	ASSERT_REASON(ask_at(&h, 0, NEXT_DAY_MS - 1), AC_REASON_DAILY_QUANTITY);
	ASSERT_DEC(h.verdict.value, "11");
	ASSERT_REASON(ask(&h, 1), AC_REASON_OK);
	ASSERT_REASON(ask(&h, 2), AC_REASON_OK); /* no limit on that symbol */
	ASSERT_REASON(ask_at(&h, 0, NEXT_DAY_MS), AC_REASON_OK);
	ac_risk_on_entry_fill(h.risk, 0, dec("9"), NEXT_DAY_MS);
	ASSERT_REASON(ask(&h, 0), AC_REASON_OK);
	ac_risk_on_entry_fill(h.risk, 0, dec("0.00000001"), NEXT_DAY_MS);
	ASSERT_REASON(ask(&h, 0), AC_REASON_DAILY_QUANTITY);
	harness_deinit(&h);
}

static void test_daily_quantity_survives_a_restart(void **state)
{
	(void)state;
	for (int is_newest_only = 0; is_newest_only < 2; is_newest_only++) {
		struct harness h;
		init(&h);
		ac_risk_on_entry_fill(h.risk, 0, dec("5"), NOW_MS);
		ac_risk_on_entry_fill(h.risk, 0, dec("5"), NOW_MS);
		ASSERT_DEC(last_record(&h)->value, "10");
		harness_restart(&h, is_newest_only != 0);
		ASSERT_REASON(ask(&h, 0), AC_REASON_DAILY_QUANTITY);
		ASSERT_REASON(ask_at(&h, 0, NEXT_DAY_MS), AC_REASON_OK);
		harness_restart(&h, is_newest_only != 0);
		ASSERT_REASON(ask_at(&h, 0, NEXT_DAY_MS), AC_REASON_OK);
		harness_deinit(&h);
	}
}

static void test_daily_quantity_off_means_off(void **state)
{
	(void)state;
	struct harness h;
	init(&h);
	h.symbol_limits[0].daily_quantity_max = AC_DEC_ZERO;
	harness_start(&h);
	ac_risk_on_entry_fill(h.risk, 0, dec("100000"), NOW_MS);
	ASSERT_REASON(ask(&h, 0), AC_REASON_OK);
	assert_int_equal(h.fact_count, 0);
	harness_deinit(&h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_daily_quantity_at_under_and_over_the_limit),
		cmocka_unit_test(test_daily_quantity_is_per_strategy_and_symbol_and_day),
		cmocka_unit_test(test_daily_quantity_survives_a_restart),
		cmocka_unit_test(test_daily_quantity_off_means_off),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
