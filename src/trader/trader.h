/* trader.h - one running trader, from start to stop. The calling thread is the engine's.
 *
 * Who owns what. `struct trader` (trader_state.h) owns everything of a run: its records (database,
 * journal and the outlet between them), the world (engine, books and, where orders are filled here,
 * the simulated exchange), the source of prices and orders, and the observers. The configuration,
 * the registry of strategies and the alert channels are the caller's.
 *
 * Start, in this order; whatever fails ends it before anything was traded:
 *   1. log, and what it has to mask;
 *   2. symbols: those that are asked for, that the source has and that a strategy trades;
 *   3. the folder's lock: one running trader a folder;
 *   4. the source is reached and gives the trading rules;
 *   5. the database, and in it the run before: its journal is replayed, the database brought up to
 *      date with it (earlier_run.h);
 *   6. the world is built, and the source made ready for it: over the wire the account is brought
 *      into the state that the configuration asks for;
 *   7. the new journal, with what a replay needs, and the run's row in the database;
 *   8. outlet, session and observers are connected;
 *   9. the books of the run before enter as the first inputs (restore.c), and where the exchange is
 *      simulated here its snapshot; over the wire it comes by itself when the stream stands.
 *
 * A turn: the source waits for what comes next and gives it to the session; the session puts each
 * input and command on file before it has an effect; the outlet hands facts on once the journal has
 * what caused them; then the observers show the state and do what people asked for.
 *
 * Stop: entries are switched off; answers under way arrive; the journal gets its end and is forced
 * to the disk; the writer empties its ring; the last view says that the trader has stopped; threads
 * end; the run's row gets its end. Positions keep their stops on the exchange. A killed trader skips
 * all of this, and loses nothing by it: the next start does steps 5 and 9. */
#ifndef AC_TRADER_TRADER_H
#define AC_TRADER_TRADER_H

#include <signal.h>

#include "alerts/alerts_config.h"
#include "config/config.h"
#include "database/store.h"
#include "sys/error.h"
#include "trader/source_money.h"
#include "view/view.h"

/* Where runs leave their journals, below the working folder. */
#define AC_JOURNAL_FOLDER "database/journal"

struct ac_trader_options {
	const char *version;
	const char *root;
	const char *feed;
	const char *account;
	const char *exchange_info, *brackets;
	const char *ledger;  /* write the simulated exchange's ledger here at the end; NULL: no */
	const char *symbols; /* comma list; NULL: all that are enabled */
	int64_t speed;       /* run seconds a second; 0: as fast as it goes */
	int64_t for_ms;      /* steady time; 0: without end */
	bool is_until_end;   /* stop when the feed ends */
	bool is_account_new;
	bool is_quiet; /* no screen */
	bool is_without_dashboard;
	/* Not 0: stop in order. The caller's signal handler sets it. */
	const volatile sig_atomic_t *stop_signal;
	/* A line for the person who started it, without a line end; not for errors. */
	void (*say)(void *self, const char *line);
	void *self;
};

enum ac_trader_end {
	AC_TRADER_STOPPED, /* in order, all of it is on file */
	AC_TRADER_FAILED,  /* `error` says what, if anything is to be said; the run took place */
	AC_TRADER_REFUSED, /* nothing was traded; `error` says why */
};

/* What a run was, once it stopped. */
struct ac_trader_report {
	bool has_run; /* false: the rest says nothing */
	const char *reason;
	struct ac_store_run run;
	uint64_t signals, signals_allowed;
	uint64_t trips, wins; /* positions closed in this run */
	uint32_t positions, positions_bare;
	struct ac_source_money money;
	struct ac_view_latency step, tick_to_order, order_to_answer; /* count 0: not measured */
	bool has_wire;
	uint64_t market_messages, reconnects, candles_by_rest, snapshots, frames_malformed;
	uint64_t facts_written, journal_records;
};

/* Runs until it is told to stop. */
enum ac_trader_end ac_trader_run(const struct ac_trader_options *options, struct ac_config *config,
				 const struct ac_alerts_config *alerts,
				 const struct ac_strategy_registry *registry,
				 struct ac_trader_report *ret_report, struct ac_error *ret_error);

#endif
