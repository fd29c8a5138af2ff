/* query.h - reads rows for a person: any SELECT, every value as text. Not for trading decisions. */
#ifndef AC_DATABASE_QUERY_H
#define AC_DATABASE_QUERY_H

#include "database/queries.h"
#include "database/store.h"

/* `names` and `values` have `count` items and live until the return; a NULL value is an empty text.
 * Returns false to stop. */
typedef bool ac_store_row(void *self, int count, const char *const *names,
			  const char *const *values);

/* The text that this store has for a query without parameters, such as those of `autocoin db`; static. */
const char *ac_store_query_text(const struct ac_store *store, enum ac_query query);

/* Runs one SELECT. AC_ERR_IO with ac_store_error set. */
AC_MUST_USE enum ac_status ac_store_query(struct ac_store *store, const char *sql,
					  ac_store_row *take, void *self);

#endif
