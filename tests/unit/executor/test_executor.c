#include "harness.h"

static void test_entry_fills_then_stop_leaves_before_take_profit(void **state)
{
	(void)state;
	struct fake *f = fake_new(AC_MODE_HEDGE);
	assert_int_equal(fake_enter(f, 0, 1, "2"), AC_OK);
	assert_int_equal(f->out.count, 1);
	assert_false(f->out.items[0].is_risk_reducing);
	assert_int_equal(f->out.items[0].position_side, AC_POSITION_LONG);
	fake_settle(f);
	assert_int_equal(f->sent[AC_COMMAND_PLACE], 1);
	assert_int_equal(f->sent[AC_COMMAND_PLACE_ALGO], 2);
	assert_int_equal(f->orders[1].command.type, AC_ORDER_STOP_MARKET);
	assert_int_equal(f->orders[2].command.type, AC_ORDER_TAKE_PROFIT_MARKET);
	assert_int_equal(f->orders[1].command.trigger_price.units, dec("99.7").units);
	assert_int_equal(f->orders[2].command.trigger_price.units, dec("100.6").units);
	assert_int_equal(f->orders[1].command.working_type, AC_WORKING_MARK_PRICE);
	assert_true(f->orders[1].command.close_position);
	assert_int_equal(f->orders[1].command.side, AC_SIDE_SELL);
	const struct ac_position_record *position = fake_position(f, 0);
	assert_int_equal(position->direction, 1);
	assert_int_equal(position->quantity.units, dec("2").units);
	assert_true(position->is_protected);
	assert_true(position->has_take_profit);
	assert_int_equal(position->opened_ms, f->now / MSEC);
	assert_true(f->positions[0].is_protected);
	assert_int_equal(fake_enter(f, 0, 1, "1"), AC_ERR_EXISTS);
	fake_free(f);
}

static void test_stop_closes_and_take_profit_is_cancelled(void **state)
{
	(void)state;
	static const enum ac_position_mode modes[] = { AC_MODE_ONEWAY, AC_MODE_HEDGE };
	for (size_t i = 0; i < AC_COUNT(modes) * 4; i++) {
		struct fake *f = fake_new(modes[i % 2]);
		int direction = i & 2 ? 1 : -1;
		bool is_stop = i < 4;
		assert_int_equal(fake_enter(f, 0, direction, "2"), AC_OK);
		fake_settle(f);
		f->price = dec("101");
		f->now += SEC;
		fake_trigger(f, fake_live(f, is_stop ? AC_ORDER_STOP_MARKET
						     : AC_ORDER_TAKE_PROFIT_MARKET));
		fake_settle(f);
		assert_int_equal(f->trip_count, 1);
		assert_int_equal(f->trips[0].exit_reason,
				 is_stop ? AC_EXIT_STOP_LOSS : AC_EXIT_TAKE_PROFIT);
		assert_int_equal(f->trips[0].direction, direction);
		assert_int_equal(f->trips[0].gross_profit.units, direction * dec("2").units);
		assert_int_equal(f->trips[0].fees.units, dec("0.02").units);
		assert_int_equal(f->trips[0].net_profit.units,
				 direction * dec("2").units - dec("0.02").units);
		assert_int_equal(f->trips[0].exit_time_ms - f->trips[0].entry_time_ms, 1000);
		assert_int_equal(fake_position(f, 0)->direction, 0);
		assert_false(fake_position(f, 0)->is_protected);
		assert_int_equal(fake_live_count(f), 0);
		assert_int_equal(f->sent[AC_COMMAND_QUERY] + f->sent[AC_COMMAND_QUERY_ALGO], 0);
		/* With nothing alive there is nothing to wait for. */
		fake_pass(f, 120 * SEC);
		assert_true(ac_executor_deadline(f->executor) == INT64_MAX);
		assert_int_equal(fake_enter(f, 0, direction, "2"), AC_OK);
		fake_free(f);
	}
}

