/* The texts of the YAML files, fault by fault. How they are found on disk is in test_load.c. */
#include "sandbox.h"

#include "config/risk_file.h"
#include "config/strategy_files.h"
#include "config/symbols_file.h"

struct fault_case {
	const char *text, *faults;
};

static void test_risk_file_refuses_each_mistake_with_its_place(void **state)
{
	(void)state;
	static const struct fault_case cases[] = {
		{ "", NULL },
		{ "# nothing but a comment\n", NULL },
		{ "limits:\nexecution:\n", NULL },
		{ "limits:\n  max_drawdwn_pct: 5\n",
		  "config/risk.yaml:2:3: unknown key 'max_drawdwn_pct'; did you mean "
		  "'account_drawdown_pct'?" },
		{ "limits:\n  zzz: 5\n", "config/risk.yaml:2:3: unknown key 'zzz'; remove it, or "
					 "see docs/configuration.md for the known ones" },
		{ "limit:\n  orders_max: 5\n",
		  "config/risk.yaml:1:1: unknown key 'limit'; did you mean 'limits'?" },
		{ "limits:\n  orders_max: 5\n  cooldown_sec: 1\n  orders_max: 6\n",
		  "config/risk.yaml:4:3: duplicate key 'orders_max', first set at "
		  "config/risk.yaml:2:3; keep one of them" },
		{ "limits: {orders_max: 5}\nlimits: {orders_max: 6}\n",
		  "config/risk.yaml:2:1: duplicate key 'limits', first set at "
		  "config/risk.yaml:1:1; "
		  "keep one of them" },
		{ "limits:\n  price_collar_pct: 0.15abc\n",
		  "config/risk.yaml:2:21: price_collar_pct: '0.15abc' is not a number; write a "
		  "decimal from 0 to 100" },
		{ "limits:\n  price_collar_pct: 1e1\n",
		  "config/risk.yaml:2:21: price_collar_pct: '1e1' is not a number; write a decimal "
		  "from 0 to 100" },
		{ "limits:\n  price_collar_pct: .5\n",
		  "config/risk.yaml:2:21: price_collar_pct: '.5' is not a number; write a decimal "
		  "from 0 to 100" },
		{ "limits:\n  price_collar_pct: 5 %\n",
		  "config/risk.yaml:2:21: price_collar_pct: '5 %' is not a number; write a decimal "
		  "from 0 to 100" },
		{ "limits:\n  price_collar_pct: 0.123456789\n",
		  "config/risk.yaml:2:21: price_collar_pct: '0.123456789' has more than 8 "
		  "decimals; "
		  "write a decimal from 0 to 100" },
		{ "limits:\n  price_collar_pct: 100.00000001\n",
		  "config/risk.yaml:2:21: price_collar_pct: '100.00000001' is out of range; write "
		  "a "
		  "decimal from 0 to 100" },
		{ "limits:\n  price_collar_pct: -1\n",
		  "config/risk.yaml:2:21: price_collar_pct: '-1' is out of range; write a decimal "
		  "from 0 to 100" },
		{ "limits:\n  price_collar_pct: 999999999999999999999\n",
		  "config/risk.yaml:2:21: price_collar_pct: '999999999999999999999' is out of "
		  "range; "
		  "write a decimal from 0 to 100" },
		{ "limits:\n  price_collar_pct: \"2\"\n",
		  "config/risk.yaml:2:21: price_collar_pct: '2' is quoted text; write a decimal "
		  "from "
		  "0 to 100, without quotes" },
		{ "limits:\n  price_collar_pct:\n", "config/risk.yaml:2:3: price_collar_pct: no "
						    "value; write a decimal from 0 to 100" },
		{ "limits:\n  price_collar_pct: [2]\n", "config/risk.yaml:2:21: price_collar_pct: "
							"found a list; write a decimal from 0 to "
							"100" },
		{ "limits:\n  price_collar_pct: {a: 2}\n",
		  "config/risk.yaml:2:21: price_collar_pct: found a mapping; write a decimal from "
		  "0 "
		  "to 100" },
		{ "limits:\n  price_collar_pct: true\n", "config/risk.yaml:2:21: price_collar_pct: "
							 "'true' is not a number; write a decimal "
							 "from 0 to 100" },
		{ "limits:\n  orders_max: 5.0\n",
		  "config/risk.yaml:2:15: orders_max: '5.0' is not a whole number; write a whole "
		  "number from 0 to 10000" },
		{ "limits:\n  orders_max: 010\n",
		  "config/risk.yaml:2:15: orders_max: '010' is not a whole number; write a whole "
		  "number from 0 to 10000" },
		{ "limits:\n  orders_max: 0x10\n",
		  "config/risk.yaml:2:15: orders_max: '0x10' is not a whole number; write a whole "
		  "number from 0 to 10000" },
		{ "limits:\n  orders_max: +5\n",
		  "config/risk.yaml:2:15: orders_max: '+5' is not a whole number; write a whole "
		  "number from 0 to 10000" },
		{ "limits:\n  orders_max: 4294967297\n",
		  "config/risk.yaml:2:15: orders_max: '4294967297' is out of range; write a whole "
		  "number from 0 to 10000" },
		{ "limits:\n  liquidation_flatten: yes\n",
		  "config/risk.yaml:2:24: liquidation_flatten: 'yes' is not true or false; write "
		  "true" },
		{ "limits:\n  liquidation_flatten: Off\n",
		  "config/risk.yaml:2:24: liquidation_flatten: 'Off' is not true or false; write "
		  "false" },
		{ "limits:\n  liquidation_flatten: True\n",
		  "config/risk.yaml:2:24: liquidation_flatten: 'True' is not true or false; write "
		  "true" },
		{ "limits:\n  liquidation_flatten: maybe\n",
		  "config/risk.yaml:2:24: liquidation_flatten: 'maybe' is not true or false; write "
		  "true or false" },
		{ "execution:\n  stop_working_type: mark_price\n",
		  "config/risk.yaml:2:22: stop_working_type: 'mark_price' is not CONTRACT_PRICE or "
		  "MARK_PRICE; did you mean 'MARK_PRICE'?" },
		{ "execution:\n  stop_working_type: LAST\n",
		  "config/risk.yaml:2:22: stop_working_type: 'LAST' is not known; write "
		  "CONTRACT_PRICE "
		  "or MARK_PRICE" },
		{ "limits: 5\n", "config/risk.yaml:1:9: limits: found text; write 'key: value' "
				 "lines below it, indented" },
		{ "- limits\n", "config/risk.yaml:1:1: found a list; write 'key: value' lines" },
		{ "simulation: {latency_min_ms: 5}\n",
		  "config/risk.yaml:1:30: latency_min_ms: is above latency_max_ms (0); raise "
		  "latency_max_ms" },
		{ "simulation: {latency_min_ms: 5, latency_max_ms: 5}\n", NULL },
		{ "limits: &a {}\nexecution: *a\n",
		  "config/risk.yaml:1:9: an anchor ('&name') is not supported; remove it\n"
		  "config/risk.yaml:2:12: an alias ('*name') is not supported; write the value "
		  "itself" },
		{ "limits: {orders_max: !!int 5}\n",
		  "config/risk.yaml:1:22: a tag ('!name') is not supported; remove it" },
		{ "limits: {}\n---\nlimits: {}\n",
		  "config/risk.yaml:2:1: a second document begins; one file holds one, remove the "
		  "'---'" },
		{ "limits:\n\torders_max: 5\n",
		  "config/risk.yaml:2:1: not YAML: found character that cannot start any token; "
		  "check "
		  "the indentation (blanks, no tabs), quotes and the blank after each colon" },
		{ "limits: {orders_max: 5\n",
		  "config/risk.yaml:2:1: not YAML: did not find expected ',' or '}'; check the "
		  "indentation (blanks, no tabs), quotes and the blank after each colon" },
		{ "limits:\n  # \xff\n",
		  "config/risk.yaml:2:5: not UTF-8 text: invalid leading UTF-8 "
		  "octet; save the file as UTF-8" },
		{ "? [a]\n: 5\n", "config/risk.yaml:1:3: a key is not text; write 'key: value'" },
		{ "limits: [[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]\n",
		  "config/risk.yaml:1:24: nested too deeply; see docs/configuration.md for the "
		  "form" },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		struct ac_config config;
		struct ac_faults faults;
		ac_config_default(&config);
		ac_faults_init(&faults);
		ac_risk_file_parse("config/risk.yaml", ac_str_from(cases[i].text), &config,
				   &faults);
		check_faults(cases[i].text, &faults, cases[i].faults);
		ac_faults_deinit(&faults);
	}
}

