/* The dashboard's sockets from outside: who may ask, half and wrong requests, many browsers, the
 * end. */
#include "socket.h"

static void test_only_reading_is_answered(void **state)
{
	(void)state;
	static const char *const methods[] = { "POST", "PUT", "DELETE", "PATCH", "OPTIONS" };
	for (size_t i = 0; i < AC_COUNT(methods); i++) {
		char line[64];
		snprintf(line, sizeof(line), "%s /api/v1/status", methods[i]);
		const char *answer = socket_ask(line, HOST "Content-Length: 0\r\n");
		socket_check_error(answer, 405);
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
			socket_check_error(answer, 403);
		int fd = socket_connect(0);
		char request[1024];
		snprintf(request, sizeof(request), "GET /live HTTP/1.1\r\n%s\r\n", upgrade);
		socket_say(fd, request);
		if (cases[i].is_fine)
			(void)socket_read(fd, "HTTP/1.1 101");
		else
			socket_check_error(socket_read(fd, NULL), 403);
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
	socket_check_error(socket_read(fd, NULL), 404);
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
	socket_check_error(socket_read(late, NULL), 503);
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

static void test_end_cuts_everybody_whatever_they_wait_for(void **state)
{
	(void)state;
	int fds[40];
	char error[256];
	for (size_t i = 0; i < AC_COUNT(fds); i++) {
		fds[i] = i % 4 == 0 ? socket_browse(2048) : socket_connect(2048);
		if (i % 4 == 1)
			socket_say(fds[i], "GET /api/v1/trades HTTP/1.1\r\nHo");
		if (i % 4 == 2)
			socket_say(fds[i], "GET /api/v1/performance HTTP/1.1\r\n" HOST "\r\n");
		for (int k = 0; i % 4 == 3 && k < 20; k++)
			socket_say(fds[i], "GET /api/v1/openapi.json HTTP/1.1\r\n" HOST "\r\n");
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
		OVER(test_end_cuts_everybody_whatever_they_wait_for),
		OVER(test_port_that_is_taken_is_said_with_what_to_do),
	};
	return cmocka_run_group_tests_name("dashboard sockets", tests, folder_make, folder_remove);
}
