#include "harness.h"

#define NEXT_DAY_MS (DAY_MS + AC_MS_PER_DAY)

static void init(struct harness *h)
{
	harness_init(h);
	h->limits->account_daily_loss_pct = dec("5");
	harness_start(h);
}

static void equity(struct harness *h, const char *text, ac_ms now_ms)
{
	ac_risk_on_equity(h->risk, dec(text), AC_DEC_ZERO, now_ms);
	h->known.equity = dec(text);
}

static void test_account_daily_loss_at_under_and_over_the_limit(void **state)
{
	(void)state;
	static const struct {
		const char *name, *start, *equity;
		bool is_halted;
	} cases[] = {
		{ "just under", "10000", "9500.00000001", false },
		{ "at the limit", "10000", "9500", true },
		{ "just over", "10000", "9499.99999999", true },
		{ "a gain", "10000", "20000", false },
		{ "odd numbers, just under", "3", "2.85000001", false },
		{ "odd numbers, at the limit", "3", "2.85", true },
		{ "below nothing", "10000", "-1", true },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		struct harness h;
		init(&h);
		equity(&h, cases[i].start, NOW_MS);
		equity(&h, cases[i].equity, NOW_MS + 1);
		bool is_halted = cases[i].is_halted;
		for (uint16_t book = 0; book < BOOKS; book++)
			CHECK_EQ(cases[i].name, ask(&h, book),
				 is_halted ? AC_REASON_ACCOUNT_DAILY_LOSS : AC_REASON_OK);
		CHECK_EQ(cases[i].name, ac_risk_state(h.risk),
			 is_halted ? AC_RISK_HALTED : AC_RISK_ACTIVE);
		assert_exit_allowed(&h, 0);
		harness_deinit(&h);
	}
}

/* The fill that closed the last position is in the equity of the question before it is in any
 * reading of its own. */
static void test_account_daily_loss_is_seen_in_the_question_itself(void **state)
{
	(void)state;
	struct harness h;
	init(&h);
	equity(&h, "10000", NOW_MS);
	h.known.equity = dec("9500");
	ASSERT_REASON(ask(&h, 0), AC_REASON_ACCOUNT_DAILY_LOSS);
	ASSERT_DEC(h.verdict.value, "5");
	ASSERT_DEC(h.verdict.limit, "5");
	h.known.equity = dec("10000");
	ASSERT_REASON(ask(&h, 0), AC_REASON_ACCOUNT_DAILY_LOSS); /* once reached, for the day */
	harness_deinit(&h);
}

static void test_account_daily_loss_halt_ends_exactly_at_midnight(void **state)
{
	(void)state;
	struct harness h;
	init(&h);
	equity(&h, "10000", NOW_MS);
	equity(&h, "9000", NOW_MS);
	ASSERT_REASON(ask_at(&h, 0, NEXT_DAY_MS - 1), AC_REASON_ACCOUNT_DAILY_LOSS);
	ASSERT_REASON(ask_at(&h, 0, NEXT_DAY_MS), AC_REASON_OK);
	assert_int_equal(ac_risk_state(h.risk), AC_RISK_ACTIVE);
	ASSERT_DEC(ac_risk_day_start_equity(h.risk), "9000");
	equity(&h, "8550.00000001", NEXT_DAY_MS + 1);
	ASSERT_REASON(ask_at(&h, 0, NEXT_DAY_MS + 1), AC_REASON_OK);
	equity(&h, "8550", NEXT_DAY_MS + 1);
	ASSERT_REASON(ask(&h, 0), AC_REASON_ACCOUNT_DAILY_LOSS);
	harness_deinit(&h);
}

static void test_account_daily_loss_transfers_are_no_result(void **state)
{
	(void)state;
	struct harness h;
	init(&h);
	equity(&h, "10000", NOW_MS);
	ac_risk_on_equity(h.risk, dec("6000"), dec("-4000"), NOW_MS);
	h.known.equity = dec("6000");
	ASSERT_REASON(ask(&h, 0), AC_REASON_OK);
	ASSERT_DEC(ac_risk_day_start_equity(h.risk), "6000");
	equity(&h, "5700.00000001", NOW_MS);
	ASSERT_REASON(ask(&h, 0), AC_REASON_OK);
	equity(&h, "5700", NOW_MS);
	ASSERT_REASON(ask(&h, 0), AC_REASON_ACCOUNT_DAILY_LOSS);
	harness_deinit(&h);
	/* A deposit does not hide a loss; taking out more than the day began with starts it anew.
	 */
	init(&h);
	equity(&h, "10000", NOW_MS);
	ac_risk_on_equity(h.risk, dec("19000"), dec("10000"), NOW_MS);
	h.known.equity = dec("19000");
	ASSERT_REASON(ask(&h, 0), AC_REASON_ACCOUNT_DAILY_LOSS);
	ac_risk_on_control(h.risk, AC_CONTROL_UNHALT, AC_SYMBOL_NONE, NOW_MS);
	equity(&h, "40000", NOW_MS);
	ac_risk_on_equity(h.risk, dec("100"), dec("-39900"), NOW_MS);
	ASSERT_DEC(ac_risk_day_start_equity(h.risk), "100");
	harness_deinit(&h);
}

