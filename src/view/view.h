/* view.h - what a run shows to people: one plain structure that the engine's thread fills some
 * times a second and hands to readers as a whole (view/box.h). Dashboard, alerts, control, terminal
 * view and heartbeat read it; none of them asks the engine. Not history: that is in the database.
 * Plain data without pointers into the engine; indices are those of `struct ac_view_names`. */
#ifndef AC_VIEW_VIEW_H
#define AC_VIEW_VIEW_H

#include "core/histogram.h"
#include "engine/engine.h"

#define AC_VIEW_POSITIONS_MAX 512u
#define AC_VIEW_ORDERS_MAX    1024u
#define AC_VIEW_GUARDS_MAX    1024u
#define AC_VIEW_AGE_NEVER     (-1)

/* What indices mean; constant and alive as long as any reader. */
struct ac_view_names {
	const struct ac_instruments *instruments;
	const struct ac_book *books;
	uint32_t book_count;
};

/* What the run is; constant. */
struct ac_view_run {
	uint32_t run_id;
	char mode[16]; /* sim, testnet, mainnet */
	char account[40];
	char version[32];
	char feed[256];
	enum ac_position_mode position_mode;
	ac_ms started_ms;      /* wall clock */
	bool has_crashed_last; /* the run before was cut off */
};

enum ac_view_state {
	AC_VIEW_STARTING, /* history or account not known yet: no entries */
	AC_VIEW_RUNNING,
	AC_VIEW_IDLE, /* the feed has ended */
	AC_VIEW_JOURNAL_FAILING,
	AC_VIEW_STOPPING,
	AC_VIEW_STOPPED,
};
const char *ac_view_state_text(enum ac_view_state state); /* "starting", …, "journal failing" */

struct ac_view_stream {
	bool is_used; /* false: a simulated exchange in this process, nothing to connect to */
	bool is_up;
	ac_ms age_ms;  /* since the last message; AC_VIEW_AGE_NEVER */
	ac_ms down_ms; /* how long it has been down without a break; 0 up */
	uint64_t messages, reconnects;
	char why[96]; /* of the last time down; "" never */
};

struct ac_view_symbol {
	struct ac_dec mark;         /* 0 unknown */
	struct ac_dec funding_rate; /* fraction; of the next settlement */
	ac_ms funding_time_ms;      /* next settlement; 0 unknown */
	ac_ms age_ms;               /* of the newest market data; AC_VIEW_AGE_NEVER */
};

struct ac_view_position {
	uint16_t book, symbol;
	struct ac_position_record record;
	struct ac_dec mark;
	struct ac_dec unrealized;
	struct ac_dec notional;    /* at the mark, absolute */
	struct ac_dec liquidation; /* price; 0 unknown or none */
	/* Of the mark; only where liquidation is not 0. Negative: the mark is beyond it. */
	struct ac_dec liquidation_distance_pct;
	/* Net result so far at the mark in units of what the stop would lose, 1e-8; 0 where there
	 * is no stop. R of K. Tharp, "Trade Your Way to Financial Freedom", ch. 7. */
	struct ac_dec r_multiple;
	ac_ms bare_ms; /* how long it has stood without a confirmed stop; 0 protected */
	bool is_closing;
};

struct ac_view_order {
	uint16_t book, symbol; /* AC_BOOK_NONE: foreign */
	struct ac_order_record record;
};

/* One guard on one scope: how much of its limit is used. No two of a view have the same guard,
 * symbol and book. */
struct ac_view_guard {
	uint16_t guard;  /* enum ac_guard_id */
	uint16_t symbol; /* AC_SYMBOL_NONE: the account */
	uint16_t book;   /* AC_BOOK_NONE: wider than a book */
	bool is_halted;
	enum ac_reason reason;     /* of the halt */
	ac_ms since_ms, until_ms;  /* of the halt; until 0: until a person lifts it */
	struct ac_dec used, limit; /* in the guard's own unit; limit 0: nothing to measure */
	char unit[8];              /* "%", "count", "s", or an asset; "" where limit is 0 */
};

struct ac_view_latency {
	uint64_t count;
	ac_ns p50, p90, p99, p999, largest;
	/* Prometheus' cumulative buckets, upper bounds in AC_VIEW_LATENCY_BOUNDS_NS. */
	uint64_t le[14];
};
extern const ac_ns AC_VIEW_LATENCY_BOUNDS_NS[14];
void ac_view_latency_fill(struct ac_view_latency *latency, const struct ac_histogram *histogram);

