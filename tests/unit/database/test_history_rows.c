/* Signals, fills, orders and candles of two accounts, read back through a read-only store with
 * every field, under any filter and in pages of any size, against a plain list of what was written.
 */
#include "history_rows.h"

#define ROUNDS 150

enum list { SIGNALS, FILLS, ORDERS, OPEN_ORDERS };

static void read_list(enum list list, const struct ac_history_filter *filter,
		      struct listing *listing)
{
	enum ac_status status = AC_OK;
	listing->count = 0;
	if (list == SIGNALS)
		status = ac_history_signals(reader, filter, take_signal, listing);
	if (list == FILLS)
		status = ac_history_fills(reader, filter, take_fill, listing);
	if (list == ORDERS || list == OPEN_ORDERS)
		status =
			ac_history_orders(reader, filter, list == OPEN_ORDERS, take_order, listing);
	if (status != AC_OK)
		fail_msg("%s: %s", ac_status_text(status), ac_store_error(reader));
}

static bool is_wanted(const struct row *row, enum list list, const struct ac_history_filter *filter)
{
	bool is_in = row->time_ms >= filter->from_ms &&
		     (filter->to_ms == 0 || row->time_ms < filter->to_ms);
	bool is_named =
		(filter->symbol == NULL || strcmp(filter->symbol, symbol_of(row)) == 0) &&
		(filter->strategy == NULL || strcmp(filter->strategy, strategy_of(row)) == 0);
	if (list == SIGNALS && filter->allowed != 0 && row->flag != (filter->allowed > 0))
		return false;
	if (list == OPEN_ORDERS && !row->flag)
		return false;
	return is_in && is_named && strcmp(row->account, filter->account) == 0;
}

/* The whole list: each wanted row once, and in the order of time. Rows of one moment may stand in
 * any order. */
static void check_whole(enum list list, const struct ac_history_filter *filter,
			const struct listing *whole)
{
	uint32_t wanted = 0;
	bool is_ascending = filter->is_ascending && list != ORDERS && list != OPEN_ORDERS;
	for (uint32_t i = 0; i < 2 * ROWS; i++) {
		uint32_t found = 0;
		bool is_in = is_wanted(&rows[i], list, filter);
		wanted += is_in;
		for (uint32_t k = 0; k < whole->count && is_in; k++)
			found += whole->rows[k].time_ms == rows[i].time_ms &&
				 strcmp(whole->rows[k].line, rows[i].line) == 0;
		if (is_in && found != 1)
			fail_msg("%u times: %s", found, rows[i].line);
	}
	CHECK_EQ("rows", whole->count, wanted);
	for (uint32_t k = 1; k < whole->count; k++) {
		ac_ms step = whole->rows[k].time_ms - whole->rows[k - 1].time_ms;
		assert_true(is_ascending ? step >= 0 : step <= 0);
	}
}

static void check_pages(enum list list, struct ac_history_filter filter,
			const struct listing *whole)
{
	static struct listing page;
	filter.limit = (uint32_t)(1 + below(30));
	do {
		page.stop_after = 0;
		read_list(list, &filter, &page);
		assert_true(page.count <= filter.limit);
		for (uint32_t i = 0; i < page.count; i++)
			assert_string_equal(page.rows[i].line, whole->rows[filter.offset + i].line);
		filter.offset += page.count;
	} while (page.count == filter.limit);
	CHECK_EQ("rows of all pages", filter.offset, whole->count);
	filter.limit = filter.offset = 0;
	page.stop_after = (uint32_t)(1 + below(5));
	read_list(list, &filter, &page);
	CHECK_EQ("has enough", page.count,
		 whole->count < page.stop_after ? whole->count : page.stop_after);
}

static void check_list(enum list list)
{
	static const char *const symbols[] = { NULL, "BTCUSDT", "ETHUSDT" };
	static const char *const strategies[] = { NULL, "vwap_reversion", "other" };
	static struct listing whole;
	for (int round = 0; round < ROUNDS; round++) {
		struct ac_history_filter filter = {
			.account = runs[below(2)].account,
			.symbol = symbols[below(3)],
			.strategy = strategies[below(3)],
			.from_ms = below(2) * (START_MS + below(TIMES)),
			.to_ms = below(2) * (START_MS + below(TIMES)),
			.allowed = (int32_t)below(3) - 1,
			.is_ascending = below(2) == 0,
		};
		read_list(list, &filter, &whole);
		check_whole(list, &filter, &whole);
		check_pages(list, filter, &whole);
	}
}

static void test_rows_of_signals_are_what_was_written(void **state)
{
	(void)state;
	write_rows(AC_EVENT_SIGNAL, make_signal);
	check_list(SIGNALS);
}

static void test_rows_of_fills_are_what_was_written(void **state)
{
	(void)state;
	write_rows(AC_EVENT_FILL, make_fill);
	check_list(FILLS);
}

static void test_rows_of_orders_are_what_was_written(void **state)
{
	(void)state;
	write_rows(AC_EVENT_ORDER_STATE, make_order);
	check_list(ORDERS);
	check_list(OPEN_ORDERS);
}

static void test_rows_of_candles_are_the_newest_of_a_window(void **state)
{
	(void)state;
	static struct listing listing;
	write_rows(AC_EVENT_CANDLE, make_candle);
	for (int round = 0; round < ROUNDS; round++) {
		const struct ac_history_filter filter = {
			.account = runs[below(2)].account,
			.symbol = fixture_instruments[below(2)].symbol,
			.strategy = below(2) == 0 ? "other" : NULL, /* has no say */
			.from_ms = below(2) * (START_MS + below(ROWS / 2) * AC_MS_PER_MIN),
			.to_ms = below(2) * (START_MS + below(ROWS / 2) * AC_MS_PER_MIN),
			.limit = (uint32_t)below(90),
		};
		listing.count = 0;
		listing.stop_after = (uint32_t)(below(2) * (1 + below(4)));
		assert_int_equal(ac_history_candles(reader, &filter, take_candle, &listing), AC_OK);
		struct ac_history_filter times = filter;
		uint32_t wanted = 0, k = 0;
		times.strategy = NULL;
		for (uint32_t i = 0; i < 2 * ROWS; i++)
			wanted += is_wanted(&rows[i], FILLS, &times);
		uint32_t skipped =
			filter.limit != 0 && wanted > filter.limit ? wanted - filter.limit : 0;
		for (uint32_t i = 0; i < 2 * ROWS && k < listing.count; i++) {
			if (!is_wanted(&rows[i], FILLS, &times))
				continue;
			if (skipped > 0) {
				skipped--;
				continue;
			}
			CHECK_EQ("minute", listing.rows[k].time_ms, rows[i].time_ms);
			assert_string_equal(listing.rows[k++].line, rows[i].line);
		}
		uint32_t due = filter.limit != 0 && wanted > filter.limit ? filter.limit : wanted;
		if (listing.stop_after != 0 && listing.stop_after < due)
			due = listing.stop_after;
		CHECK_EQ("candles", listing.count, due);
	}
}

#define WITH_ROWS(test) cmocka_unit_test_setup_teardown(test, rows_setup, rows_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_ROWS(test_rows_of_signals_are_what_was_written),
		WITH_ROWS(test_rows_of_fills_are_what_was_written),
		WITH_ROWS(test_rows_of_orders_are_what_was_written),
		WITH_ROWS(test_rows_of_candles_are_the_newest_of_a_window),
	};
	return cmocka_run_group_tests(tests, folder_make, folder_remove);
}
