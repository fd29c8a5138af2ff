#include "check.h"

#include "core/text.h"

static void test_a_text_begins_with_its_first_bytes_only(void **state)
{
	(void)state;
	static const struct {
		const char *text, *start;
		bool begins, begins_any_case;
	} cases[] = {
		{ "autoclose-1", "autoclose-", true, true },
		{ "autoclose-", "autoclose-", true, true },
		{ "autoclose", "autoclose-", false, false },
		{ "HTTPS://x", "https://", false, true },
		{ "https://x", "HTTPS://", false, true },
		{ "http@://x", "http`://", false, false }, /* 32 apart, but no letters */
		{ "anything", "", true, true },
		{ "", "", true, true },
		{ "", "a", false, false },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		struct ac_str text = ac_str_from(cases[i].text);
		struct ac_str start = ac_str_from(cases[i].start);
		CHECK_EQ(cases[i].text, ac_str_begins(text, start), cases[i].begins);
		CHECK_EQ(cases[i].text, ac_str_begins_any_case(text, start),
			 cases[i].begins_any_case);
	}
	assert_true(ac_str_begins((struct ac_str){ NULL, 0 }, (struct ac_str){ NULL, 0 }));
}

static void test_sixteen_digits_are_hexadecimal_and_no_other_byte(void **state)
{
	(void)state;
	int digits = 0;
	for (int c = 0; c < 256; c++) {
		char text[2] = { (char)c, '\0' }, *end;
		long expected = strtol(text, &end, 16);
		bool is_digit = end != text && c != ' ';
		CHECK_EQ(text, ac_hex_digit((char)c), is_digit ? expected : -1);
		digits += is_digit;
	}
	CHECK_EQ("digits, and six letters twice", digits, 22);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_text_begins_with_its_first_bytes_only),
		cmocka_unit_test(test_sixteen_digits_are_hexadecimal_and_no_other_byte),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
