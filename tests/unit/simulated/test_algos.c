#include "rig.h"

static struct rig rig;

static void open_long(enum ac_position_mode mode)
{
	struct ac_simulated_config config = rig_config();
	config.mode = mode;
	rig_open(&rig, &config);
	rig_trade(&rig, "100");
	struct ac_command entry = rig_market("entry", AC_SIDE_BUY, "1");
	if (mode == AC_MODE_HEDGE)
		entry.position_side = AC_POSITION_LONG;
	rig_give(&rig, entry);
	assert_int_equal(rig_fills(&rig), 1);
}

static struct ac_command hedged(struct ac_command command, enum ac_position_side side)
{
	command.position_side = (uint8_t)side;
	command.reduce_only = false;
	return command;
}

static void check_refused(const char *name, struct ac_command command, int32_t code)
{
	rig_give(&rig, command);
	CHECK_EQ(name, rig_reply(&rig)->code, code);
	CHECK_EQ(name, rig_reply(&rig)->command_kind, AC_COMMAND_PLACE_ALGO);
	CHECK_EQ(name, rig.count, code == 0 ? 2 : 1);
	if (code == 0) {
		rig_give(&rig, rig_command(AC_COMMAND_CANCEL_ALGO, command.client_id));
		CHECK_EQ(name, rig_reply(&rig)->status, AC_STATUS_CANCELED);
	}
}

static void test_algos_each_broken_rule_gives_its_code(void **state)
{
	(void)state;
	open_long(AC_MODE_ONEWAY);
	struct ac_command good = rig_algo("a", AC_ORDER_STOP_MARKET, AC_SIDE_SELL, "1", "99");
	struct ac_command bad = good;
	check_refused("good", good, 0);
	bad.type = AC_ORDER_MARKET;
	check_refused("regular type", bad, -1116);
	bad = good;
	bad.working_type = 2;
	check_refused("working type", bad, -4031);
	bad = good;
	bad.trigger_price = AC_DEC_ZERO;
	check_refused("no trigger", bad, -1102);
	bad.trigger_price = D("-1");
	check_refused("negative trigger", bad, -4006);
	bad.trigger_price = D("10000.1");
	check_refused("trigger too high", bad, -4007);
	bad.trigger_price = D("99.05");
	check_refused("trigger's tick", bad, -4014);
	bad = good;
	bad.close_position = true;
	check_refused("quantity with close", bad, -4137);
	bad.quantity = AC_DEC_ZERO;
	check_refused("reduce-only with close", bad, -4138);
	bad.reduce_only = false;
	check_refused("close", bad, 0);
	bad.type = AC_ORDER_STOP;
	bad.price = D("98");
	check_refused("close by limit", bad, -1128);
	bad = good;
	bad.type = AC_ORDER_STOP;
	check_refused("no limit price", bad, -1102);
	bad = good;
	bad.quantity = AC_DEC_ZERO;
	check_refused("no quantity", bad, -1102);
	bad = good;
	bad.quantity = D("0.0001");
	check_refused("precision", bad, -1111);
	bad = good;
	bad.position_side = AC_POSITION_LONG;
	check_refused("mode", bad, -4061);
	bad = good;
	bad.trigger_price = D("100");
	check_refused("stop at the price", bad, -2021);
	bad.type = AC_ORDER_TAKE_PROFIT_MARKET;
	check_refused("take-profit at the price", bad, -2021);
	bad.trigger_price = D("100.1");
	check_refused("take-profit above it", bad, 0);
	bad = rig_algo("a", AC_ORDER_TRAILING_STOP_MARKET, AC_SIDE_SELL, "1", "0");
	bad.close_position = false;
	check_refused("no callback", bad, -1130);
	bad.price = D("20.1");
	check_refused("callback too large", bad, -1130);
	bad.price = D("1");
	check_refused("trailing", bad, 0);
	bad.trigger_price = D("100");
	check_refused("trailing activation not above", bad, -2021);
	rig_close(&rig);
}

static void test_algos_hedge_rules(void **state)
{
	(void)state;
	open_long(AC_MODE_HEDGE);
	struct ac_command stop = rig_algo("a", AC_ORDER_STOP_MARKET, AC_SIDE_SELL, "1", "99");
	check_refused("both", hedged(stop, AC_POSITION_BOTH), -4061);
	check_refused("long", hedged(stop, AC_POSITION_LONG), 0);
	stop.position_side = AC_POSITION_LONG;
	check_refused("reduce-only", stop, -1106);
	struct ac_command close = rig_algo("a", AC_ORDER_STOP_MARKET, AC_SIDE_SELL, "0", "99");
	check_refused("closes the long", hedged(close, AC_POSITION_LONG), 0);
	check_refused("opens a short", hedged(close, AC_POSITION_SHORT), -1128);
	rig_close(&rig);
}

