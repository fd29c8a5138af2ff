/* The answers of docs/api.md from a view that holds one of everything: which members, in which
 * order, and that every number is exact. */
#include "rig.h"

#define HOSTILE "\"\\\n\x01<b>\xff\xc3"

static char *text;

static int make_text(void **state)
{
	(void)state;
	text = malloc(RIG_TEXT_SIZE);
	return text == NULL;
}

static int free_text(void **state)
{
	(void)state;
	free(text);
	return 0;
}

static struct ac_json writer(void)
{
	struct ac_json json;
	ac_json_init(&json, text, RIG_TEXT_SIZE);
	return json;
}

static json_t *status_of(const struct ac_view *view)
{
	struct ac_json json = writer();
	ac_view_json_status(&json, NULL, view, &rig_names);
	return rig_load(&json);
}

static json_t *positions_of(const struct ac_view *view)
{
	struct ac_json json = writer();
	ac_view_json_positions(&json, NULL, view, &rig_names);
	return rig_load(&json);
}

static json_t *orders_of(const struct ac_view *view)
{
	struct ac_json json = writer();
	ac_view_json_orders(&json, NULL, view, &rig_names);
	return rig_load(&json);
}

static json_t *risk_of(const struct ac_view *view)
{
	struct ac_json json = writer();
	ac_view_json_risk(&json, NULL, view, &rig_names);
	return rig_load(&json);
}

static json_t *system_of(const struct ac_view *view)
{
	struct ac_json json = writer();
	ac_view_json_system(&json, NULL, view);
	return rig_load(&json);
}

static void fill_run(struct ac_view *view)
{
	view->number = UINT64_C(9007199254740993);
	view->run = (struct ac_view_run){ .run_id = 4000000000,
					  .mode = "testnet",
					  .account = "main",
					  .version = "0.4.0",
					  .feed = HOSTILE,
					  .position_mode = AC_MODE_HEDGE,
					  .started_ms = RIG_WALL_MS - 1000,
					  .has_crashed_last = true };
	view->engine.account = (struct ac_account){ .wallet = dec("10000.00000001"),
						    .unrealized = dec("-12.5"),
						    .equity = dec("9987.50000001"),
						    .equity_peak = dec("10100"),
						    .day_start_equity = dec("10000"),
						    .realized_today = dec("-0.00000001"),
						    .fees_today = dec("1.25"),
						    .funding_today = dec("-0.5"),
						    .margin_used = dec("96") };
	view->drawdown_pct = dec("1.1138614");
	view->drawdown_limit_pct = dec("10");
	view->daily_loss_pct = dec("0.12499999");
	view->engine.counts = (struct ac_executor_counts){ 3, 4, 1, 2, 1, 900 * AC_NS_PER_MS };
	view->positions_left_out = 1;
	view->orders_left_out = 20;
	view->guards_left_out = 300;
	view->engine.signals = 8;
	view->engine.signals_allowed = 7;
	view->market = (struct ac_view_stream){ .is_used = true, .is_up = true, .age_ms = 12 };
	view->user = (struct ac_view_stream){ .is_used = true,
					      .age_ms = AC_VIEW_AGE_NEVER,
					      .down_ms = 7000,
					      .reconnects = INT64_MAX,
					      .why = HOSTILE };
	view->clock_offset_ms = -3;
	view->clock_round_trip_ms = 45;
}

