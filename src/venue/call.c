#include "venue/call.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/text.h"

/* ---- taking apart ---- */

/* %XX and '+'; what is malformed stays as it is. */
static bool decode(struct ac_venue *venue, struct ac_str raw, struct ac_str *ret_text)
{
	if (raw.size + 1 > VENUE_DECODED_SIZE - venue->decoded_size)
		return false;
	char *at = venue->decoded + venue->decoded_size;
	size_t size = 0;
	for (size_t i = 0; i < raw.size; i++) {
		int high = -1, low = -1;
		if (raw.data[i] == '%' && i + 2 < raw.size) {
			high = ac_hex_digit(raw.data[i + 1]);
			low = ac_hex_digit(raw.data[i + 2]);
		}
		if (high >= 0 && low >= 0) {
			at[size++] = (char)(high * 16 + low);
			i += 2;
		} else {
			at[size++] = raw.data[i] == '+' ? ' ' : raw.data[i];
		}
	}
	at[size] = '\0';
	venue->decoded_size += size + 1;
	*ret_text = (struct ac_str){ at, size };
	return true;
}

static bool add_parameter(struct venue_call *call, struct ac_str name, struct ac_str value)
{
	for (uint32_t i = 0; i < call->parameter_count; i++) {
		if (ac_str_equal(call->parameters[i].name, name))
			return true;
	}
	if (call->parameter_count == VENUE_PARAMETERS_MAX)
		return false;
	call->parameters[call->parameter_count++] =
		(struct venue_parameter){ .name = name, .value = value };
	return true;
}

static bool add_pair(struct ac_venue *venue, struct venue_call *call, struct ac_str pair)
{
	const char *equals = memchr(pair.data, '=', pair.size);
	size_t name_size = equals == NULL ? pair.size : (size_t)(equals - pair.data);
	struct ac_str raw_name = { pair.data, name_size }, raw_value = { "", 0 }, name, value;
	if (equals != NULL)
		raw_value = (struct ac_str){ equals + 1, pair.size - name_size - 1 };
	return decode(venue, raw_name, &name) && decode(venue, raw_value, &value) &&
	       add_parameter(call, name, value);
}

static bool add_pairs(struct ac_venue *venue, struct venue_call *call, struct ac_str text)
{
	while (text.size > 0) {
		const char *end = memchr(text.data, '&', text.size);
		size_t size = end == NULL ? text.size : (size_t)(end - text.data);
		if (size > 0 && !add_pair(venue, call, (struct ac_str){ text.data, size }))
			return false;
		size_t step = end == NULL ? size : size + 1;
		text.data += step;
		text.size -= step;
	}
	return true;
}

bool venue_call_begin(struct ac_venue *venue, struct venue_call *call,
		      const struct ac_venue_request *request, char *buffer, size_t capacity)
{
	static const struct ac_json empty;
	ac_assert(call->json != NULL);
	*call->json = empty;
	ac_json_init(call->json, buffer, capacity);
	call->request = request;
	call->status = 200;
	venue->decoded_size = 0;
	if (add_pairs(venue, call, request->query) && add_pairs(venue, call, request->body))
		return true;
	venue_refuse(call, -1101, "Too many parameters sent for this endpoint.");
	return false;
}

/* Real numbers are written as decimals of eight places: that is what they mean here. */
static struct ac_str number_text(struct ac_venue *venue, const json_t *value)
{
	char text[64];
	int size = json_is_integer(value)
			   ? snprintf(text, sizeof(text), "%" JSON_INTEGER_FORMAT,
				      json_integer_value(value))
			   : snprintf(text, sizeof(text), "%.8f", json_real_value(value));
	while (json_is_real(value) && size > 0 && text[size - 1] == '0')
		size--;
	if (size > 0 && text[size - 1] == '.')
		size--;
	if (size < 0 || (size_t)size + 1 > VENUE_DECODED_SIZE - venue->decoded_size)
		return (struct ac_str){ "", 0 };
	char *at = venue->decoded + venue->decoded_size;
	memcpy(at, text, (size_t)size);
	at[size] = '\0';
	venue->decoded_size += (size_t)size + 1;
	return (struct ac_str){ at, (size_t)size };
}

