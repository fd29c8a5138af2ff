#include "market/refusal.h"

const char *ac_refusal_text(enum ac_refusal word)
{
	static const char *const texts[AC_REFUSAL_COUNT] = {
#define REFUSAL_TEXT(word, text, reaction) [word] = (text),
		AC_REFUSAL_LIST(REFUSAL_TEXT)
#undef REFUSAL_TEXT
	};
	return (size_t)word < AC_COUNT(texts) ? texts[word] : "?";
}

enum ac_reaction ac_refusal_reaction(enum ac_refusal word)
{
	static const enum ac_reaction reactions[AC_REFUSAL_COUNT] = {
#define REFUSAL_REACTION(word, text, reaction) [word] = (reaction),
		AC_REFUSAL_LIST(REFUSAL_REACTION)
#undef REFUSAL_REACTION
	};
	ac_assert((size_t)word < AC_COUNT(reactions));
	return reactions[word];
}
