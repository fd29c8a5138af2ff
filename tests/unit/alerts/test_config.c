/* config/alerts.yaml and the addresses: what is taken, what is refused and where. */
#include "unit/config/sandbox.h"

#include "alerts/alerts_address.h"
#include "alerts/alerts_schema.h"
#include "config/choice.h"

static struct sandbox sandbox;
static struct ac_alerts_config config;
static struct ac_faults faults;

static int begin(void **state)
{
	(void)state;
	sandbox_init(&sandbox);
	ac_faults_init(&faults);
	return 0;
}

static int end(void **state)
{
	(void)state;
	ac_alerts_config_deinit(&config);
	ac_faults_deinit(&faults);
	sandbox_deinit(&sandbox);
	return 0;
}

static void load(const char *yaml, const char *env, char *const *environment,
		 enum ac_status expected)
{
	if (yaml != NULL)
		sandbox_write(&sandbox, "config/alerts.yaml", yaml, 0644);
	if (env != NULL)
		sandbox_write(&sandbox, ".env", env, 0600);
	enum ac_status status = ac_alerts_config_load(sandbox.root, environment, &config, &faults);
	if (status != expected)
		fail_msg("%s: %s", ac_status_text(status), faults.text != NULL ? faults.text : "");
}

static void test_without_a_file_slack_is_the_channel(void **state)
{
	(void)state;
	load(NULL, NULL, NULL, AC_OK);
	assert_int_equal(config.channel_count, 1);
	assert_string_equal(config.channels[0].name, "slack");
	assert_string_equal(config.channels[0].url_variable, "SLACK_WEBHOOK_URL");
	assert_string_equal(config.channels[0].url, "");
	assert_int_equal(config.connection_lost_sec, 10);
	assert_int_equal(config.summary_minute, 5);
	assert_int_equal(config.queue_max, 1000);
	assert_true(config.rules[AC_ALERT_HALT].is_on);
	assert_int_equal(config.rules[AC_ALERT_HALT].level, AC_ALERT_CRITICAL);
	assert_int_equal(config.rules[AC_ALERT_RISK_BREACH].repeat_after_sec, 3600);
}

static void test_every_key_is_taken(void **state)
{
	(void)state;
	load("kinds:\n"
	     "  entry: {enabled: false}\n"
	     "  halt: {level: warning, channels: [hook, slack], repeat_after_sec: 7}\n"
	     "channels:\n"
	     "  slack: {format: slack, url_from: SLACK_WEBHOOK_URL, level: warning}\n"
	     "  hook:\n"
	     "    format: webhook\n"
	     "    url_from: ALERT_WEBHOOK_URL\n"
	     "    per_minute: 0\n"
	     "general:\n"
	     "  summary_at: \"23:59\"\n"
	     "  liquidation_near_pct: 2.5\n"
	     "  attempts_max: 9\n",
	     "SLACK_WEBHOOK_URL=https://hooks.slack.com/services/A\n"
	     "ALERT_WEBHOOK_URL=https://file.example/x\n",
	     (char *const[]){ (char[]){ "ALERT_WEBHOOK_URL=https://env.example/y?token=1" },
			      (char[]){ "SLACK_WEBHOOK_URL=" }, NULL },
	     AC_OK);
	assert_int_equal(config.channel_count, 2);
	assert_string_equal(config.channels[0].url, "https://hooks.slack.com/services/A");
	assert_string_equal(config.channels[1].url, "https://env.example/y?token=1");
	assert_int_equal(config.channels[0].level, AC_ALERT_WARNING);
	assert_int_equal(config.channels[1].format, AC_ALERT_WEBHOOK);
	assert_int_equal(config.channels[1].per_minute, 0);
	assert_false(config.rules[AC_ALERT_ENTRY].is_on);
	assert_int_equal(config.rules[AC_ALERT_HALT].channels, 3);
	assert_int_equal(config.rules[AC_ALERT_HALT].level, AC_ALERT_WARNING);
	assert_int_equal(config.rules[AC_ALERT_HALT].repeat_after_sec, 7);
	assert_int_equal(config.summary_minute, 23 * 60 + 59);
	assert_int_equal(config.liquidation_near_pct.units, 250000000);
	assert_int_equal(config.attempts_max, 9);
	load("general: {summary_at: never}\n", "", NULL, AC_OK);
	assert_int_equal(config.summary_minute, -1);
}

