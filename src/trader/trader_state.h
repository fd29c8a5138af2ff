/* trader_state.h - what the files of a run share, and nobody else. */
#ifndef AC_TRADER_TRADER_STATE_H
#define AC_TRADER_TRADER_STATE_H

#include "trader/observers.h"
#include "trader/records.h"
#include "trader/source.h"
#include "trader/trader.h"

/* Of the simulated exchange; journals name it. */
#define TRADER_SEED 1u

struct trader {
	const struct ac_trader_options *options;
	struct ac_config *config;
	const struct ac_strategy_registry *registry;
	struct ac_error *error; /* the caller's */
	int lock;               /* the folder's; -1 not taken */
	struct trader_records records;
	struct ac_earlier_run earlier;
	struct ac_world world;
	struct ac_session session;
	struct source source;
	struct source_beginning beginning;
	struct observers observers;
};

/* start.c: everything up to the run's first record. False with `error`. */
bool trader_start(struct trader *trader);
/* restore.c: the books of the run before and the exchange's snapshot, as inputs. False with
 * `error`. */
bool trader_restore(struct trader *trader);

#endif