static void test_status_has_every_member_and_exact_numbers(void **state)
{
	(void)state;
	struct ac_view *view = rig_view();
	fill_run(view);
	json_t *root = status_of(view);
	check_members(
		root, "",
		"time is_live number lamp run risk_state is_entries_on account counts streams "
		"data_age_ms order_entry clock strategies symbols");
	check_int(root, "time", RIG_WALL_MS);
	check_bool(root, "is_live", true);
	check_int(root, "number", 9007199254740993);
	check_text(root, "lamp.level", "alarm");
	check_members(root, "run",
		      "run_id mode account version feed position_mode started_at state run_time "
		      "has_crashed_last");
	check_int(root, "run.run_id", 4000000000);
	check_text(root, "run.mode", "testnet");
	check_text(root, "run.feed", "\"\\\n\x01<b>\xef\xbf\xbd\xef\xbf\xbd");
	check_text(root, "run.position_mode", "HEDGE");
	check_text(root, "run.state", "running");
	check_int(root, "run.run_time", RIG_WALL_MS - 5);
	check_bool(root, "run.has_crashed_last", true);
	check_members(root, "account",
		      "wallet unrealized_pnl equity equity_peak day_start_equity today_pnl "
		      "today_pnl_pct realized_today fees_today funding_today margin_used "
		      "drawdown_pct drawdown_limit_pct daily_loss_pct daily_loss_limit_pct");
	check_text(root, "account.wallet", "10000.00000001");
	check_text(root, "account.today_pnl", "-12.49999999");
	check_text(root, "account.today_pnl_pct", "-0.125");
	check_text(root, "account.realized_today", "-0.00000001");
	check_text(root, "account.drawdown_pct", "1.1138614");
	check_text(root, "account.drawdown_limit_pct", "10");
	check_null(root, "account.daily_loss_limit_pct"); /* off */
	check_members(root, "counts",
		      "positions positions_bare bare_longest_ms orders_open orders_unknown "
		      "protective signals signals_allowed left_out");
	check_int(root, "counts.positions_bare", 1);
	check_int(root, "counts.bare_longest_ms", 900);
	check_int(root, "counts.orders_open", 4);
	check_int(root, "counts.signals_allowed", 7);
	check_int(root, "counts.left_out", 321);
	check_members(root, "streams.user", "is_used is_up age_ms down_ms reconnects why");
	check_int(root, "streams.market.age_ms", 12);
	check_null(root, "streams.user.age_ms");
	check_int(root, "streams.user.down_ms", 7000);
	check_bool(root, "streams.api.is_used", false);
	check_int(root, "data_age_ms", 250);
	check_int(root, "clock.offset_ms", -3);
	json_decref(root);
	free(view);
}

static void test_status_names_each_strategy_and_symbol_once(void **state)
{
	(void)state;
	struct ac_view *view = rig_view();
	json_t *root = status_of(view);
	assert_int_equal(json_array_size(rig_at(root, "strategies")), 2);
	check_text(root, "strategies.0", "vwap");
	check_text(root, "strategies.1", "adx");
	assert_int_equal(json_array_size(rig_at(root, "symbols")), 2);
	check_text(root, "symbols.1", "ETHUSDT");
	json_decref(root);
	free(view);
}

static void test_what_is_not_known_yet_is_null(void **state)
{
	(void)state;
	struct ac_view *view = rig_view();
	view->engine.data_ms = 0;
	json_t *root = status_of(view);
	check_null(root, "data_age_ms");
	check_text(root, "account.today_pnl_pct", "0"); /* no day has begun: nothing to divide */
	json_decref(root);
	for (uint32_t i = 0; i < RIG_SYMBOLS; i++)
		view->symbols[i].age_ms = AC_VIEW_AGE_NEVER;
	struct ac_json json = writer();
	ac_view_json_symbols(&json, NULL, view, &rig_names);
	root = rig_load(&json);
	check_null(root, "symbols.0.mark_price");
	check_null(root, "symbols.0.age_ms");
	check_null(root, "symbols.0.funding_rate");
	check_null(root, "symbols.0.next_funding_at");
	json_decref(root);
	free(view);
}

static void test_order_entry_says_by_which_way_orders_leave(void **state)
{
	(void)state;
	static const struct {
		bool is_used, is_on_rest;
		const char *entry;
	} cases[] = {
		{ false, false, "simulated" },
		{ true, false, "ws" },
		{ true, true, "rest" },
		{ false, true, "rest" },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		struct ac_view *view = rig_view();
		view->api.is_used = cases[i].is_used;
		view->is_on_rest = cases[i].is_on_rest;
		json_t *root = status_of(view);
		check_text(root, "order_entry", cases[i].entry);
		json_decref(root);
		free(view);
	}
}

