#include "sys/clock.h"

#include <time.h>

static ac_ns read_clock(clockid_t id)
{
	struct timespec now;
	clock_gettime(id, &now);
	return now.tv_sec * AC_NS_PER_SEC + now.tv_nsec;
}

static ac_ns machine_steady(void *self)
{
	(void)self;
	return read_clock(CLOCK_MONOTONIC);
}

static ac_ns machine_wall(void *self)
{
	(void)self;
	return read_clock(CLOCK_REALTIME);
}

const struct ac_clock ac_machine_clock = { .steady = machine_steady, .wall = machine_wall };
