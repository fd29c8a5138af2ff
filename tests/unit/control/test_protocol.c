#include "rig.h"
#include "sys/clock.h"

static void test_every_command_reaches_the_engine_as_it_was_said(void **state)
{
	static const struct {
		const char *line;
		enum ac_control_verb verb;
		const char *symbol, *guard, *text;
	} cases[] = {
		{ "{\"command\":\"pause\"}", AC_VERB_PAUSE, "", "", "" },
		{ "{\"command\":\"resume\"}", AC_VERB_RESUME, "", "", "" },
		{ "{\"symbol\":\"ETHUSDT\",\"command\":\"reduce\"}", AC_VERB_REDUCE, "ETHUSDT", "",
		  "" },
		{ "{\"command\":\"halt\"}\r", AC_VERB_HALT, "", "", "" },
		{ "{\"command\":\"unhalt\",\"guard\":\"drawdown\"}", AC_VERB_UNHALT, "", "drawdown",
		  "" },
		{ "{\"command\":\"unhalt\",\"guard\":\"all\",\"symbol\":\"BTCUSDT\"}",
		  AC_VERB_UNHALT, "BTCUSDT", "all", "" },
		{ "{\"command\":\"flatten\"}", AC_VERB_FLATTEN, "", "", "" },
		{ "{\"command\":\"flatten\",\"symbol\":\"BTCUSDT\"}", AC_VERB_FLATTEN, "BTCUSDT",
		  "", "" },
		{ "{\"command\":\"cancel\",\"symbol\":\"BTCUSDT\"}", AC_VERB_CANCEL, "BTCUSDT", "",
		  "" },
		{ "{\"command\":\"reload\"}", AC_VERB_RELOAD_SHOW, "", "", "" },
		{ "{\"command\":\"reload\",\"apply\":\"c0ffee\"}", AC_VERB_RELOAD_APPLY, "", "",
		  "c0ffee" },
	};
	char who[64];
	(void)state;
	snprintf(who, sizeof(who), "uid %u, pid %d", geteuid(), getpid());
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		uint32_t woken = atomic_load(&rig_woken);
		rig_expect(cases[i].line, true, ac_control_verb_text(cases[i].verb));
		CHECK_EQ(cases[i].line, rig_request.verb, cases[i].verb);
		assert_string_equal(rig_request.symbol, cases[i].symbol);
		assert_string_equal(rig_request.guard, cases[i].guard);
		assert_string_equal(rig_request.text, cases[i].text);
		assert_string_equal(rig_request.who, who);
		assert_int_equal(atomic_load(&rig_woken), woken + 1);
	}
}

static void test_what_is_not_exactly_a_command_never_reaches_the_engine(void **state)
{
	static const struct {
		const char *line, *part;
	} cases[] = {
		{ "", "no command" },
		{ "pause", "no command" },
		{ "[\"pause\"]", "no command" },
		{ "{\"command\":\"pause\"", "no command" },
		{ "{\"command\":\"pause\"} {\"command\":\"pause\"}", "no command" },
		{ "{\"command\":\"flatten\",\"command\":\"pause\"}", "no command" },
		{ "{\"command\":\"pau\xff\"}", "no command" },
		{ "{\"command\":\"pause\\u0000\"}", "no command" },
		{ "{}", "no such command" },
		{ "{\"command\":\"flaten\"}", "no such command" },
		{ "{\"command\":7}", "\"command\" must be a text" },
		{ "{\"command\":\"PAUSE\"}", "no such command" },
		{ "{\"command\":\"flatten\",\"symbl\":\"BTCUSDT\"}", "no member \"symbl\"" },
		{ "{\"command\":\"flatten\",\"symbol\":\"\"}", "\"symbol\" must be a text" },
		{ "{\"command\":\"flatten\",\"symbol\":null}", "\"symbol\" must be a text" },
		{ "{\"command\":\"flatten\",\"symbol\":[\"BTCUSDT\"]}", "\"symbol\" must be" },
		{ "{\"command\":\"flatten\",\"pattern\":\"BTCUSDT\"}", "does not take" },
		{ "{\"command\":\"flatten\",\"guard\":\"drawdown\"}", "does not take" },
		{ "{\"command\":\"unhalt\"}", "wants the guard" },
		{ "{\"command\":\"unhalt\",\"symbol\":\"BTCUSDT\"}", "wants the guard" },
		{ "{\"command\":\"unhalt\",\"guard\":\"\"}", "\"guard\" must be a text" },
		{ "{\"command\":\"pause\",\"apply\":\"c0ffee\"}", "does not take" },
		{ "{\"command\":\"status\",\"symbol\":\"BTCUSDT\"}", "does not take" },
		{ "{\"command\":\"tail\",\"symbol\":\"BTCUSDT\"}", "does not take" },
		{ "{\"command\":\"flatten\",\"symbol\":\"ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFGHIJKLMN"
		  "OPQRSTUVWXYZ\"}",
		  "must be a text of 1 to" },
	};
	(void)state;
	uint32_t taken = atomic_load(&rig_taken);
	for (size_t i = 0; i < AC_COUNT(cases); i++)
		rig_expect(cases[i].line, false, cases[i].part);
	/* What comes after them is heard, and by then none of them can still be on its way. */
	rig_expect("{\"command\":\"pause\"}", true, "pause");
	assert_int_equal(atomic_load(&rig_taken), taken + 1);
}