static void test_algos_two_hundred_and_no_more(void **state)
{
	(void)state;
	open_long(AC_MODE_ONEWAY);
	char id[16];
	for (int i = 0; i < 200; i++) {
		snprintf(id, sizeof(id), "a%d", i);
		rig_give(&rig, rig_algo(id, AC_ORDER_STOP_MARKET, AC_SIDE_SELL, "0.01", "50"));
		assert_int_equal(rig_reply(&rig)->code, 0);
	}
	rig_give(&rig, rig_algo("b", AC_ORDER_STOP_MARKET, AC_SIDE_SELL, "0.01", "50"));
	assert_int_equal(rig_reply(&rig)->code, -4045);
	rig_give(&rig, rig_algo("a7", AC_ORDER_STOP_MARKET, AC_SIDE_SELL, "0.01", "50"));
	assert_int_equal(rig_reply(&rig)->code, -4116);
	rig_give(&rig, rig_command(AC_COMMAND_CANCEL_ALGO, "a7"));
	assert_string_equal(rig_story(&rig), "RA");
	rig_give(&rig, rig_algo("b", AC_ORDER_STOP_MARKET, AC_SIDE_SELL, "0.01", "50"));
	assert_int_equal(rig_reply(&rig)->code, 0);
	rig_close(&rig);
}

static void test_algos_trigger_becomes_a_regular_order_of_the_same_name(void **state)
{
	(void)state;
	open_long(AC_MODE_ONEWAY);
	struct ac_command stop = rig_algo("stop", AC_ORDER_STOP_MARKET, AC_SIDE_SELL, "5", "99");
	rig_give(&rig, stop);
	assert_string_equal(rig_story(&rig), "RA");
	int64_t algo_id = rig_reply(&rig)->exchange_id;
	assert_true(algo_id > (1LL << 49));
	/* Not visible as an order before. */
	rig_give(&rig, rig_command(AC_COMMAND_QUERY, "stop"));
	assert_int_equal(rig_reply(&rig)->code, -2013);
	rig_give(&rig, rig_command(AC_COMMAND_CANCEL, "stop"));
	assert_int_equal(rig_reply(&rig)->code, -2011);
	rig_give(&rig, rig_command(AC_COMMAND_QUERY_ALGO, "stop"));
	assert_int_equal(rig_reply(&rig)->status, AC_STATUS_NEW);

	rig_trade(&rig, "99.1");
	assert_int_equal(rig.count, 0);
	rig_trade(&rig, "98.5"); /* the price jumped past the trigger: that is where it fills */
	assert_string_equal(rig_story(&rig), "AOFBPAA");
	const struct ac_algo_update *algo = &rig_event(&rig, AC_EVENT_ALGO, 0)->algo;
	assert_int_equal(algo->status, AC_STATUS_TRIGGERING);
	assert_int_equal(algo->order_id, 0);
	const struct ac_order_update *order = &rig_event(&rig, AC_EVENT_ORDER, 0)->order;
	assert_int_equal(order->status, AC_STATUS_NEW);
	assert_int_equal(order->type, AC_ORDER_MARKET);
	assert_string_equal(order->client_id, "stop");
	assert_true(order->exchange_id != algo_id);
	CHECK_DEC("cut to the position", order->quantity, "1");
	CHECK_DEC("price", rig_fill(&rig, 0)->fill_price, "98.5");
	algo = &rig_event(&rig, AC_EVENT_ALGO, 1)->algo;
	assert_int_equal(algo->status, AC_STATUS_TRIGGERED);
	assert_int_equal(algo->order_id, order->exchange_id);
	algo = &rig_event(&rig, AC_EVENT_ALGO, 2)->algo;
	assert_int_equal(algo->status, AC_STATUS_FINISHED);
	assert_int_equal(algo->algo_id, algo_id);
	CHECK_DEC("executed", algo->executed, "1");

	rig_give(&rig, rig_command(AC_COMMAND_QUERY_ALGO, "stop"));
	assert_int_equal(rig_reply(&rig)->outcome, AC_OUTCOME_FOUND);
	assert_int_equal(rig_reply(&rig)->status, AC_STATUS_FINISHED);
	CHECK_DEC("executed", rig_reply(&rig)->executed, "1");
	rig_give(&rig, rig_command(AC_COMMAND_QUERY, "stop"));
	assert_int_equal(rig_reply(&rig)->status, AC_STATUS_FILLED);
	rig_give(&rig, rig_command(AC_COMMAND_CANCEL_ALGO, "stop"));
	assert_int_equal(rig_reply(&rig)->code, -2011);
	rig_close(&rig);
}

