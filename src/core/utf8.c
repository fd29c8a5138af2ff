#include "core/utf8.h"

size_t ac_utf8_size(struct ac_str text)
{
	if (text.size == 0)
		return 0;
	const unsigned char *byte = (const unsigned char *)text.data;
	if (byte[0] < 0x80)
		return 1;
	size_t size = byte[0] >= 0xf0 ? 4 : (byte[0] >= 0xe0 ? 3 : 2);
	if (byte[0] < 0xc2 || byte[0] > 0xf4 || text.size < size)
		return 0;
	for (size_t i = 1; i < size; i++) {
		if ((byte[i] & 0xc0) != 0x80)
			return 0;
	}
	/* Overlong forms, surrogates, and what lies behind the last code point. */
	if ((byte[0] == 0xe0 && byte[1] < 0xa0) || (byte[0] == 0xed && byte[1] > 0x9f) ||
	    (byte[0] == 0xf0 && byte[1] < 0x90) || (byte[0] == 0xf4 && byte[1] > 0x8f))
		return 0;
	return size;
}

bool ac_utf8_next(struct ac_str *text, uint32_t *ret_character)
{
	ac_assert(text->size > 0);
	static const unsigned char lead_bits[] = { 0, 0x7f, 0x1f, 0x0f, 0x07 };
	const unsigned char *byte = (const unsigned char *)text->data;
	size_t size = ac_utf8_size(*text);
	if (size > 0) {
		uint32_t character = byte[0] & lead_bits[size];
		for (size_t i = 1; i < size; i++)
			character = character << 6 | (byte[i] & 0x3fu);
		*ret_character = character;
	}
	size_t taken = size > 0 ? size : 1;
	text->data += taken;
	text->size -= taken;
	return size > 0;
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
