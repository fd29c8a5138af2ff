/* migrations.h - numbered changes of the schema, built into the program.
 * Not the schema itself: that is in the driver's folder migrations/. One thread per store. */
#ifndef AC_DATABASE_MIGRATIONS_H
#define AC_DATABASE_MIGRATIONS_H

#include "database/driver.h"
#include "database/store.h"

/* Checks what the database has against the list. AC_ERR_VERSION: made by a newer program, a
 * migration was altered, or no database of ours; `error` receives a sentence for a person. */
AC_MUST_USE enum ac_status ac_migrations_verify(struct ac_store *store,
						const struct ac_migration *list, int32_t count,
						int32_t *ret_version, char *error,
						size_t error_size);

/* Verifies, then brings the database up to date, one transaction a migration. */
AC_MUST_USE enum ac_status ac_migrations_apply(struct ac_store *store,
					       const struct ac_migration *list, int32_t count,
					       ac_ms now_ms, int32_t *ret_version, char *error,
					       size_t error_size);

#endif
