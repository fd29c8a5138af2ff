/* clock.h - the two clocks of a shell, named for what they are for. A shell never asks the machine:
 * it is given a struct ac_clock, so that a simulation can hand it a time of its own.
 *   steady  never steps and never runs backwards; its zero means nothing. Every deadline, timeout,
 *           age and protective bound is measured by it.
 *   wall    what the exchange and people are told. It may be set back or forward at any moment, so
 *           nothing that must happen may wait for it. */
#ifndef AC_SYS_CLOCK_H
#define AC_SYS_CLOCK_H

#include "core/base.h"

/* Both functions are called from any thread that holds the clock. */
struct ac_clock {
	ac_ns (*steady)(void *self); /* nanoseconds since an arbitrary moment */
	ac_ns (*wall)(void *self);   /* nanoseconds since 1970-01-01 UTC */
	void *self;                  /* borrowed; NULL for the machine's */
};

static inline ac_ns ac_steady_ns(const struct ac_clock *clock)
{
	return clock->steady(clock->self);
}

static inline ac_ns ac_wall_ns(const struct ac_clock *clock)
{
	return clock->wall(clock->self);
}

static inline ac_ms ac_wall_ms(const struct ac_clock *clock)
{
	return clock->wall(clock->self) / AC_NS_PER_MS;
}

/* The machine's own clocks: CLOCK_MONOTONIC and CLOCK_REALTIME. Only a program's outermost rooms
 * name it; clock.c is the one file of the product that reads the machine's time. */
extern const struct ac_clock ac_machine_clock;

#endif