static void test_exit_closes_once_and_keeps_protection_until_flat(void **state)
{
	(void)state;
	struct fake *f = fake_new(AC_MODE_ONEWAY);
	assert_int_equal(fake_enter(f, 0, -1, "2"), AC_OK);
	fake_settle(f);
	f->holds_fills = true;
	fake_exit(f, 0, AC_EXIT_MAX_HOLD);
	fake_exit(f, 0, AC_EXIT_VWAP);
	fake_settle(f);
	assert_true(ac_executor_is_closing(f->executor, 0));
	assert_int_equal(f->sent[AC_COMMAND_PLACE], 2);
	assert_true(f->last[AC_COMMAND_PLACE].reduce_only);
	assert_int_equal(f->last[AC_COMMAND_PLACE].side, AC_SIDE_BUY);
	assert_int_equal(f->sent[AC_COMMAND_CANCEL_ALGO], 0);
	fake_fill(f, &f->orders[f->order_count - 1], INT64_MAX);
	fake_settle(f);
	assert_int_equal(f->sent[AC_COMMAND_CANCEL_ALGO], 2);
	assert_int_equal(f->trips[0].exit_reason, AC_EXIT_MAX_HOLD);
	assert_int_equal(fake_live_count(f), 0);
	assert_false(ac_executor_is_closing(f->executor, 0));
	fake_free(f);
}

static void test_exit_larger_than_one_order_closes_in_parts(void **state)
{
	(void)state;
	struct fake *f = fake_new(AC_MODE_HEDGE);
	assert_int_equal(fake_enter(f, 0, 1, "120"), AC_OK);
	fake_settle(f);
	fake_exit(f, 0, AC_EXIT_MANUAL);
	fake_settle(f);
	assert_int_equal(f->sent[AC_COMMAND_PLACE], 4);
	assert_int_equal(fake_position(f, 0)->direction, 0);
	assert_int_equal(f->trips[0].quantity.units, dec("120").units);
	fake_free(f);
}

static void test_exit_partly_filled_and_expired_closes_the_rest(void **state)
{
	(void)state;
	struct fake *f = fake_new(AC_MODE_HEDGE);
	assert_int_equal(fake_enter(f, 0, 1, "2"), AC_OK);
	fake_settle(f);
	f->holds_fills = true;
	fake_exit(f, 0, AC_EXIT_HALT);
	fake_settle(f);
	struct fake_order *close = &f->orders[f->order_count - 1];
	fake_fill(f, close, dec("0.5").units);
	f->holds_fills = false;
	fake_end(f, close, AC_STATUS_EXPIRED, 9);
	fake_settle(f);
	assert_int_equal(fake_position(f, 0)->direction, 0);
	assert_int_equal(f->last[AC_COMMAND_PLACE].quantity.units, dec("1.5").units);
	assert_int_equal(f->trips[0].exit_reason, AC_EXIT_HALT);
	assert_int_equal(f->trips[0].quantity.units, dec("2").units);
	fake_free(f);
}

static void test_limit_entry_is_cancelled_after_its_time_to_live(void **state)
{
	(void)state;
	struct fake *f = fake_new(AC_MODE_HEDGE);
	assert_int_equal(fake_enter_limit(f, 0, 1, "2"), AC_OK);
	fake_settle(f);
	assert_int_equal(f->last[AC_COMMAND_PLACE].tif, AC_TIF_GTC);
	fake_pass(f, 59 * SEC);
	assert_int_equal(f->sent[AC_COMMAND_CANCEL], 0);
	assert_true(ac_executor_is_entry_working(f->executor, 0));
	fake_pass(f, 2 * SEC);
	assert_int_equal(f->sent[AC_COMMAND_CANCEL], 1);
	assert_false(ac_executor_is_entry_working(f->executor, 0));
	assert_int_equal(f->states[(f->state_count - 1) % 64].order_record.life, AC_LIFE_CANCELED);
	fake_free(f);
}

static void test_order_partial_fill_then_cancel_keeps_filled_quantity(void **state)
{
	(void)state;
	struct fake *f = fake_new(AC_MODE_HEDGE);
	assert_int_equal(fake_enter_limit(f, 0, 1, "2"), AC_OK);
	fake_settle(f);
	fake_fill(f, &f->orders[0], dec("0.5").units);
	fake_settle(f);
	assert_true(fake_position(f, 0)->is_protected);
	ac_executor_cancel_entries(f->executor, 0, f->now, &f->out);
	fake_settle(f);
	assert_int_equal(fake_position(f, 0)->quantity.units, dec("0.5").units);
	assert_false(ac_executor_is_entry_working(f->executor, 0));
	/* It follows the position by itself: nothing was replaced. */
	assert_int_equal(f->sent[AC_COMMAND_PLACE_ALGO], 2);
	struct ac_exposure exposure;
	ac_executor_exposure(f->executor, 0, &exposure);
	assert_int_equal(exposure.long_quantity.units, dec("0.5").units);
	assert_int_equal(exposure.orders_open, 0);
	fake_free(f);
}