static void test_refusal_of_the_engine_comes_back_whole_and_escaped(void **state)
{
	(void)state;
	int fd = rig_connect();
	static const char line[] = "{\"command\":\"unhalt\",\"guard\":\"refuse\"}\n";
	rig_send(fd, line, sizeof(line) - 1);
	json_t *json = rig_json(fd);
	const char *text = json_string_value(json_object_get(json, "text"));
	assert_true(json_is_false(json_object_get(json, "ok")));
	assert_int_equal(strlen(text), AC_CONTROL_TEXT_SIZE - 1);
	json_decref(json);
	close(fd);
}

static void test_line_may_come_byte_by_byte(void **state)
{
	static const char line[] = "{\"command\":\"cancel\",\"symbol\":\"ETHUSDT\"}\n";
	(void)state;
	int fd = rig_connect();
	for (size_t i = 0; i + 1 < sizeof(line); i++) {
		rig_send(fd, line + i, 1);
		nanosleep(&(struct timespec){ .tv_nsec = 200000 }, NULL);
	}
	json_t *json = rig_json(fd);
	assert_string_equal(json_string_value(json_object_get(json, "text")), "cancel ETHUSDT  ");
	json_decref(json);
	close(fd);
}

/* Half a line of somebody who has gone is nothing. */
static void test_half_a_line_is_never_done(void **state)
{
	static const char half[] = "{\"command\":\"flatten\"}";
	(void)state;
	uint32_t taken = atomic_load(&rig_taken);
	int fd = rig_connect();
	rig_send(fd, half, sizeof(half) - 1);
	assert_int_equal(shutdown(fd, SHUT_WR), 0);
	assert_null(rig_line(fd));
	close(fd);
	assert_int_equal(atomic_load(&rig_taken), taken);
}

/* As `printf … | nc -U`: the caller's side is closed before the answers come. */
static void test_caller_who_has_said_all_still_gets_every_answer_in_order(void **state)
{
	static const char lines[] = "{\"command\":\"pause\"}\n"
				    "nonsense\n"
				    "{\"command\":\"status\"}\n"
				    "{\"command\":\"cancel\"}\n";
	static const char *const parts[] = { "\"pause", "no command", "\"lamp\"", "\"cancel" };
	(void)state;
	rig_show_view("sim");
	int fd = rig_connect();
	rig_send(fd, lines, sizeof(lines) - 1);
	assert_int_equal(shutdown(fd, SHUT_WR), 0);
	for (size_t i = 0; i < AC_COUNT(parts); i++) {
		const char *line = rig_line(fd);
		if (line == NULL || strstr(line, parts[i]) == NULL)
			fail_msg("answer %zu: %s", i, line == NULL ? "none" : line);
	}
	assert_null(rig_line(fd));
	close(fd);
}

