#include "folder.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "client.h"
#include "peer.h"
#include "sys/clock.h"

#define MEGABYTE (1u << 20)

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

/* ---- messages ---- */

/* Sends each message back, until the other end closes; counts what was not right. */
struct echo {
	atomic_uint unmasked, same_masks, frames, wrong_pongs;
};

static void serve_echo(struct peer_line *line, void *self)
{
	struct echo *echo = self;
	struct peer_frame frame;
	uint8_t mask[4] = { 0 };
	if (!peer_upgrade(line, ""))
		return;
	while (peer_read_frame(line, &frame)) {
		atomic_fetch_add(&echo->frames, 1);
		atomic_fetch_add(&echo->unmasked, !frame.is_masked);
		atomic_fetch_add(&echo->same_masks, memcmp(mask, frame.mask, 4) == 0);
		memcpy(mask, frame.mask, 4);
		if (frame.opcode == 9)
			frame.opcode = 10;
		(void)peer_write_frame(line, (uint8_t)(0x80 | frame.opcode), frame.payload,
				       frame.size);
		bool is_over = frame.opcode == 8;
		free(frame.payload);
		if (is_over)
			return;
	}
}

static void check_echo(unsigned port_family, const char *name, const char *text, size_t size)
{
	struct echo echo = { 0 };
	struct client client = { 0 };
	struct peer peer;
	if (!peer_open(&peer, (int)port_family, NULL, serve_echo, &echo)) {
		print_message("# skipped: no such loopback\n");
		skip();
	}
	snprintf(url, sizeof(url), "ws://%s:%u/ws", name, peer.port);
	open_client(&client);
	assert_true(CLIENT_WAIT(&client, opened, 1));
	assert_true(ac_websocket_is_open(client.websocket));
	for (unsigned i = 1; i <= 3; i++) {
		ac_ns before = ac_wall_ns(&ac_machine_clock);
		assert_int_equal(ac_websocket_send(client.websocket, (struct ac_str){ text, size }),
				 AC_OK);
		assert_true(CLIENT_WAIT(&client, messages, i));
		assert_int_equal(client.last_size, size);
		assert_memory_equal(client.last, text, size);
		assert_true(client.recv_ns >= before &&
			    client.recv_ns <= ac_wall_ns(&ac_machine_clock));
	}
	assert_int_equal(ac_websocket_ping(client.websocket), AC_OK);
	assert_true(CLIENT_WAIT(&client, pongs, 1));
	client_close(&client);
	peer_close(&peer);
	CHECK_EQ("frames", atomic_load(&echo.frames), 4);
	CHECK_EQ("each is masked", atomic_load(&echo.unmasked), 0);
	CHECK_EQ("by a mask of its own", atomic_load(&echo.same_masks), 0);
}

static void test_websocket_messages_come_back_as_they_were(void **state)
{
	(void)state;
	check_echo(AF_INET, "127.0.0.1", "{\"method\":\"SUBSCRIBE\"}", 22);
	check_echo(AF_INET, "localhost", "", 0);
}

static void test_websocket_reaches_an_ipv6_address(void **state)
{
	(void)state;
	check_echo(AF_INET6, "[::1]", "six", 3);
}

static void test_websocket_carries_messages_of_each_length_class(void **state)
{
	static const size_t sizes[] = { 1, 125, 126, 127, 65535, 65536, MEGABYTE };
	(void)state;
	char *text = malloc(MEGABYTE);
	assert_non_null(text);
	for (size_t i = 0; i < MEGABYTE; i++)
		text[i] = (char)('!' + (i * 2654435761u >> 13) % 90);
	for (size_t i = 0; i < AC_COUNT(sizes); i++)
		check_echo(AF_INET, "127.0.0.1", text, sizes[i]);
	free(text);
}

