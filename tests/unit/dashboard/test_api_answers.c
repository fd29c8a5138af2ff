/* What the answers say: the database's own text, the trader's newest view, and errors that a person
 * can act on. */
#include "rig.h"

#define END_MS (RIG_START_MS + RIG_CANDLES * 60000)

/* A member of the answer is letter for letter what stands in the database. */
static void check_column(json_t *json, const char *path, const char *sql)
{
	const char *stored = read_text(sql);
	const json_t *value = rig_member(json, path);
	char number[32];
	const char *shown = json_string_value(value);
	if (json_is_integer(value)) {
		snprintf(number, sizeof(number), "%lld", (long long)json_integer_value(value));
		shown = number;
	}
	if (shown == NULL || strcmp(shown, stored) != 0)
		fail_msg("%s is %s, but %s in the database", path, shown, stored);
}

static void test_trades_are_letter_for_letter_those_of_the_database(void **state)
{
	static const char *const columns[] = { "run_id",      "seq",         "symbol",
					       "strategy",    "side",        "quantity",
					       "entry_price", "exit_price",  "entry_time",
					       "exit_time",   "exit_reason", "gross_pnl",
					       "fees",        "funding",     "net_pnl" };
	(void)state;
	rig_fill();
	json_t *json = rig_ask("/api/v1/trades", "", 200);
	CHECK_INT(json, "total", 3);
	CHECK_TEXT(json, "net_pnl", "3.43000002");
	for (int row = 0; row < 3; row++) {
		for (size_t i = 0; i < AC_COUNT(columns); i++) {
			char path[64], sql[160];
			snprintf(path, sizeof(path), "trades.%d.%s", row, columns[i]);
			snprintf(sql, sizeof(sql),
				 "SELECT %s FROM round_trips ORDER BY exit_time DESC LIMIT 1 "
				 "OFFSET %d",
				 columns[i], row);
			check_column(json, path, sql);
		}
	}
	CHECK_INT(json, "trades.0.hold_ms", 60000);
	assert_true(json_is_false(rig_member(json, "is_live")));
	json_decref(json);
}

static void test_trades_are_filtered_sorted_and_counted(void **state)
{
	(void)state;
	rig_fill();
	json_t *json = rig_ask("/api/v1/trades", "result=lost", 200);
	CHECK_INT(json, "total", 1);
	CHECK_TEXT(json, "trades.0.net_pnl", "-2.5");
	json_decref(json);
	json = rig_ask("/api/v1/trades", "sort=net&order=asc&limit=1&offset=1", 200);
	CHECK_INT(json, "total", 3);
	assert_int_equal(json_array_size(rig_member(json, "trades")), 1);
	CHECK_TEXT(json, "trades.0.net_pnl", "0.00000001");
	json_decref(json);
	json = rig_ask("/api/v1/trades", "side=LONG", 200);
	CHECK_INT(json, "total", 0);
	CHECK_TEXT(json, "net_pnl", "0");
	json_decref(json);
	json = rig_ask("/api/v1/trades", "symbol=BTCUSDT", 200);
	CHECK_INT(json, "total", 0);
	json_decref(json);
}

static void test_csv_has_all_rows_and_no_formula(void **state)
{
	(void)state;
	struct ac_api_answer answer;
	rig_fill();
	/* A name that a spreadsheet would run, and one that would break a line of the table. */
	assert_int_equal(run_sql("INSERT INTO round_trips SELECT run_id, 900001, account, "
				 "'=cmd|x', 'A,\"B\"', side, quantity, entry_price, exit_price, "
				 "entry_time, 9999999999999, exit_reason, 1, gross_pnl, fees, "
				 "funding, net_pnl FROM round_trips LIMIT 1"),
			 0);
	assert_int_equal(rig_request("/api/v1/trades.csv", "", &answer), 200);
	assert_string_equal(answer.content_type, "text/csv; charset=utf-8");
	assert_string_equal(answer.file_name, "trades.csv");
	char *text = calloc(1, answer.size + 1);
	assert_non_null(text);
	memcpy(text, answer.body, answer.size);
	free(answer.body);
	assert_non_null(strstr(text, "run_id,seq,symbol,strategy,side,"));
	assert_non_null(strstr(text, "1,900001,\"A,\"\"B\"\"\",'=cmd|x,SHORT,2,3000,2990,"));
	assert_non_null(strstr(text, ",take_profit,true,1,0.1,-0.02,5.93000001\r\n"));
	assert_non_null(strstr(text, ",-2.5\r\n")); /* a number, not a formula */
	int lines = 0;
	for (const char *c = text; (c = strstr(c, "\r\n")) != NULL; c += 2)
		lines++;
	assert_int_equal(lines, 5);
	free(text);
}

