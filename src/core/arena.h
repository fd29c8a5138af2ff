/* arena.h - hands out zeroed memory from one block that the shell took at start.
 * Not a heap: nothing is given back, and a full arena is a configuration error found at start.
 * Start-up thread only. */
#ifndef AC_CORE_ARENA_H
#define AC_CORE_ARENA_H

#include "core/base.h"

struct ac_arena {
	unsigned char *base; /* borrowed; must outlive everything taken from it; 64-byte aligned */
	size_t capacity;
	size_t used;
};

/* `block` must be zero-filled: the arena does not touch pages that nobody asked for. */
void ac_arena_init(struct ac_arena *arena, void *block, size_t capacity);

/* Zeroed, aligned to 64 bytes (one cache line), valid as long as the block. NULL when the block is
 * too small; `count * size` is checked against overflow. */
void *ac_arena_take(struct ac_arena *arena, size_t count, size_t size);

#endif
