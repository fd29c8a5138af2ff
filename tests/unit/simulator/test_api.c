#include "account_room.h"

static struct room room;
static struct ac_simulator_session session;
static json_t *answer;

static int open_room(void **state)
{
	(void)state;
	room_open(&room);
	session = (struct ac_simulator_session){
		.account = -1,
		.connected_ms = ROOM_NOW - 1,
		.has_rate_limits = true,
		.address = 1,
	};
	return 0;
}

static int close_room(void **state)
{
	(void)state;
	json_decref(answer);
	answer = NULL;
	room_close(&room);
	return 0;
}

static int send_text(const char *frame)
{
	json_error_t error;
	struct ac_str text = ac_simulator_api_handle(room.simulator, &session, ac_str_from(frame),
						     room.now_ms * AC_NS_PER_MS);
	json_decref(answer);
	answer = json_loadb(text.data, text.size, JSON_REJECT_DUPLICATES, &error);
	if (answer == NULL)
		fail_msg("answer is no JSON: %.*s", (int)text.size, text.data);
	return (int)json_integer_value(json_object_get(answer, "status"));
}

static int error_code(void)
{
	return (int)json_integer_value(json_object_get(json_object_get(answer, "error"), "code"));
}

struct parameter {
	const char *name, *value; /* in ascending order of names; bare numbers stay numbers */
};

/* `sign` writes the signature of the sorted text; NULL: unsigned. */
static int send_request(const char *method, const struct parameter *parameters, size_t count,
			const char *id, void (*sign)(const char *text, char *ret_signature))
{
	char text[2048] = "", params[4096] = "", frame[8192], signature[256] = "";
	for (size_t i = 0; i < count; i++) {
		const struct parameter *p = &parameters[i];
		size_t used = strlen(text), written = strlen(params);
		bool is_number = strcmp(p->name, "timestamp") == 0;
		snprintf(text + used, sizeof(text) - used, "%s%s=%s", used == 0 ? "" : "&", p->name,
			 p->value);
		/* They are sent in the opposite order: sorting is the receiver's to do. */
		char rest[2048];
		snprintf(rest, sizeof(rest), "%.2000s", params);
		snprintf(params, sizeof(params), "\"%s\":%s%s%s%s%s", p->name,
			 is_number ? "" : "\"", p->value, is_number ? "" : "\"",
			 written == 0 ? "" : ",", rest);
	}
	if (sign != NULL) {
		sign(text, signature);
		size_t written = strlen(params);
		snprintf(params + written, sizeof(params) - written, ",\"signature\":\"%s\"",
			 signature);
	}
	snprintf(frame, sizeof(frame), "{\"id\":%s,\"method\":\"%s\",\"params\":{%s}}", id, method,
		 params);
	return send_text(frame);
}

static void sign_hmac(const char *text, char *ret_signature)
{
	room_hmac(ROOM_SECRET, text, ret_signature);
}

static void sign_ed25519(const char *text, char *ret_signature)
{
	room_ed25519(&room, text, ret_signature);
}

#define NOW_TEXT "1795000000000"

static void test_api_places_asks_and_cancels_as_rest_does(void **state)
{
	(void)state;
	static const struct parameter place[] = {
		{ "apiKey", "K1" },       { "newClientOrderId", "w1" },
		{ "price", "59000" },     { "quantity", "0.010" },
		{ "side", "BUY" },        { "symbol", "BTCUSDT" },
		{ "timeInForce", "GTC" }, { "timestamp", NOW_TEXT },
		{ "type", "LIMIT" },
	};
	assert_int_equal(send_request("order.place", place, AC_COUNT(place), "\"7f0c\"", sign_hmac),
			 200);
	room_fields(answer, "id status result rateLimits");
	CHECK_FIELD(answer, "id", "7f0c");
	const json_t *limits = json_object_get(answer, "rateLimits");
	assert_int_equal(json_array_size(limits), 3);
	CHECK_FIELD(json_array_get(limits, 0), "count", "1");
	CHECK_FIELD(json_array_get(limits, 2), "rateLimitType", "REQUEST_WEIGHT");
	CHECK_FIELD(json_object_get(answer, "result"), "status", "NEW");
	/* The same books: REST sees it. */
	room_ok(&room, "GET", "/fapi/v1/openOrder", "symbol=BTCUSDT&origClientOrderId=w1");

	static const struct parameter ask[] = {
		{ "apiKey", "K1" },
		{ "origClientOrderId", "w1" },
		{ "symbol", "BTCUSDT" },
		{ "timestamp", NOW_TEXT },
	};
	assert_int_equal(send_request("order.status", ask, 4, "5", sign_hmac), 200);
	CHECK_FIELD(answer, "id", "5");
	assert_non_null(json_object_get(json_object_get(answer, "result"), "avgPrice"));
	assert_int_equal(send_request("order.cancel", ask, 4, "null", sign_hmac), 200);
	CHECK_FIELD(answer, "id", "null");
	assert_int_equal(send_request("order.cancel", ask, 4, "7", sign_hmac), 400);
	assert_int_equal(error_code(), -2011);
	room_fields(answer, "id status error rateLimits");
}

