/* What the exchange does without being asked: liquidation, manual closes, funding, positions that
 * differ. */
#include "harness.h"

static void foreign_fill(struct fake *f, const char *client_id, enum ac_side side,
			 enum ac_position_side position_side, const char *quantity)
{
	struct ac_event event = fake_event(f, AC_EVENT_ORDER, 0);
	struct ac_order_update *u = &event.order;
	strncpy(u->client_id, client_id, sizeof(u->client_id) - 1);
	u->status = AC_STATUS_FILLED;
	u->side = (uint8_t)side;
	u->position_side = (uint8_t)position_side;
	u->type = AC_ORDER_MARKET;
	u->is_fill = true;
	u->exchange_id = ++f->next_id;
	u->trade_id = ++f->next_id;
	u->quantity = dec(quantity);
	u->executed = dec(quantity);
	u->fill_quantity = dec(quantity);
	u->fill_price = f->price;
	u->commission = dec("0.03");
	u->time_ms = f->now / MSEC;
	f->amounts[0][position_side] += (side == AC_SIDE_BUY ? 1 : -1) * dec(quantity).units;
	f->trades[f->trade_count] = event;
	f->trades[f->trade_count++].order.is_from_query = true;
	if (!f->drops_fill_events)
		fake_push(f, &event);
	fake_expire_closers(f);
}

static void test_liquidation_closes_the_book_with_its_reason(void **state)
{
	(void)state;
	static const struct {
		const char *client_id;
		enum ac_exit_reason reason;
		enum ac_life life;
	} cases[] = {
		{ "autoclose-1700000001", AC_EXIT_LIQUIDATION, AC_LIFE_LIQUIDATED },
		{ "adl_autoclose", AC_EXIT_LIQUIDATION, AC_LIFE_LIQUIDATED },
		{ "settlement_autoclose-9", AC_EXIT_LIQUIDATION, AC_LIFE_LIQUIDATED },
		{ "web_abc", AC_EXIT_MANUAL, AC_LIFE_FILLED },
		{ "", AC_EXIT_MANUAL, AC_LIFE_FILLED },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		struct fake *f = fake_new(i % 2 ? AC_MODE_HEDGE : AC_MODE_ONEWAY);
		enum ac_position_side side = i % 2 ? AC_POSITION_LONG : AC_POSITION_BOTH;
		assert_int_equal(fake_enter(f, 0, 1, "2"), AC_OK);
		fake_settle(f);
		f->price = dec("90");
		uint32_t before = f->state_count;
		foreign_fill(f, cases[i].client_id, AC_SIDE_SELL, side, "2");
		fake_settle(f);
		CHECK_EQ(cases[i].client_id, f->trip_count, 1);
		CHECK_EQ(cases[i].client_id, f->trips[0].exit_reason, cases[i].reason);
		CHECK_EQ(cases[i].client_id, f->trips[0].gross_profit.units, dec("-20").units);
		CHECK_EQ(cases[i].client_id, f->trips[0].fees.units, dec("0.04").units);
		CHECK_EQ(cases[i].client_id, f->systems[AC_SYSTEM_FOREIGN], 1);
		const struct ac_order_record *told = &f->states[before].order_record;
		CHECK_EQ(cases[i].client_id, told->life, cases[i].life);
		CHECK_EQ(cases[i].client_id, fake_live_count(f), 0);
		CHECK_EQ(cases[i].client_id, f->sent[AC_COMMAND_PLACE], 1);
		fake_free(f);
	}
}

static void test_foreign_close_takes_the_oldest_book_first_and_splits_its_fee(void **state)
{
	(void)state;
	struct fake *f = fake_new(AC_MODE_HEDGE);
	assert_int_equal(fake_enter(f, 1, 1, "1"), AC_OK);
	fake_settle(f);
	fake_pass(f, SEC);
	assert_int_equal(fake_enter(f, 0, 1, "2"), AC_OK);
	fake_settle(f);
	foreign_fill(f, "web_1", AC_SIDE_SELL, AC_POSITION_LONG, "1.5");
	fake_settle(f);
	assert_int_equal(fake_position(f, 1)->direction, 0);
	assert_int_equal(fake_position(f, 0)->quantity.units, dec("1.5").units);
	assert_int_equal(f->trips[0].fees.units, dec("0.03").units);
	assert_int_equal(fake_position(f, 0)->fees.units, dec("0.02").units);
	/* The protection of what is left follows the new size. */
	assert_true(fake_live(f, AC_ORDER_STOP_MARKET)->command.close_position);
	assert_true(fake_position(f, 0)->is_protected);
	fake_free(f);
}

