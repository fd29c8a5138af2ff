/* autocoin run - trades: on Binance or its demo exchange, or on the simulated exchange with live,
 * synthetic or recorded prices. */
#include "cli/command.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/confirm.h"
#include "cli/run_report.h"
#include "session/pace.h"
#include "trader/trader.h"

struct options {
	struct ac_trader_options trader;
	const char *mode;
};

static const struct argp_option table[] = {
	{ "mode", 'm', "sim|testnet|mainnet", 0, "in place of MODE", 0 },
	{ "feed", 'f', "FEED", 0,
	  "sim: replay:PATH[,PATH…], synthetic[:seed=N] or live (default: synthetic)", 0 },
	{ "speed", 's', "N|max", 0, "run seconds a second (default: 1; max: as fast as it goes)",
	  0 },
	{ "until-end", 'u', NULL, 0, "stop when the feed ends", 0 },
	{ "for", 't', "TIME", 0, "stop after this time: 20s, 5m, 2h", 0 },
	{ "symbols", 'S', "A,B", 0, "only these of the configured symbols", 0 },
	{ "account", 'a', "NAME", 0,
	  "name of the account in the database (default: the mode); it goes on where it stopped",
	  0 },
	{ "new-account", 'n', NULL, 0, "begin the account anew; the old rows stay in the database",
	  0 },
	{ "exchange-info", 'e', "FILE", 0, "trading rules (default: a built-in set)", 0 },
	{ "brackets", 'B', "FILE", 0, "leverage brackets to go with --exchange-info", 0 },
	{ "ledger", 'l', "FILE", 0, "at the end, write the simulated exchange's ledger as JSON",
	  0 },
	{ "no-dashboard", 'D', NULL, 0, "do not serve the dashboard", 0 },
	{ "quiet", 'q', NULL, 0, "no live view", 0 },
	{ "root", 'r', "DIR", 0, "folder that holds .env, config/ and strategies/ (default: .)",
	  0 },
	{ 0 },
};