static void test_risk_file_puts_values_where_they_belong(void **state)
{
	(void)state;
	struct ac_config config;
	struct ac_faults faults;
	ac_config_default(&config);
	ac_faults_init(&faults);
	ac_risk_file_parse(
		"r",
		AC_STR("limits:\n  account_daily_loss_pct: 0\n  positions_max: 2048\n"
		       "  volatility_flatten_on_halt: true\n  price_collar_pct: 0.00000001\n"
		       "execution:\n  retries_max: 7\n  order_ttl_ms: 86400000\n"
		       "  stop_working_type: \"MARK_PRICE\"\n"
		       "simulation:\n  wallet: 10000000000\n  latency_max_ms: 60000\n"),
		&config, &faults);
	check_faults("values", &faults, NULL);
	assert_true(config.risk.is_guarded);
	assert_int_equal(config.risk.account_daily_loss_pct.units, 0);
	assert_int_equal(config.risk.account_drawdown_pct.units, AC_DEC(15).units);
	assert_int_equal(config.risk.positions_max, 2048);
	assert_int_equal(config.risk.orders_max, 100);
	assert_true(config.risk.volatility_flatten_on_halt);
	assert_false(config.risk.liquidation_flatten);
	assert_int_equal(config.risk.price_collar_pct.units, 1);
	assert_int_equal(config.execution.retries_max, 7);
	assert_int_equal(config.execution.retry_interval_ns, 5 * AC_NS_PER_SEC);
	assert_int_equal(config.execution.order_ttl_ns, 86400 * AC_NS_PER_SEC);
	assert_int_equal(config.execution.stop_working_type, AC_WORKING_MARK_PRICE);
	assert_int_equal(config.sim_wallet.units, AC_DEC(10000000000).units);
	assert_int_equal(config.sim_latency_max_ns, 60 * AC_NS_PER_SEC);
	ac_faults_deinit(&faults);
}

