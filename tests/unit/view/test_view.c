/* A small engine with a scripted strategy, no exchange behind it, and the view that is made of it.
 */
#include "rig.h"

#include "arena_block.h"
#include "binance/codec/refusal.h"

#define START_MS 1746316800000LL /* 00:00 UTC */

/* More guards than a view has room for, the halted ones last. */
static uint32_t crowd_idle, crowd_halted;

void __real_ac_risk_usage_visit(const struct ac_risk *risk,
				bool (*visit)(void *self, const struct ac_risk_usage *usage),
				void *self);
void __wrap_ac_risk_usage_visit(const struct ac_risk *risk,
				bool (*visit)(void *self, const struct ac_risk_usage *usage),
				void *self);

void __wrap_ac_risk_usage_visit(const struct ac_risk *risk,
				bool (*visit)(void *self, const struct ac_risk_usage *usage),
				void *self)
{
	uint32_t count = crowd_idle + crowd_halted;
	for (uint32_t i = 0; i < count; i++) {
		struct ac_risk_usage usage = { .guard = AC_GUARD_COOLDOWN,
					       .symbol = (uint16_t)(i % 2),
					       .book = (uint16_t)i,
					       .unit = "s",
					       .is_halted = i >= crowd_idle };
		assert_true(visit(self, &usage));
	}
	if (count == 0)
		__real_ac_risk_usage_visit(risk, visit, self);
}

/* More books than any engine of a test would have, each with the position of the first one, and
 * more orders than a view has room for. */
static uint16_t crowd_books;
static uint32_t crowd_orders;

static uint16_t book_of(uint16_t book)
{
	return crowd_books > 0 ? 0 : book;
}

const struct ac_position_record *__real_ac_engine_position(const struct ac_engine *engine,
							   uint16_t book);
const struct ac_position_record *__wrap_ac_engine_position(const struct ac_engine *engine,
							   uint16_t book);

const struct ac_position_record *__wrap_ac_engine_position(const struct ac_engine *engine,
							   uint16_t book)
{
	return __real_ac_engine_position(engine, book_of(book));
}

struct ac_dec __real_ac_engine_unrealized(const struct ac_engine *engine, uint16_t book);
struct ac_dec __wrap_ac_engine_unrealized(const struct ac_engine *engine, uint16_t book);

struct ac_dec __wrap_ac_engine_unrealized(const struct ac_engine *engine, uint16_t book)
{
	return __real_ac_engine_unrealized(engine, book_of(book));
}

bool __real_ac_engine_liquidation(const struct ac_engine *engine, uint16_t book,
				  struct ac_dec *ret_price);
bool __wrap_ac_engine_liquidation(const struct ac_engine *engine, uint16_t book,
				  struct ac_dec *ret_price);

bool __wrap_ac_engine_liquidation(const struct ac_engine *engine, uint16_t book,
				  struct ac_dec *ret_price)
{
	return __real_ac_engine_liquidation(engine, book_of(book), ret_price);
}

bool __real_ac_executor_is_closing(const struct ac_executor *executor, uint16_t book);
bool __wrap_ac_executor_is_closing(const struct ac_executor *executor, uint16_t book);

bool __wrap_ac_executor_is_closing(const struct ac_executor *executor, uint16_t book)
{
	return __real_ac_executor_is_closing(executor, book_of(book));
}

ac_ns __real_ac_executor_bare_ns(const struct ac_executor *executor, uint16_t book, ac_ns now);
ac_ns __wrap_ac_executor_bare_ns(const struct ac_executor *executor, uint16_t book, ac_ns now);

ac_ns __wrap_ac_executor_bare_ns(const struct ac_executor *executor, uint16_t book, ac_ns now)
{
	return __real_ac_executor_bare_ns(executor, book_of(book), now);
}

void __real_ac_executor_orders_visit(const struct ac_executor *executor,
				     bool (*visit)(void *self, const struct ac_event *order_state),
				     void *self);
void __wrap_ac_executor_orders_visit(const struct ac_executor *executor,
				     bool (*visit)(void *self, const struct ac_event *order_state),
				     void *self);

