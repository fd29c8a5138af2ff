#include "database/words.h"

#include "market/event.h"
#include "risk/risk.h"

#define AT(name, text) [name] = (text),

static const char *const sides[] = { AC_SIDE_LIST(AT) };
static const char *const position_sides[] = { AC_POSITION_SIDE_LIST(AT) };
static const char *const order_types[] = { AC_ORDER_TYPE_LIST(AT) };
static const char *const tifs[] = { AC_TIF_LIST(AT) };
static const char *const lives[] = { AC_LIFE_LIST(AT) };
static const char *const reasons[] = { AC_REASON_LIST(AT) };
#define GUARD_AT(NAME, name) [AC_GUARD_##NAME] = #name,
static const char *const guards[] = { AC_GUARD_LIST(GUARD_AT) };

static const char *const purposes[] = {
	[AC_PURPOSE_ENTRY] = "entry",
	[AC_PURPOSE_STOP] = "stop_loss",
	[AC_PURPOSE_TAKE_PROFIT] = "take_profit",
	[AC_PURPOSE_EXIT] = "exit",
	[AC_PURPOSE_FOREIGN] = "foreign",
};

static const char *const exit_reasons[] = { AC_EXIT_REASON_LIST(AT) };

static const char *const actions[] = {
	[AC_ACTION_ENTER_LONG] = "ENTER_LONG",
	[AC_ACTION_ENTER_SHORT] = "ENTER_SHORT",
	[AC_ACTION_EXIT] = "EXIT",
};

static const char *const risk_states[] = {
	[AC_RISK_ACTIVE] = "ACTIVE",
	[AC_RISK_REDUCING] = "REDUCING",
	[AC_RISK_HALTED] = "HALTED",
};

static const char *const systems[] = { AC_SYSTEM_LIST(AT) };

#define LIST(array)                                                                                \
	{                                                                                          \
		(array), AC_COUNT(array)                                                           \
	}

static const struct {
	const char *const *texts;
	size_t count;
} lists[AC_WORDS_COUNT] = {
	[AC_WORDS_SIDE] = LIST(sides),
	[AC_WORDS_POSITION_SIDE] = LIST(position_sides),
	[AC_WORDS_ORDER_TYPE] = LIST(order_types),
	[AC_WORDS_TIF] = LIST(tifs),
	[AC_WORDS_PURPOSE] = LIST(purposes),
	[AC_WORDS_EXIT_REASON] = LIST(exit_reasons),
	[AC_WORDS_LIFE] = LIST(lives),
	[AC_WORDS_ACTION] = LIST(actions),
	[AC_WORDS_REASON] = LIST(reasons),
	[AC_WORDS_GUARD] = LIST(guards),
	[AC_WORDS_RISK_STATE] = LIST(risk_states),
	[AC_WORDS_SYSTEM] = LIST(systems),
};

const char *ac_words_text(enum ac_words words, int64_t value)
{
	ac_assert(words < AC_WORDS_COUNT);
	if (value < 0 || value >= (int64_t)lists[words].count)
		return NULL;
	return lists[words].texts[value];
}

int32_t ac_words_value(enum ac_words words, const char *text)
{
	ac_assert(words < AC_WORDS_COUNT);
	for (size_t i = 0; i < lists[words].count; i++) {
		if (lists[words].texts[i] != NULL && strcmp(lists[words].texts[i], text) == 0)
			return (int32_t)i;
	}
	return -1;
}