static void test_symbols_file_refuses_each_mistake_with_its_place(void **state)
{
	(void)state;
	static const struct fault_case cases[] = {
		{ "", "config/symbols.yaml: missing key 'symbols'; write 'symbols:' and a symbol "
		      "below it" },
		{ "symbols:\n", "config/symbols.yaml:1:9: symbols: holds none; write at least one, "
				"such as 'BTCUSDT:', indented" },
		{ "symbols: BTCUSDT\n", "config/symbols.yaml:1:10: symbols: holds none; write at "
					"least one, such as 'BTCUSDT:', indented" },
		{ "symbol:\n  BTCUSDT:\n",
		  "config/symbols.yaml:1:1: unknown key 'symbol'; did you mean 'symbols'?" },
		{ "symbols:\n  btcusdt:\n",
		  "config/symbols.yaml:2:3: symbol 'btcusdt' is not in upper case; write it as the "
		  "exchange does: BTCUSDT" },
		{ "symbols:\n  BTC/USDT:\n", "config/symbols.yaml:2:3: symbol 'BTC/USDT' holds a "
					     "character that no symbol has; "
					     "write it as the exchange does: BTCUSDT" },
		{ "symbols:\n  \"BTC\\u2028\":\n",
		  "config/symbols.yaml:2:3: symbol 'BTC\xe2\x80\xa8' holds a character that no "
		  "symbol "
		  "has; write it as the exchange does" },
		{ "symbols:\n  \"\":\n",
		  "config/symbols.yaml:2:3: symbol '' is empty; write a symbol "
		  "such as BTCUSDT" },
		{ "symbols:\n  A23456789A123456789A123456789A123456789A1234567:\n", NULL },
		{ "symbols:\n  A23456789A123456789A123456789A123456789A12345678:\n",
		  "config/symbols.yaml:2:3: symbol 'A23456789A123456789A123456789A123456789A...' "
		  "is "
		  "longer than 47 bytes; write it as the exchange does" },
		{ "symbols:\n  BTCUSDT:\n  ETHUSDT:\n  BTCUSDT:\n",
		  "config/symbols.yaml:4:3: duplicate key 'BTCUSDT', first set at "
		  "config/symbols.yaml:2:3; keep one of them" },
		{ "symbols: [BTCUSDT, BTCUSDT]\n",
		  "config/symbols.yaml:1:20: duplicate symbol 'BTCUSDT'; keep one of them" },
		{ "symbols:\n  - BTCUSDT: {leverage: 5}\n",
		  "config/symbols.yaml:2:5: found a mapping in the list of symbols; write names "
		  "only, "
		  "or 'SYMBOL:' lines with keys below them" },
		{ "symbols:\n  BTCUSDT: 5\n", "config/symbols.yaml:2:12: BTCUSDT: found text; "
					      "write 'key: value' lines below it, "
					      "indented" },
		{ "symbols:\n  BTCUSDT: {leverage: 126}\n  ETHUSDT: {leverage: 0}\n",
		  "config/symbols.yaml:2:23: leverage: '126' is out of range; write a whole number "
		  "from 1 to 125\n"
		  "config/symbols.yaml:3:23: leverage: '0' is out of range; write a whole number "
		  "from "
		  "1 to 125" },
		{ "symbols:\n  BTCUSDT: {margin_type: CROSS}\n",
		  "config/symbols.yaml:2:26: margin_type: 'CROSS' is not CROSSED or ISOLATED; did "
		  "you "
		  "mean 'CROSSED'?" },
		{ "symbols:\n  BTCUSDT: {exposure_max: -1}\n",
		  "config/symbols.yaml:2:27: exposure_max: '-1' is out of range; write a decimal "
		  "from "
		  "0 to 10000000000" },
		{ "defaults:\n  levrage: 5\nsymbols:\n  BTCUSDT:\n",
		  "config/symbols.yaml:2:3: unknown key 'levrage'; did you mean 'leverage'?" },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		struct ac_config config;
		struct ac_faults faults;
		ac_config_default(&config);
		ac_faults_init(&faults);
		ac_symbols_file_parse("config/symbols.yaml", ac_str_from(cases[i].text), &config,
				      &faults);
		check_faults(cases[i].text, &faults, cases[i].faults);
		ac_faults_deinit(&faults);
		ac_config_deinit(&config);
	}
}

