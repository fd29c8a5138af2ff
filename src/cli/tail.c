/* autocoin tail - what happens in a running trader, as it happens. */
#include <jansson.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "cli/command.h"
#include "control/client.h"
#include "core/calendar.h"

struct options {
	const char *root, *pattern;
	bool is_json;
};

static const struct argp_option table[] = {
	{ "root", 'r', "DIR", 0, "folder in which the trader was started (default: .)", 0 },
	{ "json", 'j', NULL, 0, "one object a line", 0 },
	{ 0 },
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct options *options = state->input;
	switch (key) {
	case 'r':
		options->root = argument;
		return 0;
	case 'j':
		options->is_json = true;
		return 0;
	case ARGP_KEY_ARG:
		if (state->arg_num > 0)
			argp_error(state, "one pattern is enough; quote it, or the shell reads it");
		options->pattern = argument;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static volatile sig_atomic_t is_stopping;

static void on_signal(int number)
{
	(void)number;
	is_stopping = 1;
}

/* Colours say nothing that the words do not. */
static const char *colour_of(const json_t *fact)
{
	const char *kind = json_string_value(json_object_get(fact, "kind"));
	if (isatty(STDOUT_FILENO) != 1 || kind == NULL)
		return "";
	if (strcmp(kind, "risk") == 0 || strcmp(kind, "system") == 0)
		return "\x1b[33m";
	return strcmp(kind, "fill") == 0 || strcmp(kind, "round_trip") == 0 ? "\x1b[1m" : "";
}

static void print_fact(const json_t *fact)
{
	char time[AC_CALENDAR_TEXT_SIZE], text[512];
	const char *channel = json_string_value(json_object_get(fact, "channel"));
	const char *sentence = json_string_value(json_object_get(fact, "sentence"));
	const json_t *lost = json_object_get(fact, "lost");
	const char *colour = colour_of(fact);
	if (lost != NULL) {
		printf("… %lld facts did not fit and are not shown\n",
		       (long long)json_integer_value(lost));
		return;
	}
	ac_calendar_format(json_integer_value(json_object_get(fact, "time")), time);
	time[10] = ' ';
	snprintf(text, sizeof(text), "%.23s  %-36s %s", time, channel != NULL ? channel : "",
		 sentence != NULL ? sentence : "");
	ac_command_plain(text);
	printf("%s%s%s\n", colour, text, colour[0] != '\0' ? "\x1b[0m" : "");
}

static void print_line(const struct options *options, struct ac_str line)
{
	if (options->is_json) {
		printf("%.*s\n", (int)line.size, line.data);
		return;
	}
	json_t *fact = json_loadb(line.data, line.size, 0, NULL);
	print_fact(fact);
	json_decref(fact);
}

static int follow(const struct options *options)
{
	struct ac_control_client *client;
	struct ac_str line;
	char path[512];
	struct ac_error error;
	snprintf(path, sizeof(path), "%s/%s", options->root, AC_CONTROL_SOCKET);
	if (ac_control_client_open(path, &client, &error) != AC_OK)
		return ac_command_failure("%s", error.text);
	if (ac_control_client_tail(client, options->pattern, &error) != AC_OK) {
		ac_control_client_close(client);
		return ac_command_failure("%s", error.text);
	}
	/* Without SA_RESTART: the wait for the next fact ends. */
	const struct sigaction action = { .sa_handler = on_signal };
	(void)sigaction(SIGINT, &action, NULL);
	(void)sigaction(SIGTERM, &action, NULL);
	enum ac_status status = AC_OK;
	while (is_stopping == 0 && status == AC_OK) {
		status = ac_control_client_next(client, &line);
		if (status == AC_OK) {
			print_line(options, line);
			if (fflush(stdout) != 0)
				break; /* main says so */
		}
	}
	ac_control_client_close(client);
	if (status == AC_END)
		fputs("autocoin: the trader has stopped; stops stay on the exchange\n", stderr);
	return AC_EXIT_SUCCESS;
}

int ac_cli_tail(int argc, char **argv)
{
	static const struct argp argp = {
		table,
		parse,
		"[PATTERN]",
		"Shows what happens in the trader of this folder, as it happens: signals, orders, "
		"fills, positions, halts. PATTERN names channels; * stands for anything."
		"\vExamples:\n"
		"  autocoin tail\n"
		"  autocoin tail 'signal.*'\n"
		"  autocoin tail --json 'order.*'",
		NULL,
		NULL,
		NULL
	};
	struct options options = { .root = ".", .pattern = "*" };
	int code;
	if (!ac_command_parse(&argp, argc, argv, &options, &code))
		return code;
	return follow(&options);
}
