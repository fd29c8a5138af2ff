/* rig.h - a control server in a folder of its own, a stand-in for the engine's thread, and callers
 * who write bytes to its socket. Nothing here depends on being fast: waits end when what is waited
 * for has come, or after a minute. */
#ifndef AC_TESTS_CONTROL_RIG_H
#define AC_TESTS_CONTROL_RIG_H

#include "folder.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>

#include <jansson.h>

#include "control/client.h"
#include "sys/loop.h"

#define RIG_PATIENCE_MS 60000
#define RIG_LINE_MAX    ((size_t)4 << 20)

static struct ac_instrument rig_instruments[] = { { .symbol = "BTCUSDT" },
						  { .symbol = "ETHUSDT" } };
static const struct ac_instruments rig_list = { rig_instruments, 2, 2 };
static const struct ac_book rig_books[] = { { "vwap_reversion", 0 }, { "vwap_reversion", 1 } };
static const struct ac_view_names rig_names = { &rig_list, rig_books, 2 };
static struct ac_view_box *rig_box;
static struct ac_control_server *rig_server;
static pthread_t rig_engine;
static _Atomic bool rig_is_ending, rig_is_silent, rig_is_holding;
static _Atomic uint32_t rig_taken, rig_woken;
/* The newest request; read it after its answer came. */
static struct ac_control_request rig_request;

/* Answers with the command's own words, so that nobody can get another's answer unnoticed. */
static inline void rig_answer(const struct ac_control_request *request)
{
	static struct ac_control_answer answer;
	answer = (struct ac_control_answer){ .id = request->id, .is_done = true };
	snprintf(answer.text, sizeof(answer.text), "%s %s %s %s",
		 ac_control_verb_text(request->verb), request->symbol, request->guard,
		 request->text);
	if (request->verb == AC_VERB_RELOAD_SHOW)
		snprintf(answer.checksum, sizeof(answer.checksum), "c0ffee");
	if (strcmp(request->guard, "refuse") == 0) {
		answer.is_done = false;
		/* As long as an answer may be, of what JSON has to escape. */
		memset(answer.text, '\x1b', sizeof(answer.text) - 1);
	}
	ac_control_answer(rig_server, &answer);
}

/* Silent: takes nothing. Holding: takes, and answers once it holds no more. */
static inline void *rig_engine_run(void *self)
{
	static struct ac_control_request held[64];
	size_t count = 0;
	(void)self;
	while (!atomic_load(&rig_is_ending)) {
		struct ac_control_request request;
		if (!atomic_load(&rig_is_holding)) {
			for (size_t i = 0; i < count; i++)
				rig_answer(&held[i]);
			count = 0;
		}
		if (!atomic_load(&rig_is_silent) && ac_control_take(rig_server, &request)) {
			rig_request = request;
			atomic_fetch_add(&rig_taken, 1);
			if (atomic_load(&rig_is_holding) && count < AC_COUNT(held))
				held[count++] = request;
			else
				rig_answer(&request);
		} else {
			nanosleep(&(struct timespec){ .tv_nsec = 200000 }, NULL);
		}
	}
	return NULL;
}

static inline void rig_wake(void *self)
{
	(void)self;
	atomic_fetch_add(&rig_woken, 1);
}

static inline const char *rig_path(void)
{
	return folder_path("control.sock");
}

static inline enum ac_status rig_create(const char *path, struct ac_control_server **ret_server)
{
	const struct ac_control_server_config config = { path, &rig_names, rig_box, rig_wake,
							 NULL };
	return ac_control_server_create(&config, ret_server);
}

static inline void rig_show_view(const char *mode)
{
	struct ac_view *view = ac_view_box_next(rig_box);
	view->wall_ms = 1767225600000;
	view->symbol_count = 2;
	view->state = AC_VIEW_RUNNING;
	snprintf(view->run.mode, sizeof(view->run.mode), "%s", mode);
	assert_true(ac_view_box_show(rig_box));
}

