/* The account over the wire: its key, its snapshot, what a gap in its stream leads to. */
#include "fake_wire.h"

#include <stdio.h>

#define BALANCE(text)                                                                              \
	"{\"assets\":[{\"asset\":\"USDT\",\"walletBalance\":\"" text                               \
	"\",\"crossWalletBalance\":\"" text "\"}]}"
#define TRADE                                                                                      \
	"[{\"buyer\":true,\"commission\":\"0.5\",\"commissionAsset\":\"USDT\",\"id\":77,"          \
	"\"maker\":"                                                                               \
	"false,\"orderId\":9007199254740993,\"price\":\"10\",\"qty\":\"1\",\"quoteQty\":\"10\","   \
	"\"realizedPnl\":\"0\",\"side\":\"BUY\",\"positionSide\":\"BOTH\",\"symbol\":\"AAAUSDT\"," \
	"\"time\":1795000000500}]"

static void check_stream(enum ac_stream_state state, bool has_gap)
{
	struct ac_event event = fake_next();
	assert_int_equal(event.kind, AC_EVENT_STREAM);
	assert_int_equal(event.stream.stream, AC_STREAM_USER);
	assert_int_equal(event.stream.state, state);
	assert_int_equal(event.stream.has_gap, has_gap);
}

static void skip_market_state(void)
{
	struct ac_event event = fake_next();
	assert_int_equal(event.kind, AC_EVENT_STREAM);
	assert_int_equal(event.stream.stream, AC_STREAM_MARKET);
}

static void start(void)
{
	fake_open(false);
	ac_gateway_start(fake.gateway);
	fake_pass(AC_NS_PER_SEC / 4);
	check_stream(AC_STREAM_DOWN, true);
	skip_market_state();
	fake_answer(fake_find("/listenKey", ""), 200, "{\"listenKey\":\"secret1\"}");
	assert_string_equal(fake_user_link()->url, "ws://127.0.0.1:1/private/ws/secret1");
}

static void open_link(void)
{
	fake_user_link()->handlers.on_open(fake.gateway, fake_user_link());
}

static void say_balance(const char *wallet)
{
	char text[256];
	snprintf(text, sizeof(text),
		 "{\"e\":\"ACCOUNT_UPDATE\",\"E\":1795000001000,\"T\":1795000001000,\"a\":{\"m\":"
		 "\"ORDER\",\"B\":[{\"a\":\"USDT\",\"wb\":\"%s\",\"cw\":\"%s\",\"bc\":\"0\"}],"
		 "\"P\":[]}}",
		 wallet, wallet);
	fake_say(fake_user_link(), text);
}

static void check_snapshot(int executions)
{
	check_stream(AC_STREAM_UP, true);
	for (int i = 0; i < executions; i++) {
		struct ac_event event = fake_next();
		assert_int_equal(event.kind, AC_EVENT_ORDER);
		assert_true(event.order.is_from_query && event.order.is_fill);
		assert_int_equal(event.order.exchange_id, 9007199254740993);
		assert_true((event.flags & AC_EVENT_FLAG_OWN) != 0);
	}
	/* Both symbols flat on every side, because nothing was said of them. */
	for (int i = 0; i < 6; i++) {
		struct ac_event event = fake_next();
		assert_int_equal(event.kind, AC_EVENT_POSITION);
		assert_int_equal(event.position.amount.units, 0);
	}
	assert_int_equal(fake_next().kind, AC_EVENT_BALANCE);
	assert_int_equal(fake_next().kind, AC_EVENT_RESTORE_DONE);
	check_stream(AC_STREAM_UP, false);
}

