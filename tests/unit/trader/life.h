/* life.h - a whole trader in a folder of its own: a strategy with whims, candles that the test
 * writes, the simulated exchange. Each call of life_run is one run of the same account. */
#ifndef AC_TESTS_TRADER_LIFE_H
#define AC_TESTS_TRADER_LIFE_H

#include "trader/trader.h"

struct life {
	struct ac_strategy_registry registry;
	struct ac_config config; /* life_begin fills it; a run may change it */
	struct ac_alerts_config alerts;
	struct ac_trader_options options;
	volatile sig_atomic_t stop_signal;
	char feed[256];
	char said[4096]; /* every line that the last run said */
	struct ac_trader_report report;
	struct ac_error error;
};

/* Makes the folder `path`, an absolute one, and goes there until life_end. */
void life_begin(struct life *life, const char *path);
void life_end(struct life *life);
/* Writes `count` candles from minute `first` on, the same for each minute whoever asks; every 40th
 * reaches far up and down, so that both exits of a position lie in it. The feed replays them. */
void life_candles(struct life *life, int first, int count);
enum ac_trader_end life_run(struct life *life);

#endif
