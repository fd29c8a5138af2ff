/* memory.h - how much memory the process holds. Any thread. */
#ifndef AC_SYS_MEMORY_H
#define AC_SYS_MEMORY_H

#include "core/base.h"

/* Resident bytes, as the kernel counts them; 0 where it does not say. */
uint64_t ac_memory_resident_bytes(void);

#endif
