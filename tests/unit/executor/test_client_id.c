#include "check.h"

#include "executor/client_id.h"

static const enum ac_purpose purposes[] = {
	AC_PURPOSE_ENTRY,
	AC_PURPOSE_STOP,
	AC_PURPOSE_TAKE_PROFIT,
	AC_PURPOSE_EXIT,
};

static int compare(const void *a, const void *b)
{
	return strcmp(a, b);
}

static void test_client_ids_are_unique_over_a_million(void **state)
{
	(void)state;
	size_t count = 1000000;
	char(*ids)[24] = calloc(count, sizeof(*ids));
	assert_non_null(ids);
	for (size_t i = 0; i < count; i++) {
		char text[AC_CLIENT_ID_SIZE];
		struct ac_client_id id = { purposes[i % 4], (uint32_t)(i % 3),
					   (uint64_t)(i / 12) * 37 };
		ac_client_id_make(&id, text);
		assert_true(strlen(text) < sizeof(ids[i]));
		memcpy(ids[i], text, sizeof(ids[i]));
	}
	qsort(ids, count, sizeof(*ids), compare);
	for (size_t i = 1; i < count; i++)
		assert_int_not_equal(strcmp(ids[i - 1], ids[i]), 0);
	free(ids);
}

static void test_client_id_comes_back_as_it_was_made(void **state)
{
	(void)state;
	static const uint64_t sequences[] = { 0, 1, 35, 36, 1295, 1296, UINT32_MAX, UINT64_MAX };
	static const uint32_t runs[] = { 0, 1, 36, UINT32_MAX };
	for (size_t p = 0; p < AC_COUNT(purposes); p++)
		for (size_t r = 0; r < AC_COUNT(runs); r++)
			for (size_t s = 0; s < AC_COUNT(sequences); s++) {
				struct ac_client_id id = { purposes[p], runs[r], sequences[s] };
				struct ac_client_id back;
				char text[AC_CLIENT_ID_SIZE];
				ac_client_id_make(&id, text);
				assert_true(strlen(text) <= 36);
				assert_true(ac_client_id_parse(text, &back));
				CHECK_EQ(text, back.purpose, id.purpose);
				CHECK_EQ(text, back.run, id.run);
				assert_true(back.sequence == id.sequence);
			}
}

static void test_client_id_of_others_is_foreign(void **state)
{
	(void)state;
	static const char *const foreign[] = {
		"",
		"autoclose-1700",
		"adl_autoclose",
		"settlement_autoclose-1",
		"e",
		"e1",
		"e1-",
		"e-1",
		"e01-1",
		"e1-01",
		"E1-1",
		"e1-1Z",
		"e1-1-1",
		"web_abc",
		"x-broker1",
		"e1z141z4-1",
		"ezzzzzzzz-1",
		"e1-3w5e11264sgsg",
		"e1-zzzzzzzzzzzzzz",
		"s1_2",
	};
	for (size_t i = 0; i < AC_COUNT(foreign); i++) {
		struct ac_client_id id = { .run = 5 };
		CHECK_EQ(foreign[i], ac_client_id_parse(foreign[i], &id), false);
		CHECK_EQ(foreign[i], id.run, 5);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_client_ids_are_unique_over_a_million),
		cmocka_unit_test(test_client_id_comes_back_as_it_was_made),
		cmocka_unit_test(test_client_id_of_others_is_foreign),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
