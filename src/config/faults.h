/* faults.h - what the files of this room share to report faults: places, and foreign text cut to a
 * size and a form that may be shown. Not for secrets: those are never shown. Start-up thread only.
 */
#ifndef AC_CONFIG_FAULTS_H
#define AC_CONFIG_FAULTS_H

#include "config/config.h"

/* Where something stands. line and column count from 1; 0 is "not known". */
struct ac_place {
	const char *file; /* borrowed */
	size_t line, column;
};

/* Foreign text as a fault quotes it: at most 40 bytes, cut at a character, with "..." where cut. */
struct ac_shown {
	char text[48];
};
struct ac_shown ac_shown_make(struct ac_str text);

#endif