static void test_exposure_counts_everything_in_flight_in_full(void **state)
{
	(void)state;
	struct fake *f = fake_new(AC_MODE_HEDGE);
	struct ac_exposure exposure;
	assert_int_equal(fake_enter_limit(f, 0, 1, "2"), AC_OK);
	ac_executor_exposure(f->executor, 0, &exposure);
	assert_int_equal(exposure.long_quantity.units, dec("2").units);
	assert_int_equal(exposure.orders_open, 1);
	fake_settle(f);
	fake_fill(f, &f->orders[0], dec("0.5").units);
	fake_settle(f);
	ac_executor_exposure(f->executor, 0, &exposure);
	assert_int_equal(exposure.long_quantity.units, dec("2").units);
	f->fault_kind = AC_COMMAND_PLACE;
	f->fault_count = 1;
	f->fault = FAULT_SILENT_DROPPED;
	assert_int_equal(fake_enter(f, 1, -1, "3"), AC_OK);
	fake_settle(f);
	fake_pass(f, 6 * SEC);
	ac_executor_exposure(f->executor, 0, &exposure);
	assert_int_equal(exposure.short_quantity.units, dec("3").units);
	assert_int_equal(exposure.orders_unknown, 1);
	assert_int_equal(exposure.orders_open, 2);
	struct ac_executor_counts counts;
	ac_executor_count(f->executor, f->now, &counts);
	assert_int_equal(counts.positions, 1);
	assert_int_equal(counts.orders_unknown, 1);
	assert_int_equal(counts.protective, 2);
	assert_int_equal(counts.positions_bare, 0);
	fake_free(f);
}

static void test_exit_of_a_working_entry_cancels_it(void **state)
{
	(void)state;
	struct fake *f = fake_new(AC_MODE_HEDGE);
	assert_int_equal(fake_enter_limit(f, 0, 1, "2"), AC_OK);
	fake_settle(f);
	fake_fill(f, &f->orders[0], dec("0.5").units);
	fake_settle(f);
	fake_exit(f, 0, AC_EXIT_HALT);
	fake_settle(f);
	assert_int_equal(f->sent[AC_COMMAND_CANCEL], 1);
	assert_int_equal(fake_position(f, 0)->direction, 0);
	assert_int_equal(fake_live_count(f), 0);
	assert_int_equal(f->amounts[0][AC_POSITION_LONG], 0);
	fake_free(f);
}

static void test_commands_that_do_not_fit_leave_with_the_next_call(void **state)
{
	(void)state;
	struct fake *f = fake_new(AC_MODE_HEDGE);
	f->out.count = AC_COMMANDS_MAX;
	assert_int_equal(fake_enter(f, 0, 1, "2"), AC_OK);
	assert_int_equal(f->out.count, AC_COMMANDS_MAX);
	assert_true(ac_executor_deadline(f->executor) <= f->now);
	f->out.count = 0;
	fake_pass(f, 0);
	assert_true(fake_position(f, 0)->is_protected);
	fake_free(f);
}

static void test_an_entry_held_up_beyond_its_validity_is_never_sent(void **state)
{
	(void)state;
	struct fake *f = fake_new(AC_MODE_HEDGE);
	f->out.count = AC_COMMANDS_MAX;
	assert_int_equal(fake_enter(f, 0, 1, "2"), AC_OK);
	f->out.count = 0;
	f->now += 31 * SEC;
	ac_executor_on_time(f->executor, f->now, &f->out);
	assert_int_equal(f->out.count, 0);
	assert_false(ac_executor_is_entry_working(f->executor, 0));
	fake_free(f);
}

