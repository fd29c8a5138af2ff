#include "database/listing.h"

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

enum ac_status ac_history_candles(struct ac_store *store, const struct ac_history_filter *filter,
				  bool (*take)(void *self, const struct ac_candle *candle),
				  void *self)
{
	struct statement rows = listing_start(store, AC_QUERY_CANDLES, filter);
	bind_text(&rows, AC_PARAMETER_SYMBOL, filter->symbol);
	listing_limit(&rows, filter);
	enum ac_status status;
	while ((status = statement_next(&rows)) == AC_OK) {
		struct ac_candle candle;
		read_candle(&rows, &candle);
		if (rows.is_refused || !take(self, &candle))
			break;
	}
	return listing_end(&rows, status);
}
