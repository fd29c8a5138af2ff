#include "harness.h"

static void init(struct harness *h)
{
	harness_init(h);
	h->limits->cooldown_sec = 30;
	harness_start(h);
}

static void test_cooldown_at_under_and_over_the_limit(void **state)
{
	(void)state;
	struct harness h;
	init(&h);
	ASSERT_REASON(ask(&h, 0), AC_REASON_OK);
	ac_risk_on_close(h.risk, 0, dec("1"), NOW_MS);
	ASSERT_REASON(ask_at(&h, 0, NOW_MS), AC_REASON_COOLDOWN);
	assert_exit_allowed(&h, 0);
	ASSERT_REASON(ask_at(&h, 1, NOW_MS), AC_REASON_OK);
	ASSERT_REASON(ask_at(&h, 0, NOW_MS + 29999), AC_REASON_COOLDOWN);
	ASSERT_DEC(h.verdict.value, "29.999");
	ASSERT_DEC(h.verdict.limit, "30");
	ASSERT_REASON(ask_at(&h, 0, NOW_MS + 30000), AC_REASON_OK);
	ASSERT_REASON(ask_at(&h, 0, NOW_MS + 30001), AC_REASON_OK);
	harness_deinit(&h);
}

static void test_cooldown_survives_a_restart(void **state)
{
	(void)state;
	for (int is_newest_only = 0; is_newest_only < 2; is_newest_only++) {
		struct harness h;
		init(&h);
		ac_risk_on_close(h.risk, 0, dec("1"), NOW_MS - 60000);
		ac_risk_on_close(h.risk, 0, dec("-1"), NOW_MS);
		assert_int_equal(last_record(&h)->until_ms, NOW_MS + 30000);
		assert_false(last_record(&h)->is_active);
		harness_restart(&h, is_newest_only != 0);
		ASSERT_REASON(ask_at(&h, 0, NOW_MS + 29999), AC_REASON_COOLDOWN);
		ASSERT_REASON(ask_at(&h, 0, NOW_MS + 30000), AC_REASON_OK);
		harness_deinit(&h);
	}
}

static void test_cooldown_exit_in_the_future_counts_as_fresh(void **state)
{
	(void)state;
	struct harness h;
	init(&h);
	ac_risk_on_close(h.risk, 0, dec("1"), NOW_MS);
	harness_restart(&h, true);
	ASSERT_REASON(ask_at(&h, 0, 1), AC_REASON_COOLDOWN);
	ASSERT_DEC(h.verdict.value, "0");
	harness_deinit(&h);
}

static void test_cooldown_off_publishes_and_refuses_nothing(void **state)
{
	(void)state;
	struct harness h;
	init(&h);
	h.limits->cooldown_sec = 0;
	harness_start(&h);
	ac_risk_on_close(h.risk, 0, dec("1"), NOW_MS);
	ASSERT_REASON(ask(&h, 0), AC_REASON_OK);
	assert_int_equal(count_facts(&h, AC_GUARD_COOLDOWN), 0);
	harness_deinit(&h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cooldown_at_under_and_over_the_limit),
		cmocka_unit_test(test_cooldown_survives_a_restart),
		cmocka_unit_test(test_cooldown_exit_in_the_future_counts_as_fresh),
		cmocka_unit_test(test_cooldown_off_publishes_and_refuses_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
