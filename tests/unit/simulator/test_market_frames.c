/* Tests of the market's frames: our own decoder and jansson read every one of them, and what they
 * read is what went in. */
#include "market_room.h"

#include "exchange/binance/market_stream.h"

#include <jansson.h>

#define T0       1795000020000LL
#define UNITS(x) ((int64_t)(x)*AC_DEC_SCALE)

static struct ac_market_stream decoder;
static struct ac_event decoded[8];
static uint32_t decoded_count;

static void take(void *self, const struct ac_event *event)
{
	(void)self;
	assert_true(decoded_count < AC_COUNT(decoded));
	decoded[decoded_count++] = *event;
}

static struct ac_frame decode(const char *text)
{
	static const struct ac_frame_sink sink = { .take = take };
	struct ac_frame frame;
	decoded_count = 0;
	ac_market_stream_decode(&decoder, ac_str_from(text), ROOM_NOW_NS, &sink, &frame);
	return frame;
}

static int setup(void **state)
{
	room_setup(state);
	ac_symbol_table_init(&decoder.symbols, &room.simulator.instruments);
	return 0;
}

/* A random candle on the symbol's own grid. */
static struct ac_candle random_candle(struct ac_prng *prng, const struct ac_instrument *instrument)
{
	struct ac_candle candle = { .open_time_ms = T0 };
	int64_t tick = instrument->tick.units, step = instrument->lot.step.units;
	int64_t low = tick * (int64_t)(1 + ac_prng_below(prng, 1000000));
	candle.low = low;
	candle.open = low + tick * (int64_t)ac_prng_below(prng, 100);
	candle.close = low + tick * (int64_t)ac_prng_below(prng, 100);
	candle.high = low + tick * (int64_t)(100 + ac_prng_below(prng, 9));
	candle.volume = step * (int64_t)ac_prng_below(prng, 100000);
	candle.trades = (uint32_t)ac_prng_below(prng, 3000);
	return candle;
}

static void test_a_closed_candle_is_read_back_as_it_went_in_for_every_symbol(void **state)
{
	(void)state;
	struct ac_prng prng;
	ac_prng_init(&prng, 11);
	for (uint32_t i = 0; i < 400; i++) {
		uint16_t symbol = (uint16_t)(i % room.simulator.instruments.count);
		struct ac_candle candle =
			random_candle(&prng, &room.simulator.instruments.items[symbol]);
		candle.open_time_ms += i * AC_MS_PER_MIN;
		room_minute(symbol, &candle);
		char stream[96];
		snprintf(stream, sizeof(stream), "%s@kline_1m",
			 room.simulator.market->listings[symbol].name);
		struct ac_frame frame = decode(room_last(stream));
		CHECK_EQ(stream, frame.kind, AC_FRAME_EVENTS);
		CHECK_EQ(stream, decoded_count, 1);
		CHECK_EQ(stream, decoded[0].kind, AC_EVENT_CANDLE);
		CHECK_EQ(stream, decoded[0].symbol, symbol);
		CHECK_EQ(stream, frame.event_time_ms, ROOM_NOW_NS / AC_NS_PER_MS);
		assert_memory_equal(&decoded[0].candle, &candle, sizeof(candle));
		room_forget();
	}
}

static void test_a_candle_without_trades_names_no_trade(void **state)
{
	(void)state;
	struct ac_candle candle = { .open_time_ms = T0,
				    .open = UNITS(100),
				    .high = UNITS(100),
				    .low = UNITS(100),
				    .close = UNITS(100) };
	room_minute(0, &candle);
	assert_non_null(strstr(room_last("btcusdt@kline_1m"), "\"f\":-1,\"L\":-1,"));
	candle.open_time_ms += AC_MS_PER_MIN;
	candle.volume = UNITS(3);
	candle.trades = 7;
	room_minute(0, &candle);
	assert_non_null(strstr(room_last("btcusdt@kline_1m"), "\"f\":1,\"L\":7,"));
}

