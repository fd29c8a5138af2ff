/* Equity, signals, orders, fills, positions, events, candles and accounts, read back as they were
 * written. */
#include "past.h"

#define READINGS 3000u

static uint64_t seq;

/* ---- equity ---- */

struct curve {
	struct ac_history_equity points[READINGS];
	uint32_t count;
};

static struct curve readings; /* what was written */

static bool take_point(void *self, const struct ac_history_equity *point)
{
	struct curve *curve = self;
	assert_true(curve->count < READINGS);
	curve->points[curve->count++] = *point;
	return true;
}

static void write_reading(const struct ac_store_run *run, ac_ms time_ms, int64_t equity)
{
	struct ac_event fact = fact_of(AC_EVENT_ACCOUNT, ++seq, AC_SYMBOL_NONE, AC_BOOK_NONE);
	fact.account = (struct ac_account){ .wallet = AC_DEC(10000),
					    .equity = { equity },
					    .equity_peak = AC_DEC(20000),
					    .day_start_equity = AC_DEC(10000),
					    .time_ms = time_ms };
	assert_int_equal(ac_store_write(fixture_store, run, &fixture_names, &fact), AC_OK);
}

/* A random walk with gaps and readings of one moment. */
static void write_readings(void)
{
	int64_t equity = 1000000000000;
	ac_ms time_ms = PAST_START_MS;
	readings.count = 0;
	assert_int_equal(ac_store_begin(fixture_store), AC_OK);
	for (uint32_t i = 0; i < READINGS; i++) {
		equity += past_below(2000000001) - 1000000000;
		time_ms += past_below(3) == 0 ? 0 : past_below(100) * AC_MS_PER_SEC;
		if (past_below(200) == 0)
			time_ms += 300 * AC_MS_PER_MIN;
		write_reading(&past_runs[0], time_ms, equity);
		readings.points[readings.count++] =
			(struct ac_history_equity){ .time_ms = time_ms, .equity = { equity } };
		if (i % 100 == 0)
			write_reading(&past_runs[1], time_ms, 1);
	}
	assert_int_equal(ac_store_commit(fixture_store, &past_runs[0], seq), AC_OK);
}

static int64_t lowest_of(const struct curve *curve, ac_ms from_ms, ac_ms to_ms)
{
	int64_t lowest = INT64_MAX;
	for (uint32_t i = 0; i < curve->count; i++) {
		const struct ac_history_equity *point = &curve->points[i];
		bool is_in = point->time_ms >= from_ms && (to_ms == 0 || point->time_ms < to_ms);
		if (is_in && point->equity.units < lowest)
			lowest = point->equity.units;
	}
	return lowest;
}

static void test_curve_keeps_its_ends_its_bound_and_its_lowest_point(void **state)
{
	(void)state;
	static struct curve curve;
	write_readings();
	ac_ms end_ms = readings.points[READINGS - 1].time_ms;
	for (int round = 0; round < 200; round++) {
		struct ac_history_filter filter = { .account = "sim" };
		if (past_below(2) == 0)
			filter.from_ms = PAST_START_MS + past_below(end_ms - PAST_START_MS);
		if (past_below(2) == 0)
			filter.to_ms = PAST_START_MS + past_below(end_ms - PAST_START_MS);
		uint32_t points_max = (uint32_t)(2 + past_below(300));
		curve.count = 0;
		assert_int_equal(
			ac_history_equity(fixture_store, &filter, points_max, take_point, &curve),
			AC_OK);
		assert_true(curve.count <= points_max);
		CHECK_EQ("lowest", lowest_of(&curve, 0, 0),
			 lowest_of(&readings, filter.from_ms, filter.to_ms));
		for (uint32_t i = 1; i < curve.count; i++)
			assert_true(curve.points[i - 1].time_ms <= curve.points[i].time_ms);
		if (filter.to_ms != 0 || curve.count == 0)
			continue;
		CHECK_EQ("last", curve.points[curve.count - 1].equity.units,
			 readings.points[READINGS - 1].equity.units);
	}
}

static void test_account_has_its_newest_row_and_the_stretchs_ends(void **state)
{
	(void)state;
	struct ac_history_account account;
	write_readings();
	ac_ms from_ms = readings.points[500].time_ms + 1;
	ac_ms to_ms = readings.points[2500].time_ms + 1;
	int64_t first = 0, last = 0;
	for (uint32_t i = 0; i < READINGS; i++) {
		const struct ac_history_equity *point = &readings.points[i];
		if (point->time_ms < from_ms || point->time_ms >= to_ms)
			continue;
		first = first == 0 ? point->equity.units : first;
		last = point->equity.units;
	}
	assert_int_equal(ac_history_account(fixture_store, "sim", from_ms, to_ms, &account), AC_OK);
	CHECK_EQ("newest", account.newest.equity.units, readings.points[READINGS - 1].equity.units);
	CHECK_EQ("first", account.equity_first.units, first);
	CHECK_EQ("last", account.equity_last.units, last);
	assert_true(account.drawdown_pct_max.units > 0);
	assert_int_equal(ac_history_account(fixture_store, "nobody", 0, 0, &account),
			 AC_ERR_NOT_FOUND);
}

