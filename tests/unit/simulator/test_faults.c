/* Tests of the faults of the served exchange: the file with every mistake named where it stands,
 * and when rules strike. */
#include "folder.h"

#include "config/faults.h"
#include "simulator/faults/faults.h"

static struct ac_instruments instruments;

static int setup(void **state)
{
	uint32_t count;
	instruments.items = (struct ac_instrument *)ac_instruments_default(&count);
	instruments.count = instruments.capacity = count;
	return folder_make(state);
}

static struct ac_simulator_faults *parse(const char *text)
{
	struct ac_faults reports;
	struct ac_simulator_faults *faults = NULL;
	ac_faults_init(&reports);
	if (ac_simulator_faults_parse("f.yaml", ac_str_from(text), &instruments, &faults,
				      &reports) != AC_OK)
		fail_msg("%s", reports.text);
	ac_faults_deinit(&reports);
	return faults;
}

static const struct ac_simulator_fault_subject order = { .method = AC_STR("POST"),
							 .what = AC_STR("/fapi/v1/order"),
							 .account = 0 };

static uint32_t draw_many(struct ac_simulator_faults *faults, enum ac_simulator_fault_point point,
			  const struct ac_simulator_fault_subject *subject, uint32_t times,
			  uint64_t *ret_hash)
{
	uint32_t struck = 0;
	struct ac_simulator_fault_action action;
	for (uint32_t i = 0; i < times; i++) {
		bool strikes = ac_simulator_faults_draw(faults, point, subject, 0, &action);
		struck += strikes;
		if (ret_hash != NULL)
			*ret_hash = *ret_hash * 31 + (strikes ? (uint64_t)action.delay + 1 : 0);
	}
	return struck;
}

static void test_a_chance_strikes_about_as_often_as_it_says_and_the_same_way_each_run(void **state)
{
	(void)state;
	const char *text = "seed: 7\nfaults:\n  - fault: slow\n    chance: 0.1\n    ms: 100\n"
			   "    ms_max: 900\n";
	uint64_t hashes[2] = { 0, 0 };
	for (int i = 0; i < 2; i++) {
		struct ac_simulator_faults *faults = parse(text);
		uint32_t struck =
			draw_many(faults, AC_SIMULATOR_POINT_ANSWER, &order, 10000, &hashes[i]);
		assert_in_range(struck, 880, 1120);
		CHECK_EQ("count", ac_simulator_faults_count(faults, AC_SIMULATOR_FAULT_SLOW),
			 struck);
		ac_simulator_faults_destroy(faults);
	}
	assert_true(hashes[0] == hashes[1]);
	uint64_t other = 0;
	struct ac_simulator_faults *faults = parse("seed: 8\nfaults:\n  - fault: slow\n    chance: "
						   "0.1\n    ms: 100\n    ms_max: 900\n");
	draw_many(faults, AC_SIMULATOR_POINT_ANSWER, &order, 10000, &other);
	assert_true(other != hashes[0]);
	ac_simulator_faults_destroy(faults);
}

static void test_a_delay_is_drawn_between_its_bounds_and_reaches_both(void **state)
{
	(void)state;
	struct ac_simulator_faults *faults =
		parse("faults:\n  - fault: slow\n    ms: 3\n    ms_max: 5\n");
	struct ac_simulator_fault_action action;
	ac_ns least = INT64_MAX, most = 0;
	for (int i = 0; i < 20000; i++) {
		assert_true(ac_simulator_faults_draw(faults, AC_SIMULATOR_POINT_ANSWER, &order, 0,
						     &action));
		least = action.delay < least ? action.delay : least;
		most = action.delay > most ? action.delay : most;
	}
	assert_in_range(least, 3000000, 3010000);
	assert_in_range(most, 4990000, 5000000);
	ac_simulator_faults_destroy(faults);
}

