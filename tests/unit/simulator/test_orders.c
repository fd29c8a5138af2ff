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

#define PLACE_FIELDS                                                                               \
	"orderId symbol status clientOrderId price origQty executedQty cumQty timeInForce type "   \
	"reduceOnly closePosition side positionSide stopPrice workingType priceProtect origType "  \
	"priceMatch selfTradePreventionMode goodTillDate updateTime"
#define QUERY_FIELDS                                                                               \
	"avgPrice clientOrderId cumQuote executedQty orderId origQty origType price reduceOnly "   \
	"side positionSide status stopPrice closePosition symbol time timeInForce type "           \
	"updateTime workingType priceProtect priceMatch selfTradePreventionMode goodTillDate"

static void test_orders_placement_answers_without_prices_of_fills_and_a_question_with_them(
	void **state)
{
	(void)state;
	room_ok(&room, "POST", ORDER,
		"symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.010&newClientOrderId=c1"
		"&newOrderRespType=RESULT");
	room_fields(room.body, PLACE_FIELDS);
	CHECK_FIELD(room.body, "status", "FILLED");
	CHECK_FIELD(room.body, "executedQty", "0.010");
	CHECK_FIELD(room.body, "clientOrderId", "c1");
	assert_true(json_integer_value(json_object_get(room.body, "orderId")) > 1LL << 53);
	assert_int_equal(room.response.orders_10s, 1);
	assert_int_equal(room.response.orders_1m, 1);
	assert_int_equal(room.response.used_weight, 0);

	room_ok(&room, "GET", ORDER, "symbol=BTCUSDT&origClientOrderId=c1");
	room_fields(room.body, QUERY_FIELDS);
	CHECK_FIELD(room.body, "avgPrice", "60000.00000");
	CHECK_FIELD(room.body, "cumQuote", "600.00000");
	assert_int_equal(room.response.used_weight, 1);
	assert_int_equal(room.response.orders_10s, -1);
}

static void test_orders_acknowledgement_knows_nothing_of_the_fill(void **state)
{
	(void)state;
	room_ok(&room, "POST", ORDER,
		"symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.010&newOrderRespType=ACK");
	CHECK_FIELD(room.body, "status", "NEW");
	CHECK_FIELD(room.body, "executedQty", "0.000");
	assert_int_equal(strlen(room_text(room.body, "clientOrderId")), 22);
}

struct bad {
	const char *parameters;
	int code;
};

/* In the order in which the exchange looks; each row would fail a later check too. */
static const struct bad bad_orders[] = {
	{ "side=BUY&type=LIMIT&quantity=x", -1102 },
	{ "symbol=NOPE&side=BUY&type=LIMIT", -1121 },
	{ "symbol=BTCUSDT&type=MARKET&quantity=1", -1102 },
	{ "symbol=BTCUSDT&side=UP&type=MARKET&quantity=1", -1117 },
	{ "symbol=BTCUSDT&side=BUY&quantity=1", -1102 },
	{ "symbol=BTCUSDT&side=BUY&type=ICEBERG&quantity=1", -1116 },
	{ "symbol=BTCUSDT&side=SELL&type=STOP_MARKET&stopPrice=1&quantity=1", -4120 },
	{ "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=1&positionSide=NORTH", -4060 },
	{ "symbol=BTCUSDT&side=BUY&type=LIMIT&quantity=1&price=60000", -1102 },
	{ "symbol=BTCUSDT&side=BUY&type=LIMIT&quantity=1&price=60000&timeInForce=DAY", -1115 },
	{ "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=1&timeInForce=GTC", -1106 },
	{ "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=1&price=60000", -1106 },
	{ "symbol=BTCUSDT&side=BUY&type=MARKET", -1102 },
	{ "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=", -1102 },
	{ "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=1e-3", -1102 },
	{ "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.0000000001", -1111 },
	{ "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.01", -1102 },
	{ "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=1&closePosition=true", -1106 },
	{ "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=1&stopPrice=5", -1106 },
	{ "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=1&reduceOnly=maybe", -1102 },
	{ "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=1&newOrderRespType=FULL", -1136 },
	{ "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=1&newClientOrderId=a%20b", -4015 },
	{ "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=1"
	  "&newClientOrderId=1234567890123456789012345678901234567",
	  -4015 },
	{ "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=1&selfTradePreventionMode=SOME", -5039 },
	{ "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=1&priceMatch=QUEUE", -5038 },
	{ "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTD&quantity=0.01&price=59000", -1102 },
	{ "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTD&quantity=0.01&price=59000"
	  "&goodTillDate=1795000599000",
	  -5040 },
	{ "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=1000.0001&positionSide=LONG", -4061 },
	{ "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.0101", -1111 },
	{ "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.01&price=59000.001",
	  -1111 },
	{ "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.01&price=59000.05",
	  -4014 },
	{ "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.01&price=1", -4013 },
	{ "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=5000&price=59000", -4005 },
	{ "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.001&price=20000", -4164 },
	{ "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.01&price=65000", -4016 },
	{ "symbol=BTCUSDT&side=SELL&type=LIMIT&timeInForce=GTC&quantity=0.01&price=55000", -4024 },
	{ "symbol=BTCUSDT&side=SELL&type=MARKET&quantity=0.01&reduceOnly=true", -2022 },
	{ "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=1", -2019 },
	{ "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=FOK&quantity=0.01&price=59000", -5021 },
	{ "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTX&quantity=0.01&price=60100", -5022 },
};

