/* Every text of every query against the schema, and every value under its name. */
#include "fixture.h"

#include <sys/wait.h>

#include "database/history.h"
#include "database/query.h"
#include "database/sqlite/connection.h"
#include "database/statement.h"

static const char *const names[AC_QUERY_COUNT] = {
#define NAME(constant, name) [AC_QUERY_##constant] = name,
	AC_QUERY_LIST(NAME)
#undef NAME
};

static uint32_t uses[AC_PARAMETER_COUNT];

/* statement_start prepares and finds each :name in the list, or ends the program. */
static void test_every_query_prepares_and_its_names_are_in_the_list(void **state)
{
	(void)state;
	memset(uses, 0, sizeof(uses));
	for (int i = 0; i < AC_QUERY_COUNT; i++) {
		struct statement statement = statement_start(fixture_store, (enum ac_query)i);
		if (statement.status != AC_OK)
			fail_msg("%s: %s", names[i],
				 sqlite3_errmsg(fixture_store->connection->database));
		for (int k = 0; k < AC_PARAMETER_COUNT; k++)
			uses[k] += statement.query->places[k] > 0;
	}
	for (int k = 0; k < AC_PARAMETER_COUNT; k++)
		CHECK_EQ("a parameter of the list that stands in no text", uses[k] == 0 ? k : -1,
			 -1);
}

static void test_every_query_prepares_for_a_reader_too(void **state)
{
	(void)state;
	struct ac_store *reader;
	assert_int_equal(ac_store_open_readonly(fixture_url(), &reader, fixture_error,
						sizeof(fixture_error)),
			 AC_OK);
	for (int i = 0; i < AC_QUERY_COUNT; i++)
		CHECK_EQ(names[i], statement_start(reader, (enum ac_query)i).status, AC_OK);
	ac_store_close(reader);
}

static bool count_row(void *self, int count, const char *const *columns, const char *const *values)
{
	size_t *rows = self;
	(void)columns, (void)values;
	*rows += count > 0;
	return true;
}

static void test_questions_of_a_person_are_answered(void **state)
{
	(void)state;
	size_t rows = 0;
	for (int i = AC_QUERY_ASK_STATUS; i < AC_QUERY_COUNT; i++) {
		if (strncmp(names[i], "ask_", 4) != 0)
			continue;
		const char *sql = ac_store_query_text(fixture_store, (enum ac_query)i);
		CHECK_EQ(names[i], ac_store_query(fixture_store, sql, count_row, &rows), AC_OK);
	}
	assert_true(rows >= 2); /* the counts, and the run */
}

/* What `act` does ends the program with an assertion. */
static void check_ends(void (*act)(void))
{
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		(void)freopen("/dev/null", "w", stderr);
		act();
		_exit(0);
	}
	int code = 0;
	assert_int_equal(waitpid(child, &code, 0), child);
	assert_true(WIFSIGNALED(code));
}

static void bind_a_stranger(void)
{
	struct statement last = statement_start(fixture_store, AC_QUERY_RUN_LAST);
	bind_text(&last, AC_PARAMETER_SYMBOL, "BTCUSDT");
}

static void bind_twice(void)
{
	struct statement last = statement_start(fixture_store, AC_QUERY_RUN_LAST);
	bind_text(&last, AC_PARAMETER_ACCOUNT, "sim");
	bind_text(&last, AC_PARAMETER_ACCOUNT, "sim");
}

static void leave_one_out(void)
{
	struct statement end = statement_start(fixture_store, AC_QUERY_RUN_END);
	bind_int(&end, AC_PARAMETER_RUN_ID, 1);
	bind_int(&end, AC_PARAMETER_ENDED_AT, 2);
	_exit(statement_run(&end) == AC_OK ? 1 : 2);
}

static void test_unknown_doubled_and_forgotten_names_end_the_program(void **state)
{
	(void)state;
	check_ends(bind_a_stranger);
	check_ends(bind_twice);
	check_ends(leave_one_out);
}

static void test_names_lead_each_value_to_its_place_whatever_the_order(void **state)
{
	(void)state;
	struct statement begin = statement_start(fixture_store, AC_QUERY_RUN_BEGIN);
	bind_int(&begin, AC_PARAMETER_STARTED_AT, 7);
	bind_text(&begin, AC_PARAMETER_JOURNAL, "j");
	bind_text(&begin, AC_PARAMETER_FEED, "f");
	bind_text(&begin, AC_PARAMETER_VERSION, "v");
	bind_text(&begin, AC_PARAMETER_MODE, "m");
	bind_text(&begin, AC_PARAMETER_ACCOUNT, "a");
	bind_int(&begin, AC_PARAMETER_RUN_ID, 2);
	assert_int_equal(statement_run(&begin), AC_OK);
	CHECK_SQL("SELECT run_id || account || mode || version || feed || journal || started_at "
		  "FROM runs WHERE run_id = 2",
		  "2amvfj7");
}

#define WITH_STORE(test) cmocka_unit_test_setup_teardown(test, store_setup, store_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_STORE(test_every_query_prepares_and_its_names_are_in_the_list),
		WITH_STORE(test_every_query_prepares_for_a_reader_too),
		WITH_STORE(test_questions_of_a_person_are_answered),
		WITH_STORE(test_unknown_doubled_and_forgotten_names_end_the_program),
		WITH_STORE(test_names_lead_each_value_to_its_place_whatever_the_order),
	};
	return cmocka_run_group_tests(tests, folder_make, folder_remove);
}
