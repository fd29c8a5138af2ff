#include "state.h"

#include "control/top_layout.h"

static struct ac_top_screen screen;
static struct ac_top_facts facts;
static char page[AC_TOP_ROWS_MAX * (AC_TOP_COLS_MAX * 4 + 1)];

static const char *row_text(int row)
{
	static char text[AC_TOP_COLS_MAX * 4 + 1];
	ac_top_screen_row(&screen, row, text, sizeof(text));
	return text;
}

/* All rows as one text with line ends. */
static const char *lay_out(const json_t *state, const struct ac_top_choice *choice, int rows,
			   int cols)
{
	size_t size = 0;
	screen.rows = rows;
	screen.cols = cols;
	ac_top_layout(state, &facts, choice, &screen);
	assert_int_equal(screen.rows, rows);
	assert_int_equal(screen.cols, cols);
	for (int row = 0; row < rows; row++) {
		assert_true(ac_top_text_width(row_text(row)) <= cols);
		size += (size_t)snprintf(page + size, sizeof(page) - size, "%s\n", row_text(row));
	}
	return page;
}

static const struct {
	const char *name;
	int rows, cols;
} sizes[] = { { "80x24", 24, 80 }, { "60x20", 20, 60 }, { "200x50", 50, 200 } };

/* Not inlined: gcc 12 would take the texts for NULL under sanitizers. */
__attribute__((noinline)) static void check_contains(const char *name, const char *text,
						     const char *part)
{
	if (strstr(text, part) != NULL)
		return;
	print_error("# %s: '%s' is not on the screen:\n%s", name, part, text);
	fail();
}

static int facts_setup(void **state)
{
	(void)state;
	facts.count = 0;
	for (int i = 0; i < 20; i++) {
		char sentence[64];
		snprintf(sentence, sizeof(sentence), "fact number %d", i);
		json_t *fact = json_pack("{ss ss sI}", "sentence", sentence, "kind", "signal",
					 "time", (json_int_t)(1767225600000 + i * 1000LL));
		ac_top_facts_add(&facts, fact);
		json_decref(fact);
	}
	return 0;
}

static void test_what_a_person_must_see_first_is_there_at_every_size(void **state)
{
	static const char *const parts[] = {
		"OK ",           "all is well: 3 positions",
		"testnet",       "account main",
		"risk",          "equity 10023.12",
		"today -12.30",  "drawdown 4.1 of 5 %",
		"data 0.2s old", "market up, 0.2s",
		"COIN0USDT",     "LONG",
		"confirmed",     "[positions 3]",
		"guards 6",      "fact number 19",
	};
	(void)state;
	json_t *calm = made_state(&MADE_CALM);
	for (size_t i = 0; i < AC_COUNT(sizes); i++) {
		const struct ac_top_choice choice = { 0 };
		const char *text = lay_out(calm, &choice, sizes[i].rows, sizes[i].cols);
		for (size_t k = 0; k < AC_COUNT(parts); k++) {
			check_contains(sizes[i].name, text, parts[k]);
		}
	}
	json_decref(calm);
}

static void test_real_money_and_trouble_are_unmistakable_without_colours(void **state)
{
	static const char *const parts[] = {
		"ALARM",
		"2 position(s) without a confirmed stop",
		"MAINNET, REAL MONEY",
		"risk HALTED",
		"market DOWN for 1m15s",
		"2 UNKNOWN ORDERS, first: COIN0USDT entry",
		"BARE 12s",
		"guards 150, 2 HALTED",
		"positions 120",
	};
	(void)state;
	json_t *trouble = made_state(&MADE_TROUBLE);
	for (size_t i = 0; i < AC_COUNT(sizes); i++) {
		const struct ac_top_choice choice = { 0 };
		const char *text = lay_out(trouble, &choice, sizes[i].rows, sizes[i].cols);
		for (size_t k = 0; k < AC_COUNT(parts); k++)
			check_contains(sizes[i].name, text, parts[k]);
		assert_int_equal(screen.cells[0][0].style, AC_TOP_ALARM);
	}
	json_decref(trouble);
}

static void test_columns_give_way_in_the_order_of_what_they_tell(void **state)
{
	const struct ac_top_choice choice = { 0 };
	(void)state;
	json_t *calm = made_state(&MADE_CALM);
	const char *text = lay_out(calm, &choice, 24, 80);
	check_contains("80", text, "PNL");
	check_contains("80", text, "TO LIQ.");
	check_contains("80", text, "45.6 %");
	check_contains("80", text, "FUNDING");
	check_contains("80", text, "1h59m");
	assert_null(strstr(text, "STOP AT"));
	text = lay_out(calm, &choice, 24, 60);
	check_contains("60", text, "TO LIQ.");
	assert_null(strstr(text, "QUANTITY"));
	text = lay_out(calm, &choice, 50, 200);
	check_contains("200", text, "STOP AT");
	check_contains("200", text, "vwap_reversion");
	check_contains("200", text, "ENTRY");
	json_decref(calm);
}

