#include "sys/json.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "core/utf8.h"

void ac_json_init(struct ac_json *json, char *buffer, size_t capacity)
{
	*json = (struct ac_json){ .data = buffer, .capacity = capacity };
}

static void put(struct ac_json *json, const char *text, size_t size)
{
	if (json->is_full || size > json->capacity - json->size) {
		json->is_full = true;
		return;
	}
	memcpy(json->data + json->size, text, size);
	json->size += size;
}

static void put_escaped(struct ac_json *json, unsigned char byte)
{
	static const char names[] = "b\bf\fn\nr\rt\t\"\"\\\\";
	for (size_t i = 0; i + 1 < sizeof(names); i += 2) {
		if (names[i + 1] == (char)byte) {
			const char pair[2] = { '\\', names[i] };
			put(json, pair, sizeof(pair));
			return;
		}
	}
	char text[8];
	int size = snprintf(text, sizeof(text), "\\u%04x", byte);
	put(json, text, (size_t)size);
}

static void put_string(struct ac_json *json, struct ac_str text)
{
	put(json, "\"", 1);
	while (text.size > 0) {
		unsigned char byte = (unsigned char)text.data[0];
		size_t size = ac_utf8_size(text);
		if (size == 0)
			put(json, "\\ufffd", 6);
		else if (byte < 0x20 || byte == '"' || byte == '\\' || byte == 0x7f)
			put_escaped(json, byte);
		else
			put(json, text.data, size);
		size += size == 0;
		text.data += size;
		text.size -= size;
	}
	put(json, "\"", 1);
}

static void begin_value(struct ac_json *json, const char *key)
{
	char last = json->size > 0 ? json->data[json->size - 1] : '{';
	if (last != '{' && last != '[')
		put(json, ",", 1);
	if (key != NULL) {
		put_string(json, ac_str_from(key));
		put(json, ":", 1);
	}
}

void ac_json_open(struct ac_json *json, const char *key, char bracket)
{
	ac_assert(bracket == '{' || bracket == '[');
	begin_value(json, key);
	put(json, &bracket, 1);
}

void ac_json_close(struct ac_json *json, char bracket)
{
	ac_assert(bracket == '}' || bracket == ']');
	put(json, &bracket, 1);
}

void ac_json_text(struct ac_json *json, const char *key, struct ac_str text)
{
	begin_value(json, key);
	put_string(json, text);
}

void ac_json_int(struct ac_json *json, const char *key, int64_t value)
{
	char text[24];
	int size = snprintf(text, sizeof(text), "%" PRId64, value);
	begin_value(json, key);
	put(json, text, (size_t)size);
}

void ac_json_unsigned(struct ac_json *json, const char *key, uint64_t value)
{
	char text[24];
	int size = snprintf(text, sizeof(text), "%" PRIu64, value);
	begin_value(json, key);
	put(json, text, (size_t)size);
}

void ac_json_bool(struct ac_json *json, const char *key, bool value)
{
	begin_value(json, key);
	put(json, value ? "true" : "false", value ? 4 : 5);
}

void ac_json_null(struct ac_json *json, const char *key)
{
	begin_value(json, key);
	put(json, "null", 4);
}

void ac_json_dec(struct ac_json *json, const char *key, struct ac_dec value)
{
	char text[AC_DEC_TEXT_SIZE];
	size_t size = ac_dec_format(value, text);
	ac_json_text(json, key, (struct ac_str){ text, size });
}

void ac_json_real(struct ac_json *json, const char *key, double value)
{
	if (!isfinite(value)) {
		ac_json_null(json, key);
		return;
	}
	char text[32];
	int size = snprintf(text, sizeof(text), "%.17g", value);
	begin_value(json, key);
	put(json, text, (size_t)size);
}
