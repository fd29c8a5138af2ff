/* Orders of unknown fate: asked for, never sent again blindly, ended on evidence only; and what is
 * retried after definite refusals. */
#include "harness.h"

static void arm(struct fake *f, enum fault fault, enum ac_command_kind kind, uint32_t count,
		int32_t code)
{
	f->fault = fault;
	f->fault_kind = kind;
	f->fault_count = count;
	f->fault_code = code;
}

static enum ac_life last_life(const struct fake *f)
{
	return (enum ac_life)f->states[(f->state_count - 1) % 64].order_record.life;
}

static void test_unknown_entry_that_arrived_is_found_and_protected(void **state)
{
	(void)state;
	static const enum fault faults[] = { FAULT_UNKNOWN_DONE, FAULT_SILENT_DONE };
	for (size_t i = 0; i < AC_COUNT(faults); i++) {
		struct fake *f = fake_new(AC_MODE_HEDGE);
		f->drops_fill_events = true;
		arm(f, faults[i], AC_COMMAND_PLACE, 1, 0);
		assert_int_equal(fake_enter(f, 0, 1, "2"), AC_OK);
		fake_take_commands(f);
		f->queue_count = f->queue_count > 0 ? 1 : 0;
		if (faults[i] == FAULT_UNKNOWN_DONE) {
			/* Keep the reply only: the stream has lost the rest. */
			f->queue_count = 0;
			fake_reply(f, &f->last[AC_COMMAND_PLACE], AC_OUTCOME_UNKNOWN, NULL, 0,
				   AC_REACTION_NONE);
		} else {
			f->queue_count = 0;
		}
		fake_settle(f);
		fake_pass(f, 12 * SEC);
		assert_int_equal(f->sent[AC_COMMAND_PLACE], 1);
		assert_true(f->sent[AC_COMMAND_QUERY] >= 1);
		assert_true(f->sent[AC_COMMAND_QUERY_TRADES] >= 1);
		assert_int_equal(fake_position(f, 0)->quantity.units, dec("2").units);
		assert_true(fake_position(f, 0)->is_protected);
		assert_int_equal(f->systems[AC_SYSTEM_UNKNOWN_ORDER], 1);
		fake_free(f);
	}
}

static void test_unknown_order_is_asked_for_at_the_scheduled_times(void **state)
{
	(void)state;
	static const ac_ns times[] = { 200, 700, 1700, 3700, 8700, 13700 };
	struct fake *f = fake_new(AC_MODE_HEDGE);
	f->config.not_found_grace_ns = 0;
	arm(f, FAULT_UNKNOWN_DROPPED, AC_COMMAND_PLACE, 1, 0);
	assert_int_equal(fake_enter(f, 0, 1, "2"), AC_OK);
	fake_settle(f);
	arm(f, FAULT_UNKNOWN_DROPPED, AC_COMMAND_QUERY, 99, 0);
	ac_ns start = f->now;
	for (size_t i = 0; i < AC_COUNT(times); i++) {
		fake_pass(f, start + times[i] * MSEC - f->now - 1);
		CHECK_EQ("before", f->sent[AC_COMMAND_QUERY], i);
		fake_pass(f, 1);
		CHECK_EQ("at", f->sent[AC_COMMAND_QUERY], i + 1);
	}
	assert_int_equal(f->sent[AC_COMMAND_PLACE], 1);
	fake_free(f);
}

static void test_not_found_is_evidence_only_after_grace_trades_and_position(void **state)
{
	(void)state;
	struct fake *f = fake_new(AC_MODE_HEDGE);
	arm(f, FAULT_UNKNOWN_DROPPED, AC_COMMAND_PLACE, 1, 0);
	assert_int_equal(fake_enter(f, 0, 1, "2"), AC_OK);
	fake_settle(f);
	fake_pass(f, 10 * SEC - 1);
	assert_true(f->sent[AC_COMMAND_QUERY] >= 5);
	assert_int_equal(last_life(f), AC_LIFE_UNKNOWN);
	assert_int_equal(f->sent[AC_COMMAND_QUERY_TRADES], 0);
	fake_pass(f, 5 * SEC);
	assert_int_equal(f->sent[AC_COMMAND_QUERY_TRADES], 1);
	assert_int_equal(f->sent[AC_COMMAND_QUERY_POSITION], 1);
	assert_int_equal(last_life(f), AC_LIFE_REJECTED);
	assert_false(ac_executor_is_entry_working(f->executor, 0));
	assert_int_equal(f->sent[AC_COMMAND_PLACE], 1);
	fake_free(f);
}