static struct ac_view_position *add_position(struct ac_view *view, uint16_t book,
					     const char *distance, ac_ms bare_ms)
{
	struct ac_view_position *position = &view->positions[view->position_count++];
	position->book = book;
	position->symbol = rig_books[book].symbol;
	position->record.direction = book == 1 ? -1 : 1;
	position->record.quantity = dec("0.015");
	position->record.entry_price = dec("64012.1");
	position->record.is_protected = bare_ms == 0;
	position->bare_ms = bare_ms;
	if (distance != NULL) {
		position->liquidation = dec("60000.12345678");
		position->liquidation_distance_pct = dec(distance);
	}
	return position;
}

static void test_positions_come_in_the_order_of_risk(void **state)
{
	(void)state;
	struct ac_view *view = rig_view();
	add_position(view, 0, NULL, 0);
	add_position(view, 1, "12", 0);
	add_position(view, 2, "3", 0);
	add_position(view, 0, "50", 10);
	add_position(view, 1, "40", 900);
	add_position(view, 2, "-0.5", 0);
	json_t *root = positions_of(view);
	check_members(root, "", "time is_live positions");
	assert_int_equal(json_array_size(rig_at(root, "positions")), 6);
	check_int(root, "positions.0.bare_ms", 900);
	check_int(root, "positions.1.bare_ms", 10);
	check_text(root, "positions.2.liquidation_distance_pct", "-0.5");
	check_text(root, "positions.3.liquidation_distance_pct", "3");
	check_text(root, "positions.4.liquidation_distance_pct", "12");
	check_null(root, "positions.5.liquidation_distance_pct");
	json_decref(root);
	free(view);
}

static void test_a_position_has_every_member(void **state)
{
	(void)state;
	struct ac_view *view = rig_view();
	struct ac_view_position *position = add_position(view, 1, "6.5", 0);
	position->mark = dec("64000");
	position->notional = dec("960");
	position->unrealized = dec("-0.1815");
	position->r_multiple = dec("-0.0630534");
	position->is_closing = true;
	position->record.stop_price = dec("63820.0637");
	position->record.realized_profit = dec("0.5");
	position->record.fees = dec("0.3840726");
	position->record.funding = dec("-0.00000001");
	position->record.opened_ms = RIG_WALL_MS - 9;
	position->record.updated_ms = RIG_WALL_MS - 8;
	view->symbols[BTC].funding_rate = dec("-0.0001");
	view->symbols[BTC].funding_time_ms = RIG_WALL_MS + 7;
	json_t *root = positions_of(view);
	check_members(root, "positions.0",
		      "symbol strategy position_side side quantity entry_price mark_price notional "
		      "unrealized_pnl r_multiple stop_price take_profit_price is_protected "
		      "has_take_profit bare_ms is_closing liquidation_price "
		      "liquidation_distance_pct realized_pnl fees funding next_funding_at "
		      "funding_rate opened_at updated_at");
	check_text(root, "positions.0.symbol", "BTCUSDT");
	check_text(root, "positions.0.strategy", "adx");
	check_text(root, "positions.0.position_side", "BOTH");
	check_text(root, "positions.0.side", "SHORT");
	check_text(root, "positions.0.quantity", "0.015");
	check_text(root, "positions.0.mark_price", "64000");
	check_text(root, "positions.0.r_multiple", "-0.0630534");
	check_text(root, "positions.0.stop_price", "63820.0637");
	check_null(root, "positions.0.take_profit_price");
	check_bool(root, "positions.0.is_closing", true);
	check_text(root, "positions.0.liquidation_price", "60000.12345678");
	check_text(root, "positions.0.funding", "-0.00000001");
	check_int(root, "positions.0.next_funding_at", RIG_WALL_MS + 7);
	check_text(root, "positions.0.funding_rate", "-0.0001");
	check_int(root, "positions.0.opened_at", RIG_WALL_MS - 9);
	check_int(root, "positions.0.updated_at", RIG_WALL_MS - 8);
	json_decref(root);
	/* Without a stop there is no unit of risk, and without a mark stream no settlement. */
	position->record.stop_price = AC_DEC_ZERO;
	view->symbols[BTC].funding_time_ms = 0;
	root = positions_of(view);
	check_null(root, "positions.0.r_multiple");
	check_null(root, "positions.0.stop_price");
	check_null(root, "positions.0.next_funding_at");
	check_null(root, "positions.0.funding_rate");
	json_decref(root);
	free(view);
}

