/* What is worked out of a listing and its instrument, for frames and answers alike. */
#include "simulator/market/market_state.h"

int simulator_price_decimals(const struct ac_instrument *instrument)
{
	return instrument->price_precision < AC_DEC_DIGITS ? instrument->price_precision
							   : AC_DEC_DIGITS;
}

int simulator_quantity_decimals(const struct ac_instrument *instrument)
{
	return instrument->quantity_precision < AC_DEC_DIGITS ? instrument->quantity_precision
							      : AC_DEC_DIGITS;
}

/* A delivery contract's symbol carries its date: BTCUSDT_250627. */
bool simulator_is_perpetual(const struct ac_instrument *instrument)
{
	return strchr(instrument->symbol, '_') == NULL;
}

const char *simulator_contract_type(const struct ac_instrument *instrument)
{
	return simulator_is_perpetual(instrument) ? "PERPETUAL" : "CURRENT_QUARTER";
}

bool simulator_day(struct simulator_listing *listing, struct simulator_row *ret_day)
{
	struct simulator_store *store = &listing->store;
	if (store->newest_ms == 0)
		return false;
	/* Everything but the newest minute stays as it is until that one is another. */
	if (!listing->has_day || listing->day_minute_ms != store->newest_ms) {
		listing->has_day = true;
		listing->day_minute_ms = store->newest_ms;
		if (!simulator_store_sum(store, store->newest_ms - AC_MS_PER_MIN,
					 SIMULATOR_DAY_MINUTES - 1, &listing->day))
			listing->day.candle.open_time_ms = 0;
	}
	const struct simulator_row *newest = simulator_store_find(store, store->newest_ms);
	ac_assert(newest != NULL);
	*ret_day = *newest;
	if (listing->day.candle.open_time_ms != 0) {
		*ret_day = listing->day;
		simulator_row_merge(ret_day, newest);
	}
	return true;
}

struct simulator_change simulator_change_of(const struct simulator_row *day)
{
	const struct ac_candle *candle = &day->candle;
	__int128 move = (__int128)candle->close - candle->open;
	struct simulator_change change = {
		.amount = { (int64_t)move },
		.percent = { (int64_t)(move * 100000 / candle->open) * (AC_DEC_SCALE / 1000) },
		.average = { candle->close },
	};
	if (candle->volume > 0)
		change.average.units = (int64_t)ac_dec_divide_wide(
			(__int128)day->quote_volume * AC_DEC_SCALE, candle->volume, AC_ROUND_DOWN);
	return change;
}
