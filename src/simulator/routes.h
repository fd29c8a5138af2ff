/* routes.h - the table of signed endpoints: what each costs, what it demands, who serves it. */
#ifndef AC_SIMULATOR_ROUTES_H
#define AC_SIMULATOR_ROUTES_H

#include "simulator/account/account.h"
#include "simulator/call/call.h"

enum simulator_security {
	SIMULATOR_SECURITY_KEY,    /* the key alone: listenKey */
	SIMULATOR_SECURITY_SIGNED, /* key, timestamp, signature */
};

struct simulator_route {
	const char *method, *path;
	int32_t weight;
	int32_t weight_all; /* without `symbol`; 0: the same */
	int32_t orders_10s, orders_1m;
	enum simulator_security security;
	bool is_checked_by_engine; /* -5028 */
	void (*serve)(struct ac_simulator *simulator, struct simulator_call *call);
};
/* NULL where there is none. */
const struct simulator_route *simulator_route_find(struct ac_str method, struct ac_str path);
int32_t simulator_route_weight(const struct simulator_route *route,
			       const struct simulator_call *call);
/* simulator.c: serves an authenticated call. True where the order counts are to be told. */
bool simulator_serve(struct ac_simulator *simulator, struct simulator_call *call,
		     const struct simulator_route *route);
struct simulator_limit;
void simulator_refuse_limit(struct simulator_call *call, const struct simulator_limit *limit);

#endif
