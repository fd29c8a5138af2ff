#include "database/migrations.h"

#include <stdio.h>

#include "database/statement.h"

/* The store has the error of `status`. */
static enum ac_status fail(struct ac_store *store, enum ac_status status, const char *doing,
			   char *error, size_t error_size)
{
	snprintf(error, error_size, "%s: %s", doing, store->error);
	return status == AC_ERR_CORRUPT ? AC_ERR_CORRUPT : AC_ERR_IO;
}

static enum ac_status row_verify(struct statement *row, int32_t index,
				 const struct ac_migration *list, int32_t count, char *error,
				 size_t error_size)
{
	int64_t version = column_int(row);
	char name[80];
	column_copy(row, name, sizeof(name));
	const char *checksum = column_text(row);
	if (index >= count) {
		snprintf(error, error_size,
			 "the database has migration %lld (%s), this program knows only %d: "
			 "use the newer program",
			 (long long)version, name, count);
		return AC_ERR_VERSION;
	}
	if (version != list[index].version || strcmp(checksum, list[index].checksum) != 0) {
		snprintf(error, error_size,
			 "migration %lld (%s) of the database is not the one this program has "
			 "(checksum %.12s, expected %.12s): one of them was altered",
			 (long long)version, name, checksum, list[index].checksum);
		return AC_ERR_VERSION;
	}
	return AC_OK;
}

/* Whether the table of migrations is there; AC_ERR_VERSION where only others are. */
static enum ac_status look(struct ac_store *store, bool *ret_has_table, char *error,
			   size_t error_size)
{
	struct statement counts = statement_start(store, AC_QUERY_SCHEMA_LOOK);
	enum ac_status status = statement_next(&counts);
	if (status != AC_OK)
		return fail(store, status, "reading the schema", error, error_size);
	bool has_table = column_int(&counts) > 0;
	bool has_any = column_int(&counts) > 0;
	statement_stop(&counts);
	if (!has_table && has_any) {
		snprintf(error, error_size,
			 "the file holds tables, but not those of autocoin: name another file");
		return AC_ERR_VERSION;
	}
	*ret_has_table = has_table;
	return AC_OK;
}

enum ac_status ac_migrations_verify(struct ac_store *store, const struct ac_migration *list,
				    int32_t count, int32_t *ret_version, char *error,
				    size_t error_size)
{
	bool has_table;
	enum ac_status status = look(store, &has_table, error, error_size);
	if (status != AC_OK)
		return status;
	if (!has_table) {
		*ret_version = 0;
		return AC_OK;
	}
	struct statement row = statement_start(store, AC_QUERY_MIGRATIONS_LIST);
	int32_t known = 0;
	while ((status = statement_next(&row)) == AC_OK) {
		status = row_verify(&row, known, list, count, error, error_size);
		if (status != AC_OK) {
			statement_stop(&row);
			return status;
		}
		known++;
	}
	if (status != AC_END)
		return fail(store, status, "reading the migrations", error, error_size);
	*ret_version = known;
	return AC_OK;
}

static enum ac_status record(struct ac_store *store, const struct ac_migration *migration,
			     ac_ms now_ms)
{
	struct statement insert = statement_start(store, AC_QUERY_MIGRATION_RECORD);
	bind_int(&insert, AC_PARAMETER_VERSION, migration->version);
	bind_text(&insert, AC_PARAMETER_NAME, migration->name);
	bind_text(&insert, AC_PARAMETER_CHECKSUM, migration->checksum);
	bind_int(&insert, AC_PARAMETER_APPLIED_AT, now_ms);
	return statement_run(&insert);
}

/* A migration is there as a whole or not at all, its row in `migrations` included. */
static enum ac_status apply_one(struct ac_store *store, const struct ac_migration *migration,
				ac_ms now_ms, char *error, size_t error_size)
{
	enum ac_status status =
		store_note(store, store->driver->execute(store->connection, migration->text));
	if (status == AC_OK)
		status = record(store, migration, now_ms);
	if (status == AC_OK)
		return AC_OK;
	char doing[80];
	snprintf(doing, sizeof(doing), "migration %d (%s)", migration->version, migration->name);
	return fail(store, status, doing, error, error_size);
}

enum ac_status ac_migrations_apply(struct ac_store *store, const struct ac_migration *list,
				   int32_t count, ac_ms now_ms, int32_t *ret_version, char *error,
				   size_t error_size)
{
	int32_t version = 0;
	enum ac_status status =
		ac_migrations_verify(store, list, count, &version, error, error_size);
	while (status == AC_OK && version < count) {
		status = ac_store_begin(store);
		if (status != AC_OK)
			return fail(store, status, "beginning a migration", error, error_size);
		/* Another process may have been quicker between the look and the lock. */
		status = ac_migrations_verify(store, list, count, &version, error, error_size);
		if (status == AC_OK && version < count) {
			status = apply_one(store, &list[version], now_ms, error, error_size);
			version++;
		}
		if (status == AC_OK) {
			status = store_note(store, store->driver->commit(store->connection));
			if (status != AC_OK)
				status = fail(store, status, "committing a migration", error,
					      error_size);
		}
		if (status != AC_OK)
			ac_store_rollback(store);
	}
	if (status == AC_OK)
		*ret_version = version;
	return status;
}
