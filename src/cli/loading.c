#include "cli/command.h"

#include <stdio.h>
#include <unistd.h>

#include "io/plugin.h"

bool ac_cli_registry_load(struct ac_strategy_registry *registry, const char *folder)
{
	struct ac_error error;
	ac_strategy_registry_init(registry);
	if (ac_plugin_folder_load(folder, registry, &error) == AC_OK)
		return true;
	ac_command_usage_error("%s", error.text);
	return false;
}

bool ac_cli_config_load(const char *root, struct ac_strategy_registry *registry,
			struct ac_config *ret_config)
{
	char folder[AC_PATH_SIZE];
	snprintf(folder, sizeof(folder), "%s/strategies", root);
	if (!ac_cli_registry_load(registry, folder))
		return false;
	struct ac_config_paths paths = { root, ".env", "config/symbols.yaml", "config/risk.yaml",
					 "strategies" };
	struct ac_faults faults;
	ac_faults_init(&faults);
	bool is_loaded = ac_config_load(&paths, environ, registry, ret_config, &faults) == AC_OK;
	if (!is_loaded) {
		fprintf(stderr, "%s", faults.text != NULL ? faults.text : "");
		ac_command_usage_error("%u fault%s in the configuration; nothing was started",
				       faults.count, faults.count == 1 ? "" : "s");
	}
	ac_faults_deinit(&faults);
	return is_loaded;
}
