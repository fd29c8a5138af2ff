/* candle_file.h - reads whole candle files: CSV plain, .gz or .zip. Start-up and backtests only. */
#ifndef AC_IO_CANDLE_FILE_H
#define AC_IO_CANDLE_FILE_H

#include "core/error.h"
#include "market/candle.h"

struct ac_candle_file {
	struct ac_candle *candles; /* ascending; owned */
	size_t count;
	struct ac_series series; /* gaps found */
	uint64_t bytes;          /* of CSV text, decompressed */
};

/* Every line is checked: the first bad one is refused, and `error` receives
 * "file:line: what is wrong (what was found)". With or without a header; ms or microseconds. */
AC_MUST_USE enum ac_status ac_candle_file_load(const char *path, struct ac_candle_file *ret_file,
					       struct ac_error *error);
void ac_candle_file_free(struct ac_candle_file *file); /* leaves it zeroed */

/* The symbol that a path names: "…/BTCUSDT-1m.csv.gz" and "…/BTCUSDT-1m-2026-02.zip" give BTCUSDT.
 * AC_ERR_PARSE when there is none. */
AC_MUST_USE enum ac_status ac_candle_file_symbol(const char *path, char *symbol, size_t size);

/* Funding rates: CSV `time,open[,…]`, the rate in the second column (fraction). */
struct ac_funding_rate {
	ac_ms time_ms;
	struct ac_dec rate;
	struct ac_dec mark; /* 0 unknown; filled from a mark series by ac_funding_file_join */
};
struct ac_funding_file {
	struct ac_funding_rate *rates; /* ascending; owned */
	size_t count;
};
AC_MUST_USE enum ac_status ac_funding_file_load(const char *path, struct ac_funding_file *ret_file,
						struct ac_error *error);
/* Takes the open of the mark candle with the same time as each rate's mark. */
AC_MUST_USE enum ac_status ac_funding_file_join(struct ac_funding_file *file, const char *mark_path,
						struct ac_error *error);
void ac_funding_file_free(struct ac_funding_file *file);

#endif