static void test_not_found_order_stays_unknown_while_the_position_speaks_for_it(void **state)
{
	(void)state;
	struct fake *f = fake_new(AC_MODE_HEDGE);
	arm(f, FAULT_UNKNOWN_DROPPED, AC_COMMAND_PLACE, 1, 0);
	assert_int_equal(fake_enter(f, 0, 1, "2"), AC_OK);
	fake_settle(f);
	f->amounts[0][AC_POSITION_LONG] = dec("2").units;
	fake_pass(f, 40 * SEC);
	assert_int_equal(last_life(f), AC_LIFE_UNKNOWN);
	assert_true(ac_executor_is_entry_working(f->executor, 0));
	/* Its fill turns up at last. */
	struct ac_event late = fake_event(f, AC_EVENT_ORDER, 0);
	memcpy(late.order.client_id, f->last[AC_COMMAND_PLACE].client_id, AC_CLIENT_ID_SIZE);
	late.order.is_fill = true;
	late.order.status = AC_STATUS_FILLED;
	late.order.trade_id = 900;
	late.order.exchange_id = 901;
	late.order.executed = dec("2");
	late.order.fill_quantity = dec("2");
	late.order.fill_price = dec("100");
	fake_push(f, &late);
	fake_settle(f);
	assert_true(fake_position(f, 0)->is_protected);
	fake_free(f);
}

static void test_duplicate_client_id_proves_that_the_first_attempt_arrived(void **state)
{
	(void)state;
	struct fake *f = fake_new(AC_MODE_HEDGE);
	f->holds_fills = true;
	assert_int_equal(fake_enter(f, 0, 1, "2"), AC_OK);
	fake_take_commands(f);
	f->queue_count = 0;
	fake_reply(f, &f->last[AC_COMMAND_PLACE], AC_OUTCOME_REFUSED, NULL, -4116,
		   AC_REACTION_REFUSE);
	fake_settle(f);
	assert_int_equal(f->sent[AC_COMMAND_QUERY], 1);
	assert_int_equal(last_life(f), AC_LIFE_ACKED);
	assert_int_equal(f->sent[AC_COMMAND_PLACE], 1);
	fake_free(f);
}

static void test_entry_refused_meets_each_reaction(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		enum fault fault;
		uint32_t count;
		ac_ns after;
		uint32_t sent;
		bool is_open;
	} cases[] = {
		{ "margin", FAULT_REFUSE, 1, 60 * SEC, 1, false },
		{ "overload once", FAULT_RETRY, 1, 5 * SEC, 2, true },
		{ "overload four times", FAULT_RETRY, 4, 20 * SEC, 5, true },
		{ "overload five times", FAULT_RETRY, 5, 25 * SEC, 6, true },
		{ "overload for good", FAULT_RETRY, 99, 60 * SEC, 6, false },
		{ "clock once", FAULT_RESYNC, 1, 0, 2, true },
		{ "clock twice", FAULT_RESYNC, 2, 5 * SEC, 3, true },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		struct fake *f = fake_new(AC_MODE_HEDGE);
		arm(f, cases[i].fault, AC_COMMAND_PLACE, cases[i].count, -2019);
		assert_int_equal(fake_enter(f, 0, 1, "2"), AC_OK);
		char first[AC_CLIENT_ID_SIZE];
		memcpy(first, f->out.items[0].client_id, sizeof(first));
		fake_settle(f);
		fake_pass(f, cases[i].after);
		CHECK_EQ(cases[i].name, f->sent[AC_COMMAND_PLACE], cases[i].sent);
		CHECK_EQ(cases[i].name, fake_position(f, 0)->direction, cases[i].is_open);
		/* A retry is the same order: it carries the same name and counts its attempts. */
		assert_string_equal(f->last[AC_COMMAND_PLACE].client_id, first);
		CHECK_EQ(cases[i].name, f->last[AC_COMMAND_PLACE].attempt, cases[i].sent - 1);
		CHECK_EQ(cases[i].name, ac_executor_is_entry_working(f->executor, 0), false);
		fake_free(f);
	}
}

