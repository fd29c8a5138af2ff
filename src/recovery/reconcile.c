#include "recovery/reconcile.h"

#include "core/heap.h"

void ac_reconcile_init(struct ac_reconcile *reconcile, struct ac_event *items, uint32_t capacity)
{
	ac_assert(items != NULL);
	*reconcile = (struct ac_reconcile){ .items = items, .capacity = capacity };
}

/* Smaller comes first; -1 for what is no part of a snapshot. */
static int rank(const struct ac_event *event)
{
	switch (event->kind) {
	case AC_EVENT_ORDER:
		return event->order.is_from_query ? 0 : 1;
	case AC_EVENT_ALGO:
		return 2;
	case AC_EVENT_POSITION:
		return 3;
	case AC_EVENT_BALANCE:
		return 4;
	default:
		return -1;
	}
}

void ac_reconcile_add(struct ac_reconcile *reconcile, const struct ac_event *event)
{
	if (rank(event) < 0)
		return;
	if (reconcile->count == reconcile->capacity) {
		reconcile->is_full = true;
		return;
	}
	reconcile->items[reconcile->count++] = *event;
}

/* Snapshots may be long, and sorting them must not need more memory: hence a heap. */
static bool comes_before(const void *first, const void *second)
{
	const struct ac_event *a = first, *b = second;
	int rank_a = rank(a), rank_b = rank(b);
	if (rank_a != rank_b)
		return rank_a < rank_b;
	if (rank_a != 0)
		return false; /* within these the order has no meaning */
	if (a->order.time_ms != b->order.time_ms)
		return a->order.time_ms < b->order.time_ms;
	return a->order.trade_id < b->order.trade_id;
}

void ac_reconcile_sort(struct ac_reconcile *reconcile)
{
	ac_heap_sort(reconcile->items, sizeof(reconcile->items[0]), reconcile->count, comes_before);
}
