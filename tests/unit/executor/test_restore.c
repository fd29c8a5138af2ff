/* A restart finds every order and position again, wherever the process died. */
#include "harness.h"

static void check_books_equal_exchange(const struct fake *f, const char *name)
{
	int64_t sums[2][3] = { { 0 } };
	for (uint16_t i = 0; i < FAKE_BOOKS; i++) {
		const struct ac_position_record *position = fake_position(f, i);
		enum ac_position_side side = (enum ac_position_side)position->position_side;
		sums[f->books[i].symbol][side] += position->direction * position->quantity.units;
	}
	for (int s = 0; s < 2; s++)
		for (int side = 0; side < 3; side++)
			CHECK_EQ(name, sums[s][side], f->amounts[s][side]);
	int64_t executed = 0;
	for (uint32_t i = 0; i < f->trade_count; i++)
		executed += f->trades[i].order.fill_quantity.units;
	CHECK_EQ(name, f->filled_units, executed);
}

/* An order that is over on the exchange is over in the database. */
static void check_orders_ended(const struct fake *f)
{
	for (uint32_t i = 0; i < f->record_count; i++)
		CHECK_EQ(f->records[i].order_record.client_id,
			 ac_life_is_terminal((enum ac_life)f->records[i].order_record.life), true);
}

static void test_restored_position_is_confirmed_and_nothing_is_sent(void **state)
{
	(void)state;
	struct fake *f = fake_new(AC_MODE_HEDGE);
	assert_int_equal(fake_enter(f, 0, 1, "2"), AC_OK);
	fake_settle(f);
	uint32_t commands = f->commands;
	for (int has_fills = 0; has_fills < 2; has_fills++) {
		fake_restart(f, has_fills);
		assert_int_equal(f->commands, commands);
		assert_true(fake_position(f, 0)->is_protected);
		assert_true(fake_position(f, 0)->has_take_profit);
		assert_int_equal(fake_position(f, 0)->fees.units, dec("0.01").units);
		assert_int_equal(f->fill_count, 1);
	}
	fake_trigger(f, fake_live(f, AC_ORDER_TAKE_PROFIT_MARKET));
	fake_settle(f);
	assert_int_equal(f->trips[0].exit_reason, AC_EXIT_TAKE_PROFIT);
	assert_int_equal(f->trips[0].fees.units, dec("0.02").units);
	fake_free(f);
}

static void test_bare_restored_position_gets_its_stop_before_anything_else(void **state)
{
	(void)state;
	struct fake *f = fake_new(AC_MODE_HEDGE);
	assert_int_equal(fake_enter(f, 0, 1, "2"), AC_OK);
	fake_settle(f);
	assert_int_equal(fake_enter_limit(f, 2, -1, "1"), AC_OK);
	fake_settle(f);
	/* While we were away everything on the exchange was cancelled. */
	for (uint32_t i = 0; i < f->order_count; i++)
		if (f->orders[i].is_live) {
			f->orders[i].is_live = false;
			f->orders[i].status = AC_STATUS_CANCELED;
		}
	/* And the database had lost the stop. */
	for (uint32_t i = 0; i < f->record_count; i++)
		if (f->records[i].order_record.purpose == AC_PURPOSE_STOP)
			f->records[i].order_record.life = AC_LIFE_CANCELED;
	uint32_t commands = f->commands;
	fake_restart(f, true);
	assert_true(f->commands > commands);
	assert_int_equal(f->orders[f->order_count - 2].command.type, AC_ORDER_STOP_MARKET);
	fake_pass(f, 20 * SEC);
	assert_true(fake_position(f, 0)->is_protected);
	assert_true(fake_position(f, 0)->has_take_profit);
	assert_false(ac_executor_is_entry_working(f->executor, 2));
	fake_free(f);
}

static void test_stop_that_fired_while_away_is_booked(void **state)
{
	(void)state;
	for (int has_fills = 0; has_fills < 2; has_fills++) {
		struct fake *f = fake_new(AC_MODE_ONEWAY);
		assert_int_equal(fake_enter(f, 0, -1, "2"), AC_OK);
		fake_settle(f);
		fake_pass(f, SEC);
		f->price = dec("101");
		fake_trigger(f, fake_live(f, AC_ORDER_STOP_MARKET));
		fake_restart(f, has_fills);
		fake_pass(f, 30 * SEC);
		assert_int_equal(fake_position(f, 0)->direction, 0);
		assert_int_equal(f->trip_count, 1);
		assert_int_equal(f->trips[0].gross_profit.units, dec("-2").units);
		assert_int_equal(f->trips[0].exit_reason, AC_EXIT_STOP_LOSS);
		assert_int_equal(fake_live_count(f), 0);
		check_orders_ended(f);
		fake_free(f);
	}
}

