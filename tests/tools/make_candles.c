/* make_candles - writes synthetic one-minute candles of a default symbol as CSV, for tests that
 * must not need recorded data: make_candles SYMBOL SEED MINUTES > file.csv */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "simulated/synthetic.h"

#include "arena_block.h"

#define START_MS 1746316800000LL /* 2025-05-04 00:00 UTC */

static void put(const struct ac_candle *candle)
{
	const int64_t columns[] = { candle->open, candle->high, candle->low, candle->close,
				    candle->volume };
	printf("%" PRId64, candle->open_time_ms);
	for (size_t i = 0; i < AC_COUNT(columns); i++) {
		char text[AC_DEC_TEXT_SIZE];
		ac_dec_format((struct ac_dec){ columns[i] }, text);
		printf(",%s", text);
	}
	printf(",%" PRId64 "\n", candle->open_time_ms + 59999);
}

int main(int argc, char **argv)
{
	if (argc != 4)
		return 2;
	uint32_t count;
	const struct ac_instrument *all = ac_instruments_default(&count);
	struct ac_instruments instruments = { (struct ac_instrument *)all, count, count };
	int32_t index = ac_instruments_find(&instruments, ac_str_from(argv[1]));
	if (index < 0)
		return 2;
	uint16_t symbol = (uint16_t)index;
	struct ac_synthetic_config config = {
		.instruments = &instruments,
		.symbols = &symbol,
		.symbol_count = 1,
		.seed = strtoull(argv[2], NULL, 10),
		.start_ms = START_MS,
	};
	struct ac_arena arena = { 0 };
	struct ac_synthetic *synthetic;
	if (ac_synthetic_create(&arena, &config, &synthetic) != AC_OK)
		return 1;
	void *block = arena_block(&arena);
	if (ac_synthetic_create(&arena, &config, &synthetic) != AC_OK)
		return 1;
	puts("open_time,open,high,low,close,volume,close_time");
	long minutes = strtol(argv[3], NULL, 10);
	while (minutes > 0) {
		struct ac_event event;
		ac_synthetic_next(synthetic, &event);
		if (event.kind != AC_EVENT_CANDLE)
			continue;
		put(&event.candle);
		minutes--;
	}
	free(block);
	return 0;
}
