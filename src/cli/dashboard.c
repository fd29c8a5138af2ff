/* autocoin dashboard - the page over a database alone: history while no trader runs. */
#include "dashboard/dashboard.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli/command.h"
#include "database/history.h"

struct options {
	const char *root, *db_url, *host, *account;
	const char *port;
};

static const struct argp_option table[] = {
	{ "db", 'd', "URL", 0, "the database (default: DB_URL of the configuration)", 0 },
	{ "account", 'a', "NAME", 0, "whose history (default: that of the newest run)", 0 },
	{ "host", 'H', "ADDRESS", 0, "address to listen on (default: DASHBOARD_HOST)", 0 },
	{ "port", 'p', "N", 0, "port, 0 for any free one (default: DASHBOARD_PORT)", 0 },
	{ "root", 'r', "DIR", 0, "folder that holds .env, config/ and strategies/ (default: .)",
	  0 },
	{ 0 },
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct options *options = state->input;
	const struct {
		int key;
		const char **to;
	} texts[] = {
		{ 'd', &options->db_url }, { 'a', &options->account }, { 'H', &options->host },
		{ 'p', &options->port },   { 'r', &options->root },
	};
	for (size_t i = 0; i < AC_COUNT(texts); i++) {
		if (texts[i].key == key) {
			*texts[i].to = argument;
			return 0;
		}
	}
	if (key == ARGP_KEY_ARG)
		argp_error(state, "'%s' is one word too many", argument);
	return ARGP_ERR_UNKNOWN;
}

static bool take_newest(void *self, const char *account, const struct ac_store_run *newest,
			bool is_ended)
{
	char *name = self;
	(void)newest;
	(void)is_ended;
	snprintf(name, sizeof(newest->account), "%s", account);
	return false;
}

/* False after a message. */
static bool find_account(const char *url, char *name)
{
	struct ac_store *store;
	char error[512];
	if (ac_store_open_readonly(url, &store, error, sizeof(error)) != AC_OK) {
		ac_command_usage_error("%s", error);
		return false;
	}
	bool is_read = ac_history_accounts(store, take_newest, name) == AC_OK;
	if (!is_read)
		ac_command_failure("%s: %s", url, ac_store_error(store));
	else if (name[0] == '\0')
		ac_command_failure("%s holds no run yet; there is nothing to show", url);
	ac_store_close(store);
	return is_read && name[0] != '\0';
}

static int serve(const struct ac_dashboard_config *config)
{
	struct ac_dashboard *dashboard;
	char error[512];
	sigset_t ends;
	int number;
	/* Blocked before the threads start, so that none of them takes the signal. */
	sigemptyset(&ends);
	sigaddset(&ends, SIGINT);
	sigaddset(&ends, SIGTERM);
	(void)sigprocmask(SIG_BLOCK, &ends, NULL);
	if (ac_dashboard_create(config, &dashboard, error, sizeof(error)) != AC_OK)
		return ac_command_failure("%s", error);
	bool is_v6 = strchr(config->host, ':') != NULL;
	printf("Dashboard: http://%s%s%s:%d/\n"
	       "Account %s of %s; no trader runs here, so this is history. Ctrl-C ends it.\n",
	       is_v6 ? "[" : "", config->host, is_v6 ? "]" : "", ac_dashboard_port(dashboard),
	       config->account, config->db_url);
	fflush(stdout);
	(void)sigwait(&ends, &number);
	ac_dashboard_destroy(dashboard);
	return AC_EXIT_SUCCESS;
}

static int configure_and_serve(const struct options *options)
{
	static struct ac_strategy_registry registry;
	static struct ac_config loaded;
	char account[sizeof(((struct ac_store_run *)0)->account)] = "";
	if (options->port != NULL && setenv("DASHBOARD_PORT", options->port, 1) != 0)
		return ac_command_failure("out of memory");
	if (options->host != NULL && setenv("DASHBOARD_HOST", options->host, 1) != 0)
		return ac_command_failure("out of memory");
	if (!ac_cli_config_load(options->root, &registry, &loaded))
		return AC_EXIT_USAGE;
	const struct ac_settings *settings = &loaded.settings;
	struct ac_dashboard_config config = {
		.host = settings->dashboard_host,
		.port = settings->dashboard_port,
		.db_url = options->db_url != NULL ? options->db_url : settings->db_url,
		.account = options->account,
		.registry = &registry,
		.config = &loaded,
	};
	int code = AC_EXIT_USAGE;
	if (config.account == NULL && find_account(config.db_url, account))
		config.account = account;
	if (config.account != NULL)
		code = serve(&config);
	ac_config_deinit(&loaded);
	return code;
}

int ac_cli_dashboard(int argc, char **argv)
{
	static const struct argp argp = {
		table,
		parse,
		NULL,
		"Serves the dashboard over a database, read-only: what happened, while no trader "
		"runs. "
		"A running trader serves its own."
		"\vExamples:\n"
		"  autocoin dashboard\n"
		"  autocoin dashboard --db sqlite:///./database/trader.db --port 8502",
		NULL,
		NULL,
		NULL
	};
	struct options options = { .root = "." };
	int code;
	if (!ac_command_parse(&argp, argc, argv, &options, &code))
		return code;
	return configure_and_serve(&options);
}
