/* What of a changed configuration a running trader can take over. */
#include "check.h"

#include "config/difference.h"

static struct ac_strategy_registry registry;

struct pair {
	struct ac_config was, is;
	struct ac_faults changes, refusals;
};

static void fill(struct ac_config *config)
{
	ac_config_default(config);
	config->symbols = calloc(3, sizeof(*config->symbols));
	config->books = calloc(3, sizeof(*config->books));
	assert_non_null(config->symbols);
	assert_non_null(config->books);
	config->symbol_count = 2;
	config->book_count = 2;
	static const char *const names[] = { "BTCUSDT", "ETHUSDT" };
	for (size_t i = 0; i < AC_COUNT(names); i++) {
		struct ac_symbol_config *symbol = &config->symbols[i];
		struct ac_book_config *book = &config->books[i];
		snprintf(symbol->symbol, sizeof(symbol->symbol), "%s", names[i]);
		symbol->is_enabled = true;
		symbol->limits.leverage = 10;
		snprintf(book->symbol, sizeof(book->symbol), "%s", names[i]);
		snprintf(book->strategy, sizeof(book->strategy), "vwap_reversion");
		snprintf(book->file, sizeof(book->file), "strategies/vwap_reversion/%s.yaml",
			 names[i]);
		book->is_enabled = true;
		book->notional = AC_DEC(1000);
		ac_strategy_params_default(registry.items[0], book->params);
	}
}

static void pair_init(struct pair *pair)
{
	ac_strategy_registry_init(&registry);
	fill(&pair->was);
	fill(&pair->is);
}

static void compare(struct pair *pair)
{
	ac_faults_init(&pair->changes);
	ac_faults_init(&pair->refusals);
	ac_config_compare(&pair->was, &pair->is, &registry, &pair->changes, &pair->refusals);
}

static void pair_deinit(struct pair *pair)
{
	ac_faults_deinit(&pair->changes);
	ac_faults_deinit(&pair->refusals);
	ac_config_deinit(&pair->was);
	ac_config_deinit(&pair->is);
}

static void test_equal_configurations_differ_in_nothing(void **state)
{
	(void)state;
	struct pair pair;
	pair_init(&pair);
	compare(&pair);
	assert_int_equal(pair.changes.count, 0);
	assert_int_equal(pair.refusals.count, 0);
	pair_deinit(&pair);
}

static void test_changes_name_the_file_the_key_and_both_values(void **state)
{
	(void)state;
	struct pair pair;
	pair_init(&pair);
	int32_t band = ac_strategy_param_find(registry.items[0], AC_STR("band_k"));
	assert_true(band >= 0);
	pair.is.risk.positions_max = 7;
	pair.is.execution.retry_interval_ns = 250 * AC_NS_PER_MS;
	pair.is.symbols[1].limits.exposure_max = AC_DEC(5000);
	pair.is.books[0].params[band].decimal = 150000000;
	pair.is.books[0].params[band].real = 1.5;
	pair.is.books[1].notional = AC_DEC(400);
	compare(&pair);
	assert_string_equal(pair.changes.text,
			    "config/risk.yaml: limits.positions_max 20 -> 7\n"
			    "config/risk.yaml: execution.retry_interval_ms 5000 -> 250\n"
			    "config/symbols.yaml: ETHUSDT.exposure_max 0 -> 5000\n"
			    "strategies/vwap_reversion/BTCUSDT.yaml: band_k 2 -> 1.5\n"
			    "strategies/vwap_reversion/ETHUSDT.yaml: notional 1000 -> 400");
	assert_int_equal(pair.refusals.count, 0);
	pair_deinit(&pair);
}

static void change_leverage(struct ac_config *config)
{
	config->symbols[0].limits.leverage = 5;
}

static void change_margin_type(struct ac_config *config)
{
	config->symbols[1].limits.margin_type = AC_MARGIN_ISOLATED;
}

static void change_symbol(struct ac_config *config)
{
	config->symbols[1].is_enabled = false;
}

static void change_symbols(struct ac_config *config)
{
	snprintf(config->symbols[2].symbol, sizeof(config->symbols[2].symbol), "XRPUSDT");
	config->symbols[2].is_enabled = true;
	config->symbol_count = 3;
}

static void change_book(struct ac_config *config)
{
	config->book_count = 1;
}

static void change_books(struct ac_config *config)
{
	config->books[2] = config->books[1];
	snprintf(config->books[2].strategy, sizeof(config->books[2].strategy), "another");
	config->book_count = 3;
}

static void change_port(struct ac_config *config)
{
	config->settings.dashboard_port = 9000;
}

static void change_wallet(struct ac_config *config)
{
	config->sim_wallet = AC_DEC(77);
}

