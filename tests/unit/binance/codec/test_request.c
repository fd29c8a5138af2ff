#include "check.h"

#include <jansson.h>
#include <openssl/hmac.h>

#include "binance/codec/request.h"

enum { BTC, ETH, COIN };

static struct ac_instrument items[] = {
	[BTC] = { .symbol = "BTCUSDT" },
	[ETH] = { .symbol = "ETHUSDT" },
	[COIN] = { .symbol = "\xe5\xb8\x81\xe5\xae\x89\xe4\xba\xba\xe7\x94\x9fUSDT" },
};
static const struct ac_instruments instruments = { items, 3, 3 };

static struct ac_dec dec(const char *text)
{
	struct ac_dec value = { 0 };
	if (ac_dec_parse(ac_str_from(text), &value) != AC_OK)
		fail_msg("%s is no decimal", text);
	return value;
}

static void hmac(const char *secret, const char *payload, char hex[65])
{
	unsigned char digest[32];
	unsigned int size = 0;
	assert_non_null(HMAC(EVP_sha256(), secret, (int)strlen(secret),
			     (const unsigned char *)payload, strlen(payload), digest, &size));
	for (unsigned int i = 0; i < size; i++)
		snprintf(hex + 2 * i, 3, "%02x", digest[i]);
}

/* The vectors of the exchange reference, section 2.3. */
static void test_request_is_the_text_that_the_exchange_signs(void **state)
{
	(void)state;
	struct ac_request request;
	char hex[65];
	ac_request_begin(&request, "POST", "/fapi/v1/order", true);
	ac_request_text(&request, "symbol", "BTCUSDT");
	ac_request_text(&request, "side", "BUY");
	ac_request_text(&request, "type", "LIMIT");
	ac_request_dec(&request, "quantity", AC_DEC(1));
	ac_request_dec(&request, "price", AC_DEC(9000));
	ac_request_text(&request, "timeInForce", "GTC");
	ac_request_stamp(&request, 1591702613943, 5000);
	assert_string_equal(request.query,
			    "symbol=BTCUSDT&side=BUY&type=LIMIT&quantity=1&price=9000"
			    "&timeInForce=GTC&recvWindow=5000&timestamp=1591702613943");
	hmac("2b5eb11e18796d12d88f13dc27dbbd02c2cc51ff7059765ed9821957d82bb4d9", request.query,
	     hex);
	assert_string_equal(hex,
			    "3c661234138461fcc7a7d8746c6558c9842d4e10870d2ecbedf7777cad694af9");

	ac_request_begin(&request, "POST", "/fapi/v1/order", true);
	ac_request_text(&request, "symbol", "ETHUSDT");
	ac_request_text(&request, "side", "SELL");
	ac_request_text(&request, "type", "MARKET");
	ac_request_text(&request, "quantity", "0.250");
	ac_request_text(&request, "reduceOnly", "true");
	ac_request_text(&request, "newClientOrderId", "c1-000042");
	ac_request_text(&request, "newOrderRespType", "RESULT");
	ac_request_stamp(&request, 1795000000123, 3000);
	hmac("test-secret-not-real", request.query, hex);
	assert_string_equal(hex,
			    "4ae8816d87d4a20d9852450b9c12f2f956139d762aeb460bc89f3e4155b9b454");
	ac_request_sign(&request, ac_str_from(hex));
	assert_string_equal(request.query,
			    "symbol=ETHUSDT&side=SELL&type=MARKET&quantity=0.250&reduceOnly=true"
			    "&newClientOrderId=c1-000042&newOrderRespType=RESULT&recvWindow=3000"
			    "&timestamp=1795000000123&signature="
			    "4ae8816d87d4a20d9852450b9c12f2f956139d762aeb460bc89f3e4155b9b454");
	CHECK_EQ("size", request.size, strlen(request.query));

	ac_request_begin(&request, "GET", "/fapi/v1/x", true);
	ac_request_text(&request, "symbol", items[COIN].symbol);
	ac_request_int(&request, "timestamp", 1795000000123);
	assert_string_equal(request.query, "symbol=%E5%B8%81%E5%AE%89%E4%BA%BA%E7%94%9FUSDT"
					   "&timestamp=1795000000123");
	hmac("test-secret-not-real", request.query, hex);
	assert_string_equal(hex,
			    "ac240e29fcabb71f35f4c1cfc1061fdfec759e3ff92ad433aa82bb949c18b147");
}

