/* Which views and facts are told, in which words and numbers, and that what stands is told once
 * when it begins and once when it is over. */
#include "binance/codec/refusal.h"
#include "folder.h"
#include "unit/view/rig.h"

#include "alerts/post.h"
#include "alerts/rules.h"

#define NOW    RIG_WALL_MS
#define HEARD  64u
#define SECOND AC_MS_PER_SEC

static struct ac_alerts_config config;
static struct alert_rules *rules;
static struct ac_view *view;
static struct alert_message heard[HEARD];
static unsigned heard_count;
static bool is_deaf; /* the post keeps everything back */
static unsigned retries;

static bool hear(void *self, struct alert_message *message, bool is_retry)
{
	(void)self;
	retries += is_retry;
	if (is_deaf)
		return false;
	assert_true(heard_count < HEARD);
	heard[heard_count++] = *message;
	return true;
}

static int begin(void **state)
{
	(void)state;
	static const struct alert_sink sink = { .tell = hear };
	static const struct alert_rules_memory nothing;
	config = (struct ac_alerts_config){ .connection_lost_sec = 10,
					    .user_stream_stale_sec = 60,
					    .liquidation_near_pct = AC_DEC(5),
					    .trade_count_every = 3,
					    .equity_high_step_pct = AC_DEC(1) };
	heard_count = retries = 0;
	is_deaf = false;
	view = rig_view();
	return alert_rules_create(&config, &rig_names, &ac_binance_codes, "mainnet", "main", &sink,
				  &nothing, &rules) != AC_OK;
}

static int end(void **state)
{
	(void)state;
	alert_rules_destroy(rules);
	free(view);
	return 0;
}

/* Looks at the view as it is `after_ms` later. */
static void look(ac_ms after_ms)
{
	view->run_ms = NOW - 5 + after_ms;
	alert_rules_view(rules, view, NOW + after_ms);
}

static void start(void)
{
	look(0);
	heard_count = 0;
}

static const struct alert_message *only(enum ac_alert_kind kind)
{
	if (heard_count != 1)
		fail_msg("%u messages, the last: %s", heard_count,
			 heard_count > 0 ? heard[heard_count - 1].title : "none");
	assert_string_equal(ac_alert_kind_text(heard[0].kind), ac_alert_kind_text(kind));
	assert_string_equal(heard[0].mode, "mainnet");
	assert_string_equal(heard[0].account, "main");
	heard_count = 0;
	return &heard[0];
}

static void check_number(const struct alert_message *message, const char *name, const char *value)
{
	for (uint32_t i = 0; i < message->number_count; i++) {
		if (strcmp(message->numbers[i].name, name) != 0)
			continue;
		assert_string_equal(message->numbers[i].value, value);
		return;
	}
	fail_msg("no number %s in '%s'", name, message->title);
}

static void check_over(enum ac_alert_kind kind, const char *lasted)
{
	const struct alert_message *message = only(kind);
	assert_true(message->is_resolved);
	assert_int_equal(strncmp(message->title, "Over: ", 6), 0);
	check_number(message, "Lasted", lasted);
}

static struct ac_event fact_of(enum ac_event_kind kind, uint16_t symbol, uint16_t book)
{
	return (struct ac_event){ .kind = (uint16_t)kind,
				  .symbol = symbol,
				  .book = book,
				  .recv_ns = NOW * AC_NS_PER_MS };
}

static void test_first_view_tells_of_the_start_and_of_a_crash_before(void **state)
{
	(void)state;
	view->run.run_id = 7;
	view->run.has_crashed_last = true;
	look(0);
	assert_int_equal(heard_count, 2);
	assert_int_equal(heard[0].kind, AC_ALERT_CRASH);
	assert_int_equal(heard[1].kind, AC_ALERT_STARTED);
	check_number(&heard[1], "Open positions", "0");
	look(SECOND);
	assert_int_equal(heard_count, 2);
}

