#include "executor/client_id.h"

#define BASE          36
#define DIGITS_MAX    13 /* UINT64_MAX in base 36 */
#define RUN_DIGITS    7  /* UINT32_MAX in base 36 */
#define LETTERS       "estx"
#define LETTERS_COUNT 4

static_assert(1 + RUN_DIGITS + 1 + DIGITS_MAX < AC_CLIENT_ID_SIZE, "an id always fits");

static const enum ac_purpose purposes[LETTERS_COUNT] = {
	AC_PURPOSE_ENTRY,
	AC_PURPOSE_STOP,
	AC_PURPOSE_TAKE_PROFIT,
	AC_PURPOSE_EXIT,
};

static size_t number_write(uint64_t value, char *ret_text)
{
	char reversed[DIGITS_MAX];
	size_t size = 0;
	do {
		reversed[size++] = "0123456789abcdefghijklmnopqrstuvwxyz"[value % BASE];
		value /= BASE;
	} while (value > 0);
	for (size_t i = 0; i < size; i++)
		ret_text[i] = reversed[size - 1 - i];
	return size;
}

/* Reads digits up to `end`; only the one shortest writing of a number is accepted, so that no two
 * texts name the same order. */
static bool number_read(const char **cursor, char end, uint64_t limit, uint64_t *ret_value)
{
	const char *c = *cursor;
	uint64_t value = 0;
	if (*c == '0' && c[1] != end)
		return false;
	for (; *c != end; c++) {
		uint64_t digit;
		if (*c >= '0' && *c <= '9')
			digit = (uint64_t)(*c - '0');
		else if (*c >= 'a' && *c <= 'z')
			digit = (uint64_t)(*c - 'a') + 10;
		else
			return false;
		if (value > (limit - digit) / BASE)
			return false;
		value = value * BASE + digit;
	}
	if (c == *cursor)
		return false;
	*cursor = c;
	*ret_value = value;
	return true;
}

void ac_client_id_make(const struct ac_client_id *id, char ret_text[AC_CLIENT_ID_SIZE])
{
	size_t letter = 0;
	while (letter < LETTERS_COUNT && purposes[letter] != id->purpose)
		letter++;
	ac_assert(letter < LETTERS_COUNT);
	/* Records are checksummed as bytes: nothing may be left behind the terminator. */
	memset(ret_text, 0, AC_CLIENT_ID_SIZE);
	ret_text[0] = LETTERS[letter];
	size_t size = 1 + number_write(id->run, ret_text + 1);
	ret_text[size++] = '-';
	size += number_write(id->sequence, ret_text + size);
	ac_assert(size < AC_CLIENT_ID_SIZE);
	/* What names an order at the exchange must lead back to it. */
	struct ac_client_id again;
	ac_assert(ac_client_id_parse(ret_text, &again));
	ac_assert(again.purpose == id->purpose && again.run == id->run &&
		  again.sequence == id->sequence);
}

bool ac_client_id_parse(const char *text, struct ac_client_id *ret_id)
{
	struct ac_client_id id = { .sequence = 0 };
	uint64_t run;
	size_t letter = 0;
	while (letter < LETTERS_COUNT && LETTERS[letter] != text[0])
		letter++;
	if (letter == LETTERS_COUNT)
		return false;
	const char *cursor = text + 1;
	if (!number_read(&cursor, '-', UINT32_MAX, &run))
		return false;
	cursor++;
	if (!number_read(&cursor, '\0', UINT64_MAX, &id.sequence))
		return false;
	id.purpose = purposes[letter];
	id.run = (uint32_t)run;
	*ret_id = id;
	return true;
}
