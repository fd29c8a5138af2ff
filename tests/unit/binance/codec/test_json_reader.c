/* JSON: what is accepted, what is refused and where, and what values say. */
#include "check.h"

#include "binance/codec/json_reader.h"

struct text_case {
	const char *name, *text;
};

static void test_json_reader_accepts_what_the_standard_allows(void **state)
{
	(void)state;
	static const struct text_case cases[] = {
		{ "an empty object", "{}" },
		{ "an empty list", " [ ] " },
		{ "every kind", "{\"a\":[1,-2.5e+3,true,false,null,\"x\"],\"b\":{}}" },
		{ "an empty key", "{\"\":1}" },
		{ "a repeated key", "{\"a\":1,\"a\":2}" },
		{ "minus zero", "-0" },
		{ "a fraction of zero", "0.0e-0" },
		{ "a number beyond 64 bits", "123456789012345678901234567890" },
		{ "every escape", "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\ud83d\\uDE00\"" },
		{ "text beyond ASCII", "\"币安人生USDT é 😀 \xf4\x8f\xbf\xbf\"" },
		{ "a byte of 127", "\"\x7f\"" },
		{ "all blanks", "\t\r\n {\t\r\n \"a\"\t:\r[\n1 ,\t2 ] } \n" },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		const char *error = "none";
		size_t offset = 0;
		if (!ac_json_reader_check(ac_str_from(cases[i].text), &error, &offset))
			fail_msg("%s: %s, at byte %zu", cases[i].name, error, offset);
	}
}

static void test_json_reader_refuses_everything_else_and_says_where(void **state)
{
	(void)state;
	static const struct {
		const char *name, *text;
		size_t offset;
	} cases[] = {
		{ "nothing", "", 0 },
		{ "blanks", "  ", 2 },
		{ "a comma at the end", "[1,]", 3 },
		{ "a comma at an object's end", "{\"a\":1,}", 7 },
		{ "a comma first", "[,1]", 1 },
		{ "no comma", "[1 2]", 3 },
		{ "no colon", "{\"a\" 1}", 5 },
		{ "a key that is no string", "{1:2}", 1 },
		{ "a wrong bracket", "[1}", 2 },
		{ "a wrong bracket inside", "{\"a\":[1}]", 7 },
		{ "an end that is missing", "{\"a\":[1", 7 },
		{ "an object cut behind its colon", "{\"a\":", 5 },
		{ "something behind the end", "{} x", 3 },
		{ "two values", "1 2", 2 },
		{ "a zero in front", "01", 1 },
		{ "a plus sign", "+1", 0 },
		{ "a minus alone", "-", 1 },
		{ "a point alone", ".5", 0 },
		{ "a point at the end", "1.", 2 },
		{ "an exponent that is empty", "1e+", 3 },
		{ "hexadecimal", "0x1", 1 },
		{ "NaN", "NaN", 0 },
		{ "a word cut off", "tru", 0 },
		{ "a word too long", "nullx", 4 },
		{ "a capital", "True", 0 },
		{ "a single quote", "'a'", 0 },
		{ "a comment", "/**/1", 0 },
		{ "a string cut off", "\"abc", 4 },
		{ "a line feed in a string", "\"a\nb\"", 2 },
		{ "an escape that is none", "\"\\x41\"", 1 },
		{ "an escape cut off", "\"\\u00e\"", 1 },
		{ "an escaped NUL", "\"a\\u0000\"", 2 },
		{ "a low surrogate first", "\"\\udc00\"", 1 },
		{ "a high surrogate alone", "\"\\ud800x\"", 1 },
		{ "two high surrogates", "\"\\ud800\\ud800\"", 1 },
		{ "a continuation first", "\"\x80\"", 1 },
		{ "a character cut off", "\"\xe5\xb8\"", 1 },
		{ "a character that is too long", "\"\xc0\xaf\"", 1 },
		{ "three bytes that are too many", "\"\xe0\x9f\xbf\"", 1 },
		{ "four bytes that are too many", "\"\xf0\x8f\xbf\xbf\"", 1 },
		{ "a surrogate in bytes", "\"\xed\xa0\x80\"", 1 },
		{ "beyond the last character", "\"\xf4\x90\x80\x80\"", 1 },
		{ "a mark of byte order", "\xef\xbb\xbf{}", 0 },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		const char *error = NULL;
		size_t offset = 999;
		if (ac_json_reader_check(ac_str_from(cases[i].text), &error, &offset))
			fail_msg("%s was accepted", cases[i].name);
		assert_non_null(error);
		CHECK_EQ(cases[i].name, offset, cases[i].offset);
	}
	const char *error;
	assert_false(ac_json_reader_check((struct ac_str){ "1\0", 2 }, &error, NULL));
	assert_false(ac_json_reader_check((struct ac_str){ "\"\0\"", 3 }, &error, NULL));
}

