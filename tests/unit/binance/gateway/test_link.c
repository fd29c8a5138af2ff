/* A connection that is kept: backoff, silence, unanswered pings, and the replacement that comes
 * before the end. */
#include "check.h"

#include <stdlib.h>

#include "binance/gateway/link.h"
#include "sys/clock.h"

#define SEC AC_NS_PER_SEC

struct ac_websocket {
	struct ac_websocket_handlers handlers;
	bool is_open;
	uint32_t pings, sent;
};

static ac_ns steady;
static struct ac_websocket *sockets[64];
static uint32_t created, destroyed;
static uint32_t opened, downs;
static char why[160];
static bool is_ready_at_once;

static ac_ns fake_steady(void *self)
{
	(void)self;
	return steady;
}

static ac_ns fake_wall(void *self)
{
	(void)self;
	return steady;
}

const struct ac_clock ac_machine_clock = { .steady = fake_steady, .wall = fake_wall };

enum ac_status ac_websocket_create(struct ac_loop *loop, const struct ac_websocket_config *config,
				   const struct ac_websocket_handlers *handlers,
				   struct ac_websocket **ret_websocket)
{
	(void)loop, (void)config;
	assert_true(created < AC_COUNT(sockets));
	struct ac_websocket *socket = calloc(1, sizeof(*socket));
	assert_non_null(socket);
	socket->handlers = *handlers;
	sockets[created++] = socket;
	*ret_websocket = socket;
	return AC_OK;
}

void ac_websocket_destroy(struct ac_websocket *websocket)
{
	for (uint32_t i = 0; websocket != NULL && i < created; i++) {
		if (sockets[i] == websocket)
			sockets[i] = NULL;
	}
	destroyed += websocket != NULL;
	free(websocket);
}

enum ac_status ac_websocket_send(struct ac_websocket *websocket, struct ac_str text)
{
	(void)text;
	websocket->sent++;
	return AC_OK;
}

enum ac_status ac_websocket_ping(struct ac_websocket *websocket)
{
	websocket->pings++;
	return AC_OK;
}

ac_ns ac_websocket_written_ns(const struct ac_websocket *websocket)
{
	(void)websocket;
	return 0;
}

static void on_open(void *self, struct ac_link *link)
{
	(void)self;
	opened++;
	if (is_ready_at_once)
		ac_link_ready(link);
}

static void on_message(void *self, struct ac_link *link, struct ac_str data, ac_ns recv_ns)
{
	(void)self, (void)link, (void)data, (void)recv_ns;
}

static void on_down(void *self, struct ac_link *link, const char *text)
{
	(void)self, (void)link;
	downs++;
	snprintf(why, sizeof(why), "%s", text);
}

static struct ac_link *make(ac_ns stale_after)
{
	created = destroyed = opened = downs = 0;
	steady = 1000 * SEC;
	is_ready_at_once = true;
	const struct ac_link_config config = {
		.message_max = 1024,
		.backoff_limit = 60 * SEC,
		.stale_after = stale_after,
		.ping_interval = 20 * SEC,
		.life = 3600 * SEC,
		.seed = 7,
	};
	const struct ac_link_handlers handlers = { on_open, on_message, on_down, NULL };
	struct ac_link *link;
	assert_int_equal(ac_link_create(&config, &handlers, &link), AC_OK);
	ac_link_url_set(link, "ws://127.0.0.1:1/x");
	return link;
}

static void open_newest(void)
{
	sockets[created - 1]->is_open = true;
	sockets[created - 1]->handlers.on_open(sockets[created - 1]->handlers.self);
}

static void say(struct ac_websocket *socket)
{
	socket->handlers.on_message(socket->handlers.self, AC_STR("{}"), steady);
}

static void pong(struct ac_websocket *socket)
{
	socket->handlers.on_pong(socket->handlers.self, steady);
}

static void cut(struct ac_websocket *socket)
{
	const struct ac_websocket_end end = { .text = "cut", .was_open = true };
	socket->handlers.on_end(socket->handlers.self, &end);
}

static void pass(struct ac_link *link, ac_ns duration)
{
	for (ac_ns end = steady + duration; steady < end;) {
		steady += SEC / 4;
		ac_link_run(link);
	}
}

