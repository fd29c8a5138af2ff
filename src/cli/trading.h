/* trading.h - one simulated run from start to stop: configuration, database, the books of the
 * run before, journal, feed, loop, orderly end. The calling thread is the engine's. */
#ifndef AC_CLI_TRADING_H
#define AC_CLI_TRADING_H

#include "config/config.h"

/* Where runs leave their journals, below the working folder. */
#define AC_JOURNAL_FOLDER "database/journal"

struct ac_trading_options {
	const char *root;
	const char *feed;
	const char *account;
	const char *exchange_info, *brackets;
	const char *ledger;  /* write the exchange's ledger here at the end; NULL: no */
	const char *symbols; /* comma list; NULL: all that are enabled */
	int64_t speed;       /* 0: as fast as it goes */
	int64_t for_ms;      /* wall time; 0: without end */
	bool is_until_end;   /* stop when the feed ends */
	bool is_account_new;
	bool is_quiet; /* no live view */
	bool is_without_dashboard;
};

/* Returns the process's exit code. Takes over SIGINT and SIGTERM. */
int ac_trading_run(const struct ac_trading_options *options, struct ac_config *config,
		   const struct ac_strategy_registry *registry);

#endif
