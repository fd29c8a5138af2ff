#include "fixture.h"

#include "database/query.h"

#include <sys/stat.h>

static void test_store_refuses_urls_that_it_cannot_serve(void **state)
{
	(void)state;
	static const struct {
		const char *url;
		enum ac_status status;
	} cases[] = {
		{ "postgresql://user:geheim@host/db", AC_ERR_UNSUPPORTED },
		{ "postgres://user:geheim@host/db", AC_ERR_UNSUPPORTED },
		{ "mysql://user:geheim@host/db", AC_ERR_CONFIG },
		{ "sqlite://x.db", AC_ERR_CONFIG },
		{ "sqlite:///", AC_ERR_CONFIG },
		{ "sqlite:///folder/", AC_ERR_CONFIG },
		{ "", AC_ERR_CONFIG },
		{ "sqlite:////proc/no/such/place.db", AC_ERR_IO },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		struct ac_store *store = NULL;
		char error[200] = "";
		CHECK_EQ(cases[i].url, ac_store_open(cases[i].url, &store, error, sizeof(error)),
			 cases[i].status);
		assert_null(store);
		assert_true(error[0] != '\0');
		assert_null(strstr(error, "geheim"));
	}
}

static void test_store_relative_url_makes_folders_below_the_present_one(void **state)
{
	(void)state;
	struct ac_store *store;
	char error[200], back[1000];
	assert_non_null(getcwd(back, sizeof(back)));
	assert_int_equal(chdir(folder), 0);
	enum ac_status status =
		ac_store_open("sqlite:///./made/below/trader.db", &store, error, sizeof(error));
	assert_int_equal(chdir(back), 0);
	if (status != AC_OK)
		fail_msg("%s", error);
	ac_store_close(store);
	ac_store_close(NULL);
	struct stat about;
	assert_int_equal(stat(folder_path("made/below/trader.db"), &about), 0);
}

static void test_store_opens_with_write_ahead_log_and_survives_reopening(void **state)
{
	(void)state;
	CHECK_SQL("PRAGMA journal_mode", "wal");
	CHECK_SQL("SELECT count(*) FROM migrations", "2");
	CHECK_EQ("version", ac_store_schema_version(fixture_store), 2);
	ac_store_close(fixture_store);
	assert_int_equal(
		ac_store_open(fixture_url(), &fixture_store, fixture_error, sizeof(fixture_error)),
		AC_OK);
	CHECK_SQL("SELECT count(*) FROM migrations", "2");
	CHECK_SQL("SELECT journal FROM runs WHERE run_id = 1", "run-1.journal");
	CHECK_SQL("PRAGMA integrity_check", "ok");
}

static void test_store_runs_begin_end_and_are_found_again(void **state)
{
	(void)state;
	uint32_t run_id;
	struct ac_store_run found;
	bool is_ended = true;
	uint64_t journal_seq = 99;
	assert_int_equal(ac_store_run_id_next(fixture_store, &run_id), AC_OK);
	CHECK_EQ("next", run_id, 2);
	assert_int_equal(ac_store_run_begin(fixture_store, &fixture_run), AC_ERR_EXISTS);
	struct ac_store_run second = fixture_run;
	second.run_id = 2;
	snprintf(second.account, sizeof(second.account), "sim-2");
	assert_int_equal(ac_store_run_begin(fixture_store, &second), AC_OK);
	assert_int_equal(
		ac_store_run_last(fixture_store, "nobody", &found, &is_ended, &journal_seq),
		AC_ERR_NOT_FOUND);
	CHECK_EQ("untouched", journal_seq, 99);
	assert_int_equal(ac_store_begin(fixture_store), AC_OK);
	assert_int_equal(ac_store_commit(fixture_store, &fixture_run, 41), AC_OK);
	assert_int_equal(ac_store_begin(fixture_store), AC_OK);
	assert_int_equal(ac_store_commit(fixture_store, &fixture_run, 17), AC_OK);
	assert_int_equal(ac_store_run_last(fixture_store, "sim", &found, &is_ended, &journal_seq),
			 AC_OK);
	assert_memory_equal(&found, &fixture_run, sizeof(found));
	assert_false(is_ended);
	CHECK_EQ("the seq reached never runs back", journal_seq, 41);
	assert_int_equal(ac_store_run_end(fixture_store, 1, 1767225700000, "stopped"), AC_OK);
	assert_int_equal(ac_store_run_end(fixture_store, 9, 1767225700000, "stopped"),
			 AC_ERR_NOT_FOUND);
	assert_int_equal(ac_store_run_last(fixture_store, "sim", &found, &is_ended, &journal_seq),
			 AC_OK);
	assert_true(is_ended);
}

