/* rate_budget.h - how much the exchange lets us ask, and who may spend it. One budget over REST and
 * the WebSocket API; windows are the exchange's clock (UTC minutes, ten seconds). Entries and
 * background questions leave a reserve that only exits, protection and cancels may spend.
 * (Reference 2.5.) Pure: time comes in, in the exchange's clock. */
#ifndef AC_BINANCE_CODEC_RATE_BUDGET_H
#define AC_BINANCE_CODEC_RATE_BUDGET_H

#include "core/base.h"

struct ac_rate_limits {
	int32_t weight_1m;  /* REQUEST_WEIGHT: 2400 */
	int32_t orders_1m;  /* 1200 */
	int32_t orders_10s; /* 300 */
};

enum ac_rate_lane {
	AC_LANE_BACKGROUND, /* history, periodic questions: half of the weight at most */
	AC_LANE_ENTRY,      /* leaves the reserve */
	AC_LANE_EXIT,       /* risk-reducing: all of it, and goes on after a 429 */
};

struct ac_rate_budget {
	struct ac_rate_limits limits;
	int32_t reserve_pct; /* of each limit, kept for exits: 20 */
	int32_t weight_used, orders_1m_used, orders_10s_used;
	ac_ms minute, ten_seconds; /* start of the windows that are counted */
	ac_ms paused_until_ms;     /* 429: everything but exits waits */
	ac_ms banned_until_ms;     /* 418: everything waits */
	int32_t backoff_s;         /* 5, 10, 20, 40, 60 where the exchange names no time */
	uint64_t refused;          /* by us, for want of budget */
	uint64_t count_429, count_418;
};

void ac_rate_budget_init(struct ac_rate_budget *budget, const struct ac_rate_limits *limits);
/* Takes what the request costs. False: not now; *ret_wait_ms is when to try again (epoch). */
bool ac_rate_budget_take(struct ac_rate_budget *budget, enum ac_rate_lane lane, int32_t weight,
			 int32_t orders, ac_ms now_ms, ac_ms *ret_wait_ms);
/* What an answer's headers or rateLimits[] say; -1 absent. The larger count wins within a window:
 * other programs of the same address spend from the same budget. */
void ac_rate_budget_observe(struct ac_rate_budget *budget, int32_t used_weight, int32_t orders_10s,
			    int32_t orders_1m, ac_ms now_ms);
/* A 429 or 418, or code -1003 / -1015. `retry_after_s` -1 absent; `ban_end_ms` 0 absent. */
void ac_rate_budget_punish(struct ac_rate_budget *budget, int status, int32_t code,
			   int32_t retry_after_s, ac_ms ban_end_ms, ac_ms now_ms);

#endif
