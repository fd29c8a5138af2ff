#include "account_room.h"

static struct room room;

static int open_room(void **state)
{
	(void)state;
	room_open(&room);
	return 0;
}

static int close_room(void **state)
{
	(void)state;
	room_close(&room);
	return 0;
}

#define ORDER_FIELDS                                                                               \
	"s c S o f q p ap sp x X i l z L T t b a m R wt ot ps cp pP si ss rp V pm gtd er"

static void funding(const char *rate)
{
	struct ac_event event;
	memset(&event, 0, sizeof(event));
	event.kind = AC_EVENT_FUNDING;
	event.symbol = ROOM_BTC;
	assert_int_equal(ac_dec_parse(ac_str_from(rate), &event.funding.rate), AC_OK);
	ac_simulator_price(room.simulator, &event, room.now_ms * AC_NS_PER_MS);
}

static void test_fill_is_told_three_times_with_one_time(void **state)
{
	(void)state;
	room_ok(&room, "POST", ORDER,
		"symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.010&newClientOrderId=c1");
	assert_int_equal(room.event_count, 4);
	const json_t *update = room_event(&room, "ORDER_TRADE_UPDATE", 1);
	const json_t *lite = room_event(&room, "TRADE_LITE", 0);
	const json_t *account = room_event(&room, "ACCOUNT_UPDATE", 0);
	room_fields(update, "e E T o");
	room_fields(lite, "e E T s q p m c S L l t i");
	room_fields(account, "e E T a");
	assert_string_equal(room_text(update, "T"), room_text(lite, "T"));
	assert_string_equal(room_text(update, "T"), room_text(account, "T"));
	const json_t *order = json_object_get(update, "o");
	room_fields(json_object_get(room_event(&room, "ORDER_TRADE_UPDATE", 0), "o"), ORDER_FIELDS);
	room_fields(order, ORDER_FIELDS " N n");
	CHECK_FIELD(order, "x", "TRADE");
	CHECK_FIELD(order, "X", "FILLED");
	CHECK_FIELD(order, "L", "60000.00");
	CHECK_FIELD(order, "n", "0.30000000");
	CHECK_FIELD(order, "er", "0");
	assert_string_equal(room_text(order, "t"), room_text(lite, "t"));
	const json_t *a = json_object_get(account, "a");
	room_fields(a, "m B P");
	CHECK_FIELD(a, "m", "ORDER");
	const json_t *balance = json_array_get(json_object_get(a, "B"), 0);
	room_fields(balance, "a wb cw bc");
	CHECK_FIELD(balance, "wb", "4999.70000000");
	CHECK_FIELD(balance, "bc", "0");
	const json_t *position = json_array_get(json_object_get(a, "P"), 0);
	room_fields(position, "s pa ep bep cr up mt iw ps");
	CHECK_FIELD(position, "pa", "0.010");
	CHECK_FIELD(position, "mt", "cross");
}

static void test_resting_order_touches_no_account(void **state)
{
	(void)state;
	room_ok(&room, "POST", ORDER,
		"symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.01&price=59000");
	assert_int_equal(room.event_count, 1);
	room_ok(&room, "DELETE", "/fapi/v1/allOpenOrders", "symbol=BTCUSDT");
	assert_int_equal(room.event_count, 2);
	CHECK_FIELD(json_object_get(room_event(&room, "ORDER_TRADE_UPDATE", 1), "o"), "x",
		    "CANCELED");
}

/* Over many fills: E never runs back, types keep their own order, and every order of the three
 * types of one fill occurs. */