void __wrap_ac_executor_orders_visit(const struct ac_executor *executor,
				     bool (*visit)(void *self, const struct ac_event *order_state),
				     void *self)
{
	struct ac_event order = { .kind = AC_EVENT_ORDER_STATE };
	for (uint32_t i = 0; i < crowd_orders; i++)
		assert_true(visit(self, &order));
	if (crowd_orders == 0)
		__real_ac_executor_orders_visit(executor, visit, self);
}

static int32_t wanted; /* action at the next candle of symbol 0 */

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
	(void)view;
	decision->action = wanted;
	decision->take_profit_pct = 60000000;
	decision->stop_loss_pct = 30000000;
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

struct run {
	struct ac_instruments instruments; /* BTCUSDT and ETHUSDT */
	struct ac_book books[2];
	struct ac_view_names names;
	struct ac_symbol_limits limits[2];
	struct ac_param_value params[1];
	struct ac_engine_book engine_books[2];
	struct ac_engine *engine;
	void *block;
	struct ac_commands commands;
	struct ac_view *view;
	ac_ms now_ms;
	ac_ms candle_ms;
	int64_t trade_id;
};

static const struct ac_risk_limits all_on = {
	.is_guarded = true,
	.account_daily_loss_pct = { 500000000 },
	.account_drawdown_pct = { 1000000000 },
	.drawdown_readings = 1,
	.liquidation_distance_pct = { 200000000 },
	.positions_max = 4,
	.orders_max = 40,
	.stale_data_ms = 5000,
};

static void step(struct run *run, struct ac_event *event)
{
	event->recv_ns = run->now_ms * AC_NS_PER_MS;
	ac_engine_step(run->engine, event, &run->commands);
}

static void show(struct run *run)
{
	ac_view_fill(run->view, run->engine, &run->names);
}

static void give_balance(struct run *run, int64_t wallet)
{
	struct ac_event event = { .kind = AC_EVENT_BALANCE,
				  .flags = AC_EVENT_FLAG_OWN,
				  .symbol = AC_SYMBOL_NONE,
				  .book = AC_BOOK_NONE };
	event.balance.wallet = AC_DEC(wallet);
	step(run, &event);
}

static void run_init(struct run *run, const struct ac_risk_limits *limits)
{
	*run = (struct run){ .now_ms = START_MS, .candle_ms = START_MS };
	wanted = AC_ACTION_NONE;
	uint32_t count;
	run->instruments.items = (struct ac_instrument *)ac_instruments_default(&count);
	run->instruments.count = run->instruments.capacity = 2;
	for (uint16_t i = 0; i < 2; i++) {
		snprintf(run->books[i].strategy, sizeof(run->books[i].strategy), "scripted");
		run->books[i].symbol = i;
		run->limits[i].leverage = 10;
		run->limits[i].exposure_max = AC_DEC(2000);
		run->limits[i].daily_quantity_max = dec("1.5");
		run->engine_books[i] =
			(struct ac_engine_book){ &scripted, run->params, AC_DEC(1200), AC_DEC_ZERO,
						 AC_ORDER_MARKET };
	}
	run->names = (struct ac_view_names){ &run->instruments, run->books, 2 };
	struct ac_engine_config config = {
		.instruments = &run->instruments,
		.books = run->books,
		.engine_books = run->engine_books,
		.book_count = 2,
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
		.limits = *limits,
		.symbol_limits = run->limits,
	};
	const char *why;
	struct ac_arena arena = { 0 };
	assert_int_equal(ac_engine_create(&arena, &config, &run->engine, &why), AC_OK);
	run->block = arena_block(&arena);
	assert_int_equal(ac_engine_create(&arena, &config, &run->engine, &why), AC_OK);
	run->view = calloc(1, sizeof(*run->view));
	assert_non_null(run->view);
	/* What an earlier filling left behind. */
	size_t tables = offsetof(struct ac_view, positions);
	memset((char *)run->view + tables, 0x5a, sizeof(*run->view) - tables);
	run->view->position_count = run->view->order_count = run->view->guard_count = 7;
	run->view->positions_left_out = run->view->orders_left_out = run->view->guards_left_out = 7;
	give_balance(run, 10000);
}

static void run_deinit(struct run *run)
{
	free(run->block);
	free(run->view);
}