static void test_connection_is_told_after_its_seconds_and_when_it_is_back(void **state)
{
	(void)state;
	struct ac_view_stream *const streams[] = { &view->market, &view->api };
	for (size_t i = 0; i < AC_COUNT(streams); i++) {
		streams[i]->is_used = streams[i]->is_up = true;
		start();
		streams[i]->is_up = false;
		streams[i]->down_ms = 9999;
		look(0);
		assert_int_equal(heard_count, 0);
		streams[i]->down_ms = 10000;
		look(1);
		assert_int_equal(only(AC_ALERT_CONNECTION_LOST)->is_resolved, false);
		streams[i]->down_ms = 60000;
		look(50001);
		assert_int_equal(heard_count, 0);
		streams[i]->is_up = true;
		streams[i]->down_ms = 0;
		look(65001);
		check_over(AC_ALERT_CONNECTION_LOST, "1 min 15 s");
		look(70001);
		assert_int_equal(heard_count, 0);
	}
}

static void test_streams_that_a_stop_takes_down_are_not_lost(void **state)
{
	(void)state;
	view->market = (struct ac_view_stream){ .is_used = true, .is_up = true };
	start();
	view->market = (struct ac_view_stream){ .is_used = true, .down_ms = 60000 };
	view->state = AC_VIEW_STOPPING;
	look(SECOND);
	assert_int_equal(heard_count, 0);
}

static void test_user_stream_is_told_when_it_is_down_or_unusable(void **state)
{
	(void)state;
	view->user = (struct ac_view_stream){ .is_used = true, .is_up = true };
	view->engine.is_user_up = true;
	start();
	/* It may be silent for days where nothing is traded. */
	view->user.age_ms = AC_MS_PER_DAY;
	look(SECOND);
	assert_int_equal(heard_count, 0);
	view->engine.is_user_up = false;
	look(2 * SECOND);
	look(61 * SECOND);
	assert_int_equal(heard_count, 0);
	look(62 * SECOND);
	(void)only(AC_ALERT_USER_STREAM_STALE);
	view->engine.is_user_up = true;
	look(70 * SECOND);
	check_over(AC_ALERT_USER_STREAM_STALE, "1 min 8 s");
	view->user.is_up = false;
	view->user.down_ms = 60000;
	look(150 * SECOND);
	(void)only(AC_ALERT_USER_STREAM_STALE);
}

static void test_halt_says_who_how_much_until_when_and_what_to_do(void **state)
{
	(void)state;
	start();
	view->engine.risk_state = AC_RISK_HALTED;
	view->guard_count = 2;
	view->guards[0] = (struct ac_view_guard){ .guard = AC_GUARD_DRAWDOWN,
						  .symbol = AC_SYMBOL_NONE,
						  .book = AC_BOOK_NONE,
						  .is_halted = true,
						  .reason = AC_REASON_DRAWDOWN,
						  .used = dec("15.5"),
						  .limit = dec("15"),
						  .unit = "%" };
	view->guards[1] = (struct ac_view_guard){ .guard = AC_GUARD_VOLATILITY,
						  .symbol = ETH,
						  .book = AC_BOOK_NONE,
						  .used = dec("0.1"),
						  .limit = dec("0.5"),
						  .unit = "%" };
	look(SECOND);
	const struct alert_message *message = only(AC_ALERT_HALT);
	assert_string_equal(message->title, "HALTED: drawdown, the whole account");
	check_number(message, "Used", "15.50 %");
	check_number(message, "Limit", "15.00 %");
	check_number(message, "Until", "a person lifts it");
	assert_non_null(strstr(message->todo, "`autocoin unhalt drawdown`"));
	view->guards[1].is_halted = true;
	view->guards[1].until_ms = NOW + 600 * SECOND;
	view->guards[1].reason = AC_REASON_VOLATILITY;
	look(2 * SECOND);
	message = only(AC_ALERT_HALT);
	assert_string_equal(message->symbol, "ETHUSDT");
	assert_string_equal(message->title, "Entries halted: volatility, ETHUSDT");
	view->guard_count = 1;
	look(12 * SECOND);
	check_over(AC_ALERT_HALT, "10 s");
	view->guards[0].is_halted = false;
	look(62 * SECOND);
	check_over(AC_ALERT_HALT, "1 min 1 s");
}

