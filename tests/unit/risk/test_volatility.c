#include "harness.h"

static void init(struct harness *h)
{
	harness_init(h);
	h->limits->volatility_window_sec = 5;
	h->limits->volatility_max_move_pct = dec("0.5");
	h->limits->volatility_halt_minutes = 10;
}

static void test_volatility_at_under_and_over_the_limit(void **state)
{
	(void)state;
	static const struct {
		const char *name, *first, *second;
		ac_ms apart_ms;
		bool is_halted;
	} cases[] = {
		{ "at the limit, up", "100", "100.5", 1000, true },
		{ "just under, up", "100", "100.49999999", 1000, false },
		{ "just over, up", "100", "100.50000001", 1000, true },
		{ "at the limit, down", "100.5", "100", 1000, true },
		{ "just under, down", "100.49999999", "100", 1000, false },
		{ "exactly the window apart", "100", "100.5", 5000, true },
		{ "1 ms more than the window apart", "100", "110", 5001, false },
		{ "at the same moment", "100", "100.5", 0, true },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		struct harness h;
		init(&h);
		harness_start(&h);
		ac_risk_on_price(h.risk, 0, dec(cases[i].first), NOW_MS - cases[i].apart_ms);
		ac_risk_on_price(h.risk, 1, dec("100"), NOW_MS - cases[i].apart_ms);
		ac_risk_on_price(h.risk, 0, dec(cases[i].second), NOW_MS);
		CHECK_EQ(cases[i].name, ask(&h, 0),
			 cases[i].is_halted ? AC_REASON_VOLATILITY : AC_REASON_OK);
		CHECK_EQ(cases[i].name, ask(&h, 2), AC_REASON_OK);
		CHECK_EQ(cases[i].name, ac_risk_state(h.risk), AC_RISK_ACTIVE);
		assert_exit_allowed(&h, 0);
		harness_deinit(&h);
	}
}

static void test_volatility_halt_lapses_exactly_after_the_last_breach(void **state)
{
	(void)state;
	struct harness h;
	init(&h);
	harness_start(&h);
	ac_risk_on_price(h.risk, 0, dec("100"), NOW_MS);
	ac_risk_on_price(h.risk, 0, dec("101"), NOW_MS + 1000);
	ac_risk_on_price(h.risk, 0, dec("101"), NOW_MS + 2000); /* the low is still in the window */
	ac_risk_on_price(h.risk, 0, dec("101"), NOW_MS + 6000);
	ac_ms end_ms = NOW_MS + 2000 + 10 * AC_MS_PER_MIN;
	assert_int_equal(last_record(&h)->until_ms, end_ms);
	assert_int_equal(last_record(&h)->since_ms, NOW_MS + 1000);
	assert_int_equal(ac_risk_deadline_ms(h.risk), end_ms);
	ASSERT_REASON(ask_at(&h, 0, end_ms - 1), AC_REASON_VOLATILITY);
	ASSERT_DEC(h.verdict.value, "1");
	ASSERT_DEC(h.verdict.limit, "0.5");
	ASSERT_REASON(ask_at(&h, 0, end_ms), AC_REASON_OK);
	assert_false(last_record(&h)->is_active);
	harness_deinit(&h);
}

static void test_volatility_halt_survives_a_restart(void **state)
{
	(void)state;
	for (int is_newest_only = 0; is_newest_only < 2; is_newest_only++) {
		struct harness h;
		init(&h);
		harness_start(&h);
		ac_risk_on_price(h.risk, 0, dec("100"), NOW_MS);
		ac_risk_on_price(h.risk, 0, dec("102"), NOW_MS);
		harness_restart(&h, is_newest_only != 0);
		ac_risk_on_price(h.risk, 0, dec("102"), NOW_MS + 60000);
		ac_ms end_ms = NOW_MS + 10 * AC_MS_PER_MIN;
		ASSERT_REASON(ask_at(&h, 0, end_ms - 1), AC_REASON_VOLATILITY);
		ASSERT_DEC(h.verdict.value, "2");
		ASSERT_REASON(ask_at(&h, 0, end_ms), AC_REASON_OK);
		harness_restart(&h, is_newest_only != 0);
		ac_risk_on_price(h.risk, 0, dec("102"), end_ms);
		ASSERT_REASON(ask(&h, 0), AC_REASON_OK);
		harness_deinit(&h);
	}
}

static void test_volatility_flattens_only_where_told_and_while_the_halt_stands(void **state)
{
	(void)state;
	for (int flattens = 0; flattens < 2; flattens++) {
		struct harness h;
		init(&h);
		h.limits->volatility_flatten_on_halt = flattens != 0;
		harness_start(&h);
		ac_risk_on_price(h.risk, 0, dec("100"), NOW_MS);
		assert_int_equal(ac_risk_wants_exit(h.risk, 0, dec("100"), AC_DEC_ZERO, 1),
				 AC_EXIT_NONE);
		ac_risk_on_price(h.risk, 0, dec("102"), NOW_MS);
		assert_int_equal(ac_risk_wants_exit(h.risk, 1, dec("102"), AC_DEC_ZERO, 1),
				 flattens ? AC_EXIT_HALT : AC_EXIT_NONE);
		assert_int_equal(ac_risk_wants_exit(h.risk, 2, dec("102"), AC_DEC_ZERO, 1),
				 AC_EXIT_NONE);
		ac_risk_on_time(h.risk, NOW_MS + 10 * AC_MS_PER_MIN);
		assert_int_equal(ac_risk_wants_exit(h.risk, 1, dec("102"), AC_DEC_ZERO, 1),
				 AC_EXIT_NONE);
		harness_deinit(&h);
	}
}

static void test_volatility_unknown_price_denies_and_off_means_off(void **state)
{
	(void)state;
	struct harness h;
	init(&h);
	harness_start(&h);
	ASSERT_REASON(ask(&h, 0), AC_REASON_UNKNOWN_INPUT);
	ac_risk_on_price(h.risk, 0, AC_DEC_ZERO, NOW_MS);
	ASSERT_REASON(ask(&h, 0), AC_REASON_UNKNOWN_INPUT);
	assert_exit_allowed(&h, 0);
	h.limits->volatility_max_move_pct = AC_DEC_ZERO;
	harness_start(&h);
	ac_risk_on_price(h.risk, 0, dec("100"), NOW_MS);
	ac_risk_on_price(h.risk, 0, dec("200"), NOW_MS);
	ASSERT_REASON(ask(&h, 0), AC_REASON_OK);
	harness_deinit(&h);
}

static void test_volatility_largest_prices_do_not_overflow(void **state)
{
	(void)state;
	struct harness h;
	init(&h);
	harness_start(&h);
	ac_risk_on_price(h.risk, 0, (struct ac_dec){ 1 }, NOW_MS);
	ac_risk_on_price(h.risk, 0, (struct ac_dec){ INT64_MAX }, NOW_MS);
	assert_true(last_record(&h)->is_active);
	assert_int_equal(last_record(&h)->value.units, INT64_MAX);
	harness_deinit(&h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_volatility_at_under_and_over_the_limit),
		cmocka_unit_test(test_volatility_halt_lapses_exactly_after_the_last_breach),
		cmocka_unit_test(test_volatility_halt_survives_a_restart),
		cmocka_unit_test(
			test_volatility_flattens_only_where_told_and_while_the_halt_stands),
		cmocka_unit_test(test_volatility_unknown_price_denies_and_off_means_off),
		cmocka_unit_test(test_volatility_largest_prices_do_not_overflow),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
