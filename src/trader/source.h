/* source.h - where a run's prices come from and where its orders go, behind one interface, so that
 * one loop runs them all:
 *   source_feed.c  a recorded or synthetic feed, and a simulated exchange in this process;
 *   source_live.c  the real exchange's prices, and a simulated exchange in this process;
 *   source_wire.c  the real exchange: its prices, and orders on an account of ours.
 * Only for the files of a run; engine thread. */
#ifndef AC_TRADER_SOURCE_H
#define AC_TRADER_SOURCE_H

#include "session/feed.h"
#include "session/pace.h"
#include "session/rules.h"
#include "sys/error.h"
#include "trader/earlier_run.h"
#include "trader/source_money.h"
#include "trader/wire.h"
#include "view/view.h"

enum source_turn {
	SOURCE_RUNNING,
	SOURCE_STARTING, /* history or account are not known yet: no entries */
	SOURCE_IDLE,     /* nothing came, and nothing is expected */
	SOURCE_ENDED,    /* there will be nothing more */
};

/* What a new run takes up of the one before, for prices to go on behind it. */
struct source_beginning {
	ac_ns start_ns; /* the run's own time */
	/* Per instrument of the world: the newest candle that the database gave; 0 none. */
	ac_ms candles_done[AC_INSTRUMENTS_MAX];
	ac_ms trades_since_ms; /* of the account; 0 where there was no run before */
};

struct source;
typedef void source_give(void *self, const struct ac_event *event);

/* All of a kind are given; where one has nothing to do, its function says so. Those that return
 * false have filled `error`. */
struct source_kind {
	bool is_simulated;       /* the world gets a simulated exchange, and orders go there */
	bool is_paced_by_prices; /* time is the feed's own: it can wait for the database */
	/* Calls `take` for each symbol that it has. AC_END: it has every one. */
	enum ac_status (*symbols)(const struct source *source,
				  void (*take)(void *self, const char *symbol), void *self,
				  struct ac_error *error);
	/* Reaches it, and fills source->rules. */
	bool (*open)(struct source *source, struct ac_error *error);
	/* After the world was built. Writes what the prices are into `ret_name`. */
	bool (*prepare)(struct source *source, const struct ac_earlier_run *earlier,
			char ret_name[AC_STORE_TEXT_SIZE], struct ac_error *error);
	/* The moment at which the run begins, given that of the run before (0 none). */
	ac_ns (*start_ns)(struct source *source, ac_ns earlier_ns);
	/* After the books of the run before were taken up. */
	void (*start)(struct source *source, const struct source_beginning *beginning);
	/* Waits for what comes next, at most `limit`, and gives it to the session. */
	enum source_turn (*turn)(struct source *source, ac_ns limit);
	/* Answers that are under way arrive, at most `limit`. */
	void (*settle)(struct source *source, ac_ns limit);
	/* The exchange's side at the end. */
	void (*money)(const struct source *source, struct ac_source_money *ret_money);
	/* Streams, clock, rate limits and latencies of a view. */
	void (*show)(struct source *source, struct ac_view *view);
	void (*close)(struct source *source);
};
extern const struct source_kind source_feed, source_live, source_wire;

struct source {
	const struct source_kind *kind;
	/* Borrowed. */
	const struct ac_trader_options *options;
	const struct ac_config *config;
	struct ac_world *world;
	struct ac_session *session;
	struct ac_outlet *outlet;
	struct ac_journal *const *journal; /* NULL there before the run began */
	struct ac_rules rules;             /* `instruments` are the exchange's, or from files */
	/* source_feed.c */
	struct ac_feed *feed;
	struct ac_feed_item item; /* the next one to give, where has_item */
	bool has_item;
	struct ac_pace pace;
	bool has_pace;
	/* source_live.c and source_wire.c */
	struct wire wire;
};

/* The kind that the configuration and the feed's name ask for. */
const struct source_kind *source_kind_of(const struct ac_config *config, const char *feed);

/* source_simulated.c: what both sources with a simulated exchange do alike. */
void source_simulated_settle(struct source *source, ac_ns limit);
void source_simulated_money(const struct source *source, struct ac_source_money *ret_money);

#endif
