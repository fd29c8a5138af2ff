/* subscription.h - which streams and listenKeys one connection asked for. */
#ifndef AC_SIMULATOR_SERVE_SUBSCRIPTION_H
#define AC_SIMULATOR_SERVE_SUBSCRIPTION_H

#include "simulator/serve/connection.h"

#define SIMULATOR_SUBSCRIPTIONS_MAX 1024u

/* What was asked for stands once. AC_ERR_FULL: that would be one too many. `events` may be NULL. */
AC_MUST_USE enum ac_status simulator_subscribe(struct simulator_connection *connection,
					       struct ac_str name, const char *events);
void simulator_unsubscribe(struct simulator_connection *connection, struct ac_str name);
void simulator_unsubscribe_all(struct simulator_connection *connection);
/* Whether an event of this type goes to this subscription. */
bool simulator_subscription_wants(const struct simulator_subscription *subscription,
				  const char *type);

/* Reads what a WebSocket's path and query ask for: route, envelope, streams, keys. Returns false
 * for a path that is none of theirs. *ret_status as of simulator_subscribe. */
bool simulator_subscription_url(struct simulator_connection *connection, struct ac_str path,
				struct ac_str query, enum ac_status *ret_status);

#endif