static void test_entry_partly_filled_before_the_restart_is_not_booked_twice(void **state)
{
	(void)state;
	for (int has_fills = 0; has_fills < 2; has_fills++) {
		struct fake *f = fake_new(AC_MODE_HEDGE);
		assert_int_equal(fake_enter_limit(f, 0, 1, "2"), AC_OK);
		fake_settle(f);
		fake_fill(f, &f->orders[0], dec("0.5").units);
		fake_settle(f);
		fake_fill(f, &f->orders[0], dec("0.3").units);
		fake_restart(f, has_fills);
		fake_pass(f, 10 * SEC);
		assert_int_equal(fake_position(f, 0)->quantity.units, dec("0.8").units);
		fake_fill(f, &f->orders[0], INT64_MAX);
		fake_settle(f);
		assert_int_equal(fake_position(f, 0)->quantity.units, dec("2").units);
		check_books_equal_exchange(f, "partly");
		fake_free(f);
	}
}

static void test_restored_order_that_the_snapshot_lacks_is_unknown_until_found(void **state)
{
	(void)state;
	struct fake *f = fake_new(AC_MODE_HEDGE);
	assert_int_equal(fake_enter_limit(f, 0, 1, "2"), AC_OK);
	fake_settle(f);
	f->orders[0].is_live = false; /* cancelled while we were away */
	f->orders[0].status = AC_STATUS_CANCELED;
	f->fault = FAULT_SILENT_DROPPED;
	f->fault_kind = AC_COMMAND_QUERY;
	f->fault_count = 1;
	fake_restart(f, true);
	struct ac_exposure exposure;
	ac_executor_exposure(f->executor, 0, &exposure);
	assert_int_equal(exposure.orders_unknown, 1);
	assert_int_equal(exposure.long_quantity.units, dec("2").units);
	assert_int_equal(f->sent[AC_COMMAND_QUERY], 1);
	fake_pass(f, 10 * SEC);
	ac_executor_exposure(f->executor, 0, &exposure);
	assert_int_equal(exposure.orders_unknown, 0);
	assert_int_equal(exposure.long_quantity.units, 0);
	fake_free(f);
}

static void test_ids_of_the_new_run_do_not_meet_those_of_the_old(void **state)
{
	(void)state;
	struct fake *f = fake_new(AC_MODE_HEDGE);
	assert_int_equal(fake_enter(f, 0, 1, "2"), AC_OK);
	fake_settle(f);
	/* Even when the run number was not raised. */
	f->config.run_id--;
	fake_restart(f, true);
	fake_exit(f, 0, AC_EXIT_SIGNAL);
	fake_settle(f);
	assert_int_equal(fake_position(f, 0)->direction, 0);
	fake_free(f);
}

static void test_records_of_other_books_and_names_are_left_out(void **state)
{
	(void)state;
	struct fake *f = fake_new(AC_MODE_HEDGE);
	struct ac_event event = fake_event(f, AC_EVENT_RESTORE_ORDER, 0);
	event.book = 0;
	strcpy(event.order_record.client_id, "web_1");
	event.order_record.life = AC_LIFE_ACKED;
	fake_push(f, &event);
	strcpy(event.order_record.client_id, "e1-1");
	event.book = 99;
	fake_push(f, &event);
	event.book = 2; /* which trades another symbol */
	fake_push(f, &event);
	event = fake_event(f, AC_EVENT_RESTORE_POSITION, 0);
	event.book = 2;
	event.position_record.direction = 1;
	event.position_record.quantity = dec("1");
	fake_push(f, &event);
	event = fake_event(f, AC_EVENT_RESTORE_DONE, AC_SYMBOL_NONE);
	fake_push(f, &event);
	fake_settle(f);
	fake_pass(f, 60 * SEC);
	assert_int_equal(f->commands, 0);
	assert_int_equal(fake_position(f, 2)->direction, 0);
	fake_free(f);
}

