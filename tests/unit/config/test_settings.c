#include "sandbox.h"

#include "config/settings.h"

#define FILE_NAME ".env"

static void parse(const char *text, const char *const *environment, struct ac_config *config,
		  struct ac_faults *faults)
{
	ac_config_default(config);
	ac_faults_init(faults);
	ac_settings_parse(FILE_NAME, ac_str_from(text), (char *const *)(uintptr_t)environment,
			  config, faults);
}

static void test_settings_have_their_defaults_without_file_and_environment(void **state)
{
	(void)state;
	struct ac_config config;
	struct ac_faults faults;
	parse("", NULL, &config, &faults);
	check_faults("empty", &faults, NULL);
	const struct ac_settings *s = &config.settings;
	assert_int_equal(s->mode, AC_RUN_SIM);
	assert_string_equal(s->api_key, "");
	assert_string_equal(s->api_secret, "");
	assert_string_equal(s->slack_webhook_url, "");
	assert_int_equal(s->recv_window_ms, 5000);
	assert_int_equal(s->ws_max_backoff_sec, 60);
	assert_string_equal(s->db_url, "sqlite:///./database/trader.db");
	assert_string_equal(s->log_level, "INFO");
	assert_int_equal(s->position_mode, AC_MODE_ONEWAY);
	assert_int_equal(s->dashboard_port, 8501);
	ac_faults_deinit(&faults);
}

static void test_settings_take_every_form_of_a_line(void **state)
{
	(void)state;
	struct ac_config config;
	struct ac_faults faults;
	parse("\xef\xbb\xbf# a byte order mark stands before this comment\n"
	      "\n"
	      "  \t\n"
	      "MODE=testnet   # behind a blank a comment begins\r\n"
	      "  export BINANCE_API_KEY='a#b$HOME`x`\\n'\t# untouched\n"
	      "export\tBINANCE_API_SECRET=\"it's=quoted\"\n"
	      "RECV_WINDOW_MS=60000\n"
	      "WS_MAX_BACKOFF_SEC=\n"
	      "DB_URL=sqlite:////var/lib/trader.db\n"
	      "LOG_LEVEL=\"WARN\"\r\n"
	      "POSITION_MODE=HEDGE\r\n"
	      "SLACK_WEBHOOK_URL=https://hooks.slack.com/services/T/B/x#y\n"
	      "STREAMLIT_PORT=1",
	      NULL, &config, &faults);
	check_faults("forms", &faults, NULL);
	const struct ac_settings *s = &config.settings;
	assert_int_equal(s->mode, AC_RUN_TESTNET);
	assert_string_equal(s->api_key, "a#b$HOME`x`\\n");
	assert_string_equal(s->api_secret, "it's=quoted");
	assert_int_equal(s->recv_window_ms, 60000);
	assert_int_equal(s->ws_max_backoff_sec, 60); /* empty is the same as none */
	assert_string_equal(s->db_url, "sqlite:////var/lib/trader.db");
	assert_string_equal(s->log_level, "WARN");
	assert_int_equal(s->position_mode, AC_MODE_HEDGE);
	assert_string_equal(s->slack_webhook_url, "https://hooks.slack.com/services/T/B/x#y");
	assert_int_equal(s->dashboard_port, 1);
	ac_faults_deinit(&faults);
}

static void test_settings_environment_wins_over_the_file(void **state)
{
	(void)state;
	const char *environment[] = { "HOME=/root", "MODE=mainnet",
				      "MODES=x",    "BINANCE_API_KEY=k",
				      "LOG_LEVEL=", "DASHBOARD_PORT=9000",
				      "NOTHING",    NULL };
	struct ac_config config;
	struct ac_faults faults;
	parse("MODE=sim\nBINANCE_API_SECRET=s\nLOG_LEVEL=DEBUG\nDASHBOARD_PORT=1\n", environment,
	      &config, &faults);
	check_faults("environment", &faults, NULL);
	assert_int_equal(config.settings.mode, AC_RUN_MAINNET);
	assert_string_equal(config.settings.api_key, "k");
	assert_string_equal(config.settings.api_secret, "s");
	assert_string_equal(config.settings.log_level, "DEBUG");
	assert_int_equal(config.settings.dashboard_port, 9000);
	ac_faults_deinit(&faults);
}