static void test_api_modifies_and_serves_conditional_orders(void **state)
{
	(void)state;
	room_ok(&room, "POST", ORDER,
		"symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.01&price=59000"
		"&newClientOrderId=m");
	static const struct parameter modify[] = {
		{ "apiKey", "K1" },        { "origClientOrderId", "m" },
		{ "price", "58000" },      { "quantity", "0.02" },
		{ "side", "BUY" },         { "symbol", "BTCUSDT" },
		{ "timestamp", NOW_TEXT },
	};
	assert_int_equal(send_request("order.modify", modify, 7, "1", sign_hmac), 200);
	CHECK_FIELD(json_object_get(answer, "result"), "origQty", "0.020");
	static const struct parameter algo[] = {
		{ "algoType", "CONDITIONAL" },
		{ "apiKey", "K1" },
		{ "clientAlgoId", "sl" },
		{ "quantity", "0.01" },
		{ "side", "SELL" },
		{ "symbol", "BTCUSDT" },
		{ "timestamp", NOW_TEXT },
		{ "triggerPrice", "59000" },
		{ "type", "STOP_MARKET" },
	};
	assert_int_equal(send_request("algoOrder.place", algo, 9, "2", sign_hmac), 200);
	CHECK_FIELD(json_object_get(answer, "result"), "algoStatus", "NEW");
	static const struct parameter cancel[] = { { "apiKey", "K1" },
						   { "clientAlgoId", "sl" },
						   { "timestamp", NOW_TEXT } };
	assert_int_equal(send_request("algoOrder.cancel", cancel, 3, "3", sign_hmac), 200);
	CHECK_FIELD(json_object_get(answer, "result"), "code", "200");
}

static void test_api_vector_of_the_reference_is_taken(void **state)
{
	(void)state;
	room.now_ms = 1795000000123;
	assert_int_equal(
		send_text(
			"{\"id\":1,\"method\":\"order.place\",\"params\":{\"apiKey\":\"K1\","
			"\"symbol\""
			":\"BTCUSDT\",\"side\":\"BUY\",\"type\":\"LIMIT\",\"timeInForce\":\"GTC\","
			"\"price\":\"61000.5\",\"quantity\":\"0.010\",\"timestamp\":1795000000123,"
			"\"signature\":"
			"\"76bb7d2ca4a951a7e9dc6c6b7b7d463343121ed524a5777a8bffa0db04146f06\"}}"),
		200);
	assert_int_equal(
		send_text(
			"{\"id\":1,\"method\":\"order.place\",\"params\":{\"apiKey\":\"K1\","
			"\"symbol\""
			":\"BTCUSDT\",\"side\":\"SELL\",\"type\":\"LIMIT\",\"timeInForce\":\"GTC\","
			"\"price\":\"61000.5\",\"quantity\":\"0.010\",\"timestamp\":1795000000123,"
			"\"signature\":"
			"\"76bb7d2ca4a951a7e9dc6c6b7b7d463343121ed524a5777a8bffa0db04146f06\"}}"),
		400);
	assert_int_equal(error_code(), -1022);
}