static void test_an_open_candle_is_no_event(void **state)
{
	(void)state;
	struct ac_candle candle = { .open_time_ms = T0,
				    .open = UNITS(61230),
				    .high = UNITS(61241),
				    .low = UNITS(61228),
				    .close = UNITS(61239),
				    .volume = UNITS(84) };
	room_candle(0, &candle, AC_FEED_CANDLE_OPEN);
	CHECK_EQ("kind", decode(room_last("btcusdt@kline_1m")).kind, AC_FRAME_NOTHING);
	room_candle(0, &candle, AC_FEED_CANDLE_PATH);
	CHECK_EQ("kind", decode(room_last("btcusdt@kline_1m")).kind, AC_FRAME_NOTHING);
}

static void test_a_mark_is_read_back_alone_and_in_the_array(void **state)
{
	(void)state;
	room_mark(0, 6123370000000, T0, T0 + 3600000);
	room_mark(1, 241050000000, T0, T0 + 3600000);
	room_mark(0, 6123470000000, T0 + 1000, T0 + 3600000); /* begins the next array */
	struct ac_frame frame = decode(room_last("!markPrice@arr@1s"));
	CHECK_EQ("kind", frame.kind, AC_FRAME_EVENTS);
	CHECK_EQ("count", decoded_count, 2);
	CHECK_EQ("first", decoded[0].mark.mark.units, 6123370000000);
	CHECK_EQ("second", decoded[1].mark.mark.units, 241050000000);
	CHECK_EQ("second", decoded[1].symbol, 1);
	frame = decode(room_last("btcusdt@markPrice@1s"));
	CHECK_EQ("kind", frame.kind, AC_FRAME_EVENTS);
	CHECK_EQ("kind", decoded[0].kind, AC_EVENT_MARK);
	CHECK_EQ("mark", decoded[0].mark.mark.units, 6123470000000);
	CHECK_EQ("index", decoded[0].mark.index.units, 6123470000100);
	CHECK_EQ("rate", decoded[0].mark.funding_rate.units, 4120);
	CHECK_EQ("time", decoded[0].mark.funding_time_ms, T0 + 3600000);
	/* The three-second stream has said it once. */
	CHECK_EQ("slow", room_count("btcusdt@markPrice", NULL), 1);
}

static void test_a_trade_is_read_back(void **state)
{
	(void)state;
	room_trade(0, 6123450000000, 25000000, T0 + 1);
	struct ac_frame frame = decode(room_last("btcusdt@aggTrade"));
	CHECK_EQ("kind", frame.kind, AC_FRAME_EVENTS);
	CHECK_EQ("kind", decoded[0].kind, AC_EVENT_TRADE);
	CHECK_EQ("price", decoded[0].trade.price.units, 6123450000000);
	CHECK_EQ("quantity", decoded[0].trade.quantity.units, 25000000);
}

/* Everything that is said in a busy while, on every stream. */
static void busy_while(void)
{
	for (int i = 0; i < 200; i++) {
		room.simulator.now_ns = ROOM_NOW_NS + i * 100 * AC_NS_PER_MS;
		room_trade(0, UNITS(61230) + i % 9 * 10000000, 25000000, T0 + i * 100);
		if (i % 10 == 0)
			room_mark(0, UNITS(61231), T0 + i * 100, T0 + 3600000);
		simulator_market_advance(&room.simulator);
	}
	simulator_market_liquidation(&room.simulator, 0, AC_SIDE_SELL, (struct ac_dec){ 1400000 },
				     AC_DEC(60110), AC_DEC(60420));
	simulator_market_contract(&room.simulator, 0);
}

