/* candle.h - closed one-minute candles and the series they form: validity, order and gaps.
 * Not a file reader: that is io/candle_file.h; text lines are candle_csv.h. Any thread. */
#ifndef AC_MARKET_CANDLE_H
#define AC_MARKET_CANDLE_H

#include "autocoin/strategy.h" /* struct ac_candle is part of the plug-in interface */
#include "core/decimal.h"

static_assert(sizeof(struct ac_candle) == 56, "candles are written to disk as they are");

enum ac_candle_fault {
	AC_CANDLE_OK,
	AC_CANDLE_UNALIGNED,    /* open time is not a whole minute, or before 2009 */
	AC_CANDLE_NOT_POSITIVE, /* a price is zero or negative */
	AC_CANDLE_INCONSISTENT, /* high below or low above one of the others */
	AC_CANDLE_VOLUME,       /* negative volume */
	AC_CANDLE_REPEATED,     /* same or earlier open time than the candle before */
};

enum ac_candle_fault ac_candle_check(const struct ac_candle *candle);
const char *ac_candle_fault_text(enum ac_candle_fault fault);

/* Watches one symbol's candles. A gap is never silent: the next candle carries `missing_before`,
 * and gaps are counted here. Indicators treat the next candle present as the next one
 * (docs/gaps.md). */
struct ac_series {
	ac_ms open_time_ms_last; /* 0 before the first candle */
	uint64_t candles;
	uint64_t gaps;            /* places where minutes are missing */
	uint64_t minutes_missing; /* their sum */
};

/* Checks `candle`, writes its missing_before, and takes it into the series. On any fault but OK the
 * series is unchanged. */
enum ac_candle_fault ac_series_append(struct ac_series *series, struct ac_candle *candle);

#endif
