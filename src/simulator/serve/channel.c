#include "simulator/serve/channel.h"

#include <stdio.h>
#include <stdlib.h>

#include "simulator/serve/control.h"
#include "simulator/serve/rest.h"
#include "simulator/serve/server_state.h"
#include "simulator/serve/strike.h"
#include "simulator/serve/subscription.h"

#define MESSAGE_MAX       (256u << 10)
#define MESSAGES_BURST    15
#define MESSAGES_RATE     10
#define API_CONTROLS_RATE 5 /* pings and pongs on the WebSocket API */
#define GOODBYE_TIME      (2 * AC_NS_PER_SEC)

size_t simulator_frame_head_write(char *head, size_t payload_size)
{
	unsigned char *to = (unsigned char *)head;
	to[0] = 0x81; /* the last frame of a text */
	if (payload_size < 126) {
		to[1] = (unsigned char)payload_size;
		return 2;
	}
	size_t bytes = payload_size <= UINT16_MAX ? 2 : 8;
	to[1] = bytes == 2 ? 126 : 127;
	for (size_t i = 0; i < bytes; i++)
		to[2 + i] = (unsigned char)((uint64_t)payload_size >> (8 * (bytes - 1 - i)));
	return 2 + bytes;
}

void simulator_channel_send(struct simulator_connection *connection, struct ac_str text)
{
	char head[SIMULATOR_FRAME_HEAD_MAX];
	size_t size = simulator_frame_head_write(head, text.size);
	/* One append each is fine: nothing else is written to this connection in between. */
	simulator_connection_write(connection, head, size);
	simulator_connection_write(connection, text.data, text.size);
	connection->server->stats.frames_sent++;
	simulator_recorder_frame(connection->server->recorder, connection->id, false, text);
}

/* ---- wslay's side ---- */

static ssize_t on_recv(wslay_event_context_ptr frames, uint8_t *to, size_t size, int flags,
		       void *self)
{
	(void)flags;
	struct simulator_connection *connection = self;
	size_t available = simulator_bytes_size(&connection->in);
	/* Behind a goodbye only the peer's answer to it is of interest, and behind an end nothing.
	 */
	if (available == 0 || connection->end != SIMULATOR_END_NONE) {
		wslay_event_set_error(frames, WSLAY_ERR_WOULDBLOCK);
		return -1;
	}
	if (size > available)
		size = available;
	memcpy(to, simulator_bytes_view(&connection->in).data, size);
	simulator_bytes_consume(&connection->in, size);
	return (ssize_t)size;
}

static ssize_t on_send(wslay_event_context_ptr frames, const uint8_t *data, size_t size, int flags,
		       void *self)
{
	(void)frames;
	(void)flags;
	simulator_connection_write(self, data, size);
	return (ssize_t)size;
}

static bool is_within_limits(struct simulator_connection *connection, bool is_control)
{
	ac_ns now = ac_steady_ns(connection->server->config.clock);
	if (connection->kind == SIMULATOR_CONNECTION_STREAM)
		return simulator_allowance_take(&connection->allowance, MESSAGES_BURST,
						MESSAGES_RATE, now);
	return !is_control || simulator_allowance_take(&connection->allowance, API_CONTROLS_RATE,
						       API_CONTROLS_RATE, now);
}

static void on_message(wslay_event_context_ptr frames,
		       const struct wslay_event_on_msg_recv_arg *message, void *self)
{
	(void)frames;
	struct simulator_connection *connection = self;
	if (connection->finish_by_ns != 0)
		return;
	if (message->opcode == WSLAY_CONNECTION_CLOSE)
		return;
	if (!is_within_limits(connection, wslay_is_ctrl_frame(message->opcode))) {
		simulator_channel_goodbye(connection, 1008, "Too many requests");
		return;
	}
	if (message->opcode == WSLAY_PONG)
		connection->ponged_ns = ac_steady_ns(connection->server->config.clock);
	if (message->opcode != WSLAY_TEXT_FRAME)
		return;
	struct ac_str text = { (const char *)message->msg, message->msg_length };
	simulator_recorder_frame(connection->server->recorder, connection->id, true, text);
	if (connection->kind == SIMULATOR_CONNECTION_API)
		simulator_rest_message(connection, text);
	else
		simulator_control_message(connection, text);
}

/* ---- life ---- */

static bool open_kind(struct simulator_connection *connection,
		      const struct simulator_http_request *request, enum ac_status *ret_status)
{
	*ret_status = AC_OK;
	if (ac_str_equal(request->path, AC_STR("/ws-fapi/v1"))) {
		connection->kind = SIMULATOR_CONNECTION_API;
		connection->session = (struct ac_simulator_session){
			.account = -1,
			.connected_ms = ac_wall_ms(connection->server->config.clock),
			.has_rate_limits = memmem(request->query.data, request->query.size,
						  "returnRateLimits=false", 22) == NULL,
			.address = connection->address,
		};
		return true;
	}
	if (!simulator_subscription_url(connection, request->path, request->query, ret_status))
		return false;
	connection->kind = SIMULATOR_CONNECTION_STREAM;
	return true;
}

