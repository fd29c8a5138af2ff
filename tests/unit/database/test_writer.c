#include "fixture.h"

#include <signal.h>
#include <sys/resource.h>
#include <time.h>

#include "database/writer.h"

static struct ac_writer *writer;

static void writer_start(uint32_t capacity)
{
	assert_int_equal(
		ac_writer_create(fixture_store, &fixture_run, &fixture_names, capacity, &writer),
		AC_OK);
}

static struct ac_event candle_fact(uint64_t seq)
{
	struct ac_event fact = fact_of(AC_EVENT_CANDLE, seq, BTC, AC_BOOK_NONE);
	fact.candle = (struct ac_candle){ .open_time_ms = (int64_t)seq * 60000,
					  .open = 100,
					  .high = 100,
					  .low = 100,
					  .close = 100,
					  .volume = (int64_t)seq };
	return fact;
}

static void sleep_ms(long ms)
{
	const struct timespec time = { ms / 1000, ms % 1000 * 1000000 };
	nanosleep(&time, NULL);
}

static struct ac_writer_stats stats_now(void)
{
	struct ac_writer_stats stats;
	ac_writer_stats_get(writer, &stats);
	return stats;
}

/* Waits until the writer reports `state`, at most ten seconds. */
static bool state_comes(enum ac_writer_state state)
{
	for (int i = 0; i < 1000; i++) {
		if (stats_now().state == state)
			return true;
		sleep_ms(10);
	}
	return false;
}

static void test_writer_writes_everything_in_order(void **state)
{
	(void)state;
	enum { COUNT = 20000 };
	writer_start(1024);
	for (uint64_t seq = 1; seq <= COUNT; seq++) {
		struct ac_event fact = candle_fact(seq);
		if (seq % 1000 == 0) { /* the last of these decides the row */
			fact = order_fact(seq, AC_LIFE_ACKED, (ac_ms)seq);
		}
		if (seq % 500 == 0)
			ac_writer_wait(writer);
		assert_true(ac_writer_push(writer, &fact, seq / 3));
	}
	CHECK_EQ("left", ac_writer_drain(writer), 0);
	CHECK_EQ("again", ac_writer_drain(writer), 0);
	struct ac_writer_stats stats = stats_now();
	CHECK_EQ("written", stats.written, COUNT);
	CHECK_EQ("state", stats.state, AC_WRITER_OK);
	CHECK_EQ("queue", stats.queue, 0);
	assert_true(stats.last_commit_ms > 1700000000000);
	ac_writer_destroy(writer);
	ac_writer_destroy(NULL);
	CHECK_SQL("SELECT count(*) FROM candles_1m", "19980");
	CHECK_SQL("SELECT update_seq FROM orders", "20000");
	CHECK_SQL("SELECT journal_seq FROM runs", "6666");
}

static void test_writer_commits_soon_without_being_asked(void **state)
{
	(void)state;
	writer_start(16);
	struct ac_event fact = candle_fact(1);
	assert_true(ac_writer_push(writer, &fact, 1));
	for (int i = 0; i < 200 && stats_now().written == 0; i++)
		sleep_ms(10);
	CHECK_EQ("written", stats_now().written, 1);
	CHECK_SQL("SELECT count(*) FROM candles_1m", "1");
	/* More facts of journal record 1 may follow: it does not count as complete yet. */
	CHECK_SQL("SELECT journal_seq FROM runs", "0");
	fact = candle_fact(2);
	assert_true(ac_writer_push(writer, &fact, 2));
	for (int i = 0; i < 200 && stats_now().written == 1; i++)
		sleep_ms(10);
	CHECK_SQL("SELECT journal_seq FROM runs", "1");
	ac_writer_destroy(writer);
	CHECK_SQL("SELECT journal_seq FROM runs", "2");
}

