/* outlet.h - where a run's inputs and facts leave the engine: the journal first, then the
 * database's ring and the log. Nothing reaches the database before the journal has what caused it.
 * Engine thread only. */
#ifndef AC_TRADER_OUTLET_H
#define AC_TRADER_OUTLET_H

#include "database/writer.h"
#include "session/session.h"

#define AC_OUTLET_TAKERS_MAX 4u

struct ac_outlet {
	struct ac_journal *journal; /* borrowed */
	struct ac_writer *writer;   /* borrowed */
	const struct ac_instruments *instruments;
	const struct ac_book *books;
	struct ac_event *facts; /* owned; waiting for the journal */
	uint32_t count;
	uint64_t lost;           /* facts that found no place: the journal has what caused them */
	bool has_journal_failed; /* the last flush did not succeed */
	bool may_wait;           /* release may wait for room in the ring */
	bool is_journal_closed;  /* a record was lost: nothing may stand behind the hole */
	struct ac_session_recorder recorder;
	struct {
		ac_bus_take *take;
		void *self;
	} takers[AC_OUTLET_TAKERS_MAX];
	uint32_t taker_count;
};

AC_MUST_USE enum ac_status ac_outlet_init(struct ac_outlet *outlet, struct ac_journal *journal,
					  struct ac_writer *writer,
					  const struct ac_instruments *instruments,
					  const struct ac_book *books);
void ac_outlet_deinit(struct ac_outlet *outlet);
/* Subscribes to everything. */
AC_MUST_USE enum ac_status ac_outlet_connect(struct ac_outlet *outlet, struct ac_engine *engine);
/* A further taker of every fact, at most AC_OUTLET_TAKERS_MAX: called once for each as it goes to
 * the database, so never before the journal has what caused it. It may not wait, and loses what it
 * does not take. */
void ac_outlet_taker_add(struct ac_outlet *outlet, ac_bus_take *take, void *self);
/* Flushes the journal, then hands the waiting facts on. Where the ring has no room it waits if it
 * may: a simulated run's time is its own. Otherwise the facts stay here until the next call. */
void ac_outlet_release(struct ac_outlet *outlet);

#endif
