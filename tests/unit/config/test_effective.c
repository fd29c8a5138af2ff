#include "property.h"
#include "sandbox.h"

#include "config/choice.h"
#include "config/schema.h"
#include "core/prng.h"

#define SECRET "QsEcReT"

/* The value of a number's row: an edge, or anything between them. */
static void random_number(struct ac_prng *prng, const struct ac_field *field, char *text,
			  size_t size)
{
	struct ac_dec minimum, maximum, value;
	assert_int_equal(ac_dec_parse(ac_str_from(field->minimum), &minimum), AC_OK);
	assert_int_equal(ac_dec_parse(ac_str_from(field->maximum), &maximum), AC_OK);
	uint64_t span = (uint64_t)(maximum.units - minimum.units) + 1;
	uint64_t edge = ac_prng_below(prng, 6);
	value.units = minimum.units + (int64_t)ac_prng_below(prng, span);
	if (edge == 0)
		value = minimum;
	if (edge == 1)
		value = maximum;
	assert_true(size >= AC_DEC_TEXT_SIZE);
	if (field->type == AC_FIELD_DECIMAL)
		ac_dec_format(value, text);
	else
		snprintf(text, size, "%lld", (long long)(value.units / AC_DEC_SCALE));
}

/* Text of characters that need care in YAML. */
static void random_text(struct ac_prng *prng, char *text, size_t size)
{
	static const char *const pieces[] = { "a",  "Z",  "0", "/", ".", "-", ":",  ": ", " #",
					      "\"", "\\", "'", "{", "*", "é", "币", "?",  "x:" };
	size_t used = 0;
	uint64_t count = 1 + ac_prng_below(prng, 20);
	for (uint64_t i = 0; i < count; i++) {
		const char *piece = pieces[ac_prng_below(prng, AC_COUNT(pieces))];
		if (used + strlen(piece) >= size)
			break;
		memcpy(text + used, piece, strlen(piece));
		used += strlen(piece);
	}
	text[used] = '\0';
}

static void fill(struct ac_prng *prng, const struct ac_schema *schema, void *base)
{
	for (size_t i = 0; i < schema->count; i++) {
		const struct ac_field *field = &schema->fields[i];
		char text[AC_PATH_SIZE] = "";
		switch (field->type) {
		case AC_FIELD_BOOL:
			snprintf(text, sizeof(text), "%s",
				 ac_prng_below(prng, 2) != 0 ? "true" : "false");
			break;
		case AC_FIELD_INT:
		case AC_FIELD_MS:
		case AC_FIELD_DECIMAL:
			random_number(prng, field, text, sizeof(text));
			break;
		case AC_FIELD_CHOICE:
		case AC_FIELD_TEXT:
			random_text(prng, text, field->type == AC_FIELD_TEXT ? field->size : 8);
			if (field->choices != NULL) {
				struct ac_str word = ac_choice_at(field->choices,
								  (uint32_t)ac_prng_below(prng, 2));
				snprintf(text, sizeof(text), "%.*s", (int)word.size, word.data);
			}
			break;
		case AC_FIELD_SECRET:
			snprintf(text, sizeof(text), "%s%0*d", SECRET,
				 (int)ac_prng_below(prng, field->size - sizeof(SECRET)) + 1, 0);
			break;
		case AC_FIELD_SECTION:
			if (field->section != NULL)
				fill(prng, field->section, base);
			continue;
		}
		assert_int_equal(ac_field_parse(field, ac_str_from(text), base), AC_OK);
	}
}