static void test_what_one_rule_draws_does_not_move_the_others(void **state)
{
	(void)state;
	const char *alone = "faults:\n  - fault: lose\n    when: A*\n    chance: 0.5\n"
			    "  - fault: duplicate\n    when: B*\n    chance: 0.5\n";
	struct ac_simulator_faults *quiet = parse(alone), *busy = parse(alone);
	const struct ac_simulator_fault_subject a = { .what = AC_STR("ALGO_UPDATE") };
	const struct ac_simulator_fault_subject b = { .what = AC_STR("B"), .account = UINT32_MAX };
	struct ac_simulator_fault_action action;
	for (int i = 0; i < 500; i++) {
		draw_many(busy, AC_SIMULATOR_POINT_USER, &a, (uint32_t)(i % 3), NULL);
		bool expected =
			ac_simulator_faults_draw(quiet, AC_SIMULATOR_POINT_USER, &b, 0, &action);
		assert_int_equal(
			ac_simulator_faults_draw(busy, AC_SIMULATOR_POINT_USER, &b, 0, &action),
			expected);
	}
	ac_simulator_faults_destroy(quiet);
	ac_simulator_faults_destroy(busy);
}

static void test_two_rules_alike_do_not_strike_in_step(void **state)
{
	(void)state;
	struct ac_simulator_faults *faults = parse("faults:\n  - fault: lose\n    when: A\n"
						   "    chance: 0.5\n  - fault: lose\n    when: B\n"
						   "    chance: 0.5\n");
	const struct ac_simulator_fault_subject a = { .what = AC_STR("A") },
						b = { .what = AC_STR("B") };
	struct ac_simulator_fault_action action;
	uint32_t alike = 0;
	for (int i = 0; i < 1000; i++)
		alike +=
			ac_simulator_faults_draw(faults, AC_SIMULATOR_POINT_USER, &a, 0, &action) ==
			ac_simulator_faults_draw(faults, AC_SIMULATOR_POINT_USER, &b, 0, &action);
	assert_in_range(alike, 400, 600);
	ac_simulator_faults_destroy(faults);
}

static void test_every_nth_is_struck_and_no_more_often_than_count(void **state)
{
	(void)state;
	struct ac_simulator_faults *faults = parse("faults:\n  - fault: refused\n    code: -2019\n"
						   "    every: 5\n    count: 3\n");
	struct ac_simulator_fault_action action;
	for (int i = 1; i <= 40; i++) {
		bool strikes = ac_simulator_faults_draw(faults, AC_SIMULATOR_POINT_REQUEST, &order,
							0, &action);
		CHECK_EQ("strikes", strikes, i % 5 == 0 && i <= 15);
		if (strikes) {
			CHECK_EQ("action", action.fault, AC_SIMULATOR_FAULT_REFUSED);
			CHECK_EQ("action", action.code, -2019);
		}
	}
	ac_simulator_faults_destroy(faults);
}

static void test_a_rule_holds_from_after_until_until(void **state)
{
	(void)state;
	struct ac_simulator_faults *faults =
		parse("faults:\n  - fault: waf\n    after: 10s\n    until: 1m\n");
	const struct {
		ac_ns now;
		bool strikes;
	} rows[] = { { 0, false },
		     { 10 * AC_NS_PER_SEC - 1, false },
		     { 10 * AC_NS_PER_SEC, true },
		     { 60 * AC_NS_PER_SEC - 1, true },
		     { 60 * AC_NS_PER_SEC, false } };
	struct ac_simulator_fault_action action;
	for (size_t i = 0; i < AC_COUNT(rows); i++)
		CHECK_EQ("strikes",
			 ac_simulator_faults_draw(faults, AC_SIMULATOR_POINT_REQUEST, &order,
						  rows[i].now, &action),
			 rows[i].strikes);
	ac_simulator_faults_destroy(faults);
}

