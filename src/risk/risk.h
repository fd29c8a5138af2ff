/* risk.h - every signal passes here: a list of guards, one file each, answers with a verdict.
 * A refusal is not an error; it is a fact with a reason code. Exits are never refused.
 * Engine thread only; all memory from the arena given at start; state that must survive a restart
 * leaves as AC_EVENT_RISK facts and comes back as AC_EVENT_RESTORE_RISK. */
#ifndef AC_RISK_RISK_H
#define AC_RISK_RISK_H

#include "core/arena.h"
#include "market/book.h"
#include "market/event.h"
#include "market/instrument.h"

/* X(name, text). Stored in signals.reason as text; append only. */
#define AC_REASON_LIST(X)                                                                          \
	X(AC_REASON_OK, "ok")                                                                      \
	X(AC_REASON_STATE_REDUCING, "state_reducing")                                              \
	X(AC_REASON_STATE_HALTED, "state_halted")                                                  \
	X(AC_REASON_ENTRIES_OFF, "entries_off")                                                    \
	X(AC_REASON_UNKNOWN_INPUT, "unknown_input")                                                \
	X(AC_REASON_STALE_DATA, "stale_data")                                                      \
	X(AC_REASON_STREAM_GAP, "stream_gap")                                                      \
	X(AC_REASON_UNKNOWN_ORDER, "unknown_order")                                                \
	X(AC_REASON_NOT_FLAT, "not_flat")                                                          \
	X(AC_REASON_OPPOSITE_POSITION, "opposite_position")                                        \
	X(AC_REASON_QUANTITY, "quantity_below_minimum")                                            \
	X(AC_REASON_FILTER, "filter")                                                              \
	X(AC_REASON_MARGIN, "margin")                                                              \
	X(AC_REASON_LEVERAGE_BRACKET, "leverage_bracket")                                          \
	X(AC_REASON_SYMBOL_EXPOSURE, "symbol_exposure")                                            \
	X(AC_REASON_DAILY_QUANTITY, "daily_quantity")                                              \
	X(AC_REASON_STRATEGY_DAILY_LOSS, "strategy_daily_loss")                                    \
	X(AC_REASON_ACCOUNT_DAILY_LOSS, "account_daily_loss")                                      \
	X(AC_REASON_DRAWDOWN, "drawdown")                                                          \
	X(AC_REASON_CONSECUTIVE_LOSSES, "consecutive_losses")                                      \
	X(AC_REASON_FUNDING_WINDOW, "funding_window")                                              \
	X(AC_REASON_VOLATILITY, "volatility")                                                      \
	X(AC_REASON_POSITIONS_MAX, "positions_max")                                                \
	X(AC_REASON_ORDERS_MAX, "orders_max")                                                      \
	X(AC_REASON_PRICE_COLLAR, "price_collar")                                                  \
	X(AC_REASON_STOP_BEYOND_LIQUIDATION, "stop_beyond_liquidation")                            \
	X(AC_REASON_LIQUIDATION_DISTANCE, "liquidation_distance")                                  \
	X(AC_REASON_COOLDOWN, "cooldown")                                                          \
	X(AC_REASON_SIGNAL_EXPIRED, "signal_expired")                                              \
	X(AC_REASON_EXECUTOR_FULL, "executor_full")
enum ac_reason {
#define AC_REASON_ENUM(name, text) name,
	AC_REASON_LIST(AC_REASON_ENUM)
#undef AC_REASON_ENUM
		AC_REASON_COUNT
};
const char *ac_reason_text(enum ac_reason reason);

/* Guards in the order in which they are asked; also the `guard` of struct ac_risk_record. X(name,
 * text): the text is the channel risk.<text>, the key in config/risk.yaml and halts.guard. */
