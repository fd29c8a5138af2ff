/* The live socket from outside, frame by frame: what a browser gets first, what it is told of what
 * it missed, and what becomes of one that does not read and of an engine whose dashboard stands
 * still. */
#include "socket.h"

#include <pthread.h>
#include <signal.h>

#include "dashboard/server.h"
#include "sys/clock.h"

static uint64_t fact_seq;

struct browser {
	int fd;
	uint64_t received; /* bytes, heads and frames alike */
	size_t size;
	unsigned char data[256 << 10];
};

/* False at the connection's end. */
static bool fill(struct browser *browser)
{
	struct pollfd ready = { .fd = browser->fd, .events = POLLIN };
	if (poll(&ready, 1, SOCKET_PATIENCE_MS) != 1)
		fail_msg("no frame came");
	ssize_t got = recv(browser->fd, browser->data + browser->size,
			   sizeof(browser->data) - browser->size, 0);
	if (got <= 0)
		return false;
	browser->received += (uint64_t)got;
	browser->size += (size_t)got;
	return true;
}

static void drop(struct browser *browser, size_t size)
{
	browser->size -= size;
	memmove(browser->data, browser->data + size, browser->size);
}

static struct browser *browse(int window)
{
	struct browser *browser = calloc(1, sizeof(*browser));
	const unsigned char *end;
	assert_non_null(browser);
	browser->fd = socket_browse(window);
	while ((end = memmem(browser->data, browser->size, "\r\n\r\n", 4)) == NULL)
		assert_true(fill(browser));
	assert_memory_equal(browser->data, "HTTP/1.1 101", 12);
	drop(browser, (size_t)(end - browser->data) + 4);
	return browser;
}

static void leave(struct browser *browser)
{
	close(browser->fd);
	free(browser);
}

/* The next frame, which is whole, text and unmasked; the caller decrefs. */
static json_t *next_frame(struct browser *browser)
{
	size_t head = 2;
	while (browser->size < 2)
		assert_true(fill(browser));
	assert_int_equal(browser->data[0], 0x81);
	size_t size = browser->data[1];
	assert_true(size <= 126); /* nothing here is above 64 kB */
	if (size == 126) {
		head = 4;
		while (browser->size < head)
			assert_true(fill(browser));
		size = (size_t)browser->data[2] << 8 | browser->data[3];
	}
	while (browser->size < head + size)
		assert_true(fill(browser));
	json_error_t error;
	json_t *json = json_loadb((const char *)browser->data + head, size, JSON_REJECT_DUPLICATES,
				  &error);
	if (json == NULL)
		fail_msg("%s: %.*s", error.text, (int)size, browser->data + head);
	drop(browser, head + size);
	return json;
}

static void test_whoever_comes_back_gets_the_whole_newest_state(void **state)
{
	(void)state;
	static const char *const parts[] = { "status", "positions", "orders",
					     "risk",   "system",    "symbols" };
	for (int64_t round = 1; round < 4; round++) {
		char equity[32];
		const struct timespec gap = { 1, 200000000 };
		socket_show(10 * round);
		snprintf(equity, sizeof(equity), "%" PRId64, 10 * round);
		if (round > 1)
			nanosleep(&gap, NULL); /* nobody looks */
		/* Only once the dashboard has looked at it itself. */
		WAIT_UNTIL(strstr(socket_ask("GET /api/v1/status", HOST), equity) != NULL);
		struct browser *browser = browse(0);
		for (size_t i = 0; i < AC_COUNT(parts); i++) {
			json_t *frame = next_frame(browser);
			CHECK_TEXT(frame, "type", parts[i]);
			if (i == 0)
				CHECK_TEXT(frame, "account.equity", equity);
			json_decref(frame);
		}
		leave(browser);
	}
}

static int stall_pipe[2];
static atomic_bool is_stalled;

/* Where the thread stands still: whatever it was about to do waits. */
static void stand_still(int number)
{
	char byte;
	(void)number;
	atomic_store(&is_stalled, true);
	while (read(stall_pipe[0], &byte, 1) != 1) {
	}
	atomic_store(&is_stalled, false);
}

static void stall(void)
{
	const struct sigaction action = { .sa_handler = stand_still };
	assert_int_equal(pipe(stall_pipe), 0);
	assert_int_equal(sigaction(SIGUSR1, &action, NULL), 0);
	assert_int_equal(pthread_kill(socket_dashboard->thread, SIGUSR1), 0);
	WAIT_UNTIL(atomic_load(&is_stalled));
}

