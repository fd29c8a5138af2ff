/* autocoin check - reads all configuration and prints what is in force, secrets masked. */
#include "cli/command.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "alerts/alerts_config.h"

static error_t parse(int key, char *argument, struct argp_state *state)
{
	const char **root = state->input;
	if (key != 'r')
		return ARGP_ERR_UNKNOWN;
	*root = argument;
	return 0;
}

/* As comments behind the configuration: where alerts go. False after a message. */
static bool check_alerts(const char *root)
{
	static struct ac_alerts_config alerts;
	struct ac_faults faults;
	ac_faults_init(&faults);
	bool is_fine = ac_alerts_config_load(root, environ, &alerts, &faults) == AC_OK;
	if (!is_fine) {
		fprintf(stderr, "%s\n", faults.text != NULL ? faults.text : "");
		ac_command_usage_error("%u fault%s in the configuration of alerts", faults.count,
				       faults.count == 1 ? "" : "s");
	}
	for (uint32_t i = 0; is_fine && i < alerts.channel_count; i++)
		printf("# alerts: channel %s, %s and above, address from %s (%s)\n",
		       alerts.channels[i].name, ac_alert_level_text(alerts.channels[i].level),
		       alerts.channels[i].url_variable,
		       alerts.channels[i].url[0] != '\0' ? "set" : "empty: off");
	ac_alerts_config_deinit(&alerts);
	ac_faults_deinit(&faults);
	return is_fine;
}

int ac_cli_check(int argc, char **argv)
{
	static const struct argp_option table[] = {
		{ "root", 'r', "DIR", 0,
		  "folder that holds .env, config/ and strategies/ (default: .)", 0 },
		{ 0 },
	};
	static const struct argp argp = {
		table,
		parse,
		NULL,
		"Reads .env, the environment, config/*.yaml and strategies/**.yaml, reports every "
		"fault "
		"with its place, and prints the effective configuration with secrets masked."
		"\vExample:\n  MODE=sim autocoin check",
		NULL,
		NULL,
		NULL
	};
	const char *root = ".";
	int code;
	if (!ac_command_parse(&argp, argc, argv, &root, &code))
		return code;
	struct ac_strategy_registry registry;
	struct ac_config config;
	if (!ac_cli_config_load(root, &registry, &config))
		return AC_EXIT_USAGE;
	char *text = NULL;
	code = AC_EXIT_FAILURE;
	if (ac_config_format(&config, &registry, &text) == AC_OK) {
		fputs(text, stdout);
		code = check_alerts(root) ? AC_EXIT_SUCCESS : AC_EXIT_USAGE;
	}
	free(text);
	ac_config_deinit(&config);
	return code;
}
