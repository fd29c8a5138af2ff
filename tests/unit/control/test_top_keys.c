#include "state.h"

#include "control/top_keys.h"

static struct ac_top_facts facts;

static void test_no_command_leaves_without_a_yes_to_its_own_question(void **state)
{
	static const struct {
		int key;
		enum ac_control_verb verb;
		const char *symbol, *guard, *part;
	} cases[] = {
		{ 'p', AC_VERB_PAUSE, "", "", "Pause" },
		{ 'r', AC_VERB_RESUME, "", "", "Resume" },
		{ 'd', AC_VERB_REDUCE, "", "", "Reduce" },
		{ 'h', AC_VERB_HALT, "", "", "HALT" },
		{ 'f', AC_VERB_FLATTEN, "COIN2USDT", "", "COIN2USDT" },
		{ 'F', AC_VERB_FLATTEN, "", "", "ALL 120" },
		{ 'c', AC_VERB_CANCEL, "COIN2USDT", "", "COIN2USDT" },
		{ 'C', AC_VERB_CANCEL, "", "", "every symbol" },
	};
	(void)state;
	json_t *trouble = made_state(&MADE_TROUBLE);
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		/* Every other key is a no. */
		for (int answer = 1; answer < 128; answer++) {
			struct ac_top_keys keys = { .choice.selected = { 2 } };
			enum ac_top_act act = ac_top_on_key(&keys, cases[i].key, trouble, &facts);
			CHECK_EQ(cases[i].part, act, AC_TOP_STAY);
			assert_non_null(keys.choice.question);
			assert_non_null(strstr(keys.choice.question, cases[i].part));
			assert_non_null(strstr(keys.choice.question, "REAL MONEY"));
			assert_non_null(strstr(keys.choice.question, "[y/n]"));
			act = ac_top_on_key(&keys, answer, trouble, &facts);
			bool is_yes = answer == 'y' || answer == 'Y';
			CHECK_EQ(cases[i].part, act, is_yes ? AC_TOP_ASK : AC_TOP_STAY);
			assert_null(keys.choice.question);
			if (!is_yes) {
				assert_string_equal(keys.choice.message, "nothing was done");
				continue;
			}
			CHECK_EQ(cases[i].part, keys.request.verb, cases[i].verb);
			assert_string_equal(keys.request.symbol, cases[i].symbol);
			assert_string_equal(keys.request.guard, cases[i].guard);
		}
	}
	json_decref(trouble);
}

/* The list may be in another order by the time of the yes: what counts is what was asked. */
static void test_yes_means_what_the_question_named(void **state)
{
	struct ac_top_keys keys = { .choice.selected = { 2 } };
	(void)state;
	json_t *trouble = made_state(&MADE_TROUBLE), *calm = made_state(&MADE_CALM);
	assert_int_equal(ac_top_on_key(&keys, 'f', trouble, &facts), AC_TOP_STAY);
	keys.choice.selected[0] = 0;
	assert_int_equal(ac_top_on_key(&keys, 'y', calm, &facts), AC_TOP_ASK);
	assert_string_equal(keys.request.symbol, "COIN2USDT");
	json_decref(trouble);
	json_decref(calm);
}

static void test_flatten_without_a_selection_closes_nothing(void **state)
{
	struct made empty = MADE_CALM;
	struct ac_top_keys keys = { 0 };
	(void)state;
	empty.positions = 0;
	json_t *json = made_state(&empty);
	assert_int_equal(ac_top_on_key(&keys, 'f', json, &facts), AC_TOP_STAY);
	assert_null(keys.choice.question);
	assert_non_null(strstr(keys.choice.message, "select a position first"));
	assert_int_equal(ac_top_on_key(&keys, 'y', json, &facts), AC_TOP_STAY);
	/* The account's guard has no symbol. */
	keys.choice.panel = AC_TOP_GUARDS;
	assert_int_equal(ac_top_on_key(&keys, 'f', json, &facts), AC_TOP_STAY);
	assert_null(keys.choice.question);
	json_decref(json);
}

static void test_unhalt_is_of_the_selected_guard_that_has_halted(void **state)
{
	struct ac_top_keys keys = { 0 };
	(void)state;
	json_t *trouble = made_state(&MADE_TROUBLE);
	ac_top_on_key(&keys, 'u', trouble, &facts);
	assert_null(keys.choice.question);
	ac_top_on_key(&keys, '3', trouble, &facts);
	ac_top_on_key(&keys, 'j', trouble, &facts);
	ac_top_on_key(&keys, 'u', trouble, &facts);
	assert_non_null(keys.choice.question);
	assert_int_equal(ac_top_on_key(&keys, 'y', trouble, &facts), AC_TOP_ASK);
	assert_int_equal(keys.request.verb, AC_VERB_UNHALT);
	assert_string_equal(keys.request.guard, "volatility");
	assert_string_equal(keys.request.symbol, "COIN1USDT");
	ac_top_on_key(&keys, AC_TOP_KEY_DOWN, trouble, &facts);
	ac_top_on_key(&keys, 'u', trouble, &facts);
	assert_null(keys.choice.question);
	assert_non_null(strstr(keys.choice.message, "not halted"));
	json_decref(trouble);
}

