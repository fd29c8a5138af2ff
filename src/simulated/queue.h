/* queue.h - messages in flight, kept in the order of their arrival. A bounded ring; putting one in
 * is constant time for the usual case, a message that arrives after all others.
 * Not a log: what was taken out is gone. Engine thread only. */
#ifndef AC_SIMULATED_QUEUE_H
#define AC_SIMULATED_QUEUE_H

#include "core/base.h"

/* Earlier arrival first, then smaller rank, then the one that was put in first. */
struct sim_key {
	ac_ns arrival_ns;
	uint64_t rank;
	uint64_t seq;
};

/* The ring's numbers; its items stand elsewhere, so that these can be saved as they are. Every item
 * begins with its struct sim_key. */
struct sim_queue {
	uint32_t head;
	uint32_t count;
	uint32_t capacity;
	uint32_t item_size;
};

/* The first item, borrowed until the next push or pop; NULL when empty. */
static inline const void *sim_queue_front(const struct sim_queue *queue, const unsigned char *items)
{
	return queue->count > 0 ? items + (size_t)queue->head * queue->item_size : NULL;
}

/* Copies `item`; false when full. */
AC_MUST_USE bool sim_queue_push(struct sim_queue *queue, unsigned char *items, const void *item);
void sim_queue_pop(struct sim_queue *queue);
/* The n-th item in order, n < count. */
const void *sim_queue_at(const struct sim_queue *queue, const unsigned char *items, uint32_t n);

#endif
