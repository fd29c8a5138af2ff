#include "cli/command.h"

#include "io/plugin.h"

bool ac_cli_registry_load(struct ac_strategy_registry *registry, const char *folder)
{
	char error[512];
	ac_strategy_registry_init(registry);
	if (ac_plugin_folder_load(folder, registry, error, sizeof(error)) == AC_OK)
		return true;
	ac_cli_usage_error("%s", error);
	return false;
}
