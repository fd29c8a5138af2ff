/* Tests of the public questions: what the documents hold, read back with the decoders that a trader
 * uses; which parameters are refused, and how; what they weigh. */
#include "market_room.h"

#include "exchange/binance/documents.h"
#include "exchange/binance/exchange_info.h"

#include <jansson.h>

#define T0       1794988800000LL /* a whole day */
#define MINUTE   AC_MS_PER_MIN
#define UNITS(x) ((int64_t)(x)*AC_DEC_SCALE)

static char error[512];

/* ---- exchangeInfo ---- */

static void check_same(const struct ac_instrument *a, const struct ac_instrument *b)
{
	assert_string_equal(a->symbol, b->symbol);
	assert_string_equal(a->base_asset, b->base_asset);
	assert_string_equal(a->quote_asset, b->quote_asset);
	assert_string_equal(a->margin_asset, b->margin_asset);
	CHECK_EQ(a->symbol, a->state, b->state);
	CHECK_EQ(a->symbol, a->price_precision, b->price_precision);
	CHECK_EQ(a->symbol, a->quantity_precision, b->quantity_precision);
	CHECK_EQ(a->symbol, a->price_minimum.units, b->price_minimum.units);
	CHECK_EQ(a->symbol, a->price_maximum.units, b->price_maximum.units);
	CHECK_EQ(a->symbol, a->tick.units, b->tick.units);
	assert_memory_equal(&a->lot, &b->lot, sizeof(a->lot));
	assert_memory_equal(&a->market_lot, &b->market_lot, sizeof(a->market_lot));
	CHECK_EQ(a->symbol, a->notional_minimum.units, b->notional_minimum.units);
	CHECK_EQ(a->symbol, a->multiplier_up.units, b->multiplier_up.units);
	CHECK_EQ(a->symbol, a->multiplier_down.units, b->multiplier_down.units);
	CHECK_EQ(a->symbol, a->market_take_bound.units, b->market_take_bound.units);
	CHECK_EQ(a->symbol, a->trigger_protect.units, b->trigger_protect.units);
	CHECK_EQ(a->symbol, a->liquidation_fee.units, b->liquidation_fee.units);
	CHECK_EQ(a->symbol, a->orders_max, b->orders_max);
	CHECK_EQ(a->symbol, a->is_reduce_only_long, b->is_reduce_only_long);
	CHECK_EQ(a->symbol, a->is_reduce_only_short, b->is_reduce_only_short);
	CHECK_EQ(a->symbol, a->delivery_time_ms, b->delivery_time_ms);
}

static struct ac_instrument read_items[AC_INSTRUMENTS_MAX];

/* What the simulator says of its instruments, decoded, is what it was made of. */
static void check_round_trip(void)
{
	struct ac_instruments read = { .items = read_items, .capacity = AC_INSTRUMENTS_MAX };
	uint32_t skipped = 0;
	const char *text = room_ask("/fapi/v1/exchangeInfo", "", NULL);
	CHECK_EQ("decode",
		 ac_exchange_info_decode(ac_str_from(text), &read, &skipped, error, sizeof(error)),
		 AC_OK);
	CHECK_EQ("skipped", skipped, 0);
	CHECK_EQ("count", read.count, room.simulator.instruments.count);
	for (uint32_t i = 0; i < read.count; i++)
		check_same(&read.items[i], &room.simulator.instruments.items[i]);
}

static void test_exchange_info_says_the_default_instruments_exactly(void **state)
{
	(void)state;
	check_round_trip();
}

