/* http_message.h - one HTTP/1.1 request out of bytes, and the head of an answer. No socket. The
 * target is passed on byte for byte: signatures are over what the client sent. */
#ifndef AC_SIMULATOR_SERVE_HTTP_MESSAGE_H
#define AC_SIMULATOR_SERVE_HTTP_MESSAGE_H

#include "simulator/simulator.h"

#define SIMULATOR_HTTP_HEAD_MAX (128u << 10) /* 1024 stream names fit into a target */
#define SIMULATOR_HTTP_BODY_MAX (1u << 20)

/* Views into the bytes that were parsed. */
struct simulator_http_request {
	struct ac_str method, path, query;
	struct ac_str body;
	struct ac_str api_key;
	struct ac_str websocket_key; /* Sec-WebSocket-Key */
	bool is_upgrade;             /* to WebSocket, version 13 */
	bool is_kept_alive;
	bool is_continue_expected;
	size_t size; /* bytes that it took */
};
/* AC_END: not all of it has come (the head may have: then `is_continue_expected` is valid).
 * AC_ERR_PARSE: not HTTP; AC_ERR_RANGE: too long; AC_ERR_UNSUPPORTED: a chunked body. */
enum ac_status simulator_http_parse(struct ac_str bytes,
				    struct simulator_http_request *ret_request);

#define SIMULATOR_HTTP_ANSWER_HEAD_SIZE 640u
/* Writes the head of an answer and returns its size. */
size_t simulator_http_head_write(char *head, const struct ac_simulator_response *response,
				 bool is_kept_alive);
/* The head that accepts a WebSocket; 0 where the key is not one. */
size_t simulator_http_upgrade_write(char *head, struct ac_str websocket_key);

/* The bytes behind %XX (and nothing else: '+' stays); `text` itself is changed. Its new size. */
size_t simulator_percent_decode(char *text, size_t size);

#endif
