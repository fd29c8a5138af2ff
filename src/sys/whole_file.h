/* whole_file.h - whole files: made with their folders, replaced atomically.
 * Not for files that grow: the journal and the log have writers of their own. Any thread, but two
 * threads do not write one path. */
#ifndef AC_SYS_WHOLE_FILE_H
#define AC_SYS_WHOLE_FILE_H

#include "core/base.h"

/* Makes the folders above `path` that are missing. AC_ERR_IO with errno kept. */
AC_MUST_USE enum ac_status ac_file_folders_make(const char *path);

/* Whoever reads `path` sees the old content or the new one, never a part: a file beside it is
 * written and renamed. Makes missing folders. AC_ERR_IO with errno kept. */
AC_MUST_USE enum ac_status ac_file_replace(const char *path, const void *data, size_t size,
					   uint32_t mode);

#endif