static void test_exchange_info_says_sides_states_and_deliveries(void **state)
{
	(void)state;
	struct ac_instrument *items = room.simulator.instruments.items;
	items[0].is_reduce_only_long = true;
	items[1].is_reduce_only_short = true;
	items[2].is_reduce_only_long = items[2].is_reduce_only_short = true;
	items[3].delivery_time_ms = 1795017600000;
	items[4].state = AC_SYMBOL_NOT_TRADING;
	snprintf(room.status[4], sizeof(room.status[4]), "SETTLING");
	snprintf(items[5].symbol, sizeof(items[5].symbol), "BTCUSDT_261225");
	check_round_trip();
	const char *text = room_ask("/fapi/v1/exchangeInfo", "", NULL);
	assert_non_null(strstr(text, "\"contractType\":\"CURRENT_QUARTER\""));
	assert_non_null(strstr(text, "\"status\":\"SETTLING\""));
}

static void test_exchange_info_says_recorded_instruments_exactly(void **state)
{
	(void)state;
	SKIP_WITHOUT_SHARED_DATA(data);
	static const char *const names[] = { "production-2025-08-25-symbols.json",
					     "demo-2025-01-410-symbols.json" };
	for (size_t n = 0; n < AC_COUNT(names); n++) {
		static char text[4u << 20];
		static struct ac_instrument items[AC_INSTRUMENTS_MAX];
		struct ac_instruments read = { .items = items, .capacity = AC_INSTRUMENTS_MAX };
		uint32_t skipped = 0;
		char path[1200];
		snprintf(path, sizeof(path), "%s/exchange-info/%s", data, names[n]);
		FILE *file = fopen(path, "r");
		assert_non_null(file);
		size_t size = fread(text, 1, sizeof(text), file);
		fclose(file);
		CHECK_EQ(path,
			 ac_exchange_info_decode((struct ac_str){ text, size }, &read, &skipped,
						 error, sizeof(error)),
			 AC_OK);
		assert_true(read.count > 20);
		room_close();
		room_open(items, read.count);
		check_round_trip();
	}
}

static void test_the_limits_are_said_and_the_demo_has_its_own(void **state)
{
	(void)state;
	struct ac_rate_limits limits;
	for (int demo = 0; demo < 2; demo++) {
		room.simulator.is_demo = demo == 1;
		const char *text = room_ask("/fapi/v1/exchangeInfo", "", NULL);
		CHECK_EQ("decode",
			 ac_document_rate_limits(ac_str_from(text), &limits, error, sizeof(error)),
			 AC_OK);
		CHECK_EQ("weight", limits.weight_1m, demo == 1 ? 6000 : 2400);
		CHECK_EQ("orders", limits.orders_1m, 1200);
		CHECK_EQ("orders", limits.orders_10s, 300);
	}
}

static void test_the_time_is_the_protocols(void **state)
{
	(void)state;
	ac_ms time = 0;
	assert_string_equal(room_ask("/fapi/v1/ping", "", NULL), "{}");
	CHECK_EQ("decode",
		 ac_document_server_time(ac_str_from(room_ask("/fapi/v1/time", "", NULL)), &time,
					 error, sizeof(error)),
		 AC_OK);
	CHECK_EQ("time", time, ROOM_NOW_NS / AC_NS_PER_MS);
}

/* ---- klines ---- */

static struct ac_candle made(int minute)
{
	return (struct ac_candle){ .open_time_ms = T0 + minute * MINUTE,
				   .open = UNITS(60000) + minute * 10000000LL,
				   .high = UNITS(60001) + minute * 10000000LL,
				   .low = UNITS(59999) + minute * 10000000LL,
				   .close = UNITS(60000) + minute * 10000000LL + 10000000,
				   .volume = 100000 * (minute + 1),
				   .trades = (uint32_t)minute };
}

/* Minutes 0..n-1 are closed and the n-th is under way, as of the protocol's time. */
static void fill(int minutes)
{
	for (int i = 0; i <= minutes; i++) {
		struct ac_candle candle = made(i);
		room.simulator.now_ns = (T0 + i * MINUTE + 30000) * AC_NS_PER_MS;
		if (i < minutes)
			room_minute(0, &candle);
		else
			room_candle(0, &candle, AC_FEED_CANDLE_OPEN);
		room_forget();
	}
}

