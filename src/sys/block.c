#include "sys/block.h"

#include <sys/mman.h>

enum ac_status ac_block_take(struct ac_block *ret_block, struct ac_arena *arena)
{
	ac_assert(arena->base == NULL); /* it has measured */
	ac_assert(arena->used > 0);
	size_t size = arena->used;
	void *base = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (base == MAP_FAILED)
		return AC_ERR_NOMEM;
	*ret_block = (struct ac_block){ base, size };
	ac_arena_init(arena, base, size);
	return AC_OK;
}

void ac_block_release(struct ac_block *block)
{
	if (block->base != NULL)
		(void)munmap(block->base, block->size);
	*block = (struct ac_block){ 0 };
}
