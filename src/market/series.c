#include "market/candle.h"

enum ac_candle_fault ac_series_append(struct ac_series *series, struct ac_candle *candle)
{
	enum ac_candle_fault fault = ac_candle_check(candle);
	if (fault != AC_CANDLE_OK)
		return fault;
	uint64_t missing = 0;
	if (series->open_time_ms_last != 0) {
		if (candle->open_time_ms <= series->open_time_ms_last)
			return AC_CANDLE_REPEATED;
		missing = (uint64_t)((candle->open_time_ms - series->open_time_ms_last) /
				     AC_MS_PER_MIN) -
			  1;
		/* More minutes than the field holds are 8000 years: the time itself is wrong. */
		if (missing > UINT32_MAX)
			return AC_CANDLE_UNALIGNED;
	}
	candle->missing_before = (uint32_t)missing;
	series->open_time_ms_last = candle->open_time_ms;
	series->candles++;
	series->gaps += missing != 0;
	series->minutes_missing += missing;
	return AC_CANDLE_OK;
}