static struct ac_candle rows[1500];
static uint32_t ask_rows(const char *query, ac_ms server_time_ms)
{
	uint32_t count = 0;
	const char *text = room_ask("/fapi/v1/klines", query, NULL);
	if (ac_document_candles(ac_str_from(text), server_time_ms, rows, AC_COUNT(rows), &count,
				error, sizeof(error)) != AC_OK)
		fail_msg("%s: %s", query, error);
	return count;
}

static void test_klines_are_read_back_as_candles(void **state)
{
	(void)state;
	fill(700);
	ac_ms now = room.simulator.now_ns / AC_NS_PER_MS;
	uint32_t count = ask_rows("symbol=BTCUSDT&interval=1m&limit=1000", now);
	CHECK_EQ("count", count, 700);
	for (uint32_t i = 0; i < count; i++) {
		struct ac_candle expected = made((int)i);
		assert_memory_equal(&rows[i], &expected, sizeof(expected));
	}
}

static void test_klines_limits_and_times_choose_as_documented(void **state)
{
	(void)state;
	fill(700);
	static const struct {
		const char *query;
		uint32_t count;
		int first;
	} cases[] = {
		/* The newest where no start is named; the last row is the open candle. */
		{ "", 500, 201 },
		{ "&limit=1", 1, 700 },
		{ "&limit=1500", 701, 0 },
		{ "&startTime=1794988800000&limit=10", 10, 0 },
		{ "&startTime=1794988800001&limit=10", 10, 1 },
		{ "&endTime=1794988860000&limit=10", 2, 0 },
		{ "&endTime=1794988859999", 1, 0 },
		{ "&startTime=1794988860000&endTime=1794988980000", 3, 1 },
		{ "&startTime=1794988860000&endTime=1794988860000", 1, 1 },
		{ "&startTime=1895088860000", 0, 0 },
		{ "&endTime=1", 0, 0 },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		char query[256];
		snprintf(query, sizeof(query), "symbol=BTCUSDT&interval=1m%s", cases[i].query);
		uint32_t count = ask_rows(query, INT64_MAX);
		CHECK_EQ(query, count, cases[i].count);
		if (count > 0)
			CHECK_EQ(query, rows[0].open_time_ms, T0 + cases[i].first * MINUTE);
	}
}

static void test_the_open_candle_is_told_as_open_only(void **state)
{
	(void)state;
	fill(3);
	CHECK_EQ("open", ask_rows("symbol=BTCUSDT&interval=1m", INT64_MAX), 4);
	CHECK_EQ("closed",
		 ask_rows("symbol=BTCUSDT&interval=1m", room.simulator.now_ns / AC_NS_PER_MS), 3);
	/* Of a feed of the past nothing may look closed that is not. */
	room.simulator.now_ns += AC_MS_PER_DAY * AC_NS_PER_MS;
	CHECK_EQ("past", ask_rows("symbol=BTCUSDT&interval=1m", INT64_MAX), 3);
	CHECK_EQ("past", ask_rows("symbol=BTCUSDT&interval=5m", INT64_MAX), 0);
}

