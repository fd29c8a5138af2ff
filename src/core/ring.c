#include "core/ring.h"

#define CAPACITY_MAX (UINT32_C(1) << 31)

/* A wrapped position and a wrapped count stay comparable only up to half of their range. */
static bool capacity_is_valid(uint32_t capacity)
{
	return capacity > 0 && capacity <= CAPACITY_MAX && (capacity & (capacity - 1)) == 0;
}

size_t ac_ring_memory_size(size_t item_size, uint32_t capacity)
{
	size_t bytes;
	if (__builtin_mul_overflow(item_size, (size_t)capacity, &bytes))
		return 0;
	return bytes;
}

enum ac_status ac_ring_init(struct ac_ring *ring, void *memory, size_t item_size, uint32_t capacity)
{
	ac_assert(ring != NULL);
	ac_assert(memory != NULL);
	if (item_size == 0 || !capacity_is_valid(capacity))
		return AC_ERR_RANGE;
	if (ac_ring_memory_size(item_size, capacity) == 0)
		return AC_ERR_RANGE;
	atomic_init(&ring->pushed, 0);
	atomic_init(&ring->popped, 0);
	ring->popped_seen = 0;
	ring->pushed_seen = 0;
	ring->items = memory;
	ring->item_size = item_size;
	ring->mask = capacity - 1;
	return AC_OK;
}

bool ac_ring_push(struct ac_ring *ring, const void *item)
{
	uint32_t pushed = atomic_load_explicit(&ring->pushed, memory_order_relaxed);
	if (pushed - ring->popped_seen > ring->mask) {
		/* Acquire: the consumer has finished reading the slot before we write it again. */
		ring->popped_seen = atomic_load_explicit(&ring->popped, memory_order_acquire);
		ac_assert(pushed - ring->popped_seen <= ring->mask + 1);
		if (pushed - ring->popped_seen > ring->mask)
			return false;
	}
	memcpy(ring->items + (size_t)(pushed & ring->mask) * ring->item_size, item,
	       ring->item_size);
	/* Release: the item is whole before the consumer can see that it is there. */
	atomic_store_explicit(&ring->pushed, pushed + 1, memory_order_release);
	return true;
}

bool ac_ring_pop(struct ac_ring *ring, void *ret_item)
{
	uint32_t popped = atomic_load_explicit(&ring->popped, memory_order_relaxed);
	if (popped == ring->pushed_seen) {
		ring->pushed_seen = atomic_load_explicit(&ring->pushed, memory_order_acquire);
		ac_assert(ring->pushed_seen - popped <= ring->mask + 1);
		if (popped == ring->pushed_seen)
			return false;
	}
	memcpy(ret_item, ring->items + (size_t)(popped & ring->mask) * ring->item_size,
	       ring->item_size);
	atomic_store_explicit(&ring->popped, popped + 1, memory_order_release);
	return true;
}

uint32_t ac_ring_count(const struct ac_ring *ring)
{
	/* `popped` first: it never passes a `pushed` that is read later, so the difference cannot
	 * wrap below zero; it may exceed the capacity when both sides run in between. */
	uint32_t popped = atomic_load_explicit(&ring->popped, memory_order_acquire);
	uint32_t pushed = atomic_load_explicit(&ring->pushed, memory_order_acquire);
	uint32_t count = pushed - popped;
	return count <= ring->mask ? count : ring->mask + 1;
}