static void test_orders_each_broken_rule_gives_its_code_and_nothing_happens(void **state)
{
	(void)state;
	for (size_t i = 0; i < AC_COUNT(bad_orders); i++) {
		const struct bad *row = &bad_orders[i];
		CHECK_EQ(row->parameters, room_call(&room, "POST", ORDER, row->parameters),
			 row->code);
		CHECK_EQ(row->parameters, room.response.status, 400);
		room_fields(room.body, "code msg");
		CHECK_EQ(row->parameters, room.response.orders_10s, -1);
	}
	assert_int_equal(room.event_count, 0);
	room_call(&room, "POST", ORDER,
		  "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.001&price=20000");
	CHECK_FIELD(room.body, "msg",
		    "Order's notional must be no smaller than 50 (unless you choose reduce only).");
}

static void test_orders_client_id_is_unique_among_open_orders_only(void **state)
{
	(void)state;
	const char *order = "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.01"
			    "&price=59000&newClientOrderId=same";
	room_ok(&room, "POST", ORDER, order);
	assert_int_equal(room_call(&room, "POST", ORDER, order), -4116);
	room_ok(&room, "DELETE", ORDER, "symbol=BTCUSDT&origClientOrderId=same");
	CHECK_FIELD(room.body, "status", "CANCELED");
	room_fields(room.body, PLACE_FIELDS);
	room_ok(&room, "POST", ORDER, order);
	assert_int_equal(room_call(&room, "DELETE", ORDER, "symbol=BTCUSDT&orderId=1"), -2011);
	assert_int_equal(room_call(&room, "GET", ORDER, "symbol=BTCUSDT&orderId=1"), -2013);
	assert_int_equal(room_call(&room, "GET", ORDER, "symbol=BTCUSDT"), -1102);
	assert_int_equal(room_call(&room, "GET", ORDER, "symbol=ETHUSDT&origClientOrderId=same"),
			 -2013);
}

static void test_orders_test_endpoint_checks_and_does_nothing(void **state)
{
	(void)state;
	room_ok(&room, "POST", "/fapi/v1/order/test",
		"symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.010");
	assert_int_equal(json_object_size(room.body), 0);
	assert_int_equal(room_call(&room, "POST", "/fapi/v1/order/test", "symbol=BTCUSDT"), -1102);
	assert_int_equal(room.event_count, 0);
}

static void place(const char *client_id, const char *price)
{
	char text[256];
	snprintf(text, sizeof(text),
		 "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.010&price=%s"
		 "&newClientOrderId=%s",
		 price, client_id);
	room_ok(&room, "POST", ORDER, text);
}