bool venue_call_members(struct ac_venue *venue, struct venue_call *call, const json_t *object)
{
	const char *key;
	json_t *value;
	json_object_foreach((json_t *)object, key, value)
	{
		struct ac_str text = { "", 0 };
		if (json_is_string(value))
			text = (struct ac_str){ json_string_value(value),
						json_string_length(value) };
		else if (json_is_number(value))
			text = number_text(venue, value);
		else if (json_is_boolean(value))
			text = ac_str_from(json_is_true(value) ? "true" : "false");
		else
			continue;
		if (!add_parameter(call, ac_str_from(key), text)) {
			venue_refuse(call, -1101, "Too many parameters sent for this endpoint.");
			return false;
		}
	}
	return true;
}

/* ---- reading ---- */

struct ac_str venue_parameter(const struct venue_call *call, const char *name)
{
	for (uint32_t i = 0; i < call->parameter_count; i++) {
		if (ac_str_equal(call->parameters[i].name, ac_str_from(name)))
			return call->parameters[i].value;
	}
	return (struct ac_str){ NULL, 0 };
}

static bool is_absent(struct venue_call *call, const char *name, bool is_mandatory,
		      struct ac_str *ret_value)
{
	*ret_value = venue_parameter(call, name);
	if (ret_value->data != NULL && (ret_value->size > 0 || !is_mandatory))
		return false;
	if (is_mandatory)
		venue_refuse_missing(call, name);
	return true;
}

int32_t venue_symbol(struct venue_call *call)
{
	struct ac_str text;
	if (is_absent(call, "symbol", true, &text))
		return -1;
	int32_t symbol = ac_instruments_find(call->instruments, text);
	if (symbol < 0)
		venue_refuse_code(call, -1121);
	return symbol;
}

/* Digits with at most one point: then only the decimals can be too many. */
static bool is_decimal(struct ac_str text)
{
	size_t points = 0, digits = 0;
	for (size_t i = 0; i < text.size; i++) {
		bool is_digit = text.data[i] >= '0' && text.data[i] <= '9';
		digits += is_digit;
		points += text.data[i] == '.';
		if (!is_digit && text.data[i] != '.' && !(i == 0 && text.data[i] == '-'))
			return false;
	}
	return digits > 0 && points <= 1;
}

bool venue_read_dec(struct venue_call *call, const char *name, bool is_mandatory,
		    struct ac_dec *ret_value)
{
	struct ac_str text;
	if (is_absent(call, name, is_mandatory, &text))
		return !is_mandatory;
	enum ac_status status = ac_dec_parse(text, ret_value);
	if (status == AC_OK)
		return true;
	if (status == AC_ERR_PARSE && is_decimal(text))
		venue_refuse_code(call, -1111);
	else
		venue_refuse_missing(call, name);
	return false;
}

bool venue_read_int(struct venue_call *call, const char *name, bool is_mandatory,
		    int64_t *ret_value)
{
	struct ac_str text;
	if (is_absent(call, name, is_mandatory, &text))
		return !is_mandatory;
	bool is_good = text.size > 0 && text.size <= 19;
	int64_t value = 0;
	for (size_t i = 0; i < text.size && is_good; i++) {
		int digit = text.data[i] - '0';
		is_good = digit >= 0 && digit <= 9 && value <= (INT64_MAX - digit) / 10;
		if (is_good)
			value = value * 10 + digit;
	}
	if (!is_good)
		venue_refuse_missing(call, name);
	else
		*ret_value = value;
	return is_good;
}

bool venue_read_bool(struct venue_call *call, const char *name, bool *ret_value)
{
	struct ac_str text = venue_parameter(call, name);
	if (text.data == NULL)
		return true;
	bool is_true = ac_str_equal(text, AC_STR("true")) || ac_str_equal(text, AC_STR("TRUE"));
	bool is_false = ac_str_equal(text, AC_STR("false")) || ac_str_equal(text, AC_STR("FALSE"));
	if (!is_true && !is_false) {
		venue_refuse_missing(call, name);
		return false;
	}
	*ret_value = is_true;
	return true;
}

