#include "bench.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "io/candle_file.h"

void bench_candle_csv(const struct ac_candle *candles, size_t count)
{
	char path[] = "/tmp/autocoin-bench-XXXXXX";
	int descriptor = mkstemp(path);
	FILE *file = descriptor >= 0 ? fdopen(descriptor, "w") : NULL;
	if (file == NULL)
		return;
	for (size_t i = 0; i < count; i++) {
		char texts[5][AC_DEC_TEXT_SIZE];
		const int64_t columns[] = { candles[i].open, candles[i].high, candles[i].low,
					    candles[i].close, candles[i].volume };
		for (size_t k = 0; k < 5; k++)
			ac_dec_format((struct ac_dec){ columns[k] }, texts[k]);
		fprintf(file, "%" PRId64 ",%s,%s,%s,%s,%s\n", candles[i].open_time_ms, texts[0],
			texts[1], texts[2], texts[3], texts[4]);
	}
	fclose(file);
	double best = 1e9;
	uint64_t bytes = 0;
	for (int round = 0; round < 3; round++) {
		struct ac_candle_file loaded;
		struct ac_error error;
		double start = bench_seconds();
		if (ac_candle_file_load(path, &loaded, &error) != AC_OK)
			break;
		double seconds = bench_seconds() - start;
		best = seconds < best ? seconds : best;
		bytes = loaded.bytes;
		ac_candle_file_free(&loaded);
	}
	unlink(path);
	bench_figure("candle_csv", (double)bytes / best / 1e6, "MB/s",
		     "a plain file read, parsed and checked");
}
