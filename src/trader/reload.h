/* reload.h - what the files of configuration would change in a run that goes on: read, compared and
 * made ready on a thread of its own, because files and database may be slow. It changes nothing:
 * trading_reload.c does, on the engine's thread. */
#ifndef AC_TRADER_RELOAD_H
#define AC_TRADER_RELOAD_H

#include "config/config.h"
#include "database/store.h"
#include "session/world.h"

#define AC_RELOAD_CHECKSUM_SIZE 65 /* SHA-256 in hexadecimal, terminated */

/* Borrowed until ac_reload_finish, and not changed by anybody until then. */
struct ac_reload_order {
	const char *root;
	const struct ac_strategy_registry *registry;
	const struct ac_config *files;    /* what the files said, without secrets */
	const struct ac_config *in_force; /* what the run trades by */
	const struct ac_world *world;
	const char *account;
	bool is_for_show;                         /* no candles are needed */
	ac_ms candle_open_ms[AC_INSTRUMENTS_MAX]; /* the engine's newest, per instrument */
};

struct ac_reload {
	bool is_possible; /* false: `text` says why not */
	bool is_changed;
	char *text; /* lines: faults, refusals, or what would change; never NULL where it is made */
	char checksum[AC_RELOAD_CHECKSUM_SIZE]; /* of `effective` */
	char *effective;                        /* the whole new configuration, for the journal */
	struct ac_config files, in_force;       /* as they would be; where is_possible */
	struct ac_world_change *change;         /* where is_possible */
	/* Warm up books that begin anew, each up to the newest candle that the database has. */
	struct ac_event *candles;
	size_t candle_count;
};

/* The configuration as it reads back from a journal: without secrets. */
AC_MUST_USE enum ac_status ac_reload_remember(const struct ac_config *config,
					      const struct ac_strategy_registry *registry,
					      struct ac_config *ret_config);

/* Takes as long as files and database do, at most some seconds. Any thread, one at a time. */
void ac_reload_make(const struct ac_reload_order *order, struct ac_reload *ret_reload);
/* Twice is fine. */
void ac_reload_deinit(struct ac_reload *reload);
/* Whether the engine has seen no candle since: what `candles` would warm up is then up to date. */
bool ac_reload_is_current(const struct ac_reload *reload, const struct ac_world *world);

#endif
