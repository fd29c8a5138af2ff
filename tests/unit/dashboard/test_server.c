/* The dashboard's server from outside: what it hands out, what it does not speak, how many it takes
 * in, and who loses their place. */
#include "socket.h"

#include <dirent.h>
#include <pthread.h>

#include "dashboard/assets.h"
#include "dashboard/server.h"
#include "sys/clock.h"

static atomic_bool is_held; /* the worker, at a question */

void __real_ac_api_answer(struct ac_api *api, struct ac_str path, struct ac_str query,
			  struct ac_api_answer *ret_answer);
void __wrap_ac_api_answer(struct ac_api *api, struct ac_str path, struct ac_str query,
			  struct ac_api_answer *ret_answer);

void __wrap_ac_api_answer(struct ac_api *api, struct ac_str path, struct ac_str query,
			  struct ac_api_answer *ret_answer)
{
	while (atomic_load(&is_held))
		socket_pause();
	__real_ac_api_answer(api, path, query, ret_answer);
}

/* What has come on one connection and was not looked at; only one connection at a time. */
static struct {
	int fd;
	size_t size;
	char text[2 << 20];
} inbox;

struct answer {
	int status;
	char head[4096];
	size_t size; /* of the body */
	char body[1 << 20];
};

static void inbox_open(void)
{
	inbox.fd = socket_connect(0);
	inbox.size = 0;
}

static void inbox_fill(void)
{
	struct pollfd ready = { .fd = inbox.fd, .events = POLLIN };
	if (poll(&ready, 1, SOCKET_PATIENCE_MS) != 1)
		fail_msg("no answer");
	ssize_t got = recv(inbox.fd, inbox.text + inbox.size, sizeof(inbox.text) - inbox.size, 0);
	if (got <= 0)
		fail_msg("no whole answer, but an end");
	inbox.size += (size_t)got;
}

/* The next answer: its length is what its head says, so that one that lies spoils all behind it. */
static const struct answer *inbox_take(bool is_head_only)
{
	static struct answer answer;
	const char *mark;
	while ((mark = memmem(inbox.text, inbox.size, "\r\n\r\n", 4)) == NULL)
		inbox_fill();
	size_t head_size = (size_t)(mark - inbox.text) + 4;
	assert_true(head_size < sizeof(answer.head));
	memcpy(answer.head, inbox.text, head_size);
	answer.head[head_size] = '\0';
	answer.status = socket_status(answer.head);
	const char *length = strcasestr(answer.head, "\ncontent-length:");
	answer.size = is_head_only || length == NULL ? 0 : strtoul(length + 16, NULL, 10);
	assert_true(answer.size < sizeof(answer.body));
	while (inbox.size < head_size + answer.size)
		inbox_fill();
	memcpy(answer.body, inbox.text + head_size, answer.size);
	answer.body[answer.size] = '\0';
	inbox.size -= head_size + answer.size;
	memmove(inbox.text, inbox.text + head_size + answer.size, inbox.size);
	return &answer;
}

static const struct answer *inbox_ask(const char *method, const char *path, const char *headers)
{
	char request[1024];
	snprintf(request, sizeof(request), "%s %s HTTP/1.1\r\n" HOST "%s\r\n", method, path,
		 headers);
	socket_say(inbox.fd, request);
	return inbox_take(strcmp(method, "HEAD") == 0);
}

static void check_header(const char *head, const char *expected)
{
	if (strcasestr(head, expected) == NULL)
		fail_msg("no '%s' in %s", expected, head);
}

