#include "control/client.h"

#include <errno.h>
#include <jansson.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "io/json.h"
#include "io/loop.h"

#define LINE_MAX_SIZE ((size_t)2 << 20)

struct ac_control_client {
	int fd;
	char *in; /* LINE_MAX_SIZE */
	size_t begin, end;
};

enum ac_status ac_control_client_open(const char *path, struct ac_control_client **ret_client,
				      char *error, size_t error_size)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	if (strlen(path) >= sizeof(address.sun_path)) {
		snprintf(error, error_size, "%s: the path is too long for a socket", path);
		return AC_ERR_RANGE;
	}
	memcpy(address.sun_path, path, strlen(path) + 1);
	struct ac_control_client *client = calloc(1, sizeof(*client));
	char *in = malloc(LINE_MAX_SIZE);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (client == NULL || in == NULL || fd < 0) {
		snprintf(error, error_size, "out of memory");
	} else if (connect(fd, (const struct sockaddr *)&address, sizeof(address)) == 0) {
		*client = (struct ac_control_client){ .fd = fd, .in = in };
		*ret_client = client;
		return AC_OK;
	} else if (errno == ENOENT || errno == ECONNREFUSED) {
		snprintf(error, error_size, "no trader runs in this folder (%s: %s)", path,
			 errno == ENOENT ? "not there" : "nobody answers");
	} else if (errno == EACCES) {
		snprintf(error, error_size,
			 "%s: the trader is another user's; only its owner may speak with it",
			 path);
	} else {
		snprintf(error, error_size, "%s: %m", path);
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

/* A whole line, waiting at most until `until` (steady; INT64_MAX: without end). */
static enum ac_status read_line(struct ac_control_client *client, ac_ns until, struct ac_str *ret)
{
	for (;;) {
		char *start = client->in + client->begin;
		char *end = memchr(start, '\n', client->end - client->begin);
		if (end != NULL) {
			*ret = (struct ac_str){ start, (size_t)(end - start) };
			client->begin += ret->size + 1;
			return AC_OK;
		}
		memmove(client->in, start, client->end - client->begin);
		client->end -= client->begin;
		client->begin = 0;
		if (client->end == LINE_MAX_SIZE)
			return AC_ERR_RANGE;
		struct pollfd wait = { client->fd, POLLIN, 0 };
		ac_ns left = until == INT64_MAX ? -1 : until - ac_loop_steady_ns();
		if (until != INT64_MAX && left <= 0)
			return AC_ERR_NOT_FOUND;
		int found = poll(&wait, 1, left < 0 ? -1 : (int)(left / AC_NS_PER_MS) + 1);
		if (found < 0)
			return AC_ERR_IO;
		if (found == 0)
			continue;
		ssize_t size =
			recv(client->fd, client->in + client->end, LINE_MAX_SIZE - client->end, 0);
		if (size <= 0)
			return size == 0 ? AC_END : AC_ERR_IO;
		client->end += (size_t)size;
	}
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
		if (size < 0)
			return AC_ERR_IO;
		sent += (size_t)size;
	}
	return AC_OK;
}

static enum ac_status ask(struct ac_control_client *client, const char *command,
			  const struct ac_control_request *request, struct ac_str *ret_line,
			  char *error, size_t error_size)
{
	ac_ns until = ac_loop_steady_ns() + (AC_CONTROL_ANSWER_MS + 1000) * AC_NS_PER_MS;
	enum ac_status status = send_line(client, command, request, NULL);
	if (status == AC_OK)
		status = read_line(client, until, ret_line);
	if (status == AC_OK)
		return AC_OK;
	snprintf(
		error, error_size, "%s",
		status == AC_ERR_NOT_FOUND
			? "the trader did not answer in time; it may still be done, look with "
			  "`autocoin status`"
			: "the trader has gone; what was asked may or may not have been done, look "
			  "with `autocoin status`");
	return status == AC_END ? AC_ERR_IO : status;
}

enum ac_status ac_control_client_ask(struct ac_control_client *client,
				     const struct ac_control_request *request,
				     struct ac_control_answer *ret_answer, char *error,
				     size_t error_size)
{
	struct ac_str line;
	enum ac_status status =
		ask(client, ac_control_verb_text(request->verb), request, &line, error, error_size);
	if (status != AC_OK)
		return status;
	json_t *object = json_loadb(line.data, line.size, JSON_REJECT_DUPLICATES, NULL);
	const char *text = json_string_value(json_object_get(object, "text"));
	const char *checksum = json_string_value(json_object_get(object, "checksum"));
	if (text == NULL) {
		snprintf(error, error_size, "the trader answered something that cannot be read");
		json_decref(object);
		return AC_ERR_PARSE;
	}
	*ret_answer = (struct ac_control_answer){
		.id = request->id,
		.is_done = json_is_true(json_object_get(object, "ok")),
	};
	snprintf(ret_answer->text, sizeof(ret_answer->text), "%s", text);
	snprintf(ret_answer->checksum, sizeof(ret_answer->checksum), "%s",
		 checksum == NULL ? "" : checksum);
	json_decref(object);
	return AC_OK;
}

enum ac_status ac_control_client_status(struct ac_control_client *client, struct ac_str *ret_json,
					char *error, size_t error_size)
{
	return ask(client, "status", NULL, ret_json, error, error_size);
}

enum ac_status ac_control_client_tail(struct ac_control_client *client, const char *pattern,
				      char *error, size_t error_size)
{
	enum ac_status status = send_line(client, "tail", NULL, pattern);
	if (status != AC_OK)
		snprintf(error, error_size, "the trader has gone");
	return status;
}

enum ac_status ac_control_client_next(struct ac_control_client *client, struct ac_str *ret_json)
{
	return read_line(client, INT64_MAX, ret_json);
}
