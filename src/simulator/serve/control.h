/* control.h - what a client says on a stream connection: SUBSCRIBE, UNSUBSCRIBE, the list of its
 * subscriptions, properties. Every stream name is acknowledged. */
#ifndef AC_SIMULATOR_SERVE_CONTROL_H
#define AC_SIMULATOR_SERVE_CONTROL_H

#include "simulator/serve/connection.h"

void simulator_control_message(struct simulator_connection *connection, struct ac_str text);
/* One stream too many: says so, then goodbye. */
void simulator_control_refuse_streams(struct simulator_connection *connection);

#endif
