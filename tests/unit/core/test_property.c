/* The harness is trusted by every property test, so it has to find and to shrink. */
#include "check.h"
#include "core/base.h"
#include "property.h"

static bool below_thousand(const int64_t words[PROPERTY_WORDS_MAX], char why[PROPERTY_WHY_SIZE])
{
	snprintf(why, PROPERTY_WHY_SIZE, "%" PRId64, words[1]);
	return words[1] < 1000;
}

static void test_property_shrinks_to_the_smallest_broken_case(void **state)
{
	(void)state;
	static const struct property property = {
		.name = "below a thousand",
		.holds = below_thousand,
		.words = { { "noise", PROPERTY_SIGNED, 0 }, { "value", PROPERTY_SIGNED, 0 } },
	};
	int64_t words[PROPERTY_WORDS_MAX];
	for (uint64_t seed = 1; seed <= 20; seed++) {
		assert_true(property_find(&property, 1000, seed, words));
		CHECK_EQ("noise", words[0], 0);
		CHECK_EQ("value", words[1], 1000);
	}
}

static bool above_lowest(const int64_t words[PROPERTY_WORDS_MAX], char why[PROPERTY_WHY_SIZE])
{
	snprintf(why, PROPERTY_WHY_SIZE, "%" PRId64, words[0]);
	return words[0] != INT64_MIN;
}

static void test_property_reaches_the_edges(void **state)
{
	(void)state;
	static const struct property property = {
		.name = "not the lowest",
		.holds = above_lowest,
		.words = { { "value", PROPERTY_SIGNED, 0 } },
	};
	int64_t words[PROPERTY_WORDS_MAX];
	assert_true(property_find(&property, 10000, 1, words));
	CHECK_EQ("lowest", words[0] == INT64_MIN, 1);
}

static bool without_point(const int64_t words[PROPERTY_WORDS_MAX], char why[PROPERTY_WHY_SIZE])
{
	char text[9];
	property_text(words[0], text, 0);
	snprintf(why, PROPERTY_WHY_SIZE, "%s", text);
	return strchr(text, '.') == NULL;
}

static void test_property_shrinks_text_by_dropping_characters(void **state)
{
	(void)state;
	static const struct property property = {
		.name = "no point",
		.holds = without_point,
		.words = { { "text", PROPERTY_TEXT, 0 } },
	};
	int64_t words[PROPERTY_WORDS_MAX];
	assert_true(property_find(&property, 10000, 3, words));
	char text[9];
	property_text(words[0], text, 0);
	assert_string_equal(text, ".");
}

static bool in_range(const int64_t words[PROPERTY_WORDS_MAX], char why[PROPERTY_WHY_SIZE])
{
	snprintf(why, PROPERTY_WHY_SIZE, "%" PRId64 " %" PRId64, words[0], words[1]);
	return words[0] >= 1 && words[1] >= 0 && words[1] < 6;
}

static void test_property_keeps_words_inside_their_kind(void **state)
{
	(void)state;
	static const struct property property = {
		.name = "kinds",
		.holds = in_range,
		.words = { { "step", PROPERTY_POSITIVE, 0 }, { "choice", PROPERTY_BELOW, 6 } },
	};
	property_run(&property, 10000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_property_shrinks_to_the_smallest_broken_case),
		cmocka_unit_test(test_property_reaches_the_edges),
		cmocka_unit_test(test_property_shrinks_text_by_dropping_characters),
		cmocka_unit_test(test_property_keeps_words_inside_their_kind),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
