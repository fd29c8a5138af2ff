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
#include "risk/guard_list.h"

enum ac_reason {
#define AC_REASON_ENUM(name, text) name,
	AC_REASON_LIST(AC_REASON_ENUM)
#undef AC_REASON_ENUM
		AC_REASON_COUNT
};
const char *ac_reason_text(enum ac_reason reason);

/* In the order in which they are asked. */
enum ac_guard_id {
#define AC_GUARD_ENUM(NAME, name) AC_GUARD_##NAME,
	AC_GUARD_LIST(AC_GUARD_ENUM)
#undef AC_GUARD_ENUM
		AC_GUARD_COUNT
};
const char *ac_guard_text(enum ac_guard_id guard);

/* ACTIVE: everything. REDUCING: only what makes |position| smaller, no flip. HALTED: as REDUCING,
 * working entries are cancelled, and only a person (or the halt's end) lifts it. */
enum ac_risk_state { AC_RISK_ACTIVE, AC_RISK_REDUCING, AC_RISK_HALTED };
const char *ac_risk_state_text(enum ac_risk_state state);

/* Limits of the account (config/risk.yaml): AC_RISK_LIMIT_LIST says what each means. */
struct ac_risk_limits {
	bool is_guarded; /* false: `--guards off`, only state, data and filters are asked */
#define AC_LIMIT_DECIMAL(member, ...) struct ac_dec member;
#define AC_LIMIT_WHOLE(member, ...)   int32_t member;
#define AC_LIMIT_SWITCH(member, ...)  bool member;
	AC_RISK_LIMIT_LIST(AC_LIMIT_DECIMAL, AC_LIMIT_WHOLE, AC_LIMIT_SWITCH)
#undef AC_LIMIT_DECIMAL
#undef AC_LIMIT_WHOLE
#undef AC_LIMIT_SWITCH
};
/* Switches off what is a choice of the account's owner and not part of how a trade is made. */
void ac_risk_limits_waive_account(struct ac_risk_limits *limits);

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