static void test_what_needs_a_restart_is_refused_by_name(void **state)
{
	(void)state;
	static const struct {
		void (*change)(struct ac_config *config);
		const char *line;
	} cases[] = {
		{ change_leverage, "config/symbols.yaml: BTCUSDT.leverage 10 -> 5" },
		{ change_margin_type, "config/symbols.yaml: ETHUSDT.margin_type" },
		{ change_symbol, "config/symbols.yaml: ETHUSDT is gone or disabled" },
		{ change_symbols, "config/symbols.yaml: XRPUSDT is new" },
		{ change_book, "strategies/vwap_reversion/ETHUSDT.yaml: is gone or disabled" },
		{ change_books, "strategies/vwap_reversion/ETHUSDT.yaml: is new" },
		{ change_port, "settings (.env): DASHBOARD_PORT 8501 -> 9000" },
		{ change_wallet, "config/risk.yaml: simulation." },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		struct pair pair;
		pair_init(&pair);
		cases[i].change(&pair.is);
		compare(&pair);
		CHECK_EQ(cases[i].line, pair.refusals.count, 1);
		CHECK_EQ(cases[i].line, pair.changes.count, 0);
		if (strncmp(pair.refusals.text, cases[i].line, strlen(cases[i].line)) != 0)
			fail_msg("'%s' does not begin with '%s'", pair.refusals.text,
				 cases[i].line);
		pair_deinit(&pair);
	}
}

static void test_what_is_disabled_on_both_sides_is_of_no_interest(void **state)
{
	(void)state;
	struct pair pair;
	pair_init(&pair);
	pair.was.symbols[1].is_enabled = pair.is.symbols[1].is_enabled = false;
	pair.was.books[1].is_enabled = pair.is.books[1].is_enabled = false;
	pair.is.symbols[1].limits.leverage = 3;
	pair.is.books[1].notional = AC_DEC(3);
	compare(&pair);
	assert_int_equal(pair.changes.count, 0);
	assert_int_equal(pair.refusals.count, 0);
	pair_deinit(&pair);
}

static void test_secrets_appear_in_no_line(void **state)
{
	(void)state;
	struct pair pair;
	pair_init(&pair);
	snprintf(pair.is.settings.api_key, sizeof(pair.is.settings.api_key), "QsEcReT");
	snprintf(pair.is.settings.api_secret, sizeof(pair.is.settings.api_secret), "QsEcReT");
	snprintf(pair.is.settings.slack_webhook_url, sizeof(pair.is.settings.slack_webhook_url),
		 "QsEcReT");
	compare(&pair);
	assert_true(pair.refusals.text == NULL || strstr(pair.refusals.text, "QsEcReT") == NULL);
	pair_deinit(&pair);
}

/* Every row that is told as a change, and none else, is taken over. */
static void test_after_taking_over_no_change_is_left(void **state)
{
	(void)state;
	struct pair pair;
	pair_init(&pair);
	pair.is.risk.positions_max = 7;
	pair.is.risk.stale_data_ms = 1234;
	pair.is.risk.liquidation_flatten = true;
	pair.is.execution.order_ttl_ns = 60 * AC_NS_PER_SEC;
	pair.is.execution.stop_working_type = AC_WORKING_CONTRACT_PRICE;
	pair.is.symbols[0].limits.daily_quantity_max = AC_DEC(9);
	pair.is.books[0].notional = AC_DEC_ZERO;
	pair.is.books[0].risk_pct = AC_DEC(1);
	pair.is.books[1].entry_type = AC_ORDER_LIMIT;
	pair.is.books[1].params[1].integer = 3;
	change_leverage(&pair.is);
	change_wallet(&pair.is);
	/* A run may leave symbols out that the files enable. */
	pair.was.risk.is_guarded = false;
	struct ac_config taken = pair.was;
	ac_config_take_over(&taken, &pair.is);
	pair.was = taken;
	compare(&pair);
	assert_int_equal(pair.changes.count, 0);
	assert_int_equal(pair.refusals.count, 2);
	assert_int_equal(pair.was.symbols[0].limits.leverage, 10);
	assert_int_equal(pair.was.sim_wallet.units, AC_DEC(10000).units);
	assert_false(pair.was.risk.is_guarded);
	pair_deinit(&pair);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_equal_configurations_differ_in_nothing),
		cmocka_unit_test(test_changes_name_the_file_the_key_and_both_values),
		cmocka_unit_test(test_what_needs_a_restart_is_refused_by_name),
		cmocka_unit_test(test_what_is_disabled_on_both_sides_is_of_no_interest),
		cmocka_unit_test(test_secrets_appear_in_no_line),
		cmocka_unit_test(test_after_taking_over_no_change_is_left),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
