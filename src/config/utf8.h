/* utf8.h - steps through UTF-8 text, and says which characters a YAML file can hold as they are.
 * Start-up thread only. */
#ifndef AC_CONFIG_UTF8_H
#define AC_CONFIG_UTF8_H

#include "core/base.h"

/* Takes the next character off the front of `text` (not empty). False for bytes that are not UTF-8;
 * one byte is then taken. */
bool ac_utf8_next(struct ac_str *text, uint32_t *ret_character);

/* A visible character that survives a YAML scalar unescaped: no control, no line break of any kind,
 * no byte order mark, no surrogate. */
bool ac_utf8_is_plain(uint32_t character);

#endif
