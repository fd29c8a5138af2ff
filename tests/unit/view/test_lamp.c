/* Each thing that may stand, alone and together: which level, and what a person reads. */
#include "rig.h"

static void be_bare_long(struct ac_view *view)
{
	view->engine.counts.positions = 1;
	view->engine.counts.positions_bare = 1;
	view->engine.counts.bare_longest_ns = 3001 * AC_NS_PER_MS;
}

static void be_bare_unbounded(struct ac_view *view)
{
	view->engine.counts.positions_bare = 1;
	view->bare_limit_ms = 0;
}

static void be_bare_shortly(struct ac_view *view)
{
	view->engine.counts.positions_bare = 1;
	view->engine.counts.bare_longest_ns = 3000 * AC_NS_PER_MS;
}

static struct ac_view_position *hold(struct ac_view *view, uint16_t book, const char *distance)
{
	struct ac_view_position *position = &view->positions[view->position_count++];
	position->book = book;
	position->symbol = rig_books[book].symbol;
	position->record.is_protected = true;
	position->liquidation = dec("60000");
	position->liquidation_distance_pct = dec(distance);
	return position;
}

static void be_near_liquidation(struct ac_view *view)
{
	view->liquidation_limit_pct = dec("2");
	hold(view, 0, "2");
	hold(view, 2, "1.239");
	hold(view, 1, "1.99999999");
}

static void be_beyond_liquidation(struct ac_view *view)
{
	view->liquidation_limit_pct = dec("2");
	hold(view, 0, "-0.5");
}

static void be_far_from_liquidation(struct ac_view *view)
{
	view->liquidation_limit_pct = dec("2");
	hold(view, 0, "2");
	hold(view, 1, "0")->liquidation = AC_DEC_ZERO;
}

static void be_without_liquidation_limit(struct ac_view *view)
{
	hold(view, 0, "0.1");
}

static void be_in_doubt(struct ac_view *view)
{
	view->engine.counts.orders_unknown = 2;
}

static void lose_journal(struct ac_view *view)
{
	view->system.is_journal_failing = true;
}

static void lose_journal_by_state(struct ac_view *view)
{
	view->state = AC_VIEW_JOURNAL_FAILING;
}

static void be_halted(struct ac_view *view)
{
	view->engine.risk_state = AC_RISK_HALTED;
}

static void add_halt(struct ac_view *view, enum ac_guard_id id, uint16_t symbol,
		     enum ac_reason reason)
{
	view->guards[view->guard_count++] = (struct ac_view_guard){ .guard = (uint16_t)id,
								    .symbol = symbol,
								    .book = AC_BOOK_NONE,
								    .is_halted = true,
								    .reason = reason };
}

/* Beside a symbol's halt and a person's pause. */
static void be_halted_by_drawdown(struct ac_view *view)
{
	be_halted(view);
	view->engine.is_entries_on = false;
	add_halt(view, AC_GUARD_VOLATILITY, BTC, AC_REASON_VOLATILITY);
	add_halt(view, AC_GUARD_STATE, AC_SYMBOL_NONE, AC_REASON_ENTRIES_OFF);
	add_halt(view, AC_GUARD_DRAWDOWN, AC_SYMBOL_NONE, AC_REASON_DRAWDOWN);
}

static void lose_user(struct ac_view *view)
{
	view->user.is_used = true;
	view->user.down_ms = 7900;
}

static void begin_without_user(struct ac_view *view)
{
	view->user.is_used = true;
	view->state = AC_VIEW_STARTING;
}

static void lose_database(struct ac_view *view)
{
	view->system.database_state = 2;
}

static void be_starting(struct ac_view *view)
{
	view->state = AC_VIEW_STARTING;
}

static void be_stopping(struct ac_view *view)
{
	view->state = AC_VIEW_STOPPING;
}

static void be_paused(struct ac_view *view)
{
	view->engine.is_entries_on = false;
}

static void be_reducing(struct ac_view *view)
{
	view->engine.risk_state = AC_RISK_REDUCING;
}

