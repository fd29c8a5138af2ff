#include "trader/pulse.h"

#include <stdlib.h>
#include <unistd.h>

#include "sys/log.h"
#include "sys/memory.h"
#include "sys/whole_file.h"
#include "view/view_json.h"

#define PULSE_PATH "status/heartbeat.json"

void ac_pulse_init(struct ac_pulse *pulse, const struct ac_view_names *names)
{
	*pulse = (struct ac_pulse){ .names = names };
}

bool ac_pulse_is_due(const struct ac_pulse *pulse, ac_ns now_ns)
{
	return now_ns - pulse->written_ns >= AC_NS_PER_SEC;
}

/* Whoever watches finds the file whole at any moment. */
static enum ac_status write_file(const struct ac_view *view, const struct ac_view_names *names)
{
	const struct ac_view_process process = { getpid(), ac_memory_resident_bytes() };
	size_t capacity = AC_VIEW_HEARTBEAT_SIZE(view) + 1;
	char *text = malloc(capacity);
	if (text == NULL)
		return AC_ERR_NOMEM;
	struct ac_json json;
	/* One byte is kept for the end of the line. */
	ac_json_init(&json, text, capacity - 1);
	ac_view_json_heartbeat(&json, view, names, &process);
	enum ac_status status = AC_ERR_RANGE;
	if (!json.is_full) {
		text[json.size] = '\n';
		status = ac_file_replace(PULSE_PATH, text, json.size + 1, 0644);
	}
	free(text);
	return status;
}

void ac_pulse_write(struct ac_pulse *pulse, ac_ns now_ns, const struct ac_view *view)
{
	pulse->written_ns = now_ns;
	bool is_written = write_file(view, pulse->names) == AC_OK;
	if (!is_written && !pulse->has_failed)
		ac_log(AC_LOG_ERROR, "heartbeat.failed",
		       "the heartbeat cannot be written; trading goes on, watchers see it as dead",
		       AC_LOG_TEXT("file", PULSE_PATH));
	pulse->has_failed = !is_written;
}
