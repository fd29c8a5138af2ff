/* listing.h - what the readers of history share: the parameters of a filter, and how a listing ends.
 * Internal to this room. */
#ifndef AC_DATABASE_LISTING_H
#define AC_DATABASE_LISTING_H

#include "database/history.h"
#include "database/statement.h"

/* Starts the query with account and window of the filter. */
struct statement listing_start(struct ac_store *store, enum ac_query query,
			       const struct ac_history_filter *filter);
/* Symbol and strategy of the filter. */
void listing_scope(struct statement *rows, const struct ac_history_filter *filter);
/* Limit and offset of the filter. */
void listing_page(struct statement *rows, const struct ac_history_filter *filter);
void listing_limit(struct statement *rows, const struct ac_history_filter *filter);

/* `status` is the last of statement_next, or why the listing stops; AC_END becomes AC_OK, a row that
 * could not be read AC_ERR_CORRUPT. */
enum ac_status listing_end(struct statement *rows, enum ac_status status);

/* Says that a sum does not fit; the status to end with. */
enum ac_status listing_overflow(struct statement *rows);

#endif