static void test_order_that_stays_unknown_is_told_with_its_id(void **state)
{
	(void)state;
	start();
	view->order_count = 1;
	view->orders[0] = (struct ac_view_order){ .book = 0,
						  .symbol = BTC,
						  .record = { .client_id = "ac-1-17-E",
							      .life = AC_LIFE_UNKNOWN,
							      .purpose = AC_PURPOSE_ENTRY,
							      .quantity = dec("0.015"),
							      .code = -1007 } };
	look(0);
	look(999);
	assert_int_equal(heard_count, 0);
	look(1000);
	const struct alert_message *message = only(AC_ALERT_ORDER_UNKNOWN);
	assert_string_equal(message->symbol, "BTCUSDT");
	assert_string_equal(message->strategy, "vwap");
	check_number(message, "Client id", "ac-1-17-E");
	check_number(message, "Error", "-1007");
	view->orders[0].record.life = AC_LIFE_ACKED;
	look(5000);
	check_over(AC_ALERT_ORDER_UNKNOWN, "5 s");
}

static void add_position(void)
{
	view->position_count = 1;
	view->positions[0] = (struct ac_view_position){
		.book = 2,
		.symbol = ETH,
		.record = { .direction = -1, .quantity = dec("2.5"), .entry_price = dec("3000") },
		.mark = dec("3010"),
		.unrealized = dec("-25"),
	};
}

static void test_bare_position_is_told_past_its_bound(void **state)
{
	(void)state;
	start();
	add_position();
	view->positions[0].bare_ms = 3000; /* the bound */
	look(0);
	assert_int_equal(heard_count, 0);
	view->positions[0].bare_ms = 3001;
	look(1);
	const struct alert_message *message = only(AC_ALERT_POSITION_BARE);
	check_number(message, "Side", "SHORT");
	check_number(message, "Unrealised", "-25.00 USDT");
	view->positions[0].bare_ms = 0;
	look(2000);
	check_over(AC_ALERT_POSITION_BARE, "5 s");
}

static void test_fact_of_a_bare_position_is_not_over_for_an_older_view(void **state)
{
	(void)state;
	start();
	struct ac_event fact = fact_of(AC_EVENT_SYSTEM, ETH, 2);
	fact.system = (struct ac_system_fact){ .what = AC_SYSTEM_BARE_POSITION, .value = 3100 };
	snprintf(fact.system.text, sizeof(fact.system.text), "no stop in time");
	alert_rules_fact(rules, &fact, NOW);
	(void)only(AC_ALERT_POSITION_BARE);
	look(0);
	assert_int_equal(heard_count, 0);
	look(SECOND);
	check_over(AC_ALERT_POSITION_BARE, "4 s");
}

static void test_liquidation_is_told_below_its_percents(void **state)
{
	(void)state;
	start();
	add_position();
	view->positions[0].liquidation = dec("3160");
	view->positions[0].liquidation_distance_pct = dec("5");
	look(0);
	assert_int_equal(heard_count, 0);
	view->positions[0].liquidation_distance_pct = dec("4.99");
	look(1);
	check_number(only(AC_ALERT_LIQUIDATION_NEAR), "Distance", "4.99 %");
	view->position_count = 0;
	look(2);
	check_over(AC_ALERT_LIQUIDATION_NEAR, "0 s");
	config.liquidation_near_pct = AC_DEC_ZERO;
	view->position_count = 1;
	look(3);
	assert_int_equal(heard_count, 0);
}

static void test_database_and_journal_are_told_failing_and_well_again(void **state)
{
	(void)state;
	start();
	view->system.database_state = 1;
	look(0);
	look(9999);
	assert_int_equal(heard_count, 0);
	look(10000);
	(void)only(AC_ALERT_DATABASE);
	view->system.database_state = 0;
	look(20000);
	check_over(AC_ALERT_DATABASE, "20 s");
	view->system.database_state = 2;
	look(20001);
	(void)only(AC_ALERT_DATABASE);
	view->system.is_journal_failing = true;
	look(20002);
	(void)only(AC_ALERT_JOURNAL);
	view->system.is_journal_failing = false;
	look(20003);
	check_over(AC_ALERT_JOURNAL, "0 s");
}

static void test_what_was_kept_back_is_asked_again_while_it_stands(void **state)
{
	(void)state;
	start();
	view->system.is_journal_failing = true;
	is_deaf = true;
	look(1);
	look(2);
	assert_int_equal(retries, 1);
	is_deaf = false;
	look(3);
	(void)only(AC_ALERT_JOURNAL);
	assert_int_equal(retries, 2);
	/* And what nobody heard of is not over for anybody. */
	view->system.is_journal_failing = false;
	look(4);
	heard_count = 0;
	view->system.is_journal_failing = true;
	is_deaf = true;
	look(5);
	is_deaf = false;
	view->system.is_journal_failing = false;
	look(6);
	assert_int_equal(heard_count, 0);
}

