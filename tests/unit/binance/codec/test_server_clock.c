#include "check.h"

#include "binance/codec/server_clock.h"
#include "core/prng.h"

#define NOW 1795000000000LL

/* An exchange that is `offset` ahead, asked over a way of `out` and `back` milliseconds. */
static bool sample(struct ac_server_clock *clock, ac_ms at, int64_t offset, ac_ms out, ac_ms back)
{
	return ac_server_clock_sample(clock, at, at + out + back, at + out + offset);
}

static void test_clock_knows_nothing_before_the_first_sample(void **state)
{
	(void)state;
	struct ac_server_clock clock;
	ac_server_clock_init(&clock, 1000);
	assert_false(clock.is_known);
	CHECK_EQ("offset", clock.offset_ms, 0);
	assert_true(sample(&clock, NOW, -1250, 20, 20));
	assert_true(clock.is_known);
	CHECK_EQ("offset", clock.offset_ms, -1250);
	CHECK_EQ("round trip", clock.round_trip_ms, 40);
	CHECK_EQ("synced", clock.synced_ms, NOW + 40);
}

static void test_clock_refuses_what_says_too_little(void **state)
{
	(void)state;
	const struct {
		const char *name;
		ac_ms sent, received, server;
	} rows[] = {
		{ "slow", NOW, NOW + 1001, NOW + 500 },
		{ "received before it was sent", NOW, NOW - 1, NOW },
		{ "no time", NOW, NOW + 5, 0 },
		{ "negative", NOW, NOW + 5, -7 },
		{ "absurd", NOW, NOW + 5, INT64_MAX },
		{ "ours absurd", INT64_MIN, INT64_MAX, NOW },
	};
	struct ac_server_clock clock;
	ac_server_clock_init(&clock, 1000);
	assert_true(sample(&clock, NOW, 77, 10, 10));
	for (size_t i = 0; i < AC_COUNT(rows); i++) {
		if (ac_server_clock_sample(&clock, rows[i].sent, rows[i].received, rows[i].server))
			fail_msg("%s: taken", rows[i].name);
		CHECK_EQ(rows[i].name, clock.refused, i + 1);
		CHECK_EQ(rows[i].name, clock.offset_ms, 77);
		CHECK_EQ(rows[i].name, clock.synced_ms, NOW + 20);
	}
	assert_true(ac_server_clock_sample(&clock, NOW, NOW + 1000, NOW + 577));
}

static void test_clock_is_the_median_of_the_last_nine(void **state)
{
	(void)state;
	static const struct {
		int64_t offset, median;
	} rows[] = {
		{ 10, 10 }, { 20, 15 }, { 90000, 20 }, { 12, 16 }, { 14, 14 },
		{ 13, 13 }, { 11, 13 }, { 15, 13 },    { 16, 14 }, { 17, 15 },
		{ 18, 15 }, { 19, 15 }, { 19, 16 },
	};
	struct ac_server_clock clock;
	ac_server_clock_init(&clock, 1000);
	char name[32];
	for (size_t i = 0; i < AC_COUNT(rows); i++) {
		snprintf(name, sizeof(name), "sample %zu", i + 1);
		assert_true(sample(&clock, NOW, rows[i].offset, 5, 5));
		CHECK_EQ(name, clock.offset_ms, rows[i].median);
	}
}

/* Up to four of nine answers may be as wrong as they like. */
static void test_clock_stays_among_the_honest_samples(void **state)
{
	(void)state;
	struct ac_prng prng;
	uint64_t seed = 20261122;
	ac_prng_init(&prng, seed);
	for (int round = 0; round < 2000; round++) {
		struct ac_server_clock clock;
		ac_server_clock_init(&clock, 1000);
		int64_t offset = (int64_t)ac_prng_below(&prng, 200000) - 100000;
		for (int i = 0; i < 9; i++) {
			ac_ms out = (ac_ms)ac_prng_below(&prng, 200);
			ac_ms back = (ac_ms)ac_prng_below(&prng, 200);
			int64_t lie = i % 2 == 1 ? (int64_t)ac_prng_below(&prng, 100000000) : 0;
			assert_true(sample(&clock, NOW, offset + lie, out, back));
		}
		/* Half the difference of the two ways is what no clock can see. */
		int64_t error = clock.offset_ms - offset;
		if (error < -100 || error > 100)
			fail_msg("seed %" PRIu64 ", round %d: off by %" PRId64, seed, round, error);
	}
}

static void test_clock_follows_when_more_than_nine_samples_come(void **state)
{
	(void)state;
	struct ac_server_clock clock;
	ac_server_clock_init(&clock, 1000);
	for (int i = 0; i < 100; i++)
		assert_true(sample(&clock, NOW + i, 500, 1, 1));
	for (int i = 0; i < 4; i++) {
		assert_true(sample(&clock, NOW + i, 900, 1, 1));
		CHECK_EQ("outvoted", clock.offset_ms, 500);
	}
	assert_true(sample(&clock, NOW, 900, 1, 1));
	CHECK_EQ("moved", clock.offset_ms, 900);
}

static void test_clock_restart_keeps_the_offset_until_a_new_one(void **state)
{
	(void)state;
	struct ac_server_clock clock;
	ac_server_clock_init(&clock, 1000);
	for (int i = 0; i < 9; i++)
		assert_true(sample(&clock, NOW, 500, 1, 1));
	ac_server_clock_restart(&clock);
	assert_true(clock.is_known);
	CHECK_EQ("kept", clock.offset_ms, 500);
	assert_true(sample(&clock, NOW, -300, 30, 30));
	CHECK_EQ("new", clock.offset_ms, -300);
	CHECK_EQ("round trip", clock.round_trip_ms, 60);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_clock_knows_nothing_before_the_first_sample),
		cmocka_unit_test(test_clock_refuses_what_says_too_little),
		cmocka_unit_test(test_clock_is_the_median_of_the_last_nine),
		cmocka_unit_test(test_clock_stays_among_the_honest_samples),
		cmocka_unit_test(test_clock_follows_when_more_than_nine_samples_come),
		cmocka_unit_test(test_clock_restart_keeps_the_offset_until_a_new_one),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
