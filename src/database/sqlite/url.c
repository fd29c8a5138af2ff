#include <stdio.h>

#include "core/text.h"
#include "database/sqlite/connection.h"
#include "database/sqlite/sqlite.h"

#define HEAD "sqlite:///"

enum ac_status ac_sqlite_url_path(const char *url, char *path, size_t path_size, char *error,
				  size_t error_size)
{
	ac_assert(url != NULL);
	ac_assert(path != NULL);
	const char *rest = url + strlen(HEAD);
	if (!ac_str_begins(ac_str_from(url), AC_STR(HEAD)) || rest[0] == '\0' ||
	    rest[strlen(rest) - 1] == '/') {
		snprintf(error, error_size, "the database must be %s", ac_sqlite_driver.url_form);
		return AC_ERR_CONFIG;
	}
	if (strlen(rest) >= path_size) {
		snprintf(error, error_size, "the path of the database is too long");
		return AC_ERR_CONFIG;
	}
	memcpy(path, rest, strlen(rest) + 1);
	return AC_OK;
}