static struct ac_order_record *add_order(struct ac_view *view, uint16_t book, enum ac_life life,
					 ac_ms created_ms)
{
	struct ac_view_order *order = &view->orders[view->order_count++];
	order->book = book;
	order->symbol = BTC;
	order->record.life = (uint8_t)life;
	order->record.purpose = AC_PURPOSE_ENTRY;
	order->record.created_ms = created_ms;
	return &order->record;
}

static void test_orders_in_doubt_come_first_then_the_newest(void **state)
{
	(void)state;
	struct ac_view *view = rig_view();
	add_order(view, 0, AC_LIFE_ACKED, 5);
	add_order(view, 0, AC_LIFE_UNKNOWN, 1);
	add_order(view, 0, AC_LIFE_PARTIAL, 9);
	add_order(view, AC_BOOK_NONE, AC_LIFE_UNKNOWN, 2)->purpose = AC_PURPOSE_FOREIGN;
	json_t *root = orders_of(view);
	check_members(root, "", "time is_live orders");
	static const int64_t created[] = { 2, 1, 9, 5 };
	for (size_t i = 0; i < AC_COUNT(created); i++) {
		char path[40];
		snprintf(path, sizeof(path), "orders.%zu.created_at", i);
		check_int(root, path, created[i]);
		snprintf(path, sizeof(path), "orders.%zu.is_unknown", i);
		check_bool(root, path, i < 2);
	}
	check_text(root, "orders.0.strategy", ""); /* foreign */
	check_text(root, "orders.0.purpose", "foreign");
	json_decref(root);
	free(view);
}

static void test_an_order_has_every_member(void **state)
{
	(void)state;
	struct ac_view *view = rig_view();
	struct ac_order_record *order = add_order(view, 0, AC_LIFE_PARTIAL, 5);
	snprintf(order->client_id, sizeof(order->client_id), "ac-1-2-t");
	order->purpose = AC_PURPOSE_TAKE_PROFIT;
	order->side = AC_SIDE_SELL;
	order->type = AC_ORDER_LIMIT;
	order->quantity = dec("0.015");
	order->executed = dec("0.005");
	order->price = dec("64012.1");
	order->average_price = dec("64012.12345678");
	order->commission = dec("0.1");
	order->reduce_only = true;
	order->order_id = INT64_MAX;
	order->code = -2011;
	order->attempts = 3;
	order->updated_ms = 6;
	json_t *root = orders_of(view);
	check_members(root, "orders.0",
		      "client_order_id symbol strategy purpose side position_side type status "
		      "is_unknown is_protective quantity executed_quantity price stop_price "
		      "average_price commission reduce_only close_position order_id algo_id "
		      "error_code attempts created_at updated_at");
	check_text(root, "orders.0.client_order_id", "ac-1-2-t");
	check_text(root, "orders.0.symbol", "BTCUSDT");
	check_text(root, "orders.0.purpose", "take_profit");
	check_text(root, "orders.0.side", "SELL");
	check_text(root, "orders.0.type", ac_order_type_text(AC_ORDER_LIMIT));
	check_text(root, "orders.0.status", "PARTIALLY_FILLED");
	check_bool(root, "orders.0.is_protective", true);
	check_text(root, "orders.0.executed_quantity", "0.005");
	check_text(root, "orders.0.price", "64012.1");
	check_null(root, "orders.0.stop_price");
	check_text(root, "orders.0.average_price", "64012.12345678");
	check_bool(root, "orders.0.reduce_only", true);
	check_bool(root, "orders.0.close_position", false);
	check_int(root, "orders.0.order_id", INT64_MAX);
	check_null(root, "orders.0.algo_id");
	check_int(root, "orders.0.error_code", -2011);
	check_int(root, "orders.0.attempts", 3);
	check_int(root, "orders.0.updated_at", 6);
	json_decref(root);
	free(view);
}

