/* channel.h - the WebSocket side of a connection: frames in and out, pings, goodbyes. What the
 * messages say is for control.c and the venue. */
#ifndef AC_VENUE_CHANNEL_H
#define AC_VENUE_CHANNEL_H

#include "venue/connection.h"
#include "venue/http_message.h"

/* Answers the upgrade that `request` asks for. False where its path is no WebSocket's. */
bool venue_channel_open(struct venue_connection *connection,
			const struct venue_http_request *request);
/* Takes what came. */
void venue_channel_receive(struct venue_connection *connection);
/* One text message. */
void venue_channel_send(struct venue_connection *connection, struct ac_str text);
/* Says goodbye; the connection ends when the peer did too, or soon. */
void venue_channel_goodbye(struct venue_connection *connection, int code, const char *reason);
/* Pings, deadlines; called some times a second. */
void venue_channel_tick(struct venue_connection *connection, ac_ns now);
/* Forgets its subscriptions. */
void venue_channel_close(struct venue_connection *connection);

#define VENUE_FRAME_HEAD_MAX 10u
/* The head of an unmasked text frame; its size. */
size_t venue_frame_head_write(char *head, size_t payload_size);

#endif