static void test_the_first_snapshot_comes_whole_and_what_was_pushed_meanwhile_behind_it(
	void **state)
{
	(void)state;
	start();
	open_link();
	say_balance("999");
	assert_true(fake_is_empty());
	assert_false(fake_has("/account", ""));
	fake_answer_snapshot(TRADE, BALANCE("1000"));
	check_snapshot(1);
	struct ac_event event = fake_next();
	assert_int_equal(event.kind, AC_EVENT_BALANCE);
	assert_int_equal(event.balance.wallet.units, AC_DEC(999).units);
	assert_int_equal(event.flags & AC_EVENT_FLAG_OWN, 0);
	assert_true(fake_is_empty());
	say_balance("998");
	assert_int_equal(fake_next().balance.wallet.units, AC_DEC(998).units);
	fake_close();
}

static void test_the_balance_is_asked_after_the_executions(void **state)
{
	(void)state;
	start();
	open_link();
	fake_pass(AC_NS_PER_SEC / 4);
	while (fake.question_count > 0) {
		assert_false(fake_has("/account", ""));
		fake_answer(0, 200, "[]");
	}
	fake_pass(AC_NS_PER_SEC / 4);
	assert_true(fake_has("/account", ""));
	fake_close();
}

static void test_a_part_that_fails_begins_the_snapshot_anew(void **state)
{
	(void)state;
	start();
	open_link();
	fake_pass(AC_NS_PER_SEC / 4);
	fake_fail(fake_find("/openAlgoOrders", ""), AC_HTTP_UNKNOWN);
	fake_pass(2 * AC_NS_PER_SEC);
	/* Answers to the first round no longer count. */
	while (fake.question_count > 6)
		fake_answer(0, 200, "[]");
	assert_true(fake_is_empty());
	fake_answer_snapshot("[]", BALANCE("1000"));
	check_snapshot(0);
	fake_close();
}

static void test_a_full_page_of_executions_is_followed_by_the_next(void **state)
{
	(void)state;
	start();
	open_link();
	fake_pass(AC_NS_PER_SEC / 4);
	static char page[400000];
	size_t size = 0;
	for (int i = 0; i < 1000; i++)
		size += (size_t)snprintf(
			page + size, sizeof(page) - size,
			"%s{\"commission\":\"0\",\"commissionAsset\":\"USDT\",\"id\":%d,\"maker\":"
			"false,\"orderId\":5,\"price\":\"10\",\"qty\":\"1\",\"realizedPnl\":\"0\","
			"\"side\":\"BUY\",\"positionSide\":\"BOTH\",\"symbol\":\"AAAUSDT\","
			"\"time\":"
			"1795000000500,\"buyer\":true}",
			i == 0 ? "[" : ",", i + 1);
	snprintf(page + size, sizeof(page) - size, "]");
	fake_answer(fake_find("/userTrades", "symbol=AAAUSDT&startTime="), 200, page);
	assert_true(fake_has("/userTrades", "fromId=1001"));
	fake_close();
}

static void test_a_lost_connection_is_told_and_followed_by_a_snapshot(void **state)
{
	(void)state;
	fake_open(false);
	fake_bring_up();
	fake_user_link()->handlers.on_down(fake.gateway, fake_user_link(), "cut");
	check_stream(AC_STREAM_DOWN, true);
	assert_false(ac_gateway_is_complete(fake.gateway));
	open_link();
	fake_answer_snapshot("[]", BALANCE("900"));
	check_snapshot(0);
	assert_true(ac_gateway_is_complete(fake.gateway));
	fake_close();
}

static void test_an_expired_key_is_replaced(void **state)
{
	(void)state;
	fake_open(false);
	fake_bring_up();
	fake_say(fake_user_link(),
		 "{\"e\":\"listenKeyExpired\",\"E\":1795000000000,\"listenKey\":\"k1\"}");
	check_stream(AC_STREAM_DOWN, true);
	fake_pass(AC_NS_PER_SEC);
	fake_answer(fake_find("/listenKey", ""), 200, "{\"listenKey\":\"k2\"}");
	assert_string_equal(fake_user_link()->url, "ws://127.0.0.1:1/private/ws/k2");
	fake_close();
}

