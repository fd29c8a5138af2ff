#include "control/client.h"

#include <errno.h>
#include <jansson.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "sys/clock.h"
#include "sys/error.h"
#include "sys/json.h"
#include "sys/loop.h"

#define LINE_MAX_SIZE ((size_t)4 << 20) /* a state has at most half of it */

struct ac_control_client {
	int fd;
	char *in; /* LINE_MAX_SIZE */
	size_t begin, end;
};

enum ac_status ac_control_client_open(const char *path, struct ac_control_client **ret_client,
				      struct ac_error *error)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	if (strlen(path) >= sizeof(address.sun_path)) {
		ac_error_set(error,
			     "the path of the control socket is too long (%zu bytes, at most 107): "
			     "start the trader in a folder with a shorter name: %s",
			     strlen(path), path);
		return AC_ERR_RANGE;
	}
	memcpy(address.sun_path, path, strlen(path) + 1);
	struct ac_control_client *client = calloc(1, sizeof(*client));
	char *in = malloc(LINE_MAX_SIZE);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	/* A trader that hangs may not hang whoever looks after it. */
	const struct timeval patience = { .tv_sec = AC_CONTROL_ANSWER_MS / 1000 };
	if (client == NULL || in == NULL || fd < 0 ||
	    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience)) != 0) {
		ac_error_set(error, "out of memory or descriptors");
	} else if (connect(fd, (const struct sockaddr *)&address, sizeof(address)) == 0) {
		*client = (struct ac_control_client){ .fd = fd, .in = in };
		*ret_client = client;
		return AC_OK;
	} else if (errno == ENOENT || errno == ECONNREFUSED) {
		ac_error_set(error, "no trader runs in this folder (%s: %s)", path,
			     errno == ENOENT ? "not there" : "nobody answers");
	} else if (errno == EACCES) {
		ac_error_set(error,
			     "%s: the trader is another user's; only its owner may speak with it",
			     path);
	} else if (errno == EAGAIN) {
		ac_error_set(
			error,
			"the trader does not answer at all; stops stay on the exchange, look at "
			"status/heartbeat.json and end it if it hangs");
	} else {
		ac_error_set(error, "%s: %m", path);
	}
	if (fd >= 0)
		close(fd);
	free(in);
	free(client);
	return AC_ERR_NOT_FOUND;
}

void ac_control_client_close(struct ac_control_client *client)
{
	if (client == NULL)
		return;
	close(client->fd);
	free(client->in);
	free(client);
}

int ac_control_client_fd(const struct ac_control_client *client)
{
	return client->fd;
}

static bool take_line(struct ac_control_client *client, struct ac_str *ret)
{
	char *start = client->in + client->begin;
	char *end = memchr(start, '\n', client->end - client->begin);
	if (end == NULL) {
		memmove(client->in, start, client->end - client->begin);
		client->end -= client->begin;
		client->begin = 0;
		return false;
	}
	*ret = (struct ac_str){ start, (size_t)(end - start) };
	client->begin += ret->size + 1;
	return true;
}

/* A whole line, waiting at most until `until` (steady; 0: not at all; INT64_MAX: without end, and
 * then a signal ends the wait, AC_ERR_IO with EINTR). AC_ERR_TIMEOUT, AC_END: the trader has
 * gone. */
static enum ac_status read_line(struct ac_control_client *client, ac_ns until, struct ac_str *ret)
{
	while (!take_line(client, ret)) {
		if (client->end == LINE_MAX_SIZE)
			return AC_ERR_RANGE;
		struct pollfd wait = { client->fd, POLLIN, 0 };
		ac_ns left = until == INT64_MAX ? 0 : until - ac_steady_ns(&ac_machine_clock);
		int wait_ms = until == INT64_MAX ? -1
			      : left > 0         ? (int)(left / AC_NS_PER_MS) + 1
						 : 0;
		int found = poll(&wait, 1, wait_ms);
		if (found < 0 && (errno != EINTR || until == INT64_MAX))
			return AC_ERR_IO;
		if (found <= 0 && wait_ms == 0)
			return AC_ERR_TIMEOUT;
		if (found <= 0)
			continue;
		ssize_t size =
			recv(client->fd, client->in + client->end, LINE_MAX_SIZE - client->end, 0);
		if (size == 0 || (size < 0 && errno == ECONNRESET))
			return AC_END;
		if (size < 0)
			return AC_ERR_IO;
		client->end += (size_t)size;
	}
	return AC_OK;
}

