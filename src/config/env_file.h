/* env_file.h - reads KEY=value lines, one at a time. Knows no variable: settings.c does. Nothing is
 * expanded and nothing is copied, so secrets stay where the text is. Start-up thread only. */
#ifndef AC_CONFIG_ENV_FILE_H
#define AC_CONFIG_ENV_FILE_H

#include "config/faults.h"

struct ac_env_reader {
	const char *file; /* borrowed; the name in faults */
	struct ac_faults *faults;
	struct ac_str rest;
	size_t line;
};

struct ac_env_line {
	struct ac_str name, value; /* views into the text */
	struct ac_place name_place, value_place;
};

void ac_env_init(struct ac_env_reader *reader, const char *file, struct ac_str text,
		 struct ac_faults *faults);
/* The next assignment. Malformed lines are reported, without their text, and passed over. False at
 * the end. */
bool ac_env_next(struct ac_env_reader *reader, struct ac_env_line *ret_line);

#endif