static void test_request_for_the_socket_is_signed_sorted_by_name(void **state)
{
	(void)state;
	struct ac_request request;
	ac_request_begin(&request, "POST", "/fapi/v1/order", true);
	request.api_method = "order.place";
	ac_request_text(&request, "symbol", "BTCUSDT");
	ac_request_text(&request, "side", "BUY");
	ac_request_text(&request, "type", "LIMIT");
	ac_request_text(&request, "timeInForce", "GTC");
	ac_request_text(&request, "quantity", "0.010");
	ac_request_dec(&request, "price", dec("61000.5"));
	ac_request_int(&request, "timestamp", 1795000000123);
	char payload[AC_REQUEST_SIZE], frame[AC_REQUEST_SIZE], hex[65];
	size_t size = 0;
	CHECK_EQ("payload", ac_request_api_payload(&request, "K1", payload, &size), AC_OK);
	assert_string_equal(payload, "apiKey=K1&price=61000.5&quantity=0.010&side=BUY"
				     "&symbol=BTCUSDT&timeInForce=GTC&timestamp=1795000000123"
				     "&type=LIMIT");
	CHECK_EQ("size", size, strlen(payload));
	hmac("test-secret-not-real", payload, hex);
	assert_string_equal(hex,
			    "76bb7d2ca4a951a7e9dc6c6b7b7d463343121ed524a5777a8bffa0db04146f06");
	CHECK_EQ("frame", ac_request_api_frame(&request, 42, "K1", ac_str_from(hex), frame, &size),
		 AC_OK);
	assert_string_equal(
		frame,
		"{\"id\":\"42\",\"method\":\"order.place\",\"params\":{\"apiKey\":\"K1\","
		"\"price\":\"61000.5\",\"quantity\":\"0.010\",\"side\":\"BUY\",\"symbol\":"
		"\"BTCUSDT\",\"timeInForce\":\"GTC\",\"timestamp\":1795000000123,\"type\":\"LIMIT\""
		",\"signature\":"
		"\"76bb7d2ca4a951a7e9dc6c6b7b7d463343121ed524a5777a8bffa0db04146f06\"}}");
	CHECK_EQ("size", size, strlen(frame));
	/* Logged on: neither key nor signature, the time stays. */
	CHECK_EQ("session", ac_request_api_frame(&request, -1, NULL, AC_STR(""), frame, &size),
		 AC_OK);
	assert_null(strstr(frame, "apiKey"));
	assert_null(strstr(frame, "signature"));
	assert_non_null(strstr(frame, "{\"id\":\"-1\","));
	assert_non_null(strstr(frame, "\"timestamp\":1795000000123,"));
}

static struct ac_command command_of(enum ac_command_kind kind)
{
	struct ac_command command;
	memset(&command, 0, sizeof(command));
	command.kind = (uint16_t)kind;
	command.symbol = BTC;
	memcpy(command.client_id, "ac-1.2:3/4_5", 13);
	return command;
}

struct expected {
	const char *name, *method, *path, *api_method;
	int32_t weight, orders;
	const char *query;
};

static void check_request(const struct ac_request *request, const struct expected *expected)
{
	if (strcmp(request->query, expected->query) != 0)
		fail_msg("%s:\n%s\nis not\n%s", expected->name, request->query, expected->query);
	if (strcmp(request->method, expected->method) != 0 ||
	    strcmp(request->path, expected->path) != 0)
		fail_msg("%s: %s %s", expected->name, request->method, request->path);
	const char *api = request->api_method != NULL ? request->api_method : "";
	if (strcmp(api, expected->api_method) != 0)
		fail_msg("%s: '%s', not '%s'", expected->name, api, expected->api_method);
	CHECK_EQ(expected->name, request->weight, expected->weight);
	CHECK_EQ(expected->name, request->orders, expected->orders);
	CHECK_EQ(expected->name, request->is_signed, true);
	CHECK_EQ(expected->name, request->is_full, false);
}

static void check_command(const struct ac_command *command, const struct expected *expected)
{
	struct ac_request request;
	ac_request_command(&request, &instruments, command);
	check_request(&request, expected);
}

#define ID "ac-1.2%3A3%2F4_5"