static void test_the_key_is_kept_alive_and_a_dead_one_replaced(void **state)
{
	(void)state;
	fake_open(false);
	fake_bring_up();
	fake_pass(1801 * AC_NS_PER_SEC);
	uint32_t index = fake_find("/listenKey", "");
	assert_string_equal(fake.questions[index].request.method, "PUT");
	fake_answer(index, 400, "{\"code\":-1125,\"msg\":\"This listenKey does not exist.\"}");
	check_stream(AC_STREAM_DOWN, true);
	fake_pass(AC_NS_PER_SEC);
	index = fake_find("/listenKey", "");
	assert_string_equal(fake.questions[index].request.method, "POST");
	fake_close();
}

static void test_an_unreadable_event_leads_to_a_snapshot(void **state)
{
	(void)state;
	fake_open(false);
	fake_bring_up();
	fake_say(fake_user_link(), "{\"e\":\"ORDER_TRADE_UPDATE\",\"E\":17950000");
	check_stream(AC_STREAM_DOWN, true);
	fake_answer_snapshot("[]", BALANCE("900"));
	check_snapshot(0);
	fake_close();
}

static void say_lite(int trade_id)
{
	char text[256];
	snprintf(text, sizeof(text),
		 "{\"e\":\"TRADE_LITE\",\"E\":1795000000000,\"T\":1795000000000,\"s\":\"AAAUSDT\","
		 "\"q\":\"1\",\"p\":\"0\",\"m\":false,\"c\":\"e1-1\",\"S\":\"BUY\",\"L\":\"10\","
		 "\"l\":\"1\",\"t\":%d,\"i\":5}",
		 trade_id);
	fake_say(fake_user_link(), text);
}

static void test_an_announced_execution_that_does_not_come_leads_to_a_snapshot(void **state)
{
	(void)state;
	fake_open(false);
	fake_bring_up();
	say_lite(77);
	assert_true(fake_is_empty());
	fake_say(fake_user_link(), "{\"e\":\"ORDER_TRADE_UPDATE\",\"E\":1795000000952,\"T\":"
				   "1795000000950,\"o\":{\"s\":"
				   "\"AAAUSDT\",\"c\":\"e1-1\",\"S\":\"BUY\",\"o\":\"MARKET\","
				   "\"f\":\"GTC\",\"q\":\"1\","
				   "\"p\":\"0\",\"ap\":\"10\",\"sp\":\"0\",\"x\":\"TRADE\",\"X\":"
				   "\"FILLED\",\"i\":5,\"l\":"
				   "\"1\",\"z\":\"1\",\"L\":\"10\",\"N\":\"USDT\",\"n\":\"0.5\","
				   "\"T\":1795000000945,\"t\":"
				   "77,\"m\":false,\"R\":false,\"ot\":\"MARKET\",\"ps\":\"BOTH\","
				   "\"rp\":\"0\",\"er\":\"0\"}"
				   "}");
	assert_int_equal(fake_next().order.trade_id, 77);
	fake_pass(10 * AC_NS_PER_SEC);
	assert_true(fake_is_empty());
	/* In the other order, and twice. */
	say_lite(77);
	fake_pass(10 * AC_NS_PER_SEC);
	assert_true(fake_is_empty());
	say_lite(78);
	fake_pass(10 * AC_NS_PER_SEC);
	check_stream(AC_STREAM_DOWN, true);
	fake_close();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_the_first_snapshot_comes_whole_and_what_was_pushed_meanwhile_behind_it),
		cmocka_unit_test(test_the_balance_is_asked_after_the_executions),
		cmocka_unit_test(test_a_part_that_fails_begins_the_snapshot_anew),
		cmocka_unit_test(test_a_full_page_of_executions_is_followed_by_the_next),
		cmocka_unit_test(test_a_lost_connection_is_told_and_followed_by_a_snapshot),
		cmocka_unit_test(test_an_expired_key_is_replaced),
		cmocka_unit_test(test_the_key_is_kept_alive_and_a_dead_one_replaced),
		cmocka_unit_test(test_an_unreadable_event_leads_to_a_snapshot),
		cmocka_unit_test(
			test_an_announced_execution_that_does_not_come_leads_to_a_snapshot),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
