#include "harness.h"

static void init(struct harness *h, int32_t readings)
{
	harness_init(h);
	h->limits->account_drawdown_pct = dec("15");
	h->limits->drawdown_readings = readings;
	harness_start(h);
}

static void equity(struct harness *h, const char *text, ac_ms now_ms)
{
	ac_risk_on_equity(h->risk, dec(text), AC_DEC_ZERO, now_ms);
	h->known.equity = dec(text);
	h->known.now_ms = now_ms;
}

static void test_drawdown_at_under_and_over_the_limit(void **state)
{
	(void)state;
	static const struct {
		const char *name, *peak, *equity;
		bool is_halted;
	} cases[] = {
		{ "just under", "10000", "8500.00000001", false },
		{ "at the limit", "10000", "8500", true },
		{ "just over", "10000", "8499.99999999", true },
		{ "odd numbers, just under", "0.00000007", "0.00000006", false },
		{ "odd numbers, over", "0.00000007", "0.00000005", true },
		{ "below nothing", "10000", "-5", true },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		struct harness h;
		init(&h, 1);
		equity(&h, cases[i].peak, NOW_MS);
		equity(&h, cases[i].equity, NOW_MS);
		CHECK_EQ(cases[i].name, ask(&h, 2),
			 cases[i].is_halted ? AC_REASON_DRAWDOWN : AC_REASON_OK);
		CHECK_EQ(cases[i].name, ac_risk_state(h.risk),
			 cases[i].is_halted ? AC_RISK_HALTED : AC_RISK_ACTIVE);
		assert_exit_allowed(&h, 0);
		harness_deinit(&h);
	}
}

static void test_drawdown_halts_after_readings_in_a_row(void **state)
{
	(void)state;
	struct harness h;
	init(&h, 3);
	equity(&h, "10000", NOW_MS);
	equity(&h, "8500", NOW_MS);
	/* Not confirmed yet: entries are refused, the account is not halted. */
	ASSERT_REASON(ask(&h, 0), AC_REASON_DRAWDOWN);
	assert_int_equal(ac_risk_state(h.risk), AC_RISK_ACTIVE);
	equity(&h, "8500", NOW_MS);
	equity(&h, "8500.00000001", NOW_MS); /* one good reading begins the count anew */
	ASSERT_REASON(ask(&h, 0), AC_REASON_OK);
	equity(&h, "8500", NOW_MS);
	equity(&h, "8500", NOW_MS);
	assert_int_equal(ac_risk_state(h.risk), AC_RISK_ACTIVE);
	equity(&h, "8499", NOW_MS);
	assert_int_equal(ac_risk_state(h.risk), AC_RISK_HALTED);
	assert_int_equal(last_record(&h)->until_ms, 0);
	ASSERT_DEC(last_record(&h)->value, "15.01");
	/* Neither time nor profit lifts it. */
	equity(&h, "20000", NOW_MS + 30 * AC_MS_PER_DAY);
	ASSERT_REASON(ask(&h, 0), AC_REASON_DRAWDOWN);
	harness_deinit(&h);
}

static void test_drawdown_lifted_by_a_person_restarts_the_peak(void **state)
{
	(void)state;
	struct harness h;
	init(&h, 1);
	equity(&h, "10000", NOW_MS);
	equity(&h, "8000", NOW_MS);
	ac_risk_on_control(h.risk, AC_CONTROL_UNHALT, 1, NOW_MS);
	assert_int_equal(ac_risk_state(h.risk), AC_RISK_HALTED);
	ac_risk_on_control(h.risk, AC_CONTROL_UNHALT, AC_SYMBOL_NONE, NOW_MS);
	assert_false(last_record(&h)->is_active);
	ASSERT_DEC(last_record(&h)->value, "8000");
	ASSERT_DEC(ac_risk_equity_peak(h.risk), "8000");
	equity(&h, "7999", NOW_MS);
	ASSERT_REASON(ask(&h, 0), AC_REASON_OK);
	harness_restart(&h, true);
	equity(&h, "6800.00000001", NOW_MS);
	ASSERT_REASON(ask(&h, 0), AC_REASON_OK);
	equity(&h, "6800", NOW_MS);
	ASSERT_REASON(ask(&h, 0), AC_REASON_DRAWDOWN);
	harness_deinit(&h);
}

static void test_drawdown_transfers_move_the_peak(void **state)
{
	(void)state;
	struct harness h;
	init(&h, 1);
	equity(&h, "10000", NOW_MS);
	ac_risk_on_equity(h.risk, dec("4000"), dec("-6000"), NOW_MS);
	ASSERT_DEC(ac_risk_equity_peak(h.risk), "4000");
	assert_int_equal(ac_risk_state(h.risk), AC_RISK_ACTIVE);
	ac_risk_on_equity(h.risk, dec("4500"), dec("1000"), NOW_MS);
	ASSERT_DEC(ac_risk_equity_peak(h.risk), "5000");
	ac_risk_on_equity(h.risk, dec("4250"), AC_DEC_ZERO, NOW_MS);
	assert_int_equal(ac_risk_state(h.risk), AC_RISK_HALTED);
	harness_deinit(&h);
}

