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

/* The minute that ROOM_NOW lies in. */
#define MINUTE (ROOM_NOW - ROOM_NOW % AC_MS_PER_MIN)

static void spend(int times)
{
	for (int i = 0; i < times; i++)
		room_ok(&room, "GET", "/fapi/v1/openOrders", "");
}

static void test_weight_is_counted_by_the_minute_of_the_clock(void **state)
{
	(void)state;
	spend(1);
	assert_int_equal(room.response.used_weight, 40);
	assert_int_equal(room_call(&room, "GET", ORDER, "symbol=BTCUSDT&orderId=1"), -2013);
	assert_int_equal(room.response.used_weight, 41); /* also what was refused */
	room.now_ms = MINUTE + 59999;
	room_ok(&room, "GET", "/fapi/v3/account", "");
	assert_int_equal(room.response.used_weight, 46);
	room.now_ms = MINUTE + 60000;
	room_ok(&room, "GET", "/fapi/v3/account", "");
	assert_int_equal(room.response.used_weight, 5);
}

static void test_weight_beyond_the_limit_is_429_then_a_ban_for_those_who_go_on(void **state)
{
	(void)state;
	room.now_ms = MINUTE + 50000;
	spend(60); /* 2400: just allowed */
	assert_int_equal(room.response.used_weight, 2400);
	for (int i = 0; i < 10; i++) {
		room_call(&room, "GET", "/fapi/v1/openOrders", "symbol=BTCUSDT");
		assert_int_equal(room.response.status, 429);
		assert_int_equal(room_code(&room), -1003);
		assert_int_equal(room.response.retry_after_s, 10);
	}
	room_call(&room, "GET", "/fapi/v1/openOrders", "symbol=BTCUSDT");
	assert_int_equal(room.response.status, 418);
	assert_int_equal(room.response.retry_after_s, 120);
	assert_non_null(strstr(room_text(room.body, "msg"), "banned until 1795"));
	/* The ban holds into the next minute, and to its end. */
	ac_ms banned_until = room.now_ms + 120000;
	room.now_ms = banned_until - 1;
	room_call(&room, "GET", "/fapi/v1/openOrders", "symbol=BTCUSDT");
	assert_int_equal(room.response.status, 418);
	room.now_ms = banned_until;
	room_ok(&room, "GET", "/fapi/v1/openOrders", "symbol=BTCUSDT");
}

static void test_bans_grow(void **state)
{
	(void)state;
	int32_t expected = 120;
	for (int i = 0; i < 3; i++) {
		do {
			room_call(&room, "GET", "/fapi/v1/openOrders", "");
		} while (room.response.status != 418);
		assert_int_equal(room.response.retry_after_s, expected);
		room.now_ms += expected * AC_MS_PER_SEC;
		room.now_ms += AC_MS_PER_MIN - room.now_ms % AC_MS_PER_MIN;
		expected *= 2;
	}
}

#define SMALL "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=IOC&quantity=0.01&price=59000"

static void test_orders_are_limited_by_ten_seconds_and_by_minute(void **state)
{
	(void)state;
	room.now_ms = MINUTE + 60000;
	for (int i = 0; i < 300; i++)
		room_ok(&room, "POST", ORDER, SMALL);
	assert_int_equal(room.response.orders_10s, 300);
	assert_int_equal(room_call(&room, "POST", ORDER, SMALL), -1015);
	assert_int_equal(room.response.status, 429);
	/* Cancelling is not counted. */
	assert_int_equal(room_call(&room, "DELETE", ORDER, "symbol=BTCUSDT&orderId=1"), -2011);
	for (int window = 1; window < 4; window++) {
		room.now_ms = MINUTE + 60000 + window * 10000;
		for (int i = 0; i < 300; i++)
			room_ok(&room, "POST", ORDER, SMALL);
		room_clear(&room);
	}
	assert_int_equal(room.response.orders_1m, 1200);
	room.now_ms += 10000;
	assert_int_equal(room_call(&room, "POST", ORDER, SMALL), -1015);
	room.now_ms += 10000 + 10000;
	room_ok(&room, "POST", ORDER, SMALL);
	assert_int_equal(room.response.orders_1m, 1);
	room_ok(&room, "GET", "/fapi/v1/rateLimit/order", "");
	room_fields(json_array_get(room.body, 0), "rateLimitType interval intervalNum limit");
	CHECK_FIELD(json_array_get(room.body, 1), "limit", "1200");
}

static void test_wrong_keys_cost_weight_too(void **state)
{
	(void)state;
	room.api_key = "nobody";
	room_call(&room, "GET", "/fapi/v3/account", "");
	assert_int_equal(room.response.used_weight, 5);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_room, close_room)
int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_weight_is_counted_by_the_minute_of_the_clock),
		TEST(test_weight_beyond_the_limit_is_429_then_a_ban_for_those_who_go_on),
		TEST(test_bans_grow),
		TEST(test_orders_are_limited_by_ten_seconds_and_by_minute),
		TEST(test_wrong_keys_cost_weight_too),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
