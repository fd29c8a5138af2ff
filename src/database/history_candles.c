#include "database/selection.h"

static void read_candle(struct statement *rows, struct ac_candle *candle)
{
	memset(candle, 0, sizeof(*candle));
	candle->open_time_ms = column_int(rows);
	candle->open = column_dec(rows).units;
	candle->high = column_dec(rows).units;
	candle->low = column_dec(rows).units;
	candle->close = column_dec(rows).units;
	candle->volume = column_dec(rows).units;
	candle->trades = (uint32_t)column_int(rows);
	candle->missing_before = (uint32_t)column_int(rows);
}

/* The newest are found from the end of the key and turned round. Candles are the same for every
 * strategy. */
enum ac_status ac_history_candles(struct ac_store *store, const struct ac_history_filter *filter,
				  bool (*take)(void *self, const struct ac_candle *candle),
				  void *self)
{
	struct ac_history_filter own = *filter;
	struct selection selection;
	own.strategy = NULL;
	own.offset = 0;
	selection_init(&selection,
		       "SELECT open_time, open, high, low, close, volume, trades, missing_before "
		       "FROM (SELECT * FROM candles_1m");
	selection_filter(&selection, &own, "open_time");
	selection_add(&selection, " ORDER BY open_time DESC");
	selection_page(&selection, &own);
	selection_add(&selection, ") ORDER BY open_time");
	selection_run(&selection, store);
	enum ac_status status;
	while ((status = statement_next(&selection.rows)) == AC_OK) {
		struct ac_candle candle;
		read_candle(&selection.rows, &candle);
		if (selection.rows.is_refused || !take(self, &candle))
			break;
	}
	return selection_end(&selection, status);
}
