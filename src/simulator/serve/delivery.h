/* delivery.h - the simulator's frames on their way to sockets: who hears them, in which form, and
 * what faults make of them. */
#ifndef AC_SIMULATOR_SERVE_DELIVERY_H
#define AC_SIMULATOR_SERVE_DELIVERY_H

#include "simulator/serve/delay.h"
#include "simulator/serve/server.h"

/* As struct ac_simulator_sink wants them; `self` is the server. */
void simulator_delivery_market(void *self, enum ac_simulator_route route, const char *stream,
			       struct ac_str payload);
/* Whether anybody hears it. */
bool simulator_delivery_wants(void *self, enum ac_simulator_route route, const char *stream);
void simulator_delivery_user(void *self, uint32_t account, const char *type, struct ac_str payload);

/* What was held back and is due now. */
void simulator_delivery_release(struct ac_simulator_server *server,
				const struct simulator_delayed *item);

#endif
