#include "binance/codec/rate_budget.h"

#define TEN_SECONDS_MS  10000LL
#define RESERVE_PCT     20
#define BACKOFF_FIRST_S 5
#define BACKOFF_LAST_S  60
/* A ban lasts two minutes to three days (reference 2.5); a time beyond that is not believed. */
#define BAN_MS_MIN (2 * AC_MS_PER_MIN)
#define BAN_MS_MAX (3 * AC_MS_PER_DAY)

#define STATUS_BANNED        418
#define CODE_TOO_MANY_ORDERS (-1015)

void ac_rate_budget_init(struct ac_rate_budget *budget, const struct ac_rate_limits *limits)
{
	ac_assert(limits->weight_1m > 0 && limits->orders_1m > 0 && limits->orders_10s > 0);
	memset(budget, 0, sizeof(*budget));
	budget->limits = *limits;
	budget->reserve_pct = RESERVE_PCT;
}

/* Whether a window of `length` that began at `*start` is over. The exchange's clock as we know it
 * moves when it is measured anew: back by less than a window, the count goes on; back by more, it
 * is carried over, since what was spent was spent. */
static bool window_moves(ac_ms *start, ac_ms length, ac_ms now_ms)
{
	ac_ms current = now_ms - now_ms % length;
	if (current > *start) {
		*start = current;
		return true;
	}
	if (current < *start - length)
		*start = current;
	return false;
}

static void roll(struct ac_rate_budget *budget, ac_ms now_ms)
{
	ac_assert(now_ms >= 0);
	if (window_moves(&budget->minute, AC_MS_PER_MIN, now_ms)) {
		budget->weight_used = 0;
		budget->orders_1m_used = 0;
	}
	if (window_moves(&budget->ten_seconds, TEN_SECONDS_MS, now_ms))
		budget->orders_10s_used = 0;
}

static int32_t reserve_of(const struct ac_rate_budget *budget, int32_t limit)
{
	/* Rounded up: a limit of one is all reserve. */
	int64_t reserve = ((int64_t)limit * budget->reserve_pct + 99) / 100;
	return reserve > limit ? limit : (int32_t)reserve;
}

/* How much of `limit` the lane may bring the count to. */
static int32_t ceiling(const struct ac_rate_budget *budget, enum ac_rate_lane lane, int32_t limit)
{
	return lane == AC_LANE_EXIT ? limit : limit - reserve_of(budget, limit);
}

static int32_t weight_ceiling(const struct ac_rate_budget *budget, enum ac_rate_lane lane)
{
	int32_t most = ceiling(budget, lane, budget->limits.weight_1m);
	int32_t half = budget->limits.weight_1m / 2;
	return lane == AC_LANE_BACKGROUND && half < most ? half : most;
}

/* What costs nothing of a limit is not held up by it. */
static bool fits(int32_t used, int32_t cost, int32_t most)
{
	return cost == 0 || (int64_t)used + cost <= most;
}

static void later(ac_ms *wait_ms, ac_ms until_ms)
{
	if (until_ms > *wait_ms)
		*wait_ms = until_ms;
}

static int32_t sum(int32_t used, int32_t cost)
{
	return used > INT32_MAX - cost ? INT32_MAX : used + cost;
}

