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

#define ALGO_FIELDS                                                                                \
	"algoId clientAlgoId algoType orderType symbol side positionSide timeInForce quantity "    \
	"algoStatus triggerPrice price icebergQuantity selfTradePreventionMode workingType "       \
	"priceMatch closePosition priceProtect reduceOnly activatePrice callbackRate createTime "  \
	"updateTime triggerTime goodTillDate"
#define STOP         "algoType=CONDITIONAL&symbol=BTCUSDT&side=SELL&type=STOP_MARKET&triggerPrice=59000"
#define EVENT_FIELDS "caid aid at o s S ps f q X ai tp p V wt pm cp pP R tt gtd rm ia"

static void buy(void)
{
	room_ok(&room, "POST", ORDER, "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.010");
	room_clear(&room);
}

struct bad {
	const char *parameters;
	int code;
};
static const struct bad bad_algos[] = {
	{ "symbol=BTCUSDT&side=SELL&type=STOP_MARKET&triggerPrice=59000&quantity=1", -1102 },
	{ "algoType=CONDITIONAL&symbol=BTCUSDT&side=SELL&type=LIMIT&triggerPrice=59000&quantity=1",
	  -1116 },
	{ "algoType=CONDITIONAL&symbol=BTCUSDT&side=SELL&type=STOP_MARKET&quantity=0.01", -1102 },
	{ STOP, -1102 },
	{ STOP "&quantity=0.01&price=5", -1106 },
	{ STOP "&quantity=0.01&closePosition=true", -4137 },
	{ STOP "&closePosition=true&reduceOnly=true", -4138 },
	{ STOP "&quantity=0.01&workingType=INDEX", -4031 },
	{ STOP "&quantity=0.01&clientAlgoId=a%20b", -4015 },
	{ STOP "&quantity=0.01&timeInForce=DAY", -1115 },
	{ STOP "&quantity=0.01&positionSide=LONG", -4061 },
	{ STOP "&quantity=0.0105", -1111 },
	{ "algoType=CONDITIONAL&symbol=BTCUSDT&side=SELL&type=STOP_MARKET&triggerPrice=59000.05"
	  "&quantity=0.01",
	  -4014 },
	{ "algoType=CONDITIONAL&symbol=BTCUSDT&side=SELL&type=STOP&triggerPrice=59000&quantity=1",
	  -1102 },
	{ "algoType=CONDITIONAL&symbol=BTCUSDT&side=SELL&type=STOP_MARKET&triggerPrice=60000"
	  "&quantity=0.01",
	  -2021 },
	{ "algoType=CONDITIONAL&symbol=BTCUSDT&side=BUY&type=STOP_MARKET&triggerPrice=59000"
	  "&quantity=0.01&workingType=MARK_PRICE",
	  -2021 },
	{ "algoType=CONDITIONAL&symbol=BTCUSDT&side=SELL&type=TAKE_PROFIT_MARKET&triggerPrice=59000"
	  "&quantity=0.01",
	  -2021 },
	{ "algoType=CONDITIONAL&symbol=BTCUSDT&side=SELL&type=TRAILING_STOP_MARKET&quantity=0.01"
	  "&triggerPrice=59000&callbackRate=1",
	  -1106 },
	{ "algoType=CONDITIONAL&symbol=BTCUSDT&side=SELL&type=TRAILING_STOP_MARKET&quantity=0.01",
	  -1102 },
	{ "algoType=CONDITIONAL&symbol=BTCUSDT&side=SELL&type=TRAILING_STOP_MARKET&quantity=0.01"
	  "&callbackRate=20.1",
	  -1130 },
	{ "algoType=CONDITIONAL&symbol=BTCUSDT&side=SELL&type=TRAILING_STOP_MARKET&quantity=0.01"
	  "&callbackRate=1&activatePrice=59000",
	  -2021 },
};

static void test_algos_each_broken_rule_gives_its_code(void **state)
{
	(void)state;
	for (size_t i = 0; i < AC_COUNT(bad_algos); i++)
		CHECK_EQ(bad_algos[i].parameters,
			 room_call(&room, "POST", ALGO, bad_algos[i].parameters),
			 bad_algos[i].code);
	assert_int_equal(room.event_count, 0);
}

