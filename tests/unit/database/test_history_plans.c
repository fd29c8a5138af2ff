/* How the database finds what history asks for in a file that has grown: by account and time, never
 * by reading a table through. */
#include "fixture.h"

#include <time.h>

#include "database/drivers.h"
#include "database/history.h"
#include "database/migrations.h"
#include "database/sqlite/connection.h"
#include "database/sqlite/sqlite.h"
#include "database/statement.h"

#define START_MS ((ac_ms)1767225600000) /* 2026-01-01 00:00 UTC */

/* Tables without a bound, and the time by which history asks for them. */
static const struct {
	const char *name, *time;
} grown[] = {
	{ "round_trips", "exit_time" }, { "signals", "time" },       { "fills", "time" },
	{ "orders", "created_at" },     { "account_stats", "time" }, { "candles_1m", "open_time" },
	{ "system_events", "time" },
};

static char statements[8][2100];
static uint32_t statement_count;

static int hear_statement(unsigned kind, void *self, void *statement, void *unused)
{
	(void)kind, (void)self, (void)unused;
	assert_true(statement_count < AC_COUNT(statements));
	snprintf(statements[statement_count++], sizeof(statements[0]), "EXPLAIN QUERY PLAN %s",
		 sqlite3_sql(statement));
	return 0;
}

static bool take_trade(void *self, const struct ac_history_trade *trade)
{
	(void)self, (void)trade;
	return true;
}

static bool take_row(void *self, const struct ac_history_performance *row, bool is_total)
{
	(void)self, (void)row, (void)is_total;
	return true;
}

static bool take_point(void *self, const struct ac_history_equity *point)
{
	(void)self, (void)point;
	return true;
}

static bool take_signal(void *self, const struct ac_history_signal *signal)
{
	(void)self, (void)signal;
	return true;
}

static bool take_fill(void *self, const struct ac_history_fill *fill)
{
	(void)self, (void)fill;
	return true;
}

static bool take_order(void *self, const struct ac_history_order *order)
{
	(void)self, (void)order;
	return true;
}

static bool take_event(void *self, const struct ac_history_event *event)
{
	(void)self, (void)event;
	return true;
}

static bool take_candle(void *self, const struct ac_candle *candle)
{
	(void)self, (void)candle;
	return true;
}

enum question {
	TRADES,
	PERFORMANCE,
	EQUITY,
	SIGNALS,
	FILLS,
	ORDERS,
	OPEN,
	EVENTS,
	CANDLES,
	ACCOUNT
};

static void ask(enum question question, const struct ac_history_filter *filter)
{
	struct ac_store *store = fixture_store;
	struct ac_history_account account;
	enum ac_status status = AC_OK;
	uint64_t total;
	statement_count = 0;
	sqlite3_trace_v2(store->connection->database, SQLITE_TRACE_STMT, hear_statement, NULL);
	if (question == TRADES)
		status = ac_history_trades(store, filter, take_trade, NULL, &total, NULL);
	if (question == PERFORMANCE)
		status = ac_history_performance(store, filter, START_MS, take_row, NULL);
	if (question == EQUITY)
		status = ac_history_equity(store, filter, 100, take_point, NULL);
	if (question == SIGNALS)
		status = ac_history_signals(store, filter, take_signal, NULL);
	if (question == FILLS)
		status = ac_history_fills(store, filter, take_fill, NULL);
	if (question == ORDERS || question == OPEN)
		status = ac_history_orders(store, filter, question == OPEN, take_order, NULL);
	if (question == EVENTS)
		status = ac_history_events(store, filter, take_event, NULL);
	if (question == CANDLES)
		status = ac_history_candles(store, filter, take_candle, NULL);
	if (question == ACCOUNT)
		status = ac_history_account(store, filter->account, filter->from_ms, filter->to_ms,
					    &account);
	sqlite3_trace_v2(store->connection->database, 0, NULL, NULL);
	assert_int_equal(status, AC_OK);
	assert_true(statement_count > 0);
}

/* "SEARCH orders USING INDEX x (account=? AND created_at>?)": by its time, or all of an account; or
 * the few orders that are open. */