static void test_line_of_4095_bytes_is_heard_and_one_byte_more_is_refused(void **state)
{
	static char line[8192];
	(void)state;
	static const char command[] = "{\"command\":\"pause\"}";
	memset(line, ' ', sizeof(line));
	memcpy(line, command, sizeof(command) - 1);
	line[4095] = '\n';
	int fd = rig_connect();
	rig_send(fd, line, 4096);
	json_t *json = rig_json(fd);
	assert_true(json_is_true(json_object_get(json, "ok")));
	json_decref(json);
	line[4095] = ' ';
	line[4096] = '\n';
	(void)!send(fd, line, 4097, MSG_NOSIGNAL);
	json = rig_json(fd);
	assert_true(json_is_false(json_object_get(json, "ok")));
	assert_non_null(strstr(json_string_value(json_object_get(json, "text")), "4095"));
	json_decref(json);
	assert_null(rig_line(fd)); /* where the next command begins is not known any more */
	close(fd);
}

static void test_seventeenth_caller_is_told_and_heard_once_another_leaves(void **state)
{
	int fds[16];
	(void)state;
	for (size_t i = 0; i < AC_COUNT(fds); i++) {
		fds[i] = rig_connect();
		assert_true(fds[i] >= 0);
		/* Answered, so accepted. */
		rig_send(fds[i], "x\n", 2);
		assert_non_null(rig_line(fds[i]));
	}
	int late = rig_connect();
	const char *line = rig_line(late);
	assert_non_null(line);
	assert_non_null(strstr(line, "16 programs"));
	assert_null(rig_line(late));
	close(late);
	/* The client finds the reason even where it was turned away before it could ask. */
	struct ac_control_client *client;
	struct ac_control_answer told;
	const struct ac_control_request request = { .verb = AC_VERB_PAUSE };
	struct ac_error error;
	assert_int_equal(ac_control_client_open(rig_path(), &client, &error), AC_OK);
	struct pollfd wait = { ac_control_client_fd(client), 0, 0 };
	assert_int_equal(poll(&wait, 1, RIG_PATIENCE_MS), 1);
	assert_int_equal(ac_control_client_ask(client, &request, &told, &error), AC_OK);
	assert_false(told.is_done);
	assert_non_null(strstr(told.text, "16 programs"));
	ac_control_client_close(client);
	close(fds[3]);
	bool is_heard = false;
	for (int i = 0; i < 1000 && !is_heard; i++) {
		late = rig_connect();
		(void)!send(late, "{\"command\":\"pause\"}\n", 20, MSG_NOSIGNAL);
		line = rig_line(late);
		is_heard = line != NULL && strstr(line, "\"ok\":true") != NULL;
		close(late);
	}
	assert_true(is_heard);
	for (size_t i = 0; i < AC_COUNT(fds); i++) {
		if (i != 3)
			close(fds[i]);
	}
}

static void test_engine_that_is_silent_is_said_so_and_its_late_answer_goes_nowhere(void **state)
{
	(void)state;
	atomic_store(&rig_is_silent, true);
	int fd = rig_connect();
	ac_ns begun = ac_steady_ns(&ac_machine_clock);
	static const char line[] = "{\"command\":\"flatten\"}\n";
	rig_send(fd, line, sizeof(line) - 1);
	json_t *json = rig_json(fd);
	assert_true(ac_steady_ns(&ac_machine_clock) - begun >= AC_CONTROL_ANSWER_MS * AC_NS_PER_MS);
	assert_true(json_is_false(json_object_get(json, "ok")));
	assert_non_null(
		strstr(json_string_value(json_object_get(json, "text")), "may still be done"));
	json_decref(json);
	/* The engine comes back: the flatten's answer is not taken for the pause's. */
	atomic_store(&rig_is_silent, false);
	static const char next[] = "{\"command\":\"pause\"}\n";
	rig_send(fd, next, sizeof(next) - 1);
	json = rig_json(fd);
	assert_string_equal(json_string_value(json_object_get(json, "text")), "pause   ");
	json_decref(json);
	close(fd);
}