static void check_asset(const struct ac_asset *asset, bool is_gzip)
{
	const char *encoding = is_gzip ? "Accept-Encoding: deflate, gzip\r\n" : "";
	char known[256], text[256];
	const struct answer *answer = inbox_ask("GET", asset->path, encoding);
	assert_int_equal(answer->status, 200);
	assert_int_equal(answer->size, is_gzip ? asset->gzip_size : asset->plain_size);
	assert_memory_equal(answer->body, is_gzip ? asset->gzip : asset->plain, answer->size);
	assert_true(is_gzip == (strcasestr(answer->head, "content-encoding: gzip") != NULL));
	snprintf(text, sizeof(text), "\r\ncontent-type: %s\r\n", asset->content_type);
	check_header(answer->head, text);
	snprintf(text, sizeof(text), "\r\netag: %s\r\n", asset->etag);
	check_header(answer->head, text);
	check_header(answer->head, "\r\nvary: accept-encoding\r\n");
	check_header(answer->head, asset->is_immutable ? "immutable\r\n" : "no-cache\r\n");
	check_header(answer->head,
		     "content-security-policy: default-src 'none'; script-src 'self'");
	check_header(answer->head, "frame-ancestors 'none'");
	check_header(answer->head, "x-content-type-options: nosniff");
	assert_null(strcasestr(answer->head, "unsafe-"));
	snprintf(known, sizeof(known), "%sIf-None-Match: %s\r\n", encoding, asset->etag);
	answer = inbox_ask("GET", asset->path, known);
	assert_int_equal(answer->status, 304);
	assert_null(strcasestr(answer->head, "content-length")); /* 0 would be a lie */
	answer = inbox_ask("GET", asset->path, "If-None-Match: \"another\"\r\n");
	assert_int_equal(answer->status, 200);
	assert_int_equal(answer->size, asset->plain_size);
	answer = inbox_ask("HEAD", asset->path, encoding);
	snprintf(text, sizeof(text), "\r\ncontent-length: %zu\r\n",
		 is_gzip ? asset->gzip_size : asset->plain_size);
	check_header(answer->head, text);
	assert_int_equal(answer->status, 200);
}

static void test_page_comes_packed_guarded_and_once(void **state)
{
	(void)state;
	assert_true(ac_asset_count > 1);
	inbox_open();
	for (size_t i = 0; i < ac_asset_count; i++) {
		check_asset(&ac_assets[i], true);
		check_asset(&ac_assets[i], false);
	}
	close(inbox.fd);
}

static const struct {
	const char *method, *path, *headers;
	int status;
	const char *mark; /* in the body */
} questions[] = {
	{ "GET", "/", HOST, 200, "<!doctype html>" },
	{ "GET", "/healthz", HOST, 200, "{\"status\":\"ok\"}" },
	{ "GET", "/api/v1/openapi.json", HOST, 200, "\"openapi\"" },
	{ "GET", "/api/v1/candles?symbol=BTCUSDT&limit=1000", HOST, 200, "\"candles\":[[" },
	{ "GET", "/api/v1/trades.csv", HOST, 200, "symbol" },
	{ "HEAD", "/api/v1/status", HOST, 200, "" },
	{ "HEAD", "/", HOST, 200, "" },
	{ "GET", "/nowhere", HOST, 404, "\"status\":404" },
	{ "GET", "/live", HOST, 404, "\"status\":404" },
	{ "GET", "/api/v1/trades?limit=many", HOST, 400, "limit=many" },
	{ "GET", "/api/v1/status", "Host: evil.example\r\n", 403, "\"status\":403" },
};

static void test_questions_in_one_breath_are_answered_in_their_order(void **state)
{
	(void)state;
	static char request[100000];
	uint32_t random = 20260101;
	size_t size = 0;
	uint8_t asked[300];
	rig_fill();
	for (size_t i = 0; i < AC_COUNT(asked); i++) {
		random = random * 1664525 + 1013904223;
		asked[i] = (uint8_t)((random >> 16) % AC_COUNT(questions));
		size += (size_t)snprintf(request + size, sizeof(request) - size,
					 "%s %s HTTP/1.1\r\n%s\r\n", questions[asked[i]].method,
					 questions[asked[i]].path, questions[asked[i]].headers);
	}
	inbox_open();
	socket_send(inbox.fd, request, size);
	for (size_t i = 0; i < AC_COUNT(asked); i++) {
		const struct answer *answer =
			inbox_take(strcmp(questions[asked[i]].method, "HEAD") == 0);
		CHECK_EQ(questions[asked[i]].path, answer->status, questions[asked[i]].status);
		if (strcasestr(answer->body, questions[asked[i]].mark) == NULL)
			fail_msg("%s: %.200s", questions[asked[i]].path, answer->body);
	}
	close(inbox.fd);
}

