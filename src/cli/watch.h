/* watch.h - what a view shows beyond the engine: the run, the streams, the machine room; and how
 * long engine steps take. Only for the files of a run; engine thread. */
#ifndef AC_CLI_WATCH_H
#define AC_CLI_WATCH_H

#include "session/session.h"
#include "view/view.h"

struct trading;

struct watch {
	struct ac_view_run run;
	struct ac_session_meter meter; /* for the session */
	struct ac_histogram steps;
	ac_ns step_ns;     /* steady; when the step under way began */
	ac_ns down_ns[3];  /* steady; since when market, user and API are down; 0 up */
	ac_ns resident_ns; /* steady; when memory was last asked for */
	uint64_t resident_bytes;
};

void watch_init(struct trading *trading);
/* Everything of `view` that ac_view_fill leaves alone, `state` and `number` apart; over the wire
 * also how old each symbol's data is. After ac_view_fill. */
void watch_fill(struct trading *trading, struct ac_view *view);

#endif