static void test_algos_mark_and_last_price_trigger_each_their_own(void **state)
{
	(void)state;
	open_long(AC_MODE_ONEWAY);
	rig_mark(&rig, "100");
	struct ac_command by_mark = rig_algo("m", AC_ORDER_STOP_MARKET, AC_SIDE_SELL, "0.5", "99");
	by_mark.working_type = AC_WORKING_MARK_PRICE;
	rig_give(&rig, by_mark);
	rig_give(&rig, rig_algo("l", AC_ORDER_STOP_MARKET, AC_SIDE_SELL, "0.5", "97"));
	rig_trade(&rig, "98");
	assert_int_equal(rig.count, 0);
	rig_mark(&rig, "99");
	assert_string_equal(rig_fill(&rig, 0)->client_id, "m");
	CHECK_DEC("fills at the last price", rig_fill(&rig, 0)->fill_price, "98");
	rig_mark(&rig, "96");
	assert_int_equal(rig.count, 0);
	rig_trade(&rig, "97");
	assert_string_equal(rig_fill(&rig, 0)->client_id, "l");
	rig_close(&rig);
}

static void test_algos_directions_of_the_four_triggers(void **state)
{
	(void)state;
	static const struct {
		enum ac_order_type type;
		enum ac_side side;
		const char *trigger, *before, *at;
	} cases[] = {
		{ AC_ORDER_STOP_MARKET, AC_SIDE_BUY, "101", "100.9", "101" },
		{ AC_ORDER_STOP_MARKET, AC_SIDE_SELL, "99", "99.1", "99" },
		{ AC_ORDER_TAKE_PROFIT_MARKET, AC_SIDE_BUY, "99", "99.1", "99" },
		{ AC_ORDER_TAKE_PROFIT_MARKET, AC_SIDE_SELL, "101", "100.9", "101" },
	};
	struct ac_simulated_config config = rig_config();
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		rig_open(&rig, &config);
		rig_trade(&rig, "100");
		struct ac_command algo =
			rig_algo("a", cases[i].type, cases[i].side, "1", cases[i].trigger);
		algo.reduce_only = false;
		rig_give(&rig, algo);
		assert_int_equal(rig_reply(&rig)->code, 0);
		rig_trade(&rig, cases[i].before);
		assert_int_equal(rig.count, 0);
		rig_trade(&rig, cases[i].at);
		assert_int_equal(rig_fills(&rig), 1);
		rig_close(&rig);
	}
}

static void test_algos_close_position_takes_the_size_of_the_moment_and_its_sibling_expires(
	void **state)
{
	(void)state;
	for (int mode = AC_MODE_ONEWAY; mode <= AC_MODE_HEDGE; mode++) {
		open_long((enum ac_position_mode)mode);
		enum ac_position_side side =
			mode == AC_MODE_HEDGE ? AC_POSITION_LONG : AC_POSITION_BOTH;
		rig_give(&rig,
			 hedged(rig_algo("stop", AC_ORDER_STOP_MARKET, AC_SIDE_SELL, "0", "99"),
				side));
		rig_give(&rig, hedged(rig_algo("take", AC_ORDER_TAKE_PROFIT_MARKET, AC_SIDE_SELL,
					       "0", "101"),
				      side));
		rig_give(&rig, hedged(rig_market("more", AC_SIDE_BUY, "1.5"), side));
		rig_trade(&rig, "101");
		CHECK_DEC("all of it", rig_fill(&rig, 0)->fill_quantity, "2.5");
		assert_string_equal(rig_story(&rig), "AOFBPAAA");
		const struct ac_algo_update *sibling = &rig_event(&rig, AC_EVENT_ALGO, 1)->algo;
		assert_string_equal(sibling->client_id, "stop");
		assert_int_equal(sibling->status, AC_STATUS_EXPIRED);
		assert_int_equal(rig_account(&rig).algos_open, 0);
		rig_close(&rig);
	}
}