static void test_reload_shows_the_difference_and_applies_only_what_was_shown(void **state)
{
	struct ac_control_answer answer = { .is_done = true,
					    .text = "band_k 2 -> 2.5\nstop 0.3 -> 0.4",
					    .checksum = "c0ffee" };
	struct ac_top_keys keys = { 0 };
	(void)state;
	json_t *calm = made_state(&MADE_CALM);
	assert_int_equal(ac_top_on_key(&keys, 'l', calm, &facts), AC_TOP_ASK);
	assert_int_equal(keys.request.verb, AC_VERB_RELOAD_SHOW);
	ac_top_on_answer(&keys, &answer);
	assert_string_equal(keys.choice.overlay, answer.text);
	assert_non_null(keys.choice.question);
	assert_int_equal(ac_top_on_key(&keys, 'y', calm, &facts), AC_TOP_ASK);
	assert_int_equal(keys.request.verb, AC_VERB_RELOAD_APPLY);
	assert_string_equal(keys.request.text, "c0ffee");
	assert_null(keys.choice.overlay);
	/* Nothing would change: nothing is asked. */
	answer = (struct ac_control_answer){ .is_done = true, .text = "nothing would change" };
	assert_int_equal(ac_top_on_key(&keys, 'l', calm, &facts), AC_TOP_ASK);
	ac_top_on_answer(&keys, &answer);
	assert_null(keys.choice.question);
	assert_string_equal(keys.choice.message, "nothing would change");
	/* Refused: said so, and no checksum is believed. */
	answer = (struct ac_control_answer){ .text = "risk.yaml:3: bad\nfix it",
					     .checksum = "c0ffee" };
	assert_int_equal(ac_top_on_key(&keys, 'l', calm, &facts), AC_TOP_ASK);
	ac_top_on_answer(&keys, &answer);
	assert_null(keys.choice.question);
	assert_string_equal(keys.choice.overlay, "REFUSED: risk.yaml:3: bad\nfix it");
	assert_int_equal(ac_top_on_key(&keys, 'y', calm, &facts), AC_TOP_STAY);
	assert_null(keys.choice.overlay);
	json_decref(calm);
}

static void test_nothing_is_asked_while_there_is_no_trader(void **state)
{
	static const char all[] = "prdhfFcCul";
	(void)state;
	json_t *calm = made_state(&MADE_CALM);
	for (size_t i = 0; i + 1 < sizeof(all); i++) {
		struct ac_top_keys keys = { .choice.absence = "gone" };
		assert_int_equal(ac_top_on_key(&keys, all[i], calm, &facts), AC_TOP_STAY);
		assert_null(keys.choice.question);
		assert_non_null(strstr(keys.choice.message, "no trader"));
		keys.choice.absence = NULL;
		assert_int_equal(ac_top_on_key(&keys, all[i], NULL, &facts), AC_TOP_STAY);
		assert_null(keys.choice.question);
	}
	json_decref(calm);
}

static void test_selection_stays_inside_its_list(void **state)
{
	struct ac_top_keys keys = { 0 };
	(void)state;
	json_t *calm = made_state(&MADE_CALM);
	for (int i = 0; i < 10; i++)
		ac_top_on_key(&keys, AC_TOP_KEY_DOWN, calm, &facts);
	assert_int_equal(keys.choice.selected[AC_TOP_POSITIONS], 2);
	ac_top_on_key(&keys, AC_TOP_KEY_PAGE_UP, calm, &facts);
	assert_int_equal(keys.choice.selected[AC_TOP_POSITIONS], 0);
	ac_top_on_key(&keys, 'k', calm, &facts);
	assert_int_equal(keys.choice.selected[AC_TOP_POSITIONS], 0);
	ac_top_on_key(&keys, AC_TOP_KEY_LEFT, calm, &facts);
	assert_int_equal(keys.choice.panel, AC_TOP_FACTS_PANEL);
	ac_top_on_key(&keys, AC_TOP_KEY_UP, calm, &facts);
	assert_int_equal(keys.choice.selected[AC_TOP_FACTS_PANEL], 0);
	ac_top_on_key(&keys, '\t', calm, &facts);
	assert_int_equal(keys.choice.panel, AC_TOP_POSITIONS);
	assert_int_equal(ac_top_on_key(&keys, '?', calm, &facts), AC_TOP_STAY);
	assert_true(keys.choice.is_help);
	assert_int_equal(ac_top_on_key(&keys, 'q', calm, &facts), AC_TOP_STAY);
	assert_int_equal(ac_top_on_key(&keys, 'q', calm, &facts), AC_TOP_QUIT);
	json_decref(calm);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_no_command_leaves_without_a_yes_to_its_own_question),
		cmocka_unit_test(test_yes_means_what_the_question_named),
		cmocka_unit_test(test_flatten_without_a_selection_closes_nothing),
		cmocka_unit_test(test_unhalt_is_of_the_selected_guard_that_has_halted),
		cmocka_unit_test(test_reload_shows_the_difference_and_applies_only_what_was_shown),
		cmocka_unit_test(test_nothing_is_asked_while_there_is_no_trader),
		cmocka_unit_test(test_selection_stays_inside_its_list),
	};
	return cmocka_run_group_tests_name("control top keys", tests, NULL, NULL);
}
