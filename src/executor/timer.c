/* What is due: one pass over live orders, active books and active symbols, made only when something
 * is. The next deadline is found in the same pass. */
#include "executor/state.h"

static void trigger_due(struct ac_executor *x, struct ac_order *order)
{
	ac_assert(order->was_triggered);
	ac_assert(order->book < x->config.book_count);
	struct ac_book_state *book = &x->books[order->book];
	bool is_stop = order->record.purpose == AC_PURPOSE_STOP;
	ac_executor_doubt(x, order, true);
	if (book->ledger.record.direction == 0)
		return;
	ac_executor_close_want(x, order->book, is_stop ? AC_EXIT_STOP_LOSS : AC_EXIT_TAKE_PROFIT,
			       0);
	/* Its fill may be in flight: what is left is closed when the position has been read. */
	if (book->close.order == AC_ORDER_NONE)
		book->close.evidence_ns = x->now;
	ac_executor_book_mark(x, order->book);
}

static void timer_fire(struct ac_executor *x, struct ac_order *order, enum ac_order_timer timer)
{
	ac_assert(order->timers[timer] == AC_NEVER);
	ac_assert(order->place == AC_PLACE_LIVE);
	switch (timer) {
	case AC_TIMER_PLACE_REPLY:
	case AC_TIMER_CANCEL_REPLY:
		ac_executor_doubt(x, order, false);
		break;
	case AC_TIMER_QUERY_REPLY:
		ac_executor_query_next(x, order);
		break;
	case AC_TIMER_RETRY:
		ac_executor_retry_due(x, order);
		break;
	case AC_TIMER_QUERY:
		order->is_resolving = true;
		order->wants_query = true;
		ac_executor_order_mark(x, order);
		break;
	case AC_TIMER_TTL:
		order->wants_cancel = true;
		ac_executor_order_mark(x, order);
		break;
	case AC_TIMER_TRIGGER:
		trigger_due(x, order);
		break;
	case AC_TIMER_FILLS:
		ac_executor_ask(x, order->symbol, AC_ASK_TRADES);
		ac_executor_resolved(x, order);
		break;
	case AC_TIMER_COUNT:
		break;
	}
}

static void orders_run(struct ac_executor *x)
{
	ac_assert(x->orders.live_count <= x->orders.capacity);
	for (uint32_t i = 0; i < x->orders.live_count; i++) {
		struct ac_order *order = ac_executor_order_at(x, x->orders.live[i]);
		for (int t = 0; t < AC_TIMER_COUNT; t++) {
			if (x->now < order->timers[t] || ac_order_is_terminal(order))
				continue;
			order->timers[t] = AC_NEVER;
			timer_fire(x, order, (enum ac_order_timer)t);
		}
	}
}

static bool is_idle(const struct ac_book_state *book)
{
	return !book->is_dirty && book->ledger.record.direction == 0 && !book->close.is_wanted &&
	       book->entry == AC_ORDER_NONE && book->slots[AC_SLOT_STOP].live == AC_ORDER_NONE &&
	       book->slots[AC_SLOT_TAKE_PROFIT].live == AC_ORDER_NONE;
}

static void books_run(struct ac_executor *x)
{
	ac_assert(x->active_book_count <= x->config.book_count);
	uint32_t kept = 0;
	for (uint32_t i = 0; i < x->active_book_count; i++) {
		uint16_t index = x->active_books[i];
		ac_executor_protect_time(x, index);
		ac_executor_close_time(x, index);
		x->books[index].is_active = !is_idle(&x->books[index]);
		if (x->books[index].is_active)
			x->active_books[kept++] = index;
	}
	x->active_book_count = kept;
}

static ac_ns symbol_deadline(const struct ac_symbol_watch *watch)
{
	ac_ns due = watch->mismatch_ns;
	for (size_t k = 0; k < AC_ASK_COUNT; k++)
		if (watch->asks[k].due_ns < due)
			due = watch->asks[k].due_ns;
	return due;
}

static void symbols_run(struct ac_executor *x)
{
	ac_assert(x->active_symbol_count <= x->config.instruments->count);
	uint32_t kept = 0;
	for (uint32_t i = 0; i < x->active_symbol_count; i++) {
		uint16_t symbol = x->active_symbols[i];
		struct ac_symbol_watch *watch = &x->symbols[symbol];
		ac_executor_symbol_time(x, symbol);
		watch->is_active = watch->is_dirty || symbol_deadline(watch) != AC_NEVER;
		if (watch->is_active)
			x->active_symbols[kept++] = symbol;
	}
	x->active_symbol_count = kept;
}

static ac_ns earliest(const struct ac_executor *x)
{
	ac_ns due = x->sweep_ns;
	for (uint32_t i = 0; i < x->orders.live_count; i++) {
		const struct ac_order *order = ac_executor_order_at(x, x->orders.live[i]);
		for (int t = 0; t < AC_TIMER_COUNT; t++)
			if (order->timers[t] < due)
				due = order->timers[t];
	}
	for (uint32_t i = 0; i < x->active_book_count; i++) {
		const struct ac_book_state *book = &x->books[x->active_books[i]];
		if (book->bare_due_ns < due)
			due = book->bare_due_ns;
		if (book->close.wake_ns < due)
			due = book->close.wake_ns;
	}
	for (uint32_t i = 0; i < x->active_symbol_count; i++) {
		ac_ns symbol_due = symbol_deadline(&x->symbols[x->active_symbols[i]]);
		if (symbol_due < due)
			due = symbol_due;
	}
	return due;
}

void ac_executor_timers_run(struct ac_executor *x)
{
	ac_assert(!x->is_restoring);
	orders_run(x);
	books_run(x);
	symbols_run(x);
	if (x->now >= x->sweep_ns)
		ac_executor_sweep(x);
	x->deadline_ns = earliest(x);
}
