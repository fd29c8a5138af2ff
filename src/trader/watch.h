/* watch.h - what a view shows beyond the engine: the run, the streams, the machine room; and how
 * long engine steps take. Only for the files of a run; engine thread. */
#ifndef AC_TRADER_WATCH_H
#define AC_TRADER_WATCH_H

#include "alerts/alerts.h"
#include "control/control.h"
#include "dashboard/dashboard.h"
#include "trader/records.h"
#include "trader/source.h"

/* What it looks at; borrowed. */
struct watch_of {
	const struct ac_world *world;
	const struct ac_session *session;
	const struct trader_records *records;
	struct source *source;
	bool has_crashed_last; /* the run before did not stop in order */
	/* NULL where there is none. */
	struct ac_control_server *control;
	struct ac_alerts *alerts;
	struct ac_dashboard *dashboard;
};

struct watch {
	struct watch_of of;
	struct ac_view_run run;
	struct ac_session_meter meter; /* for the session */
	struct ac_histogram steps;
	ac_ns step_ns;     /* steady; when the step under way began */
	ac_ns resident_ns; /* steady; when memory was last asked for */
	uint64_t resident_bytes;
};

void watch_init(struct watch *watch, const struct watch_of *of);
/* Everything of `view` that ac_view_fill leaves alone, `state` and `number` apart; over the wire
 * also how old each symbol's data is. After ac_view_fill. */
void watch_fill(struct watch *watch, struct ac_view *view);

#endif
