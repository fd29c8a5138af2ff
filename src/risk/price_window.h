/* price_window.h - the highest and lowest price of the last seconds, O(1) amortised a price.
 * Not a series: only what can still become an extreme is kept, in two monotonic queues. Engine
 * thread only; zeroed memory is an empty window. */
#ifndef AC_RISK_PRICE_WINDOW_H
#define AC_RISK_PRICE_WINDOW_H

#include "core/decimal.h"

/* A queue fills up only by this many prices in a row that fall (or rise) within the window. */
#define AC_PRICE_WINDOW_POINTS 256

struct ac_price_point {
	ac_ms time_ms;
	int64_t units;
};

struct ac_price_queue {
	uint32_t first, count;
	struct ac_price_point points[AC_PRICE_WINDOW_POINTS];
};

struct ac_price_window {
	bool has_price;
	ac_ms newest_ms;
	struct ac_price_queue highs; /* falling prices: the front is the maximum */
	struct ac_price_queue lows;  /* rising prices: the front is the minimum */
};

/* Takes a price at `now_ms`, which does not run back, and forgets prices older than `oldest_ms`;
 * one exactly that old stays. A full queue keeps its last price longer instead of losing it, so
 * that the range is overstated and never understated. */
void ac_price_window_push(struct ac_price_window *window, struct ac_dec price, ac_ms now_ms,
			  ac_ms oldest_ms);

static inline int64_t price_queue_front(const struct ac_price_queue *queue)
{
	ac_assert(queue->count > 0);
	return queue->points[queue->first].units;
}

#endif