static bool is_account_name(const char *name)
{
	size_t size =
		strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");
	return size > 0 && size < 24 && name[size] == '\0';
}

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct options *options = state->input;
	struct ac_trader_options *trader = &options->trader;
	const struct {
		int key;
		const char **to;
	} texts[] = {
		{ 'm', &options->mode },    { 'f', &trader->feed },
		{ 'S', &trader->symbols },  { 'e', &trader->exchange_info },
		{ 'B', &trader->brackets }, { 'l', &trader->ledger },
		{ 'r', &trader->root },     { 'a', &trader->account },
	};
	for (size_t i = 0; i < AC_COUNT(texts); i++) {
		if (texts[i].key != key)
			continue;
		*texts[i].to = argument;
		if (key == 'a' && !is_account_name(argument))
			argp_error(state, "--account %s: use up to 23 letters, digits, - and _",
				   argument);
		return 0;
	}
	switch (key) {
	case 's':
		if (!ac_pace_speed_parse(argument, &trader->speed))
			argp_error(state, "--speed %s: write a whole number up to 1000000, or max",
				   argument);
		return 0;
	case 't':
		if (!ac_command_duration_parse(argument, &trader->for_ms))
			argp_error(state, "--for %s: not a time; write 20s, 5m or 2h", argument);
		return 0;
	case 'u':
		trader->is_until_end = true;
		return 0;
	case 'n':
		trader->is_account_new = true;
		return 0;
	case 'D':
		trader->is_without_dashboard = true;
		return 0;
	case 'q':
		trader->is_quiet = true;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static volatile sig_atomic_t stop_signal;

static void on_signal(int number)
{
	stop_signal = number;
}

static void say(void *self, const char *line)
{
	(void)self;
	puts(line);
	fflush(stdout);
}

/* False after a message; the caller ends it either way. */
static bool load_alerts(const char *root, struct ac_alerts_config *alerts)
{
	struct ac_faults faults;
	ac_faults_init(&faults);
	enum ac_status status = ac_alerts_config_load(root, environ, alerts, &faults);
	if (status != AC_OK)
		ac_command_usage_error("nothing was started:\n%s",
				       faults.text != NULL ? faults.text : ac_status_text(status));
	ac_faults_deinit(&faults);
	return status == AC_OK;
}

static int trade(struct ac_trader_options *options, struct ac_config *config,
		 const struct ac_strategy_registry *registry)
{
	static const int codes[] = {
		[AC_TRADER_STOPPED] = AC_EXIT_SUCCESS,
		[AC_TRADER_FAILED] = AC_EXIT_FAILURE,
		[AC_TRADER_REFUSED] = AC_EXIT_USAGE,
	};
	static struct ac_alerts_config alerts;
	static struct ac_trader_report report;
	static struct ac_error error;
	if (!load_alerts(options->root, &alerts)) {
		ac_alerts_config_deinit(&alerts);
		return AC_EXIT_USAGE;
	}
	struct sigaction action = { .sa_handler = on_signal };
	(void)sigaction(SIGINT, &action, NULL);
	(void)sigaction(SIGTERM, &action, NULL);
	options->version = AC_VERSION_TEXT;
	options->stop_signal = &stop_signal;
	options->say = say;
	enum ac_trader_end end = ac_trader_run(options, config, &alerts, registry, &report, &error);
	ac_cli_run_report_print(&report, config->settings.db_url);
	if (error.text[0] != '\0')
		ac_command_failure("%s", error.text);
	ac_alerts_config_deinit(&alerts);
	return codes[end];
}

/* What only a run over the wire has, and what it cannot have. */
static int check_and_run(const struct options *options, struct ac_config *config,
			 const struct ac_strategy_registry *registry)
{
	struct ac_trader_options trader = options->trader;
	bool is_sim = config->settings.mode == AC_RUN_SIM;
	if (trader.account == NULL)
		trader.account = ac_run_mode_text(config->settings.mode);
	if (trader.feed == NULL)
		trader.feed = is_sim ? "synthetic" : "live";
	if (!is_sim && strcmp(trader.feed, "live") != 0)
		return ac_command_usage_error(
			"--feed %s: mode %s trades on the exchange's own prices; "
			"leave the option out, or use --mode sim",
			trader.feed, ac_run_mode_text(config->settings.mode));
	if (!is_sim && (trader.ledger != NULL || trader.is_account_new))
		return ac_command_usage_error("--ledger and --new-account are for the simulated "
					      "exchange; mode %s has an account of its own",
					      ac_run_mode_text(config->settings.mode));
	if (config->settings.mode == AC_RUN_MAINNET && !ac_confirm_real_money(config))
		return AC_EXIT_USAGE;
	return trade(&trader, config, registry);
}

static int load_and_run(const struct options *options)
{
	static struct ac_strategy_registry registry;
	static struct ac_config config;
	/* The option stands for the variable, so that both are checked by the same rules. */
	if (options->mode != NULL && setenv("MODE", options->mode, 1) != 0)
		return ac_command_failure("out of memory");
	if (!ac_cli_config_load(options->trader.root, &registry, &config))
		return AC_EXIT_USAGE;
	int code = check_and_run(options, &config, &registry);
	ac_config_deinit(&config);
	return code;
}

int ac_cli_run(int argc, char **argv)
{
	static const struct argp argp = {
		table,
		parse,
		NULL,
		"Trades every enabled strategy: mode sim on the simulated exchange, testnet on the "
		"demo exchange, mainnet with real money. Orders, fills, positions and signals go "
		"to the database, every input and intent to a journal, the state to "
		"status/heartbeat.json each second. The dashboard is at http://127.0.0.1:8501/ "
		"(DASHBOARD_HOST, DASHBOARD_PORT); `autocoin status`, `pause`, `halt`, `flatten` "
		"and "
		"the like speak with the run from the same folder. SIGINT or SIGTERM stops in "
		"order; "
		"a killed run is taken up where it was by the next one."
		"\vExamples:\n"
		"  autocoin run --mode sim --feed live\n"
		"  autocoin run --mode testnet\n"
		"  autocoin run --mode sim --feed synthetic:seed=7 --speed 60\n"
		"  autocoin run --mode sim --feed replay:BTCUSDT-1m.csv.gz --speed max --until-end",
		NULL,
		NULL,
		NULL
	};
	struct options options = { .trader = { .root = ".", .speed = 1 } };
	int code;
	if (!ac_command_parse(&argp, argc, argv, &options, &code))
		return code;
	return load_and_run(&options);
}