static void test_entry_is_not_retried_after_its_signal_is_stale(void **state)
{
	(void)state;
	struct fake *f = fake_new(AC_MODE_HEDGE);
	arm(f, FAULT_RETRY, AC_COMMAND_PLACE, 99, -1008);
	assert_int_equal(fake_enter(f, 0, 1, "2"), AC_OK);
	fake_take_commands(f);
	f->now += 26 * SEC; /* the answer is late; the next attempt would be after 31 s */
	fake_settle(f);
	assert_int_equal(last_life(f), AC_LIFE_REJECTED);
	fake_pass(f, 60 * SEC);
	assert_int_equal(f->sent[AC_COMMAND_PLACE], 1);
	fake_free(f);
}

static void test_waiting_retry_is_dropped_when_the_order_shows_up(void **state)
{
	(void)state;
	struct fake *f = fake_new(AC_MODE_HEDGE);
	assert_int_equal(fake_enter(f, 0, 1, "2"), AC_OK);
	fake_take_commands(f);
	struct ac_event fill = f->trades[0];
	fill.order.is_from_query = false;
	fill.order.status = AC_STATUS_FILLED;
	fill.order.executed = dec("2");
	f->queue_count = 0;
	fake_reply(f, &f->last[AC_COMMAND_PLACE], AC_OUTCOME_REFUSED, NULL, -1008,
		   AC_REACTION_RETRY);
	fake_settle(f);
	fake_pass(f, SEC);
	fake_push(f, &fill);
	fake_settle(f);
	fake_pass(f, 60 * SEC);
	assert_int_equal(f->sent[AC_COMMAND_PLACE], 1);
	assert_int_equal(fake_position(f, 0)->quantity.units, dec("2").units);
	fake_free(f);
}

static void test_order_that_shows_up_while_waiting_is_cancelled_without_waiting(void **state)
{
	(void)state;
	struct fake *f = fake_new(AC_MODE_HEDGE);
	assert_int_equal(fake_enter_limit(f, 0, 1, "2"), AC_OK);
	fake_take_commands(f);
	struct ac_event taken = f->queue[0];
	f->queue_count = 0;
	fake_reply(f, &f->last[AC_COMMAND_PLACE], AC_OUTCOME_REFUSED, NULL, -1008,
		   AC_REACTION_RETRY);
	fake_push(f, &taken);
	fake_settle(f);
	ac_executor_cancel_entries(f->executor, 0, f->now, &f->out);
	fake_settle(f);
	assert_int_equal(f->sent[AC_COMMAND_CANCEL], 1);
	assert_int_equal(last_life(f), AC_LIFE_CANCELED);
	fake_free(f);
}

static void test_question_asked_while_one_is_under_way_follows_it(void **state)
{
	(void)state;
	struct fake *f = fake_new(AC_MODE_HEDGE);
	f->drops_fill_events = true;
	assert_int_equal(fake_enter(f, 0, 1, "2"), AC_OK);
	fake_settle(f);
	/* The order says filled, the fills are missing, and the answer about them takes a second.
	 */
	arm(f, FAULT_SILENT_DROPPED, AC_COMMAND_QUERY_TRADES, 1, 0);
	fake_push(f, &(struct ac_event){ 0 });
	f->queue[0] = fake_event(f, AC_EVENT_ORDER, 0);
	memcpy(f->queue[0].order.client_id, f->orders[0].command.client_id, AC_CLIENT_ID_SIZE);
	f->queue[0].order.status = AC_STATUS_FILLED;
	f->queue[0].order.executed = dec("2");
	fake_settle(f);
	fake_pass(f, SEC);
	assert_int_equal(f->sent[AC_COMMAND_QUERY_TRADES], 1);
	fake_reply(f, &f->last[AC_COMMAND_QUERY_TRADES], AC_OUTCOME_DONE, NULL, 0,
		   AC_REACTION_NONE);
	fake_settle(f);
	assert_int_equal(f->sent[AC_COMMAND_QUERY_TRADES], 2);
	assert_true(fake_position(f, 0)->is_protected);
	fake_free(f);
}

