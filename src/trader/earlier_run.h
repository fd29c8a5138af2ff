/* books.h - an earlier run's books into a new run: replays its journal, brings the database up to
 * date with it, and hands over the simulated exchange's state. Start-up only; the one way in which
 * a simulated run starts, whether the last one stopped in order or was killed. */
#ifndef AC_TRADER_EARLIER_RUN_H
#define AC_TRADER_EARLIER_RUN_H

#include "core/error.h"
#include "database/store.h"
#include "session/replay.h"

struct ac_earlier_run {
	bool is_present; /* there was one of this account */
	bool was_ended;  /* it stopped in order */
	bool is_wire;    /* it traded over the wire: exchange_state says nothing */
	struct ac_store_run run;
	void *exchange_state; /* of the simulated exchange; owned */
	size_t exchange_state_size;
	ac_ns now_ns; /* the run's own time at its end */
	/* By symbol text, because a new run may number its instruments differently. */
	struct ac_candle_mark {
		char symbol[AC_SYMBOL_SIZE];
		ac_ms open_ms;
	} * candles_done; /* owned */
	uint32_t symbol_count;
	struct ac_replay_report report;
};

/* Looks up the newest run of `account` and replays its journal; every fact of it is written to the
 * store again, which changes only what is missing there. False after `error` was written: the books
 * are then not known and nothing may be traded. */
bool ac_earlier_run_load(struct ac_store *store, const char *account,
			 const struct ac_strategy_registry *registry,
			 struct ac_earlier_run *ret_earlier, struct ac_error *error);
void ac_earlier_run_free(struct ac_earlier_run *earlier);

#endif