static void test_algos_without_their_position_are_rejected_at_the_trigger(void **state)
{
	(void)state;
	open_long(AC_MODE_ONEWAY);
	rig_give(&rig, rig_algo("stop", AC_ORDER_STOP_MARKET, AC_SIDE_SELL, "1", "99"));
	rig_give(&rig, rig_market("exit", AC_SIDE_SELL, "1"));
	assert_int_equal(rig_account(&rig).algos_open, 1);
	rig_trade(&rig, "99");
	assert_string_equal(rig_story(&rig), "AA");
	assert_int_equal(rig_event(&rig, AC_EVENT_ALGO, 1)->algo.status, AC_STATUS_REJECTED);
	assert_int_equal(rig_event(&rig, AC_EVENT_ALGO, 1)->algo.code, -2022);
	rig_give(&rig, rig_command(AC_COMMAND_QUERY_ALGO, "stop"));
	assert_int_equal(rig_reply(&rig)->status, AC_STATUS_REJECTED);
	/* A closePosition order that was placed without one just expires. */
	rig_give(&rig, rig_algo("close", AC_ORDER_STOP_MARKET, AC_SIDE_SELL, "0", "98"));
	rig_trade(&rig, "98");
	assert_int_equal(rig_event(&rig, AC_EVENT_ALGO, 1)->algo.status, AC_STATUS_EXPIRED);
	rig_close(&rig);
}

static void test_algos_hedge_stop_larger_than_the_position_is_rejected(void **state)
{
	(void)state;
	open_long(AC_MODE_HEDGE);
	rig_give(&rig, hedged(rig_algo("stop", AC_ORDER_STOP_MARKET, AC_SIDE_SELL, "1.001", "99"),
			      AC_POSITION_LONG));
	rig_trade(&rig, "99");
	assert_int_equal(rig_event(&rig, AC_EVENT_ALGO, 1)->algo.status, AC_STATUS_REJECTED);
	assert_int_equal(rig_event(&rig, AC_EVENT_ALGO, 1)->algo.code, -2022);
	CHECK_DEC("bare", rig_amount(&rig, AC_POSITION_LONG), "1");
	rig_close(&rig);
}

static void test_algos_margin_is_checked_at_the_trigger_only(void **state)
{
	(void)state;
	open_long(AC_MODE_ONEWAY);
	struct ac_command entry =
		rig_algo("entry-2", AC_ORDER_STOP_MARKET, AC_SIDE_BUY, "101", "101");
	entry.reduce_only = false;
	rig_give(&rig, entry);
	assert_int_equal(rig_reply(&rig)->code, 0);
	rig_trade(&rig, "101");
	assert_string_equal(rig_story(&rig), "AA");
	assert_int_equal(rig_event(&rig, AC_EVENT_ALGO, 1)->algo.code, -2019);
	rig_close(&rig);
}

static void test_algos_stop_limit_rests_at_its_limit_after_the_trigger(void **state)
{
	(void)state;
	open_long(AC_MODE_ONEWAY);
	struct ac_command stop = rig_algo("stop", AC_ORDER_STOP, AC_SIDE_SELL, "1", "99");
	stop.price = D("98.5");
	rig_give(&rig, stop);
	rig_trade(&rig, "98"); /* past the limit already */
	assert_string_equal(rig_story(&rig), "AOA");
	assert_int_equal(rig_event(&rig, AC_EVENT_ALGO, 1)->algo.status, AC_STATUS_TRIGGERED);
	rig_give(&rig, rig_command(AC_COMMAND_QUERY_ALGO, "stop"));
	assert_int_equal(rig_reply(&rig)->status, AC_STATUS_TRIGGERED);
	rig_trade(&rig, "98.6");
	assert_string_equal(rig_story(&rig), "FBPA");
	CHECK_DEC("at the limit", rig_fill(&rig, 0)->fill_price, "98.5");
	assert_int_equal(rig_event(&rig, AC_EVENT_ALGO, 0)->algo.status, AC_STATUS_FINISHED);
	rig_close(&rig);
}

static void test_algos_cancelled_child_finishes_its_order_with_nothing_executed(void **state)
{
	(void)state;
	open_long(AC_MODE_ONEWAY);
	struct ac_command stop = rig_algo("stop", AC_ORDER_STOP, AC_SIDE_SELL, "1", "99");
	stop.price = D("98.5");
	rig_give(&rig, stop);
	rig_trade(&rig, "98");
	rig_give(&rig, rig_command(AC_COMMAND_CANCEL, "stop"));
	assert_string_equal(rig_story(&rig), "ROA");
	assert_int_equal(rig_event(&rig, AC_EVENT_ALGO, 0)->algo.status, AC_STATUS_FINISHED);
	CHECK_DEC("executed", rig_event(&rig, AC_EVENT_ALGO, 0)->algo.executed, "0");
	rig_close(&rig);
}

