/* fill_memory.h - which executions were booked: a bounded set of (symbol, trade id).
 * The oldest is forgotten first. Not the fills themselves: they left as facts. Engine thread only.
 */
#ifndef AC_EXECUTOR_FILL_MEMORY_H
#define AC_EXECUTOR_FILL_MEMORY_H

#include "core/arena.h"

struct ac_fill_key {
	int64_t trade_id;
	uint32_t symbol;
	uint32_t is_used;
};

struct ac_fill_memory {
	struct ac_fill_key *ring; /* in order of arrival */
	uint32_t *index;          /* open addressing: 1 + place in the ring, 0 empty */
	uint32_t capacity;        /* of the ring, a power of two */
	uint32_t index_mask;
	uint32_t next; /* place of the next arrival, which is that of the oldest */
};

/* `capacity` is a power of two. AC_ERR_NOMEM when the arena is too small. */
AC_MUST_USE enum ac_status ac_fill_memory_init(struct ac_fill_memory *memory,
					       struct ac_arena *arena, uint32_t capacity);

bool ac_fill_memory_has(const struct ac_fill_memory *memory, uint16_t symbol, int64_t trade_id);
/* False when it is already there. */
bool ac_fill_memory_add(struct ac_fill_memory *memory, uint16_t symbol, int64_t trade_id);

#endif
