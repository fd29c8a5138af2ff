#include "dashboard/api_reply.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define FIRST_SIZE 16384u

void api_reply_init(struct api_reply *reply)
{
	*reply = (struct api_reply){ .status = 200, .content_type = API_JSON };
	ac_json_init(&reply->json, NULL, 0);
}

void api_reply_deinit(struct api_reply *reply)
{
	free(reply->json.data);
	*reply = (struct api_reply){ 0 };
}

static bool grow(struct api_reply *reply)
{
	struct ac_json *json = &reply->json;
	size_t capacity = json->capacity == 0 ? FIRST_SIZE : 2 * json->capacity;
	if (capacity > API_REPLY_SIZE_MAX)
		return false;
	char *data = realloc(json->data, capacity);
	if (data == NULL)
		return false;
	json->data = data;
	json->capacity = capacity;
	return true;
}

void api_reply_add(struct api_reply *reply, api_piece *write, const void *subject)
{
	struct ac_json *json = &reply->json;
	size_t before = json->size;
	while (!reply->is_lost) {
		write(json, subject);
		if (!json->is_full)
			return;
		json->size = before;
		json->is_full = false;
		reply->is_lost = !grow(reply);
	}
}

struct refusal {
	int status;
	const char *what, *help;
};

static void write_refusal(struct ac_json *json, const void *subject)
{
	const struct refusal *refusal = subject;
	ac_json_open(json, NULL, '{');
	ac_json_open(json, "error", '{');
	ac_json_int(json, "status", refusal->status);
	ac_json_text(json, "what", ac_str_from(refusal->what));
	ac_json_text(json, "help", ac_str_from(refusal->help));
	ac_json_close(json, '}');
	ac_json_close(json, '}');
	api_put(json, AC_STR("\n"));
}

void api_reply_refuse(struct api_reply *reply, int status, const char *what, const char *help)
{
	reply->json.size = 0;
	reply->status = status;
	reply->content_type = API_JSON;
	reply->file_name = NULL;
	api_reply_add(reply, write_refusal, &(struct refusal){ status, what, help });
}

void api_put(struct ac_json *json, struct ac_str text)
{
	if (json->is_full || text.size > json->capacity - json->size) {
		json->is_full = true;
		return;
	}
	if (text.size > 0)
		memcpy(json->data + json->size, text.data, text.size);
	json->size += text.size;
}

void api_put_format(struct ac_json *json, const char *format, ...)
{
	char text[512];
	va_list arguments;
	va_start(arguments, format);
	int size = vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	ac_assert(size >= 0 && (size_t)size < sizeof(text));
	api_put(json, (struct ac_str){ text, (size_t)size });
}

/* As sys/json.h begins a value: a comma unless it is the first. Keys are our own words. */
static void begin_value(struct ac_json *json, const char *key)
{
	char last = json->size > 0 ? json->data[json->size - 1] : '{';
	if (last != '{' && last != '[')
		api_put(json, AC_STR(","));
	if (key != NULL)
		api_put_format(json, "\"%s\":", key);
}

void api_json_number(struct ac_json *json, const char *key, struct ac_dec value)
{
	char text[AC_DEC_TEXT_SIZE];
	size_t size = ac_dec_format(value, text);
	begin_value(json, key);
	api_put(json, (struct ac_str){ text, size });
}

void api_json_real(struct ac_json *json, const char *key, double value)
{
	if (!isfinite(value)) {
		ac_json_null(json, key);
		return;
	}
	char text[32];
	for (int digits = 15; digits <= 17; digits++) {
		snprintf(text, sizeof(text), "%.*g", digits, value);
		if (strtod(text, NULL) == value)
			break;
	}
	begin_value(json, key);
	api_put(json, ac_str_from(text));
}

void api_json_time(struct ac_json *json, const char *key, ac_ms time_ms)
{
	if (time_ms == 0)
		ac_json_null(json, key);
	else
		ac_json_int(json, key, time_ms);
}

void api_json_price(struct ac_json *json, const char *key, struct ac_dec value)
{
	if (ac_dec_is_zero(value))
		ac_json_null(json, key);
	else
		ac_json_dec(json, key, value);
}