static void test_duplicates_and_late_reports_change_nothing(void **state)
{
	(void)state;
	struct fake *f = fake_new(AC_MODE_ONEWAY);
	f->is_duplicating = true;
	f->fill_part = dec("0.7");
	assert_int_equal(fake_enter(f, 0, 1, "2"), AC_OK);
	fake_settle(f);
	assert_int_equal(fake_position(f, 0)->quantity.units, dec("2").units);
	assert_int_equal(f->facts[AC_EVENT_FILL], 3);
	fake_exit(f, 0, AC_EXIT_SIGNAL);
	fake_settle(f);
	assert_int_equal(f->facts[AC_EVENT_FILL], 6);
	assert_int_equal(f->trip_count, 1);
	uint32_t facts = f->state_count;
	/* Everything that was ever executed once more, as pushes of long ago. */
	for (uint32_t i = 0; i < f->trade_count; i++) {
		struct ac_event late = f->trades[i];
		late.order.is_from_query = false;
		fake_push(f, &late);
	}
	fake_settle(f);
	assert_int_equal(f->facts[AC_EVENT_FILL], 6);
	assert_int_equal(f->state_count, facts);
	assert_int_equal(fake_position(f, 0)->direction, 0);
	fake_free(f);
}

static bool count_visit(void *self, const struct ac_event *order_state)
{
	uint32_t *count = self;
	assert_int_equal(order_state->kind, AC_EVENT_ORDER_STATE);
	return ++*count < 2;
}

static void test_visit_shows_live_orders_until_told_to_stop(void **state)
{
	(void)state;
	struct fake *f = fake_new(AC_MODE_HEDGE);
	uint32_t count = 0;
	ac_executor_orders_visit(f->executor, count_visit, &count);
	assert_int_equal(count, 0);
	assert_int_equal(fake_enter(f, 0, 1, "1"), AC_OK);
	assert_int_equal(fake_enter(f, 2, -1, "1"), AC_OK);
	fake_settle(f);
	ac_executor_orders_visit(f->executor, count_visit, &count);
	assert_int_equal(count, 2);
	fake_free(f);
}

static void test_entries_find_the_table_full_and_protection_does_not(void **state)
{
	(void)state;
	struct fake *f = calloc(1, sizeof(*f));
	assert_non_null(f);
	fake_init_at(f, AC_MODE_HEDGE, 7);
	free(f->block);
	f->config.orders_max = 1;
	struct ac_fact_sink sink = { fake_publish, f };
	f->arena = (struct ac_arena){ 0 };
	assert_int_equal(ac_executor_create(&f->arena, &f->config, &sink, &f->executor), AC_OK);
	size_t size = f->arena.used;
	f->block = arena_block(&f->arena);
	assert_int_equal(ac_executor_create(&f->arena, &f->config, &sink, &f->executor), AC_OK);
	assert_int_equal(fake_enter(f, 0, 1, "1"), AC_OK);
	assert_int_equal(fake_enter(f, 1, 1, "1"), AC_ERR_FULL);
	fake_settle(f);
	assert_true(fake_position(f, 0)->is_protected);
	ac_arena_init(&f->arena, f->block, size / 2);
	assert_int_equal(ac_executor_create(&f->arena, &f->config, &sink, &f->executor),
			 AC_ERR_NOMEM);
	fake_free(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_entry_fills_then_stop_leaves_before_take_profit),
		cmocka_unit_test(test_stop_closes_and_take_profit_is_cancelled),
		cmocka_unit_test(test_exit_closes_once_and_keeps_protection_until_flat),
		cmocka_unit_test(test_exit_larger_than_one_order_closes_in_parts),
		cmocka_unit_test(test_exit_partly_filled_and_expired_closes_the_rest),
		cmocka_unit_test(test_limit_entry_is_cancelled_after_its_time_to_live),
		cmocka_unit_test(test_order_partial_fill_then_cancel_keeps_filled_quantity),
		cmocka_unit_test(test_exposure_counts_everything_in_flight_in_full),
		cmocka_unit_test(test_exit_of_a_working_entry_cancels_it),
		cmocka_unit_test(test_commands_that_do_not_fit_leave_with_the_next_call),
		cmocka_unit_test(test_an_entry_held_up_beyond_its_validity_is_never_sent),
		cmocka_unit_test(test_duplicates_and_late_reports_change_nothing),
		cmocka_unit_test(test_visit_shows_live_orders_until_told_to_stop),
		cmocka_unit_test(test_entries_find_the_table_full_and_protection_does_not),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
