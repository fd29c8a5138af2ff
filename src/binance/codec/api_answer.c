/* Frames of the WebSocket API as they come back (reference 6). */
#include "binance/codec/json_fields.h"
#include "binance/codec/reply.h"

#define TIME_MS_MAX 7258118400000LL /* the year 2200 */

enum { ID, STATUS, RESULT, ERROR, LIMITS, FIELDS };
static const char *const names[FIELDS] = { "id", "status", "result", "error", "rateLimits" };

/* What one row of rateLimits counts; NULL where it is nothing of ours. */
static int32_t *counter_of(struct ac_api_answer *answer, const struct ac_json_value *type,
			   const struct ac_json_value *interval, int64_t number)
{
	bool is_minute = ac_json_value_is(interval, AC_STR("MINUTE")) && number == 1;
	if (ac_json_value_is(type, AC_STR("REQUEST_WEIGHT")))
		return is_minute ? &answer->used_weight : NULL;
	if (!ac_json_value_is(type, AC_STR("ORDERS")))
		return NULL;
	if (is_minute)
		return &answer->orders_1m;
	bool is_ten = ac_json_value_is(interval, AC_STR("SECOND")) && number == 10;
	return is_ten ? &answer->orders_10s : NULL;
}

/* What cannot be read of the limits is taken as absent: the answer itself matters more. */
static void read_limits(struct ac_str text, struct ac_api_answer *answer)
{
	static const char *const keys[] = { "rateLimitType", "interval", "intervalNum", "count" };
	struct ac_json_reader reader;
	ac_json_reader_init(&reader, text);
	if (!ac_json_reader_enter(&reader, AC_JSON_ARRAY))
		return;
	while (ac_json_reader_item(&reader)) {
		struct ac_json_value values[AC_COUNT(keys)];
		int64_t number, count;
		if (!ac_json_fields_read(&reader, keys, AC_COUNT(keys), values) ||
		    !ac_json_field_int(&values[2], &number) ||
		    !ac_json_field_int(&values[3], &count) || count < 0 || count > INT32_MAX)
			continue;
		int32_t *counter = counter_of(answer, &values[0], &values[1], number);
		if (counter != NULL)
			*counter = (int32_t)count;
	}
}

static ac_ms retry_after(struct ac_str error)
{
	static const char *const outer[] = { "data" };
	static const char *const inner[] = { "retryAfter" };
	struct ac_json_value data, value;
	int64_t time;
	if (!ac_json_fields_of(error, outer, 1, &data) || data.kind != AC_JSON_OBJECT ||
	    !ac_json_fields_of(data.text, inner, 1, &value) || !ac_json_field_int(&value, &time) ||
	    time < 0 || time >= TIME_MS_MAX)
		return 0;
	return time;
}

enum ac_status ac_api_answer_decode(struct ac_str frame, struct ac_api_answer *ret_answer)
{
	struct ac_json_value values[FIELDS];
	int64_t status, id;
	if (!ac_json_fields_of(frame, names, FIELDS, values) ||
	    !ac_json_field_int(&values[STATUS], &status) || status < 100 || status > 599)
		return AC_ERR_PARSE;
	struct ac_api_answer answer = {
		.id = -1,
		.status = (int)status,
		.body = values[status == 200 ? RESULT : ERROR].text,
		.used_weight = -1,
		.orders_10s = -1,
		.orders_1m = -1,
	};
	if (ac_json_field_int(&values[ID], &id) && id >= 0)
		answer.id = id;
	if (values[LIMITS].kind == AC_JSON_ARRAY)
		read_limits(values[LIMITS].text, &answer);
	if (values[ERROR].kind == AC_JSON_OBJECT)
		answer.retry_after_ms = retry_after(values[ERROR].text);
	*ret_answer = answer;
	return AC_OK;
}