static void go_on(void)
{
	assert_int_equal(write(stall_pipe[1], "", 1), 1);
	WAIT_UNTIL(!atomic_load(&is_stalled));
	close(stall_pipe[0]);
	close(stall_pipe[1]);
}

static uint64_t push_facts(uint64_t count)
{
	uint64_t taken = 0;
	for (uint64_t i = 0; i < count; i++) {
		struct ac_event fact = fact_of(AC_EVENT_SYSTEM, ++fact_seq, BTC, AC_BOOK_NONE);
		snprintf(fact.system.text, sizeof(fact.system.text), "number %" PRIu64, i);
		taken += ac_fact_ring_push(ac_dashboard_facts(socket_dashboard), &fact);
	}
	return taken;
}

/* Reads on to fact `last`; those that came are in their order, those that did not are counted. */
static void check_facts(struct browser *browser, json_int_t last, json_int_t came,
			json_int_t missed)
{
	json_int_t lost = 0, count = 0, newest = 0;
	ac_ns end = ac_steady_ns(&ac_machine_clock) + SOCKET_PATIENCE_MS * AC_NS_PER_MS;
	while (newest < last && ac_steady_ns(&ac_machine_clock) < end) {
		json_t *frame = next_frame(browser), *fact;
		size_t i;
		lost += json_integer_value(json_object_get(frame, "lost"));
		json_array_foreach(json_object_get(frame, "facts"), i, fact)
		{
			json_int_t seq = json_integer_value(json_object_get(fact, "seq"));
			assert_true(seq > newest);
			newest = seq;
			count++;
		}
		json_decref(frame);
	}
	assert_int_equal(newest, last);
	assert_int_equal(count, came);
	assert_int_equal(lost, missed);
}

static void test_engine_never_waits_for_a_dashboard_that_stands_still(void **state)
{
	(void)state;
	struct browser *browser = browse(0);
	WAIT_UNTIL(socket_stats().clients == 1);
	fact_seq = 0;
	stall();
	assert_int_equal(push_facts(20000), SERVER_FACTS_MAX);
	assert_int_equal(ac_fact_ring_lost(ac_dashboard_facts(socket_dashboard)),
			 20000 - SERVER_FACTS_MAX);
	for (int i = 0; i < 1000; i++) {
		struct ac_view *view = ac_view_box_next(rig_box);
		rig_view_empty(view);
		view->engine.account.equity = AC_DEC(5000 + i);
		(void)ac_view_box_show(rig_box);
	}
	go_on();
	check_facts(browser, SERVER_FACTS_MAX, LIVE_FACTS_MAX, SERVER_FACTS_MAX - LIVE_FACTS_MAX);
	socket_show(77);
	(void)socket_read(browser->fd, "\"equity\":\"77\"");
	leave(browser);
}

static void test_facts_come_in_order_and_none_is_missed_uncounted(void **state)
{
	(void)state;
	struct browser *browser = browse(0);
	WAIT_UNTIL(socket_stats().clients == 1);
	fact_seq = 0;
	json_int_t last = 0;
	for (uint64_t count = 1; count <= LIVE_FACTS_MAX; count = 2 * count + 1) {
		stall();
		assert_int_equal(push_facts(count), count);
		go_on();
		last += (json_int_t)count;
		check_facts(browser, last, (json_int_t)count, 0);
	}
	leave(browser);
}

static atomic_bool is_flooding;

static void *flood(void *unused)
{
	while (atomic_load(&is_flooding))
		(void)push_facts(1000);
	return unused;
}

static void test_flood_of_facts_keeps_no_state_back(void **state)
{
	(void)state;
	pthread_t thread;
	struct browser *browser = browse(0);
	atomic_store(&is_flooding, true);
	assert_int_equal(pthread_create(&thread, NULL, flood, NULL), 0);
	WAIT_UNTIL(ac_fact_ring_lost(ac_dashboard_facts(socket_dashboard)) > 0);
	for (int64_t equity = 101; equity < 104; equity++) {
		char mark[48];
		socket_show(equity);
		snprintf(mark, sizeof(mark), "\"equity\":\"%" PRId64 "\"", equity);
		(void)socket_read(browser->fd, mark);
	}
	atomic_store(&is_flooding, false);
	assert_int_equal(pthread_join(thread, NULL), 0);
	leave(browser);
}

