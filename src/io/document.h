/* document.h - whole text files of moderate size, plain or packed. Start-up only. */
#ifndef AC_IO_DOCUMENT_H
#define AC_IO_DOCUMENT_H

#include "core/base.h"
#include "core/error.h"

/* The text of `path`, at most 16 MiB of it; the caller frees it. NULL after `error` was written, a
 * sentence that begins with the path. */
char *ac_document_read(const char *path, size_t *ret_size, struct ac_error *error);

#endif
