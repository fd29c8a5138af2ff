/* file_sync.h - forces a file to the disk on another thread, so that the loop does not wait for it.
 * One at a time; not a promise for what is written meanwhile. Loop thread only. */
#ifndef AC_SYS_FILE_SYNC_H
#define AC_SYS_FILE_SYNC_H

#include "sys/loop.h"

struct ac_file_sync; /* opaque */

AC_MUST_USE enum ac_status ac_file_sync_create(struct ac_loop *loop,
					       struct ac_file_sync **ret_sync);
/* Waits for the one under way. NULL is fine. */
void ac_file_sync_destroy(struct ac_file_sync *sync);

/* Does nothing while one is under way. */
void ac_file_sync_begin(struct ac_file_sync *sync, int file);
/* Failures since the last call. */
uint64_t ac_file_sync_failures(struct ac_file_sync *sync);

#endif
