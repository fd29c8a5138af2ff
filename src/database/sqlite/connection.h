/* connection.h - an open file of SQLite. Internal to the driver. */
#ifndef AC_DATABASE_SQLITE_CONNECTION_H
#define AC_DATABASE_SQLITE_CONNECTION_H

#include <sqlite3.h>

#include "core/base.h"
#include "database/driver.h"

#define AC_SQLITE_PATH_SIZE 4096

struct ac_connection {
	sqlite3 *database;
	bool is_readonly;
	char path[AC_SQLITE_PATH_SIZE];
};

/* Made at build time from queries/ and this folder. */
extern const char *const ac_sqlite_texts[AC_QUERY_COUNT];
extern const struct ac_migration ac_sqlite_migrations[];
extern const int32_t ac_sqlite_migration_count;

/* sqlite:///relative and sqlite:////absolute. AC_ERR_CONFIG for anything else, with a sentence that
 * never repeats the URL. */
AC_MUST_USE enum ac_status ac_sqlite_url_path(const char *url, char *path, size_t path_size,
					      char *error, size_t error_size);

/* The class of a result code. */
enum ac_status ac_sqlite_status(int result);

/* Opening and closing, as struct ac_driver has it. */
enum ac_status ac_sqlite_open(const char *url, bool is_readonly,
			      struct ac_connection **ret_connection, char *error,
			      size_t error_size);
enum ac_status ac_sqlite_settle(struct ac_connection *connection);
enum ac_status ac_sqlite_execute(struct ac_connection *connection, const char *statements);
void ac_sqlite_close(struct ac_connection *connection);

#endif