/* Asks sixteen times and hears no answer; every one is with the engine then. */
static void ask_sixteen_times(void)
{
	static const char line[] = "{\"command\":\"flatten\"}\n";
	for (int i = 0; i < 16; i++) {
		uint32_t woken = atomic_load(&rig_woken);
		int fd = rig_connect();
		rig_send(fd, line, sizeof(line) - 1);
		while (atomic_load(&rig_woken) == woken)
			nanosleep(&(struct timespec){ .tv_nsec = 200000 }, NULL);
		close(fd);
	}
}

static void await_taken(uint32_t count)
{
	while (atomic_load(&rig_taken) < count)
		nanosleep(&(struct timespec){ .tv_nsec = 200000 }, NULL);
}

static void test_silent_engine_gets_no_more_than_sixteen_requests(void **state)
{
	(void)state;
	atomic_store(&rig_is_silent, true);
	uint32_t taken = atomic_load(&rig_taken);
	ask_sixteen_times();
	rig_expect("{\"command\":\"flatten\"}", false, "has not answered the commands before");
	atomic_store(&rig_is_silent, false);
	await_taken(taken + 16);
	rig_expect("{\"command\":\"pause\"}", true, "pause");
	assert_int_equal(atomic_load(&rig_taken), taken + 17);
}

/* What the engine has taken and not answered counts too: its answers must find room. */
static void test_engine_that_takes_its_time_gets_no_more_than_it_can_answer(void **state)
{
	(void)state;
	atomic_store(&rig_is_holding, true);
	uint32_t taken = atomic_load(&rig_taken);
	ask_sixteen_times();
	await_taken(taken + 16);
	rig_expect("{\"command\":\"flatten\"}", false, "has not answered the commands before");
	atomic_store(&rig_is_holding, false);
	bool is_done = false;
	while (!is_done) {
		int fd = rig_connect();
		rig_send(fd, "{\"command\":\"pause\"}\n", 20);
		const char *line = rig_line(fd);
		is_done = line != NULL && strstr(line, "\"ok\":true") != NULL;
		close(fd);
	}
	assert_int_equal(atomic_load(&rig_taken), taken + 17);
}

static void test_longest_text_is_taken_and_one_byte_more_is_refused(void **state)
{
	char symbol[AC_SYMBOL_SIZE + 1], line[256];
	(void)state;
	memset(symbol, 'A', sizeof(symbol));
	symbol[AC_SYMBOL_SIZE] = '\0';
	snprintf(line, sizeof(line), "{\"command\":\"flatten\",\"symbol\":\"%s\"}", symbol);
	rig_expect(line, false, "must be a text of 1 to");
	symbol[AC_SYMBOL_SIZE - 1] = '\0';
	snprintf(line, sizeof(line), "{\"command\":\"flatten\",\"symbol\":\"%s\"}", symbol);
	rig_expect(line, true, symbol);
	assert_string_equal(rig_request.symbol, symbol);
}

static void test_status_is_refused_before_the_first_view_and_then_the_newest(void **state)
{
	(void)state;
	rig_expect("{\"command\":\"status\"}", false, "just starting");
	rig_show_view("sim");
	rig_show_view("testnet");
	int fd = rig_connect();
	rig_send(fd, "{\"command\":\"status\"}\n", 21);
	json_t *json = rig_json(fd);
	static const char *const members[] = { "status", "positions", "orders", "risk", "system" };
	for (size_t i = 0; i < AC_COUNT(members); i++)
		assert_true(json_is_object(json_object_get(json, members[i])));
	assert_int_equal(json_object_size(json), AC_COUNT(members));
	json_t *run = json_object_get(json_object_get(json, "status"), "run");
	assert_string_equal(json_string_value(json_object_get(run, "mode")), "testnet");
	json_decref(json);
	close(fd);
}