bool ac_rate_budget_take(struct ac_rate_budget *budget, enum ac_rate_lane lane, int32_t weight,
			 int32_t orders, ac_ms now_ms, ac_ms *ret_wait_ms)
{
	ac_assert(weight >= 0 && orders >= 0);
	roll(budget, now_ms);
	const struct ac_rate_limits *limits = &budget->limits;
	ac_ms wait_ms = 0;
	if (now_ms < budget->banned_until_ms)
		later(&wait_ms, budget->banned_until_ms);
	if (lane != AC_LANE_EXIT && now_ms < budget->paused_until_ms)
		later(&wait_ms, budget->paused_until_ms);
	if (!fits(budget->weight_used, weight, weight_ceiling(budget, lane)))
		later(&wait_ms, budget->minute + AC_MS_PER_MIN);
	if (!fits(budget->orders_1m_used, orders, ceiling(budget, lane, limits->orders_1m)))
		later(&wait_ms, budget->minute + AC_MS_PER_MIN);
	if (!fits(budget->orders_10s_used, orders, ceiling(budget, lane, limits->orders_10s)))
		later(&wait_ms, budget->ten_seconds + TEN_SECONDS_MS);
	if (wait_ms > 0) {
		budget->refused++;
		*ret_wait_ms = wait_ms;
		return false;
	}
	budget->weight_used = sum(budget->weight_used, weight);
	budget->orders_1m_used = sum(budget->orders_1m_used, orders);
	budget->orders_10s_used = sum(budget->orders_10s_used, orders);
	return true;
}

static void raise(int32_t *used, int32_t seen)
{
	if (seen > *used)
		*used = seen;
}

void ac_rate_budget_observe(struct ac_rate_budget *budget, int32_t used_weight, int32_t orders_10s,
			    int32_t orders_1m, ac_ms now_ms)
{
	roll(budget, now_ms);
	raise(&budget->weight_used, used_weight);
	raise(&budget->orders_10s_used, orders_10s);
	raise(&budget->orders_1m_used, orders_1m);
}

/* Too many orders, and it is not said which window: the one that is fuller by our own count. Other
 * lanes than exits wait until it ends; exits try with what is reserved for them. */
static void orders_exhaust(struct ac_rate_budget *budget)
{
	int32_t minute = budget->limits.orders_1m, ten = budget->limits.orders_10s;
	if ((int64_t)budget->orders_1m_used * ten > (int64_t)budget->orders_10s_used * minute)
		raise(&budget->orders_1m_used, ceiling(budget, AC_LANE_ENTRY, minute));
	else
		raise(&budget->orders_10s_used, ceiling(budget, AC_LANE_ENTRY, ten));
}

/* When the exchange wants to be asked again: by its header, by its text, else 0. */
static ac_ms named_end(int32_t retry_after_s, ac_ms ban_end_ms, ac_ms now_ms)
{
	ac_ms end = 0;
	if (retry_after_s >= 0)
		end = now_ms + (ac_ms)retry_after_s * AC_MS_PER_SEC;
	else if (ban_end_ms > now_ms)
		end = ban_end_ms;
	return end > now_ms + BAN_MS_MAX ? now_ms + BAN_MS_MAX : end;
}

/* 5, 10, 20, 40, 60. Answers that come while we wait belong to the same offence; a minute of quiet
 * afterwards is forgiven. */
static void backoff_step(struct ac_rate_budget *budget, ac_ms now_ms)
{
	bool is_forgiven = now_ms >= budget->paused_until_ms + AC_MS_PER_MIN;
	if (budget->backoff_s == 0 || is_forgiven)
		budget->backoff_s = BACKOFF_FIRST_S;
	else if (now_ms >= budget->paused_until_ms)
		budget->backoff_s = budget->backoff_s * 2 > BACKOFF_LAST_S ? BACKOFF_LAST_S
									   : budget->backoff_s * 2;
}

void ac_rate_budget_punish(struct ac_rate_budget *budget, int status, int32_t code,
			   int32_t retry_after_s, ac_ms ban_end_ms, ac_ms now_ms)
{
	roll(budget, now_ms);
	ac_ms end = named_end(retry_after_s, ban_end_ms, now_ms);
	if (status == STATUS_BANNED) {
		budget->count_418++;
		later(&budget->banned_until_ms, end > now_ms ? end : now_ms + BAN_MS_MIN);
		return;
	}
	budget->count_429++;
	if (code == CODE_TOO_MANY_ORDERS) {
		orders_exhaust(budget);
		return;
	}
	if (end == 0) {
		backoff_step(budget, now_ms);
		end = now_ms + (ac_ms)budget->backoff_s * AC_MS_PER_SEC;
	}
	later(&budget->paused_until_ms, end);
}
