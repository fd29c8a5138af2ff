/* state.h - what the files of this room share: the executor's memory and the steps between them.
 * Not for other rooms, which see executor.h only. Engine thread only.
 *
 * Work is level-triggered. Inputs change orders and ledgers and mark what they touched; pump then
 * compares what every marked book wants with what it has, and sends what is missing. Nothing is
 * remembered as "to be done" that could not be derived again. */
#ifndef AC_EXECUTOR_STATE_H
#define AC_EXECUTOR_STATE_H

#include "executor/bracket.h"
#include "executor/executor.h"
#include "executor/fill_memory.h"
#include "executor/order.h"
#include "executor/position.h"

#define AC_PARKED_MAX 16u

enum ac_slot_kind { AC_SLOT_STOP, AC_SLOT_TAKE_PROFIT, AC_SLOT_COUNT };

/* One protective order of a book, and its replacement while that is being proven. */
struct ac_slot {
	uint32_t live; /* place in the table or AC_ORDER_NONE */
	uint32_t next;
	bool is_blocked; /* the exchange refused `refused`; not asked again until something else is
			  */
	uint8_t losses;  /* times it vanished without having been triggered */
	struct ac_protection refused;
};

/* A market close under way. It stays wanted until the position is gone. */
struct ac_close {
	bool is_wanted;
	uint8_t reason;         /* enum ac_exit_reason */
	uint8_t refused_reduce; /* REDUCE_ONLY refusals in a row */
	uint32_t order;
	uint32_t failures;
	uint64_t signal_id;
	ac_ns retry_ns;    /* not before */
	ac_ns wake_ns;     /* timer; AC_NEVER */
	ac_ns evidence_ns; /* position and trades must be read since; AC_NEVER: need not */
};

struct ac_book_state {
	struct ac_ledger ledger;
	uint16_t symbol;
	uint16_t next_of_symbol; /* AC_BOOK_NONE ends the list */
	uint32_t entry;
	struct ac_slot slots[AC_SLOT_COUNT];
	struct ac_close close;
	ac_ns bare_since_ns; /* AC_NEVER: flat or protected */
	ac_ns bare_due_ns;   /* timer; AC_NEVER */
	bool is_dirty;
	bool is_active; /* listed: has orders, a position or a close */
};

/* A question about a symbol. Answers count from the moment of asking. */
struct ac_ask {
	bool is_wanted;
	uint8_t failures;
	ac_ns asked_ns; /* AC_NEVER: none under way */
	ac_ns known_ns; /* when the newest answered question was asked; INT64_MIN never */
	ac_ns due_ns;   /* time-out or repetition; AC_NEVER */
};

/* In the order of asking: trades are read in the light of the position. */
enum ac_ask_kind { AC_ASK_POSITION, AC_ASK_TRADES, AC_ASK_COUNT };

struct ac_symbol_watch {
	uint16_t first_book; /* AC_BOOK_NONE: nobody trades it */
	bool is_dirty;
	bool is_active;
	bool is_told; /* the mismatch that stands has been published */
	struct ac_ask asks[AC_ASK_COUNT];
	struct ac_dec amounts[3]; /* the exchange's, by enum ac_position_side */
	bool is_known[3];
	bool is_seen[3];      /* since the question under way was asked */
	ac_ns mismatch_ns;    /* when to compare; AC_NEVER */
	ac_ns mismatch_since; /* trades must be read since, before it is told */
};

struct ac_executor {
	struct ac_executor_config config;
	struct ac_fact_sink sink;
	ac_ns now;
	ac_ns deadline_ns; /* nothing is due before; may be early, never late */
	ac_ns sweep_ns;
	uint64_t sequence;
	bool is_restoring;
	bool has_fill_ids; /* stored fills came back with their ids */
	bool is_stuck;     /* commands were full: work is left over */
	struct ac_order_table orders;
	struct ac_fill_memory fills;
	struct ac_book_state *books;
	struct ac_symbol_watch *symbols;
	uint32_t *dirty_orders;
	uint16_t *dirty_books;
	uint16_t *dirty_symbols;
	uint16_t *active_books;
	uint16_t *active_symbols;
	uint32_t dirty_order_count;
	uint32_t dirty_book_count;
	uint32_t dirty_symbol_count;
	uint32_t active_book_count;
	uint32_t active_symbol_count;
	/* Closing fills that overtook the entry fills they close. */
	struct ac_event parked[AC_PARKED_MAX];
	uint32_t parked_count;
};

/* executor.c */
struct ac_order *ac_executor_order_at(const struct ac_executor *x, uint32_t place);
void ac_executor_timer_set(struct ac_executor *x, ac_ns *timer, ac_ns due);
void ac_executor_order_mark(struct ac_executor *x, struct ac_order *order);
void ac_executor_book_mark(struct ac_executor *x, uint16_t book);
void ac_executor_symbol_mark(struct ac_executor *x, uint16_t symbol);
/* Every book of a symbol: what one does changes what protects the others. */
void ac_executor_books_mark(struct ac_executor *x, uint16_t symbol);
/* Marks the order and its books, and publishes its record. */
void ac_executor_order_changed(struct ac_executor *x, struct ac_order *order);
void ac_executor_time_set(struct ac_executor *x, ac_ns now);

/* A new order in INTENT, marked for sending; NULL when the table is full, which is published. */
struct ac_order_plan {
	uint16_t book;
	enum ac_purpose purpose;
	enum ac_order_type type;
	int direction;
	struct ac_dec quantity;
	struct ac_dec price;
	struct ac_dec trigger_price;
	bool close_position;
	enum ac_exit_reason exit_reason;
	uint64_t signal_id;
};
struct ac_order *ac_executor_order_create(struct ac_executor *x, const struct ac_order_plan *plan);

