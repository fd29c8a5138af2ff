#include "check.h"

#include "config/config.h"

static const char *const words[] = { "account_daily_loss_pct",
				     "account_drawdown_pct",
				     "drawdown_readings",
				     "positions_max",
				     "MARKET",
				     "LIMIT" };

static void test_nearest_word_is_found_within_two_letters_in_five(void **state)
{
	(void)state;
	static const struct {
		const char *word, *nearest;
	} cases[] = {
		{ "max_drawdwn_pct", "account_drawdown_pct" },
		{ "positions_max", "positions_max" },
		{ "position_max", "positions_max" },
		{ "posit\xc3\xafons_max", "positions_max" },
		{ "market", "MARKET" },
		{ "amrket", "MARKET" }, /* neighbours swapped: one edit */
		{ "LMT", "LIMIT" },     /* two of five */
		{ "LT", NULL },         /* three of five */
		{ "", NULL },
		{ "x", NULL },
		{ "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		  "aaaaaa",
		  NULL },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		const char *nearest = ac_config_nearest(cases[i].word, words, AC_COUNT(words));
		if ((nearest == NULL) != (cases[i].nearest == NULL))
			fail_msg("%s: %s", cases[i].word, nearest != NULL ? nearest : "none");
		if (nearest != NULL)
			assert_string_equal(nearest, cases[i].nearest);
	}
	assert_null(ac_config_nearest("MARKET", words, 0));
}

static void test_nearest_prefers_the_fewest_edits_then_the_first(void **state)
{
	(void)state;
	static const char *const symbols[] = { "ETHUSDT", "BTCUSDC", "BTCUSDT" };
	assert_string_equal(ac_config_nearest("BTCUSD", symbols, 3), "BTCUSDC");
	assert_string_equal(ac_config_nearest("BTCUDST", symbols, 3), "BTCUSDT");
	/* Of three letters one edit is near: two neighbours that changed places are one. */
	static const char *const word[] = { "BNB" };
	assert_string_equal(ac_config_nearest("NBB", word, 1), "BNB");
	assert_null(ac_config_nearest("NNN", word, 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nearest_word_is_found_within_two_letters_in_five),
		cmocka_unit_test(test_nearest_prefers_the_fewest_edits_then_the_first),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
