/* The engine with a scripted strategy and no exchange behind it: what goes in, what comes out. */
#include "check.h"

#include "arena_block.h"
#include "binance/codec/refusal.h"
#include "engine/engine.h"

#define START_MS 1746316800000LL

/* Does what the test has written down for the next candle. */
static struct script {
	int32_t action;
	int64_t take_profit_pct, stop_loss_pct;
	uint32_t candles;
	struct ac_strategy_view view; /* what it was shown last */
} script;

static size_t script_size(const struct ac_param_value *params)
{
	(void)params;
	return 8;
}

static const char *script_init(void *state, const struct ac_param_value *params)
{
	(void)state;
	(void)params;
	return NULL;
}

static void script_on_candle(void *state, const struct ac_candle *candle,
			     const struct ac_strategy_view *view, struct ac_decision *decision)
{
	(void)state;
	(void)candle;
	script.candles++;
	script.view = *view;
	decision->action = script.action;
	decision->take_profit_pct = script.take_profit_pct;
	decision->stop_loss_pct = script.stop_loss_pct;
	decision->values[0] = 42.0;
}

static const struct ac_strategy scripted = {
	.abi = AC_STRATEGY_ABI,
	.size = sizeof(struct ac_strategy),
	.name = "scripted",
	.version = "1",
	.summary = "Does as it is told.",
	.state_size = script_size,
	.init = script_init,
	.on_candle = script_on_candle,
};

struct rig {
	struct ac_instruments instruments;
	struct ac_book book;
	struct ac_symbol_limits limits;
	struct ac_param_value params[1];
	struct ac_engine_book engine_book;
	struct ac_engine *engine;
	void *block;
	struct ac_commands commands;
	struct ac_event signal; /* the newest */
	uint32_t signals, gaps, orders, controls;
	int64_t control; /* the newest that was published */
	ac_ms candle_ms;
};

static bool on_fact(void *self, const struct ac_event *fact)
{
	struct rig *rig = self;
	if (fact->kind == AC_EVENT_SIGNAL) {
		rig->signal = *fact;
		rig->signals++;
	}
	rig->orders += fact->kind == AC_EVENT_COMMAND;
	if (fact->kind == AC_EVENT_SYSTEM && fact->system.what == AC_SYSTEM_CONTROL) {
		rig->controls++;
		rig->control = fact->system.value;
	}
	rig->gaps += fact->kind == AC_EVENT_SYSTEM && fact->system.what == AC_SYSTEM_GAP;
	return true;
}

static void rig_init(struct rig *rig, struct ac_dec notional, struct ac_dec risk_pct)
{
	*rig = (struct rig){ .candle_ms = START_MS };
	script = (struct script){ .take_profit_pct = 60000000, .stop_loss_pct = 30000000 };
	uint32_t count;
	rig->instruments.items = (struct ac_instrument *)ac_instruments_default(&count);
	rig->instruments.count = rig->instruments.capacity = 1; /* BTCUSDT */
	snprintf(rig->book.strategy, sizeof(rig->book.strategy), "scripted");
	rig->limits.leverage = 10;
	rig->engine_book = (struct ac_engine_book){ &scripted, rig->params, notional, risk_pct,
						    AC_ORDER_MARKET };
	struct ac_engine_config config = {
		.instruments = &rig->instruments,
		.books = &rig->book,
		.engine_books = &rig->engine_book,
		.book_count = 1,
		.executor = { .codes = &ac_binance_codes,
			      .orders_max = 16,
			      .fills_remembered = 64,
			      .run_id = 1,
			      .settings.retries_max = 5,
			      .settings.retry_interval_ns = 5 * AC_NS_PER_SEC,
			      .settings.entry_valid_ns = 30 * AC_NS_PER_SEC,
			      .settings.reply_timeout_ns = 5 * AC_NS_PER_SEC,
			      .settings.protect_bound_ns = 3 * AC_NS_PER_SEC,
			      .trigger_bound_ns = 2 * AC_NS_PER_SEC,
			      .sweep_interval_ns = 30 * AC_NS_PER_SEC,
			      .not_found_grace_ns = 10 * AC_NS_PER_SEC },
		.symbol_limits = &rig->limits,
		.publishes_account = true,
	};
	const char *why;
	struct ac_arena arena = { 0 };
	assert_int_equal(ac_engine_create(&arena, &config, &rig->engine, &why), AC_OK);
	rig->block = arena_block(&arena);
	assert_int_equal(ac_engine_create(&arena, &config, &rig->engine, &why), AC_OK);
	assert_int_equal(ac_bus_subscribe(ac_engine_bus(rig->engine), "*", on_fact, rig), AC_OK);
	struct ac_event balance = { .kind = AC_EVENT_BALANCE,
				    .symbol = AC_SYMBOL_NONE,
				    .book = AC_BOOK_NONE,
				    .recv_ns = START_MS * AC_NS_PER_MS };
	balance.balance.wallet = AC_DEC(10000);
	ac_engine_step(rig->engine, &balance, &rig->commands);
}

