/* candle_store.h - one symbol's minutes of the last three days, and the larger candles that they
 * make. Knows nothing of frames or questions. */
#ifndef AC_SIMULATOR_MARKET_CANDLE_STORE_H
#define AC_SIMULATOR_MARKET_CANDLE_STORE_H

#include "market/candle.h"

#define SIMULATOR_MINUTES     4320 /* three days */
#define SIMULATOR_DAY_MINUTES 1440

/* Of a mark or index price. */
struct simulator_bar {
	int64_t open, high, low, close; /* 1e-8; open 0: nothing known */
};

struct simulator_row {
	struct ac_candle candle; /* open_time_ms is that of the interval; 0: empty */
	int64_t quote_volume;    /* 1e-8 */
	int64_t first_trade_id;
	struct simulator_bar mark, index;
};

struct simulator_store {
	struct simulator_row *rows; /* SIMULATOR_MINUTES of them; taken with the first candle */
	ac_ms newest_ms;            /* open time of the newest minute; 0: none yet */
	bool is_open;               /* that minute is still under way */
};

void simulator_store_deinit(struct simulator_store *store);
/* The minute's row; NULL where it is not there. */
struct simulator_row *simulator_store_find(const struct simulator_store *store, ac_ms open_ms);
/* The minute's row, made empty where it was not there. NULL: older than all that is kept, or no
 * memory. */
struct simulator_row *simulator_store_take(struct simulator_store *store, ac_ms open_ms);
/* Takes a later row into an earlier one. */
void simulator_row_merge(struct simulator_row *sum, const struct simulator_row *row);
/* Quote volume of a candle whose feed does not tell: its volume at the middle of its prices. */
int64_t simulator_quote_volume(const struct ac_candle *candle);

#define SIMULATOR_INTERVAL_LIST(X)                                                                 \
	X(SIMULATOR_1M, "1m", 1)                                                                   \
	X(SIMULATOR_3M, "3m", 3)                                                                   \
	X(SIMULATOR_5M, "5m", 5)                                                                   \
	X(SIMULATOR_15M, "15m", 15)                                                                \
	X(SIMULATOR_30M, "30m", 30)                                                                \
	X(SIMULATOR_1H, "1h", 60)                                                                  \
	X(SIMULATOR_2H, "2h", 120)                                                                 \
	X(SIMULATOR_4H, "4h", 240)                                                                 \
	X(SIMULATOR_6H, "6h", 360)                                                                 \
	X(SIMULATOR_8H, "8h", 480)                                                                 \
	X(SIMULATOR_12H, "12h", 720)                                                               \
	X(SIMULATOR_1D, "1d", 1440)                                                                \
	X(SIMULATOR_3D, "3d", 4320)                                                                \
	X(SIMULATOR_1W, "1w", 10080)                                                               \
	X(SIMULATOR_1MO, "1M", 0)
enum simulator_interval {
#define SIMULATOR_INTERVAL_ENUM(name, text, minutes) name,
	SIMULATOR_INTERVAL_LIST(SIMULATOR_INTERVAL_ENUM)
#undef SIMULATOR_INTERVAL_ENUM
};
/* -1: no such interval. */
int simulator_interval_find(struct ac_str text);
const char *simulator_interval_text(enum simulator_interval interval);
/* When the interval that holds `time_ms` begins, and when the next one does. */
ac_ms simulator_interval_begin(enum simulator_interval interval, ac_ms time_ms);
ac_ms simulator_interval_end(enum simulator_interval interval, ac_ms begin_ms);

/* Every candle of the interval that opened from `from_ms` to `to_ms`, ascending, at most
 * SIMULATOR_MINUTES of them; returns how many. A candle whose interval is over by `now_ms` although
 * the feed has not finished it is left out: its close time would say that it is final. */
uint32_t simulator_store_collect(const struct simulator_store *store,
				 enum simulator_interval interval, ac_ms from_ms, ac_ms to_ms,
				 ac_ms now_ms, struct simulator_row ret_rows[SIMULATOR_MINUTES]);
/* The `minutes` that end with the one that opened at `last_ms` as one candle; false where nothing
 * is known. */
bool simulator_store_sum(const struct simulator_store *store, ac_ms last_ms, int minutes,
			 struct simulator_row *ret_row);

#endif
