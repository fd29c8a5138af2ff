/* fact_ring.h - copies of facts for one thread beside the engine: a bounded ring that loses and
 * counts, and a way to wake the reader. Facts come only after the journal has what caused them. */
#ifndef AC_VIEW_FACT_RING_H
#define AC_VIEW_FACT_RING_H

#include "core/ring.h"
#include "market/event.h"

struct ac_fact_ring {
	struct ac_ring ring;
	void *memory; /* owned */
	_Atomic uint64_t lost;
	_Atomic bool is_awaited; /* the reader found nothing and may sleep */
	/* Called after the first push since a pop found nothing, or since init; may not wait. NULL:
	 * the reader looks by itself. Set before any thread uses the ring. */
	void (*wake)(void *self);
	void *self;
};

/* `capacity`: a power of two. AC_ERR_NOMEM. */
AC_MUST_USE enum ac_status ac_fact_ring_init(struct ac_fact_ring *ring, uint32_t capacity);
void ac_fact_ring_deinit(struct ac_fact_ring *ring);
/* Engine thread; has the signature of a taker of facts (trader/outlet.h): `self` is the ring. Market
 * prices (MARK, TRADE) and candles of before the start are refused without being counted: views and
 * the database carry them. */
bool ac_fact_ring_push(void *self, const struct ac_event *fact);
/* Reader; only after a false may it sleep until it is woken. */
bool ac_fact_ring_pop(struct ac_fact_ring *ring, struct ac_event *ret_fact);
uint64_t ac_fact_ring_lost(const struct ac_fact_ring *ring);

#endif
