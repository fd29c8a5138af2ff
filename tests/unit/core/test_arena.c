#include "check.h"
#include "core/arena.h"

static _Alignas(64) unsigned char block[1024];

static struct ac_arena fresh(size_t capacity)
{
	struct ac_arena arena;
	memset(block, 0, sizeof(block));
	ac_arena_init(&arena, block, capacity);
	return arena;
}

static void test_arena_pieces_are_aligned_zeroed_and_apart(void **state)
{
	(void)state;
	struct ac_arena arena = fresh(sizeof(block));
	unsigned char *before = NULL;
	static const size_t sizes[] = { 1, 63, 64, 65, 100 };
	for (size_t i = 0; i < AC_COUNT(sizes); i++) {
		unsigned char *piece = ac_arena_take(&arena, sizes[i], 1);
		assert_non_null(piece);
		CHECK_EQ("alignment", (uintptr_t)piece & 63, 0);
		for (size_t at = 0; at < sizes[i]; at++)
			CHECK_EQ("zero", piece[at], 0);
		/* What an earlier owner writes to its last byte must not show in a later piece. */
		memset(piece, 0xff, sizes[i]);
		if (before != NULL)
			assert_true(piece >= before + sizes[i - 1]);
		before = piece;
	}
}

static void test_arena_refuses_what_does_not_fit_and_keeps_the_rest(void **state)
{
	(void)state;
	struct ac_arena arena = fresh(256);
	assert_non_null(ac_arena_take(&arena, 1, 100));
	CHECK_EQ("padded", arena.used, 128);
	assert_null(ac_arena_take(&arena, 1, 129));
	CHECK_EQ("refusal takes nothing", arena.used, 128);
	assert_non_null(ac_arena_take(&arena, 2, 64));
	CHECK_EQ("full to the last byte", arena.used, 256);
	assert_null(ac_arena_take(&arena, 1, 1));
}

static void test_arena_odd_end_is_usable_once(void **state)
{
	(void)state;
	struct ac_arena arena = fresh(100);
	assert_non_null(ac_arena_take(&arena, 1, 64));
	assert_non_null(ac_arena_take(&arena, 1, 36));
	CHECK_EQ("never beyond the block", arena.used, 100);
	assert_null(ac_arena_take(&arena, 1, 1));
}

static void test_arena_product_that_overflows_is_refused(void **state)
{
	(void)state;
	struct ac_arena arena = fresh(sizeof(block));
	assert_null(ac_arena_take(&arena, SIZE_MAX / 2 + 1, 2));
	assert_null(ac_arena_take(&arena, SIZE_MAX, SIZE_MAX));
	assert_null(ac_arena_take(&arena, 1, SIZE_MAX));
	CHECK_EQ("nothing taken", arena.used, 0);
}

static void test_arena_that_measures_counts_what_a_block_must_have(void **state)
{
	(void)state;
	static const size_t sizes[] = { 1, 64, 65, 100 };
	struct ac_arena arena = { 0 };
	for (size_t i = 0; i < AC_COUNT(sizes); i++)
		assert_null(ac_arena_take(&arena, sizes[i], 1));
	CHECK_EQ("whole lines", arena.used, 64 + 64 + 128 + 128);
	CHECK_EQ("nothing to write to", ac_arena_has_given(&arena), 0);
	CHECK_EQ("no fault", ac_arena_status(&arena), AC_OK);
	struct ac_arena exact = fresh(arena.used);
	for (size_t i = 0; i < AC_COUNT(sizes); i++)
		assert_non_null(ac_arena_take(&exact, sizes[i], 1));
	CHECK_EQ("all of it", ac_arena_has_given(&exact), 1);
	struct ac_arena small = fresh(arena.used - 128);
	for (size_t i = 0; i < AC_COUNT(sizes); i++)
		(void)ac_arena_take(&small, sizes[i], 1);
	CHECK_EQ("not all", ac_arena_has_given(&small), 0);
	CHECK_EQ("too small", ac_arena_status(&small), AC_ERR_NOMEM);
}

static void test_arena_that_measures_notices_what_no_block_could_hold(void **state)
{
	(void)state;
	struct ac_arena arena = { 0 };
	assert_null(ac_arena_take(&arena, 1, 100));
	assert_null(ac_arena_take(&arena, SIZE_MAX / 2 + 1, 2));
	assert_null(ac_arena_take(&arena, 1, SIZE_MAX - 64));
	CHECK_EQ("status", ac_arena_status(&arena), AC_ERR_NOMEM);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_arena_pieces_are_aligned_zeroed_and_apart),
		cmocka_unit_test(test_arena_refuses_what_does_not_fit_and_keeps_the_rest),
		cmocka_unit_test(test_arena_odd_end_is_usable_once),
		cmocka_unit_test(test_arena_product_that_overflows_is_refused),
		cmocka_unit_test(test_arena_that_measures_counts_what_a_block_must_have),
		cmocka_unit_test(test_arena_that_measures_notices_what_no_block_could_hold),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
