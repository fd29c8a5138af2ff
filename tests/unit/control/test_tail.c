#include "rig.h"

static struct ac_control_client *open_client(void)
{
	struct ac_control_client *client;
	struct ac_error error;
	if (ac_control_client_open(rig_path(), &client, &error) != AC_OK)
		fail_msg("%s", error.text);
	return client;
}

static struct ac_control_client *open_tail(const char *pattern)
{
	struct ac_control_client *client = open_client();
	struct ac_error error;
	if (ac_control_client_tail(client, pattern, &error) != AC_OK)
		fail_msg("%s", error.text);
	return client;
}

static long long next_number(struct ac_control_client *client, const char *key)
{
	struct ac_str line;
	assert_int_equal(ac_control_client_next(client, &line), AC_OK);
	json_t *json = json_loadb(line.data, line.size, JSON_REJECT_DUPLICATES, NULL);
	assert_non_null(json);
	const json_t *value = json_object_get(json, key);
	long long number = value == NULL ? -1 : (long long)json_integer_value(value);
	json_decref(json);
	return number;
}

static void test_facts_come_whole_and_in_order_and_only_those_asked_for(void **state)
{
	(void)state;
	struct ac_control_client *all = open_tail("*");
	struct ac_control_client *eth = open_tail("signal.*.ETHUSDT");
	struct ac_control_client *none = open_tail("order.*");
	for (uint64_t seq = 1; seq <= 2000; seq++)
		rig_push_signal(seq, seq % 2 == 0 ? 1 : 0);
	for (long long seq = 1; seq <= 2000; seq++)
		assert_int_equal(next_number(all, "seq"), seq);
	for (long long seq = 2; seq <= 2000; seq += 2)
		assert_int_equal(next_number(eth, "seq"), seq);
	struct ac_str line;
	assert_int_equal(ac_control_client_try_next(none, &line), AC_ERR_TIMEOUT);
	ac_control_client_close(all);
	ac_control_client_close(eth);
	ac_control_client_close(none);
}

static void test_fact_says_channel_time_and_a_sentence(void **state)
{
	struct ac_str line;
	(void)state;
	struct ac_control_client *client = open_tail("signal.*");
	rig_push_signal(7, 0);
	assert_int_equal(ac_control_client_next(client, &line), AC_OK);
	json_t *json = json_loadb(line.data, line.size, JSON_REJECT_DUPLICATES, NULL);
	assert_string_equal(json_string_value(json_object_get(json, "channel")),
			    "signal.vwap_reversion.BTCUSDT");
	assert_int_equal(json_integer_value(json_object_get(json, "time")), 7000);
	assert_true(strlen(json_string_value(json_object_get(json, "sentence"))) > 0);
	json_decref(json);
	ac_control_client_close(client);
}

/* A reader who does not read hinders nobody and learns how much it missed: what it gets and what
 * it lost is everything, and what it gets stays in order. */
static void test_reader_that_lags_behind_is_told_how_many_lines_it_lost(void **state)
{
	enum { COUNT = 40000 };
	long long got = 0, lost = 0;
	(void)state;
	struct ac_control_client *slow = open_tail("*");
	struct ac_control_client *prompt = open_tail("signal.*.BTCUSDT");
	uint64_t pushed = 0;
	while (pushed < COUNT - 4000) {
		uint64_t seq = ++pushed;
		rig_push_signal(seq, seq % 1000 == 0 ? 0 : 1);
		if (seq % 1000 == 0)
			assert_int_equal(next_number(prompt, "seq"), seq);
	}
	while (got + lost < COUNT) {
		struct ac_str line;
		/* More come while it catches up. */
		if (pushed < COUNT)
			rig_push_signal(++pushed, 1);
		assert_int_equal(ac_control_client_next(slow, &line), AC_OK);
		json_t *json = json_loadb(line.data, line.size, JSON_REJECT_DUPLICATES, NULL);
		const json_t *missed = json_object_get(json, "lost");
		long long seq = (long long)json_integer_value(json_object_get(json, "seq"));
		if (missed != NULL)
			lost += (long long)json_integer_value(missed);
		else
			assert_int_equal(seq, ++got + lost); /* the gap is told where it is */
		json_decref(json);
	}
	assert_int_equal(got + lost, COUNT);
	assert_true(lost > 0);
	assert_true(got > 1000);
	/* It reads again: facts come again. */
	rig_push_signal(COUNT + 1, 0);
	assert_int_equal(next_number(slow, "seq"), COUNT + 1);
	ac_control_client_close(slow);
	ac_control_client_close(prompt);
}

/* Asks that often in one go, which the server's socket holds. */
static int ask_for_states(size_t count)
{
	static const char line[] = "{\"command\":\"status\"}\n";
	size_t size = sizeof(line) - 1;
	char *lines = malloc(count * size);
	int fd = rig_connect();
	assert_non_null(lines);
	for (size_t i = 0; i < count; i++)
		memcpy(lines + i * size, line, size);
	rig_send(fd, lines, count * size);
	free(lines);
	return fd;
}

/* Whoever asks faster than it reads waits; nobody else does, and no answer is left out. */
static void test_asking_and_asking_without_reading_hinders_nobody(void **state)
{
	enum { COUNT = 4000 };
	static char bytes[65536];
	size_t lines = 0, total = 0;
	(void)state;
	rig_show_view("sim");
	int fd = ask_for_states(COUNT);
	rig_expect("{\"command\":\"pause\"}", true, "pause");
	while (lines < COUNT) {
		ssize_t size = recv(fd, bytes, sizeof(bytes), 0);
		assert_true(size > 0);
		total += (size_t)size;
		for (ssize_t i = 0; i < size; i++)
			lines += bytes[i] == '\n';
	}
	assert_int_equal(lines, COUNT);
	assert_true(total > (6u << 20)); /* else nothing had to wait */
	close(fd);
	/* And whoever leaves without having read takes nothing along. */
	fd = ask_for_states(COUNT);
	close(fd);
	rig_expect("{\"command\":\"pause\"}", true, "pause");
}

