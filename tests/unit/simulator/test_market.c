/* Tests of the simulator's market: what it knows, when, and what it keeps. */
#include "market_room.h"

#define MINUTE   AC_MS_PER_MIN
#define T0       1795000020000LL /* a whole minute */
#define UNITS(x) ((int64_t)(x)*AC_DEC_SCALE)
#define KLINE_1M "btcusdt@kline_1m"

static const struct ac_candle candle = { .open_time_ms = T0,
					 .open = UNITS(61230),
					 .high = UNITS(61241),
					 .low = UNITS(61228),
					 .close = UNITS(61239),
					 .volume = 8431200000,
					 .trades = 1893 };

static const struct ac_candle *stored(uint16_t symbol, ac_ms open_ms)
{
	const struct simulator_row *row =
		simulator_store_find(&room.simulator.market->listings[symbol].store, open_ms);
	return row == NULL ? NULL : &row->candle;
}

static void test_nothing_of_a_candle_is_told_before_its_phase(void **state)
{
	(void)state;
	room_candle(0, &candle, AC_FEED_CANDLE_OPEN);
	for (uint32_t i = 0; i < room.frame_count; i++) {
		if (room.frames[i].route != AC_SIMULATOR_ROUTE_MARKET)
			continue; /* the book stands around the price */
		assert_null(strstr(room.frames[i].text, "61241"));
		assert_null(strstr(room.frames[i].text, "61228"));
		assert_null(strstr(room.frames[i].text, "61239"));
		assert_null(strstr(room.frames[i].text, "84.3"));
	}
	assert_non_null(strstr(room_last(KLINE_1M), "\"o\":\"61230.00\",\"c\":\"61230.00\","
						    "\"h\":\"61230.00\",\"l\":\"61230.00\""));
	CHECK_EQ("last", simulator_market_quote(&room.simulator, 0)->last.units, candle.open);
	room_forget();
	room_candle(0, &candle, AC_FEED_CANDLE_PATH);
	for (uint32_t i = 0; i < room.frame_count; i++) {
		if (room.frames[i].route != AC_SIMULATOR_ROUTE_MARKET)
			continue;
		assert_null(strstr(room.frames[i].text, "61239"));
		assert_null(strstr(room.frames[i].text, "\"x\":true"));
	}
	assert_non_null(strstr(room_last(KLINE_1M), "\"h\":\"61241.00\",\"l\":\"61228.00\""));
}

static void test_a_candle_is_final_exactly_once_and_then_whole(void **state)
{
	(void)state;
	room_minute(0, &candle);
	room_candle(0, &candle, AC_FEED_CANDLE_CLOSE);
	uint32_t finals = 0;
	for (uint32_t i = 0; i < room.frame_count; i++)
		finals += strcmp(room.frames[i].stream, KLINE_1M) == 0 &&
			  strstr(room.frames[i].text, "\"x\":true") != NULL;
	CHECK_EQ("finals", finals, 1);
	assert_memory_equal(stored(0, T0), &candle, sizeof(candle));
	CHECK_EQ("mark", simulator_market_quote(&room.simulator, 0)->mark.units, candle.close);
}

static void test_the_mark_of_the_close_is_told_before_the_final_candle(void **state)
{
	(void)state;
	room_minute(0, &candle);
	uint32_t mark_at = 0, final_at = 0;
	for (uint32_t i = 0; i < room.frame_count; i++) {
		if (strcmp(room.frames[i].stream, "btcusdt@markPrice@1s") == 0 &&
		    strstr(room.frames[i].text, "\"p\":\"61239.00000000\"") != NULL)
			mark_at = i + 1;
		if (strstr(room.frames[i].text, "\"x\":true") != NULL && final_at == 0)
			final_at = i + 1;
	}
	assert_true(mark_at > 0);
	assert_true(final_at > mark_at);
}

static void test_the_trades_of_a_candle_add_up_to_its_volume(void **state)
{
	(void)state;
	const int64_t volumes[] = { 0, 1, 99999, 100000, 8431200000, 12345678900000 };
	for (size_t i = 0; i < AC_COUNT(volumes); i++) {
		struct ac_candle one = candle;
		const struct simulator_listing *listing = &room.simulator.market->listings[0];
		one.open_time_ms += (ac_ms)i * MINUTE;
		one.volume = volumes[i];
		uint64_t before = listing->trade_count;
		room_minute(0, &one);
		int64_t sum = 0;
		for (uint64_t t = before; t < listing->trade_count; t++)
			sum += listing->trades[t % SIMULATOR_TRADES_KEPT].quantity.units;
		CHECK_EQ("sum", sum, one.volume);
		CHECK_EQ("stored", stored(0, one.open_time_ms)->volume, one.volume);
	}
}

