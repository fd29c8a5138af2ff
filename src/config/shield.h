/* shield.h - memory for secrets: kept out of core dumps, erased when it is given back. Best effort
 * where the kernel cannot. Start-up thread only. */
#ifndef AC_CONFIG_SHIELD_H
#define AC_CONFIG_SHIELD_H

#include "core/base.h"

/* Zeroed pages that hold nothing else; NULL without memory. */
void *ac_shield_take(size_t size);
/* NULL is a no-op; `size` as it was taken. */
void ac_shield_give(void *memory, size_t size);

/* Keeps memory of someone else out of core dumps, for good: whole pages, neighbours too, and only
 * their owner could know when none of them holds a secret any more. */
void ac_shield_set(const void *memory, size_t size);

#endif
