/* The dashboard's sockets from outside: who may ask, half and wrong requests, browsers that are
 * many, slow or gone. */
#include "socket.h"

#include <pthread.h>

#define HOST "Host: localhost\r\n"

static void check_error(const char *answer, int status)
{
	json_t *json = socket_body(answer, status);
	json_t *error = json_object_get(json, "error");
	assert_int_equal(json_integer_value(json_object_get(error, "status")), status);
	assert_true(json_string_length(json_object_get(error, "what")) > 0);
	assert_true(json_string_length(json_object_get(error, "help")) > 0);
	json_decref(json);
}

static void test_only_reading_is_answered(void **state)
{
	(void)state;
	static const char *const methods[] = { "POST", "PUT", "DELETE", "PATCH", "OPTIONS" };
	for (size_t i = 0; i < AC_COUNT(methods); i++) {
		char line[64];
		snprintf(line, sizeof(line), "%s /api/v1/status", methods[i]);
		const char *answer = socket_ask(line, HOST "Content-Length: 0\r\n");
		check_error(answer, 405);
		assert_non_null(strcasestr(answer, "allow: GET, HEAD"));
	}
	json_decref(socket_body(socket_ask("GET /api/v1/status", HOST), 200));
	assert_null(strstr(socket_ask("HEAD /api/v1/status", HOST), "\r\n\r\n{"));
}

static void test_strangers_names_and_pages_are_refused(void **state)
{
	(void)state;
	static const struct {
		const char *headers;
		bool is_fine;
	} cases[] = {
		{ "Host: localhost:8501\r\n", true },
		{ "Host: 127.0.0.1\r\n", true },
		{ "Host: [::1]:8501\r\n", true },
		{ "Host: evil.example\r\n", false },
		{ "Host: localhost.evil.example\r\n", false },
		{ "Host: 127.0.0.1.evil.example\r\n", false },
		{ "", false },
		{ "Host: localhost\r\nOrigin: http://localhost\r\n", true },
		{ "Host: localhost\r\nOrigin: http://evil.example\r\n", false },
		{ "Host: localhost\r\nOrigin: null\r\n", false },
		{ "Host: localhost:1\r\nOrigin: http://localhost:2\r\n", false },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		char upgrade[512];
		snprintf(upgrade, sizeof(upgrade), "%sConnection: Upgrade\r\n" UPGRADE,
			 cases[i].headers);
		const char *answer = socket_ask("GET /healthz", cases[i].headers);
		if (cases[i].is_fine)
			json_decref(socket_body(answer, 200));
		else
			check_error(answer, 403);
		int fd = socket_connect(0);
		char request[1024];
		snprintf(request, sizeof(request), "GET /live HTTP/1.1\r\n%s\r\n", upgrade);
		socket_say(fd, request);
		if (cases[i].is_fine)
			(void)socket_read(fd, "HTTP/1.1 101");
		else
			check_error(socket_read(fd, NULL), 403);
		close(fd);
	}
	assert_int_equal(socket_stats().clients_dropped, 0);
}

static void test_upgrades_elsewhere_are_not_found(void **state)
{
	(void)state;
	int fd = socket_connect(0);
	static const char request[] =
		"GET /other HTTP/1.1\r\n" HOST "Connection: Upgrade\r\n" UPGRADE "\r\n";
	socket_say(fd, request);
	check_error(socket_read(fd, NULL), 404);
	close(fd);
}

static void test_request_may_come_byte_by_byte_and_behind_another(void **state)
{
	(void)state;
	static const char request[] = "GET /healthz HTTP/1.1\r\n" HOST "\r\n";
	int fd = socket_connect(0);
	for (size_t i = 0; i < sizeof(request) - 1; i++) {
		socket_send(fd, request + i, 1);
		if (i % 8 == 0)
			socket_pause();
	}
	assert_int_equal(socket_status(socket_read(fd, "{\"status\":\"ok\"}")), 200);
	for (int i = 0; i < 3; i++)
		socket_say(fd, request);
	for (int answers = 0; answers < 3;) {
		const char *text = socket_read(fd, "{\"status\":\"ok\"}");
		for (const char *at = text; (at = strstr(at, "\"ok\"")) != NULL; at++)
			answers++;
	}
	close(fd);
}

