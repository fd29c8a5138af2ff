#include "check.h"
#include "core/prng.h"
#include "risk/price_window.h"

#define PRICES 4000

struct priced {
	ac_ms time_ms;
	int64_t units;
};

static void range_of(const struct priced *prices, int count, ac_ms oldest_ms, int64_t *ret_low,
		     int64_t *ret_high)
{
	*ret_low = INT64_MAX;
	*ret_high = 0;
	for (int i = count - 1; i >= 0 && prices[i].time_ms >= oldest_ms; i--) {
		*ret_low = prices[i].units < *ret_low ? prices[i].units : *ret_low;
		*ret_high = prices[i].units > *ret_high ? prices[i].units : *ret_high;
	}
}

/* Against looking at every price of the window again, for windows that never fill a queue. */
static void test_window_equals_a_plain_search(void **state)
{
	(void)state;
	static struct priced prices[PRICES];
	for (uint64_t seed = 1; seed <= 20; seed++) {
		struct ac_prng prng;
		ac_prng_init(&prng, seed);
		struct ac_price_window *window = calloc(1, sizeof(*window));
		ac_ms now_ms = 1000000, length_ms = 1 + (ac_ms)ac_prng_below(&prng, 200);
		for (int i = 0; i < PRICES; i++) {
			now_ms += (ac_ms)ac_prng_below(&prng, seed % 2 ? 3 : 300);
			prices[i].time_ms = now_ms;
			prices[i].units = 1 + (int64_t)ac_prng_below(&prng, 50);
			ac_price_window_push(window, (struct ac_dec){ prices[i].units }, now_ms,
					     now_ms - length_ms);
			int64_t low, high;
			range_of(prices, i + 1, now_ms - length_ms, &low, &high);
			if (price_queue_front(&window->highs) != high ||
			    price_queue_front(&window->lows) != low)
				fail_msg("seed %d, price %d: the range differs", (int)seed, i);
		}
		free(window);
	}
}

static void test_window_price_exactly_as_old_still_counts(void **state)
{
	(void)state;
	struct ac_price_window *window = calloc(1, sizeof(*window));
	ac_price_window_push(window, AC_DEC(10), 1000, 0);
	ac_price_window_push(window, AC_DEC(5), 1500, 500);
	ac_price_window_push(window, AC_DEC(7), 2000, 1000);
	assert_int_equal(price_queue_front(&window->highs), AC_DEC(10).units);
	ac_price_window_push(window, AC_DEC(7), 2001, 1001);
	assert_int_equal(price_queue_front(&window->highs), AC_DEC(7).units);
	assert_int_equal(price_queue_front(&window->lows), AC_DEC(5).units);
	/* Everything lapses at once after a silence. */
	ac_price_window_push(window, AC_DEC(6), 9000, 8000);
	assert_int_equal(price_queue_front(&window->highs), AC_DEC(6).units);
	assert_int_equal(price_queue_front(&window->lows), AC_DEC(6).units);
	free(window);
}

/* More falling prices than a queue holds: the range may be overstated, never understated. */
static void test_window_full_queue_never_understates(void **state)
{
	(void)state;
	static struct priced prices[PRICES];
	struct ac_price_window *window = calloc(1, sizeof(*window));
	for (int i = 0; i < PRICES; i++) {
		prices[i] = (struct priced){ 1000000 + i, 1000000 - i };
		ac_ms oldest_ms = prices[i].time_ms - 1000;
		ac_price_window_push(window, (struct ac_dec){ prices[i].units }, prices[i].time_ms,
				     oldest_ms);
		int64_t low, high;
		range_of(prices, i + 1, oldest_ms, &low, &high);
		assert_true(price_queue_front(&window->highs) >= high);
		assert_int_equal(price_queue_front(&window->lows), low);
	}
	/* And it forgets: some while later nothing of the run is left. */
	ac_price_window_push(window, AC_DEC(1), 2000000, 1999000);
	assert_int_equal(price_queue_front(&window->highs), AC_DEC(1).units);
	free(window);
}

/* A quiet market repeats its price; that must not use up the queue. */
static void test_window_equal_prices_take_one_place(void **state)
{
	(void)state;
	struct ac_price_window *window = calloc(1, sizeof(*window));
	for (int i = 0; i < 2 * AC_PRICE_WINDOW_POINTS; i++)
		ac_price_window_push(window, AC_DEC(10), 1000 + i, i);
	assert_int_equal(window->highs.count, 1);
	assert_int_equal(window->lows.count, 1);
	ac_price_window_push(window, AC_DEC(9), 2000, 1500);
	ac_price_window_push(window, AC_DEC(9), 2100, 1600);
	assert_int_equal(price_queue_front(&window->highs), AC_DEC(9).units);
	free(window);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_window_equals_a_plain_search),
		cmocka_unit_test(test_window_price_exactly_as_old_still_counts),
		cmocka_unit_test(test_window_full_queue_never_understates),
		cmocka_unit_test(test_window_equal_prices_take_one_place),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
