/* text_file.h - a small text file read whole, with the access rights it had. Start-up thread only.
 */
#ifndef AC_CONFIG_TEXT_FILE_H
#define AC_CONFIG_TEXT_FILE_H

#include "config/faults.h"

#define AC_TEXT_FILE_MAX (1024u * 1024u)

struct ac_text_file {
	char *data; /* owned, shielded memory, since a .env holds secrets */
	size_t size, capacity;
	unsigned mode; /* permission bits */
};

/* AC_ERR_NOT_FOUND is left to the caller to report, or not; everything else is reported: AC_ERR_IO
 * (also for what is no regular file), AC_ERR_RANGE (too large), AC_ERR_NOMEM. */
AC_MUST_USE enum ac_status ac_text_file_read(const char *path, struct ac_text_file *ret_file,
					     struct ac_faults *faults);
/* Erases the text before it is freed; twice is fine. */
void ac_text_file_deinit(struct ac_text_file *file);

#endif