static void give_candle(struct rig *rig, int64_t price, uint16_t flags)
{
	struct ac_event event = { .kind = AC_EVENT_CANDLE, .book = AC_BOOK_NONE, .flags = flags };
	int64_t units = AC_DEC(price).units;
	event.candle = (struct ac_candle){ rig->candle_ms, units, units, units, units, 100, 0, 0 };
	rig->candle_ms += AC_MS_PER_MIN;
	event.recv_ns = rig->candle_ms * AC_NS_PER_MS;
	ac_engine_step(rig->engine, &event, &rig->commands);
}

static void give_control(struct rig *rig, enum ac_control control)
{
	struct ac_event event = { .kind = AC_EVENT_CONTROL,
				  .symbol = AC_SYMBOL_NONE,
				  .book = AC_BOOK_NONE,
				  .recv_ns = rig->candle_ms * AC_NS_PER_MS };
	event.control.control = (uint8_t)control;
	ac_engine_step(rig->engine, &event, &rig->commands);
}

static void test_a_signal_becomes_an_order_of_the_right_size(void **state)
{
	(void)state;
	struct rig rig;
	rig_init(&rig, AC_DEC(1000), AC_DEC_ZERO);
	script.action = AC_ACTION_ENTER_LONG;
	give_candle(&rig, 60001, 0);
	assert_int_equal(rig.signals, 1);
	assert_true(rig.signal.signal.is_allowed);
	assert_int_equal(rig.commands.count, 1);
	const struct ac_command *command = &rig.commands.items[0];
	assert_int_equal(command->kind, AC_COMMAND_PLACE);
	assert_int_equal(command->side, AC_SIDE_BUY);
	/* 1000 / 60001 = 0.016666…, down to the step of 0.001. */
	assert_int_equal(command->quantity.units, 1600000);
	assert_int_equal(command->seq, 1);
	assert_true(rig.signal.signal.values[0] == 42.0);
	assert_int_equal(rig.signal.signal.time_ms, START_MS + AC_MS_PER_MIN);
	/* While the entry works, the strategy is not asked again. */
	give_candle(&rig, 60001, 0);
	assert_int_equal(rig.signals, 1);
	assert_int_equal(script.view.entry_working, 1);
	free(rig.block);
}

static void test_sizing_by_risk_loses_that_much_at_the_stop(void **state)
{
	(void)state;
	struct rig rig;
	rig_init(&rig, AC_DEC_ZERO, (struct ac_dec){ 50000000 }); /* 0.5 % of 10000 = 50 */
	script.action = AC_ACTION_ENTER_SHORT;
	give_candle(&rig, 50000, 0);
	/* A stop of 0.3 % is 150 away: 50 / 150 = 0.333. */
	assert_int_equal(rig.commands.count, 1);
	assert_int_equal(rig.commands.items[0].quantity.units, 33300000);
	assert_int_equal(rig.commands.items[0].side, AC_SIDE_SELL);
	free(rig.block);
}

static void test_below_the_minimum_there_is_a_verdict_and_no_order(void **state)
{
	(void)state;
	struct rig rig;
	rig_init(&rig, AC_DEC(40), AC_DEC_ZERO);
	script.action = AC_ACTION_ENTER_LONG;
	give_candle(&rig, 60000, 0);
	assert_int_equal(rig.signals, 1);
	assert_false(rig.signal.signal.is_allowed);
	assert_int_not_equal(rig.signal.signal.reason, AC_REASON_OK);
	assert_int_equal(rig.commands.count, 0);
	free(rig.block);
}

static void test_history_and_repeated_candles_make_no_signal(void **state)
{
	(void)state;
	struct rig rig;
	rig_init(&rig, AC_DEC(1000), AC_DEC_ZERO);
	script.action = AC_ACTION_ENTER_LONG;
	give_candle(&rig, 60000, AC_EVENT_FLAG_HISTORY);
	assert_int_equal(script.candles, 1);
	rig.candle_ms -= AC_MS_PER_MIN;
	give_candle(&rig, 60000, 0);
	assert_int_equal(script.candles, 1);
	assert_int_equal(rig.signals, 0);
	assert_int_equal(rig.commands.count, 0);
	free(rig.block);
}

static void test_a_bracket_that_is_not_positive_makes_no_entry(void **state)
{
	(void)state;
	struct rig rig;
	rig_init(&rig, AC_DEC(1000), AC_DEC_ZERO);
	script.action = AC_ACTION_ENTER_LONG;
	script.stop_loss_pct = 0;
	give_candle(&rig, 60000, 0);
	assert_int_equal(rig.signals, 0);
	free(rig.block);
}

