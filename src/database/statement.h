/* statement.h - one use of a query: values bound by name, rows read column by column. Internal to
 * this room. One thread per store. */
#ifndef AC_DATABASE_STATEMENT_H
#define AC_DATABASE_STATEMENT_H

#include "core/decimal.h"
#include "database/driver.h"
#include "database/store.h"

#define STATEMENT_DECIMALS_MAX 16

/* A text of the driver, prepared when it is first used and kept until the store is closed. */
struct query {
	struct ac_prepared *prepared; /* NULL before */
	/* Where the text has the parameter: 1 + its index; 0 where it has none of this name. */
	uint8_t places[AC_PARAMETER_COUNT];
	uint64_t wanted; /* a bit for each parameter */
};

struct ac_store {
	const struct ac_driver *driver;
	struct ac_connection *connection;
	struct query queries[AC_QUERY_COUNT];
	int32_t schema_version;
	bool is_duplicate; /* the last failure was a key that is taken */
	char error[AC_STORE_TEXT_SIZE];
};

/* A failed bind is remembered and reported by run or next, so that a row binds without a check after
 * each column. A name that the query does not have, and one that was not bound when it runs, are
 * mistakes of this program: asserted. */
struct statement {
	struct ac_store *store;
	struct query *query;
	uint64_t bound;        /* as query.wanted */
	uint32_t column;       /* to be read next */
	enum ac_status status; /* first failure */
	bool is_refused; /* a value that the schema has no word for, or a row that cannot be read */
	/* Texts of bound decimals. The driver is told that bound texts stay, which spares it a copy of
	 * each: they live here or in the fact until the statement was run. */
	uint32_t decimal_count;
	char decimals[STATEMENT_DECIMALS_MAX][AC_DEC_TEXT_SIZE];
};

struct statement statement_start(struct ac_store *store, enum ac_query query);
void bind_int(struct statement *statement, enum ac_parameter parameter, int64_t value);
/* 0 becomes NULL. */
void bind_int_or_null(struct statement *statement, enum ac_parameter parameter, int64_t value);
/* Borrowed until the statement was run; NULL refuses the row. */
void bind_text(struct statement *statement, enum ac_parameter parameter, const char *text);
void bind_dec(struct statement *statement, enum ac_parameter parameter, struct ac_dec value);
void bind_real(struct statement *statement, enum ac_parameter parameter, double value);

/* Executes and resets. AC_ERR_RANGE: the row itself is refused (constraint, type, unknown word) and
 * will be again; other failures may pass. */
AC_MUST_USE enum ac_status statement_run(struct statement *statement);
/* AC_OK with a row, AC_END without; then and on failure the statement is reset. */
AC_MUST_USE enum ac_status statement_next(struct statement *statement);
void statement_stop(struct statement *statement); /* before its end; again does nothing */

int64_t column_int(struct statement *statement);
const char *column_text(struct statement *statement); /* borrowed until the next row; "" for NULL */
/* A text column into a caller's array, cut where it is longer. */
void column_copy(struct statement *statement, char *text, size_t size);
/* Refuses the row where the column holds no decimal. */
struct ac_dec column_dec(struct statement *statement);
/* False, and 0, for NULL. */
bool column_real(struct statement *statement, double *ret_value);

/* Keeps the driver's last error for `status`, which it gives back; a taken key as AC_ERR_RANGE. */
enum ac_status store_note(struct ac_store *store, enum ac_status status);

#endif
