#include "config/choice.h"

#include "config/config.h"

#define WORDS_MAX 32
#define WORD_SIZE 48

struct ac_str ac_choice_at(const char *choices, uint32_t index)
{
	const char *at = choices;
	for (; index > 0; index--) {
		at = strchr(at, ',');
		if (at == NULL)
			return AC_STR("");
		at++;
	}
	return (struct ac_str){ at, strcspn(at, ",") };
}

int32_t ac_choice_find(const char *choices, struct ac_str word)
{
	for (uint32_t i = 0;; i++) {
		struct ac_str choice = ac_choice_at(choices, i);
		if (choice.size == 0)
			return -1;
		if (ac_str_equal(choice, word))
			return (int32_t)i;
	}
}

struct ac_str ac_choice_nearest(const char *choices, struct ac_str word)
{
	char words[WORDS_MAX][WORD_SIZE], copy[WORD_SIZE];
	const char *candidates[WORDS_MAX];
	uint32_t count = 0;
	if (word.size >= sizeof(copy))
		return AC_STR("");
	memcpy(copy, word.data, word.size);
	copy[word.size] = '\0';
	for (; count < WORDS_MAX; count++) {
		struct ac_str choice = ac_choice_at(choices, count);
		if (choice.size == 0 || choice.size >= WORD_SIZE)
			break;
		memcpy(words[count], choice.data, choice.size);
		words[count][choice.size] = '\0';
		candidates[count] = words[count];
	}
	const char *nearest = ac_config_nearest(copy, candidates, count);
	for (uint32_t i = 0; nearest != NULL && i < count; i++) {
		if (nearest == candidates[i])
			return ac_choice_at(choices, i);
	}
	return AC_STR("");
}
