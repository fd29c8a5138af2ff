#include "sys/log_line.h"

#include <inttypes.h>
#include <stdatomic.h>
#include <stdio.h>

#include "core/calendar.h"
#include "core/utf8.h"
#include "sys/json.h"

#define VALUE_MAX      1024u /* bytes of a message or a field's text that are shown */
#define SECRET_MINIMUM 4u
#define MASK           "***"
#define JSON_END_SIZE  24u /* ,"truncated":true} and the end of the line */

static const char *const level_names[] = { "DEBUG", "INFO", "WARN", "ERROR" };

/* ---- secrets ---- */

static const char *secrets[LOG_SECRETS_MAX];
static _Atomic uint32_t secret_count;

void log_secret_add(const char *secret)
{
	uint32_t count = atomic_load(&secret_count);
	if (secret == NULL || strlen(secret) < SECRET_MINIMUM)
		return;
	ac_assert(count < LOG_SECRETS_MAX);
	secrets[count] = secret;
	atomic_store(&secret_count, count + 1); /* only now may others look at it */
}

void log_secrets_clear(void)
{
	atomic_store(&secret_count, 0);
}

/* Bytes of the longest secret that stands at the start of `text`; 0 for none. */
static size_t secret_at(struct ac_str text)
{
	uint32_t count = atomic_load_explicit(&secret_count, memory_order_acquire);
	size_t longest = 0;
	for (uint32_t i = 0; i < count; i++) {
		size_t size = strlen(secrets[i]);
		if (size <= text.size && size > longest && memcmp(secrets[i], text.data, size) == 0)
			longest = size;
	}
	return longest;
}

/* `text` with secrets masked, cut to `capacity` bytes at the end of a character. Masked first: a
 * cut secret would not be recognised. */
static struct ac_str masked(const char *text, char *place, size_t capacity)
{
	struct ac_str rest = ac_str_from(text == NULL ? "" : text);
	size_t size = 0;
	while (rest.size > 0) {
		size_t secret = secret_at(rest);
		size_t taken = secret > 0 ? secret : ac_utf8_size(rest);
		const char *from = secret > 0 ? MASK : rest.data;
		taken += taken == 0; /* a byte that is no text goes on as it is: JSON replaces it */
		size_t shown = secret > 0 ? sizeof(MASK) - 1 : taken;
		if (shown > capacity - size)
			break;
		memcpy(place + size, from, shown);
		size += shown;
		rest.data += taken;
		rest.size -= taken;
	}
	return (struct ac_str){ place, size };
}

void log_masked(const char *text, char *place, size_t size)
{
	place[masked(text, place, size - 1).size] = '\0';
}

static bool holds_secret(struct ac_str text)
{
	for (; text.size > 0; text.data++, text.size--) {
		if (secret_at(text) > 0)
			return true;
	}
	return false;
}

/* ---- JSON ---- */

static void put_value(struct ac_json *json, const char *key, const struct ac_log_field *field)
{
	char place[VALUE_MAX];
	size_t start = json->size;
	switch (field->type) {
	case AC_FIELD_TEXT:
		ac_json_text(json, key, masked(field->text, place, sizeof(place)));
		return;
	case AC_FIELD_INT:
		ac_json_int(json, key, field->integer);
		break;
	case AC_FIELD_DEC:
		ac_json_dec(json, key, field->decimal);
		break;
	case AC_FIELD_REAL:
		ac_json_real(json, key, field->real);
		break;
	case AC_FIELD_BOOL:
		ac_json_bool(json, key, field->integer != 0);
		break;
	}
	/* A secret may consist of digits. */
	if (holds_secret((struct ac_str){ json->data + start, json->size - start })) {
		json->size = start;
		ac_json_text(json, key, AC_STR(MASK));
	}
}

static bool is_reserved(const char *key)
{
	static const char *const words[] = { "ts", "level", "event", "msg", "truncated" };
	for (size_t i = 0; i < AC_COUNT(words); i++) {
		if (strcmp(key, words[i]) == 0)
			return true;
	}
	return false;
}

/* A key twice in one object would hide one of the two from most readers. */
static const char *key_of(const struct ac_log_field *field, char place[64])
{
	char text[60];
	struct ac_str key = masked(field->key, text, sizeof(text) - 1);
	text[key.size] = '\0';
	snprintf(place, 64, "%s%s", is_reserved(text) ? "_" : "", text);
	return place;
}