static void give_mark(struct run *run, uint16_t symbol, const char *price, ac_ms funding_time_ms)
{
	struct ac_event event = { .kind = AC_EVENT_MARK, .symbol = symbol, .book = AC_BOOK_NONE };
	event.mark.mark = dec(price);
	event.mark.funding_rate = dec("-0.00012345");
	event.mark.funding_time_ms = funding_time_ms;
	step(run, &event);
}

static void give_time(struct run *run, ac_ms passed_ms)
{
	struct ac_event event = { .kind = AC_EVENT_TIMER,
				  .symbol = AC_SYMBOL_NONE,
				  .book = AC_BOOK_NONE };
	run->now_ms += passed_ms;
	step(run, &event);
}

/* The candle after which the strategy enters; the order is in run->commands. */
static void enter(struct run *run, int32_t action, int64_t price)
{
	struct ac_event event = { .kind = AC_EVENT_CANDLE, .book = AC_BOOK_NONE };
	int64_t units = AC_DEC(price).units;
	event.candle = (struct ac_candle){ run->candle_ms, units, units, units, units, 100, 0, 0 };
	run->candle_ms += AC_MS_PER_MIN;
	run->now_ms = run->candle_ms;
	wanted = action;
	step(run, &event);
	wanted = AC_ACTION_NONE;
	assert_int_equal(run->commands.count, 1);
	assert_int_equal(run->commands.items[0].kind, AC_COMMAND_PLACE);
}

static void give_fill(struct run *run, const struct ac_command *command, const char *price)
{
	struct ac_event event = { .kind = AC_EVENT_ORDER, .book = AC_BOOK_NONE };
	struct ac_order_update *update = &event.order;
	update->status = AC_STATUS_FILLED;
	update->side = command->side;
	update->type = AC_ORDER_MARKET;
	update->is_fill = true;
	update->exchange_id = 5;
	update->trade_id = ++run->trade_id;
	update->quantity = update->fill_quantity = update->executed = command->quantity;
	update->fill_price = dec(price);
	update->commission = dec("1.5");
	update->time_ms = run->now_ms;
	memcpy(update->client_id, command->client_id, sizeof(update->client_id));
	step(run, &event);
}

static void give_reply(struct run *run, const struct ac_command *command, enum ac_outcome outcome)
{
	struct ac_event event = { .kind = AC_EVENT_REPLY, .book = command->book };
	event.symbol = command->symbol;
	event.reply.command_kind = command->kind;
	event.reply.outcome = (uint8_t)outcome;
	event.reply.status = AC_STATUS_NEW;
	event.reply.exchange_id = 100 + (int64_t)command->seq;
	event.reply.update_time_ms = run->now_ms;
	memcpy(event.reply.client_id, command->client_id, sizeof(event.reply.client_id));
	step(run, &event);
}

/* The exchange takes stop and take-profit. */
static void confirm(struct run *run)
{
	const struct ac_commands commands = run->commands;
	for (uint32_t i = 0; i < commands.count; i++) {
		assert_int_equal(commands.items[i].kind, AC_COMMAND_PLACE_ALGO);
		give_reply(run, &commands.items[i], AC_OUTCOME_ACCEPTED);
	}
}

/* Long or short 0.02 from 60000. */
static void open_position(struct run *run, int32_t action)
{
	give_mark(run, 0, "60000", START_MS + 480 * AC_MS_PER_MIN);
	enter(run, action, 60000);
	const struct ac_command entry = run->commands.items[0];
	assert_int_equal(entry.quantity.units, dec("0.02").units);
	give_fill(run, &entry, "60000");
}

static const struct ac_view_guard *find_guard(const struct ac_view *view, enum ac_guard_id id,
					      uint16_t symbol)
{
	const struct ac_view_guard *found = NULL;
	for (uint32_t i = 0; i < view->guard_count; i++) {
		const struct ac_view_guard *guard = &view->guards[i];
		if (guard->guard != id || guard->symbol != symbol)
			continue;
		assert_null(found); /* each is told once */
		found = guard;
	}
	return found;
}

static void check_guard(const struct ac_view *view, enum ac_guard_id id, uint16_t symbol,
			const char *used, const char *limit, const char *unit)
{
	const struct ac_view_guard *guard = find_guard(view, id, symbol);
	if (guard == NULL) {
		fail_msg("%s is not there", ac_guard_text(id));
		return;
	}
	CHECK_EQ(ac_guard_text(id), guard->used.units, dec(used).units);
	CHECK_EQ(ac_guard_text(id), guard->limit.units, dec(limit).units);
	assert_string_equal(guard->unit, unit);
}