static void test_signals_name_the_strategys_values(void **state)
{
	(void)state;
	rig_fill();
	json_t *json = rig_ask("/api/v1/signals", "", 200);
	assert_int_equal(json_array_size(rig_member(json, "signals")), 2);
	CHECK_TEXT(json, "signals.0.verdict", "drawdown");
	check_column(json, "signals.0.value",
		     "SELECT value FROM signals ORDER BY time DESC LIMIT 1");
	check_column(json, "signals.0.price",
		     "SELECT price FROM signals ORDER BY time DESC LIMIT 1");
	json_t *values = rig_member(json, "signals.0.values");
	assert_true(json_real_value(json_object_get(values, "vwap")) == 64000.125);
	assert_true(json_real_value(json_object_get(values, "sigma")) == 12.5);
	assert_true(json_real_value(json_object_get(values, "adx")) == 17.25);
	assert_int_equal(json_object_size(values), 3);
	json_decref(json);
	json = rig_ask("/api/v1/signals", "allowed=1", 200);
	assert_int_equal(json_array_size(rig_member(json, "signals")), 1);
	assert_true(json_is_true(rig_member(json, "signals.0.is_allowed")));
	json_decref(json);
}

static void test_orders_of_the_database_are_open_ones_or_all(void **state)
{
	static const char *const columns[] = {
		"client_order_id", "status",   "quantity",   "executed_quantity", "price",
		"average_price",   "order_id", "commission", "error_code",
	};
	(void)state;
	rig_fill();
	json_t *json = rig_ask("/api/v1/orders", "state=all", 200);
	assert_int_equal(json_array_size(rig_member(json, "orders")), 3);
	for (size_t i = 0; i < AC_COUNT(columns); i++) {
		char path[64], sql[128];
		snprintf(path, sizeof(path), "orders.1.%s", columns[i]);
		snprintf(sql, sizeof(sql),
			 "SELECT %s FROM orders ORDER BY created_at DESC LIMIT 1 OFFSET 1",
			 columns[i]);
		check_column(json, path, sql);
	}
	CHECK_NULL(json, "orders.1.stop_price");
	CHECK_NULL(json, "orders.1.algo_id");
	json_decref(json);
	json = rig_ask("/api/v1/orders", "", 200);
	assert_int_equal(json_array_size(rig_member(json, "orders")), 2);
	json_decref(json);
}

static void test_performance_sums_what_the_trades_say(void **state)
{
	(void)state;
	rig_fill();
	json_t *json = rig_ask("/api/v1/performance", "window=all", 200);
	CHECK_INT(json, "total.trades", 3);
	CHECK_TEXT(json, "total.net_pnl", "3.43000002");
	CHECK_TEXT(json, "total.best", "5.93000001");
	CHECK_TEXT(json, "total.worst", "-2.5");
	CHECK_TEXT(json, "rows.0.symbol", "ETHUSDT");
	CHECK_INT(json, "rows.0.average_hold_ms", 60000);
	json_decref(json);
	json = rig_ask("/api/v1/performance", "strategy=none", 200);
	CHECK_INT(json, "total.trades", 0);
	CHECK_NULL(json, "total.win_rate");
	CHECK_NULL(json, "total.best");
	CHECK_NULL(json, "total.average_hold_ms");
	json_decref(json);
}

