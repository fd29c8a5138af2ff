#include "check.h"

#include "binance/codec/backoff.h"

#define FIRST (250 * AC_NS_PER_MS)
#define LIMIT (30 * AC_NS_PER_SEC)

static void test_backoff_doubles_to_its_limit_within_the_jitter(void **state)
{
	(void)state;
	for (uint64_t seed = 0; seed < 200; seed++) {
		struct ac_backoff backoff;
		ac_backoff_init(&backoff, FIRST, LIMIT, seed);
		ac_ns longest = FIRST;
		for (int i = 0; i < 80; i++) {
			ac_ns pause = ac_backoff_next(&backoff);
			if (pause < longest / 2 || pause > longest)
				fail_msg("seed %" PRIu64 ", attempt %d: %" PRId64 " of %" PRId64,
					 seed, i, pause, longest);
			longest = longest * 2 > LIMIT ? LIMIT : longest * 2;
		}
	}
}

static void test_backoff_jitter_uses_its_whole_range(void **state)
{
	(void)state;
	struct ac_backoff backoff;
	ac_backoff_init(&backoff, FIRST, FIRST, 7);
	ac_ns low = INT64_MAX, high = 0;
	for (int i = 0; i < 1000; i++) {
		ac_ns pause = ac_backoff_next(&backoff);
		low = pause < low ? pause : low;
		high = pause > high ? pause : high;
	}
	assert_true(low < FIRST * 51 / 100);
	assert_true(high > FIRST * 99 / 100);
}

static void test_backoff_success_begins_anew(void **state)
{
	(void)state;
	struct ac_backoff backoff;
	ac_backoff_init(&backoff, FIRST, LIMIT, 1);
	for (int i = 0; i < 10; i++)
		(void)ac_backoff_next(&backoff);
	assert_true(ac_backoff_next(&backoff) >= LIMIT / 2);
	ac_backoff_succeed(&backoff);
	assert_true(ac_backoff_next(&backoff) <= FIRST);
}

static void test_backoff_repeats_itself_from_a_seed(void **state)
{
	(void)state;
	struct ac_backoff a, b, c;
	ac_backoff_init(&a, FIRST, LIMIT, 3);
	ac_backoff_init(&b, FIRST, LIMIT, 3);
	ac_backoff_init(&c, FIRST, LIMIT, 4);
	bool differs = false;
	for (int i = 0; i < 20; i++) {
		ac_ns pause = ac_backoff_next(&a);
		CHECK_EQ("same seed", ac_backoff_next(&b), pause);
		differs |= ac_backoff_next(&c) != pause;
	}
	assert_true(differs);
}

static void test_backoff_never_overflows_and_never_ends_in_zero(void **state)
{
	(void)state;
	struct ac_backoff backoff;
	ac_backoff_init(&backoff, 1, INT64_MAX, 5);
	backoff.attempts = UINT32_MAX;
	for (int i = 0; i < 3; i++)
		assert_true(ac_backoff_next(&backoff) >= INT64_MAX / 2);
	ac_backoff_init(&backoff, FIRST, 0, 5);
	for (int i = 0; i < 3; i++)
		CHECK_EQ("no limit", ac_backoff_next(&backoff), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_backoff_doubles_to_its_limit_within_the_jitter),
		cmocka_unit_test(test_backoff_jitter_uses_its_whole_range),
		cmocka_unit_test(test_backoff_success_begins_anew),
		cmocka_unit_test(test_backoff_repeats_itself_from_a_seed),
		cmocka_unit_test(test_backoff_never_overflows_and_never_ends_in_zero),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
