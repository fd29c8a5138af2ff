/* Bounds, refusals and replacements of protective orders. */
#include "harness.h"

static void arm(struct fake *f, enum fault fault, enum ac_command_kind kind, uint32_t count,
		int32_t code)
{
	f->fault = fault;
	f->fault_kind = kind;
	f->fault_count = count;
	f->fault_code = code;
}

static void open_position(struct fake *f, uint16_t book, int direction, const char *quantity)
{
	assert_int_equal(fake_enter(f, book, direction, quantity), AC_OK);
	fake_settle(f);
}

static void test_stop_refused_meets_each_reaction(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		enum fault fault;
		uint32_t count;
		int32_t code;
		ac_ns after;
		bool is_open;
		enum ac_exit_reason reason;
	} cases[] = {
		{ "price is through", FAULT_CLOSE, 1, 0, 0, false, AC_EXIT_STOP_LOSS },
		{ "algo says through", FAULT_REFUSE, 1, -4142, 0, false, AC_EXIT_STOP_LOSS },
		{ "wrong request", FAULT_REFUSE, 1, -1106, 0, false, AC_EXIT_HALT },
		{ "too many stops", FAULT_REFUSE, 1, -4045, 0, false, AC_EXIT_HALT },
		{ "clock, then well", FAULT_RESYNC, 1, 0, 0, true, AC_EXIT_NONE },
		{ "overload, then well", FAULT_RETRY, 2, -1008, 2 * SEC, true, AC_EXIT_NONE },
		{ "overload to the bound", FAULT_RETRY, 99, -1008, 3 * SEC, false, AC_EXIT_HALT },
		{ "never answered", FAULT_SILENT_DROPPED, 1, 0, 3 * SEC, false, AC_EXIT_HALT },
		{ "unknown and not done", FAULT_UNKNOWN_DROPPED, 1, 0, 3 * SEC, false,
		  AC_EXIT_HALT },
		{ "unknown and done", FAULT_UNKNOWN_DONE, 1, 0, SEC, true, AC_EXIT_NONE },
		{ "silent and done", FAULT_SILENT_DONE, 1, 0, 0, true, AC_EXIT_NONE },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		struct fake *f = fake_new(AC_MODE_HEDGE);
		/* The first algo order is the stop. */
		arm(f, cases[i].fault, AC_COMMAND_PLACE_ALGO, 1, cases[i].code);
		assert_int_equal(fake_enter(f, 0, 1, "2"), AC_OK);
		if (cases[i].count > 1)
			f->fault_count = cases[i].count;
		fake_settle(f);
		fake_pass(f, cases[i].after);
		CHECK_EQ(cases[i].name, fake_position(f, 0)->direction, cases[i].is_open);
		CHECK_EQ(cases[i].name, fake_position(f, 0)->is_protected, cases[i].is_open);
		CHECK_EQ(cases[i].name, f->trips[0].exit_reason, cases[i].reason);
		CHECK_EQ(cases[i].name, f->systems[AC_SYSTEM_BARE_POSITION] > 0,
			 cases[i].reason == AC_EXIT_HALT);
		f->fault_count = 0;
		fake_pass(f, 120 * SEC);
		CHECK_EQ(cases[i].name, fake_live_count(f), cases[i].is_open ? 2 : 0);
		fake_free(f);
	}
}

static void test_bare_position_is_closed_exactly_at_the_bound(void **state)
{
	(void)state;
	struct fake *f = fake_new(AC_MODE_HEDGE);
	arm(f, FAULT_SILENT_DROPPED, AC_COMMAND_PLACE_ALGO, 1, 0);
	open_position(f, 0, 1, "2");
	struct ac_executor_counts counts;
	fake_pass(f, 3 * SEC - 1);
	ac_executor_count(f->executor, f->now, &counts);
	assert_int_equal(counts.positions_bare, 1);
	assert_int_equal(counts.bare_longest_ns, 3 * SEC - 1);
	assert_int_equal(f->sent[AC_COMMAND_PLACE], 1);
	fake_pass(f, 1);
	assert_int_equal(f->sent[AC_COMMAND_PLACE], 2);
	assert_int_equal(fake_position(f, 0)->direction, 0);
	fake_free(f);
}

