/* json.h - writes JSON into a bounded buffer.
 * Not a parser. Text that is not UTF-8 is replaced, never passed on. Any thread. */
#ifndef AC_SYS_JSON_H
#define AC_SYS_JSON_H

#include "core/decimal.h"

struct ac_json {
	char *data; /* borrowed; not terminated */
	size_t size;
	size_t capacity;
	bool is_full; /* something did not fit; the text is then cut and not valid */
};

void ac_json_init(struct ac_json *json, char *buffer, size_t capacity);

/* Commas are set by themselves. `key` is NULL inside lists and for the outermost value. `bracket`
 * is one of { [ and } ]. */
void ac_json_open(struct ac_json *json, const char *key, char bracket);
void ac_json_close(struct ac_json *json, char bracket);
void ac_json_text(struct ac_json *json, const char *key, struct ac_str text);
void ac_json_int(struct ac_json *json, const char *key, int64_t value);
void ac_json_unsigned(struct ac_json *json, const char *key, uint64_t value);
void ac_json_bool(struct ac_json *json, const char *key, bool value);
void ac_json_null(struct ac_json *json, const char *key);
/* As text, exact. */
void ac_json_dec(struct ac_json *json, const char *key, struct ac_dec value);
/* Null for what is no number. */
void ac_json_real(struct ac_json *json, const char *key, double value);

#endif
