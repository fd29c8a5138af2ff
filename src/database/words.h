/* words.h - the texts that stand in the database for the program's enumerations, both ways.
 * Not the texts of logs: these are read back, so they never change. Any thread. */
#ifndef AC_DATABASE_WORDS_H
#define AC_DATABASE_WORDS_H

#include "core/base.h"

enum ac_words {
	AC_WORDS_SIDE,
	AC_WORDS_POSITION_SIDE,
	AC_WORDS_ORDER_TYPE,
	AC_WORDS_TIF,
	AC_WORDS_PURPOSE,
	AC_WORDS_EXIT_REASON,
	AC_WORDS_LIFE,
	AC_WORDS_ACTION,
	AC_WORDS_REASON,
	AC_WORDS_GUARD,
	AC_WORDS_RISK_STATE,
	AC_WORDS_SYSTEM,
	AC_WORDS_COUNT
};

/* NULL where the list has no such value. */
const char *ac_words_text(enum ac_words words, int64_t value);
/* -1 where the list has no such text. */
int32_t ac_words_value(enum ac_words words, const char *text);

#endif
