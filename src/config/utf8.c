#include "config/utf8.h"

bool ac_utf8_next(struct ac_str *text, uint32_t *ret_character)
{
	ac_assert(text->size > 0);
	static const struct {
		unsigned char mask, lead;
		uint32_t minimum; /* longer forms of smaller characters are not UTF-8 */
	} forms[] = {
		{ 0x80, 0x00, 0 },
		{ 0xe0, 0xc0, 0x80 },
		{ 0xf0, 0xe0, 0x800 },
		{ 0xf8, 0xf0, 0x10000 },
	};
	const unsigned char *at = (const unsigned char *)text->data;
	size_t size = 1;
	uint32_t character = at[0];
	bool is_valid = false;
	for (size_t i = 0; i < AC_COUNT(forms); i++) {
		if ((at[0] & forms[i].mask) != forms[i].lead || text->size < i + 1)
			continue;
		character = at[0] & (unsigned char)~forms[i].mask;
		is_valid = true;
		for (size_t k = 1; k <= i; k++) {
			is_valid = is_valid && (at[k] & 0xc0) == 0x80;
			character = character << 6 | (at[k] & 0x3fu);
		}
		is_valid = is_valid && character >= forms[i].minimum && character <= 0x10ffff;
		size = is_valid ? i + 1 : 1;
		break;
	}
	text->data += size;
	text->size -= size;
	if (is_valid)
		*ret_character = character;
	return is_valid;
}

bool ac_utf8_is_plain(uint32_t character)
{
	if (character < 0x20 || (character >= 0x7f && character <= 0xa0))
		return false;
	if (character >= 0xd800 && character <= 0xdfff)
		return false;
	return character != 0x2028 && character != 0x2029 && character != 0xfeff &&
	       character != 0xfffe && character != 0xffff;
}
