/* rig.h - the JSON interface over a database that holds one row and more of everything, with or
 * without a view beside it, and answers as text and as JSON. */
#ifndef AC_TESTS_DASHBOARD_RIG_H
#define AC_TESTS_DASHBOARD_RIG_H

#include "unit/database/fixture.h"

#include <jansson.h>
#include <time.h>

#include "dashboard/api.h"
#include "view/box.h"

#define RIG_START_MS 1767225600000 /* 2026-01-01 00:00 UTC */
#define RIG_CANDLES  1600

static struct ac_view_names rig_names = { &fixture_list, fixture_books, 3 };
static struct ac_dashboard_stats rig_stats = { 2, 30, 1, 4000 };
static struct ac_dashboard_config rig_dashboard;
static struct ac_view_box *rig_box;
static struct ac_api *rig_api;
static struct ac_strategy_registry rig_registry;
static struct ac_book_config rig_books[2];
static struct ac_config rig_config;
static uint64_t rig_seq;

/* A wave with noise, the same every time. */
static inline struct ac_candle rig_candle(uint32_t index)
{
	int64_t wave =
		(int64_t)(index % 97) * 40000000 + (int64_t)(index * 2654435761u % 1000) * 100000;
	int64_t close = 6400000000000 + wave;
	struct ac_candle candle = {
		.open_time_ms = RIG_START_MS + (int64_t)index * 60000,
		.open = close - 1000000,
		.high = close + 30000000,
		.low = close - 50000000,
		.close = close,
		.volume = 100000000 + (int64_t)(index % 13) * 7000000,
	};
	return candle;
}

static inline void rig_write_candles(void)
{
	assert_int_equal(ac_store_begin(fixture_store), AC_OK);
	for (uint32_t i = 0; i < RIG_CANDLES; i++) {
		struct ac_event fact = fact_of(AC_EVENT_CANDLE, ++rig_seq, BTC, AC_BOOK_NONE);
		fact.candle = rig_candle(i);
		assert_int_equal(ac_store_write(fixture_store, &fixture_run, &fixture_names, &fact),
				 AC_OK);
	}
	assert_int_equal(ac_store_commit(fixture_store, &fixture_run, rig_seq), AC_OK);
}

static inline void rig_write_signal(bool is_allowed, ac_ms time_ms)
{
	struct ac_event fact = fact_of(AC_EVENT_SIGNAL, ++rig_seq, BTC, 0);
	fact.signal = (struct ac_signal){ .id = rig_seq,
					  .direction = 1,
					  .action = AC_ACTION_ENTER_LONG,
					  .is_allowed = is_allowed,
					  .reason = is_allowed ? AC_REASON_OK : AC_REASON_DRAWDOWN,
					  .value = dec(is_allowed ? "0" : "5.25"),
					  .limit = dec(is_allowed ? "0" : "5"),
					  .price = dec("64012.1"),
					  .quantity = dec("0.015"),
					  .time_ms = time_ms,
					  .values = { 64000.125, 12.5, 17.25 } };
	write_ok(&fact);
}

static inline void rig_write_order(const char *id, enum ac_life life, enum ac_purpose purpose)
{
	struct ac_event fact = order_fact(++rig_seq, life, RIG_START_MS + 5000);
	struct ac_order_record *order = &fact.order_record;
	snprintf(order->client_id, sizeof(order->client_id), "%s", id);
	order->purpose = (uint8_t)purpose;
	order->order_id = 8389765 + (int64_t)rig_seq;
	order->created_ms = RIG_START_MS + (ac_ms)rig_seq;
	write_ok(&fact);
}

static inline void rig_write_fill(ac_ms time_ms)
{
	struct ac_event fact = fact_of(AC_EVENT_FILL, ++rig_seq, BTC, 0);
	struct ac_fill *fill = &fact.fill;
	snprintf(fill->client_id, sizeof(fill->client_id), "ac-1-1-e");
	fill->side = AC_SIDE_BUY;
	fill->position_side = AC_POSITION_BOTH;
	fill->purpose = AC_PURPOSE_ENTRY;
	fill->trade_id = 1000 + (int64_t)rig_seq;
	fill->price = dec("64012.1");
	fill->quantity = dec("0.015");
	fill->commission = dec("0.38407260");
	fill->time_ms = time_ms;
	write_ok(&fact);
}