static void test_attempts_come_farther_and_farther_apart_up_to_the_limit(void **state)
{
	(void)state;
	struct ac_link *link = make(0);
	ac_ns waits[16];
	for (int i = 0; i < 16; i++) {
		uint32_t before = created;
		ac_ns since = steady;
		cut(sockets[created - 1]);
		while (created == before)
			pass(link, SEC / 4);
		waits[i] = steady - since;
		assert_true(waits[i] <= 60 * SEC + SEC / 4);
	}
	assert_true(waits[0] <= SEC / 2);
	/* Half of the limit at least, because of the jitter. */
	assert_true(waits[15] >= 30 * SEC);
	assert_int_equal(downs, 16);
	open_newest();
	uint32_t before = created;
	cut(sockets[created - 1]);
	pass(link, SEC / 2);
	assert_int_equal(created, before + 1);
	ac_link_destroy(link);
	assert_int_equal(created, destroyed);
}

static void test_silence_ends_a_connection_that_should_speak(void **state)
{
	(void)state;
	struct ac_link *link = make(15 * SEC);
	open_newest();
	for (int i = 0; i < 10; i++) {
		pass(link, 10 * SEC);
		pong(sockets[0]);
		say(sockets[0]);
	}
	assert_int_equal(downs, 0);
	pass(link, 16 * SEC);
	assert_int_equal(downs, 1);
	assert_non_null(strstr(why, "no data"));
	assert_false(ac_link_is_ready(link));
	ac_link_destroy(link);
}

static void test_a_ping_without_answer_ends_a_connection_that_may_be_silent(void **state)
{
	(void)state;
	struct ac_link *link = make(0);
	open_newest();
	for (int i = 0; i < 5; i++) {
		pass(link, 20 * SEC);
		pong(sockets[0]);
	}
	assert_int_equal(sockets[0]->pings, 5);
	assert_int_equal(downs, 0);
	pass(link, 41 * SEC);
	assert_int_equal(downs, 1);
	assert_non_null(strstr(why, "ping"));
	ac_link_destroy(link);
}

static void test_a_hello_that_is_not_answered_ends_a_connection(void **state)
{
	(void)state;
	struct ac_link *link = make(0);
	is_ready_at_once = false;
	open_newest();
	pass(link, 11 * SEC);
	assert_int_equal(downs, 1);
	ac_link_destroy(link);
}

static void test_the_replacement_comes_before_the_end_and_nothing_is_down(void **state)
{
	(void)state;
	struct ac_link *link = make(0);
	open_newest();
	struct ac_websocket *first = sockets[0];
	for (int i = 0; i < 181; i++) {
		pass(link, 20 * SEC);
		pong(first);
	}
	assert_int_equal(created, 2);
	/* The first still carries what is sent until the second is ready. */
	is_ready_at_once = false;
	open_newest();
	assert_true(ac_link_is_ready(link));
	assert_int_equal(ac_link_send(link, AC_STR("a")), AC_OK);
	assert_int_equal(first->sent, 1);
	assert_int_equal(ac_link_send_new(link, AC_STR("hello")), AC_OK);
	assert_int_equal(sockets[1]->sent, 1);
	ac_link_ready(link);
	assert_int_equal(ac_link_send(link, AC_STR("b")), AC_OK);
	assert_int_equal(sockets[1]->sent, 2);
	assert_int_equal(destroyed, 0);
	pass(link, 11 * SEC);
	assert_int_equal(destroyed, 1);
	assert_null(sockets[0]);
	assert_int_equal(downs, 0);
	assert_int_equal(ac_link_stats_get(link)->rotations, 1);
	ac_link_destroy(link);
	assert_int_equal(created, destroyed);
}

static void test_a_replacement_that_fails_leaves_what_stands(void **state)
{
	(void)state;
	struct ac_link *link = make(0);
	open_newest();
	for (int i = 0; i < 181; i++) {
		pass(link, 20 * SEC);
		pong(sockets[0]);
	}
	cut(sockets[1]);
	assert_int_equal(downs, 0);
	assert_true(ac_link_is_ready(link));
	pass(link, SEC);
	assert_int_equal(created, 3);
	/* Now the first goes while its replacement is on its way: that one goes on. */
	cut(sockets[0]);
	assert_int_equal(downs, 1);
	open_newest();
	assert_true(ac_link_is_ready(link));
	pass(link, SEC);
	assert_int_equal(created, 3);
	ac_link_destroy(link);
	assert_int_equal(created, destroyed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_attempts_come_farther_and_farther_apart_up_to_the_limit),
		cmocka_unit_test(test_silence_ends_a_connection_that_should_speak),
		cmocka_unit_test(test_a_ping_without_answer_ends_a_connection_that_may_be_silent),
		cmocka_unit_test(test_a_hello_that_is_not_answered_ends_a_connection),
		cmocka_unit_test(test_the_replacement_comes_before_the_end_and_nothing_is_down),
		cmocka_unit_test(test_a_replacement_that_fails_leaves_what_stands),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
