#include "harness.h"

#define SETTLES_MS (DAY_MS + 16 * 60 * AC_MS_PER_MIN) /* the next 16:00 UTC after NOW_MS */
#define HOUR_MS    (60 * AC_MS_PER_MIN)

static void init(struct harness *h, int32_t before, int32_t after)
{
	harness_init(h);
	h->limits->funding_minutes_before = before;
	h->limits->funding_minutes_after = after;
	harness_start(h);
}

static void test_funding_window_at_under_and_over_both_ends(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		int32_t before, after;
		ac_ms offset_ms; /* from the settlement */
		bool is_refused;
		const char *value, *limit;
	} cases[] = {
		{ "1 ms before the window", 5, 2, -5 * AC_MS_PER_MIN - 1, false, "0", "0" },
		{ "at its start", 5, 2, -5 * AC_MS_PER_MIN, true, "5", "5" },
		{ "1 ms into it", 5, 2, -5 * AC_MS_PER_MIN + 1, true, "4.99998333", "5" },
		{ "at the settlement", 5, 2, 0, true, "0", "2" },
		{ "1 ms before its end", 5, 2, 2 * AC_MS_PER_MIN - 1, true, "1.99998333", "2" },
		{ "at its end", 5, 2, 2 * AC_MS_PER_MIN, true, "2", "2" },
		{ "1 ms after it", 5, 2, 2 * AC_MS_PER_MIN + 1, false, "0", "0" },
		{ "only before: at the settlement", 5, 0, 0, true, "0", "0" },
		{ "only before: 1 ms after", 5, 0, 1, false, "0", "0" },
		{ "only after: 1 ms before", 0, 2, -1, false, "0", "0" },
		{ "only after: at the end", 0, 2, 2 * AC_MS_PER_MIN, true, "2", "2" },
		{ "off: at the settlement", 0, 0, 0, false, "0", "0" },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		for (int is_told = 0; is_told < 2; is_told++) {
			struct harness h;
			init(&h, cases[i].before, cases[i].after);
			if (is_told)
				ac_risk_on_funding_time(h.risk, 0, SETTLES_MS);
			CHECK_EQ(cases[i].name, ask_at(&h, 0, SETTLES_MS + cases[i].offset_ms),
				 cases[i].is_refused ? AC_REASON_FUNDING_WINDOW : AC_REASON_OK);
			CHECK_EQ(cases[i].name, h.verdict.value.units, dec(cases[i].value).units);
			CHECK_EQ(cases[i].name, h.verdict.limit.units, dec(cases[i].limit).units);
			assert_exit_allowed(&h, 0);
			harness_deinit(&h);
		}
	}
}

static void test_funding_window_follows_what_the_exchange_says(void **state)
{
	(void)state;
	struct harness h;
	init(&h, 5, 2);
	ac_ms told_ms = SETTLES_MS - HOUR_MS; /* the symbol went to another interval */
	ac_risk_on_funding_time(h.risk, 0, told_ms);
	ac_risk_on_funding_time(h.risk, 0, told_ms);
	ASSERT_REASON(ask_at(&h, 0, told_ms), AC_REASON_FUNDING_WINDOW);
	/* It settles and the stream names the next one: the window after it still stands. */
	ac_risk_on_funding_time(h.risk, 0, told_ms + 4 * HOUR_MS);
	ASSERT_REASON(ask_at(&h, 0, told_ms + 2 * AC_MS_PER_MIN), AC_REASON_FUNDING_WINDOW);
	ASSERT_REASON(ask_at(&h, 0, told_ms + 2 * AC_MS_PER_MIN + 1), AC_REASON_OK);
	/* The grid's 16:00 does not count while the exchange has named another time. */
	ASSERT_REASON(ask_at(&h, 0, SETTLES_MS), AC_REASON_OK);
	ASSERT_REASON(ask_at(&h, 2, SETTLES_MS), AC_REASON_FUNDING_WINDOW);
	ASSERT_REASON(ask_at(&h, 0, told_ms + 4 * HOUR_MS), AC_REASON_FUNDING_WINDOW);
	/* Nothing is heard any more: the grid stands in. */
	ASSERT_REASON(ask_at(&h, 0, SETTLES_MS + 8 * HOUR_MS), AC_REASON_FUNDING_WINDOW);
	harness_deinit(&h);
}

static void test_funding_window_grid_follows_the_interval(void **state)
{
	(void)state;
	struct harness h;
	init(&h, 5, 2);
	h.items[0].funding_interval_hours = 4;
	h.items[1].funding_interval_hours = 0; /* unknown is 8 */
	ASSERT_REASON(ask_at(&h, 0, DAY_MS + 20 * HOUR_MS), AC_REASON_FUNDING_WINDOW);
	ASSERT_REASON(ask_at(&h, 2, DAY_MS + 20 * HOUR_MS), AC_REASON_OK);
	ASSERT_REASON(ask_at(&h, 2, DAY_MS + 24 * HOUR_MS), AC_REASON_FUNDING_WINDOW);
	harness_deinit(&h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_funding_window_at_under_and_over_both_ends),
		cmocka_unit_test(test_funding_window_follows_what_the_exchange_says),
		cmocka_unit_test(test_funding_window_grid_follows_the_interval),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
