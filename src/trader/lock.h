/* lock.h - one running trader a folder. The lock is the kernel's: it ends with the process, however
 * that ends. Start-up thread only. */
#ifndef AC_TRADER_LOCK_H
#define AC_TRADER_LOCK_H

#include "core/base.h"

/* True when the lock is ours until this process ends. On false *ret_pid is the process that has it,
 * 0 when that is unknown or the file cannot be made. */
bool ac_lock_take(const char *path, long *ret_pid);

#endif
