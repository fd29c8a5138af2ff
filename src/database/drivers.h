/* drivers.h - which driver serves which address, and opening a store by a driver of the caller's. */
#ifndef AC_DATABASE_DRIVERS_H
#define AC_DATABASE_DRIVERS_H

#include "database/driver.h"
#include "database/store.h"

/* By the scheme of `url`. AC_ERR_UNSUPPORTED: a database that is to come; AC_ERR_CONFIG: none that we
 * know. `error` receives a sentence that never repeats the URL: it may hold a password. */
AC_MUST_USE enum ac_status ac_drivers_find(const char *url, const struct ac_driver **ret_driver,
					   char *error, size_t error_size);

/* As ac_store_open and ac_store_open_readonly, by this driver, which must outlive the store. */
AC_MUST_USE enum ac_status ac_store_open_by(const struct ac_driver *driver, const char *url,
					    bool is_readonly, struct ac_store **ret_store,
					    char *error, size_t error_size);
/* Connects only: the schema is neither looked at nor changed. */
AC_MUST_USE enum ac_status ac_store_connect(const struct ac_driver *driver, const char *url,
					    bool is_readonly, struct ac_store **ret_store,
					    char *error, size_t error_size);

#endif
