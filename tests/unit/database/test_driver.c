/* A second database of a page, in memory and without SQL: what struct ac_driver asks is enough to
 * open a store, begin and end runs, take back and commit. Its texts are the names of the queries. */
#include "check.h"

#include <stdio.h>
#include <stdlib.h>

#include "database/drivers.h"
#include "database/migrations.h"

enum { RUNS_MAX = 8, VALUES_MAX = 16 };

struct toy_run {
	int64_t run_id, journal_seq, started_at, ended_at;
	char account[40];
};

struct toy_table {
	struct toy_run runs[RUNS_MAX];
	int64_t count;
	int32_t version;
	char checksum[8];
};

struct ac_connection {
	struct toy_table table, before; /* `before`: as it was when the transaction began */
	bool is_in_transaction, is_settled;
	int64_t affected;
};

struct ac_prepared {
	struct ac_connection *connection;
	const char *name;
	const char *const *parameters;
	uint32_t parameter_count;
	int64_t numbers[VALUES_MAX];
	char texts[VALUES_MAX][40];
	int64_t row
		[VALUES_MAX]; /* columns of the row under way; a text where the query gives one */
	const char *row_texts[VALUES_MAX];
	bool is_stepped;
};

static uint32_t open_connections, open_statements;

static const char *const toy_texts[AC_QUERY_COUNT] = {
#define NAME(constant, name) [AC_QUERY_##constant] = name,
	AC_QUERY_LIST(NAME)
#undef NAME
};

static const struct ac_migration toy_migrations[] = { { 1, "first", "c1", "" } };
static const int32_t toy_migration_count = 1;

static enum ac_status toy_open(const char *url, bool is_readonly, struct ac_connection **ret,
			       char *error, size_t size)
{
	(void)is_readonly;
	if (strcmp(url, "toy:") != 0) {
		snprintf(error, size, "the database must be toy:");
		return AC_ERR_CONFIG;
	}
	*ret = calloc(1, sizeof(**ret));
	open_connections++;
	return AC_OK;
}

static enum ac_status toy_settle(struct ac_connection *toy)
{
	toy->is_settled = true;
	return AC_OK;
}

static void toy_close(struct ac_connection *toy)
{
	open_connections--;
	free(toy);
}

static const char *toy_place(const struct ac_connection *toy)
{
	return toy->is_settled ? "in memory" : "nowhere";
}

static const char *toy_error(const struct ac_connection *toy)
{
	(void)toy;
	return "the toy refuses";
}

static enum ac_status toy_begin(struct ac_connection *toy)
{
	if (toy->is_in_transaction)
		return AC_ERR_IO;
	toy->before = toy->table;
	toy->is_in_transaction = true;
	return AC_OK;
}

static enum ac_status toy_commit(struct ac_connection *toy)
{
	toy->is_in_transaction = false;
	return AC_OK;
}

static enum ac_status toy_rollback(struct ac_connection *toy)
{
	toy->table = toy->before;
	toy->is_in_transaction = false;
	return AC_OK;
}

static bool toy_is_in_transaction(const struct ac_connection *toy)
{
	return toy->is_in_transaction;
}

static enum ac_status toy_execute(struct ac_connection *toy, const char *statements)
{
	(void)toy, (void)statements;
	return AC_OK;
}

static const struct {
	const char *name;
	const char *parameters[VALUES_MAX];
} toy_queries[] = {
	{ "schema_look", { NULL } },
	{ "migrations_list", { NULL } },
	{ "migration_record", { "version", "name", "checksum", "applied_at" } },
	{ "run_id_next", { NULL } },
	{ "run_begin",
	  { "run_id", "account", "mode", "version", "feed", "journal", "started_at" } },
	{ "run_last", { "account" } },
	{ "run_end", { "run_id", "ended_at", "end_reason" } },
	{ "run_reached", { "journal_seq", "run_id" } },
};

static enum ac_status toy_prepare(struct ac_connection *toy, const char *text,
				  struct ac_prepared **ret)
{
	for (size_t i = 0; i < AC_COUNT(toy_queries); i++) {
		if (strcmp(toy_queries[i].name, text) != 0)
			continue;
		struct ac_prepared *prepared = calloc(1, sizeof(*prepared));
		prepared->connection = toy;
		prepared->name = toy_queries[i].name;
		prepared->parameters = toy_queries[i].parameters;
		while (prepared->parameters[prepared->parameter_count] != NULL)
			prepared->parameter_count++;
		open_statements++;
		*ret = prepared;
		return AC_OK;
	}
	return AC_ERR_RANGE;
}

static void toy_discard(struct ac_prepared *prepared)
{
	open_statements -= prepared != NULL;
	free(prepared);
}

static uint32_t toy_parameter_count(const struct ac_prepared *prepared)
{
	return prepared->parameter_count;
}

static const char *toy_parameter_name(const struct ac_prepared *prepared, uint32_t index)
{
	return prepared->parameters[index];
}