static void test_every_frame_is_json_on_the_route_of_its_stream(void **state)
{
	(void)state;
	static const char *const streams[] = { "btcusdt@kline_1m",
					       "btcusdt@kline_1h",
					       "btcusdt_perpetual@continuousKline_1m",
					       "btcusdt@markPrice",
					       "btcusdt@markPrice@1s",
					       "!markPrice@arr",
					       "!markPrice@arr@1s",
					       "btcusdt@aggTrade",
					       "btcusdt@bookTicker",
					       "!bookTicker",
					       "btcusdt@miniTicker",
					       "btcusdt@ticker",
					       "!miniTicker@arr",
					       "!ticker@arr",
					       "btcusdt@depth",
					       "btcusdt@depth@100ms",
					       "btcusdt@depth@500ms",
					       "btcusdt@depth5",
					       "btcusdt@depth10@100ms",
					       "btcusdt@depth20@500ms",
					       "btcusdt@forceOrder",
					       "!forceOrder@arr",
					       "!contractInfo" };
	busy_while();
	for (size_t i = 0; i < AC_COUNT(streams); i++)
		assert_non_null(room_last(streams[i]));
	for (uint32_t i = 0; i < room.frame_count; i++) {
		const struct room_frame *frame = &room.frames[i];
		json_error_t error;
		json_t *root = json_loads(frame->text, JSON_REJECT_DUPLICATES, &error);
		if (root == NULL)
			fail_msg("%s: %s: %s", frame->stream, error.text, frame->text);
		bool is_public = strstr(frame->stream, "@depth") != NULL ||
				 strstr(frame->stream, "ookTicker") != NULL;
		CHECK_EQ(frame->stream, frame->route,
			 is_public ? AC_SIMULATOR_ROUTE_PUBLIC : AC_SIMULATOR_ROUTE_MARKET);
		json_decref(root);
		enum ac_frame_kind kind = decode(frame->text).kind;
		if (kind != AC_FRAME_EVENTS && kind != AC_FRAME_NOTHING)
			fail_msg("%s is not understood: %s", frame->stream, frame->text);
	}
}

/* The fields that the reference lists, no more and no fewer. */
static void test_frames_have_exactly_the_fields_of_the_reference(void **state)
{
	(void)state;
	static const struct {
		const char *stream, *inside, *fields;
	} rows[] = {
		{ "btcusdt@kline_1m", NULL, "e E s k" },
		{ "btcusdt@kline_1m", "k", "t T s i f L o c h l v n x q V Q B" },
		{ "btcusdt_perpetual@continuousKline_1m", NULL, "e E ps ct k" },
		{ "btcusdt_perpetual@continuousKline_1m", "k", "t T i f L o c h l v n x q V Q B" },
		{ "btcusdt@markPrice@1s", NULL, "e E s p ap P i r T st" },
		{ "btcusdt@aggTrade", NULL, "e E s a p q nq f l T m st" },
		{ "btcusdt@bookTicker", NULL, "e u E T s ps b B a A st" },
		{ "btcusdt@depth", NULL, "e E T s ps U u pu b a st" },
		{ "btcusdt@depth5", NULL, "e E T s ps U u pu b a st" },
		{ "btcusdt@forceOrder", "o", "s S o f q p ap X l z T" },
		{ "!forceOrder@arr", NULL, "e E o ps st" },
		{ "btcusdt@ticker", NULL, "e E s p P w c Q o h l v q O C F L n ps st" },
		{ "btcusdt@miniTicker", NULL, "e E s c o h l v q ps st" },
		{ "!contractInfo", NULL, "e E s ps ct dt ot cs bks st" },
	};
	busy_while();
	for (size_t i = 0; i < AC_COUNT(rows); i++) {
		json_t *root = json_loads(room_last(rows[i].stream), 0, NULL);
		const json_t *object =
			rows[i].inside == NULL ? root : json_object_get(root, rows[i].inside);
		size_t count = 0;
		char fields[256];
		snprintf(fields, sizeof(fields), "%s", rows[i].fields);
		for (char *key = strtok(fields, " "); key != NULL; key = strtok(NULL, " "), count++)
			if (json_object_get(object, key) == NULL)
				fail_msg("%s has no %s", rows[i].stream, key);
		CHECK_EQ(rows[i].stream, json_object_size(object), count);
		json_decref(root);
	}
}