static void fill_book(struct ac_prng *prng, const struct ac_config *config, uint32_t index,
		      struct ac_book_config *book)
{
	const struct ac_strategy *strategy = sandbox_registry.items[index % 2];
	uint64_t symbol = ac_prng_below(prng, config->symbol_count);
	memset(book, 0, sizeof(*book));
	fill(prng, &ac_book_schema, book);
	if (ac_prng_below(prng, 2) != 0)
		book->notional = AC_DEC_ZERO;
	else
		book->risk_pct = AC_DEC_ZERO;
	snprintf(book->strategy, sizeof(book->strategy), "%s", strategy->name);
	memcpy(book->symbol, config->symbols[symbol].symbol, sizeof(book->symbol));
	random_text(prng, book->file, sizeof(book->file));
	for (uint32_t i = 0; i < strategy->param_count; i++) {
		const struct ac_param *param = &strategy->params[i];
		struct ac_field field = { .type = param->type == AC_PARAM_REAL ? AC_FIELD_DECIMAL
									       : AC_FIELD_INT,
					  .minimum = param->minimum,
					  .maximum = param->maximum };
		char text[32];
		if (param->type == AC_PARAM_BOOL)
			snprintf(text, sizeof(text), "%s",
				 ac_prng_below(prng, 2) != 0 ? "true" : "false");
		else if (param->type == AC_PARAM_CHOICE)
			snprintf(text, sizeof(text), "%s",
				 ac_prng_below(prng, 2) != 0 ? "session" : "rolling");
		else
			random_number(prng, &field, text, sizeof(text));
		assert_int_equal(
			ac_strategy_param_parse(param, ac_str_from(text), &book->params[i]), AC_OK);
	}
	/* The made-up strategies refuse a minimum above the window. */
	if (book->params[1].integer > book->params[0].integer)
		book->params[1] =
			book->params[0].integer > 1440 ? book->params[1] : book->params[0];
}

static void fill_config(struct ac_prng *prng, struct ac_config *config)
{
	ac_config_default(config);
	fill(prng, &ac_settings_schema, config);
	fill(prng, &ac_risk_file_schema, config);
	config->risk.is_guarded = ac_prng_below(prng, 2) != 0;
	if (config->sim_latency_min_ns > config->sim_latency_max_ns)
		config->sim_latency_min_ns = config->sim_latency_max_ns;
	config->symbol_count = (uint32_t)ac_prng_below(prng, 5);
	config->book_count = config->symbol_count == 0 ? 0 : (uint32_t)ac_prng_below(prng, 6);
	if (config->symbol_count > 0)
		config->symbols = calloc(config->symbol_count, sizeof(*config->symbols));
	if (config->book_count > 0)
		config->books = calloc(config->book_count, sizeof(*config->books));
	for (uint32_t i = 0; i < config->symbol_count; i++) {
		static const char *const names[] = { "BTC", "1000", "币安", "NULL", "_" };
		fill(prng, &ac_symbol_schema, &config->symbols[i]);
		snprintf(config->symbols[i].symbol, sizeof(config->symbols[i].symbol), "%s%uUSDT",
			 names[ac_prng_below(prng, AC_COUNT(names))], i);
	}
	for (uint32_t i = 0; i < config->book_count; i++)
		fill_book(prng, config, i, &config->books[i]);
}

/* The first thing that differs, secrets apart; NULL for nothing. Both are left without lists. */
static const char *difference(struct ac_config *a, struct ac_config *b)
{
	const char *what = NULL;
	if (a->symbol_count != b->symbol_count || a->book_count != b->book_count)
		what = "counts";
	else if (a->symbol_count > 0 &&
		 memcmp(a->symbols, b->symbols, a->symbol_count * sizeof(*a->symbols)) != 0)
		what = "symbols";
	else if (a->book_count > 0 &&
		 memcmp(a->books, b->books, a->book_count * sizeof(*a->books)) != 0)
		what = "books";
	struct ac_config *both[] = { a, b };
	for (size_t i = 0; i < 2; i++) {
		memset(both[i]->settings.api_key, 0, AC_TOKEN_SIZE);
		memset(both[i]->settings.api_secret, 0, AC_SECRET_SIZE);
		memset(both[i]->settings.slack_webhook_url, 0, AC_TOKEN_SIZE);
		free(both[i]->symbols);
		free(both[i]->books);
		both[i]->symbols = NULL;
		both[i]->books = NULL;
	}
	if (what == NULL && memcmp(a, b, sizeof(*a)) != 0)
		what = "settings, limits, execution or simulation";
	return what;
}

