#include "io/url.h"

#include <arpa/inet.h>

/* Copies up to `size` - 1 bytes; false where there is nothing or too much. */
static bool copy(char *to, size_t size, const char *from, size_t length)
{
	if (length == 0 || length >= size)
		return false;
	memcpy(to, from, length);
	to[length] = '\0';
	return true;
}

static bool take_port(struct ac_url *url, const char *at, size_t length)
{
	if (!copy(url->port, sizeof(url->port), at, length))
		return false;
	unsigned number = 0;
	for (size_t i = 0; i < length; i++) {
		if (at[i] < '0' || at[i] > '9')
			return false;
		number = number * 10 + (unsigned)(at[i] - '0');
	}
	return number >= 1 && number <= 65535;
}

enum ac_status ac_url_parse(const char *text, struct ac_url *ret_url)
{
	struct ac_url url = { .is_tls = strncmp(text, "wss://", 6) == 0 };
	if (!url.is_tls && strncmp(text, "ws://", 5) != 0)
		return AC_ERR_PARSE;
	const char *at = text + (url.is_tls ? 6 : 5);
	for (const char *byte = at; *byte != '\0'; byte++) {
		/* What would end the request line, or the line of a header. */
		if ((unsigned char)*byte <= ' ' || *byte == '#' || *byte == '\x7f')
			return AC_ERR_PARSE;
	}
	size_t length = strcspn(at, "/?");
	const char *end = at + length;
	const char *host = at, *after;
	size_t host_size;
	if (*at == '[') {
		host = at + 1;
		const char *close = memchr(host, ']', (size_t)(end - host));
		if (close == NULL)
			return AC_ERR_PARSE;
		host_size = (size_t)(close - host);
		after = close + 1;
	} else {
		host_size = strcspn(at, ":/?");
		after = at + host_size;
	}
	if (memchr(host, '@', host_size) != NULL ||
	    !copy(url.host, sizeof(url.host), host, host_size))
		return AC_ERR_PARSE;
	if (after == end)
		memcpy(url.port, url.is_tls ? "443" : "80", url.is_tls ? 4 : 3);
	else if (*after != ':' || !take_port(&url, after + 1, (size_t)(end - after - 1)))
		return AC_ERR_PARSE;
	struct in6_addr address;
	bool is_six = inet_pton(AF_INET6, url.host, &address) == 1;
	url.is_address = is_six || inet_pton(AF_INET, url.host, &address) == 1;
	if ((*at == '[') != is_six || *end == '?')
		return AC_ERR_PARSE;
	url.path = *end == '\0' ? "/" : end;
	*ret_url = url;
	return AC_OK;
}
