/* rest.h - one question and its answer: a REST request or a message of the WebSocket API goes to
 * the simulator, and faults strike on the way there and back. */
#ifndef AC_SIMULATOR_SERVE_REST_H
#define AC_SIMULATOR_SERVE_REST_H

#include "simulator/serve/connection.h"
#include "simulator/serve/http_message.h"

void simulator_rest_request(struct simulator_connection *connection,
			    const struct simulator_http_request *request);
/* A text frame of /ws-fapi/v1. */
void simulator_rest_message(struct simulator_connection *connection, struct ac_str text);
/* An answer of the server itself, before anything was understood. */
void simulator_rest_refuse(struct simulator_connection *connection, int status);

#endif