static void lose_market(struct ac_view *view)
{
	view->market.is_used = true;
	view->market.down_ms = 12000;
}

static void be_stale(struct ac_view *view)
{
	view->engine.data_ms = view->run_ms - 90001;
}

static void be_nearly_stale(struct ac_view *view)
{
	view->engine.data_ms = view->run_ms - 90000;
}

static void halt(struct ac_view *view, uint16_t symbol)
{
	/* Others that halt nothing come first. */
	view->guards[0] = (struct ac_view_guard){ .guard = AC_GUARD_DRAWDOWN };
	view->guard_count = 1;
	add_halt(view, AC_GUARD_VOLATILITY, symbol, AC_REASON_VOLATILITY);
}

static void halt_symbol(struct ac_view *view)
{
	halt(view, ETH);
}

static void halt_account(struct ac_view *view)
{
	halt(view, AC_SYMBOL_NONE);
}

static void have_too_many(struct ac_view *view)
{
	view->positions_left_out = 3;
}

static void retry_database(struct ac_view *view)
{
	view->system.database_state = 1;
}

static void be_on_rest(struct ac_view *view)
{
	view->api.is_used = true;
	view->is_on_rest = true;
}

static void be_on_rest_by_choice(struct ac_view *view)
{
	view->is_on_rest = true;
}

static void be_idle(struct ac_view *view)
{
	view->state = AC_VIEW_IDLE;
	view->engine.data_ms = view->run_ms - AC_MS_PER_DAY;
}

static void be_quiet(struct ac_view *view)
{
	(void)view;
}

static const struct {
	const char *name;
	void (*cause)(struct ac_view *view);
	enum ac_lamp lamp;
	const char *says;
} cases[] = {
	{ "bare beyond the bound", be_bare_long, AC_LAMP_ALARM, "1 position(s) without" },
	{ "bare, bound not known", be_bare_unbounded, AC_LAMP_ALARM, "without a confirmed stop" },
	{ "near liquidation", be_near_liquidation, AC_LAMP_ALARM,
	  "ETHUSDT is 1.23 % from liquidation, nearer than 2.00 %" },
	{ "beyond liquidation", be_beyond_liquidation, AC_LAMP_ALARM, "BTCUSDT is -0.50 %" },
	{ "unknown orders", be_in_doubt, AC_LAMP_ALARM, "2 order(s) of unknown fate" },
	{ "journal", lose_journal, AC_LAMP_ALARM, "the journal cannot be written" },
	{ "journal by state", lose_journal_by_state, AC_LAMP_ALARM, "the journal" },
	{ "halted by a person", be_halted, AC_LAMP_ALARM, "`autocoin unhalt state`" },
	{ "halted by a guard", be_halted_by_drawdown, AC_LAMP_ALARM,
	  "HALTED by drawdown: no entries, stops stay on the exchange; find out why, then "
	  "`autocoin unhalt drawdown`" },
	{ "user stream", lose_user, AC_LAMP_ALARM, "the user stream is down for 7 s" },
	{ "database", lose_database, AC_LAMP_ALARM, "the database fails" },
	{ "starting", be_starting, AC_LAMP_WARN, "starting" },
	{ "user stream while starting", begin_without_user, AC_LAMP_WARN, "starting" },
	{ "stopping", be_stopping, AC_LAMP_WARN, "stopping: no entries" },
	{ "paused", be_paused, AC_LAMP_WARN, "autocoin resume" },
	{ "reducing", be_reducing, AC_LAMP_WARN, "REDUCING" },
	{ "market stream", lose_market, AC_LAMP_WARN, "the market stream is down for 12 s" },
	{ "stale", be_stale, AC_LAMP_WARN, "no market data for 90 s" },
	{ "bare within the bound", be_bare_shortly, AC_LAMP_WARN, "is not confirmed yet" },
	{ "a symbol's halt", halt_symbol, AC_LAMP_WARN,
	  "volatility of ETHUSDT halts entries; open positions" },
	{ "the account's halt", halt_account, AC_LAMP_WARN, "volatility of the account" },
	{ "more than is shown", have_too_many, AC_LAMP_WARN, "3 position(s) do not fit" },
	{ "database again", retry_database, AC_LAMP_WARN, "the database is tried again" },
	{ "orders by REST", be_on_rest, AC_LAMP_WARN, "orders leave by REST" },
	{ "orders by REST by choice", be_on_rest_by_choice, AC_LAMP_OK, "all is well" },
	{ "nearly stale", be_nearly_stale, AC_LAMP_OK, "no position is open" },
	{ "far from liquidation", be_far_from_liquidation, AC_LAMP_OK,
	  "2 position(s), each with its stop" },
	{ "no liquidation limit", be_without_liquidation_limit, AC_LAMP_OK, "1 position(s)" },
	{ "idle", be_idle, AC_LAMP_OK, "the feed has ended" },
	{ "nothing", be_quiet, AC_LAMP_OK, "all is well" },
};

