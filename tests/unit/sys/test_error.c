#include "check.h"

#include "sys/error.h"

static void test_an_error_says_what_and_where(void **state)
{
	(void)state;
	struct ac_error error;
	ac_error_set_at(&error, "a.csv", 17, 3, "%s is no price", "abc");
	assert_string_equal(error.text, "a.csv:17:3: abc is no price");
	CHECK_EQ("line", error.line, 17);
	CHECK_EQ("column", error.column, 3);
	ac_error_set_at(&error, "a.csv", 18, 0, "too many");
	assert_string_equal(error.text, "a.csv:18: too many");
	ac_error_append(&error, ", %d", 5);
	assert_string_equal(error.text, "a.csv:18: too many, 5");
	CHECK_EQ("line", error.line, 18);
	ac_error_set(&error, "out of memory");
	assert_string_equal(error.text, "out of memory");
	CHECK_EQ("line", error.line, 0);
	CHECK_EQ("column", error.column, 0);
}

static void test_an_error_may_be_told_in_the_words_of_another(void **state)
{
	(void)state;
	struct ac_error error;
	ac_error_set(&error, "the table is torn");
	ac_error_set(&error, "x.db: %s; nothing was changed", error.text);
	assert_string_equal(error.text, "x.db: the table is torn; nothing was changed");
}

static void test_an_error_that_is_too_long_is_cut_and_terminated(void **state)
{
	(void)state;
	struct ac_error error;
	char text[2 * AC_ERROR_SIZE];
	memset(text, 'x', sizeof(text));
	text[sizeof(text) - 1] = '\0';
	ac_error_set(&error, "%s", text);
	CHECK_EQ("size", strlen(error.text), AC_ERROR_SIZE - 1);
	ac_error_append(&error, "and more");
	CHECK_EQ("size", strlen(error.text), AC_ERROR_SIZE - 1);
	ac_error_set_at(&error, text, 1, 1, "unseen");
	CHECK_EQ("size", strlen(error.text), AC_ERROR_SIZE - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_an_error_says_what_and_where),
		cmocka_unit_test(test_an_error_may_be_told_in_the_words_of_another),
		cmocka_unit_test(test_an_error_that_is_too_long_is_cut_and_terminated),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