static void test_a_shorter_bound_binds_a_position_that_is_bare_already(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		ac_ns bound, closed_after;
	} cases[] = {
		{ "shorter, and over already", SEC, 0 },
		{ "shorter, and still ahead", 2 * SEC, SEC / 2 },
		{ "longer", 60 * SEC, 3 * SEC / 2 },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		struct fake *f = fake_new(AC_MODE_HEDGE);
		arm(f, FAULT_SILENT_DROPPED, AC_COMMAND_PLACE_ALGO, 1, 0);
		open_position(f, 0, 1, "2");
		fake_pass(f, 3 * SEC / 2);
		CHECK_EQ(cases[i].name, f->sent[AC_COMMAND_PLACE], 1);
		struct ac_executor_config config = f->config;
		config.settings.protect_bound_ns = cases[i].bound;
		ac_executor_reload(f->executor, &config.settings);
		if (cases[i].closed_after > 0) {
			fake_pass(f, cases[i].closed_after - 1);
			CHECK_EQ(cases[i].name, f->sent[AC_COMMAND_PLACE], 1);
		}
		fake_pass(f, 1);
		CHECK_EQ(cases[i].name, f->sent[AC_COMMAND_PLACE], 2);
		CHECK_EQ(cases[i].name, fake_position(f, 0)->direction, 0);
		fake_free(f);
	}
}

static void test_take_profit_refused_meets_each_reaction(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		enum fault fault;
		uint32_t count;
		ac_ns after;
		bool is_open, has_take_profit;
	} cases[] = {
		{ "target is reached", FAULT_CLOSE, 1, 0, false, false },
		{ "wrong request", FAULT_REFUSE, 1, 0, true, false },
		{ "overload, then well", FAULT_RETRY, 2, 11 * SEC, true, true },
		{ "overload without end", FAULT_RETRY, 99, 60 * SEC, true, false },
		{ "unknown and not done", FAULT_UNKNOWN_DROPPED, 1, 5 * SEC, true, false },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		struct fake *f = fake_new(AC_MODE_ONEWAY);
		f->fault = cases[i].fault;
		f->fault_code = -1;
		f->fault_at = 3; /* entry, stop, take-profit */
		assert_int_equal(fake_enter(f, 0, 1, "2"), AC_OK);
		if (cases[i].count > 1)
			f->fault_kind = 0;
		fake_take_commands(f);
		while (f->commands < 3)
			fake_settle(f);
		if (cases[i].count > 1) {
			f->fault_kind = AC_COMMAND_PLACE_ALGO;
			f->fault_count = cases[i].count - 1;
		}
		fake_pass(f, cases[i].after);
		CHECK_EQ(cases[i].name, fake_position(f, 0)->direction, cases[i].is_open);
		CHECK_EQ(cases[i].name, fake_position(f, 0)->is_protected, cases[i].is_open);
		CHECK_EQ(cases[i].name, fake_position(f, 0)->has_take_profit,
			 cases[i].has_take_profit);
		if (!cases[i].is_open)
			CHECK_EQ(cases[i].name, f->trips[0].exit_reason, AC_EXIT_TAKE_PROFIT);
		fake_free(f);
	}
}

static void test_triggered_stop_that_does_not_fill_is_closed_at_market(void **state)
{
	(void)state;
	for (int is_rejected = 0; is_rejected < 2; is_rejected++) {
		struct fake *f = fake_new(AC_MODE_HEDGE);
		open_position(f, 0, 1, "2");
		f->ignores_trigger_fills = true;
		struct fake_order *stop = fake_live(f, AC_ORDER_STOP_MARKET);
		if (is_rejected) {
			stop->is_live = false;
			fake_algo_event(f, stop, AC_STATUS_TRIGGERING);
			fake_algo_event(f, stop, AC_STATUS_REJECTED);
		} else {
			fake_trigger(f, stop);
		}
		fake_settle(f);
		if (!is_rejected) {
			fake_pass(f, 2 * SEC - 1);
			assert_int_equal(f->sent[AC_COMMAND_PLACE], 1);
			fake_pass(f, 1);
			/* The position was read before the close was sent. */
			assert_int_equal(f->sent[AC_COMMAND_QUERY_POSITION], 1);
		}
		assert_int_equal(f->sent[AC_COMMAND_PLACE], 2);
		assert_int_equal(fake_position(f, 0)->direction, 0);
		assert_int_equal(f->trips[0].exit_reason, AC_EXIT_STOP_LOSS);
		fake_free(f);
	}
}

