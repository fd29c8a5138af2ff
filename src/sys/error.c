#include "sys/error.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

static void append(struct ac_error *error, const char *format, va_list arguments)
{
	size_t used = strlen(error->text);
	ac_assert(used < sizeof(error->text));
	(void)vsnprintf(error->text + used, sizeof(error->text) - used, format, arguments);
}

void ac_error_append(struct ac_error *error, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	append(error, format, arguments);
	va_end(arguments);
}

/* In a room of its own first: the arguments may lie in the text that is replaced. */
static void replace(struct ac_error *error, const struct ac_error *with)
{
	memcpy(error->text, with->text, strlen(with->text) + 1);
	error->line = with->line;
	error->column = with->column;
}

void ac_error_set(struct ac_error *error, const char *format, ...)
{
	struct ac_error next;
	next.text[0] = '\0';
	next.line = next.column = 0;
	va_list arguments;
	va_start(arguments, format);
	append(&next, format, arguments);
	va_end(arguments);
	replace(error, &next);
}

void ac_error_set_at(struct ac_error *error, const char *file, uint64_t line, uint32_t column,
		     const char *format, ...)
{
	struct ac_error next;
	next.text[0] = '\0';
	next.line = line;
	next.column = column;
	ac_error_append(&next, "%s:%" PRIu64 ":", file, line);
	if (column != 0)
		ac_error_append(&next, "%" PRIu32 ":", column);
	ac_error_append(&next, " ");
	va_list arguments;
	va_start(arguments, format);
	append(&next, format, arguments);
	va_end(arguments);
	replace(error, &next);
}
