/* strike.h - faults that strike by time: on connections, on the exchange, on its clock. */
#ifndef AC_VENUE_STRIKE_H
#define AC_VENUE_STRIKE_H

#include "venue/connection.h"
#include "venue/server.h"

/* Draws at the connection point: `path` is empty for a TLS handshake, which does not know it yet.
 */
void venue_strike_connection(struct venue_connection *connection, const char *path);
/* Does what is due. */
void venue_strike_due(struct ac_venue_server *server);

#endif
