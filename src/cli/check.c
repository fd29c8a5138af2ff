/* autocoin check - reads all configuration and prints what is in force, secrets masked. */
#include "cli/command.h"

#include <stdio.h>
#include <stdlib.h>

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
	struct ac_config config;
	if (!ac_cli_config_load(root, &registry, &config))
		return AC_EXIT_USAGE;
	char *text = NULL;
	code = AC_EXIT_FAILURE;
	if (ac_config_format(&config, &registry, &text) == AC_OK) {
		fputs(text, stdout);
		code = AC_EXIT_SUCCESS;
	}
	free(text);
	ac_config_deinit(&config);
	return code;
}
