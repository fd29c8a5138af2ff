/* pulse.h - writes the heartbeat of a run, once a second: the file that says whether the program lives
 * and what it holds. Not the log and not the database. Engine thread. */
#ifndef AC_TRADER_PULSE_H
#define AC_TRADER_PULSE_H

#include "view/view.h"

struct ac_pulse {
	const struct ac_view_names *names;
	ac_ns written_ns; /* steady */
	bool has_failed;  /* the file could not be written: said once in the log */
};

void ac_pulse_init(struct ac_pulse *pulse, const struct ac_view_names *names);
bool ac_pulse_is_due(const struct ac_pulse *pulse, ac_ns now_ns);
void ac_pulse_write(struct ac_pulse *pulse, ac_ns now_ns, const struct ac_view *view);

#endif