static void test_json_reader_nests_to_its_limit_and_no_further(void **state)
{
	(void)state;
	char text[2 * AC_JSON_DEPTH_MAX + 2];
	for (size_t depth = AC_JSON_DEPTH_MAX; depth <= AC_JSON_DEPTH_MAX + 1; depth++) {
		const char *error = NULL;
		memset(text, '[', depth);
		memset(text + depth, ']', depth);
		bool is_good =
			ac_json_reader_check((struct ac_str){ text, 2 * depth }, &error, NULL);
		CHECK_EQ("accepted", is_good, depth == AC_JSON_DEPTH_MAX);
	}
}

static void test_json_reader_walks_members_and_items_in_their_order(void **state)
{
	(void)state;
	struct ac_json_reader reader;
	struct ac_json_value value;
	struct ac_str key;
	ac_json_reader_init(&reader,
			    AC_STR(" {\"a\" : [1, {\"x\":[]}, \"z\"], \"b\":null,\"c\":{}} "));
	assert_false(ac_json_reader_enter(&reader, AC_JSON_ARRAY));
	assert_true(ac_json_reader_enter(&reader, AC_JSON_OBJECT));
	assert_true(ac_json_reader_key(&reader, &key));
	assert_true(ac_str_equal(key, AC_STR("a")));
	assert_true(ac_json_reader_enter(&reader, AC_JSON_ARRAY));
	assert_true(ac_json_reader_item(&reader));
	CHECK_EQ("kind", ac_json_reader_peek(&reader), AC_JSON_NUMBER);
	assert_true(ac_json_reader_skip(&reader));
	assert_true(ac_json_reader_item(&reader));
	assert_true(ac_json_reader_value(&reader, &value));
	CHECK_EQ("kind", value.kind, AC_JSON_OBJECT);
	assert_true(ac_str_equal(value.text, AC_STR("{\"x\":[]}")));
	assert_true(ac_json_reader_item(&reader));
	assert_true(ac_json_reader_value(&reader, &value));
	assert_true(ac_json_value_is(&value, AC_STR("z")));
	assert_false(ac_json_reader_item(&reader));
	assert_true(ac_json_reader_key(&reader, &key));
	assert_true(ac_json_reader_value(&reader, &value));
	CHECK_EQ("kind", value.kind, AC_JSON_NULL);
	assert_true(ac_json_reader_key(&reader, &key));
	assert_true(ac_str_equal(key, AC_STR("c")));
	assert_true(ac_json_reader_skip(&reader));
	assert_false(ac_json_reader_key(&reader, &key));
	assert_true(ac_json_reader_finish(&reader));
}

static void test_json_reader_is_not_finished_before_the_end(void **state)
{
	(void)state;
	struct ac_json_reader reader;
	struct ac_str key;
	ac_json_reader_init(&reader, AC_STR("{\"a\":1}"));
	assert_true(ac_json_reader_enter(&reader, AC_JSON_OBJECT));
	assert_true(ac_json_reader_key(&reader, &key));
	assert_true(ac_json_reader_skip(&reader));
	struct ac_json_reader early = reader;
	assert_false(ac_json_reader_finish(&early));
	assert_string_equal(early.error, "the text breaks off");
	assert_false(ac_json_reader_key(&reader, &key));
	assert_true(ac_json_reader_finish(&reader));
	assert_false(ac_json_reader_skip(&reader));
	ac_json_reader_init(&reader, (struct ac_str){ NULL, 0 });
	assert_false(ac_json_reader_finish(&reader));
}

static struct ac_json_value value_of(const char *text)
{
	struct ac_json_reader reader;
	struct ac_json_value value;
	ac_json_reader_init(&reader, ac_str_from(text));
	if (!ac_json_reader_value(&reader, &value) || !ac_json_reader_finish(&reader))
		fail_msg("%s is no JSON", text);
	return value;
}

