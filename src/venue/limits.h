/* limits.h - how much a client may ask: request weight per address and UTC minute, and what becomes
 * of those who do not stop; and the account's order windows (reference 2.5). */
#ifndef AC_VENUE_LIMITS_H
#define AC_VENUE_LIMITS_H

#include "venue/account.h"

#define VENUE_ORDERS_10S 300
#define VENUE_ORDERS_1M  1200

struct venue_limits *venue_limits_create(bool is_demo); /* NULL: out of memory */
void venue_limits_destroy(struct venue_limits *limits);
int32_t venue_limits_weight(const struct venue_limits *limits);

struct venue_limit {
	int status; /* 0 may pass; 429; 418 */
	int32_t used_weight;
	int32_t retry_after_s; /* with 429 and 418 */
	ac_ms banned_until_ms; /* with 418 */
};
/* Counts `weight` for the address. */
void venue_limits_charge(struct venue_limits *limits, uint32_t address, int32_t weight,
			 ac_ms now_ms, struct venue_limit *ret_limit);

/* Begins the windows that `now_ms` lies in. */
void venue_window_turn(struct venue_order_window *window, ac_ms now_ms);
/* Whether so many more orders may come; counts them. */
bool venue_window_charge(struct venue_order_window *window, ac_ms now_ms, int32_t orders_10s,
			 int32_t orders_1m);

#endif
