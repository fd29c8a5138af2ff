/* engine.h - the pure core: one event in, commands and facts out.
 * Owns strategy instances, risk, executor, the account's arithmetic and the bus. Live, simulation,
 * backtest and replay are shells around this; only where events come from and where commands go
 * differs. No clock, file, socket or allocation after create. Engine thread only. */
#ifndef AC_ENGINE_ENGINE_H
#define AC_ENGINE_ENGINE_H

#include "engine/bus.h"
#include "executor/executor.h"
#include "risk/risk.h"
#include "strategy/host.h"

struct ac_engine; /* opaque */

/* One strategy on one symbol; in the order of the books. */
struct ac_engine_book {
	const struct ac_strategy *strategy;
	const struct ac_param_value *params; /* copied at create */
	struct ac_dec notional;              /* quote asset per entry, or 0 */
	struct ac_dec risk_pct;              /* of equity lost at the stop, 1e-8 percent, or 0 */
	enum ac_order_type entry_type;       /* MARKET, or LIMIT at the reference price */
};

struct ac_engine_config {
	const struct ac_instruments *instruments; /* borrowed for the engine's life */
	const struct ac_book *books;              /* borrowed; books of one symbol are neighbours */
	const struct ac_engine_book *engine_books;
	uint32_t book_count;
	struct ac_executor_config executor; /* mode, instruments and books are filled in here */
	struct ac_risk_limits limits;
	const struct ac_symbol_limits *symbol_limits; /* borrowed; one per instrument */
	bool publishes_account; /* publish account.update; backtests do without */
};

AC_MUST_USE enum ac_status ac_engine_create(struct ac_arena *arena,
					    const struct ac_engine_config *config,
					    struct ac_engine **ret_engine, const char **ret_why);

/* The bus, for subscriptions at start. Facts are published under their channel. */
struct ac_bus *ac_engine_bus(struct ac_engine *engine);

/* Takes one input. `commands` is emptied first. recv_ns may not run back; an older one counts as
 * now. Commands carry a running number in `seq`, from 1. */
void ac_engine_step(struct ac_engine *engine, const struct ac_event *event,
		    struct ac_commands *ret_commands);
/* ---- other settings while it runs ----
 * Made ready first, which changes nothing and may fail; taken over later, which cannot. */

struct ac_engine_changes {
	const struct ac_engine_book *books; /* one a book, in their order, of the same strategies */
	struct ac_risk_limits limits;       /* is_guarded stays as it was created */
	/* One per instrument; leverage and margin type as they are. */
	const struct ac_symbol_limits *symbol_limits;
	struct ac_executor_settings executor;
};
struct ac_engine_reload; /* opaque; lies in the arena given, which must live as long as the engine
			  */
/* Copies what it needs of `changes`. AC_ERR_CONFIG with a sentence: a strategy refuses its
 * parameters. */
AC_MUST_USE enum ac_status ac_engine_reload_create(struct ac_arena *arena,
						   const struct ac_engine *engine,
						   const struct ac_engine_changes *changes,
						   struct ac_engine_reload **ret_reload,
						   const char **ret_why);
/* Whether the strategy of this book begins anew, because its parameters differ: it wants candles
 * with AC_EVENT_FLAG_ONE_BOOK, up to the symbol's newest. */
bool ac_engine_reload_is_anew(const struct ac_engine_reload *reload, uint16_t book);
/* Between two steps, and once for each reload. Positions keep their brackets, guards their counts.
 * What follows from it leaves with the next step. */
void ac_engine_reload(struct ac_engine *engine, const struct ac_engine_reload *reload);

/* When the engine next wants a TIMER event if nothing else happens; INT64_MAX for never. */
ac_ns ac_engine_deadline(const struct ac_engine *engine);

/* ---- what a shell may show ---- */
struct ac_engine_view {
	ac_ns now_ns;
	enum ac_risk_state risk_state;
	bool is_entries_on;
	struct ac_account account;
	struct ac_executor_counts counts;
	bool is_market_up, is_user_up; /* the data streams */
	ac_ms data_ms;                 /* when the newest market data of any symbol came; 0 never */
	uint64_t facts;                /* published so far */
	uint64_t signals;              /* of them signals */
	uint64_t signals_allowed;
	uint64_t refused; /* deliveries that a subscriber could not take */
};
void ac_engine_view_get(struct ac_engine *engine, struct ac_engine_view *ret_view);
const struct ac_position_record *ac_engine_position(const struct ac_engine *engine, uint16_t book);
/* Profit of the book's position at the mark; 0 when flat. */
struct ac_dec ac_engine_unrealized(const struct ac_engine *engine, uint16_t book);
/* The newest mark (or, on candle feeds, last) price; 0 unknown. */
struct ac_dec ac_engine_mark(const struct ac_engine *engine, uint16_t symbol);
/* The price at which the exchange would liquidate the book's position, as our own arithmetic has
 * it (exchange reference 8.7). False: flat, not known, or none. */
bool ac_engine_liquidation(const struct ac_engine *engine, uint16_t book, struct ac_dec *ret_price);
struct ac_engine_symbol {
	ac_ms data_ms; /* when the newest market data came; 0 never */
	/* The settlement that the mark stream announced; time 0: none. */
	struct ac_dec funding_rate; /* fraction */
	ac_ms funding_time_ms;
	ac_ms candle_open_ms; /* of the newest candle; 0 none */
};
struct ac_engine_symbol ac_engine_symbol_get(const struct ac_engine *engine, uint16_t symbol);
const struct ac_executor *ac_engine_executor(const struct ac_engine *engine);
const struct ac_risk *ac_engine_risk(const struct ac_engine *engine);
/* Whole-engine invariants; asserts. For tests and simulation. */
void ac_engine_check(const struct ac_engine *engine);

#endif
