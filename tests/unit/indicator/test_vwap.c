/* The streaming average against its definition, summed twice over in long doubles. */
#include "candles.h"
#include "property.h"

#include "indicator/vwap.h"

#include <math.h>

struct tick {
	double typical, volume;
};

static struct tick tick_of(const struct ac_candle *candle)
{
	return (struct tick){ ac_vwap_typical(ac_candle_value(candle->high),
					      ac_candle_value(candle->low),
					      ac_candle_value(candle->close)),
			      ac_candle_value(candle->volume) };
}

/* S0, vwap and sigma of `count` candles by two passes. */
static void define(const struct ac_candle *candles, size_t count, long double *ret_volume,
		   long double *ret_mean, long double *ret_sigma)
{
	long double volume = 0, sum = 0, squares = 0;
	for (size_t i = 0; i < count; i++) {
		struct tick t = tick_of(&candles[i]);
		volume += t.volume;
		sum += (long double)t.volume * t.typical;
	}
	*ret_volume = volume;
	if (volume == 0)
		return;
	*ret_mean = sum / volume;
	for (size_t i = 0; i < count; i++) {
		struct tick t = tick_of(&candles[i]);
		squares += t.volume * (t.typical - *ret_mean) * (t.typical - *ret_mean);
	}
	*ret_sigma = sqrtl(squares / volume);
}

struct worst {
	double mean, sigma; /* largest relative errors */
	size_t compared;
};

static void compare(const struct ac_vwap *vwap, const struct ac_candle *candles, size_t count,
		    struct worst *worst)
{
	long double volume, mean = 0, sigma = 0;
	define(candles, count, &volume, &mean, &sigma);
	assert_true(vwap->squares >= 0.0);
	assert_true((vwap->volume == 0.0) == (volume == 0));
	if (volume == 0)
		return;
	double ours = ac_vwap_sigma(vwap);
	worst->mean = fmax(worst->mean, (double)fabsl((vwap->mean - mean) / mean));
	/* Where all prices are equal the definition itself has a rounding error instead of 0. */
	if (sigma > mean * 1e-15L)
		worst->sigma = fmax(worst->sigma, (double)fabsl((ours - sigma) / sigma));
	else
		assert_true(ours < (double)mean * 1e-15);
	worst->compared++;
}

static void check_worst(const char *name, const struct worst *worst)
{
	print_message("# %s: %zu compared, largest relative error of vwap %.2g, of sigma %.2g\n",
		      name, worst->compared, worst->mean, worst->sigma);
	assert_true(worst->compared > 0);
	if (!(worst->mean < 1e-12 && worst->sigma < 1e-9))
		fail_msg("%s is not exact enough", name);
}

/* Each UTC day is a session; every `stride`-th candle is compared. */
static void check_session(const char *name, const struct ac_candle *candles, size_t count,
			  size_t stride)
{
	struct ac_vwap vwap = { 0.0, 0.0, 0.0 };
	struct worst worst = { 0 };
	size_t first = 0;
	for (size_t i = 0; i < count; i++) {
		if (candles[i].open_time_ms / AC_MS_PER_DAY !=
		    candles[first].open_time_ms / AC_MS_PER_DAY) {
			first = i;
			vwap = (struct ac_vwap){ 0.0, 0.0, 0.0 };
		}
		struct tick t = tick_of(&candles[i]);
		ac_vwap_add(&vwap, t.typical, t.volume);
		if (i % stride == 0)
			compare(&vwap, candles + first, i - first + 1, &worst);
	}
	check_worst(name, &worst);
}

static void check_window(const char *name, const struct ac_candle *candles, size_t count,
			 uint32_t size, size_t stride)
{
	struct ac_vwap_window window;
	ac_vwap_window_init(&window, size);
	struct ac_vwap *slots = calloc(size, sizeof(*slots));
	assert_non_null(slots);
	struct worst worst = { 0 };
	for (size_t i = 0; i < count; i++) {
		struct tick t = tick_of(&candles[i]);
		struct ac_vwap vwap = ac_vwap_window_add(&window, slots, t.typical, t.volume);
		size_t covered = i + 1 < size ? i + 1 : size;
		assert_int_equal(window.count, covered);
		if (i % stride == 0)
			compare(&vwap, candles + i + 1 - covered, covered, &worst);
	}
	free(slots);
	check_worst(name, &worst);
}

static void test_three_candles_by_hand(void **state)
{
	(void)state;
	/* S0 = 4, S1 = 10 + 2 * 20 + 50, vwap 25, S2 = 225 + 2 * 25 + 625 = 900. */
	struct ac_vwap vwap = { 0.0, 0.0, 0.0 };
	ac_vwap_add(&vwap, ac_vwap_typical(12.0, 8.0, 10.0), 1.0);
	assert_true(vwap.mean == 10.0 && vwap.squares == 0.0);
	ac_vwap_add(&vwap, 20.0, 2.0);
	ac_vwap_add(&vwap, 1e9, 0.0);
	ac_vwap_add(&vwap, 50.0, 1.0);
	assert_true(vwap.volume == 4.0);
	assert_true(fabs(vwap.mean - 25.0) < 1e-14 && fabs(ac_vwap_sigma(&vwap) - 15.0) < 1e-14);
}

