/* Requests as frames of the WebSocket API, and the control messages of streams (reference 1.4, 6).
 */
#include "binance/codec/request.h"

#define PARAMS_MAX   (AC_REQUEST_PARAMS_MAX + 1) /* apiKey comes in addition */
#define LOGON_WEIGHT 2

/* Text that grows in somebody's buffer; what does not fit is not written at all. */
struct text {
	char *data;
	size_t size, capacity;
	bool is_full;
};

static void put(struct text *text, char c)
{
	if (text->size < text->capacity)
		text->data[text->size++] = c;
	else
		text->is_full = true;
}

static void put_all(struct text *text, const char *data)
{
	for (; *data != '\0'; data++)
		put(text, *data);
}

static void put_json_char(struct text *text, char c)
{
	static const char digits[] = "0123456789abcdef";
	unsigned char byte = (unsigned char)c;
	if (byte < ' ') {
		put_all(text, "\\u00");
		put(text, digits[byte >> 4]);
		put(text, digits[byte & 15]);
		return;
	}
	if (c == '"' || c == '\\')
		put(text, '\\');
	put(text, c);
}

static void put_json(struct text *text, struct ac_str value)
{
	put(text, '"');
	for (size_t i = 0; i < value.size; i++)
		put_json_char(text, value.data[i]);
	put(text, '"');
}

static void put_int(struct text *text, int64_t value)
{
	char digits[20];
	size_t count = 0;
	uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
	do {
		digits[count++] = (char)('0' + rest % 10);
		rest /= 10;
	} while (rest > 0);
	if (value < 0)
		put(text, '-');
	while (count > 0)
		put(text, digits[--count]);
}

struct param {
	struct ac_str key, value; /* the value percent-encoded, unless it is the key's */
	bool is_encoded, is_integer;
};

static int compare(struct ac_str a, struct ac_str b)
{
	int order = memcmp(a.data, b.data, a.size < b.size ? a.size : b.size);
	return order != 0 ? order : (a.size > b.size) - (a.size < b.size);
}

static size_t insert(struct param *params, size_t count, struct param param)
{
	ac_assert(count < PARAMS_MAX);
	size_t place = count;
	for (; place > 0 && compare(params[place - 1].key, param.key) > 0; place--)
		params[place] = params[place - 1];
	params[place] = param;
	return count + 1;
}

/* The query's parameters, and the API key if there is one, sorted by name; a signature that is
 * already there belongs to the other transport. */
static size_t sorted(const struct ac_request *request, const char *api_key, struct param *params)
{
	size_t count = 0;
	uint32_t index = 0;
	if (api_key != NULL)
		count = insert(
			params, count,
			(struct param){ AC_STR("apiKey"), ac_str_from(api_key), false, false });
	const char *at = request->query, *end = request->query + request->size;
	while (at < end) {
		const char *stop = memchr(at, '&', (size_t)(end - at));
		if (stop == NULL)
			stop = end;
		const char *equals = memchr(at, '=', (size_t)(stop - at));
		ac_assert(equals != NULL);
		struct param param = {
			.key = { at, (size_t)(equals - at) },
			.value = { equals + 1, (size_t)(stop - equals - 1) },
			.is_encoded = true,
			.is_integer = (request->integers >> index & 1u) != 0,
		};
		if (!ac_str_equal(param.key, AC_STR("signature")))
			count = insert(params, count, param);
		index++;
		at = stop < end ? stop + 1 : end;
	}
	return count;
}

static unsigned nibble(char c)
{
	return (unsigned)(c <= '9' ? c - '0' : c - 'A' + 10);
}

/* The next character of a value; our own encoding is the only one that comes here. */
static char next_char(const struct param *param, size_t *at)
{
	const char *data = param->value.data;
	if (!param->is_encoded || data[*at] != '%')
		return data[(*at)++];
	ac_assert(*at + 2 < param->value.size);
	char c = (char)(nibble(data[*at + 1]) << 4 | nibble(data[*at + 2]));
	*at += 3;
	return c;
}

/* The same value as JSON, or as the text that is signed. */
static void put_value(struct text *text, const struct param *param, bool is_json)
{
	bool is_quoted = is_json && !param->is_integer;
	if (is_quoted)
		put(text, '"');
	for (size_t at = 0; at < param->value.size;) {
		char c = next_char(param, &at);
		if (is_quoted)
			put_json_char(text, c);
		else
			put(text, c);
	}
	if (is_quoted)
		put(text, '"');
}

static void put_raw(struct text *text, struct ac_str value)
{
	for (size_t i = 0; i < value.size; i++)
		put(text, value.data[i]);
}

/* Terminates, and gives the length without the terminator. */
static enum ac_status finish(struct text *text, size_t *ret_size)
{
	put(text, '\0');
	if (text->is_full)
		return AC_ERR_FULL;
	*ret_size = text->size - 1;
	return AC_OK;
}

static enum ac_status sendable(const struct ac_request *request)
{
	if (request->api_method == NULL)
		return AC_ERR_UNSUPPORTED;
	return request->is_full ? AC_ERR_FULL : AC_OK;
}

void ac_request_logon(struct ac_request *request)
{
	ac_request_begin(request, "", "", true);
	request->api_method = "session.logon";
	request->weight = LOGON_WEIGHT;
}

enum ac_status ac_request_api_payload(const struct ac_request *request, const char *api_key,
				      char ret_payload[AC_REQUEST_SIZE], size_t *ret_size)
{
	enum ac_status status = sendable(request);
	if (status != AC_OK)
		return status;
	struct param params[PARAMS_MAX];
	size_t count = sorted(request, api_key, params);
	struct text text = { ret_payload, 0, AC_REQUEST_SIZE, false };
	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			put(&text, '&');
		put_raw(&text, params[i].key);
		put(&text, '=');
		put_value(&text, &params[i], false);
	}
	return finish(&text, ret_size);
}

enum ac_status ac_request_api_frame(const struct ac_request *request, int64_t id,
				    const char *api_key, struct ac_str signature,
				    char ret_frame[AC_REQUEST_SIZE], size_t *ret_size)
{
	enum ac_status status = sendable(request);
	if (status != AC_OK)
		return status;
	struct param params[PARAMS_MAX];
	size_t count = sorted(request, api_key, params);
	struct text text = { ret_frame, 0, AC_REQUEST_SIZE, false };
	put_all(&text, "{\"id\":\"");
	put_int(&text, id);
	put_all(&text, "\",\"method\":");
	put_json(&text, ac_str_from(request->api_method));
	put_all(&text, ",\"params\":{");
	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			put(&text, ',');
		put_json(&text, params[i].key);
		put(&text, ':');
		put_value(&text, &params[i], true);
	}
	if (signature.size > 0) {
		put_all(&text, count > 0 ? ",\"signature\":" : "\"signature\":");
		put_json(&text, signature);
	}
	put_all(&text, "}}");
	return finish(&text, ret_size);
}

enum ac_status ac_request_subscribe(const char *method, const char *const *streams, size_t count,
				    int64_t id, char *ret_frame, size_t capacity, size_t *ret_size)
{
	struct text text = { ret_frame, 0, capacity, false };
	put_all(&text, "{\"method\":");
	put_json(&text, ac_str_from(method));
	put_all(&text, ",\"params\":[");
	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			put(&text, ',');
		put_json(&text, ac_str_from(streams[i]));
	}
	put_all(&text, "],\"id\":");
	put_int(&text, id);
	put(&text, '}');
	return finish(&text, ret_size);
}