static void test_triggered_stop_whose_fill_was_in_flight_is_not_closed_twice(void **state)
{
	(void)state;
	struct fake *f = fake_new(AC_MODE_HEDGE);
	open_position(f, 0, 1, "2");
	f->drops_fill_events = true;
	struct fake_order *stop = fake_live(f, AC_ORDER_STOP_MARKET);
	stop->is_triggered = true;
	stop->child_id = ++f->next_id;
	fake_algo_event(f, stop, AC_STATUS_TRIGGERED);
	fake_fill(f, stop, INT64_MAX);
	fake_settle(f);
	assert_int_equal(fake_position(f, 0)->direction, 1);
	fake_pass(f, 3 * SEC);
	assert_int_equal(fake_position(f, 0)->direction, 0);
	assert_int_equal(f->sent[AC_COMMAND_PLACE], 1);
	assert_int_equal(f->trips[0].exit_reason, AC_EXIT_STOP_LOSS);
	fake_free(f);
}

static void test_exit_waits_for_a_stop_that_is_already_closing(void **state)
{
	(void)state;
	struct fake *f = fake_new(AC_MODE_HEDGE);
	open_position(f, 0, 1, "2");
	f->ignores_trigger_fills = true;
	struct fake_order *stop = fake_live(f, AC_ORDER_STOP_MARKET);
	fake_trigger(f, stop);
	fake_settle(f);
	fake_exit(f, 0, AC_EXIT_MAX_HOLD);
	fake_settle(f);
	fake_pass(f, SEC);
	assert_int_equal(f->sent[AC_COMMAND_PLACE], 1);
	fake_fill(f, stop, INT64_MAX);
	fake_settle(f);
	assert_int_equal(f->sent[AC_COMMAND_PLACE], 1);
	assert_int_equal(f->trips[0].exit_reason, AC_EXIT_STOP_LOSS);
	fake_free(f);
}

static void test_stop_filled_in_part_and_expired_closes_the_rest(void **state)
{
	(void)state;
	struct fake *f = fake_new(AC_MODE_HEDGE);
	open_position(f, 0, 1, "2");
	struct fake_order *stop = fake_live(f, AC_ORDER_STOP_MARKET);
	f->ignores_trigger_fills = true;
	fake_trigger(f, stop);
	fake_fill(f, stop, dec("0.5").units);
	fake_end(f, stop, AC_STATUS_EXPIRED, 9);
	fake_settle(f);
	assert_int_equal(fake_position(f, 0)->direction, 0);
	assert_int_equal(f->last[AC_COMMAND_PLACE].quantity.units, dec("1.5").units);
	assert_int_equal(f->trips[0].exit_reason, AC_EXIT_STOP_LOSS);
	fake_free(f);
}

static void test_fill_of_a_triggered_stop_before_any_algo_event_is_booked(void **state)
{
	(void)state;
	struct fake *f = fake_new(AC_MODE_ONEWAY);
	open_position(f, 0, -1, "2");
	struct fake_order *stop = fake_live(f, AC_ORDER_STOP_MARKET);
	stop->is_triggered = true;
	stop->child_id = ++f->next_id;
	fake_fill(f, stop, INT64_MAX);
	fake_settle(f);
	assert_int_equal(fake_position(f, 0)->direction, 0);
	assert_int_equal(f->trips[0].exit_reason, AC_EXIT_STOP_LOSS);
	fake_algo_event(f, stop, AC_STATUS_TRIGGERING);
	fake_algo_event(f, stop, AC_STATUS_FINISHED);
	uint32_t states = f->state_count;
	f->out.count = 0;
	fake_settle(f);
	assert_int_equal(f->state_count, states);
	fake_free(f);
}