/* Its pings carry payloads, between the fragments of one message too. */
static void serve_fragments(struct peer_line *line, void *self)
{
	struct echo *echo = self;
	char longest[125];
	struct peer_frame frame;
	memset(longest, 'p', sizeof(longest));
	if (!peer_upgrade(line, ""))
		return;
	(void)(peer_write_frame(line, 0x01, "{\"a\":", 5) &&
	       peer_write_frame(line, 0x89, "between", 7) && peer_write_frame(line, 0x00, "", 0) &&
	       peer_write_frame(line, 0x00, "[1,2", 4) &&
	       peer_write_frame(line, 0x89, longest, sizeof(longest)) &&
	       peer_write_frame(line, 0x80, "]}", 2) && peer_write_frame(line, 0x89, "", 0));
	const struct {
		const char *payload;
		size_t size;
	} wanted[] = { { "between", 7 }, { longest, sizeof(longest) }, { "", 0 } };
	for (size_t i = 0; i < AC_COUNT(wanted); i++) {
		if (!peer_read_frame(line, &frame))
			return;
		bool is_right = frame.opcode == 10 && frame.is_masked && frame.is_final &&
				frame.size == wanted[i].size &&
				memcmp(frame.payload, wanted[i].payload, frame.size) == 0;
		atomic_fetch_add(&echo->frames, 1);
		atomic_fetch_add(&echo->wrong_pongs, !is_right);
		free(frame.payload);
	}
	(void)peer_write_frame(line, 0x81, "done", 4);
	peer_read_rest(line);
}

static void test_websocket_joins_fragments_and_answers_the_pings_between(void **state)
{
	struct echo echo = { 0 };
	struct client client = { 0 };
	struct peer peer;
	(void)state;
	open_peer(&peer, serve_fragments, &echo);
	open_client(&client);
	assert_true(CLIENT_WAIT(&client, messages, 1));
	assert_string_equal(client.last, "{\"a\":[1,2]}");
	assert_true(CLIENT_WAIT(&client, messages, 2));
	assert_string_equal(client.last, "done");
	CHECK_EQ("pings told", client.pings, 3);
	CHECK_EQ("not ended", client.ended, 0);
	client_close(&client);
	peer_close(&peer);
	CHECK_EQ("pongs", atomic_load(&echo.frames), 3);
	CHECK_EQ("pongs with another payload", atomic_load(&echo.wrong_pongs), 0);
}

/* ---- the end ---- */

struct farewell {
	int code;           /* of the close frame that the peer sends; 0: an empty one */
	const char *reason; /* NULL: it sends nothing and waits for ours */
	bool is_silent;     /* it does not answer ours */
	atomic_int answer;  /* the code that came; -1 none */
};

static int code_of(const struct peer_frame *frame)
{
	return frame->size < 2 ? 0 : (uint8_t)frame->payload[0] << 8 | (uint8_t)frame->payload[1];
}

static void serve_farewell(struct peer_line *line, void *self)
{
	struct farewell *farewell = self;
	struct peer_frame frame;
	uint8_t payload[125] = { (uint8_t)(farewell->code >> 8), (uint8_t)farewell->code };
	atomic_store(&farewell->answer, -1);
	if (!peer_upgrade(line, ""))
		return;
	if (farewell->reason != NULL) {
		size_t size = strlen(farewell->reason);
		memcpy(payload + 2, farewell->reason, size);
		(void)peer_write_frame(line, 0x88, payload, farewell->code == 0 ? 0 : size + 2);
	}
	while (peer_read_frame(line, &frame)) {
		if (frame.opcode == 8) {
			atomic_store(&farewell->answer, code_of(&frame));
			if (farewell->reason == NULL && !farewell->is_silent)
				(void)peer_write_frame(line, 0x88, frame.payload, frame.size);
		}
		free(frame.payload);
	}
}

static void test_websocket_tells_why_the_peer_closed_and_answers(void **state)
{
	static const struct {
		const char *name;
		int code;
		const char *reason, *text;
	} cases[] = {
		{ "normal", 1000, "good bye", "good bye" },
		{ "going away", 1001, "", "without a reason" },
		{ "policy", 1008, "Invalid request", "Invalid request" },
		{ "private", 4001, "a line\nand a bell\a", "a line?and a bell?" },
		{ "no code", 0, "", "without a reason" },
	};
	(void)state;
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		struct farewell farewell = { .code = cases[i].code, .reason = cases[i].reason };
		struct client client = { 0 };
		struct peer peer;
		open_peer(&peer, serve_farewell, &farewell);
		open_client(&client);
		assert_true(CLIENT_WAIT(&client, ended, 1));
		CHECK_EQ(cases[i].name, client.close_code, cases[i].code);
		assert_string_equal(client.text, cases[i].text);
		assert_true(client.was_open);
		assert_false(ac_websocket_is_open(client.websocket));
		assert_int_equal(ac_websocket_send(client.websocket, AC_STR("x")), AC_ERR_IO);
		ac_websocket_close(client.websocket, 1000);
		client_close(&client);
		peer_close(&peer);
		CHECK_EQ(cases[i].name, atomic_load(&farewell.answer), cases[i].code);
	}
}

