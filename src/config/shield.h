/* shield.h - keeps memory that holds secrets out of core dumps. Works on whole pages, so neighbours
 * are kept out too. Best effort: where the kernel cannot, nothing else changes. */
#ifndef AC_CONFIG_SHIELD_H
#define AC_CONFIG_SHIELD_H

#include "core/base.h"

void ac_shield_set(const void *memory, size_t size);
void ac_shield_clear(const void *memory, size_t size);

#endif