static void test_algos_trailing_follows_the_best_price_from_its_activation(void **state)
{
	(void)state;
	open_long(AC_MODE_ONEWAY);
	struct ac_command trail =
		rig_algo("trail", AC_ORDER_TRAILING_STOP_MARKET, AC_SIDE_SELL, "1", "102");
	trail.price = D("1");
	rig_give(&rig, trail);
	rig_trade(&rig, "100");
	rig_trade(&rig, "99"); /* not active: nothing */
	assert_int_equal(rig.count, 0);
	rig_trade(&rig, "102");
	assert_string_equal(rig_story(&rig), "A"); /* NEW again: active */
	rig_trade(&rig, "104");
	rig_trade(&rig, "103");
	assert_int_equal(rig.count, 0);
	rig_trade(&rig, "102.9"); /* 104 less 1 % is 102.96 */
	CHECK_DEC("fill", rig_fill(&rig, 0)->fill_price, "102.9");
	rig_close(&rig);
}

static void test_algos_partly_filled_trigger_leaves_the_rest_of_the_position(void **state)
{
	(void)state;
	struct ac_simulated_config config = rig_config();
	config.volume_share_pct = D("50");
	rig_open(&rig, &config);
	rig_trade(&rig, "100");
	rig_give(&rig, rig_market("entry", AC_SIDE_BUY, "1"));
	rig_give(&rig, rig_algo("stop", AC_ORDER_STOP_MARKET, AC_SIDE_SELL, "0", "99"));
	rig_clear(&rig);
	ac_simulated_trade(rig.sim, 0, D("99"), D("0.6"), rig.now);
	rig_drain(&rig);
	assert_string_equal(rig_story(&rig), "AOFBPOAA");
	assert_int_equal(rig_event(&rig, AC_EVENT_ORDER, 2)->order.expiry_reason, 9);
	CHECK_DEC("executed", rig_event(&rig, AC_EVENT_ALGO, 2)->algo.executed, "0.3");
	CHECK_DEC("left", rig_amount(&rig, AC_POSITION_BOTH), "0.7");
	rig_close(&rig);
}

static void test_algos_close_position_expires_when_the_position_is_turned(void **state)
{
	(void)state;
	open_long(AC_MODE_ONEWAY);
	rig_give(&rig, rig_algo("stop", AC_ORDER_STOP_MARKET, AC_SIDE_SELL, "0", "99"));
	struct ac_command take = rig_limit("take", AC_SIDE_SELL, "1", "104", AC_TIF_GTC);
	take.reduce_only = true;
	rig_give(&rig, take);
	rig_give(&rig, rig_market("turn", AC_SIDE_SELL, "3"));
	CHECK_DEC("short", rig_amount(&rig, AC_POSITION_BOTH), "-2");
	assert_int_equal(rig_event(&rig, AC_EVENT_ALGO, 0)->algo.status, AC_STATUS_EXPIRED);
	assert_int_equal(rig_account(&rig).algos_open, 0);
	assert_int_equal(rig_account(&rig).orders_open, 0);
	rig_close(&rig);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_algos_each_broken_rule_gives_its_code),
		cmocka_unit_test(test_algos_hedge_rules),
		cmocka_unit_test(test_algos_two_hundred_and_no_more),
		cmocka_unit_test(test_algos_trigger_becomes_a_regular_order_of_the_same_name),
		cmocka_unit_test(test_algos_mark_and_last_price_trigger_each_their_own),
		cmocka_unit_test(test_algos_directions_of_the_four_triggers),
		cmocka_unit_test(
			test_algos_close_position_takes_the_size_of_the_moment_and_its_sibling_expires),
		cmocka_unit_test(test_algos_close_position_expires_when_the_position_is_turned),
		cmocka_unit_test(test_algos_without_their_position_are_rejected_at_the_trigger),
		cmocka_unit_test(test_algos_hedge_stop_larger_than_the_position_is_rejected),
		cmocka_unit_test(test_algos_margin_is_checked_at_the_trigger_only),
		cmocka_unit_test(test_algos_stop_limit_rests_at_its_limit_after_the_trigger),
		cmocka_unit_test(
			test_algos_cancelled_child_finishes_its_order_with_nothing_executed),
		cmocka_unit_test(test_algos_trailing_follows_the_best_price_from_its_activation),
		cmocka_unit_test(test_algos_partly_filled_trigger_leaves_the_rest_of_the_position),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