static void test_request_place_carries_what_the_type_wants(void **state)
{
	(void)state;
	struct ac_command c = command_of(AC_COMMAND_PLACE);
	c.type = AC_ORDER_LIMIT;
	c.tif = AC_TIF_GTX;
	c.quantity = dec("0.01");
	c.price = dec("61000.5");
	struct expected e = { "limit",
			      "POST",
			      "/fapi/v1/order",
			      "order.place",
			      0,
			      1,
			      "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTX&quantity=0.01"
			      "&price=61000.5&newClientOrderId=" ID "&newOrderRespType=RESULT"
			      "&selfTradePreventionMode=EXPIRE_MAKER" };
	check_command(&c, &e);

	c.type = AC_ORDER_MARKET;
	c.side = AC_SIDE_SELL;
	c.reduce_only = true;
	e.name = "market";
	e.query = "symbol=BTCUSDT&side=SELL&type=MARKET&quantity=0.01&reduceOnly=true"
		  "&newClientOrderId=" ID "&newOrderRespType=RESULT"
		  "&selfTradePreventionMode=EXPIRE_MAKER";
	check_command(&c, &e);

	c.position_side = AC_POSITION_LONG;
	e.name = "hedge mode never sends reduceOnly";
	e.query = "symbol=BTCUSDT&side=SELL&positionSide=LONG&type=MARKET&quantity=0.01"
		  "&newClientOrderId=" ID "&newOrderRespType=RESULT"
		  "&selfTradePreventionMode=EXPIRE_MAKER";
	check_command(&c, &e);
}

static void test_request_algo_carries_what_the_type_wants(void **state)
{
	(void)state;
	struct ac_command c = command_of(AC_COMMAND_PLACE_ALGO);
	c.type = AC_ORDER_STOP_MARKET;
	c.side = AC_SIDE_SELL;
	c.tif = AC_TIF_GTC;
	c.trigger_price = dec("60000");
	c.working_type = AC_WORKING_MARK_PRICE;
	c.close_position = true;
	c.reduce_only = true;
	c.quantity = dec("7");
	struct expected e = { "close position excludes quantity and reduceOnly",
			      "POST",
			      "/fapi/v1/algoOrder",
			      "algoOrder.place",
			      0,
			      1,
			      "algoType=CONDITIONAL&symbol=BTCUSDT&side=SELL&type=STOP_MARKET"
			      "&closePosition=true&triggerPrice=60000&workingType=MARK_PRICE"
			      "&clientAlgoId=" ID };
	check_command(&c, &e);

	c.close_position = false;
	c.quantity = dec("0.25");
	c.type = AC_ORDER_TAKE_PROFIT_MARKET;
	c.working_type = AC_WORKING_CONTRACT_PRICE;
	e.name = "take profit of a part";
	e.query = "algoType=CONDITIONAL&symbol=BTCUSDT&side=SELL&type=TAKE_PROFIT_MARKET"
		  "&quantity=0.25&triggerPrice=60000&workingType=CONTRACT_PRICE&reduceOnly=true"
		  "&clientAlgoId=" ID;
	check_command(&c, &e);

	c.position_side = AC_POSITION_SHORT;
	c.side = AC_SIDE_BUY;
	e.name = "hedge mode";
	e.query = "algoType=CONDITIONAL&symbol=BTCUSDT&side=BUY&positionSide=SHORT"
		  "&type=TAKE_PROFIT_MARKET&quantity=0.25&triggerPrice=60000"
		  "&workingType=CONTRACT_PRICE&clientAlgoId=" ID;
	check_command(&c, &e);

	c = command_of(AC_COMMAND_PLACE_ALGO);
	c.type = AC_ORDER_TRAILING_STOP_MARKET;
	c.quantity = dec("0.25");
	c.price = dec("1.5");
	c.trigger_price = dec("59000");
	e.name = "trailing: percent and activation, no trigger";
	e.query = "algoType=CONDITIONAL&symbol=BTCUSDT&side=BUY&type=TRAILING_STOP_MARKET"
		  "&quantity=0.25&activatePrice=59000&callbackRate=1.5"
		  "&workingType=CONTRACT_PRICE&clientAlgoId=" ID;
	check_command(&c, &e);
	c.trigger_price = AC_DEC_ZERO;
	e.name = "trailing at once";
	e.query = "algoType=CONDITIONAL&symbol=BTCUSDT&side=BUY&type=TRAILING_STOP_MARKET"
		  "&quantity=0.25&callbackRate=1.5&workingType=CONTRACT_PRICE&clientAlgoId=" ID;
	check_command(&c, &e);

	c.type = AC_ORDER_STOP;
	c.tif = AC_TIF_IOC;
	c.price = dec("60010");
	c.trigger_price = dec("60000");
	e.name = "stop limit";
	e.query = "algoType=CONDITIONAL&symbol=BTCUSDT&side=BUY&type=STOP&timeInForce=IOC"
		  "&price=60010&quantity=0.25&triggerPrice=60000&workingType=CONTRACT_PRICE"
		  "&clientAlgoId=" ID;
	check_command(&c, &e);
}

