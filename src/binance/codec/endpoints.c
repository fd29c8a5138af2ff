#include "binance/codec/endpoints.h"

#include "core/text.h"

#define PORT_MAX 65535u

static const struct ac_endpoints mainnet = {
	.rest = "https://fapi.binance.com",
	.stream = "wss://fstream.binance.com",
	.api = "wss://ws-fapi.binance.com/ws-fapi/v1",
	.sapi = "https://api.binance.com",
};

/* The demo exchange serves its WebSocket API under the old name only, and has no wallet host. */
static const struct ac_endpoints testnet = {
	.rest = "https://demo-fapi.binance.com",
	.stream = "wss://demo-fstream.binance.com",
	.api = "wss://testnet.binancefuture.com/ws-fapi/v1",
	.sapi = "",
};

void ac_endpoints_mainnet(struct ac_endpoints *ret_endpoints)
{
	*ret_endpoints = mainnet;
}

void ac_endpoints_testnet(struct ac_endpoints *ret_endpoints)
{
	*ret_endpoints = testnet;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool host_is(struct ac_str host, const char *name)
{
	return host.size == strlen(name) && ac_str_begins_any_case(host, ac_str_from(name));
}

/* The four numbers of 127.x.x.x in full: shortened or padded forms mean something else to some
 * resolvers, and "127.0.0.1.example.com" is a name of somebody. */
static bool is_loopback_v4(struct ac_str host)
{
	uint32_t parts = 0, value = 0, digits = 0;
	for (size_t i = 0; i <= host.size; i++) {
		char c = i < host.size ? host.data[i] : '.';
		if (is_digit(c)) {
			if (digits > 0 && value == 0)
				return false;
			value = value * 10 + (uint32_t)(c - '0');
			digits++;
			if (digits > 3)
				return false;
		} else if (c == '.') {
			if (digits == 0 || value > 255 || (parts == 0 && value != 127))
				return false;
			parts++;
			value = digits = 0;
		} else {
			return false;
		}
	}
	return parts == 4;
}

static bool is_loopback(struct ac_str host)
{
	return host_is(host, "localhost") || host_is(host, "[::1]") || is_loopback_v4(host);
}

static bool is_host_char(char c)
{
	return is_digit(c) || (ac_ascii_lower(c) >= 'a' && ac_ascii_lower(c) <= 'z') || c == '.' ||
	       c == '-' || c == '_';
}

/* Splits off the host at the start of `rest`, brackets of IPv6 included; what follows it stands in
 * *ret_after. */
static bool split_host(const char *rest, struct ac_str *ret_host, const char **ret_after)
{
	size_t size = 0;
	if (rest[0] == '[') {
		size = strcspn(rest, "]");
		if (rest[size] != ']' || strspn(rest + 1, "0123456789abcdefABCDEF:.") != size - 1)
			return false;
		size++;
	} else {
		while (is_host_char(rest[size]))
			size++;
	}
	*ret_host = (struct ac_str){ rest, size };
	*ret_after = rest + size;
	return size > 0;
}

static const char *scheme_end(const char *url)
{
	const char *colon = strstr(url, "://");
	return colon == NULL ? NULL : colon + 3;
}

/* NULL where the port, if there is one, is a number that can be; moves past it. */
static const char *port_fault(const char **after)
{
	const char *text = *after;
	if (text[0] != ':')
		return NULL;
	uint32_t port = 0;
	size_t digits = 0;
	for (text++; is_digit(*text) && digits < 6; text++, digits++)
		port = port * 10 + (uint32_t)(*text - '0');
	*after = text;
	return digits == 0 || port == 0 || port > PORT_MAX ? "the port is no number from 1 to 65535"
							   : NULL;
}

static const char *path_fault(const char *path)
{
	if (path[0] != '\0' && path[0] != '/')
		return "the host has a character that no host name has";
	for (; *path != '\0'; path++) {
		if (*path <= ' ' || *path > '~' || strchr("?#\\\"<>", *path) != NULL)
			return "the path has a query, a fragment, a blank or another character "
			       "that cannot stand there";
	}
	return NULL;
}

const char *ac_endpoint_fault(const char *url, enum ac_endpoint_kind kind)
{
	bool is_http = kind == AC_ENDPOINT_HTTP;
	struct ac_str given = ac_str_from(url);
	if (url[0] == '\0')
		return "the address is empty";
	if (strlen(url) >= AC_ENDPOINT_SIZE)
		return "the address is longer than 255 characters";
	bool is_secure =
		ac_str_begins_any_case(given, is_http ? AC_STR("https://") : AC_STR("wss://"));
	if (!is_secure &&
	    !ac_str_begins_any_case(given, is_http ? AC_STR("http://") : AC_STR("ws://")))
		return is_http ? "the address must begin with https:// (or http:// to this machine)"
			       : "the address must begin with wss:// (or ws:// to this machine)";
	struct ac_str host;
	const char *after;
	if (!split_host(scheme_end(url), &host, &after))
		return "the address names no host";
	if (strchr(after, '@') != NULL)
		return "the address must not hold a user or a password";
	const char *fault = port_fault(&after);
	if (fault == NULL)
		fault = path_fault(after);
	if (fault != NULL)
		return fault;
	if (!is_secure && !is_loopback(host))
		return is_http ? "plain http:// is allowed to this machine only "
				 "(127.0.0.0/8, [::1], localhost)"
			       : "plain ws:// is allowed to this machine only "
				 "(127.0.0.0/8, [::1], localhost)";
	return NULL;
}

enum ac_status ac_endpoint_set(char ret_endpoint[AC_ENDPOINT_SIZE], const char *url)
{
	size_t size = strlen(url);
	while (size > 0 && url[size - 1] == '/')
		size--;
	if (size >= AC_ENDPOINT_SIZE)
		return AC_ERR_RANGE;
	memset(ret_endpoint, 0, AC_ENDPOINT_SIZE);
	memcpy(ret_endpoint, url, size);
	ret_endpoint[size] = '\0';
	return AC_OK;
}

static bool is_local(const char *url)
{
	if (url[0] == '\0')
		return true;
	const char *rest = scheme_end(url);
	struct ac_str host;
	const char *after;
	return rest != NULL && split_host(rest, &host, &after) &&
	       (after[0] == '\0' || after[0] == ':' || after[0] == '/') &&
	       strchr(after, '@') == NULL && is_loopback(host);
}

bool ac_endpoints_are_local(const struct ac_endpoints *endpoints)
{
	return is_local(endpoints->rest) && is_local(endpoints->stream) &&
	       is_local(endpoints->api) && is_local(endpoints->sapi);
}
