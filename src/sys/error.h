/* error.h - writes a struct ac_error. What does not fit is cut off. Any thread. */
#ifndef AC_SYS_ERROR_H
#define AC_SYS_ERROR_H

#include "core/error.h"

/* Replaces the whole error; it then has no place in a file. */
void ac_error_set(struct ac_error *error, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* The same at a place: the text begins with "file:line:column: ", or "file:line: " where `column`
 * is 0. */
void ac_error_set_at(struct ac_error *error, const char *file, uint64_t line, uint32_t column,
		     const char *format, ...) __attribute__((format(printf, 5, 6)));

/* Adds to the text; the place stays. */
void ac_error_append(struct ac_error *error, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