static void test_events_of_different_types_come_in_every_order(void **state)
{
	(void)state;
	uint32_t seen = 0;
	for (int i = 0; i < 200; i++) {
		room_clear(&room);
		room.now_ms += 60000;
		room_ok(&room, "POST", ORDER,
			i % 2 == 0 ? "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.010"
				   : "symbol=BTCUSDT&side=SELL&type=MARKET&quantity=0.010");
		int64_t newest = 0;
		int at[3] = { -1, -1, -1 };
		for (uint32_t n = 0; n < room.event_count; n++) {
			const json_t *json = room.events[n].json;
			int64_t moment = json_integer_value(json_object_get(json, "E"));
			assert_true(moment >= newest);
			assert_true(moment >= json_integer_value(json_object_get(json, "T")));
			newest = moment;
			const char *x = room_text(json_object_get(json, "o"), "x");
			if (strcmp(x, "TRADE") == 0)
				at[0] = (int)n;
			if (strcmp(room.events[n].type, "TRADE_LITE") == 0)
				at[1] = (int)n;
			if (strcmp(room.events[n].type, "ACCOUNT_UPDATE") == 0)
				at[2] = (int)n;
		}
		CHECK_FIELD(json_object_get(room_event(&room, "ORDER_TRADE_UPDATE", 0), "o"), "x",
			    "NEW");
		seen |= 1u << ((at[0] < at[1]) | (at[1] < at[2]) << 1 | (at[0] < at[2]) << 2);
	}
	assert_int_equal(__builtin_popcount(seen), 6);
}

static void test_funding_tells_the_balance_and_the_symbol_only(void **state)
{
	(void)state;
	room_ok(&room, "POST", ORDER, "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.010");
	room_clear(&room);
	funding("0.0001");
	assert_int_equal(room.event_count, 1);
	const json_t *a = json_object_get(room_event(&room, "ACCOUNT_UPDATE", 0), "a");
	room_fields(a, "m B S");
	CHECK_FIELD(a, "m", "FUNDING_FEE");
	CHECK_FIELD(a, "S", "BTCUSDT");
	const json_t *balance = json_array_get(json_object_get(a, "B"), 0);
	CHECK_FIELD(balance, "bc", "-0.06");
	CHECK_FIELD(balance, "wb", "4999.64000000");
	room_ok(&room, "GET", "/fapi/v1/income", "incomeType=FUNDING_FEE");
	CHECK_FIELD(json_array_get(room.body, 0), "income", "-0.06000000");
}

static void test_funding_of_an_isolated_position_tells_it_too(void **state)
{
	(void)state;
	room_ok(&room, "POST", "/fapi/v1/marginType", "symbol=BTCUSDT&marginType=ISOLATED");
	room_ok(&room, "POST", ORDER, "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.010");
	room_clear(&room);
	funding("0.0001");
	assert_int_equal(room.event_count, 1);
	const json_t *a = json_object_get(room_event(&room, "ACCOUNT_UPDATE", 0), "a");
	room_fields(a, "m B P S");
	CHECK_FIELD(json_array_get(json_object_get(a, "P"), 0), "iw", "59.94");
	CHECK_FIELD(json_array_get(json_object_get(a, "P"), 0), "mt", "isolated");
}

static void test_liquidation_warns_then_closes_in_the_exchanges_name(void **state)
{
	(void)state;
	room_ok(&room, "POST", ORDER, "symbol=ETHUSDT&side=BUY&type=MARKET&quantity=15");
	room_ok(&room, "POST", ORDER,
		"symbol=ETHUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.1&price=2900");
	room_clear(&room);
	room_mark(&room, ROOM_ETH, "2681");
	assert_int_equal(room_count(&room, "MARGIN_CALL"), 1);
	const json_t *call = room_event(&room, "MARGIN_CALL", 0);
	room_fields(call, "e E cw p");
	room_fields(json_array_get(json_object_get(call, "p"), 0), "s ps pa mt iw mp up mm");
	room_mark(&room, ROOM_ETH, "2680");
	assert_int_equal(room_count(&room, "MARGIN_CALL"), 1); /* said once */
	room_clear(&room);
	room_mark(&room, ROOM_ETH, "2600");
	const json_t *expired = json_object_get(room_event(&room, "ORDER_TRADE_UPDATE", 0), "o");
	CHECK_FIELD(expired, "X", "EXPIRED");
	CHECK_FIELD(expired, "er", "5");
	const json_t *first = json_object_get(room_event(&room, "ORDER_TRADE_UPDATE", 1), "o");
	const json_t *fill = json_object_get(room_event(&room, "ORDER_TRADE_UPDATE", 2), "o");
	CHECK_FIELD(first, "X", "NEW");
	CHECK_FIELD(fill, "x", "CALCULATED");
	CHECK_FIELD(fill, "f", "IOC");
	assert_memory_equal(room_text(fill, "c"), "autoclose-", 10);
	room_ok(&room, "GET", "/fapi/v1/forceOrders", "autoCloseType=LIQUIDATION");
	assert_int_equal(json_array_size(room.body), 1);
	room_ok(&room, "GET", "/fapi/v1/income", "incomeType=INSURANCE_CLEAR");
	assert_true(json_array_size(room.body) >= 1);
}

