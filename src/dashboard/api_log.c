/* The newest lines of the log, read from the end of its file. Secrets were masked when the lines
 * were written; nothing here reads settings. */
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/calendar.h"
#include "dashboard/api_state.h"

#define TAIL_SIZE 262144 /* bytes looked at */

/* The whole lines at the end of the file: the first one may have been cut and is left out. */
static struct ac_str read_tail(const char *path, char *buffer)
{
	struct ac_str tail = { buffer, 0 };
	int file = open(path, O_RDONLY | O_CLOEXEC);
	if (file < 0)
		return tail;
	off_t end = lseek(file, 0, SEEK_END);
	off_t start = end > TAIL_SIZE ? end - TAIL_SIZE : 0;
	while (end > 0 && tail.size < TAIL_SIZE) {
		ssize_t size = pread(file, buffer + tail.size, TAIL_SIZE - tail.size,
				     start + (off_t)tail.size);
		if (size <= 0)
			break;
		tail.size += (size_t)size;
	}
	close(file);
	const char *first = start == 0 ? NULL : memchr(tail.data, '\n', tail.size);
	if (first != NULL) {
		tail.size -= (size_t)(first + 1 - tail.data);
		tail.data = first + 1;
	}
	return tail;
}

static void write_field(struct ac_json *json, const char *key, const json_t *value)
{
	if (json_is_string(value))
		ac_json_text(
			json, key,
			(struct ac_str){ json_string_value(value), json_string_length(value) });
	else if (json_is_integer(value))
		ac_json_int(json, key, json_integer_value(value));
	else if (json_is_real(value))
		api_json_real(json, key, json_real_value(value));
	else if (json_is_boolean(value))
		ac_json_bool(json, key, json_is_true(value));
	else
		ac_json_null(json, key);
}

static void write_line(struct ac_json *json, const void *subject)
{
	static const char *const own[] = { "ts", "level", "event", "msg" };
	json_t *line = (json_t *)(uintptr_t)subject; /* jansson walks without const */
	const char *texts[AC_COUNT(own)];
	for (size_t i = 0; i < AC_COUNT(own); i++) {
		texts[i] = json_string_value(json_object_get(line, own[i]));
		if (texts[i] == NULL)
			texts[i] = "";
	}
	ac_json_open(json, NULL, '{');
	ac_ms time_ms;
	if (ac_calendar_parse(ac_str_from(texts[0]), &time_ms) == AC_OK)
		ac_json_int(json, "time", time_ms);
	else
		ac_json_null(json, "time");
	ac_json_text(json, "level", ac_str_from(texts[1]));
	ac_json_text(json, "event", ac_str_from(texts[2]));
	ac_json_text(json, "message", ac_str_from(texts[3]));
	ac_json_open(json, "fields", '{');
	const char *key;
	json_t *value;
	json_object_foreach(line, key, value)
	{
		bool is_own = false;
		for (size_t i = 0; i < AC_COUNT(own); i++)
			is_own = is_own || strcmp(own[i], key) == 0;
		if (!is_own)
			write_field(json, key, value);
	}
	ac_json_close(json, '}');
	ac_json_close(json, '}');
}

/* From the last line to the first; what is no object of JSON is passed over. */
static void add_lines(struct api_reply *reply, struct ac_str tail, int64_t limit)
{
	while (tail.size > 0 && limit > 0 && !reply->is_lost) {
		tail.size -= tail.data[tail.size - 1] == '\n';
		const char *before = memrchr(tail.data, '\n', tail.size);
		size_t start = before == NULL ? 0 : (size_t)(before + 1 - tail.data);
		json_t *line = json_loadb(tail.data + start, tail.size - start,
					  JSON_REJECT_DUPLICATES, NULL);
		if (json_is_object(line)) {
			api_reply_add(reply, write_line, line);
			limit--;
		}
		json_decref(line);
		tail.size = start;
	}
}

void api_log(struct ac_api *api, const struct api_query *query, struct api_reply *reply)
{
	char path[AC_PATH_SIZE];
	char *buffer = malloc(TAIL_SIZE);
	if (buffer == NULL) {
		reply->is_lost = true;
		return;
	}
	api_reply_begin(reply, api);
	api_reply_list_begin(reply, "lines");
	if (api->config.log_folder != NULL) {
		snprintf(path, sizeof(path), "%s/autocoin.jsonl", api->config.log_folder);
		add_lines(reply, read_tail(path, buffer), query->value[API_LIMIT]);
	}
	api_reply_list_end(reply);
	api_reply_end(reply);
	free(buffer);
}