static inline void rig_write_position(uint16_t symbol, uint16_t book, bool is_protected)
{
	struct ac_event fact = fact_of(AC_EVENT_POSITION_STATE, ++rig_seq, symbol, book);
	struct ac_position_record *position = &fact.position_record;
	position->position_side = AC_POSITION_BOTH;
	position->direction = symbol == BTC ? 1 : -1;
	position->is_protected = is_protected;
	position->has_take_profit = is_protected;
	position->quantity = dec("0.015");
	position->entry_price = dec("64012.1");
	position->stop_price = is_protected ? dec("63820.0637") : AC_DEC_ZERO;
	position->take_profit_price = is_protected ? dec("64396.1726") : AC_DEC_ZERO;
	position->stop_loss_pct = dec("0.3");
	position->take_profit_pct = dec("0.6");
	position->fees = dec("0.3840726");
	position->opened_ms = RIG_START_MS + 60000;
	position->updated_ms = RIG_START_MS + 61000;
	write_ok(&fact);
}

static inline void rig_write_halt(uint16_t guard, bool is_active, ac_ms since_ms)
{
	struct ac_event fact = fact_of(AC_EVENT_RISK, ++rig_seq, AC_SYMBOL_NONE, AC_BOOK_NONE);
	fact.risk_record =
		(struct ac_risk_record){ .guard = guard,
					 .state = is_active ? AC_RISK_HALTED : AC_RISK_ACTIVE,
					 .is_active = is_active,
					 .reason = AC_REASON_DRAWDOWN,
					 .since_ms = since_ms,
					 .value = dec("5.25"),
					 .limit = dec("5") };
	write_ok(&fact);
}

static inline void rig_write_account(const char *equity, ac_ms time_ms)
{
	struct ac_event fact = fact_of(AC_EVENT_ACCOUNT, ++rig_seq, AC_SYMBOL_NONE, AC_BOOK_NONE);
	fact.account = (struct ac_account){ .wallet = dec("10000.00000001"),
					    .unrealized = dec("-12.5"),
					    .equity = dec(equity),
					    .equity_peak = dec("10100"),
					    .day_start_equity = dec("10050"),
					    .realized_today = dec("-3.25"),
					    .fees_today = dec("0.75"),
					    .funding_today = dec("-0.125"),
					    .margin_used = dec("96.01815"),
					    .time_ms = time_ms };
	write_ok(&fact);
}

static inline void rig_write_system(enum ac_system what, const char *text)
{
	struct ac_event fact = fact_of(AC_EVENT_SYSTEM, ++rig_seq, BTC, AC_BOOK_NONE);
	fact.system.what = (uint16_t)what;
	fact.system.value = 3;
	snprintf(fact.system.text, sizeof(fact.system.text), "%s", text);
	write_ok(&fact);
}

static inline void rig_write_trip(const char *net, ac_ms exit_ms)
{
	struct ac_event fact = trip_fact(++rig_seq, net, exit_ms);
	write_ok(&fact);
}

static inline void rig_fill(void)
{
	ac_ms end_ms = RIG_START_MS + RIG_CANDLES * 60000;
	rig_write_candles();
	rig_write_signal(true, end_ms - 60000);
	rig_write_signal(false, end_ms);
	rig_write_order("ac-1-1-e", AC_LIFE_FILLED, AC_PURPOSE_ENTRY);
	rig_write_order("ac-1-2-e", AC_LIFE_UNKNOWN, AC_PURPOSE_ENTRY);
	rig_write_order("ac-1-3-s", AC_LIFE_ACKED, AC_PURPOSE_STOP);
	rig_write_fill(end_ms - 30000);
	rig_write_position(BTC, 0, true);
	rig_write_position(ETH, 1, false);
	rig_write_halt(AC_GUARD_DRAWDOWN, true, RIG_START_MS + 100);
	rig_write_halt(AC_GUARD_VOLATILITY, true, RIG_START_MS + 200);
	rig_write_halt(AC_GUARD_VOLATILITY, false, RIG_START_MS + 200);
	rig_write_trip("5.93000001", end_ms - 7200000);
	rig_write_trip("-2.5", end_ms - 3600000);
	rig_write_trip("0.00000001", end_ms - 1800000);
	rig_write_account("10010", end_ms - 600000);
	rig_write_account("9987.50000001", end_ms);
	rig_write_system(AC_SYSTEM_BARE_POSITION, "a position stood \"bare\" for 900 ms");
}

/* One enabled book of vwap_reversion on BTCUSDT and a disabled one, with default parameters. */
static inline void rig_configure(void)
{
	ac_strategy_registry_init(&rig_registry);
	const struct ac_strategy *strategy =
		ac_strategy_find(&rig_registry, AC_STR("vwap_reversion"));
	ac_config_default(&rig_config);
	for (size_t i = 0; i < AC_COUNT(rig_books); i++) {
		rig_books[i] = (struct ac_book_config){ .is_enabled = i == 0 };
		snprintf(rig_books[i].strategy, sizeof(rig_books[i].strategy), "vwap_reversion");
		snprintf(rig_books[i].symbol, sizeof(rig_books[i].symbol), "%s",
			 fixture_instruments[i].symbol);
		ac_strategy_params_default(strategy, rig_books[i].params);
	}
	rig_config.books = rig_books;
	rig_config.book_count = AC_COUNT(rig_books);
	rig_config.risk.account_drawdown_pct = dec("5");
	rig_config.risk.account_daily_loss_pct = AC_DEC_ZERO;
}

