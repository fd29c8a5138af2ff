/* migrations.h - numbered changes of the schema, built into the program.
 * Not the schema itself: that is in the folder migrations/. One thread per connection. */
#ifndef AC_DATABASE_MIGRATIONS_H
#define AC_DATABASE_MIGRATIONS_H

#include <sqlite3.h>

#include "core/base.h"

struct ac_migration {
	int32_t version; /* 1, 2, 3 … */
	const char *name;
	const char *checksum; /* SHA-256 of the text, hexadecimal */
	const char *text;
};

/* What this program knows, ascending; made at build time. */
extern const struct ac_migration ac_migrations[];
extern const int32_t ac_migration_count;

/* Checks what the database has against the list. AC_ERR_VERSION: made by a newer program, a
 * migration was altered, or no database of ours; `error` receives a sentence for a person. */
AC_MUST_USE enum ac_status ac_migrations_verify(sqlite3 *database, const struct ac_migration *list,
						int32_t count, int32_t *ret_version, char *error,
						size_t error_size);

/* Verifies, then brings the database up to date, one transaction a migration. */
AC_MUST_USE enum ac_status ac_migrations_apply(sqlite3 *database, const struct ac_migration *list,
					       int32_t count, ac_ms now_ms, int32_t *ret_version,
					       char *error, size_t error_size);

#endif
