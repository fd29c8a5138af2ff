#include "account_room.h"

static struct room room;

static int open_room(void **state)
{
	(void)state;
	room_open_bare(&room);
	return 0;
}

static int close_room(void **state)
{
	(void)state;
	room_close(&room);
	return 0;
}

/* Where the signature stands and what it is made over, row by row. */
static int send_signed(const char *query, const char *body, const char *signature_behind)
{
	char text[1024], hex[65], joined_query[1024], joined_body[1024];
	snprintf(text, sizeof(text), "%s%s", query, body);
	room_hmac(ROOM_SECRET, text, hex);
	bool is_body = strcmp(signature_behind, "body") == 0;
	snprintf(joined_query, sizeof(joined_query), "%s%s%s", query,
		 is_body ? "" : "&signature=", is_body ? "" : hex);
	snprintf(joined_body, sizeof(joined_body), "%s%s%s", body, is_body ? "&signature=" : "",
		 is_body ? hex : "");
	int status = room_send(&room, "POST", "/fapi/v1/order/test", joined_query, joined_body);
	return status == 200 ? 0 : room_code(&room);
}

#define ORDER_TEXT "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.010"
#define STAMP      "timestamp=1795000000000"

static void test_signature_may_stand_in_query_or_body(void **state)
{
	(void)state;
	assert_int_equal(send_signed(ORDER_TEXT "&" STAMP, "", "query"), 0);
	assert_int_equal(send_signed("", ORDER_TEXT "&" STAMP, "body"), 0);
	assert_int_equal(send_signed(ORDER_TEXT, STAMP, "body"), 0);
	/* Where both name a parameter the query's value holds. */
	assert_int_equal(send_signed(ORDER_TEXT, "symbol=NOPE&" STAMP, "body"), 0);
	assert_int_equal(send_signed("symbol=NOPE", ORDER_TEXT "&" STAMP, "body"), -1121);
}

static void test_signature_must_be_the_last_parameter(void **state)
{
	(void)state;
	char query[512], hex[65];
	/* Neither over all the rest nor over what stands before it. */
	room_hmac(ROOM_SECRET, ORDER_TEXT, hex);
	snprintf(query, sizeof(query), ORDER_TEXT "&signature=%s&" STAMP, hex);
	room_send(&room, "POST", "/fapi/v1/order/test", query, "");
	assert_int_equal(room_code(&room), -1022);
	room_hmac(ROOM_SECRET, ORDER_TEXT "&" STAMP, hex);
	snprintf(query, sizeof(query), ORDER_TEXT "&signature=%s&" STAMP, hex);
	room_send(&room, "POST", "/fapi/v1/order/test", query, "");
	assert_int_equal(room_code(&room), -1022);
	CHECK_FIELD(room.body, "msg", "Signature for this request is not valid.");
	snprintf(query, sizeof(query), ORDER_TEXT "&" STAMP "&signature=%s", hex);
	assert_int_equal(room_send(&room, "POST", "/fapi/v1/order/test", query, ""), 200);
	/* One character of what was signed, or of the signature, and it is void. */
	query[strlen(query) - 1] = query[strlen(query) - 1] == '0' ? '1' : '0';
	room_send(&room, "POST", "/fapi/v1/order/test", query, "");
	assert_int_equal(room_code(&room), -1022);
	assert_int_equal(room_send(&room, "POST", "/fapi/v1/order/test", ORDER_TEXT "&" STAMP, ""),
			 400);
	assert_int_equal(room_code(&room), -1102);
}

static void test_signature_is_over_the_bytes_as_sent(void **state)
{
	(void)state;
	char query[512], hex[65];
	static const char encoded[] = "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0%2E010"
				      "&timestamp=1795000000000";
	room_hmac(ROOM_SECRET, encoded, hex);
	for (char *at = hex; *at != '\0'; at++)
		*at = (char)(*at >= 'a' ? *at - 'a' + 'A' : *at);
	snprintf(query, sizeof(query), "%s&signature=%s", encoded, hex);
	assert_int_equal(room_send(&room, "POST", "/fapi/v1/order/test", query, ""), 200);
	room_hmac(ROOM_SECRET, ORDER_TEXT "&" STAMP, hex);
	snprintf(query, sizeof(query), "%s&signature=%s", encoded, hex);
	room_send(&room, "POST", "/fapi/v1/order/test", query, "");
	assert_int_equal(room_code(&room), -1022);
}

/* Published and recomputed texts with their signatures: what is refused is then never the
 * signature. */
static void test_signature_vectors_are_taken(void **state)
{
	(void)state;
	room.now_ms = 1795000000123;
	static const char order[] =
		"symbol=ETHUSDT&side=SELL&type=MARKET&quantity=0.250&reduceOnly=true&"
		"newClientOrderId="
		"c1-000042&newOrderRespType=RESULT&recvWindow=3000&timestamp=1795000000123&"
		"signature="
		"4ae8816d87d4a20d9852450b9c12f2f956139d762aeb460bc89f3e4155b9b454";
	room_send(&room, "POST", ORDER, order, "");
	assert_int_equal(room_code(&room), -2022);
	static const char chinese[] =
		"symbol=%E5%B8%81%E5%AE%89%E4%BA%BA%E7%94%9FUSDT&timestamp=1795000000123&signature="
		"ac240e29fcabb71f35f4c1cfc1061fdfec759e3ff92ad433aa82bb949c18b147";
	room_send(&room, "GET", "/fapi/v1/openOrders", chinese, "");
	assert_int_equal(room_code(&room), -1121);
}

