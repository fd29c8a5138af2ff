/* autocoin replay - runs a journal again and compares every command. */
#include "cli/command.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "session/replay.h"

struct options {
	const char *file;
	const char *folder;
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct options *options = state->input;
	if (key == 'f')
		options->folder = argument;
	else if (key == ARGP_KEY_ARG && options->file == NULL)
		options->file = argument;
	else if (key == ARGP_KEY_NO_ARGS)
		argp_error(state, "a journal file is missing");
	else
		return ARGP_ERR_UNKNOWN;
	return 0;
}

static void show_progress(void *self, uint64_t seq)
{
	(void)self;
	if (seq % 262144 == 0 && isatty(STDERR_FILENO))
		fprintf(stderr, "\rreplayed %" PRIu64 " records", seq);
}

int ac_cli_replay(int argc, char **argv)
{
	static const struct argp_option table[] = {
		{ "folder", 'f', "DIR", 0, "where strategy plug-ins are (default: strategies)", 0 },
		{ 0 },
	};
	static const struct argp argp = {
		table,
		parse,
		"FILE",
		"Runs a journal's inputs through a fresh engine and its prices through a fresh "
		"simulated exchange, and compares every command and event with what is on file, "
		"bit "
		"for bit. Nothing is sent or written."
		"\vExample:\n  autocoin replay database/journal/run-000001.journal",
		NULL,
		NULL,
		NULL
	};
	struct options options = { .folder = "strategies" };
	int code;
	if (!ac_command_parse(&argp, argc, argv, &options, &code))
		return code;
	struct ac_strategy_registry registry;
	if (!ac_cli_registry_load(&registry, options.folder))
		return AC_EXIT_USAGE;
	struct ac_replay *replay;
	struct ac_error error;
	if (ac_replay_create(options.file, &registry, &replay, &error) != AC_OK)
		return ac_command_failure("%s", error.text);
	struct ac_replay_report report;
	enum ac_status status = ac_replay_run(replay, show_progress, NULL, &report);
	if (isatty(STDERR_FILENO) && report.records > 262144)
		fputc('\n', stderr);
	if (status == AC_OK) {
		printf("%s: run %" PRIu32 ": %" PRIu64 " inputs, %" PRIu64 " prices and %" PRIu64
		       " commands reproduced bit for bit\n",
		       options.file, ac_replay_setup(replay)->run_id, report.inputs, report.feeds,
		       report.commands);
		if (!report.is_ended)
			printf("the run did not stop in order; %" PRIu64
			       " bytes of a torn record were left out\n",
			       report.torn_bytes);
		code = AC_EXIT_SUCCESS;
	} else if (status == AC_ERR_MISMATCH) {
		code = ac_command_failure("%s: the replay differs at %s", options.file,
					  report.mismatch);
	} else {
		code = ac_command_failure("%s: %s behind record %" PRIu64
					  "; whole records follow the damage",
					  options.file, ac_status_text(status), report.records);
	}
	ac_replay_destroy(replay);
	return code;
}