static void test_before_anything_is_known_nothing_is_said(void **state)
{
	(void)state;
	struct run run;
	run_init(&run, &all_on);
	show(&run);
	const struct ac_view *view = run.view;
	assert_int_equal(view->run_ms, START_MS);
	assert_int_equal(view->position_count, 0);
	assert_int_equal(view->order_count, 0);
	assert_int_equal(view->positions_left_out, 0);
	assert_int_equal(view->orders_left_out, 0);
	assert_int_equal(view->guards_left_out, 0);
	assert_int_equal(view->symbol_count, 2);
	for (uint32_t i = 0; i < 2; i++) {
		assert_int_equal(view->symbols[i].mark.units, 0);
		assert_int_equal(view->symbols[i].funding_time_ms, 0);
		assert_int_equal(view->symbols[i].age_ms, AC_VIEW_AGE_NEVER);
	}
	assert_int_equal(view->drawdown_pct.units, 0);
	assert_int_equal(view->daily_loss_pct.units, 0);
	run_deinit(&run);
}

static void test_what_others_know_is_left_alone(void **state)
{
	(void)state;
	struct run run;
	run_init(&run, &all_on);
	run.view->state = AC_VIEW_STOPPING;
	run.view->wall_ms = 77;
	run.view->system.inputs = 78;
	run.view->user.down_ms = 79;
	run.view->run.run_id = 80;
	show(&run);
	assert_int_equal(run.view->state, AC_VIEW_STOPPING);
	assert_int_equal(run.view->wall_ms, 77);
	assert_int_equal(run.view->system.inputs, 78);
	assert_int_equal(run.view->user.down_ms, 79);
	assert_int_equal(run.view->run.run_id, 80);
	run_deinit(&run);
}

static void test_a_symbol_shows_mark_settlement_and_age(void **state)
{
	(void)state;
	struct run run;
	run_init(&run, &all_on);
	give_mark(&run, 1, "3000.55", START_MS + 5000000);
	give_time(&run, 1234);
	show(&run);
	const struct ac_view_symbol *symbols = run.view->symbols;
	assert_int_equal(symbols[1].mark.units, dec("3000.55").units);
	assert_int_equal(symbols[1].funding_rate.units, dec("-0.00012345").units);
	assert_int_equal(symbols[1].funding_time_ms, START_MS + 5000000);
	assert_int_equal(symbols[1].age_ms, 1234);
	assert_int_equal(symbols[0].age_ms, AC_VIEW_AGE_NEVER);
	check_guard(run.view, AC_GUARD_DATA, AC_SYMBOL_NONE, "1.234", "5", "s");
	run_deinit(&run);
}

static void test_a_position_is_bare_until_its_stop_is_confirmed(void **state)
{
	(void)state;
	struct run run;
	run_init(&run, &all_on);
	open_position(&run, AC_ACTION_ENTER_LONG);
	const struct ac_commands bracket = run.commands;
	give_time(&run, 700);
	show(&run);
	const struct ac_view_position *position = &run.view->positions[0];
	assert_int_equal(run.view->position_count, 1);
	assert_int_equal(position->book, 0);
	assert_int_equal(position->symbol, 0);
	assert_int_equal(position->record.direction, 1);
	assert_int_equal(position->record.quantity.units, dec("0.02").units);
	assert_false(position->record.is_protected);
	assert_int_equal(position->bare_ms, 700);
	assert_int_equal(run.view->engine.counts.positions_bare, 1);
	assert_int_equal(run.view->bare_limit_ms, 3000);
	char reason[256];
	assert_int_equal(ac_view_lamp(run.view, &run.names, reason, sizeof(reason)), AC_LAMP_WARN);
	run.commands = bracket;
	confirm(&run);
	give_time(&run, 700);
	show(&run);
	assert_true(position->record.is_protected);
	assert_int_equal(position->bare_ms, 0);
	assert_false(position->is_closing);
	run_deinit(&run);
}

