/* routes.h - the table of signed endpoints: what each costs, what it demands, who serves it. */
#ifndef AC_VENUE_ROUTES_H
#define AC_VENUE_ROUTES_H

#include "venue/call.h"

enum venue_security {
	VENUE_SECURITY_KEY,    /* the key alone: listenKey */
	VENUE_SECURITY_SIGNED, /* key, timestamp, signature */
};

struct venue_route {
	const char *method, *path;
	int32_t weight;
	int32_t weight_all; /* without `symbol`; 0: the same */
	int32_t orders_10s, orders_1m;
	enum venue_security security;
	bool is_checked_by_engine; /* -5028 */
	void (*serve)(struct ac_venue *venue, struct venue_call *call);
};
/* NULL where there is none. */
const struct venue_route *venue_route_find(struct ac_str method, struct ac_str path);
int32_t venue_route_weight(const struct venue_route *route, const struct venue_call *call);
/* venue.c: serves an authenticated call. True where the order counts are to be told. */
bool venue_serve(struct ac_venue *venue, struct venue_call *call, const struct venue_route *route);
struct venue_limit;
void venue_refuse_limit(struct venue_call *call, const struct venue_limit *limit);

#endif
