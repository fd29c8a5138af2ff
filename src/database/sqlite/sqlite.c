/* The table of functions. A prepared text is SQLite's own object, and its parameters count from 1. */
#include "database/sqlite/sqlite.h"

#include "database/sqlite/connection.h"

enum ac_status ac_sqlite_status(int result)
{
	if (result == SQLITE_CONSTRAINT_PRIMARYKEY)
		return AC_ERR_EXISTS;
	switch (result & 0xff) {
	case SQLITE_CONSTRAINT:
	case SQLITE_MISMATCH:
	case SQLITE_RANGE:
	case SQLITE_TOOBIG:
	case SQLITE_ERROR:
		return AC_ERR_RANGE;
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return AC_ERR_CORRUPT;
	case SQLITE_NOMEM:
		return AC_ERR_NOMEM;
	default:
		return AC_ERR_IO;
	}
}

static enum ac_status status_of(int result)
{
	return result == SQLITE_OK ? AC_OK : ac_sqlite_status(result);
}

static sqlite3_stmt *own(const struct ac_prepared *prepared)
{
	return (sqlite3_stmt *)prepared;
}

static const char *place(const struct ac_connection *connection)
{
	return connection->path;
}

static const char *error(const struct ac_connection *connection)
{
	return sqlite3_errmsg(connection->database);
}

static enum ac_status begin(struct ac_connection *connection)
{
	return ac_sqlite_execute(connection, "BEGIN IMMEDIATE");
}

static enum ac_status commit(struct ac_connection *connection)
{
	return ac_sqlite_execute(connection, "COMMIT");
}

static enum ac_status rollback(struct ac_connection *connection)
{
	return ac_sqlite_execute(connection, "ROLLBACK");
}

static bool is_in_transaction(const struct ac_connection *connection)
{
	return sqlite3_get_autocommit(connection->database) == 0;
}

static enum ac_status prepare(struct ac_connection *connection, const char *text,
			      struct ac_prepared **ret_prepared)
{
	sqlite3_stmt *statement = NULL;
	int result = sqlite3_prepare_v3(connection->database, text, -1, SQLITE_PREPARE_PERSISTENT,
					&statement, NULL);
	if (result == SQLITE_OK)
		*ret_prepared = (struct ac_prepared *)statement;
	return status_of(result);
}

static void discard(struct ac_prepared *prepared)
{
	sqlite3_finalize(own(prepared));
}

static uint32_t parameter_count(const struct ac_prepared *prepared)
{
	return (uint32_t)sqlite3_bind_parameter_count(own(prepared));
}

static const char *parameter_name(const struct ac_prepared *prepared, uint32_t index)
{
	const char *name = sqlite3_bind_parameter_name(own(prepared), (int)index + 1);
	ac_assert(name != NULL); /* a text has ? in place of a name */
	ac_assert(name[0] == ':');
	return name + 1;
}

static enum ac_status bind_null(struct ac_prepared *prepared, uint32_t index)
{
	return status_of(sqlite3_bind_null(own(prepared), (int)index + 1));
}

static enum ac_status bind_int(struct ac_prepared *prepared, uint32_t index, int64_t value)
{
	return status_of(sqlite3_bind_int64(own(prepared), (int)index + 1, value));
}

static enum ac_status bind_real(struct ac_prepared *prepared, uint32_t index, double value)
{
	return status_of(sqlite3_bind_double(own(prepared), (int)index + 1, value));
}

static enum ac_status bind_text(struct ac_prepared *prepared, uint32_t index, const char *text,
				size_t size)
{
	return status_of(
		sqlite3_bind_text(own(prepared), (int)index + 1, text, (int)size, SQLITE_STATIC));
}

static enum ac_status step(struct ac_prepared *prepared)
{
	int result = sqlite3_step(own(prepared));
	if (result == SQLITE_ROW)
		return AC_OK;
	return result == SQLITE_DONE ? AC_END : ac_sqlite_status(result);
}

static void reset(struct ac_prepared *prepared)
{
	sqlite3_reset(own(prepared));
	sqlite3_clear_bindings(own(prepared));
}

static int64_t affected(const struct ac_connection *connection)
{
	return sqlite3_changes64(connection->database);
}

static uint32_t column_count(const struct ac_prepared *prepared)
{
	return (uint32_t)sqlite3_column_count(own(prepared));
}

static const char *column_name(struct ac_prepared *prepared, uint32_t index)
{
	return sqlite3_column_name(own(prepared), (int)index);
}

static bool column_is_null(struct ac_prepared *prepared, uint32_t index)
{
	return sqlite3_column_type(own(prepared), (int)index) == SQLITE_NULL;
}

static int64_t column_int(struct ac_prepared *prepared, uint32_t index)
{
	return sqlite3_column_int64(own(prepared), (int)index);
}

static double column_real(struct ac_prepared *prepared, uint32_t index)
{
	return sqlite3_column_double(own(prepared), (int)index);
}

static const char *column_text(struct ac_prepared *prepared, uint32_t index)
{
	return (const char *)sqlite3_column_text(own(prepared), (int)index);
}

const struct ac_driver ac_sqlite_driver = {
	.url_form = "sqlite:///relative/path or sqlite:////absolute/path",
	.texts = ac_sqlite_texts,
	.migrations = ac_sqlite_migrations,
	.migration_count = &ac_sqlite_migration_count,
	.open = ac_sqlite_open,
	.settle = ac_sqlite_settle,
	.close = ac_sqlite_close,
	.place = place,
	.error = error,
	.begin = begin,
	.commit = commit,
	.rollback = rollback,
	.is_in_transaction = is_in_transaction,
	.execute = ac_sqlite_execute,
	.prepare = prepare,
	.discard = discard,
	.parameter_count = parameter_count,
	.parameter_name = parameter_name,
	.bind_null = bind_null,
	.bind_int = bind_int,
	.bind_real = bind_real,
	.bind_text = bind_text,
	.step = step,
	.reset = reset,
	.affected = affected,
	.column_count = column_count,
	.column_name = column_name,
	.column_is_null = column_is_null,
	.column_int = column_int,
	.column_real = column_real,
	.column_text = column_text,
};