/* ---- lists ---- */

struct texts {
	char text[64][64];
	uint32_t count, stop_after;
};

static bool add_text(struct texts *texts, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
static bool add_text(struct texts *texts, const char *format, ...)
{
	va_list arguments;
	assert_true(texts->count < AC_COUNT(texts->text));
	va_start(arguments, format);
	vsnprintf(texts->text[texts->count++], sizeof(texts->text[0]), format, arguments);
	va_end(arguments);
	return texts->count != texts->stop_after;
}

/* All lines of a listing, joined. */
static const char *joined(const struct texts *texts)
{
	static char all[64 * 64];
	size_t size = 0;
	all[0] = '\0';
	for (uint32_t i = 0; i < texts->count; i++)
		size += (size_t)snprintf(all + size, sizeof(all) - size, "%s%s", i > 0 ? " " : "",
					 texts->text[i]);
	return all;
}

static bool take_signal(void *self, const struct ac_history_signal *signal)
{
	return add_text(self, "%" PRIu64 ":%s:%d", signal->seq, signal->symbol, signal->is_allowed);
}

static void write_signal(const struct ac_store_run *run, uint16_t book, bool is_allowed,
			 ac_ms time_ms)
{
	struct ac_event fact = fact_of(AC_EVENT_SIGNAL, ++seq, fixture_books[book].symbol, book);
	fact.signal = (struct ac_signal){ .id = seq,
					  .direction = 1,
					  .action = AC_ACTION_ENTER_LONG,
					  .is_allowed = is_allowed,
					  .reason = is_allowed ? AC_REASON_OK : AC_REASON_DRAWDOWN,
					  .price = dec("64012.1"),
					  .quantity = dec("0.015"),
					  .time_ms = time_ms };
	assert_int_equal(ac_store_begin(fixture_store), AC_OK);
	assert_int_equal(ac_store_write(fixture_store, run, &fixture_names, &fact), AC_OK);
	assert_int_equal(ac_store_commit(fixture_store, run, seq), AC_OK);
}

static void test_signals_are_filtered_by_account_symbol_verdict_and_time(void **state)
{
	(void)state;
	static const struct {
		struct ac_history_filter filter;
		const char *wanted;
	} cases[] = {
		{ { .account = "sim" }, "4:ETHUSDT:0 3:BTCUSDT:1 2:ETHUSDT:1 1:BTCUSDT:0" },
		{ { .account = "sim", .is_ascending = true },
		  "1:BTCUSDT:0 2:ETHUSDT:1 3:BTCUSDT:1 4:ETHUSDT:0" },
		{ { .account = "sim", .allowed = 1 }, "3:BTCUSDT:1 2:ETHUSDT:1" },
		{ { .account = "sim", .allowed = -1 }, "4:ETHUSDT:0 1:BTCUSDT:0" },
		{ { .account = "sim", .symbol = "BTCUSDT" }, "3:BTCUSDT:1 1:BTCUSDT:0" },
		{ { .account = "sim", .strategy = "other" }, "4:ETHUSDT:0" },
		{ { .account = "sim", .limit = 2, .offset = 1 }, "3:BTCUSDT:1 2:ETHUSDT:1" },
		{ { .account = "sim", .from_ms = 2000, .to_ms = 3000 }, "3:BTCUSDT:1 2:ETHUSDT:1" },
		{ { .account = "other" }, "5:BTCUSDT:1" },
		{ { .account = "nobody" }, "" },
	};
	seq = 0;
	write_signal(&past_runs[0], 0, false, 1000);
	write_signal(&past_runs[0], 1, true, 2000);
	write_signal(&past_runs[0], 0, true, 2000);
	write_signal(&past_runs[0], 2, false, 3000);
	write_signal(&past_runs[1], 0, true, 2000);
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		struct texts texts = { .count = 0 };
		assert_int_equal(
			ac_history_signals(fixture_store, &cases[i].filter, take_signal, &texts),
			AC_OK);
		assert_string_equal(joined(&texts), cases[i].wanted);
	}
}

static bool take_order(void *self, const struct ac_history_order *order)
{
	return add_text(self, "%s:%s", order->client_order_id, order->status);
}

