/* socket.h - a dashboard on a free port of loopback, and raw sockets that speak to it: byte by
 * byte, half, wrong, or not at all. Waiting is bounded by a minute, far more than anything here
 * takes. */
#ifndef AC_TESTS_DASHBOARD_SOCKET_H
#define AC_TESTS_DASHBOARD_SOCKET_H

#include "rig.h"

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "dashboard/dashboard.h"
#include "sys/clock.h"
#include "sys/loop.h"

#define SOCKET_PATIENCE_MS 60000

static struct ac_dashboard *socket_dashboard;
static struct ac_view *socket_view;

static inline void socket_pause(void)
{
	const struct timespec moment = { 0, 2000000 };
	nanosleep(&moment, NULL);
}

#define WAIT_UNTIL(condition)                                                                      \
	do {                                                                                       \
		ac_ns wait_end =                                                                   \
			ac_steady_ns(&ac_machine_clock) + SOCKET_PATIENCE_MS * AC_NS_PER_MS;       \
		while (!(condition) && ac_steady_ns(&ac_machine_clock) < wait_end)                 \
			socket_pause();                                                            \
		if (!(condition))                                                                  \
			fail_msg("waited in vain for %s", #condition);                             \
	} while (0)

static inline struct ac_dashboard_stats socket_stats(void)
{
	struct ac_dashboard_stats stats;
	ac_dashboard_stats_get(socket_dashboard, &stats);
	return stats;
}

/* A new view with this equity, as the engine's thread shows it. */
static inline void socket_show(int64_t equity)
{
	socket_view = ac_view_box_next(rig_box);
	rig_view_empty(socket_view);
	socket_view->engine.account.equity = AC_DEC(equity);
	while (!ac_view_box_show(rig_box))
		socket_pause();
}

static inline int socket_setup(void **state)
{
	char error[256];
	if (rig_setup(state) != 0)
		return 1;
	(void)rig_go_live();
	rig_dashboard.port = 0;
	if (ac_dashboard_create(&rig_dashboard, &socket_dashboard, error, sizeof(error)) != AC_OK)
		fail_msg("%s", error);
	socket_show(1);
	return 0;
}

static inline int socket_teardown(void **state)
{
	ac_dashboard_destroy(socket_dashboard);
	socket_dashboard = NULL;
	return rig_teardown(state);
}

/* `window`: bytes that the system keeps for who does not read; 0 its own choice. */
static inline int socket_connect(int window)
{
	const struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_port = htons((uint16_t)ac_dashboard_port(socket_dashboard)),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_true(fd >= 0);
	if (window > 0)
		assert_int_equal(setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &window, sizeof(window)), 0);
	assert_int_equal(connect(fd, (const struct sockaddr *)&address, sizeof(address)), 0);
	return fd;
}

static inline void socket_send(int fd, const char *text, size_t size)
{
	while (size > 0) {
		ssize_t sent = send(fd, text, size, MSG_NOSIGNAL);
		if (sent <= 0)
			return; /* cut by the other side: what it said is still to be read */
		text += sent;
		size -= (size_t)sent;
	}
}

static inline void socket_say(int fd, const char *text)
{
	socket_send(fd, text, strlen(text));
}

/* What comes until it holds `mark`, or to its end where that is NULL; terminated, in one buffer. */
static inline const char *socket_read(int fd, const char *mark)
{
	static char text[1 << 20];
	size_t size = 0;
	ac_ns end = ac_steady_ns(&ac_machine_clock) + SOCKET_PATIENCE_MS * AC_NS_PER_MS;
	text[0] = '\0';
	while (size < sizeof(text) - 1 && ac_steady_ns(&ac_machine_clock) < end) {
		struct pollfd ready = { .fd = fd, .events = POLLIN };
		if (poll(&ready, 1, 100) != 1)
			continue;
		ssize_t got = recv(fd, text + size, sizeof(text) - 1 - size, 0);
		if (got <= 0)
			return text;
		size += (size_t)got;
		text[size] = '\0';
		if (mark != NULL && memmem(text, size, mark, strlen(mark)) != NULL)
			return text;
	}
	fail_msg("neither '%s' nor an end: '%.200s'", mark != NULL ? mark : "", text);
	return text;
}

/* One request with these header lines, its answer until the connection ends. */
static inline const char *socket_ask(const char *line, const char *headers)
{
	char request[1024];
	int fd = socket_connect(0);
	snprintf(request, sizeof(request), "%s HTTP/1.1\r\nConnection: close\r\n%s\r\n", line,
		 headers);
	socket_say(fd, request);
	const char *answer = socket_read(fd, NULL);
	close(fd);
	return answer;
}

#define HOST "Host: localhost\r\n"
#define UPGRADE                                                                                    \
	"Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"                                      \
	"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"

/* A browser on the live socket, just admitted. */
static inline int socket_browse(int window)
{
	static const char request[] =
		"GET /live HTTP/1.1\r\nHost: localhost\r\n"
		"Origin: http://localhost\r\nConnection: Upgrade\r\n" UPGRADE "\r\n";
	int fd = socket_connect(window);
	socket_say(fd, request);
	return fd;
}

static inline int socket_status(const char *answer)
{
	int status = 0;
	return sscanf(answer, "HTTP/1.%*[01] %d", &status) == 1 ? status : 0;
}

/* The body of an answer of this status. */
static inline json_t *socket_body(const char *answer, int status)
{
	json_error_t error;
	const char *body = strstr(answer, "\r\n\r\n");
	if (socket_status(answer) != status || body == NULL)
		fail_msg("not %d: '%s'", status, answer);
	assert_non_null(strcasestr(answer, "content-type: application/json"));
	json_t *json = json_loads(body, JSON_REJECT_DUPLICATES, &error);
	if (json == NULL)
		fail_msg("%s: %s", error.text, body);
	return json;
}

/* An error in the interface's own words. */
static inline void socket_check_error(const char *answer, int status)
{
	json_t *json = socket_body(answer, status);
	json_t *error = json_object_get(json, "error");
	assert_int_equal(json_integer_value(json_object_get(error, "status")), status);
	assert_true(json_string_length(json_object_get(error, "what")) > 0);
	assert_true(json_string_length(json_object_get(error, "help")) > 0);
	json_decref(json);
}

#endif