static void check_close(bool is_silent, ac_ns at_least, ac_ns at_most)
{
	struct farewell farewell = { .is_silent = is_silent };
	struct client client = { 0 };
	struct peer peer;
	open_peer(&peer, serve_farewell, &farewell);
	open_client(&client);
	assert_true(CLIENT_WAIT(&client, opened, 1));
	ac_ns began = ac_steady_ns(&ac_machine_clock);
	ac_websocket_close(client.websocket, 1001);
	assert_false(ac_websocket_is_open(client.websocket));
	assert_int_equal(ac_websocket_send(client.websocket, AC_STR("x")), AC_ERR_IO);
	assert_int_equal(ac_websocket_ping(client.websocket), AC_ERR_IO);
	ac_websocket_close(client.websocket, 1000); /* the first one stands */
	assert_true(CLIENT_WAIT(&client, ended, 1));
	ac_ns took = ac_steady_ns(&ac_machine_clock) - began;
	assert_true(took >= at_least && took <= at_most);
	CHECK_EQ("code of the peer", client.close_code, is_silent ? 0 : 1001);
	assert_true(!is_silent || strstr(client.text, "in time") != NULL);
	client_close(&client);
	peer_close(&peer);
	CHECK_EQ("what the peer was told", atomic_load(&farewell.answer), 1001);
}

static void test_websocket_close_waits_for_the_answer_at_most_a_second(void **state)
{
	(void)state;
	check_close(false, 0, 900 * AC_NS_PER_MS);
	check_close(true, 950 * AC_NS_PER_MS, 4 * AC_NS_PER_SEC);
}

static void serve_then_break(struct peer_line *line, void *self)
{
	const bool *is_reset = self;
	struct peer_frame frame;
	if (!peer_upgrade(line, "") || !peer_read_frame(line, &frame))
		return;
	free(frame.payload);
	if (*is_reset)
		peer_reset(line);
}

static void test_websocket_tells_a_cut_connection(void **state)
{
	(void)state;
	for (int i = 0; i < 2; i++) {
		bool is_reset = i == 1;
		struct client client = { 0 };
		struct peer peer;
		open_peer(&peer, serve_then_break, &is_reset);
		open_client(&client);
		assert_true(CLIENT_WAIT(&client, opened, 1));
		assert_int_equal(ac_websocket_send(client.websocket, AC_STR("x")), AC_OK);
		assert_true(CLIENT_WAIT(&client, ended, 1));
		assert_string_equal(client.text, is_reset ? "127.0.0.1: connection reset by peer"
							  : "127.0.0.1 closed the connection");
		assert_true(client.was_open);
		CHECK_EQ("close code", client.close_code, 0);
		client_close(&client);
		peer_close(&peer);
	}
}

/* ---- bytes that break the rules ---- */

struct garbage {
	const char *name;
	const char *bytes;
	size_t size;
	const char *text;
	int code; /* of our close frame; 0: one without */
};

struct garbage_served {
	const struct garbage *garbage;
	atomic_int answer;
};

static void serve_garbage(struct peer_line *line, void *self)
{
	struct garbage_served *served = self;
	struct peer_frame frame;
	atomic_store(&served->answer, -1);
	if (!peer_upgrade(line, "") ||
	    !peer_write(line, served->garbage->bytes, served->garbage->size) ||
	    !peer_read_frame(line, &frame))
		return;
	if (frame.opcode == 8)
		atomic_store(&served->answer, code_of(&frame));
	free(frame.payload);
}

#define BYTES(text) (text), sizeof(text) - 1

