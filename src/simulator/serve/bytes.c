#include "simulator/serve/bytes.h"

#include <stdlib.h>

#define CAPACITY_FIRST 4096u
#define CAPACITY_KEPT  65536u

char *simulator_bytes_reserve(struct simulator_bytes *bytes, size_t size)
{
	size_t used = bytes->end - bytes->start;
	if (bytes->start > 0 && (used == 0 || bytes->end + size > bytes->capacity)) {
		memmove(bytes->data, bytes->data + bytes->start, used);
		bytes->start = 0;
		bytes->end = used;
	}
	if (bytes->end + size > bytes->capacity) {
		size_t capacity = bytes->capacity > 0 ? bytes->capacity : CAPACITY_FIRST;
		while (capacity < bytes->end + size)
			capacity *= 2;
		char *data = realloc(bytes->data, capacity);
		if (data == NULL)
			return NULL;
		bytes->data = data;
		bytes->capacity = capacity;
	}
	return bytes->data + bytes->end;
}

bool simulator_bytes_append(struct simulator_bytes *bytes, const void *data, size_t size)
{
	if (size == 0)
		return true;
	char *to = simulator_bytes_reserve(bytes, size);
	if (to == NULL)
		return false;
	memcpy(to, data, size);
	bytes->end += size;
	return true;
}

void simulator_bytes_consume(struct simulator_bytes *bytes, size_t size)
{
	ac_assert(size <= bytes->end - bytes->start);
	bytes->start += size;
	if (bytes->start != bytes->end)
		return;
	bytes->start = bytes->end = 0;
	/* Thousands of connections must not each keep the memory of their longest answer. */
	if (bytes->capacity > CAPACITY_KEPT)
		simulator_bytes_deinit(bytes);
}

void simulator_bytes_deinit(struct simulator_bytes *bytes)
{
	free(bytes->data);
	*bytes = (struct simulator_bytes){ 0 };
}
