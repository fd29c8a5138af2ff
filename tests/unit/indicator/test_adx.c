/* The streaming ADX against the array algorithm that TA-Lib publishes, bit for bit. */
#include "candles.h"
#include "property.h"

#include "indicator/adx.h"

#include <math.h>

#define TALIB_IS_ZERO(value) (-1e-14 < (value) && (value) < 1e-14)

struct talib {
	const double *high, *low, *close;
	double plus, minus, range; /* smoothed */
	double previous_high, previous_low, previous_close;
};

/* One step of today's movements; `keep` is 0 while summing, 1 while smoothing over `period`. */
static void talib_step(struct talib *t, size_t today, int keep, int period)
{
	double value = t->high[today], up = value - t->previous_high;
	t->previous_high = value;
	value = t->low[today];
	double down = t->previous_low - value;
	t->previous_low = value;
	if (keep) {
		t->minus -= t->minus / period;
		t->plus -= t->plus / period;
	}
	if (down > 0 && up < down)
		t->minus += down;
	else if (up > 0 && up > down)
		t->plus += up;
	double range = t->previous_high - t->previous_low;
	if (fabs(t->previous_high - t->previous_close) > range)
		range = fabs(t->previous_high - t->previous_close);
	if (fabs(t->previous_low - t->previous_close) > range)
		range = fabs(t->previous_low - t->previous_close);
	t->range = keep ? t->range - t->range / period + range : t->range + range;
	t->previous_close = t->close[today];
}

static int talib_dx(const struct talib *t, double *ret_dx)
{
	if (TALIB_IS_ZERO(t->range))
		return 0;
	double minus = 100.0 * (t->minus / t->range), plus = 100.0 * (t->plus / t->range);
	double sum = minus + plus;
	if (TALIB_IS_ZERO(sum))
		return 0;
	*ret_dx = 100.0 * (fabs(minus - plus) / sum);
	return 1;
}

/* adx[i] for i >= 2n-1; the others are left alone. */
static void talib_adx(const double *high, const double *low, const double *close, size_t count,
		      int period, double *adx)
{
	struct talib t = { high, low, close, 0, 0, 0, high[0], low[0], close[0] };
	size_t today = 0;
	double dx = 0, sum = 0, value;
	for (int i = period - 1; i > 0 && today + 1 < count; i--)
		talib_step(&t, ++today, 0, period);
	for (int i = period; i > 0 && today + 1 < count; i--) {
		talib_step(&t, ++today, 1, period);
		if (talib_dx(&t, &dx))
			sum += dx;
	}
	value = sum / period;
	for (;;) {
		if (today >= 2 * (size_t)period - 1)
			adx[today] = value;
		if (++today >= count)
			return;
		talib_step(&t, today, 1, period);
		if (talib_dx(&t, &dx))
			value = (value * (period - 1) + dx) / period;
	}
}

/* Compares every candle; returns how many of them had equal up- and down-moves. */
static size_t check_against_talib(const char *name, const struct ac_candle *candles, size_t count,
				  int period)
{
	double *columns = calloc(4 * count, sizeof(double));
	assert_non_null(columns);
	double *high = columns, *low = columns + count, *close = columns + 2 * count;
	double *wanted = columns + 3 * count;
	size_t ties = 0;
	for (size_t i = 0; i < count; i++) {
		high[i] = ac_candle_value(candles[i].high);
		low[i] = ac_candle_value(candles[i].low);
		close[i] = ac_candle_value(candles[i].close);
		ties += i > 0 && high[i] > high[i - 1] &&
			high[i] - high[i - 1] == low[i - 1] - low[i];
	}
	talib_adx(high, low, close, count, period, wanted);
	struct ac_adx adx;
	ac_adx_init(&adx, (uint32_t)period);
	for (size_t i = 0; i < count; i++) {
		ac_adx_update(&adx, high[i], low[i], close[i]);
		if (adx.is_ready != (i >= 2 * (size_t)period - 1))
			fail_msg("%s, n = %d: ready at candle %zu", name, period, i);
		if (adx.is_ready && adx.value != wanted[i])
			fail_msg("%s, n = %d, candle %zu: %.17g, TA-Lib %.17g", name, period, i,
				 adx.value, wanted[i]);
		if (adx.is_ready && !(adx.value >= 0.0 && adx.value <= 100.0 + 1e-9))
			fail_msg("%s: %g is no ADX", name, adx.value);
	}
	free(columns);
	return ties;
}