static void test_windows_count_back_from_the_newest_row_without_a_trader(void **state)
{
	(void)state;
	rig_fill();
	json_t *json = rig_ask("/api/v1/performance", "window=24h", 200);
	CHECK_INT(json, "from", END_MS - AC_MS_PER_DAY);
	CHECK_INT(json, "total.trades", 3);
	json_decref(json);
	json = rig_ask("/api/v1/equity", "window=24h", 200);
	assert_int_equal(json_array_size(rig_member(json, "points")), 2);
	CHECK_INT(json, "points.1.0", END_MS);
	assert_true(json_real_value(rig_member(json, "points.1.1")) == 9987.50000001);
	json_decref(json);
}

static void test_status_without_a_trader_says_so_and_what_was_left(void **state)
{
	(void)state;
	rig_fill();
	json_t *json = rig_ask("/api/v1/status", "", 200);
	assert_true(json_is_false(rig_member(json, "is_live")));
	CHECK_TEXT(json, "lamp.level", "alarm"); /* a bare position and an unknown order */
	assert_non_null(strstr(json_string_value(rig_member(json, "lamp.reason")),
			       "1 positions without a confirmed stop"));
	CHECK_TEXT(json, "run.state", "stopped");
	CHECK_INT(json, "run.run_time", END_MS);
	CHECK_INT(json, "counts.positions", 2);
	CHECK_INT(json, "counts.positions_bare", 1);
	CHECK_INT(json, "counts.orders_unknown", 1);
	CHECK_INT(json, "counts.protective", 1);
	check_column(json, "account.equity",
		     "SELECT equity FROM account_stats ORDER BY time DESC LIMIT 1");
	check_column(json, "account.wallet", "SELECT wallet FROM account_stats LIMIT 1");
	CHECK_TEXT(json, "account.today_pnl", "-62.49999999");
	CHECK_TEXT(json, "account.drawdown_limit_pct", "5");
	CHECK_NULL(json, "account.daily_loss_limit_pct");
	CHECK_NULL(json, "risk_state");
	CHECK_TEXT(json, "strategies.0", "vwap_reversion");
	assert_int_equal(json_array_size(rig_member(json, "strategies")), 1);
	assert_int_equal(json_array_size(rig_member(json, "symbols")), 2);
	json_decref(json);
}

static void test_risk_without_a_trader_is_the_halts_that_stand(void **state)
{
	(void)state;
	rig_fill();
	json_t *json = rig_ask("/api/v1/risk", "", 200);
	assert_int_equal(json_array_size(rig_member(json, "guards")), 1);
	CHECK_TEXT(json, "guards.0.guard", "drawdown");
	CHECK_TEXT(json, "guards.0.used", "5.25");
	CHECK_NULL(json, "guards.0.until");
	json_decref(json);
}

static void test_positions_without_a_trader_have_the_bare_ones_first(void **state)
{
	(void)state;
	rig_fill();
	json_t *json = rig_ask("/api/v1/positions", "", 200);
	CHECK_TEXT(json, "positions.0.symbol", "ETHUSDT");
	CHECK_TEXT(json, "positions.0.side", "SHORT");
	CHECK_NULL(json, "positions.0.stop_price");
	CHECK_NULL(json, "positions.0.mark_price");
	check_column(json, "positions.1.stop_price",
		     "SELECT stop_price FROM positions WHERE symbol = 'BTCUSDT'");
	json_decref(json);
}

static void test_events_are_told_with_their_weight(void **state)
{
	(void)state;
	rig_fill();
	json_t *json = rig_ask("/api/v1/events", "", 200);
	json_t *events = rig_member(json, "events");
	int halts = 0, lifted = 0, bare = 0, runs = 0;
	for (size_t i = 0; i < json_array_size(events); i++) {
		json_t *event = json_array_get(events, i);
		const char *kind = json_string_value(rig_member(event, "kind"));
		const char *level = json_string_value(rig_member(event, "level"));
		if (strcmp(kind, "halt") == 0) {
			halts++;
			assert_string_equal(level, "error");
			CHECK_TEXT(event, "limit", "5");
		} else if (strcmp(kind, "halt_lifted") == 0) {
			lifted++;
			assert_string_equal(level, "info");
		} else if (strcmp(kind, "run") == 0)
			runs++;
		else if (strcmp(kind, "bare_position") == 0) {
			bare++;
			assert_string_equal(level, "error");
			CHECK_NULL(event, "value");
			assert_non_null(strstr(json_string_value(rig_member(event, "text")),
					       "\"bare\" for 900 ms"));
		}
	}
	assert_int_equal(halts, 2);
	assert_int_equal(lifted, 1);
	assert_int_equal(bare, 1);
	assert_int_equal(runs, 1);
	json_decref(json);
}

