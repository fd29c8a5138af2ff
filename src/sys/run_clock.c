#include "sys/run_clock.h"

#define DRIFT_EVERY (10 * AC_NS_PER_MS) /* so that the division loses nothing that counts */

static ac_ns run_steady(void *self)
{
	const struct ac_run_clock *run = self;
	return ac_steady_ns(run->of);
}

static ac_ns run_wall(void *self)
{
	struct ac_run_clock *run = self;
	ac_ns elapsed = ac_steady_ns(run->of) - run->steady_ns;
	ac_assert(elapsed >= 0);
	ac_ns now = run->wall_ns + elapsed;
	if (elapsed < DRIFT_EVERY)
		return now;
	ac_ns lag = ac_wall_ns(run->of) - now, most = elapsed / AC_RUN_CLOCK_DRIFT;
	now += lag > most ? most : lag < -most ? -most : lag;
	run->steady_ns += elapsed;
	run->wall_ns = now;
	return now;
}

void ac_run_clock_init(struct ac_run_clock *run, const struct ac_clock *of)
{
	*run = (struct ac_run_clock){
		.clock = { .steady = run_steady, .wall = run_wall, .self = run },
		.of = of,
		.steady_ns = ac_steady_ns(of),
		.wall_ns = ac_wall_ns(of),
	};
}

ac_ns ac_run_clock_lag(struct ac_run_clock *run)
{
	return ac_wall_ns(run->of) - ac_wall_ns(&run->clock);
}
