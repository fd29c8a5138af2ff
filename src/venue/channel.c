#include "venue/channel.h"

#include <stdio.h>
#include <stdlib.h>

#include "sys/clock.h"
#include "venue/control.h"
#include "venue/rest.h"
#include "venue/server_state.h"
#include "venue/strike.h"
#include "venue/subscription.h"

#define MESSAGE_MAX       (256u << 10)
#define MESSAGES_BURST    15
#define MESSAGES_RATE     10
#define API_CONTROLS_RATE 5 /* pings and pongs on the WebSocket API */
#define GOODBYE_TIME      (2 * AC_NS_PER_SEC)

size_t venue_frame_head_write(char *head, size_t payload_size)
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

void venue_channel_send(struct venue_connection *connection, struct ac_str text)
{
	char head[VENUE_FRAME_HEAD_MAX];
	size_t size = venue_frame_head_write(head, text.size);
	/* One append each is fine: nothing else is written to this connection in between. */
	venue_connection_write(connection, head, size);
	venue_connection_write(connection, text.data, text.size);
	connection->server->stats.frames_sent++;
	venue_recorder_frame(connection->server->recorder, connection->id, false, text);
}

/* ---- wslay's side ---- */

static ssize_t on_recv(wslay_event_context_ptr frames, uint8_t *to, size_t size, int flags,
		       void *self)
{
	(void)flags;
	struct venue_connection *connection = self;
	size_t available = venue_bytes_size(&connection->in);
	/* Behind a goodbye only the peer's answer to it is of interest, and behind an end nothing.
	 */
	if (available == 0 || connection->end != VENUE_END_NONE) {
		wslay_event_set_error(frames, WSLAY_ERR_WOULDBLOCK);
		return -1;
	}
	if (size > available)
		size = available;
	memcpy(to, venue_bytes_view(&connection->in).data, size);
	venue_bytes_consume(&connection->in, size);
	return (ssize_t)size;
}

static ssize_t on_send(wslay_event_context_ptr frames, const uint8_t *data, size_t size, int flags,
		       void *self)
{
	(void)frames;
	(void)flags;
	venue_connection_write(self, data, size);
	return (ssize_t)size;
}

static bool is_within_limits(struct venue_connection *connection, bool is_control)
{
	ac_ns now = ac_steady_ns(&ac_machine_clock);
	if (connection->kind == VENUE_CONNECTION_STREAM)
		return venue_allowance_take(&connection->allowance, MESSAGES_BURST, MESSAGES_RATE,
					    now);
	return !is_control || venue_allowance_take(&connection->allowance, API_CONTROLS_RATE,
						   API_CONTROLS_RATE, now);
}

static void on_message(wslay_event_context_ptr frames,
		       const struct wslay_event_on_msg_recv_arg *message, void *self)
{
	(void)frames;
	struct venue_connection *connection = self;
	if (connection->finish_by_ns != 0)
		return;
	if (message->opcode == WSLAY_CONNECTION_CLOSE)
		return;
	if (!is_within_limits(connection, wslay_is_ctrl_frame(message->opcode))) {
		venue_channel_goodbye(connection, 1008, "Too many requests");
		return;
	}
	if (message->opcode == WSLAY_PONG)
		connection->ponged_ns = ac_steady_ns(&ac_machine_clock);
	if (message->opcode != WSLAY_TEXT_FRAME)
		return;
	struct ac_str text = { (const char *)message->msg, message->msg_length };
	venue_recorder_frame(connection->server->recorder, connection->id, true, text);
	if (connection->kind == VENUE_CONNECTION_API)
		venue_rest_message(connection, text);
	else
		venue_control_message(connection, text);
}

/* ---- life ---- */

static bool open_kind(struct venue_connection *connection, const struct venue_http_request *request,
		      enum ac_status *ret_status)
{
	*ret_status = AC_OK;
	if (ac_str_equal(request->path, AC_STR("/ws-fapi/v1"))) {
		connection->kind = VENUE_CONNECTION_API;
		connection->session = (struct ac_venue_session){
			.account = -1,
			.connected_ms = ac_wall_ns(&ac_machine_clock) / AC_NS_PER_MS,
			.has_rate_limits = memmem(request->query.data, request->query.size,
						  "returnRateLimits=false", 22) == NULL,
			.address = connection->address,
		};
		return true;
	}
	if (!venue_subscription_url(connection, request->path, request->query, ret_status))
		return false;
	connection->kind = VENUE_CONNECTION_STREAM;
	return true;
}

