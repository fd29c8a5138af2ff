/* utf8.h - steps through UTF-8 text from outside, and refuses what is not well-formed.
 * Any thread. */
#ifndef AC_CORE_UTF8_H
#define AC_CORE_UTF8_H

#include "core/base.h"

/* Bytes of the character at the start of `text`; 0 where it is empty or not well-formed: cut off,
 * longer than it had to be, a surrogate, or beyond U+10FFFF. */
size_t ac_utf8_size(struct ac_str text);

/* Takes the next character off the front of `text` (not empty). False for bytes that are not UTF-8;
 * one byte is then taken. */
bool ac_utf8_next(struct ac_str *text, uint32_t *ret_character);

/* A visible character that survives a YAML scalar unescaped: no control, no line break of any kind,
 * no byte order mark, no surrogate. */
bool ac_utf8_is_plain(uint32_t character);

#endif
