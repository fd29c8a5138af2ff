#include "fixture.h"

static struct ac_event taken[64];
static size_t taken_count;

static void take(void *self, const struct ac_event *event)
{
	assert_ptr_equal(self, taken);
	assert_true(taken_count < AC_COUNT(taken));
	taken[taken_count++] = *event;
}

static enum ac_status load(const char *account, const struct ac_store_names *names)
{
	taken_count = 0;
	return ac_store_books_load(fixture_store, account, names, take, taken);
}

static struct ac_event position_fact(uint64_t seq, uint16_t symbol, uint16_t book, int direction)
{
	struct ac_event fact = fact_of(AC_EVENT_POSITION_STATE, seq, symbol, book);
	struct ac_position_record *position = &fact.position_record;
	position->position_side = AC_POSITION_SHORT;
	position->direction = (int8_t)direction;
	position->is_protected = true;
	position->has_take_profit = true;
	position->quantity = dec(direction == 0 ? "0" : "0.5");
	position->entry_price = dec("64000.12345678");
	position->stop_price = dec("64200");
	position->take_profit_price = dec("63800");
	position->realized_profit = dec("-1.5");
	position->fees = dec("0.25");
	position->funding = dec("-0.125");
	position->stop_loss_pct = dec("0.3");
	position->take_profit_pct = dec("0.25");
	position->opened_ms = 1000;
	position->updated_ms = 2000;
	return fact;
}

static void test_books_come_back_exactly_as_they_were_written(void **state)
{
	(void)state;
	struct ac_event order = order_fact(1, AC_LIFE_UNKNOWN, 2000);
	order.order_record.order_id = 11;
	order.order_record.algo_id = 12;
	order.order_record.reduce_only = true;
	order.order_record.close_position = true;
	order.order_record.exit_reason = AC_EXIT_VWAP;
	order.order_record.trigger_price = dec("1.5");
	struct ac_event position = position_fact(2, BTC, 0, -1);
	write_ok(&order);
	write_ok(&position);
	assert_int_equal(load("sim", &fixture_names), AC_OK);
	CHECK_EQ("events", taken_count, 2);
	CHECK_EQ("kind", taken[0].kind, AC_EVENT_RESTORE_ORDER);
	CHECK_EQ("symbol", taken[0].symbol, BTC);
	CHECK_EQ("book", taken[0].book, 0);
	CHECK_EQ("time", taken[0].time_ns, 2000 * AC_NS_PER_MS);
	assert_memory_equal(&taken[0].order_record, &order.order_record,
			    sizeof(order.order_record));
	CHECK_EQ("kind", taken[1].kind, AC_EVENT_RESTORE_POSITION);
	assert_memory_equal(&taken[1].position_record, &position.position_record,
			    sizeof(position.position_record));
}

static void test_books_hold_what_is_open_and_of_the_account(void **state)
{
	(void)state;
	for (int life = AC_LIFE_INTENT; life <= AC_LIFE_TRIGGERED; life++) {
		struct ac_event fact = order_fact((uint64_t)life + 1, (enum ac_life)life, 10);
		snprintf(fact.order_record.client_id, sizeof(fact.order_record.client_id),
			 "id-%02d", life);
		write_ok(&fact);
	}
	struct ac_event open = position_fact(20, ETH, 2, 1), flat = position_fact(21, ETH, 1, 0);
	write_ok(&open);
	write_ok(&flat);
	assert_int_equal(load("sim", &fixture_names), AC_OK);
	size_t orders = 0;
	for (size_t i = 0; i < taken_count; i++) {
		if (taken[i].kind != AC_EVENT_RESTORE_ORDER)
			continue;
		orders++;
		assert_false(ac_life_is_terminal((enum ac_life)taken[i].order_record.life));
	}
	CHECK_EQ("orders", orders, 6);
	CHECK_EQ("events", taken_count, 7);
	CHECK_EQ("book", taken[6].book, 2);
	CHECK_EQ("direction", taken[6].position_record.direction, 1);
	assert_int_equal(load("sim-2", &fixture_names), AC_OK);
	CHECK_EQ("another account", taken_count, 0);
}

