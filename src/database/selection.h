/* selection.h - one SELECT put together from fixed pieces and bound values. Values are never
 * pasted into the text. For the readers of history; internal to this room. */
#ifndef AC_DATABASE_SELECTION_H
#define AC_DATABASE_SELECTION_H

#include "database/history.h"
#include "database/statement.h"

#define SELECTION_SQL_SIZE  2048u
#define SELECTION_BINDS_MAX 16u

struct selection {
	char sql[SELECTION_SQL_SIZE];
	size_t size;
	struct {
		const char *text; /* NULL: the number; borrowed until the selection ends */
		int64_t number;
	} binds[SELECTION_BINDS_MAX];
	uint32_t bind_count;
	struct statement rows;
};

/* `sql` is a literal of this program. */
void selection_init(struct selection *selection, const char *sql);
void selection_add(struct selection *selection, const char *sql);
/* The piece with one ? for the value. */
void selection_text(struct selection *selection, const char *sql, const char *value);
void selection_number(struct selection *selection, const char *sql, int64_t value);
/* WHERE account, symbol, strategy and times of the column named `time`. */
void selection_filter(struct selection *selection, const struct ac_history_filter *filter,
		      const char *time);
/* LIMIT and OFFSET of the filter. */
void selection_page(struct selection *selection, const struct ac_history_filter *filter);

/* Prepares and binds; rows then come from selection.rows by statement_next. Always to be ended. */
void selection_run(struct selection *selection, struct ac_store *store);
/* `status` is the last of statement_next: AC_END becomes AC_OK. */
enum ac_status selection_end(struct selection *selection, enum ac_status status);

/* Says that a sum does not fit; the status to end with. */
enum ac_status selection_overflow(struct selection *selection);

/* A text column into a caller's array, cut where it is longer. */
void column_copy(struct statement *rows, char *text, size_t size);

#endif