static void test_a_position_whose_stop_never_comes_is_an_alarm_and_closes(void **state)
{
	(void)state;
	struct run run;
	run_init(&run, &all_on);
	open_position(&run, AC_ACTION_ENTER_LONG);
	give_time(&run, 3001);
	show(&run);
	char reason[256];
	assert_int_equal(run.view->positions[0].bare_ms, 3001);
	assert_true(run.view->positions[0].is_closing);
	run.view->state = AC_VIEW_RUNNING;
	assert_int_equal(ac_view_lamp(run.view, &run.names, reason, sizeof(reason)), AC_LAMP_ALARM);
	run_deinit(&run);
}

/* R by its definition: what it has brought so far over what the stop would take. */
static void check_r(const struct ac_view_position *position, double fees)
{
	const struct ac_position_record *record = &position->record;
	double quantity = ac_dec_to_double(record->quantity);
	double entry = ac_dec_to_double(record->entry_price);
	double at_risk = (entry - ac_dec_to_double(record->stop_price)) * record->direction;
	double won = (ac_dec_to_double(position->mark) - entry) * record->direction;
	double r = (won * quantity - fees) / (at_risk * quantity);
	assert_true(at_risk > 0);
	assert_true(ac_dec_to_double(position->r_multiple) > r - 1e-6);
	assert_true(ac_dec_to_double(position->r_multiple) < r + 1e-6);
}

static void test_a_position_is_valued_at_the_mark(void **state)
{
	(void)state;
	static const struct {
		int32_t action;
		const char *mark, *unrealized, *notional;
	} cases[] = {
		{ AC_ACTION_ENTER_LONG, "60250.5", "5.01", "1205.01" },
		{ AC_ACTION_ENTER_LONG, "59900", "-2", "1198" },
		{ AC_ACTION_ENTER_SHORT, "60100", "-2", "1202" },
		{ AC_ACTION_ENTER_SHORT, "59700.05", "5.999", "1194.001" },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		struct run run;
		run_init(&run, &all_on);
		open_position(&run, cases[i].action);
		confirm(&run);
		give_mark(&run, 0, cases[i].mark, 0);
		show(&run);
		const struct ac_view_position *position = &run.view->positions[0];
		assert_int_equal(position->mark.units, dec(cases[i].mark).units);
		assert_int_equal(position->unrealized.units, dec(cases[i].unrealized).units);
		assert_int_equal(position->notional.units, dec(cases[i].notional).units);
		assert_int_equal(position->record.fees.units, dec("1.5").units);
		check_r(position, 1.5);
		run_deinit(&run);
	}
}

static void test_the_distance_to_liquidation_has_the_side_s_sign(void **state)
{
	(void)state;
	struct run run;
	struct ac_risk_limits limits = all_on;
	limits.account_daily_loss_pct = limits.account_drawdown_pct = AC_DEC_ZERO;
	run_init(&run, &limits);
	give_balance(&run, 150); /* little behind 1200: liquidation some 11 % above a short */
	open_position(&run, AC_ACTION_ENTER_SHORT);
	confirm(&run);
	show(&run);
	const struct ac_view_position *position = &run.view->positions[0];
	struct ac_dec price;
	assert_true(ac_engine_liquidation(run.engine, 0, &price));
	assert_int_equal(position->liquidation.units, price.units);
	assert_true(price.units > dec("60000").units);
	double expected = (ac_dec_to_double(price) - 60000) / 60000 * 100;
	double shown = ac_dec_to_double(position->liquidation_distance_pct);
	assert_true(shown > expected - 1e-6 && shown < expected + 1e-6);
	/* The mark jumps over it. */
	give_mark(&run, 0, "70000", 0);
	show(&run);
	assert_true(position->liquidation_distance_pct.units < 0);
	char reason[256];
	run.view->state = AC_VIEW_RUNNING;
	assert_int_equal(run.view->liquidation_limit_pct.units, dec("2").units);
	assert_int_equal(ac_view_lamp(run.view, &run.names, reason, sizeof(reason)), AC_LAMP_ALARM);
	assert_non_null(strstr(reason, "from liquidation"));
	run_deinit(&run);
}