static void test_trades_build_a_candle_that_the_feed_then_closes(void **state)
{
	(void)state;
	room_trade(0, UNITS(100), 1000, T0 + 1000);
	room_trade(0, UNITS(103), 2000, T0 + 2000);
	room_trade(0, UNITS(99), 3000, T0 + 59000);
	const struct ac_candle *open = stored(0, T0);
	CHECK_EQ("open", open->open, UNITS(100));
	CHECK_EQ("high", open->high, UNITS(103));
	CHECK_EQ("low", open->low, UNITS(99));
	CHECK_EQ("close", open->close, UNITS(99));
	CHECK_EQ("volume", open->volume, 6000);
	struct ac_candle closed = *open;
	closed.trades = 3;
	room_candle(0, &closed, 0);
	assert_non_null(strstr(room_last(KLINE_1M), "\"x\":true"));
	CHECK_EQ("is_open", room.simulator.market->listings[0].store.is_open, false);
}

static void test_a_trade_of_the_next_minute_closes_one_that_the_feed_did_not(void **state)
{
	(void)state;
	room_trade(0, UNITS(100), 1000, T0 + 1000);
	room_trade(0, UNITS(101), 1000, T0 + MINUTE + 1000);
	uint32_t finals = 0;
	for (uint32_t i = 0; i < room.frame_count; i++)
		finals += strcmp(room.frames[i].stream, KLINE_1M) == 0 &&
			  strstr(room.frames[i].text, "\"x\":true") != NULL;
	CHECK_EQ("finals", finals, 1);
	CHECK_EQ("close", stored(0, T0)->close, UNITS(100));
}

static void test_open_candles_are_told_four_times_a_second_at_most(void **state)
{
	(void)state;
	room.wanted = KLINE_1M;
	for (int i = 0; i < 1000; i++) {
		room.simulator.now_ns = ROOM_NOW_NS + i * AC_NS_PER_MS;
		room_trade(0, UNITS(100 + i % 7), 1000, T0 + i);
		simulator_market_advance(&room.simulator);
	}
	assert_in_range(room.frame_count, 3, 4);
	/* What waits is told without another price. */
	room_forget();
	for (int i = 1000; i < 1400; i++) {
		room.simulator.now_ns = ROOM_NOW_NS + i * AC_NS_PER_MS;
		if (simulator_market_deadline(&room.simulator) <= room.simulator.now_ns)
			simulator_market_advance(&room.simulator);
	}
	CHECK_EQ("frames", room.frame_count, 1);
}

static void test_marks_are_repeated_each_second_where_the_feed_has_none(void **state)
{
	(void)state;
	room.wanted = "btcusdt@markPrice@1s";
	room_candle(0, &candle, AC_FEED_CANDLE_OPEN);
	for (int i = 0; i < 10000; i += 10) {
		room.simulator.now_ns = ROOM_NOW_NS + i * AC_NS_PER_MS;
		if (simulator_market_deadline(&room.simulator) <= room.simulator.now_ns)
			simulator_market_advance(&room.simulator);
	}
	assert_in_range(room.frame_count, 9, 11);
	room_forget();
	/* With marks of its own it says nothing by itself. */
	room_mark(0, UNITS(61231), T0 + 2000, T0 + MINUTE);
	CHECK_EQ("frames", room.frame_count, 1);
	for (int i = 10000; i < 15000; i += 10) {
		room.simulator.now_ns = ROOM_NOW_NS + i * AC_NS_PER_MS;
		simulator_market_advance(&room.simulator);
	}
	CHECK_EQ("frames", room.frame_count, 1);
}

