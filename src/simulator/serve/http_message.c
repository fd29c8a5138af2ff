#include "simulator/serve/http_message.h"

#include <openssl/evp.h>
#include <openssl/sha.h>
#include <stdio.h>
#include <strings.h>

#include "core/text.h"

#define WEBSOCKET_KEY_SIZE 24 /* base64 of 16 bytes */

static bool is_name(struct ac_str text, const char *name)
{
	return text.size == strlen(name) && strncasecmp(text.data, name, text.size) == 0;
}

/* Whether a comma-separated header value holds `word`. */
static bool has_word(struct ac_str list, const char *word)
{
	size_t size = strlen(word);
	for (size_t i = 0; i + size <= list.size; i++) {
		bool is_start = i == 0 || list.data[i - 1] == ',' || list.data[i - 1] == ' ';
		bool is_end = i + size == list.size || list.data[i + size] == ',' ||
			      list.data[i + size] == ' ';
		if (is_start && is_end && strncasecmp(list.data + i, word, size) == 0)
			return true;
	}
	return false;
}

static struct ac_str trim(struct ac_str text)
{
	while (text.size > 0 && (text.data[0] == ' ' || text.data[0] == '\t')) {
		text.data++;
		text.size--;
	}
	while (text.size > 0 &&
	       (text.data[text.size - 1] == ' ' || text.data[text.size - 1] == '\t'))
		text.size--;
	return text;
}

static enum ac_status parse_request_line(struct ac_str line, struct simulator_http_request *request)
{
	const char *end = line.data + line.size;
	const char *target = memchr(line.data, ' ', line.size);
	if (target == NULL || target == line.data)
		return AC_ERR_PARSE;
	request->method = (struct ac_str){ line.data, (size_t)(target - line.data) };
	target++;
	const char *version = memchr(target, ' ', (size_t)(end - target));
	if (version == NULL || target[0] != '/')
		return AC_ERR_PARSE;
	struct ac_str protocol = { version + 1, (size_t)(end - version - 1) };
	bool is_old = ac_str_equal(protocol, AC_STR("HTTP/1.0"));
	if (!is_old && !ac_str_equal(protocol, AC_STR("HTTP/1.1")))
		return AC_ERR_PARSE;
	request->is_kept_alive = !is_old;
	const char *mark = memchr(target, '?', (size_t)(version - target));
	const char *path_end = mark != NULL ? mark : version;
	request->path = (struct ac_str){ target, (size_t)(path_end - target) };
	request->query = mark != NULL ? (struct ac_str){ mark + 1, (size_t)(version - mark - 1) }
				      : (struct ac_str){ version, 0 };
	return AC_OK;
}

struct headers {
	size_t body_size;
	bool is_websocket, is_connection_upgrade, is_version_13, is_chunked;
};

static enum ac_status parse_header(struct ac_str name, struct ac_str value,
				   struct simulator_http_request *request, struct headers *headers)
{
	if (is_name(name, "content-length")) {
		size_t size = 0;
		if (value.size == 0 || value.size > 9)
			return AC_ERR_PARSE;
		for (size_t i = 0; i < value.size; i++) {
			if (value.data[i] < '0' || value.data[i] > '9')
				return AC_ERR_PARSE;
			size = size * 10 + (size_t)(value.data[i] - '0');
		}
		headers->body_size = size;
	} else if (is_name(name, "transfer-encoding")) {
		headers->is_chunked = !is_name(value, "identity");
	} else if (is_name(name, "connection")) {
		if (has_word(value, "close"))
			request->is_kept_alive = false;
		if (has_word(value, "keep-alive"))
			request->is_kept_alive = true;
		headers->is_connection_upgrade = has_word(value, "upgrade");
	} else if (is_name(name, "upgrade")) {
		headers->is_websocket = has_word(value, "websocket");
	} else if (is_name(name, "sec-websocket-version")) {
		headers->is_version_13 = is_name(value, "13");
	} else if (is_name(name, "sec-websocket-key")) {
		request->websocket_key = value;
	} else if (is_name(name, "x-mbx-apikey")) {
		request->api_key = value;
	} else if (is_name(name, "expect")) {
		request->is_continue_expected = has_word(value, "100-continue");
	}
	return AC_OK;
}