static void test_repeated_refusal_counts_once(void **state)
{
	(void)state;
	struct fake *f = fake_new(AC_MODE_HEDGE);
	f->is_duplicating = true;
	/* Four refusals, each told twice, leave one of the five retries. */
	arm(f, FAULT_RETRY, AC_COMMAND_PLACE, 4, -1008);
	assert_int_equal(fake_enter(f, 0, 1, "2"), AC_OK);
	fake_settle(f);
	fake_pass(f, 20 * SEC);
	assert_int_equal(f->sent[AC_COMMAND_PLACE], 5);
	assert_int_equal(f->last[AC_COMMAND_PLACE].attempt, 4);
	assert_int_equal(fake_position(f, 0)->direction, 1);
	fake_free(f);
}

static void test_cancel_that_finds_nothing_asks_what_happened(void **state)
{
	(void)state;
	struct fake *f = fake_new(AC_MODE_HEDGE);
	assert_int_equal(fake_enter_limit(f, 0, 1, "2"), AC_OK);
	fake_settle(f);
	/* It fills, the stream loses the fill, and then we cancel. */
	f->drops_fill_events = true;
	fake_fill(f, &f->orders[0], INT64_MAX);
	f->queue_count = 0;
	ac_executor_cancel_entries(f->executor, AC_SYMBOL_NONE, f->now, &f->out);
	fake_settle(f);
	assert_int_equal(f->sent[AC_COMMAND_QUERY], 1);
	fake_pass(f, SEC);
	assert_int_equal(fake_position(f, 0)->quantity.units, dec("2").units);
	assert_true(fake_position(f, 0)->is_protected);
	assert_false(ac_executor_is_entry_working(f->executor, 0));
	fake_free(f);
}

static void test_exit_never_gives_up_and_says_so(void **state)
{
	(void)state;
	static const enum fault faults[] = { FAULT_RETRY, FAULT_REFUSE };
	for (size_t i = 0; i < AC_COUNT(faults); i++) {
		struct fake *f = fake_new(AC_MODE_HEDGE);
		assert_int_equal(fake_enter(f, 0, 1, "2"), AC_OK);
		fake_settle(f);
		arm(f, faults[i], AC_COMMAND_PLACE, 100000, -1015);
		fake_exit(f, 0, AC_EXIT_HALT);
		fake_settle(f);
		fake_pass(f, 3 * SEC);
		uint32_t quick = f->sent[AC_COMMAND_PLACE];
		assert_int_equal(quick, 1 + 6);
		fake_pass(f, 100 * SEC);
		assert_in_range(f->sent[AC_COMMAND_PLACE], quick + 19, quick + 21);
		assert_in_range(f->systems[AC_SYSTEM_UNKNOWN_ORDER], 4, 6);
		f->fault_count = 0;
		fake_pass(f, 6 * SEC);
		assert_int_equal(fake_position(f, 0)->direction, 0);
		assert_int_equal(f->trips[0].exit_reason, AC_EXIT_HALT);
		fake_free(f);
	}
}

static void test_unknown_close_is_resolved_before_another_is_sent(void **state)
{
	(void)state;
	struct fake *f = fake_new(AC_MODE_HEDGE);
	assert_int_equal(fake_enter(f, 0, 1, "2"), AC_OK);
	fake_settle(f);
	arm(f, FAULT_UNKNOWN_DROPPED, AC_COMMAND_PLACE, 1, 0);
	fake_exit(f, 0, AC_EXIT_MAX_HOLD);
	fake_settle(f);
	fake_pass(f, 9 * SEC);
	assert_int_equal(f->sent[AC_COMMAND_PLACE], 2);
	fake_pass(f, 10 * SEC);
	assert_int_equal(f->sent[AC_COMMAND_PLACE], 3);
	assert_int_equal(fake_position(f, 0)->direction, 0);
	fake_free(f);
}

