/* settings.h - .env and process environment into struct ac_settings. Start-up thread only. */
#ifndef AC_CONFIG_SETTINGS_H
#define AC_CONFIG_SETTINGS_H

#include "config/schema.h"

/* `text` is that of the .env (empty where there is none), `file` its name in faults. The
 * environment wins; NULL is an empty one. An empty value is the same as none. */
void ac_settings_parse(const char *file, struct ac_str text, char *const *environment,
		       struct ac_config *config, struct ac_faults *faults);

#endif