static void test_a_rule_strikes_where_all_that_it_names_agrees(void **state)
{
	(void)state;
	const struct {
		const char *when, *method, *what;
		bool strikes;
	} rows[] = {
		{ "POST /fapi/v1/order", "POST", "/fapi/v1/order", true },
		{ "POST /fapi/v1/order", "GET", "/fapi/v1/order", false },
		{ "POST /fapi/v1/order", "POST", "/fapi/v1/orders", false },
		{ "/fapi/v1/order", "DELETE", "/fapi/v1/order", true },
		{ "/fapi/*", "GET", "/fapi/v1/time", true },
		{ "/fapi/*", "GET", "/sapi/v1/time", false },
		{ "*", "GET", "", true },
		{ "*order", "GET", "/fapi/v1/order", true },
		{ "*@kline_1m", "", "btcusdt@kline_1m", true },
		{ "*@kline_1m", "", "btcusdt@kline_1m5", false },
		{ "*a*b", "", "xaxxabab", true },
		{ "*a*bc", "", "xaxxabab", false },
		{ "order", "", "Order", false },
	};
	for (size_t i = 0; i < AC_COUNT(rows); i++) {
		char text[256];
		snprintf(text, sizeof(text), "faults:\n  - fault: waf\n    when: '%s'\n",
			 rows[i].when);
		struct ac_simulator_faults *faults = parse(text);
		struct ac_simulator_fault_action action;
		struct ac_simulator_fault_subject subject = { .method = ac_str_from(rows[i].method),
							      .what = ac_str_from(rows[i].what) };
		bool strikes = ac_simulator_faults_draw(faults, AC_SIMULATOR_POINT_REQUEST,
							&subject, 0, &action);
		if (strikes != rows[i].strikes)
			fail_msg("'%s' on %s %s", rows[i].when, rows[i].method, rows[i].what);
		ac_simulator_faults_destroy(faults);
	}
}

static void test_a_rule_of_one_account_leaves_the_others_alone(void **state)
{
	(void)state;
	struct ac_simulator_faults *faults = parse("faults:\n  - fault: lose\n    account: 1\n");
	const uint32_t accounts[] = { 0, 1, 2, UINT32_MAX };
	for (size_t i = 0; i < AC_COUNT(accounts); i++) {
		struct ac_simulator_fault_subject subject = { .what = AC_STR("TRADE_LITE"),
							      .account = accounts[i] };
		struct ac_simulator_fault_action action;
		CHECK_EQ("strikes",
			 ac_simulator_faults_draw(faults, AC_SIMULATOR_POINT_USER, &subject, 0,
						  &action),
			 accounts[i] == 1);
	}
	ac_simulator_faults_destroy(faults);
}

static void test_throttling_spares_what_only_reduces(void **state)
{
	(void)state;
	struct ac_simulator_faults *faults =
		parse("faults:\n  - fault: throttled\n  - fault: waf\n");
	struct ac_simulator_fault_subject subject = order;
	struct ac_simulator_fault_action action;
	assert_true(
		ac_simulator_faults_draw(faults, AC_SIMULATOR_POINT_REQUEST, &subject, 0, &action));
	CHECK_EQ("entry", action.fault, AC_SIMULATOR_FAULT_THROTTLED);
	subject.is_reducing = true;
	assert_true(
		ac_simulator_faults_draw(faults, AC_SIMULATOR_POINT_REQUEST, &subject, 0, &action));
	CHECK_EQ("exit", action.fault, AC_SIMULATOR_FAULT_WAF);
	ac_simulator_faults_destroy(faults);
}

static void test_each_fault_strikes_at_its_points_only(void **state)
{
	(void)state;
	for (int f = 0; f <= AC_SIMULATOR_FAULT_CLOCK_JUMP; f++) {
		enum ac_simulator_fault fault = (enum ac_simulator_fault)f;
		char text[256];
		snprintf(text, sizeof(text), "faults:\n  - fault: %s\n%s%s%s%s",
			 ac_simulator_fault_text(fault),
			 fault == AC_SIMULATOR_FAULT_REFUSED ? "    code: -1\n" : "",
			 fault == AC_SIMULATOR_FAULT_SLOW || fault == AC_SIMULATOR_FAULT_DELAY ||
					 fault == AC_SIMULATOR_FAULT_SILENCE ||
					 fault == AC_SIMULATOR_FAULT_CLOCK_JUMP
				 ? "    ms: 1\n"
				 : "",
			 fault >= AC_SIMULATOR_FAULT_KEY_EXPIRES ? "    at: 1s\n" : "",
			 fault >= AC_SIMULATOR_FAULT_LIQUIDATION &&
					 fault <= AC_SIMULATOR_FAULT_FILTERS_CHANGE
				 ? "    symbol: BTCUSDT\n"
				 : "");
		struct ac_simulator_faults *faults = parse(text);
		for (int p = AC_SIMULATOR_POINT_REQUEST; p <= AC_SIMULATOR_POINT_CONNECT; p++) {
			struct ac_simulator_fault_action action;
			bool expected = false;
			if (p == AC_SIMULATOR_POINT_REQUEST)
				expected = fault <= AC_SIMULATOR_FAULT_RESET_DROPPED;
			else if (p == AC_SIMULATOR_POINT_ANSWER)
				expected = fault >= AC_SIMULATOR_FAULT_UNKNOWN_EXECUTED &&
					   fault <= AC_SIMULATOR_FAULT_SLOW;
			else if (p == AC_SIMULATOR_POINT_CONNECT)
				expected = fault >= AC_SIMULATOR_FAULT_DROP &&
					   fault <= AC_SIMULATOR_FAULT_TLS_RESET;
			else
				expected = fault >= AC_SIMULATOR_FAULT_DELAY &&
					   fault <= AC_SIMULATOR_FAULT_UNKNOWN_FIELDS;
			CHECK_EQ(text,
				 ac_simulator_faults_draw(faults, (enum ac_simulator_fault_point)p,
							  &order, 0, &action),
				 expected);
		}
		CHECK_EQ(text, ac_simulator_faults_deadline(faults),
			 fault >= AC_SIMULATOR_FAULT_KEY_EXPIRES ? AC_NS_PER_SEC : INT64_MAX);
		ac_simulator_faults_destroy(faults);
	}
}

