/* candles.h - made-up and recorded candles for the tests of indicators. */
#ifndef AC_TESTS_INDICATOR_CANDLES_H
#define AC_TESTS_INDICATOR_CANDLES_H

#include "check.h"

#include "core/prng.h"
#include "io/candle_file.h"

/* A walk on a grid of ticks, so that equal moves are common; some candles have no volume. */
static inline void candles_make(struct ac_candle *candles, size_t count, uint64_t seed,
				int64_t price, int64_t tick)
{
	struct ac_prng prng;
	ac_prng_init(&prng, seed);
	int64_t close = price / tick;
	for (size_t i = 0; i < count; i++) {
		int64_t open = close;
		close += (int64_t)ac_prng_below(&prng, 21) - 10;
		int64_t high = (open > close ? open : close) + (int64_t)ac_prng_below(&prng, 6);
		int64_t low = (open < close ? open : close) - (int64_t)ac_prng_below(&prng, 6);
		bool is_traded = ac_prng_below(&prng, 20) != 0;
		candles[i] = (struct ac_candle){
			.open_time_ms = 1746372780000 + (int64_t)i * 60000,
			.open = open * tick,
			.high = high * tick,
			.low = low * tick,
			.close = close * tick,
			.volume = is_traded ? (int64_t)ac_prng_below(&prng, 1000000000000) : 0,
		};
	}
}

static inline void candles_load(const char *shared, const char *name, struct ac_candle_file *file)
{
	char path[1200];
	struct ac_error error;
	snprintf(path, sizeof(path), "%s/%s", shared, name);
	if (ac_candle_file_load(path, file, &error) != AC_OK)
		fail_msg("%s", error.text);
}

#endif
