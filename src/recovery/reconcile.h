/* reconcile.h - puts the exchange's snapshot into the order in which our books can take it.
 * (our books, exchange's snapshot) -> events; it never sends an order. Start and reconnect use the
 * same path. Pure; memory from the caller. */
#ifndef AC_RECOVERY_RECONCILE_H
#define AC_RECOVERY_RECONCILE_H

#include "market/event.h"

/* A snapshot being collected: any order in, one order out. */
struct ac_reconcile {
	struct ac_event *items; /* the caller's, `capacity` of them */
	uint32_t capacity;
	uint32_t count;
	bool is_full; /* something did not fit: the snapshot is not to be trusted */
};

void ac_reconcile_init(struct ac_reconcile *reconcile, struct ac_event *items, uint32_t capacity);

/* Takes one event of the snapshot: executions, open orders, open conditional orders, positions,
 * the balance. Anything else is ignored. */
void ac_reconcile_add(struct ac_reconcile *reconcile, const struct ac_event *event);

/* Sorts what was collected so that it can be fed as inputs: executions first, oldest first, because
 * they explain every difference in positions; then orders and conditional orders, which confirm
 * what is alive; then positions, which check the sum; the balance last, because it is the truth
 * about money whatever the rest said. */
void ac_reconcile_sort(struct ac_reconcile *reconcile);

#endif