static void test_request_of_each_other_command(void **state)
{
	(void)state;
	struct ac_command c = command_of(AC_COMMAND_CANCEL);
	check_command(&c, &(struct expected){ "cancel", "DELETE", "/fapi/v1/order", "order.cancel",
					      1, 0, "symbol=BTCUSDT&origClientOrderId=" ID });
	c.exchange_id = 9007199254740993;
	check_command(&c, &(struct expected){ "cancel with the id", "DELETE", "/fapi/v1/order",
					      "order.cancel", 1, 0,
					      "symbol=BTCUSDT&orderId=9007199254740993"
					      "&origClientOrderId=" ID });
	c.kind = AC_COMMAND_QUERY;
	c.exchange_id = 0;
	check_command(&c, &(struct expected){ "query", "GET", "/fapi/v1/order", "order.status", 1,
					      0, "symbol=BTCUSDT&origClientOrderId=" ID });
	c.kind = AC_COMMAND_CANCEL_ALGO;
	c.exchange_id = 7;
	check_command(&c, &(struct expected){ "cancel algo", "DELETE", "/fapi/v1/algoOrder",
					      "algoOrder.cancel", 1, 0, "clientAlgoId=" ID });
	c.kind = AC_COMMAND_QUERY_ALGO;
	check_command(&c, &(struct expected){ "query algo", "GET", "/fapi/v1/algoOrder", "", 1, 0,
					      "clientAlgoId=" ID });
	c.client_id[0] = '\0';
	check_command(&c, &(struct expected){ "query somebody's algo", "GET", "/fapi/v1/algoOrder",
					      "", 1, 0, "algoId=7" });
	c = command_of(AC_COMMAND_QUERY_TRADES);
	c.since_ms = 1795000000123;
	check_command(&c,
		      &(struct expected){ "trades", "GET", "/fapi/v1/userTrades", "", 5, 0,
					  "symbol=BTCUSDT&startTime=1795000000123&limit=1000" });
	c = command_of(AC_COMMAND_QUERY_POSITION);
	c.symbol = COIN;
	check_command(&c, &(struct expected){ "position", "GET", "/fapi/v3/positionRisk",
					      "v2/account.position", 5, 0,
					      "symbol=%E5%B8%81%E5%AE%89%E4%BA%BA%E7%94%9FUSDT" });
	c = command_of(AC_COMMAND_MODIFY);
	c.side = AC_SIDE_SELL;
	c.type = AC_ORDER_LIMIT;
	c.quantity = dec("0.02");
	c.price = dec("61001");
	check_command(&c,
		      &(struct expected){ "modify", "PUT", "/fapi/v1/order", "order.modify", 0, 1,
					  "symbol=BTCUSDT&origClientOrderId=" ID "&side=SELL"
					  "&quantity=0.02&price=61001" });
}

static void test_request_cancels_many_at_once(void **state)
{
	(void)state;
	static const char *const ids[AC_REQUEST_BATCH_MAX] = {
		"a:1",
		"b-2",
		"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
		"////////////////////////////////////",
		"////////////////////////////////////",
		"////////////////////////////////////",
		"////////////////////////////////////",
		"////////////////////////////////////",
		"////////////////////////////////////",
		"////////////////////////////////////",
	};
	struct ac_request request;
	ac_request_cancel_batch(&request, &instruments, ETH, ids, 2);
	check_request(&request,
		      &(struct expected){ "batch", "DELETE", "/fapi/v1/batchOrders", "", 1, 0,
					  "symbol=ETHUSDT&origClientOrderIdList="
					  "%5B%22a%3A1%22%2C%22b-2%22%5D" });
	ac_request_cancel_batch(&request, &instruments, COIN, ids, AC_REQUEST_BATCH_MAX);
	ac_request_stamp(&request, INT64_MAX, INT32_MAX);
	ac_request_sign(&request, AC_STR("0123456789abcdef0123456789abcdef0123456789abcdef"
					 "0123456789abcdef"));
	assert_false(request.is_full);
}

