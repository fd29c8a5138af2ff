/* records.h - what a run keeps on paper: the database, the journal, and between them the outlet. */
#ifndef AC_TRADER_RECORDS_H
#define AC_TRADER_RECORDS_H

#include "session/world.h"
#include "trader/outlet.h"

struct trader_records {
	struct ac_store *store;
	struct ac_store_run run;
	struct ac_store_names names;
	struct ac_journal *journal;
	struct ac_writer *writer; /* NULL before the run is connected, and once it was drained */
	struct ac_outlet outlet;
};

/* AC_ERR_IO: taken, and the next flush says whether it is on file. */
enum ac_status records_append(struct trader_records *records, enum ac_journal_type type,
			      const void *payload, size_t size);
/* A new file for run.run_id, with its name in run.journal. */
AC_MUST_USE enum ac_status records_journal_create(struct trader_records *records);
/* Writer and outlet; the world's facts go there from then on. */
AC_MUST_USE enum ac_status records_connect(struct trader_records *records,
					   const struct ac_world *world);
/* Twice is fine. */
void records_close(struct trader_records *records);

#endif