static void test_orders_open_and_past_ones_are_listed(void **state)
{
	(void)state;
	place("a", "59000");
	place("b", "58000");
	room_price(&room, ROOM_BTC, "58500");
	room_ok(&room, "GET", "/fapi/v1/openOrders", "symbol=BTCUSDT");
	assert_int_equal(json_array_size(room.body), 1);
	assert_int_equal(room.response.used_weight, 1);
	room_fields(json_array_get(room.body, 0), QUERY_FIELDS);
	CHECK_FIELD(json_array_get(room.body, 0), "clientOrderId", "b");
	room_ok(&room, "GET", "/fapi/v1/openOrders", "");
	assert_int_equal(room.response.used_weight, 41);
	room_ok(&room, "GET", "/fapi/v1/openOrder", "symbol=BTCUSDT&origClientOrderId=b");
	assert_int_equal(
		room_call(&room, "GET", "/fapi/v1/openOrder", "symbol=BTCUSDT&origClientOrderId=a"),
		-2013);
	room_ok(&room, "GET", "/fapi/v1/allOrders", "");
	assert_int_equal(json_array_size(room.body), 2);
	room_fields(json_array_get(room.body, 0), QUERY_FIELDS " pair cumBase");
	CHECK_FIELD(json_array_get(room.body, 0), "status", "FILLED");
	room_ok(&room, "GET", "/fapi/v1/allOrders", "symbol=BTCUSDT&limit=1");
	assert_int_equal(json_array_size(room.body), 1);
	assert_int_equal(room_call(&room, "GET", "/fapi/v1/allOrders",
				   "startTime=1794000000000&endTime=1795000000000"),
			 -4165);
}

static void test_orders_come_to_nothing_are_forgotten_after_three_days(void **state)
{
	(void)state;
	place("a", "59000");
	room_ok(&room, "DELETE", ORDER, "symbol=BTCUSDT&origClientOrderId=a");
	room.now_ms += 2 * AC_MS_PER_DAY;
	room_ok(&room, "GET", ORDER, "symbol=BTCUSDT&origClientOrderId=a");
	room.now_ms += 2 * AC_MS_PER_DAY;
	assert_int_equal(room_call(&room, "GET", ORDER, "symbol=BTCUSDT&origClientOrderId=a"),
			 -2013);
}

static void test_orders_batch_serves_each_by_itself(void **state)
{
	(void)state;
	room_ok(&room, "POST", "/fapi/v1/batchOrders",
		"batchOrders=%5B%7B%22symbol%22%3A%22BTCUSDT%22%2C%22side%22%3A%22BUY%22%2C%22type"
		"%22%3A%22MARKET%22%2C%22quantity%22%3A%220.010%22%7D%2C%7B%22symbol%22%3A%"
		"22BTCUSDT"
		"%22%2C%22side%22%3A%22SELL%22%2C%22type%22%3A%22MARKET%22%2C%22quantity%22%3A1.5"
		"%2C%22reduceOnly%22%3A%22true%22%7D%2C%7B%22symbol%22%3A%22ETHUSDT%22%2C%22side%22"
		"%3A%22SELL%22%2C%22type%22%3A%22MARKET%22%2C%22quantity%22%3A%220.1%22%2C"
		"%22reduceOnly%22%3A%22true%22%7D%5D");
	assert_int_equal(json_array_size(room.body), 3);
	CHECK_FIELD(json_array_get(room.body, 0), "status", "NEW");
	/* Reducing by more than is held is cut to it. */
	CHECK_FIELD(json_array_get(room.body, 1), "origQty", "0.010");
	CHECK_FIELD(json_array_get(room.body, 2), "code", "-2022");
	assert_int_equal(room.response.orders_10s, 5);
	assert_int_equal(room.response.orders_1m, 1);
	assert_int_equal(room.response.used_weight, 5);
	assert_int_equal(
		room_call(&room, "POST", "/fapi/v1/batchOrders",
			  "batchOrders=%5B%7B%7D%2C%7B%7D%2C%7B%7D%2C%7B%7D%2C%7B%7D%2C%7B%7D%5D"),
		-4082);
	assert_int_equal(room_call(&room, "POST", "/fapi/v1/batchOrders", "batchOrders=%5B"),
			 -1102);
	assert_int_equal(room_call(&room, "POST", "/fapi/v1/batchOrders", "batchOrders=%5B5%5D"),
			 -1102);
}