static void test_refusals_by_limits_are_breaches_and_those_of_a_moment_are_not(void **state)
{
	(void)state;
	static const struct {
		enum ac_reason reason;
		bool is_told, is_of_account;
	} cases[] = {
		{ AC_REASON_DRAWDOWN, true, true },
		{ AC_REASON_ACCOUNT_DAILY_LOSS, true, true },
		{ AC_REASON_MARGIN, true, true },
		{ AC_REASON_POSITIONS_MAX, true, true },
		{ AC_REASON_SYMBOL_EXPOSURE, true, false },
		{ AC_REASON_STRATEGY_DAILY_LOSS, true, false },
		{ AC_REASON_LIQUIDATION_DISTANCE, true, false },
		{ AC_REASON_COOLDOWN, false, false },
		{ AC_REASON_STALE_DATA, false, false },
		{ AC_REASON_NOT_FLAT, false, false },
		{ AC_REASON_FUNDING_WINDOW, false, false },
		{ AC_REASON_EXECUTOR_FULL, false, false },
		{ AC_REASON_OK, false, false },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		struct ac_event fact = fact_of(AC_EVENT_SIGNAL, ETH, 2);
		fact.signal = (struct ac_signal){ .reason = (int32_t)cases[i].reason,
						  .value = dec("15.5"),
						  .limit = dec("15"),
						  .price = dec("3000") };
		alert_rules_fact(rules, &fact, NOW);
		CHECK_EQ(ac_reason_text(cases[i].reason), heard_count, cases[i].is_told);
		if (!cases[i].is_told)
			continue;
		const struct alert_message *message = only(AC_ALERT_RISK_BREACH);
		assert_string_equal(message->key, ac_reason_text(cases[i].reason));
		assert_string_equal(message->symbol, cases[i].is_of_account ? "" : "ETHUSDT");
		check_number(message, "Value", "15.50");
		fact.signal.is_allowed = true;
		alert_rules_fact(rules, &fact, NOW);
		assert_int_equal(heard_count, 0);
	}
}

static void test_entry_is_told_once_with_what_was_filled(void **state)
{
	(void)state;
	struct ac_event fact = fact_of(AC_EVENT_POSITION_STATE, BTC, 0);
	fact.position_record = (struct ac_position_record){ .direction = 1,
							    .stop_price = dec("63000"),
							    .take_profit_price = dec("66000") };
	alert_rules_fact(rules, &fact, NOW);
	fact = fact_of(AC_EVENT_ORDER_STATE, BTC, 0);
	fact.order_record = (struct ac_order_record){ .client_id = "ac-1-1-E",
						      .life = AC_LIFE_PARTIAL,
						      .purpose = AC_PURPOSE_ENTRY,
						      .side = AC_SIDE_BUY,
						      .executed = dec("0.01"),
						      .executed_quote = dec("640.125"),
						      .average_price = dec("64012.5"),
						      .commission = dec("0.25605") };
	alert_rules_fact(rules, &fact, NOW);
	assert_int_equal(heard_count, 0);
	fact.order_record.life = AC_LIFE_FILLED;
	alert_rules_fact(rules, &fact, NOW);
	alert_rules_fact(rules, &fact, NOW);
	const struct alert_message *message = only(AC_ALERT_ENTRY);
	assert_string_equal(message->title, "BTCUSDT LONG opened at 64012.5");
	check_number(message, "Size", "0.01");
	check_number(message, "Value", "640.12 USDT"); /* half to even */
	check_number(message, "Stop", "63000");
	/* An order that ended without a fill opened nothing. */
	fact.order_record.life = AC_LIFE_EXPIRED;
	fact.order_record.executed = AC_DEC_ZERO;
	snprintf(fact.order_record.client_id, sizeof(fact.order_record.client_id), "ac-1-2-E");
	alert_rules_fact(rules, &fact, NOW);
	assert_int_equal(heard_count, 0);
}