static void test_store_readonly_reads_and_cannot_write(void **state)
{
	(void)state;
	struct ac_store *reader;
	uint32_t run_id;
	char error[200];
	assert_int_equal(ac_store_open_readonly(fixture_url(), &reader, error, sizeof(error)),
			 AC_OK);
	assert_int_equal(ac_store_run_id_next(reader, &run_id), AC_OK);
	CHECK_EQ("next", run_id, 2);
	struct ac_store_run run = fixture_run;
	run.run_id = 2;
	assert_int_not_equal(ac_store_run_begin(reader, &run), AC_OK);
	ac_store_close(reader);
	assert_int_equal(
		ac_store_open_readonly("sqlite:////nowhere/x.db", &reader, error, sizeof(error)),
		AC_ERR_IO);
}

static void test_store_refuses_a_newer_and_an_altered_schema(void **state)
{
	(void)state;
	struct ac_store *store = NULL;
	char error[300];
	ac_store_close(fixture_store);
	fixture_store = NULL;
	assert_int_equal(run_sql("INSERT INTO migrations VALUES (3, 'future', 'ff', 1)"),
			 SQLITE_OK);
	assert_int_equal(ac_store_open(fixture_url(), &store, error, sizeof(error)),
			 AC_ERR_VERSION);
	assert_non_null(strstr(error, "newer"));
	assert_int_equal(ac_store_open_readonly(fixture_url(), &store, error, sizeof(error)),
			 AC_ERR_VERSION);
	assert_int_equal(run_sql("UPDATE migrations SET checksum = 'ee' WHERE version = 1"),
			 SQLITE_OK);
	assert_int_equal(ac_store_open(fixture_url(), &store, error, sizeof(error)),
			 AC_ERR_VERSION);
	assert_non_null(strstr(error, "altered"));
	assert_null(store);
}

static void test_store_leaves_a_stranger_s_file_alone(void **state)
{
	(void)state;
	char url[200], error[300];
	struct ac_store *store = NULL;
	snprintf(fixture_path, sizeof(fixture_path), "%s/stranger.db", folder);
	assert_int_equal(run_sql("CREATE TABLE letters (text)"), SQLITE_OK);
	snprintf(url, sizeof(url), "sqlite:///%s", fixture_path);
	assert_int_equal(ac_store_open(url, &store, error, sizeof(error)), AC_ERR_VERSION);
	CHECK_SQL("SELECT group_concat(name) FROM sqlite_schema", "letters");
	CHECK_SQL("PRAGMA journal_mode", "delete");
	FILE *file = fopen(folder_path("text.db"), "w");
	for (int i = 0; i < 200; i++)
		fprintf(file, "this is no database at all\n");
	fclose(file);
	snprintf(url, sizeof(url), "sqlite:///%s", folder_path("text.db"));
	assert_int_equal(ac_store_open(url, &store, error, sizeof(error)), AC_ERR_CORRUPT);
	assert_null(store);
}

