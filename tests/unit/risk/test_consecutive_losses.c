#include "harness.h"

#define HALT_MS (60 * AC_MS_PER_MIN)

static void init(struct harness *h)
{
	harness_init(h);
	h->limits->consecutive_losses = 3;
	h->limits->consecutive_losses_halt_minutes = 60;
	harness_start(h);
}

static void close_all(struct harness *h, uint16_t book, const char *const *nets, size_t count)
{
	for (size_t i = 0; i < count; i++)
		ac_risk_on_close(h->risk, book, dec(nets[i]), NOW_MS);
}

static void test_consecutive_losses_at_under_and_over_the_limit(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		const char *nets[6];
		size_t count;
		bool is_halted;
	} cases[] = {
		{ "two", { "-1", "-1" }, 2, false },
		{ "three", { "-1", "-1", "-0.00000001" }, 3, true },
		{ "an even trade between", { "-1", "-1", "0", "-1" }, 4, false },
		{ "a win between", { "-1", "-1", "0.00000001", "-1", "-1" }, 5, false },
		{ "a win first", { "5", "-1", "-1", "-1" }, 4, true },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		struct harness h;
		init(&h);
		close_all(&h, 0, cases[i].nets, cases[i].count);
		CHECK_EQ(cases[i].name, ask(&h, 0),
			 cases[i].is_halted ? AC_REASON_CONSECUTIVE_LOSSES : AC_REASON_OK);
		CHECK_EQ(cases[i].name, ask(&h, 1), AC_REASON_OK);
		assert_exit_allowed(&h, 0);
		harness_deinit(&h);
	}
}

static void test_consecutive_losses_halt_lapses_exactly_and_counts_anew(void **state)
{
	(void)state;
	static const char *const losses[] = { "-1", "-1", "-1" };
	struct harness h;
	init(&h);
	close_all(&h, 0, losses, 3);
	ASSERT_REASON(ask_at(&h, 0, NOW_MS + HALT_MS - 1), AC_REASON_CONSECUTIVE_LOSSES);
	ASSERT_DEC(h.verdict.value, "3");
	ASSERT_DEC(h.verdict.limit, "3");
	ASSERT_REASON(ask_at(&h, 0, NOW_MS + HALT_MS), AC_REASON_OK);
	close_all(&h, 0, losses, 2);
	ASSERT_REASON(ask(&h, 0), AC_REASON_OK);
	close_all(&h, 0, losses, 1);
	ASSERT_REASON(ask(&h, 0), AC_REASON_CONSECUTIVE_LOSSES);
	harness_deinit(&h);
}

static void test_consecutive_losses_halt_and_count_survive_a_restart(void **state)
{
	(void)state;
	static const char *const losses[] = { "-1", "-1", "-1" };
	for (int is_newest_only = 0; is_newest_only < 2; is_newest_only++) {
		struct harness h;
		init(&h);
		close_all(&h, 0, losses, 2);
		close_all(&h, 2, losses, 3);
		harness_restart(&h, is_newest_only != 0);
		ASSERT_REASON(ask(&h, 0), AC_REASON_OK);
		ASSERT_REASON(ask(&h, 2), AC_REASON_CONSECUTIVE_LOSSES);
		close_all(&h, 0, losses, 1);
		ASSERT_REASON(ask(&h, 0), AC_REASON_CONSECUTIVE_LOSSES);
		ASSERT_REASON(ask_at(&h, 2, NOW_MS + HALT_MS), AC_REASON_OK);
		harness_restart(&h, is_newest_only != 0);
		ASSERT_REASON(ask(&h, 2), AC_REASON_OK);
		close_all(&h, 2, losses, 2);
		ASSERT_REASON(ask(&h, 2), AC_REASON_OK);
		harness_deinit(&h);
	}
}

static void test_consecutive_losses_off_and_lifted(void **state)
{
	(void)state;
	static const char *const losses[] = { "-1", "-1", "-1" };
	struct harness h;
	init(&h);
	close_all(&h, 0, losses, 3);
	ac_risk_on_control(h.risk, AC_CONTROL_UNHALT, 1, NOW_MS);
	ASSERT_REASON(ask(&h, 0), AC_REASON_CONSECUTIVE_LOSSES);
	ac_risk_on_control(h.risk, AC_CONTROL_UNHALT, 0, NOW_MS);
	ASSERT_REASON(ask(&h, 0), AC_REASON_OK);
	h.limits->consecutive_losses = 0;
	harness_start(&h);
	close_all(&h, 0, losses, 3);
	ASSERT_REASON(ask(&h, 0), AC_REASON_OK);
	harness_deinit(&h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_consecutive_losses_at_under_and_over_the_limit),
		cmocka_unit_test(test_consecutive_losses_halt_lapses_exactly_and_counts_anew),
		cmocka_unit_test(test_consecutive_losses_halt_and_count_survive_a_restart),
		cmocka_unit_test(test_consecutive_losses_off_and_lifted),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