static void test_a_price_does_not_move_a_mark_that_the_feed_gives(void **state)
{
	(void)state;
	room_mark(0, UNITS(61231), T0, T0 + MINUTE);
	room_trade(0, UNITS(62000), 1000, T0 + 1);
	const struct simulator_quote *quote = simulator_market_quote(&room.simulator, 0);
	CHECK_EQ("mark", quote->mark.units, UNITS(61231));
	CHECK_EQ("index", quote->index.units, UNITS(61231) + 100);
	CHECK_EQ("last", quote->last.units, UNITS(62000));
	CHECK_EQ("bid", quote->bid.units, UNITS(62000) - 10000000);
	CHECK_EQ("ask", quote->ask.units, UNITS(62000) + 10000000);
	CHECK_EQ("funding", quote->funding_time_ms, T0 + MINUTE);
}

static void test_settlements_without_a_feed_are_on_the_eight_hour_grid(void **state)
{
	(void)state;
	room_candle(0, &candle, AC_FEED_CANDLE_OPEN);
	ac_ms next = simulator_market_quote(&room.simulator, 0)->funding_time_ms;
	CHECK_EQ("grid", next % (8 * 60 * MINUTE), 0);
	assert_true(next > T0);
	assert_true(next <= T0 + 8 * 60 * MINUTE);
}

static void test_history_fills_the_store_and_says_nothing(void **state)
{
	(void)state;
	struct ac_candle one = candle;
	for (int i = 0; i < 10; i++, one.open_time_ms += MINUTE)
		room_candle(0, &one, AC_EVENT_FLAG_HISTORY);
	CHECK_EQ("frames", room.frame_count, 0);
	assert_non_null(stored(0, T0 + 9 * MINUTE));
	CHECK_EQ("last", simulator_market_quote(&room.simulator, 0)->last.units, candle.close);
}

static void test_the_store_holds_three_days_and_forgets_what_is_older(void **state)
{
	(void)state;
	struct ac_candle one = candle;
	for (int i = 0; i <= SIMULATOR_MINUTES; i++) {
		one.open_time_ms = T0 + i * MINUTE;
		room_candle(0, &one, AC_EVENT_FLAG_HISTORY);
	}
	assert_null(stored(0, T0));
	assert_non_null(stored(0, T0 + MINUTE));
	one.open_time_ms = T0;
	room_candle(0, &one, AC_EVENT_FLAG_HISTORY);
	assert_null(stored(0, T0));
	assert_non_null(stored(0, T0 + SIMULATOR_MINUTES * MINUTE));
}

/* Larger candles against a plain sum over the minutes. */
static void test_larger_candles_are_the_sum_of_their_minutes(void **state)
{
	(void)state;
	static struct simulator_row rows[SIMULATOR_MINUTES];
	struct ac_prng prng;
	ac_prng_init(&prng, 5);
	ac_ms start = T0 - T0 % AC_MS_PER_DAY;
	struct ac_candle one = candle;
	for (int i = 0; i < 3000; i++) {
		one.open_time_ms = start + i * MINUTE;
		one.low = UNITS(100) + (int64_t)ac_prng_below(&prng, 1000);
		one.open = one.low + (int64_t)ac_prng_below(&prng, 50);
		one.close = one.low + (int64_t)ac_prng_below(&prng, 50);
		one.high = one.low + 50;
		one.volume = (int64_t)ac_prng_below(&prng, 100000);
		one.trades = (uint32_t)ac_prng_below(&prng, 9);
		if (ac_prng_below(&prng, 10) != 0)
			room_candle(0, &one, AC_EVENT_FLAG_HISTORY);
	}
	const struct simulator_store *store = &room.simulator.market->listings[0].store;
	const struct {
		enum simulator_interval interval;
		int minutes;
	} sizes[] = { { SIMULATOR_3M, 3 },
		      { SIMULATOR_15M, 15 },
		      { SIMULATOR_1H, 60 },
		      { SIMULATOR_8H, 480 },
		      { SIMULATOR_1D, 1440 } };
	for (size_t s = 0; s < AC_COUNT(sizes); s++) {
		uint32_t count =
			simulator_store_collect(store, sizes[s].interval, 0, INT64_MAX, 0, rows);
		assert_true(count >= 2950u / (uint32_t)sizes[s].minutes);
		for (uint32_t r = 0; r < count; r++) {
			struct ac_candle sum = { 0 };
			ac_ms begin = rows[r].candle.open_time_ms;
			CHECK_EQ("grid", begin % (sizes[s].minutes * MINUTE), 0);
			for (int i = 0; i < sizes[s].minutes; i++) {
				const struct ac_candle *minute = stored(0, begin + i * MINUTE);
				if (minute == NULL)
					continue;
				if (sum.open == 0)
					sum = *minute, sum.volume = 0, sum.trades = 0;
				sum.high = minute->high > sum.high ? minute->high : sum.high;
				sum.low = minute->low < sum.low ? minute->low : sum.low;
				sum.close = minute->close;
				sum.volume += minute->volume;
				sum.trades += minute->trades;
			}
			sum.open_time_ms = begin;
			assert_memory_equal(&sum, &rows[r].candle, sizeof(sum));
		}
	}
}