/* A book kept from the diffs, as the reference tells clients to keep it, is the book that REST
 * gives, for every pace. */
struct client_book {
	struct {
		char price[32], quantity[32];
	} levels[2][512];
	uint32_t count[2];
};
static void book_set(struct client_book *book, int side, const char *price, const char *quantity)
{
	uint32_t at = 0;
	while (at < book->count[side] && strcmp(book->levels[side][at].price, price) != 0)
		at++;
	if (strspn(quantity, "0.") == strlen(quantity)) {
		if (at < book->count[side])
			book->levels[side][at] = book->levels[side][--book->count[side]];
		return;
	}
	if (at == book->count[side])
		book->count[side]++;
	snprintf(book->levels[side][at].price, 32, "%s", price);
	snprintf(book->levels[side][at].quantity, 32, "%s", quantity);
}
static void book_apply(struct client_book *book, const json_t *root, const char *const keys[2])
{
	for (int side = 0; side < 2; side++) {
		size_t index;
		const json_t *level;
		json_array_foreach(json_object_get(root, keys[side]), index, level)
			book_set(book, side, json_string_value(json_array_get(level, 0)),
				 json_string_value(json_array_get(level, 1)));
	}
}
static bool book_has(const struct client_book *book, const struct client_book *other)
{
	for (int side = 0; side < 2; side++) {
		if (book->count[side] != other->count[side])
			return false;
		for (uint32_t i = 0; i < book->count[side]; i++) {
			uint32_t j = 0;
			while (j < other->count[side] &&
			       (strcmp(book->levels[side][i].price, other->levels[side][j].price) !=
					0 ||
				strcmp(book->levels[side][i].quantity,
				       other->levels[side][j].quantity) != 0))
				j++;
			if (j == other->count[side])
				return false;
		}
	}
	return true;
}

static int64_t book_ask(struct client_book *book)
{
	static const char *const keys[] = { "bids", "asks" };
	json_t *root =
		json_loads(room_ask("/fapi/v1/depth", "symbol=BTCUSDT&limit=1000", NULL), 0, NULL);
	memset(book, 0, sizeof(*book));
	book_apply(book, root, keys);
	int64_t update_id = json_integer_value(json_object_get(root, "lastUpdateId"));
	json_decref(root);
	return update_id;
}

/* Applies the frames that are there; returns the last `u`. */
static int64_t book_follow(struct client_book *book, int64_t start, int64_t previous)
{
	static const char *const keys[] = { "b", "a" };
	for (uint32_t f = 0; f < room.frame_count; f++) {
		json_t *root = json_loads(room.frames[f].text, 0, NULL);
		int64_t first = json_integer_value(json_object_get(root, "U"));
		int64_t last = json_integer_value(json_object_get(root, "u"));
		assert_true(first <= last);
		if (last >= start) {
			if (previous < 0)
				assert_true(first <= start + 1);
			else
				CHECK_EQ("pu", json_integer_value(json_object_get(root, "pu")),
					 previous);
			book_apply(book, root, keys);
			previous = last;
		}
		json_decref(root);
	}
	room_forget();
	return previous;
}