struct intervention {
	enum ac_simulator_intervention what;
	const char *prefix, *execution;
};

static void test_what_others_do_shows_in_the_names(void **state)
{
	(void)state;
	static const struct intervention rows[] = {
		{ AC_SIMULATOR_LIQUIDATE, "autoclose-", "CALCULATED" },
		{ AC_SIMULATOR_ADL, "adl_autoclose", "CALCULATED" },
		{ AC_SIMULATOR_SETTLE, "settlement_autoclose-", "TRADE" },
		{ AC_SIMULATOR_CLOSE_BY_HAND, "web_", "TRADE" },
	};
	for (size_t i = 0; i < AC_COUNT(rows); i++) {
		assert_false(ac_simulator_intervene(room.simulator, 0, ROOM_BTC, rows[i].what,
						    room.now_ms * AC_NS_PER_MS));
		room_ok(&room, "POST", ORDER, "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.010");
		room_clear(&room);
		assert_true(ac_simulator_intervene(room.simulator, 0, ROOM_BTC, rows[i].what,
						   room.now_ms * AC_NS_PER_MS));
		const json_t *o = json_object_get(room_event(&room, "ORDER_TRADE_UPDATE", 1), "o");
		CHECK_FIELD(o, "x", rows[i].execution);
		assert_memory_equal(room_text(o, "c"), rows[i].prefix, strlen(rows[i].prefix));
		room_ok(&room, "GET", "/fapi/v3/positionRisk", "");
		assert_int_equal(json_array_size(room.body), 0);
	}
	room_ok(&room, "POST", ORDER,
		"symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.01&price=59000");
	assert_true(ac_simulator_intervene(room.simulator, 0, ROOM_BTC, AC_SIMULATOR_CANCEL_BY_HAND,
					   room.now_ms * AC_NS_PER_MS));
	room_ok(&room, "GET", "/fapi/v1/openOrders", "");
	assert_int_equal(json_array_size(room.body), 0);
}

#define KEY_PATH "/fapi/v1/listenKey"

static void test_listen_key_lives_an_hour_and_is_extended(void **state)
{
	(void)state;
	char key[65];
	assert_int_equal(room_send(&room, "PUT", KEY_PATH, "", ""), 400);
	assert_int_equal(room_code(&room), -1125);
	assert_int_equal(room_send(&room, "POST", KEY_PATH, "", ""), 200);
	room_fields(room.body, "listenKey");
	snprintf(key, sizeof(key), "%s", room_text(room.body, "listenKey"));
	assert_int_equal(strlen(key), 64);
	assert_string_equal(ac_simulator_listen_key(room.simulator, 0), key);
	assert_int_equal(
		ac_simulator_listen_key_find(room.simulator, ac_str_from(key), room.now_ms), 0);
	assert_int_equal(ac_simulator_listen_key_find(room.simulator, AC_STR("other"), room.now_ms),
			 -1);
	assert_int_equal(ac_simulator_listen_key_find(room.simulator, AC_STR(""), room.now_ms), -1);
	room.now_ms += 59 * AC_MS_PER_MIN;
	assert_int_equal(room_send(&room, "PUT", KEY_PATH, "", ""), 200);
	assert_int_equal(room_send(&room, "POST", KEY_PATH, "", ""), 200);
	CHECK_FIELD(room.body, "listenKey", key); /* the same one, and extended */
	room.now_ms += 60 * AC_MS_PER_MIN - 1;
	ac_simulator_advance(room.simulator, room.now_ms * AC_NS_PER_MS);
	assert_int_equal(room.event_count, 0);
	room.now_ms += 1;
	assert_true(ac_simulator_deadline(room.simulator) <= room.now_ms * AC_NS_PER_MS);
	ac_simulator_advance(room.simulator, room.now_ms * AC_NS_PER_MS);
	room_fields(room_event(&room, "listenKeyExpired", 0), "e E listenKey");
	CHECK_FIELD(room_event(&room, "listenKeyExpired", 0), "listenKey", key);
	assert_int_equal(
		ac_simulator_listen_key_find(room.simulator, ac_str_from(key), room.now_ms), -1);
	room_send(&room, "PUT", KEY_PATH, "", "");
	assert_int_equal(room_code(&room), -1125);
}