static void test_a_flat_book_has_no_position_and_no_liquidation(void **state)
{
	(void)state;
	struct run run;
	struct ac_dec price = dec("7");
	run_init(&run, &all_on);
	give_mark(&run, 0, "60000", 0);
	show(&run);
	assert_int_equal(run.view->position_count, 0);
	assert_false(ac_engine_liquidation(run.engine, 0, &price));
	assert_int_equal(price.units, dec("7").units);
	run_deinit(&run);
}

static void test_orders_that_live_are_listed_and_unknown_ones_say_so(void **state)
{
	(void)state;
	struct run run;
	run_init(&run, &all_on);
	give_mark(&run, 0, "60000", 0);
	enter(&run, AC_ACTION_ENTER_LONG, 60000);
	const struct ac_command entry = run.commands.items[0];
	give_reply(&run, &entry, AC_OUTCOME_UNKNOWN);
	show(&run);
	assert_int_equal(run.view->order_count, 1);
	assert_int_equal(run.view->orders[0].book, 0);
	assert_int_equal(run.view->orders[0].symbol, 0);
	assert_string_equal(run.view->orders[0].record.client_id, entry.client_id);
	assert_int_equal(run.view->orders[0].record.life, AC_LIFE_UNKNOWN);
	assert_int_equal(run.view->engine.counts.orders_unknown, 1);
	give_fill(&run, &entry, "60000");
	confirm(&run);
	show(&run);
	assert_int_equal(run.view->order_count, 2); /* stop and take-profit */
	assert_int_equal(run.view->engine.counts.orders_unknown, 0);
	for (uint32_t i = 0; i < 2; i++)
		assert_int_equal(run.view->orders[i].record.life, AC_LIFE_ACKED);
	run_deinit(&run);
}

static void test_guards_show_what_is_used_of_them(void **state)
{
	(void)state;
	struct run run;
	run_init(&run, &all_on);
	open_position(&run, AC_ACTION_ENTER_LONG);
	confirm(&run);
	give_mark(&run, 0, "58000", 0); /* 40 and the fee of 1.5 lost, of 10000 */
	show(&run);
	check_guard(run.view, AC_GUARD_DRAWDOWN, AC_SYMBOL_NONE, "0.415", "10", "%");
	check_guard(run.view, AC_GUARD_ACCOUNT_DAILY_LOSS, AC_SYMBOL_NONE, "0.415", "5", "%");
	check_guard(run.view, AC_GUARD_SYMBOL_EXPOSURE, 0, "1160", "2000", "USDT");
	check_guard(run.view, AC_GUARD_DAILY_QUANTITY, 0, "0.02", "1.5", "BTC");
	assert_null(find_guard(run.view, AC_GUARD_SYMBOL_EXPOSURE, 1));
	check_guard(run.view, AC_GUARD_POSITIONS, AC_SYMBOL_NONE, "1", "4", "count");
	assert_string_equal(find_guard(run.view, AC_GUARD_MARGIN, AC_SYMBOL_NONE)->unit, "USDT");
	assert_int_equal(run.view->drawdown_pct.units, dec("0.415").units);
	assert_int_equal(run.view->drawdown_limit_pct.units, dec("10").units);
	assert_int_equal(run.view->daily_loss_pct.units, dec("0.415").units);
	assert_int_equal(run.view->daily_loss_limit_pct.units, dec("5").units);
	run_deinit(&run);
}

static void test_of_positions_and_orders_the_nearer_limit_is_shown(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		int32_t positions_max, orders_max;
		const char *used, *limit; /* with one order in flight and no position */
	} cases[] = {
		{ "positions nearer", 4, 40, "1", "4" },
		{ "orders nearer", 40, 4, "1", "4" },
		{ "positions alone", 7, 0, "1", "7" },
		{ "orders alone", 0, 9, "1", "9" },
		{ "none", 0, 0, NULL, NULL },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		struct run run;
		struct ac_risk_limits limits = all_on;
		limits.positions_max = cases[i].positions_max;
		limits.orders_max = cases[i].orders_max;
		run_init(&run, &limits);
		give_mark(&run, 0, "60000", 0);
		enter(&run, AC_ACTION_ENTER_LONG, 60000);
		show(&run);
		if (cases[i].used != NULL)
			check_guard(run.view, AC_GUARD_POSITIONS, AC_SYMBOL_NONE, cases[i].used,
				    cases[i].limit, "count");
		else
			assert_null(find_guard(run.view, AC_GUARD_POSITIONS, AC_SYMBOL_NONE));
		run_deinit(&run);
	}
}

