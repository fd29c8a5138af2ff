#include "simulator/market/frame_text.h"

void simulator_text_int(struct simulator_text *text, int64_t value)
{
	char digits[24];
	size_t at = sizeof(digits);
	uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
	do {
		digits[--at] = (char)('0' + rest % 10);
		rest /= 10;
	} while (rest != 0);
	if (value < 0)
		digits[--at] = '-';
	simulator_text_bytes(text, digits + at, sizeof(digits) - at);
}

size_t simulator_dec_text(struct ac_dec value, int decimals, char ret_text[AC_DEC_TEXT_SIZE])
{
	static const int64_t places[AC_DEC_DIGITS + 1] = { 100000000, 10000000, 1000000,
							   100000,    10000,    1000,
							   100,       10,       1 };
	ac_assert(decimals >= 0);
	if (decimals > AC_DEC_DIGITS)
		decimals = AC_DEC_DIGITS;
	while (value.units % places[decimals] != 0)
		decimals++;
	return ac_dec_format_fixed(value, decimals, ret_text);
}

void simulator_text_dec(struct simulator_text *text, struct ac_dec value, int decimals)
{
	char digits[AC_DEC_TEXT_SIZE];
	size_t size = simulator_dec_text(value, decimals, digits);
	simulator_text_bytes(text, digits, size);
}
