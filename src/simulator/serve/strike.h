/* strike.h - faults that strike by time: on connections, on the exchange, on its clock. */
#ifndef AC_SIMULATOR_SERVE_STRIKE_H
#define AC_SIMULATOR_SERVE_STRIKE_H

#include "simulator/serve/connection.h"
#include "simulator/serve/server.h"

/* Draws at the connection point: `path` is empty for a TLS handshake, which does not know it yet.
 */
void simulator_strike_connection(struct simulator_connection *connection, const char *path);
/* Does what is due. */
void simulator_strike_due(struct ac_simulator_server *server);

#endif
