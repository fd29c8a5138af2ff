/* replay.h - runs a journal again: the same inputs into a fresh engine must give the same commands,
 * bit for bit, and the same prices and commands into a fresh simulated exchange the same events.
 * Serves `autocoin replay` and every start after an earlier run: what it rebuilds is the state in
 * which that run ended, however it ended. */
#ifndef AC_SESSION_REPLAY_H
#define AC_SESSION_REPLAY_H

#include "core/error.h"
#include "journal/journal.h"
#include "session/world.h"

/* What a journal begins with, beside the configuration and the instruments. */
struct ac_run_setup {
	uint32_t run_id;
	uint32_t instrument_size; /* sizeof(struct ac_instrument) of the writer */
	uint64_t seed;
	char version[32];
	char account[40];
	char feed[256];
};

struct ac_replay; /* opaque */

struct ac_replay_report {
	uint64_t records;
	uint64_t inputs, feeds, commands;
	uint64_t reloads;             /* of the configuration, while the run went on */
	uint64_t commands_unrecorded; /* made at the very end, not on file: they were never sent */
	uint64_t torn_bytes;          /* of a last record that was being written */
	bool is_ended;                /* the run stopped in order */
	uint64_t mismatch_seq;        /* the record that differs; 0 for none */
	char mismatch[256];           /* what differs, for a person */
};

/* Reads the journal's beginning and builds its world. `error` receives a sentence. */
AC_MUST_USE enum ac_status ac_replay_create(const char *path,
					    const struct ac_strategy_registry *registry,
					    struct ac_replay **ret_replay, struct ac_error *error);
void ac_replay_destroy(struct ac_replay *replay);

struct ac_world *ac_replay_world(struct ac_replay *replay);
const struct ac_run_setup *ac_replay_setup(const struct ac_replay *replay);

/* Runs to the end. AC_OK, AC_ERR_MISMATCH (report.mismatch), AC_ERR_CORRUPT. `before_record` is
 * called with each record's seq before it has an effect, for progress and batching; may be NULL. */
AC_MUST_USE enum ac_status ac_replay_run(struct ac_replay *replay,
					 void (*before_record)(void *self, uint64_t seq),
					 void *self, struct ac_replay_report *ret_report);

/* The run traded over the wire: its journal holds every word of the exchange, and no exchange is
 * rebuilt. */
bool ac_replay_is_wire(const struct ac_replay *replay);
/* Open time of the newest candle that the engine saw, per instrument of the world; 0 for none. */
const ac_ms *ac_replay_candles_done(const struct ac_replay *replay);
/* When the last record happened, in the run's own time. */
ac_ns ac_replay_now(const struct ac_replay *replay);

#endif
