/* Latency, faults and chaos: what happens to messages on their way. */
#include "rig.h"

static struct rig rig;

static void open_rig(int64_t latency_min_ms, int64_t latency_max_ms)
{
	struct ac_simulated_config config = rig_config();
	config.latency_min_ns = latency_min_ms * AC_NS_PER_MS;
	config.latency_max_ns = latency_max_ms * AC_NS_PER_MS;
	rig_open(&rig, &config);
}

static void wait_ms(int64_t ms)
{
	rig.now += ms * AC_NS_PER_MS;
	rig_drain(&rig);
}

static void test_messages_take_their_time_both_ways(void **state)
{
	(void)state;
	open_rig(10, 10);
	rig_trade(&rig, "100");
	assert_int_equal(ac_simulated_deadline(rig.sim), INT64_MAX);
	ac_ns sent = rig.now;
	rig_give(&rig, rig_market("a", AC_SIDE_BUY, "1"));
	assert_int_equal(rig.count, 0);
	assert_false(ac_simulated_is_idle(rig.sim, 0));
	assert_int_equal(ac_simulated_deadline(rig.sim), sent + 10 * AC_NS_PER_MS);
	/* The price moves while the order is on its way: it meets the new one. */
	rig.now += 5 * AC_NS_PER_MS;
	ac_simulated_trade(rig.sim, 0, D("101"), AC_DEC_ZERO, rig.now);
	rig.now += 5 * AC_NS_PER_MS;
	ac_simulated_advance(rig.sim, rig.now);
	assert_int_equal(ac_simulated_deadline(rig.sim), sent + 20 * AC_NS_PER_MS);
	wait_ms(9);
	assert_int_equal(rig.count, 0);
	wait_ms(1);
	assert_string_equal(rig_story(&rig), "ROFBP");
	CHECK_DEC("price", rig_fill(&rig, 0)->fill_price, "101");
	const struct ac_event *reply = rig_event(&rig, AC_EVENT_REPLY, 0);
	assert_int_equal(reply->time_ns, sent + 10 * AC_NS_PER_MS);
	assert_int_equal(reply->recv_ns, sent + 20 * AC_NS_PER_MS);
	rig_close(&rig);
}

static void test_messages_of_the_user_stream_keep_their_order_under_random_latency(void **state)
{
	(void)state;
	open_rig(1, 50);
	rig_trade(&rig, "100");
	for (int i = 0; i < 200; i++) {
		char id[16];
		snprintf(id, sizeof(id), "a%d", i);
		struct ac_command command =
			rig_market(id, i % 2 == 0 ? AC_SIDE_BUY : AC_SIDE_SELL, "1");
		ac_simulated_command(rig.sim, &command, rig.now);
		wait_ms(3);
	}
	wait_ms(200);
	ac_ns arrival = 0;
	ac_ns time = 0;
	int64_t trade_id = 0;
	for (uint32_t i = 0; i < rig.count; i++) {
		const struct ac_event *event = &rig.events[i];
		assert_true(event->recv_ns >= arrival);
		assert_true(event->recv_ns >= event->time_ns + AC_NS_PER_MS);
		assert_true(event->recv_ns - event->time_ns <= 120 * AC_NS_PER_MS);
		arrival = event->recv_ns;
		if (event->kind == AC_EVENT_REPLY)
			continue;
		assert_true(event->time_ns >= time);
		time = event->time_ns;
		if (event->kind == AC_EVENT_ORDER && event->order.is_fill) {
			assert_true(event->order.trade_id > trade_id);
			trade_id = event->order.trade_id;
		}
	}
	assert_int_equal(rig_fills(&rig), 200);
	rig_close(&rig);
}

static void test_messages_full_command_queue_refuses_and_says_so(void **state)
{
	(void)state;
	open_rig(1000, 1000);
	rig_trade(&rig, "100");
	uint32_t capacity = 4 * AC_COMMANDS_MAX + 2 * rig.config.orders_max;
	for (uint32_t i = 0; i <= capacity; i++) {
		struct ac_command query = rig_command(AC_COMMAND_QUERY, "a");
		ac_simulated_command(rig.sim, &query, rig.now);
	}
	wait_ms(1000);
	uint32_t refused = 0;
	for (uint32_t i = 0; i < rig.count; i++)
		refused += rig.events[i].reply.code == -1008;
	assert_int_equal(refused, 1);
	wait_ms(1000);
	assert_int_equal(rig.count, capacity + 1);
	rig_close(&rig);
}

