/* frame_text.h - writes the text of frames into a buffer that is known to be large enough. No
 * printf: hundreds of symbols speak several times a second. */
#ifndef AC_SIMULATOR_MARKET_FRAME_TEXT_H
#define AC_SIMULATOR_MARKET_FRAME_TEXT_H

#include "core/decimal.h"

struct simulator_text {
	char *data; /* borrowed */
	size_t size, capacity;
};

static inline void simulator_text_bytes(struct simulator_text *text, const char *data, size_t size)
{
	ac_assert(size <= text->capacity - text->size);
	memcpy(text->data + text->size, data, size);
	text->size += size;
}
static inline void simulator_text_put(struct simulator_text *text, const char *data)
{
	simulator_text_bytes(text, data, strlen(data));
}
/* The text of a literal whose length the compiler knows. */
#define SIMULATOR_TEXT(text, literal) simulator_text_bytes((text), "" literal, sizeof(literal) - 1)

void simulator_text_int(struct simulator_text *text, int64_t value);
/* With this many decimals, or as many as it takes where the value has more. */
void simulator_text_dec(struct simulator_text *text, struct ac_dec value, int decimals);
/* Terminated, which the size does not count; returns its length. */
size_t simulator_dec_text(struct ac_dec value, int decimals, char ret_text[AC_DEC_TEXT_SIZE]);

static inline struct ac_str simulator_text_str(const struct simulator_text *text)
{
	return (struct ac_str){ text->data, text->size };
}

#endif
