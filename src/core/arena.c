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
	size_t bytes;
	if (__builtin_mul_overflow(count, size, &bytes))
		return NULL;
	if (bytes > arena->capacity - arena->used)
		return NULL;
	void *taken = arena->base + arena->used;
	size_t padded = (bytes + ALIGNMENT - 1) & ~(ALIGNMENT - 1);
	size_t left = arena->capacity - arena->used;
	arena->used += padded < left ? padded : left;
	return taken;
}