static void test_faults_by_time_come_in_order_again_and_end(void **state)
{
	(void)state;
	struct ac_simulator_faults *faults = parse(
		"faults:\n"
		"  - fault: drop\n    when: /market*\n    at: 30s\n    every: 1m\n"
		"    count: 3\n"
		"  - fault: clock_jump\n    at: 40s\n    ms: -1500\n"
		"  - fault: liquidation\n    symbol: ETHUSDT\n    at: 2h\n    until: 3h\n"
		"    every: 45m\n"
		"  - fault: filters_change\n    symbol: BTCUSDT\n    at: 1d\n    factor: 7\n");
	struct ac_simulator_fault_action action;
	const struct {
		ac_ns seconds;
		enum ac_simulator_fault fault;
	} rows[] = { { 30, AC_SIMULATOR_FAULT_DROP },
		     { 40, AC_SIMULATOR_FAULT_CLOCK_JUMP },
		     { 90, AC_SIMULATOR_FAULT_DROP },
		     { 150, AC_SIMULATOR_FAULT_DROP },
		     { 7200, AC_SIMULATOR_FAULT_LIQUIDATION },
		     { 9900, AC_SIMULATOR_FAULT_LIQUIDATION },
		     { 86400, AC_SIMULATOR_FAULT_FILTERS_CHANGE } };
	for (size_t i = 0; i < AC_COUNT(rows); i++) {
		ac_ns at = rows[i].seconds * AC_NS_PER_SEC;
		CHECK_EQ("deadline", ac_simulator_faults_deadline(faults), at);
		assert_false(ac_simulator_faults_due(faults, at - 1, &action));
		assert_true(ac_simulator_faults_due(faults, at, &action));
		CHECK_EQ("fault", action.fault, rows[i].fault);
		if (action.fault == AC_SIMULATOR_FAULT_DROP)
			assert_string_equal(action.what, "/market");
		if (action.fault == AC_SIMULATOR_FAULT_CLOCK_JUMP)
			CHECK_EQ("value", action.value, -1500);
		if (action.fault == AC_SIMULATOR_FAULT_LIQUIDATION) {
			CHECK_EQ("symbol", action.symbol,
				 ac_instruments_find(&instruments, AC_STR("ETHUSDT")));
			CHECK_EQ("account", action.account, 0);
		}
		if (action.fault == AC_SIMULATOR_FAULT_FILTERS_CHANGE)
			CHECK_EQ("value", action.value, 7);
	}
	CHECK_EQ("deadline", ac_simulator_faults_deadline(faults), INT64_MAX);
	assert_false(ac_simulator_faults_due(faults, INT64_MAX, &action));
	CHECK_EQ("count", ac_simulator_faults_count(faults, AC_SIMULATOR_FAULT_DROP), 3);
	ac_simulator_faults_destroy(faults);
}

static void test_a_connection_fault_with_a_time_does_not_strike_new_connections(void **state)
{
	(void)state;
	struct ac_simulator_faults *faults = parse("faults:\n  - fault: drop\n    at: 1s\n");
	struct ac_simulator_fault_action action;
	assert_false(ac_simulator_faults_draw(faults, AC_SIMULATOR_POINT_CONNECT, &order,
					      AC_NS_PER_SEC, &action));
	ac_simulator_faults_destroy(faults);
}