/* Clients begin at any time, also in the middle of an interval of their stream. */
static void test_a_book_kept_from_the_diffs_is_the_book_of_rest(void **state)
{
	(void)state;
	static const char *const streams[] = { "btcusdt@depth@100ms", "btcusdt@depth",
					       "btcusdt@depth@500ms" };
	struct ac_prng prng;
	ac_prng_init(&prng, 3);
	room_trade(0, UNITS(61230), 100000, T0);
	room_forget();
	for (size_t s = 0; s < AC_COUNT(streams); s++) {
		static struct client_book book, rest;
		room.wanted = streams[s];
		int64_t start = book_ask(&book), price = UNITS(61230), previous = -1;
		uint32_t compared = 0;
		room_forget(); /* what was told before the answer is in it */
		for (int i = 0; i < 600; i++) {
			room.simulator.now_ns += 30 * AC_NS_PER_MS;
			price += ((int64_t)ac_prng_below(&prng, 31) - 15) * 10000000;
			room_trade(0, price, 100000, T0 + i);
			simulator_market_advance(&room.simulator);
			previous = book_follow(&book, start, previous);
			if (ac_prng_below(&prng, 10) != 0)
				continue;
			int64_t id = book_ask(&rest);
			previous = book_follow(&book, start, previous);
			CHECK_EQ("the stream has said it", previous < 0 ? start : previous, id);
			assert_true(book_has(&book, &rest));
			compared++;
			book = rest;
			start = id;
			previous = -1;
		}
		assert_true(compared > 30);
	}
}

static void test_liquidations_of_a_symbol_are_told_once_a_second(void **state)
{
	(void)state;
	for (int i = 0; i < 30; i++) {
		room.simulator.now_ns += 100 * AC_NS_PER_MS;
		simulator_market_liquidation(&room.simulator, 0, AC_SIDE_SELL, AC_DEC(1), AC_DEC(2),
					     AC_DEC(2));
	}
	CHECK_EQ("frames", room_count("btcusdt@forceOrder", NULL), 3);
	CHECK_EQ("frames", room_count("!forceOrder@arr", NULL), 3);
}

static void test_a_larger_candle_is_final_with_its_last_minute_only(void **state)
{
	(void)state;
	struct ac_candle candle = { .open = UNITS(100),
				    .high = UNITS(101),
				    .low = UNITS(99),
				    .close = UNITS(100),
				    .volume = UNITS(1) };
	ac_ms start = T0 - T0 % (15 * AC_MS_PER_MIN);
	room.wanted = "btcusdt@kline_15m";
	uint32_t finals = 0;
	for (int i = 0; i < 45; i++) {
		candle.open_time_ms = start + i * AC_MS_PER_MIN;
		room_minute(0, &candle);
		bool is_final = strstr(room_last(room.wanted), "\"x\":true") != NULL;
		CHECK_EQ("final", is_final, i % 15 == 14);
		finals += is_final;
		room_forget();
	}
	CHECK_EQ("finals", finals, 3);
}

/* The other symbols' names, as clients must spell them. */
static void test_streams_are_spelt_in_lower_case_and_other_letters_stay(void **state)
{
	(void)state;
	room_close();
	struct ac_instrument instrument;
	ac_instrument_generic(AC_STR("币安人生USDT"), (struct ac_dec){ 1000 }, AC_DEC(1), AC_DEC(5),
			      &instrument);
	room_open(&instrument, 1);
	room_trade(0, UNITS(1), UNITS(1), T0);
	room_last("币安人生usdt@kline_1m");
	ac_symbol_table_init(&decoder.symbols, &room.simulator.instruments);
	CHECK_EQ("kind", decode(room_last("币安人生usdt@aggTrade")).kind, AC_FRAME_EVENTS);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, room_teardown)
	const struct CMUnitTest tests[] = {
		CASE(test_a_closed_candle_is_read_back_as_it_went_in_for_every_symbol),
		CASE(test_a_candle_without_trades_names_no_trade),
		CASE(test_an_open_candle_is_no_event),
		CASE(test_a_mark_is_read_back_alone_and_in_the_array),
		CASE(test_a_trade_is_read_back),
		CASE(test_every_frame_is_json_on_the_route_of_its_stream),
		CASE(test_frames_have_exactly_the_fields_of_the_reference),
		CASE(test_a_book_kept_from_the_diffs_is_the_book_of_rest),
		CASE(test_liquidations_of_a_symbol_are_told_once_a_second),
		CASE(test_a_larger_candle_is_final_with_its_last_minute_only),
		CASE(test_streams_are_spelt_in_lower_case_and_other_letters_stay),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
