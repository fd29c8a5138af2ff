/* delivery.h - the venue's frames on their way to sockets: who hears them, in which form, and what
 * faults make of them. */
#ifndef AC_VENUE_DELIVERY_H
#define AC_VENUE_DELIVERY_H

#include "venue/delay.h"
#include "venue/server.h"

/* As struct ac_venue_sink wants them; `self` is the server. */
void venue_delivery_market(void *self, enum ac_venue_route route, const char *stream,
			   struct ac_str payload);
/* Whether anybody hears it. */
bool venue_delivery_wants(void *self, enum ac_venue_route route, const char *stream);
void venue_delivery_user(void *self, uint32_t account, const char *type, struct ac_str payload);

/* What was held back and is due now. */
void venue_delivery_release(struct ac_venue_server *server, const struct venue_delayed *item);

#endif