static bool parses_back(const int64_t words[PROPERTY_WORDS_MAX], char why[PROPERTY_WHY_SIZE])
{
	struct ac_prng prng;
	struct ac_config config, again;
	struct ac_faults faults;
	char *text = NULL, *text_again = NULL;
	const char *what = NULL;
	ac_prng_init(&prng, (uint64_t)words[0]);
	fill_config(&prng, &config);
	ac_faults_init(&faults);
	assert_int_equal(ac_config_format(&config, &sandbox_registry, &text), AC_OK);
	if (strstr(text, SECRET) != NULL)
		what = "a secret is shown";
	enum ac_status status =
		ac_config_parse_effective(ac_str_from(text), &sandbox_registry, &again, &faults);
	if (status != AC_OK) {
		snprintf(why, PROPERTY_WHY_SIZE, "%s", faults.text);
		fprintf(stderr, "%s\n", text);
		ac_config_deinit(&config);
	} else {
		/* Secrets are gone, so their lengths are the only difference of a second print. */
		memcpy(again.settings.api_key, config.settings.api_key, AC_TOKEN_SIZE);
		memcpy(again.settings.api_secret, config.settings.api_secret, AC_SECRET_SIZE);
		memcpy(again.settings.slack_webhook_url, config.settings.slack_webhook_url,
		       AC_TOKEN_SIZE);
		assert_int_equal(ac_config_format(&again, &sandbox_registry, &text_again), AC_OK);
		if (what == NULL && strcmp(text, text_again) != 0)
			what = "the second text differs";
		const char *differs = difference(&config, &again);
		what = what != NULL ? what : differs;
		if (what != NULL)
			snprintf(why, PROPERTY_WHY_SIZE, "%s", what);
	}
	free(text);
	free(text_again);
	ac_faults_deinit(&faults);
	return status == AC_OK && what == NULL;
}

static void test_effective_configuration_parses_back_into_an_equal_one(void **state)
{
	(void)state;
	static const struct property property = {
		.name = "format then parse gives an equal configuration",
		.holds = parses_back,
		.words = { { "seed of the configuration", PROPERTY_SIGNED, 0 } },
	};
	property_run(&property, 1000);
}

