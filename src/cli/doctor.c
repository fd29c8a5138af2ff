/* autocoin doctor - checks everything that a run needs, and says what to do about what is wrong. */
#include "cli/doctor.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/command.h"
#include "sys/json.h"
#include "trader/trader.h"

#define ROW_SIZE 8192

struct options {
	const char *root, *mode;
	bool is_json, is_order_placed;
};

static void print_row(void *self, const struct ac_doctor_line *line)
{
	(void)self;
	printf("%-24s %-8s %s\n", line->check, ac_doctor_result_text(line->result), line->found);
	if (line->advice[0] != '\0')
		printf("%-24s %-8s -> %s\n", "", "", line->advice);
	/* A check may take seconds; the ones before should be seen meanwhile. */
	fflush(stdout);
}

static void print_head(void)
{
	printf("%-24s %-8s %s\n", "CHECK", "RESULT", "FOUND, -> WHAT TO DO");
}

static bool run(const struct ac_config *config, bool is_order_placed, ac_doctor_say *say,
		void *self)
{
	const struct ac_doctor_options options = {
		.config = config,
		.journal_folder = AC_JOURNAL_FOLDER,
		.is_order_placed = is_order_placed,
	};
	return ac_doctor_run(&options, say, self);
}

bool ac_cli_doctor_table(const struct ac_config *config, bool is_order_placed)
{
	print_head();
	return run(config, is_order_placed, print_row, NULL);
}

/* The rows of a list, with commas between them. */
static void print_json_row(void *self, const struct ac_doctor_line *line)
{
	bool *is_first = self;
	char text[ROW_SIZE];
	struct ac_json json;
	ac_json_init(&json, text, sizeof(text));
	ac_json_open(&json, NULL, '{');
	ac_json_text(&json, "check", ac_str_from(line->check));
	ac_json_text(&json, "result", ac_str_from(ac_doctor_result_text(line->result)));
	ac_json_text(&json, "found", ac_str_from(line->found));
	ac_json_text(&json, "advice", ac_str_from(line->advice));
	ac_json_close(&json, '}');
	ac_assert(!json.is_full);
	printf("%s\n%.*s", *is_first ? "" : ",", (int)json.size, json.data);
	*is_first = false;
}

static bool run_all(const struct options *options, const struct ac_config *config)
{
	if (!options->is_json) {
		bool is_fine = ac_cli_doctor_table(config, options->is_order_placed);
		puts(is_fine ? "\nEverything that a run needs is there."
			     : "\nSomething has to be put right first: see FAILED above.");
		return is_fine;
	}
	bool is_first = true;
	printf("{\"checks\":[");
	bool is_fine = run(config, options->is_order_placed, print_json_row, &is_first);
	printf("\n],\"passed\":%s}\n", is_fine ? "true" : "false");
	return is_fine;
}

/* Faults of the configuration are a row too, so that whoever reads the table sees them there. */
static void show_faults(const struct options *options, const struct ac_faults *faults)
{
	struct ac_doctor_line line = {
		.check = "configuration",
		.result = AC_DOCTOR_FAILED,
		.advice = "correct these; docs/configuration.md explains every key",
	};
	bool is_first = true;
	snprintf(line.found, sizeof(line.found), "%u faults, the first: %.220s", faults->count,
		 faults->text != NULL ? faults->text : "");
	line.found[strcspn(line.found, "\n")] = '\0';
	if (options->is_json) {
		printf("{\"checks\":[");
		print_json_row(&is_first, &line);
		printf("\n],\"passed\":false}\n");
		return;
	}
	print_head();
	snprintf(line.found, sizeof(line.found), "%u faults:", faults->count);
	print_row(NULL, &line);
	printf("\n%s\n", faults->text != NULL ? faults->text : "");
}

static int load_and_run(const struct options *options)
{
	static struct ac_strategy_registry registry;
	static struct ac_config config;
	char folder[AC_PATH_SIZE];
	struct ac_faults faults;
	if (options->mode != NULL && setenv("MODE", options->mode, 1) != 0)
		return ac_command_failure("out of memory");
	snprintf(folder, sizeof(folder), "%s/strategies", options->root);
	if (!ac_cli_registry_load(&registry, folder))
		return AC_EXIT_USAGE;
	const struct ac_config_paths paths = { .root = options->root };
	ac_faults_init(&faults);
	if (ac_config_load(&paths, environ, &registry, &config, &faults) != AC_OK) {
		show_faults(options, &faults);
		ac_faults_deinit(&faults);
		return AC_EXIT_FAILURE;
	}
	bool is_fine = run_all(options, &config);
	ac_config_deinit(&config);
	ac_faults_deinit(&faults);
	return is_fine ? AC_EXIT_SUCCESS : AC_EXIT_FAILURE;
}

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct options *options = state->input;
	switch (key) {
	case 'r':
		options->root = argument;
		return 0;
	case 'm':
		options->mode = argument;
		return 0;
	case 'j':
		options->is_json = true;
		return 0;
	case 'p':
		options->is_order_placed = true;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

int ac_cli_doctor(int argc, char **argv)
{
	static const struct argp_option table[] = {
		{ "mode", 'm', "sim|testnet|mainnet", 0, "in place of MODE", 0 },
		{ "root", 'r', "DIR", 0,
		  "folder that holds .env, config/ and strategies/ (default: .)", 0 },
		{ "json", 'j', NULL, 0, "one JSON document in place of the table", 0 },
		{ "place-test-order", 'p', NULL, 0,
		  "mainnet: place a small conditional order far from the price, and take it back",
		  0 },
		{ 0 },
	};
	static const struct argp argp = {
		table,
		parse,
		NULL,
		"Checks configuration, database, disk, network, TLS, clock, key and its "
		"permissions, account settings, streams, symbols, sizes and balance, and says what "
		"to do about what is wrong. Nothing is traded; on testnet a far-away conditional "
		"order is placed and taken back at once. Exit code 0: nothing failed."
		"\vExamples:\n"
		"  autocoin doctor --mode testnet\n"
		"  autocoin doctor --mode mainnet --json",
		NULL,
		NULL,
		NULL
	};
	struct options options = { .root = "." };
	int code;
	if (!ac_command_parse(&argp, argc, argv, &options, &code))
		return code;
	return load_and_run(&options);
}