static inline void rig_open(const char *log_folder)
{
	char error[256];
	struct ac_api_config config = { &rig_dashboard, &rig_stats, log_folder };
	enum ac_status status = ac_api_create(&config, &rig_api, error, sizeof(error));
	if (status != AC_OK)
		fail_msg("%s: %s", ac_status_text(status), error);
}

/* The interface over the database alone. */
static inline int rig_setup(void **state)
{
	rig_seq = 0;
	if (store_setup(state) != 0)
		return 1;
	rig_configure();
	rig_dashboard = (struct ac_dashboard_config){ .host = "127.0.0.1",
						      .db_url = fixture_url(),
						      .account = fixture_run.account,
						      .registry = &rig_registry,
						      .config = &rig_config };
	rig_open(folder);
	return 0;
}

static inline int rig_teardown(void **state)
{
	ac_api_destroy(rig_api);
	ac_view_box_destroy(rig_box);
	rig_api = NULL;
	rig_box = NULL;
	return store_teardown(state);
}

/* From here on a trader runs beside the database; the caller fills and shows views. */
static inline struct ac_view *rig_go_live(void)
{
	ac_api_destroy(rig_api);
	assert_int_equal(ac_view_box_create(&rig_box), AC_OK);
	rig_dashboard.views = rig_box;
	rig_dashboard.names = &rig_names;
	rig_open(folder);
	return ac_view_box_next(rig_box);
}

/* A trader that trades nothing yet, just now. */
static inline void rig_view_empty(struct ac_view *view)
{
	struct timespec now;
	(void)clock_gettime(CLOCK_REALTIME, &now);
	view->wall_ms = (ac_ms)now.tv_sec * 1000 + now.tv_nsec / 1000000;
	view->run_ms = RIG_START_MS + RIG_CANDLES * 60000;
	view->state = AC_VIEW_RUNNING;
	view->run = (struct ac_view_run){ .run_id = 1, .started_ms = fixture_run.started_ms };
	snprintf(view->run.mode, sizeof(view->run.mode), "testnet");
	snprintf(view->run.account, sizeof(view->run.account), "sim");
	snprintf(view->run.version, sizeof(view->run.version), "0.1.0");
	view->engine.is_entries_on = true;
	view->engine.is_market_up = view->engine.is_user_up = true;
	view->market = view->user = view->api = (struct ac_view_stream){
		.is_used = true, .is_up = true, .age_ms = 120, .messages = 1000, .reconnects = 2
	};
	view->symbol_count = SYMBOLS;
	for (size_t i = 0; i < SYMBOLS; i++)
		view->symbols[i].age_ms = AC_VIEW_AGE_NEVER;
}

static inline void rig_view_position(struct ac_view *view, uint16_t book, bool is_protected)
{
	struct ac_view_position *position = &view->positions[view->position_count++];
	*position = (struct ac_view_position){ .book = book,
					       .symbol = fixture_books[book].symbol,
					       .mark = dec("64000"),
					       .unrealized = dec("-0.1815"),
					       .notional = dec("960"),
					       .liquidation = dec("58000.5"),
					       .liquidation_distance_pct = dec("9.375"),
					       .bare_ms = is_protected ? 0 : 900 };
	position->record.direction = 1;
	position->record.is_protected = is_protected;
	position->record.quantity = dec("0.015");
	position->record.entry_price = dec("64012.1");
	position->record.stop_price = is_protected ? dec("63820.0637") : AC_DEC_ZERO;
	position->record.opened_ms = RIG_START_MS;
	position->record.updated_ms = RIG_START_MS;
}

static inline void rig_view_order(struct ac_view *view, uint16_t book, enum ac_life life)
{
	struct ac_view_order *order = &view->orders[view->order_count++];
	*order = (struct ac_view_order){ .book = book, .symbol = BTC };
	order->record = order_fact(1, life, RIG_START_MS + 2000).order_record;
}

static inline void rig_view_guard(struct ac_view *view, enum ac_guard_id guard, uint16_t symbol,
				  uint16_t book, bool is_halted)
{
	struct ac_view_guard *place = &view->guards[view->guard_count++];
	*place = (struct ac_view_guard){ .guard = (uint16_t)guard,
					 .symbol = symbol,
					 .book = book,
					 .is_halted = is_halted,
					 .reason = AC_REASON_VOLATILITY,
					 .used = dec("1.25"),
					 .limit = dec("5"),
					 .unit = "%" };
	if (is_halted) {
		place->since_ms = RIG_START_MS;
		place->until_ms = RIG_START_MS + 600000;
	}
}