/* A view that holds as much as it can must fit: that is when a person needs it most. */
static void test_state_of_a_full_view_fits_into_an_answer(void **state)
{
	static const struct ac_dec large = { -1234567890123456789 };
	(void)state;
	struct ac_view *view = ac_view_box_next(rig_box);
	view->symbol_count = 2;
	view->position_count = AC_VIEW_POSITIONS_MAX;
	view->order_count = AC_VIEW_ORDERS_MAX;
	view->guard_count = AC_VIEW_GUARDS_MAX;
	for (uint32_t i = 0; i < AC_VIEW_POSITIONS_MAX; i++) {
		struct ac_view_position *p = &view->positions[i];
		*p = (struct ac_view_position){ .book = 0, .symbol = 0 };
		p->mark = p->unrealized = p->notional = p->liquidation = large;
		p->liquidation_distance_pct = p->r_multiple = large;
		p->record.quantity = p->record.entry_price = p->record.stop_price = large;
		p->record.take_profit_price = p->record.realized_profit = p->record.fees = large;
		p->record.funding = large;
	}
	for (uint32_t i = 0; i < AC_VIEW_ORDERS_MAX; i++) {
		struct ac_order_record *r = &view->orders[i].record;
		view->orders[i] = (struct ac_view_order){ .book = 0, .symbol = 0 };
		memset(r->client_id, 'x', sizeof(r->client_id) - 1);
		r->quantity = r->executed = r->price = r->trigger_price = large;
		r->average_price = r->commission = large;
		r->order_id = r->algo_id = r->created_ms = r->updated_ms = INT64_MAX;
	}
	for (uint32_t i = 0; i < AC_VIEW_GUARDS_MAX; i++)
		view->guards[i] = (struct ac_view_guard){ .is_halted = true,
							  .since_ms = INT64_MAX,
							  .until_ms = INT64_MAX,
							  .used = large,
							  .limit = { INT64_MAX },
							  .unit = "USDT" };
	assert_true(ac_view_box_show(rig_box));
	struct ac_control_client *client;
	struct ac_str line;
	struct ac_error error;
	assert_int_equal(ac_control_client_open(rig_path(), &client, &error), AC_OK);
	/* Twice at once: the second waits for the first to be read. */
	assert_int_equal(ac_control_client_status_begin(client), AC_OK);
	assert_int_equal(ac_control_client_status(client, &line, &error), AC_OK);
	json_t *json = json_loadb(line.data, line.size, 0, NULL);
	json_t *list = json_object_get(json_object_get(json, "orders"), "orders");
	assert_int_equal(json_array_size(list), AC_VIEW_ORDERS_MAX);
	list = json_object_get(json_object_get(json, "risk"), "guards");
	assert_int_equal(json_array_size(list), AC_VIEW_GUARDS_MAX);
	json_decref(json);
	ac_control_client_close(client);
}

int main(void)
{
#define RUN(test) cmocka_unit_test_setup_teardown(test, rig_setup, rig_teardown)
	const struct CMUnitTest tests[] = {
		RUN(test_every_command_reaches_the_engine_as_it_was_said),
		RUN(test_what_is_not_exactly_a_command_never_reaches_the_engine),
		RUN(test_refusal_of_the_engine_comes_back_whole_and_escaped),
		RUN(test_line_may_come_byte_by_byte),
		RUN(test_half_a_line_is_never_done),
		RUN(test_caller_who_has_said_all_still_gets_every_answer_in_order),
		RUN(test_line_of_4095_bytes_is_heard_and_one_byte_more_is_refused),
		RUN(test_seventeenth_caller_is_told_and_heard_once_another_leaves),
		RUN(test_engine_that_is_silent_is_said_so_and_its_late_answer_goes_nowhere),
		RUN(test_silent_engine_gets_no_more_than_sixteen_requests),
		RUN(test_engine_that_takes_its_time_gets_no_more_than_it_can_answer),
		RUN(test_longest_text_is_taken_and_one_byte_more_is_refused),
		RUN(test_status_is_refused_before_the_first_view_and_then_the_newest),
		RUN(test_state_of_a_full_view_fits_into_an_answer),
	};
	return cmocka_run_group_tests_name("control protocol", tests, folder_make, folder_remove);
}
