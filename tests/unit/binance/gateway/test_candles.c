/* What strategies see of a symbol has no hole that the exchange could have filled. */
#include "fake_wire.h"

#include <stdio.h>

#define MINUTE AC_MS_PER_MIN
#define NOW    (FAKE_WALL_MS - FAKE_WALL_MS % MINUTE)
#define FIRST  (NOW - 200 * MINUTE)

static void say_candle(ac_ms open_ms)
{
	char text[512];
	snprintf(text, sizeof(text),
		 "{\"stream\":\"aaausdt@kline_1m\",\"data\":{\"e\":\"kline\",\"E\":%lld,\"s\":"
		 "\"AAAUSDT\",\"k\":{\"t\":%lld,\"T\":%lld,\"s\":\"AAAUSDT\",\"i\":\"1m\",\"f\":1,"
		 "\"L\":2,\"o\":\"10\",\"c\":\"11\",\"h\":\"12\",\"l\":\"9\",\"v\":\"5\",\"n\":2,"
		 "\"x\":true,\"q\":\"50\",\"V\":\"2\",\"Q\":\"20\",\"B\":\"0\"}}}",
		 (long long)open_ms + 60012, (long long)open_ms, (long long)open_ms + 59999);
	fake_say(fake_market_link(), text);
}

static void answer_rows(const char *part, ac_ms first_ms, int count)
{
	static char body[65536];
	size_t size = 0;
	body[size++] = '[';
	for (int i = 0; i < count; i++)
		size += (size_t)snprintf(body + size, sizeof(body) - size,
					 "%s[%lld,\"10\",\"12\",\"9\",\"11\",\"5\",%lld,\"50\",2,"
					 "\"2\",\"20\",\"0\"]",
					 i > 0 ? "," : "", (long long)(first_ms + i * MINUTE),
					 (long long)(first_ms + i * MINUTE + MINUTE - 1));
	snprintf(body + size, sizeof(body) - size, "]");
	fake_answer(fake_find("/klines", part), 200, body);
}

static void check_candle(ac_ms open_ms, bool is_history, uint32_t missing)
{
	struct ac_event event = fake_next();
	assert_int_equal(event.kind, AC_EVENT_CANDLE);
	assert_int_equal(event.candle.open_time_ms, open_ms);
	assert_int_equal((event.flags & AC_EVENT_FLAG_HISTORY) != 0, is_history);
	assert_int_equal(event.candle.missing_before, missing);
}

/* Its last candle is that of minute 0. */
static void open_at_first(void)
{
	fake_open(false);
	ac_gateway_candles_from(fake.gateway, 0, FIRST, 0);
	fake_bring_up();
	answer_rows("AAAUSDT", FIRST, 0);
	assert_true(fake_is_empty());
}

static void test_candles_that_follow_each_other_pass_at_once(void **state)
{
	(void)state;
	open_at_first();
	for (int i = 1; i < 5; i++) {
		say_candle(FIRST + i * MINUTE);
		check_candle(FIRST + i * MINUTE, false, 0);
		say_candle(FIRST + i * MINUTE);
		assert_true(fake_is_empty());
	}
	assert_false(fake_has("/klines", ""));
	fake_close();
}

static void test_a_hole_is_filled_before_the_next_candle(void **state)
{
	(void)state;
	open_at_first();
	char start[64];
	snprintf(start, sizeof(start), "startTime=%lld", (long long)(FIRST + MINUTE));
	say_candle(FIRST + 4 * MINUTE);
	assert_true(fake_is_empty());
	/* More of them come while the question is on its way; the answer reaches into them. */
	say_candle(FIRST + 5 * MINUTE);
	assert_true(fake_is_empty());
	answer_rows(start, FIRST + MINUTE, 5);
	for (int i = 1; i < 4; i++)
		check_candle(FIRST + i * MINUTE, true, 0);
	check_candle(FIRST + 4 * MINUTE, false, 0);
	check_candle(FIRST + 5 * MINUTE, false, 0);
	assert_true(fake_is_empty());
	fake_close();
}

static void test_a_hole_of_the_exchange_itself_is_told(void **state)
{
	(void)state;
	open_at_first();
	say_candle(FIRST + 81 * MINUTE);
	answer_rows("", FIRST + 81 * MINUTE, 1);
	check_candle(FIRST + 81 * MINUTE, false, 80);
	assert_false(fake_has("/klines", ""));
	fake_close();
}

static void test_a_question_that_failed_is_asked_again_and_given_up_in_the_end(void **state)
{
	(void)state;
	open_at_first();
	say_candle(FIRST + 3 * MINUTE);
	for (int i = 0; i < 5; i++) {
		fake_fail(fake_find("/klines", ""), AC_HTTP_UNKNOWN);
		assert_true(fake_is_empty());
		assert_false(fake_has("/klines", ""));
		fake_pass(11 * AC_NS_PER_SEC);
	}
	fake_fail(fake_find("/klines", ""), AC_HTTP_NOT_SENT);
	check_candle(FIRST + 3 * MINUTE, false, 2);
	fake_close();
}

static void test_warm_up_asks_for_what_the_database_lacks(void **state)
{
	(void)state;
	fake_open(false);
	ac_gateway_candles_from(fake.gateway, 1, 0, 240);
	fake_bring_up();
	assert_true(fake_has("/klines", "symbol=BBBUSDT&interval=1m&limit=241"));
	assert_false(ac_gateway_is_complete(fake.gateway));
	answer_rows("BBBUSDT", NOW - 240 * MINUTE, 240);
	for (int i = -240; i < 0; i++)
		check_candle(NOW + i * MINUTE, true, 0);
	assert_true(ac_gateway_is_complete(fake.gateway));
	fake_close();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_candles_that_follow_each_other_pass_at_once),
		cmocka_unit_test(test_a_hole_is_filled_before_the_next_candle),
		cmocka_unit_test(test_a_hole_of_the_exchange_itself_is_told),
		cmocka_unit_test(
			test_a_question_that_failed_is_asked_again_and_given_up_in_the_end),
		cmocka_unit_test(test_warm_up_asks_for_what_the_database_lacks),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