static struct ac_event risk_fact(uint64_t seq, enum ac_guard_id guard, bool is_active)
{
	struct ac_event fact = fact_of(AC_EVENT_RISK, seq, AC_SYMBOL_NONE, AC_BOOK_NONE);
	fact.risk_record.guard = (uint16_t)guard;
	fact.risk_record.state = is_active ? AC_RISK_HALTED : AC_RISK_ACTIVE;
	fact.risk_record.is_active = is_active;
	fact.risk_record.reason = is_active ? AC_REASON_DRAWDOWN : AC_REASON_OK;
	fact.risk_record.since_ms = 700;
	fact.risk_record.value = dec("5.5");
	fact.risk_record.limit = dec("5");
	fact.risk_record.counter = 1234567890123;
	return fact;
}

static void test_books_bring_back_counters_first_and_halts_after(void **state)
{
	(void)state;
	struct ac_event peak = risk_fact(1, AC_GUARD_DRAWDOWN, false);
	struct ac_event halt = risk_fact(2, AC_GUARD_DRAWDOWN, true);
	struct ac_event daily = risk_fact(3, AC_GUARD_DAILY_QUANTITY, false);
	struct ac_event ended = risk_fact(4, AC_GUARD_VOLATILITY, true);
	struct ac_event lifted = risk_fact(5, AC_GUARD_VOLATILITY, false);
	daily.symbol = ETH;
	daily.book = 2;
	halt.risk_record.until_ms = 800; /* long past: the risk room decides what that means */
	write_ok(&peak);
	write_ok(&halt);
	write_ok(&daily);
	write_ok(&ended);
	write_ok(&lifted);
	assert_int_equal(load("sim", &fixture_names), AC_OK);
	CHECK_EQ("events", taken_count, 4);
	assert_memory_equal(&taken[0].risk_record, &peak.risk_record, sizeof(peak.risk_record));
	CHECK_EQ("daily", taken[1].risk_record.guard, AC_GUARD_DAILY_QUANTITY);
	CHECK_EQ("symbol", taken[1].symbol, ETH);
	CHECK_EQ("book", taken[1].book, 2);
	assert_memory_equal(&taken[2].risk_record, &lifted.risk_record, sizeof(lifted.risk_record));
	assert_memory_equal(&taken[3].risk_record, &halt.risk_record, sizeof(halt.risk_record));
	CHECK_EQ("account-wide", taken[3].symbol, AC_SYMBOL_NONE);
	CHECK_EQ("account-wide", taken[3].book, AC_BOOK_NONE);
}

static void test_books_of_an_unconfigured_strategy_are_refused_whole(void **state)
{
	(void)state;
	struct ac_event known = order_fact(1, AC_LIFE_ACKED, 10);
	struct ac_event other = position_fact(2, ETH, 2, 1);
	struct ac_event count = risk_fact(3, AC_GUARD_COOLDOWN, false);
	count.symbol = ETH;
	count.book = 2;
	write_ok(&known);
	write_ok(&count);
	const struct ac_store_names fewer = { &fixture_list, fixture_books, 2 };
	assert_int_equal(load("sim", &fewer), AC_OK);
	CHECK_EQ("a counter of a strategy that is gone does not matter", taken_count, 1);
	write_ok(&other);
	assert_int_equal(load("sim", &fewer), AC_ERR_NOT_FOUND);
	CHECK_EQ("nothing was given out", taken_count, 0);
	assert_non_null(strstr(ac_store_error(fixture_store), "other"));
	assert_non_null(strstr(ac_store_error(fixture_store), "ETHUSDT"));
}

static void test_books_with_a_damaged_row_are_refused(void **state)
{
	(void)state;
	struct ac_event order = order_fact(1, AC_LIFE_ACKED, 10);
	write_ok(&order);
	assert_int_equal(run_sql("PRAGMA ignore_check_constraints = ON; UPDATE orders SET price = "
				 "'1e5'"),
			 SQLITE_OK);
	assert_int_equal(load("sim", &fixture_names), AC_ERR_CORRUPT);
	CHECK_EQ("nothing was given out", taken_count, 0);
	/* The store is still usable. */
	uint32_t run_id;
	assert_int_equal(ac_store_run_id_next(fixture_store, &run_id), AC_OK);
}

#define WITH_STORE(test) cmocka_unit_test_setup_teardown(test, store_setup, store_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_STORE(test_books_come_back_exactly_as_they_were_written),
		WITH_STORE(test_books_hold_what_is_open_and_of_the_account),
		WITH_STORE(test_books_bring_back_counters_first_and_halts_after),
		WITH_STORE(test_books_of_an_unconfigured_strategy_are_refused_whole),
		WITH_STORE(test_books_with_a_damaged_row_are_refused),
	};
	return cmocka_run_group_tests(tests, folder_make, folder_remove);
}
