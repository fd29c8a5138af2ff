/* command.h - what every sub-command of the program is made of. One file a command; main.c holds
 * the table. */
#ifndef AC_CLI_COMMAND_H
#define AC_CLI_COMMAND_H

#include "command/options.h"
#include "config/config.h"
#include "core/decimal.h"
#include "strategy/host.h"

struct ac_cli_command {
	const char *name;
	const char *summary;
	int (*run)(int argc, char **argv); /* argv[0] is the command's full name for messages */
};

int ac_cli_run(int argc, char **argv);
int ac_cli_status(int argc, char **argv);
int ac_cli_pause(int argc, char **argv);
int ac_cli_resume(int argc, char **argv);
int ac_cli_reduce(int argc, char **argv);
int ac_cli_halt(int argc, char **argv);
int ac_cli_unhalt(int argc, char **argv);
int ac_cli_flatten(int argc, char **argv);
int ac_cli_cancel(int argc, char **argv);
int ac_cli_reload(int argc, char **argv);
int ac_cli_tail(int argc, char **argv);
int ac_cli_top(int argc, char **argv);
int ac_cli_alert(int argc, char **argv);
int ac_cli_dashboard(int argc, char **argv);
int ac_cli_exchange(int argc, char **argv);
int ac_cli_backtest(int argc, char **argv);
int ac_cli_replay(int argc, char **argv);
int ac_cli_check(int argc, char **argv);
int ac_cli_doctor(int argc, char **argv);
int ac_cli_strategies(int argc, char **argv);
int ac_cli_db(int argc, char **argv);

/* loading.c; both return false after a message, and the command then ends with AC_EXIT_USAGE. */

/* The built-in strategies, and every plug-in below `folder`. */
bool ac_cli_registry_load(struct ac_strategy_registry *registry, const char *folder);
/* The same with the plug-ins of `root`/strategies, and then all configuration below `root`. The
 * caller ends it with ac_config_deinit. */
bool ac_cli_config_load(const char *root, struct ac_strategy_registry *registry,
			struct ac_config *ret_config);

#endif
