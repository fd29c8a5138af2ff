/* executor.h - turns permitted signals into orders and keeps every position protected.
 * Owns orders, sub-ledger positions, protective brackets, retries and time-to-live. It decides
 * nothing about risk and does no I/O: inputs come in as events, commands and facts go out.
 * Engine thread only; all memory from the arena given at start. */
#ifndef AC_EXECUTOR_EXECUTOR_H
#define AC_EXECUTOR_EXECUTOR_H

#include "core/arena.h"
#include "executor/settings.h"
#include "market/book.h"
#include "market/event.h"
#include "market/instrument.h"
#include "market/refusal.h"

struct ac_executor; /* opaque */

struct ac_executor_config {
	enum ac_position_mode mode;
	const struct ac_instruments *instruments; /* borrowed for the executor's life */
	const struct ac_book *books;              /* borrowed for the executor's life */
	/* What the numbers of the exchange's refusals mean; borrowed for the executor's life. */
	const struct ac_refusal_codes *codes;
	uint32_t book_count;
	uint32_t orders_max; /* live orders at once, all books; terminal ones free their place */
	uint32_t fills_remembered; /* ids kept to recognise repeated fills, a power of two */
	uint32_t run_id;           /* client ids derive from (run, sequence) */
	struct ac_executor_settings settings;
	ac_ns trigger_bound_ns;   /* stop triggered to filled; after that, market close; 2 s */
	ac_ns sweep_interval_ns;  /* orphan sweep; 30 s */
	ac_ns not_found_grace_ns; /* "no such order" is evidence only after this; 10 s */
};

/* AC_ERR_NOMEM when the arena is too small. `sink` is copied; what it leads to is borrowed for the
 * executor's life. */
AC_MUST_USE enum ac_status ac_executor_create(struct ac_arena *arena,
					      const struct ac_executor_config *config,
					      const struct ac_fact_sink *sink,
					      struct ac_executor **ret_executor);

/* Other settings while it runs. Timers that run keep their ends, but a position without a confirmed
 * stop is bound by a shorter bound at once. */
void ac_executor_reload(struct ac_executor *executor, const struct ac_executor_settings *settings);

/* ---- what the engine asks for ----
 * `now` never runs back. Commands are appended to `commands`; work that does not fit stays queued
 * inside and leaves with the next call. */

struct ac_entry {
	uint16_t book;
	int direction;           /* +1 or -1 */
	enum ac_order_type type; /* MARKET, or LIMIT with `price` */
	struct ac_dec quantity;  /* rounded and permitted by risk */
	struct ac_dec price;
	struct ac_dec stop_loss_pct;   /* 1e-8 percent, > 0 */
	struct ac_dec take_profit_pct; /* 1e-8 percent, > 0 */
	uint64_t signal_id;
};
/* AC_ERR_FULL: no free order; AC_ERR_EXISTS: the book is not flat or an entry is working. */
AC_MUST_USE enum ac_status ac_executor_enter(struct ac_executor *executor,
					     const struct ac_entry *entry, ac_ns now,
					     struct ac_commands *commands);

/* Closes the book's position at market; protective orders stay until the close is proven. Asking
 * again while a close is under way does nothing. A working entry is cancelled. */
void ac_executor_exit(struct ac_executor *executor, uint16_t book, enum ac_exit_reason reason,
		      uint64_t signal_id, ac_ns now, struct ac_commands *commands);

/* Cancels working entries: of one symbol, or of all with AC_SYMBOL_NONE. */
void ac_executor_cancel_entries(struct ac_executor *executor, uint16_t symbol, ac_ns now,
				struct ac_commands *commands);

/* Takes REPLY, ORDER, ALGO, POSITION, FUNDING and the RESTORE_ORDER, RESTORE_POSITION events;
 * RESTORE_DONE starts reconciliation of what is unknown. STREAM, user, up with a gap: a snapshot
 * follows, then RESTORE_DONE; nothing is sent in between. Others are ignored. */
void ac_executor_on_event(struct ac_executor *executor, const struct ac_event *event,
			  struct ac_commands *commands);

/* Runs what is due: timeouts, retries, time-to-live, bounds, sweeps. Cheap when nothing is due. */
void ac_executor_on_time(struct ac_executor *executor, ac_ns now, struct ac_commands *commands);
/* The next moment at which on_time has work; INT64_MAX for none. */
ac_ns ac_executor_deadline(const struct ac_executor *executor);

/* ---- what others may know ---- */

/* Borrowed until the next call that changes the executor. Direction 0 when flat. */
const struct ac_position_record *ac_executor_position(const struct ac_executor *executor,
						      uint16_t book);
bool ac_executor_is_entry_working(const struct ac_executor *executor, uint16_t book);
bool ac_executor_is_closing(const struct ac_executor *executor, uint16_t book);

/* How long the book's position has stood without a confirmed stop; 0 protected or flat. */
ac_ns ac_executor_bare_ns(const struct ac_executor *executor, uint16_t book, ac_ns now);
/* How long it may: then it is closed at market. */
ac_ns ac_executor_bare_bound_ns(const struct ac_executor *executor);

struct ac_executor_counts {
	uint32_t positions;
	uint32_t orders_open; /* live regular orders, UNKNOWN included */
	uint32_t orders_unknown;
	uint32_t protective;     /* confirmed conditional orders */
	uint32_t positions_bare; /* positions without a confirmed stop */
	ac_ns bare_longest_ns;   /* how long the oldest of them has been bare */
};
void ac_executor_count(const struct ac_executor *executor, ac_ns now,
		       struct ac_executor_counts *ret_counts);

/* Worst-case absolute exposure in base units: positions plus all entry quantity that is in flight,
 * UNKNOWN or resting, in full. Over the books of one symbol. */
struct ac_exposure {
	struct ac_dec long_quantity;
	struct ac_dec short_quantity;
	uint32_t orders_open;
	uint32_t orders_unknown;
};
void ac_executor_exposure(const struct ac_executor *executor, uint16_t symbol,
			  struct ac_exposure *ret_exposure);

/* Visits every order that is not terminal. `visit` returns false to stop. */
void ac_executor_orders_visit(const struct ac_executor *executor,
			      bool (*visit)(void *self, const struct ac_event *order_state),
			      void *self);

/* Whole-book checks I2, I3, I4 and sums of fills; asserts. For tests and simulation. */
void ac_executor_check(const struct ac_executor *executor, ac_ns now);

#endif