static void test_effective_configuration_reads_like_the_files(void **state)
{
	(void)state;
	static const char *const lines[] = {
		"guarded: true\n",
		"settings:\n  MODE: mainnet\n  BINANCE_API_KEY: \"****(64 characters)\"\n"
		"  BINANCE_API_SECRET: not set\n  BINANCE_API_KEY_FILE: \"\"\n"
		"  I_UNDERSTAND_REAL_MONEY: no\n"
		"  BINANCE_REST_URL: https://fapi.binance.com\n"
		"  BINANCE_WS_URL: wss://fstream.binance.com\n"
		"  BINANCE_WS_API_URL: wss://ws-fapi.binance.com/ws-fapi/v1\n"
		"  BINANCE_SAPI_URL: https://api.binance.com\n"
		"  BINANCE_CA_FILE: \"\"\n  ORDER_ENTRY: ws\n  RECV_WINDOW_MS: 5000\n",
		"  DB_URL: sqlite:///./database/trader.db\n",
		"  DASHBOARD_HOST: 127.0.0.1\n  DASHBOARD_PORT: 8501\nlimits:\n  "
		"account_daily_loss_pct: 5\n",
		"execution:\n  retries_max: 5\n  retry_interval_ms: 5000\n",
		"  stop_working_type: CONTRACT_PRICE\nsimulation:\n  wallet: 10000\n",
		"symbols:\n  BTCUSDT:\n    enabled: true\n    leverage: 10\n    margin_type: "
		"CROSSED\n",
		"books:\n  -\n    strategy: reverting\n    symbol: BTCUSDT\n    file: a/b.yaml\n"
		"    contents:\n      enabled: true\n      notional: 100\n      entry_type: LIMIT\n"
		"      params:\n        window: 240\n        minimum: 30\n        band_k: 2\n"
		"        allow_short: true\n        anchor: session\n",
	};
	struct ac_config config;
	struct ac_symbol_config symbol = { .symbol = "BTCUSDT" };
	struct ac_book_config book = { .strategy = "reverting",
				       .symbol = "BTCUSDT",
				       .is_enabled = true,
				       .notional = AC_DEC(100),
				       .file = "a/b.yaml" };
	char *text = NULL;
	ac_config_default(&config);
	ac_schema_default(&ac_symbol_schema, &symbol);
	ac_strategy_params_default(&sandbox_reverting, book.params);
	config.settings.mode = AC_RUN_MAINNET;
	memset(config.settings.api_key, 'k', 64);
	config.symbols = &symbol;
	config.symbol_count = 1;
	config.books = &book;
	config.book_count = 1;
	assert_int_equal(ac_config_format(&config, &sandbox_registry, &text), AC_OK);
	for (size_t i = 0; i < AC_COUNT(lines); i++) {
		if (strstr(text, lines[i]) == NULL) {
			fprintf(stderr, "missing\n%s\nin\n%s", lines[i], text);
			fail();
		}
	}
	assert_null(strstr(text, "STREAMLIT_PORT"));
	assert_null(strstr(text, "risk_pct"));
	free(text);

	snprintf(book.strategy, sizeof(book.strategy), "gone");
	assert_int_equal(ac_config_format(&config, &sandbox_registry, &text), AC_ERR_NOT_FOUND);
}

static void test_effective_configuration_is_checked_like_the_files(void **state)
{
	(void)state;
	static const struct {
		const char *text, *faults;
	} cases[] = {
		{ "", "effective configuration: is empty; it is what `autocoin check` prints" },
		{ "guarded: 1\n",
		  "effective configuration:1:10: guarded: '1' is not true or false; "
		  "write true" },
		{ "limits: {orders_max: x}\nsettings: {MODE: prod}\n",
		  "effective configuration:1:22: orders_max: 'x' is not a whole number; write a "
		  "whole "
		  "number from 0 to 10000\n"
		  "effective configuration:2:18: MODE: 'prod' is not known; write sim, testnet or "
		  "mainnet" },
		{ "books: 5\n", "effective configuration:1:8: books: found text; it is a list" },
		{ "books: [5]\n", "effective configuration:1:9: found text; a book is a mapping" },
		{ "symbols: [BTCUSDT]\n"
		  "books:\n- {strategy: revertin, symbol: BTCUSD, contents: {notional: 1}}\n",
		  "effective configuration:3:3: symbol 'BTCUSD' is not among the configured "
		  "symbols; "
		  "add it there, or did you mean 'BTCUSDT'?\n"
		  "effective configuration:3:3: no strategy is named 'revertin'; did you mean "
		  "'reverting'?" },
		{ "symbols: [BTCUSDT]\n"
		  "books:\n- {strategy: reverting, symbol: BTCUSDT}\n",
		  "effective configuration: missing key 'notional' or 'risk_pct'; write exactly "
		  "one "
		  "of them" },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		struct ac_config config;
		struct ac_faults faults;
		ac_faults_init(&faults);
		assert_int_equal(ac_config_parse_effective(ac_str_from(cases[i].text),
							   &sandbox_registry, &config, &faults),
				 AC_ERR_CONFIG);
		check_faults(cases[i].text, &faults, cases[i].faults);
		ac_faults_deinit(&faults);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_effective_configuration_parses_back_into_an_equal_one),
		cmocka_unit_test(test_effective_configuration_reads_like_the_files),
		cmocka_unit_test(test_effective_configuration_is_checked_like_the_files),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