static void test_account_daily_loss_day_start_and_halt_survive_a_restart(void **state)
{
	(void)state;
	for (int is_newest_only = 0; is_newest_only < 2; is_newest_only++) {
		struct harness h;
		init(&h);
		equity(&h, "10000", NOW_MS);
		equity(&h, "9600", NOW_MS);
		harness_restart(&h, is_newest_only != 0);
		equity(&h, "9600", NOW_MS + 1000);
		ASSERT_DEC(ac_risk_day_start_equity(h.risk), "10000");
		ASSERT_REASON(ask(&h, 0), AC_REASON_OK);
		equity(&h, "9500", NOW_MS + 1000);
		harness_restart(&h, is_newest_only != 0);
		h.known.equity = dec("9900");
		ASSERT_REASON(ask_at(&h, 0, NOW_MS + 2000), AC_REASON_ACCOUNT_DAILY_LOSS);
		ASSERT_DEC(h.verdict.value, "5");
		ASSERT_DEC(ac_risk_day_start_equity(h.risk), "10000");
		/* On another day both are history, also when time is known before the record. */
		for (int knows_time = 0; knows_time < 2; knows_time++) {
			harness_start(&h);
			if (knows_time)
				ac_risk_on_time(h.risk, NEXT_DAY_MS + 1000);
			uint32_t count = h.fact_count;
			for (uint32_t i = 0; i < count; i++)
				harness_restore(&h, &h.facts[i]);
			equity(&h, "9000", NEXT_DAY_MS + 1000);
			ASSERT_DEC(ac_risk_day_start_equity(h.risk), "9000");
			ASSERT_REASON(ask_at(&h, 0, NEXT_DAY_MS + 1000), AC_REASON_OK);
			assert_int_equal(ac_risk_state(h.risk), AC_RISK_ACTIVE);
			h.fact_count = count;
		}
		harness_deinit(&h);
	}
}

static void test_account_daily_loss_lifted_by_a_person_counts_from_there(void **state)
{
	(void)state;
	struct harness h;
	init(&h);
	equity(&h, "10000", NOW_MS);
	equity(&h, "9500", NOW_MS);
	ac_risk_on_control(h.risk, AC_CONTROL_UNHALT, 0, NOW_MS);
	ASSERT_REASON(ask(&h, 0), AC_REASON_ACCOUNT_DAILY_LOSS); /* a symbol is not the account */
	ac_risk_on_control(h.risk, AC_CONTROL_UNHALT, AC_SYMBOL_NONE, NOW_MS);
	equity(&h, "9400", NOW_MS);
	ASSERT_REASON(ask(&h, 0), AC_REASON_OK);
	harness_restart(&h, true);
	equity(&h, "9025", NOW_MS);
	ASSERT_REASON(ask(&h, 0), AC_REASON_ACCOUNT_DAILY_LOSS);
	harness_deinit(&h);
}

static void test_account_daily_loss_unknown_equity_denies_and_off_means_off(void **state)
{
	(void)state;
	struct harness h;
	init(&h);
	ASSERT_REASON(ask(&h, 0), AC_REASON_UNKNOWN_INPUT);
	assert_exit_allowed(&h, 0);
	h.limits->account_daily_loss_pct = AC_DEC_ZERO;
	harness_start(&h);
	equity(&h, "10000", NOW_MS);
	equity(&h, "1", NOW_MS);
	ASSERT_REASON(ask(&h, 0), AC_REASON_OK);
	ASSERT_DEC(ac_risk_day_start_equity(h.risk), "10000"); /* shown all the same */
	harness_deinit(&h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_account_daily_loss_at_under_and_over_the_limit),
		cmocka_unit_test(test_account_daily_loss_is_seen_in_the_question_itself),
		cmocka_unit_test(test_account_daily_loss_halt_ends_exactly_at_midnight),
		cmocka_unit_test(test_account_daily_loss_transfers_are_no_result),
		cmocka_unit_test(test_account_daily_loss_day_start_and_halt_survive_a_restart),
		cmocka_unit_test(test_account_daily_loss_lifted_by_a_person_counts_from_there),
		cmocka_unit_test(test_account_daily_loss_unknown_equity_denies_and_off_means_off),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
