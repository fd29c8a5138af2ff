#include "harness.h"

#define NEXT_DAY_MS (DAY_MS + AC_MS_PER_DAY)

static void init(struct harness *h)
{
	harness_init(h);
	h->limits->strategy_daily_loss = dec("100");
	harness_start(h);
}

/* A trade that is over: its result is booked, nothing is unrealised. */
static void trade(struct harness *h, uint16_t book, const char *net, ac_ms now_ms)
{
	ac_risk_on_booking(h->risk, book, dec(net), now_ms);
	ac_risk_on_unrealized(h->risk, book, AC_DEC_ZERO, now_ms);
}

static void test_strategy_daily_loss_at_under_and_over_the_limit(void **state)
{
	(void)state;
	static const struct {
		const char *name, *booked, *unrealized;
		bool is_halted;
	} cases[] = {
		{ "just under, booked", "-99.99999999", "0", false },
		{ "at the limit, booked", "-100", "0", true },
		{ "just over, booked", "-100.00000001", "0", true },
		{ "just under, both", "-60", "-39.99999999", false },
		{ "at the limit, both", "-60", "-40", true },
		{ "profit pays for loss", "-150", "50.00000001", false },
		{ "only unrealised", "0", "-100", true },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		struct harness h;
		init(&h);
		ac_risk_on_booking(h.risk, 0, dec(cases[i].booked), NOW_MS);
		ac_risk_on_unrealized(h.risk, 0, dec(cases[i].unrealized), NOW_MS);
		CHECK_EQ(cases[i].name, ask(&h, 0),
			 cases[i].is_halted ? AC_REASON_STRATEGY_DAILY_LOSS : AC_REASON_OK);
		CHECK_EQ(cases[i].name, ask(&h, 1), AC_REASON_OK);
		CHECK_EQ(cases[i].name, ask(&h, 2), AC_REASON_OK);
		assert_exit_allowed(&h, 0);
		harness_deinit(&h);
	}
}

/* The fill books the loss before the mark takes it out of the unrealised part. */
static void test_strategy_daily_loss_does_not_count_a_closing_fill_twice(void **state)
{
	(void)state;
	struct harness h;
	init(&h);
	ac_risk_on_unrealized(h.risk, 0, dec("-60"), NOW_MS);
	ac_risk_on_booking(h.risk, 0, dec("-60"), NOW_MS);
	ac_risk_on_unrealized(h.risk, 0, AC_DEC_ZERO, NOW_MS);
	ac_risk_on_close(h.risk, 0, dec("-60"), NOW_MS);
	ASSERT_REASON(ask(&h, 0), AC_REASON_OK);
	harness_deinit(&h);
}

static void test_strategy_daily_loss_ends_at_midnight_and_starts_from_there(void **state)
{
	(void)state;
	struct harness h;
	init(&h);
	trade(&h, 0, "-150", NOW_MS);
	ASSERT_REASON(ask_at(&h, 0, NEXT_DAY_MS - 1), AC_REASON_STRATEGY_DAILY_LOSS);
	ASSERT_DEC(h.verdict.value, "150");
	ASSERT_DEC(h.verdict.limit, "100");
	assert_int_equal(ac_risk_deadline_ms(h.risk), NEXT_DAY_MS);
	ASSERT_REASON(ask_at(&h, 0, NEXT_DAY_MS), AC_REASON_OK);
	/* A position carried over midnight loses only what it loses today. */
	ac_risk_on_unrealized(h.risk, 1, dec("-90"), NEXT_DAY_MS + 1);
	ac_ms third_ms = NEXT_DAY_MS + AC_MS_PER_DAY;
	ac_risk_on_time(h.risk, third_ms);
	ac_risk_on_unrealized(h.risk, 1, dec("-189.99999999"), third_ms + 1);
	ASSERT_REASON(ask_at(&h, 1, third_ms + 1), AC_REASON_OK);
	ac_risk_on_unrealized(h.risk, 1, dec("-190"), third_ms + 2);
	ASSERT_REASON(ask_at(&h, 1, third_ms + 2), AC_REASON_STRATEGY_DAILY_LOSS);
	harness_deinit(&h);
}

static void test_strategy_daily_loss_survives_a_restart(void **state)
{
	(void)state;
	for (int is_newest_only = 0; is_newest_only < 2; is_newest_only++) {
		struct harness h;
		init(&h);
		trade(&h, 0, "-150", NOW_MS);
		trade(&h, 1, "-60", NOW_MS);
		harness_restart(&h, is_newest_only != 0);
		ASSERT_REASON(ask_at(&h, 0, NOW_MS), AC_REASON_STRATEGY_DAILY_LOSS);
		ASSERT_REASON(ask(&h, 1), AC_REASON_OK);
		trade(&h, 1, "-39.99999999", NOW_MS);
		ASSERT_REASON(ask(&h, 1), AC_REASON_OK);
		harness_restart(&h, is_newest_only != 0);
		trade(&h, 1, "-0.00000001", NOW_MS);
		ASSERT_REASON(ask(&h, 1), AC_REASON_STRATEGY_DAILY_LOSS);
		/* On the next day yesterday's numbers are void, whenever they are restored. */
		harness_restart(&h, is_newest_only != 0);
		ASSERT_REASON(ask_at(&h, 0, NEXT_DAY_MS), AC_REASON_OK);
		trade(&h, 1, "-99", NEXT_DAY_MS);
		ASSERT_REASON(ask(&h, 1), AC_REASON_OK);
		harness_deinit(&h);
	}
}