static void test_a_price_that_an_order_does_not_have_is_null(void **state)
{
	(void)state;
	struct ac_view *view = rig_view();
	struct ac_order_record *stop = add_order(view, 0, AC_LIFE_ACKED, 5);
	stop->type = AC_ORDER_STOP_MARKET;
	stop->trigger_price = dec("63820.1");
	json_t *root = orders_of(view);
	check_null(root, "orders.0.price");
	check_text(root, "orders.0.stop_price", "63820.1");
	check_null(root, "orders.0.average_price");
	check_text(root, "orders.0.commission", "0");
	json_decref(root);
	free(view);
}

static void add_guard(struct ac_view *view, enum ac_guard_id id, const char *used,
		      const char *limit, bool is_halted)
{
	view->guards[view->guard_count++] =
		(struct ac_view_guard){ .guard = (uint16_t)id,
					.symbol = is_halted ? BTC : AC_SYMBOL_NONE,
					.book = is_halted ? 1 : AC_BOOK_NONE,
					.is_halted = is_halted,
					.reason = AC_REASON_CONSECUTIVE_LOSSES,
					.since_ms = is_halted ? 7 : 0,
					.used = dec(used),
					.limit = dec(limit),
					.unit = "%" };
}

static void test_halted_guards_come_first_then_the_fullest(void **state)
{
	(void)state;
	struct ac_view *view = rig_view();
	view->engine.risk_state = AC_RISK_REDUCING;
	add_guard(view, AC_GUARD_DRAWDOWN, "1.5", "6", false);
	add_guard(view, AC_GUARD_STATE, "0", "0", false);
	add_guard(view, AC_GUARD_MARGIN, "3", "4", false);
	add_guard(view, AC_GUARD_CONSECUTIVE_LOSSES, "0", "0", true);
	add_guard(view, AC_GUARD_VOLATILITY, "0.00000001", "92233720368.54775807", true);
	json_t *root = risk_of(view);
	check_members(root, "", "time is_live risk_state is_entries_on guards");
	check_text(root, "risk_state", "REDUCING");
	check_members(root, "guards.0",
		      "guard symbol strategy is_halted reason since until used limit used_pct "
		      "unit");
	check_text(root, "guards.0.guard", "volatility");
	check_text(root, "guards.0.symbol", "BTCUSDT");
	check_text(root, "guards.0.strategy", "adx");
	check_text(root, "guards.0.reason", "consecutive_losses");
	check_int(root, "guards.0.since", 7);
	check_null(root, "guards.0.until"); /* a person must lift it */
	check_text(root, "guards.0.used", "0.00000001");
	check_text(root, "guards.0.limit", "92233720368.54775807");
	check_text(root, "guards.1.guard", "consecutive_losses");
	check_null(root, "guards.1.limit");
	check_null(root, "guards.1.used_pct");
	check_text(root, "guards.2.guard", "margin");
	assert_true(json_number_value(rig_at(root, "guards.2.used_pct")) == 75.0);
	check_text(root, "guards.2.reason", "");
	check_null(root, "guards.2.since");
	check_text(root, "guards.3.guard", "drawdown");
	assert_true(json_number_value(rig_at(root, "guards.3.used_pct")) == 25.0);
	check_text(root, "guards.3.unit", "%");
	check_text(root, "guards.4.guard", "state");
	json_decref(root);
	free(view);
}

