#include "simulator/serve/recorder.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "simulator/serve/bytes.h"
#include "sys/clock.h"
#include "sys/loop.h"
#include "sys/whole_file.h"

struct simulator_recorder {
	FILE *requests, *frames;
	const struct ac_clock *clock;
	struct simulator_bytes line, masked;
};

static FILE *open_file(const char *folder, const char *name)
{
	char path[4096];
	if (snprintf(path, sizeof(path), "%s/%s", folder, name) >= (int)sizeof(path)) {
		errno = ENAMETOOLONG;
		return NULL;
	}
	if (ac_file_folders_make(path) != AC_OK)
		return NULL;
	return fopen(path, "ae");
}

enum ac_status simulator_recorder_create(const char *folder, const struct ac_clock *clock,
					 struct simulator_recorder **ret_recorder)
{
	struct simulator_recorder *recorder = calloc(1, sizeof(*recorder));
	if (recorder == NULL)
		return AC_ERR_NOMEM;
	recorder->clock = clock;
	recorder->requests = open_file(folder, "requests.jsonl");
	recorder->frames = recorder->requests != NULL ? open_file(folder, "frames.jsonl") : NULL;
	if (recorder->frames == NULL) {
		int kept = errno;
		simulator_recorder_destroy(recorder);
		errno = kept;
		return AC_ERR_IO;
	}
	*ret_recorder = recorder;
	return AC_OK;
}

void simulator_recorder_destroy(struct simulator_recorder *recorder)
{
	if (recorder == NULL)
		return;
	if (recorder->requests != NULL)
		(void)fclose(recorder->requests);
	if (recorder->frames != NULL)
		(void)fclose(recorder->frames);
	simulator_bytes_deinit(&recorder->line);
	simulator_bytes_deinit(&recorder->masked);
	free(recorder);
}

/* Copies `text` with the value behind each `mark` replaced by ***, up to one of `ends`. */
static struct ac_str mask(struct simulator_bytes *to, struct ac_str text, const char *const *marks,
			  size_t mark_count, const char *ends)
{
	to->start = to->end = 0;
	if (simulator_bytes_reserve(to, text.size + 1) == NULL)
		return (struct ac_str){ "", 0 };
	size_t at = 0;
	while (at < text.size) {
		size_t skipped = 0;
		for (size_t i = 0; i < mark_count && skipped == 0; i++) {
			size_t size = strlen(marks[i]);
			if (text.size - at >= size && memcmp(text.data + at, marks[i], size) == 0)
				skipped = size;
		}
		if (skipped == 0) {
			if (!simulator_bytes_append(to, text.data + at++, 1))
				break;
			continue;
		}
		if (!simulator_bytes_append(to, text.data + at, skipped) ||
		    !simulator_bytes_append(to, "***", 3))
			break;
		at += skipped;
		while (at < text.size && strchr(ends, text.data[at]) == NULL)
			at++;
	}
	return simulator_bytes_view(to);
}

static struct ac_str mask_form(struct simulator_recorder *recorder, struct ac_str text)
{
	static const char *const marks[] = { "signature=", "apiKey=" };
	return mask(&recorder->masked, text, marks, AC_COUNT(marks), "&");
}

/* Begins a line in a buffer that certainly holds texts of this size, escaped. */
static bool line_begin(struct simulator_recorder *recorder, size_t text_size, struct ac_json *json)
{
	recorder->line.start = recorder->line.end = 0;
	size_t capacity = text_size * 6 + 1024;
	char *buffer = simulator_bytes_reserve(&recorder->line, capacity);
	if (buffer == NULL)
		return false;
	ac_json_init(json, buffer, capacity);
	ac_json_open(json, NULL, '{');
	ac_json_int(json, "ns", ac_wall_ns(recorder->clock));
	return true;
}

static void line_end(struct ac_json *json, FILE *file)
{
	ac_json_close(json, '}');
	if (json->is_full)
		return;
	(void)fwrite(json->data, 1, json->size, file);
	(void)fputc('\n', file);
}

void simulator_recorder_request(struct simulator_recorder *recorder, uint64_t connection,
				const struct ac_simulator_request *request,
				const struct ac_simulator_response *response, const char *fate)
{
	if (recorder == NULL)
		return;
	struct ac_json json;
	size_t size = request->method.size + request->path.size + request->query.size +
		      request->body.size + response->body.size;
	if (!line_begin(recorder, size, &json))
		return;
	ac_json_unsigned(&json, "connection", connection);
	ac_json_text(&json, "method", request->method);
	ac_json_text(&json, "path", request->path);
	ac_json_text(&json, "query", mask_form(recorder, request->query));
	ac_json_text(&json, "body", mask_form(recorder, request->body));
	ac_json_text(&json, "key", request->api_key.size > 0 ? AC_STR("***") : AC_STR(""));
	ac_json_text(&json, "fault", ac_str_from(fate));
	ac_json_int(&json, "status", response->status);
	ac_json_text(&json, "answer", response->body);
	line_end(&json, recorder->requests);
}

void simulator_recorder_frame(struct simulator_recorder *recorder, uint64_t connection,
			      bool is_received, struct ac_str text)
{
	static const char *const marks[] = { "\"signature\":\"", "\"apiKey\":\"",
					     "\"signature\": \"", "\"apiKey\": \"" };
	if (recorder == NULL)
		return;
	struct ac_json json;
	if (!line_begin(recorder, text.size, &json))
		return;
	ac_json_unsigned(&json, "connection", connection);
	ac_json_text(&json, "direction", is_received ? AC_STR("in") : AC_STR("out"));
	ac_json_text(&json, "frame", mask(&recorder->masked, text, marks, AC_COUNT(marks), "\""));
	line_end(&json, recorder->frames);
}