static void test_settings_refuse_each_bad_line_with_its_place(void **state)
{
	(void)state;
	static const struct {
		const char *text, *faults;
	} cases[] = {
		{ "MODE=live\n",
		  ".env:1:6: MODE: 'live' is not known; write sim, testnet or mainnet" },
		{ "MODE=mainet\n", ".env:1:6: MODE: 'mainet' is not sim, testnet or mainnet; did "
				   "you mean 'mainnet'?" },
		{ "MODE=SIM\n", ".env:1:6: MODE: 'SIM' is not sim, testnet or mainnet; did you "
				"mean 'sim'?" },
		{ "\nMODS=sim\n", ".env:2:1: unknown variable 'MODS'; did you mean 'MODE'?" },
		{ "# x\n  HOME=/root\n",
		  ".env:2:3: unknown variable 'HOME'; remove it, or see docs/configuration.md for "
		  "the known ones" },
		{ "PYTHONPATH=/x\n", ".env:1:1: unknown variable 'PYTHONPATH'; remove it, or see "
				     "docs/configuration.md for the known ones" },
		{ "MODE=sim\nLOG_LEVEL=INFO\nexport MODE=sim\n",
		  ".env:3:8: duplicate variable 'MODE', first set at .env:1:1; keep one of them" },
		{ "RECV_WINDOW_MS=0.15abc\n", ".env:1:16: RECV_WINDOW_MS: '0.15abc' is not a whole "
					      "number; write a whole number "
					      "from 1 to 60000" },
		{ "RECV_WINDOW_MS=5e3\n", ".env:1:16: RECV_WINDOW_MS: '5e3' is not a whole number; "
					  "write a whole number from "
					  "1 to 60000" },
		{ "RECV_WINDOW_MS=05000\n",
		  ".env:1:16: RECV_WINDOW_MS: '05000' is not a whole number; write a whole number "
		  "from 1 to 60000" },
		{ "RECV_WINDOW_MS=60001\n", ".env:1:16: RECV_WINDOW_MS: '60001' is out of range; "
					    "write a whole number from 1 to 60000" },
		{ "RECV_WINDOW_MS=99999999999999999999\n",
		  ".env:1:16: RECV_WINDOW_MS: '99999999999999999999' is out of range; write a "
		  "whole "
		  "number from 1 to 60000" },
		{ "LOG_LEVEL=info\n", ".env:1:11: LOG_LEVEL: 'info' is not DEBUG, INFO, WARN or "
				      "ERROR; did you mean 'INFO'?" },
		{ "DB_URL=postgresql://me:word@host/db\n",
		  ".env:1:8: DB_URL: PostgreSQL does not work in this version; write sqlite:/// "
		  "and "
		  "a path, such as sqlite:///./database/trader.db" },
		{ "DB_URL='postgres://me:word@host/db'\n",
		  ".env:1:9: DB_URL: PostgreSQL does not work in this version; write sqlite:/// "
		  "and "
		  "a path, such as sqlite:///./database/trader.db" },
		{ "DB_URL=mysql://me:word@host/db\n",
		  ".env:1:8: DB_URL: not an address of a known kind (value hidden); write "
		  "sqlite:/// "
		  "and a path, such as sqlite:///./database/trader.db" },
		{ "DB_URL=sqlite://trader.db\n",
		  ".env:1:8: DB_URL: sqlite: is followed by three slashes for a relative path, "
		  "four "
		  "for an absolute one; write sqlite:/// and a path, such as "
		  "sqlite:///./database/trader.db" },
		{ "DB_URL=sqlite:///\n", ".env:1:8: DB_URL: names no file; write sqlite:/// and a "
					 "path, such as sqlite:///./database/trader.db" },
		{ "STREAMLIT_PORT=8501\nDASHBOARD_PORT=8502\n",
		  ".env:1:16: STREAMLIT_PORT: differs from DASHBOARD_PORT, its newer name; remove "
		  "STREAMLIT_PORT" },
		{ "STREAMLIT_PORT=8502\nDASHBOARD_PORT=8502\n", NULL },
		{ "STREAMLIT_PORT=65536\n",
		  ".env:1:16: STREAMLIT_PORT: '65536' is out of range; write a "
		  "whole number from 0 to 65535" },
		{ "LOG_LEVEL INFO\n",
		  ".env:1:1: not an assignment (text hidden); write NAME=value" },
		{ "MODE = sim\n", ".env:1:5: a blank before '='; write NAME=value without blanks" },
		{ "MODE= sim\n", ".env:1:6: a blank after '='; write NAME=value without blanks" },
		{ "MODE='sim\n",
		  ".env:1:6: a quote is not closed on its line; add the closing quote" },
		{ "MODE='sim'x\n", ".env:1:11: text after the closing quote; remove it, or begin a "
				   "comment with ' #'" },
		{ "MODE='sim' # fine\n", NULL },
		{ "MODE=testnet\nBINANCE_API_KEY=k\n",
		  ".env: missing BINANCE_API_SECRET, which MODE=testnet needs; set it, or "
		  "BINANCE_API_KEY_FILE, here or in the environment" },
		{ "MODE=mainnet\n",
		  ".env: missing BINANCE_API_KEY, which MODE=mainnet needs; set it here or in the "
		  "environment\n"
		  ".env: missing BINANCE_API_SECRET, which MODE=mainnet needs; set it, or "
		  "BINANCE_API_KEY_FILE, here or in the environment" },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		struct ac_config config;
		struct ac_faults faults;
		parse(cases[i].text, NULL, &config, &faults);
		check_faults(cases[i].text, &faults, cases[i].faults);
		ac_faults_deinit(&faults);
	}
}