bool venue_read_side(struct venue_call *call, uint8_t *ret_side)
{
	struct ac_str text;
	if (is_absent(call, "side", true, &text))
		return false;
	for (int side = AC_SIDE_BUY; side <= AC_SIDE_SELL; side++) {
		if (ac_str_equal(text, ac_str_from(ac_side_text((enum ac_side)side)))) {
			*ret_side = (uint8_t)side;
			return true;
		}
	}
	venue_refuse_code(call, -1117);
	return false;
}

bool venue_read_position_side(struct venue_call *call, uint8_t *ret_side)
{
	struct ac_str text = venue_parameter(call, "positionSide");
	*ret_side = AC_POSITION_BOTH;
	for (uint8_t side = AC_POSITION_BOTH; side <= AC_POSITION_SHORT && text.data != NULL;
	     side++) {
		const char *name = ac_position_side_text((enum ac_position_side)side);
		if (ac_str_equal(text, ac_str_from(name))) {
			*ret_side = (uint8_t)side;
			return true;
		}
	}
	if (text.data == NULL)
		return true;
	venue_refuse_code(call, -4060);
	return false;
}

int32_t venue_read_choice(struct venue_call *call, const char *name, uint8_t count,
			  const char *(*text)(uint8_t index), int32_t code, const char *message)
{
	struct ac_str value = venue_parameter(call, name);
	if (value.data == NULL)
		return -1;
	for (uint8_t i = 0; i < count; i++) {
		if (ac_str_equal(value, ac_str_from(text(i))))
			return i;
	}
	venue_refuse(call, code, "%s", message);
	return -2;
}

static bool is_client_id(struct ac_str text)
{
	for (size_t i = 0; i < text.size; i++) {
		char c = text.data[i];
		bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
		bool is_digit = c >= '0' && c <= '9';
		if (!is_letter && !is_digit && (c == '\0' || strchr(".:/_-", c) == NULL))
			return false;
	}
	return text.size > 0 && text.size < AC_CLIENT_ID_SIZE;
}

bool venue_read_client_id(struct venue_call *call, const char *name,
			  char ret_client_id[AC_CLIENT_ID_SIZE])
{
	struct ac_str text = venue_parameter(call, name);
	if (text.data == NULL) {
		venue_account_name(call->account, "", ret_client_id);
		return true;
	}
	if (!is_client_id(text)) {
		venue_refuse_code(call, -4015);
		return false;
	}
	memset(ret_client_id, 0, AC_CLIENT_ID_SIZE);
	memcpy(ret_client_id, text.data, text.size);
	return true;
}

/* ---- answers ---- */

void venue_json_dec(struct ac_json *json, const char *key, struct ac_dec value, int decimals)
{
	char text[AC_DEC_TEXT_SIZE];
	int64_t unit = 1;
	for (int i = decimals; i < AC_DEC_DIGITS; i++)
		unit *= 10;
	size_t size = value.units % unit == 0 ? ac_dec_format_fixed(value, decimals, text)
					      : ac_dec_format(value, text);
	ac_json_text(json, key, (struct ac_str){ text, size });
}

void venue_json_raw(struct ac_json *json, const char *key, struct ac_str text)
{
	ac_json_null(json, key);
	if (json->is_full)
		return;
	json->size -= 4; /* "null" */
	if (text.size > json->capacity - json->size) {
		json->is_full = true;
		return;
	}
	memcpy(json->data + json->size, text.data, text.size);
	json->size += text.size;
}

void venue_json_word(struct ac_json *json, const char *key, const char *text)
{
	ac_json_text(json, key, ac_str_from(text));
}

void venue_json_done(struct venue_call *call, const char *message)
{
	ac_json_open(call->json, NULL, '{');
	ac_json_int(call->json, "code", 200);
	venue_json_word(call->json, "msg", message);
	ac_json_close(call->json, '}');
}