/* The first who listens is whom prices may have waited for; what is timed counts from here. */
static void begin(struct ac_simulator_server *server)
{
	if (!simulator_server_is_begun(server))
		server->started_ns = ac_steady_ns(server->config.clock);
	server->is_begun = true;
}

bool simulator_channel_open(struct simulator_connection *connection,
			    const struct simulator_http_request *request)
{
	static const struct wslay_event_callbacks callbacks = {
		.recv_callback = on_recv,
		.send_callback = on_send,
		.on_msg_recv_callback = on_message,
	};
	char head[SIMULATOR_HTTP_ANSWER_HEAD_SIZE];
	size_t size = simulator_http_upgrade_write(head, request->websocket_key);
	enum ac_status status;
	if (size == 0 || !open_kind(connection, request, &status))
		return false;
	if (wslay_event_context_server_init(&connection->frames, &callbacks, connection) != 0) {
		simulator_connection_end(connection, SIMULATOR_END_CUT);
		return true;
	}
	wslay_event_config_set_max_recv_msg_length(connection->frames, MESSAGE_MAX);
	connection->pinged_ns = connection->ponged_ns =
		ac_steady_ns(connection->server->config.clock);
	simulator_connection_write(connection, head, size);
	if (connection->kind == SIMULATOR_CONNECTION_STREAM)
		begin(connection->server);
	if (status == AC_ERR_FULL)
		simulator_control_refuse_streams(connection);
	else if (status != AC_OK)
		simulator_connection_end(connection, SIMULATOR_END_CUT);
	simulator_strike_connection(connection, connection->path);
	return true;
}

void simulator_channel_receive(struct simulator_connection *connection)
{
	int failed = wslay_event_recv(connection->frames);
	if (wslay_event_want_write(connection->frames))
		failed |= wslay_event_send(connection->frames);
	if (failed != 0)
		simulator_connection_end(connection, SIMULATOR_END_CUT);
	if (connection->end == SIMULATOR_END_NONE &&
	    wslay_event_get_close_received(connection->frames))
		simulator_connection_end(connection, SIMULATOR_END_FINISH);
	else if (connection->end == SIMULATOR_END_NONE && connection->finish_by_ns == 0 &&
		 wslay_event_get_close_sent(connection->frames))
		/* wslay said goodbye to a broken frame by itself. */
		connection->finish_by_ns =
			ac_steady_ns(connection->server->config.clock) + GOODBYE_TIME;
}

void simulator_channel_goodbye(struct simulator_connection *connection, int code,
			       const char *reason)
{
	if (connection->finish_by_ns != 0)
		return;
	connection->finish_by_ns = ac_steady_ns(connection->server->config.clock) + GOODBYE_TIME;
	simulator_unsubscribe_all(connection);
	if (wslay_event_queue_close(connection->frames, (uint16_t)code, (const uint8_t *)reason,
				    strlen(reason)) != 0 ||
	    wslay_event_send(connection->frames) != 0)
		simulator_connection_end(connection, SIMULATOR_END_CUT);
}

void simulator_channel_tick(struct simulator_connection *connection, ac_ns now)
{
	const struct ac_simulator_server_config *config = &connection->server->config;
	if (connection->silent_until_ns > now)
		return;
	bool is_over = now - connection->opened_ns >= config->connection_life ||
		       now - connection->ponged_ns >= config->pong_timeout ||
		       (connection->finish_by_ns != 0 && now >= connection->finish_by_ns);
	if (is_over) {
		simulator_connection_end(connection, SIMULATOR_END_CUT);
		return;
	}
	if (connection->finish_by_ns != 0 || now - connection->pinged_ns < config->ping_interval)
		return;
	connection->pinged_ns = now;
	char text[24];
	int size = snprintf(text, sizeof(text), "%lld",
			    (long long)(ac_wall_ms(connection->server->config.clock)));
	const struct wslay_event_msg ping = { WSLAY_PING, (const uint8_t *)text, (size_t)size };
	if (wslay_event_queue_msg(connection->frames, &ping) != 0 ||
	    wslay_event_send(connection->frames) != 0)
		simulator_connection_end(connection, SIMULATOR_END_CUT);
}

void simulator_channel_close(struct simulator_connection *connection)
{
	simulator_unsubscribe_all(connection);
	if (connection->frames != NULL)
		wslay_event_context_free(connection->frames);
	connection->frames = NULL;
}
