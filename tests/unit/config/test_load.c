/* Whole folders of configuration, as they are found on disk. */
#include "sandbox.h"

#define ENV     "MODE=testnet\nBINANCE_API_KEY=key-in-file\nBINANCE_API_SECRET=secret-in-file\n"
#define RISK    "limits: {orders_max: 7}\n"
#define SYMBOLS "symbols: [BTCUSDT, ETHUSDT, SOLUSDT]\n"
#define BOOK    "notional: 100\n"

static void write_good(struct sandbox *sandbox)
{
	sandbox_init(sandbox);
	sandbox_write(sandbox, ".env", ENV, 0600);
	sandbox_write(sandbox, "config/risk.yaml", RISK, 0644);
	sandbox_write(sandbox, "config/symbols.yaml", SYMBOLS, 0644);
	sandbox_write(sandbox, "strategies/trending/ETHUSDT.yaml", BOOK, 0644);
	sandbox_write(sandbox, "strategies/reverting/SOLUSDT.yaml", "risk_pct: 1\n", 0644);
	sandbox_write(sandbox, "strategies/reverting/BTCUSDT.yaml", BOOK, 0644);
}

static enum ac_status load(const struct sandbox *sandbox, char *const *environment,
			   struct ac_config *config, struct ac_faults *faults)
{
	ac_faults_init(faults);
	return ac_config_load(&sandbox->paths, environment, &sandbox_registry, config, faults);
}

/* Loads, wants a refusal with exactly these faults (each %s stands for the root), and proves that
 * the output was left alone. */
static void check_refused(const struct sandbox *sandbox, const char *expected)
{
	char wanted[8192];
	size_t size = 0;
	for (const char *at = expected; *at != '\0'; at++) {
		bool is_root = at[0] == '%' && at[1] == 's';
		size += (size_t)snprintf(wanted + size, sizeof(wanted) - size,
					 is_root ? "%s" : "%.1s", is_root ? sandbox->root : at);
		at += is_root;
	}
	struct ac_config config, untouched;
	struct ac_faults faults;
	memset(&config, 0x5a, sizeof(config));
	memset(&untouched, 0x5a, sizeof(untouched));
	assert_int_equal(load(sandbox, NULL, &config, &faults), AC_ERR_CONFIG);
	check_faults("refused", &faults, wanted);
	assert_memory_equal(&config, &untouched, sizeof(config));
	ac_faults_deinit(&faults);
}

static void test_load_reads_all_files_books_in_the_order_of_names(void **state)
{
	(void)state;
	struct sandbox sandbox;
	struct ac_config config;
	struct ac_faults faults;
	char path[512];
	write_good(&sandbox);
	/* None of these is a strategy's file. */
	sandbox_write(&sandbox, "strategies/README.md", "x", 0644);
	sandbox_write(&sandbox, "strategies/meson.build", "x", 0644);
	sandbox_write(&sandbox, "strategies/.hidden/BTCUSDT.yaml", "x", 0644);
	sandbox_write(&sandbox, "strategies/empty_folder/notes.txt", "x", 0644);
	sandbox_write(&sandbox, "strategies/reverting/.BTCUSDT.yaml", "x", 0644);
	sandbox_write(&sandbox, "strategies/reverting/reverting.c", "x", 0644);
	sandbox_write(&sandbox, "strategies/reverting/BTCUSDT.yaml~", "x", 0644);
	sandbox_write(&sandbox, "strategies/reverting/folder.yaml/x", "x", 0644);
	enum ac_status status = load(&sandbox, NULL, &config, &faults);
	check_faults("good", &faults, NULL);
	assert_int_equal(status, AC_OK);
	assert_int_equal(config.settings.mode, AC_RUN_TESTNET);
	assert_string_equal(config.settings.api_key, "key-in-file");
	assert_int_equal(config.risk.orders_max, 7);
	assert_int_equal(config.symbol_count, 3);
	assert_int_equal(config.book_count, 3);
	static const char *const books[][2] = { { "reverting", "BTCUSDT" },
						{ "reverting", "SOLUSDT" },
						{ "trending", "ETHUSDT" } };
	for (size_t i = 0; i < 3; i++) {
		snprintf(path, sizeof(path), "%s/strategies/%s/%s.yaml", sandbox.root, books[i][0],
			 books[i][1]);
		assert_string_equal(config.books[i].strategy, books[i][0]);
		assert_string_equal(config.books[i].symbol, books[i][1]);
		assert_string_equal(config.books[i].file, path);
	}
	ac_config_deinit(&config);
	ac_faults_deinit(&faults);
	sandbox_deinit(&sandbox);
}