static void test_selected_row_is_always_seen(void **state)
{
	struct ac_top_choice choice = { 0 };
	(void)state;
	json_t *trouble = made_state(&MADE_TROUBLE);
	for (size_t i = 0; i < AC_COUNT(sizes); i++) {
		for (uint32_t selected = 0; selected < 120; selected++) {
			char symbol[32];
			bool is_seen = false;
			choice.selected[AC_TOP_POSITIONS] = selected;
			(void)lay_out(trouble, &choice, sizes[i].rows, sizes[i].cols);
			snprintf(symbol, sizeof(symbol), "%s ",
				 ac_top_selected(trouble, &choice, "symbol"));
			for (int row = 0; row < sizes[i].rows - 1; row++)
				is_seen |= screen.cells[row][0].style == AC_TOP_BAR &&
					   strncmp(row_text(row), symbol, strlen(symbol)) == 0;
			if (!is_seen)
				fail_msg("%s: %u (%s) is not seen", sizes[i].name, selected,
					 symbol);
		}
	}
	json_decref(trouble);
}

static void test_every_list_has_its_panel(void **state)
{
	static const char *const parts[] = { "PURPOSE", "UNKNOWN", "USED / LIMIT",
					     "HALT till lifted" };
	struct ac_top_choice choice = { .panel = AC_TOP_ORDERS };
	(void)state;
	json_t *trouble = made_state(&MADE_TROUBLE);
	const char *text = lay_out(trouble, &choice, 50, 200);
	check_contains("orders", text, parts[0]);
	check_contains("orders", text, parts[1]);
	choice.panel = AC_TOP_GUARDS;
	text = lay_out(trouble, &choice, 24, 80);
	check_contains("guards", text, parts[2]);
	check_contains("guards", text, parts[3]);
	check_contains("guards", text, "HALT for 30s");
	check_contains("guards", text, "[######..]");
	check_contains("guards", text, "4.1 / 5 %");
	choice.panel = AC_TOP_FACTS_PANEL;
	choice.selected[AC_TOP_FACTS_PANEL] = 5;
	text = lay_out(trouble, &choice, 24, 80);
	check_contains("facts", text, "00:00:14 fact number 14\n");
	assert_null(strstr(text, "fact number 15"));
	json_decref(trouble);
}

static void test_loss_of_the_trader_and_old_states_are_said(void **state)
{
	struct ac_top_choice choice = { .absence = "no trader runs in this folder" };
	(void)state;
	json_t *calm = made_state(&MADE_CALM);
	for (size_t i = 0; i < AC_COUNT(sizes); i++) {
		const char *text = lay_out(NULL, &choice, sizes[i].rows, sizes[i].cols);
		check_contains(sizes[i].name, text, "NO TRADER no trader runs in this folder");
		text = lay_out(calm, &choice, sizes[i].rows, sizes[i].cols);
		check_contains(sizes[i].name, text, "NO TRADER");
		assert_null(strstr(text, "all is well"));
	}
	choice = (struct ac_top_choice){ .state_age_ms = 12000 };
	check_contains("old", lay_out(calm, &choice, 24, 80), "THIS IS 12s OLD");
	choice.state_age_ms = 900;
	assert_null(strstr(lay_out(calm, &choice, 24, 80), "OLD"));
	json_decref(calm);
}

static void test_question_answer_help_and_overlay_have_their_places(void **state)
{
	struct ac_top_choice choice = { .question = "Close BTCUSDT? [y/n]" };
	(void)state;
	json_t *calm = made_state(&MADE_CALM);
	for (size_t i = 0; i < AC_COUNT(sizes); i++) {
		int rows = sizes[i].rows, cols = sizes[i].cols;
		choice = (struct ac_top_choice){ .question = "Close BTCUSDT? [y/n]",
						 .message = "old" };
		(void)lay_out(calm, &choice, rows, cols);
		assert_string_equal(row_text(rows - 1), "Close BTCUSDT? [y/n]");
		choice.question = NULL;
		(void)lay_out(calm, &choice, rows, cols);
		assert_string_equal(row_text(rows - 1), "old");
		/* A long answer is read to its end. */
		choice.message =
			"flatten, every symbol: the account is ACTIVE, entries are refused; 12 "
			"working entries are cancelled; 7 position(s) keep their stops until here";
		check_contains(sizes[i].name, lay_out(calm, &choice, rows, cols), "until here");
		choice = (struct ac_top_choice){ .is_help = true };
		check_contains(sizes[i].name, lay_out(calm, &choice, rows, cols),
			       "any key goes back");
		check_contains(sizes[i].name, lay_out(calm, &choice, rows, cols), "p pause");
		choice = (struct ac_top_choice){ .overlay = "first line\nsecond line\n\nfourth" };
		const char *text = lay_out(calm, &choice, rows, cols);
		check_contains(sizes[i].name, text, "first line\nsecond line\n\nfourth\n");
		check_contains(sizes[i].name, text, "OK ");
	}
	json_decref(calm);
}