bool venue_channel_open(struct venue_connection *connection,
			const struct venue_http_request *request)
{
	static const struct wslay_event_callbacks callbacks = {
		.recv_callback = on_recv,
		.send_callback = on_send,
		.on_msg_recv_callback = on_message,
	};
	char head[VENUE_HTTP_ANSWER_HEAD_SIZE];
	size_t size = venue_http_upgrade_write(head, request->websocket_key);
	enum ac_status status;
	if (size == 0 || !open_kind(connection, request, &status))
		return false;
	if (wslay_event_context_server_init(&connection->frames, &callbacks, connection) != 0) {
		venue_connection_end(connection, VENUE_END_CUT);
		return true;
	}
	wslay_event_config_set_max_recv_msg_length(connection->frames, MESSAGE_MAX);
	connection->pinged_ns = connection->ponged_ns = ac_steady_ns(&ac_machine_clock);
	venue_connection_write(connection, head, size);
	if (connection->kind == VENUE_CONNECTION_STREAM)
		connection->server->is_begun = true;
	if (status == AC_ERR_FULL)
		venue_control_refuse_streams(connection);
	else if (status != AC_OK)
		venue_connection_end(connection, VENUE_END_CUT);
	venue_strike_connection(connection, connection->path);
	return true;
}

void venue_channel_receive(struct venue_connection *connection)
{
	int failed = wslay_event_recv(connection->frames);
	if (wslay_event_want_write(connection->frames))
		failed |= wslay_event_send(connection->frames);
	if (failed != 0)
		venue_connection_end(connection, VENUE_END_CUT);
	if (connection->end == VENUE_END_NONE && wslay_event_get_close_received(connection->frames))
		venue_connection_end(connection, VENUE_END_FINISH);
	else if (connection->end == VENUE_END_NONE && connection->finish_by_ns == 0 &&
		 wslay_event_get_close_sent(connection->frames))
		/* wslay said goodbye to a broken frame by itself. */
		connection->finish_by_ns = ac_steady_ns(&ac_machine_clock) + GOODBYE_TIME;
}

void venue_channel_goodbye(struct venue_connection *connection, int code, const char *reason)
{
	if (connection->finish_by_ns != 0)
		return;
	connection->finish_by_ns = ac_steady_ns(&ac_machine_clock) + GOODBYE_TIME;
	venue_unsubscribe_all(connection);
	if (wslay_event_queue_close(connection->frames, (uint16_t)code, (const uint8_t *)reason,
				    strlen(reason)) != 0 ||
	    wslay_event_send(connection->frames) != 0)
		venue_connection_end(connection, VENUE_END_CUT);
}

void venue_channel_tick(struct venue_connection *connection, ac_ns now)
{
	const struct ac_venue_server_config *config = &connection->server->config;
	if (connection->silent_until_ns > now)
		return;
	bool is_over = now - connection->opened_ns >= config->connection_life ||
		       now - connection->ponged_ns >= config->pong_timeout ||
		       (connection->finish_by_ns != 0 && now >= connection->finish_by_ns);
	if (is_over) {
		venue_connection_end(connection, VENUE_END_CUT);
		return;
	}
	if (connection->finish_by_ns != 0 || now - connection->pinged_ns < config->ping_interval)
		return;
	connection->pinged_ns = now;
	char text[24];
	int size = snprintf(text, sizeof(text), "%lld",
			    (long long)(ac_wall_ns(&ac_machine_clock) / AC_NS_PER_MS));
	const struct wslay_event_msg ping = { WSLAY_PING, (const uint8_t *)text, (size_t)size };
	if (wslay_event_queue_msg(connection->frames, &ping) != 0 ||
	    wslay_event_send(connection->frames) != 0)
		venue_connection_end(connection, VENUE_END_CUT);
}

void venue_channel_close(struct venue_connection *connection)
{
	venue_unsubscribe_all(connection);
	if (connection->frames != NULL)
		wslay_event_context_free(connection->frames);
	connection->frames = NULL;
}