static void test_peak_and_start_of_the_day_are_those_of_this_moment(void **state)
{
	(void)state;
	struct run run;
	run_init(&run, &all_on);
	open_position(&run, AC_ACTION_ENTER_LONG);
	confirm(&run);
	give_mark(&run, 0, "60500", 0); /* 10000 - 1.5 + 10 */
	show(&run);
	assert_int_equal(run.view->engine.account.equity_peak.units, dec("10008.5").units);
	assert_int_equal(run.view->engine.account.fees_today.units, dec("1.5").units);
	assert_int_equal(run.view->engine.account.margin_used.units, dec("121").units);
	give_mark(&run, 0, "60000", 0);
	show(&run);
	assert_int_equal(run.view->engine.account.equity_peak.units, dec("10008.5").units);
	assert_int_equal(run.view->drawdown_pct.units, dec("0.09991507").units);
	run.now_ms = START_MS + AC_MS_PER_DAY;
	give_time(&run, 1); /* no price yet, nothing published */
	show(&run);
	assert_int_equal(run.view->engine.account.fees_today.units, 0);
	give_mark(&run, 0, "60000", 0);
	show(&run);
	assert_int_equal(run.view->engine.account.day_start_equity.units, dec("9998.5").units);
	assert_int_equal(run.view->engine.account.fees_today.units, 0);
	assert_int_equal(run.view->daily_loss_pct.units, 0);
	run_deinit(&run);
}

static void test_with_the_guards_off_no_limit_is_shown(void **state)
{
	(void)state;
	struct run run;
	struct ac_risk_limits limits = all_on;
	limits.is_guarded = false;
	run_init(&run, &limits);
	open_position(&run, AC_ACTION_ENTER_LONG);
	confirm(&run);
	show(&run);
	assert_int_equal(run.view->drawdown_limit_pct.units, 0);
	assert_int_equal(run.view->daily_loss_limit_pct.units, 0);
	assert_int_equal(run.view->liquidation_limit_pct.units, 0);
	for (uint32_t i = 0; i < run.view->guard_count; i++)
		assert_int_equal(run.view->guards[i].guard, AC_GUARD_DATA); /* always asked */
	run_deinit(&run);
}

static void test_a_person_s_halt_is_shown_with_its_scope(void **state)
{
	(void)state;
	struct run run;
	run_init(&run, &all_on);
	struct ac_event event = { .kind = AC_EVENT_CONTROL, .symbol = 1, .book = AC_BOOK_NONE };
	event.control.control = AC_CONTROL_HALT;
	step(&run, &event);
	show(&run);
	const struct ac_view_guard *guard = find_guard(run.view, AC_GUARD_STATE, 1);
	assert_non_null(guard);
	assert_true(guard->is_halted);
	assert_int_equal(guard->book, AC_BOOK_NONE);
	assert_int_equal(guard->reason, AC_REASON_STATE_HALTED);
	assert_int_equal(guard->since_ms, START_MS);
	assert_int_equal(guard->until_ms, 0);
	run_deinit(&run);
}

static void test_a_crowd_of_guards_never_hides_a_halt(void **state)
{
	(void)state;
	struct run run;
	struct ac_risk_limits limits = { .is_guarded = true };
	run_init(&run, &limits);
	static const uint32_t idle[] = { AC_VIEW_GUARDS_MAX - 3, AC_VIEW_GUARDS_MAX,
					 AC_VIEW_GUARDS_MAX + 500, 0 };
	static const uint32_t halted[] = { 3, 5, AC_VIEW_GUARDS_MAX, AC_VIEW_GUARDS_MAX + 2 };
	for (size_t i = 0; i < AC_COUNT(idle); i++) {
		crowd_idle = idle[i];
		crowd_halted = halted[i];
		show(&run);
		uint32_t shown = 0;
		for (uint32_t k = 0; k < run.view->guard_count; k++)
			shown += run.view->guards[k].is_halted;
		assert_int_equal(run.view->guard_count, AC_VIEW_GUARDS_MAX);
		assert_int_equal(shown,
				 halted[i] < AC_VIEW_GUARDS_MAX ? halted[i] : AC_VIEW_GUARDS_MAX);
		assert_true(idle[i] + halted[i] <= AC_VIEW_GUARDS_MAX + run.view->guards_left_out);
	}
	crowd_idle = crowd_halted = 0;
	run_deinit(&run);
}

