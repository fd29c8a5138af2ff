#include "binance/codec/request.h"

static const char hex_digits[] = "0123456789ABCDEF";

/* What RFC 3986 leaves as it is. */
static bool is_plain(unsigned char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
	       c == '-' || c == '_' || c == '.' || c == '~';
}

static void put(struct ac_request *request, char c)
{
	if (request->size + 1 < AC_REQUEST_SIZE)
		request->query[request->size++] = c;
	else
		request->is_full = true;
}

static void put_encoded(struct ac_request *request, struct ac_str value)
{
	for (size_t i = 0; i < value.size; i++) {
		unsigned char c = (unsigned char)value.data[i];
		if (is_plain(c)) {
			put(request, (char)c);
		} else {
			put(request, '%');
			put(request, hex_digits[c >> 4]);
			put(request, hex_digits[c & 15]);
		}
	}
}

/* A parameter stands whole or not at all. */
static void put_param(struct ac_request *request, const char *key, struct ac_str value,
		      bool is_integer)
{
	if (request->is_full)
		return;
	size_t start = request->size;
	if (start > 0)
		put(request, '&');
	for (const char *c = key; *c != '\0'; c++)
		put(request, *c);
	put(request, '=');
	put_encoded(request, value);
	ac_assert(request->params < AC_REQUEST_PARAMS_MAX);
	if (request->is_full) {
		request->size = start;
	} else {
		request->integers |= is_integer ? 1u << request->params : 0;
		request->params++;
	}
	request->query[request->size] = '\0';
}

void ac_request_begin(struct ac_request *request, const char *method, const char *path,
		      bool is_signed)
{
	/* Not the whole buffer: it is filled as far as `size` says. */
	memset(request, 0, offsetof(struct ac_request, query) + 1);
	request->method = method;
	request->path = path;
	request->is_signed = is_signed;
	request->weight = 1;
}

void ac_request_text(struct ac_request *request, const char *key, const char *value)
{
	put_param(request, key, ac_str_from(value), false);
}

#define INT_TEXT_SIZE 24

static struct ac_str int_text(int64_t value, char text[INT_TEXT_SIZE])
{
	size_t start = INT_TEXT_SIZE;
	uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
	do {
		text[--start] = (char)('0' + rest % 10);
		rest /= 10;
	} while (rest > 0);
	if (value < 0)
		text[--start] = '-';
	return (struct ac_str){ text + start, INT_TEXT_SIZE - start };
}

void ac_request_int(struct ac_request *request, const char *key, int64_t value)
{
	char text[INT_TEXT_SIZE];
	put_param(request, key, int_text(value, text), true);
}

void ac_request_dec(struct ac_request *request, const char *key, struct ac_dec value)
{
	char text[AC_DEC_TEXT_SIZE];
	size_t size = ac_dec_format(value, text);
	put_param(request, key, (struct ac_str){ text, size }, false);
}

void ac_request_stamp(struct ac_request *request, ac_ms timestamp_ms, int32_t recv_window_ms)
{
	ac_request_int(request, "recvWindow", recv_window_ms);
	ac_request_int(request, "timestamp", timestamp_ms);
}

void ac_request_sign(struct ac_request *request, struct ac_str signature)
{
	put_param(request, "signature", signature, false);
}
