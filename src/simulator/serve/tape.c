#include "simulator/serve/tape.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <zlib.h>

#define LINE_MAX_SIZE (1u << 20)

struct simulator_tape {
	gzFile file;
	int64_t speed;
	ac_ns first_recorded_ns, started_ns; /* 0: not yet */
	ac_ns recorded_ns;                   /* of the frame that comes next */
	struct ac_str payload;               /* its "data" */
	char stream[96];
	bool is_ended;
	uint64_t played, skipped;
	char line[LINE_MAX_SIZE];
};

enum ac_simulator_route simulator_stream_route(const char *stream)
{
	static const char *const kinds[] = { "bookTicker", "depth", "rpiDepth" };
	const char *at = strchr(stream, '@');
	const char *kind = at != NULL ? at + 1 : stream + (stream[0] == '!' ? 1 : 0);
	for (size_t i = 0; i < AC_COUNT(kinds); i++) {
		if (strncmp(kind, kinds[i], strlen(kinds[i])) == 0)
			return AC_SIMULATOR_ROUTE_PUBLIC;
	}
	return AC_SIMULATOR_ROUTE_MARKET;
}

/* `<ns> {"stream":"<name>","data":<payload>}` */
static bool understand(struct simulator_tape *tape)
{
	static const char opening[] = " {\"stream\":\"", middle[] = "\",\"data\":";
	char *end;
	errno = 0;
	long long ns = strtoll(tape->line, &end, 10);
	if (errno != 0 || ns <= 0 || strncmp(end, opening, sizeof(opening) - 1) != 0)
		return false;
	const char *name = end + sizeof(opening) - 1;
	const char *name_end = strstr(name, middle);
	size_t size = strlen(name);
	while (size > 0 && (name[size - 1] == '\n' || name[size - 1] == '\r'))
		size--;
	if (name_end == NULL || (size_t)(name_end - name) >= sizeof(tape->stream) || size == 0 ||
	    name[size - 1] != '}')
		return false;
	memcpy(tape->stream, name, (size_t)(name_end - name));
	tape->stream[name_end - name] = '\0';
	const char *data = name_end + sizeof(middle) - 1;
	tape->payload = (struct ac_str){ data, (size_t)(name + size - 1 - data) };
	tape->recorded_ns = ns;
	return true;
}

static void read_next(struct simulator_tape *tape)
{
	while (gzgets(tape->file, tape->line, LINE_MAX_SIZE) != NULL) {
		if (understand(tape))
			return;
		tape->skipped++;
	}
	tape->is_ended = true;
}

enum ac_status simulator_tape_create(const char *path, int64_t speed,
				     struct simulator_tape **ret_tape, char *error,
				     size_t error_size)
{
	struct simulator_tape *tape = calloc(1, sizeof(*tape));
	if (tape == NULL) {
		snprintf(error, error_size, "out of memory");
		return AC_ERR_NOMEM;
	}
	tape->file = gzopen(path, "rb");
	if (tape->file == NULL) {
		snprintf(error, error_size, "%s: %s", path, strerror(errno));
		free(tape);
		return AC_ERR_IO;
	}
	tape->speed = speed;
	read_next(tape);
	if (tape->is_ended) {
		snprintf(error, error_size,
			 "%s: no line of it is '<ns> {\"stream\":\"…\",\"data\":…}'", path);
		simulator_tape_destroy(tape);
		return AC_ERR_PARSE;
	}
	tape->first_recorded_ns = tape->recorded_ns;
	*ret_tape = tape;
	return AC_OK;
}

void simulator_tape_destroy(struct simulator_tape *tape)
{
	if (tape == NULL)
		return;
	(void)gzclose(tape->file);
	free(tape);
}

static ac_ns due(const struct simulator_tape *tape)
{
	if (tape->speed == 0)
		return tape->started_ns;
	/* A recorder's clock may have been set back. */
	ac_ns passed = tape->recorded_ns - tape->first_recorded_ns;
	return tape->started_ns + (passed > 0 ? passed / tape->speed : 0);
}

bool simulator_tape_run(struct simulator_tape *tape, const struct ac_simulator_sink *sink,
			ac_ns now, uint32_t frames_max)
{
	if (tape->started_ns == 0)
		tape->started_ns = now;
	for (uint32_t i = 0; i < frames_max && !tape->is_ended && due(tape) <= now; i++) {
		sink->market(sink->self, simulator_stream_route(tape->stream), tape->stream,
			     tape->payload);
		tape->played++;
		read_next(tape);
	}
	return !tape->is_ended;
}

ac_ns simulator_tape_deadline(const struct simulator_tape *tape)
{
	return tape->is_ended ? INT64_MAX : due(tape);
}

uint64_t simulator_tape_played(const struct simulator_tape *tape)
{
	return tape->played;
}

uint64_t simulator_tape_skipped(const struct simulator_tape *tape)
{
	return tape->skipped;
}
