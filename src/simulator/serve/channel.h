/* channel.h - the WebSocket side of a connection: frames in and out, pings, goodbyes. What the
 * messages say is for control.c and the simulator. */
#ifndef AC_SIMULATOR_SERVE_CHANNEL_H
#define AC_SIMULATOR_SERVE_CHANNEL_H

#include "simulator/serve/connection.h"
#include "simulator/serve/http_message.h"

/* Answers the upgrade that `request` asks for. False where its path is no WebSocket's. */
bool simulator_channel_open(struct simulator_connection *connection,
			    const struct simulator_http_request *request);
/* Takes what came. */
void simulator_channel_receive(struct simulator_connection *connection);
/* One text message. */
void simulator_channel_send(struct simulator_connection *connection, struct ac_str text);
/* Says goodbye; the connection ends when the peer did too, or soon. */
void simulator_channel_goodbye(struct simulator_connection *connection, int code,
			       const char *reason);
/* Pings, deadlines; called some times a second. */
void simulator_channel_tick(struct simulator_connection *connection, ac_ns now);
/* Forgets its subscriptions. */
void simulator_channel_close(struct simulator_connection *connection);

#define SIMULATOR_FRAME_HEAD_MAX 10u
/* The head of an unmasked text frame; its size. */
size_t simulator_frame_head_write(char *head, size_t payload_size);

#endif