static struct ac_event round_trip(const char *net)
{
	struct ac_event fact = fact_of(AC_EVENT_ROUND_TRIP, BTC, 0);
	fact.round_trip = (struct ac_round_trip){ .direction = 1,
						  .exit_reason = AC_EXIT_TAKE_PROFIT,
						  .quantity = dec("0.01"),
						  .entry_price = dec("64000"),
						  .exit_price = dec("66000"),
						  .fees = dec("0.5"),
						  .funding = dec("-0.1"),
						  .net_profit = dec(net),
						  .entry_time_ms = NOW - 7500 * SECOND,
						  .exit_time_ms = NOW };
	return fact;
}

static void test_exit_tells_net_r_fees_reason_and_hold(void **state)
{
	(void)state;
	struct ac_event fact = fact_of(AC_EVENT_POSITION_STATE, BTC, 0);
	fact.position_record =
		(struct ac_position_record){ .direction = 1, .stop_price = dec("63000") };
	alert_rules_fact(rules, &fact, NOW);
	fact = round_trip("19.4");
	alert_rules_fact(rules, &fact, NOW);
	const struct alert_message *message = only(AC_ALERT_EXIT);
	assert_string_equal(message->title, "BTCUSDT LONG closed: +19.40 USDT");
	assert_non_null(strstr(message->text, "take_profit"));
	check_number(message, "Net", "+19.40 USDT");
	check_number(message, "R", "+1.94"); /* 1000 * 0.01 was at risk */
	check_number(message, "Fees", "0.5000 USDT");
	check_number(message, "Funding", "-0.10 USDT");
	check_number(message, "Held", "2 h 5 min");
}

static void test_every_third_trade_is_a_milestone(void **state)
{
	(void)state;
	struct ac_event fact = round_trip("-1");
	for (unsigned i = 1; i <= 7; i++) {
		alert_rules_fact(rules, &fact, NOW);
		CHECK_EQ("messages", heard_count, i % 3 == 0 ? 2 : 1);
		heard_count = 0;
	}
	assert_int_equal(alert_rules_memory_get(rules)->trades, 7);
	config.trade_count_every = 0;
	alert_rules_fact(rules, &fact, NOW);
	alert_rules_fact(rules, &fact, NOW);
	assert_int_equal(heard_count, 2);
}

static void test_equity_high_is_told_by_steps_from_the_first_reading(void **state)
{
	(void)state;
	static const struct {
		const char *equity;
		bool is_told;
	} cases[] = {
		{ "10000", false }, { "10099.99", false }, { "10100", true }, { "10000", false },
		{ "10150", false }, { "10200.99", false }, { "10201", true }, { "0", false },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		struct ac_event fact = fact_of(AC_EVENT_ACCOUNT, AC_SYMBOL_NONE, AC_BOOK_NONE);
		fact.account.equity = dec(cases[i].equity);
		alert_rules_fact(rules, &fact, NOW);
		CHECK_EQ(cases[i].equity, heard_count, cases[i].is_told);
		heard_count = 0;
	}
}

static void test_rejected_order_is_told_with_the_code_and_a_strangers_is_not(void **state)
{
	(void)state;
	struct ac_event fact = fact_of(AC_EVENT_ORDER_STATE, BTC, 1);
	fact.order_record = (struct ac_order_record){ .client_id = "ac-1-9-E",
						      .life = AC_LIFE_REJECTED,
						      .purpose = AC_PURPOSE_ENTRY,
						      .quantity = dec("0.01"),
						      .code = -2019 };
	alert_rules_fact(rules, &fact, NOW);
	const struct alert_message *message = only(AC_ALERT_ORDER_REJECTED);
	assert_int_equal(strncmp(message->numbers[0].value, "-2019 ", 6), 0);
	assert_string_equal(message->strategy, "adx");
	fact.order_record.purpose = AC_PURPOSE_FOREIGN;
	alert_rules_fact(rules, &fact, NOW);
	assert_int_equal(heard_count, 0);
}