struct fault_case {
	const char *name;
	enum ac_simulated_fault fault;
	const char *story;
	int outcome; /* 0: no reply */
	int64_t amount;
};

static const struct fault_case fault_cases[] = {
	{ "unknown, executed", AC_FAULT_UNKNOWN_EXECUTED, "OFBPR", AC_OUTCOME_UNKNOWN, 1 },
	{ "unknown, dropped", AC_FAULT_UNKNOWN_DROPPED, "R", AC_OUTCOME_UNKNOWN, 0 },
	{ "refused", AC_FAULT_REFUSED, "R", AC_OUTCOME_REFUSED, 0 },
	{ "silent, executed", AC_FAULT_SILENT_EXECUTED, "OFBP", 0, 1 },
	{ "silent, dropped", AC_FAULT_SILENT_DROPPED, "", 0, 0 },
};

static void test_messages_each_fault_does_what_it_says_and_only_as_often(void **state)
{
	(void)state;
	for (size_t i = 0; i < AC_COUNT(fault_cases); i++) {
		const struct fault_case *row = &fault_cases[i];
		open_rig(0, 0);
		rig_trade(&rig, "100");
		ac_simulated_fault_arm(rig.sim, row->fault, AC_COMMAND_PLACE, -1008, 1);
		/* Another kind of command goes through. */
		rig_give(&rig, rig_command(AC_COMMAND_QUERY, "a"));
		CHECK_EQ(row->name, rig_reply(&rig)->outcome, AC_OUTCOME_NOT_FOUND);
		rig_give(&rig, rig_market("a", AC_SIDE_BUY, "1"));
		assert_string_equal(rig_story(&rig), row->story);
		if (row->outcome != 0) {
			CHECK_EQ(row->name, rig_reply(&rig)->outcome, row->outcome);
			CHECK_EQ(row->name, rig_reply(&rig)->code, -1008);
		}
		CHECK_EQ(row->name, rig_amount(&rig, AC_POSITION_BOTH).units,
			 row->amount * AC_DEC_SCALE);
		rig_give(&rig, rig_market("b", AC_SIDE_BUY, "1"));
		CHECK_EQ(row->name, rig_reply(&rig)->outcome, AC_OUTCOME_ACCEPTED);
		rig_close(&rig);
	}
}

static void test_messages_faults_count_and_can_be_disarmed(void **state)
{
	(void)state;
	open_rig(0, 0);
	rig_trade(&rig, "100");
	ac_simulated_fault_arm(rig.sim, AC_FAULT_SILENT_DROPPED, (enum ac_command_kind)0, 0, 2);
	ac_simulated_fault_arm(rig.sim, AC_FAULT_REFUSED, AC_COMMAND_QUERY, -1001, 5);
	rig_give(&rig, rig_command(AC_COMMAND_QUERY, "a"));
	rig_give(&rig, rig_market("a", AC_SIDE_BUY, "1"));
	assert_int_equal(rig.count, 0);
	rig_give(&rig, rig_command(AC_COMMAND_QUERY, "a"));
	assert_int_equal(rig_reply(&rig)->code, -1001);
	assert_int_equal(rig_reply(&rig)->reaction, AC_REACTION_QUERY);
	ac_simulated_fault_arm(rig.sim, AC_FAULT_NONE, (enum ac_command_kind)0, 0, 0);
	rig_give(&rig, rig_command(AC_COMMAND_QUERY, "a"));
	assert_int_equal(rig_reply(&rig)->code, -2013);
	/* A query whose answer is lost gives no rows either. */
	rig_give(&rig, rig_market("b", AC_SIDE_BUY, "1"));
	ac_simulated_fault_arm(rig.sim, AC_FAULT_UNKNOWN_EXECUTED, AC_COMMAND_QUERY_TRADES, 0, 1);
	rig_give(&rig, rig_command(AC_COMMAND_QUERY_TRADES, "q"));
	assert_string_equal(rig_story(&rig), "R");
	assert_int_equal(rig_reply(&rig)->code, -1007);
	rig_close(&rig);
}

