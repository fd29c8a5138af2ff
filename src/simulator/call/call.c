#include "simulator/call/call.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/text.h"

/* ---- taking apart ---- */

/* %XX and '+'; what is malformed stays as it is. */
static bool decode(struct ac_simulator *simulator, struct ac_str raw, struct ac_str *ret_text)
{
	if (raw.size + 1 > SIMULATOR_DECODED_SIZE - simulator->decoded_size)
		return false;
	char *at = simulator->decoded + simulator->decoded_size;
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
	simulator->decoded_size += size + 1;
	*ret_text = (struct ac_str){ at, size };
	return true;
}

static bool add_parameter(struct simulator_call *call, struct ac_str name, struct ac_str value)
{
	for (uint32_t i = 0; i < call->parameter_count; i++) {
		if (ac_str_equal(call->parameters[i].name, name))
			return true;
	}
	if (call->parameter_count == SIMULATOR_PARAMETERS_MAX)
		return false;
	call->parameters[call->parameter_count++] =
		(struct simulator_parameter){ .name = name, .value = value };
	return true;
}

static bool add_pair(struct ac_simulator *simulator, struct simulator_call *call,
		     struct ac_str pair)
{
	const char *equals = memchr(pair.data, '=', pair.size);
	size_t name_size = equals == NULL ? pair.size : (size_t)(equals - pair.data);
	struct ac_str raw_name = { pair.data, name_size }, raw_value = { "", 0 }, name, value;
	if (equals != NULL)
		raw_value = (struct ac_str){ equals + 1, pair.size - name_size - 1 };
	return decode(simulator, raw_name, &name) && decode(simulator, raw_value, &value) &&
	       add_parameter(call, name, value);
}

static bool add_pairs(struct ac_simulator *simulator, struct simulator_call *call,
		      struct ac_str text)
{
	while (text.size > 0) {
		const char *end = memchr(text.data, '&', text.size);
		size_t size = end == NULL ? text.size : (size_t)(end - text.data);
		if (size > 0 && !add_pair(simulator, call, (struct ac_str){ text.data, size }))
			return false;
		size_t step = end == NULL ? size : size + 1;
		text.data += step;
		text.size -= step;
	}
	return true;
}

bool simulator_call_begin(struct ac_simulator *simulator, struct simulator_call *call,
			  const struct ac_simulator_request *request, char *buffer, size_t capacity)
{
	static const struct ac_json empty;
	ac_assert(call->json != NULL);
	*call->json = empty;
	ac_json_init(call->json, buffer, capacity);
	call->request = request;
	call->status = 200;
	simulator->decoded_size = 0;
	if (add_pairs(simulator, call, request->query) && add_pairs(simulator, call, request->body))
		return true;
	simulator_refuse(call, -1101, "Too many parameters sent for this endpoint.");
	return false;
}

/* Real numbers are written as decimals of eight places: that is what they mean here. */
static struct ac_str number_text(struct ac_simulator *simulator, const json_t *value)
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
	if (size < 0 || (size_t)size + 1 > SIMULATOR_DECODED_SIZE - simulator->decoded_size)
		return (struct ac_str){ "", 0 };
	char *at = simulator->decoded + simulator->decoded_size;
	memcpy(at, text, (size_t)size);
	at[size] = '\0';
	simulator->decoded_size += (size_t)size + 1;
	return (struct ac_str){ at, (size_t)size };
}

bool simulator_call_members(struct ac_simulator *simulator, struct simulator_call *call,
			    const json_t *object)
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
			text = number_text(simulator, value);
		else if (json_is_boolean(value))
			text = ac_str_from(json_is_true(value) ? "true" : "false");
		else
			continue;
		if (!add_parameter(call, ac_str_from(key), text)) {
			simulator_refuse(call, -1101,
					 "Too many parameters sent for this endpoint.");
			return false;
		}
	}
	return true;
}

/* ---- reading ---- */

struct ac_str simulator_parameter(const struct simulator_call *call, const char *name)
{
	for (uint32_t i = 0; i < call->parameter_count; i++) {
		if (ac_str_equal(call->parameters[i].name, ac_str_from(name)))
			return call->parameters[i].value;
	}
	return (struct ac_str){ NULL, 0 };
}

static bool is_absent(struct simulator_call *call, const char *name, bool is_mandatory,
		      struct ac_str *ret_value)
{
	*ret_value = simulator_parameter(call, name);
	if (ret_value->data != NULL && (ret_value->size > 0 || !is_mandatory))
		return false;
	if (is_mandatory)
		simulator_refuse_missing(call, name);
	return true;
}

int32_t simulator_symbol(struct simulator_call *call)
{
	struct ac_str text;
	if (is_absent(call, "symbol", true, &text))
		return -1;
	int32_t symbol = ac_instruments_find(call->instruments, text);
	if (symbol < 0)
		simulator_refuse_code(call, -1121);
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

bool simulator_read_dec(struct simulator_call *call, const char *name, bool is_mandatory,
			struct ac_dec *ret_value)
{
	struct ac_str text;
	if (is_absent(call, name, is_mandatory, &text))
		return !is_mandatory;
	enum ac_status status = ac_dec_parse(text, ret_value);
	if (status == AC_OK)
		return true;
	if (status == AC_ERR_PARSE && is_decimal(text))
		simulator_refuse_code(call, -1111);
	else
		simulator_refuse_missing(call, name);
	return false;
}

bool simulator_read_int(struct simulator_call *call, const char *name, bool is_mandatory,
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
		simulator_refuse_missing(call, name);
	else
		*ret_value = value;
	return is_good;
}

bool simulator_read_bool(struct simulator_call *call, const char *name, bool *ret_value)
{
	struct ac_str text = simulator_parameter(call, name);
	if (text.data == NULL)
		return true;
	bool is_true = ac_str_equal(text, AC_STR("true")) || ac_str_equal(text, AC_STR("TRUE"));
	bool is_false = ac_str_equal(text, AC_STR("false")) || ac_str_equal(text, AC_STR("FALSE"));
	if (!is_true && !is_false) {
		simulator_refuse_missing(call, name);
		return false;
	}
	*ret_value = is_true;
	return true;
}

bool simulator_read_side(struct simulator_call *call, uint8_t *ret_side)
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
	simulator_refuse_code(call, -1117);
	return false;
}

bool simulator_read_position_side(struct simulator_call *call, uint8_t *ret_side)
{
	struct ac_str text = simulator_parameter(call, "positionSide");
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
	simulator_refuse_code(call, -4060);
	return false;
}

int32_t simulator_read_choice(struct simulator_call *call, const char *name, uint8_t count,
			      const char *(*text)(uint8_t index), int32_t code, const char *message)
{
	struct ac_str value = simulator_parameter(call, name);
	if (value.data == NULL)
		return -1;
	for (uint8_t i = 0; i < count; i++) {
		if (ac_str_equal(value, ac_str_from(text(i))))
			return i;
	}
	simulator_refuse(call, code, "%s", message);
	return -2;
}