static void test_listen_key_ends_by_request_and_by_fault(void **state)
{
	(void)state;
	room_send(&room, "POST", KEY_PATH, "", "");
	assert_int_equal(room_send(&room, "DELETE", KEY_PATH, "", ""), 200);
	assert_int_equal(json_object_size(room.body), 0);
	assert_string_equal(ac_simulator_listen_key(room.simulator, 0), "");
	room_send(&room, "POST", KEY_PATH, "", "");
	ac_simulator_listen_key_expire(room.simulator, 0, room.now_ms * AC_NS_PER_MS);
	assert_int_equal(room_count(&room, "listenKeyExpired"), 1);
	assert_string_equal(ac_simulator_listen_key(room.simulator, 0), "");
	room.api_key = "";
	assert_int_equal(room_send(&room, "POST", KEY_PATH, "", ""), 401);
}

static void test_candles_fill_in_their_phases(void **state)
{
	(void)state;
	struct ac_event event;
	memset(&event, 0, sizeof(event));
	event.kind = AC_EVENT_CANDLE;
	event.symbol = ROOM_BTC;
	event.candle.open_time_ms = ROOM_NOW - ROOM_NOW % AC_MS_PER_MIN;
	event.candle.open = 60000 * AC_DEC_SCALE;
	event.candle.high = 60500 * AC_DEC_SCALE;
	event.candle.low = 58900 * AC_DEC_SCALE;
	event.candle.close = 59500 * AC_DEC_SCALE;
	event.candle.volume = 10 * AC_DEC_SCALE;
	room_ok(&room, "POST", ORDER,
		"symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.01&price=59000"
		"&newClientOrderId=r");
	event.flags = AC_FEED_CANDLE_OPEN;
	ac_simulator_price(room.simulator, &event, room.now_ms * AC_NS_PER_MS);
	assert_int_equal(room.event_count, 1);
	event.flags = AC_FEED_CANDLE_PATH;
	ac_simulator_price(room.simulator, &event, room.now_ms * AC_NS_PER_MS);
	room_ok(&room, "GET", ORDER, "symbol=BTCUSDT&origClientOrderId=r");
	CHECK_FIELD(room.body, "avgPrice", "59000.00000");
	/* After the path no price is live: a market order waits for the next open. */
	event.flags = AC_FEED_CANDLE_CLOSE;
	ac_simulator_price(room.simulator, &event, room.now_ms * AC_NS_PER_MS);
	room_ok(&room, "POST", ORDER,
		"symbol=BTCUSDT&side=SELL&type=MARKET&quantity=0.01&newOrderRespType=RESULT"
		"&newClientOrderId=m");
	CHECK_FIELD(room.body, "status", "NEW");
	event.flags = AC_FEED_CANDLE_OPEN;
	event.candle.open_time_ms += AC_MS_PER_MIN;
	event.candle.open = 59510 * AC_DEC_SCALE;
	ac_simulator_price(room.simulator, &event, room.now_ms * AC_NS_PER_MS);
	room_ok(&room, "GET", ORDER, "symbol=BTCUSDT&origClientOrderId=m");
	CHECK_FIELD(room.body, "avgPrice", "59510.00000");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_room, close_room)
int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_fill_is_told_three_times_with_one_time),
		TEST(test_resting_order_touches_no_account),
		TEST(test_events_of_different_types_come_in_every_order),
		TEST(test_funding_tells_the_balance_and_the_symbol_only),
		TEST(test_funding_of_an_isolated_position_tells_it_too),
		TEST(test_liquidation_warns_then_closes_in_the_exchanges_name),
		TEST(test_what_others_do_shows_in_the_names),
		TEST(test_listen_key_lives_an_hour_and_is_extended),
		TEST(test_listen_key_ends_by_request_and_by_fault),
		TEST(test_candles_fill_in_their_phases),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
