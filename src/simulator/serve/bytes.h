/* bytes.h - a queue of bytes that grows: what was read and not yet understood, what is still to be
 * written. */
#ifndef AC_SIMULATOR_SERVE_BYTES_H
#define AC_SIMULATOR_SERVE_BYTES_H

#include "core/base.h"

struct simulator_bytes {
	char *data;
	size_t start, end; /* data[start..end) */
	size_t capacity;
};

/* Room for `size` bytes behind the end; NULL: out of memory. */
char *simulator_bytes_reserve(struct simulator_bytes *bytes, size_t size);
bool simulator_bytes_append(struct simulator_bytes *bytes, const void *data, size_t size);
void simulator_bytes_consume(struct simulator_bytes *bytes, size_t size);
void simulator_bytes_deinit(struct simulator_bytes *bytes);

static inline struct ac_str simulator_bytes_view(const struct simulator_bytes *bytes)
{
	return (struct ac_str){ bytes->data + bytes->start, bytes->end - bytes->start };
}
static inline size_t simulator_bytes_size(const struct simulator_bytes *bytes)
{
	return bytes->end - bytes->start;
}

#endif
