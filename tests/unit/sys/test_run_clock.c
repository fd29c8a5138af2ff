/* The time of a run goes on at its own rate, whatever is done to the machine's clock. */
#include "check.h"

#include "sys/run_clock.h"

#define START (1764590400LL * AC_NS_PER_SEC)
#define HOUR  (3600 * AC_NS_PER_SEC)
#define TURN  (50 * AC_NS_PER_MS)

static ac_ns steady, wall;

static ac_ns machine_steady(void *self)
{
	(void)self;
	return steady;
}

static ac_ns machine_wall(void *self)
{
	(void)self;
	return wall;
}

static const struct ac_clock machine = { .steady = machine_steady, .wall = machine_wall };
static struct ac_run_clock run;

static int set_up(void **state)
{
	(void)state;
	steady = 77 * AC_NS_PER_SEC;
	wall = START;
	ac_run_clock_init(&run, &machine);
	return 0;
}

static ac_ns now(void)
{
	return ac_wall_ns(&run.clock);
}

/* Both clocks go on for so long, a turn at a time; the run's must never stand still. */
static void pass(ac_ns duration)
{
	for (ac_ns done = 0; done < duration; done += TURN) {
		ac_ns before = now();
		steady += TURN;
		wall += TURN;
		assert_true(now() > before);
	}
}

static void test_run_begins_with_the_wall_clock_and_keeps_to_it(void **state)
{
	(void)state;
	CHECK_EQ("begin", now(), START);
	pass(HOUR);
	CHECK_EQ("later", now(), START + HOUR);
	CHECK_EQ("lag", ac_run_clock_lag(&run), 0);
	CHECK_EQ("steady", ac_steady_ns(&run.clock), steady);
}

/* A deadline ten seconds ahead comes after ten seconds, give or take one part in 2048. */
static void test_deadline_does_not_follow_a_clock_that_is_set(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		ac_ns step;
	} rows[] = { { "an hour back", -HOUR },
		     { "a day forward", 24 * HOUR },
		     { "seven seconds back", -7 * AC_NS_PER_SEC },
		     { "thirty years back", -30LL * 365 * 24 * HOUR } };
	for (size_t i = 0; i < AC_COUNT(rows); i++) {
		set_up(NULL);
		ac_ns deadline = now() + 10 * AC_NS_PER_SEC, begun = steady;
		wall += rows[i].step;
		while (now() < deadline)
			pass(TURN);
		ac_ns waited = steady - begun, off = waited - 10 * AC_NS_PER_SEC;
		if (off < -(6 * AC_NS_PER_MS) || off > 6 * AC_NS_PER_MS + TURN)
			fail_msg("%s: waited %lld ns", rows[i].name, (long long)waited);
	}
}

static void test_run_tells_how_far_the_wall_clock_went_away_and_drifts_after_it(void **state)
{
	(void)state;
	wall += 2 * AC_NS_PER_SEC;
	CHECK_EQ("lag", ac_run_clock_lag(&run), 2 * AC_NS_PER_SEC);
	pass(HOUR);
	ac_ns left = ac_run_clock_lag(&run), wanted = 2 * AC_NS_PER_SEC - HOUR / AC_RUN_CLOCK_DRIFT;
	assert_true(left >= wanted && left < wanted + AC_NS_PER_MS);
	pass(HOUR);
	CHECK_EQ("caught up", ac_run_clock_lag(&run), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_run_begins_with_the_wall_clock_and_keeps_to_it, set_up),
		cmocka_unit_test_setup(test_deadline_does_not_follow_a_clock_that_is_set, set_up),
		cmocka_unit_test_setup(
			test_run_tells_how_far_the_wall_clock_went_away_and_drifts_after_it,
			set_up),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