static enum ac_status toy_bind_null(struct ac_prepared *prepared, uint32_t index)
{
	prepared->numbers[index] = 0;
	return AC_OK;
}

static enum ac_status toy_bind_int(struct ac_prepared *prepared, uint32_t index, int64_t value)
{
	prepared->numbers[index] = value;
	return AC_OK;
}

static enum ac_status toy_bind_real(struct ac_prepared *prepared, uint32_t index, double value)
{
	(void)prepared, (void)index, (void)value;
	return AC_ERR_RANGE;
}

static enum ac_status toy_bind_text(struct ac_prepared *prepared, uint32_t index, const char *text,
				    size_t size)
{
	snprintf(prepared->texts[index], sizeof(prepared->texts[0]), "%.*s", (int)size, text);
	return AC_OK;
}

static bool is_query(const struct ac_prepared *prepared, const char *name)
{
	return strcmp(prepared->name, name) == 0;
}

static struct toy_run *run_find(struct ac_connection *toy, int64_t run_id)
{
	for (int64_t i = 0; i < toy->table.count; i++)
		if (toy->table.runs[i].run_id == run_id)
			return &toy->table.runs[i];
	return NULL;
}

static enum ac_status row_select(struct ac_prepared *prepared)
{
	struct toy_table *table = &prepared->connection->table;
	prepared->is_stepped = true;
	if (is_query(prepared, "schema_look")) {
		prepared->row[0] = prepared->row[1] = table->version;
		return AC_OK;
	}
	if (is_query(prepared, "run_id_next")) {
		prepared->row[0] = table->count == 0 ? 1 : table->runs[table->count - 1].run_id + 1;
		return AC_OK;
	}
	if (is_query(prepared, "migrations_list")) {
		prepared->row[0] = table->version;
		prepared->row_texts[1] = "first";
		prepared->row_texts[2] = table->checksum;
		return table->version > 0 ? AC_OK : AC_END;
	}
	for (int64_t i = table->count; i-- > 0;) {
		const struct toy_run *run = &table->runs[i];
		if (strcmp(run->account, prepared->texts[0]) != 0)
			continue;
		prepared->row[0] = run->run_id;
		prepared->row_texts[1] = run->account;
		prepared->row[6] = run->journal_seq;
		prepared->row[7] = run->started_at;
		prepared->row[8] = run->ended_at != 0;
		return AC_OK;
	}
	return AC_END;
}

static enum ac_status row_change(struct ac_prepared *prepared)
{
	struct ac_connection *toy = prepared->connection;
	struct toy_table *table = &toy->table;
	if (is_query(prepared, "migration_record")) {
		table->version = (int32_t)prepared->numbers[0];
		snprintf(table->checksum, sizeof(table->checksum), "%.7s", prepared->texts[2]);
		return AC_END;
	}
	if (is_query(prepared, "run_begin")) {
		if (run_find(toy, prepared->numbers[0]) != NULL)
			return AC_ERR_EXISTS;
		assert_true(table->count < RUNS_MAX);
		struct toy_run *run = &table->runs[table->count++];
		*run = (struct toy_run){ .run_id = prepared->numbers[0],
					 .started_at = prepared->numbers[6] };
		snprintf(run->account, sizeof(run->account), "%s", prepared->texts[1]);
		return AC_END;
	}
	bool is_end = is_query(prepared, "run_end");
	struct toy_run *run = run_find(toy, prepared->numbers[is_end ? 0 : 1]);
	toy->affected = run != NULL;
	if (run != NULL && is_end)
		run->ended_at = prepared->numbers[1];
	if (run != NULL && !is_end)
		run->journal_seq = prepared->numbers[0];
	return AC_END;
}

static enum ac_status toy_step(struct ac_prepared *prepared)
{
	static const char *const selects[] = { "schema_look", "migrations_list", "run_id_next",
					       "run_last" };
	for (size_t i = 0; i < AC_COUNT(selects); i++)
		if (is_query(prepared, selects[i]))
			return prepared->is_stepped ? AC_END : row_select(prepared);
	return row_change(prepared);
}

static void toy_reset(struct ac_prepared *prepared)
{
	prepared->is_stepped = false;
	memset(prepared->numbers, 0, sizeof(prepared->numbers));
	memset(prepared->texts, 0, sizeof(prepared->texts));
}

static int64_t toy_affected(const struct ac_connection *toy)
{
	return toy->affected;
}

static uint32_t toy_column_count(const struct ac_prepared *prepared)
{
	(void)prepared;
	return VALUES_MAX;
}

static const char *toy_column_name(struct ac_prepared *prepared, uint32_t index)
{
	(void)index;
	return prepared->name;
}

static bool toy_column_is_null(struct ac_prepared *prepared, uint32_t index)
{
	return prepared->row_texts[index] == NULL;
}

static int64_t toy_column_int(struct ac_prepared *prepared, uint32_t index)
{
	return prepared->row[index];
}

static double toy_column_real(struct ac_prepared *prepared, uint32_t index)
{
	return (double)prepared->row[index];
}