static void test_orders_cancel_many(void **state)
{
	(void)state;
	place("a", "59000");
	place("b", "58000");
	place("c", "57000");
	room_ok(&room, "DELETE", "/fapi/v1/batchOrders",
		"symbol=BTCUSDT&origClientOrderIdList=%5B%22a%22%2C%22zz%22%5D");
	CHECK_FIELD(json_array_get(room.body, 0), "status", "CANCELED");
	CHECK_FIELD(json_array_get(room.body, 1), "code", "-2011");
	room_ok(&room, "DELETE", "/fapi/v1/allOpenOrders", "symbol=BTCUSDT");
	CHECK_FIELD(room.body, "code", "200");
	room_ok(&room, "GET", "/fapi/v1/openOrders", "");
	assert_int_equal(json_array_size(room.body), 0);
	assert_int_equal(room_count(&room, "ORDER_TRADE_UPDATE"), 6);
	assert_int_equal(room_count(&room, "ACCOUNT_UPDATE"), 0);
}

static void test_orders_modify_changes_price_and_quantity_and_is_told(void **state)
{
	(void)state;
	place("a", "59000");
	const char *change = "symbol=BTCUSDT&side=BUY&origClientOrderId=a&quantity=0.020"
			     "&price=59500&modifyId=77";
	room_clear(&room);
	room_ok(&room, "PUT", ORDER, change);
	room_fields(room.body, PLACE_FIELDS " pair modifyId");
	CHECK_FIELD(room.body, "price", "59500.00");
	CHECK_FIELD(room.body, "origQty", "0.020");
	const json_t *order = json_object_get(room_event(&room, "ORDER_TRADE_UPDATE", 0), "o");
	CHECK_FIELD(order, "x", "AMENDMENT");
	CHECK_FIELD(order, "X", "NEW");
	CHECK_FIELD(order, "M", "77");
	CHECK_FIELD(order, "q", "0.020");
	assert_int_equal(room_call(&room, "PUT", ORDER, change), -5027);
	static const struct bad rows[] = {
		{ "symbol=BTCUSDT&side=BUY&origClientOrderId=a&price=59500", -1102 },
		{ "symbol=BTCUSDT&side=BUY&origClientOrderId=a&quantity=0.02", -1102 },
		{ "symbol=BTCUSDT&side=BUY&origClientOrderId=z&quantity=0.02&price=1", -2013 },
		{ "symbol=BTCUSDT&side=BUY&origClientOrderId=a&quantity=0.02&price=59500.05",
		  -4014 },
		{ "symbol=BTCUSDT&side=BUY&origClientOrderId=a&quantity=0.001&price=49000", -5029 },
		{ "symbol=BTCUSDT&side=BUY&origClientOrderId=a&quantity=50&price=59500", -2019 },
		{ "symbol=BTCUSDT&side=BUY&origClientOrderId=a&quantity=0.02&price=59400"
		  "&reduceOnly=true",
		  -5047 },
	};
	for (size_t i = 0; i < AC_COUNT(rows); i++)
		CHECK_EQ(rows[i].parameters, room_call(&room, "PUT", ORDER, rows[i].parameters),
			 rows[i].code);
	room_ok(&room, "GET", ORDER, "symbol=BTCUSDT&origClientOrderId=a");
	CHECK_FIELD(room.body, "price", "59500.00");
	room_ok(&room, "GET", "/fapi/v1/orderAmendment", "symbol=BTCUSDT");
	assert_int_equal(json_array_size(room.body), 1);
	const json_t *row = json_array_get(room.body, 0);
	room_fields(row, "amendmentId symbol pair orderId clientOrderId time amendment");
	CHECK_FIELD(json_object_get(json_object_get(row, "amendment"), "price"), "before",
		    "59000.00");
	CHECK_FIELD(json_object_get(json_object_get(row, "amendment"), "origQty"), "after",
		    "0.020");
	CHECK_FIELD(json_object_get(row, "amendment"), "count", "1");
}

static void test_orders_modified_through_the_price_is_filled_as_taker(void **state)
{
	(void)state;
	place("a", "59000");
	room_ok(&room, "PUT", ORDER,
		"symbol=BTCUSDT&side=BUY&origClientOrderId=a&quantity=0.010&price=60100");
	room_ok(&room, "GET", ORDER, "symbol=BTCUSDT&origClientOrderId=a");
	CHECK_FIELD(room.body, "status", "FILLED");
	CHECK_FIELD(room.body, "avgPrice", "60000.00000");
}