static void test_weeks_begin_on_monday_and_months_on_their_first(void **state)
{
	(void)state;
	const struct {
		enum simulator_interval interval;
		ac_ms time, begin, end;
	} rows[] = {
		/* 2026-02-11, a Wednesday */
		{ SIMULATOR_1W, 1770811200000, 1770595200000, 1771200000000 },
		{ SIMULATOR_1MO, 1770811200000, 1769904000000, 1772323200000 },
		/* 2026-12-31T23:59 */
		{ SIMULATOR_1MO, 1798761540000, 1796083200000, 1798761600000 },
		{ SIMULATOR_1D, 1798761540000, 1798675200000, 1798761600000 },
	};
	for (size_t i = 0; i < AC_COUNT(rows); i++) {
		ac_ms begin = simulator_interval_begin(rows[i].interval, rows[i].time);
		CHECK_EQ("begin", begin, rows[i].begin);
		CHECK_EQ("end", simulator_interval_end(rows[i].interval, begin), rows[i].end);
	}
}

static void test_the_day_is_the_sum_of_1440_minutes_also_after_each_new_one(void **state)
{
	(void)state;
	struct simulator_listing *listing = &room.simulator.market->listings[0];
	struct simulator_row day, expected;
	struct ac_candle one = candle;
	for (int i = 0; i < 3000; i++) {
		one.open_time_ms = T0 + i * MINUTE;
		one.high = candle.high + (i * 7919) % 100000;
		one.volume = 1000 + i;
		if (i < 1000)
			room_candle(0, &one, AC_EVENT_FLAG_HISTORY);
		else
			room_minute(0, &one);
		room_forget();
		if (i % 97 != 0)
			continue;
		assert_true(simulator_day(listing, &day));
		assert_true(simulator_store_sum(&listing->store, listing->store.newest_ms, 1440,
						&expected));
		assert_memory_equal(&day.candle, &expected.candle, sizeof(day.candle));
		CHECK_EQ("quote", day.quote_volume, expected.quote_volume);
	}
}

static void test_a_frame_that_nobody_wants_is_not_written(void **state)
{
	(void)state;
	room.wanted = "ethusdt@kline_1m";
	room_minute(0, &candle);
	room.simulator.now_ns += 5 * AC_NS_PER_SEC;
	simulator_market_advance(&room.simulator);
	CHECK_EQ("frames", room.frame_count, 0);
	room_minute(1, &candle);
	CHECK_EQ("frames", room.frame_count, 3);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, room_setup, room_teardown)
	const struct CMUnitTest tests[] = {
		CASE(test_nothing_of_a_candle_is_told_before_its_phase),
		CASE(test_a_candle_is_final_exactly_once_and_then_whole),
		CASE(test_the_mark_of_the_close_is_told_before_the_final_candle),
		CASE(test_the_trades_of_a_candle_add_up_to_its_volume),
		CASE(test_trades_build_a_candle_that_the_feed_then_closes),
		CASE(test_a_trade_of_the_next_minute_closes_one_that_the_feed_did_not),
		CASE(test_open_candles_are_told_four_times_a_second_at_most),
		CASE(test_marks_are_repeated_each_second_where_the_feed_has_none),
		CASE(test_a_price_does_not_move_a_mark_that_the_feed_gives),
		CASE(test_settlements_without_a_feed_are_on_the_eight_hour_grid),
		CASE(test_history_fills_the_store_and_says_nothing),
		CASE(test_the_store_holds_three_days_and_forgets_what_is_older),
		CASE(test_larger_candles_are_the_sum_of_their_minutes),
		CASE(test_weeks_begin_on_monday_and_months_on_their_first),
		CASE(test_the_day_is_the_sum_of_1440_minutes_also_after_each_new_one),
		CASE(test_a_frame_that_nobody_wants_is_not_written),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
