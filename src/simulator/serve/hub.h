/* hub.h - who listens to what: stream names to connections and back. Names are never judged: one
 * that nothing is ever sent to is as good as any other. */
#ifndef AC_SIMULATOR_SERVE_HUB_H
#define AC_SIMULATOR_SERVE_HUB_H

#include "simulator/simulator.h"

struct simulator_connection;
struct simulator_hub; /* opaque */

/* Those who hear one stream of one route. */
struct simulator_topic {
	struct simulator_topic *next;
	struct simulator_connection **listeners;
	uint32_t listener_count, listener_capacity;
	enum ac_simulator_route route; /* PUBLIC or MARKET */
	uint32_t hash;
	size_t name_size;
	char name[];
};

struct simulator_hub *simulator_hub_create(void); /* NULL: out of memory */
void simulator_hub_destroy(struct simulator_hub *hub);

/* NULL: nobody listens. */
const struct simulator_topic *simulator_hub_find(const struct simulator_hub *hub,
						 enum ac_simulator_route route, struct ac_str name);
/* The topic, with `connection` among its listeners; NULL: out of memory. */
struct simulator_topic *simulator_hub_join(struct simulator_hub *hub, enum ac_simulator_route route,
					   struct ac_str name,
					   struct simulator_connection *connection);
/* The topic may be gone after it. */
void simulator_hub_leave(struct simulator_hub *hub, struct simulator_topic *topic,
			 const struct simulator_connection *connection);

#endif