static void test_settings_name_the_environment_without_a_line(void **state)
{
	(void)state;
	const char *environment[] = { "RECV_WINDOW_MS=0", "DB_URL=postgresql://x",
				      "STREAMLIT_PORT=7", "POSITION_MODE=hedge", NULL };
	struct ac_config config;
	struct ac_faults faults;
	parse("RECV_WINDOW_MS=1\nDASHBOARD_PORT=8\n", environment, &config, &faults);
	check_faults(
		"environment", &faults,
		"environment: RECV_WINDOW_MS: '0' is out of range; write a whole number from 1 "
		"to 60000\n"
		"environment: DB_URL: PostgreSQL does not work in this version; write "
		"sqlite:/// and a path, such as sqlite:///./database/trader.db\n"
		"environment: POSITION_MODE: 'hedge' is not ONEWAY or HEDGE; did you mean "
		"'HEDGE'?\n"
		"environment: STREAMLIT_PORT: differs from DASHBOARD_PORT, its newer name; "
		"remove STREAMLIT_PORT");
	ac_faults_deinit(&faults);
}

static void test_settings_never_show_a_secret(void **state)
{
	(void)state;
	/* Wherever a person may paste it: too long, broken, misnamed, unquoted, as a name. */
	static const char secret[] = "s3cr3tS3CR3T";
	static const char *const texts[] = {
		"BINANCE_API_SECRET=s3cr3tS3CR3T with blanks\n",
		"BINANCE_API_SECRET='s3cr3tS3CR3T\n",
		"BINANCE_API_SECRET=s3cr3tS3CR3T\x01\n",
		"BINANCE_API_SECRET='s3cr3tS3CR3T's3cr3tS3CR3T\n",
		"BINANCE_API_SECRET s3cr3tS3CR3T\n",
		"BINANCE_API_SECRET: s3cr3tS3CR3T\n",
		"BINANCE_API_SECRT=s3cr3tS3CR3T\n",
		"s3cr3tS3CR3T\n",
		"s3cr3tS3CR3T=\n",
		"SLACK_WEBHOOK_URL=http://hooks.slack.com/s3cr3tS3CR3T\n",
		"SLACK_WEBHOOK_URL=s3cr3tS3CR3T\n",
		"DB_URL=postgresql://me:s3cr3tS3CR3T@host/db\n",
		"DB_URL=s3cr3tS3CR3T\n",
		"BINANCE_API_KEY=s3cr3tS3CR3T\nBINANCE_API_KEY=s3cr3tS3CR3T\n",
		"BINANCE_API_KEY="
		"s3cr3tS3CR3T0123456789012345678901234567890123456789012345678901"
		"2345678901234567890123456789012345678901234567890123456789012345678901234567890123"
		"4567890123456789012345678901234567890123456789012345678901234567890123456789012345"
		"67890123456789012345678901234567890123456789\n",
	};
	for (size_t i = 0; i < AC_COUNT(texts); i++) {
		struct ac_config config;
		struct ac_faults faults;
		parse(texts[i], NULL, &config, &faults);
		if (faults.count != 1)
			fail_msg("%s: %u faults", texts[i], faults.count);
		if (strstr(faults.text, secret) != NULL)
			fail_msg("shown: %s", faults.text);
		ac_faults_deinit(&faults);
	}
}

