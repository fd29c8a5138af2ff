/* autocoin strategies - lists strategies and explains their parameters. */
#include "cli/command.h"

#include <stdio.h>

struct options {
	const char *folder;
	const char *name;
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct options *options = state->input;
	if (key == 'f')
		options->folder = argument;
	else if (key == ARGP_KEY_ARG && options->name == NULL)
		options->name = argument;
	else
		return ARGP_ERR_UNKNOWN;
	return 0;
}

static void explain(const struct ac_strategy *strategy)
{
	printf("%s %s - %s\n\n", strategy->name, strategy->version, strategy->summary);
	printf("  %-18s %-8s %-10s %-20s %s\n", "parameter", "type", "default", "range", "meaning");
	static const char *const types[] = { [AC_PARAM_INT] = "integer",
					     [AC_PARAM_REAL] = "decimal",
					     [AC_PARAM_BOOL] = "bool",
					     [AC_PARAM_CHOICE] = "choice" };
	for (uint32_t i = 0; i < strategy->param_count; i++) {
		const struct ac_param *param = &strategy->params[i];
		char range[64] = "true, false";
		if (param->choices != NULL)
			snprintf(range, sizeof(range), "%s", param->choices);
		else if (param->minimum != NULL)
			snprintf(range, sizeof(range), "[%s, %s]", param->minimum, param->maximum);
		printf("  %-18s %-8s %-10s %-20s %s\n", param->name, types[param->type],
		       param->default_value, range, param->help);
	}
}

int ac_cli_strategies(int argc, char **argv)
{
	static const struct argp_option table[] = {
		{ "folder", 'f', "DIR", 0, "where plug-ins are (default: strategies)", 0 },
		{ 0 },
	};
	static const struct argp argp = {
		table,
		parse,
		"[NAME]",
		"Lists the strategies that are built in or lie as DIR/<name>/*.so, or explains one."
		"\vExample:\n  autocoin strategies vwap_reversion",
		NULL,
		NULL,
		NULL
	};
	struct options options = { .folder = "strategies" };
	int code;
	if (!ac_command_parse(&argp, argc, argv, &options, &code))
		return code;
	struct ac_strategy_registry registry;
	if (!ac_cli_registry_load(&registry, options.folder))
		return AC_EXIT_USAGE;
	if (options.name != NULL) {
		const struct ac_strategy *strategy =
			ac_strategy_find(&registry, ac_str_from(options.name));
		if (strategy == NULL)
			return ac_command_usage_error(
				"there is no strategy '%s'; 'autocoin strategies' "
				"lists them",
				options.name);
		explain(strategy);
		return AC_EXIT_SUCCESS;
	}
	for (uint32_t i = 0; i < registry.count; i++)
		printf("%-20s %s\n", registry.items[i]->name, registry.items[i]->summary);
	return AC_EXIT_SUCCESS;
}
