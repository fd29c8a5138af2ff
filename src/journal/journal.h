/* journal.h - append-only record of every input and intent of one run; the source of truth.
 * Not the database: each table there is a projection that can be rebuilt from here. Engine thread.
 *
 * File: a header (magic, version, run id), then records: size, CRC-32C, sequence, type, payload,
 * little-endian. Records are buffered; flush hands them to the kernel, which a kill -9 cannot undo;
 * sync waits for the disk. */
#ifndef AC_JOURNAL_JOURNAL_H
#define AC_JOURNAL_JOURNAL_H

#include "core/base.h"

/* Append only: the numbers stand in files. */
enum ac_journal_type {
	AC_JOURNAL_CONFIG = 1,         /* the effective configuration, text, secrets masked */
	AC_JOURNAL_EXCHANGE_STATE = 2, /* the simulated exchange before the first feed item */
	AC_JOURNAL_FEED = 3,           /* a feed item, before the simulated exchange saw it */
	AC_JOURNAL_INPUT = 4,          /* struct ac_event, before the engine saw it */
	AC_JOURNAL_COMMAND = 5,        /* struct ac_command, before it was sent */
	AC_JOURNAL_END = 6,            /* the run stopped in order */
	AC_JOURNAL_SETUP = 7,          /* run id, seed, account, feed */
	AC_JOURNAL_INSTRUMENTS = 8,    /* the instruments of the run, as they lie in memory */
};

#define AC_JOURNAL_PAYLOAD_MAX (64u * 1024u * 1024u)

struct ac_journal_record {
	uint64_t seq; /* 1, 2, 3 … without a hole */
	enum ac_journal_type type;
	const void *payload; /* borrowed until the next read; aligned for any structure */
	uint32_t size;
};

struct ac_journal; /* opaque writer */

/* Creates `path`. AC_ERR_EXISTS when it is there already; AC_ERR_IO with errno kept. */
AC_MUST_USE enum ac_status ac_journal_create(const char *path, uint32_t run_id,
					     struct ac_journal **ret_journal);
/* Flushes and closes; NULL is a no-op. */
void ac_journal_destroy(struct ac_journal *journal);

/* Copies the payload; gives it the next seq. AC_ERR_IO when a full buffer could not be written; the
 * record then stays buffered and the next call tries again, until the buffer is full: AC_ERR_FULL
 * and the record is not taken. AC_ERR_RANGE: a payload above the maximum, not taken. `ret_seq` may
 * be NULL; it is written whenever the record was taken, that is, with AC_ERR_IO too. */
AC_MUST_USE enum ac_status ac_journal_append(struct ac_journal *journal, enum ac_journal_type type,
					     const void *payload, uint32_t size, uint64_t *ret_seq);
/* AC_ERR_IO with errno kept; what the kernel did not take stays buffered for the next call. */
AC_MUST_USE enum ac_status ac_journal_flush(struct ac_journal *journal);
/* Flush, then fdatasync. After a failed fdatasync every later sync fails too: the kernel may have
 * dropped the pages, and a second call would say otherwise. */
AC_MUST_USE enum ac_status ac_journal_sync(struct ac_journal *journal);
/* The file, for whoever forces it to the disk on another thread; -1 where it is lost. */
int ac_journal_file(const struct ac_journal *journal);
uint64_t ac_journal_seq_last(const struct ac_journal *journal);
/* Bytes of all records taken so far. */
uint64_t ac_journal_bytes(const struct ac_journal *journal);
/* An order may leave the process only when its seq is at or below this. */
uint64_t ac_journal_seq_flushed(const struct ac_journal *journal);

struct ac_journal_reader; /* opaque */

/* Opens for reading; AC_ERR_VERSION, AC_ERR_CORRUPT (header), AC_ERR_IO. */
AC_MUST_USE enum ac_status ac_journal_reader_create(const char *path,
						    struct ac_journal_reader **ret_reader);
void ac_journal_reader_destroy(struct ac_journal_reader *reader);
uint32_t ac_journal_reader_run_id(const struct ac_journal_reader *reader);
/* Of the file's format; each is read as it was written (docs/journal.md). */
uint32_t ac_journal_reader_version(const struct ac_journal_reader *reader);
/* AC_END at the clean end of the file, also where a last record is torn (then torn_bytes > 0);
 * AC_ERR_CORRUPT where a record is damaged and whole records follow it. */
AC_MUST_USE enum ac_status ac_journal_reader_next(struct ac_journal_reader *reader,
						  struct ac_journal_record *ret_record);
/* Bytes behind the last whole record, valid after AC_END. */
uint64_t ac_journal_reader_torn_bytes(const struct ac_journal_reader *reader);

/* Cuts a torn last record off `path`. ret_bytes_cut is 0 for a whole file. */
AC_MUST_USE enum ac_status ac_journal_repair(const char *path, uint64_t *ret_bytes_cut);

#endif
