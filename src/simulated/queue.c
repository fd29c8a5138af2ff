#include "simulated/queue.h"

static uint32_t slot_of(const struct sim_queue *queue, uint32_t n)
{
	uint32_t slot = queue->head + n;
	return slot >= queue->capacity ? slot - queue->capacity : slot;
}

static bool is_before(const struct sim_key *a, const struct sim_key *b)
{
	if (a->arrival_ns != b->arrival_ns)
		return a->arrival_ns < b->arrival_ns;
	if (a->rank != b->rank)
		return a->rank < b->rank;
	return a->seq < b->seq;
}

const void *sim_queue_at(const struct sim_queue *queue, const unsigned char *items, uint32_t n)
{
	ac_assert(n < queue->count);
	return items + (size_t)slot_of(queue, n) * queue->item_size;
}

bool sim_queue_push(struct sim_queue *queue, unsigned char *items, const void *item)
{
	if (queue->count == queue->capacity)
		return false;
	uint32_t n = queue->count++;
	unsigned char *place = items + (size_t)slot_of(queue, n) * queue->item_size;
	for (; n > 0; n--) {
		unsigned char *earlier = items + (size_t)slot_of(queue, n - 1) * queue->item_size;
		if (!is_before(item, (const struct sim_key *)(const void *)earlier))
			break;
		memcpy(place, earlier, queue->item_size);
		place = earlier;
	}
	memcpy(place, item, queue->item_size);
	return true;
}

void sim_queue_pop(struct sim_queue *queue)
{
	ac_assert(queue->count > 0);
	queue->head = slot_of(queue, 1);
	queue->count--;
}