/* Whatever the database says, two entries of one book cannot both be its entry. */
static void test_restored_orders_beyond_their_places_are_cancelled(void **state)
{
	(void)state;
	static const char *const ids[] = { "s1-3", "s1-1", "s1-2", "e1-4", "e1-5" };
	struct fake *f = fake_new(AC_MODE_HEDGE);
	for (uint32_t i = 0; i < AC_COUNT(ids); i++) {
		bool is_stop = ids[i][0] == 's';
		struct fake_order *o = &f->orders[f->order_count++];
		strcpy(o->command.client_id, ids[i]);
		o->command.type = is_stop ? AC_ORDER_STOP_MARKET : AC_ORDER_LIMIT;
		o->command.side = is_stop ? AC_SIDE_SELL : AC_SIDE_BUY;
		o->command.position_side = AC_POSITION_LONG;
		o->command.quantity = dec("1");
		o->id = ++f->next_id;
		o->is_algo = is_stop;
		o->is_live = true;
		struct ac_event record = fake_event(f, AC_EVENT_ORDER_STATE, 0);
		record.book = 0;
		strcpy(record.order_record.client_id, ids[i]);
		record.order_record.life = AC_LIFE_ACKED;
		record.order_record.purpose = is_stop ? AC_PURPOSE_STOP : AC_PURPOSE_ENTRY;
		record.order_record.type = (uint8_t)o->command.type;
		record.order_record.side = o->command.side;
		record.order_record.position_side = AC_POSITION_LONG;
		record.order_record.quantity = dec("1");
		record.order_record.created_ms = f->now / MSEC - ids[i][3];
		f->records[f->record_count++] = record;
	}
	fake_restart(f, true);
	fake_pass(f, 60 * SEC);
	/* The book is flat: of all these only one entry may stand. */
	assert_int_equal(fake_live_count(f), 1);
	assert_int_equal(f->sent[AC_COMMAND_CANCEL], 1);
	assert_int_equal(f->sent[AC_COMMAND_CANCEL_ALGO], 3);
	fake_free(f);
}

/* The process dies after its n-th command, which did or did not leave, with every report of it
 * lost.
 */
static uint32_t die_at(enum ac_position_mode mode, uint32_t at, bool is_sent, bool has_fills)
{
	char name[96];
	snprintf(name, sizeof(name), "mode %d, death at %u, sent %d, fills %d", mode, at, is_sent,
		 has_fills);
	struct fake *f = fake_new(mode);
	f->fill_part = dec("0.7");
	f->fault = is_sent ? FAULT_SILENT_DONE : FAULT_SILENT_DROPPED;
	f->fault_at = at;
	bool is_dead = false;
	for (int step = 0; step < 8; step++) {
		if (step == 0)
			(void)fake_enter(f, 0, 1, "2");
		if (step == 1)
			(void)fake_enter_limit(f, 2, -1, "1");
		struct fake_order *limit = fake_live(f, AC_ORDER_LIMIT);
		if (step == 2 && limit != NULL)
			fake_fill(f, limit, dec("0.4").units);
		if (step == 3)
			(void)fake_enter(f, 1, 1, "3");
		if (step == 4)
			ac_executor_cancel_entries(f->executor, AC_SYMBOL_NONE, f->now, &f->out);
		if (step == 5)
			fake_exit(f, 0, AC_EXIT_MAX_HOLD);
		struct fake_order *stop = fake_live(f, AC_ORDER_STOP_MARKET);
		if (step == 6 && stop != NULL)
			fake_trigger(f, stop);
		if (step == 7)
			for (uint16_t i = 0; i < FAKE_BOOKS; i++)
				fake_exit(f, i, AC_EXIT_HALT);
		fake_take_commands(f);
		while (f->queue_count > 0 && (is_dead || f->commands < at)) {
			struct ac_event event = f->queue[0];
			memmove(&f->queue[0], &f->queue[1], --f->queue_count * sizeof(event));
			event.recv_ns = f->now;
			ac_executor_on_event(f->executor, &event, &f->out);
			fake_take_commands(f);
		}
		if (!is_dead && f->commands >= at) {
			is_dead = true;
			fake_restart(f, has_fills);
		}
		fake_settle(f);
		fake_pass(f, 20 * SEC);
		check_books_equal_exchange(f, name);
	}
	fake_pass(f, 120 * SEC);
	check_books_equal_exchange(f, name);
	CHECK_EQ(name, fake_live_count(f), 0);
	for (uint16_t i = 0; i < FAKE_BOOKS; i++)
		CHECK_EQ(name, fake_position(f, i)->direction, 0);
	uint32_t commands = f->commands;
	fake_free(f);
	return commands;
}

