/* bench.h - what the parts of the benchmark share: one line a figure. */
#ifndef AC_TESTS_BENCH_H
#define AC_TESTS_BENCH_H

#include "market/candle.h"
#include "market/instrument.h"

double bench_seconds(void); /* monotonic */
/* Prints "name value unit   how". */
void bench_figure(const char *name, double value, const char *unit, const char *how);
/* Synthetic candles of a default symbol; the caller frees them. */
struct ac_candle *bench_candles(const char *symbol, size_t count);

/* Best of some runs of the indicators' arithmetic alone. */
double bench_bare_loop_seconds(const struct ac_candle *candles, size_t count);

void bench_decimals(void);
void bench_frames(void);
void bench_indicators(const struct ac_candle *candles, size_t count);
void bench_backtest(const struct ac_candle *candles, size_t count);
void bench_candle_csv(const struct ac_candle *candles, size_t count);
void bench_process(const char *autocoin);
void bench_memory(void);

#endif
