/* What others may know of the executor, and the checks of its invariants. */
#include "executor/state.h"

const struct ac_position_record *ac_executor_position(const struct ac_executor *x, uint16_t book)
{
	ac_assert(book < x->config.book_count);
	return &x->books[book].ledger.record;
}

bool ac_executor_is_entry_working(const struct ac_executor *x, uint16_t book)
{
	ac_assert(book < x->config.book_count);
	return x->books[book].entry != AC_ORDER_NONE;
}

bool ac_executor_is_closing(const struct ac_executor *x, uint16_t book)
{
	ac_assert(book < x->config.book_count);
	return x->books[book].close.is_wanted || x->books[book].close.order != AC_ORDER_NONE;
}

/* Whether it works in the order book now, rather than resting as a condition. */
static bool is_regular(const struct ac_order *order)
{
	return !ac_order_is_conditional(order) || order->was_triggered;
}

ac_ns ac_executor_bare_ns(const struct ac_executor *x, uint16_t book, ac_ns now)
{
	ac_assert(book < x->config.book_count);
	ac_ns since = x->books[book].bare_since_ns;
	return since == AC_NEVER || now < since ? 0 : now - since;
}

ac_ns ac_executor_bare_bound_ns(const struct ac_executor *x)
{
	return x->config.protect_bound_ns;
}

void ac_executor_count(const struct ac_executor *x, ac_ns now,
		       struct ac_executor_counts *ret_counts)
{
	ac_assert(x->active_book_count <= x->config.book_count);
	struct ac_executor_counts counts = { .positions = 0 };
	for (uint32_t i = 0; i < x->orders.live_count; i++) {
		const struct ac_order *order = ac_executor_order_at(x, x->orders.live[i]);
		if (ac_order_is_terminal(order))
			continue;
		counts.orders_open += is_regular(order);
		counts.orders_unknown += order->record.life == AC_LIFE_UNKNOWN;
		counts.protective += ac_order_is_conditional(order) && ac_order_is_confirmed(order);
	}
	for (uint32_t i = 0; i < x->active_book_count; i++) {
		const struct ac_book_state *book = &x->books[x->active_books[i]];
		counts.positions += book->ledger.record.direction != 0;
		if (book->bare_since_ns == AC_NEVER)
			continue;
		counts.positions_bare++;
		if (now - book->bare_since_ns > counts.bare_longest_ns)
			counts.bare_longest_ns = now - book->bare_since_ns;
	}
	*ret_counts = counts;
}

static void add_saturating(struct ac_dec *sum, struct ac_dec more)
{
	if (ac_dec_add(*sum, more, sum) != AC_OK)
		sum->units = INT64_MAX;
}

void ac_executor_exposure(const struct ac_executor *x, uint16_t symbol,
			  struct ac_exposure *ret_exposure)
{
	ac_assert(symbol < x->config.instruments->count);
	struct ac_exposure exposure = { .orders_open = 0 };
	uint16_t index = x->symbols[symbol].first_book;
	for (; index != AC_BOOK_NONE; index = x->books[index].next_of_symbol) {
		const struct ac_position_record *record = &x->books[index].ledger.record;
		if (record->direction != 0)
			add_saturating(record->direction > 0 ? &exposure.long_quantity
							     : &exposure.short_quantity,
				       record->quantity);
	}
	for (uint32_t i = 0; i < x->orders.live_count; i++) {
		const struct ac_order *order = ac_executor_order_at(x, x->orders.live[i]);
		if (order->symbol != symbol || ac_order_is_terminal(order))
			continue;
		exposure.orders_open += is_regular(order);
		exposure.orders_unknown += order->record.life == AC_LIFE_UNKNOWN;
		if (order->record.purpose != AC_PURPOSE_ENTRY)
			continue;
		struct ac_dec left = { order->record.quantity.units -
				       order->record.executed.units };
		if (left.units > 0)
			add_saturating(order->direction > 0 ? &exposure.long_quantity
							    : &exposure.short_quantity,
				       left);
	}
	*ret_exposure = exposure;
}

void ac_executor_orders_visit(const struct ac_executor *x,
			      bool (*visit)(void *self, const struct ac_event *order_state),
			      void *self)
{
	ac_assert(visit != NULL);
	for (uint32_t i = 0; i < x->orders.live_count; i++) {
		const struct ac_order *order = ac_executor_order_at(x, x->orders.live[i]);
		if (ac_order_is_terminal(order))
			continue;
		struct ac_event event;
		ac_executor_order_event(x, order, &event);
		if (!visit(self, &event))
			return;
	}
}

/* ---- checks ---- */

static void check_order(const struct ac_executor *x, const struct ac_order *order)
{
	uint32_t place = ac_order_table_place(&x->orders, order);
	ac_assert(order->place == AC_PLACE_LIVE);
	ac_assert(ac_order_table_find(&x->orders, order->record.client_id) == order);
	ac_assert(order->record.executed.units >= 0);
	ac_assert(order->record.executed.units <= order->reported.units);
	if (ac_order_is_terminal(order) || order->is_loose)
		return;
	const struct ac_book_state *book = &x->books[order->book];
	/* I2: the book knows its live entry and its live exit, so there is one of each. */
	if (order->record.purpose == AC_PURPOSE_ENTRY)
		ac_assert(book->entry == place);
	if (order->record.purpose == AC_PURPOSE_EXIT)
		ac_assert(book->close.order == place);
	/* I4: one stop and one take-profit, and at most the replacement of each. */
	if (order->record.purpose == AC_PURPOSE_STOP)
		ac_assert(book->slots[AC_SLOT_STOP].live == place ||
			  book->slots[AC_SLOT_STOP].next == place);
	if (order->record.purpose == AC_PURPOSE_TAKE_PROFIT)
		ac_assert(book->slots[AC_SLOT_TAKE_PROFIT].live == place ||
			  book->slots[AC_SLOT_TAKE_PROFIT].next == place);
}

static void check_book(const struct ac_executor *x, uint16_t index, ac_ns now)
{
	const struct ac_book_state *book = &x->books[index];
	const struct ac_position_record *record = &book->ledger.record;
	ac_assert((record->direction == 0) == (record->quantity.units == 0));
	ac_assert(record->quantity.units >= 0);
	ac_assert(record->direction == 0 || record->entry_price.units > 0);
	ac_assert(book->ledger.entered.units - book->ledger.exited.units == record->quantity.units);
	bool is_listed = false;
	for (uint32_t i = 0; i < x->active_book_count; i++)
		is_listed |= x->active_books[i] == index;
	ac_assert(is_listed == book->is_active);
	if (x->is_restoring || x->is_stuck)
		return;
	/* I3: bare for longer than the bound only while a close is under way. */
	bool is_bare = record->direction != 0 && !record->is_protected;
	if (is_bare)
		ac_assert(book->bare_since_ns != AC_NEVER);
	if (is_bare && now - book->bare_since_ns > x->config.protect_bound_ns)
		ac_assert(book->close.is_wanted);
}

void ac_executor_check(const struct ac_executor *x, ac_ns now)
{
	for (uint32_t i = 0; i < x->orders.live_count; i++) {
		const struct ac_order *order = ac_executor_order_at(x, x->orders.live[i]);
		ac_assert(order->list_index == i);
		check_order(x, order);
	}
	for (uint32_t i = 0; i < x->config.book_count; i++)
		check_book(x, (uint16_t)i, now);
	ac_assert(x->orders.live_count + x->orders.free_count + x->orders.ring_count ==
		  x->orders.capacity);
}
