/* Opening, runs and transactions. The rows of facts are in facts.c, the books in books.c. */
#include "database/store.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "database/migrations.h"
#include "database/statement.h"
#include "database/url.h"
#include "sys/clock.h"
#include "sys/whole_file.h"

#define PATH_SIZE          4096
#define BUSY_TIMEOUT_MS    2000
#define APPLICATION_ID_SQL "PRAGMA application_id = 0x61636f6e" /* "acon": file(1) can tell */

/* Wall clock; only for "when was this migration applied". */
static ac_ms now_ms(void)
{
	return ac_wall_ms(&ac_machine_clock);
}

/* Decimal text to 1e-8 units and back, so that sums and sorting in SQL are exact. Only
 * the room's own statements use these: no table or view depends on them. */
static void sql_units(sqlite3_context *context, int count, sqlite3_value **values)
{
	ac_assert(count == 1);
	const char *text = (const char *)sqlite3_value_text(values[0]);
	struct ac_dec value;
	if (text == NULL || ac_dec_parse(ac_str_from(text), &value) != AC_OK)
		sqlite3_result_error(context, "not a decimal", -1);
	else
		sqlite3_result_int64(context, value.units);
}

static void sql_text(sqlite3_context *context, int count, sqlite3_value **values)
{
	ac_assert(count == 1);
	char text[AC_DEC_TEXT_SIZE];
	size_t size = ac_dec_format((struct ac_dec){ sqlite3_value_int64(values[0]) }, text);
	sqlite3_result_text(context, text, (int)size, SQLITE_TRANSIENT);
}

static bool execute(struct ac_store *store, const char *sql)
{
	return sqlite3_exec(store->database, sql, NULL, NULL, NULL) == SQLITE_OK;
}

static bool settings_apply(struct ac_store *store, bool is_readonly)
{
	sqlite3 *database = store->database;
	int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC;
	sqlite3_extended_result_codes(database, 1);
	sqlite3_busy_timeout(database, BUSY_TIMEOUT_MS);
	if (!execute(store, "PRAGMA foreign_keys = ON") ||
	    sqlite3_create_function_v2(database, "ac_units", 1, flags, NULL, sql_units, NULL, NULL,
				       NULL) != SQLITE_OK)
		return false;
	if (is_readonly)
		return execute(store, "PRAGMA query_only = ON");
	return sqlite3_create_function_v2(database, "ac_text", 1, flags, NULL, sql_text, NULL, NULL,
					  NULL) == SQLITE_OK &&
	       execute(store, "PRAGMA synchronous = NORMAL") &&
	       execute(store, "PRAGMA cache_size = -16000"); /* 16 MB: the indexes of a busy day */
}

/* The journal of writes and the mark of the file are set only once the file is known to be ours. */
static bool file_prepare(struct ac_store *store)
{
	return execute(store, "PRAGMA journal_mode = WAL") && execute(store, APPLICATION_ID_SQL);
}

static enum ac_status schema_check(struct ac_store *store, bool is_readonly, char *error,
				   size_t error_size)
{
	if (!is_readonly)
		return ac_migrations_apply(store->database, ac_migrations, ac_migration_count,
					   now_ms(), &store->schema_version, error, error_size);
	enum ac_status status =
		ac_migrations_verify(store->database, ac_migrations, ac_migration_count,
				     &store->schema_version, error, error_size);
	if (status == AC_OK && store->schema_version < ac_migration_count) {
		snprintf(error, error_size,
			 "the database has schema %d, this program reads %d: a run brings it up "
			 "to date",
			 store->schema_version, ac_migration_count);
		return AC_ERR_VERSION;
	}
	return status;
}

static enum ac_status open_failed(struct ac_store *store, const char *path, char *error,
				  size_t error_size)
{
	int code = sqlite3_extended_errcode(store->database);
	snprintf(error, error_size, "%s: %s", path,
		 store->database == NULL ? "out of memory" : sqlite3_errmsg(store->database));
	return store_fail(store, code) == AC_ERR_CORRUPT ? AC_ERR_CORRUPT : AC_ERR_IO;
}

static enum ac_status open_path(const char *path, bool is_readonly, struct ac_store **ret_store,
				char *error, size_t error_size)
{
	struct ac_store *store = calloc(1, sizeof(*store));
	if (store == NULL) {
		snprintf(error, error_size, "out of memory");
		return AC_ERR_NOMEM;
	}
	enum ac_status status;
	int flags = is_readonly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
	/* One thread at a time is the caller's promise, so SQLite need not lock. */
	flags |= SQLITE_OPEN_NOMUTEX;
	if (sqlite3_open_v2(path, &store->database, flags, NULL) != SQLITE_OK ||
	    !settings_apply(store, is_readonly)) {
		status = open_failed(store, path, error, error_size);
		goto fail;
	}
	status = schema_check(store, is_readonly, error, error_size);
	if (status != AC_OK)
		goto fail;
	if (!is_readonly && !file_prepare(store)) {
		status = open_failed(store, path, error, error_size);
		goto fail;
	}
	*ret_store = store;
	return AC_OK;
fail:
	ac_store_close(store);
	return status;
}