static void test_system_has_every_member_but_the_dashboard_s_own(void **state)
{
	(void)state;
	struct ac_view *view = rig_view();
	struct ac_view_system *system = &view->system;
	system->rss_bytes = UINT64_C(9007199254740993);
	system->inputs = 1;
	system->view_facts_lost = 5;
	system->journal_seq = 6;
	system->is_journal_failing = true;
	system->database_state = 1;
	system->database_queue_capacity = 65536;
	snprintf(system->database_error, sizeof(system->database_error), "%s", HOSTILE);
	system->alerts_queue = 3;
	system->is_alerts_failing = true;
	snprintf(system->alerts_error, sizeof(system->alerts_error), "slack: no answer in time");
	json_t *root = system_of(view);
	check_members(root, "",
		      "time is_live memory engine journal database alerts log rate wire latency");
	check_members(root, "engine", "inputs commands facts facts_refused copies_lost");
	check_members(root, "database",
		      "state queue queue_capacity written refused last_commit_at error");
	check_members(root, "alerts",
		      "queue sent suppressed dropped failed_attempts is_failing error");
	check_int(root, "alerts.queue", 3);
	check_bool(root, "alerts.is_failing", true);
	check_text(root, "alerts.error", "slack: no answer in time");
	check_members(root, "wire",
		      "frames_malformed frames_refused events_dropped candles_by_rest snapshots");
	check_int(root, "memory.rss_bytes", 9007199254740993);
	check_int(root, "engine.copies_lost", 5);
	check_int(root, "journal.seq", 6);
	check_bool(root, "journal.is_failing", true);
	check_text(root, "database.state", "retrying");
	check_int(root, "database.queue_capacity", 65536);
	check_null(root, "database.last_commit_at");
	check_text(root, "database.error", "\"\\\n\x01<b>\xef\xbf\xbd\xef\xbf\xbd");
	check_null(root, "rate");
	json_decref(root);
	system->has_rate_budget = true;
	system->weight_used = 120;
	system->weight_limit = 2400;
	system->rate_banned_until_ms = RIG_WALL_MS;
	root = system_of(view);
	check_members(root, "rate",
		      "weight_used weight_limit orders_10s_used orders_10s_limit orders_1m_used "
		      "orders_1m_limit paused_until banned_until count_429 count_418");
	check_int(root, "rate.weight_used", 120);
	check_int(root, "rate.weight_limit", 2400);
	check_null(root, "rate.paused_until");
	check_int(root, "rate.banned_until", RIG_WALL_MS);
	json_decref(root);
	free(view);
}

static void test_buckets_of_a_latency_add_up_to_what_their_bounds_hold(void **state)
{
	(void)state;
	struct ac_view *view = rig_view();
	static struct ac_histogram histogram;
	for (ac_ns i = 1; i < 3000; i++)
		ac_histogram_add(&histogram, i * i * 200);
	ac_view_latency_fill(&view->system.step, &histogram);
	json_t *root = system_of(view);
	check_members(root, "latency", "step tick_to_order order_to_answer");
	check_members(root, "latency.step", "count p50_us p90_us p99_us p999_us max_us buckets");
	check_int(root, "latency.step.count", 2999);
	const json_t *buckets = rig_at(root, "latency.step.buckets");
	assert_int_equal(json_array_size(buckets), AC_COUNT(AC_VIEW_LATENCY_BOUNDS_NS));
	int64_t sum = 0;
	for (size_t i = 0; i < json_array_size(buckets); i++) {
		const json_t *bucket = json_array_get(buckets, i);
		assert_true(json_number_value(json_array_get(bucket, 0)) ==
			    (double)AC_VIEW_LATENCY_BOUNDS_NS[i] / 1000);
		sum += json_integer_value(json_array_get(bucket, 1));
		assert_int_equal(sum, view->system.step.le[i]);
	}
	assert_true(json_number_value(rig_at(root, "latency.step.max_us")) ==
		    2999.0 * 2999.0 * 200.0 / 1000.0);
	json_decref(root);
	free(view);
}

