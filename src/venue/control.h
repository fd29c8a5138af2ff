/* control.h - what a client says on a stream connection: SUBSCRIBE, UNSUBSCRIBE, the list of its
 * subscriptions, properties. Every stream name is acknowledged. */
#ifndef AC_VENUE_CONTROL_H
#define AC_VENUE_CONTROL_H

#include "venue/connection.h"

void venue_control_message(struct venue_connection *connection, struct ac_str text);
/* One stream too many: says so, then goodbye. */
void venue_control_refuse_streams(struct venue_connection *connection);

#endif