static void test_strategy_daily_loss_day_start_of_a_carried_position_survives(void **state)
{
	(void)state;
	struct harness h;
	init(&h);
	ac_risk_on_booking(h.risk, 0, dec("-1"), NOW_MS);
	ac_risk_on_unrealized(h.risk, 0, dec("-50"), NOW_MS);
	ac_risk_on_time(h.risk, NEXT_DAY_MS);
	harness_restart(&h, true);
	ac_risk_on_unrealized(h.risk, 0, dec("-149.99999999"), NEXT_DAY_MS + 1);
	ASSERT_REASON(ask_at(&h, 0, NEXT_DAY_MS + 1), AC_REASON_OK);
	ac_risk_on_unrealized(h.risk, 0, dec("-150"), NEXT_DAY_MS + 1);
	ASSERT_REASON(ask(&h, 0), AC_REASON_STRATEGY_DAILY_LOSS);
	/* Nobody ran at midnight: the first unrealised result of the day is its start... */
	ac_ms third_ms = NEXT_DAY_MS + AC_MS_PER_DAY;
	harness_restart(&h, true);
	ac_risk_on_unrealized(h.risk, 0, dec("-500"), third_ms + 1000);
	ASSERT_REASON(ask_at(&h, 0, third_ms + 1000), AC_REASON_OK);
	ac_risk_on_unrealized(h.risk, 0, dec("-600"), third_ms + 1001);
	ASSERT_REASON(ask(&h, 0), AC_REASON_STRATEGY_DAILY_LOSS);
	/* ...unless an entry says that the book was flat. */
	h.fact_count = 1;
	harness_restart(&h, true);
	ac_risk_on_entry_fill(h.risk, 0, dec("1"), third_ms + 2000);
	ac_risk_on_unrealized(h.risk, 0, dec("-100"), third_ms + 2001);
	ASSERT_REASON(ask_at(&h, 0, third_ms + 2001), AC_REASON_STRATEGY_DAILY_LOSS);
	harness_deinit(&h);
}

static void test_strategy_daily_loss_lifted_by_a_person_counts_from_there(void **state)
{
	(void)state;
	struct harness h;
	init(&h);
	ac_risk_on_booking(h.risk, 0, dec("-90"), NOW_MS);
	ac_risk_on_unrealized(h.risk, 0, dec("-20"), NOW_MS);
	ASSERT_REASON(ask(&h, 0), AC_REASON_STRATEGY_DAILY_LOSS);
	ac_risk_on_control(h.risk, AC_CONTROL_UNHALT, AC_SYMBOL_NONE, NOW_MS);
	ac_risk_on_unrealized(h.risk, 0, dec("-119.99999999"), NOW_MS);
	ASSERT_REASON(ask(&h, 0), AC_REASON_OK);
	ac_risk_on_unrealized(h.risk, 0, dec("-120"), NOW_MS);
	ASSERT_REASON(ask(&h, 0), AC_REASON_STRATEGY_DAILY_LOSS);
	harness_deinit(&h);
}

static void test_strategy_daily_loss_off_refuses_and_publishes_nothing(void **state)
{
	(void)state;
	struct harness h;
	init(&h);
	h.limits->strategy_daily_loss = AC_DEC_ZERO;
	harness_start(&h);
	trade(&h, 0, "-1000000", NOW_MS);
	ASSERT_REASON(ask(&h, 0), AC_REASON_OK);
	assert_int_equal(count_facts(&h, AC_GUARD_STRATEGY_DAILY_LOSS), 0);
	harness_deinit(&h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_strategy_daily_loss_at_under_and_over_the_limit),
		cmocka_unit_test(test_strategy_daily_loss_does_not_count_a_closing_fill_twice),
		cmocka_unit_test(test_strategy_daily_loss_ends_at_midnight_and_starts_from_there),
		cmocka_unit_test(test_strategy_daily_loss_survives_a_restart),
		cmocka_unit_test(test_strategy_daily_loss_day_start_of_a_carried_position_survives),
		cmocka_unit_test(test_strategy_daily_loss_lifted_by_a_person_counts_from_there),
		cmocka_unit_test(test_strategy_daily_loss_off_refuses_and_publishes_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