static void test_bad_parameters_are_refused_with_the_exchanges_codes(void **state)
{
	(void)state;
	fill(3);
	static const struct {
		const char *path, *query;
		int code;
	} cases[] = {
		{ "klines", "interval=1m", -1102 },
		{ "klines", "symbol=BTCUSDT", -1102 },
		{ "klines", "symbol=BTCUSDT&interval=", -1102 },
		{ "klines", "symbol=NOPE&interval=1m", -1121 },
		{ "klines", "symbol=btcusdt&interval=1m", -1121 },
		{ "klines", "symbol=BTCUSDT&interval=1s", -1120 },
		{ "klines", "symbol=BTCUSDT&interval=1m&limit=1501", -1130 },
		{ "klines", "symbol=BTCUSDT&interval=1m&limit=0", -1130 },
		{ "klines", "symbol=BTCUSDT&interval=1m&limit=x", -1102 },
		{ "klines", "symbol=BTCUSDT&interval=1m&startTime=x", -1102 },
		{ "klines", "symbol=BTCUSDT&interval=1m&startTime=2&endTime=1", -1023 },
		{ "continuousKlines", "pair=BTCUSDT&interval=1m", -1102 },
		{ "continuousKlines", "contractType=PERPETUAL&interval=1m", -1102 },
		{ "continuousKlines", "pair=BTCUSDT&contractType=X&interval=1m", -1130 },
		{ "continuousKlines", "pair=NOPE&contractType=PERPETUAL&interval=1m", -1121 },
		{ "indexPriceKlines", "symbol=BTCUSDT&interval=1m", -1102 },
		{ "markPriceKlines", "pair=BTCUSDT&interval=1m", -1102 },
		{ "premiumIndex", "symbol=NOPE", -1121 },
		{ "fundingRate", "symbol=NOPE", -1121 },
		{ "fundingRate", "limit=1001", -1130 },
		{ "ticker/price", "symbol=NOPE", -1121 },
		{ "ticker/bookTicker", "symbol=NOPE", -1121 },
		{ "ticker/24hr", "symbol=NOPE", -1121 },
		{ "depth", "limit=5", -1102 },
		{ "depth", "symbol=BTCUSDT&limit=6", -4021 },
		{ "aggTrades", "", -1102 },
		{ "aggTrades", "symbol=BTCUSDT&limit=1001", -1130 },
		{ "aggTrades", "symbol=BTCUSDT&fromId=1&startTime=1", -1128 },
		{ "aggTrades", "symbol=BTCUSDT&startTime=1", -4166 },
		{ "trades", "", -1102 },
		{ "openInterest", "", -1102 },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		char path[128];
		int status = 200;
		snprintf(path, sizeof(path), "/fapi/v1/%s", cases[i].path);
		json_t *root = json_loads(room_ask(path, cases[i].query, &status), 0, NULL);
		char name[256];
		snprintf(name, sizeof(name), "%s?%s", path, cases[i].query);
		CHECK_EQ(name, status, 400);
		CHECK_EQ(name, json_integer_value(json_object_get(root, "code")), cases[i].code);
		assert_true(json_is_string(json_object_get(root, "msg")));
		json_decref(root);
	}
}

static void test_marks_and_premiums_have_candles_of_their_own(void **state)
{
	(void)state;
	room.simulator.now_ns = T0 * AC_NS_PER_MS;
	room_trade(0, UNITS(100), 1000, T0 + 1);
	room_mark(0, UNITS(100), T0 + 2, T0 + 3600000);
	room_mark(0, UNITS(110), T0 + 3, T0 + 3600000);
	room_mark(0, UNITS(105), T0 + 4, T0 + 3600000);
	const char *text = room_ask("/fapi/v1/markPriceKlines", "symbol=BTCUSDT&interval=1m", NULL);
	assert_non_null(strstr(text, "[1794988800000,\"100.00000000\",\"110.00000000\","
				     "\"100.00000000\",\"105.00000000\",\"0\",1794988859999,"));
	text = room_ask("/fapi/v1/indexPriceKlines", "pair=BTCUSDT&interval=1m", NULL);
	assert_non_null(strstr(text, "\"110.00000100\""));
	text = room_ask("/fapi/v1/premiumIndexKlines", "symbol=BTCUSDT&interval=1m", NULL);
	assert_non_null(strstr(text, "\"-0.00000001\""));
	assert_string_equal(room_ask("/fapi/v1/continuousKlines",
				     "pair=BTCUSDT&contractType=NEXT_QUARTER&interval=1m", NULL),
			    "[]");
	assert_non_null(strstr(room_ask("/fapi/v1/continuousKlines",
					"pair=BTCUSDT&contractType=PERPETUAL&interval=1m", NULL),
			       "[[1794988800000,\"100.00\""));
}

/* ---- the rest ---- */