static void test_json_value_int_is_exact_or_refused(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		enum ac_status status;
		int64_t number;
	} cases[] = {
		{ "0", AC_OK, 0 },
		{ "-0", AC_OK, 0 },
		{ "9007199254740993", AC_OK, 9007199254740993 },
		{ "9223372036854775807", AC_OK, INT64_MAX },
		{ "-9223372036854775808", AC_OK, INT64_MIN },
		{ "9223372036854775808", AC_ERR_RANGE, 7 },
		{ "-9223372036854775809", AC_ERR_RANGE, 7 },
		{ "99999999999999999999999", AC_ERR_RANGE, 7 },
		{ "184467440737095516170", AC_ERR_RANGE, 7 },
		{ "\"88412555001\"", AC_OK, 88412555001 },
		{ "\"-5\"", AC_OK, -5 },
		{ "\"05\"", AC_ERR_PARSE, 7 },
		{ "\"\"", AC_ERR_PARSE, 7 },
		{ "\"-\"", AC_ERR_PARSE, 7 },
		{ "\"1 \"", AC_ERR_PARSE, 7 },
		{ "1e3", AC_ERR_PARSE, 7 },
		{ "1.0", AC_ERR_PARSE, 7 },
		{ "true", AC_ERR_PARSE, 7 },
		{ "null", AC_ERR_PARSE, 7 },
		{ "[1]", AC_ERR_PARSE, 7 },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		struct ac_json_value value = value_of(cases[i].text);
		int64_t number = 7;
		CHECK_EQ(cases[i].text, ac_json_value_int(&value, &number), cases[i].status);
		CHECK_EQ(cases[i].text, number, cases[i].number);
	}
}

static void test_json_value_decimal_loses_no_digit_unless_told_to(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		enum ac_status exact, rounded;
		int64_t units, even, floor, ceil;
	} cases[] = {
		{ "\"61259.11234043\"", AC_OK, AC_OK, 6125911234043, 6125911234043, 6125911234043,
		  6125911234043 },
		{ "60998.70000", AC_OK, AC_OK, 6099870000000, 6099870000000, 6099870000000,
		  6099870000000 },
		{ "\"0.00004120\"", AC_OK, AC_OK, 4120, 4120, 4120, 4120 },
		{ "\"-1.500000000\"", AC_OK, AC_OK, -150000000, -150000000, -150000000,
		  -150000000 },
		{ "\"0.000000005\"", AC_ERR_PARSE, AC_OK, 7, 0, 0, 1 },
		{ "\"0.000000015\"", AC_ERR_PARSE, AC_OK, 7, 2, 1, 2 },
		{ "\"0.0000000151\"", AC_ERR_PARSE, AC_OK, 7, 2, 1, 2 },
		{ "\"0.0000000251\"", AC_ERR_PARSE, AC_OK, 7, 3, 2, 3 },
		{ "\"-0.000000015\"", AC_ERR_PARSE, AC_OK, 7, -2, -2, -1 },
		{ "\"-0.000000001\"", AC_ERR_PARSE, AC_OK, 7, 0, -1, 0 },
		{ "0.13847368421053", AC_ERR_PARSE, AC_OK, 7, 13847368, 13847368, 13847369 },
		{ "\"0.00000001x\"", AC_ERR_PARSE, AC_ERR_PARSE, 7, 7, 7, 7 },
		{ "\"0.000000001x\"", AC_ERR_PARSE, AC_ERR_PARSE, 7, 7, 7, 7 },
		{ "1e3", AC_ERR_PARSE, AC_ERR_PARSE, 7, 7, 7, 7 },
		{ "1.0000000001e3", AC_ERR_PARSE, AC_ERR_PARSE, 7, 7, 7, 7 },
		{ "\"\"", AC_ERR_PARSE, AC_ERR_PARSE, 7, 7, 7, 7 },
		{ "null", AC_ERR_PARSE, AC_ERR_PARSE, 7, 7, 7, 7 },
		{ "[1.0000000001]", AC_ERR_PARSE, AC_ERR_PARSE, 7, 7, 7, 7 },
		{ "92233720369", AC_ERR_RANGE, AC_ERR_RANGE, 7, 7, 7, 7 },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		struct ac_json_value value = value_of(cases[i].text);
		struct ac_dec dec = { 7 }, even = { 7 }, floor = { 7 }, ceil = { 7 };
		CHECK_EQ(cases[i].text, ac_json_value_decimal(&value, &dec), cases[i].exact);
		CHECK_EQ(cases[i].text, dec.units, cases[i].units);
		CHECK_EQ(cases[i].text,
			 ac_json_value_decimal_rounded(&value, AC_ROUND_HALF_EVEN, &even),
			 cases[i].rounded);
		CHECK_EQ(cases[i].text, even.units, cases[i].even);
		CHECK_EQ(cases[i].text,
			 ac_json_value_decimal_rounded(&value, AC_ROUND_FLOOR, &floor),
			 cases[i].rounded);
		CHECK_EQ(cases[i].text, floor.units, cases[i].floor);
		CHECK_EQ(cases[i].text, ac_json_value_decimal_rounded(&value, AC_ROUND_CEIL, &ceil),
			 cases[i].rounded);
		CHECK_EQ(cases[i].text, ceil.units, cases[i].ceil);
	}
}

