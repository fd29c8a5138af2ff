#include "simulator/serve/delay.h"

#include <stdlib.h>

#include "core/heap.h"

struct simulator_delays {
	struct simulator_delayed **heap;
	size_t count, capacity;
	uint64_t sequence;
};

struct simulator_delays *simulator_delays_create(void)
{
	return calloc(1, sizeof(struct simulator_delays));
}

void simulator_delays_destroy(struct simulator_delays *delays)
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
	const struct simulator_delayed *a = *(struct simulator_delayed *const *)first;
	const struct simulator_delayed *b = *(struct simulator_delayed *const *)second;
	return a->due_ns != b->due_ns ? a->due_ns > b->due_ns : a->sequence > b->sequence;
}

enum ac_status simulator_delays_push(struct simulator_delays *delays,
				     const struct simulator_delayed *head, struct ac_str data)
{
	if (delays->count == delays->capacity) {
		size_t capacity = delays->capacity > 0 ? delays->capacity * 2 : 64;
		struct simulator_delayed **heap =
			reallocarray(delays->heap, capacity, sizeof(struct simulator_delayed *));
		if (heap == NULL)
			return AC_ERR_NOMEM;
		delays->heap = heap;
		delays->capacity = capacity;
	}
	struct simulator_delayed *item = malloc(sizeof(*item) + data.size);
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

struct simulator_delayed *simulator_delays_pop(struct simulator_delays *delays, ac_ns now)
{
	if (delays->count == 0 || delays->heap[0]->due_ns > now)
		return NULL;
	struct simulator_delayed *first = delays->heap[0];
	delays->heap[0] = delays->heap[--delays->count];
	ac_heap_sink(delays->heap, sizeof(first), delays->count, 0, leaves_after);
	return first;
}

ac_ns simulator_delays_deadline(const struct simulator_delays *delays)
{
	return delays->count > 0 ? delays->heap[0]->due_ns : INT64_MAX;
}

ac_ns simulator_delays_last(const struct simulator_delays *delays, enum simulator_delayed_kind kind,
			    uint64_t id, const char *name)
{
	ac_ns last = 0;
	for (size_t i = 0; i < delays->count; i++) {
		const struct simulator_delayed *item = delays->heap[i];
		if (item->kind == kind && item->id == id && item->due_ns > last &&
		    strcmp(item->name, name) == 0)
			last = item->due_ns;
	}
	return last;
}