static void test_drawdown_halt_and_peak_survive_a_restart(void **state)
{
	(void)state;
	for (int is_newest_only = 0; is_newest_only < 2; is_newest_only++) {
		struct harness h;
		init(&h, 1);
		equity(&h, "10000", NOW_MS);
		harness_restart(&h, is_newest_only != 0);
		ASSERT_DEC(ac_risk_equity_peak(h.risk), "10000");
		equity(&h, "8500.00000001", NOW_MS + AC_MS_PER_DAY);
		ASSERT_REASON(ask(&h, 0), AC_REASON_OK);
		equity(&h, "8500", NOW_MS + AC_MS_PER_DAY);
		harness_restart(&h, is_newest_only != 0);
		assert_int_equal(ac_risk_state(h.risk), AC_RISK_HALTED);
		h.known.equity = dec("9999");
		ASSERT_REASON(ask_at(&h, 0, NOW_MS + 9 * AC_MS_PER_DAY), AC_REASON_DRAWDOWN);
		ASSERT_DEC(ac_risk_equity_peak(h.risk), "10000");
		harness_deinit(&h);
	}
}

/* The stored peak lags by less than a minute, or by less than 1/10000 of itself until midnight. */
static void test_drawdown_stores_the_peak_but_not_every_tick_of_it(void **state)
{
	(void)state;
	struct harness h;
	init(&h, 1);
	equity(&h, "10000", NOW_MS);
	assert_int_equal(count_facts(&h, AC_GUARD_DRAWDOWN), 1);
	assert_int_equal(last_record(&h)->counter, dec("10000").units);
	equity(&h, "10001", NOW_MS + 1); /* exactly 1/10000 is not enough */
	assert_int_equal(ac_risk_deadline_ms(h.risk), DAY_MS + AC_MS_PER_DAY);
	for (int i = 0; i < 1000; i++)
		equity(&h, i % 2 ? "10100" : "10200", NOW_MS + 2 + i);
	assert_int_equal(count_facts(&h, AC_GUARD_DRAWDOWN), 1);
	/* The deadline sees to it that a peak is stored though no other reading comes. */
	assert_int_equal(ac_risk_deadline_ms(h.risk), NOW_MS + AC_MS_PER_MIN);
	ac_risk_on_time(h.risk, NOW_MS + AC_MS_PER_MIN);
	assert_int_equal(count_facts(&h, AC_GUARD_DRAWDOWN), 2);
	assert_int_equal(last_record(&h)->counter, dec("10200").units);
	assert_int_equal(ac_risk_deadline_ms(h.risk), DAY_MS + AC_MS_PER_DAY);
	/* What was too little to store is stored at midnight. */
	equity(&h, "10200.00000001", NOW_MS + 2 * AC_MS_PER_MIN);
	assert_int_equal(count_facts(&h, AC_GUARD_DRAWDOWN), 2);
	ac_risk_on_time(h.risk, DAY_MS + AC_MS_PER_DAY);
	assert_int_equal(count_facts(&h, AC_GUARD_DRAWDOWN), 3);
	ac_risk_on_time(h.risk, DAY_MS + 2 * AC_MS_PER_DAY);
	assert_int_equal(count_facts(&h, AC_GUARD_DRAWDOWN), 3);
	harness_deinit(&h);
}

/* A peak stored while the account is halted must not read as the end of the halt. */
static void test_drawdown_new_peak_in_a_halt_keeps_the_halt_on_record(void **state)
{
	(void)state;
	struct harness h;
	init(&h, 1);
	equity(&h, "10000", NOW_MS);
	equity(&h, "8000", NOW_MS);
	equity(&h, "12000", NOW_MS + 2 * AC_MS_PER_MIN);
	ac_risk_on_time(h.risk, NOW_MS + 4 * AC_MS_PER_MIN);
	assert_true(last_record(&h)->is_active);
	assert_int_equal(last_record(&h)->counter, dec("12000").units);
	harness_restart(&h, true);
	ASSERT_REASON(ask(&h, 0), AC_REASON_DRAWDOWN);
	ASSERT_DEC(ac_risk_equity_peak(h.risk), "12000");
	harness_deinit(&h);
}

static void test_drawdown_unknown_equity_denies_and_off_means_off(void **state)
{
	(void)state;
	struct harness h;
	init(&h, 1);
	ASSERT_REASON(ask(&h, 0), AC_REASON_UNKNOWN_INPUT);
	assert_exit_allowed(&h, 0);
	h.limits->account_drawdown_pct = AC_DEC_ZERO;
	harness_start(&h);
	equity(&h, "10000", NOW_MS);
	equity(&h, "1", NOW_MS);
	ASSERT_REASON(ask(&h, 0), AC_REASON_OK);
	ASSERT_DEC(ac_risk_equity_peak(h.risk), "10000"); /* shown all the same */
	harness_deinit(&h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_drawdown_at_under_and_over_the_limit),
		cmocka_unit_test(test_drawdown_halts_after_readings_in_a_row),
		cmocka_unit_test(test_drawdown_lifted_by_a_person_restarts_the_peak),
		cmocka_unit_test(test_drawdown_transfers_move_the_peak),
		cmocka_unit_test(test_drawdown_halt_and_peak_survive_a_restart),
		cmocka_unit_test(test_drawdown_stores_the_peak_but_not_every_tick_of_it),
		cmocka_unit_test(test_drawdown_new_peak_in_a_halt_keeps_the_halt_on_record),
		cmocka_unit_test(test_drawdown_unknown_equity_denies_and_off_means_off),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
