#include <math.h>

#include "check.h"
#include "core/prng.h"

static void test_prng_gives_the_published_sequence(void **state)
{
	(void)state;
	/* Computed with the authors' reference code; seeds through splitmix64. */
	static const struct {
		uint64_t seed;
		uint64_t numbers[4];
	} cases[] = {
		{ 0,
		  { 0x99ec5f36cb75f2b4, 0xbf6e1f784956452a, 0x1a5f849d4933e6e0,
		    0x6aa594f1262d2d2c } },
		{ 42,
		  { 0x15780b2e0c2ec716, 0x6104d9866d113a7e, 0xae17533239e499a1,
		    0xecb8ad4703b360a1 } },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		struct ac_prng prng;
		ac_prng_init(&prng, cases[i].seed);
		for (size_t n = 0; n < 4; n++)
			assert_true(ac_prng_next(&prng) == cases[i].numbers[n]);
	}
}

static void test_prng_below_is_in_range_and_even(void **state)
{
	(void)state;
	struct ac_prng prng;
	ac_prng_init(&prng, 1);
	for (int n = 0; n < 1000; n++)
		CHECK_EQ("below one", ac_prng_below(&prng, 1), 0);
	/* With a bound of 3/4 of the range, four numbers fall on three values: without rejection
	 * the multiples of three come up twice as often as the others. */
	const uint64_t bound = UINT64_C(3) << 62;
	int multiples = 0;
	for (int n = 0; n < 90000; n++) {
		uint64_t value = ac_prng_below(&prng, bound);
		assert_true(value < bound);
		multiples += value % 3 == 0 ? 1 : 0;
	}
	assert_in_range(multiples, 29000, 31000);
	int counts[7] = { 0 };
	for (int n = 0; n < 70000; n++)
		counts[ac_prng_below(&prng, 7)]++;
	for (size_t i = 0; i < AC_COUNT(counts); i++)
		assert_in_range(counts[i], 9500, 10500);
}

static void test_prng_unit_and_normal_have_their_moments(void **state)
{
	(void)state;
	struct ac_prng prng;
	ac_prng_init(&prng, 2);
	const int count = 200000;
	double sum = 0, normal_sum = 0, normal_squares = 0;
	int beyond_two = 0;
	for (int n = 0; n < count; n++) {
		double unit = ac_prng_unit(&prng);
		assert_true(unit >= 0.0);
		assert_true(unit < 1.0);
		sum += unit;
		double normal = ac_prng_normal(&prng);
		normal_sum += normal;
		normal_squares += normal * normal;
		beyond_two += fabs(normal) > 2.0 ? 1 : 0;
	}
	/* Five standard errors of each: the seed is fixed, so this holds on every run or on none.
	 */
	assert_true(fabs(sum / count - 0.5) < 0.0033);
	assert_true(fabs(normal_sum / count) < 0.0112);
	assert_true(fabs(normal_squares / count - 1.0) < 0.0158);
	assert_true(fabs((double)beyond_two / count - 0.0455) < 0.0024);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_prng_gives_the_published_sequence),
		cmocka_unit_test(test_prng_below_is_in_range_and_even),
		cmocka_unit_test(test_prng_unit_and_normal_have_their_moments),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