struct ac_view_system {
	uint64_t rss_bytes;
	uint64_t inputs, commands, facts;
	uint64_t facts_refused;   /* deliveries on the bus that found no room */
	uint64_t view_facts_lost; /* by dashboard, alerts or control: their rings were full */
	uint64_t log_lines_dropped;
	uint64_t journal_seq, journal_bytes;
	bool is_journal_failing;
	uint32_t database_state; /* 0 ok, 1 retrying, 2 failed */
	uint32_t database_queue, database_queue_capacity;
	uint64_t database_written, database_refused;
	ac_ms database_commit_ms; /* wall; 0 never */
	char database_error[128];
	uint32_t alerts_queue; /* messages that wait */
	uint64_t alerts_sent, alerts_suppressed, alerts_dropped, alerts_failed_attempts;
	bool is_alerts_failing; /* the last attempt to a channel failed */
	char alerts_error[160]; /* of it; names the channel, never its address */
	bool has_rate_budget;
	int32_t weight_used, weight_limit; /* of this minute */
	int32_t orders_10s_used, orders_10s_limit, orders_1m_used, orders_1m_limit;
	ac_ms rate_paused_until_ms, rate_banned_until_ms; /* 0 not */
	uint64_t count_429, count_418;
	uint64_t frames_malformed, frames_refused, events_dropped, candles_by_rest, snapshots;
	struct ac_view_latency step;                           /* one engine step */
	struct ac_view_latency tick_to_order, order_to_answer; /* over the wire only */
};

struct ac_view {
	uint64_t number; /* of this view, from 1 */
	ac_ms wall_ms;   /* when it was made */
	ac_ms run_ms;    /* the run's own time */
	struct ac_view_run run;
	enum ac_view_state state;
	struct ac_engine_view engine;
	bool is_on_rest; /* orders leave by REST just now */
	struct ac_view_stream market, user, api;
	int64_t clock_offset_ms;
	ac_ms clock_round_trip_ms;
	/* The limits of the account's guards, 1e-8 percent; 0 off. */
	struct ac_dec drawdown_pct, drawdown_limit_pct, daily_loss_pct, daily_loss_limit_pct;
	struct ac_dec liquidation_limit_pct; /* smallest distance of a mark to liquidation; 0 off */
	ac_ms bare_limit_ms; /* how long a position may stand without a confirmed stop; 0 not known
			      */
	struct ac_view_system system;
	uint32_t position_count, order_count, guard_count, symbol_count;
	uint32_t positions_left_out, orders_left_out, guards_left_out; /* did not fit */
	struct ac_view_position positions[AC_VIEW_POSITIONS_MAX];
	struct ac_view_order orders[AC_VIEW_ORDERS_MAX]; /* not terminal */
	struct ac_view_guard guards[AC_VIEW_GUARDS_MAX];
	struct ac_view_symbol
		symbols[AC_INSTRUMENTS_MAX]; /* the first instruments.count are valid */
};

/* Fills everything that the engine knows: engine, positions, orders, guards, symbols' marks,
 * limits. What other rooms know (streams, system, run, state) is left as it is. Engine thread;
 * takes a few microseconds a position and a guard. */
void ac_view_fill(struct ac_view *view, struct ac_engine *engine,
		  const struct ac_view_names *names);

/* ---- in five seconds: is the money safe? ---- */
enum ac_lamp { AC_LAMP_OK, AC_LAMP_WARN, AC_LAMP_ALARM };
const char *ac_lamp_text(enum ac_lamp lamp); /* "ok", "warn", "alarm" */
/* The worst of what stands, and one sentence that says what it is, what it means for the money and
 * what to do. ALARM: a bare position beyond the bound, an UNKNOWN order, HALTED, the journal or the
 * database failing, the user stream down, liquidation nearer than its limit. WARN: starting,
 * paused, REDUCING, market data stale, a halt of a symbol, orders by REST, database retrying, a
 * position whose stop is not confirmed yet. */
enum ac_lamp ac_view_lamp(const struct ac_view *view, const struct ac_view_names *names,
			  char *reason, size_t reason_size);

#endif