static const char *toy_column_text(struct ac_prepared *prepared, uint32_t index)
{
	return prepared->row_texts[index];
}

static const struct ac_driver toy_driver = {
	.url_form = "toy:",
	.texts = toy_texts,
	.migrations = toy_migrations,
	.migration_count = &toy_migration_count,
	.open = toy_open,
	.settle = toy_settle,
	.close = toy_close,
	.place = toy_place,
	.error = toy_error,
	.begin = toy_begin,
	.commit = toy_commit,
	.rollback = toy_rollback,
	.is_in_transaction = toy_is_in_transaction,
	.execute = toy_execute,
	.prepare = toy_prepare,
	.discard = toy_discard,
	.parameter_count = toy_parameter_count,
	.parameter_name = toy_parameter_name,
	.bind_null = toy_bind_null,
	.bind_int = toy_bind_int,
	.bind_real = toy_bind_real,
	.bind_text = toy_bind_text,
	.step = toy_step,
	.reset = toy_reset,
	.affected = toy_affected,
	.column_count = toy_column_count,
	.column_name = toy_column_name,
	.column_is_null = toy_column_is_null,
	.column_int = toy_column_int,
	.column_real = toy_column_real,
	.column_text = toy_column_text,
};

static void test_store_works_over_a_driver_without_sql(void **state)
{
	(void)state;
	struct ac_store *store = NULL;
	char error[200] = "";
	uint32_t run_id;
	uint64_t journal_seq;
	bool is_ended;
	struct ac_store_run found, run = { .run_id = 1, .account = "sim", .started_ms = 5 };
	CHECK_EQ("address",
		 ac_store_open_by(&toy_driver, "other:", false, &store, error, sizeof(error)),
		 AC_ERR_CONFIG);
	assert_string_equal(error, "the database must be toy:");
	assert_int_equal(ac_store_open_by(&toy_driver, "toy:", false, &store, error, sizeof(error)),
			 AC_OK);
	CHECK_EQ("migrated", ac_store_schema_version(store), 1);
	assert_string_equal(ac_store_place(store), "in memory");
	CHECK_EQ("none", ac_store_run_last(store, "sim", &found, &is_ended, &journal_seq),
		 AC_ERR_NOT_FOUND);
	assert_int_equal(ac_store_run_id_next(store, &run_id), AC_OK);
	CHECK_EQ("next", run_id, 1);
	assert_int_equal(ac_store_run_begin(store, &run), AC_OK);
	CHECK_EQ("again", ac_store_run_begin(store, &run), AC_ERR_EXISTS);
	assert_string_equal(ac_store_error(store), "the toy refuses");
	assert_int_equal(ac_store_begin(store), AC_OK);
	CHECK_EQ("a second one", ac_store_begin(store), AC_ERR_IO);
	assert_int_equal(ac_store_commit(store, &run, 41), AC_OK);
	assert_int_equal(ac_store_begin(store), AC_OK);
	run.run_id = 2;
	assert_int_equal(ac_store_run_begin(store, &run), AC_OK);
	ac_store_rollback(store);
	ac_store_rollback(store);
	assert_int_equal(ac_store_run_last(store, "sim", &found, &is_ended, &journal_seq), AC_OK);
	CHECK_EQ("run", found.run_id, 1);
	CHECK_EQ("started", found.started_ms, 5);
	CHECK_EQ("reached", journal_seq, 41);
	assert_false(is_ended);
	assert_int_equal(ac_store_run_end(store, 1, 9, "stopped"), AC_OK);
	CHECK_EQ("no such run", ac_store_run_end(store, 7, 9, "stopped"), AC_ERR_NOT_FOUND);
	assert_int_equal(ac_store_run_last(store, "sim", &found, &is_ended, &journal_seq), AC_OK);
	assert_true(is_ended);
	assert_true(open_statements > 0);
	ac_store_close(store);
	CHECK_EQ("connections", open_connections, 0);
	CHECK_EQ("statements", open_statements, 0);
}

static void test_schemes_lead_to_drivers_and_addresses_stay_secret(void **state)
{
	(void)state;
	const struct ac_driver *driver = NULL;
	char error[200] = "";
	assert_int_equal(ac_drivers_find("sqlite:///x", &driver, error, sizeof(error)), AC_OK);
	assert_non_null(driver);
	driver = NULL;
	CHECK_EQ("to come",
		 ac_drivers_find("postgresql://user:geheim@host/db", &driver, error, sizeof(error)),
		 AC_ERR_UNSUPPORTED);
	assert_null(strstr(error, "geheim"));
	CHECK_EQ("unknown",
		 ac_drivers_find("mysql://user:geheim@host/db", &driver, error, sizeof(error)),
		 AC_ERR_CONFIG);
	assert_null(strstr(error, "geheim"));
	assert_null(driver);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_store_works_over_a_driver_without_sql),
		cmocka_unit_test(test_schemes_lead_to_drivers_and_addresses_stay_secret),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