/* Each mistake is reported once, where it stands. */
static void test_a_bad_file_is_refused_with_the_place_of_each_mistake(void **state)
{
	(void)state;
#define RULE "faults:\n  - fault: waf\n    "
	static const struct {
		const char *text, *report;
	} rows[] = {
		{ "faults: 3\n", "f.yaml:1:9" },
		{ "faults:\n  - waf\n", "f.yaml:2:5" },
		{ "seed: -1\n", "f.yaml:1:7" },
		{ "sed: 1\n", "f.yaml:1:1" },
		{ "- 1\n", "f.yaml:1:1" },
		{ "faults:\n  - when: x\n", "f.yaml:2:5" },
		{ "faults:\n  - fault: waff\n", "f.yaml:2:12" },
		{ RULE "chance: 2\n", "f.yaml:3:13" },
		{ RULE "chance: -0.1\n", "f.yaml:3:13" },
		{ RULE "chances: 1\n", "f.yaml:3:5" },
		{ RULE "every: 0\n", "f.yaml:3:12" },
		{ RULE "every: 5s\n", "f.yaml:3:12" },
		{ RULE "every: 2\n    chance: 0.5\n", "f.yaml:3:12" },
		{ RULE "after: 5\n", "f.yaml:3:12" },
		{ RULE "after: -5s\n", "f.yaml:3:12" },
		{ RULE "after: 366d\n", "f.yaml:3:12" },
		{ RULE "after: 99999999999999999999999s\n", "f.yaml:3:12" },
		{ RULE "until: 5 s\n", "f.yaml:3:12" },
		{ RULE "until: 5s\n    after: 5s\n", "f.yaml:3:12" },
		{ RULE "at: 5s\n", "f.yaml:3:9" },
		{ RULE "ms: 5\n", "f.yaml:3:9" },
		{ RULE "code: -1\n", "f.yaml:3:11" },
		{ RULE "symbol: BTCUSDT\n", "f.yaml:3:13" },
		{ RULE "factor: 3\n", "f.yaml:3:13" },
		{ RULE "account: 16\n", "f.yaml:3:14" },
		{ RULE "count: 0\n", "f.yaml:3:12" },
		{ RULE "when: FETCH /fapi\n", "f.yaml:3:11" },
		{ RULE "when: GET /fapi x\n", "f.yaml:3:11" },
		{ RULE "when: 1234567890123456789012345678901234567890123456789012345678901234\n",
		  "f.yaml:3:11" },
		{ "faults:\n  - fault: refused\n", "f.yaml:2:5" },
		{ "faults:\n  - fault: refused\n    code: 7\n", "f.yaml:3:11" },
		{ "faults:\n  - fault: slow\n", "f.yaml:2:5" },
		{ "faults:\n  - fault: slow\n    ms: -1\n", "f.yaml:3:9" },
		{ "faults:\n  - fault: slow\n    ms: 9\n    ms_max: 8\n", "f.yaml:4:13" },
		{ "faults:\n  - fault: adl\n    symbol: BTCUSDT\n", "f.yaml:2:5" },
		{ "faults:\n  - fault: adl\n    at: 1s\n", "f.yaml:2:5" },
		{ "faults:\n  - fault: adl\n    at: 1s\n    symbol: NOPE\n", "f.yaml:4:13" },
		{ "faults:\n  - fault: drop\n    at: 1s\n    after: 1s\n", "f.yaml:4:12" },
		{ "faults:\n  - fault: drop\n    at: 1s\n    chance: 1\n", "f.yaml:4:13" },
		{ "faults:\n  - fault: drop\n    at: 1s\n    every: 5\n", "f.yaml:4:12" },
		{ "faults:\n  - fault: drop\n    at: 1s\n    every: 0s\n", "f.yaml:4:12" },
		{ "faults:\n  - fault: drop\n    at: 2s\n    until: 1s\n", "f.yaml:4:12" },
		{ "faults:\n  - fault: clock_jump\n    at: 1s\n", "f.yaml:2:5" },
		{ "faults:\n  - fault: clock_jump\n    at: 1s\n    ms: 5\n    account: 0\n",
		  "f.yaml:5:14" },
		{ "faults:\n  - fault: listen_key_expires\n    at: 1s\n    when: x\n",
		  "f.yaml:4:11" },
		{ "faults: [\n", "f.yaml:2:1" },
	};
	for (size_t i = 0; i < AC_COUNT(rows); i++) {
		struct ac_faults reports;
		struct ac_simulator_faults *faults = NULL;
		ac_faults_init(&reports);
		enum ac_status status = ac_simulator_faults_parse(
			"f.yaml", ac_str_from(rows[i].text), &instruments, &faults, &reports);
		CHECK_EQ(rows[i].text, status, AC_ERR_CONFIG);
		assert_null(faults);
		size_t size = strlen(rows[i].report);
		if (reports.count != 1 || memcmp(reports.text, rows[i].report, size) != 0 ||
		    reports.text[size] != ':')
			fail_msg("%s\nsays %s\nwanted %s", rows[i].text, reports.text,
				 rows[i].report);
		ac_faults_deinit(&reports);
	}
}

