/* autocoin reload - changed limits and strategies into the trader that runs in this folder. */
#include <stdio.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/confirm.h"
#include "control/client.h"

struct options {
	const char *root;
	bool is_yes, is_for_show;
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct options *options = state->input;
	switch (key) {
	case 'r':
		options->root = argument;
		return 0;
	case 'y':
		options->is_yes = true;
		return 0;
	case 'n':
		options->is_for_show = true;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static int ask(struct ac_control_client *client, const struct ac_control_request *request,
	       struct ac_control_answer *ret_answer)
{
	struct ac_error error;
	if (ac_control_client_ask(client, request, ret_answer, &error) != AC_OK)
		return ac_command_failure("%s", error.text);
	if (!ret_answer->is_done)
		return ac_command_failure("%s", ret_answer->text);
	puts(ret_answer->text);
	return AC_EXIT_SUCCESS;
}

/* What is taken over is what was shown: the trader compares its checksum. */
static int show_and_apply(struct ac_control_client *client, const struct options *options)
{
	static struct ac_control_answer answer;
	struct ac_control_request request = { .verb = AC_VERB_RELOAD_SHOW };
	int code = ask(client, &request, &answer);
	if (code != AC_EXIT_SUCCESS || answer.checksum[0] == '\0' || options->is_for_show)
		return code;
	if (!options->is_yes) {
		if (isatty(STDIN_FILENO) != 1)
			return ac_command_usage_error(
				"reload asks before it acts, and there is no "
				"terminal to ask; give --yes if you are sure. "
				"Nothing was changed");
		if (!ac_confirm_asked("Take this over now?")) {
			puts("Nothing was changed.");
			return AC_EXIT_FAILURE;
		}
	}
	request.verb = AC_VERB_RELOAD_APPLY;
	snprintf(request.text, sizeof(request.text), "%s", answer.checksum);
	return ask(client, &request, &answer);
}

int ac_cli_reload(int argc, char **argv)
{
	static const struct argp_option table[] = {
		{ "root", 'r', "DIR", 0, "folder in which the trader was started (default: .)", 0 },
		{ "yes", 'y', NULL, 0, "do not ask", 0 },
		{ "dry-run", 'n', NULL, 0, "only show what would change", 0 },
		{ 0 },
	};
	static const struct argp argp = {
		table,
		parse,
		NULL,
		"Reads the files of configuration again and takes over, without a restart and as a "
		"whole or not at all: limits and execution of config/risk.yaml, exposure_max and "
		"daily_quantity_max of config/symbols.yaml, sizes and parameters of strategies. "
		"Shows the difference and asks first. Everything else needs a restart, and is said "
		"so. Open positions keep their stops, guards what they have counted; a higher "
		"limit lifts no halt."
		"\vExamples:\n  autocoin reload --dry-run\n  autocoin reload",
		NULL,
		NULL,
		NULL
	};
	struct options options = { .root = "." };
	struct ac_control_client *client;
	char path[512];
	struct ac_error error;
	int code;
	if (!ac_command_parse(&argp, argc, argv, &options, &code))
		return code;
	snprintf(path, sizeof(path), "%s/%s", options.root, AC_CONTROL_SOCKET);
	if (ac_control_client_open(path, &client, &error) != AC_OK)
		return ac_command_failure("%s", error.text);
	code = show_and_apply(client, &options);
	ac_control_client_close(client);
	return code;
}
