#include "check.h"

#include "core/utf8.h"

static void test_characters_are_well_formed_utf8_only(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		size_t size, expected;
	} cases[] = {
		{ "", 0, 0 },
		{ "a", 1, 1 },
		{ "\x7f", 1, 1 },
		{ "\xc3\xa4", 2, 2 },
		{ "\xe2\x82\xac", 3, 3 },
		{ "\xf0\x9f\x98\x80", 4, 4 },
		{ "\xf4\x8f\xbf\xbf", 4, 4 },
		{ "\x80", 1, 0 },
		{ "\xc3", 1, 0 },
		{ "\xc3(", 2, 0 },
		{ "\xc0\x80", 2, 0 },
		{ "\xc1\xbf", 2, 0 },
		{ "\xe0\x80\x80", 3, 0 },
		{ "\xe2\x82", 2, 0 },
		{ "\xed\xa0\x80", 3, 0 }, /* a surrogate */
		{ "\xf0\x80\x80\x80", 4, 0 },
		{ "\xf4\x90\x80\x80", 4, 0 },
		{ "\xf5\x80\x80\x80", 4, 0 },
		{ "\xff", 1, 0 },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++)
		CHECK_EQ("size", ac_utf8_size((struct ac_str){ cases[i].text, cases[i].size }),
			 cases[i].expected);
}

static void test_stepping_takes_whole_characters_and_single_bytes_of_what_is_none(void **state)
{
	(void)state;
	static const uint32_t expected[] = { 'a', 0xe4, 0x20ac, 0x1f600 };
	struct ac_str text = AC_STR("a\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80");
	for (size_t i = 0; i < AC_COUNT(expected); i++) {
		uint32_t character = 0;
		assert_true(ac_utf8_next(&text, &character));
		CHECK_EQ("character", character, expected[i]);
	}
	CHECK_EQ("nothing is left", text.size, 0);
	struct ac_str broken = AC_STR("\xc3(");
	uint32_t untouched = 7;
	assert_false(ac_utf8_next(&broken, &untouched));
	CHECK_EQ("character", untouched, 7);
	CHECK_EQ("one byte is taken", broken.size, 1);
}

static void test_what_breaks_a_line_or_hides_is_not_plain(void **state)
{
	(void)state;
	static const uint32_t refused[] = { 0,      '\n',   0x1f,   0x7f,   0x85,
					    0x2028, 0x2029, 0xd800, 0xfeff, 0xffff };
	for (size_t i = 0; i < AC_COUNT(refused); i++)
		CHECK_EQ("plain", ac_utf8_is_plain(refused[i]), 0);
	static const uint32_t taken[] = { ' ', 'z', 0xe4, 0x20ac, 0x1f600 };
	for (size_t i = 0; i < AC_COUNT(taken); i++)
		CHECK_EQ("plain", ac_utf8_is_plain(taken[i]), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_characters_are_well_formed_utf8_only),
		cmocka_unit_test(
			test_stepping_takes_whole_characters_and_single_bytes_of_what_is_none),
		cmocka_unit_test(test_what_breaks_a_line_or_hides_is_not_plain),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
