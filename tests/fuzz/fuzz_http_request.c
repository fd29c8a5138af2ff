/* Any bytes as an HTTP request: what is taken lies inside them, and a request that is whole is the
 * same one when more follows, and incomplete when its last byte is missing. */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "simulator/serve/http_message.h"

static void check_inside(struct ac_str part, struct ac_str whole)
{
	if (part.size > 0)
		ac_assert(part.data >= whole.data &&
			  part.data + part.size <= whole.data + whole.size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ac_str bytes = { (const char *)data, size };
	struct simulator_http_request request, other;
	if (simulator_http_parse(bytes, &request) != AC_OK)
		return 0;
	ac_assert(request.size > 0 && request.size <= size);
	const struct ac_str parts[] = { request.method, request.path,    request.query,
					request.body,   request.api_key, request.websocket_key };
	for (size_t i = 0; i < AC_COUNT(parts); i++)
		check_inside(parts[i], (struct ac_str){ bytes.data, request.size });
	ac_assert(request.path.size > 0 && request.path.data[0] == '/');
	ac_assert(memchr(request.path.data, '?', request.path.size) == NULL);
	ac_assert(simulator_http_parse((struct ac_str){ bytes.data, request.size }, &other) ==
		  AC_OK);
	ac_assert(other.size == request.size && ac_str_equal(other.query, request.query));
	ac_assert(simulator_http_parse((struct ac_str){ bytes.data, request.size - 1 }, &other) ==
		  AC_END);
	/* Decoding never grows, and leaves alone what holds no percent sign. */
	char *text = malloc(request.query.size + 1);
	ac_assert(text != NULL);
	memcpy(text, request.query.data, request.query.size);
	size_t decoded = simulator_percent_decode(text, request.query.size);
	ac_assert(decoded <= request.query.size);
	if (memchr(request.query.data, '%', request.query.size) == NULL)
		ac_assert(decoded == request.query.size);
	free(text);
	return 0;
}
