/* Orders of which nobody can say what became of them: asked for by client id until the exchange
 * tells, and given up only on evidence. Nothing here sends an order again. */
#include "executor/state.h"

static const ac_ns schedule[] = {
	200 * AC_NS_PER_MS, 500 * AC_NS_PER_MS, 1 * AC_NS_PER_SEC,
	2 * AC_NS_PER_SEC,  5 * AC_NS_PER_SEC,
};

static ac_ns schedule_at(uint8_t step)
{
	return schedule[step < AC_COUNT(schedule) ? step : AC_COUNT(schedule) - 1];
}

void ac_executor_query_next(struct ac_executor *x, struct ac_order *order)
{
	ac_assert(order->place != AC_PLACE_FREE);
	if (!order->is_resolving)
		return;
	ac_executor_timer_set(x, &order->timers[AC_TIMER_QUERY],
			      x->now + schedule_at(order->queries));
	if (order->queries < UINT8_MAX)
		order->queries++;
}

void ac_executor_doubt(struct ac_executor *x, struct ac_order *order, bool at_once)
{
	ac_assert(order->place != AC_PLACE_FREE);
	if (ac_order_is_terminal(order))
		return;
	if (!order->is_resolving) {
		order->is_resolving = true;
		order->queries = 0;
	}
	if (at_once) {
		order->wants_query = true;
		ac_executor_order_mark(x, order);
	} else {
		ac_executor_query_next(x, order);
	}
	if (!ac_order_doubt(order))
		return;
	ac_executor_publish_system(x, AC_SYSTEM_UNKNOWN_ORDER, order->symbol, order->book,
				   order->record.code,
				   "the fate of an order is unknown: asking by client id");
	ac_executor_order_changed(x, order);
}

static void watch_fills(struct ac_executor *x, struct ac_order *order)
{
	ac_assert(!ac_order_is_terminal(order));
	ac_ns *timer = &order->timers[AC_TIMER_FILLS];
	if (order->reported.units <= order->record.executed.units) {
		*timer = AC_NEVER;
		order->fill_asks = 0;
	} else if (*timer == AC_NEVER) {
		ac_executor_timer_set(x, timer, x->now + schedule_at(order->fill_asks));
		if (order->fill_asks < UINT8_MAX)
			order->fill_asks++;
	}
}

void ac_executor_resolved(struct ac_executor *x, struct ac_order *order)
{
	ac_assert(order->place != AC_PLACE_FREE);
	order->wants_place = false;
	order->evidence_ns = AC_NEVER;
	order->timers[AC_TIMER_PLACE_REPLY] = AC_NEVER;
	if (ac_order_is_terminal(order))
		return;
	watch_fills(x, order);
	if (order->was_triggered) {
		if (!order->is_trigger_timed)
			ac_executor_timer_set(x, &order->timers[AC_TIMER_TRIGGER],
					      x->now + x->config.trigger_bound_ns);
		order->is_trigger_timed = true;
		/* Its algo is known; what is in doubt is the order that it became. */
		order->is_query_regular = true;
		if (order->is_resolving && order->timers[AC_TIMER_QUERY_REPLY] == AC_NEVER)
			ac_executor_query_next(x, order);
		return;
	}
	bool was_resolving = order->is_resolving;
	order->is_resolving = false;
	order->wants_query = false;
	order->timers[AC_TIMER_QUERY] = AC_NEVER;
	order->timers[AC_TIMER_RETRY] = AC_NEVER;
	if (was_resolving && order->wants_cancel)
		ac_executor_timer_set(x, &order->timers[AC_TIMER_RETRY],
				      x->now + ac_executor_quick_ns(x));
	/* A market order does not rest: if it does not tell its end by itself, it is asked. */
	if (order->record.type == AC_ORDER_MARKET)
		ac_executor_timer_set(x, &order->timers[AC_TIMER_QUERY],
				      x->now + x->config.reply_timeout_ns);
	ac_executor_order_mark(x, order);
}

void ac_executor_not_found(struct ac_executor *x, struct ac_order *order)
{
	ac_assert(!ac_order_is_terminal(order));
	ac_assert(order->symbol < x->config.instruments->count);
	bool is_child = order->is_query_regular && ac_order_is_conditional(order);
	order->is_query_regular = false;
	order->is_resolving = true;
	ac_executor_query_next(x, order);
	if (is_child || x->now < order->sent_ns + x->config.not_found_grace_ns)
		return;
	if (order->evidence_ns == AC_NEVER)
		order->evidence_ns = x->now;
	if (ac_executor_evidence(x, order->symbol, order->evidence_ns))
		ac_executor_conclude(x, order->symbol);
}

/* Whether the exchange's position shows a quantity that only this order could have moved. */
static bool is_contradicted(const struct ac_executor *x, const struct ac_order *order)
{
	ac_assert(order->record.position_side <= AC_POSITION_SHORT);
	struct ac_dec difference;
	if (!ac_executor_difference(x, order->symbol,
				    (enum ac_position_side)order->record.position_side,
				    &difference))
		return false;
	return order->record.side == AC_SIDE_BUY ? difference.units > 0 : difference.units < 0;
}

void ac_executor_conclude(struct ac_executor *x, uint16_t symbol)
{
	ac_assert(symbol < x->config.instruments->count);
	for (uint32_t i = 0; i < x->orders.live_count; i++) {
		struct ac_order *order = ac_executor_order_at(x, x->orders.live[i]);
		if (order->symbol != symbol || order->evidence_ns == AC_NEVER ||
		    ac_order_is_terminal(order) ||
		    !ac_executor_evidence(x, symbol, order->evidence_ns))
			continue;
		order->evidence_ns = AC_NEVER;
		if (is_contradicted(x, order) ||
		    order->reported.units > order->record.executed.units) {
			ac_executor_publish_system(
				x, AC_SYSTEM_UNKNOWN_ORDER, symbol, order->book, 0,
				"an order is not found, but the position speaks for it");
			continue;
		}
		ac_assert(order->reported.units == order->record.executed.units);
		/* What once rested there is gone; what was never seen was never taken. */
		ac_order_end(order, order->was_confirmed ? AC_LIFE_EXPIRED : AC_LIFE_REJECTED);
		ac_executor_order_changed(x, order);
	}
}