static void test_writer_waits_for_a_locked_database_and_loses_nothing(void **state)
{
	(void)state;
	sqlite3 *other;
	assert_int_equal(sqlite3_open(fixture_path, &other), SQLITE_OK);
	assert_int_equal(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
	writer_start(16);
	for (uint64_t seq = 1; seq <= 10; seq++) {
		struct ac_event fact = candle_fact(seq);
		assert_true(ac_writer_push(writer, &fact, seq));
	}
	assert_true(state_comes(AC_WRITER_RETRYING));
	assert_true(stats_now().error[0] != '\0');
	CHECK_EQ("written", stats_now().written, 0);
	assert_int_equal(sqlite3_exec(other, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(other);
	assert_true(state_comes(AC_WRITER_OK));
	CHECK_EQ("left", ac_writer_drain(writer), 0);
	CHECK_EQ("written", stats_now().written, 10);
	CHECK_EQ("the error is over", stats_now().error[0], 0);
	ac_writer_destroy(writer);
	CHECK_SQL("SELECT count(*) FROM candles_1m", "10");
}

static void test_writer_full_ring_refuses_counts_and_remembers_where(void **state)
{
	(void)state;
	sqlite3 *other;
	assert_int_equal(sqlite3_open(fixture_path, &other), SQLITE_OK);
	assert_int_equal(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
	writer_start(8);
	uint64_t seq = 0;
	bool is_taken = true;
	while (is_taken) {
		struct ac_event fact = candle_fact(++seq);
		is_taken = ac_writer_push(writer, &fact, seq);
		assert_true(seq < 3000);
	}
	CHECK_EQ("it may still come again", stats_now().refused, 0);
	uint64_t refused = seq;
	assert_int_equal(sqlite3_exec(other, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(other);
	ac_writer_wait(writer);
	struct ac_event next = candle_fact(++seq);
	assert_true(ac_writer_push(writer, &next, seq));
	CHECK_EQ("refused", stats_now().refused, 1);
	CHECK_EQ("state", stats_now().state, AC_WRITER_FAILED);
	CHECK_EQ("not in the database", ac_writer_drain(writer), 1);
	ac_writer_destroy(writer);
	char text[24];
	snprintf(text, sizeof(text), "%" PRIu64, refused - 1);
	/* The next start begins before the hole, although later facts are in. */
	CHECK_SQL("SELECT journal_seq FROM runs", text);
	snprintf(text, sizeof(text), "%" PRIu64, seq - 1);
	CHECK_SQL("SELECT count(*) FROM candles_1m", text);
}

static void test_writer_fact_that_comes_again_was_not_refused(void **state)
{
	(void)state;
	sqlite3 *other;
	assert_int_equal(sqlite3_open(fixture_path, &other), SQLITE_OK);
	assert_int_equal(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
	writer_start(8);
	uint64_t seq = 0;
	struct ac_event fact;
	do {
		fact = candle_fact(++seq);
	} while (ac_writer_push(writer, &fact, seq));
	assert_int_equal(sqlite3_exec(other, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(other);
	ac_writer_wait(writer);
	assert_true(ac_writer_push(writer, &fact, seq));
	CHECK_EQ("left", ac_writer_drain(writer), 0);
	CHECK_EQ("state", stats_now().state, AC_WRITER_OK);
	ac_writer_destroy(writer);
	char text[24];
	snprintf(text, sizeof(text), "%" PRIu64, seq);
	CHECK_SQL("SELECT journal_seq FROM runs", text);
	CHECK_SQL("SELECT count(*) FROM candles_1m", text);
}

static void test_writer_passes_over_a_fact_that_the_schema_refuses(void **state)
{
	(void)state;
	writer_start(16);
	for (uint64_t seq = 1; seq <= 9; seq++) {
		struct ac_event fact = candle_fact(seq);
		if (seq == 5)
			fact.candle.open = -1;
		assert_true(ac_writer_push(writer, &fact, seq));
	}
	CHECK_EQ("not in the database", ac_writer_drain(writer), 1);
	CHECK_EQ("rejected", stats_now().rejected, 1);
	CHECK_EQ("written", stats_now().written, 8);
	CHECK_EQ("state", stats_now().state, AC_WRITER_FAILED);
	assert_non_null(strstr(stats_now().error, "CHECK"));
	ac_writer_destroy(writer);
	CHECK_SQL("SELECT count(*) FROM candles_1m", "8");
}

static void test_writer_gives_up_in_bounded_time_and_says_how_much_is_left(void **state)
{
	(void)state;
	sqlite3 *other;
	struct timespec start, end;
	assert_int_equal(sqlite3_open(fixture_path, &other), SQLITE_OK);
	assert_int_equal(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
	writer_start(16);
	for (uint64_t seq = 1; seq <= 7; seq++) {
		struct ac_event fact = candle_fact(seq);
		assert_true(ac_writer_push(writer, &fact, seq));
	}
	clock_gettime(CLOCK_MONOTONIC, &start);
	CHECK_EQ("left", ac_writer_drain(writer), 7);
	clock_gettime(CLOCK_MONOTONIC, &end);
	assert_in_range(end.tv_sec - start.tv_sec, 3, 12);
	assert_int_not_equal(stats_now().state, AC_WRITER_OK);
	sqlite3_exec(other, "COMMIT", NULL, NULL, NULL);
	sqlite3_close(other);
	ac_writer_destroy(writer);
	CHECK_SQL("SELECT count(*) || ' ' || (SELECT journal_seq FROM runs) FROM candles_1m",
		  "0 0");
}

/* The limit stands for a disk that is full: SQLite fails in the middle of a batch, rolls it back,
 * and the batch is written again when there is room. */
static void test_writer_full_disk_delays_but_loses_nothing(void **state)
{
	(void)state;
	enum { COUNT = 3000 };
	struct rlimit limit;
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
	writer_start(4096);
	struct ac_event fact = candle_fact(1);
	assert_true(ac_writer_push(writer, &fact, 1));
	while (stats_now().written == 0)
		sleep_ms(1);
	limit.rlim_cur = 300000; /* a little more than the schema takes */
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
	for (uint64_t seq = 2; seq <= COUNT; seq++) {
		fact = candle_fact(seq);
		fact.candle.open = INT64_MAX - (int64_t)seq;
		assert_true(ac_writer_push(writer, &fact, seq));
	}
	assert_true(state_comes(AC_WRITER_RETRYING));
	uint64_t before = stats_now().written;
	limit.rlim_cur = RLIM_INFINITY;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
	assert_true(before < COUNT);
	CHECK_EQ("left", ac_writer_drain(writer), 0);
	CHECK_EQ("written", stats_now().written, COUNT);
	ac_writer_destroy(writer);
	CHECK_SQL("SELECT count(*) FROM candles_1m", "3000");
	CHECK_SQL("PRAGMA integrity_check", "ok");
}

#define WITH_STORE(test) cmocka_unit_test_setup_teardown(test, store_setup, store_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_STORE(test_writer_writes_everything_in_order),
		WITH_STORE(test_writer_commits_soon_without_being_asked),
		WITH_STORE(test_writer_waits_for_a_locked_database_and_loses_nothing),
		WITH_STORE(test_writer_full_ring_refuses_counts_and_remembers_where),
		WITH_STORE(test_writer_fact_that_comes_again_was_not_refused),
		WITH_STORE(test_writer_passes_over_a_fact_that_the_schema_refuses),
		WITH_STORE(test_writer_full_disk_delays_but_loses_nothing),
		WITH_STORE(test_writer_gives_up_in_bounded_time_and_says_how_much_is_left),
	};
	return cmocka_run_group_tests(tests, folder_make, folder_remove);
}
