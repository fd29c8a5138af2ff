/* sqlite.h - the driver of sqlite:///relative and sqlite:////absolute files. */
#ifndef AC_DATABASE_SQLITE_SQLITE_H
#define AC_DATABASE_SQLITE_SQLITE_H

#include "database/driver.h"

extern const struct ac_driver ac_sqlite_driver;

#endif