/* `R/` stands for the folder. */
static void check_fault_lines(const char *name, const char *expected)
{
	char lines[4096] = "";
	size_t used = 0;
	for (const char *at = expected; *at != '\0'; at++) {
		bool is_root = at[0] == 'R' && at[1] == '/';
		used += (size_t)snprintf(lines + used, sizeof(lines) - used, "%.*s",
					 is_root ? (int)strlen(sandbox.root) : 1,
					 is_root ? sandbox.root : at);
	}
	check_faults(name, &faults, lines);
}

static void test_faults_name_their_place_and_what_to_write(void **state)
{
	(void)state;
	static const struct {
		const char *yaml, *faults;
	} cases[] = {
		{ "chanels: {}\n",
		  "R/config/alerts.yaml:1:1: unknown key 'chanels'; did you mean 'channels'?" },
		{ "kinds:\n  halts: {}\n",
		  "R/config/alerts.yaml:2:3: unknown kind 'halts'; did you mean 'halt'?" },
		{ "kinds:\n  test: {}\n",
		  "R/config/alerts.yaml:2:3: unknown kind 'test'; remove it, or see "
		  "docs/configuration.md for the known ones" },
		{ "kinds:\n  halt: {levle: info}\n",
		  "R/config/alerts.yaml:2:10: unknown key 'levle'; did you mean 'level'?" },
		{ "kinds:\n  halt: {enabled: no}\n",
		  "R/config/alerts.yaml:2:19: enabled: 'no' is not true or false; write false" },
		{ "kinds:\n  halt: {channels: slack}\n",
		  "R/config/alerts.yaml:2:20: channels: write a list of names, such as [slack]; "
		  "'enabled: false' tells nobody" },
		{ "kinds:\n  halt: {channels: [slak]}\n",
		  "R/config/alerts.yaml:2:21: 'slak' is no channel; did you mean 'slack'?" },
		{ "kinds:\n  halt: {channels: [[a]]}\n",
		  "R/config/alerts.yaml:2:21: 'a list' is no name of a channel" },
		{ "kinds:\n  halt: 3\n",
		  "R/config/alerts.yaml:2:9: halt: found text; write 'key: value' lines below it, "
		  "indented" },
		{ "general: {summary_at: 24:00}\n",
		  "R/config/alerts.yaml:1:23: '24:00' is no time of day for summary_at; write "
		  "HH:MM in UTC, in quotes, or never" },
		{ "general: {queue_max: 9}\n",
		  "R/config/alerts.yaml:1:22: queue_max: '9' is out of range; write a whole "
		  "number from 10 to 10000" },
		{ "channels:\n  Slack!: {}\n",
		  "R/config/alerts.yaml:2:3: 'Slack!' names no channel; write at most 31 of a-z, "
		  "0-9, '_' and '-'" },
		{ "channels:\n  slack: {format: slak}\n",
		  "R/config/alerts.yaml:2:19: format: 'slak' is not slack or webhook; did you mean "
		  "'slack'?" },
		{ "channels:\n  a: {}\n  a: {}\n",
		  "R/config/alerts.yaml:3:3: duplicate key 'a', first set at "
		  "R/config/alerts.yaml:2:3; keep one of them" },
		{ "channels: {a: , b: , c: , d: , e: , f: , g: , h: , i: }\n",
		  "R/config/alerts.yaml:1:52: 'i' is one channel too many; at most 8 are read" },
		/* The address itself, in the wrong place: not shown. */
		{ "channels:\n  slack: {url_from: \"https://hooks.slack.com/CANARY\"}\n",
		  "R/config/alerts.yaml:2:21: url_from: not the name of a variable for alerts "
		  "(value hidden); write SLACK_WEBHOOK_URL or one that begins with ALERT_, and "
		  "the address into .env" },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		load(cases[i].yaml, NULL, NULL, AC_ERR_CONFIG);
		check_fault_lines(cases[i].yaml, cases[i].faults);
		ac_faults_deinit(&faults);
		ac_faults_init(&faults);
	}
}

