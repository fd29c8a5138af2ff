/* client.h - a WebSocket of a test on a loop of its own, which keeps what it was told. */
#ifndef AC_TESTS_CLIENT_H
#define AC_TESTS_CLIENT_H

#include "io/websocket.h"

enum client_event { ON_NOTHING, ON_OPEN, ON_MESSAGE, ON_PING, ON_PONG, ON_END };

struct client {
	struct ac_loop *loop;
	struct ac_websocket *websocket;
	enum client_event destroy_on; /* from inside the first such callback */
	unsigned opened, messages, pings, pongs, ended;
	char *last; /* the latest message, terminated */
	size_t last_size;
	ac_ns recv_ns; /* as the latest callback was told */
	int close_code;
	char text[512];
	bool was_open;
};

struct client_options {
	const char *url;
	const char *ca_file;
	uint32_t message_max, send_max;
	ac_ns connect_timeout;
};

/* Zeros in `options` are generous defaults. */
enum ac_status client_open(struct client *client, const struct client_options *options);
void client_close(struct client *client);

/* Runs the loop until the counter has come to `count`, at most `patience`. */
bool client_wait(struct client *client, const unsigned *counter, unsigned count, ac_ns patience);
#define CLIENT_WAIT(client, counter, count)                                                        \
	client_wait((client), &(client)->counter, (count), 5 * AC_NS_PER_SEC)

#endif