#define AC_GUARD_LIST(X)                                                                           \
	X(AC_GUARD_STATE, "state")                                                                 \
	X(AC_GUARD_DATA, "data")                                                                   \
	X(AC_GUARD_FILTERS, "filters")                                                             \
	X(AC_GUARD_VOLATILITY, "volatility")                                                       \
	X(AC_GUARD_FUNDING_WINDOW, "funding_window")                                               \
	X(AC_GUARD_COOLDOWN, "cooldown")                                                           \
	X(AC_GUARD_CONSECUTIVE_LOSSES, "consecutive_losses")                                       \
	X(AC_GUARD_STRATEGY_DAILY_LOSS, "strategy_daily_loss")                                     \
	X(AC_GUARD_ACCOUNT_DAILY_LOSS, "account_daily_loss")                                       \
	X(AC_GUARD_DRAWDOWN, "drawdown")                                                           \
	X(AC_GUARD_POSITIONS, "positions")                                                         \
	X(AC_GUARD_DAILY_QUANTITY, "daily_quantity")                                               \
	X(AC_GUARD_SYMBOL_EXPOSURE, "symbol_exposure")                                             \
	X(AC_GUARD_PRICE_COLLAR, "price_collar")                                                   \
	X(AC_GUARD_MARGIN, "margin")                                                               \
	X(AC_GUARD_LIQUIDATION, "liquidation")
enum ac_guard_id {
#define AC_GUARD_ENUM(name, text) name,
	AC_GUARD_LIST(AC_GUARD_ENUM)
#undef AC_GUARD_ENUM
		AC_GUARD_COUNT
};
const char *ac_guard_text(enum ac_guard_id guard);

/* ACTIVE: everything. REDUCING: only what makes |position| smaller, no flip. HALTED: as REDUCING,
 * working entries are cancelled, and only a person (or the halt's end) lifts it. */
enum ac_risk_state { AC_RISK_ACTIVE, AC_RISK_REDUCING, AC_RISK_HALTED };
const char *ac_risk_state_text(enum ac_risk_state state);

/* Limits of the account (config/risk.yaml). A limit of 0 switches its guard off. Percentages are
 * plain decimals: 0.5 means 0.5 %. */
struct ac_risk_limits {
	bool is_guarded; /* false: `--guards off`, only state, data and filters are asked */
	struct ac_dec account_daily_loss_pct; /* of equity at 00:00 UTC */
	struct ac_dec account_drawdown_pct;   /* from the stored peak equity */
	int32_t drawdown_readings;            /* confirmations before the halt, >= 1 */
	struct ac_dec strategy_daily_loss;    /* quote asset, per strategy and symbol */
	int32_t consecutive_losses;
	int32_t consecutive_losses_halt_minutes;
	int32_t funding_minutes_before;
	int32_t funding_minutes_after;
	int32_t volatility_window_sec;         /* 5 */
	struct ac_dec volatility_max_move_pct; /* 0.5 */
	int32_t volatility_halt_minutes;       /* 10 */
	bool volatility_flatten_on_halt;
	int32_t positions_max;
	int32_t orders_max;
	struct ac_dec price_collar_pct;         /* LIMIT entry against the mark */
	struct ac_dec liquidation_distance_pct; /* smallest distance of mark to liquidation */
	bool liquidation_flatten;               /* close when a position comes nearer than that */
	int32_t cooldown_sec;                   /* after an exit, per strategy and symbol */
	int32_t stale_data_ms;                  /* age of the market data of the symbol */
};

/* Limits of one symbol (config/symbols.yaml). 0 switches off, but leverage must be >= 1. */
struct ac_symbol_limits {
	int32_t leverage;
	enum ac_margin_type margin_type;
	struct ac_dec exposure_max;       /* quote asset, positions and working entries */
	struct ac_dec daily_quantity_max; /* base asset opened a UTC day, per strategy */
};

struct ac_risk_config {
	const struct ac_instruments *instruments; /* borrowed for the life of the object */
	const struct ac_book *books;              /* borrowed */
	uint32_t book_count;
	struct ac_risk_limits limits;
	const struct ac_symbol_limits *symbol_limits; /* borrowed; one per instrument */
};

