/* log.h - JSON lines to rotating files and the console, written by a thread of its own.
 * Callers never wait: a full ring drops the line and counts it. Any thread may log. */
#ifndef AC_SYS_LOG_H
#define AC_SYS_LOG_H

#include "core/decimal.h"

enum ac_log_level { AC_LOG_DEBUG, AC_LOG_INFO, AC_LOG_WARN, AC_LOG_ERROR };

struct ac_log_config {
	enum ac_log_level level;
	const char *folder;      /* logs/autocoin.jsonl and .1 … .N; NULL for none */
	uint64_t file_bytes_max; /* rotate above this */
	uint32_t files_kept;
	bool is_console; /* stderr: JSON lines, or the human form when it is a terminal */
};

/* One log for the process. Before open, lines go to stderr at WARN and above. */
AC_MUST_USE enum ac_status ac_log_open(const struct ac_log_config *config);
void ac_log_close(void); /* writes what is queued */
uint64_t ac_log_dropped(void);

/* `take` hears each line at ERROR, with secrets masked, in the thread that wrote it; it must
 * neither wait nor log. NULL: nobody does any more, once this has returned. */
void ac_log_errors_take(void (*take)(void *self, const char *event, const char *message),
			void *self);

/* Texts that must never appear: every line is searched for them and they are masked. The texts are
 * borrowed until ac_log_close. At most 16. */
void ac_log_secret_add(const char *secret);

struct ac_log_field {
	enum { AC_FIELD_TEXT, AC_FIELD_INT, AC_FIELD_DEC, AC_FIELD_REAL, AC_FIELD_BOOL } type;
	const char *key;
	const char *text;
	int64_t integer;
	double real;
	struct ac_dec decimal;
};
#define AC_LOG_TEXT(k, v) ((struct ac_log_field){ .type = AC_FIELD_TEXT, .key = (k), .text = (v) })
#define AC_LOG_INT(k, v)                                                                           \
	((struct ac_log_field){ .type = AC_FIELD_INT, .key = (k), .integer = (int64_t)(v) })
#define AC_LOG_DEC(k, v)  ((struct ac_log_field){ .type = AC_FIELD_DEC, .key = (k), .decimal = (v) })
#define AC_LOG_REAL(k, v) ((struct ac_log_field){ .type = AC_FIELD_REAL, .key = (k), .real = (v) })
#define AC_LOG_BOOL(k, v)                                                                          \
	((struct ac_log_field){ .type = AC_FIELD_BOOL, .key = (k), .integer = (v) ? 1 : 0 })

/* Writes {"ts":…,"level":…,"event":event,"msg":message, fields…}. `event` is a dotted name such as
 * order.update; `message` one sentence or NULL. */
void ac_log_write(enum ac_log_level level, const char *event, const char *message,
		  const struct ac_log_field *fields, size_t field_count);
#define ac_log(level, event, message, ...)                                                         \
	ac_log_write((level), (event), (message), (const struct ac_log_field[]){ __VA_ARGS__ },    \
		     sizeof((const struct ac_log_field[]){ __VA_ARGS__ }) /                        \
			     sizeof(struct ac_log_field))

#endif