static void test_addresses_are_https_or_of_this_machine(void **state)
{
	(void)state;
	static const struct {
		const char *url;
		bool is_fine;
	} cases[] = {
		{ "https://hooks.slack.com/services/T/B/x", true },
		{ "HTTPS://hooks.slack.com/services/T/B/x", true },
		{ "https://example.com:8443/a?b=c&d=%20", true },
		{ "http://127.0.0.1:8080/x", true },
		{ "http://127.1.2.3/x", true },
		{ "http://localhost/x", true },
		{ "http://[::1]:9/x", true },
		{ "http://example.com/x", false },
		{ "http://127.0.0.1.example.com/x", false },
		{ "http://localhost.example.com/x", false },
		{ "http://127.0.0.1@example.com/x", false },
		{ "http://127.0.0.01/x", false },
		{ "http://128.0.0.1/x", false },
		{ "https://user:pass@example.com/x", false },
		{ "https://", false },
		{ "https:///x", false },
		{ "https://example.com/a b", false },
		{ "https://example.com/a\r\nX: y", false },
		{ "https://ex\xc3\xa4mple.com/", false },
		{ "ftp://example.com/", false },
		{ "hooks.slack.com/services/T", false },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		const char *fault = alerts_address_fault(ac_str_from(cases[i].url));
		CHECK_EQ(cases[i].url, fault == NULL, cases[i].is_fine);
		assert_true(fault == NULL || strstr(fault, "example") == NULL);
	}
	char longest[600];
	memset(longest, 'x', sizeof(longest));
	memcpy(longest, "https://a/", 10);
	assert_null(alerts_address_fault((struct ac_str){ longest, 511 }));
	assert_non_null(alerts_address_fault((struct ac_str){ longest, 512 }));
}

static void test_faults_of_addresses_hide_them(void **state)
{
	(void)state;
	static const char yaml[] = "channels:\n  hook: {url_from: ALERT_WEBHOOK_URL}\n";
	load(yaml, "# a comment\nALERT_WEBHOOK_URL=http://example.com/CANARY\n", NULL,
	     AC_ERR_CONFIG);
	check_fault_lines("plain http",
			  "R/.env:2:19: ALERT_WEBHOOK_URL: is an http:// address (value hidden), "
			  "which everyone on the way could read; only https:// is allowed, but for "
			  "this machine");
	ac_faults_deinit(&faults);
	ac_faults_init(&faults);
	load(yaml, "ALERT_WEBHOK_URL=https://example.com/CANARY\n", NULL, AC_ERR_CONFIG);
	check_fault_lines("unused", "R/.env:1:1: ALERT_WEBHOK_URL: no channel takes its address "
				    "from it; did you mean 'ALERT_WEBHOOK_URL'?");
	ac_faults_deinit(&faults);
	ac_faults_init(&faults);
	load(yaml, "ALERT_OTHER=\n",
	     (char *const[]){ (char[]){ "ALERT_WEBHOOK_URL=CANARY" }, NULL }, AC_ERR_CONFIG);
	check_faults("environment", &faults,
		     "environment: ALERT_WEBHOOK_URL: is no https:// address (value hidden); copy "
		     "it whole from the page that made the webhook");
}

