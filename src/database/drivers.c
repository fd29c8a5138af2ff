#include "database/drivers.h"

#include <stdio.h>

#include "core/text.h"
#include "database/sqlite/sqlite.h"

static const struct {
	const char *scheme;
	const struct ac_driver *driver; /* NULL: not yet */
} drivers[] = {
	{ "sqlite:", &ac_sqlite_driver },
	{ "postgresql:", NULL },
	{ "postgres:", NULL },
};

enum ac_status ac_drivers_find(const char *url, const struct ac_driver **ret_driver, char *error,
			       size_t error_size)
{
	ac_assert(url != NULL);
	for (size_t i = 0; i < AC_COUNT(drivers); i++) {
		if (!ac_str_begins(ac_str_from(url), ac_str_from(drivers[i].scheme)))
			continue;
		if (drivers[i].driver != NULL) {
			*ret_driver = drivers[i].driver;
			return AC_OK;
		}
		snprintf(error, error_size,
			 "PostgreSQL is not supported yet: use sqlite:///./database/trader.db");
		return AC_ERR_UNSUPPORTED;
	}
	snprintf(error, error_size, "the database must be %s", drivers[0].driver->url_form);
	return AC_ERR_CONFIG;
}