static void test_load_reports_all_faults_of_all_files_at_once(void **state)
{
	(void)state;
	struct sandbox sandbox;
	write_good(&sandbox);
	sandbox_write(&sandbox, ".env", "MODE=sim\nLOG_LEVEL=LOUD\nMOD=sim\n", 0644);
	sandbox_write(&sandbox, "config/risk.yaml",
		      "limits:\n  orders_max: many\n  order_max: 5\nexecution:\n"
		      "  retries_max: -1\n",
		      0644);
	sandbox_write(&sandbox, "config/symbols.yaml", "symbols:\n  BTCUSDT: {leverage: 500}\n",
		      0644);
	sandbox_write(&sandbox, "strategies/revertin/BTCUSDT.yaml", BOOK, 0644);
	sandbox_write(&sandbox, "strategies/revertin/ETHUSDT.yaml", BOOK, 0644);
	sandbox_write(&sandbox, "strategies/reverting/BTCUSD.yaml", "notional: 1\nsize: 5\n", 0644);
	check_refused(
		&sandbox,
		"%s/.env: others may read or write it (mode 0644) and it holds secrets; run: chmod "
		"600 %s/.env\n"
		"%s/.env:2:11: LOG_LEVEL: 'LOUD' is not known; write DEBUG, INFO, WARN or ERROR\n"
		"%s/.env:3:1: unknown variable 'MOD'; did you mean 'MODE'?\n"
		"%s/config/risk.yaml:2:15: orders_max: 'many' is not a whole number; write a whole "
		"number from 0 to 10000\n"
		"%s/config/risk.yaml:3:3: unknown key 'order_max'; did you mean 'orders_max'?\n"
		"%s/config/risk.yaml:5:16: retries_max: '-1' is out of range; write a whole number "
		"from 0 to 100\n"
		"%s/config/symbols.yaml:2:23: leverage: '500' is out of range; write a whole "
		"number "
		"from 1 to 125\n"
		"%s/strategies/revertin: no strategy is named 'revertin'; did you mean "
		"'reverting'?\n"
		"%s/strategies/reverting/BTCUSD.yaml: symbol 'BTCUSD' is not among the configured "
		"symbols; add it there, or did you mean 'BTCUSDT'?\n"
		"%s/strategies/reverting/BTCUSD.yaml:2:1: unknown key 'size'; remove it, or see "
		"docs/configuration.md for the known ones\n"
		"%s/strategies/reverting/SOLUSDT.yaml: symbol 'SOLUSDT' is not among the "
		"configured "
		"symbols; add it there, or rename this file\n"
		"%s/strategies/trending/ETHUSDT.yaml: symbol 'ETHUSDT' is not among the configured "
		"symbols; add it there, or did you mean 'BTCUSDT'?");
	sandbox_deinit(&sandbox);
}

static void test_load_says_which_sample_to_copy_for_a_missing_file(void **state)
{
	(void)state;
	struct sandbox sandbox;
	sandbox_init(&sandbox);
	check_refused(
		&sandbox,
		"%s/config/risk.yaml: missing; copy the sample config/risk.yaml of the source "
		"tree there and adapt it\n"
		"%s/config/symbols.yaml: missing; copy the sample config/symbols.yaml of the "
		"source tree there and adapt it\n"
		"%s/strategies: cannot be listed (No such file or directory); make it, with a "
		"folder for each strategy and a <SYMBOL>.yaml in it for each symbol");
	sandbox_deinit(&sandbox);
}

static void test_load_takes_a_broken_list_of_symbols_as_no_list(void **state)
{
	(void)state;
	struct sandbox sandbox;
	write_good(&sandbox);
	sandbox_write(&sandbox, "config/symbols.yaml", "symbols: {\n", 0644);
	/* One fault, not one more for each strategy file. */
	check_refused(&sandbox,
		      "%s/config/symbols.yaml:2:1: not YAML: did not find expected node content; "
		      "check the indentation (blanks, no tabs), quotes and the blank after each "
		      "colon");
	sandbox_deinit(&sandbox);
}

static void test_load_refuses_an_env_file_that_others_can_read_or_write(void **state)
{
	(void)state;
	static const struct {
		mode_t mode;
		bool is_accepted;
	} cases[] = {
		{ 0600, true },  { 0400, true },  { 0700, true },  { 0711, true },
		{ 0640, false }, { 0604, false }, { 0620, false }, { 0602, false },
		{ 0644, false }, { 0666, false }, { 0777, false },
	};
	struct sandbox sandbox;
	write_good(&sandbox);
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		sandbox_write(&sandbox, ".env", ENV, cases[i].mode);
		if (!cases[i].is_accepted) {
			char expected[256];
			snprintf(expected, sizeof(expected),
				 "%%s/.env: others may read or write it (mode %04o) and it holds "
				 "secrets; run: chmod 600 %%s/.env",
				 (unsigned)cases[i].mode);
			check_refused(&sandbox, expected);
			continue;
		}
		struct ac_config config;
		struct ac_faults faults;
		assert_int_equal(load(&sandbox, NULL, &config, &faults), AC_OK);
		ac_config_deinit(&config);
		ac_faults_deinit(&faults);
	}
	sandbox_deinit(&sandbox);
}