static void test_messages_come_twice_while_duplicating(void **state)
{
	(void)state;
	open_rig(0, 0);
	ac_simulated_chaos_set(rig.sim, true, false);
	rig_trade(&rig, "100");
	rig_give(&rig, rig_market("a", AC_SIDE_BUY, "1"));
	assert_string_equal(rig_story(&rig), "RROOFFBBPP");
	assert_int_equal(rig_fill(&rig, 0)->trade_id, rig_fill(&rig, 1)->trade_id);
	assert_int_equal(rig_account(&rig).trades, 1);
	rig_close(&rig);
}

static void test_messages_types_are_shuffled_but_each_keeps_its_order(void **state)
{
	(void)state;
	open_rig(0, 0);
	ac_simulated_chaos_set(rig.sim, false, true);
	bool has_algo_first = false, has_order_first = false;
	for (int i = 0; i < 100; i++) {
		rig_trade(&rig, "100");
		rig_give(&rig, rig_market("a", AC_SIDE_BUY, "1"));
		uint32_t orders = 0;
		for (uint32_t k = 0; k < rig.count; k++) {
			if (rig.events[k].kind != AC_EVENT_ORDER)
				continue;
			assert_int_equal(rig.events[k].order.is_fill, orders > 0);
			orders++;
		}
		rig_give(&rig, rig_algo("s", AC_ORDER_STOP_MARKET, AC_SIDE_SELL, "0", "99"));
		rig_trade(&rig, "99");
		assert_int_equal(rig.count, 7);
		assert_int_equal(rig_event(&rig, AC_EVENT_ALGO, 0)->algo.status,
				 AC_STATUS_TRIGGERING);
		assert_int_equal(rig_event(&rig, AC_EVENT_ALGO, 2)->algo.status,
				 AC_STATUS_FINISHED);
		has_algo_first |= rig.events[0].kind == AC_EVENT_ALGO;
		has_order_first |= rig.events[0].kind == AC_EVENT_ORDER;
	}
	assert_true(has_algo_first);
	assert_true(has_order_first);
	rig_close(&rig);
}

static void count_event(void *self, const struct ac_event *event)
{
	struct rig *bench = self;
	bench->events[bench->count++] = *event;
}

static bool count_fill(void *self, const struct ac_event *fill)
{
	int64_t *units = self;
	*units += fill->order.fill_quantity.units;
	return true;
}

static void test_messages_snapshot_holds_everything_that_is_open(void **state)
{
	(void)state;
	open_rig(0, 0);
	rig_trade(&rig, "100");
	rig_give(&rig, rig_market("a", AC_SIDE_BUY, "1"));
	rig.now += AC_NS_PER_SEC;
	rig_give(&rig, rig_market("b", AC_SIDE_BUY, "2"));
	rig_give(&rig, rig_limit("c", AC_SIDE_BUY, "1", "98", AC_TIF_GTC));
	rig_give(&rig, rig_algo("d", AC_ORDER_STOP_MARKET, AC_SIDE_SELL, "0", "97"));
	rig_clear(&rig);
	ac_simulated_snapshot(rig.sim, 0, rig.now, count_event, &rig);
	assert_string_equal(rig_story(&rig), "BPOAFF");
	assert_true(rig_event(&rig, AC_EVENT_POSITION, 0)->position.is_snapshot);
	CHECK_DEC("amount", rig_event(&rig, AC_EVENT_POSITION, 0)->position.amount, "3");
	assert_true(rig_fill(&rig, 0)->is_from_query);
	rig.count = 0;
	ac_simulated_snapshot(rig.sim, rig.now / AC_NS_PER_MS, rig.now, count_event, &rig);
	assert_string_equal(rig_story(&rig), "BPOAF");
	int64_t units = 0;
	ac_simulated_trades_visit(rig.sim, count_fill, &units);
	assert_int_equal(units, 3 * AC_DEC_SCALE);
	rig_close(&rig);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_messages_take_their_time_both_ways),
		cmocka_unit_test(
			test_messages_of_the_user_stream_keep_their_order_under_random_latency),
		cmocka_unit_test(test_messages_full_command_queue_refuses_and_says_so),
		cmocka_unit_test(test_messages_each_fault_does_what_it_says_and_only_as_often),
		cmocka_unit_test(test_messages_faults_count_and_can_be_disarmed),
		cmocka_unit_test(test_messages_come_twice_while_duplicating),
		cmocka_unit_test(test_messages_types_are_shuffled_but_each_keeps_its_order),
		cmocka_unit_test(test_messages_snapshot_holds_everything_that_is_open),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
