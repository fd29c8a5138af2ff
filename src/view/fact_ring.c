#include "view/fact_ring.h"

#include <stdlib.h>

enum ac_status ac_fact_ring_init(struct ac_fact_ring *ring, uint32_t capacity)
{
	*ring = (struct ac_fact_ring){ .is_awaited = true };
	ring->memory = malloc(ac_ring_memory_size(sizeof(struct ac_event), capacity));
	if (ring->memory == NULL)
		return AC_ERR_NOMEM;
	return ac_ring_init(&ring->ring, ring->memory, sizeof(struct ac_event), capacity);
}

void ac_fact_ring_deinit(struct ac_fact_ring *ring)
{
	free(ring->memory);
	*ring = (struct ac_fact_ring){ 0 };
}

bool ac_fact_ring_push(void *self, const struct ac_event *fact)
{
	struct ac_fact_ring *ring = self;
	if (fact->kind == AC_EVENT_MARK || fact->kind == AC_EVENT_TRADE ||
	    (fact->kind == AC_EVENT_CANDLE && (fact->flags & AC_EVENT_FLAG_HISTORY) != 0))
		return false;
	if (!ac_ring_push(&ring->ring, fact)) {
		atomic_fetch_add_explicit(&ring->lost, 1, memory_order_relaxed);
		return false;
	}
	if (ring->wake != NULL && atomic_exchange(&ring->is_awaited, false))
		ring->wake(ring->self);
	return true;
}

bool ac_fact_ring_pop(struct ac_fact_ring *ring, struct ac_event *ret_fact)
{
	if (ac_ring_pop(&ring->ring, ret_fact))
		return true;
	/* Said before the second look: a push that this one misses comes after the exchange, finds
	 * the flag and wakes. Looking at how many are inside would not do: the last one may be
	 * popped between that look and the push. */
	(void)atomic_exchange(&ring->is_awaited, true);
	return ac_ring_pop(&ring->ring, ret_fact);
}

uint64_t ac_fact_ring_lost(const struct ac_fact_ring *ring)
{
	return atomic_load_explicit(&ring->lost, memory_order_relaxed);
}