static void test_load_refuses_what_is_no_text_file(void **state)
{
	(void)state;
	struct sandbox sandbox;
	char path[300];
	write_good(&sandbox);
	snprintf(path, sizeof(path), "%s/config/risk.yaml", sandbox.root);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(mkfifo(path, 0644), 0);
	snprintf(path, sizeof(path), "%s/strategies/trending/ETHUSDT.yaml", sandbox.root);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(symlink("nowhere", path), 0);
	snprintf(path, sizeof(path), "%s/config/symbols.yaml", sandbox.root);
	assert_int_equal(truncate(path, 1024 * 1024 + 1), 0);
	check_refused(&sandbox,
		      "%s/config/risk.yaml: is not a regular file; put a text file there\n"
		      "%s/config/symbols.yaml: is larger than 1 MiB; a configuration file is not\n"
		      "%s/strategies/trending/ETHUSDT.yaml: is a link to nothing; remove it or put "
		      "the file there");
	sandbox_deinit(&sandbox);
}

/* Whether the pages that hold `address` are marked to stay out of core dumps. */
static bool is_shielded(const void *address)
{
	char line[4096];
	bool is_inside = false, result = false;
	FILE *maps = fopen("/proc/self/smaps", "r");
	assert_non_null(maps);
	while (fgets(line, sizeof(line), maps) != NULL) {
		unsigned long first, last;
		if (sscanf(line, "%lx-%lx ", &first, &last) == 2)
			is_inside = (uintptr_t)address >= first && (uintptr_t)address < last;
		if (is_inside && strncmp(line, "VmFlags:", 8) == 0)
			result = strstr(line, " dd") != NULL;
	}
	fclose(maps);
	return result;
}

static void test_secrets_stay_out_of_core_dumps_and_are_erased(void **state)
{
	(void)state;
	struct sandbox sandbox;
	struct ac_faults faults;
	write_good(&sandbox);
	struct ac_config *config = malloc(sizeof(*config));
	assert_non_null(config);
	assert_int_equal(load(&sandbox, NULL, config, &faults), AC_OK);
	assert_string_equal(config->settings.api_secret, "secret-in-file");
	assert_true(is_shielded(config->settings.api_key));
	assert_true(is_shielded(config->settings.api_secret + AC_SECRET_SIZE - 1));
	assert_true(is_shielded(config->settings.slack_webhook_url + AC_TOKEN_SIZE - 1));

	ac_config_deinit(config);
	static const struct ac_config zero;
	assert_memory_equal(config, &zero, sizeof(zero));
	ac_config_deinit(config);
	free(config);
	ac_faults_deinit(&faults);
	sandbox_deinit(&sandbox);
}

static void test_load_finds_files_elsewhere_when_told(void **state)
{
	(void)state;
	struct sandbox sandbox;
	struct ac_config config;
	struct ac_faults faults;
	char risk[300];
	write_good(&sandbox);
	sandbox_write(&sandbox, "other/risk.yaml", "limits: {orders_max: 9}\n", 0644);
	sandbox_write(&sandbox, "other/env", "LOG_LEVEL=ERROR\n", 0600);
	sandbox_write(&sandbox, "none/keep", "", 0600);
	snprintf(risk, sizeof(risk), "%s/other/risk.yaml", sandbox.root);
	sandbox.paths.risk = risk; /* absolute: the root does not matter */
	sandbox.paths.env_file = "other/env";
	sandbox.paths.strategies = "none";
	assert_int_equal(load(&sandbox, NULL, &config, &faults), AC_OK);
	assert_int_equal(config.risk.orders_max, 9);
	assert_string_equal(config.settings.log_level, "ERROR");
	assert_int_equal(config.book_count, 0);
	ac_config_deinit(&config);
	ac_faults_deinit(&faults);
	sandbox_deinit(&sandbox);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_load_reads_all_files_books_in_the_order_of_names),
		cmocka_unit_test(test_load_reports_all_faults_of_all_files_at_once),
		cmocka_unit_test(test_load_says_which_sample_to_copy_for_a_missing_file),
		cmocka_unit_test(test_load_takes_a_broken_list_of_symbols_as_no_list),
		cmocka_unit_test(test_load_refuses_an_env_file_that_others_can_read_or_write),
		cmocka_unit_test(test_load_refuses_what_is_no_text_file),
		cmocka_unit_test(test_secrets_stay_out_of_core_dumps_and_are_erased),
		cmocka_unit_test(test_load_finds_files_elsewhere_when_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
