/* query.h - reads rows for a person: any SELECT, every value as text. Not for trading decisions. */
#ifndef AC_DATABASE_QUERY_H
#define AC_DATABASE_QUERY_H

#include "database/store.h"

/* `names` and `values` have `count` items and live until the return; a NULL value is an empty text.
 * Returns false to stop. */
typedef bool ac_store_row(void *self, int count, const char *const *names,
			  const char *const *values);

/* Runs one SELECT. AC_ERR_IO with ac_store_error set. */
AC_MUST_USE enum ac_status ac_store_query(struct ac_store *store, const char *sql,
					  ac_store_row *take, void *self);

#endif