static void test_store_rows_are_never_deleted(void **state)
{
	(void)state;
	struct ac_event fact = order_fact(1, AC_LIFE_ACKED, 1000);
	write_ok(&fact);
	fact = trip_fact(2, "1", 1767225600000);
	write_ok(&fact);
	assert_int_equal(run_sql("DELETE FROM orders"), SQLITE_CONSTRAINT);
	assert_int_equal(run_sql("DELETE FROM round_trips"), SQLITE_CONSTRAINT);
	assert_int_equal(run_sql("DELETE FROM strategy_performance"), SQLITE_CONSTRAINT);
	assert_int_equal(run_sql("DELETE FROM runs"), SQLITE_CONSTRAINT);
	assert_int_equal(run_sql("DELETE FROM migrations"), SQLITE_CONSTRAINT);
	assert_int_equal(run_sql("UPDATE round_trips SET net_pnl = '9'"), SQLITE_CONSTRAINT);
	/* Every table has its guard. */
	CHECK_SQL("SELECT group_concat(name) FROM sqlite_schema AS t WHERE type = 'table' AND NOT "
		  "EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'trigger' AND "
		  "tbl_name = t.name AND sql LIKE '%BEFORE DELETE%')",
		  "(null)");
}

static void test_store_rollback_takes_everything_back(void **state)
{
	(void)state;
	struct ac_event fact = order_fact(1, AC_LIFE_ACKED, 1000);
	assert_int_equal(ac_store_begin(fixture_store), AC_OK);
	assert_int_equal(ac_store_write(fixture_store, &fixture_run, &fixture_names, &fact), AC_OK);
	ac_store_rollback(fixture_store);
	ac_store_rollback(fixture_store); /* nothing is open: nothing happens */
	CHECK_SQL("SELECT count(*) FROM orders", "0");
	assert_int_equal(ac_store_begin(fixture_store), AC_OK);
	/* A run that was never begun reaches nothing, and the transaction stays open. */
	struct ac_store_run stranger = fixture_run;
	stranger.run_id = 9;
	assert_int_equal(ac_store_commit(fixture_store, &stranger, 5), AC_ERR_NOT_FOUND);
	assert_int_not_equal(ac_store_begin(fixture_store), AC_OK);
	ac_store_rollback(fixture_store);
	write_ok(&fact);
	CHECK_SQL("SELECT count(*) FROM orders", "1");
}

static bool keep_row(void *self, int count, const char *const *names, const char *const *values)
{
	size_t *rows = self;
	CHECK_EQ("columns", count, 2);
	assert_string_equal(names[1], "b");
	assert_string_equal(values[1], *rows == 0 ? "" : "2");
	++*rows;
	return *rows < 2;
}

static void test_store_query_gives_rows_until_it_is_told_to_stop(void **state)
{
	(void)state;
	size_t rows = 0;
	assert_int_equal(ac_store_query(fixture_store,
					"SELECT 1 AS a, NULL AS b UNION ALL SELECT 1, 2 UNION ALL "
					"SELECT 1, 3",
					keep_row, &rows),
			 AC_OK);
	CHECK_EQ("rows", rows, 2);
	assert_int_equal(ac_store_query(fixture_store, "SELECT nothing", keep_row, &rows),
			 AC_ERR_IO);
	assert_non_null(strstr(ac_store_error(fixture_store), "nothing"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_store_refuses_urls_that_it_cannot_serve),
		cmocka_unit_test(test_store_relative_url_makes_folders_below_the_present_one),
		cmocka_unit_test_setup_teardown(
			test_store_opens_with_write_ahead_log_and_survives_reopening, store_setup,
			store_teardown),
		cmocka_unit_test_setup_teardown(test_store_runs_begin_end_and_are_found_again,
						store_setup, store_teardown),
		cmocka_unit_test_setup_teardown(test_store_readonly_reads_and_cannot_write,
						store_setup, store_teardown),
		cmocka_unit_test_setup_teardown(test_store_refuses_a_newer_and_an_altered_schema,
						store_setup, store_teardown),
		cmocka_unit_test(test_store_leaves_a_stranger_s_file_alone),
		cmocka_unit_test_setup_teardown(test_store_rollback_takes_everything_back,
						store_setup, store_teardown),
		cmocka_unit_test_setup_teardown(
			test_store_query_gives_rows_until_it_is_told_to_stop, store_setup,
			store_teardown),
		cmocka_unit_test_setup_teardown(test_store_rows_are_never_deleted, store_setup,
						store_teardown),
	};
	return cmocka_run_group_tests(tests, folder_make, folder_remove);
}
