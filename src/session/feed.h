/* feed.h - where simulated runs get prices from: recorded candles or the synthetic market.
 * Gives items in time order; knows nothing of pace. Start-up allocates; next does not. */
#ifndef AC_SESSION_FEED_H
#define AC_SESSION_FEED_H

#include "core/error.h"
#include "io/candle_file.h"
#include "session/session.h"

/* How many candles before the start a synthetic feed gives as history, to warm up indicators. */
#define AC_FEED_HISTORY_MINUTES 240

struct ac_feed; /* opaque */

/* `spec`: "replay:PATH[,PATH…]" or "synthetic[:seed=N[,start=MS]]". Files of one symbol may follow
 * each other in time; those of symbols that are not in `instruments` are passed over. A synthetic
 * feed begins at `start_ms`, or at its own start, cut to the minute; a restart names that of the
 * first run. `error` receives a sentence for a person. */
AC_MUST_USE enum ac_status ac_feed_create(const char *spec,
					  const struct ac_instruments *instruments, ac_ms start_ms,
					  struct ac_feed **ret_feed, struct ac_error *error);
void ac_feed_destroy(struct ac_feed *feed);

/* The symbols that a replay specification names, each once, in order: `take` is called for each.
 * AC_ERR_PARSE with a sentence when a path names none; AC_END for a synthetic feed. */
AC_MUST_USE enum ac_status ac_feed_symbols(const char *spec,
					   void (*take)(void *self, const char *symbol), void *self,
					   struct ac_error *error);

/* Skips everything up to and including `time_ms` per symbol (a restart goes on behind it). */
void ac_feed_skip(struct ac_feed *feed, const ac_ms *candle_open_ms_done);

struct ac_feed_item {
	ac_ns time_ns; /* when it becomes known: candles at their open, ticks at their time */
	/* Candles of one minute; NULL for a tick. Valid until the next call. */
	const struct ac_session_candle *candles;
	size_t candle_count;
	const struct ac_event *tick; /* TRADE, MARK or CANDLE; HISTORY flag before the start */
};
/* False at the end of the data (a synthetic feed never ends). */
bool ac_feed_next(struct ac_feed *feed, struct ac_feed_item *ret_item);

struct ac_feed_stats {
	uint64_t candles; /* in all files */
	uint64_t gaps;
	uint64_t minutes_missing;
	ac_ms first_ms, last_ms; /* open times; 0 for a synthetic feed */
};
void ac_feed_stats_get(const struct ac_feed *feed, struct ac_feed_stats *ret_stats);
bool ac_feed_is_synthetic(const struct ac_feed *feed);

#endif
