#include "check.h"

#include "binance/codec/rate_budget.h"
#include "core/prng.h"

#define MINUTE 1794999960000LL /* the start of one */
#define SEED   20261122u

static const struct ac_rate_limits limits = { 2400, 1200, 300 };

static bool take(struct ac_rate_budget *budget, enum ac_rate_lane lane, int32_t weight,
		 int32_t orders, ac_ms now, ac_ms *wait)
{
	*wait = -1;
	return ac_rate_budget_take(budget, lane, weight, orders, now, wait);
}

/* An exchange that counts for itself, per UTC minute and ten seconds. */
struct ledger {
	ac_ms minute, ten;
	int64_t weight, orders_1m, orders_10s;
};

static void ledger_count(struct ledger *ledger, ac_ms now, int32_t weight, int32_t orders)
{
	if (now / 60000 != ledger->minute) {
		ledger->minute = now / 60000;
		ledger->weight = ledger->orders_1m = 0;
	}
	if (now / 10000 != ledger->ten) {
		ledger->ten = now / 10000;
		ledger->orders_10s = 0;
	}
	ledger->weight += weight;
	ledger->orders_1m += orders;
	ledger->orders_10s += orders;
}

static void test_rate_budget_never_exceeds_a_limit_within_its_window(void **state)
{
	(void)state;
	struct ac_prng prng;
	ac_prng_init(&prng, SEED);
	for (int round = 0; round < 60; round++) {
		struct ac_rate_limits drawn = {
			(int32_t)ac_prng_below(&prng, 3000) + 1,
			(int32_t)ac_prng_below(&prng, 1500) + 1,
			(int32_t)ac_prng_below(&prng, 400) + 1,
		};
		struct ac_rate_budget budget;
		ac_rate_budget_init(&budget, &drawn);
		struct ledger ledger = { 0 };
		ac_ms now = MINUTE + (ac_ms)ac_prng_below(&prng, 60000);
		for (int i = 0; i < 3000; i++) {
			enum ac_rate_lane lane = (enum ac_rate_lane)ac_prng_below(&prng, 3);
			int32_t weight = (int32_t)ac_prng_below(&prng, 60);
			int32_t orders = (int32_t)ac_prng_below(&prng, 6);
			ac_ms wait;
			now += (ac_ms)ac_prng_below(&prng, 100);
			if (!take(&budget, lane, weight, orders, now, &wait)) {
				if (wait <= now || wait > now + 60000)
					fail_msg("seed %u, round %d: wait %" PRId64, SEED, round,
						 wait - now);
				continue;
			}
			ledger_count(&ledger, now, weight, orders);
			if (ledger.weight > drawn.weight_1m || ledger.orders_1m > drawn.orders_1m ||
			    ledger.orders_10s > drawn.orders_10s)
				fail_msg("seed %u, round %d, request %d: over a limit", SEED, round,
					 i);
		}
	}
}

static void test_rate_budget_reserve_is_left_to_exits(void **state)
{
	(void)state;
	struct ac_rate_budget budget;
	ac_ms wait;
	ac_rate_budget_init(&budget, &limits);
	int background = 0, entry = 0, leaving = 0;
	while (take(&budget, AC_LANE_BACKGROUND, 5, 0, MINUTE, &wait))
		background++;
	CHECK_EQ("half of the weight", background, 240);
	CHECK_EQ("waits for the minute", wait, MINUTE + 60000);
	while (take(&budget, AC_LANE_ENTRY, 5, 0, MINUTE + 9999, &wait))
		entry++;
	CHECK_EQ("less the reserve", entry, (1920 - 1200) / 5);
	while (take(&budget, AC_LANE_EXIT, 5, 0, MINUTE + 59999, &wait))
		leaving++;
	CHECK_EQ("the reserve", leaving, 480 / 5);
	assert_true(take(&budget, AC_LANE_ENTRY, 5, 0, MINUTE + 60000, &wait));
}

