#include "check.h"

#include <stdlib.h>

#include "core/histogram.h"
#include "core/prng.h"

#define VALUES 5000

static int compare(const void *a, const void *b)
{
	ac_ns x = *(const ac_ns *)a, y = *(const ac_ns *)b;
	return (x > y) - (x < y);
}

static void test_quantiles_are_within_a_sixteenth_of_the_sorted_list(void **state)
{
	(void)state;
	struct ac_prng prng;
	ac_prng_init(&prng, 7);
	static ac_ns values[VALUES];
	static const uint32_t permilles[] = { 0, 1, 10, 250, 500, 900, 990, 999, 1000 };
	for (int spread = 1; spread <= 62; spread += 3) {
		static struct ac_histogram histogram;
		histogram = (struct ac_histogram){ 0 };
		for (int i = 0; i < VALUES; i++) {
			values[i] = (ac_ns)ac_prng_below(&prng, 1ull << spread);
			ac_histogram_add(&histogram, values[i]);
		}
		qsort(values, VALUES, sizeof(values[0]), compare);
		for (size_t k = 0; k < AC_COUNT(permilles); k++) {
			size_t rank = (VALUES * (size_t)permilles[k] + 999) / 1000;
			ac_ns exact = values[rank == 0 ? 0 : rank - 1];
			ac_ns given = ac_histogram_quantile(&histogram, permilles[k]);
			assert_true(given >= exact);
			assert_true(given - exact <= exact / 16 + 1);
		}
		assert_int_equal(ac_histogram_quantile(&histogram, 1000), values[VALUES - 1]);
	}
}

static void test_every_value_has_a_bucket(void **state)
{
	(void)state;
	static struct ac_histogram histogram;
	assert_int_equal(ac_histogram_quantile(&histogram, 500), 0);
	ac_histogram_add(&histogram, -5);
	assert_int_equal(ac_histogram_quantile(&histogram, 1000), 0);
	ac_histogram_add(&histogram, INT64_MAX);
	assert_int_equal(ac_histogram_quantile(&histogram, 1000), INT64_MAX);
	assert_int_equal(histogram.count, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_quantiles_are_within_a_sixteenth_of_the_sorted_list),
		cmocka_unit_test(test_every_value_has_a_bucket),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