static void test_json_value_decimal_does_not_overflow_when_it_rounds(void **state)
{
	(void)state;
	struct ac_json_value value = value_of("92233720368.547758071");
	struct ac_dec dec = { 7 };
	CHECK_EQ("down", ac_json_value_decimal_rounded(&value, AC_ROUND_DOWN, &dec), AC_OK);
	CHECK_EQ("down", dec.units, INT64_MAX);
	dec.units = 7;
	CHECK_EQ("up", ac_json_value_decimal_rounded(&value, AC_ROUND_UP, &dec), AC_ERR_RANGE);
	CHECK_EQ("up", dec.units, 7);
}

static void test_json_value_text_is_without_escapes_and_whole(void **state)
{
	(void)state;
	static const struct text_case cases[] = {
		{ "\"plain\"", "plain" },
		{ "\"\\u5e01\\u5b89USDT\"", "币安USDT" },
		{ "\"币安\"", "币安" },
		{ "\"\\ud83d\\ude00 \\u00e9\"", "😀 é" },
		{ "\"a\\\"b\\\\c\\/d\\n\"", "a\"b\\c/d\n" },
		{ "\"\"", "" },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		struct ac_json_value value = value_of(cases[i].name);
		char text[32];
		size_t size = strlen(cases[i].text);
		CHECK_EQ(cases[i].name, ac_json_value_text(&value, text, sizeof(text)), AC_OK);
		assert_string_equal(text, cases[i].text);
		CHECK_EQ(cases[i].name, ac_json_value_text(&value, text, size + 1), AC_OK);
		CHECK_EQ(cases[i].name, ac_json_value_text(&value, text, size), AC_ERR_RANGE);
		assert_true(size == 0 || text[0] == '\0');
		assert_true(ac_json_value_is(&value, ac_str_from(cases[i].text)));
		assert_false(ac_json_value_is(&value, AC_STR("plai")));
	}
	char text[8];
	struct ac_json_value number = value_of("5");
	CHECK_EQ("a number", ac_json_value_text(&number, text, sizeof(text)), AC_ERR_PARSE);
	assert_false(ac_json_value_is(&number, AC_STR("5")));
}

static void test_json_value_bool_is_a_word_only(void **state)
{
	(void)state;
	bool is_true = false, is_false = true;
	struct ac_json_value value = value_of("true");
	CHECK_EQ("true", ac_json_value_bool(&value, &is_true), AC_OK);
	value = value_of("false");
	CHECK_EQ("false", ac_json_value_bool(&value, &is_false), AC_OK);
	assert_true(is_true && !is_false);
	value = value_of("\"true\"");
	CHECK_EQ("a text", ac_json_value_bool(&value, &is_true), AC_ERR_PARSE);
	value = value_of("1");
	CHECK_EQ("a number", ac_json_value_bool(&value, &is_true), AC_ERR_PARSE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_json_reader_accepts_what_the_standard_allows),
		cmocka_unit_test(test_json_reader_refuses_everything_else_and_says_where),
		cmocka_unit_test(test_json_reader_nests_to_its_limit_and_no_further),
		cmocka_unit_test(test_json_reader_walks_members_and_items_in_their_order),
		cmocka_unit_test(test_json_reader_is_not_finished_before_the_end),
		cmocka_unit_test(test_json_value_int_is_exact_or_refused),
		cmocka_unit_test(test_json_value_decimal_loses_no_digit_unless_told_to),
		cmocka_unit_test(test_json_value_decimal_does_not_overflow_when_it_rounds),
		cmocka_unit_test(test_json_value_text_is_without_escapes_and_whole),
		cmocka_unit_test(test_json_value_bool_is_a_word_only),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