static void test_algos_are_not_orders_before_their_trigger(void **state)
{
	(void)state;
	/* Neither margin nor a position is asked for. */
	room_ok(&room, "POST", ALGO, STOP "&quantity=100&clientAlgoId=sl-1");
	room_fields(room.body, ALGO_FIELDS);
	CHECK_FIELD(room.body, "algoStatus", "NEW");
	CHECK_FIELD(room.body, "orderType", "STOP_MARKET");
	CHECK_FIELD(room.body, "icebergQuantity", "null");
	assert_int_equal(room.response.orders_10s, 1);
	assert_true(json_integer_value(json_object_get(room.body, "algoId")) > 1LL << 49);
	room_fields(json_object_get(room_event(&room, "ALGO_UPDATE", 0), "o"), EVENT_FIELDS);
	assert_int_equal(room_call(&room, "GET", ORDER, "symbol=BTCUSDT&origClientOrderId=sl-1"),
			 -2013);
	assert_int_equal(room_call(&room, "DELETE", ORDER, "symbol=BTCUSDT&origClientOrderId=sl-1"),
			 -2011);
	room_ok(&room, "GET", "/fapi/v1/openOrders", "");
	assert_int_equal(json_array_size(room.body), 0);
	room_ok(&room, "GET", "/fapi/v1/openAlgoOrders", "");
	assert_int_equal(json_array_size(room.body), 1);
	room_fields(json_array_get(room.body, 0),
		    ALGO_FIELDS " actualOrderId actualPrice tpOrderType");
	assert_int_equal(room_call(&room, "POST", ALGO, STOP "&quantity=1&clientAlgoId=sl-1"),
			 -4116);
	assert_int_equal(room_call(&room, "POST", ALGO,
				   "algoType=CONDITIONAL&symbol=ETHUSDT&side=SELL&type=STOP_MARKET"
				   "&triggerPrice=2900&quantity=1&clientAlgoId=sl-1"),
			 -4116);
}

static void test_algos_cancel_gives_its_code_as_text(void **state)
{
	(void)state;
	room_ok(&room, "POST", ALGO, STOP "&quantity=1&clientAlgoId=sl-1");
	room_ok(&room, "DELETE", ALGO, "clientAlgoId=sl-1");
	room_fields(room.body, "algoId clientAlgoId code msg");
	assert_true(json_is_string(json_object_get(room.body, "code")));
	CHECK_FIELD(room.body, "code", "200");
	assert_int_equal(room_call(&room, "DELETE", ALGO, "clientAlgoId=sl-1"), -2011);
	assert_int_equal(room_call(&room, "DELETE", ALGO, ""), -1102);
	room_ok(&room, "GET", ALGO, "clientAlgoId=sl-1");
	CHECK_FIELD(room.body, "algoStatus", "CANCELED");
	assert_int_equal(room_call(&room, "GET", ALGO, "algoId=5"), -2013);
	room_ok(&room, "POST", ALGO, STOP "&quantity=1");
	room_ok(&room, "POST", ALGO, STOP "&quantity=2");
	room_ok(&room, "DELETE", "/fapi/v1/algoOpenOrders", "symbol=BTCUSDT");
	CHECK_FIELD(room.body, "code", "200");
	room_ok(&room, "GET", "/fapi/v1/allAlgoOrders", "symbol=BTCUSDT");
	assert_int_equal(json_array_size(room.body), 3);
}

static void test_algos_are_at_most_two_hundred(void **state)
{
	(void)state;
	for (int i = 0; i < 200; i++) {
		room.now_ms += 100; /* under the order limits */
		room_ok(&room, "POST", ALGO, STOP "&quantity=0.01");
	}
	assert_int_equal(room_call(&room, "POST", ALGO, STOP "&quantity=0.01"), -4045);
}

static int64_t trigger_time_of(const json_t *event)
{
	return json_integer_value(json_object_get(json_object_get(event, "o"), "tt"));
}

static void test_algos_trigger_becomes_an_order_of_the_same_name(void **state)
{
	(void)state;
	buy();
	room_ok(&room, "POST", ALGO,
		STOP "&closePosition=true&clientAlgoId=sl-1&workingType=MARK_PRICE"
		     "&priceProtect=true");
	CHECK_FIELD(room.body, "closePosition", "true");
	room_clear(&room);
	room.now_ms += 50;
	room_price(&room, ROOM_BTC, "58990");
	assert_int_equal(room.event_count, 0); /* it watches the mark */
	room_mark(&room, ROOM_BTC, "59000");

	static const char *const states[] = { "TRIGGERING", "TRIGGERED", "FINISHED" };
	assert_int_equal(room_count(&room, "ALGO_UPDATE"), 3);
	for (uint32_t i = 0; i < 3; i++) {
		const json_t *event = room_event(&room, "ALGO_UPDATE", i);
		const json_t *algo = json_object_get(event, "o");
		CHECK_FIELD(algo, "X", states[i]);
		CHECK_FIELD(algo, "caid", "sl-1");
		assert_int_equal(trigger_time_of(event), room.now_ms);
		room_fields(algo, i == 0 ? EVENT_FIELDS : EVENT_FIELDS " ap aq act");
	}
	const json_t *done = json_object_get(room_event(&room, "ALGO_UPDATE", 2), "o");
	CHECK_FIELD(done, "aq", "0.01");
	CHECK_FIELD(done, "ap", "58990");
	CHECK_FIELD(done, "act", "MARKET");
	const json_t *first = json_object_get(room_event(&room, "ORDER_TRADE_UPDATE", 0), "o");
	const json_t *fill = json_object_get(room_event(&room, "ORDER_TRADE_UPDATE", 1), "o");
	CHECK_FIELD(first, "x", "NEW");
	CHECK_FIELD(first, "c", "sl-1");
	CHECK_FIELD(first, "o", "MARKET");
	CHECK_FIELD(first, "ot", "STOP_MARKET");
	CHECK_FIELD(first, "cp", "true");
	CHECK_FIELD(fill, "X", "FILLED");
	CHECK_FIELD(fill, "rp", "-10.1");
	CHECK_FIELD(done, "ai", room_text(fill, "i"));
	room_ok(&room, "GET", ALGO, "clientAlgoId=sl-1");
	CHECK_FIELD(room.body, "actualOrderId", room_text(fill, "i"));
	CHECK_FIELD(room.body, "actualQty", "0.010");
	room_ok(&room, "GET", ORDER, "symbol=BTCUSDT&origClientOrderId=sl-1");
	CHECK_FIELD(room.body, "origType", "STOP_MARKET");
	CHECK_FIELD(room.body, "status", "FILLED");
}