static void test_foreign_execution_that_opens_is_told_and_not_booked(void **state)
{
	(void)state;
	struct fake *f = fake_new(AC_MODE_HEDGE);
	assert_int_equal(fake_enter(f, 0, 1, "1"), AC_OK);
	fake_settle(f);
	foreign_fill(f, "web_1", AC_SIDE_BUY, AC_POSITION_LONG, "1");
	foreign_fill(f, "web_2", AC_SIDE_SELL, AC_POSITION_SHORT, "1");
	fake_settle(f);
	assert_int_equal(f->systems[AC_SYSTEM_FOREIGN], 2);
	assert_int_equal(f->facts[AC_EVENT_FILL], 1);
	assert_int_equal(fake_position(f, 0)->quantity.units, dec("1").units);
	fake_free(f);
}

static void test_foreign_close_that_was_never_pushed_is_found_by_the_position(void **state)
{
	(void)state;
	struct fake *f = fake_new(AC_MODE_ONEWAY);
	assert_int_equal(fake_enter(f, 0, 1, "2"), AC_OK);
	fake_settle(f);
	fake_pass(f, SEC);
	f->drops_fill_events = true;
	foreign_fill(f, "web_1", AC_SIDE_SELL, AC_POSITION_BOTH, "0.5");
	struct ac_event event = fake_event(f, AC_EVENT_POSITION, 0);
	event.position.amount = dec("1.5");
	fake_push(f, &event);
	fake_settle(f);
	assert_int_equal(f->sent[AC_COMMAND_QUERY_TRADES], 0);
	fake_pass(f, SEC);
	assert_int_equal(f->sent[AC_COMMAND_QUERY_TRADES], 1);
	assert_int_equal(fake_position(f, 0)->quantity.units, dec("1.5").units);
	assert_int_equal(f->systems[AC_SYSTEM_MISMATCH], 0);
	fake_free(f);
}

static void test_mismatch_that_no_trade_explains_is_told_once(void **state)
{
	(void)state;
	struct fake *f = fake_new(AC_MODE_HEDGE);
	assert_int_equal(fake_enter(f, 0, -1, "2"), AC_OK);
	fake_settle(f);
	f->amounts[0][AC_POSITION_SHORT] = dec("-1.5").units;
	for (int i = 0; i < 3; i++) {
		struct ac_event event = fake_event(f, AC_EVENT_POSITION, 0);
		event.position.position_side = AC_POSITION_SHORT;
		event.position.amount = dec("-1.5");
		fake_push(f, &event);
		fake_settle(f);
		fake_pass(f, 40 * SEC);
	}
	assert_int_equal(f->systems[AC_SYSTEM_MISMATCH], 1);
	assert_int_equal(fake_position(f, 0)->quantity.units, dec("2").units);
	fake_free(f);
}

static void test_position_is_not_compared_while_an_order_may_fill(void **state)
{
	(void)state;
	struct fake *f = fake_new(AC_MODE_HEDGE);
	assert_int_equal(fake_enter_limit(f, 0, 1, "2"), AC_OK);
	fake_settle(f);
	struct ac_event event = fake_event(f, AC_EVENT_POSITION, 0);
	event.position.position_side = AC_POSITION_LONG;
	event.position.amount = dec("0.5");
	fake_push(f, &event);
	fake_settle(f);
	fake_pass(f, 20 * SEC);
	assert_int_equal(f->sent[AC_COMMAND_QUERY_TRADES], 0);
	assert_int_equal(f->systems[AC_SYSTEM_MISMATCH], 0);
	fake_free(f);
}

static void test_close_refused_as_reduce_only_adopts_who_closed_it(void **state)
{
	(void)state;
	struct fake *f = fake_new(AC_MODE_HEDGE);
	assert_int_equal(fake_enter(f, 0, 1, "2"), AC_OK);
	fake_settle(f);
	fake_pass(f, SEC);
	f->drops_fill_events = true;
	foreign_fill(f, "autoclose-5", AC_SIDE_SELL, AC_POSITION_LONG, "2");
	f->queue_count = 0;
	fake_exit(f, 0, AC_EXIT_MAX_HOLD);
	fake_settle(f);
	assert_int_equal(f->sent[AC_COMMAND_PLACE], 2);
	assert_int_equal(f->trip_count, 1);
	assert_int_equal(fake_position(f, 0)->direction, 0);
	assert_false(ac_executor_is_closing(f->executor, 0));
	fake_free(f);
}

static void test_close_of_a_position_that_is_nowhere_is_adopted_without_a_price(void **state)
{
	(void)state;
	struct fake *f = fake_new(AC_MODE_HEDGE);
	assert_int_equal(fake_enter(f, 0, 1, "2"), AC_OK);
	fake_settle(f);
	f->amounts[0][AC_POSITION_LONG] = 0;
	fake_exit(f, 0, AC_EXIT_MAX_HOLD);
	fake_settle(f);
	fake_pass(f, 10 * SEC);
	assert_int_equal(fake_position(f, 0)->direction, 0);
	assert_int_equal(f->trips[0].gross_profit.units, 0);
	assert_int_equal(f->systems[AC_SYSTEM_MISMATCH], 1);
	assert_in_range(f->sent[AC_COMMAND_PLACE], 2, 5);
	fake_free(f);
}

