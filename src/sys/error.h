/* error.h - why something could not be done, as a sentence for a person: what happened, where, what
 * it means for their money, what to do. Travels up beside an enum ac_status, which is for code. */
#ifndef AC_SYS_ERROR_H
#define AC_SYS_ERROR_H

#include "core/base.h"

#define AC_ERROR_SIZE 2048 /* the list of a configuration's faults fits for some twenty of them */

struct ac_error {
	char text[AC_ERROR_SIZE]; /* "" none; terminated; without a line end */
};

/* Replaces the text; what does not fit is cut off. */
void ac_error_set(struct ac_error *error, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
