#include "simulator/call/answer.h"

void simulator_json_dec(struct ac_json *json, const char *key, struct ac_dec value, int decimals)
{
	char text[AC_DEC_TEXT_SIZE];
	int64_t unit = 1;
	for (int i = decimals; i < AC_DEC_DIGITS; i++)
		unit *= 10;
	size_t size = value.units % unit == 0 ? ac_dec_format_fixed(value, decimals, text)
					      : ac_dec_format(value, text);
	ac_json_text(json, key, (struct ac_str){ text, size });
}

void simulator_json_raw(struct ac_json *json, const char *key, struct ac_str text)
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

void simulator_json_word(struct ac_json *json, const char *key, const char *text)
{
	ac_json_text(json, key, ac_str_from(text));
}

void simulator_json_done(struct simulator_call *call, const char *message)
{
	ac_json_open(call->json, NULL, '{');
	ac_json_int(call->json, "code", 200);
	simulator_json_word(call->json, "msg", message);
	ac_json_close(call->json, '}');
}
