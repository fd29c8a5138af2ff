/* candle_store.h - one symbol's minutes of the last three days, and the larger candles that they
 * make. Knows nothing of frames or questions. */
#ifndef AC_VENUE_CANDLE_STORE_H
#define AC_VENUE_CANDLE_STORE_H

#include "market/candle.h"

#define VENUE_MINUTES     4320 /* three days */
#define VENUE_DAY_MINUTES 1440

/* Of a mark or index price. */
struct venue_bar {
	int64_t open, high, low, close; /* 1e-8; open 0: nothing known */
};

struct venue_row {
	struct ac_candle candle; /* open_time_ms is that of the interval; 0: empty */
	int64_t quote_volume;    /* 1e-8 */
	int64_t first_trade_id;
	struct venue_bar mark, index;
};

struct venue_store {
	struct venue_row *rows; /* VENUE_MINUTES of them; taken with the first candle */
	ac_ms newest_ms;        /* open time of the newest minute; 0: none yet */
	bool is_open;           /* that minute is still under way */
};

void venue_store_deinit(struct venue_store *store);
/* The minute's row; NULL where it is not there. */
struct venue_row *venue_store_find(const struct venue_store *store, ac_ms open_ms);
/* The minute's row, made empty where it was not there. NULL: older than all that is kept, or no
 * memory. */
struct venue_row *venue_store_take(struct venue_store *store, ac_ms open_ms);
/* Takes a later row into an earlier one. */
void venue_row_merge(struct venue_row *sum, const struct venue_row *row);
/* Quote volume of a candle whose feed does not tell: its volume at the middle of its prices. */
int64_t venue_quote_volume(const struct ac_candle *candle);

#define VENUE_INTERVAL_LIST(X)                                                                     \
	X(VENUE_1M, "1m", 1)                                                                       \
	X(VENUE_3M, "3m", 3)                                                                       \
	X(VENUE_5M, "5m", 5)                                                                       \
	X(VENUE_15M, "15m", 15)                                                                    \
	X(VENUE_30M, "30m", 30)                                                                    \
	X(VENUE_1H, "1h", 60)                                                                      \
	X(VENUE_2H, "2h", 120)                                                                     \
	X(VENUE_4H, "4h", 240)                                                                     \
	X(VENUE_6H, "6h", 360)                                                                     \
	X(VENUE_8H, "8h", 480)                                                                     \
	X(VENUE_12H, "12h", 720)                                                                   \
	X(VENUE_1D, "1d", 1440)                                                                    \
	X(VENUE_3D, "3d", 4320)                                                                    \
	X(VENUE_1W, "1w", 10080)                                                                   \
	X(VENUE_1MO, "1M", 0)
enum venue_interval {
#define VENUE_INTERVAL_ENUM(name, text, minutes) name,
	VENUE_INTERVAL_LIST(VENUE_INTERVAL_ENUM)
#undef VENUE_INTERVAL_ENUM
};
/* -1: no such interval. */
int venue_interval_find(struct ac_str text);
const char *venue_interval_text(enum venue_interval interval);
/* When the interval that holds `time_ms` begins, and when the next one does. */
ac_ms venue_interval_begin(enum venue_interval interval, ac_ms time_ms);
ac_ms venue_interval_end(enum venue_interval interval, ac_ms begin_ms);

/* Every candle of the interval that opened from `from_ms` to `to_ms`, ascending, at most
 * VENUE_MINUTES of them; returns how many. A candle whose interval is over by `now_ms` although
 * the feed has not finished it is left out: its close time would say that it is final. */
uint32_t venue_store_collect(const struct venue_store *store, enum venue_interval interval,
			     ac_ms from_ms, ac_ms to_ms, ac_ms now_ms,
			     struct venue_row ret_rows[VENUE_MINUTES]);
/* The `minutes` that end with the one that opened at `last_ms` as one candle; false where nothing
 * is known. */
bool venue_store_sum(const struct venue_store *store, ac_ms last_ms, int minutes,
		     struct venue_row *ret_row);

#endif
