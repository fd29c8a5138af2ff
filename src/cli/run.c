/* autocoin run - trades on the simulated exchange with synthetic or recorded prices. */
#include "cli/command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/pace.h"
#include "cli/simulation.h"

struct options {
	struct ac_simulation_options simulation;
	const char *mode;
};

static const struct argp_option table[] = {
	{ "mode", 'm', "sim|testnet|mainnet", 0, "in place of MODE", 0 },
	{ "feed", 'f', "FEED", 0, "replay:PATH[,PATH…] or synthetic[:seed=N] (default: synthetic)",
	  0 },
	{ "speed", 's', "N|max", 0, "run seconds a second (default: 1; max: as fast as it goes)",
	  0 },
	{ "until-end", 'u', NULL, 0, "stop when the feed ends", 0 },
	{ "for", 't', "TIME", 0, "stop after this time: 20s, 5m, 2h", 0 },
	{ "symbols", 'S', "A,B", 0, "only these of the configured symbols", 0 },
	{ "account", 'a', "NAME", 0,
	  "simulated account (default: sim); it goes on where it stopped", 0 },
	{ "new-account", 'n', NULL, 0, "begin the account anew; the old rows stay in the database",
	  0 },
	{ "exchange-info", 'e', "FILE", 0, "trading rules (default: a built-in set)", 0 },
	{ "brackets", 'B', "FILE", 0, "leverage brackets to go with --exchange-info", 0 },
	{ "ledger", 'l', "FILE", 0, "at the end, write the simulated exchange's ledger as JSON",
	  0 },
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
	struct ac_simulation_options *simulation = &options->simulation;
	const struct {
		int key;
		const char **to;
	} texts[] = {
		{ 'm', &options->mode },        { 'f', &simulation->feed },
		{ 'S', &simulation->symbols },  { 'e', &simulation->exchange_info },
		{ 'B', &simulation->brackets }, { 'l', &simulation->ledger },
		{ 'r', &simulation->root },     { 'a', &simulation->account },
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
		if (!ac_pace_speed_parse(argument, &simulation->speed))
			argp_error(state, "--speed %s: write a whole number up to 1000000, or max",
				   argument);
		return 0;
	case 't':
		if (!ac_cli_duration_parse(argument, &simulation->for_ms))
			argp_error(state, "--for %s: not a time; write 20s, 5m or 2h", argument);
		return 0;
	case 'u':
		simulation->is_until_end = true;
		return 0;
	case 'n':
		simulation->is_account_new = true;
		return 0;
	case 'q':
		simulation->is_quiet = true;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static int load_and_run(const struct options *options)
{
	static struct ac_strategy_registry registry;
	static struct ac_config config;
	/* The option stands for the variable, so that both are checked by the same rules. */
	if (options->mode != NULL && setenv("MODE", options->mode, 1) != 0)
		return ac_cli_failure("out of memory");
	if (!ac_cli_config_load(options->simulation.root, &registry, &config))
		return AC_EXIT_USAGE;
	int code;
	if (config.settings.mode != AC_RUN_SIM)
		code = ac_cli_usage_error("mode %s: this version has no connection to Binance; "
					  "nothing was started. Use --mode sim",
					  ac_run_mode_text(config.settings.mode));
	else
		code = ac_simulation_run(&options->simulation, &config, &registry);
	ac_config_deinit(&config);
	return code;
}

int ac_cli_run(int argc, char **argv)
{
	static const struct argp argp = {
		table,
		parse,
		NULL,
		"Trades every enabled strategy on the simulated exchange. Orders, fills, positions "
		"and "
		"signals go to the database, every input and intent to a journal, the state to "
		"status/heartbeat.json each second. SIGINT or SIGTERM stops in order; a killed run "
		"is "
		"taken up where it was by the next one."
		"\vExamples:\n"
		"  autocoin run --mode sim --feed synthetic:seed=7 --speed 60\n"
		"  autocoin run --mode sim --feed replay:BTCUSDT-1m.csv.gz --speed max --until-end",
		NULL,
		NULL,
		NULL
	};
	struct options options = {
		.simulation = { .root = ".", .feed = "synthetic", .account = "sim", .speed = 1 }
	};
	int code;
	if (!ac_cli_parse(&argp, argc, argv, &options, &code))
		return code;
	return load_and_run(&options);
}
