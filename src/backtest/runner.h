/* runner.h - runs recorded candles of one symbol through the whole order life, as fast as it goes.
 * The engine, risk, executor and simulated exchange are those of live trading. */
#ifndef AC_BACKTEST_RUNNER_H
#define AC_BACKTEST_RUNNER_H

#include "backtest/report.h"
#include "io/candle_file.h"
#include "session/session.h"
#include "session/world.h"

struct ac_backtest {
	struct ac_world *world; /* of one symbol, without latency; borrowed */
	const struct ac_candle *candles;
	size_t candle_count;
	const struct ac_funding_rate *funding; /* ascending; NULL for none */
	size_t funding_count;
	/* Called about every 2^20 candles; may be NULL. */
	void (*progress)(void *self, size_t done, size_t total);
	void *self;
};

struct ac_backtest_result {
	struct ac_trade_list trades; /* owned by the caller after the run */
	struct ac_simulated_account account;
	uint64_t ambiguous; /* candles that held the stop and the take-profit */
	uint64_t signals, signals_allowed;
	uint64_t bars;
	bool is_consistent; /* wallet and sums of the trade list agree with the exchange's ledger */
};

AC_MUST_USE enum ac_status ac_backtest_run(const struct ac_backtest *backtest,
					   struct ac_backtest_result *ret_result);

#endif