/* One symbol gives an object, all give a list of those that have a price. */
static void test_prices_are_an_object_for_one_symbol_and_a_list_for_all(void **state)
{
	(void)state;
	static const struct {
		const char *path, *fields;
	} cases[] = {
		{ "/fapi/v1/premiumIndex", "symbol markPrice indexPrice estimatedSettlePrice "
					   "lastFundingRate interestRate nextFundingTime time" },
		{ "/fapi/v1/ticker/price", "symbol price time" },
		{ "/fapi/v2/ticker/price", "symbol price time" },
		{ "/fapi/v1/ticker/bookTicker", "symbol bidPrice bidQty askPrice askQty time" },
		{ "/fapi/v1/ticker/24hr",
		  "symbol priceChange priceChangePercent weightedAvgPrice lastPrice lastQty "
		  "openPrice highPrice lowPrice volume quoteVolume openTime closeTime firstId "
		  "lastId count" },
	};
	fill(3);
	room_trade(1, UNITS(2400), 1000, T0);
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		json_t *one = json_loads(room_ask(cases[i].path, "symbol=BTCUSDT", NULL), 0, NULL);
		json_t *all = json_loads(room_ask(cases[i].path, "", NULL), 0, NULL);
		CHECK_EQ(cases[i].path, json_array_size(all), 2);
		assert_true(json_equal(json_array_get(all, 0), one));
		char fields[512];
		size_t count = 0;
		snprintf(fields, sizeof(fields), "%s", cases[i].fields);
		for (char *key = strtok(fields, " "); key != NULL; key = strtok(NULL, " "), count++)
			if (json_object_get(one, key) == NULL)
				fail_msg("%s has no %s", cases[i].path, key);
		CHECK_EQ(cases[i].path, json_object_size(one), count);
		json_decref(one);
		json_decref(all);
	}
}

static void test_the_day_of_a_ticker_is_that_of_its_candles(void **state)
{
	(void)state;
	fill(3);
	json_t *day = json_loads(room_ask("/fapi/v1/ticker/24hr", "symbol=BTCUSDT", NULL), 0, NULL);
	assert_string_equal(json_string_value(json_object_get(day, "openPrice")), "60000.00");
	assert_string_equal(json_string_value(json_object_get(day, "lastPrice")), "60000.30");
	assert_string_equal(json_string_value(json_object_get(day, "highPrice")), "60001.20");
	assert_string_equal(json_string_value(json_object_get(day, "lowPrice")), "59999.00");
	assert_string_equal(json_string_value(json_object_get(day, "volume")), "0.007");
	assert_string_equal(json_string_value(json_object_get(day, "priceChange")), "0.30");
	json_decref(day);
}

static void settle(uint16_t symbol, int n)
{
	struct ac_event item = { .kind = AC_EVENT_FUNDING, .symbol = symbol };
	item.funding = (struct ac_funding){ { UNITS(60000) }, { n }, T0 + n * 28800000LL };
	item.time_ns = item.funding.time_ms * AC_NS_PER_MS;
	room_price(&item);
}

static void test_settlements_are_listed_in_order_of_time(void **state)
{
	(void)state;
	for (int i = 0; i < 1100; i++) {
		settle(0, i);
		settle(1, i);
	}
	static const struct {
		const char *query;
		size_t count;
		int first, last;
	} cases[] = {
		{ "symbol=BTCUSDT", 200, 900, 1099 },
		{ "symbol=BTCUSDT&limit=1000", 1000, 100, 1099 },
		{ "symbol=ETHUSDT&limit=3", 3, 1097, 1099 },
		{ "", 200, 1000, 1099 },
		{ "symbol=BTCUSDT&startTime=1795000000000", 100, 100, 199 },
		{ "symbol=BTCUSDT&startTime=1823788800000&limit=4", 4, 1000, 1003 },
		{ "symbol=BTCUSDT&startTime=1823788800000&endTime=1823817600000", 2, 1000, 1001 },
		{ "symbol=BTCUSDT&endTime=1823788800000&limit=4", 4, 997, 1000 },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		json_t *list =
			json_loads(room_ask("/fapi/v1/fundingRate", cases[i].query, NULL), 0, NULL);
		CHECK_EQ(cases[i].query, json_array_size(list), cases[i].count);
		const int64_t ends[] = { cases[i].first, cases[i].last };
		for (size_t e = 0; e < 2; e++) {
			const json_t *row = json_array_get(list, e * (cases[i].count - 1));
			CHECK_EQ(cases[i].query,
				 json_integer_value(json_object_get(row, "fundingTime")),
				 T0 + ends[e] * 28800000LL);
			assert_string_equal(json_string_value(json_object_get(row, "rateType")),
					    "Regular");
		}
		json_decref(list);
	}
	json_t *info = json_loads(room_ask("/fapi/v1/fundingInfo", "", NULL), 0, NULL);
	CHECK_EQ("info", json_array_size(info), room.simulator.instruments.count);
	json_decref(info);
}

