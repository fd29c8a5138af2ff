#include <pthread.h>
#include <sched.h>

#include "check.h"
#include "core/ring.h"

/* An odd size: no two fields of neighbouring items share an alignment. */
struct item {
	unsigned char tag;
	uint32_t value;
	uint32_t complement;
	unsigned char filler[7];
};

static struct item item_of(uint32_t value)
{
	struct item item = { .value = value, .complement = ~value };
	item.tag = (unsigned char)value;
	memset(item.filler, (int)(value & 0xff), sizeof(item.filler));
	return item;
}

static bool is_whole(const struct item *item, uint32_t value)
{
	bool whole = item->value == value && item->complement == ~value;
	for (size_t i = 0; i < sizeof(item->filler); i++)
		whole &= item->filler[i] == (value & 0xff);
	return whole;
}

static void test_ring_refuses_wrong_sizes(void **state)
{
	(void)state;
	struct ac_ring ring;
	static unsigned char memory[64];
	static const struct {
		const char *name;
		size_t item_size;
		uint32_t capacity;
		enum ac_status status;
	} cases[] = {
		{ "one", 1, 1, AC_OK },
		{ "sixteen", 4, 16, AC_OK },
		{ "no capacity", 4, 0, AC_ERR_RANGE },
		{ "three", 4, 3, AC_ERR_RANGE },
		{ "not a power of two", 4, UINT32_MAX, AC_ERR_RANGE },
		{ "no bytes", 0, 4, AC_ERR_RANGE },
		{ "product overflows", SIZE_MAX / 2 + 1, 2, AC_ERR_RANGE },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++)
		CHECK_EQ(cases[i].name,
			 ac_ring_init(&ring, memory, cases[i].item_size, cases[i].capacity),
			 cases[i].status);
	CHECK_EQ("memory", ac_ring_memory_size(24, 8), 192);
	CHECK_EQ("memory overflows", ac_ring_memory_size(SIZE_MAX, 2), 0);
}

static void test_ring_is_first_in_first_out_and_full_is_false(void **state)
{
	(void)state;
	struct ac_ring ring;
	static struct item memory[4];
	assert_int_equal(ac_ring_init(&ring, memory, sizeof(memory[0]), 4), AC_OK);
	uint32_t pushed = 0, popped = 0;
	/* Every fill level, many times around. */
	for (uint32_t round = 0; round < 100; round++) {
		for (uint32_t n = 0; n <= round % 5; n++) {
			struct item in = item_of(pushed);
			bool room = pushed - popped < 4;
			CHECK_EQ("push", ac_ring_push(&ring, &in), room);
			pushed += room ? 1 : 0;
			CHECK_EQ("count", ac_ring_count(&ring), pushed - popped);
		}
		for (uint32_t n = 0; n <= (round + 2) % 5; n++) {
			struct item out = item_of(12345);
			bool filled = pushed != popped;
			CHECK_EQ("pop", ac_ring_pop(&ring, &out), filled);
			assert_true(is_whole(&out, filled ? popped : 12345));
			popped += filled ? 1 : 0;
			CHECK_EQ("count", ac_ring_count(&ring), pushed - popped);
		}
	}
	assert_true(popped > 100);
}

static void test_ring_survives_the_wrap_of_its_positions(void **state)
{
	(void)state;
	struct ac_ring ring;
	static uint32_t memory[8];
	assert_int_equal(ac_ring_init(&ring, memory, sizeof(memory[0]), 8), AC_OK);
	/* Four billion pushes would take a minute: the ring starts just before the wrap instead. */
	uint32_t start = UINT32_MAX - 11;
	atomic_store(&ring.pushed, start);
	atomic_store(&ring.popped, start);
	ring.popped_seen = ring.pushed_seen = start;
	for (uint32_t n = 0; n < 8; n++)
		assert_true(ac_ring_push(&ring, &n));
	for (uint32_t n = 8; n < 40; n++) {
		uint32_t out;
		assert_false(ac_ring_push(&ring, &n));
		assert_true(ac_ring_pop(&ring, &out));
		CHECK_EQ("order", out, n - 8);
		assert_true(ac_ring_push(&ring, &n));
		CHECK_EQ("count", ac_ring_count(&ring), 8);
	}
}

#define CROSSING_ITEMS 200000u

static void *produce(void *argument)
{
	struct ac_ring *ring = argument;
	for (uint32_t n = 0; n < CROSSING_ITEMS;) {
		struct item in = item_of(n);
		if (ac_ring_push(ring, &in))
			n++;
		else
			sched_yield();
	}
	return NULL;
}

static void test_ring_items_cross_threads_whole_and_in_order(void **state)
{
	(void)state;
	static const uint32_t capacities[] = { 1, 2, 64 };
	for (size_t i = 0; i < AC_COUNT(capacities); i++) {
		struct ac_ring ring;
		static struct item memory[64];
		assert_int_equal(ac_ring_init(&ring, memory, sizeof(memory[0]), capacities[i]),
				 AC_OK);
		pthread_t producer;
		assert_int_equal(pthread_create(&producer, NULL, produce, &ring), 0);
		uint32_t wrong = 0;
		for (uint32_t n = 0; n < CROSSING_ITEMS;) {
			struct item out;
			if (ac_ring_count(&ring) > capacities[i])
				wrong++;
			if (!ac_ring_pop(&ring, &out)) {
				sched_yield();
				continue;
			}
			if (!is_whole(&out, n))
				wrong++;
			n++;
		}
		pthread_join(producer, NULL);
		CHECK_EQ("torn, lost or repeated items", wrong, 0);
		CHECK_EQ("empty at the end", ac_ring_count(&ring), 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ring_refuses_wrong_sizes),
		cmocka_unit_test(test_ring_is_first_in_first_out_and_full_is_false),
		cmocka_unit_test(test_ring_survives_the_wrap_of_its_positions),
		cmocka_unit_test(test_ring_items_cross_threads_whole_and_in_order),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