static void write_order(const char *id, enum ac_life life)
{
	struct ac_event fact = order_fact(++seq, life, 5000);
	snprintf(fact.order_record.client_id, sizeof(fact.order_record.client_id), "%s", id);
	fact.order_record.created_ms = (ac_ms)seq * 1000;
	write_ok(&fact);
}

static void test_open_orders_are_those_that_have_not_ended(void **state)
{
	(void)state;
	struct ac_history_filter filter = { .account = "sim" };
	struct texts all = { .count = 0 }, open = { .count = 0 }, one = { .stop_after = 1 };
	seq = 0;
	write_order("a", AC_LIFE_FILLED);
	write_order("b", AC_LIFE_ACKED);
	write_order("c", AC_LIFE_UNKNOWN);
	write_order("d", AC_LIFE_REJECTED);
	assert_int_equal(ac_history_orders(fixture_store, &filter, false, take_order, &all), AC_OK);
	assert_string_equal(joined(&all), "d:REJECTED c:UNKNOWN b:NEW a:FILLED");
	assert_int_equal(ac_history_orders(fixture_store, &filter, true, take_order, &open), AC_OK);
	assert_string_equal(joined(&open), "c:UNKNOWN b:NEW");
	assert_int_equal(ac_history_orders(fixture_store, &filter, false, take_order, &one), AC_OK);
	assert_string_equal(joined(&one), "d:REJECTED");
	filter.account = "other";
	all.count = 0;
	assert_int_equal(ac_history_orders(fixture_store, &filter, false, take_order, &all), AC_OK);
	assert_int_equal(all.count, 0);
}

static bool take_fill(void *self, const struct ac_history_fill *fill)
{
	return add_text(self, "%" PRId64 ":%s:%s", fill->trade_id, fill->side, fill->purpose);
}

static bool take_position(void *self, const struct ac_history_position *position)
{
	return add_text(self, "%s:%d:%" PRId64, position->symbol, position->record.direction,
			position->record.quantity.units);
}

static void write_fill(ac_ms time_ms)
{
	struct ac_event fact = fact_of(AC_EVENT_FILL, ++seq, BTC, 0);
	fact.fill = (struct ac_fill){ .side = AC_SIDE_BUY,
				      .position_side = AC_POSITION_BOTH,
				      .purpose = AC_PURPOSE_ENTRY,
				      .trade_id = (int64_t)seq,
				      .price = dec("64012.1"),
				      .quantity = dec("0.015"),
				      .time_ms = time_ms };
	snprintf(fact.fill.client_id, sizeof(fact.fill.client_id), "a");
	write_ok(&fact);
}

static void write_position(uint16_t book, int direction)
{
	struct ac_event fact =
		fact_of(AC_EVENT_POSITION_STATE, ++seq, fixture_books[book].symbol, book);
	struct ac_position_record *position = &fact.position_record;
	position->position_side = AC_POSITION_BOTH;
	position->direction = (int8_t)direction;
	position->quantity.units = direction == 0 ? 0 : 1500000;
	position->entry_price = dec(direction == 0 ? "0" : "64012.1");
	position->opened_ms = direction == 0 ? 0 : PAST_START_MS;
	position->updated_ms = PAST_START_MS;
	write_ok(&fact);
}

static void test_fills_and_positions_come_back_as_they_were_written(void **state)
{
	(void)state;
	struct ac_history_filter filter = { .account = "sim", .from_ms = 2000 };
	struct texts fills = { .count = 0 }, positions = { .count = 0 };
	seq = 0;
	write_order("a", AC_LIFE_FILLED);
	for (ac_ms time_ms = 1000; time_ms <= 4000; time_ms += 1000)
		write_fill(time_ms);
	assert_int_equal(ac_history_fills(fixture_store, &filter, take_fill, &fills), AC_OK);
	assert_string_equal(joined(&fills), "5:BUY:entry 4:BUY:entry 3:BUY:entry");
	write_position(0, 1);
	write_position(1, -1);
	write_position(2, 1);
	write_position(2, 0);
	assert_int_equal(ac_history_positions(fixture_store, "sim", take_position, &positions),
			 AC_OK);
	assert_string_equal(joined(&positions), "BTCUSDT:1:1500000 ETHUSDT:-1:1500000");
}

static bool take_event(void *self, const struct ac_history_event *event)
{
	return add_text(self, "%s", event->kind);
}

static void write_halt(bool is_active, ac_ms since_ms)
{
	struct ac_event fact = fact_of(AC_EVENT_RISK, ++seq, AC_SYMBOL_NONE, AC_BOOK_NONE);
	fact.risk_record =
		(struct ac_risk_record){ .guard = AC_GUARD_DRAWDOWN,
					 .state = is_active ? AC_RISK_HALTED : AC_RISK_ACTIVE,
					 .is_active = is_active,
					 .reason = AC_REASON_DRAWDOWN,
					 .since_ms = since_ms,
					 .value = dec("5.25"),
					 .limit = dec("5") };
	write_ok(&fact);
}