static void test_trades_are_the_newest_or_from_a_beginning(void **state)
{
	(void)state;
	for (int i = 0; i < 1300; i++) {
		room_trade(0, UNITS(100) + i % 3 * 10000000, 100000, T0 + i * 10);
		room_forget();
	}
	static const struct {
		const char *path, *query, *id;
		size_t count;
		int64_t first;
	} cases[] = {
		{ "aggTrades", "symbol=BTCUSDT", "a", 500, 801 },
		{ "aggTrades", "symbol=BTCUSDT&limit=1000", "a", 1000, 301 },
		{ "aggTrades", "symbol=BTCUSDT&fromId=1000&limit=7", "a", 7, 1000 },
		{ "aggTrades", "symbol=BTCUSDT&startTime=1794988810000&limit=2", "a", 2, 1001 },
		{ "aggTrades", "symbol=BTCUSDT&endTime=1794988810000&limit=2", "a", 2, 1000 },
		{ "trades", "symbol=BTCUSDT&limit=3", "id", 3, 1298 },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		char path[64];
		snprintf(path, sizeof(path), "/fapi/v1/%s", cases[i].path);
		json_t *list = json_loads(room_ask(path, cases[i].query, NULL), 0, NULL);
		CHECK_EQ(cases[i].query, json_array_size(list), cases[i].count);
		for (size_t r = 0; r < cases[i].count; r++)
			CHECK_EQ(cases[i].query,
				 json_integer_value(
					 json_object_get(json_array_get(list, r), cases[i].id)),
				 cases[i].first + (int64_t)r);
		json_decref(list);
	}
}

static void test_depth_stands_around_the_last_price_without_crossing(void **state)
{
	(void)state;
	room_trade(0, UNITS(100), 100000, T0);
	json_t *depth =
		json_loads(room_ask("/fapi/v1/depth", "symbol=BTCUSDT&limit=20", NULL), 0, NULL);
	for (int side = 0; side < 2; side++) {
		const json_t *levels = json_object_get(depth, side == 0 ? "bids" : "asks");
		CHECK_EQ("levels", json_array_size(levels), 20);
		for (size_t i = 0; i < 20; i++) {
			struct ac_dec price, quantity;
			const json_t *level = json_array_get(levels, i);
			CHECK_EQ("price",
				 ac_dec_parse(
					 ac_str_from(json_string_value(json_array_get(level, 0))),
					 &price),
				 AC_OK);
			CHECK_EQ("quantity",
				 ac_dec_parse(
					 ac_str_from(json_string_value(json_array_get(level, 1))),
					 &quantity),
				 AC_OK);
			int64_t away = ((int64_t)i + 1) * 10000000;
			CHECK_EQ("price", price.units, UNITS(100) + (side == 0 ? -away : away));
			assert_true(quantity.units > 0);
		}
	}
	json_decref(depth);
}