enum ac_status ac_store_open(const char *url, struct ac_store **ret_store, char *error,
			     size_t error_size)
{
	ac_assert(ret_store != NULL);
	ac_assert(error != NULL);
	char path[PATH_SIZE];
	enum ac_status status = ac_url_path(url, path, sizeof(path), error, error_size);
	if (status != AC_OK)
		return status;
	status = ac_file_folders_make(path);
	if (status != AC_OK) {
		snprintf(error, error_size, "%s: cannot make the folder: %s", path,
			 strerror(errno));
		return status;
	}
	return open_path(path, false, ret_store, error, error_size);
}

enum ac_status ac_store_open_readonly(const char *url, struct ac_store **ret_store, char *error,
				      size_t error_size)
{
	ac_assert(ret_store != NULL);
	ac_assert(error != NULL);
	char path[PATH_SIZE];
	enum ac_status status = ac_url_path(url, path, sizeof(path), error, error_size);
	if (status != AC_OK)
		return status;
	return open_path(path, true, ret_store, error, error_size);
}

void ac_store_close(struct ac_store *store)
{
	if (store == NULL)
		return;
	for (int i = 0; i < STATEMENT_COUNT; i++)
		sqlite3_finalize(store->statements[i]);
	int result = sqlite3_close(store->database);
	ac_assert(result == SQLITE_OK); /* everything prepared was finalised above */
	free(store);
}

const char *ac_store_error(const struct ac_store *store)
{
	return store->error;
}

int32_t ac_store_schema_version(const struct ac_store *store)
{
	return store->schema_version;
}

enum ac_status ac_store_run_id_next(struct ac_store *store, uint32_t *ret_run_id)
{
	struct statement select = statement_start(store, STATEMENT_RUN_ID_NEXT);
	enum ac_status status = statement_next(&select);
	if (status != AC_OK)
		return status;
	int64_t run_id = column_int(&select);
	statement_stop(&select);
	if (run_id < 1 || run_id > UINT32_MAX)
		return AC_ERR_FULL;
	*ret_run_id = (uint32_t)run_id;
	return AC_OK;
}

static void text_copy(char *to, size_t size, const char *from)
{
	snprintf(to, size, "%s", from);
}

enum ac_status ac_store_run_last(struct ac_store *store, const char *account,
				 struct ac_store_run *ret_run, bool *ret_is_ended,
				 uint64_t *ret_journal_seq)
{
	struct statement select = statement_start(store, STATEMENT_RUN_LAST);
	bind_text(&select, account);
	enum ac_status status = statement_next(&select);
	if (status != AC_OK)
		return status == AC_END ? AC_ERR_NOT_FOUND : status;
	struct ac_store_run run;
	memset(&run, 0, sizeof(run));
	run.run_id = (uint32_t)column_int(&select);
	text_copy(run.account, sizeof(run.account), column_text(&select));
	text_copy(run.mode, sizeof(run.mode), column_text(&select));
	text_copy(run.version, sizeof(run.version), column_text(&select));
	text_copy(run.feed, sizeof(run.feed), column_text(&select));
	text_copy(run.journal, sizeof(run.journal), column_text(&select));
	*ret_journal_seq = (uint64_t)column_int(&select);
	run.started_ms = column_int(&select);
	*ret_is_ended = column_int(&select) != 0;
	statement_stop(&select);
	*ret_run = run;
	return AC_OK;
}

enum ac_status ac_store_run_begin(struct ac_store *store, const struct ac_store_run *run)
{
	struct statement insert = statement_start(store, STATEMENT_RUN_BEGIN);
	bind_int(&insert, run->run_id);
	bind_text(&insert, run->account);
	bind_text(&insert, run->mode);
	bind_text(&insert, run->version);
	bind_text(&insert, run->feed);
	bind_text(&insert, run->journal);
	bind_int(&insert, run->started_ms);
	enum ac_status status = statement_run(&insert);
	if (status == AC_ERR_RANGE && store->code == SQLITE_CONSTRAINT_PRIMARYKEY)
		return AC_ERR_EXISTS;
	return status;
}

/* An UPDATE … RETURNING that must meet exactly one run. */
static enum ac_status run_update(struct statement *update)
{
	enum ac_status status = statement_next(update);
	if (status == AC_OK)
		statement_stop(update);
	return status == AC_END ? AC_ERR_NOT_FOUND : status;
}

enum ac_status ac_store_run_end(struct ac_store *store, uint32_t run_id, ac_ms ended_ms,
				const char *reason)
{
	struct statement update = statement_start(store, STATEMENT_RUN_END);
	bind_int(&update, ended_ms);
	bind_text(&update, reason);
	bind_int(&update, run_id);
	return run_update(&update);
}

enum ac_status ac_store_begin(struct ac_store *store)
{
	struct statement begin = statement_start(store, STATEMENT_BEGIN);
	return statement_run(&begin);
}

enum ac_status ac_store_commit(struct ac_store *store, const struct ac_store_run *run,
			       uint64_t journal_seq)
{
	struct statement reached = statement_start(store, STATEMENT_RUN_REACHED);
	bind_int(&reached, (int64_t)journal_seq);
	bind_int(&reached, run->run_id);
	enum ac_status status = run_update(&reached);
	if (status != AC_OK)
		return status;
	struct statement commit = statement_start(store, STATEMENT_COMMIT);
	return statement_run(&commit);
}

void ac_store_rollback(struct ac_store *store)
{
	/* A full disk may have rolled back already. */
	if (sqlite3_get_autocommit(store->database) != 0)
		return;
	struct statement rollback = statement_start(store, STATEMENT_ROLLBACK);
	enum ac_status status = statement_run(&rollback);
	(void)status;
}