static void test_controls_stop_entries_and_the_verdict_says_why(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		enum ac_control control;
		enum ac_reason reason;
	} cases[] = {
		{ "entries off", AC_CONTROL_ENTRIES_OFF, AC_REASON_ENTRIES_OFF },
		{ "reduce", AC_CONTROL_REDUCE, AC_REASON_STATE_REDUCING },
		{ "halt", AC_CONTROL_HALT, AC_REASON_STATE_HALTED },
		{ "pause", AC_CONTROL_PAUSE, AC_REASON_ENTRIES_OFF },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		struct rig rig;
		rig_init(&rig, AC_DEC(1000), AC_DEC_ZERO);
		script.action = AC_ACTION_ENTER_LONG;
		give_control(&rig, cases[i].control);
		give_candle(&rig, 60000, 0);
		CHECK_EQ(cases[i].name, rig.signals, 1);
		CHECK_EQ(cases[i].name, rig.signal.signal.is_allowed, 0);
		CHECK_EQ(cases[i].name, rig.signal.signal.reason, cases[i].reason);
		CHECK_EQ(cases[i].name, rig.commands.count, 0);
		free(rig.block);
	}
}

static void test_entries_go_on_when_they_are_switched_on_again(void **state)
{
	(void)state;
	struct rig rig;
	rig_init(&rig, AC_DEC(1000), AC_DEC_ZERO);
	script.action = AC_ACTION_ENTER_LONG;
	give_control(&rig, AC_CONTROL_ENTRIES_OFF);
	give_control(&rig, AC_CONTROL_ENTRIES_ON);
	give_candle(&rig, 60000, 0);
	assert_int_equal(rig.commands.count, 1);
	free(rig.block);
}

static void test_what_a_person_orders_is_a_fact_and_what_the_shell_orders_is_none(void **state)
{
	(void)state;
	static const enum ac_control of_people[] = {
		AC_CONTROL_REDUCE, AC_CONTROL_HALT,   AC_CONTROL_UNHALT, AC_CONTROL_FLATTEN,
		AC_CONTROL_CANCEL, AC_CONTROL_RESUME, AC_CONTROL_PAUSE,
	};
	struct rig rig;
	rig_init(&rig, AC_DEC(1000), AC_DEC_ZERO);
	for (size_t i = 0; i < AC_COUNT(of_people); i++) {
		give_control(&rig, of_people[i]);
		assert_int_equal(rig.controls, i + 1);
		assert_int_equal(rig.control, of_people[i]);
	}
	give_control(&rig, AC_CONTROL_ENTRIES_OFF);
	give_control(&rig, AC_CONTROL_ENTRIES_ON);
	give_control(&rig, AC_CONTROL_END_OF_DATA);
	assert_int_equal(rig.controls, AC_COUNT(of_people));
	struct ac_engine_view view;
	ac_engine_view_get(rig.engine, &view);
	assert_false(view.is_entries_on); /* the pause stands behind entries on */
	give_control(&rig, AC_CONTROL_RESUME);
	ac_engine_view_get(rig.engine, &view);
	assert_true(view.is_entries_on);
	free(rig.block);
}

/* An entry is known to the exchange and not filled. */
static void rest_an_entry(struct rig *rig)
{
	script.action = AC_ACTION_ENTER_LONG;
	give_candle(rig, 60000, 0);
	script.action = AC_ACTION_NONE;
	assert_int_equal(rig->commands.count, 1);
	struct ac_event reply = { .kind = AC_EVENT_REPLY,
				  .recv_ns = rig->candle_ms * AC_NS_PER_MS };
	reply.reply.command_kind = AC_COMMAND_PLACE;
	reply.reply.outcome = AC_OUTCOME_ACCEPTED;
	reply.reply.status = AC_STATUS_NEW;
	reply.reply.exchange_id = 5;
	memcpy(reply.reply.client_id, rig->commands.items[0].client_id,
	       sizeof(reply.reply.client_id));
	ac_engine_step(rig->engine, &reply, &rig->commands);
	assert_int_equal(rig->commands.count, 0);
}

static void test_pause_halt_and_cancel_take_back_a_resting_entry(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		enum ac_control control;
		bool is_cancelled, may_enter;
	} cases[] = {
		{ "pause", AC_CONTROL_PAUSE, true, false },
		{ "halt", AC_CONTROL_HALT, true, false },
		{ "cancel", AC_CONTROL_CANCEL, true, true },
		{ "resume", AC_CONTROL_RESUME, false, true },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		struct rig rig;
		rig_init(&rig, AC_DEC(1000), AC_DEC_ZERO);
		rest_an_entry(&rig);
		give_control(&rig, cases[i].control);
		CHECK_EQ(cases[i].name, rig.commands.count, cases[i].is_cancelled);
		if (cases[i].is_cancelled)
			CHECK_EQ(cases[i].name, rig.commands.items[0].kind, AC_COMMAND_CANCEL);
		struct ac_engine_view view;
		ac_engine_view_get(rig.engine, &view);
		CHECK_EQ(cases[i].name, view.is_entries_on && view.risk_state == AC_RISK_ACTIVE,
			 cases[i].may_enter);
		free(rig.block);
	}
}

