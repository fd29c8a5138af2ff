#include "check.h"

#include <pthread.h>
#include <signal.h>
#include <sys/time.h>
#include <unistd.h>
#include <uv.h>

#include "sys/clock.h"
#include "sys/loop.h"

static struct ac_loop *loop;

static int open_loop(void **state)
{
	(void)state;
	return ac_loop_create(&loop) != AC_OK;
}

static int close_loop(void **state)
{
	(void)state;
	ac_loop_destroy(loop);
	return 0;
}

static ac_ns run_time(ac_ns timeout)
{
	ac_ns began = ac_steady_ns(&ac_machine_clock);
	ac_loop_run(loop, timeout);
	return ac_steady_ns(&ac_machine_clock) - began;
}

static void test_loop_waits_as_long_as_it_may_and_no_longer(void **state)
{
	static const ac_ns waits[] = { 1, AC_NS_PER_MS, 30 * AC_NS_PER_MS, 120 * AC_NS_PER_MS };
	(void)state;
	for (size_t i = 0; i < AC_COUNT(waits); i++) {
		ac_ns took = run_time(waits[i]);
		/* libuv's clock is of whole milliseconds. */
		assert_true(took >= waits[i] - AC_NS_PER_MS);
		assert_true(took < waits[i] + 2 * AC_NS_PER_SEC);
	}
	assert_true(run_time(0) < AC_NS_PER_SEC);
	assert_true(run_time(-5) < AC_NS_PER_SEC);
	/* The timer of one wait does not end another. */
	ac_loop_wake(loop);
	assert_true(run_time(4 * AC_NS_PER_SEC) < 2 * AC_NS_PER_SEC);
	assert_true(run_time(100 * AC_NS_PER_MS) >= 99 * AC_NS_PER_MS);
}

static void *wake_later(void *self)
{
	(void)self;
	usleep(30000);
	ac_loop_wake(loop);
	return NULL;
}

static void test_loop_is_woken_from_another_thread(void **state)
{
	pthread_t thread;
	(void)state;
	assert_int_equal(pthread_create(&thread, NULL, wake_later, NULL), 0);
	ac_ns took = run_time(5 * AC_NS_PER_SEC);
	pthread_join(thread, NULL);
	assert_true(took >= 25 * AC_NS_PER_MS && took < 3 * AC_NS_PER_SEC);
	/* Once woken, once only. */
	assert_true(run_time(50 * AC_NS_PER_MS) >= 49 * AC_NS_PER_MS);
}

static void on_alarm(int number)
{
	(void)number;
	ac_loop_wake(loop);
}

static void test_loop_is_woken_from_a_signal_handler(void **state)
{
	const struct sigaction action = { .sa_handler = on_alarm };
	const struct itimerval soon = { .it_value = { .tv_usec = 30000 } };
	(void)state;
	assert_int_equal(sigaction(SIGALRM, &action, NULL), 0);
	assert_int_equal(setitimer(ITIMER_REAL, &soon, NULL), 0);
	ac_ns took = run_time(5 * AC_NS_PER_SEC);
	assert_true(took >= 25 * AC_NS_PER_MS && took < 3 * AC_NS_PER_SEC);
	(void)signal(SIGALRM, SIG_DFL);
}

static void end_turn(uv_timer_t *timer)
{
	(void)timer;
	ac_loop_end_turn(loop);
}

static void test_loop_ends_the_turn_in_which_a_timer_told_something(void **state)
{
	uv_timer_t timer;
	(void)state;
	assert_int_equal(uv_timer_init(ac_loop_uv(loop), &timer), 0);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(uv_timer_start(&timer, end_turn, 0, 0), 0);
		assert_true(run_time(4 * AC_NS_PER_SEC) < 2 * AC_NS_PER_SEC);
		/* That turn only. */
		assert_true(run_time(30 * AC_NS_PER_MS) >= 29 * AC_NS_PER_MS);
	}
	uv_close((uv_handle_t *)&timer, NULL);
	ac_loop_run(loop, 0);
}

static void test_loop_lets_the_process_outlive_a_closed_pipe(void **state)
{
	int ends[2];
	(void)state;
	assert_int_equal(pipe(ends), 0);
	close(ends[0]);
	assert_int_equal(write(ends[1], "x", 1), -1);
	close(ends[1]);
}

static void test_loop_clocks_are_of_the_machine_and_never_run_back(void **state)
{
	(void)state;
	struct timeval now;
	gettimeofday(&now, NULL);
	ac_ns wall = ac_wall_ns(&ac_machine_clock);
	ac_ns expected = now.tv_sec * AC_NS_PER_SEC + now.tv_usec * 1000LL;
	assert_true(wall >= expected && wall < expected + AC_NS_PER_SEC);
	ac_ns before = ac_steady_ns(&ac_machine_clock);
	for (int i = 0; i < 1000; i++) {
		ac_ns after = ac_steady_ns(&ac_machine_clock);
		assert_true(after >= before);
		before = after;
	}
}

static void test_loop_destroy_takes_nothing(void **state)
{
	(void)state;
	ac_loop_destroy(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_loop_waits_as_long_as_it_may_and_no_longer),
		cmocka_unit_test(test_loop_is_woken_from_another_thread),
		cmocka_unit_test(test_loop_is_woken_from_a_signal_handler),
		cmocka_unit_test(test_loop_ends_the_turn_in_which_a_timer_told_something),
		cmocka_unit_test(test_loop_lets_the_process_outlive_a_closed_pipe),
		cmocka_unit_test(test_loop_clocks_are_of_the_machine_and_never_run_back),
		cmocka_unit_test(test_loop_destroy_takes_nothing),
	};
	return cmocka_run_group_tests(tests, open_loop, close_loop);
}
