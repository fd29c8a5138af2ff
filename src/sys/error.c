#include "sys/error.h"

#include <stdarg.h>
#include <stdio.h>

void ac_error_set(struct ac_error *error, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	(void)vsnprintf(error->text, sizeof(error->text), format, arguments);
	va_end(arguments);
}
