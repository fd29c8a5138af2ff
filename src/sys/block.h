/* block.h - the memory behind an arena: zeroed, by whole pages, and pages that nobody touches cost
 * nothing. Start-up thread only. */
#ifndef AC_SYS_BLOCK_H
#define AC_SYS_BLOCK_H

#include "core/arena.h"

struct ac_block {
	void *base; /* NULL: none */
	size_t size;
};

/* Takes as much as the measuring `arena` has counted, and makes the arena hand that out. The caller
 * releases it. AC_ERR_NOMEM leaves both as they are. */
AC_MUST_USE enum ac_status ac_block_take(struct ac_block *ret_block, struct ac_arena *arena);
/* Does nothing where there is none; leaves it zeroed. */
void ac_block_release(struct ac_block *block);

#endif
