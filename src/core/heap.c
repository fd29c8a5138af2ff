#include "core/heap.h"

static void swap(unsigned char *a, unsigned char *b, size_t size)
{
	unsigned char kept[64];
	for (size_t done = 0; done < size;) {
		size_t part = size - done < sizeof(kept) ? size - done : sizeof(kept);
		memcpy(kept, a + done, part);
		memcpy(a + done, b + done, part);
		memcpy(b + done, kept, part);
		done += part;
	}
}

void ac_heap_rise(void *items, size_t item_size, size_t at, ac_heap_is_below *is_below)
{
	unsigned char *base = items;
	while (at > 0) {
		size_t parent = (at - 1) / 2;
		if (!is_below(base + parent * item_size, base + at * item_size))
			return;
		swap(base + parent * item_size, base + at * item_size, item_size);
		at = parent;
	}
}

void ac_heap_sink(void *items, size_t item_size, size_t count, size_t at,
		  ac_heap_is_below *is_below)
{
	unsigned char *base = items;
	for (;;) {
		size_t child = 2 * at + 1;
		if (child >= count)
			return;
		if (child + 1 < count &&
		    is_below(base + child * item_size, base + (child + 1) * item_size))
			child++;
		if (!is_below(base + at * item_size, base + child * item_size))
			return;
		swap(base + at * item_size, base + child * item_size, item_size);
		at = child;
	}
}

void ac_heap_sort(void *items, size_t item_size, size_t count, ac_heap_is_below *is_below)
{
	unsigned char *base = items;
	for (size_t root = count / 2; root-- > 0;)
		ac_heap_sink(items, item_size, count, root, is_below);
	for (size_t last = count; last-- > 1;) {
		swap(base, base + last * item_size, item_size);
		ac_heap_sink(items, item_size, last, 0, is_below);
	}
}
