#include "check.h"

#include "core/prng.h"
#include "executor/fill_memory.h"

#define CAPACITY 64u

static _Alignas(64) unsigned char block[16384];

static void memory_init(struct ac_fill_memory *memory)
{
	struct ac_arena arena = { 0 };
	assert_int_equal(ac_fill_memory_init(memory, &arena, CAPACITY), AC_OK);
	size_t size = arena.used;
	memset(block, 0, sizeof(block));
	assert_true(size <= sizeof(block));
	ac_arena_init(&arena, block, size);
	assert_int_equal(ac_fill_memory_init(memory, &arena, CAPACITY), AC_OK);
}

static void test_fill_memory_knows_a_fill_by_symbol_and_trade_id(void **state)
{
	(void)state;
	struct ac_fill_memory memory;
	memory_init(&memory);
	assert_true(ac_fill_memory_add(&memory, 1, 100));
	assert_false(ac_fill_memory_add(&memory, 1, 100));
	assert_true(ac_fill_memory_add(&memory, 2, 100));
	assert_true(ac_fill_memory_add(&memory, 1, 101));
	assert_true(ac_fill_memory_has(&memory, 1, 100));
	assert_false(ac_fill_memory_has(&memory, 3, 100));
}

/* The oracle is a plain list of the newest CAPACITY fills. */
static void test_fill_memory_equals_a_list_of_the_newest(void **state)
{
	(void)state;
	struct ac_fill_memory memory;
	struct ac_prng prng;
	int64_t list[CAPACITY];
	uint32_t count = 0, next = 0;
	uint64_t seed = 20260923;
	print_message("# seed %llu\n", (unsigned long long)seed);
	ac_prng_init(&prng, seed);
	memory_init(&memory);
	for (int step = 0; step < 200000; step++) {
		int64_t id = (int64_t)ac_prng_below(&prng, 200) - 100;
		bool is_known = false;
		for (uint32_t i = 0; i < count; i++)
			is_known |= list[i] == id;
		CHECK_EQ("has", ac_fill_memory_has(&memory, 4, id), is_known);
		CHECK_EQ("add", ac_fill_memory_add(&memory, 4, id), !is_known);
		if (is_known)
			continue;
		list[next] = id;
		next = (next + 1) % CAPACITY;
		count += count < CAPACITY;
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fill_memory_knows_a_fill_by_symbol_and_trade_id),
		cmocka_unit_test(test_fill_memory_equals_a_list_of_the_newest),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
