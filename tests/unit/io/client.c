#include "client.h"
#include "sys/clock.h"

#include <stdio.h>
#include <stdlib.h>

static void happened(struct client *client, enum client_event event, unsigned *counter)
{
	(*counter)++;
	if (client->destroy_on != event)
		return;
	ac_websocket_destroy(client->websocket);
	client->websocket = NULL;
}

static void on_open(void *self)
{
	struct client *client = self;
	happened(client, ON_OPEN, &client->opened);
}

static void on_message(void *self, struct ac_str data, ac_ns recv_ns)
{
	struct client *client = self;
	char *copy = malloc(data.size + 1);
	if (copy == NULL)
		abort();
	if (data.size > 0)
		memcpy(copy, data.data, data.size);
	copy[data.size] = '\0';
	free(client->last);
	client->last = copy;
	client->last_size = data.size;
	client->recv_ns = recv_ns;
	happened(client, ON_MESSAGE, &client->messages);
}

static void on_ping(void *self, ac_ns recv_ns)
{
	struct client *client = self;
	client->recv_ns = recv_ns;
	happened(client, ON_PING, &client->pings);
}

static void on_pong(void *self, ac_ns recv_ns)
{
	struct client *client = self;
	client->recv_ns = recv_ns;
	happened(client, ON_PONG, &client->pongs);
}

static void on_end(void *self, const struct ac_websocket_end *end)
{
	struct client *client = self;
	client->close_code = end->close_code;
	client->was_open = end->was_open;
	snprintf(client->text, sizeof(client->text), "%s", end->text);
	happened(client, ON_END, &client->ended);
}

enum ac_status client_open(struct client *client, const struct client_options *options)
{
	const struct ac_websocket_config config = {
		.clock = &ac_machine_clock,
		.url = options->url,
		.ca_file = options->ca_file,
		.message_max = options->message_max > 0 ? options->message_max : 1u << 22,
		.send_max = options->send_max > 0 ? options->send_max : 1u << 22,
		.connect_timeout =
			options->connect_timeout > 0 ? options->connect_timeout : 4 * AC_NS_PER_SEC,
	};
	const struct ac_websocket_handlers handlers = { .on_open = on_open,
							.on_message = on_message,
							.on_ping = on_ping,
							.on_pong = on_pong,
							.on_end = on_end,
							.self = client };
	enum ac_status status = ac_loop_create(&client->loop);
	if (status != AC_OK)
		return status;
	return ac_websocket_create(client->loop, &config, &handlers, &client->websocket);
}

void client_close(struct client *client)
{
	ac_websocket_destroy(client->websocket);
	ac_loop_destroy(client->loop);
	free(client->last);
	*client = (struct client){ 0 };
}

bool client_wait(struct client *client, const unsigned *counter, unsigned count, ac_ns patience)
{
	ac_ns until = ac_steady_ns(&ac_machine_clock) + patience;
	while (*counter < count) {
		ac_ns left = until - ac_steady_ns(&ac_machine_clock);
		if (left <= 0)
			return false;
		ac_loop_run(client->loop, left);
	}
	return true;
}