static void test_system_facts_are_told_as_their_kind_or_not_at_all(void **state)
{
	(void)state;
	static const struct {
		enum ac_system what;
		const char *text;
		int kind; /* -1: not told */
	} cases[] = {
		{ AC_SYSTEM_MISMATCH, "our wallet differed", AC_ALERT_MISMATCH },
		{ AC_SYSTEM_FOREIGN, "somebody else closed", AC_ALERT_FOREIGN },
		{ AC_SYSTEM_CONTROL, "a person ordered: halt", AC_ALERT_CONTROL },
		{ AC_SYSTEM_FULL, "the order table is full", AC_ALERT_ERROR },
		{ AC_SYSTEM_UNKNOWN_ORDER, "a position could not be closed yet",
		  AC_ALERT_ORDER_UNKNOWN },
		{ AC_SYSTEM_UNKNOWN_ORDER, "the fate of an order is unknown: asking", -1 },
		{ AC_SYSTEM_GAP, "minutes", -1 },
		{ AC_SYSTEM_RECONCILED, "differences", -1 },
		{ AC_SYSTEM_ORPHAN, "swept", -1 },
		{ AC_SYSTEM_STREAM, "state", -1 },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		struct ac_event fact = fact_of(AC_EVENT_SYSTEM, BTC, AC_BOOK_NONE);
		fact.system = (struct ac_system_fact){ .what = (uint16_t)cases[i].what };
		snprintf(fact.system.text, sizeof(fact.system.text), "%s", cases[i].text);
		alert_rules_fact(rules, &fact, NOW);
		CHECK_EQ(cases[i].text, heard_count, cases[i].kind >= 0);
		if (cases[i].kind >= 0)
			assert_non_null(strstr(only((enum ac_alert_kind)cases[i].kind)->text,
					       cases[i].text));
	}
}

static void test_what_others_say_and_the_end_are_told(void **state)
{
	(void)state;
	alert_rules_say(rules, AC_ALERT_ERROR, "the disk is nearly full", NOW);
	assert_string_equal(only(AC_ALERT_ERROR)->text, "the disk is nearly full");
	view->run.run_id = 3;
	view->run.started_ms = NOW - 3600 * SECOND;
	add_position();
	start();
	alert_rules_stop(rules, NOW);
	const struct alert_message *message = only(AC_ALERT_STOPPED);
	assert_string_equal(message->text, "Run 3 ended in order after 1 h 0 min.");
	check_number(message, "Open positions", "1");
	assert_true(message->todo[0] != '\0');
}

/* The view's and the exchange's texts may hold anything. */
static void test_texts_are_always_whole_characters(void **state)
{
	(void)state;
	view->market = (struct ac_view_stream){ .is_used = true, .down_ms = 20000 };
	memcpy(view->market.why, "caf\xc3\xa9 \xff\xfe \x1b[31m", 15);
	look(0);
	assert_int_equal(heard_count, 2);
	assert_non_null(strstr(heard[1].text, "caf\xc3\xa9 ?? ?[31m"));
	struct alert_message message;
	message_init(&message, AC_ALERT_ERROR, NOW, "sim", "main");
	for (size_t cut = 0; cut < 8; cut++) {
		char field[16];
		message_write(field, 9 + cut, "12345678\xf0\x9f\x9a\xa8");
		assert_string_equal(field, cut < 4 ? "12345678" : "12345678\xf0\x9f\x9a\xa8");
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_first_view_tells_of_the_start_and_of_a_crash_before),
		TEST(test_connection_is_told_after_its_seconds_and_when_it_is_back),
		TEST(test_streams_that_a_stop_takes_down_are_not_lost),
		TEST(test_user_stream_is_told_when_it_is_down_or_unusable),
		TEST(test_halt_says_who_how_much_until_when_and_what_to_do),
		TEST(test_order_that_stays_unknown_is_told_with_its_id),
		TEST(test_bare_position_is_told_past_its_bound),
		TEST(test_fact_of_a_bare_position_is_not_over_for_an_older_view),
		TEST(test_liquidation_is_told_below_its_percents),
		TEST(test_database_and_journal_are_told_failing_and_well_again),
		TEST(test_what_was_kept_back_is_asked_again_while_it_stands),
		TEST(test_refusals_by_limits_are_breaches_and_those_of_a_moment_are_not),
		TEST(test_entry_is_told_once_with_what_was_filled),
		TEST(test_exit_tells_net_r_fees_reason_and_hold),
		TEST(test_every_third_trade_is_a_milestone),
		TEST(test_equity_high_is_told_by_steps_from_the_first_reading),
		TEST(test_rejected_order_is_told_with_the_code_and_a_strangers_is_not),
		TEST(test_system_facts_are_told_as_their_kind_or_not_at_all),
		TEST(test_what_others_say_and_the_end_are_told),
		TEST(test_texts_are_always_whole_characters),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
