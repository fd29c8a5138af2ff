/* command.h - what every sub-command of the program is made of. One file a command; main.c holds
 * the table. Exit codes: 0 success, 1 failure, 2 usage or configuration. */
#ifndef AC_CLI_COMMAND_H
#define AC_CLI_COMMAND_H

#include <argp.h>

#include "config/config.h"
#include "core/decimal.h"
#include "strategy/host.h"

#define AC_VERSION_TEXT "0.1.0"

enum ac_exit { AC_EXIT_SUCCESS = 0, AC_EXIT_FAILURE = 1, AC_EXIT_USAGE = 2 };

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

/* options.c */

/* Parses with argp after every long option was looked up: an unknown one is refused with the
 * nearest known one. Returns true on success; on false the command ends with *ret_exit. */
bool ac_cli_parse(const struct argp *argp, int argc, char **argv, void *input, int *ret_exit);
/* Prints "autocoin: sentence" to stderr and returns AC_EXIT_USAGE. */
int ac_cli_usage_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* The same with AC_EXIT_FAILURE. */
int ac_cli_failure(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Takes out of a text what would move a terminal's cursor or change its colours, line ends and
 * tabs apart: it may hold an exchange's words. */
void ac_cli_plain(char *text);
/* "20s", "500ms", "5m", "2h", "1d" or plain seconds, positive. */
bool ac_cli_duration_parse(const char *text, int64_t *ret_ms);

/* loading.c; both return false after a message, and the command then ends with AC_EXIT_USAGE. */

/* The built-in strategies, and every plug-in below `folder`. */
bool ac_cli_registry_load(struct ac_strategy_registry *registry, const char *folder);
/* The same with the plug-ins of `root`/strategies, and then all configuration below `root`. The
 * caller ends it with ac_config_deinit. */
bool ac_cli_config_load(const char *root, struct ac_strategy_registry *registry,
			struct ac_config *ret_config);

#endif