static void test_settings_show_no_long_name_and_no_half_character(void **state)
{
	(void)state;
	struct ac_config config;
	struct ac_faults faults;
	/* A key of upper-case letters may have been pasted before the '='. */
	parse("ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFGHIJKLMNO=\n"
	      "LOG_LEVEL=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\xc3\xa9zz\n",
	      NULL, &config, &faults);
	check_faults("long", &faults,
		     ".env:1:1: unknown variable (name hidden, as it is not in upper case or too "
		     "long); see docs/configuration.md for the known ones\n"
		     ".env:2:11: LOG_LEVEL: 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa...' is not "
		     "known; write DEBUG, INFO, WARN or ERROR");
	ac_faults_deinit(&faults);
}

static void test_settings_take_secrets_of_255_characters_and_not_of_256(void **state)
{
	(void)state;
	for (int size = AC_TOKEN_SIZE - 1; size <= AC_TOKEN_SIZE; size++) {
		struct ac_config config;
		struct ac_faults faults;
		char text[512];
		snprintf(text, sizeof(text), "BINANCE_API_KEY=%0*d\n", size, 0);
		parse(text, NULL, &config, &faults);
		CHECK_EQ("length", strlen(config.settings.api_key),
			 size < AC_TOKEN_SIZE ? size : 0);
		check_faults(
			"length", &faults,
			size < AC_TOKEN_SIZE
				? NULL
				: ".env:1:17: BINANCE_API_KEY: the text (value hidden) is too long "
				  "or has a character that does not belong there; write at most "
				  "255 ASCII characters without a blank");
		ac_faults_deinit(&faults);
	}
}

static void test_settings_faults_hold_no_control_characters(void **state)
{
	(void)state;
	struct ac_config config;
	struct ac_faults faults;
	parse("LOG_LEVEL=\x1b[31mred\x7f\xc2\x9b\n", NULL, &config, &faults);
	assert_int_equal(faults.count, 1);
	assert_non_null(strstr(faults.text, "'?[31mred?\?\?'"));
	ac_faults_deinit(&faults);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_settings_have_their_defaults_without_file_and_environment),
		cmocka_unit_test(test_settings_take_every_form_of_a_line),
		cmocka_unit_test(test_settings_environment_wins_over_the_file),
		cmocka_unit_test(test_settings_refuse_each_bad_line_with_its_place),
		cmocka_unit_test(test_settings_name_the_environment_without_a_line),
		cmocka_unit_test(test_settings_never_show_a_secret),
		cmocka_unit_test(test_settings_show_no_long_name_and_no_half_character),
		cmocka_unit_test(test_settings_take_secrets_of_255_characters_and_not_of_256),
		cmocka_unit_test(test_settings_faults_hold_no_control_characters),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