static void test_restart_after_any_command_loses_and_doubles_nothing(void **state)
{
	(void)state;
	for (int mode = 0; mode < 2; mode++)
		for (int is_sent = 0; is_sent < 2; is_sent++)
			for (int has_fills = 0; has_fills < 2; has_fills++)
				for (uint32_t at = 1; at <= 30; at++)
					(void)die_at((enum ac_position_mode)mode, at, is_sent,
						     has_fills);
}

static void test_stop_that_fired_during_a_gap_of_the_stream_is_booked(void **state)
{
	(void)state;
	struct fake *f = fake_new(AC_MODE_ONEWAY);
	assert_int_equal(fake_enter(f, 0, -1, "2"), AC_OK);
	fake_settle(f);
	fake_pass(f, SEC);
	f->price = dec("101");
	fake_trigger(f, fake_live(f, AC_ORDER_STOP_MARKET));
	fake_reconnect(f);
	fake_pass(f, 30 * SEC);
	assert_int_equal(fake_position(f, 0)->direction, 0);
	assert_int_equal(f->trip_count, 1);
	assert_int_equal(f->trips[0].gross_profit.units, dec("-2").units);
	assert_int_equal(f->trips[0].exit_reason, AC_EXIT_STOP_LOSS);
	assert_int_equal(fake_live_count(f), 0);
	check_orders_ended(f);
	fake_free(f);
}

static void test_stop_that_was_cancelled_during_a_gap_of_the_stream_is_replaced(void **state)
{
	(void)state;
	struct fake *f = fake_new(AC_MODE_HEDGE);
	assert_int_equal(fake_enter(f, 0, 1, "2"), AC_OK);
	fake_settle(f);
	fake_pass(f, SEC);
	for (uint32_t i = 0; i < f->order_count; i++)
		if (f->orders[i].is_live) {
			f->orders[i].is_live = false;
			f->orders[i].status = AC_STATUS_CANCELED;
		}
	fake_reconnect(f);
	fake_pass(f, 20 * SEC);
	assert_true(fake_position(f, 0)->is_protected);
	assert_true(fake_position(f, 0)->has_take_profit);
	assert_int_equal(fake_live_count(f), 2);
	fake_free(f);
}

static void test_a_gap_in_which_nothing_happened_sends_nothing(void **state)
{
	(void)state;
	struct fake *f = fake_new(AC_MODE_HEDGE);
	assert_int_equal(fake_enter(f, 0, 1, "2"), AC_OK);
	fake_settle(f);
	fake_pass(f, SEC);
	uint32_t commands = f->commands;
	for (int i = 0; i < 3; i++)
		fake_reconnect(f);
	assert_int_equal(f->commands, commands);
	assert_true(fake_position(f, 0)->is_protected);
	assert_int_equal(fake_position(f, 0)->quantity.units, dec("2").units);
	fake_free(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_restored_position_is_confirmed_and_nothing_is_sent),
		cmocka_unit_test(test_bare_restored_position_gets_its_stop_before_anything_else),
		cmocka_unit_test(test_stop_that_fired_while_away_is_booked),
		cmocka_unit_test(test_entry_partly_filled_before_the_restart_is_not_booked_twice),
		cmocka_unit_test(
			test_restored_order_that_the_snapshot_lacks_is_unknown_until_found),
		cmocka_unit_test(test_ids_of_the_new_run_do_not_meet_those_of_the_old),
		cmocka_unit_test(test_records_of_other_books_and_names_are_left_out),
		cmocka_unit_test(test_restored_orders_beyond_their_places_are_cancelled),
		cmocka_unit_test(test_stop_that_fired_during_a_gap_of_the_stream_is_booked),
		cmocka_unit_test(
			test_stop_that_was_cancelled_during_a_gap_of_the_stream_is_replaced),
		cmocka_unit_test(test_a_gap_in_which_nothing_happened_sends_nothing),
		cmocka_unit_test(test_restart_after_any_command_loses_and_doubles_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
