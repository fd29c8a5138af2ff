/* trading_state.h - what the files of a run share, and nobody else. */
#ifndef AC_CLI_TRADING_STATE_H
#define AC_CLI_TRADING_STATE_H

#include "cli/books.h"
#include "cli/live_view.h"
#include "cli/observers.h"
#include "cli/outlet.h"
#include "cli/pulse.h"
#include "cli/rules.h"
#include "cli/trading.h"
#include "cli/trading_reload.h"
#include "cli/wire.h"
#include "session/feed.h"

struct trading {
	const struct ac_trading_options *options;
	struct ac_config *config;
	const struct ac_strategy_registry *registry;
	struct ac_rules rules;
	struct ac_store *store;
	struct ac_writer *writer;
	struct ac_journal *journal;
	struct ac_earlier_run earlier;
	struct ac_world world;
	struct ac_feed *feed;
	struct ac_store_run run;
	struct ac_store_names names;
	struct ac_outlet outlet;
	struct ac_session session;
	struct ac_live_view view;
	struct ac_pulse pulse;
	char feed_spec[AC_STORE_TEXT_SIZE];
	struct observers observers;
	struct trading_reload reload;
	struct wire wire; /* zero where prices come from a feed */
	/* Per instrument of the world: the newest candle that the database gave. */
	ac_ms candles_done[AC_INSTRUMENTS_MAX];
	ac_ns start_ns; /* in the run's own time */
	uint64_t seed;
};

/* trading_start.c: everything up to the run's first record. False after a message. */
bool trading_start(struct trading *trading);
enum ac_status trading_append(struct trading *trading, enum ac_journal_type type,
			      const void *payload, size_t size);

/* trading_restore.c: the books of the run before and the exchange's snapshot, as inputs. `first`
 * is the feed's first item, NULL for none. False after a message. */
bool trading_restore(struct trading *trading, const struct ac_feed_item *first);

#endif
