/* plugin.h - loads strategies from shared objects by the plug-in interface. Start-up thread only.
 * A plug-in runs inside this process with all its rights: only your own folder is searched. */
#ifndef AC_IO_PLUGIN_H
#define AC_IO_PLUGIN_H

#include "core/error.h"
#include "strategy/host.h"

/* Opens `path` and gives its descriptor, which lives until the process ends. AC_ERR_IO: not a
 * shared object, or something it needs is missing; AC_ERR_NOT_FOUND: it exports no
 * ac_strategy_plugin. `error` receives a sentence that begins with the path. */
AC_MUST_USE enum ac_status ac_plugin_load(const char *path, const struct ac_strategy **ret_strategy,
					  struct ac_error *error);

/* Registers every strategy in `folder`/<name>/<file>.so, in order of name, so that every start
 * gives the same list. A missing folder holds none. The first one that is refused ends it. */
AC_MUST_USE enum ac_status ac_plugin_folder_load(const char *folder,
						 struct ac_strategy_registry *registry,
						 struct ac_error *error);

#endif