/* Nothing that comes in may reach a terminal as a control sequence. */
static void test_control_characters_never_reach_the_screen(void **state)
{
	struct made evil = MADE_CALM;
	const struct ac_top_choice choice = { .message = "a\x1b[2Jb\rc\xffz" };
	(void)state;
	evil.reason = "\x1b]0;title\x07 \xc2\x9b"
		      "31m \xe2\x80\xae";
	evil.mode = "\tsim";
	json_t *json = made_state(&evil);
	(void)lay_out(json, &choice, 24, 80);
	for (int row = 0; row < 24; row++) {
		for (int col = 0; col < 80; col++) {
			uint32_t glyph = screen.cells[row][col].glyph;
			assert_true(glyph == 0 || (glyph >= 0x20 && glyph < 0x7f) || glyph >= 0xa0);
			assert_true(glyph != 0x202e);
		}
	}
	assert_string_equal(row_text(23), "a?[2Jb?c?z");
	json_decref(json);
}

/* Whatever the terminal's size, whatever is missing: it draws what it can. */
static void test_every_size_and_every_gap_is_stood(void **state)
{
	static const char *const gaps[] = {
		"{}",
		"{\"status\":{}}",
		"{\"status\":[],\"positions\":7,\"orders\":null,\"risk\":\"x\"}",
		"{\"status\":{\"lamp\":null,\"run\":[],\"account\":{\"equity\":5},\"streams\":{}},"
		"\"positions\":{\"positions\":[null,7,{}]},\"orders\":{\"orders\":[{}]},"
		"\"risk\":{\"guards\":[{},{\"used_pct\":1e300},{\"used_pct\":-5}]}}",
	};
	struct ac_top_choice choice = { .selected = { 7, 7, 7, 300 } };
	(void)state;
	json_t *trouble = made_state(&MADE_TROUBLE);
	for (int panel = 0; panel < AC_TOP_PANEL_COUNT; panel++) {
		choice.panel = (enum ac_top_panel)panel;
		for (int rows = 1; rows < 60; rows += rows < 30 ? 1 : 7) {
			for (int cols = 1; cols < 210; cols += cols < 24 ? 1 : 9)
				(void)lay_out(trouble, &choice, rows, cols);
		}
		for (size_t i = 0; i < AC_COUNT(gaps); i++) {
			json_t *gap = json_loads(gaps[i], 0, NULL);
			assert_non_null(gap);
			(void)lay_out(gap, &choice, 24, 80);
			json_decref(gap);
		}
		(void)lay_out(NULL, &choice, 24, 80);
	}
	screen.rows = screen.cols = 100000;
	ac_top_layout(trouble, &facts, &choice, &screen);
	assert_int_equal(screen.rows, AC_TOP_ROWS_MAX);
	assert_int_equal(screen.cols, AC_TOP_COLS_MAX);
	json_decref(trouble);
}

static void test_facts_are_kept_newest_last_and_bounded(void **state)
{
	const struct ac_top_choice choice = { .panel = AC_TOP_FACTS_PANEL };
	(void)state;
	for (int i = 0; i < 1000; i++) {
		json_t *fact = json_pack("{ss ss sI}", "sentence", i == 999 ? "the last" : "some",
					 "kind", "fill", "time", (json_int_t)0);
		ac_top_facts_add(&facts, fact);
		json_decref(fact);
	}
	json_t *lost = json_pack("{si}", "lost", 42);
	ac_top_facts_add(&facts, lost);
	json_decref(lost);
	json_t *other = json_pack("{ss}", "text", "no fact");
	ac_top_facts_add(&facts, other);
	json_decref(other);
	assert_int_equal(ac_top_count(NULL, &facts, AC_TOP_FACTS_PANEL), AC_TOP_FACTS);
	const char *text = lay_out(NULL, &choice, 24, 80);
	check_contains("facts", text, "00:00:00 the last\n42 lines did not fit");
}

int main(void)
{
#define RUN(test) cmocka_unit_test_setup(test, facts_setup)
	const struct CMUnitTest tests[] = {
		RUN(test_what_a_person_must_see_first_is_there_at_every_size),
		RUN(test_real_money_and_trouble_are_unmistakable_without_colours),
		RUN(test_columns_give_way_in_the_order_of_what_they_tell),
		RUN(test_selected_row_is_always_seen),
		RUN(test_every_list_has_its_panel),
		RUN(test_loss_of_the_trader_and_old_states_are_said),
		RUN(test_question_answer_help_and_overlay_have_their_places),
		RUN(test_control_characters_never_reach_the_screen),
		RUN(test_every_size_and_every_gap_is_stood),
		RUN(test_facts_are_kept_newest_last_and_bounded),
	};
	return cmocka_run_group_tests_name("control top layout", tests, NULL, NULL);
}