static void test_stop_removed_by_somebody_is_placed_anew(void **state)
{
	(void)state;
	struct fake *f = fake_new(AC_MODE_HEDGE);
	open_position(f, 0, 1, "2");
	for (int i = 0; i < 5; i++) {
		fake_end(f, fake_live(f, AC_ORDER_STOP_MARKET),
			 i % 2 ? AC_STATUS_CANCELED : AC_STATUS_EXPIRED, 0);
		fake_settle(f);
		assert_true(fake_position(f, 0)->is_protected);
	}
	/* Somebody insists: a position that cannot stay protected is closed. */
	fake_end(f, fake_live(f, AC_ORDER_STOP_MARKET), AC_STATUS_CANCELED, 0);
	fake_settle(f);
	assert_int_equal(fake_position(f, 0)->direction, 0);
	assert_int_equal(f->trips[0].exit_reason, AC_EXIT_HALT);
	fake_free(f);
}

static void test_second_book_makes_both_stops_sized_and_none_is_ever_missing(void **state)
{
	(void)state;
	for (int mode = 0; mode < 2; mode++) {
		struct fake *f = fake_new((enum ac_position_mode)mode);
		open_position(f, 0, 1, "2");
		open_position(f, 1, 1, "3");
		uint32_t stops = 0;
		for (uint32_t i = 0; i < f->order_count; i++) {
			const struct fake_order *o = &f->orders[i];
			if (!o->is_live || o->command.type != AC_ORDER_STOP_MARKET)
				continue;
			stops++;
			assert_false(o->command.close_position);
			assert_int_equal(o->command.reduce_only, mode == AC_MODE_ONEWAY);
			assert_int_equal(o->command.quantity.units,
					 (o->command.book == 0 ? dec("2") : dec("3")).units);
		}
		assert_int_equal(stops, 2);
		/* The old one was cancelled only after the new one stood. */
		assert_true(fake_position(f, 0)->is_protected);
		assert_int_equal(f->sent[AC_COMMAND_CANCEL_ALGO], 2);
		/* When the other book leaves, one order closes everything again. */
		fake_exit(f, 1, AC_EXIT_SIGNAL);
		fake_settle(f);
		assert_int_equal(fake_live_count(f), 2);
		assert_true(fake_live(f, AC_ORDER_STOP_MARKET)->command.close_position);
		assert_true(fake_position(f, 0)->is_protected);
		fake_free(f);
	}
}

static void test_books_of_opposite_sides_own_their_sides_in_hedge_mode(void **state)
{
	(void)state;
	struct fake *f = fake_new(AC_MODE_HEDGE);
	open_position(f, 0, 1, "2");
	open_position(f, 1, -1, "3");
	assert_int_equal(f->sent[AC_COMMAND_PLACE_ALGO], 4);
	assert_int_equal(f->sent[AC_COMMAND_CANCEL_ALGO], 0);
	fake_free(f);
}

static void test_replacement_refused_leaves_the_old_stop_standing(void **state)
{
	(void)state;
	struct fake *f = fake_new(AC_MODE_HEDGE);
	open_position(f, 0, 1, "2");
	arm(f, FAULT_REFUSE, AC_COMMAND_PLACE_ALGO, 2, -4045);
	assert_int_equal(fake_enter_limit(f, 1, 1, "3"), AC_OK);
	fake_settle(f);
	assert_true(fake_position(f, 0)->is_protected);
	assert_int_equal(f->sent[AC_COMMAND_CANCEL_ALGO], 0);
	uint32_t placed = f->sent[AC_COMMAND_PLACE_ALGO];
	assert_int_equal(placed, 4);
	fake_pass(f, 20 * SEC);
	assert_int_equal(f->sent[AC_COMMAND_PLACE_ALGO], placed);
	fake_free(f);
}

