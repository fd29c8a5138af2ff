/* bytes.h - a queue of bytes that grows: what was read and not yet understood, what is still to be
 * written. */
#ifndef AC_VENUE_BYTES_H
#define AC_VENUE_BYTES_H

#include "core/base.h"

struct venue_bytes {
	char *data;
	size_t start, end; /* data[start..end) */
	size_t capacity;
};

/* Room for `size` bytes behind the end; NULL: out of memory. */
char *venue_bytes_reserve(struct venue_bytes *bytes, size_t size);
bool venue_bytes_append(struct venue_bytes *bytes, const void *data, size_t size);
void venue_bytes_consume(struct venue_bytes *bytes, size_t size);
void venue_bytes_deinit(struct venue_bytes *bytes);

static inline struct ac_str venue_bytes_view(const struct venue_bytes *bytes)
{
	return (struct ac_str){ bytes->data + bytes->start, bytes->end - bytes->start };
}
static inline size_t venue_bytes_size(const struct venue_bytes *bytes)
{
	return bytes->end - bytes->start;
}

#endif