static void test_rate_budget_orders_leave_a_reserve_in_both_windows(void **state)
{
	(void)state;
	struct ac_rate_budget budget;
	ac_ms wait;
	ac_rate_budget_init(&budget, &limits);
	int entry = 0, leaving = 0, minute = 0;
	while (take(&budget, AC_LANE_ENTRY, 0, 1, MINUTE, &wait))
		entry++;
	CHECK_EQ("ten seconds less the reserve", entry, 240);
	CHECK_EQ("waits for ten seconds", wait, MINUTE + 10000);
	while (take(&budget, AC_LANE_EXIT, 0, 1, MINUTE + 1, &wait))
		leaving++;
	CHECK_EQ("the reserve", leaving, 60);
	for (ac_ms at = MINUTE + 10000; at < MINUTE + 60000; at += 10000) {
		while (take(&budget, AC_LANE_ENTRY, 0, 1, at, &wait))
			minute++;
	}
	CHECK_EQ("a minute less the reserve", minute, 960 - 300);
	CHECK_EQ("waits for the minute", wait, MINUTE + 60000);
	assert_true(take(&budget, AC_LANE_EXIT, 0, 1, MINUTE + 59999, &wait));
}

/* Whoever waits as long as told, and finds nobody else there, may go. */
static void test_rate_budget_wait_is_long_enough(void **state)
{
	(void)state;
	struct ac_prng prng;
	ac_prng_init(&prng, SEED);
	for (int round = 0; round < 3000; round++) {
		struct ac_rate_budget budget;
		ac_rate_budget_init(&budget, &limits);
		ac_ms now = MINUTE + (ac_ms)ac_prng_below(&prng, 60000), wait;
		ac_rate_budget_observe(&budget, (int32_t)ac_prng_below(&prng, 3000),
				       (int32_t)ac_prng_below(&prng, 400),
				       (int32_t)ac_prng_below(&prng, 1500), now);
		if (ac_prng_below(&prng, 2) == 0)
			ac_rate_budget_punish(&budget, ac_prng_below(&prng, 2) == 0 ? 418 : 429,
					      -1003, (int32_t)ac_prng_below(&prng, 300) - 1, 0,
					      now);
		enum ac_rate_lane lane = (enum ac_rate_lane)ac_prng_below(&prng, 3);
		for (int i = 0; !take(&budget, lane, 20, 1, now, &wait); i++) {
			if (i == 2 || wait <= now)
				fail_msg("seed %u, round %d: told to wait again", SEED, round);
			now = wait;
		}
	}
}

static void test_rate_budget_counts_what_others_spend(void **state)
{
	(void)state;
	struct ac_rate_budget budget;
	ac_ms wait;
	ac_rate_budget_init(&budget, &limits);
	ac_rate_budget_observe(&budget, 1919, -1, -1, MINUTE);
	assert_true(take(&budget, AC_LANE_ENTRY, 1, 0, MINUTE, &wait));
	assert_false(take(&budget, AC_LANE_ENTRY, 1, 0, MINUTE, &wait));
	/* A smaller figure is older than ours. */
	ac_rate_budget_observe(&budget, 3, 0, 0, MINUTE + 1);
	assert_false(take(&budget, AC_LANE_ENTRY, 1, 0, MINUTE, &wait));
	ac_rate_budget_observe(&budget, -1, 300, 100, MINUTE + 2);
	assert_false(take(&budget, AC_LANE_EXIT, 0, 1, MINUTE + 2, &wait));
	CHECK_EQ("ten seconds", wait, MINUTE + 10000);
	ac_rate_budget_observe(&budget, -1, 1, 1200, MINUTE + 10000);
	assert_false(take(&budget, AC_LANE_EXIT, 0, 1, MINUTE + 10000, &wait));
	CHECK_EQ("the minute", wait, MINUTE + 60000);
	CHECK_EQ("refused by us", budget.refused, 4);
}

static void test_rate_budget_orders_do_not_wait_for_weight(void **state)
{
	(void)state;
	struct ac_rate_budget budget;
	ac_ms wait;
	ac_rate_budget_init(&budget, &limits);
	ac_rate_budget_observe(&budget, 5000, 300, -1, MINUTE);
	assert_true(take(&budget, AC_LANE_ENTRY, 0, 1, MINUTE + 10000, &wait));
	assert_false(take(&budget, AC_LANE_EXIT, 1, 0, MINUTE + 10000, &wait));
	ac_rate_budget_observe(&budget, -1, 300, 1200, MINUTE + 60000);
	assert_true(take(&budget, AC_LANE_BACKGROUND, 1, 0, MINUTE + 60000, &wait));
}