static void test_events_are_halts_system_events_and_runs_by_their_time(void **state)
{
	(void)state;
	struct ac_history_filter filter = { .account = "sim", .is_ascending = true };
	struct texts events = { .count = 0 };
	struct ac_event fact = fact_of(AC_EVENT_SYSTEM, 10, BTC, AC_BOOK_NONE);
	fact.system.what = AC_SYSTEM_GAP;
	snprintf(fact.system.text, sizeof(fact.system.text), "three minutes are missing");
	seq = 20;
	write_ok(&fact);
	write_halt(true, PAST_START_MS + 15);
	write_halt(false, PAST_START_MS + 15);
	assert_int_equal(ac_store_run_end(fixture_store, 1, PAST_START_MS + AC_MS_PER_DAY, "done"),
			 AC_OK);
	assert_int_equal(ac_history_events(fixture_store, &filter, take_event, &events), AC_OK);
	assert_string_equal(joined(&events), "run gap halt halt_lifted run_ended");
	filter.is_ascending = false;
	filter.limit = 2;
	events.count = 0;
	assert_int_equal(ac_history_events(fixture_store, &filter, take_event, &events), AC_OK);
	assert_string_equal(joined(&events), "run_ended halt_lifted");
}

static bool take_candle(void *self, const struct ac_candle *candle)
{
	int64_t minute = (candle->open_time_ms - PAST_START_MS) / AC_MS_PER_MIN;
	return add_text(self, "%" PRId64, minute);
}

static void test_candles_are_a_window_or_its_newest(void **state)
{
	(void)state;
	struct ac_history_filter filter = { .account = "sim", .symbol = "BTCUSDT" };
	struct texts candles = { .count = 0 };
	seq = 0;
	for (int64_t minute = 0; minute < 30; minute++) {
		for (uint16_t symbol = 0; symbol < SYMBOLS; symbol++) {
			struct ac_event fact =
				fact_of(AC_EVENT_CANDLE, ++seq, symbol, AC_BOOK_NONE);
			fact.candle = (struct ac_candle){
				PAST_START_MS + minute * AC_MS_PER_MIN, 3, 4, 2, 3, 5, 0, 1
			};
			write_ok(&fact);
		}
	}
	filter.from_ms = PAST_START_MS + 3 * AC_MS_PER_MIN;
	filter.to_ms = PAST_START_MS + 8 * AC_MS_PER_MIN;
	assert_int_equal(ac_history_candles(fixture_store, &filter, take_candle, &candles), AC_OK);
	assert_string_equal(joined(&candles), "3 4 5 6 7");
	filter.to_ms = 0;
	filter.limit = 3;
	candles.count = 0;
	assert_int_equal(ac_history_candles(fixture_store, &filter, take_candle, &candles), AC_OK);
	assert_string_equal(joined(&candles), "27 28 29");
}

static bool take_account(void *self, const char *account, const struct ac_store_run *newest,
			 bool is_ended)
{
	return add_text(self, "%s:%" PRIu32 ":%d", account, newest->run_id, is_ended);
}

static void test_accounts_come_with_their_newest_run(void **state)
{
	(void)state;
	struct texts accounts = { .count = 0 };
	struct ac_store_run third = past_runs[0];
	third.run_id = 3;
	assert_int_equal(ac_store_run_end(fixture_store, 2, PAST_START_MS + 1, "done"), AC_OK);
	assert_int_equal(ac_store_run_begin(fixture_store, &third), AC_OK);
	assert_int_equal(ac_history_accounts(fixture_store, take_account, &accounts), AC_OK);
	assert_string_equal(joined(&accounts), "sim:3:0 other:2:1");
}

static int choose_seed(void **state)
{
	past_seed_choose();
	return folder_make(state);
}

#define OVER(test) cmocka_unit_test_setup_teardown(test, past_setup, store_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		OVER(test_curve_keeps_its_ends_its_bound_and_its_lowest_point),
		OVER(test_account_has_its_newest_row_and_the_stretchs_ends),
		OVER(test_signals_are_filtered_by_account_symbol_verdict_and_time),
		OVER(test_open_orders_are_those_that_have_not_ended),
		OVER(test_fills_and_positions_come_back_as_they_were_written),
		OVER(test_events_are_halts_system_events_and_runs_by_their_time),
		OVER(test_candles_are_a_window_or_its_newest),
		OVER(test_accounts_come_with_their_newest_run),
	};
	return cmocka_run_group_tests(tests, choose_seed, folder_remove);
}
