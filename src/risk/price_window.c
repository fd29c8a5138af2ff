#include "risk/price_window.h"

static_assert((AC_PRICE_WINDOW_POINTS & (AC_PRICE_WINDOW_POINTS - 1)) == 0, "used as a mask");

static struct ac_price_point *at(struct ac_price_queue *queue, uint32_t index)
{
	return &queue->points[(queue->first + index) & (AC_PRICE_WINDOW_POINTS - 1)];
}

/* `sign` is +1 for the queue of highs and -1 for the queue of lows. */
static void push(struct ac_price_queue *queue, int sign, int64_t units, ac_ms now_ms,
		 ac_ms oldest_ms)
{
	while (queue->count > 0 && at(queue, 0)->time_ms < oldest_ms) {
		queue->first = (queue->first + 1) & (AC_PRICE_WINDOW_POINTS - 1);
		queue->count--;
	}
	while (queue->count > 0 && at(queue, queue->count - 1)->units * sign <= units * sign)
		queue->count--;
	if (queue->count == AC_PRICE_WINDOW_POINTS) {
		at(queue, queue->count - 1)->time_ms = now_ms;
		return;
	}
	*at(queue, queue->count) = (struct ac_price_point){ now_ms, units };
	queue->count++;
}

void ac_price_window_push(struct ac_price_window *window, struct ac_dec price, ac_ms now_ms,
			  ac_ms oldest_ms)
{
	ac_assert(price.units > 0);
	ac_assert(oldest_ms <= now_ms);
	/* Prices that come rarer than the window is long, as closes of candles do, never queue. */
	if (!window->has_price || window->newest_ms < oldest_ms) {
		window->has_price = true;
		window->highs.first = window->lows.first = 0;
		window->highs.count = window->lows.count = 1;
		window->highs.points[0] = (struct ac_price_point){ now_ms, price.units };
		window->lows.points[0] = window->highs.points[0];
	} else {
		push(&window->highs, 1, price.units, now_ms, oldest_ms);
		push(&window->lows, -1, price.units, now_ms, oldest_ms);
	}
	window->newest_ms = now_ms;
}