static void test_request_values_are_percent_encoded_in_upper_case(void **state)
{
	(void)state;
	struct ac_request request;
	ac_request_begin(&request, "GET", "/x", false);
	ac_request_text(&request, "a", "AZaz09-_.~");
	ac_request_text(&request, "b", " +/=&?%\"\xff");
	ac_request_int(&request, "c", INT64_MIN);
	ac_request_int(&request, "d", 0);
	ac_request_dec(&request, "e", dec("-0.00000001"));
	assert_string_equal(request.query, "a=AZaz09-_.~&b=%20%2B%2F%3D%26%3F%25%22%FF"
					   "&c=-9223372036854775808&d=0&e=-0.00000001");
	assert_false(request.is_signed);
}

static void test_request_that_is_full_says_so_and_keeps_whole_parameters(void **state)
{
	(void)state;
	static char value[1000];
	memset(value, 'x', sizeof(value) - 1);
	struct ac_request request;
	ac_request_begin(&request, "GET", "/x", true);
	request.api_method = "order.place";
	for (int i = 0; i < 3; i++)
		ac_request_text(&request, "v", value);
	assert_false(request.is_full);
	size_t size = request.size;
	ac_request_text(&request, "v", value);
	assert_true(request.is_full);
	CHECK_EQ("size", request.size, size);
	CHECK_EQ("terminated", strlen(request.query), size);
	ac_request_int(&request, "timestamp", 1);
	CHECK_EQ("nothing after the gap", request.size, size);
	char text[AC_REQUEST_SIZE];
	CHECK_EQ("payload", ac_request_api_payload(&request, NULL, text, &size), AC_ERR_FULL);
	CHECK_EQ("frame", ac_request_api_frame(&request, 1, NULL, AC_STR(""), text, &size),
		 AC_ERR_FULL);
	/* The query fits, the frame with its signature does not. */
	ac_request_begin(&request, "GET", "/x", true);
	request.api_method = "order.place";
	for (int i = 0; i < 3; i++)
		ac_request_text(&request, "v", value);
	CHECK_EQ("signature",
		 ac_request_api_frame(&request, 1, NULL, ac_str_from(value), text, &size),
		 AC_ERR_FULL);
}

static void test_request_without_a_method_of_the_socket_is_unsupported(void **state)
{
	(void)state;
	struct ac_request request;
	struct ac_command c = command_of(AC_COMMAND_QUERY_ALGO);
	ac_request_command(&request, &instruments, &c);
	char text[AC_REQUEST_SIZE];
	size_t size;
	CHECK_EQ("payload", ac_request_api_payload(&request, "K", text, &size), AC_ERR_UNSUPPORTED);
	CHECK_EQ("frame", ac_request_api_frame(&request, 1, "K", AC_STR("s"), text, &size),
		 AC_ERR_UNSUPPORTED);
}

/* Numbers by what they are, not by how they look; values are decoded again. */
static void test_request_frame_is_json_of_the_same_values(void **state)
{
	(void)state;
	struct ac_command c = command_of(AC_COMMAND_CANCEL);
	c.symbol = COIN;
	c.exchange_id = 9007199254740993;
	memcpy(c.client_id, "123456", 7);
	struct ac_request request;
	ac_request_command(&request, &instruments, &c);
	ac_request_text(&request, "odd", "\"\\\n\x01%41&=");
	ac_request_stamp(&request, 1795000000123, 5000);
	char text[AC_REQUEST_SIZE];
	size_t size = 0;
	CHECK_EQ("frame", ac_request_api_frame(&request, 5, "K", AC_STR("a+/="), text, &size),
		 AC_OK);
	json_error_t error;
	json_t *root = json_loadb(text, size, 0, &error);
	if (root == NULL)
		fail_msg("%s: %s", error.text, text);
	const json_t *params = json_object_get(root, "params");
	CHECK_EQ("parameters", json_object_size(params), 8);
	assert_string_equal(json_string_value(json_object_get(params, "symbol")),
			    items[COIN].symbol);
	assert_string_equal(json_string_value(json_object_get(params, "origClientOrderId")),
			    "123456");
	assert_string_equal(json_string_value(json_object_get(params, "odd")), "\"\\\n\x01%41&=");
	assert_string_equal(json_string_value(json_object_get(params, "signature")), "a+/=");
	assert_true(json_is_integer(json_object_get(params, "orderId")));
	CHECK_EQ("orderId", json_integer_value(json_object_get(params, "orderId")),
		 9007199254740993);
	CHECK_EQ("recvWindow", json_integer_value(json_object_get(params, "recvWindow")), 5000);
	json_decref(root);
	CHECK_EQ("payload", ac_request_api_payload(&request, "K", text, &size), AC_OK);
	assert_string_equal(text, "apiKey=K&odd=\"\\\n\x01%41&=&orderId=9007199254740993"
				  "&origClientOrderId=123456&recvWindow=5000"
				  "&symbol=\xe5\xb8\x81\xe5\xae\x89\xe4\xba\xba\xe7\x94\x9fUSDT"
				  "&timestamp=1795000000123");
}

