/* autocoin_bench - prints one line per figure. No figure is a test: machines differ. */
#include "bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "arena_block.h"
#include "simulated/synthetic.h"

#define CANDLES  ((size_t)1000000)
#define START_MS 1735689600000LL /* 2025-01-01 */

double bench_seconds(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

void bench_figure(const char *name, double value, const char *unit, const char *how)
{
	printf("%-34s %14.3f %-12s %s\n", name, value, unit, how);
	fflush(stdout);
}

struct ac_candle *bench_candles(const char *symbol, size_t count)
{
	uint32_t known;
	const struct ac_instrument *all = ac_instruments_default(&known);
	struct ac_instruments instruments = { (struct ac_instrument *)all, known, known };
	int32_t index = ac_instruments_find(&instruments, ac_str_from(symbol));
	ac_assert(index >= 0);
	uint16_t id = (uint16_t)index;
	struct ac_synthetic_config config = { .instruments = &instruments,
					      .symbols = &id,
					      .symbol_count = 1,
					      .seed = 1,
					      .start_ms = START_MS };
	struct ac_candle *candles = calloc(count, sizeof(*candles));
	struct ac_arena arena = { 0 };
	struct ac_synthetic *synthetic;
	if (candles == NULL || ac_synthetic_create(&arena, &config, &synthetic) != AC_OK)
		abort();
	void *block = arena_block(&arena);
	if (ac_synthetic_create(&arena, &config, &synthetic) != AC_OK)
		abort();
	for (size_t i = 0; i < count;) {
		struct ac_event event;
		ac_synthetic_next(synthetic, &event);
		if (event.kind == AC_EVENT_CANDLE)
			candles[i++] = event.candle;
	}
	free(block);
	return candles;
}

int main(int argc, char **argv)
{
	/* The program itself is next to this one in the build tree, or named by the caller. */
	const char *autocoin = argc > 1 ? argv[1] : "build/release/src/cli/autocoin";
	struct ac_candle *candles = bench_candles("BTCUSDT", CANDLES);
	bench_decimals();
	bench_frames();
	bench_indicators(candles, CANDLES);
	bench_backtest(candles, CANDLES);
	bench_candle_csv(candles, CANDLES);
	bench_process(autocoin);
	bench_memory();
	free(candles);
	return 0;
}