static void test_rate_budget_429_waits_as_long_as_it_is_told(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		int32_t retry_after;
		ac_ms ban_end, until;
	} rows[] = {
		{ "the header", 17, 0, MINUTE + 17000 },
		{ "the header before the text", 17, MINUTE + 90000, MINUTE + 17000 },
		{ "the text", -1, MINUTE + 90000, MINUTE + 90000 },
		{ "a text about the past", -1, MINUTE - 1, MINUTE + 5000 },
		{ "a text beyond belief", -1, INT64_MAX, MINUTE + 3 * AC_MS_PER_DAY },
		{ "nothing", -1, 0, MINUTE + 5000 },
	};
	for (size_t i = 0; i < AC_COUNT(rows); i++) {
		struct ac_rate_budget budget;
		ac_ms wait;
		ac_rate_budget_init(&budget, &limits);
		ac_rate_budget_punish(&budget, 429, -1003, rows[i].retry_after, rows[i].ban_end,
				      MINUTE);
		CHECK_EQ(rows[i].name, take(&budget, AC_LANE_ENTRY, 1, 1, MINUTE, &wait), false);
		CHECK_EQ(rows[i].name, wait, rows[i].until);
		CHECK_EQ(rows[i].name, take(&budget, AC_LANE_BACKGROUND, 1, 0, MINUTE, &wait),
			 false);
		/* A position must be closed all the same. */
		CHECK_EQ(rows[i].name, take(&budget, AC_LANE_EXIT, 1, 1, MINUTE, &wait), true);
		CHECK_EQ(rows[i].name, take(&budget, AC_LANE_ENTRY, 1, 1, rows[i].until - 1, &wait),
			 false);
		CHECK_EQ(rows[i].name, take(&budget, AC_LANE_ENTRY, 1, 1, rows[i].until, &wait),
			 true);
		CHECK_EQ(rows[i].name, budget.count_429, 1);
	}
}

static void test_rate_budget_429_without_a_time_backs_off_longer_each_time(void **state)
{
	(void)state;
	static const ac_ms pauses[] = { 5, 10, 20, 40, 60, 60 };
	struct ac_rate_budget budget;
	ac_rate_budget_init(&budget, &limits);
	ac_ms now = MINUTE;
	for (size_t i = 0; i < AC_COUNT(pauses); i++) {
		ac_rate_budget_punish(&budget, 429, -1003, -1, 0, now);
		/* The same offence, told by another answer that was on its way. */
		ac_rate_budget_punish(&budget, 429, -1003, -1, 0, now);
		CHECK_EQ("pause", budget.paused_until_ms - now, pauses[i] * 1000);
		now = budget.paused_until_ms + 1;
	}
	now = budget.paused_until_ms + 60000;
	ac_rate_budget_punish(&budget, 429, -1003, -1, 0, now);
	CHECK_EQ("forgiven", budget.paused_until_ms - now, 5000);
}

static void test_rate_budget_418_stops_everything(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		int32_t retry_after;
		ac_ms ban_end, until;
	} rows[] = {
		{ "the header", 300, 0, MINUTE + 300000 },
		{ "the text", -1, MINUTE + 7200000, MINUTE + 7200000 },
		{ "nothing: the shortest ban", -1, 0, MINUTE + 120000 },
		{ "at once: the shortest ban", 0, 0, MINUTE + 120000 },
	};
	for (size_t i = 0; i < AC_COUNT(rows); i++) {
		struct ac_rate_budget budget;
		ac_ms wait;
		ac_rate_budget_init(&budget, &limits);
		ac_rate_budget_punish(&budget, 418, -1003, rows[i].retry_after, rows[i].ban_end,
				      MINUTE);
		for (int lane = AC_LANE_BACKGROUND; lane <= AC_LANE_EXIT; lane++) {
			CHECK_EQ(rows[i].name,
				 take(&budget, (enum ac_rate_lane)lane, 1, 1, MINUTE + 1, &wait),
				 false);
			CHECK_EQ(rows[i].name, wait, rows[i].until);
			CHECK_EQ(rows[i].name,
				 take(&budget, (enum ac_rate_lane)lane, 1, 1, rows[i].until, &wait),
				 true);
		}
		CHECK_EQ(rows[i].name, budget.count_418, 1);
	}
}