/* What comes behind the head of such a request is no request. */
static void test_requests_with_a_body_are_answered_once_and_change_nothing(void **state)
{
	(void)state;
	static const char body[] = "GET /healthz HTTP/1.1\r\n" HOST "\r\n";
	static const struct {
		const char *line, *headers;
		int status; /* 0: closed, or refused by lws itself */
	} cases[] = {
		{ "POST /api/v1/status", "Content-Length: 44\r\n", 405 },
		{ "POST /api/v1/status", "Content-Length: 1000000\r\n", 405 },
		{ "POST /", "", 405 },
		{ "PUT /", "Transfer-Encoding: chunked\r\n", 405 },
		{ "DELETE /api/v1/orders", "Content-Length: 2\r\n", 405 },
		{ "PATCH /live", "", 405 },
		{ "OPTIONS /healthz", "", 405 },
		{ "CONNECT /healthz", "", 405 },
		{ "CONNECT localhost:22", "", 405 },
		{ "GET /healthz", "Content-Length: 1000000\r\n", 200 },
		{ "GET /healthz", "Transfer-Encoding: chunked\r\n", 200 },
		{ "HEAD /healthz", "Content-Length: 44\r\n", 200 },
		{ "TRACE /", "", 0 },
		{ "PRI *", "", 0 },
		{ "PROPFIND /", "", 0 },
		{ "GET http://evil.example/", "", 0 },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		char request[512];
		int fd = socket_connect(0);
		snprintf(request, sizeof(request), "%s HTTP/1.1\r\n" HOST "%s\r\n%s", cases[i].line,
			 cases[i].headers, body);
		socket_say(fd, request);
		const char *answer = socket_read(fd, NULL);
		close(fd);
		if (cases[i].status != 0)
			CHECK_EQ(cases[i].line, socket_status(answer), cases[i].status);
		else
			assert_true(answer[0] == '\0' || socket_status(answer) / 100 == 4);
		if (cases[i].status == 405)
			socket_check_error(answer, 405);
		if (answer[0] != '\0' && strstr(answer + 1, "HTTP/1") != NULL)
			fail_msg("%s: answered twice: %s", cases[i].line, answer);
	}
	json_decref(socket_body(socket_ask("GET /healthz", HOST), 200));
}

static void test_no_other_protocol_is_spoken(void **state)
{
	(void)state;
#define KEY(key) "Sec-WebSocket-Key: " key "\r\n"
#define TO(protocol, version)                                                                      \
	"Connection: Upgrade\r\nUpgrade: " protocol "\r\nSec-WebSocket-Version: " version "\r\n"
	static const char *const upgrades[] = {
		TO("h2c", "13") KEY("dGhlIHNhbXBsZSBub25jZQ==") "HTTP2-Settings: AAMAAABk\r\n",
		TO("websocket", "8") KEY("dGhlIHNhbXBsZSBub25jZQ=="),
		TO("websocket", "133") KEY("dGhlIHNhbXBsZSBub25jZQ=="),
		TO("websocket", "13"),
		TO("websocket", "13") KEY("dGhlIHNhbXBsZQ=="),
		TO("websocket", "13") KEY("dGhlIHNhbXBsZSBub25jZQ==dGhlIHNhbXBsZSBub25jZQ=="),
		TO("websocket", "13")
			KEY("dGhlIHNhbXBsZSBub25jZQ==") "Sec-WebSocket-Protocol: chat\r\n",
	};
	for (size_t i = 0; i < 2 * AC_COUNT(upgrades); i++) {
		char request[1024];
		int fd = socket_connect(0);
		snprintf(request, sizeof(request), "GET /%s HTTP/1.1\r\n" HOST "%s\r\n",
			 i % 2 == 0 ? "live" : "healthz", upgrades[i / 2]);
		socket_say(fd, request);
		socket_check_error(socket_read(fd, NULL), 400);
		close(fd);
	}
	assert_int_equal(socket_stats().clients, 0);
}

/* Both ends of a connection are open in this process: it shows when the server has let go. */
static size_t count_open(void)
{
	size_t count = 0;
	DIR *folder_of_files = opendir("/proc/self/fd");
	assert_non_null(folder_of_files);
	while (readdir(folder_of_files) != NULL)
		count++;
	closedir(folder_of_files);
	return count;
}

static int ask_for_a_place(void)
{
	int fd = socket_connect(0);
	socket_say(fd, "GET /api/v1/performance HTTP/1.1\r\n" HOST "\r\n");
	return fd;
}

/* More than wait in the worker's queue are told to come again. */
static bool has_place(int fd)
{
	const char *answer = socket_read(fd, "}");
	return socket_status(answer) == 200 ||
	       (socket_status(answer) == 503 && strcasestr(answer, "retry-after: 1\r\n") != NULL);
}

static bool is_turned_away(void)
{
	int fd = ask_for_a_place();
	bool is_refused = socket_read(fd, "}")[0] == '\0';
	close(fd);
	return is_refused;
}

