/* run_clock.h - the time of a run over the wire: begins with a wall clock's and then goes by its
 * steady clock, so that it never steps and never stands still, whatever people or time servers do to
 * the machine's clock. What the engine's deadlines wait for is this time. It drifts towards the wall
 * clock by at most one part in AC_RUN_CLOCK_DRIFT, slower than any deadline could notice: a second in
 * half an hour. (The exchange is told its own time: its distance from this clock is measured.)
 * One thread. */
#ifndef AC_SYS_RUN_CLOCK_H
#define AC_SYS_RUN_CLOCK_H

#include "sys/clock.h"

#define AC_RUN_CLOCK_DRIFT 2048

struct ac_run_clock {
	struct ac_clock clock;     /* to be given on: `wall` is the run's time */
	const struct ac_clock *of; /* borrowed */
	ac_ns steady_ns, wall_ns;  /* the run's time at a moment of the steady clock */
};

/* The run's time is `of`'s wall clock now. `run` must stay where it is: `clock` points to it. */
void ac_run_clock_init(struct ac_run_clock *run, const struct ac_clock *of);
/* How far the wall clock is ahead of the run's time; negative: behind. Large after somebody set
 * it. */
ac_ns ac_run_clock_lag(struct ac_run_clock *run);

#endif