/* Reads nothing until nothing more is written for it, and then goes on. */
static bool survives_a_pause(void)
{
	uint64_t dropped = socket_stats().clients_dropped, written = 0;
	struct browser *browser = browse(2048);
	WAIT_UNTIL(socket_stats().clients == 1);
	for (int calm = 0; calm < 3;) {
		const struct timespec moment = { 0, 300000000 };
		(void)push_facts(1000);
		nanosleep(&moment, NULL);
		calm = socket_stats().bytes_sent == written ? calm + 1 : 0;
		written = socket_stats().bytes_sent;
	}
	bool is_kept = true;
	for (json_int_t newest = 0; newest < (json_int_t)fact_seq && is_kept;) {
		json_t *frame = next_frame(browser);
		json_t *facts = json_object_get(frame, "facts");
		size_t count = json_array_size(facts);
		if (count > 0)
			newest = json_integer_value(
				rig_member(json_array_get(facts, count - 1), "seq"));
		json_decref(frame);
		is_kept = socket_stats().clients_dropped == dropped;
	}
	leave(browser);
	WAIT_UNTIL(socket_stats().clients == 0);
	return is_kept;
}

/* Ten seconds are granted: a machine that stands still for so long is tried again. */
static void test_browser_that_pauses_is_kept_and_gets_the_newest(void **state)
{
	(void)state;
	int tries = 0;
	while (!survives_a_pause())
		assert_true(++tries < 5);
}

/* What was written for it and not read is in the system's hands, but for one frame. */
static void test_browser_that_does_not_read_is_dropped_and_nothing_is_kept_for_it(void **state)
{
	(void)state;
	struct browser *slow = browse(2048);
	WAIT_UNTIL(socket_stats().clients == 1);
	ac_ns end = ac_steady_ns(&ac_machine_clock) + SOCKET_PATIENCE_MS * AC_NS_PER_MS;
	while (socket_stats().clients_dropped == 0 && ac_steady_ns(&ac_machine_clock) < end) {
		(void)push_facts(200);
		socket_pause();
	}
	assert_int_equal(socket_stats().clients_dropped, 1);
	WAIT_UNTIL(socket_stats().clients == 0);
	uint64_t written = socket_stats().bytes_sent;
	while (fill(slow))
		slow->size = 0;
	assert_true(written > (256u << 10));
	/* The counter counts what frames hold, not their few bytes of head. */
	if (written > slow->received + (64u << 10) || slow->received > written + 4096)
		fail_msg("%" PRIu64 " bytes written, %" PRIu64 " sent", written, slow->received);
	leave(slow);
}

static void test_browser_that_does_not_read_keeps_nothing_from_the_others(void **state)
{
	(void)state;
	struct browser *slow = browse(2048), *quick = browse(0);
	int64_t equity = 1000;
	ac_ns end = ac_steady_ns(&ac_machine_clock) + SOCKET_PATIENCE_MS * AC_NS_PER_MS;
	while (socket_stats().clients_dropped == 0 && ac_steady_ns(&ac_machine_clock) < end) {
		char mark[48];
		(void)push_facts(1000);
		socket_show(++equity);
		snprintf(mark, sizeof(mark), "\"equity\":\"%" PRId64 "\"", equity);
		(void)socket_read(quick->fd, mark);
	}
	assert_int_equal(socket_stats().clients_dropped, 1);
	WAIT_UNTIL(socket_stats().clients == 1);
	leave(slow);
	leave(quick);
}

#define OVER(test) cmocka_unit_test_setup_teardown(test, socket_setup, socket_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		OVER(test_whoever_comes_back_gets_the_whole_newest_state),
		OVER(test_engine_never_waits_for_a_dashboard_that_stands_still),
		OVER(test_facts_come_in_order_and_none_is_missed_uncounted),
		OVER(test_flood_of_facts_keeps_no_state_back),
		OVER(test_browser_that_pauses_is_kept_and_gets_the_newest),
		OVER(test_browser_that_does_not_read_is_dropped_and_nothing_is_kept_for_it),
		OVER(test_browser_that_does_not_read_keeps_nothing_from_the_others),
	};
	return cmocka_run_group_tests_name("dashboard live socket", tests, folder_make,
					   folder_remove);
}
