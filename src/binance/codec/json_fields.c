#include "binance/codec/json_fields.h"

bool ac_json_fields_read(struct ac_json_reader *reader, const char *const *names, size_t count,
			 struct ac_json_value *ret_values)
{
	memset(ret_values, 0, count * sizeof(*ret_values));
	if (!ac_json_reader_enter(reader, AC_JSON_OBJECT)) {
		(void)ac_json_reader_skip(reader);
		return false;
	}
	struct ac_str key;
	while (ac_json_reader_key(reader, &key)) {
		struct ac_json_value value;
		if (!ac_json_reader_value(reader, &value))
			return false;
		if (value.kind == AC_JSON_NULL)
			value = (struct ac_json_value){ .kind = AC_JSON_NONE };
		for (size_t i = 0; i < count; i++) {
			if (ac_str_equal(key, ac_str_from(names[i])))
				ret_values[i] = value;
		}
	}
	return reader->error == NULL;
}

bool ac_json_fields_of(struct ac_str text, const char *const *names, size_t count,
		       struct ac_json_value *ret_values)
{
	struct ac_json_reader reader;
	ac_json_reader_init(&reader, text);
	return ac_json_fields_read(&reader, names, count, ret_values) &&
	       ac_json_reader_finish(&reader);
}

int ac_json_field_word(const struct ac_json_value *value, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (ac_json_value_is(value, ac_str_from(words[i])))
			return (int)i;
	}
	return -1;
}

bool ac_json_field_int(const struct ac_json_value *value, int64_t *ret_number)
{
	int64_t number = 0;
	bool is_number = value->kind != AC_JSON_NONE && ac_json_value_int(value, &number) == AC_OK;
	*ret_number = is_number ? number : 0;
	return is_number;
}

bool ac_json_field_amount(const struct ac_json_value *value, bool is_needed,
			  struct ac_dec *ret_decimal)
{
	bool is_absent = value->kind == AC_JSON_NONE ||
			 (value->kind == AC_JSON_STRING && value->text.size == 0);
	struct ac_dec read;
	if (is_absent)
		return !is_needed;
	if (ac_json_value_decimal(value, &read) != AC_OK || read.units < 0)
		return false;
	*ret_decimal = read;
	return true;
}

void ac_json_field_text(const struct ac_json_value *value, char *ret_text, size_t size)
{
	if (size == 0)
		return;
	memset(ret_text, 0, size);
	if (value->kind != AC_JSON_STRING || ac_json_value_text(value, ret_text, size) == AC_OK)
		return;
	/* Too long: as it is written, up to the last whole character. */
	size_t length = value->text.size < size - 1 ? value->text.size : size - 1;
	while (length > 0 && length < value->text.size &&
	       ((unsigned char)value->text.data[length] & 0xc0) == 0x80)
		length--;
	memset(ret_text, 0, size);
	memcpy(ret_text, value->text.data, length);
}