static void test_errors_say_what_is_wrong_and_what_to_write(void **state)
{
	static const struct {
		const char *path, *query;
		int status;
		const char *what, *help;
	} cases[] = {
		{ "/api/v1/trades", "limit=abc", 400, "limit=abc: not a whole number",
		  "write limit=100; from 1 to 1000 is allowed" },
		{ "/api/v1/trade", "", 404, "/api/v1/trade: there is nothing here",
		  "did you mean /api/v1/trades?" },
		{ "/", "", 404, "/: there is nothing here",
		  "/api/v1/openapi.json lists what there is" },
		{ "/api/v1/Status", "", 404, "/api/v1/Status: there is nothing here",
		  "did you mean /api/v1/status?" },
		{ "/api/v1/candles", "limit=5", 400, "symbol is missing", "add symbol=BTCUSDT" },
		{ "/api/v1/status", "limit=5", 400, "limit: there is no such parameter here",
		  "this address takes none" },
	};
	(void)state;
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		json_t *json = rig_ask(cases[i].path, cases[i].query, cases[i].status);
		CHECK_INT(json, "error.status", cases[i].status);
		CHECK_TEXT(json, "error.what", cases[i].what);
		CHECK_TEXT(json, "error.help", cases[i].help);
		json_decref(json);
	}
}

static void test_path_of_any_length_is_answered(void **state)
{
	(void)state;
	static char path[100000];
	memset(path, '/', sizeof(path) - 1);
	json_decref(rig_ask(path, "", 404));
	path[1] = '\xff';
	json_decref(rig_ask(path, "", 404));
}

static void test_view_is_shown_as_soon_as_there_is_one(void **state)
{
	(void)state;
	rig_fill();
	struct ac_view *view = rig_go_live();
	json_t *json = rig_ask("/api/v1/status", "", 200);
	assert_true(json_is_false(rig_member(json, "is_live")));
	json_decref(json);
	json = rig_ask("/healthz", "", 503);
	json_decref(json);
	rig_view_empty(view);
	rig_view_fill(view);
	assert_true(ac_view_box_show(rig_box));
	json = rig_ask("/api/v1/status", "", 200);
	assert_true(json_is_true(rig_member(json, "is_live")));
	CHECK_TEXT(json, "account.equity", "9999.81850001");
	json_decref(json);
	json = rig_ask("/api/v1/system", "", 200);
	CHECK_INT(json, "dashboard.clients", 2);
	CHECK_INT(json, "dashboard.bytes_sent", 4000);
	CHECK_INT(json, "memory.rss_bytes", 12345678);
	json_decref(json);
	/* Open orders are those of the view; a filter asks the database. */
	json = rig_ask("/api/v1/orders", "", 200);
	assert_int_equal(json_array_size(rig_member(json, "orders")), 3);
	json_decref(json);
	json = rig_ask("/api/v1/orders", "symbol=BTCUSDT", 200);
	assert_int_equal(json_array_size(rig_member(json, "orders")), 2);
	json_decref(json);
	json = rig_ask("/api/v1/trades", "", 200);
	assert_true(json_is_true(rig_member(json, "is_live")));
	json_decref(json);
}

