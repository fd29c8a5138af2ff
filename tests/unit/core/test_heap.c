#include "check.h"

#include "core/heap.h"
#include "core/prng.h"

/* Longer than what is moved at once, and no multiple of it. */
struct item {
	uint32_t key;
	uint32_t mirror; /* = ~key: an item that was torn shows */
	char body[122];
};

#define ITEMS 300

static bool is_larger(const void *a, const void *b)
{
	return ((const struct item *)a)->key > ((const struct item *)b)->key;
}

static bool is_smaller(const void *a, const void *b)
{
	return is_larger(b, a);
}

static struct item item_of(uint32_t key)
{
	struct item item = { .key = key, .mirror = ~key };
	memset(item.body, (int)(key & 0x7f), sizeof(item.body));
	return item;
}

static void check_whole(const struct item *item)
{
	CHECK_EQ("mirror", item->mirror, ~item->key);
	for (size_t i = 0; i < sizeof(item->body); i++)
		CHECK_EQ("body", item->body[i], (int)(item->key & 0x7f));
}

static void test_what_goes_in_comes_out_smallest_first(void **state)
{
	(void)state;
	static struct item items[ITEMS];
	struct ac_prng prng;
	ac_prng_init(&prng, 11);
	for (int round = 0; round < 50; round++) {
		size_t count = 0;
		uint64_t sum = 0;
		for (size_t i = 0; i < ITEMS; i++) {
			uint32_t key = (uint32_t)ac_prng_below(&prng, 1000);
			sum += key;
			items[count] = item_of(key);
			ac_heap_rise(items, sizeof(items[0]), count++, is_larger);
		}
		uint32_t last = 0;
		while (count > 0) {
			check_whole(&items[0]);
			assert_true(items[0].key >= last);
			last = items[0].key;
			sum -= last;
			items[0] = items[--count];
			ac_heap_sink(items, sizeof(items[0]), count, 0, is_larger);
		}
		CHECK_EQ("nothing is lost", sum, 0);
	}
}

static void test_sorting_ascends_whatever_the_count(void **state)
{
	(void)state;
	static struct item items[ITEMS];
	struct ac_prng prng;
	ac_prng_init(&prng, 12);
	for (size_t count = 0; count <= ITEMS; count++) {
		uint64_t sum = 0;
		for (size_t i = 0; i < count; i++) {
			items[i] = item_of((uint32_t)ac_prng_below(&prng, 100));
			sum += items[i].key;
		}
		ac_heap_sort(items, sizeof(items[0]), count, is_smaller);
		for (size_t i = 0; i < count; i++) {
			check_whole(&items[i]);
			sum -= items[i].key;
			assert_true(i == 0 || items[i - 1].key <= items[i].key);
		}
		CHECK_EQ("nothing is lost", sum, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_goes_in_comes_out_smallest_first),
		cmocka_unit_test(test_sorting_ascends_whatever_the_count),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