enum ac_status simulator_http_parse(struct ac_str bytes, struct simulator_http_request *ret_request)
{
	struct simulator_http_request request = { 0 };
	struct headers headers = { 0 };
	*ret_request = request;
	const char *head_end = memmem(bytes.data, bytes.size, "\r\n\r\n", 4);
	size_t head_size = head_end != NULL ? (size_t)(head_end - bytes.data) + 4 : bytes.size;
	if (head_size > SIMULATOR_HTTP_HEAD_MAX)
		return AC_ERR_RANGE;
	if (head_end == NULL)
		return AC_END;
	const char *at = bytes.data, *stop = head_end + 2;
	for (bool is_first = true; at < stop; is_first = false) {
		const char *line_end = memmem(at, (size_t)(stop - at), "\r\n", 2);
		ac_assert(line_end != NULL);
		struct ac_str line = { at, (size_t)(line_end - at) };
		at = line_end + 2;
		enum ac_status status;
		if (is_first) {
			status = parse_request_line(line, &request);
		} else {
			const char *colon = memchr(line.data, ':', line.size);
			if (colon == NULL)
				return AC_ERR_PARSE;
			size_t name_size = (size_t)(colon - line.data);
			struct ac_str value = { colon + 1, line.size - name_size - 1 };
			status = parse_header((struct ac_str){ line.data, name_size }, trim(value),
					      &request, &headers);
		}
		if (status != AC_OK)
			return status;
	}
	if (headers.is_chunked)
		return AC_ERR_UNSUPPORTED;
	if (headers.body_size > SIMULATOR_HTTP_BODY_MAX)
		return AC_ERR_RANGE;
	request.is_upgrade =
		headers.is_websocket && headers.is_connection_upgrade && headers.is_version_13;
	request.body = (struct ac_str){ bytes.data + head_size, headers.body_size };
	request.size = head_size + headers.body_size;
	*ret_request = request;
	return request.size <= bytes.size ? AC_OK : AC_END;
}

static const char *reason(int status)
{
	static const struct {
		int status;
		const char *text;
	} reasons[] = { { 200, "OK" },
			{ 400, "Bad Request" },
			{ 401, "Unauthorized" },
			{ 403, "Forbidden" },
			{ 404, "Not Found" },
			{ 408, "Request Timeout" },
			{ 411, "Length Required" },
			{ 413, "Payload Too Large" },
			{ 418, "I'm a teapot" },
			{ 429, "Too Many Requests" },
			{ 502, "Bad Gateway" },
			{ 503, "Service Unavailable" } };
	for (size_t i = 0; i < AC_COUNT(reasons); i++) {
		if (reasons[i].status == status)
			return reasons[i].text;
	}
	return "Status";
}

size_t simulator_http_head_write(char *head, const struct ac_simulator_response *response,
				 bool is_kept_alive)
{
	const struct {
		const char *name;
		int32_t value;
	} numbers[] = { { "x-mbx-used-weight-1m", response->used_weight },
			{ "x-mbx-order-count-10s", response->orders_10s },
			{ "x-mbx-order-count-1m", response->orders_1m },
			{ "Retry-After", response->retry_after_s } };
	int size = snprintf(head, SIMULATOR_HTTP_ANSWER_HEAD_SIZE,
			    "HTTP/1.1 %d %s\r\nContent-Type: %s\r\nContent-Length: %zu\r\n"
			    "Connection: %s\r\n",
			    response->status, reason(response->status),
			    response->is_html ? "text/html" : "application/json;charset=UTF-8",
			    response->body.size, is_kept_alive ? "keep-alive" : "close");
	for (size_t i = 0; i < AC_COUNT(numbers); i++) {
		if (numbers[i].value >= 0)
			size += snprintf(head + size,
					 SIMULATOR_HTTP_ANSWER_HEAD_SIZE - (size_t)size,
					 "%s: %d\r\n", numbers[i].name, numbers[i].value);
	}
	size += snprintf(head + size, SIMULATOR_HTTP_ANSWER_HEAD_SIZE - (size_t)size, "\r\n");
	ac_assert((size_t)size < SIMULATOR_HTTP_ANSWER_HEAD_SIZE);
	return (size_t)size;
}

size_t simulator_http_upgrade_write(char *head, struct ac_str websocket_key)
{
	static const char guid[] = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"; /* RFC 6455, 1.3 */
	if (websocket_key.size != WEBSOCKET_KEY_SIZE)
		return 0;
	unsigned char text[WEBSOCKET_KEY_SIZE + sizeof(guid)];
	memcpy(text, websocket_key.data, WEBSOCKET_KEY_SIZE);
	memcpy(text + WEBSOCKET_KEY_SIZE, guid, sizeof(guid) - 1);
	unsigned char digest[SHA_DIGEST_LENGTH], accept[32];
	SHA1(text, WEBSOCKET_KEY_SIZE + sizeof(guid) - 1, digest);
	EVP_EncodeBlock(accept, digest, sizeof(digest));
	int size = snprintf(head, SIMULATOR_HTTP_ANSWER_HEAD_SIZE,
			    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
			    "Connection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n\r\n",
			    (const char *)accept);
	return (size_t)size;
}

size_t simulator_percent_decode(char *text, size_t size)
{
	size_t out = 0;
	for (size_t i = 0; i < size; i++) {
		int high = i + 2 < size && text[i] == '%' ? ac_hex_digit(text[i + 1]) : -1;
		int low = high >= 0 ? ac_hex_digit(text[i + 2]) : -1;
		if (low >= 0) {
			text[out++] = (char)(high * 16 + low);
			i += 2;
		} else {
			text[out++] = text[i];
		}
	}
	return out;
}