static void test_request_logon_signs_key_window_and_time(void **state)
{
	(void)state;
	struct ac_request request;
	ac_request_logon(&request);
	ac_request_stamp(&request, 1795000000123, 5000);
	char text[AC_REQUEST_SIZE];
	size_t size = 0;
	CHECK_EQ("payload", ac_request_api_payload(&request, "K1", text, &size), AC_OK);
	assert_string_equal(text, "apiKey=K1&recvWindow=5000&timestamp=1795000000123");
	CHECK_EQ("frame", ac_request_api_frame(&request, 1, "K1", AC_STR("c2ln"), text, &size),
		 AC_OK);
	assert_string_equal(text, "{\"id\":\"1\",\"method\":\"session.logon\",\"params\":"
				  "{\"apiKey\":\"K1\",\"recvWindow\":5000,\"timestamp\":"
				  "1795000000123,\"signature\":\"c2ln\"}}");
}

static void test_request_signature_in_base64_is_encoded_and_does_not_reach_the_socket(void **state)
{
	(void)state;
	struct ac_request request;
	ac_request_logon(&request);
	ac_request_stamp(&request, 7, 5000);
	ac_request_sign(&request, AC_STR("ab+/cd=="));
	assert_string_equal(request.query,
			    "recvWindow=5000&timestamp=7&signature=ab%2B%2Fcd%3D%3D");
	char text[AC_REQUEST_SIZE];
	size_t size = 0;
	CHECK_EQ("payload", ac_request_api_payload(&request, "K1", text, &size), AC_OK);
	assert_string_equal(text, "apiKey=K1&recvWindow=5000&timestamp=7");
}

static void test_request_subscribe_names_streams_in_one_message(void **state)
{
	(void)state;
	static const char *const streams[] = { "btcusdt@kline_1m", "\xe5\xb8\x81usdt@aggTrade",
					       "a\"b" };
	char frame[128];
	size_t size = 0;
	CHECK_EQ("fits",
		 ac_request_subscribe("SUBSCRIBE", streams, 3, 7, frame, sizeof(frame), &size),
		 AC_OK);
	assert_string_equal(frame, "{\"method\":\"SUBSCRIBE\",\"params\":[\"btcusdt@kline_1m\","
				   "\"\xe5\xb8\x81usdt@aggTrade\",\"a\\\"b\"],\"id\":7}");
	CHECK_EQ("size", size, strlen(frame));
	for (size_t capacity = 0; capacity <= size; capacity++)
		CHECK_EQ("too small",
			 ac_request_subscribe("SUBSCRIBE", streams, 3, 7, frame, capacity, &size),
			 AC_ERR_FULL);
	CHECK_EQ("just fits",
		 ac_request_subscribe("SUBSCRIBE", streams, 3, 7, frame, size + 1, &size), AC_OK);
	CHECK_EQ("none",
		 ac_request_subscribe("UNSUBSCRIBE", streams, 0, 8, frame, sizeof(frame), &size),
		 AC_OK);
	assert_string_equal(frame, "{\"method\":\"UNSUBSCRIBE\",\"params\":[],\"id\":8}");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_request_is_the_text_that_the_exchange_signs),
		cmocka_unit_test(test_request_for_the_socket_is_signed_sorted_by_name),
		cmocka_unit_test(test_request_place_carries_what_the_type_wants),
		cmocka_unit_test(test_request_algo_carries_what_the_type_wants),
		cmocka_unit_test(test_request_of_each_other_command),
		cmocka_unit_test(test_request_cancels_many_at_once),
		cmocka_unit_test(test_request_values_are_percent_encoded_in_upper_case),
		cmocka_unit_test(test_request_that_is_full_says_so_and_keeps_whole_parameters),
		cmocka_unit_test(test_request_without_a_method_of_the_socket_is_unsupported),
		cmocka_unit_test(test_request_frame_is_json_of_the_same_values),
		cmocka_unit_test(test_request_logon_signs_key_window_and_time),
		cmocka_unit_test(
			test_request_signature_in_base64_is_encoded_and_does_not_reach_the_socket),
		cmocka_unit_test(test_request_subscribe_names_streams_in_one_message),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
