/* packed_file.h - the bytes of a text file that may be packed: plain, .gz, or .zip with one CSV
 * file inside. What it is, is read from its first bytes, not from its name. One owner. */
#ifndef AC_IO_PACKED_FILE_H
#define AC_IO_PACKED_FILE_H

#include "core/base.h"
#include "core/error.h"

struct ac_packed_file;

/* `error` receives a sentence that begins with the path. */
AC_MUST_USE enum ac_status ac_packed_file_open(const char *path, struct ac_packed_file **ret_file,
					       struct ac_error *error);
void ac_packed_file_close(struct ac_packed_file *file); /* NULL is a no-op */

/* Unpacks up to `size` bytes; fewer are the last, and 0 means the end. */
AC_MUST_USE enum ac_status ac_packed_file_read(struct ac_packed_file *file, char *buffer,
					       size_t size, size_t *ret_size,
					       struct ac_error *error);

/* How many bytes it will give: a guess to reserve memory by, 0 unknown. */
uint64_t ac_packed_file_size_guess(const struct ac_packed_file *file);

#endif