static void test_orders_modified_need_margin_for_what_is_more_only(void **state)
{
	(void)state;
	room_ok(&room, "POST", ORDER,
		"symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.800&price=59000"
		"&newClientOrderId=big");
	room_ok(&room, "PUT", ORDER,
		"symbol=BTCUSDT&side=BUY&origClientOrderId=big&quantity=0.800&price=59100");
	assert_int_equal(room_call(&room, "PUT", ORDER,
				   "symbol=BTCUSDT&side=BUY&origClientOrderId=big&quantity=0.900"
				   "&price=59100"),
			 -2019);
}

static void test_orders_modified_to_what_is_done_are_cancelled(void **state)
{
	(void)state;
	ac_simulator_destroy(room.simulator);
	room.volume_share_pct = AC_DEC(50);
	room_make(&room);
	room_mark(&room, ROOM_BTC, "60000");
	room_trade(&room, ROOM_BTC, "60000", "10");
	place("p", "59000");
	room_trade(&room, ROOM_BTC, "59000", "0.008");
	room_ok(&room, "GET", ORDER, "symbol=BTCUSDT&origClientOrderId=p");
	CHECK_FIELD(room.body, "status", "PARTIALLY_FILLED");
	CHECK_FIELD(room.body, "executedQty", "0.004");
	room_clear(&room);
	room_ok(&room, "PUT", ORDER,
		"symbol=BTCUSDT&side=BUY&origClientOrderId=p&quantity=0.004&price=59000");
	CHECK_FIELD(room.body, "status", "CANCELED");
	CHECK_FIELD(room.body, "executedQty", "0.004");
	assert_int_equal(room.event_count, 1);
	CHECK_FIELD(json_object_get(room_event(&room, "ORDER_TRADE_UPDATE", 0), "o"), "x",
		    "CANCELED");
}

static void test_orders_post_only_is_cancelled_by_a_change_that_would_take(void **state)
{
	(void)state;
	room_ok(&room, "POST", ORDER,
		"symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTX&quantity=0.010&price=59000"
		"&newClientOrderId=g");
	room_ok(&room, "PUT", ORDER,
		"symbol=BTCUSDT&side=BUY&origClientOrderId=g&quantity=0.010&price=60100");
	CHECK_FIELD(room.body, "status", "CANCELED");
	CHECK_FIELD(room.body, "executedQty", "0.000");
}

static void test_orders_countdown_cancels_the_symbol_at_its_end(void **state)
{
	(void)state;
	place("a", "59000");
	room_ok(&room, "POST", "/fapi/v1/countdownCancelAll",
		"symbol=BTCUSDT&countdownTime=120000");
	CHECK_FIELD(room.body, "countdownTime", "120000");
	assert_true(json_is_string(json_object_get(room.body, "countdownTime")));
	room.now_ms += 60000;
	room_ok(&room, "POST", "/fapi/v1/countdownCancelAll",
		"symbol=BTCUSDT&countdownTime=120000");
	room.now_ms += 119999;
	ac_simulator_advance(room.simulator, room.now_ms * AC_NS_PER_MS);
	room_ok(&room, "GET", "/fapi/v1/openOrder", "symbol=BTCUSDT&origClientOrderId=a");
	room.now_ms += 1;
	assert_true(ac_simulator_deadline(room.simulator) <= room.now_ms * AC_NS_PER_MS);
	ac_simulator_advance(room.simulator, room.now_ms * AC_NS_PER_MS);
	room_ok(&room, "GET", ORDER, "symbol=BTCUSDT&origClientOrderId=a");
	CHECK_FIELD(room.body, "status", "CANCELED");
}

static void test_orders_good_till_date_expires(void **state)
{
	(void)state;
	room_ok(&room, "POST", ORDER,
		"symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTD&quantity=0.010&price=59000"
		"&newClientOrderId=g&goodTillDate=1795000700999");
	CHECK_FIELD(room.body, "goodTillDate", "1795000700000");
	CHECK_FIELD(room.body, "timeInForce", "GTD");
	room_clear(&room);
	room.now_ms += 700000;
	ac_simulator_advance(room.simulator, room.now_ms * AC_NS_PER_MS);
	const json_t *order = json_object_get(room_event(&room, "ORDER_TRADE_UPDATE", 0), "o");
	CHECK_FIELD(order, "x", "EXPIRED");
	CHECK_FIELD(order, "X", "EXPIRED");
}