static void test_trigger_follows_the_average_once_the_entry_has_ended(void **state)
{
	(void)state;
	struct fake *f = fake_new(AC_MODE_HEDGE);
	assert_int_equal(fake_enter_limit(f, 0, 1, "2"), AC_OK);
	fake_settle(f);
	fake_fill(f, &f->orders[0], dec("1").units);
	fake_settle(f);
	f->price = dec("90");
	fake_fill(f, &f->orders[0], dec("0.5").units);
	fake_settle(f);
	assert_int_equal(f->sent[AC_COMMAND_PLACE_ALGO], 2);
	fake_fill(f, &f->orders[0], INT64_MAX);
	fake_settle(f);
	/* Average 95: the stop of 99.7 became 94.8. */
	assert_int_equal(f->sent[AC_COMMAND_PLACE_ALGO], 4);
	assert_int_equal(fake_position(f, 0)->stop_price.units, dec("94.8").units);
	assert_int_equal(fake_live_count(f), 2);
	fake_free(f);
}

static void test_orphan_is_swept_when_its_cancel_was_lost(void **state)
{
	(void)state;
	struct fake *f = fake_new(AC_MODE_HEDGE);
	open_position(f, 2, 1, "2");
	struct fake_order *stop = fake_live(f, AC_ORDER_STOP_MARKET);
	struct fake_order *take = fake_live(f, AC_ORDER_TAKE_PROFIT_MARKET);
	stop->command.close_position = false; /* this exchange does not clean up by itself */
	take->command.close_position = false;
	arm(f, FAULT_RETRY, AC_COMMAND_CANCEL_ALGO, 200, -1008);
	fake_exit(f, 2, AC_EXIT_SIGNAL);
	fake_settle(f);
	assert_int_equal(fake_live_count(f), 2);
	/* No entry meets a stop that would close it. */
	assert_int_equal(fake_enter(f, 2, 1, "2"), AC_ERR_EXISTS);
	fake_pass(f, 31 * SEC);
	assert_int_equal(f->systems[AC_SYSTEM_ORPHAN], 2);
	f->fault_count = 0;
	fake_pass(f, 31 * SEC);
	assert_int_equal(fake_live_count(f), 0);
	assert_int_equal(fake_enter(f, 2, 1, "2"), AC_OK);
	fake_free(f);
}

static void test_stop_closing_part_of_a_working_entry_cancels_the_entry(void **state)
{
	(void)state;
	struct fake *f = fake_new(AC_MODE_HEDGE);
	assert_int_equal(fake_enter_limit(f, 0, 1, "2"), AC_OK);
	fake_settle(f);
	fake_fill(f, &f->orders[0], dec("1").units);
	fake_settle(f);
	fake_trigger(f, fake_live(f, AC_ORDER_STOP_MARKET));
	fake_settle(f);
	assert_int_equal(f->trip_count, 1);
	assert_int_equal(f->sent[AC_COMMAND_CANCEL], 1);
	assert_int_equal(fake_live_count(f), 0);
	fake_free(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_stop_refused_meets_each_reaction),
		cmocka_unit_test(test_bare_position_is_closed_exactly_at_the_bound),
		cmocka_unit_test(test_a_shorter_bound_binds_a_position_that_is_bare_already),
		cmocka_unit_test(test_take_profit_refused_meets_each_reaction),
		cmocka_unit_test(test_triggered_stop_that_does_not_fill_is_closed_at_market),
		cmocka_unit_test(test_triggered_stop_whose_fill_was_in_flight_is_not_closed_twice),
		cmocka_unit_test(test_exit_waits_for_a_stop_that_is_already_closing),
		cmocka_unit_test(test_stop_filled_in_part_and_expired_closes_the_rest),
		cmocka_unit_test(test_fill_of_a_triggered_stop_before_any_algo_event_is_booked),
		cmocka_unit_test(test_stop_removed_by_somebody_is_placed_anew),
		cmocka_unit_test(test_second_book_makes_both_stops_sized_and_none_is_ever_missing),
		cmocka_unit_test(test_books_of_opposite_sides_own_their_sides_in_hedge_mode),
		cmocka_unit_test(test_replacement_refused_leaves_the_old_stop_standing),
		cmocka_unit_test(test_trigger_follows_the_average_once_the_entry_has_ended),
		cmocka_unit_test(test_orphan_is_swept_when_its_cancel_was_lost),
		cmocka_unit_test(test_stop_closing_part_of_a_working_entry_cancels_the_entry),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
