#include "binance/codec/json_reader.h"

#include "core/text.h"
#include "core/utf8.h"

/* What a byte is inside a string. */
enum {
	PLAIN,
	QUOTE,
	ESCAPE,
	CONTROL,
	WIDE, /* begins or continues a character of more than one byte */
};

#define CONTROL_8 CONTROL, CONTROL, CONTROL, CONTROL, CONTROL, CONTROL, CONTROL, CONTROL
static const uint8_t classes[256] = { CONTROL_8,           CONTROL_8,     CONTROL_8,
				      CONTROL_8,           ['"'] = QUOTE, ['\\'] = ESCAPE,
				      [128 ... 255] = WIDE };
#undef CONTROL_8

static inline bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline bool is_blank(char c)
{
	return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

static bool fail(struct ac_json_reader *reader, const char *error)
{
	if (reader->error == NULL)
		reader->error = error;
	return false;
}

static inline void pass_blanks(struct ac_json_reader *reader)
{
	while (reader->at < reader->end && is_blank(*reader->at))
		reader->at++;
}

/* ---- strings ---- */

/* Four hexadecimal digits; -1 where they are not. */
static int32_t hex4(const char *at, const char *end)
{
	if (end - at < 4)
		return -1;
	int32_t number = 0;
	for (int i = 0; i < 4; i++) {
		int digit = ac_hex_digit(at[i]);
		if (digit < 0)
			return -1;
		number = number * 16 + digit;
	}
	return number;
}

/* The character that the escape at `at` (its backslash) means, and its length in bytes of text;
 * -1 where it is none. */
static int32_t escape_read(const char *at, const char *end, size_t *ret_size)
{
	static const char letters[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
	if (end - at < 2)
		return -1;
	if (at[1] != 'u') {
		const char *letter = at[1] == '\0' ? NULL : strchr(letters, at[1]);
		if (letter == NULL)
			return -1;
		*ret_size = 2;
		return meanings[letter - letters];
	}
	int32_t unit = hex4(at + 2, end);
	*ret_size = 6;
	if (unit <= 0 || (unit >= 0xdc00 && unit <= 0xdfff))
		return -1;
	if (unit < 0xd800 || unit > 0xdbff)
		return unit;
	if (end - at < 12 || at[6] != '\\' || at[7] != 'u')
		return -1;
	int32_t low = hex4(at + 8, end);
	if (low < 0xdc00 || low > 0xdfff)
		return -1;
	*ret_size = 12;
	return 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
}

/* Passes what may stand in a string and is no plain character; false where it may not. */
static bool pass_special(struct ac_json_reader *reader, const char **at, bool *ret_escaped)
{
	size_t size = 0;
	switch (classes[(unsigned char)**at]) {
	case ESCAPE:
		*ret_escaped = true;
		if (escape_read(*at, reader->end, &size) < 0)
			size = 0;
		break;
	case WIDE:
		size = ac_utf8_size((struct ac_str){ *at, (size_t)(reader->end - *at) });
		break;
	default:
		break;
	}
	if (size == 0) {
		reader->at = *at;
		return fail(reader, "no such character may stand in a string");
	}
	*at += size;
	return true;
}

/* `reader->at` is behind the opening quote. */
static inline bool pass_string(struct ac_json_reader *reader, struct ac_str *ret_text,
			       bool *ret_escaped)
{
	const char *begin = reader->at, *at = begin, *end = reader->end;
	*ret_escaped = false;
	for (;;) {
		while (at < end && classes[(unsigned char)*at] == PLAIN)
			at++;
		if (at == end) {
			reader->at = end;
			return fail(reader, "a string does not end");
		}
		if (*at == '"')
			break;
		if (!pass_special(reader, &at, ret_escaped))
			return false;
	}
	*ret_text = (struct ac_str){ begin, (size_t)(at - begin) };
	reader->at = at + 1;
	return true;
}

/* ---- numbers and words ---- */

static bool pass_digits(const char **at, const char *end)
{
	const char *begin = *at;
	while (*at < end && is_digit(**at))
		(*at)++;
	return *at > begin;
}

static bool pass_number(struct ac_json_reader *reader)
{
	const char *at = reader->at, *end = reader->end;
	if (at < end && *at == '-')
		at++;
	bool is_good = at < end && is_digit(*at);
	if (is_good && *at == '0')
		at++;
	else if (is_good)
		is_good = pass_digits(&at, end);
	if (is_good && at < end && *at == '.') {
		at++;
		is_good = pass_digits(&at, end);
	}
	if (is_good && at < end && (*at | 0x20) == 'e') {
		at++;
		if (at < end && (*at == '+' || *at == '-'))
			at++;
		is_good = pass_digits(&at, end);
	}
	reader->at = at;
	return is_good ? true : fail(reader, "a number is not written as one");
}

static bool pass_word(struct ac_json_reader *reader, struct ac_str word)
{
	if ((size_t)(reader->end - reader->at) < word.size ||
	    memcmp(reader->at, word.data, word.size) != 0)
		return fail(reader, "a word is not true, false or null");
	reader->at += word.size;
	return true;
}

static inline enum ac_json_kind kind_of(char c)
{
	switch (c) {
	case '{':
		return AC_JSON_OBJECT;
	case '[':
		return AC_JSON_ARRAY;
	case '"':
		return AC_JSON_STRING;
	case 't':
		return AC_JSON_TRUE;
	case 'f':
		return AC_JSON_FALSE;
	case 'n':
		return AC_JSON_NULL;
	default:
		return is_digit(c) || c == '-' ? AC_JSON_NUMBER : AC_JSON_NONE;
	}
}

/* ---- the walk ---- */

void ac_json_reader_init(struct ac_json_reader *reader, struct ac_str text)
{
	ac_assert(text.data != NULL || text.size == 0);
	const char *begin = text.data != NULL ? text.data : "";
	*reader = (struct ac_json_reader){ .begin = begin, .at = begin, .end = begin + text.size };
}

enum ac_json_kind ac_json_reader_peek(struct ac_json_reader *reader)
{
	if (reader->error != NULL || reader->is_done)
		return AC_JSON_NONE;
	pass_blanks(reader);
	return reader->at < reader->end ? kind_of(*reader->at) : AC_JSON_NONE;
}

bool ac_json_reader_enter(struct ac_json_reader *reader, enum ac_json_kind kind)
{
	ac_assert(kind == AC_JSON_OBJECT || kind == AC_JSON_ARRAY);
	if (ac_json_reader_peek(reader) != kind)
		return false;
	if (reader->depth == AC_JSON_DEPTH_MAX)
		return fail(reader, "nested too deeply");
	reader->at++;
	reader->depth++;
	reader->is_first = true;
	return true;
}

/* Passes the comma before what comes next, or the bracket at the end. False when nothing comes. */
static inline bool step(struct ac_json_reader *reader, char bracket)
{
	if (reader->error != NULL)
		return false;
	ac_assert(reader->depth > 0);
	pass_blanks(reader);
	if (reader->at == reader->end)
		return fail(reader, "the text breaks off");
	if (*reader->at == bracket) {
		reader->at++;
		reader->depth--;
		reader->is_first = false;
		reader->is_done = reader->depth == 0;
		return false;
	}
	if (!reader->is_first) {
		if (*reader->at != ',')
			return fail(reader, "neither a comma nor the closing bracket");
		reader->at++;
		pass_blanks(reader);
	}
	reader->is_first = false;
	return true;
}

bool ac_json_reader_key(struct ac_json_reader *reader, struct ac_str *ret_key)
{
	struct ac_str key;
	bool is_escaped;
	if (!step(reader, '}'))
		return false;
	if (reader->at == reader->end || *reader->at != '"')
		return fail(reader, "a key is not a string");
	reader->at++;
	if (!pass_string(reader, &key, &is_escaped))
		return false;
	pass_blanks(reader);
	if (reader->at == reader->end || *reader->at != ':')
		return fail(reader, "no colon behind a key");
	reader->at++;
	*ret_key = key;
	return true;
}

bool ac_json_reader_item(struct ac_json_reader *reader)
{
	return step(reader, ']');
}

static bool pass_container(struct ac_json_reader *reader);

static inline bool pass_value(struct ac_json_reader *reader, struct ac_json_value *ret_value)
{
	enum ac_json_kind kind = ac_json_reader_peek(reader);
	const char *begin = reader->at;
	ret_value->kind = (uint8_t)kind;
	ret_value->is_escaped = false;
	bool is_good = false;
	switch (kind) {
	case AC_JSON_STRING:
		reader->at++;
		return pass_string(reader, &ret_value->text, &ret_value->is_escaped);
	case AC_JSON_NUMBER:
		is_good = pass_number(reader);
		break;
	case AC_JSON_OBJECT:
	case AC_JSON_ARRAY:
		is_good = pass_container(reader);
		break;
	case AC_JSON_TRUE:
		is_good = pass_word(reader, AC_STR("true"));
		break;
	case AC_JSON_FALSE:
		is_good = pass_word(reader, AC_STR("false"));
		break;
	case AC_JSON_NULL:
		is_good = pass_word(reader, AC_STR("null"));
		break;
	case AC_JSON_NONE:
		return fail(reader, "no value where one must be");
	}
	ret_value->text = (struct ac_str){ begin, (size_t)(reader->at - begin) };
	return is_good;
}

/* Passes the object or array at hand with all that is in it, without recursion: which of the two
 * each level is takes one bit. */
static bool pass_container(struct ac_json_reader *reader)
{
	static_assert(AC_JSON_DEPTH_MAX <= 64, "one bit for each level");
	uint64_t objects = 0;
	uint32_t outer = reader->depth;
	struct ac_json_value value;
	struct ac_str key;
	do {
		bool is_object = reader->depth > outer && (objects & 1) != 0;
		if (reader->depth > outer &&
		    !(is_object ? ac_json_reader_key(reader, &key) : ac_json_reader_item(reader))) {
			objects >>= 1;
			continue;
		}
		enum ac_json_kind kind = ac_json_reader_peek(reader);
		if (kind == AC_JSON_OBJECT || kind == AC_JSON_ARRAY) {
			if (!ac_json_reader_enter(reader, kind))
				return false;
			objects = objects << 1 | (kind == AC_JSON_OBJECT ? 1u : 0u);
		} else if (!pass_value(reader, &value)) {
			return false;
		}
	} while (reader->error == NULL && reader->depth > outer);
	return reader->error == NULL;
}

bool ac_json_reader_value(struct ac_json_reader *reader, struct ac_json_value *ret_value)
{
	if (reader->error != NULL || !pass_value(reader, ret_value))
		return false;
	reader->is_done = reader->depth == 0;
	return true;
}

bool ac_json_reader_skip(struct ac_json_reader *reader)
{
	struct ac_json_value value;
	return ac_json_reader_value(reader, &value);
}

bool ac_json_reader_finish(struct ac_json_reader *reader)
{
	if (reader->error != NULL)
		return false;
	pass_blanks(reader);
	if (reader->depth > 0)
		return fail(reader, "the text breaks off");
	if (!reader->is_done)
		return fail(reader, "no value where one must be");
	if (reader->at < reader->end)
		return fail(reader, "something stands behind the end");
	return true;
}

bool ac_json_reader_check(struct ac_str text, const char **ret_error, size_t *ret_offset)
{
	struct ac_json_reader reader;
	ac_json_reader_init(&reader, text);
	bool is_good = ac_json_reader_skip(&reader) && ac_json_reader_finish(&reader);
	if (!is_good && ret_error != NULL)
		*ret_error = reader.error;
	if (!is_good && ret_offset != NULL)
		*ret_offset = (size_t)(reader.at - reader.begin);
	return is_good;
}

/* ---- texts ---- */

/* Writes a character as UTF-8; returns its size. */
static size_t wide_write(int32_t character, char bytes[4])
{
	uint32_t c = (uint32_t)character;
	size_t size = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
	static const unsigned char leads[] = { 0, 0, 0xc0, 0xe0, 0xf0 };
	for (size_t i = size; i-- > 1; c >>= 6)
		bytes[i] = (char)(0x80 | (c & 0x3f));
	bytes[0] = (char)(leads[size] | c);
	return size;
}

enum ac_status ac_json_value_text(const struct ac_json_value *value, char *ret_text, size_t size)
{
	ac_assert(ret_text != NULL);
	if (size > 0)
		ret_text[0] = '\0';
	if (value->kind != AC_JSON_STRING)
		return AC_ERR_PARSE;
	const char *at = value->text.data, *end = at + value->text.size;
	size_t length = 0;
	while (at < end) {
		char bytes[4] = { *at };
		size_t used = 1, count = 1;
		if (*at == '\\') {
			int32_t character = escape_read(at, end, &used);
			if (character < 0)
				return AC_ERR_PARSE;
			count = wide_write(character, bytes);
		}
		if (size <= count || length >= size - count) {
			if (size > 0)
				ret_text[0] = '\0';
			return AC_ERR_RANGE;
		}
		memcpy(ret_text + length, bytes, count);
		length += count;
		at += used;
	}
	if (length >= size)
		return AC_ERR_RANGE;
	ret_text[length] = '\0';
	return AC_OK;
}

bool ac_json_value_is(const struct ac_json_value *value, struct ac_str text)
{
	char buffer[64];
	ac_assert(text.size < sizeof(buffer));
	if (value->kind != AC_JSON_STRING)
		return false;
	if (!value->is_escaped)
		return ac_str_equal(value->text, text);
	return ac_json_value_text(value, buffer, sizeof(buffer)) == AC_OK &&
	       ac_str_equal(ac_str_from(buffer), text);
}
