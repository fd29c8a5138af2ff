#include "database/url.h"

#include <stdio.h>

#include "core/text.h"

#define SQLITE_SCHEME "sqlite:///"

enum ac_status ac_url_path(const char *url, char *path, size_t path_size, char *error,
			   size_t error_size)
{
	ac_assert(url != NULL);
	ac_assert(path != NULL);
	struct ac_str given = ac_str_from(url);
	if (ac_str_begins(given, AC_STR("postgresql://")) ||
	    ac_str_begins(given, AC_STR("postgres://"))) {
		snprintf(error, error_size,
			 "PostgreSQL is not supported yet: use sqlite:///./database/trader.db");
		return AC_ERR_UNSUPPORTED;
	}
	const char *rest = url + strlen(SQLITE_SCHEME);
	if (!ac_str_begins(given, AC_STR(SQLITE_SCHEME)) || rest[0] == '\0' ||
	    rest[strlen(rest) - 1] == '/') {
		snprintf(
			error, error_size,
			"the database must be sqlite:///relative/path or sqlite:////absolute/path");
		return AC_ERR_CONFIG;
	}
	if (strlen(rest) >= path_size) {
		snprintf(error, error_size, "the path of the database is too long");
		return AC_ERR_CONFIG;
	}
	memcpy(path, rest, strlen(rest) + 1);
	return AC_OK;
}
