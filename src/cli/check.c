/* autocoin check - reads all configuration and prints what is in force, secrets masked. */
#include "cli/command.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "config/config.h"

static error_t parse(int key, char *argument, struct argp_state *state)
{
	const char **root = state->input;
	if (key != 'r')
		return ARGP_ERR_UNKNOWN;
	*root = argument;
	return 0;
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
	if (!ac_cli_parse(&argp, argc, argv, &root, &code))
		return code;
	struct ac_strategy_registry registry;
	char folder[AC_PATH_SIZE];
	snprintf(folder, sizeof(folder), "%s/strategies", root);
	if (!ac_cli_registry_load(&registry, folder))
		return AC_EXIT_USAGE;
	struct ac_config_paths paths = { root, ".env", "config/symbols.yaml", "config/risk.yaml",
					 "strategies" };
	struct ac_config config;
	struct ac_faults faults;
	ac_faults_init(&faults);
	enum ac_status status = ac_config_load(&paths, environ, &registry, &config, &faults);
	if (status != AC_OK) {
		fprintf(stderr, "%s", faults.text != NULL ? faults.text : "");
		code = ac_cli_usage_error("%u fault%s in the configuration; nothing was started",
					  faults.count, faults.count == 1 ? "" : "s");
	} else {
		char *text = NULL;
		code = AC_EXIT_FAILURE;
		if (ac_config_format(&config, &registry, &text) == AC_OK) {
			fputs(text, stdout);
			code = AC_EXIT_SUCCESS;
		}
		free(text);
		ac_config_deinit(&config);
	}
	ac_faults_deinit(&faults);
	return code;
}
