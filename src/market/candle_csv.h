/* candle_csv.h - reads candles from lines of comma-separated text, as the exchange publishes them.
 * Not a file reader (io/candle_file.h) and not a judge of candles (candle.h): only the text is
 * checked here. One owner.
 *
 * A line is `open_time,open,high,low,close,volume` and up to six further columns, of which the
 * ninth is the number of trades. All lines have as many columns as the first, which shows a torn
 * line. The first line may be a header. Times are milliseconds, or microseconds from 1e14 up. */
#ifndef AC_MARKET_CANDLE_CSV_H
#define AC_MARKET_CANDLE_CSV_H

#include "market/candle.h"

struct ac_candle_csv {
	const char *at; /* borrowed from the text fed last */
	const char *end;
	const char *line_begin; /* of the line read last */
	uint64_t line;          /* its number, from 1 */
	uint64_t line_blank;    /* an empty line seen, which must be the last; 0 none */
	uint32_t columns;       /* in every line; 0 before the first */
	/* After AC_ERR_PARSE: what is wrong, where, and the text found there. */
	const char *reason;
	struct ac_str found;
	uint32_t column; /* of the first byte of `found`, from 1 */
};

void ac_candle_csv_init(struct ac_candle_csv *csv);

/* Goes on with `text`, which begins at a line's begin and ends at a line's end, the end of the
 * whole excepted, and stays valid until the next call of this function. */
void ac_candle_csv_feed(struct ac_candle_csv *csv, struct ac_str text);

/* AC_OK: one candle, with missing_before 0. AC_END: the text fed is used up. AC_ERR_PARSE: the line
 * is malformed; reading cannot go on. */
AC_MUST_USE enum ac_status ac_candle_csv_next(struct ac_candle_csv *csv,
					      struct ac_candle *ret_candle);

/* `time,rate[,…]`: the same lines for series of one decimal, which may be negative or have an
 * exponent. */
AC_MUST_USE enum ac_status ac_candle_csv_next_rate(struct ac_candle_csv *csv, ac_ms *ret_time_ms,
						   struct ac_dec *ret_rate);

#endif
