/* store.h - the database: migrations, idempotent writes of facts, and the books of earlier runs.
 * Not the writer thread: writer.h. A projection of the journal; writing the same fact twice leaves
 * one row. One thread at a time per store. */
#ifndef AC_DATABASE_STORE_H
#define AC_DATABASE_STORE_H

#include "market/book.h"
#include "market/event.h"
#include "market/instrument.h"

#define AC_STORE_TEXT_SIZE 256

struct ac_store; /* opaque */

/* What the facts refer to by index. Borrowed for the life of the store. */
struct ac_store_names {
	const struct ac_instruments *instruments;
	const struct ac_book *books;
	uint32_t book_count;
};

struct ac_store_run {
	uint32_t run_id;
	char account[40]; /* "sim", "sim-2", later the exchange account */
	char mode[16];
	char version[32];
	char feed[AC_STORE_TEXT_SIZE];
	ac_ms started_ms;                 /* wall clock */
	char journal[AC_STORE_TEXT_SIZE]; /* path */
};

/* `url`: sqlite:///relative, sqlite:////absolute; folders are made. postgresql:// is refused with
 * AC_ERR_UNSUPPORTED. `error` receives a sentence for a person on failure. Brings the schema up to
 * date; AC_ERR_VERSION when the file is newer than this program or a migration was altered. */
AC_MUST_USE enum ac_status ac_store_open(const char *url, struct ac_store **ret_store, char *error,
					 size_t error_size);
/* Opens an existing database for reading only (dashboards, `autocoin db`). */
AC_MUST_USE enum ac_status ac_store_open_readonly(const char *url, struct ac_store **ret_store,
						  char *error, size_t error_size);
void ac_store_close(struct ac_store *store);              /* NULL is a no-op */
const char *ac_store_error(const struct ac_store *store); /* last error, for a person */
int32_t ac_store_schema_version(const struct ac_store *store);
/* Where the database is, for a person: no secret is in it. Lives as long as the store. */
const char *ac_store_place(const struct ac_store *store);

/* Runs. The next free id is 1 + the largest. */
AC_MUST_USE enum ac_status ac_store_run_id_next(struct ac_store *store, uint32_t *ret_run_id);
/* The newest run of `account`; AC_ERR_NOT_FOUND. `ret_is_ended`: stopped in order. */
AC_MUST_USE enum ac_status ac_store_run_last(struct ac_store *store, const char *account,
					     struct ac_store_run *ret_run, bool *ret_is_ended,
					     uint64_t *ret_journal_seq);
AC_MUST_USE enum ac_status ac_store_run_begin(struct ac_store *store,
					      const struct ac_store_run *run);
AC_MUST_USE enum ac_status ac_store_run_end(struct ac_store *store, uint32_t run_id, ac_ms ended_ms,
					    const char *reason);

/* Facts. Between begin and commit; `run` and `names` say whose they are. Writes CANDLE
 * (history too), SIGNAL, ORDER_STATE, FILL, POSITION_STATE, ROUND_TRIP, RISK, ACCOUNT, FUNDING and
 * SYSTEM events; ignores others. */
AC_MUST_USE enum ac_status ac_store_begin(struct ac_store *store);
AC_MUST_USE enum ac_status ac_store_write(struct ac_store *store, const struct ac_store_run *run,
					  const struct ac_store_names *names,
					  const struct ac_event *fact);
/* Records that everything up to `journal_seq` of `run` is in, and commits. */
AC_MUST_USE enum ac_status ac_store_commit(struct ac_store *store, const struct ac_store_run *run,
					   uint64_t journal_seq);
void ac_store_rollback(struct ac_store *store);

/* The books of `account` as RESTORE_FILL (the newest), RESTORE_ORDER (not terminal),
 * RESTORE_POSITION (not flat) and RESTORE_RISK events, indices by `names`. AC_ERR_NOT_FOUND when an
 * open order or position belongs to a strategy or symbol that `names` lacks: ac_store_error says
 * which. */
AC_MUST_USE enum ac_status ac_store_books_load(struct ac_store *store, const char *account,
					       const struct ac_store_names *names,
					       void (*take)(void *self, const struct ac_event *e),
					       void *self);
/* The newest `count` candles of a symbol in ascending order, into a caller's array. */
AC_MUST_USE enum ac_status ac_store_candles_load(struct ac_store *store, const char *account,
						 const char *symbol, uint32_t count,
						 struct ac_candle *ret_candles,
						 uint32_t *ret_count);

#endif
