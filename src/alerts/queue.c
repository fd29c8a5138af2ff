#include "alerts/queue.h"

#include <stdlib.h>

enum ac_status alert_queue_init(struct alert_queue *queue, uint32_t capacity)
{
	ac_assert(capacity > 0);
	*queue = (struct alert_queue){ .capacity = capacity, .id_next = 1 };
	queue->items = calloc(capacity, sizeof(struct alert_message *));
	return queue->items != NULL ? AC_OK : AC_ERR_NOMEM;
}

void alert_queue_deinit(struct alert_queue *queue)
{
	for (uint32_t i = 0; i < queue->count; i++)
		free(queue->items[i]);
	free(queue->items);
	*queue = (struct alert_queue){ 0 };
}

static void remove_at(struct alert_queue *queue, uint32_t index)
{
	free(queue->items[index]);
	queue->count--;
	memmove(&queue->items[index], &queue->items[index + 1],
		(queue->count - index) * sizeof(struct alert_message *));
	queue->is_changed = true;
}

/* The oldest of the lowest level, of those that are not under way and not above `level`; -1 none.
 */
static int64_t find_least(const struct alert_queue *queue, enum ac_alert_level level)
{
	int64_t found = -1;
	for (uint32_t i = 0; i < queue->count; i++) {
		const struct alert_message *message = queue->items[i];
		if (message->flights != 0 || message->level > level)
			continue;
		if (found < 0 || message->level < queue->items[found]->level)
			found = i;
	}
	return found;
}

bool alert_queue_push(struct alert_queue *queue, const struct alert_message *message)
{
	struct alert_message *copy = NULL;
	if (queue->count == queue->capacity) {
		int64_t least = find_least(queue, message->level);
		queue->dropped++;
		queue->pushed_out++;
		if (least < 0)
			return false;
		remove_at(queue, (uint32_t)least);
	}
	copy = malloc(sizeof(*copy));
	if (copy == NULL) {
		queue->dropped++;
		queue->pushed_out++;
		return false;
	}
	*copy = *message;
	copy->id = queue->id_next++;
	queue->items[queue->count++] = copy;
	queue->is_changed = true;
	queue->changes_waiting++;
	return true;
}

static int64_t index_of(const struct alert_queue *queue, uint64_t id)
{
	for (uint32_t i = 0; i < queue->count; i++) {
		if (queue->items[i]->id == id)
			return i;
	}
	return -1;
}

struct alert_message *alert_queue_find(struct alert_queue *queue, uint64_t id)
{
	int64_t index = index_of(queue, id);
	return index < 0 ? NULL : queue->items[index];
}

void alert_queue_settle(struct alert_queue *queue, uint64_t id, uint32_t channel)
{
	int64_t index = index_of(queue, id);
	if (index < 0)
		return;
	struct alert_message *message = queue->items[index];
	message->channels &= ~(1u << channel);
	message->flights &= ~(1u << channel);
	queue->is_changed = true;
	if (message->channels == 0)
		remove_at(queue, (uint32_t)index);
}