static void test_each_cause_has_its_level_and_its_sentence(void **state)
{
	(void)state;
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		struct ac_view *view = rig_view();
		char reason[256];
		cases[i].cause(view);
		enum ac_lamp lamp = ac_view_lamp(view, &rig_names, reason, sizeof(reason));
		CHECK_EQ(cases[i].name, lamp, cases[i].lamp);
		if (strstr(reason, cases[i].says) == NULL)
			fail_msg("%s: \"%s\" does not say \"%s\"", cases[i].name, reason,
				 cases[i].says);
		free(view);
	}
}

/* Alarms that no warning takes back: each sets something of its own. */
static void test_an_alarm_outweighs_every_warning(void **state)
{
	(void)state;
	static void (*const alarms[])(struct ac_view *) = {
		be_bare_long, be_near_liquidation, be_in_doubt, lose_journal, lose_database,
	};
	for (size_t i = 0; i < AC_COUNT(alarms); i++) {
		for (size_t k = 0; k < AC_COUNT(cases); k++) {
			struct ac_view *view = rig_view();
			char alone[256], together[256];
			if (cases[k].lamp == AC_LAMP_WARN)
				cases[k].cause(view);
			alarms[i](view);
			CHECK_EQ(cases[k].name,
				 ac_view_lamp(view, &rig_names, together, sizeof(together)),
				 AC_LAMP_ALARM);
			free(view);
			view = rig_view();
			alarms[i](view);
			(void)ac_view_lamp(view, &rig_names, alone, sizeof(alone));
			assert_string_equal(together, alone);
			free(view);
		}
	}
}

static void test_a_small_room_cuts_the_sentence_and_keeps_the_level(void **state)
{
	(void)state;
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		struct ac_view *view = rig_view();
		char reason[9];
		memset(reason, 'x', sizeof(reason));
		cases[i].cause(view);
		CHECK_EQ(cases[i].name, ac_view_lamp(view, &rig_names, reason, 8), cases[i].lamp);
		CHECK_EQ(cases[i].name, strnlen(reason, 9), 7);
		CHECK_EQ(cases[i].name, reason[8], 'x');
		free(view);
	}
}

static void test_the_words_are_those_of_the_interface(void **state)
{
	(void)state;
	static const char *const states[] = { "starting",        "running",  "idle",
					      "journal failing", "stopping", "stopped" };
	assert_string_equal(ac_lamp_text(AC_LAMP_OK), "ok");
	assert_string_equal(ac_lamp_text(AC_LAMP_WARN), "warn");
	assert_string_equal(ac_lamp_text(AC_LAMP_ALARM), "alarm");
	for (int i = 0; i <= AC_VIEW_STOPPED; i++)
		assert_string_equal(ac_view_state_text((enum ac_view_state)i), states[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each_cause_has_its_level_and_its_sentence),
		cmocka_unit_test(test_an_alarm_outweighs_every_warning),
		cmocka_unit_test(test_a_small_room_cuts_the_sentence_and_keeps_the_level),
		cmocka_unit_test(test_the_words_are_those_of_the_interface),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