static void test_garbage_and_excess_end_the_connection_and_nothing_else(void **state)
{
	(void)state;
	static const char tls[] = "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n";
	static char large[100000];
	memset(large, 'x', sizeof(large));
	memcpy(large, "GET /", 5);
	int healthy = socket_browse(0);
	(void)socket_read(healthy, "\"type\":\"status\"");
	for (int i = 0; i < 4; i++) {
		int fd = socket_connect(0);
		if (i == 0) {
			socket_send(fd, tls, sizeof(tls) - 1);
		} else if (i == 1) {
			socket_send(fd, large, sizeof(large));
		} else if (i == 2) {
			socket_say(fd, "GET / HTTP/1.1\r\nX-Long: ");
			socket_send(fd, large, sizeof(large));
		} else {
			socket_say(fd, "GET /api/v1/trades?limit=%zz&\x01=\xff HTTP/1.1\r\n");
			socket_say(fd, HOST "Connection: close\r\n\r\n");
		}
		const char *answer = socket_read(fd, NULL);
		if (socket_status(answer) / 100 != 4 && answer[0] != '\0')
			fail_msg("case %d: '%.100s'", i, answer);
		close(fd);
	}
	socket_show(77);
	(void)socket_read(healthy, "\"equity\":\"77\"");
	close(healthy);
}

/* A frame of the live socket is longer than a message that the server reads may be. */
static void test_browser_that_talks_too_much_is_cut(void **state)
{
	(void)state;
	static unsigned char frame[4096] = { 0x81, 0xfe, 0x0f, 0x00 }; /* 3840 bytes, mask 0 */
	int fd = socket_browse(0);
	(void)socket_read(fd, "\"type\":\"status\"");
	socket_send(fd, (const char *)frame, 3848);
	WAIT_UNTIL(socket_stats().clients == 0);
	close(fd);
}

static void test_half_a_request_is_dropped_in_time_and_disturbs_nobody(void **state)
{
	(void)state;
	int half = socket_connect(0), silent = socket_connect(0);
	socket_say(half, "GET / HTTP/1.1\r\nHost: loc");
	json_decref(socket_body(socket_ask("GET /healthz", HOST), 200));
	const char *answer = socket_read(half, NULL);
	assert_true(answer[0] == '\0' || socket_status(answer) / 100 == 4);
	assert_string_equal(socket_read(silent, NULL), "");
	close(half);
	close(silent);
}

static void test_64_browsers_see_each_new_state_and_the_65th_is_told_why_not(void **state)
{
	(void)state;
	int browsers[64];
	for (size_t i = 0; i < AC_COUNT(browsers); i++) {
		browsers[i] = socket_browse(0);
		(void)socket_read(browsers[i], "\"type\":\"status\"");
	}
	assert_int_equal(socket_stats().clients, 64);
	int late = socket_browse(0);
	check_error(socket_read(late, NULL), 503);
	close(late);
	socket_show(4242);
	for (size_t i = 0; i < AC_COUNT(browsers); i++)
		(void)socket_read(browsers[i], "\"equity\":\"4242\"");
	close(browsers[5]);
	WAIT_UNTIL(socket_stats().clients == 63);
	int next = socket_browse(0);
	(void)socket_read(next, "\"equity\":\"4242\"");
	for (size_t i = 0; i < AC_COUNT(browsers); i++) {
		if (i != 5)
			close(browsers[i]);
	}
	close(next);
	WAIT_UNTIL(socket_stats().clients == 0);
	assert_int_equal(socket_stats().clients_dropped, 0);
}

static void test_browser_that_does_not_read_is_dropped_and_the_others_go_on(void **state)
{
	(void)state;
	int slow = socket_browse(2048), quick = socket_browse(0);
	(void)socket_read(quick, "\"type\":\"status\"");
	WAIT_UNTIL(socket_stats().clients == 2);
	int64_t equity = 1000;
	ac_ns end = ac_loop_steady_ns() + SOCKET_PATIENCE_MS * AC_NS_PER_MS;
	while (socket_stats().clients_dropped == 0 && ac_loop_steady_ns() < end) {
		char mark[48];
		struct ac_event fact = fact_of(AC_EVENT_SYSTEM, ++socket_seq, BTC, AC_BOOK_NONE);
		/* Large enough that what the system keeps for a reader is soon full. */
		memset(fact.system.text, 'x', sizeof(fact.system.text) - 1);
		for (int i = 0; i < 200; i++)
			(void)ac_fact_ring_push(ac_dashboard_facts(socket_dashboard), &fact);
		socket_show(++equity);
		snprintf(mark, sizeof(mark), "\"equity\":\"%" PRId64 "\"", equity);
		(void)socket_read(quick, mark);
	}
	assert_int_equal(socket_stats().clients_dropped, 1);
	WAIT_UNTIL(socket_stats().clients == 1);
	close(slow);
	close(quick);
}