/* The exchange had it after all: what we concluded is corrected by what was executed. */
static void test_execution_of_an_order_given_up_is_booked_and_followed(void **state)
{
	(void)state;
	static const enum ac_purpose purposes[] = { AC_PURPOSE_ENTRY, AC_PURPOSE_EXIT };
	for (size_t i = 0; i < AC_COUNT(purposes); i++) {
		struct fake *f = fake_new(AC_MODE_HEDGE);
		if (purposes[i] == AC_PURPOSE_EXIT) {
			assert_int_equal(fake_enter(f, 0, 1, "3"), AC_OK);
			fake_settle(f);
		}
		arm(f, FAULT_UNKNOWN_DROPPED, AC_COMMAND_PLACE, 1, 0);
		if (purposes[i] == AC_PURPOSE_EXIT)
			fake_exit(f, 0, AC_EXIT_VWAP);
		else
			assert_int_equal(fake_enter(f, 0, 1, "2"), AC_OK);
		struct ac_command lost = f->out.items[0];
		fake_settle(f);
		f->holds_fills = true;
		fake_pass(f, 30 * SEC);
		struct ac_event late = fake_event(f, AC_EVENT_ORDER, 0);
		memcpy(late.order.client_id, lost.client_id, AC_CLIENT_ID_SIZE);
		late.order.is_fill = true;
		late.order.status = AC_STATUS_PARTIALLY_FILLED;
		late.order.trade_id = 900;
		late.order.exchange_id = 901;
		late.order.executed = dec("0.5");
		late.order.fill_quantity = dec("0.5");
		late.order.fill_price = dec("100");
		fake_push(f, &late);
		fake_settle(f);
		assert_int_equal(fake_position(f, 0)->quantity.units,
				 (purposes[i] == AC_PURPOSE_EXIT ? dec("2.5") : dec("0.5")).units);
		assert_true(fake_position(f, 0)->is_protected);
		late.order.is_fill = false;
		late.order.status = AC_STATUS_EXPIRED;
		fake_push(f, &late);
		fake_settle(f);
		if (purposes[i] == AC_PURPOSE_ENTRY)
			assert_false(ac_executor_is_entry_working(f->executor, 0));
		fake_free(f);
	}
}

static void test_fills_out_of_range_are_refused_and_told(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		int64_t quantity, price;
		uint32_t told;
	} cases[] = {
		{ "nothing", 0, 100, 0 },
		{ "negative", -5, 100, 0 },
		{ "free", 5, 0, 0 },
		{ "beyond money", INT64_MAX, INT64_MAX, 1 },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		struct fake *f = fake_new(AC_MODE_HEDGE);
		f->holds_fills = true;
		assert_int_equal(fake_enter(f, 0, 1, "2"), AC_OK);
		fake_settle(f);
		struct ac_event event = fake_event(f, AC_EVENT_ORDER, 0);
		memcpy(event.order.client_id, f->orders[0].command.client_id, AC_CLIENT_ID_SIZE);
		event.order.is_fill = true;
		event.order.status = AC_STATUS_NEW;
		event.order.trade_id = 77;
		event.order.fill_quantity.units = cases[i].quantity;
		event.order.fill_price.units = cases[i].price;
		fake_push(f, &event);
		fake_settle(f);
		CHECK_EQ(cases[i].name, fake_position(f, 0)->direction, 0);
		CHECK_EQ(cases[i].name, f->systems[AC_SYSTEM_MISMATCH], cases[i].told);
		fake_free(f);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_unknown_entry_that_arrived_is_found_and_protected),
		cmocka_unit_test(test_unknown_order_is_asked_for_at_the_scheduled_times),
		cmocka_unit_test(test_not_found_is_evidence_only_after_grace_trades_and_position),
		cmocka_unit_test(
			test_not_found_order_stays_unknown_while_the_position_speaks_for_it),
		cmocka_unit_test(test_duplicate_client_id_proves_that_the_first_attempt_arrived),
		cmocka_unit_test(test_entry_refused_meets_each_reaction),
		cmocka_unit_test(test_entry_is_not_retried_after_its_signal_is_stale),
		cmocka_unit_test(test_waiting_retry_is_dropped_when_the_order_shows_up),
		cmocka_unit_test(
			test_order_that_shows_up_while_waiting_is_cancelled_without_waiting),
		cmocka_unit_test(test_question_asked_while_one_is_under_way_follows_it),
		cmocka_unit_test(test_repeated_refusal_counts_once),
		cmocka_unit_test(test_cancel_that_finds_nothing_asks_what_happened),
		cmocka_unit_test(test_exit_never_gives_up_and_says_so),
		cmocka_unit_test(test_unknown_close_is_resolved_before_another_is_sent),
		cmocka_unit_test(test_execution_of_an_order_given_up_is_booked_and_followed),
		cmocka_unit_test(test_fills_out_of_range_are_refused_and_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
