#include "session/pace.h"

#include <stdlib.h>
#include <time.h>

#include "sys/clock.h"
#include "sys/loop.h"

#define SPEED_MAX 1000000

bool ac_pace_speed_parse(const char *text, int64_t *ret_speed)
{
	if (strcmp(text, "max") == 0) {
		*ret_speed = 0;
		return true;
	}
	if (text[0] < '1' || text[0] > '9')
		return false;
	char *end;
	long speed = strtol(text, &end, 10);
	if (*end != '\0' || speed > SPEED_MAX)
		return false;
	*ret_speed = speed;
	return true;
}

void ac_pace_start(struct ac_pace *pace, int64_t speed, ac_ns run_now_ns)
{
	ac_assert(speed >= 0);
	*pace = (struct ac_pace){ speed, run_now_ns, ac_steady_ns(&ac_machine_clock) };
}

ac_ns ac_pace_wait_ns(const struct ac_pace *pace, ac_ns run_ns)
{
	ac_assert(pace->speed >= 0);
	if (pace->speed == 0 || run_ns <= pace->run_start_ns)
		return 0;
	ac_ns due = pace->wall_start_ns + (run_ns - pace->run_start_ns) / pace->speed;
	ac_ns now = ac_steady_ns(&ac_machine_clock);
	return due > now ? due - now : 0;
}

void ac_pace_sleep(ac_ns duration, ac_ns limit)
{
	ac_assert(duration >= 0 && limit >= 0);
	ac_ns slice = duration < limit ? duration : limit;
	struct timespec time = { slice / AC_NS_PER_SEC, slice % AC_NS_PER_SEC };
	(void)nanosleep(&time, NULL);
}