static void test_funding_is_split_by_quantity_and_the_sum_is_exact(void **state)
{
	(void)state;
	struct fake *f = fake_new(AC_MODE_HEDGE);
	assert_int_equal(fake_enter(f, 0, 1, "1"), AC_OK);
	assert_int_equal(fake_enter(f, 1, 1, "2"), AC_OK);
	fake_settle(f);
	static const int64_t payments[] = { -100, 100, 1, -1, -99999999, 7 };
	int64_t sum = 0;
	for (size_t i = 0; i < AC_COUNT(payments); i++) {
		struct ac_event event = fake_event(f, AC_EVENT_FUNDING, 0);
		event.funding.payment.units = payments[i];
		event.funding.time_ms = f->now / MSEC;
		fake_push(f, &event);
		fake_settle(f);
		sum += payments[i];
		CHECK_EQ("sum",
			 fake_position(f, 0)->funding.units + fake_position(f, 1)->funding.units,
			 sum);
	}
	assert_in_range(-fake_position(f, 0)->funding.units, 33333328, 33333334);
	/* Of a symbol without a position it belongs to nobody here. */
	struct ac_event event = fake_event(f, AC_EVENT_FUNDING, 1);
	event.funding.payment.units = 5;
	fake_push(f, &event);
	fake_settle(f);
	assert_int_equal(fake_position(f, 2)->funding.units, 0);
	fake_free(f);
}

static void test_closing_fill_that_overtook_the_entry_fill_waits_for_it(void **state)
{
	(void)state;
	struct fake *f = fake_new(AC_MODE_HEDGE);
	assert_int_equal(fake_enter_limit(f, 0, 1, "2"), AC_OK);
	fake_settle(f);
	fake_fill(f, &f->orders[0], dec("1").units);
	fake_settle(f);
	fake_fill(f, &f->orders[0], INT64_MAX);
	struct ac_event late = f->queue[0];
	f->queue_count = 0;
	fake_trigger(f, fake_live(f, AC_ORDER_STOP_MARKET));
	fake_settle(f);
	/* Two were closed, one is known: nothing is booked before the other is. */
	fake_push(f, &late);
	fake_settle(f);
	fake_pass(f, 10 * SEC);
	assert_int_equal(f->trip_count, 1);
	assert_int_equal(f->trips[0].quantity.units, dec("2").units);
	assert_int_equal(fake_position(f, 0)->direction, 0);
	assert_int_equal(f->systems[AC_SYSTEM_MISMATCH], 0);
	fake_free(f);
}

static void test_events_of_unknown_symbols_and_orders_are_harmless(void **state)
{
	(void)state;
	struct fake *f = fake_new(AC_MODE_HEDGE);
	for (int kind = 1; kind < 80; kind++) {
		if (kind == AC_EVENT_RESTORE_ORDER || kind == AC_EVENT_RESTORE_POSITION ||
		    kind == AC_EVENT_RESTORE_FILL)
			continue;
		struct ac_event event = fake_event(f, (enum ac_event_kind)kind, 0);
		ac_executor_on_event(f->executor, &event, &f->out);
		event.symbol = AC_SYMBOL_NONE;
		ac_executor_on_event(f->executor, &event, &f->out);
	}
	assert_int_equal(f->out.count, 0);
	ac_executor_check(f->executor, f->now);
	fake_free(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_liquidation_closes_the_book_with_its_reason),
		cmocka_unit_test(test_foreign_close_takes_the_oldest_book_first_and_splits_its_fee),
		cmocka_unit_test(test_foreign_execution_that_opens_is_told_and_not_booked),
		cmocka_unit_test(test_foreign_close_that_was_never_pushed_is_found_by_the_position),
		cmocka_unit_test(test_mismatch_that_no_trade_explains_is_told_once),
		cmocka_unit_test(test_position_is_not_compared_while_an_order_may_fill),
		cmocka_unit_test(test_close_refused_as_reduce_only_adopts_who_closed_it),
		cmocka_unit_test(
			test_close_of_a_position_that_is_nowhere_is_adopted_without_a_price),
		cmocka_unit_test(test_funding_is_split_by_quantity_and_the_sum_is_exact),
		cmocka_unit_test(test_closing_fill_that_overtook_the_entry_fill_waits_for_it),
		cmocka_unit_test(test_events_of_unknown_symbols_and_orders_are_harmless),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
