#include "bench.h"

#include <stdio.h>
#include <stdlib.h>

#include "indicator/adx.h"
#include "indicator/vwap.h"

#define ROUNDS 5

/* The arithmetic alone: what no engine around it can beat. */
static double bare_loop(const struct ac_candle *candles, size_t count)
{
	struct ac_adx adx;
	struct ac_vwap vwap = { 0.0, 0.0, 0.0 };
	int64_t day = -1;
	volatile uint64_t signals = 0;
	uint64_t found = 0;
	double start = bench_seconds();
	ac_adx_init(&adx, 14);
	for (size_t i = 0; i < count; i++) {
		double high = ac_candle_value(candles[i].high);
		double low = ac_candle_value(candles[i].low);
		double close = ac_candle_value(candles[i].close);
		double volume = ac_candle_value(candles[i].volume);
		if (candles[i].open_time_ms / 86400000 != day) {
			day = candles[i].open_time_ms / 86400000;
			vwap = (struct ac_vwap){ 0.0, 0.0, 0.0 };
		}
		ac_vwap_add(&vwap, ac_vwap_typical(high, low, close), volume);
		ac_adx_update(&adx, high, low, close);
		double sigma = ac_vwap_sigma(&vwap);
		if (adx.value < 20.0 &&
		    (close <= vwap.mean - 2.0 * sigma || close >= vwap.mean + 2.0 * sigma))
			found++;
	}
	signals = found;
	(void)signals;
	return bench_seconds() - start;
}

static double adx_only(const double *values, size_t count)
{
	struct ac_adx adx;
	volatile double sink;
	ac_adx_init(&adx, 14);
	double start = bench_seconds();
	for (size_t i = 0; i < count; i++)
		ac_adx_update(&adx, values[3 * i], values[3 * i + 1], values[3 * i + 2]);
	sink = adx.value;
	(void)sink;
	return bench_seconds() - start;
}

double bench_bare_loop_seconds(const struct ac_candle *candles, size_t count)
{
	double best = 1e9;
	for (int round = 0; round < ROUNDS; round++) {
		double seconds = bare_loop(candles, count);
		best = seconds < best ? seconds : best;
	}
	return best;
}

void bench_indicators(const struct ac_candle *candles, size_t count)
{
	double *values = malloc(3 * count * sizeof(*values));
	if (values == NULL)
		abort();
	for (size_t i = 0; i < count; i++) {
		values[3 * i] = ac_candle_value(candles[i].high);
		values[3 * i + 1] = ac_candle_value(candles[i].low);
		values[3 * i + 2] = ac_candle_value(candles[i].close);
	}
	double best = 1e9;
	for (int round = 0; round < ROUNDS; round++) {
		double seconds = adx_only(values, count);
		best = seconds < best ? seconds : best;
	}
	free(values);
	bench_figure("adx", best * 1e9 / (double)count, "ns/bar", "streaming update, best of 5");
}
