#include "simulator/market/candle_store.h"

#include "core/calendar.h"

#include <stdlib.h>

#define MONDAY_MS (4 * AC_MS_PER_DAY) /* 1970-01-05: weeks begin on a Monday */

void simulator_store_deinit(struct simulator_store *store)
{
	free(store->rows);
	*store = (struct simulator_store){ 0 };
}

static struct simulator_row *slot(const struct simulator_store *store, ac_ms open_ms)
{
	return &store->rows[(open_ms / AC_MS_PER_MIN) % SIMULATOR_MINUTES];
}

struct simulator_row *simulator_store_find(const struct simulator_store *store, ac_ms open_ms)
{
	if (store->rows == NULL || open_ms <= 0)
		return NULL;
	struct simulator_row *row = slot(store, open_ms);
	return row->candle.open_time_ms == open_ms ? row : NULL;
}

struct simulator_row *simulator_store_take(struct simulator_store *store, ac_ms open_ms)
{
	ac_assert(open_ms > 0);
	ac_assert(open_ms % AC_MS_PER_MIN == 0);
	if (store->rows == NULL)
		store->rows = calloc(SIMULATOR_MINUTES, sizeof(*store->rows));
	if (store->rows == NULL || open_ms <= store->newest_ms - SIMULATOR_MINUTES * AC_MS_PER_MIN)
		return NULL;
	struct simulator_row *row = slot(store, open_ms);
	if (row->candle.open_time_ms != open_ms) {
		memset(row, 0, sizeof(*row));
		row->candle.open_time_ms = open_ms;
	}
	if (open_ms > store->newest_ms)
		store->newest_ms = open_ms;
	return row;
}

static int64_t saturated(__int128 value)
{
	return value > INT64_MAX ? INT64_MAX : (int64_t)value;
}

int64_t simulator_quote_volume(const struct ac_candle *candle)
{
	__int128 prices = (__int128)candle->open + candle->high + candle->low + candle->close;
	/* Volume and prices are below 2^63 each, and a quarter of the sum is a price again. */
	return saturated(
		ac_dec_divide_wide(prices / 4 * candle->volume, AC_DEC_SCALE, AC_ROUND_HALF_EVEN));
}

static const int32_t interval_minutes[] = {
#define INTERVAL_MINUTES(name, text, minutes) [name] = (minutes),
	SIMULATOR_INTERVAL_LIST(INTERVAL_MINUTES)
#undef INTERVAL_MINUTES
};
static const char *const interval_texts[] = {
#define INTERVAL_TEXT(name, text, minutes) [name] = (text),
	SIMULATOR_INTERVAL_LIST(INTERVAL_TEXT)
#undef INTERVAL_TEXT
};

int simulator_interval_find(struct ac_str text)
{
	for (size_t i = 0; i < AC_COUNT(interval_texts); i++) {
		if (ac_str_equal(ac_str_from(interval_texts[i]), text))
			return (int)i;
	}
	return -1;
}

const char *simulator_interval_text(enum simulator_interval interval)
{
	ac_assert((size_t)interval < AC_COUNT(interval_texts));
	return interval_texts[interval];
}

ac_ms simulator_interval_begin(enum simulator_interval interval, ac_ms time_ms)
{
	ac_assert(time_ms >= 0);
	if (interval == SIMULATOR_1MO) {
		struct ac_calendar date = ac_calendar_from_ms(time_ms);
		return ac_calendar_day_start(time_ms) - (date.day - 1) * AC_MS_PER_DAY;
	}
	ac_ms length = interval_minutes[interval] * AC_MS_PER_MIN;
	ac_ms origin = interval == SIMULATOR_1W ? MONDAY_MS : 0;
	return time_ms < origin ? origin - length : time_ms - (time_ms - origin) % length;
}

ac_ms simulator_interval_end(enum simulator_interval interval, ac_ms begin_ms)
{
	if (interval != SIMULATOR_1MO)
		return begin_ms + interval_minutes[interval] * AC_MS_PER_MIN;
	/* No month is longer than 31 days, and the day after a month's 31st belongs to the next. */
	return simulator_interval_begin(interval, begin_ms + 31 * AC_MS_PER_DAY);
}

static void merge_bar(struct simulator_bar *sum, const struct simulator_bar *bar)
{
	if (bar->open == 0)
		return;
	if (sum->open == 0) {
		*sum = *bar;
		return;
	}
	if (bar->high > sum->high)
		sum->high = bar->high;
	if (bar->low < sum->low)
		sum->low = bar->low;
	sum->close = bar->close;
}

void simulator_row_merge(struct simulator_row *sum, const struct simulator_row *row)
{
	struct ac_candle *into = &sum->candle;
	const struct ac_candle *candle = &row->candle;
	if (candle->high > into->high)
		into->high = candle->high;
	if (candle->low < into->low)
		into->low = candle->low;
	into->close = candle->close;
	into->volume = saturated((__int128)into->volume + candle->volume);
	into->trades += candle->trades;
	sum->quote_volume = saturated((__int128)sum->quote_volume + row->quote_volume);
	merge_bar(&sum->mark, &row->mark);
	merge_bar(&sum->index, &row->index);
}

/* Up to when the feed has finished its minutes. */
static ac_ms finished_ms(const struct simulator_store *store)
{
	return store->newest_ms + (store->is_open ? 0 : AC_MS_PER_MIN);
}

uint32_t simulator_store_collect(const struct simulator_store *store,
				 enum simulator_interval interval, ac_ms from_ms, ac_ms to_ms,
				 ac_ms now_ms, struct simulator_row ret_rows[SIMULATOR_MINUTES])
{
	uint32_t count = 0;
	if (store->rows == NULL || to_ms < 0)
		return 0;
	ac_ms oldest = store->newest_ms - (SIMULATOR_MINUTES - 1) * AC_MS_PER_MIN;
	ac_ms minute = simulator_interval_begin(SIMULATOR_1M, from_ms > oldest ? from_ms : oldest);
	ac_ms end = 0; /* of the candle that is being made */
	for (; minute <= store->newest_ms; minute += AC_MS_PER_MIN) {
		const struct simulator_row *row = simulator_store_find(store, minute);
		if (row == NULL)
			continue;
		if (minute < end) {
			simulator_row_merge(&ret_rows[count - 1], row);
			continue;
		}
		ac_ms begin = simulator_interval_begin(interval, minute);
		if (begin > to_ms)
			break;
		if (begin < from_ms)
			continue;
		end = simulator_interval_end(interval, begin);
		ret_rows[count] = *row;
		ret_rows[count++].candle.open_time_ms = begin;
	}
	if (count > 0 && end > finished_ms(store) && end <= now_ms)
		count--;
	return count;
}

bool simulator_store_sum(const struct simulator_store *store, ac_ms last_ms, int minutes,
			 struct simulator_row *ret_row)
{
	bool is_known = false;
	for (int i = minutes - 1; i >= 0; i--) {
		const struct simulator_row *row =
			simulator_store_find(store, last_ms - i * AC_MS_PER_MIN);
		if (row == NULL)
			continue;
		if (is_known)
			simulator_row_merge(ret_row, row);
		else
			*ret_row = *row;
		is_known = true;
	}
	return is_known;
}