static void test_positions_and_orders_that_do_not_fit_are_counted(void **state)
{
	(void)state;
	static const struct {
		uint16_t books;
		uint32_t orders, positions_left_out, orders_left_out;
	} cases[] = {
		{ AC_VIEW_POSITIONS_MAX, AC_VIEW_ORDERS_MAX, 0, 0 },
		{ AC_VIEW_POSITIONS_MAX + 1, AC_VIEW_ORDERS_MAX + 1, 1, 1 },
		{ AC_BOOKS_MAX, 5000, AC_BOOKS_MAX - AC_VIEW_POSITIONS_MAX,
		  5000 - AC_VIEW_ORDERS_MAX },
	};
	static struct ac_book books[AC_BOOKS_MAX];
	struct run run;
	run_init(&run, &all_on);
	open_position(&run, AC_ACTION_ENTER_LONG);
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		crowd_books = cases[i].books;
		crowd_orders = cases[i].orders;
		run.names.books = books;
		run.names.book_count = crowd_books;
		show(&run);
		assert_int_equal(run.view->position_count, AC_VIEW_POSITIONS_MAX);
		assert_int_equal(run.view->order_count, AC_VIEW_ORDERS_MAX);
		assert_int_equal(run.view->positions_left_out, cases[i].positions_left_out);
		assert_int_equal(run.view->orders_left_out, cases[i].orders_left_out);
	}
	crowd_books = 0;
	crowd_orders = 0;
	run_deinit(&run);
}

static void test_looking_changes_nothing(void **state)
{
	(void)state;
	struct run seen, unseen;
	struct run *const runs[] = { &seen, &unseen };
	struct ac_engine_view views[2];
	for (size_t i = 0; i < 2; i++) {
		run_init(runs[i], &all_on);
		for (int k = 0; k < 5 && i == 0; k++)
			show(runs[i]);
		open_position(runs[i], AC_ACTION_ENTER_LONG);
		for (int k = 0; k < 5 && i == 0; k++)
			show(runs[i]);
		confirm(runs[i]);
		give_mark(runs[i], 0, "59990.5", 0);
		memset(&views[i], 0, sizeof(views[i]));
		ac_engine_view_get(runs[i]->engine, &views[i]);
	}
	assert_int_equal(views[0].facts, views[1].facts);
	assert_int_equal(views[0].account.equity.units, views[1].account.equity.units);
	assert_int_equal(ac_engine_deadline(seen.engine), ac_engine_deadline(unseen.engine));
	run_deinit(&seen);
	run_deinit(&unseen);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_before_anything_is_known_nothing_is_said),
		cmocka_unit_test(test_what_others_know_is_left_alone),
		cmocka_unit_test(test_a_symbol_shows_mark_settlement_and_age),
		cmocka_unit_test(test_a_position_is_bare_until_its_stop_is_confirmed),
		cmocka_unit_test(test_a_position_whose_stop_never_comes_is_an_alarm_and_closes),
		cmocka_unit_test(test_a_position_is_valued_at_the_mark),
		cmocka_unit_test(test_the_distance_to_liquidation_has_the_side_s_sign),
		cmocka_unit_test(test_a_flat_book_has_no_position_and_no_liquidation),
		cmocka_unit_test(test_orders_that_live_are_listed_and_unknown_ones_say_so),
		cmocka_unit_test(test_guards_show_what_is_used_of_them),
		cmocka_unit_test(test_of_positions_and_orders_the_nearer_limit_is_shown),
		cmocka_unit_test(test_peak_and_start_of_the_day_are_those_of_this_moment),
		cmocka_unit_test(test_with_the_guards_off_no_limit_is_shown),
		cmocka_unit_test(test_a_person_s_halt_is_shown_with_its_scope),
		cmocka_unit_test(test_a_crowd_of_guards_never_hides_a_halt),
		cmocka_unit_test(test_positions_and_orders_that_do_not_fit_are_counted),
		cmocka_unit_test(test_looking_changes_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
