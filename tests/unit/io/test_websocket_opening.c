#include "folder.h"

#include <netinet/in.h>
#include <unistd.h>

#include "client.h"
#include "peer.h"
#include "sys/clock.h"

static char url[128];

/* A peer on 127.0.0.1 that serves by `serve`, and the URL of it. */
static void open_peer(struct peer *peer, peer_serve *serve, void *self)
{
	assert_true(peer_open(peer, AF_INET, NULL, serve, self));
	snprintf(url, sizeof(url), "ws://127.0.0.1:%u/market/ws?x=1", peer->port);
}

static void open_client(struct client *client)
{
	assert_int_equal(client_open(client, &(struct client_options){ .url = url }), AC_OK);
}

static void serve_nothing(struct peer_line *line, void *self)
{
	(void)self;
	peer_read_rest(line);
}

struct answer {
	const char *text;
	bool is_slow; /* byte by byte */
};

static void serve_answer(struct peer_line *line, void *self)
{
	const struct answer *answer = self;
	char head[PEER_HEAD_MAX], bytes[2 * PEER_HEAD_MAX];
	if (!peer_read_head(line, head))
		return;
	snprintf(bytes, sizeof(bytes), "%s", answer->text);
	if (answer->text[0] == '\0') {
		peer_upgrade_answer(head, "X-Filler: none\r\n", bytes, sizeof(bytes));
		strcat(bytes, "\x81\x05hello");
	}
	for (size_t i = 0; answer->is_slow && bytes[i] != '\0'; i++) {
		if (!peer_write(line, bytes + i, 1))
			return;
		usleep(200);
	}
	if (!answer->is_slow)
		(void)peer_write_text(line, bytes);
}

static void test_websocket_takes_an_answer_in_pieces_and_frames_right_behind_it(void **state)
{
	(void)state;
	for (int i = 0; i < 2; i++) {
		struct answer answer = { "", i == 1 };
		struct client client = { 0 };
		struct peer peer;
		open_peer(&peer, serve_answer, &answer);
		open_client(&client);
		assert_true(CLIENT_WAIT(&client, messages, 1));
		assert_string_equal(client.last, "hello");
		client_close(&client);
		peer_close(&peer);
	}
}

static void test_websocket_tells_why_an_upgrade_was_refused(void **state)
{
	static const struct {
		const char *name, *answer, *text;
	} cases[] = {
		{ "not found", "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
		  "127.0.0.1 refused the WebSocket: the answer was: HTTP/1.1 404 Not Found" },
		{ "for another key",
		  "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade"
		  "\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n",
		  "127.0.0.1 refused the WebSocket: the answer is not to our request "
		  "(Sec-WebSocket-Accept differs)" },
		{ "cut", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: webso",
		  "127.0.0.1 closed the connection before it answered the upgrade" },
	};
	(void)state;
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		struct answer answer = { cases[i].answer, false };
		struct client client = { 0 };
		struct peer peer;
		open_peer(&peer, serve_answer, &answer);
		open_client(&client);
		assert_true(CLIENT_WAIT(&client, ended, 1));
		if (strcmp(client.text, cases[i].text) != 0)
			fail_msg("%s: %s", cases[i].name, client.text);
		assert_false(client.was_open);
		CHECK_EQ(cases[i].name, client.opened, 0);
		client_close(&client);
		peer_close(&peer);
	}
}

static void test_websocket_gives_up_on_a_peer_that_does_not_answer_in_time(void **state)
{
	static const struct {
		const char *scheme, *text;
	} cases[] = { { "ws", "127.0.0.1 did not answer in time" },
		      { "wss", "127.0.0.1 did not agree on TLS in time" } };
	(void)state;
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		struct client client = { 0 };
		struct peer peer;
		open_peer(&peer, serve_nothing, NULL);
		snprintf(url, sizeof(url), "%s://127.0.0.1:%u/", cases[i].scheme, peer.port);
		const struct client_options options = { .url = url,
							.connect_timeout = 300 * AC_NS_PER_MS };
		ac_ns began = ac_steady_ns(&ac_machine_clock);
		assert_int_equal(client_open(&client, &options), AC_OK);
		assert_true(CLIENT_WAIT(&client, ended, 1));
		ac_ns took = ac_steady_ns(&ac_machine_clock) - began;
		assert_true(took >= 300 * AC_NS_PER_MS && took < 3 * AC_NS_PER_SEC);
		assert_string_equal(client.text, cases[i].text);
		assert_false(client.was_open);
		client_close(&client);
		peer_close(&peer);
	}
}

static void test_websocket_tells_that_nobody_listens_or_that_there_is_no_such_name(void **state)
{
	struct client client = { 0 };
	struct peer peer;
	char text[128];
	(void)state;
	open_peer(&peer, serve_nothing, NULL);
	peer_close(&peer); /* its port is free now */
	open_client(&client);
	assert_int_equal(ac_websocket_send(client.websocket, AC_STR("too early")), AC_ERR_IO);
	assert_true(CLIENT_WAIT(&client, ended, 1));
	snprintf(text, sizeof(text), "127.0.0.1 port %u cannot be reached: connection refused",
		 peer.port);
	assert_string_equal(client.text, text);
	client_close(&client);
	/* A label of more than 63 letters is no name, which is known without asking anyone. */
	client = (struct client){ 0 };
	snprintf(url, sizeof(url), "ws://%070d.test/", 0);
	open_client(&client);
	assert_true(CLIENT_WAIT(&client, ended, 1));
	assert_non_null(strstr(client.text, "cannot be resolved: "));
	client_close(&client);
}

static void test_websocket_wants_a_websocket_address(void **state)
{
	struct client client = { 0 };
	(void)state;
	const struct client_options options = { .url = "https://127.0.0.1/" };
	assert_int_equal(client_open(&client, &options), AC_ERR_PARSE);
	assert_null(client.websocket);
	client_close(&client);
}

static void test_websocket_may_be_destroyed_at_each_step_to_open(void **state)
{
	(void)state;
	for (int turns = 0; turns < 6; turns++) {
		struct client client = { 0 };
		struct peer peer;
		open_peer(&peer, serve_nothing, NULL);
		open_client(&client);
		for (int i = 0; i < turns; i++)
			ac_loop_run(client.loop, 3 * AC_NS_PER_MS);
		client_close(&client);
		peer_close(&peer);
	}
	struct client client = { 0 };
	snprintf(url, sizeof(url), "ws://localhost:9/");
	open_client(&client);
	client_close(&client); /* while the name is being looked up */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_websocket_takes_an_answer_in_pieces_and_frames_right_behind_it),
		cmocka_unit_test(test_websocket_tells_why_an_upgrade_was_refused),
		cmocka_unit_test(test_websocket_gives_up_on_a_peer_that_does_not_answer_in_time),
		cmocka_unit_test(
			test_websocket_tells_that_nobody_listens_or_that_there_is_no_such_name),
		cmocka_unit_test(test_websocket_wants_a_websocket_address),
		cmocka_unit_test(test_websocket_may_be_destroyed_at_each_step_to_open),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
