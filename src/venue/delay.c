#include "venue/delay.h"

#include <stdlib.h>

#include "core/heap.h"

struct venue_delays {
	struct venue_delayed **heap;
	size_t count, capacity;
	uint64_t sequence;
};

struct venue_delays *venue_delays_create(void)
{
	return calloc(1, sizeof(struct venue_delays));
}

void venue_delays_destroy(struct venue_delays *delays)
{
	if (delays == NULL)
		return;
	for (size_t i = 0; i < delays->count; i++)
		free(delays->heap[i]);
	free(delays->heap);
	free(delays);
}

static bool leaves_after(const void *first, const void *second)
{
	const struct venue_delayed *a = *(struct venue_delayed *const *)first;
	const struct venue_delayed *b = *(struct venue_delayed *const *)second;
	return a->due_ns != b->due_ns ? a->due_ns > b->due_ns : a->sequence > b->sequence;
}

enum ac_status venue_delays_push(struct venue_delays *delays, const struct venue_delayed *head,
				 struct ac_str data)
{
	if (delays->count == delays->capacity) {
		size_t capacity = delays->capacity > 0 ? delays->capacity * 2 : 64;
		struct venue_delayed **heap =
			reallocarray(delays->heap, capacity, sizeof(struct venue_delayed *));
		if (heap == NULL)
			return AC_ERR_NOMEM;
		delays->heap = heap;
		delays->capacity = capacity;
	}
	struct venue_delayed *item = malloc(sizeof(*item) + data.size);
	if (item == NULL)
		return AC_ERR_NOMEM;
	*item = *head;
	item->sequence = ++delays->sequence;
	item->size = data.size;
	memcpy(item->data, data.data, data.size);
	delays->heap[delays->count] = item;
	ac_heap_rise(delays->heap, sizeof(item), delays->count++, leaves_after);
	return AC_OK;
}

struct venue_delayed *venue_delays_pop(struct venue_delays *delays, ac_ns now)
{
	if (delays->count == 0 || delays->heap[0]->due_ns > now)
		return NULL;
	struct venue_delayed *first = delays->heap[0];
	delays->heap[0] = delays->heap[--delays->count];
	ac_heap_sink(delays->heap, sizeof(first), delays->count, 0, leaves_after);
	return first;
}

ac_ns venue_delays_deadline(const struct venue_delays *delays)
{
	return delays->count > 0 ? delays->heap[0]->due_ns : INT64_MAX;
}

ac_ns venue_delays_last(const struct venue_delays *delays, enum venue_delayed_kind kind,
			uint64_t id, const char *name)
{
	ac_ns last = 0;
	for (size_t i = 0; i < delays->count; i++) {
		const struct venue_delayed *item = delays->heap[i];
		if (item->kind == kind && item->id == id && item->due_ns > last &&
		    strcmp(item->name, name) == 0)
			last = item->due_ns;
	}
	return last;
}
