/* Opening, settings, and the functions that the driver's own texts use. */
#include "database/sqlite/connection.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/decimal.h"
#include "sys/whole_file.h"

#define BUSY_TIMEOUT_MS    2000
#define APPLICATION_ID_SQL "PRAGMA application_id = 0x61636f6e" /* "acon": file(1) can tell */

/* Decimal text to 1e-8 units and back, so that sums and sorting in SQL are exact. Only
 * the driver's own texts use these: no table or view depends on them. */
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

static bool is_executed(struct ac_connection *connection, const char *sql)
{
	return sqlite3_exec(connection->database, sql, NULL, NULL, NULL) == SQLITE_OK;
}

static bool settings_apply(struct ac_connection *connection)
{
	sqlite3 *database = connection->database;
	int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC;
	sqlite3_extended_result_codes(database, 1);
	sqlite3_busy_timeout(database, BUSY_TIMEOUT_MS);
	/* Every text is prepared on either kind of connection, so both have both functions. */
	if (!is_executed(connection, "PRAGMA foreign_keys = ON") ||
	    sqlite3_create_function_v2(database, "ac_units", 1, flags, NULL, sql_units, NULL, NULL,
				       NULL) != SQLITE_OK ||
	    sqlite3_create_function_v2(database, "ac_text", 1, flags, NULL, sql_text, NULL, NULL,
				       NULL) != SQLITE_OK)
		return false;
	if (connection->is_readonly)
		return is_executed(connection, "PRAGMA query_only = ON");
	/* 16 MB of cache: the indexes of a busy day. */
	return is_executed(connection, "PRAGMA synchronous = NORMAL") &&
	       is_executed(connection, "PRAGMA cache_size = -16000");
}

static enum ac_status failed(const struct ac_connection *connection)
{
	return ac_sqlite_status(sqlite3_extended_errcode(connection->database));
}

static enum ac_status path_open(struct ac_connection *connection, char *error, size_t error_size)
{
	int flags = connection->is_readonly ? SQLITE_OPEN_READONLY
					    : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
	/* One thread at a time is the caller's promise, so SQLite need not lock. */
	flags |= SQLITE_OPEN_NOMUTEX;
	if (sqlite3_open_v2(connection->path, &connection->database, flags, NULL) == SQLITE_OK &&
	    settings_apply(connection))
		return AC_OK;
	snprintf(error, error_size, "%s: %s", connection->path,
		 connection->database == NULL ? "out of memory"
					      : sqlite3_errmsg(connection->database));
	return failed(connection) == AC_ERR_CORRUPT ? AC_ERR_CORRUPT : AC_ERR_IO;
}

enum ac_status ac_sqlite_open(const char *url, bool is_readonly,
			      struct ac_connection **ret_connection, char *error, size_t error_size)
{
	struct ac_connection *connection = calloc(1, sizeof(*connection));
	if (connection == NULL) {
		snprintf(error, error_size, "out of memory");
		return AC_ERR_NOMEM;
	}
	connection->is_readonly = is_readonly;
	enum ac_status status = ac_sqlite_url_path(url, connection->path, sizeof(connection->path),
						   error, error_size);
	if (status == AC_OK && !is_readonly) {
		status = ac_file_folders_make(connection->path);
		if (status != AC_OK)
			snprintf(error, error_size, "%s: cannot make the folder: %s",
				 connection->path, strerror(errno));
	}
	if (status == AC_OK)
		status = path_open(connection, error, error_size);
	if (status != AC_OK) {
		ac_sqlite_close(connection);
		return status;
	}
	*ret_connection = connection;
	return AC_OK;
}

enum ac_status ac_sqlite_execute(struct ac_connection *connection, const char *statements)
{
	return is_executed(connection, statements) ? AC_OK : failed(connection);
}

/* The journal of writes and the mark of the file. */
enum ac_status ac_sqlite_settle(struct ac_connection *connection)
{
	enum ac_status status = ac_sqlite_execute(connection, "PRAGMA journal_mode = WAL");
	return status == AC_OK ? ac_sqlite_execute(connection, APPLICATION_ID_SQL) : status;
}

void ac_sqlite_close(struct ac_connection *connection)
{
	int result = sqlite3_close(connection->database);
	ac_assert(result == SQLITE_OK); /* everything prepared was discarded before */
	free(connection);
}
