/* arena_block.h - the second half of creating something from an arena: the memory that the first
 * half measured. */
#ifndef AC_TESTS_ARENA_BLOCK_H
#define AC_TESTS_ARENA_BLOCK_H

#include <stdlib.h>

#include "core/arena.h"

/* Zeroed, of exactly the size that `arena` has measured; from now on it hands that out. The caller
 * frees it. */
static inline void *arena_block(struct ac_arena *arena)
{
	ac_assert(arena->base == NULL && arena->used > 0);
	size_t size = arena->used;
	void *block = aligned_alloc(64, size);
	ac_assert(block != NULL);
	memset(block, 0, size);
	ac_arena_init(arena, block, size);
	return block;
}

#endif
