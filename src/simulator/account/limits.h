/* limits.h - how much a client may ask: request weight per address and UTC minute, and what becomes
 * of those who do not stop; and the account's order windows (reference 2.5). */
#ifndef AC_SIMULATOR_ACCOUNT_LIMITS_H
#define AC_SIMULATOR_ACCOUNT_LIMITS_H

#include "simulator/account/account.h"

#define SIMULATOR_ORDERS_10S 300
#define SIMULATOR_ORDERS_1M  1200

struct simulator_limits *simulator_limits_create(bool is_demo); /* NULL: out of memory */
void simulator_limits_destroy(struct simulator_limits *limits);
int32_t simulator_limits_weight(const struct simulator_limits *limits);

struct simulator_limit {
	int status; /* 0 may pass; 429; 418 */
	int32_t used_weight;
	int32_t retry_after_s; /* with 429 and 418 */
	ac_ms banned_until_ms; /* with 418 */
};
/* Counts `weight` for the address. */
void simulator_limits_charge(struct simulator_limits *limits, uint32_t address, int32_t weight,
			     ac_ms now_ms, struct simulator_limit *ret_limit);

/* Begins the windows that `now_ms` lies in. */
void simulator_window_turn(struct simulator_order_window *window, ac_ms now_ms);
/* Whether so many more orders may come; counts them. */
bool simulator_window_charge(struct simulator_order_window *window, ac_ms now_ms,
			     int32_t orders_10s, int32_t orders_1m);

#endif