static void test_symbols_file_applies_its_defaults_wherever_they_stand(void **state)
{
	(void)state;
	struct ac_config config;
	struct ac_faults faults;
	ac_config_default(&config);
	ac_faults_init(&faults);
	ac_symbols_file_parse(
		"s",
		AC_STR("symbols:\n"
		       "  BTCUSDT: {leverage: 20, enabled: false}\n"
		       "  币安人生USDT:\n"
		       "  ETHUSDT: {daily_quantity_max: 1.5, exposure_max: 0}\n"
		       "defaults: {leverage: 3, margin_type: ISOLATED, exposure_max: 7}\n"),
		&config, &faults);
	check_faults("defaults", &faults, NULL);
	assert_int_equal(config.symbol_count, 3);
	const struct ac_symbol_config *s = config.symbols;
	assert_string_equal(s[0].symbol, "BTCUSDT");
	assert_false(s[0].is_enabled);
	assert_int_equal(s[0].limits.leverage, 20);
	assert_int_equal(s[0].limits.margin_type, AC_MARGIN_ISOLATED);
	assert_string_equal(s[1].symbol, "币安人生USDT");
	assert_true(s[1].is_enabled);
	assert_int_equal(s[1].limits.leverage, 3);
	assert_int_equal(s[1].limits.exposure_max.units, AC_DEC(7).units);
	assert_int_equal(s[2].limits.exposure_max.units, 0);
	assert_int_equal(s[2].limits.daily_quantity_max.units, 150000000);
	ac_config_deinit(&config);
	ac_faults_deinit(&faults);
}

static void test_symbols_file_takes_a_plain_list_and_at_most_1024(void **state)
{
	(void)state;
	char text[16384];
	size_t size = (size_t)snprintf(text, sizeof(text), "symbols:\n");
	for (int i = 0; i < 1025; i++)
		size += (size_t)snprintf(text + size, sizeof(text) - size, "- S%d\n", i);
	struct ac_config config;
	struct ac_faults faults;
	ac_config_default(&config);
	ac_faults_init(&faults);
	ac_symbols_file_parse("s", (struct ac_str){ text, size }, &config, &faults);
	check_faults("too many", &faults,
		     "s:1026:3: symbol 'S1024' is one too many; at most 1024 symbols are read");
	assert_int_equal(config.symbol_count, 1024);
	assert_int_equal(config.symbols[1023].limits.leverage, 10);
	ac_config_deinit(&config);
	ac_faults_deinit(&faults);
}

static void parse_book(const char *text, struct ac_book_config *book, struct ac_faults *faults)
{
	memset(book, 0, sizeof(*book));
	snprintf(book->file, sizeof(book->file), "f.yaml");
	ac_faults_init(faults);
	ac_strategy_file_parse(ac_str_from(text), &sandbox_reverting, book, faults);
}

