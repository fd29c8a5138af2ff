/* rest.h - one question and its answer: a REST request or a message of the WebSocket API goes to
 * the venue, and faults strike on the way there and back. */
#ifndef AC_VENUE_REST_H
#define AC_VENUE_REST_H

#include "venue/connection.h"
#include "venue/http_message.h"

void venue_rest_request(struct venue_connection *connection,
			const struct venue_http_request *request);
/* A text frame of /ws-fapi/v1. */
void venue_rest_message(struct venue_connection *connection, struct ac_str text);
/* An answer of the server itself, before anything was understood. */
void venue_rest_refuse(struct venue_connection *connection, int status);

#endif
