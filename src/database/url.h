/* url.h - from a DB_URL to the path of a SQLite file. Not a general URL parser. */
#ifndef AC_DATABASE_URL_H
#define AC_DATABASE_URL_H

#include "core/base.h"

/* sqlite:///relative and sqlite:////absolute. AC_ERR_UNSUPPORTED for postgresql://, AC_ERR_CONFIG
 * for anything else, with a sentence that never repeats the URL: it may hold a password. */
AC_MUST_USE enum ac_status ac_url_path(const char *url, char *path, size_t path_size, char *error,
				       size_t error_size);

#endif
