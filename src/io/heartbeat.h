/* heartbeat.h - the file that says each second whether the program lives and what it holds.
 * Not the log and not the database: whoever watches reads this one small file, which is always
 * whole. Fields are only ever added. The thread that fills the structure writes it. */
#ifndef AC_IO_HEARTBEAT_H
#define AC_IO_HEARTBEAT_H

#include "core/decimal.h"

struct ac_heartbeat_stream {
	const char *state; /* "up", "down", "stale" */
	ac_ms age_ms;      /* since the last message; negative: never one, written as null */
	uint64_t reconnects;
};

/* How old a symbol's newest market data is. */
struct ac_heartbeat_age {
	const char *symbol;
	ac_ms age_ms; /* negative: never any, written as null */
};

struct ac_heartbeat_halt {
	const char *guard;
	const char *symbol;   /* "" where the halt is wider than a symbol */
	const char *strategy; /* "" where it is wider than a strategy */
	const char *reason;
	ac_ms since_ms;
	ac_ms until_ms; /* 0: until a person lifts it, written as null */
};

struct ac_heartbeat_position {
	const char *symbol;
	const char *strategy;
	const char *position_side;
	struct ac_dec quantity; /* signed */
	struct ac_dec entry_price;
	struct ac_dec mark_price;
	struct ac_dec unrealized_pnl;
	struct ac_dec stop_price;
	bool is_protected; /* the stop is confirmed */
};

/* Everything is borrowed for the call; texts are never NULL. */
struct ac_heartbeat {
	ac_ms time_ms;      /* wall clock */
	ac_ms feed_time_ms; /* the run's own time: of the newest market data; 0 unknown, written as
			       null */
	const char *version;
	const char *mode; /* "sim", … */
	const char *account;
	uint32_t run_id;
	const char *
		state; /* "starting", "running", "idle", "journal failing", "stopping", "stopped" */
	struct ac_heartbeat_stream market;
	struct ac_heartbeat_stream user;
	const char *order_entry; /* "ws", "rest"; "" where orders do not leave the process */
	const struct ac_heartbeat_age *ages; /* of each symbol, where they come over a wire */
	size_t age_count;
	struct {
		const char *state; /* "ok", "retrying", "failed" */
		uint32_t queue;
		uint32_t queue_capacity;
		ac_ms last_commit_ms; /* 0 never, written as null */
		uint64_t refused;     /* facts that are only in the journal */
	} database;
	struct {
		const char *state; /* "ACTIVE", "REDUCING", "HALTED" */
		const struct ac_heartbeat_halt *halts;
		size_t halt_count;
		struct ac_dec daily_pnl;
		struct ac_dec drawdown_pct;
	} risk;
	struct {
		struct ac_dec wallet;
		struct ac_dec equity;
	} balance;
	int64_t clock_offset_ms; /* the exchange's clock less ours */
	const struct ac_heartbeat_position *positions;
	size_t position_count;
	struct {
		uint32_t open;
		uint32_t unknown;
		uint32_t protective;
	} orders;
	uint64_t journal_seq;
};

/* Replaces `path` atomically, mode 0644; folders are made. Adds pid and rss_bytes. Decimals are
 * text, so that no digit is lost. AC_ERR_IO with errno kept; the old file then stays. */
AC_MUST_USE enum ac_status ac_heartbeat_write(const char *path,
					      const struct ac_heartbeat *heartbeat);

#endif