static void test_other_files_leave_these_variables_alone(void **state)
{
	(void)state;
	struct ac_config whole;
	sandbox_write(&sandbox, ".env", "ALERT_WEBHOOK_URL=https://example.com/x\n", 0600);
	enum ac_status status =
		ac_config_load(&sandbox.paths, NULL, &sandbox_registry, &whole, &faults);
	assert_int_equal(status, AC_ERR_CONFIG); /* there are no YAML files */
	assert_null(strstr(faults.text, ".env"));
}

static char *read_source(const char *name)
{
	const char *root = getenv("AC_SOURCE_ROOT");
	char path[1024];
	char *text = calloc(1, 65536);
	assert_non_null(text);
	snprintf(path, sizeof(path), "%s/%s", root != NULL ? root : ".", name);
	FILE *file = fopen(path, "r");
	if (file == NULL)
		fail_msg("%s cannot be opened", path);
	size_t size = fread(text, 1, 65535, file);
	text[size] = '\0';
	fclose(file);
	return text;
}

static void test_sample_says_the_defaults(void **state)
{
	(void)state;
	struct ac_alerts_config defaults;
	char *text = read_source("config/alerts.yaml");
	load(NULL, NULL, NULL, AC_OK);
	defaults = config;
	load(text, NULL, NULL, AC_OK);
	assert_memory_equal(&config, &defaults, sizeof(config));
	for (size_t i = 0; i < alerts_general_schema.count; i++) {
		char line[64];
		snprintf(line, sizeof(line), "\n  %s: ", alerts_general_schema.fields[i].key);
		if (strstr(text, line) == NULL)
			fail_msg("%s is left out", line);
	}
	free(text);
}

static void check_rows(const char *page, const struct ac_schema *schema)
{
	for (size_t i = 0; i < schema->count; i++) {
		const struct ac_field *field = &schema->fields[i];
		char row[1024], range[128] = "-", preset[64] = "-";
		if (field->minimum != NULL)
			snprintf(range, sizeof(range), "%s to %s", field->minimum, field->maximum);
		if (field->type == AC_FIELD_BOOL)
			snprintf(range, sizeof(range), "`true` `false`");
		for (uint32_t k = 0; field->choices != NULL && k < 3; k++) {
			struct ac_str word = ac_choice_at(field->choices, k);
			size_t used = k == 0 ? 0 : strlen(range);
			if (word.size > 0)
				snprintf(range + used, sizeof(range) - used, "%s`%.*s`",
					 k == 0 ? "" : " ", (int)word.size, word.data);
		}
		if (field->default_value != NULL)
			snprintf(preset, sizeof(preset), "`%s`", field->default_value);
		snprintf(row, sizeof(row), "| `%s` | %s | %s | %s |\n", field->key, preset, range,
			 field->help);
		if (strstr(page, row) == NULL)
			fail_msg("docs/alerts.md lacks: %s", row);
	}
}

static void test_documentation_has_every_key_and_kind(void **state)
{
	(void)state;
	char *page = read_source("docs/alerts.md");
	load(NULL, NULL, NULL, AC_OK);
	check_rows(page, &alerts_general_schema);
	check_rows(page, &alerts_channel_schema);
	check_rows(page, &alerts_rule_schema);
	for (size_t i = 0; i < alerts_kinds_schema.count; i++) {
		char row[128];
		snprintf(row, sizeof(row), "| `%s` | %s | %d | ", alerts_kinds_schema.fields[i].key,
			 ac_alert_level_text(config.rules[i].level),
			 config.rules[i].repeat_after_sec);
		if (strstr(page, row) == NULL)
			fail_msg("docs/alerts.md lacks: %s", row);
	}
	free(page);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_without_a_file_slack_is_the_channel),
		TEST(test_every_key_is_taken),
		TEST(test_faults_name_their_place_and_what_to_write),
		TEST(test_addresses_are_https_or_of_this_machine),
		TEST(test_faults_of_addresses_hide_them),
		TEST(test_other_files_leave_these_variables_alone),
		TEST(test_sample_says_the_defaults),
		TEST(test_documentation_has_every_key_and_kind),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
