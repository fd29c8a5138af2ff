/* pace.h - the wall clock of a simulated run: how far its own time may have come by now. */
#ifndef AC_SESSION_PACE_H
#define AC_SESSION_PACE_H

#include "core/base.h"

struct ac_pace {
	int64_t speed; /* run seconds a second; 0: as fast as it goes */
	ac_ns run_start_ns;
	ac_ns wall_start_ns;
};

/* "1", "600" or "max". */
bool ac_pace_speed_parse(const char *text, int64_t *ret_speed);
void ac_pace_start(struct ac_pace *pace, int64_t speed, ac_ns run_now_ns);
/* Nanoseconds to sleep until `run_ns` is due; 0 when it is. */
ac_ns ac_pace_wait_ns(const struct ac_pace *pace, ac_ns run_ns);
/* Sleeps, at most `limit`; a signal ends it early. */
void ac_pace_sleep(ac_ns duration, ac_ns limit);

#endif
