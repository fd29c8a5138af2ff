#include "market/candle.h"

/* 2009-01-01: no exchange is older, and times in seconds or in another unit fall before it. */
#define OPEN_TIME_MS_MIN 1230768000000LL

enum ac_candle_fault ac_candle_check(const struct ac_candle *candle)
{
	if (candle->open_time_ms < OPEN_TIME_MS_MIN || candle->open_time_ms % AC_MS_PER_MIN != 0)
		return AC_CANDLE_UNALIGNED;
	if (candle->low <= 0 || candle->high <= 0 || candle->open <= 0 || candle->close <= 0)
		return AC_CANDLE_NOT_POSITIVE;
	if (candle->high < candle->open || candle->high < candle->close ||
	    candle->low > candle->open || candle->low > candle->close)
		return AC_CANDLE_INCONSISTENT;
	if (candle->volume < 0)
		return AC_CANDLE_VOLUME;
	return AC_CANDLE_OK;
}

const char *ac_candle_fault_text(enum ac_candle_fault fault)
{
	switch (fault) {
	case AC_CANDLE_OK:
		return "ok";
	case AC_CANDLE_UNALIGNED:
		return "the open time is not a whole minute since 2009";
	case AC_CANDLE_NOT_POSITIVE:
		return "a price is zero or negative";
	case AC_CANDLE_INCONSISTENT:
		return "high or low do not enclose open and close";
	case AC_CANDLE_VOLUME:
		return "the volume is negative";
	case AC_CANDLE_REPEATED:
		return "the open time is not after the candle before";
	}
	return "?";
}
