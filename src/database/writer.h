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
/* Writes what is queued and ends the thread; nothing may be pushed after it. Returns how many facts
 * are not in the database: 0 unless some were refused or rejected, or the database went on failing
 * for AC_WRITER_DRAIN_MS; the journal has them. Producer thread; again does nothing. */
uint64_t ac_writer_drain(struct ac_writer *writer);
/* Drains and frees. The store stays open. NULL is a no-op. */
void ac_writer_destroy(struct ac_writer *writer);

#define AC_WRITER_DRAIN_MS 5000

/* Producer thread. False when full; the fact counts as refused unless the next push is the same
 * fact again. `journal_seq` is the journal's last flushed seq; it never runs back. A commit records
 * only a seq whose facts have all been pushed, and none from the first refused fact on. */
bool ac_writer_push(struct ac_writer *writer, const struct ac_event *fact, uint64_t journal_seq);
/* Producer thread: waits until half of the ring is free (replays at full speed may wait; live never
 * calls), but not for a database that fails. */
void ac_writer_wait(struct ac_writer *writer);

/* RETRYING: the last attempt failed. FAILED: many did, or facts were refused or rejected, so that
 * some are in the journal only; it still tries and writes what it can. */
enum ac_writer_state { AC_WRITER_OK, AC_WRITER_RETRYING, AC_WRITER_FAILED };
struct ac_writer_stats {
	enum ac_writer_state state;
	uint32_t queue; /* facts waiting */
	uint32_t queue_capacity;
	uint64_t written;
	uint64_t refused;     /* the ring was full */
	uint64_t rejected;    /* the schema refused the fact itself; it is only in the journal */
	ac_ms last_commit_ms; /* wall clock; 0 never */
	char error[AC_STORE_TEXT_SIZE];
};
/* Any thread. */
void ac_writer_stats_get(struct ac_writer *writer, struct ac_writer_stats *ret_stats);

#endif