struct ac_risk; /* opaque */
AC_MUST_USE enum ac_status ac_risk_create(struct ac_arena *arena,
					  const struct ac_risk_config *config,
					  const struct ac_fact_sink *sink,
					  struct ac_risk **ret_risk);

/* ---- observations: what the guards learn. Each may set a halt, which is published as a fact ----
 */

/* A mark or trade price of a symbol. */
void ac_risk_on_price(struct ac_risk *risk, uint16_t symbol, struct ac_dec price, ac_ms now_ms);
/* Equity at mark prices, net of transfers (a transfer moves peak and day start by `transfer`). */
void ac_risk_on_equity(struct ac_risk *risk, struct ac_dec equity, struct ac_dec transfer,
		       ac_ms now_ms);
/* Realised profit, fee (positive cost) or funding booked to one strategy's sub-ledger. */
void ac_risk_on_booking(struct ac_risk *risk, uint16_t book, struct ac_dec net, ac_ms now_ms);
/* An unrealised loss or profit of one sub-ledger at the mark, for its daily loss. */
void ac_risk_on_unrealized(struct ac_risk *risk, uint16_t book, struct ac_dec unrealized,
			   ac_ms now_ms);
/* An entry fill of `quantity`, for the daily quantity. */
void ac_risk_on_entry_fill(struct ac_risk *risk, uint16_t book, struct ac_dec quantity,
			   ac_ms now_ms);
/* A position was closed with this net result. */
void ac_risk_on_close(struct ac_risk *risk, uint16_t book, struct ac_dec net, ac_ms now_ms);
/* Funding settles at this time (from the mark stream). */
void ac_risk_on_funding_time(struct ac_risk *risk, uint16_t symbol, ac_ms funding_time_ms);
/* Time alone: day roll-over at 00:00 UTC, end of halts. */
void ac_risk_on_time(struct ac_risk *risk, ac_ms now_ms);
ac_ms ac_risk_deadline_ms(const struct ac_risk *risk); /* INT64_MAX for none */
/* AC_EVENT_RESTORE_RISK: a stored halt, counter or peak. */
void ac_risk_on_restore(struct ac_risk *risk, const struct ac_event *event);
/* Lifts the halts of one guard, of one symbol or all. */
void ac_risk_unhalt(struct ac_risk *risk, enum ac_guard_id guard, uint16_t symbol, ac_ms now_ms);
/* Whether a person's pause stands. */
bool ac_risk_is_paused(const struct ac_risk *risk);
/* A person's order: halt, reduce, pause, resume, unhalt (every guard; one symbol or all); the
 * shell's: entries on or off. */
void ac_risk_on_control(struct ac_risk *risk, enum ac_control control, uint16_t symbol,
			ac_ms now_ms);

/* ---- other limits while it runs ---- */

/* What guards that the new limits switch on for the first time will need. */
struct ac_risk_reload {
	void *states[AC_GUARD_COUNT]; /* NULL: the guard has its memory, or needs none */
};
/* Only limits and symbol_limits of `config` are looked at; is_guarded stays as it was created. */
AC_MUST_USE enum ac_status ac_risk_reload_prepare(struct ac_arena *arena,
						  const struct ac_risk *risk,
						  const struct ac_risk_config *config,
						  struct ac_risk_reload *ret_reload);
/* Takes over the limits; `symbol_limits` is borrowed from now on. Guards keep what they have
 * counted and judge it by the new limits at once; one that is switched on begins to count now, the
 * halts of one that is switched off are lifted. A higher limit lifts no halt that stands. */
void ac_risk_reload(struct ac_risk *risk, const struct ac_risk_config *config,
		    const struct ac_risk_reload *reload);

/* ---- the question ---- */