static void test_strategy_file_refuses_each_mistake_with_its_place(void **state)
{
	(void)state;
	static const struct fault_case cases[] = {
		{ "", "f.yaml: missing key 'notional' or 'risk_pct'; write exactly one of them" },
		{ "notional: 100\nrisk_pct: 1\n", "f.yaml:2:11: risk_pct: notional is set at "
						  "f.yaml:1:11 already; keep exactly one of "
						  "them" },
		{ "risk_pct: 1\nnotional: 100\n", "f.yaml:2:11: notional: risk_pct is set at "
						  "f.yaml:1:11 already; keep exactly one of "
						  "them" },
		{ "notional: 0\n",
		  "f.yaml:1:11: notional: '0' is out of range; write a decimal from "
		  "0.01 to 1000000000" },
		{ "risk_pct: 100.1\n", "f.yaml:1:11: risk_pct: '100.1' is out of range; write a "
				       "decimal from 0.0001 to 100" },
		{ "notional: 5\nentry_type: STOP\n",
		  "f.yaml:2:13: entry_type: 'STOP' is not known; write LIMIT or MARKET" },
		{ "notional: 5\nenabled: on\n",
		  "f.yaml:2:10: enabled: 'on' is not true or false; write true" },
		{ "notional: 5\nparam: {}\n",
		  "f.yaml:2:1: unknown key 'param'; did you mean 'params'?" },
		{ "notional: 5\nparams: [1]\n",
		  "f.yaml:2:9: params: found a list; write 'key: value' lines below it, indented" },
		{ "notional: 5\nparams:\n  windw: 5\n",
		  "f.yaml:3:3: unknown parameter 'windw'; did you mean 'window'?" },
		{ "notional: 5\nparams:\n  window: 9\n",
		  "f.yaml:3:11: window: '9' is out of range; write a whole number from 10 to "
		  "10080" },
		{ "notional: 5\nparams:\n  window: 10.5\n",
		  "f.yaml:3:11: window: '10.5' is not a whole number; write a whole number from 10 "
		  "to "
		  "10080" },
		{ "notional: 5\nparams:\n  band_k: 0.15abc\n",
		  "f.yaml:3:11: band_k: '0.15abc' is not a number; write a decimal from 0.1 to "
		  "10" },
		{ "notional: 5\nparams:\n  allow_short: no\n",
		  "f.yaml:3:16: allow_short: 'no' is not true or false; write false" },
		{ "notional: 5\nparams:\n  anchor: sesion\n",
		  "f.yaml:3:11: anchor: 'sesion' is not session or rolling; did you mean "
		  "'session'?" },
		{ "notional: 5\nparams:\n  anchor: session\n  anchor: rolling\n",
		  "f.yaml:4:3: duplicate key 'anchor', first set at f.yaml:3:3; keep one of them" },
		{ "notional: 5\nparams:\n  window: 20\n",
		  "f.yaml:3:3: params: refused by reverting: minimum is above window; change one "
		  "of "
		  "them" },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		struct ac_book_config book;
		struct ac_faults faults;
		parse_book(cases[i].text, &book, &faults);
		check_faults(cases[i].text, &faults, cases[i].faults);
		ac_faults_deinit(&faults);
	}
}

static void test_strategy_file_takes_sizes_and_parameters(void **state)
{
	(void)state;
	struct ac_book_config book;
	struct ac_faults faults;
	parse_book("risk_pct: 0.5\nentry_type: LIMIT\nenabled: false\n"
		   "params: {window: 30, band_k: 0.15, allow_short: false, anchor: rolling}\n",
		   &book, &faults);
	check_faults("values", &faults, NULL);
	assert_int_equal(book.risk_pct.units, 50000000);
	assert_int_equal(book.notional.units, 0);
	assert_int_equal(book.entry_type, AC_ORDER_LIMIT);
	assert_false(book.is_enabled);
	assert_int_equal(book.params[0].integer, 30);
	assert_int_equal(book.params[1].integer, 30); /* its default */
	assert_int_equal(book.params[2].decimal, 15000000);
	assert_int_equal(book.params[3].integer, 0);
	assert_int_equal(book.params[4].integer, 1);
	ac_faults_deinit(&faults);

	parse_book("notional: 250.5\n", &book, &faults);
	check_faults("shortest", &faults, NULL);
	assert_int_equal(book.notional.units, 25050000000);
	assert_int_equal(book.entry_type, AC_ORDER_MARKET);
	assert_true(book.is_enabled);
	assert_int_equal(book.params[0].integer, 240);
	ac_faults_deinit(&faults);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_risk_file_refuses_each_mistake_with_its_place),
		cmocka_unit_test(test_risk_file_puts_values_where_they_belong),
		cmocka_unit_test(test_symbols_file_refuses_each_mistake_with_its_place),
		cmocka_unit_test(test_symbols_file_applies_its_defaults_wherever_they_stand),
		cmocka_unit_test(test_symbols_file_takes_a_plain_list_and_at_most_1024),
		cmocka_unit_test(test_strategy_file_refuses_each_mistake_with_its_place),
		cmocka_unit_test(test_strategy_file_takes_sizes_and_parameters),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