static bool is_step_good(const char *step, bool has_window)
{
	for (size_t i = 0; i < AC_COUNT(grown); i++) {
		char scan[40], search[40], after[40], before[40];
		snprintf(scan, sizeof(scan), "SCAN %s", grown[i].name);
		snprintf(search, sizeof(search), "SEARCH %s ", grown[i].name);
		snprintf(after, sizeof(after), "%s>", grown[i].time);
		snprintf(before, sizeof(before), "%s<", grown[i].time);
		if (strncmp(step, scan, strlen(scan)) == 0)
			return false;
		if (strncmp(step, search, strlen(search)) != 0)
			continue;
		bool is_by_time = strstr(step, after) != NULL || strstr(step, before) != NULL;
		if (has_window && !is_by_time && strstr(step, " orders_open ") == NULL)
			return false;
	}
	return true;
}

/* `is_ordered`: the index gives the rows in their order, so that a page ends after its rows. Rows
 * of one moment may still be sorted. */
static void check_plans(bool has_window, bool is_ordered)
{
	for (uint32_t i = 0; i < statement_count; i++) {
		sqlite3_stmt *row;
		int steps = 0;
		char bad[200] = "";
		const char *sql = statements[i];
		assert_int_equal(sqlite3_prepare_v2(fixture_store->connection->database, sql, -1,
						    &row, NULL),
				 SQLITE_OK);
		/* The newest row of an account is asked for without a window. */
		bool is_bounded = has_window && strstr(sql, "LIMIT 1") == NULL;
		for (; sqlite3_step(row) == SQLITE_ROW; steps++) {
			const char *step = (const char *)sqlite3_column_text(row, 3);
			bool is_sorted = strstr(step, "TEMP B-TREE FOR ORDER BY") != NULL;
			if (!is_step_good(step, is_bounded) || (is_ordered && is_sorted))
				snprintf(bad, sizeof(bad), "%s", step);
		}
		sqlite3_finalize(row);
		if (bad[0] != '\0')
			fail_msg("%s: %s", bad, sql);
		assert_true(steps > 0);
	}
}

/* One row of an account, so that it is known. */
static void write_account(void)
{
	struct ac_event fact = fact_of(AC_EVENT_ACCOUNT, 1, AC_SYMBOL_NONE, AC_BOOK_NONE);
	fact.account.time_ms = START_MS;
	write_ok(&fact);
}

static void test_plans_of_windows_read_the_window_only(void **state)
{
	(void)state;
	static const ac_ms windows[][2] = { { START_MS, 0 },
					    { 0, START_MS },
					    { START_MS, START_MS + AC_MS_PER_DAY } };
	write_account();
	for (uint32_t i = 0; i < AC_COUNT(windows) * 8; i++) {
		struct ac_history_filter filter = {
			.account = "sim",
			.symbol = (i & 1) != 0 ? "BTCUSDT" : NULL,
			.strategy = (i & 2) != 0 ? "other" : NULL,
			.is_ascending = (i & 4) != 0,
			.from_ms = windows[i / 8][0],
			.to_ms = windows[i / 8][1],
			.limit = 50,
		};
		for (int question = TRADES; question <= ACCOUNT; question++) {
			if (question == CANDLES)
				filter.symbol = "BTCUSDT";
			ask((enum question)question, &filter);
			check_plans(true, question == EQUITY || question == ACCOUNT);
		}
		for (int sort = AC_HISTORY_BY_EXIT_TIME; sort <= AC_HISTORY_BY_HOLD; sort++) {
			filter.sort = (enum ac_history_sort)sort;
			filter.direction = sort % 3 - 1;
			filter.result = (enum ac_history_result)(sort % 3);
			ask(TRADES, &filter);
			check_plans(true, false);
		}
	}
}

