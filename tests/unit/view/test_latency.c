#include "rig.h"

#include "core/prng.h"

#define VALUES 4000

static void test_no_duration_is_told_smaller_than_it_was(void **state)
{
	(void)state;
	struct ac_prng prng;
	ac_prng_init(&prng, 11);
	static struct ac_histogram histogram;
	static ac_ns values[VALUES];
	for (int spread = 6; spread <= 33; spread++) {
		histogram = (struct ac_histogram){ 0 };
		for (size_t i = 0; i < VALUES; i++) {
			values[i] = (ac_ns)ac_prng_below(&prng, 1ull << spread);
			ac_histogram_add(&histogram, values[i]);
		}
		struct ac_view_latency latency;
		ac_view_latency_fill(&latency, &histogram);
		assert_int_equal(latency.count, VALUES);
		for (size_t k = 0; k < AC_COUNT(latency.le); k++) {
			ac_ns bound = AC_VIEW_LATENCY_BOUNDS_NS[k];
			uint64_t within = 0, surely_within = 0;
			for (size_t i = 0; i < VALUES; i++) {
				within += values[i] <= bound;
				surely_within += values[i] <= bound - bound / 16 - 1;
			}
			assert_in_range(latency.le[k], surely_within, within);
			if (k > 0)
				assert_true(latency.le[k] >= latency.le[k - 1]);
		}
	}
}

static void test_the_quantiles_are_those_of_the_histogram(void **state)
{
	(void)state;
	static struct ac_histogram histogram;
	struct ac_view_latency latency;
	memset(&latency, 0xff, sizeof(latency));
	ac_view_latency_fill(&latency, &histogram);
	assert_int_equal(latency.count, 0);
	assert_int_equal(latency.p999, 0);
	assert_int_equal(latency.le[AC_COUNT(latency.le) - 1], 0);
	for (ac_ns i = 1; i <= 1000; i++)
		ac_histogram_add(&histogram, i * 1000);
	ac_view_latency_fill(&latency, &histogram);
	assert_in_range(latency.p50, 500000, 500000 * 17 / 16);
	assert_in_range(latency.p90, 900000, 900000 * 17 / 16);
	assert_in_range(latency.p99, 990000, 1000000);
	assert_in_range(latency.p999, 999000, 1000000);
	assert_int_equal(latency.largest, 1000000);
}

static void test_a_duration_beyond_all_bounds_is_counted_and_in_no_bucket(void **state)
{
	(void)state;
	static struct ac_histogram histogram;
	struct ac_view_latency latency;
	ac_histogram_add(&histogram, 5 * AC_NS_PER_SEC);
	ac_view_latency_fill(&latency, &histogram);
	assert_int_equal(latency.count, 1);
	assert_int_equal(latency.le[AC_COUNT(latency.le) - 1], 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_no_duration_is_told_smaller_than_it_was),
		cmocka_unit_test(test_the_quantiles_are_those_of_the_histogram),
		cmocka_unit_test(test_a_duration_beyond_all_bounds_is_counted_and_in_no_bucket),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
