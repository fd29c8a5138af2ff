/* Any bytes as JSON: what the reader accepts is what jansson accepts, number for number and text
 * for text. Three differences are named: numbers too large for jansson, depth, and
 * bytes of zero. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "binance/codec/json_reader.h"
#include "fuzz.h"

static void compare_number(const struct ac_json_value *value, const json_t *seen)
{
	int64_t number = 77;
	enum ac_status status = ac_json_value_int(value, &number);
	if (json_is_integer(seen)) {
		ac_assert(status == AC_OK);
		ac_assert(number == json_integer_value(seen));
	} else {
		ac_assert(json_is_real(seen));
		ac_assert(status == AC_ERR_PARSE && number == 77);
	}
	struct ac_dec exact = { 77 }, rounded = { 77 };
	enum ac_status exactly = ac_json_value_decimal(value, &exact);
	enum ac_status roughly = ac_json_value_decimal_rounded(value, AC_ROUND_HALF_EVEN, &rounded);
	ac_assert(exactly != AC_OK || (roughly == AC_OK && rounded.units == exact.units));
	ac_assert(exactly == AC_OK || exact.units == 77);
	ac_assert(roughly == AC_OK || rounded.units == 77);
	if (roughly == AC_OK) {
		double difference = ac_dec_to_double(rounded) - json_number_value(seen);
		double size = json_number_value(seen) < 0 ? -json_number_value(seen)
							  : json_number_value(seen);
		ac_assert(difference <= 5.1e-9 + size * 1e-15);
		ac_assert(difference >= -5.1e-9 - size * 1e-15);
	}
}

static void compare_text(const struct ac_json_value *value, const json_t *seen)
{
	size_t size = json_string_length(seen);
	char *text = malloc(size + 1);
	ac_assert(text != NULL);
	ac_assert(ac_json_value_text(value, text, size + 1) == AC_OK);
	ac_assert(memcmp(text, json_string_value(seen), size + 1) == 0);
	ac_assert(ac_json_value_text(value, text, size) == AC_ERR_RANGE);
	ac_assert(value->is_escaped ||
		  (value->text.size == size &&
		   memcmp(value->text.data, json_string_value(seen), size) == 0));
	if (size < 64)
		ac_assert(
			ac_json_value_is(value, (struct ac_str){ json_string_value(seen), size }));
	free(text);
}

static void compare(const struct ac_json_value *value, const json_t *seen);

/* Whether the key comes again behind the member that `reader` stands behind; a copy walks on. */
static bool is_repeated(struct ac_json_reader reader, struct ac_str key)
{
	struct ac_str later;
	while (ac_json_reader_key(&reader, &later)) {
		ac_assert(ac_json_reader_skip(&reader));
		if (ac_str_equal(key, later))
			return true;
	}
	return false;
}

static bool has_escaped_keys(struct ac_json_reader reader)
{
	struct ac_str key;
	while (ac_json_reader_key(&reader, &key)) {
		ac_assert(ac_json_reader_skip(&reader));
		if (memchr(key.data, '\\', key.size) != NULL)
			return true;
	}
	return false;
}

/* Of repeated keys jansson keeps the last; keys that are spelled with escapes are not ours. */
static void compare_members(struct ac_str text, const json_t *seen)
{
	struct ac_json_reader reader;
	struct ac_json_value value;
	struct ac_str key;
	size_t count = 0;
	ac_json_reader_init(&reader, text);
	ac_assert(ac_json_reader_enter(&reader, AC_JSON_OBJECT));
	bool is_comparable = !has_escaped_keys(reader);
	while (ac_json_reader_key(&reader, &key)) {
		ac_assert(ac_json_reader_value(&reader, &value));
		if (!is_comparable || is_repeated(reader, key))
			continue;
		const json_t *other = json_object_getn(seen, key.data, key.size);
		ac_assert(other != NULL);
		compare(&value, other);
		count++;
	}
	ac_assert(ac_json_reader_finish(&reader));
	ac_assert(!is_comparable || count == json_object_size(seen));
}

static void compare_items(struct ac_str text, const json_t *seen)
{
	struct ac_json_reader reader;
	struct ac_json_value value;
	size_t count = 0;
	ac_json_reader_init(&reader, text);
	ac_assert(ac_json_reader_enter(&reader, AC_JSON_ARRAY));
	while (ac_json_reader_item(&reader)) {
		ac_assert(ac_json_reader_value(&reader, &value));
		compare(&value, json_array_get(seen, count++));
	}
	ac_assert(ac_json_reader_finish(&reader));
	ac_assert(count == json_array_size(seen));
}

static void compare(const struct ac_json_value *value, const json_t *seen)
{
	switch ((enum ac_json_kind)value->kind) {
	case AC_JSON_OBJECT:
		ac_assert(json_is_object(seen));
		compare_members(value->text, seen);
		break;
	case AC_JSON_ARRAY:
		ac_assert(json_is_array(seen));
		compare_items(value->text, seen);
		break;
	case AC_JSON_STRING:
		ac_assert(json_is_string(seen));
		compare_text(value, seen);
		break;
	case AC_JSON_NUMBER:
		compare_number(value, seen);
		break;
	case AC_JSON_TRUE:
		ac_assert(json_is_true(seen));
		break;
	case AC_JSON_FALSE:
		ac_assert(json_is_false(seen));
		break;
	case AC_JSON_NULL:
		ac_assert(json_is_null(seen));
		break;
	case AC_JSON_NONE:
		ac_assert(false);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ac_str text = { (const char *)data, size };
	const char *error = NULL;
	size_t offset = 0;
	bool is_good = ac_json_reader_check(text, &error, &offset);
	ac_assert(is_good == (error == NULL));
	ac_assert(offset <= size);
	if (!is_good && strcmp(error, "nested too deeply") == 0)
		return 0;
	/* No byte of JSON is zero; jansson loses one that stands right behind a number. */
	if (size > 0 && memchr(data, '\0', size) != NULL) {
		ac_assert(!is_good);
		return 0;
	}
	json_error_t why;
	json_t *seen = json_loadb((const char *)data, size, JSON_DECODE_ANY, &why);
	if (seen == NULL && json_error_code(&why) == json_error_numeric_overflow)
		return 0;
	ac_assert(is_good == (seen != NULL));
	if (seen == NULL)
		return 0;
	struct ac_json_reader reader;
	struct ac_json_value value;
	ac_json_reader_init(&reader, text);
	ac_assert(ac_json_reader_value(&reader, &value));
	ac_assert(!ac_json_reader_skip(&reader));
	compare(&value, seen);
	json_decref(seen);
	return 0;
}