static void test_a_gap_is_published_and_the_candle_still_counts(void **state)
{
	(void)state;
	struct rig rig;
	rig_init(&rig, AC_DEC(1000), AC_DEC_ZERO);
	struct ac_event event = { .kind = AC_EVENT_CANDLE, .book = AC_BOOK_NONE };
	event.candle = (struct ac_candle){ START_MS, 1, 1, 1, 1, 1, 80, 0 };
	event.recv_ns = (START_MS + AC_MS_PER_MIN) * AC_NS_PER_MS;
	ac_engine_step(rig.engine, &event, &rig.commands);
	assert_int_equal(rig.gaps, 1);
	assert_int_equal(script.candles, 1);
	free(rig.block);
}

/* Half of the entry is filled at `time_ms`, for a fee of 1. */
static void give_fill(struct rig *rig, const struct ac_command *command, int64_t trade_id,
		      ac_ms time_ms)
{
	struct ac_event event = { .kind = AC_EVENT_ORDER, .book = AC_BOOK_NONE };
	struct ac_order_update *update = &event.order;
	update->status = AC_STATUS_PARTIALLY_FILLED;
	update->side = AC_SIDE_BUY;
	update->type = AC_ORDER_MARKET;
	update->is_fill = true;
	update->exchange_id = 5;
	update->trade_id = trade_id;
	update->quantity = command->quantity;
	update->fill_quantity.units = command->quantity.units / 2;
	update->executed.units = command->quantity.units / 2 * trade_id;
	update->fill_price = AC_DEC(60001);
	update->commission = AC_DEC(1);
	update->time_ms = time_ms;
	memcpy(update->client_id, command->client_id, sizeof(update->client_id));
	rig->candle_ms += 1000;
	event.recv_ns = rig->candle_ms * AC_NS_PER_MS;
	ac_engine_step(rig->engine, &event, &rig->commands);
}

static void test_a_fill_from_before_the_balance_is_not_counted_twice(void **state)
{
	(void)state;
	struct rig rig;
	struct ac_engine_view view;
	rig_init(&rig, AC_DEC(1000), AC_DEC_ZERO);
	script.action = AC_ACTION_ENTER_LONG;
	give_candle(&rig, 60001, 0);
	script.action = AC_ACTION_NONE;
	const struct ac_command command = rig.commands.items[0];
	/* The stream was away; this balance contains the first half's fee. */
	ac_ms asked_ms = rig.candle_ms + 500;
	struct ac_event balance = { .kind = AC_EVENT_BALANCE,
				    .flags = AC_EVENT_FLAG_OWN,
				    .symbol = AC_SYMBOL_NONE,
				    .book = AC_BOOK_NONE,
				    .time_ns = asked_ms * AC_NS_PER_MS,
				    .recv_ns = (asked_ms + 5) * AC_NS_PER_MS };
	balance.balance.wallet = AC_DEC(9999);
	ac_engine_step(rig.engine, &balance, &rig.commands);
	give_fill(&rig, &command, 1, asked_ms - 1);
	ac_engine_view_get(rig.engine, &view);
	assert_int_equal(view.account.wallet.units, AC_DEC(9999).units);
	assert_int_equal(view.account.fees_total.units, AC_DEC(1).units);
	give_fill(&rig, &command, 2, asked_ms + 1);
	ac_engine_view_get(rig.engine, &view);
	assert_int_equal(view.account.wallet.units, AC_DEC(9998).units);
	free(rig.block);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_signal_becomes_an_order_of_the_right_size),
		cmocka_unit_test(test_sizing_by_risk_loses_that_much_at_the_stop),
		cmocka_unit_test(test_below_the_minimum_there_is_a_verdict_and_no_order),
		cmocka_unit_test(test_history_and_repeated_candles_make_no_signal),
		cmocka_unit_test(test_a_bracket_that_is_not_positive_makes_no_entry),
		cmocka_unit_test(test_controls_stop_entries_and_the_verdict_says_why),
		cmocka_unit_test(test_entries_go_on_when_they_are_switched_on_again),
		cmocka_unit_test(
			test_what_a_person_orders_is_a_fact_and_what_the_shell_orders_is_none),
		cmocka_unit_test(test_pause_halt_and_cancel_take_back_a_resting_entry),
		cmocka_unit_test(test_a_gap_is_published_and_the_candle_still_counts),
		cmocka_unit_test(test_a_fill_from_before_the_balance_is_not_counted_twice),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