/* True where all places are given and one more is not, nor a second for one that came free. */
static bool fill_places(void)
{
	int fds[SERVER_CONNECTIONS_MAX];
	int count = 0;
	for (size_t i = 0; i < SERVER_CONNECTIONS_MAX; i++)
		fds[i] = ask_for_a_place();
	for (size_t i = 0; i < SERVER_CONNECTIONS_MAX; i++)
		count += has_place(fds[i]);
	bool is_bounded = is_turned_away();
	size_t full = count_open();
	close(fds[0]);
	WAIT_UNTIL(count_open() <= full - 2);
	fds[0] = ask_for_a_place();
	count += has_place(fds[0]);
	is_bounded = is_turned_away() && is_bounded;
	for (size_t i = 0; i < SERVER_CONNECTIONS_MAX; i++)
		close(fds[i]);
	return count == SERVER_CONNECTIONS_MAX + 1 && is_bounded;
}

/* Idle connections are let go in time: on a machine that stands still for so long, the one that is
 * too many finds a place, and it is tried again. */
static void test_places_are_bounded_and_come_back(void **state)
{
	(void)state;
	size_t before = count_open();
	for (int full = 0, tries = 0; full < 3; tries++) {
		assert_true(tries < 10);
		full += fill_places();
		WAIT_UNTIL(count_open() == before);
		/* Whoever is refused, at whatever point, gives back no more than they took. */
		for (int i = 0; i < 20; i++) {
			(void)socket_ask("GET /healthz", "Host: evil.example\r\n");
			(void)socket_ask("GET /other", HOST "Connection: Upgrade\r\n" UPGRADE);
			(void)socket_ask("CONNECT /", HOST);
			(void)socket_ask("BREW /", HOST);
			close(socket_browse(0));
		}
		WAIT_UNTIL(count_open() == before);
	}
}

/* Says this much and leaves at once, with or without a word. */
static void ask_and_leave(const char *request, bool is_abrupt)
{
	const struct linger at_once = { .l_onoff = 1, .l_linger = 0 };
	int fd = socket_connect(0);
	uint64_t before = socket_stats().requests;
	socket_say(fd, request);
	WAIT_UNTIL(socket_stats().requests > before);
	if (is_abrupt)
		setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
	close(fd);
}

static int64_t cpu_ns(void)
{
	struct timespec time;
	clockid_t clock;
	assert_int_equal(pthread_getcpuclockid(socket_dashboard->thread, &clock), 0);
	assert_int_equal(clock_gettime(clock, &time), 0);
	return (int64_t)time.tv_sec * AC_NS_PER_SEC + time.tv_nsec;
}

/* Whoever asked has gone, or asks on, before the answer comes: who looks for them then, the
 * memory's guard sees, and the thread sleeps until then. */
static void test_question_that_takes_long_delays_nobody_and_is_forgotten(void **state)
{
	(void)state;
	static const char question[] = "GET /api/v1/status HTTP/1.1\r\n" HOST "\r\n";
	const struct timespec longer = { 11, 0 }; /* than anybody idle is kept */
	size_t before = count_open();
	int waiting[60], answered = 0, refused = 0;
	atomic_store(&is_held, true);
	for (int i = 0; i < 10; i++)
		ask_and_leave(question, i % 2 == 0);
	uint64_t asked = socket_stats().requests;
	for (size_t i = 0; i < AC_COUNT(waiting); i++) {
		waiting[i] = socket_connect(0);
		socket_say(waiting[i], question);
	}
	WAIT_UNTIL(socket_stats().requests == asked + AC_COUNT(waiting));
	for (size_t i = 0; i < AC_COUNT(waiting); i += 2)
		socket_say(waiting[i], question);
	json_decref(socket_body(socket_ask("GET /api/v1/risk", HOST), 503));
	assert_int_equal(socket_status(socket_ask("GET /", HOST)), 200);
	int browser = socket_browse(0);
	(void)socket_read(browser, "\"type\":\"status\"");
	close(browser);
	int64_t cpu = cpu_ns();
	nanosleep(&longer, NULL);
	assert_true(cpu_ns() - cpu < 5 * AC_NS_PER_SEC);
	atomic_store(&is_held, false);
	for (size_t i = 0; i < AC_COUNT(waiting); i++) {
		int status = socket_status(socket_read(waiting[i], "}"));
		answered += status == 200;
		refused += status == 503;
		close(waiting[i]);
	}
	assert_int_equal(answered, 32 - 10);
	assert_int_equal(answered + refused, AC_COUNT(waiting));
	WAIT_UNTIL(count_open() == before);
}