/* What the engine knows when it asks; every unknown is said to be unknown. */
struct ac_risk_facts {
	ac_ms now_ms;
	struct ac_dec mark;  /* 0 unknown */
	ac_ms market_age_ms; /* age of the symbol's newest market data; INT64_MAX unknown */
	bool is_market_stream_up;
	bool is_user_stream_up;
	bool has_stream_gap; /* missed data not yet merged, either stream */
	bool is_account_known;
	struct ac_dec wallet;
	struct ac_dec equity;
	struct ac_dec
		margin_available;  /* equity less initial margins and working orders' margins */
	struct ac_dec symbol_long; /* base units, UNKNOWN and in-flight counted in full */
	struct ac_dec symbol_short;
	uint32_t symbol_orders_unknown;
	uint32_t symbol_orders_open;
	uint32_t account_orders_open;
	uint32_t account_positions;
	enum ac_position_mode mode;
	int32_t leverage;           /* in force on the exchange; 0 unknown */
	struct ac_dec margin_other; /* liquidation: WB - TMM + UPNL of everything else (8.7) */
};

struct ac_risk_request {
	uint16_t book;
	uint16_t symbol;
	int direction;                 /* +1 or -1 */
	enum ac_order_type type;       /* MARKET or LIMIT */
	struct ac_dec quantity;        /* already rounded to the step; 0 when it fell below */
	struct ac_dec price;           /* limit price, or the signal's reference price */
	struct ac_dec stop_price;      /* where the protective stop will be */
	struct ac_dec position_before; /* the book's signed position */
	ac_ms signal_time_ms;
};

struct ac_verdict {
	bool is_allowed;
	enum ac_reason reason;      /* AC_REASON_OK when allowed */
	enum ac_guard_id guard;     /* who refused */
	enum ac_filter filter;      /* for AC_REASON_FILTER */
	struct ac_dec value, limit; /* what was compared, 0 where there is nothing to show */
};

/* Asks every guard until one refuses. A request that reduces (|after| <= |before|, no flip) is
 * always allowed. */
void ac_risk_check(struct ac_risk *risk, const struct ac_risk_request *request,
		   const struct ac_risk_facts *facts, struct ac_verdict *ret_verdict);

/* Positions that the guards want closed now (volatility flatten, liquidation distance): called
 * after observations. AC_EXIT_NONE for none. */
enum ac_exit_reason ac_risk_wants_exit(struct ac_risk *risk, uint16_t book, struct ac_dec mark,
				       struct ac_dec liquidation_price, int direction);

/* ---- what others may know ---- */
enum ac_risk_state ac_risk_state(const struct ac_risk *risk);
/* The limits in force; borrowed. */
const struct ac_risk_limits *ac_risk_limits(const struct ac_risk *risk);
const struct ac_symbol_limits *ac_risk_symbol_limits(const struct ac_risk *risk, uint16_t symbol);
struct ac_dec ac_risk_equity_peak(const struct ac_risk *risk);
struct ac_dec ac_risk_day_start_equity(const struct ac_risk *risk);
/* Active halts, as AC_EVENT_RISK facts; symbol and book are set where the halt is narrower. */
void ac_risk_halts_visit(const struct ac_risk *risk,
			 bool (*visit)(void *self, const struct ac_event *halt), void *self);

/* How much of a guard's limit is used, for people. `unit`: "%", "quote", "base", "count", "s";
 * "" where there is nothing to measure (limit 0), and only the halt is told. */
struct ac_risk_usage {
	enum ac_guard_id guard;
	uint16_t symbol, book; /* AC_SYMBOL_NONE, AC_BOOK_NONE: wider */
	struct ac_dec used, limit;
	const char *unit; /* static */
	bool is_halted;
	enum ac_reason reason;    /* of the halt, as are the next two */
	ac_ms since_ms, until_ms; /* until 0: until a person lifts it */
};
/* Every guard that is on and keeps numbers of its own: once for the account, or for each symbol or
 * book of which something is used; then every halt that none of these carried. */
void ac_risk_usage_visit(const struct ac_risk *risk,
			 bool (*visit)(void *self, const struct ac_risk_usage *usage), void *self);

#endif