static void test_symbols_have_every_member(void **state)
{
	(void)state;
	struct ac_view *view = rig_view();
	view->symbols[BTC] = (struct ac_view_symbol){ .mark = dec("64000.1"),
						      .funding_rate = dec("0.0001"),
						      .funding_time_ms = RIG_WALL_MS + 1,
						      .age_ms = 20 };
	struct ac_json json = writer();
	ac_view_json_symbols(&json, NULL, view, &rig_names);
	json_t *root = rig_load(&json);
	check_members(root, "symbols.0",
		      "symbol mark_price age_ms funding_rate next_funding_at price_precision "
		      "strategies");
	check_text(root, "symbols.0.mark_price", "64000.1");
	check_int(root, "symbols.0.age_ms", 20);
	check_text(root, "symbols.0.funding_rate", "0.0001");
	check_int(root, "symbols.0.price_precision", 1);
	assert_int_equal(json_array_size(rig_at(root, "symbols.0.strategies")), 2);
	check_text(root, "symbols.0.strategies.1", "adx");
	check_text(root, "symbols.1.symbol", "ETHUSDT");
	assert_int_equal(json_array_size(rig_at(root, "symbols.1.strategies")), 1);
	json_decref(root);
	free(view);
}

typedef void writer_of(struct ac_json *json, const char *key, const struct ac_view *view,
		       const struct ac_view_names *names);

static void test_full_tables_are_written_whole_and_a_small_room_says_so(void **state)
{
	(void)state;
	static const struct {
		writer_of *write;
		const char *list;
		size_t count;
	} cases[] = {
		{ ac_view_json_positions, "positions", AC_VIEW_POSITIONS_MAX },
		{ ac_view_json_orders, "orders", AC_VIEW_ORDERS_MAX },
		{ ac_view_json_risk, "guards", AC_VIEW_GUARDS_MAX },
		{ ac_view_json_symbols, "symbols", RIG_SYMBOLS },
	};
	struct ac_view *view = rig_view();
	while (view->position_count < AC_VIEW_POSITIONS_MAX)
		add_position(view, (uint16_t)(view->position_count % 3), "1", 0);
	while (view->order_count < AC_VIEW_ORDERS_MAX)
		add_order(view, 0, AC_LIFE_ACKED, view->order_count);
	while (view->guard_count < AC_VIEW_GUARDS_MAX)
		add_guard(view, AC_GUARD_VOLATILITY, "1", "2", view->guard_count % 2 == 0);
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		struct ac_json json = writer();
		cases[i].write(&json, NULL, view, &rig_names);
		json_t *root = rig_load(&json);
		assert_int_equal(json_array_size(rig_at(root, cases[i].list)), cases[i].count);
		json_decref(root);
		ac_json_init(&json, text, json.size - 1);
		cases[i].write(&json, NULL, view, &rig_names);
		assert_true(json.is_full);
	}
	free(view);
}

static void test_an_answer_can_stand_under_a_key(void **state)
{
	(void)state;
	struct ac_view *view = rig_view();
	struct ac_json json = writer();
	ac_json_open(&json, NULL, '{');
	ac_view_json_status(&json, "a", view, &rig_names);
	ac_view_json_system(&json, "b", view);
	ac_json_close(&json, '}');
	json_t *root = rig_load(&json);
	check_text(root, "a.risk_state", "ACTIVE");
	check_bool(root, "b.is_live", true);
	json_decref(root);
	free(view);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_status_has_every_member_and_exact_numbers),
		cmocka_unit_test(test_status_names_each_strategy_and_symbol_once),
		cmocka_unit_test(test_what_is_not_known_yet_is_null),
		cmocka_unit_test(test_order_entry_says_by_which_way_orders_leave),
		cmocka_unit_test(test_positions_come_in_the_order_of_risk),
		cmocka_unit_test(test_a_position_has_every_member),
		cmocka_unit_test(test_orders_in_doubt_come_first_then_the_newest),
		cmocka_unit_test(test_an_order_has_every_member),
		cmocka_unit_test(test_a_price_that_an_order_does_not_have_is_null),
		cmocka_unit_test(test_halted_guards_come_first_then_the_fullest),
		cmocka_unit_test(test_system_has_every_member_but_the_dashboard_s_own),
		cmocka_unit_test(test_buckets_of_a_latency_add_up_to_what_their_bounds_hold),
		cmocka_unit_test(test_symbols_have_every_member),
		cmocka_unit_test(test_full_tables_are_written_whole_and_a_small_room_says_so),
		cmocka_unit_test(test_an_answer_can_stand_under_a_key),
	};
	return cmocka_run_group_tests(tests, make_text, free_text);
}
