/* log_line.h - one log line as text: JSON for files and machines, another form for people.
 * Internal to the log; knows nothing of files and threads. Any thread. */
#ifndef AC_SYS_LOG_LINE_H
#define AC_SYS_LOG_LINE_H

#include "sys/log.h"

#define LOG_LINE_SIZE   4096u /* of a line with its end; also what a pipe takes in one piece */
#define LOG_SECRETS_MAX 16u

struct log_entry {
	ac_ms time_ms;
	enum ac_log_level level;
	const char *event;
	const char *message; /* or NULL */
	const struct ac_log_field *fields;
	size_t field_count;
};

/* Both write a whole line with its end and return its size, at most LOG_LINE_SIZE. What does not
 * fit is left out, and the line says so. */
size_t log_line_json(const struct log_entry *entry, char line[LOG_LINE_SIZE]);
size_t log_line_human(const struct log_entry *entry, bool is_coloured, char line[LOG_LINE_SIZE]);

/* Texts that are masked wherever they would appear. Shorter ones than four bytes are not taken:
 * they would mask half of every line. */
void log_secret_add(const char *secret);
void log_secrets_clear(void);
/* `text` (NULL: "") with them masked, cut at a whole character, terminated. */
void log_masked(const char *text, char *place, size_t size);

#endif