static void test_websocket_refuses_what_breaks_the_protocol(void **state)
{
	static const char no_frame[] = "the peer sent what is no WebSocket frame";
	static const struct garbage cases[] = {
		{ "too long", BYTES("\x82\x7e\x04\x01x"),
		  "the peer sent a message that is too long", 1009 },
		{ "too long in fragments", BYTES("\x02\x7e\x03\xff\x80\x02x"), NULL, 1009 },
		{ "not UTF-8", BYTES("\x81\x02\xc3\x28"), "the peer sent text that is not UTF-8",
		  1007 },
		{ "a compressed frame", BYTES("\xc1\x01x"), no_frame, 1002 },
		{ "a masked frame", BYTES("\x81\x81zzzzx"), no_frame, 1002 },
		{ "a continuation of nothing", BYTES("\x80\x01x"), no_frame, 1002 },
		{ "a second message inside a first", BYTES("\x01\x01x\x81\x01y"), no_frame, 1002 },
		{ "a ping in fragments", BYTES("\x09\x01x"), no_frame, -2 },
		{ "an endless ping", BYTES("\x89\x7e\x01\x01x"), no_frame, -2 },
		{ "HTTP", BYTES("HTTP/1.1 400 Bad Request\r\n\r\n"), no_frame, -2 },
	};
	(void)state;
	char fragments[2 * 1024];
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		struct garbage garbage = cases[i];
		if (garbage.text == NULL) { /* 1023 bytes, which pass, and then two more */
			memcpy(fragments, garbage.bytes, 4);
			memset(fragments + 4, 'x', 1023);
			memcpy(fragments + 1027, garbage.bytes + 4, 3);
			garbage.bytes = fragments;
			garbage.size = 1030;
			garbage.text = cases[0].text;
		}
		struct garbage_served served = { .garbage = &garbage };
		struct client client = { 0 };
		struct peer peer;
		open_peer(&peer, serve_garbage, &served);
		const struct client_options options = { .url = url, .message_max = 1024 };
		assert_int_equal(client_open(&client, &options), AC_OK);
		if (!CLIENT_WAIT(&client, ended, 1))
			fail_msg("%s: it goes on", garbage.name);
		if (strcmp(client.text, garbage.text) != 0)
			fail_msg("%s: %s", garbage.name, client.text);
		CHECK_EQ(garbage.name, client.messages, 0);
		client_close(&client);
		peer_close(&peer);
		if (garbage.code != -2)
			CHECK_EQ(garbage.name, atomic_load(&served.answer), garbage.code);
	}
}

/* ---- sending to who does not read ---- */

#define LOAD 50000u /* bytes of a message */

/* Each byte depends on its place and on the message, so that none can be lost or repeated. */
static void fill_load(char message[LOAD], unsigned number)
{
	for (unsigned i = 0; i < LOAD; i++)
		message[i] = (char)('!' + (i * 31u + i / 97u + number) % 90u);
}

struct reader {
	atomic_bool may_read;
	atomic_uint frames;
	atomic_bool is_wrong;
};

static void serve_late_reader(struct peer_line *line, void *self)
{
	struct reader *reader = self;
	struct peer_frame frame;
	static char wanted[LOAD];
	if (!peer_upgrade(line, ""))
		return;
	while (!atomic_load(&reader->may_read) && !atomic_load(&line->peer->is_closing))
		usleep(2000);
	while (peer_read_frame(line, &frame)) {
		unsigned count = atomic_load(&reader->frames);
		if (frame.size == LOAD) {
			fill_load(wanted, count);
			if (memcmp(frame.payload, wanted, LOAD) != 0)
				atomic_store(&reader->is_wrong, true);
			atomic_store(&reader->frames, count + 1);
		}
		free(frame.payload);
	}
}

static void test_websocket_queues_for_a_slow_reader_up_to_a_bound(void **state)
{
	struct reader reader = { 0 };
	struct client client = { 0 };
	struct peer peer;
	static char message[LOAD];
	(void)state;
	open_peer(&peer, serve_late_reader, &reader);
	const struct client_options options = { .url = url, .send_max = 200000 };
	assert_int_equal(client_open(&client, &options), AC_OK);
	assert_true(CLIENT_WAIT(&client, opened, 1));
	unsigned sent = 0;
	enum ac_status status = AC_OK;
	while (status == AC_OK && sent < 2000) {
		fill_load(message, sent);
		status = ac_websocket_send(client.websocket, (struct ac_str){ message, LOAD });
		sent += status == AC_OK;
		ac_loop_run(client.loop, 0);
	}
	assert_int_equal(status, AC_ERR_FULL);
	assert_true(sent > 4);
	assert_true(ac_websocket_is_open(client.websocket));
	/* What was taken arrives, whole and in order, and then there is room again. */
	atomic_store(&reader.may_read, true);
	for (int i = 0; i < 500 && atomic_load(&reader.frames) < sent; i++)
		ac_loop_run(client.loop, 10 * AC_NS_PER_MS);
	CHECK_EQ("arrived", atomic_load(&reader.frames), sent);
	assert_int_equal(ac_websocket_send(client.websocket, AC_STR("more")), AC_OK);
	CHECK_EQ("ended", client.ended, 0);
	client_close(&client);
	peer_close(&peer);
	assert_false(atomic_load(&reader.is_wrong));
}

