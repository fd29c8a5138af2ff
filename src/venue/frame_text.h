/* frame_text.h - writes the text of frames into a buffer that is known to be large enough. No
 * printf: hundreds of symbols speak several times a second. */
#ifndef AC_VENUE_FRAME_TEXT_H
#define AC_VENUE_FRAME_TEXT_H

#include "core/decimal.h"

struct venue_text {
	char *data; /* borrowed */
	size_t size, capacity;
};

static inline void venue_text_bytes(struct venue_text *text, const char *data, size_t size)
{
	ac_assert(size <= text->capacity - text->size);
	memcpy(text->data + text->size, data, size);
	text->size += size;
}
static inline void venue_text_put(struct venue_text *text, const char *data)
{
	venue_text_bytes(text, data, strlen(data));
}
/* The text of a literal whose length the compiler knows. */
#define VENUE_TEXT(text, literal) venue_text_bytes((text), "" literal, sizeof(literal) - 1)

void venue_text_int(struct venue_text *text, int64_t value);
/* With this many decimals, or as many as it takes where the value has more. */
void venue_text_dec(struct venue_text *text, struct ac_dec value, int decimals);
/* Terminated, which the size does not count; returns its length. */
size_t venue_dec_text(struct ac_dec value, int decimals, char ret_text[AC_DEC_TEXT_SIZE]);

static inline struct ac_str venue_text_str(const struct venue_text *text)
{
	return (struct ac_str){ text->data, text->size };
}

#endif
