/* ring.h - a bounded queue that copies fixed-size items from one thread to one other thread.
 * Not for several producers or consumers, and never a reason to wait: full and empty are answers.
 * Exactly one thread pushes and exactly one thread pops; anyone may count. */
#ifndef AC_CORE_RING_H
#define AC_CORE_RING_H

#include <stdatomic.h>

#include "core/base.h"

#define AC_RING_APART 64 /* bytes of a cache line */

/* The two sides write different cache lines, so that neither slows the other down; padding instead
 * of alignment, so that a ring may sit in any allocated structure. Positions count pushes and pops
 * since init and wrap at 2^32; their difference is the number of items inside. */
struct ac_ring {
	unsigned char *items; /* borrowed; constant after init, as are the next two */
	size_t item_size;
	uint32_t mask;
	unsigned char apart_from_producer[AC_RING_APART];
	_Atomic uint32_t pushed; /* written by the producer only */
	uint32_t popped_seen;    /* producer's last look at `popped` */
	unsigned char apart_from_consumer[AC_RING_APART];
	_Atomic uint32_t popped; /* written by the consumer only */
	uint32_t pushed_seen;    /* consumer's last look at `pushed` */
	unsigned char apart_from_neighbour[AC_RING_APART];
};

/* Bytes that ac_ring_init wants, or 0 where they do not fit in a size_t. */
size_t ac_ring_memory_size(size_t item_size, uint32_t capacity);

/* `memory` holds ac_ring_memory_size bytes, is borrowed and must outlive the ring. Before any other
 * thread sees the ring. AC_ERR_RANGE: an item of no bytes, or a capacity that is not a power of two
 * from 1 to 2^31. */
AC_MUST_USE enum ac_status ac_ring_init(struct ac_ring *ring, void *memory, size_t item_size,
					uint32_t capacity);

/* Producer: copies the item in. False, with nothing changed, when the ring is full. */
AC_MUST_USE bool ac_ring_push(struct ac_ring *ring, const void *item);

/* Consumer: copies the oldest item out. False, with ret_item untouched, when the ring is empty. */
AC_MUST_USE bool ac_ring_pop(struct ac_ring *ring, void *ret_item);

/* Items inside. A snapshot: exact for a side that the other one leaves alone meanwhile. */
uint32_t ac_ring_count(const struct ac_ring *ring);

#endif