static void serve_ping_storm(struct peer_line *line, void *self)
{
	char payload[125] = { 0 };
	(void)self;
	if (!peer_upgrade(line, ""))
		return;
	while (peer_write_frame(line, 0x89, payload, sizeof(payload)) &&
	       !atomic_load(&line->peer->is_closing))
		continue;
}

static void test_websocket_ends_a_ping_storm_that_nobody_reads_the_answers_of(void **state)
{
	struct client client = { 0 };
	struct peer peer;
	(void)state;
	open_peer(&peer, serve_ping_storm, NULL);
	const struct client_options options = { .url = url, .send_max = 1000 };
	assert_int_equal(client_open(&client, &options), AC_OK);
	assert_true(client_wait(&client, &client.ended, 1, 30 * AC_NS_PER_SEC));
	assert_string_equal(client.text, "the peer sends pings but does not read the answers");
	client_close(&client);
	peer_close(&peer);
}

/* ---- destroying ---- */

/* Everything at once: the callbacks behind the first one must not come. */
static void serve_burst(struct peer_line *line, void *self)
{
	char head[PEER_HEAD_MAX], bytes[PEER_HEAD_MAX + 64];
	(void)self;
	if (!peer_read_head(line, head))
		return;
	peer_upgrade_answer(head, "", bytes, sizeof(bytes));
	strcat(bytes, "\x89\x01p\x8a\x01p\x81\x01x\x81\x01y\x88\x02\x03\xe8");
	(void)peer_write_text(line, bytes);
	peer_read_rest(line);
}

static void test_websocket_may_be_destroyed_inside_each_callback(void **state)
{
	(void)state;
	for (enum client_event event = ON_OPEN; event <= ON_END; event++) {
		struct client client = { .destroy_on = event };
		struct peer peer;
		open_peer(&peer, serve_burst, NULL);
		open_client(&client);
		const unsigned *counters[] = { NULL,          &client.opened, &client.messages,
					       &client.pings, &client.pongs,  &client.ended };
		assert_true(client_wait(&client, counters[event], 1, 5 * AC_NS_PER_SEC));
		assert_null(client.websocket);
		for (int i = 0; i < 5; i++)
			ac_loop_run(client.loop, AC_NS_PER_MS);
		/* In the order of the wire: open, ping, pong, message, message, end. */
		CHECK_EQ("opened", client.opened, 1);
		CHECK_EQ("pings", client.pings, event != ON_OPEN);
		CHECK_EQ("pongs", client.pongs, event != ON_OPEN && event != ON_PING);
		CHECK_EQ("messages", client.messages,
			 event == ON_MESSAGE ? 1 : (event == ON_END ? 2 : 0));
		CHECK_EQ("ended", client.ended, event == ON_END);
		client_close(&client);
		peer_close(&peer);
	}
}

static void test_websocket_stays_open_beyond_the_time_to_connect(void **state)
{
	struct echo echo = { 0 };
	struct client client = { 0 };
	struct peer peer;
	(void)state;
	open_peer(&peer, serve_echo, &echo);
	const struct client_options options = { .url = url, .connect_timeout = 200 * AC_NS_PER_MS };
	assert_int_equal(client_open(&client, &options), AC_OK);
	assert_true(CLIENT_WAIT(&client, opened, 1));
	assert_false(client_wait(&client, &client.ended, 1, 500 * AC_NS_PER_MS));
	assert_true(ac_websocket_is_open(client.websocket));
	client_close(&client);
	peer_close(&peer);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_websocket_messages_come_back_as_they_were),
		cmocka_unit_test(test_websocket_reaches_an_ipv6_address),
		cmocka_unit_test(test_websocket_carries_messages_of_each_length_class),
		cmocka_unit_test(test_websocket_joins_fragments_and_answers_the_pings_between),
		cmocka_unit_test(test_websocket_tells_why_the_peer_closed_and_answers),
		cmocka_unit_test(test_websocket_close_waits_for_the_answer_at_most_a_second),
		cmocka_unit_test(test_websocket_tells_a_cut_connection),
		cmocka_unit_test(test_websocket_refuses_what_breaks_the_protocol),
		cmocka_unit_test(test_websocket_queues_for_a_slow_reader_up_to_a_bound),
		cmocka_unit_test(test_websocket_ends_a_ping_storm_that_nobody_reads_the_answers_of),
		cmocka_unit_test(test_websocket_may_be_destroyed_inside_each_callback),
		cmocka_unit_test(test_websocket_stays_open_beyond_the_time_to_connect),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
