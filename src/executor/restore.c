/* Start-up: records of an earlier run are put in place, the exchange's snapshot confirms what it
 * shows, and the rest is asked for. Sends nothing before RESTORE_DONE. */
#include "executor/state.h"

#include "executor/client_id.h"

static bool attach_protective(const struct ac_executor *x, struct ac_slot *slot, uint32_t place)
{
	ac_assert(place < x->orders.capacity);
	ac_assert(slot->live != place && slot->next != place);
	if (slot->live == AC_ORDER_NONE) {
		slot->live = place;
		return true;
	}
	if (slot->next != AC_ORDER_NONE)
		return false;
	/* Of two, the later one is the replacement. */
	const struct ac_order *live = ac_executor_order_at(x, slot->live);
	const struct ac_order *order = ac_executor_order_at(x, place);
	slot->next = place;
	if (order->record.created_ms < live->record.created_ms) {
		slot->next = slot->live;
		slot->live = place;
	}
	return true;
}

static bool attach_one(uint32_t *where, uint32_t place)
{
	ac_assert(place != AC_ORDER_NONE);
	if (*where != AC_ORDER_NONE)
		return false;
	*where = place;
	return true;
}

void ac_executor_attach(struct ac_executor *x, struct ac_order *order)
{
	ac_assert(order->book < x->config.book_count);
	ac_assert(order->place == AC_PLACE_LIVE);
	struct ac_book_state *book = &x->books[order->book];
	uint32_t place = ac_order_table_place(&x->orders, order);
	bool is_attached = false;
	switch ((enum ac_purpose)order->record.purpose) {
	case AC_PURPOSE_ENTRY:
		is_attached = attach_one(&book->entry, place);
		break;
	case AC_PURPOSE_STOP:
		is_attached = attach_protective(x, &book->slots[AC_SLOT_STOP], place);
		break;
	case AC_PURPOSE_TAKE_PROFIT:
		is_attached = attach_protective(x, &book->slots[AC_SLOT_TAKE_PROFIT], place);
		break;
	case AC_PURPOSE_EXIT:
		is_attached = attach_one(&book->close.order, place);
		break;
	case AC_PURPOSE_FOREIGN:
		break;
	}
	order->is_loose = !is_attached;
	order->wants_cancel |= order->is_loose;
}

/* An exit that was under way goes on until the position is gone. */
static void resume_close(struct ac_executor *x, const struct ac_order *order)
{
	ac_assert(order->book < x->config.book_count);
	struct ac_close *close = &x->books[order->book].close;
	if (order->record.purpose != AC_PURPOSE_EXIT || order->is_loose)
		return;
	close->is_wanted = true;
	close->reason = order->record.exit_reason;
	close->signal_id = order->record.signal_id;
}

void ac_executor_restore_order(struct ac_executor *x, const struct ac_event *event)
{
	ac_assert(event->kind == AC_EVENT_RESTORE_ORDER);
	const struct ac_order_record *record = &event->order_record;
	struct ac_client_id id;
	x->is_restoring = true;
	if (event->book >= x->config.book_count || !ac_client_id_parse(record->client_id, &id) ||
	    x->books[event->book].symbol != event->symbol)
		return; /* the book is no longer configured: its orders are foreign now */
	if (id.run == x->config.run_id && id.sequence > x->sequence)
		x->sequence = id.sequence;
	struct ac_order *order = ac_order_table_add(&x->orders, record->client_id);
	if (order == NULL) {
		ac_executor_publish_system(x, AC_SYSTEM_FULL, event->symbol, event->book, 0,
					   "a restored order found no place");
		return;
	}
	order->record = *record;
	order->symbol = event->symbol;
	order->book = event->book;
	bool is_buy = record->side == AC_SIDE_BUY;
	order->direction = (record->purpose == AC_PURPOSE_ENTRY) == is_buy ? 1 : -1;
	order->created_ns = record->created_ms * AC_NS_PER_MS;
	order->sent_ns = order->created_ns;
	order->reported = record->executed;
	order->restored = record->executed;
	order->history = record->executed;
	order->executed_wide = (__int128)record->average_price.units * record->executed.units;
	order->was_confirmed = ac_order_is_confirmed(order);
	if (ac_order_is_terminal(order)) {
		ac_order_table_retire(&x->orders, order);
		return;
	}
	order->is_unproven = true;
	ac_executor_attach(x, order);
	resume_close(x, order);
	ac_executor_books_mark(x, order->symbol);
}

void ac_executor_restore_position(struct ac_executor *x, const struct ac_event *event)
{
	ac_assert(event->kind == AC_EVENT_RESTORE_POSITION);
	x->is_restoring = true;
	if (event->book >= x->config.book_count || x->books[event->book].symbol != event->symbol)
		return;
	const struct ac_position_record *record = &event->position_record;
	if (record->direction == 0 || record->quantity.units <= 0)
		return;
	ac_ledger_restore(&x->books[event->book].ledger, record);
	ac_executor_book_mark(x, event->book);
}

/* The user stream is back, and what it did not say meanwhile follows as a snapshot: an order of
 * ours that is not in it may have ended. */
void ac_executor_restore_begin(struct ac_executor *x)
{
	ac_assert(x->orders.live_count <= x->orders.capacity);
	x->is_restoring = true;
	for (uint32_t i = 0; i < x->orders.live_count; i++) {
		struct ac_order *order = ac_executor_order_at(x, x->orders.live[i]);
		if (!ac_order_is_terminal(order) && ac_order_is_confirmed(order))
			order->is_unproven = true;
	}
	for (uint32_t i = 0; i < x->config.instruments->count; i++)
		memset(x->symbols[i].is_seen, 0, sizeof(x->symbols[i].is_seen));
}

void ac_executor_restore_done(struct ac_executor *x)
{
	x->is_restoring = false;
	for (uint32_t i = 0; i < x->orders.live_count; i++) {
		struct ac_order *order = ac_executor_order_at(x, x->orders.live[i]);
		if (!order->is_unproven || ac_order_is_terminal(order))
			continue;
		/* The question leaves with the timers, after the stops of bare positions. */
		order->is_unproven = false;
		order->is_resolving = true;
		order->record.life = AC_LIFE_UNKNOWN;
		ac_executor_timer_set(x, &order->timers[AC_TIMER_QUERY], x->now);
		ac_executor_order_changed(x, order);
	}
	for (uint32_t i = 0; i < x->config.book_count; i++)
		ac_executor_positions_complete(x, x->books[i].symbol);
	/* What waited while nothing could be sent is due now. */
	ac_executor_timer_set(x, &x->sweep_ns, x->now + x->config.sweep_interval_ns);
	ac_assert(!x->is_restoring);
}
