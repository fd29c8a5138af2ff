/* Opening, runs and transactions. The rows of facts are in facts.c, the books in books.c. */
#include "database/store.h"

#include <stdio.h>
#include <stdlib.h>

#include "database/drivers.h"
#include "database/migrations.h"
#include "database/statement.h"
#include "sys/clock.h"

/* Wall clock; only for "when was this migration applied". */
static ac_ms now_ms(void)
{
	return ac_wall_ms(&ac_machine_clock);
}

static enum ac_status schema_check(struct ac_store *store, bool is_readonly, char *error,
				   size_t error_size)
{
	const struct ac_migration *list = store->driver->migrations;
	int32_t count = *store->driver->migration_count;
	if (!is_readonly)
		return ac_migrations_apply(store, list, count, now_ms(), &store->schema_version,
					   error, error_size);
	enum ac_status status =
		ac_migrations_verify(store, list, count, &store->schema_version, error, error_size);
	if (status == AC_OK && store->schema_version < count) {
		snprintf(error, error_size,
			 "the database has schema %d, this program reads %d: a run brings it up "
			 "to date",
			 store->schema_version, count);
		return AC_ERR_VERSION;
	}
	return status;
}

enum ac_status ac_store_connect(const struct ac_driver *driver, const char *url, bool is_readonly,
				struct ac_store **ret_store, char *error, size_t error_size)
{
	struct ac_store *store = calloc(1, sizeof(*store));
	if (store == NULL) {
		snprintf(error, error_size, "out of memory");
		return AC_ERR_NOMEM;
	}
	store->driver = driver;
	enum ac_status status =
		driver->open(url, is_readonly, &store->connection, error, error_size);
	if (status != AC_OK) {
		free(store);
		return status;
	}
	*ret_store = store;
	return AC_OK;
}

enum ac_status ac_store_open_by(const struct ac_driver *driver, const char *url, bool is_readonly,
				struct ac_store **ret_store, char *error, size_t error_size)
{
	struct ac_store *store;
	enum ac_status status =
		ac_store_connect(driver, url, is_readonly, &store, error, error_size);
	if (status != AC_OK)
		return status;
	status = schema_check(store, is_readonly, error, error_size);
	if (status == AC_OK && !is_readonly) {
		status = store_note(store, driver->settle(store->connection));
		if (status != AC_OK) {
			snprintf(error, error_size, "%s: %s", ac_store_place(store), store->error);
			status = status == AC_ERR_CORRUPT ? AC_ERR_CORRUPT : AC_ERR_IO;
		}
	}
	if (status != AC_OK) {
		ac_store_close(store);
		return status;
	}
	*ret_store = store;
	return AC_OK;
}

static enum ac_status open_url(const char *url, bool is_readonly, struct ac_store **ret_store,
			       char *error, size_t error_size)
{
	ac_assert(ret_store != NULL);
	ac_assert(error != NULL);
	const struct ac_driver *driver;
	enum ac_status status = ac_drivers_find(url, &driver, error, error_size);
	if (status != AC_OK)
		return status;
	return ac_store_open_by(driver, url, is_readonly, ret_store, error, error_size);
}

enum ac_status ac_store_open(const char *url, struct ac_store **ret_store, char *error,
			     size_t error_size)
{
	return open_url(url, false, ret_store, error, error_size);
}

enum ac_status ac_store_open_readonly(const char *url, struct ac_store **ret_store, char *error,
				      size_t error_size)
{
	return open_url(url, true, ret_store, error, error_size);
}

void ac_store_close(struct ac_store *store)
{
	if (store == NULL)
		return;
	for (int i = 0; i < AC_QUERY_COUNT; i++)
		store->driver->discard(store->queries[i].prepared);
	store->driver->close(store->connection);
	free(store);
}

const char *ac_store_place(const struct ac_store *store)
{
	return store->driver->place(store->connection);
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
	struct statement select = statement_start(store, AC_QUERY_RUN_ID_NEXT);
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
	struct statement select = statement_start(store, AC_QUERY_RUN_LAST);
	bind_text(&select, AC_PARAMETER_ACCOUNT, account);
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
	struct statement insert = statement_start(store, AC_QUERY_RUN_BEGIN);
	bind_int(&insert, AC_PARAMETER_RUN_ID, run->run_id);
	bind_text(&insert, AC_PARAMETER_ACCOUNT, run->account);
	bind_text(&insert, AC_PARAMETER_MODE, run->mode);
	bind_text(&insert, AC_PARAMETER_VERSION, run->version);
	bind_text(&insert, AC_PARAMETER_FEED, run->feed);
	bind_text(&insert, AC_PARAMETER_JOURNAL, run->journal);
	bind_int(&insert, AC_PARAMETER_STARTED_AT, run->started_ms);
	enum ac_status status = statement_run(&insert);
	return status == AC_ERR_RANGE && store->is_duplicate ? AC_ERR_EXISTS : status;
}

/* An update that must meet exactly one run. */
static enum ac_status run_update(struct statement *update)
{
	const struct ac_store *store = update->store;
	enum ac_status status = statement_run(update);
	if (status == AC_OK && store->driver->affected(store->connection) == 0)
		return AC_ERR_NOT_FOUND;
	return status;
}

enum ac_status ac_store_run_end(struct ac_store *store, uint32_t run_id, ac_ms ended_ms,
				const char *reason)
{
	struct statement update = statement_start(store, AC_QUERY_RUN_END);
	bind_int(&update, AC_PARAMETER_ENDED_AT, ended_ms);
	bind_text(&update, AC_PARAMETER_END_REASON, reason);
	bind_int(&update, AC_PARAMETER_RUN_ID, run_id);
	return run_update(&update);
}

enum ac_status ac_store_begin(struct ac_store *store)
{
	return store_note(store, store->driver->begin(store->connection));
}

enum ac_status ac_store_commit(struct ac_store *store, const struct ac_store_run *run,
			       uint64_t journal_seq)
{
	struct statement reached = statement_start(store, AC_QUERY_RUN_REACHED);
	bind_int(&reached, AC_PARAMETER_JOURNAL_SEQ, (int64_t)journal_seq);
	bind_int(&reached, AC_PARAMETER_RUN_ID, run->run_id);
	enum ac_status status = run_update(&reached);
	if (status != AC_OK)
		return status;
	return store_note(store, store->driver->commit(store->connection));
}

void ac_store_rollback(struct ac_store *store)
{
	/* A full disk may have rolled back already. */
	if (!store->driver->is_in_transaction(store->connection))
		return;
	enum ac_status status = store_note(store, store->driver->rollback(store->connection));
	(void)status;
}