static void test_pattern_that_is_too_long_is_refused(void **state)
{
	char pattern[AC_CHANNEL_SIZE + 1];
	struct ac_error error;
	(void)state;
	memset(pattern, '*', sizeof(pattern) - 1);
	pattern[sizeof(pattern) - 1] = '\0';
	struct ac_control_client *client = open_client();
	assert_int_equal(ac_control_client_tail(client, pattern, &error), AC_ERR_RANGE);
	assert_non_null(strstr(error.text, "pattern"));
	ac_control_client_close(client);
}

static void test_end_of_the_trader_ends_the_tail(void **state)
{
	struct ac_control_server *server;
	struct ac_str line;
	char path[128];
	struct ac_error error;
	(void)state;
	struct ac_control_client *client;
	snprintf(path, sizeof(path), "%s/ends.sock", folder);
	assert_int_equal(rig_create(path, &server), AC_OK);
	assert_int_equal(ac_control_client_open(path, &client, &error), AC_OK);
	assert_int_equal(ac_control_client_tail(client, "*", &error), AC_OK);
	ac_control_server_destroy(server);
	assert_int_equal(ac_control_client_next(client, &line), AC_END);
	ac_control_client_close(client);
	assert_int_equal(ac_control_client_open(path, &client, &error), AC_ERR_NOT_FOUND);
	assert_non_null(strstr(error.text, "no trader runs in this folder"));
}

static void test_client_asks_and_reads_every_kind_of_answer(void **state)
{
	struct ac_control_answer answer;
	struct ac_error error;
	(void)state;
	struct ac_control_client *client = open_client();
	struct ac_control_request request = { .verb = AC_VERB_FLATTEN, .symbol = "BTCUSDT" };
	assert_int_equal(ac_control_client_ask(client, &request, &answer, &error), AC_OK);
	assert_true(answer.is_done);
	assert_string_equal(answer.text, "flatten BTCUSDT  ");
	assert_string_equal(answer.checksum, "");
	request = (struct ac_control_request){ .verb = AC_VERB_RELOAD_SHOW };
	assert_int_equal(ac_control_client_ask(client, &request, &answer, &error), AC_OK);
	assert_string_equal(answer.checksum, "c0ffee");
	request = (struct ac_control_request){ .verb = AC_VERB_UNHALT, .guard = "refuse" };
	assert_int_equal(ac_control_client_ask(client, &request, &answer, &error), AC_OK);
	assert_false(answer.is_done);
	assert_int_equal(strlen(answer.text), AC_CONTROL_TEXT_SIZE - 1);
	/* What the server itself refuses brings its help along. */
	request = (struct ac_control_request){ .verb = AC_VERB_UNHALT };
	assert_int_equal(ac_control_client_ask(client, &request, &answer, &error), AC_OK);
	assert_false(answer.is_done);
	assert_non_null(strstr(answer.text, "\n\"guard\":\"drawdown\""));
	ac_control_client_close(client);
}

/* The other end is a program of another version, or none of ours at all. */
static void test_client_stands_answers_that_are_none(void **state)
{
	static const char *const answers[] = {
		"", "nonsense\n", "{}\n", "[]\n", "{\"ok\":1,\"text\":\"x\"}\n", "{\"ok\":true}\n",
	};
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	(void)state;
	snprintf(address.sun_path, sizeof(address.sun_path), "%s/other.sock", folder);
	int listener = socket(AF_UNIX, SOCK_STREAM, 0);
	assert_int_equal(bind(listener, (struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(listen(listener, 4), 0);
	for (size_t i = 0; i < AC_COUNT(answers); i++) {
		struct ac_control_client *client;
		struct ac_control_answer answer;
		const struct ac_control_request request = { .verb = AC_VERB_PAUSE };
		struct ac_error error;
		assert_int_equal(ac_control_client_open(address.sun_path, &client, &error), AC_OK);
		int fd = accept(listener, NULL, NULL);
		rig_send(fd, answers[i], strlen(answers[i]));
		shutdown(fd, SHUT_WR);
		enum ac_status status = ac_control_client_ask(client, &request, &answer, &error);
		CHECK_EQ(answers[i], status, i == 0 ? AC_ERR_IO : AC_ERR_PARSE);
		assert_true(strlen(error.text) > 20);
		close(fd);
		ac_control_client_close(client);
	}
	close(listener);
}

int main(void)
{
#define RUN(test) cmocka_unit_test_setup_teardown(test, rig_setup, rig_teardown)
	const struct CMUnitTest tests[] = {
		RUN(test_facts_come_whole_and_in_order_and_only_those_asked_for),
		RUN(test_fact_says_channel_time_and_a_sentence),
		RUN(test_reader_that_lags_behind_is_told_how_many_lines_it_lost),
		RUN(test_asking_and_asking_without_reading_hinders_nobody),
		RUN(test_pattern_that_is_too_long_is_refused),
		RUN(test_end_of_the_trader_ends_the_tail),
		RUN(test_client_asks_and_reads_every_kind_of_answer),
		RUN(test_client_stands_answers_that_are_none),
	};
	return cmocka_run_group_tests_name("control tail", tests, folder_make, folder_remove);
}
