/* run.h - serves the simulated exchange from start to stop, as its options say. */
#ifndef AC_SIMULATOR_PROGRAM_RUN_H
#define AC_SIMULATOR_PROGRAM_RUN_H

#include "simulator/serve/server.h"

struct ac_exchange_options {
	struct ac_simulator_server_config server;
	char address[64];
	const char *feed, *symbols, *exchange_info, *brackets;
	const char *faults, *ledger, *port_file;
	int64_t speed;
	uint64_t seed;
	bool is_rebased, is_demo, is_quiet, has_large_ids;
	int64_t for_ms;
	struct ac_dec slippage_bps, volume_share_pct;
	struct ac_simulator_account_spec accounts[AC_SIMULATOR_ACCOUNTS_MAX];
	uint32_t account_count;
	char *owned[AC_SIMULATOR_ACCOUNTS_MAX]; /* texts of public keys */
};

/* Returns the process's exit code. Takes over SIGINT and SIGTERM; ends with the options' own texts
 * freed. */
int ac_exchange_run(struct ac_exchange_options *options);

#endif