size_t log_line_json(const struct log_entry *entry, char line[LOG_LINE_SIZE])
{
	char text[AC_CALENDAR_TEXT_SIZE], place[VALUE_MAX], key[64];
	struct ac_json json;
	ac_json_init(&json, line, LOG_LINE_SIZE - JSON_END_SIZE);
	size_t size = ac_calendar_format(entry->time_ms, text);
	ac_json_open(&json, NULL, '{');
	ac_json_text(&json, "ts", (struct ac_str){ text, size });
	ac_json_text(&json, "level", ac_str_from(level_names[entry->level]));
	/* Six times as long where each byte must be escaped; that still fits. */
	ac_json_text(&json, "event", masked(entry->event, place, 100));
	ac_assert(!json.is_full);
	bool is_truncated = false;
	size_t whole = json.size;
	if (entry->message != NULL)
		ac_json_text(&json, "msg", masked(entry->message, place, sizeof(place)));
	for (size_t i = 0; i <= entry->field_count; i++) {
		if (json.is_full) {
			is_truncated = true;
			json.size = whole;
			json.is_full = false;
		}
		whole = json.size;
		if (i < entry->field_count)
			put_value(&json, key_of(&entry->fields[i], key), &entry->fields[i]);
	}
	json.capacity = LOG_LINE_SIZE;
	if (is_truncated)
		ac_json_bool(&json, "truncated", true);
	ac_json_close(&json, '}');
	ac_assert(!json.is_full);
	line[json.size] = '\n';
	return json.size + 1;
}

/* ---- for people ---- */

struct human {
	char *line;
	size_t size;
	bool is_full;
};

static void add(struct human *human, struct ac_str text)
{
	/* Room is kept for the end of the line. */
	if (human->is_full || text.size > LOG_LINE_SIZE - 8 - human->size) {
		human->is_full = true;
		return;
	}
	memcpy(human->line + human->size, text.data, text.size);
	human->size += text.size;
}

/* Control characters could move the cursor or recolour the screen: they are shown, not sent. */
static void add_safely(struct human *human, struct ac_str text)
{
	while (text.size > 0) {
		unsigned char byte = (unsigned char)text.data[0];
		size_t size = ac_utf8_size(text);
		bool is_control = byte < 0x20 || byte == 0x7f ||
				  (byte == 0xc2 && size == 2 && (unsigned char)text.data[1] < 0xa0);
		if (size == 0 || is_control) {
			char shown[8];
			size += size == 0;
			snprintf(shown, sizeof(shown), "\\x%02x",
				 (unsigned char)text.data[size - 1]);
			add(human, ac_str_from(shown));
		} else {
			add(human, (struct ac_str){ text.data, size });
		}
		text.data += size;
		text.size -= size;
	}
}

static void add_field(struct human *human, const struct ac_log_field *field)
{
	char place[VALUE_MAX], number[40];
	number[0] = '\0';
	struct ac_str value = { number, 0 };
	switch (field->type) {
	case AC_FIELD_TEXT:
		value = masked(field->text, place, sizeof(place));
		break;
	case AC_FIELD_INT:
		snprintf(number, sizeof(number), "%" PRId64, field->integer);
		break;
	case AC_FIELD_DEC:
		ac_dec_format(field->decimal, number);
		break;
	case AC_FIELD_REAL:
		snprintf(number, sizeof(number), "%.10g", field->real);
		break;
	case AC_FIELD_BOOL:
		snprintf(number, sizeof(number), "%s", field->integer != 0 ? "yes" : "no");
		break;
	}
	if (field->type != AC_FIELD_TEXT)
		value = masked(number, place, sizeof(place));
	bool has_blank = value.size == 0 || memchr(value.data, ' ', value.size) != NULL;
	char key[64];
	add(human, AC_STR(" "));
	add_safely(human, ac_str_from(key_of(field, key)));
	add(human, has_blank ? AC_STR("=\"") : AC_STR("="));
	add_safely(human, value);
	if (has_blank)
		add(human, AC_STR("\""));
}

size_t log_line_human(const struct log_entry *entry, bool is_coloured, char line[LOG_LINE_SIZE])
{
	static const char *const colours[] = { "\033[2m", "\033[32m", "\033[33m", "\033[31m" };
	struct human human = { .line = line };
	char time[AC_CALENDAR_TEXT_SIZE], text[64], place[VALUE_MAX];
	ac_calendar_format(entry->time_ms, time);
	const char *clock = strchr(time, 'T');
	snprintf(text, sizeof(text), "%.12s %s%-5s%s ", clock == NULL ? time : clock + 1,
		 is_coloured ? colours[entry->level] : "", level_names[entry->level],
		 is_coloured ? "\033[0m" : "");
	add(&human, ac_str_from(text));
	struct ac_str event = masked(entry->event, place, 100);
	add_safely(&human, event);
	if (event.size < 16)
		add(&human, (struct ac_str){ "                ", 16 - event.size });
	if (entry->message != NULL) {
		add(&human, AC_STR(" "));
		add_safely(&human, masked(entry->message, place, sizeof(place)));
	}
	for (size_t i = 0; i < entry->field_count && !human.is_full; i++)
		add_field(&human, &entry->fields[i]);
	if (human.is_full) {
		static const char cut[] = { ' ', '\xe2', '\x80', '\xa6' }; /* … */
		memcpy(line + human.size, cut, sizeof(cut));
		human.size += sizeof(cut);
	}
	line[human.size] = '\n';
	return human.size + 1;
}