static void test_candles_without_volume_give_no_average(void **state)
{
	(void)state;
	struct ac_vwap vwap = { 0.0, 0.0, 0.0 }, slots[3];
	struct ac_vwap_window window;
	ac_vwap_window_init(&window, 3);
	static const double volumes[] = { 0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0 };
	for (size_t i = 0; i < AC_COUNT(volumes); i++) {
		struct ac_vwap rolling = ac_vwap_window_add(&window, slots, 100.0, volumes[i]);
		bool is_inside = i >= 4 && i < 7;
		assert_true(rolling.volume == (is_inside ? 5.0 : 0.0));
		if (is_inside)
			assert_true(rolling.mean == 100.0 && rolling.squares == 0.0);
		ac_vwap_add(&vwap, 100.0, 0.0);
		assert_true(vwap.volume == 0.0 && vwap.mean == 0.0);
	}
}

static void test_equal_prices_have_no_deviation_at_all(void **state)
{
	(void)state;
	struct ac_prng prng;
	uint64_t seed = property_seed();
	print_message("# seed %" PRIu64 "\n", seed);
	ac_prng_init(&prng, seed);
	for (int round = 0; round < 50; round++) {
		double price = (double)(1 + ac_prng_below(&prng, 10000000000000)) / 1e8;
		struct ac_vwap vwap = { 0.0, 0.0, 0.0 }, slots[17];
		struct ac_vwap_window window;
		ac_vwap_window_init(&window, 17);
		for (int i = 0; i < 2000; i++) {
			double volume = (double)ac_prng_below(&prng, 1000000000000) / 1e8;
			ac_vwap_add(&vwap, price, volume);
			struct ac_vwap rolling = ac_vwap_window_add(&window, slots, price, volume);
			assert_true(vwap.squares == 0.0 && rolling.squares == 0.0);
		}
	}
}

/* Volumes and prices over twelve orders of magnitude, where an update that subtracts goes negative.
 */
static void test_sum_of_squares_is_never_negative(void **state)
{
	(void)state;
	struct ac_prng prng;
	uint64_t seed = property_seed();
	print_message("# seed %" PRIu64 "\n", seed);
	ac_prng_init(&prng, seed);
	struct ac_vwap vwap = { 0.0, 0.0, 0.0 }, slots[5];
	struct ac_vwap_window window;
	ac_vwap_window_init(&window, 5);
	for (int i = 0; i < 1000000; i++) {
		if (i % 40 == 0)
			vwap = (struct ac_vwap){ 0.0, 0.0, 0.0 };
		double typical = 1e5 * pow(10.0, -6.0 * ac_prng_unit(&prng));
		double volume = 1e9 * pow(10.0, -17.0 * ac_prng_unit(&prng));
		ac_vwap_add(&vwap, typical, volume);
		struct ac_vwap rolling = ac_vwap_window_add(&window, slots, typical, volume);
		if (!(vwap.squares >= 0.0 && rolling.squares >= 0.0))
			fail_msg("candle %d: S2 is %g and %g", i, vwap.squares, rolling.squares);
	}
}

static void test_made_up_prices_agree_with_the_definition(void **state)
{
	(void)state;
	enum { COUNT = 200000 };
	struct ac_candle *candles = calloc(COUNT, sizeof(*candles));
	assert_non_null(candles);
	uint64_t seed = property_seed();
	print_message("# seed %" PRIu64 "\n", seed);
	candles_make(candles, COUNT, seed, 10000000000000, 10000000);
	check_session("session at 100,000", candles, COUNT, 97);
	check_window("window of 1", candles, 2000, 1, 1);
	check_window("window of 2", candles, 2000, 2, 1);
	check_window("window of 7", candles, 5000, 7, 1);
	check_window("window of 240", candles, COUNT, 240, 31);
	check_window("window of 10080", candles, COUNT, 10080, 1511);
	free(candles);
}

static void test_recorded_prices_agree_with_the_definition(void **state)
{
	(void)state;
	SKIP_WITHOUT_SHARED_DATA(shared)
	static const char *const names[] = {
		"klines-futures/BTCUSDT-1m.csv.gz",
		"klines-futures/DOGEUSDT-1m.csv.gz",
		"klines-futures/ALGOUSDT-1m-2024-09.csv.gz",
	};
	for (size_t i = 0; i < AC_COUNT(names); i++) {
		struct ac_candle_file file;
		candles_load(shared, names[i], &file);
		check_session(names[i], file.candles, file.count, 61);
		check_window(names[i], file.candles, file.count, 240, 17);
		check_window(names[i], file.candles, file.count, 10080, 997);
		ac_candle_file_free(&file);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_three_candles_by_hand),
		cmocka_unit_test(test_candles_without_volume_give_no_average),
		cmocka_unit_test(test_equal_prices_have_no_deviation_at_all),
		cmocka_unit_test(test_sum_of_squares_is_never_negative),
		cmocka_unit_test(test_made_up_prices_agree_with_the_definition),
		cmocka_unit_test(test_recorded_prices_agree_with_the_definition),
	};
	return cmocka_run_group_tests_name("indicator vwap", tests, NULL, NULL);
}
