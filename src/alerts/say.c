#include "alerts/say.h"

#include <stdio.h>

static_assert((SAY_CAPACITY & (SAY_CAPACITY - 1)) == 0, "positions wrap by a mask");

void say_init(struct say_queue *queue)
{
	*queue = (struct say_queue){ .popped = 0 };
	for (uint32_t i = 0; i < SAY_CAPACITY; i++)
		atomic_init(&queue->cells[i].turn, i);
}

bool say_push(struct say_queue *queue, enum ac_alert_kind kind, const char *text)
{
	uint32_t at = atomic_load_explicit(&queue->pushed, memory_order_relaxed);
	struct say_cell *cell;
	for (;;) {
		cell = &queue->cells[at & (SAY_CAPACITY - 1)];
		uint32_t turn = atomic_load_explicit(&cell->turn, memory_order_acquire);
		int32_t ahead = (int32_t)(turn - at);
		if (ahead < 0) { /* a whole round behind: its cell was not read yet */
			atomic_fetch_add_explicit(&queue->lost, 1, memory_order_relaxed);
			return false;
		}
		if (ahead > 0)
			at = atomic_load_explicit(&queue->pushed, memory_order_relaxed);
		else if (atomic_compare_exchange_weak_explicit(&queue->pushed, &at, at + 1,
							       memory_order_relaxed,
							       memory_order_relaxed))
			break;
	}
	cell->saying.kind = kind;
	(void)snprintf(cell->saying.text, sizeof(cell->saying.text), "%s", text);
	atomic_store_explicit(&cell->turn, at + 1, memory_order_release);
	return true;
}

bool say_pop(struct say_queue *queue, struct saying *ret_saying)
{
	struct say_cell *cell = &queue->cells[queue->popped & (SAY_CAPACITY - 1)];
	if (atomic_load_explicit(&cell->turn, memory_order_acquire) != queue->popped + 1)
		return false;
	*ret_saying = cell->saying;
	atomic_store_explicit(&cell->turn, queue->popped + SAY_CAPACITY, memory_order_release);
	queue->popped++;
	return true;
}
