#include "database/migrations.h"

#include <stdio.h>

static enum ac_status fail(sqlite3 *database, const char *doing, char *error, size_t error_size)
{
	snprintf(error, error_size, "%s: %s", doing, sqlite3_errmsg(database));
	int code = sqlite3_errcode(database) & 0xff;
	return code == SQLITE_CORRUPT || code == SQLITE_NOTADB ? AC_ERR_CORRUPT : AC_ERR_IO;
}

static enum ac_status scalar(sqlite3 *database, const char *sql, int64_t *ret_value, char *error,
			     size_t error_size)
{
	sqlite3_stmt *statement = NULL;
	if (sqlite3_prepare_v2(database, sql, -1, &statement, NULL) != SQLITE_OK ||
	    sqlite3_step(statement) != SQLITE_ROW) {
		enum ac_status status = fail(database, "reading the schema", error, error_size);
		sqlite3_finalize(statement);
		return status;
	}
	*ret_value = sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
	return AC_OK;
}

static enum ac_status row_verify(sqlite3_stmt *row, int32_t index, const struct ac_migration *list,
				 int32_t count, char *error, size_t error_size)
{
	int64_t version = sqlite3_column_int64(row, 0);
	const char *name = (const char *)sqlite3_column_text(row, 1);
	const char *checksum = (const char *)sqlite3_column_text(row, 2);
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

enum ac_status ac_migrations_verify(sqlite3 *database, const struct ac_migration *list,
				    int32_t count, int32_t *ret_version, char *error,
				    size_t error_size)
{
	int64_t has_table, objects;
	enum ac_status status =
		scalar(database, "SELECT count(*) FROM sqlite_schema WHERE name = 'migrations'",
		       &has_table, error, error_size);
	if (status == AC_OK)
		status = scalar(database, "SELECT count(*) FROM sqlite_schema", &objects, error,
				error_size);
	if (status != AC_OK)
		return status;
	if (has_table == 0 && objects > 0) {
		snprintf(error, error_size,
			 "the file holds tables, but not those of autocoin: name another file");
		return AC_ERR_VERSION;
	}
	if (has_table == 0) {
		*ret_version = 0;
		return AC_OK;
	}
	sqlite3_stmt *row = NULL;
	int result = sqlite3_prepare_v2(
		database, "SELECT version, name, checksum FROM migrations ORDER BY version", -1,
		&row, NULL);
	int32_t known = 0;
	if (result == SQLITE_OK)
		result = sqlite3_step(row);
	for (; result == SQLITE_ROW && status == AC_OK; result = sqlite3_step(row)) {
		status = row_verify(row, known, list, count, error, error_size);
		known++;
	}
	if (status == AC_OK && result != SQLITE_DONE)
		status = fail(database, "reading the migrations", error, error_size);
	sqlite3_finalize(row);
	if (status == AC_OK)
		*ret_version = known;
	return status;
}

static bool record(sqlite3 *database, const struct ac_migration *migration, ac_ms now_ms)
{
	sqlite3_stmt *insert = NULL;
	bool is_done =
		sqlite3_prepare_v2(database, "INSERT INTO migrations VALUES (?, ?, ?, ?)", -1,
				   &insert, NULL) == SQLITE_OK &&
		sqlite3_bind_int(insert, 1, migration->version) == SQLITE_OK &&
		sqlite3_bind_text(insert, 2, migration->name, -1, SQLITE_STATIC) == SQLITE_OK &&
		sqlite3_bind_text(insert, 3, migration->checksum, -1, SQLITE_STATIC) == SQLITE_OK &&
		sqlite3_bind_int64(insert, 4, now_ms) == SQLITE_OK &&
		sqlite3_step(insert) == SQLITE_DONE;
	sqlite3_finalize(insert);
	return is_done;
}

/* A migration is there as a whole or not at all, its row in `migrations` included. */
static enum ac_status apply_one(sqlite3 *database, const struct ac_migration *migration,
				ac_ms now_ms, char *error, size_t error_size)
{
	bool is_done = sqlite3_exec(database, migration->text, NULL, NULL, NULL) == SQLITE_OK &&
		       record(database, migration, now_ms);
	if (is_done)
		return AC_OK;
	char doing[80];
	snprintf(doing, sizeof(doing), "migration %d (%s)", migration->version, migration->name);
	return fail(database, doing, error, error_size);
}

enum ac_status ac_migrations_apply(sqlite3 *database, const struct ac_migration *list,
				   int32_t count, ac_ms now_ms, int32_t *ret_version, char *error,
				   size_t error_size)
{
	int32_t version = 0;
	enum ac_status status =
		ac_migrations_verify(database, list, count, &version, error, error_size);
	while (status == AC_OK && version < count) {
		if (sqlite3_exec(database, "BEGIN IMMEDIATE", NULL, NULL, NULL) != SQLITE_OK)
			return fail(database, "beginning a migration", error, error_size);
		/* Another process may have been quicker between the look and the lock. */
		status = ac_migrations_verify(database, list, count, &version, error, error_size);
		if (status == AC_OK && version < count) {
			status = apply_one(database, &list[version], now_ms, error, error_size);
			version++;
		}
		if (status == AC_OK &&
		    sqlite3_exec(database, "COMMIT", NULL, NULL, NULL) != SQLITE_OK)
			status = fail(database, "committing a migration", error, error_size);
		if (status != AC_OK)
			sqlite3_exec(database, "ROLLBACK", NULL, NULL, NULL);
	}
	if (status == AC_OK)
		*ret_version = version;
	return status;
}
