/* lock.h - one running trader a folder. The lock is the kernel's: it ends with the process, however
 * that ends. Start-up thread only. */
#ifndef AC_TRADER_LOCK_H
#define AC_TRADER_LOCK_H

#include "core/base.h"

/* The lock's file, to be given to ac_lock_release; -1: another process has it, whose number is in
 * *ret_pid, 0 when that is unknown or the file cannot be made. */
AC_MUST_USE int ac_lock_take(const char *path, long *ret_pid);
void ac_lock_release(int file); /* -1 is fine */

#endif
