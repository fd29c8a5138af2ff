/* error.h - why something could not be done, as a sentence for a person: what happened, where, what
 * it means for their money, what to do. Travels up beside an enum ac_status, which is for code.
 * Written by sys/error.h above layer 3. Any thread, each its own. */
#ifndef AC_CORE_ERROR_H
#define AC_CORE_ERROR_H

#include "core/base.h"

#define AC_ERROR_SIZE 2048 /* the list of a configuration's faults fits for some twenty of them */

struct ac_error {
	char text[AC_ERROR_SIZE]; /* "" none; terminated; without a line end */
	/* Where in the file that the text names first; 0: no line, or no column. */
	uint64_t line;
	uint32_t column;
};

#endif