static void test_orders_hedge_mode_wants_a_side_and_no_reduce_only(void **state)
{
	(void)state;
	room_ok(&room, "POST", "/fapi/v1/positionSide/dual", "dualSidePosition=true");
	assert_int_equal(room_call(&room, "POST", ORDER,
				   "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.01"),
			 -4061);
	assert_int_equal(room_call(&room, "POST", ORDER,
				   "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.01"
				   "&positionSide=LONG&reduceOnly=false"),
			 -1106);
	room_ok(&room, "POST", ORDER,
		"symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.01&positionSide=LONG");
	assert_int_equal(room_call(&room, "POST", ORDER,
				   "symbol=BTCUSDT&side=SELL&type=MARKET&quantity=0.02"
				   "&positionSide=LONG"),
			 -2022);
	const json_t *account = json_object_get(room_event(&room, "ACCOUNT_UPDATE", 0), "a");
	assert_int_equal(json_array_size(json_object_get(account, "P")), 2);
}

static void test_orders_price_match_takes_the_price_of_the_book(void **state)
{
	(void)state;
	room_ok(&room, "POST", ORDER,
		"symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.010"
		"&priceMatch=QUEUE_5&newClientOrderId=m");
	CHECK_FIELD(room.body, "priceMatch", "QUEUE_5");
	assert_string_not_equal(room_text(room.body, "price"), "0.00");
	assert_int_equal(room_call(&room, "POST", ORDER,
				   "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC"
				   "&quantity=0.010&priceMatch=QUEUE&price=59000"),
			 -1106);
}

static void test_orders_of_a_closed_symbol_are_refused(void **state)
{
	(void)state;
	ac_simulator_symbol_status(room.simulator, ROOM_BTC, "SETTLING",
				   room.now_ms * AC_NS_PER_MS);
	assert_int_equal(room_call(&room, "POST", ORDER,
				   "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.01"),
			 -4141);
	ac_simulator_symbol_status(room.simulator, ROOM_BTC, "TRADING", room.now_ms * AC_NS_PER_MS);
	ac_simulator_symbol_coarsen(room.simulator, ROOM_BTC, 10, room.now_ms * AC_NS_PER_MS);
	assert_int_equal(room_call(&room, "POST", ORDER,
				   "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.011"),
			 -4023);
}

static void test_orders_unknown_path_is_a_page_and_not_json(void **state)
{
	(void)state;
	assert_int_equal(room_send(&room, "GET", "/fapi/v9/nothing", "", ""), 404);
	assert_true(room.response.is_html);
	assert_int_equal(room_send(&room, "PATCH", ORDER, "", ""), 404);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_room, close_room)
int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_orders_placement_answers_without_prices_of_fills_and_a_question_with_them),
		TEST(test_orders_acknowledgement_knows_nothing_of_the_fill),
		TEST(test_orders_each_broken_rule_gives_its_code_and_nothing_happens),
		TEST(test_orders_client_id_is_unique_among_open_orders_only),
		TEST(test_orders_test_endpoint_checks_and_does_nothing),
		TEST(test_orders_open_and_past_ones_are_listed),
		TEST(test_orders_come_to_nothing_are_forgotten_after_three_days),
		TEST(test_orders_batch_serves_each_by_itself),
		TEST(test_orders_cancel_many),
		TEST(test_orders_modify_changes_price_and_quantity_and_is_told),
		TEST(test_orders_modified_through_the_price_is_filled_as_taker),
		TEST(test_orders_modified_need_margin_for_what_is_more_only),
		TEST(test_orders_modified_to_what_is_done_are_cancelled),
		TEST(test_orders_post_only_is_cancelled_by_a_change_that_would_take),
		TEST(test_orders_countdown_cancels_the_symbol_at_its_end),
		TEST(test_orders_good_till_date_expires),
		TEST(test_orders_hedge_mode_wants_a_side_and_no_reduce_only),
		TEST(test_orders_price_match_takes_the_price_of_the_book),
		TEST(test_orders_of_a_closed_symbol_are_refused),
		TEST(test_orders_unknown_path_is_a_page_and_not_json),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