/* One of everything that a running trader can show. */
static inline void rig_view_fill(struct ac_view *view)
{
	struct ac_account *account = &view->engine.account;
	account->wallet = dec("10000.00000001");
	account->unrealized = dec("-0.1815");
	account->equity = dec("9999.81850001");
	account->equity_peak = dec("10100");
	account->day_start_equity = dec("10050");
	account->margin_used = dec("96");
	view->engine.counts.positions = 2;
	view->engine.counts.protective = 1;
	view->engine.signals = 7;
	view->engine.signals_allowed = 5;
	view->drawdown_pct = dec("0.9918");
	view->drawdown_limit_pct = dec("5");
	view->daily_loss_pct = dec("0.5");
	rig_view_position(view, 0, true);
	rig_view_position(view, 1, true);
	rig_view_order(view, 0, AC_LIFE_ACKED);
	rig_view_order(view, 0, AC_LIFE_PARTIAL);
	rig_view_order(view, AC_BOOK_NONE, AC_LIFE_ACKED);
	rig_view_guard(view, AC_GUARD_DRAWDOWN, AC_SYMBOL_NONE, AC_BOOK_NONE, false);
	rig_view_guard(view, AC_GUARD_VOLATILITY, BTC, AC_BOOK_NONE, true);
	rig_view_guard(view, AC_GUARD_STRATEGY_DAILY_LOSS, BTC, 0, false);
	view->symbols[BTC] = (struct ac_view_symbol){ .mark = dec("64000"),
						      .funding_rate = dec("-0.0001"),
						      .funding_time_ms = RIG_START_MS + 28800000,
						      .age_ms = 250 };
	struct ac_view_system *system = &view->system;
	system->rss_bytes = 12345678;
	system->has_rate_budget = true;
	system->weight_used = 40;
	system->weight_limit = 2400;
	system->orders_10s_limit = 300;
	system->orders_1m_limit = 1200;
	system->database_queue_capacity = 65536;
	system->database_commit_ms = view->wall_ms;
	struct ac_histogram *histogram = calloc(1, sizeof(*histogram));
	assert_non_null(histogram);
	for (int i = 1; i <= 1000; i++)
		ac_histogram_add(histogram, i * 977);
	ac_view_latency_fill(&system->step, histogram);
	free(histogram);
}

static inline int rig_request(const char *path, const char *query, struct ac_api_answer *answer)
{
	ac_api_answer(rig_api, ac_str_from(path), ac_str_from(query), answer);
	return answer->status;
}

/* The body of an answer with this status, parsed; the caller decrefs. */
static inline json_t *rig_ask(const char *path, const char *query, int status)
{
	struct ac_api_answer answer;
	json_error_t error;
	if (rig_request(path, query, &answer) != status)
		fail_msg("%s?%s: %d %.*s", path, query, answer.status, (int)answer.size,
			 answer.body);
	json_t *json = json_loadb(answer.body, answer.size, JSON_REJECT_DUPLICATES, &error);
	if (json == NULL)
		fail_msg("%s?%s: %s at %d: %.*s", path, query, error.text, error.position,
			 (int)answer.size, answer.body);
	free(answer.body);
	return json;
}

/* A member by a path such as "trades.0.net_pnl". */
static inline json_t *rig_member(json_t *json, const char *path)
{
	char part[64];
	const char *place = path;
	json_t *value = json;
	while (value != NULL && *place != '\0') {
		size_t size = strcspn(place, ".");
		snprintf(part, sizeof(part), "%.*s", (int)size, place);
		value = json_is_array(value) ? json_array_get(value, (size_t)atoi(part))
					     : json_object_get(value, part);
		place += size + (place[size] == '.');
	}
	if (value == NULL)
		fail_msg("there is no %s", path);
	return value;
}

#define CHECK_TEXT(json, path, expected)                                                           \
	do {                                                                                       \
		const char *check_is = json_string_value(rig_member((json), (path)));              \
		const char *check_wanted = (expected);                                             \
		if (check_is == NULL || strcmp(check_is, check_wanted) != 0)                       \
			fail_msg("%s is %s, not %s", (path),                                       \
				 check_is == NULL ? "no text" : check_is, check_wanted);           \
	} while (0)
#define CHECK_INT(json, path, expected)                                                            \
	CHECK_EQ((path), json_integer_value(rig_member((json), (path))), (expected))
#define CHECK_NULL(json, path) assert_true(json_is_null(rig_member((json), (path))))

#endif