static void test_plans_of_the_newest_page_end_with_the_page(void **state)
{
	(void)state;
	write_account();
	for (int ascending = 0; ascending < 2; ascending++) {
		const struct ac_history_filter filter = { .account = "sim",
							  .is_ascending = ascending != 0,
							  .limit = 50 };
		static const enum question questions[] = { TRADES, SIGNALS, FILLS, ORDERS };
		for (size_t i = 0; i < AC_COUNT(questions); i++) {
			ask(questions[i], &filter);
			check_plans(false, true);
		}
		ask(EVENTS, &filter);
		check_plans(false, false);
	}
}

/* ---- a big file ---- */

enum { BIG = 200000, PAGE = 50 };
#define BIG_STEP_MS ((ac_ms)(400 * AC_MS_PER_DAY / BIG)) /* 400 days */

static ac_ms clock_ms(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (ac_ms)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Trade `i` (1 ..): every tenth is of the other account. The same formulas stand in the SQL. */
static int64_t big_net(int64_t i)
{
	int64_t whole = i * 7919 % 2001 - 1000;
	return whole * AC_DEC_SCALE + (whole < 0 ? -1 : 1) * AC_DEC_SCALE / 4;
}

static void big_write(void)
{
	struct ac_store_run second = fixture_run;
	char sql[1200];
	second.run_id = 2;
	snprintf(second.account, sizeof(second.account), "sim-2");
	assert_int_equal(ac_store_run_begin(fixture_store, &second), AC_OK);
	snprintf(
		sql, sizeof(sql),
		"BEGIN; WITH RECURSIVE n (i, exit_ms) AS (VALUES (1, %" PRId64 ") UNION ALL SELECT "
		"i + 1, exit_ms + %" PRId64 " FROM n WHERE i < %d) INSERT INTO round_trips SELECT "
		"iif(i %% 10 = 0, 2, 1), i, iif(i %% 10 = 0, 'sim-2', 'sim'), iif(i %% 3 = 2, "
		"'other', 'vwap_reversion'), iif(i %% 3 = 0, 'BTCUSDT', 'ETHUSDT'), 'LONG', '1', "
		"'100', '101', exit_ms - 60000, exit_ms, 'vwap', 0, '1', '0.5', '-0.25', (i * 7919 "
		"%% 2001 - 1000) || '.25' FROM n; COMMIT",
		START_MS + BIG_STEP_MS, BIG_STEP_MS, BIG);
	assert_int_equal(run_sql(sql), SQLITE_OK);
}

struct page {
	struct ac_history_trade trades[PAGE];
	uint32_t count;
};

static bool take_page(void *self, const struct ac_history_trade *trade)
{
	struct page *page = self;
	assert_true(page->count < PAGE);
	page->trades[page->count++] = *trade;
	return true;
}

static bool take_total(void *self, const struct ac_history_performance *row, bool is_total)
{
	struct ac_history_performance *sums = self;
	sums[is_total] = *row;
	if (!is_total)
		sums[2].trades += row->trades;
	return true;
}

static void test_big_file_answers_a_month_and_a_page_exactly(void **state)
{
	(void)state;
	static struct page page;
	struct ac_history_performance sums[3] = { 0 };
	uint64_t total, expected = 0, wins = 0, days = 30;
	struct ac_dec net;
	int64_t sum = 0;
	ac_ms now_ms = START_MS + BIG * BIG_STEP_MS + 1, started_ms = clock_ms();
	struct ac_history_filter filter = { .account = "sim", .limit = PAGE };
	big_write();
	print_message("# %d trades written in %lld ms\n", BIG,
		      (long long)(clock_ms() - started_ms));
	filter.from_ms = now_ms - (ac_ms)days * AC_MS_PER_DAY;
	for (int64_t i = 1; i <= BIG; i++) {
		if (i % 10 == 0 || START_MS + i * BIG_STEP_MS < filter.from_ms)
			continue;
		expected++;
		sum += big_net(i);
		wins += big_net(i) > 0;
	}
	started_ms = clock_ms();
	assert_int_equal(ac_history_performance(fixture_store, &filter, now_ms, take_total, sums),
			 AC_OK);
	print_message("# 30 days of performance, %llu trades, in %lld ms\n",
		      (unsigned long long)expected, (long long)(clock_ms() - started_ms));
	CHECK_EQ("trades", sums[true].trades, expected);
	CHECK_EQ("trades of the rows", sums[2].trades, expected);
	CHECK_EQ("net", sums[true].net.units, sum);
	CHECK_EQ("wins", sums[true].wins, wins);
	CHECK_EQ("fees", sums[true].fees.units, (int64_t)expected * AC_DEC_SCALE / 2);
	started_ms = clock_ms();
	assert_int_equal(ac_history_trades(fixture_store, &filter, take_page, &page, &total, &net),
			 AC_OK);
	print_message("# first page of them in %lld ms\n", (long long)(clock_ms() - started_ms));
	CHECK_EQ("total", total, expected);
	CHECK_EQ("net", net.units, sum);
	CHECK_EQ("rows", page.count, PAGE);
	for (int64_t i = BIG, k = 0; k < PAGE; i--) {
		if (i % 10 == 0)
			continue;
		CHECK_EQ("row", page.trades[k].seq, i);
		CHECK_EQ("net", page.trades[k++].trip.net_profit.units, big_net(i));
	}
	filter.from_ms = 0;
	started_ms = clock_ms();
	page.count = 0;
	assert_int_equal(ac_history_trades(fixture_store, &filter, take_page, &page, &total, NULL),
			 AC_OK);
	print_message("# first page of all in %lld ms\n", (long long)(clock_ms() - started_ms));
	CHECK_EQ("all", total, BIG - BIG / 10);
}

/* A file of the first schema, as it is in use: it is brought up to date and loses nothing. */
static void test_old_file_gets_the_indexes_and_keeps_its_rows(void **state)
{
	(void)state;
	struct ac_store *old;
	int32_t version = 0;
	struct ac_store *reader = NULL;
	ac_store_close(fixture_store);
	fixture_store = NULL;
	snprintf(fixture_path, sizeof(fixture_path), "%s/old.db", folder);
	assert_int_equal(ac_store_connect(&ac_sqlite_driver, fixture_url(), false, &old,
					  fixture_error, sizeof(fixture_error)),
			 AC_OK);
	assert_int_equal(ac_migrations_apply(old, ac_sqlite_migrations, 1, 1, &version,
					     fixture_error, sizeof(fixture_error)),
			 AC_OK);
	ac_store_close(old);
	CHECK_EQ("old", version, 1);
	assert_int_equal(
		run_sql("INSERT INTO runs VALUES (1, 'sim', 'sim', '', '', '', 7, 1, NULL, "
			"NULL); INSERT INTO system_events VALUES (1, 5, 'sim', 9, 'gap', "
			"'', '', 3, 'kept')"),
		SQLITE_OK);
	assert_int_equal(ac_store_open_readonly(fixture_url(), &reader, fixture_error,
						sizeof(fixture_error)),
			 AC_ERR_VERSION);
	assert_non_null(strstr(fixture_error, "a run brings it up to date"));
	assert_int_equal(
		ac_store_open(fixture_url(), &fixture_store, fixture_error, sizeof(fixture_error)),
		AC_OK);
	CHECK_EQ("new", ac_store_schema_version(fixture_store), ac_sqlite_migration_count);
	CHECK_SQL("SELECT text FROM system_events", "kept");
	CHECK_SQL("SELECT count(*) FROM sqlite_schema WHERE type = 'index' AND name IN "
		  "('orders_by_account', 'fills_by_account', 'signals_by_account', "
		  "'round_trips_by_account', 'system_events_by_account')",
		  "5");
	CHECK_SQL("PRAGMA integrity_check", "ok");
}

#define WITH_STORE(test) cmocka_unit_test_setup_teardown(test, store_setup, store_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_STORE(test_plans_of_windows_read_the_window_only),
		WITH_STORE(test_plans_of_the_newest_page_end_with_the_page),
		WITH_STORE(test_big_file_answers_a_month_and_a_page_exactly),
		WITH_STORE(test_old_file_gets_the_indexes_and_keeps_its_rows),
	};
	return cmocka_run_group_tests(tests, folder_make, folder_remove);
}
