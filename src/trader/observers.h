/* observers.h - everything beside the engine's thread that shows a run to people, tells them of it
 * or hears them: views, screen, heartbeat, dashboard, alerts, control socket. Only for the files of
 * a run; engine thread. */
#ifndef AC_TRADER_OBSERVERS_H
#define AC_TRADER_OBSERVERS_H

#include "sys/error.h"
#include "trader/pulse.h"
#include "trader/screen.h"
#include "trader/trader_control.h"
#include "trader/trader_reload.h"
#include "trader/watch.h"

/* What they are given of the run; borrowed until observers_stop. */
struct observed {
	const struct ac_trader_options *options;
	struct ac_config *config;
	const struct ac_alerts_config *alerts;
	const struct ac_strategy_registry *registry;
	struct trader_records *records;
	struct ac_world *world;
	struct ac_session *session;
	struct source *source;
	bool has_crashed_last; /* the run before did not stop in order */
};

struct observers {
	struct ac_view_names names;
	struct ac_view_box *box;
	const struct ac_view *newest; /* of the box; NULL before the first */
	ac_ns shown_ns;               /* steady */
	bool has_screen;
	struct ac_screen screen;
	struct ac_pulse pulse;
	struct watch watch;
	struct ac_alerts *alerts;
	struct ac_dashboard *dashboard; /* NULL: off, or its address was taken */
	struct ac_outlet *outlet;       /* borrowed; facts are copied from there */
	struct trader_control control;
	struct trader_reload reload;
};

/* Remembers what the files said; before anything changes the configuration. */
AC_MUST_USE enum ac_status observers_init(struct observers *observers,
					  const struct observed *observed);
/* Starts all threads; after the run's first record and before its first input. False with
 * `error`. */
bool observers_start(struct observers *observers, const struct observed *observed,
		     struct ac_error *error);
/* Shows the state as it is now, where the last view is old enough or `is_forced`, and does what
 * people ask for. */
void observers_turn(struct observers *observers, enum ac_view_state state, bool is_forced);
/* Ends all threads, twice is fine. */
void observers_stop(struct observers *observers);

#endif
