#include "fixture.h"

#include "database/drivers.h"
#include "database/migrations.h"
#include "database/sqlite/connection.h"
#include "database/sqlite/sqlite.h"
#include "database/statement.h"

static struct ac_store *store;
static sqlite3 *database; /* the store's own */

/* A file without a schema. */
static int database_open(void **state)
{
	static int number;
	(void)state;
	snprintf(fixture_path, sizeof(fixture_path), "%s/%d.db", folder, ++number);
	if (ac_store_connect(&ac_sqlite_driver, fixture_url(), false, &store, fixture_error,
			     sizeof(fixture_error)) != AC_OK)
		return 1;
	database = store->connection->database;
	return 0;
}

static int database_close(void **state)
{
	(void)state;
	ac_store_close(store);
	return 0;
}

#define FIRST                                                                                      \
	{                                                                                          \
		1, "first", "c1",                                                                  \
			"CREATE TABLE migrations (version INTEGER PRIMARY KEY, name TEXT, "        \
			"checksum TEXT, "                                                          \
			"applied_at INTEGER); CREATE TABLE a (x);"                                 \
	}

static int64_t number(const char *sql)
{
	sqlite3_stmt *row = NULL;
	int64_t value = -1;
	if (sqlite3_prepare_v2(database, sql, -1, &row, NULL) == SQLITE_OK &&
	    sqlite3_step(row) == SQLITE_ROW)
		value = sqlite3_column_int64(row, 0);
	sqlite3_finalize(row);
	return value;
}

static void test_migrations_are_applied_once_each_and_in_order(void **state)
{
	(void)state;
	const struct ac_migration list[] = {
		FIRST,
		{ 2, "second", "c2", "ALTER TABLE a ADD COLUMN y; INSERT INTO a VALUES (1, 2)" },
		{ 3, "third", "c3", "UPDATE a SET y = y + 1" },
	};
	char error[200];
	int32_t version;
	assert_int_equal(ac_migrations_apply(store, list, 1, 5, &version, error, sizeof(error)),
			 AC_OK);
	CHECK_EQ("first", version, 1);
	for (int again = 0; again < 2; again++) {
		assert_int_equal(
			ac_migrations_apply(store, list, 3, 6, &version, error, sizeof(error)),
			AC_OK);
		CHECK_EQ("all", version, 3);
		CHECK_EQ("y", number("SELECT y FROM a"), 3);
		CHECK_EQ("times", number("SELECT sum(applied_at) FROM migrations"), 17);
	}
}

static void test_migrations_that_fail_leave_nothing_behind(void **state)
{
	(void)state;
	const struct ac_migration list[] = {
		FIRST,
		{ 2, "broken", "c2", "CREATE TABLE b (x); INSERT INTO b VALUES (1); nonsense" },
	};
	char error[200] = "";
	int32_t version = 77;
	assert_int_not_equal(ac_migrations_apply(store, list, 2, 5, &version, error, sizeof(error)),
			     AC_OK);
	CHECK_EQ("untouched", version, 77);
	assert_non_null(strstr(error, "broken"));
	CHECK_EQ("b", number("SELECT count(*) FROM sqlite_schema WHERE name = 'b'"), 0);
	CHECK_EQ("rows", number("SELECT count(*) FROM migrations"), 1);
	CHECK_EQ("no transaction is left", sqlite3_get_autocommit(database), 1);
}

static void test_migrations_altered_missing_or_newer_are_refused(void **state)
{
	(void)state;
	const struct ac_migration list[] = { FIRST, { 2, "second", "c2", "CREATE TABLE b (x)" } };
	const struct ac_migration altered[] = { FIRST,
						{ 2, "second", "XX", "CREATE TABLE b (x)" } };
	char error[300];
	int32_t version = 77;
	assert_int_equal(ac_migrations_apply(store, list, 2, 5, &version, error, sizeof(error)),
			 AC_OK);
	version = 77;
	assert_int_equal(ac_migrations_verify(store, altered, 2, &version, error, sizeof(error)),
			 AC_ERR_VERSION);
	assert_non_null(strstr(error, "second"));
	assert_int_equal(ac_migrations_verify(store, list, 1, &version, error, sizeof(error)),
			 AC_ERR_VERSION);
	sqlite3_exec(database, "DELETE FROM migrations WHERE version = 1", NULL, NULL, NULL);
	assert_int_equal(ac_migrations_verify(store, list, 2, &version, error, sizeof(error)),
			 AC_ERR_VERSION);
	CHECK_EQ("untouched", version, 77);
}

/* Databases in use carry these: a change of an old file, or of what its words stand for, would lock
 * their owners out. A new migration adds a line; the old ones stay. */
static void test_migrations_that_were_published_never_change(void **state)
{
	(void)state;
	static const char *const checksums[] = {
		"0773a6cdac4424cf2f609d6d6a00d5137f6d23d9c29fbc10592aa68b670c2618",
		"babbe82e2727a8cbf115c2ac267951db94eaf5b58dae48ddbf4adf0ff60c5249",
	};
	CHECK_EQ("count", ac_sqlite_migration_count, AC_COUNT(checksums));
	for (int32_t i = 0; i < ac_sqlite_migration_count; i++) {
		CHECK_EQ(ac_sqlite_migrations[i].name, ac_sqlite_migrations[i].version, i + 1);
		assert_string_equal(ac_sqlite_migrations[i].checksum, checksums[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_migrations_are_applied_once_each_and_in_order,
						database_open, database_close),
		cmocka_unit_test_setup_teardown(test_migrations_that_fail_leave_nothing_behind,
						database_open, database_close),
		cmocka_unit_test_setup_teardown(
			test_migrations_altered_missing_or_newer_are_refused, database_open,
			database_close),
		cmocka_unit_test(test_migrations_that_were_published_never_change),
	};
	return cmocka_run_group_tests(tests, folder_make, folder_remove);
}
