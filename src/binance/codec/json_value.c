/* What a value of a JSON document says, of those kinds that the exchange writes: whole numbers and
 * decimals, bare or quoted, texts, truth. */
#include "binance/codec/json_reader.h"

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

enum ac_status ac_json_value_int(const struct ac_json_value *value, int64_t *ret_number)
{
	if (value->kind != AC_JSON_NUMBER && value->kind != AC_JSON_STRING)
		return AC_ERR_PARSE;
	const char *at = value->text.data, *end = at + value->text.size;
	bool is_negative = at < end && *at == '-';
	if (is_negative)
		at++;
	if (at == end || (*at == '0' && end - at > 1))
		return AC_ERR_PARSE;
	int64_t number = 0;
	bool fits = true;
	/* Counted below zero, where there is room for one more. */
	for (; at < end && is_digit(*at); at++)
		fits = fits && !__builtin_mul_overflow(number, 10, &number) &&
		       !__builtin_sub_overflow(number, *at - '0', &number);
	if (at < end)
		return AC_ERR_PARSE;
	if (!fits || (!is_negative && number == INT64_MIN))
		return AC_ERR_RANGE;
	*ret_number = is_negative ? number : -number;
	return AC_OK;
}

enum ac_status ac_json_value_decimal(const struct ac_json_value *value, struct ac_dec *ret_decimal)
{
	if (value->kind != AC_JSON_NUMBER && value->kind != AC_JSON_STRING)
		return AC_ERR_PARSE;
	return ac_dec_parse(value->text, ret_decimal);
}

/* By how many units (-1, 0, 1) the digits behind the eighth decimal move the rest. */
static int rounding_of(struct ac_str rest, bool is_negative, bool is_odd, enum ac_round round)
{
	bool is_zero = true, is_half = true;
	for (size_t i = 0; i < rest.size; i++) {
		is_zero = is_zero && rest.data[i] == '0';
		is_half = is_half && rest.data[i] == (i == 0 ? '5' : '0');
	}
	if (is_zero)
		return 0;
	bool moves = false;
	switch (round) {
	case AC_ROUND_FLOOR:
		moves = is_negative;
		break;
	case AC_ROUND_CEIL:
		moves = !is_negative;
		break;
	case AC_ROUND_DOWN:
		break;
	case AC_ROUND_UP:
		moves = true;
		break;
	case AC_ROUND_HALF_EVEN:
		moves = is_half ? is_odd : rest.data[0] >= '5';
		break;
	case AC_ROUND_HALF_UP:
		moves = rest.data[0] >= '5';
		break;
	}
	return !moves ? 0 : is_negative ? -1 : 1;
}

enum ac_status ac_json_value_decimal_rounded(const struct ac_json_value *value, enum ac_round round,
					     struct ac_dec *ret_decimal)
{
	struct ac_dec decimal;
	enum ac_status status = ac_json_value_decimal(value, &decimal);
	const char *point = status == AC_ERR_PARSE && value->text.size > 0
				    ? memchr(value->text.data, '.', value->text.size)
				    : NULL;
	if (status == AC_OK)
		*ret_decimal = decimal;
	if (point == NULL || (value->kind != AC_JSON_NUMBER && value->kind != AC_JSON_STRING))
		return status;
	size_t kept = (size_t)(point - value->text.data) + 1 + AC_DEC_DIGITS;
	if (value->text.size <= kept)
		return status;
	struct ac_str rest = { value->text.data + kept, value->text.size - kept };
	for (size_t i = 0; i < rest.size; i++)
		if (!is_digit(rest.data[i]))
			return AC_ERR_PARSE;
	status = ac_dec_parse((struct ac_str){ value->text.data, kept }, &decimal);
	if (status != AC_OK)
		return status;
	int move = rounding_of(rest, value->text.data[0] == '-', decimal.units % 2 != 0, round);
	return ac_dec_add(decimal, (struct ac_dec){ move }, ret_decimal);
}

enum ac_status ac_json_value_bool(const struct ac_json_value *value, bool *ret_bool)
{
	if (value->kind != AC_JSON_TRUE && value->kind != AC_JSON_FALSE)
		return AC_ERR_PARSE;
	*ret_bool = value->kind == AC_JSON_TRUE;
	return AC_OK;
}
