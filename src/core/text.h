/* text.h - questions about pieces of ASCII text that more than one room asks.
 * Not for characters beyond ASCII: core/utf8.h. Nothing here depends on a locale. Any thread. */
#ifndef AC_CORE_TEXT_H
#define AC_CORE_TEXT_H

#include "core/base.h"

static inline bool ac_str_begins(struct ac_str text, struct ac_str start)
{
	return text.size >= start.size &&
	       (start.size == 0 || memcmp(text.data, start.data, start.size) == 0);
}

static inline char ac_ascii_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

/* The same without regard to case, as for schemes and host names. */
static inline bool ac_str_begins_any_case(struct ac_str text, struct ac_str start)
{
	if (text.size < start.size)
		return false;
	for (size_t i = 0; i < start.size; i++) {
		if (ac_ascii_lower(text.data[i]) != ac_ascii_lower(start.data[i]))
			return false;
	}
	return true;
}

/* 0..15; -1 for what is no hexadecimal digit. */
static inline int ac_hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	char lower = ac_ascii_lower(c);
	return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

#endif