static void test_api_session_logs_on_by_ed25519_only_and_then_need_not_sign(void **state)
{
	(void)state;
	static const struct parameter hmac[] = { { "apiKey", "K1" }, { "timestamp", NOW_TEXT } };
	static const struct parameter ed25519[] = { { "apiKey", "K2" }, { "timestamp", NOW_TEXT } };
	static const struct parameter plain[] = {
		{ "quantity", "0.010" },   { "side", "BUY" },    { "symbol", "BTCUSDT" },
		{ "timestamp", NOW_TEXT }, { "type", "MARKET" },
	};
	assert_int_equal(send_request("session.logon", hmac, 2, "1", sign_hmac), 400);
	assert_int_equal(session.account, -1);
	assert_int_equal(send_request("order.place", plain, 5, "1", NULL), 401);
	assert_int_equal(error_code(), -2014);
	assert_int_equal(send_request("session.logon", ed25519, 2, "1", sign_hmac), 400);
	assert_int_equal(error_code(), -1022);
	assert_int_equal(send_request("session.logon", ed25519, 2, "1", sign_ed25519), 200);
	assert_int_equal(session.account, 1);
	room_fields(json_object_get(answer, "result"),
		    "apiKey authorizedSince connectedSince returnRateLimits serverTime "
		    "userDataStream");
	assert_int_equal(send_request("order.place", plain, 5, "2", NULL), 200);
	assert_int_equal(room.events[0].account, 1);
	/* The timestamp is still demanded. */
	assert_int_equal(send_request("order.place", plain, 3, "2", NULL), 400);
	assert_int_equal(error_code(), -1102);
	assert_int_equal(send_text("{\"id\":3,\"method\":\"session.status\"}"), 200);
	CHECK_FIELD(json_object_get(answer, "result"), "apiKey", "K2");
	assert_int_equal(send_text("{\"id\":3,\"method\":\"session.logout\"}"), 200);
	CHECK_FIELD(json_object_get(answer, "result"), "apiKey", "null");
	assert_int_equal(send_request("order.place", plain, 5, "2", NULL), 401);
}

static void test_api_serves_account_prices_and_listen_keys(void **state)
{
	(void)state;
	static const char *const methods[] = {
		"account.position",   "v2/account.position", "account.balance",
		"v2/account.balance", "account.status",      "v2/account.status",
	};
	static const struct parameter who[] = { { "apiKey", "K1" }, { "timestamp", NOW_TEXT } };
	for (size_t i = 0; i < AC_COUNT(methods); i++)
		CHECK_EQ(methods[i], send_request(methods[i], who, 2, "1", sign_hmac), 200);
	static const struct parameter symbol[] = { { "symbol", "BTCUSDT" } };
	static const char *const prices[] = { "ticker.price", "ticker.book", "depth" };
	for (size_t i = 0; i < AC_COUNT(prices); i++)
		CHECK_EQ(prices[i], send_request(prices[i], symbol, 1, "1", NULL), 200);
	static const char *const keys[] = { "userDataStream.start", "userDataStream.ping",
					    "userDataStream.stop" };
	for (size_t i = 0; i < AC_COUNT(keys); i++)
		CHECK_EQ(keys[i], send_request(keys[i], who, 1, "1", NULL), 200);
	assert_int_equal(send_request("userDataStream.ping", who, 1, "1", NULL), 400);
	assert_int_equal(error_code(), -1125);
}

static void test_api_answers_nonsense_with_errors(void **state)
{
	(void)state;
	static const char *const frames[] = {
		"",
		"{",
		"[]",
		"5",
		"{\"id\":1}",
		"{\"id\":1,\"method\":\"order.placeAll\"}",
		"{\"id\":1,\"method\":\"order.place\",\"params\":7}",
		"{\"id\":1,\"method\":5,\"params\":{}}",
		"{\"id\":{\"a\":[1]},\"method\":\"order.cancel\",\"params\":{\"apiKey\":[1]}}",
	};
	for (size_t i = 0; i < AC_COUNT(frames); i++) {
		int status = send_text(frames[i]);
		if (status != 400 && status != 401)
			fail_msg("%s: %d", frames[i], status);
		assert_true(error_code() < 0);
		assert_non_null(json_object_get(answer, "id"));
	}
}

static void test_api_shares_the_limits_and_may_leave_them_out(void **state)
{
	(void)state;
	session.has_rate_limits = false;
	assert_int_equal(send_text("{\"id\":3,\"method\":\"session.status\"}"), 200);
	room_fields(answer, "id status result");
	session.has_rate_limits = true;
	for (int i = 0; i < 60; i++)
		room_call(&room, "GET", "/fapi/v1/openOrders", "");
	assert_int_equal(send_text("{\"id\":3,\"method\":\"session.status\"}"), 429);
	assert_int_equal(error_code(), -1003);
	const json_t *data = json_object_get(json_object_get(answer, "error"), "data");
	room_fields(data, "serverTime retryAfter");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_room, close_room)
int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_api_places_asks_and_cancels_as_rest_does),
		TEST(test_api_modifies_and_serves_conditional_orders),
		TEST(test_api_vector_of_the_reference_is_taken),
		TEST(test_api_session_logs_on_by_ed25519_only_and_then_need_not_sign),
		TEST(test_api_serves_account_prices_and_listen_keys),
		TEST(test_api_answers_nonsense_with_errors),
		TEST(test_api_shares_the_limits_and_may_leave_them_out),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
