/* statement.h - the SQL of the store, prepared once, and binding by position.
 * Internal to this room. One thread per store. */
#ifndef AC_DATABASE_STATEMENT_H
#define AC_DATABASE_STATEMENT_H

#include <sqlite3.h>

#include "core/decimal.h"
#include "database/store.h"

#define STATEMENT_DECIMALS_MAX 16

enum statement_id {
	STATEMENT_BEGIN,
	STATEMENT_COMMIT,
	STATEMENT_ROLLBACK,
	STATEMENT_RUN_ID_NEXT,
	STATEMENT_RUN_LAST,
	STATEMENT_RUN_BEGIN,
	STATEMENT_RUN_END,
	STATEMENT_RUN_REACHED,
	STATEMENT_CANDLE,
	STATEMENT_SIGNAL,
	STATEMENT_ORDER,
	STATEMENT_FILL,
	STATEMENT_POSITION,
	STATEMENT_ROUND_TRIP,
	STATEMENT_PERFORMANCE,
	STATEMENT_HALT,
	STATEMENT_HALT_SUPERSEDE,
	STATEMENT_HALT_LIFT,
	STATEMENT_RISK_STATE,
	STATEMENT_ACCOUNT,
	STATEMENT_FUNDING,
	STATEMENT_SYSTEM,
	STATEMENT_FILLS_NEWEST,
	STATEMENT_ORDERS_OPEN,
	STATEMENT_POSITIONS_OPEN,
	STATEMENT_RISK_STATES,
	STATEMENT_HALTS_ACTIVE,
	STATEMENT_CANDLES_NEWEST,
	STATEMENT_COUNT
};

struct ac_store {
	sqlite3 *database;
	sqlite3_stmt *statements[STATEMENT_COUNT];
	int32_t schema_version;
	int code; /* extended result code of the last failure */
	char error[AC_STORE_TEXT_SIZE];
};

/* One use of a statement. A failed bind is remembered and reported by run or next, so that a row
 * binds without a check after each column. */
struct statement {
	struct ac_store *store;
	sqlite3_stmt *handle; /* NULL when it could not be prepared */
	int index;            /* last parameter bound, or last column read */
	int result;           /* first failure */
	bool is_refused;      /* a value that the schema has no word for */
	/* Texts of bound decimals. SQLite is told that bound texts stay, which spares it a copy of
	 * each: they live here or in the fact until the statement was run. */
	uint32_t decimal_count;
	char decimals[STATEMENT_DECIMALS_MAX][AC_DEC_TEXT_SIZE];
};

struct statement statement_start(struct ac_store *store, enum statement_id id);
void bind_int(struct statement *statement, int64_t value);
void bind_int_or_null(struct statement *statement, int64_t value); /* 0 becomes NULL */
/* Borrowed until the statement was run; NULL refuses the row. */
void bind_text(struct statement *statement, const char *text);
void bind_dec(struct statement *statement, struct ac_dec value);
void bind_real(struct statement *statement, double value);

/* Executes and resets. AC_ERR_RANGE: the row itself is refused (constraint, type, unknown word) and
 * will be again; other failures may pass. */
AC_MUST_USE enum ac_status statement_run(struct statement *statement);
/* AC_OK with a row, AC_END without; then and on failure the statement is reset. */
AC_MUST_USE enum ac_status statement_next(struct statement *statement);
void statement_stop(struct statement *statement); /* before its end */

int64_t column_int(struct statement *statement);
const char *column_text(struct statement *statement); /* borrowed until the next row; "" for NULL */
/* AC_ERR_CORRUPT, remembered in the statement, where the column holds no decimal. */
struct ac_dec column_dec(struct statement *statement);

/* Notes SQLite's last error and gives its status. */
enum ac_status store_fail(struct ac_store *store, int result);

#endif
