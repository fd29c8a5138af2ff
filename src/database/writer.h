/* writer.h - the one thread that writes the database, fed by a bounded single-producer ring.
 * It batches, retries and counts; the engine never waits for it. When the ring is full the fact is
 * refused and counted: the journal still has it, and the next start writes it. */
#ifndef AC_DATABASE_WRITER_H
#define AC_DATABASE_WRITER_H

#include "database/store.h"

struct ac_writer; /* opaque */

/* `run` and `names` are borrowed for the writer's life; `store` is used by its thread only, until
 * destroy. `capacity` is a power of two. */
AC_MUST_USE enum ac_status ac_writer_create(struct ac_store *store, const struct ac_store_run *run,
					    const struct ac_store_names *names, uint32_t capacity,
					    struct ac_writer **ret_writer);
/* Writes what is queued, then joins the thread. The store stays open. NULL is a no-op. */
void ac_writer_destroy(struct ac_writer *writer);

/* Producer thread. False when full (counted). `journal_seq` is the journal's last flushed seq. */
bool ac_writer_push(struct ac_writer *writer, const struct ac_event *fact, uint64_t journal_seq);
/* Producer thread: waits until there is room (replays at full speed may wait; live never calls). */
void ac_writer_wait(struct ac_writer *writer);

enum ac_writer_state { AC_WRITER_OK, AC_WRITER_RETRYING, AC_WRITER_FAILED };
struct ac_writer_stats {
	enum ac_writer_state state;
	uint32_t queue;          /* facts waiting */
	uint32_t queue_capacity;
	uint64_t written;
	uint64_t refused;        /* ring was full */
	ac_ms last_commit_ms;    /* wall clock; 0 never */
	char error[AC_STORE_TEXT_SIZE];
};
void ac_writer_stats_get(struct ac_writer *writer, struct ac_writer_stats *ret_stats); /* any thread */

#endif