static enum ac_status send_line(struct ac_control_client *client, const char *command,
				const struct ac_control_request *request, const char *pattern)
{
	char line[1024];
	struct ac_json json;
	ac_json_init(&json, line, sizeof(line) - 1);
	ac_json_open(&json, NULL, '{');
	ac_json_text(&json, "command", ac_str_from(command));
	if (request != NULL && request->symbol[0] != '\0')
		ac_json_text(&json, "symbol", ac_str_from(request->symbol));
	if (request != NULL && request->guard[0] != '\0')
		ac_json_text(&json, "guard", ac_str_from(request->guard));
	if (request != NULL && request->text[0] != '\0')
		ac_json_text(&json, "apply", ac_str_from(request->text));
	if (pattern != NULL)
		ac_json_text(&json, "pattern", ac_str_from(pattern));
	ac_json_close(&json, '}');
	if (json.is_full)
		return AC_ERR_RANGE;
	line[json.size++] = '\n';
	for (size_t sent = 0; sent < json.size;) {
		ssize_t size = send(client->fd, line + sent, json.size - sent, MSG_NOSIGNAL);
		if (size < 0 && errno == EINTR)
			continue;
		if (size < 0)
			return errno == EPIPE ? AC_END : AC_ERR_IO;
		sent += (size_t)size;
	}
	return AC_OK;
}

static enum ac_status ask(struct ac_control_client *client, const char *command,
			  const struct ac_control_request *request, const char *pattern,
			  struct ac_str *ret_line, struct ac_error *error)
{
	ac_ns until =
		ac_steady_ns(&ac_machine_clock) + (AC_CONTROL_ANSWER_MS + 1000) * AC_NS_PER_MS;
	enum ac_status status = send_line(client, command, request, pattern);
	/* Whoever is turned away finds the reason where the answer would be. */
	if (status == AC_OK || status == AC_END)
		status = read_line(client, until, ret_line);
	if (status == AC_ERR_TIMEOUT)
		ac_error_set(
			error,
			"the trader did not answer in time; what was asked may still be done, look "
			"with `autocoin status` before it is asked again");
	else if (status != AC_OK)
		ac_error_set(
			error,
			"the trader has gone; what was asked may or may not have been done. Stops "
			"stay on the exchange; `autocoin status` says when it was last seen");
	return status == AC_END ? AC_ERR_IO : status;
}

/* Reads an answer. The help is one more line of its text. */
static bool read_answer(struct ac_str line, struct ac_control_answer *ret_answer)
{
	json_t *object = json_loadb(line.data, line.size, JSON_REJECT_DUPLICATES, NULL);
	const char *text = json_string_value(json_object_get(object, "text"));
	const char *help = json_string_value(json_object_get(object, "help"));
	const char *checksum = json_string_value(json_object_get(object, "checksum"));
	bool is_read = text != NULL && json_is_boolean(json_object_get(object, "ok"));
	if (is_read) {
		ret_answer->is_done = json_is_true(json_object_get(object, "ok"));
		snprintf(ret_answer->text, sizeof(ret_answer->text), "%s%s%s", text,
			 help == NULL ? "" : "\n", help == NULL ? "" : help);
		snprintf(ret_answer->checksum, sizeof(ret_answer->checksum), "%s",
			 checksum == NULL ? "" : checksum);
	}
	json_decref(object);
	return is_read;
}

static enum ac_status ask_and_read(struct ac_control_client *client, const char *command,
				   const struct ac_control_request *request, const char *pattern,
				   struct ac_control_answer *ret_answer, struct ac_error *error)
{
	struct ac_str line;
	enum ac_status status = ask(client, command, request, pattern, &line, error);
	if (status != AC_OK || read_answer(line, ret_answer))
		return status;
	ac_error_set(error,
		     "the trader answered something that cannot be read; is it another version?");
	return AC_ERR_PARSE;
}

enum ac_status ac_control_client_ask(struct ac_control_client *client,
				     const struct ac_control_request *request,
				     struct ac_control_answer *ret_answer, struct ac_error *error)
{
	ret_answer->id = request->id;
	return ask_and_read(client, ac_control_verb_text(request->verb), request, NULL, ret_answer,
			    error);
}

enum ac_status ac_control_client_status(struct ac_control_client *client, struct ac_str *ret_json,
					struct ac_error *error)
{
	return ask(client, "status", NULL, NULL, ret_json, error);
}

enum ac_status ac_control_client_status_begin(struct ac_control_client *client)
{
	return send_line(client, "status", NULL, NULL);
}

enum ac_status ac_control_client_tail(struct ac_control_client *client, const char *pattern,
				      struct ac_error *error)
{
	struct ac_control_answer answer;
	enum ac_status status = ask_and_read(client, "tail", NULL, pattern, &answer, error);
	if (status == AC_OK && !answer.is_done) {
		ac_error_set(error, "%s", answer.text);
		return AC_ERR_RANGE;
	}
	return status;
}

enum ac_status ac_control_client_next(struct ac_control_client *client, struct ac_str *ret_json)
{
	return read_line(client, INT64_MAX, ret_json);
}

enum ac_status ac_control_client_try_next(struct ac_control_client *client, struct ac_str *ret_json)
{
	return read_line(client, 0, ret_json);
}