static void test_first_values_by_hand(void **state)
{
	(void)state;
	/* n = 2. (TR, +DM, -DM): (4, 2, 0), (3, 0, 1), (5.5, 3, 0), (12, 0, 0: equal moves of 4).
	 * Sums: 4, 2, 0; then 5, 1, 1: DX 0; then 8, 3.5, 0.5: DX 75, ADX 37.5; then 16, 1.75,
	 * 0.25: DX 75, ADX 56.25. */
	static const double candles[][3] = {
		{ 10, 8, 9 }, { 12, 8, 10 }, { 10, 7, 7.5 }, { 13, 9, 10 }, { 17, 5, 9 },
	};
	struct ac_adx adx;
	ac_adx_init(&adx, 2);
	for (size_t i = 0; i < 4; i++) {
		ac_adx_update(&adx, candles[i][0], candles[i][1], candles[i][2]);
		assert_int_equal(adx.is_ready, i == 3);
	}
	assert_true(adx.tr == 8.0 && adx.plus == 3.5 && adx.minus == 0.5);
	assert_true(adx.value == 37.5);
	ac_adx_update(&adx, candles[4][0], candles[4][1], candles[4][2]);
	assert_true(adx.tr == 16.0 && adx.plus == 1.75 && adx.minus == 0.25);
	assert_true(adx.value == 56.25);
}

static void test_prices_that_never_move_give_zero(void **state)
{
	(void)state;
	struct ac_adx adx;
	ac_adx_init(&adx, 14);
	for (int i = 0; i < 100; i++)
		ac_adx_update(&adx, 5.0, 5.0, 5.0);
	assert_true(adx.is_ready && adx.value == 0.0);
}

/* Candles that repeat have a range, but no direction: +DM and -DM fade until their share of the
 * range is nothing. From then on there is no DX, and the ADX stays. */
static void test_adx_stays_where_there_is_no_direction(void **state)
{
	(void)state;
	struct ac_adx adx;
	ac_adx_init(&adx, 2);
	ac_adx_update(&adx, 10.0, 9.0, 9.5);
	ac_adx_update(&adx, 12.0, 10.0, 11.0);
	ac_adx_update(&adx, 13.0, 8.0, 9.0);
	for (int i = 0; i < 3000; i++)
		ac_adx_update(&adx, 13.0, 8.0, 9.0);
	double before = adx.value;
	double dx = -1.0;
	assert_false(ac_adx_direction(&adx, &dx));
	ac_adx_update(&adx, 13.0, 8.0, 9.0);
	assert_true(adx.value == before && isfinite(before) && before > 0.0);
}

static void test_random_walks_agree_with_talib_bit_for_bit(void **state)
{
	(void)state;
	enum { COUNT = 20000 };
	static const int periods[] = { 2, 3, 5, 14, 50, 200 };
	static struct ac_candle candles[COUNT];
	uint64_t seed = property_seed();
	print_message("# seed %" PRIu64 "\n", seed);
	size_t ties = 0;
	for (size_t i = 0; i < AC_COUNT(periods); i++) {
		candles_make(candles, COUNT, seed + i, 500000000000, 10000000);
		ties += check_against_talib("walk", candles, COUNT, periods[i]);
		check_against_talib("short walk", candles, (size_t)periods[i] + 3, periods[i]);
	}
	print_message("# %zu candles with equal moves\n", ties);
	assert_true(ties > 1000);
}

static void test_recorded_candles_agree_with_talib_bit_for_bit(void **state)
{
	(void)state;
	SKIP_WITHOUT_SHARED_DATA(shared)
	static const char *const names[] = {
		"klines-futures/BTCUSDT-1m.csv.gz",
		"klines-futures/ETHUSDT-1m.csv.gz",
		"klines-futures/DOGEUSDT-1m.csv.gz",
		"klines-futures/ALGOUSDT-1m-2024-09.csv.gz",
	};
	size_t ties = 0, count = 0;
	for (size_t i = 0; i < AC_COUNT(names); i++) {
		struct ac_candle_file file;
		candles_load(shared, names[i], &file);
		ties += check_against_talib(names[i], file.candles, file.count, 14);
		count += file.count;
		ac_candle_file_free(&file);
	}
	print_message("# %zu of %zu candles with equal moves\n", ties, count);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_first_values_by_hand),
		cmocka_unit_test(test_prices_that_never_move_give_zero),
		cmocka_unit_test(test_adx_stays_where_there_is_no_direction),
		cmocka_unit_test(test_random_walks_agree_with_talib_bit_for_bit),
		cmocka_unit_test(test_recorded_candles_agree_with_talib_bit_for_bit),
	};
	return cmocka_run_group_tests_name("indicator adx", tests, NULL, NULL);
}