static void test_algos_of_a_closed_position_expire(void **state)
{
	(void)state;
	buy();
	room_ok(&room, "POST", ALGO, STOP "&closePosition=true&clientAlgoId=sl-1");
	room_ok(&room, "POST", ALGO,
		"algoType=CONDITIONAL&symbol=BTCUSDT&side=SELL&type=TAKE_PROFIT_MARKET"
		"&triggerPrice=61000&closePosition=true&clientAlgoId=tp-1");
	room_clear(&room);
	room_price(&room, ROOM_BTC, "61000");
	room_ok(&room, "GET", ALGO, "clientAlgoId=sl-1");
	CHECK_FIELD(room.body, "algoStatus", "EXPIRED");
	room_ok(&room, "GET", ALGO, "clientAlgoId=tp-1");
	CHECK_FIELD(room.body, "algoStatus", "FINISHED");
}

static void test_algos_refused_at_the_trigger_say_why(void **state)
{
	(void)state;
	room_ok(&room, "POST", ALGO, STOP "&quantity=0.01&reduceOnly=true");
	room_clear(&room);
	room_price(&room, ROOM_BTC, "58999");
	const json_t *last = json_object_get(room_event(&room, "ALGO_UPDATE", 1), "o");
	CHECK_FIELD(last, "X", "REJECTED");
	CHECK_FIELD(last, "rm", "ReduceOnly Order is rejected.");
	assert_int_equal(room_count(&room, "ORDER_TRADE_UPDATE"), 0);
}

static void test_algos_trailing_says_new_twice_when_it_becomes_active(void **state)
{
	(void)state;
	buy();
	room_ok(&room, "POST", ALGO,
		"algoType=CONDITIONAL&symbol=BTCUSDT&side=SELL&type=TRAILING_STOP_MARKET"
		"&quantity=0.01&reduceOnly=true&callbackRate=1&activatePrice=60500");
	CHECK_FIELD(room.body, "activatePrice", "60500.00");
	CHECK_FIELD(room.body, "callbackRate", "1");
	room_price(&room, ROOM_BTC, "60600");
	assert_int_equal(room_count(&room, "ALGO_UPDATE"), 2);
	CHECK_FIELD(json_object_get(room_event(&room, "ALGO_UPDATE", 0), "o"), "ia", "false");
	CHECK_FIELD(json_object_get(room_event(&room, "ALGO_UPDATE", 1), "o"), "ia", "true");
	CHECK_FIELD(json_object_get(room_event(&room, "ALGO_UPDATE", 1), "o"), "X", "NEW");
	room_price(&room, ROOM_BTC, "59994");
	assert_int_equal(room_count(&room, "ORDER_TRADE_UPDATE"), 2);
}

/* Which of the two speaks first must not be the same in every run. */
static void test_algos_and_orders_are_told_in_no_fixed_order(void **state)
{
	(void)state;
	bool has_algo_first = false, has_order_first = false;
	for (int i = 0; i < 40; i++) {
		buy();
		room_ok(&room, "POST", ALGO, STOP "&closePosition=true");
		room_clear(&room);
		room_price(&room, ROOM_BTC, "59000");
		uint32_t triggered = 0, fill = 0;
		for (uint32_t n = 0; n < room.event_count; n++) {
			const json_t *o = json_object_get(room.events[n].json, "o");
			if (strcmp(room_text(o, "X"), "TRIGGERED") == 0)
				triggered = n;
			if (strcmp(room_text(o, "x"), "TRADE") == 0)
				fill = n;
		}
		has_algo_first |= triggered < fill;
		has_order_first |= fill < triggered;
		room.now_ms += 1000;
		room_price(&room, ROOM_BTC, "60000");
	}
	assert_true(has_algo_first);
	assert_true(has_order_first);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_room, close_room)
int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_algos_each_broken_rule_gives_its_code),
		TEST(test_algos_are_not_orders_before_their_trigger),
		TEST(test_algos_cancel_gives_its_code_as_text),
		TEST(test_algos_are_at_most_two_hundred),
		TEST(test_algos_trigger_becomes_an_order_of_the_same_name),
		TEST(test_algos_of_a_closed_position_expire),
		TEST(test_algos_refused_at_the_trigger_say_why),
		TEST(test_algos_trailing_says_new_twice_when_it_becomes_active),
		TEST(test_algos_and_orders_are_told_in_no_fixed_order),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
