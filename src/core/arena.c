#include "core/arena.h"

#define ALIGNMENT ((size_t)64)

void ac_arena_init(struct ac_arena *arena, void *block, size_t capacity)
{
	ac_assert(block != NULL);
	ac_assert((uintptr_t)block % ALIGNMENT == 0);
	*arena = (struct ac_arena){ .base = block, .capacity = capacity };
}

void *ac_arena_take(struct ac_arena *arena, size_t count, size_t size)
{
	size_t limit = arena->base != NULL ? arena->capacity : SIZE_MAX;
	size_t bytes, left = limit - arena->used;
	if (__builtin_mul_overflow(count, size, &bytes) || bytes > left) {
		arena->is_full = true;
		return NULL;
	}
	void *taken = arena->base != NULL ? arena->base + arena->used : NULL;
	size_t beyond = bytes % ALIGNMENT;
	size_t padding = beyond > 0 ? ALIGNMENT - beyond : 0;
	arena->used += padding < left - bytes ? bytes + padding : left;
	return taken;
}