static inline int rig_setup(void **state)
{
	(void)state;
	atomic_store(&rig_is_ending, false);
	atomic_store(&rig_is_silent, false);
	atomic_store(&rig_is_holding, false);
	if (ac_view_box_create(&rig_box) != AC_OK || rig_create(rig_path(), &rig_server) != AC_OK)
		return 1;
	return pthread_create(&rig_engine, NULL, rig_engine_run, NULL);
}

static inline int rig_teardown(void **state)
{
	(void)state;
	atomic_store(&rig_is_ending, true);
	pthread_join(rig_engine, NULL);
	ac_control_server_destroy(rig_server);
	ac_view_box_destroy(rig_box);
	rig_server = NULL;
	rig_box = NULL;
	return 0;
}

/* -1 with errno where nobody answers. */
static inline int rig_connect(void)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	snprintf(address.sun_path, sizeof(address.sun_path), "%s", rig_path());
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_true(fd >= 0);
	if (connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0)
		return fd;
	int error = errno;
	close(fd);
	errno = error;
	return -1;
}

static inline void rig_send(int fd, const char *text, size_t size)
{
	assert_int_equal(send(fd, text, size, MSG_NOSIGNAL), size);
}

/* The next line without its end, byte by byte; NULL where the server has closed. */
static inline const char *rig_line(int fd)
{
	static char *line;
	if (line == NULL)
		line = malloc(RIG_LINE_MAX);
	for (size_t size = 0; size < RIG_LINE_MAX; size++) {
		struct pollfd wait = { fd, POLLIN, 0 };
		if (poll(&wait, 1, RIG_PATIENCE_MS) != 1)
			fail_msg("nothing came in a minute");
		if (recv(fd, line + size, 1, 0) != 1)
			return NULL;
		if (line[size] == '\n') {
			line[size] = '\0';
			return line;
		}
	}
	fail_msg("a line without end");
	return NULL;
}

/* The next line as JSON, which it must be. */
static inline json_t *rig_json(int fd)
{
	const char *line = rig_line(fd);
	assert_non_null(line);
	json_t *json = json_loads(line, JSON_REJECT_DUPLICATES, NULL);
	if (json == NULL)
		fail_msg("no JSON: %s", line);
	return json;
}

/* Sends a line on a connection of its own and holds what comes back against `is_ok` and a part of
 * the text or help. */
static inline void rig_expect(const char *command, bool is_ok, const char *part)
{
	int fd = rig_connect();
	assert_true(fd >= 0);
	rig_send(fd, command, strlen(command));
	rig_send(fd, "\n", 1);
	json_t *json = rig_json(fd);
	const char *text = json_string_value(json_object_get(json, "text"));
	const char *help = json_string_value(json_object_get(json, "help"));
	assert_non_null(text);
	if (json_is_true(json_object_get(json, "ok")) != is_ok ||
	    (strstr(text, part) == NULL && (help == NULL || strstr(help, part) == NULL)))
		fail_msg("%s: %s / %s", command, text, help == NULL ? "" : help);
	json_decref(json);
	close(fd);
}

static inline void rig_push_signal(uint64_t seq, uint16_t symbol)
{
	struct ac_event fact;
	memset(&fact, 0, sizeof(fact));
	fact.kind = AC_EVENT_SIGNAL;
	fact.seq = seq;
	fact.symbol = symbol;
	fact.book = symbol;
	fact.time_ns = AC_NS_PER_SEC * (ac_ns)seq;
	fact.signal.action = AC_ACTION_ENTER_LONG;
	fact.signal.direction = 1;
	/* The reader may be slow: this is about what it sends, not about its ring. */
	while (!ac_fact_ring_push(ac_control_facts(rig_server), &fact))
		nanosleep(&(struct timespec){ .tv_nsec = 100000 }, NULL);
}

#endif