/* publish.c */
void ac_executor_publish_order(struct ac_executor *x, const struct ac_order *order);
void ac_executor_publish_position(struct ac_executor *x, uint16_t book);
void ac_executor_publish_fill(struct ac_executor *x, uint16_t symbol, uint16_t book,
			      enum ac_purpose purpose, const struct ac_order_update *fill);
void ac_executor_publish_round_trip(struct ac_executor *x, uint16_t book,
				    const struct ac_round_trip *trip);
void ac_executor_publish_system(struct ac_executor *x, enum ac_system what, uint16_t symbol,
				uint16_t book, int64_t value, const char *text);
void ac_executor_order_event(const struct ac_executor *x, const struct ac_order *order,
			     struct ac_event *ret_event);
void ac_executor_publish_foreign(struct ac_executor *x, const struct ac_event *event,
				 enum ac_life life);

/* send.c */
void ac_executor_pump(struct ac_executor *x, struct ac_commands *commands);

/* booking.c */
void ac_executor_on_order(struct ac_executor *x, const struct ac_event *event);
void ac_executor_on_algo(struct ac_executor *x, const struct ac_event *event);
void ac_executor_unpark(struct ac_executor *x, uint16_t symbol);
/* True when the fill was put aside: it closes more than is held, while an entry still fills. */
bool ac_executor_park(struct ac_executor *x, const struct ac_event *event, int direction);
/* Takes `quantity` off one book and publishes what follows. */
bool ac_executor_book_reduce(struct ac_executor *x, uint16_t book,
			     const struct ac_ledger_fill *fill, enum ac_exit_reason reason);

/* foreign.c */
void ac_executor_on_foreign(struct ac_executor *x, const struct ac_event *event);
/* What a fill closes beyond its own book comes off the other books of that position, oldest first.
 */
struct ac_spread {
	uint16_t symbol;
	int direction;
	ac_ms not_after_ms; /* books that changed later than this are left alone */
	enum ac_exit_reason reason;
	struct ac_ledger_fill fill; /* quantity and fee are what is left to spread */
};
void ac_executor_spread(struct ac_executor *x, struct ac_spread *spread);

/* entry.c */
void ac_executor_entry_update(struct ac_executor *x, uint16_t book);

/* close.c */
void ac_executor_close_want(struct ac_executor *x, uint16_t book, enum ac_exit_reason reason,
			    uint64_t signal_id);
void ac_executor_close_update(struct ac_executor *x, uint16_t book);
void ac_executor_close_time(struct ac_executor *x, uint16_t book);

/* protect.c */
void ac_executor_protect_update(struct ac_executor *x, uint16_t book);
void ac_executor_protect_time(struct ac_executor *x, uint16_t book);
void ac_executor_sweep(struct ac_executor *x);

/* retry.c */
/* What the exchange means by its number. */
enum ac_refusal ac_executor_refusal(const struct ac_executor *x, int32_t code);
void ac_executor_place_refused(struct ac_executor *x, struct ac_order *order,
			       const struct ac_reply *reply);
void ac_executor_cancel_refused(struct ac_executor *x, struct ac_order *order,
				const struct ac_reply *reply);
void ac_executor_retry_due(struct ac_executor *x, struct ac_order *order);
/* How soon protective orders and exits are tried again. */
ac_ns ac_executor_quick_ns(const struct ac_executor *x);

/* unknown.c */
void ac_executor_doubt(struct ac_executor *x, struct ac_order *order, bool at_once);
void ac_executor_query_next(struct ac_executor *x, struct ac_order *order);
void ac_executor_resolved(struct ac_executor *x, struct ac_order *order);
void ac_executor_not_found(struct ac_executor *x, struct ac_order *order);
void ac_executor_conclude(struct ac_executor *x, uint16_t symbol);

/* evidence.c */
/* True when positions and trades have been read since; asks for them otherwise. */
bool ac_executor_evidence(struct ac_executor *x, uint16_t symbol, ac_ns since);
void ac_executor_ask(struct ac_executor *x, uint16_t symbol, enum ac_ask_kind kind);
void ac_executor_ask_reply(struct ac_executor *x, uint16_t symbol, enum ac_ask_kind kind,
			   enum ac_outcome outcome);
void ac_executor_on_position(struct ac_executor *x, const struct ac_event *event);
/* A snapshot of positions is complete: those that were not listed are flat. */
void ac_executor_positions_complete(struct ac_executor *x, uint16_t symbol);
void ac_executor_symbol_time(struct ac_executor *x, uint16_t symbol);
/* The exchange's amount less the sum of the books, signed; false while it is unknown. */
bool ac_executor_difference(const struct ac_executor *x, uint16_t symbol,
			    enum ac_position_side side, struct ac_dec *ret_difference);
ac_ms ac_executor_trades_since(const struct ac_executor *x, uint16_t symbol);

/* funding.c */
void ac_executor_on_funding(struct ac_executor *x, const struct ac_event *event);

/* restore.c */
/* Gives the order its place in its book; where that is taken, it is left loose and cancelled. */
void ac_executor_attach(struct ac_executor *x, struct ac_order *order);
void ac_executor_restore_order(struct ac_executor *x, const struct ac_event *event);
void ac_executor_restore_position(struct ac_executor *x, const struct ac_event *event);
void ac_executor_restore_begin(struct ac_executor *x);
void ac_executor_restore_done(struct ac_executor *x);

/* timer.c */
void ac_executor_timers_run(struct ac_executor *x);

#endif