static const struct {
	const char *request; /* said again and again, or once */
	const char *drop;    /* what follows, drop by drop */
	bool is_repeated;
} idlers[] = {
	{ "GET / HTTP/1.1\r\n" HOST "X-Drop: ", "x", false },
	{ "GET /healthz HTTP/1.1\r\n" HOST "\r\n", NULL, false },
	{ "POST / HTTP/1.1\r\n" HOST "Content-Length: 1000000\r\n\r\n", "x", false },
	{ "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n", "1", false },
	{ "POST / HTTP/1.1\r\n" HOST "\r\n", "x", false },
	{ "GET /healthz HTTP/1.1\r\n" HOST "Content-Length: 1000000\r\n\r\n", "x", false },
	{ "CONNECT / HTTP/1.1\r\n" HOST "\r\n", "x", false },
	{ "GET /healthz HTTP/1.1\r\n" HOST "Connection: Upgrade\r\nUpgrade: h2c\r\n\r\n", "x",
	  false },
	/* These read nothing of what they ask for. */
	{ "GET / HTTP/1.1\r\n" HOST "\r\n", NULL, true },
	{ "GET /healthz HTTP/1.1\r\n" HOST "\r\n", NULL, true },
	{ "HEAD /healthz HTTP/1.1\r\n" HOST "\r\n", NULL, true },
	{ "GET /api/v1/openapi.json HTTP/1.1\r\n" HOST "\r\n", NULL, true },
};

/* `rest`: what of a repeated request did not fit the last time. */
static void push_on(size_t index, int fd, size_t *rest)
{
	const char *request = idlers[index].request;
	if (idlers[index].drop != NULL)
		(void)send(fd, idlers[index].drop, 1, MSG_NOSIGNAL | MSG_DONTWAIT);
	for (int i = 0; i < 1000 && idlers[index].is_repeated; i++) {
		ssize_t sent = send(fd, request + *rest, strlen(request) - *rest,
				    MSG_NOSIGNAL | MSG_DONTWAIT);
		if (sent < 0)
			return;
		*rest = (*rest + (size_t)sent) % strlen(request);
	}
}

static void test_nobody_keeps_a_place_who_neither_asks_nor_reads(void **state)
{
	(void)state;
	int fds[AC_COUNT(idlers)];
	size_t rests[AC_COUNT(idlers)] = { 0 };
	int healthy = socket_browse(0);
	(void)socket_read(healthy, "\"type\":\"status\"");
	size_t before = count_open();
	for (size_t i = 0; i < AC_COUNT(idlers); i++)
		fds[i] = socket_connect(2048);
	WAIT_UNTIL(count_open() == before + 2 * AC_COUNT(idlers));
	for (size_t i = 0; i < AC_COUNT(idlers); i++)
		socket_say(fds[i], idlers[i].request);
	ac_ns end = ac_steady_ns(&ac_machine_clock) + SOCKET_PATIENCE_MS * AC_NS_PER_MS;
	int64_t equity = 1;
	while (count_open() > before + AC_COUNT(idlers) && ac_steady_ns(&ac_machine_clock) < end) {
		char mark[48];
		for (size_t i = 0; i < AC_COUNT(idlers); i++)
			push_on(i, fds[i], &rests[i]);
		socket_show(++equity);
		snprintf(mark, sizeof(mark), "\"equity\":\"%" PRId64 "\"", equity);
		(void)socket_read(healthy, mark);
	}
	assert_int_equal(count_open(), before + AC_COUNT(idlers));
	for (size_t i = 0; i < AC_COUNT(idlers); i++)
		close(fds[i]);
	close(healthy);
}

static int release_teardown(void **state)
{
	atomic_store(&is_held, false);
	return socket_teardown(state);
}

#define OVER(test) cmocka_unit_test_setup_teardown(test, socket_setup, release_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		OVER(test_page_comes_packed_guarded_and_once),
		OVER(test_questions_in_one_breath_are_answered_in_their_order),
		OVER(test_requests_with_a_body_are_answered_once_and_change_nothing),
		OVER(test_no_other_protocol_is_spoken),
		OVER(test_question_that_takes_long_delays_nobody_and_is_forgotten),
		OVER(test_places_are_bounded_and_come_back),
		OVER(test_nobody_keeps_a_place_who_neither_asks_nor_reads),
	};
	return cmocka_run_group_tests_name("dashboard server", tests, folder_make, folder_remove);
}