static void test_ready_is_refused_with_what_is_in_the_way(void **state)
{
	(void)state;
	json_t *json = rig_ask("/readyz", "", 503);
	CHECK_TEXT(json, "reason", "no trader runs here");
	json_decref(json);
	json_decref(rig_ask("/healthz", "", 200)); /* a page over a database is alive */
	static const char *const reasons[] = {
		NULL,
		"the trader is starting: history or account are not known yet",
		"a person has paused entries",
		"the account is halted",
		"the fate of an order is unknown",
		"the account's stream is down",
		"the trader has shown nothing new for 5 s",
	};
	for (size_t i = 0; i < AC_COUNT(reasons); i++) {
		struct ac_view *view = i == 0 ? rig_go_live() : ac_view_box_next(rig_box);
		rig_view_empty(view);
		view->state = i == 1 ? AC_VIEW_STARTING : AC_VIEW_RUNNING;
		view->engine.is_entries_on = i != 2;
		view->engine.risk_state = i == 3 ? AC_RISK_HALTED : AC_RISK_ACTIVE;
		view->engine.counts.orders_unknown = i == 4;
		view->user.is_up = i != 5;
		view->wall_ms -= i == 6 ? 6000 : 0;
		assert_true(ac_view_box_show(rig_box));
		json = rig_ask("/readyz", "", reasons[i] == NULL ? 200 : 503);
		CHECK_TEXT(json, "status", reasons[i] == NULL ? "ok" : "not ready");
		if (reasons[i] != NULL)
			CHECK_TEXT(json, "reason", reasons[i]);
		json_decref(json);
	}
	json_decref(rig_ask("/healthz", "", 503));
}

static void test_database_that_breaks_is_said_and_not_shown_as_empty(void **state)
{
	(void)state;
	rig_fill();
	assert_int_equal(run_sql("ALTER TABLE round_trips RENAME TO gone"), 0);
	json_t *json = rig_ask("/api/v1/trades", "", 503);
	CHECK_INT(json, "error.status", 503);
	assert_non_null(strstr(json_string_value(rig_member(json, "error.what")),
			       "the database cannot be read"));
	json_decref(json);
	json_decref(rig_ask("/api/v1/performance", "", 503));
	assert_int_equal(run_sql("ALTER TABLE positions RENAME TO gone_too"), 0);
	json_decref(rig_ask("/api/v1/status", "", 503));
	json_decref(rig_ask("/api/v1/positions", "", 503));
	json_decref(rig_ask("/api/v1/trades.csv", "", 503));
}

static void test_database_that_is_not_there_is_refused_at_once(void **state)
{
	(void)state;
	struct ac_dashboard_config dashboard = { .db_url = "sqlite:////nonexistent/trader.db",
						 .account = "sim" };
	struct ac_api_config config = { &dashboard, &rig_stats, NULL };
	struct ac_api *api;
	char error[256] = "";
	assert_int_not_equal(ac_api_create(&config, &api, error, sizeof(error)), AC_OK);
	assert_true(error[0] != '\0');
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define OVER(test) cmocka_unit_test_setup_teardown(test, rig_setup, rig_teardown)
		OVER(test_trades_are_letter_for_letter_those_of_the_database),
		OVER(test_trades_are_filtered_sorted_and_counted),
		OVER(test_csv_has_all_rows_and_no_formula),
		OVER(test_signals_name_the_strategys_values),
		OVER(test_orders_of_the_database_are_open_ones_or_all),
		OVER(test_performance_sums_what_the_trades_say),
		OVER(test_windows_count_back_from_the_newest_row_without_a_trader),
		OVER(test_status_without_a_trader_says_so_and_what_was_left),
		OVER(test_risk_without_a_trader_is_the_halts_that_stand),
		OVER(test_positions_without_a_trader_have_the_bare_ones_first),
		OVER(test_events_are_told_with_their_weight),
		OVER(test_errors_say_what_is_wrong_and_what_to_write),
		OVER(test_path_of_any_length_is_answered),
		OVER(test_view_is_shown_as_soon_as_there_is_one),
		OVER(test_ready_is_refused_with_what_is_in_the_way),
		OVER(test_database_that_breaks_is_said_and_not_shown_as_empty),
		OVER(test_database_that_is_not_there_is_refused_at_once),
	};
	return cmocka_run_group_tests_name("dashboard api_answers", tests, folder_make,
					   folder_remove);
}