static void test_signature_of_ed25519_is_base64(void **state)
{
	(void)state;
	char query[1024], base64[128], encoded[512] = "";
	room_ed25519(&room, ORDER_TEXT "&" STAMP, base64);
	for (const char *at = base64; *at != '\0'; at++) {
		char piece[4] = { *at, '\0' };
		if (*at == '+' || *at == '/' || *at == '=')
			snprintf(piece, sizeof(piece), "%%%02X", (unsigned int)*at);
		strcat(encoded, piece);
	}
	room.api_key = "K2";
	snprintf(query, sizeof(query), ORDER_TEXT "&" STAMP "&signature=%s", encoded);
	assert_int_equal(room_send(&room, "POST", "/fapi/v1/order/test", query, ""), 200);
	room.api_key = ROOM_KEY;
	room_send(&room, "POST", "/fapi/v1/order/test", query, "");
	assert_int_equal(room_code(&room), -1022);
}

static void test_key_that_is_missing_or_unknown_is_401(void **state)
{
	(void)state;
	room.api_key = "";
	assert_int_equal(room_send(&room, "GET", "/fapi/v3/account", STAMP "&signature=00", ""),
			 401);
	assert_int_equal(room_code(&room), -2014);
	room.api_key = "nobody";
	assert_int_equal(room_send(&room, "GET", "/fapi/v3/account", STAMP "&signature=00", ""),
			 401);
	assert_int_equal(room_code(&room), -2015);
}

static int send_at(const char *method, const char *path, const char *window, int64_t timestamp)
{
	char query[512], hex[65];
	int size = snprintf(query, sizeof(query), ORDER_TEXT "&recvWindow=%s&timestamp=%lld",
			    window, (long long)timestamp);
	room_hmac(ROOM_SECRET, query, hex);
	snprintf(query + size, sizeof(query) - (size_t)size, "&signature=%s", hex);
	int status = room_send(&room, method, path, query, "");
	return status == 200 ? 0 : room_code(&room);
}

static void test_time_windows_end_exactly(void **state)
{
	(void)state;
	static const char path[] = "/fapi/v1/order/test";
	assert_int_equal(send_at("POST", path, "5000", ROOM_NOW + 999), 0);
	assert_int_equal(send_at("POST", path, "5000", ROOM_NOW + 1000), -1021);
	assert_int_equal(send_at("POST", path, "5000", ROOM_NOW - 5000), 0);
	assert_int_equal(send_at("POST", path, "5000", ROOM_NOW - 5001), -1021);
	assert_int_equal(send_at("POST", path, "60001", ROOM_NOW), -1131);
	assert_int_equal(send_at("POST", path, "x", ROOM_NOW), -1102);
}

static void test_time_is_looked_at_again_by_the_engine(void **state)
{
	(void)state;
	room_mark(&room, ROOM_BTC, "60000");
	room_price(&room, ROOM_BTC, "60000");
	assert_int_equal(send_at("POST", ORDER, "50", ROOM_NOW - 50), -5028);
	assert_int_equal(room.event_count, 0);
	assert_int_equal(send_at("POST", ORDER, "50", ROOM_NOW - 49), 0);
}

static void test_time_follows_a_clock_that_jumps(void **state)
{
	(void)state;
	ac_simulator_clock_skew(room.simulator, 10000);
	assert_int_equal(send_at("POST", "/fapi/v1/order/test", "5000", ROOM_NOW), -1021);
	assert_int_equal(send_at("POST", "/fapi/v1/order/test", "5000", ROOM_NOW + 10000), 0);
	ac_simulator_clock_skew(room.simulator, -10000);
	assert_int_equal(send_at("POST", "/fapi/v1/order/test", "5000", ROOM_NOW - 10000), 0);
}

static void test_parameters_beyond_the_limit_are_refused(void **state)
{
	(void)state;
	char parameters[1024] = "symbol=BTCUSDT";
	for (int i = 0; i < 45; i++) {
		char more[16];
		snprintf(more, sizeof(more), "&p%d=1", i);
		strcat(parameters, more);
	}
	assert_int_equal(room_call(&room, "GET", "/fapi/v1/openOrders", parameters), -1101);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_room, close_room)
int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_signature_may_stand_in_query_or_body),
		TEST(test_signature_must_be_the_last_parameter),
		TEST(test_signature_is_over_the_bytes_as_sent),
		TEST(test_signature_vectors_are_taken),
		TEST(test_signature_of_ed25519_is_base64),
		TEST(test_key_that_is_missing_or_unknown_is_401),
		TEST(test_time_windows_end_exactly),
		TEST(test_time_is_looked_at_again_by_the_engine),
		TEST(test_time_follows_a_clock_that_jumps),
		TEST(test_parameters_beyond_the_limit_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
