/* autocoin - trades Binance USDⓈ-M Futures; the table of its commands. */
#include "cli/command.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "config/config.h"

static int show_version(int argc, char **argv);
static int show_help(int argc, char **argv);

static const struct ac_cli_command commands[] = {
	{ "run", "trade: simulated prices and exchange, or recorded candles", ac_cli_run },
	{ "status", "is the money safe? the trader's state in the terminal", ac_cli_status },
	{ "top", "the same as a live view with keys", ac_cli_top },
	{ "pause", "no new entries until resume", ac_cli_pause },
	{ "resume", "entries again after pause or reduce", ac_cli_resume },
	{ "reduce", "only what makes positions smaller, until resume", ac_cli_reduce },
	{ "halt", "stop entries and cancel working ones, until unhalt", ac_cli_halt },
	{ "unhalt", "lift the halts of a guard", ac_cli_unhalt },
	{ "flatten", "close positions at market", ac_cli_flatten },
	{ "cancel", "cancel working entries; stops stay", ac_cli_cancel },
	{ "reload", "take over changed limits and strategies without a restart", ac_cli_reload },
	{ "tail", "show what happens, as it happens", ac_cli_tail },
	{ "alert", "send a test message to Slack and other webhooks", ac_cli_alert },
	{ "dashboard", "serve the dashboard over a database alone", ac_cli_dashboard },
	{ "exchange", "serve a simulated exchange on Binance's own protocol", ac_cli_exchange },
	{ "backtest", "run recorded candles through the whole order life, fast", ac_cli_backtest },
	{ "replay", "run a journal again and compare every command, bit for bit", ac_cli_replay },
	{ "check", "read all configuration and print what is in force", ac_cli_check },
	{ "doctor", "check everything that a run needs, and say what to do", ac_cli_doctor },
	{ "strategies", "list strategies and explain their parameters", ac_cli_strategies },
	{ "db", "look into the database: status, trades, orders, verify", ac_cli_db },
	{ "version", "print the version", show_version },
	{ "help", "print this text", show_help },
};

static int show_version(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	puts("autocoin " AC_VERSION_TEXT);
	return AC_EXIT_SUCCESS;
}

static int show_help(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	puts("autocoin - automated trading on Binance USDⓈ-M Futures\n\n"
	     "usage: autocoin COMMAND [OPTION…]\n");
	for (size_t i = 0; i < AC_COUNT(commands); i++)
		printf("  %-11s %s\n", commands[i].name, commands[i].summary);
	puts("\n'autocoin COMMAND --help' explains a command and shows an example.\n"
	     "Exit codes: 0 success, 1 failure, 2 wrong usage or configuration.");
	return AC_EXIT_SUCCESS;
}

static void on_assert(const char *file, int line, const char *expression)
{
	char text[512];
	int size = snprintf(
		text, sizeof(text),
		"autocoin: internal error at %s:%d: %s\n"
		"Trading stopped. Orders and stops on the exchange stay as they are; the next "
		"start reconciles with them.\n",
		file, line, expression);
	if (size > 0 && write(STDERR_FILENO, text, (size_t)size) < 0)
		return;
}

/* Keys live in this process: neither a core dump nor another process may read its memory. */
static void shut_in(void)
{
	struct rlimit none = { 0, 0 };
	(void)setrlimit(RLIMIT_CORE, &none);
#ifndef __SANITIZE_ADDRESS__ /* its leak search must be able to look at the process */
	(void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
}

static int run_command(const struct ac_cli_command *command, int argc, char **argv)
{
	static char full_name[64];
	snprintf(full_name, sizeof(full_name), "autocoin %s", command->name);
	argv[0] = full_name;
	return command->run(argc, argv);
}

int main(int argc, char **argv)
{
	ac_assert_hook_set(on_assert);
	shut_in();
	if (argc < 2) {
		(void)show_help(0, NULL);
		return AC_EXIT_USAGE;
	}
	const char *name = argv[1];
	if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0)
		name = "help";
	if (strcmp(name, "--version") == 0 || strcmp(name, "-V") == 0)
		name = "version";
	const char *names[AC_COUNT(commands)];
	for (size_t i = 0; i < AC_COUNT(commands); i++) {
		names[i] = commands[i].name;
		if (strcmp(name, commands[i].name) != 0)
			continue;
		int code = run_command(&commands[i], argc - 1, argv + 1);
		/* A full disk behind a redirection must not look like success. */
		if (fflush(stdout) != 0 && code == AC_EXIT_SUCCESS)
			code = ac_command_failure("the output could not be written");
		return code;
	}
	const char *nearest = ac_config_nearest(name, names, AC_COUNT(names));
	if (nearest != NULL)
		return ac_command_usage_error("unknown command '%s'; did you mean '%s'?", name,
					      nearest);
	return ac_command_usage_error("unknown command '%s'; 'autocoin help' lists them", name);
}