static void test_whoever_comes_back_gets_the_whole_state(void **state)
{
	(void)state;
	static const char *const parts[] = { "status", "positions", "orders",
					     "risk",   "system",    "symbols" };
	for (int64_t round = 1; round < 4; round++) {
		socket_show(round);
		for (size_t i = 0; i < AC_COUNT(parts); i++) {
			char mark[48];
			int fd = socket_browse(0);
			snprintf(mark, sizeof(mark), "{\"type\":\"%s\"", parts[i]);
			(void)socket_read(fd, mark);
			close(fd);
		}
	}
}

/* The engine's part of it, while the dashboard's thread cannot keep up: there is nobody to read the
 * ring so fast, and each push must return all the same. */
static void test_engine_never_waits_for_the_dashboard(void **state)
{
	(void)state;
	struct ac_fact_ring *ring = ac_dashboard_facts(socket_dashboard);
	struct ac_event fact = fact_of(AC_EVENT_SYSTEM, 1, BTC, AC_BOOK_NONE);
	int fd = socket_browse(2048);
	for (int i = 0; i < 200000; i++) {
		(void)ac_fact_ring_push(ring, &fact);
		if (i % 1000 == 0)
			(void)ac_view_box_show(rig_box);
	}
	assert_true(ac_fact_ring_lost(ring) > 0);
	json_decref(socket_body(socket_ask("GET /healthz", HOST), 200));
	close(fd);
}

static void test_end_cuts_everybody_at_once(void **state)
{
	(void)state;
	int fds[30];
	char error[256];
	for (size_t i = 0; i < AC_COUNT(fds); i++) {
		fds[i] = i % 3 == 0 ? socket_browse(0) : socket_connect(0);
		if (i % 3 == 1)
			socket_say(fds[i], "GET /api/v1/trades HTTP/1.1\r\nHo");
		if (i % 3 == 2)
			socket_say(fds[i], "GET /api/v1/performance HTTP/1.1\r\n" HOST "\r\n");
	}
	WAIT_UNTIL(socket_stats().clients == 10);
	ac_dashboard_destroy(socket_dashboard);
	socket_dashboard = NULL;
	for (size_t i = 0; i < AC_COUNT(fds); i++) {
		(void)socket_read(fds[i], NULL);
		close(fds[i]);
	}
	assert_int_equal(
		ac_dashboard_create(&rig_dashboard, &socket_dashboard, error, sizeof(error)),
		AC_OK);
}

static void test_port_that_is_taken_is_said_with_what_to_do(void **state)
{
	(void)state;
	struct ac_dashboard_config config = rig_dashboard;
	struct ac_dashboard *second = NULL;
	char error[256] = "";
	config.port = ac_dashboard_port(socket_dashboard);
	assert_int_equal(ac_dashboard_create(&config, &second, error, sizeof(error)), AC_ERR_IO);
	assert_non_null(strstr(error, "another program has it"));
	assert_non_null(strstr(error, "DASHBOARD_PORT"));
	json_decref(socket_body(socket_ask("GET /healthz", HOST), 200));
}

#define OVER(test) cmocka_unit_test_setup_teardown(test, socket_setup, socket_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		OVER(test_only_reading_is_answered),
		OVER(test_strangers_names_and_pages_are_refused),
		OVER(test_upgrades_elsewhere_are_not_found),
		OVER(test_request_may_come_byte_by_byte_and_behind_another),
		OVER(test_garbage_and_excess_end_the_connection_and_nothing_else),
		OVER(test_browser_that_talks_too_much_is_cut),
		OVER(test_half_a_request_is_dropped_in_time_and_disturbs_nobody),
		OVER(test_64_browsers_see_each_new_state_and_the_65th_is_told_why_not),
		OVER(test_browser_that_does_not_read_is_dropped_and_the_others_go_on),
		OVER(test_whoever_comes_back_gets_the_whole_state),
		OVER(test_engine_never_waits_for_the_dashboard),
		OVER(test_end_cuts_everybody_at_once),
		OVER(test_port_that_is_taken_is_said_with_what_to_do),
	};
	return cmocka_run_group_tests_name("dashboard sockets", tests, folder_make, folder_remove);
}
