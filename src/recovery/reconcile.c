#include "recovery/reconcile.h"

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

static bool comes_before(const struct ac_event *a, const struct ac_event *b)
{
	int rank_a = rank(a), rank_b = rank(b);
	if (rank_a != rank_b)
		return rank_a < rank_b;
	if (rank_a != 0)
		return false; /* within these the order has no meaning */
	if (a->order.time_ms != b->order.time_ms)
		return a->order.time_ms < b->order.time_ms;
	return a->order.trade_id < b->order.trade_id;
}

/* Restores the heap below `root`: snapshots may be long, and sorting must not need more memory. */
static void sift(struct ac_event *items, uint32_t root, uint32_t count)
{
	for (;;) {
		uint32_t child = 2 * root + 1;
		if (child >= count)
			return;
		if (child + 1 < count && comes_before(&items[child], &items[child + 1]))
			child++;
		if (!comes_before(&items[root], &items[child]))
			return;
		struct ac_event moved = items[root];
		items[root] = items[child];
		items[child] = moved;
		root = child;
	}
}

void ac_reconcile_sort(struct ac_reconcile *reconcile)
{
	uint32_t count = reconcile->count;
	for (uint32_t root = count / 2; root-- > 0;)
		sift(reconcile->items, root, count);
	for (uint32_t last = count; last-- > 1;) {
		struct ac_event moved = reconcile->items[0];
		reconcile->items[0] = reconcile->items[last];
		reconcile->items[last] = moved;
		sift(reconcile->items, 0, last);
	}
}
