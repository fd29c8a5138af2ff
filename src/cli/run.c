/* autocoin run - trades: on Binance or its demo exchange, or on the simulated exchange with live,
 * synthetic or recorded prices. */
#include "cli/command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/confirm.h"
#include "cli/pace.h"
#include "cli/trading.h"

struct options {
	struct ac_trading_options trading;
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
	struct ac_trading_options *trading = &options->trading;
	const struct {
		int key;
		const char **to;
	} texts[] = {
		{ 'm', &options->mode },     { 'f', &trading->feed },
		{ 'S', &trading->symbols },  { 'e', &trading->exchange_info },
		{ 'B', &trading->brackets }, { 'l', &trading->ledger },
		{ 'r', &trading->root },     { 'a', &trading->account },
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
		if (!ac_pace_speed_parse(argument, &trading->speed))
			argp_error(state, "--speed %s: write a whole number up to 1000000, or max",
				   argument);
		return 0;
	case 't':
		if (!ac_cli_duration_parse(argument, &trading->for_ms))
			argp_error(state, "--for %s: not a time; write 20s, 5m or 2h", argument);
		return 0;
	case 'u':
		trading->is_until_end = true;
		return 0;
	case 'n':
		trading->is_account_new = true;
		return 0;
	case 'D':
		trading->is_without_dashboard = true;
		return 0;
	case 'q':
		trading->is_quiet = true;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* What only a run over the wire has, and what it cannot have. */
static int check_and_run(const struct options *options, struct ac_config *config,
			 const struct ac_strategy_registry *registry)
{
	struct ac_trading_options trading = options->trading;
	bool is_sim = config->settings.mode == AC_RUN_SIM;
	if (trading.account == NULL)
		trading.account = ac_run_mode_text(config->settings.mode);
	if (trading.feed == NULL)
		trading.feed = is_sim ? "synthetic" : "live";
	if (!is_sim && strcmp(trading.feed, "live") != 0)
		return ac_cli_usage_error("--feed %s: mode %s trades on the exchange's own prices; "
					  "leave the option out, or use --mode sim",
					  trading.feed, ac_run_mode_text(config->settings.mode));
	if (!is_sim && (trading.ledger != NULL || trading.is_account_new))
		return ac_cli_usage_error("--ledger and --new-account are for the simulated "
					  "exchange; mode %s has an account of its own",
					  ac_run_mode_text(config->settings.mode));
	if (config->settings.mode == AC_RUN_MAINNET && !ac_confirm_real_money(config))
		return AC_EXIT_USAGE;
	return ac_trading_run(&trading, config, registry);
}

static int load_and_run(const struct options *options)
{
	static struct ac_strategy_registry registry;
	static struct ac_config config;
	/* The option stands for the variable, so that both are checked by the same rules. */
	if (options->mode != NULL && setenv("MODE", options->mode, 1) != 0)
		return ac_cli_failure("out of memory");
	if (!ac_cli_config_load(options->trading.root, &registry, &config))
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
	struct options options = { .trading = { .root = ".", .speed = 1 } };
	int code;
	if (!ac_cli_parse(&argp, argc, argv, &options, &code))
		return code;
	return load_and_run(&options);
}