static void test_rate_budget_a_shorter_ban_does_not_end_a_longer_one(void **state)
{
	(void)state;
	struct ac_rate_budget budget;
	ac_rate_budget_init(&budget, &limits);
	ac_rate_budget_punish(&budget, 418, -1003, -1, MINUTE + 9000000, MINUTE);
	ac_rate_budget_punish(&budget, 418, -1003, 1, 0, MINUTE + 1);
	CHECK_EQ("ban", budget.banned_until_ms, MINUTE + 9000000);
	ac_rate_budget_punish(&budget, 429, -1003, 100, 0, MINUTE + 2);
	ac_rate_budget_punish(&budget, 429, -1003, 1, 0, MINUTE + 3);
	CHECK_EQ("pause", budget.paused_until_ms, MINUTE + 100002);
}

static void test_rate_budget_too_many_orders_stops_entries_until_the_window_ends(void **state)
{
	(void)state;
	struct ac_rate_budget budget;
	ac_ms wait;
	ac_rate_budget_init(&budget, &limits);
	ac_rate_budget_punish(&budget, 429, -1015, -1, 0, MINUTE + 12000);
	assert_false(take(&budget, AC_LANE_ENTRY, 0, 1, MINUTE + 12000, &wait));
	CHECK_EQ("ten seconds", wait, MINUTE + 20000);
	assert_true(take(&budget, AC_LANE_EXIT, 0, 1, MINUTE + 12000, &wait));
	assert_true(take(&budget, AC_LANE_BACKGROUND, 1, 0, MINUTE + 12000, &wait));
	assert_true(take(&budget, AC_LANE_ENTRY, 0, 1, MINUTE + 20000, &wait));
	/* With most of the minute's orders used, it was the minute. */
	ac_rate_budget_observe(&budget, -1, 10, 900, MINUTE + 20000);
	ac_rate_budget_punish(&budget, 400, -1015, -1, 0, MINUTE + 20000);
	assert_false(take(&budget, AC_LANE_ENTRY, 0, 1, MINUTE + 30000, &wait));
	CHECK_EQ("the minute", wait, MINUTE + 60000);
}

static void test_rate_budget_clock_that_steps_back_forgets_nothing(void **state)
{
	(void)state;
	struct ac_rate_budget budget;
	ac_ms wait;
	ac_rate_budget_init(&budget, &limits);
	assert_true(take(&budget, AC_LANE_EXIT, 2400, 300, MINUTE + 60000, &wait));
	/* Back over the boundary by a corrected offset, and forth again. */
	assert_false(take(&budget, AC_LANE_EXIT, 1, 0, MINUTE + 59990, &wait));
	CHECK_EQ("the minute that is counted", wait, MINUTE + 120000);
	assert_false(take(&budget, AC_LANE_EXIT, 0, 1, MINUTE + 60001, &wait));
	/* By hours: the wait is not hours long, and the count is not lost. */
	assert_false(take(&budget, AC_LANE_EXIT, 1, 0, MINUTE - 7200000, &wait));
	CHECK_EQ("the minute that is now", wait, MINUTE - 7200000 + 60000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rate_budget_never_exceeds_a_limit_within_its_window),
		cmocka_unit_test(test_rate_budget_reserve_is_left_to_exits),
		cmocka_unit_test(test_rate_budget_orders_leave_a_reserve_in_both_windows),
		cmocka_unit_test(test_rate_budget_wait_is_long_enough),
		cmocka_unit_test(test_rate_budget_counts_what_others_spend),
		cmocka_unit_test(test_rate_budget_orders_do_not_wait_for_weight),
		cmocka_unit_test(test_rate_budget_429_waits_as_long_as_it_is_told),
		cmocka_unit_test(test_rate_budget_429_without_a_time_backs_off_longer_each_time),
		cmocka_unit_test(test_rate_budget_418_stops_everything),
		cmocka_unit_test(test_rate_budget_a_shorter_ban_does_not_end_a_longer_one),
		cmocka_unit_test(
			test_rate_budget_too_many_orders_stops_entries_until_the_window_ends),
		cmocka_unit_test(test_rate_budget_clock_that_steps_back_forgets_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
