/* hub.h - who listens to what: stream names to connections and back. Names are never judged: one
 * that nothing is ever sent to is as good as any other. */
#ifndef AC_VENUE_HUB_H
#define AC_VENUE_HUB_H

#include "venue/venue.h"

struct venue_connection;
struct venue_hub; /* opaque */

/* Those who hear one stream of one route. */
struct venue_topic {
	struct venue_topic *next;
	struct venue_connection **listeners;
	uint32_t listener_count, listener_capacity;
	enum ac_venue_route route; /* PUBLIC or MARKET */
	uint32_t hash;
	size_t name_size;
	char name[];
};

struct venue_hub *venue_hub_create(void); /* NULL: out of memory */
void venue_hub_destroy(struct venue_hub *hub);

/* NULL: nobody listens. */
const struct venue_topic *venue_hub_find(const struct venue_hub *hub, enum ac_venue_route route,
					 struct ac_str name);
/* The topic, with `connection` among its listeners; NULL: out of memory. */
struct venue_topic *venue_hub_join(struct venue_hub *hub, enum ac_venue_route route,
				   struct ac_str name, struct venue_connection *connection);
/* The topic may be gone after it. */
void venue_hub_leave(struct venue_hub *hub, struct venue_topic *topic,
		     const struct venue_connection *connection);

#endif
