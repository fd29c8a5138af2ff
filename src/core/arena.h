/* arena.h - hands out zeroed memory from one block that the shell took at start.
 * Not a heap: nothing is given back. How large the block must be is not worked out by hand: whatever
 * is created from an arena is created twice, first from one that only measures, then from a block of
 * the size that was measured. Start-up thread only. */
#ifndef AC_CORE_ARENA_H
#define AC_CORE_ARENA_H

#include "core/base.h"

/* Zeroed it measures: it hands out nothing and counts what is asked for. */
struct ac_arena {
	unsigned char *base; /* borrowed; must outlive everything taken from it; 64-byte aligned */
	size_t capacity;
	size_t used;  /* while measuring: the size that the block must have */
	bool is_full; /* something asked for did not fit */
};

/* `block` must be zero-filled: the arena does not touch pages that nobody asked for. */
void ac_arena_init(struct ac_arena *arena, void *block, size_t capacity);

/* Zeroed, aligned to 64 bytes (one cache line), valid as long as the block. NULL when the block is
 * too small, and always while measuring; `count * size` is checked against overflow. */
void *ac_arena_take(struct ac_arena *arena, size_t count, size_t size);

/* Whether everything asked for so far was handed out and may be written to. A create function takes
 * all that it needs first; where this is false it then returns ac_arena_status and makes nothing. */
static inline bool ac_arena_has_given(const struct ac_arena *arena)
{
	return arena->base != NULL && !arena->is_full;
}

/* AC_ERR_NOMEM where something did not fit, AC_OK otherwise, while measuring too. */
AC_MUST_USE static inline enum ac_status ac_arena_status(const struct ac_arena *arena)
{
	return arena->is_full ? AC_ERR_NOMEM : AC_OK;
}

#endif
