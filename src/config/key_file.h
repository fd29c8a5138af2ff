/* key_file.h - files that the settings name: a private key, which only its owner may be able to
 * read, and certificates. Looks at the form only: whether a key fits is the signer's business.
 * Start-up thread only. */
#ifndef AC_CONFIG_KEY_FILE_H
#define AC_CONFIG_KEY_FILE_H

#include "config/faults.h"

/* The text of the PEM at `path` into `ret_key`, which stays as it was after a fault. `place` is
 * where the path was written. */
void ac_key_file_read(const char *path, struct ac_place place, char *ret_key, size_t key_size,
		      struct ac_faults *faults);
/* Reports a file that is not there or holds no certificate. */
void ac_key_file_check_authorities(const char *path, struct ac_place place,
				   struct ac_faults *faults);

#endif