static void test_all_mistakes_of_a_file_are_reported_at_once(void **state)
{
	(void)state;
	const char *path = folder_path("bad.yaml");
	char error[1024], expected[256];
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	fputs("faults:\n  - fault: waf\n    ms: 3\n  - fault: slow\n  - fault: huh\n", file);
	fclose(file);
	struct ac_simulator_faults *faults = NULL;
	CHECK_EQ("load",
		 ac_simulator_faults_load(path, &instruments, &faults, error, sizeof(error)),
		 AC_ERR_CONFIG);
	const char *const places[] = { ":3:9:", ":4:5:", ":5:12:" };
	for (size_t i = 0; i < AC_COUNT(places); i++) {
		snprintf(expected, sizeof(expected), "%s%s", path, places[i]);
		assert_non_null(strstr(error, expected));
	}
}

static void test_a_file_is_loaded_and_a_missing_one_is_named(void **state)
{
	(void)state;
	const char *path = folder_path("good.yaml");
	char error[1024];
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	fputs("seed: 7\nfaults:\n  - fault: waf # all\n", file);
	fclose(file);
	struct ac_simulator_faults *faults = NULL;
	CHECK_EQ("load",
		 ac_simulator_faults_load(path, &instruments, &faults, error, sizeof(error)),
		 AC_OK);
	CHECK_EQ("draws", draw_many(faults, AC_SIMULATOR_POINT_REQUEST, &order, 3, NULL), 3);
	ac_simulator_faults_destroy(faults);
	path = folder_path("none.yaml");
	CHECK_EQ("load",
		 ac_simulator_faults_load(path, &instruments, &faults, error, sizeof(error)),
		 AC_ERR_NOT_FOUND);
	assert_non_null(strstr(error, path));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_a_chance_strikes_about_as_often_as_it_says_and_the_same_way_each_run),
		cmocka_unit_test(test_a_delay_is_drawn_between_its_bounds_and_reaches_both),
		cmocka_unit_test(test_what_one_rule_draws_does_not_move_the_others),
		cmocka_unit_test(test_two_rules_alike_do_not_strike_in_step),
		cmocka_unit_test(test_every_nth_is_struck_and_no_more_often_than_count),
		cmocka_unit_test(test_a_rule_holds_from_after_until_until),
		cmocka_unit_test(test_a_rule_strikes_where_all_that_it_names_agrees),
		cmocka_unit_test(test_a_rule_of_one_account_leaves_the_others_alone),
		cmocka_unit_test(test_throttling_spares_what_only_reduces),
		cmocka_unit_test(test_each_fault_strikes_at_its_points_only),
		cmocka_unit_test(test_faults_by_time_come_in_order_again_and_end),
		cmocka_unit_test(
			test_a_connection_fault_with_a_time_does_not_strike_new_connections),
		cmocka_unit_test(test_a_bad_file_is_refused_with_the_place_of_each_mistake),
		cmocka_unit_test(test_all_mistakes_of_a_file_are_reported_at_once),
		cmocka_unit_test(test_a_file_is_loaded_and_a_missing_one_is_named),
	};
	return cmocka_run_group_tests(tests, setup, folder_remove);
}
