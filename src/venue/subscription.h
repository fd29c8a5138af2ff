/* subscription.h - which streams and listenKeys one connection asked for. */
#ifndef AC_VENUE_SUBSCRIPTION_H
#define AC_VENUE_SUBSCRIPTION_H

#include "venue/connection.h"

#define VENUE_SUBSCRIPTIONS_MAX 1024u

/* What was asked for stands once. AC_ERR_FULL: that would be one too many. `events` may be NULL. */
AC_MUST_USE enum ac_status venue_subscribe(struct venue_connection *connection, struct ac_str name,
					   const char *events);
void venue_unsubscribe(struct venue_connection *connection, struct ac_str name);
void venue_unsubscribe_all(struct venue_connection *connection);
/* Whether an event of this type goes to this subscription. */
bool venue_subscription_wants(const struct venue_subscription *subscription, const char *type);

/* Reads what a WebSocket's path and query ask for: route, envelope, streams, keys. Returns false
 * for a path that is none of theirs. *ret_status as of venue_subscribe. */
bool venue_subscription_url(struct venue_connection *connection, struct ac_str path,
			    struct ac_str query, enum ac_status *ret_status);

#endif