static void test_each_question_weighs_what_the_table_says(void **state)
{
	(void)state;
	static const struct {
		const char *path, *query;
		int32_t weight;
	} cases[] = {
		{ "/fapi/v1/ping", "", 1 },
		{ "/fapi/v1/time", "", 1 },
		{ "/fapi/v1/exchangeInfo", "", 1 },
		{ "/fapi/v1/klines", "symbol=X", 5 },
		{ "/fapi/v1/klines", "limit=1", 1 },
		{ "/fapi/v1/klines", "limit=100", 1 },
		{ "/fapi/v1/klines", "limit=101", 2 },
		{ "/fapi/v1/klines", "limit=500", 2 },
		{ "/fapi/v1/klines", "limit=501", 5 },
		{ "/fapi/v1/klines", "limit=1000", 5 },
		{ "/fapi/v1/klines", "limit=1001", 10 },
		{ "/fapi/v1/markPriceKlines", "limit=1500", 10 },
		{ "/fapi/v1/premiumIndex", "symbol=BTCUSDT", 1 },
		{ "/fapi/v1/premiumIndex", "", 10 },
		{ "/fapi/v1/fundingRate", "", 0 },
		{ "/fapi/v1/fundingInfo", "", 0 },
		{ "/fapi/v1/ticker/price", "symbol=BTCUSDT", 1 },
		{ "/fapi/v2/ticker/price", "", 2 },
		{ "/fapi/v1/ticker/bookTicker", "symbol=BTCUSDT", 2 },
		{ "/fapi/v1/ticker/bookTicker", "", 5 },
		{ "/fapi/v1/ticker/24hr", "symbol=BTCUSDT", 1 },
		{ "/fapi/v1/ticker/24hr", "", 40 },
		{ "/fapi/v1/depth", "limit=50", 2 },
		{ "/fapi/v1/depth", "limit=100", 5 },
		{ "/fapi/v1/depth", "", 10 },
		{ "/fapi/v1/depth", "limit=1000", 20 },
		{ "/fapi/v1/aggTrades", "", 20 },
		{ "/fapi/v1/trades", "", 5 },
		{ "/fapi/v1/openInterest", "", 1 },
		{ "/fapi/v1/order", "", -1 },
		{ "/fapi/v2/ping", "", -1 },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		struct ac_json json = { 0 };
		struct ac_simulator_request request = { .method = AC_STR("GET"),
							.path = ac_str_from(cases[i].path),
							.query = ac_str_from(cases[i].query) };
		struct simulator_call call = { .json = &json };
		assert_true(simulator_call_begin(&room.simulator, &call, &request,
						 room.simulator.scratch, SIMULATOR_SCRATCH_SIZE));
		CHECK_EQ(cases[i].path, simulator_public_weight(&room.simulator, &call),
			 cases[i].weight);
		request.method = AC_STR("POST");
		CHECK_EQ(cases[i].path, simulator_public_weight(&room.simulator, &call), -1);
	}
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, room_setup, room_teardown)
	const struct CMUnitTest tests[] = {
		CASE(test_exchange_info_says_the_default_instruments_exactly),
		CASE(test_exchange_info_says_sides_states_and_deliveries),
		CASE(test_exchange_info_says_recorded_instruments_exactly),
		CASE(test_the_limits_are_said_and_the_demo_has_its_own),
		CASE(test_the_time_is_the_protocols),
		CASE(test_klines_are_read_back_as_candles),
		CASE(test_klines_limits_and_times_choose_as_documented),
		CASE(test_the_open_candle_is_told_as_open_only),
		CASE(test_bad_parameters_are_refused_with_the_exchanges_codes),
		CASE(test_marks_and_premiums_have_candles_of_their_own),
		CASE(test_prices_are_an_object_for_one_symbol_and_a_list_for_all),
		CASE(test_the_day_of_a_ticker_is_that_of_its_candles),
		CASE(test_settlements_are_listed_in_order_of_time),
		CASE(test_trades_are_the_newest_or_from_a_beginning),
		CASE(test_depth_stands_around_the_last_price_without_crossing),
		CASE(test_each_question_weighs_what_the_table_says),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
