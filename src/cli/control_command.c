/* autocoin pause, resume, reduce, halt, unhalt, flatten, cancel - a person's word to the
 * trader that runs in this folder. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/confirm.h"
#include "control/client.h"

struct options {
	enum ac_control_verb verb;
	const char *root;
	const char *words[2];
	int word_count, words_max;
	bool is_yes;
};

static const struct argp_option table[] = {
	{ "root", 'r', "DIR", 0, "folder in which the trader was started (default: .)", 0 },
	{ 0 },
};
static const struct argp_option flatten_table[] = {
	{ "root", 'r', "DIR", 0, "folder in which the trader was started (default: .)", 0 },
	{ "yes", 'y', NULL, 0, "do not ask", 0 },
	{ 0 },
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
	case ARGP_KEY_ARG:
		if (options->word_count == options->words_max)
			argp_error(state, "'%s' is one word too many", argument);
		if (argument[0] == '\0')
			argp_error(state, "an empty word means nothing; leave it out to mean all "
					  "symbols. Nothing was done");
		options->words[options->word_count++] = argument;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static bool put_word(const char *word, char *text, size_t size)
{
	if (strlen(word) >= size)
		return false;
	memcpy(text, word, strlen(word) + 1);
	return true;
}

/* A word is never cut: what is left of it could name something else. */
static bool fill_request(const struct options *options, struct ac_control_request *request)
{
	int symbol = options->verb == AC_VERB_UNHALT ? 1 : 0;
	request->verb = options->verb;
	if (symbol == 1 && !put_word(options->words[0], request->guard, sizeof(request->guard)))
		return false;
	return options->word_count <= symbol ||
	       put_word(options->words[symbol], request->symbol, sizeof(request->symbol));
}

/* What would be closed, so that a person knows what the yes is for. */
static bool show_positions(struct ac_control_client *client, const char *symbol)
{
	struct ac_str line;
	struct ac_error error;
	if (ac_control_client_status(client, &line, &error) != AC_OK) {
		ac_command_failure("%s", error.text);
		return false;
	}
	json_t *state = json_loadb(line.data, line.size, 0, NULL);
	json_t *list = json_object_get(json_object_get(state, "positions"), "positions");
	size_t index, shown = 0;
	json_t *position;
	if (!json_is_array(list)) {
		const char *text = json_string_value(json_object_get(state, "text"));
		ac_command_failure("%s", text != NULL ? text : "the trader gave no state");
		json_decref(state);
		return false;
	}
	json_array_foreach(list, index, position)
	{
		const char *name = json_string_value(json_object_get(position, "symbol"));
		if (name == NULL || (symbol[0] != '\0' && strcmp(name, symbol) != 0))
			continue;
		const char *side = json_string_value(json_object_get(position, "side"));
		const char *quantity = json_string_value(json_object_get(position, "quantity"));
		const char *profit = json_string_value(json_object_get(position, "unrealized_pnl"));
		printf("  %-12s %-5s %-14s unrealised %s\n", name, side != NULL ? side : "",
		       quantity != NULL ? quantity : "", profit != NULL ? profit : "");
		shown++;
	}
	if (shown == 0)
		puts("  no position is open there; working entries are cancelled all the same");
	json_decref(state);
	return true;
}

static int ask(struct ac_control_client *client, const struct ac_control_request *request,
	       struct ac_control_answer *ret_answer)
{
	struct ac_error error;
	if (ac_control_client_ask(client, request, ret_answer, &error) != AC_OK)
		return ac_command_failure("%s", error.text);
	ac_command_plain(ret_answer->text);
	if (!ret_answer->is_done)
		return ac_command_failure("%s", ret_answer->text);
	puts(ret_answer->text);
	return AC_EXIT_SUCCESS;
}

static int refuse_without_terminal(const char *what)
{
	return ac_command_usage_error(
		"%s asks before it acts, and there is no terminal to ask; give "
		"--yes if you are sure. Nothing was done",
		what);
}

static int flatten(struct ac_control_client *client, const struct options *options,
		   const struct ac_control_request *request)
{
	struct ac_control_answer answer;
	if (!options->is_yes) {
		if (isatty(STDIN_FILENO) != 1)
			return refuse_without_terminal("flatten");
		if (!show_positions(client, request->symbol))
			return AC_EXIT_FAILURE;
		if (!ac_confirm_asked("Close them at market now?")) {
			puts("Nothing was done.");
			return AC_EXIT_FAILURE;
		}
	}
	return ask(client, request, &answer);
}

static int talk(const struct options *options)
{
	struct ac_control_request request = { 0 };
	struct ac_control_answer answer;
	struct ac_control_client *client;
	char path[512];
	struct ac_error error;
	if (!fill_request(options, &request))
		return ac_command_usage_error(
			"that name is longer than any symbol or guard; nothing was done");
	snprintf(path, sizeof(path), "%s/%s", options->root, AC_CONTROL_SOCKET);
	if (ac_control_client_open(path, &client, &error) != AC_OK)
		return ac_command_failure("%s", error.text);
	int code;
	if (request.verb == AC_VERB_FLATTEN)
		code = flatten(client, options, &request);
	else
		code = ask(client, &request, &answer);
	ac_control_client_close(client);
	return code;
}

static int run(int argc, char **argv, enum ac_control_verb verb, const char *words, const char *doc)
{
	const struct argp argp = {
		verb == AC_VERB_FLATTEN ? flatten_table : table, parse, words, doc, NULL, NULL, NULL
	};
	struct options options = { .verb = verb, .root = "." };
	options.words_max = verb == AC_VERB_UNHALT ? 2 : verb == AC_VERB_RESUME ? 0 : 1;
	int code;
	if (!ac_command_parse(&argp, argc, argv, &options, &code))
		return code;
	if (verb == AC_VERB_UNHALT && options.word_count == 0)
		return ac_command_usage_error(
			"unhalt wants the guard whose halts are lifted, or all; "
			"`autocoin status` names them");
	return talk(&options);
}

int ac_cli_pause(int argc, char **argv)
{
	return run(argc, argv, AC_VERB_PAUSE, "[SYMBOL]",
		   "No new entries until `autocoin resume`, over restarts too; working entries are "
		   "cancelled, positions keep their stops and are closed by their own rules."
		   "\vExample:\n  autocoin pause");
}

int ac_cli_resume(int argc, char **argv)
{
	return run(argc, argv, AC_VERB_RESUME, "",
		   "Entries again: lifts a pause and a reduce, never a halt."
		   "\vExample:\n  autocoin resume");
}

int ac_cli_reduce(int argc, char **argv)
{
	return run(argc, argv, AC_VERB_REDUCE, "[SYMBOL]",
		   "Only what makes positions smaller is done, until `autocoin resume`."
		   "\vExample:\n  autocoin reduce BTCUSDT");
}

int ac_cli_halt(int argc, char **argv)
{
	return run(argc, argv, AC_VERB_HALT, "[SYMBOL]",
		   "Stops entries and cancels working ones until `autocoin unhalt state`, over "
		   "restarts too; stops stay on the exchange."
		   "\vExample:\n  autocoin halt");
}

int ac_cli_unhalt(int argc, char **argv)
{
	return run(
		argc, argv, AC_VERB_UNHALT, "GUARD|all [SYMBOL]",
		"Lifts the halts of a guard, of one symbol or all. Whoever lifts a halt of losses "
		"accepts the loss so far: it is counted from there again."
		"\vExamples:\n  autocoin unhalt drawdown\n  autocoin unhalt volatility BTCUSDT");
}

int ac_cli_flatten(int argc, char **argv)
{
	return run(
		argc, argv, AC_VERB_FLATTEN, "[SYMBOL]",
		"Closes positions at market, of one symbol or all. Entries stay allowed: pause or "
		"halt first to stay flat."
		"\vExamples:\n  autocoin flatten BTCUSDT\n  autocoin halt && autocoin flatten "
		"--yes");
}

int ac_cli_cancel(int argc, char **argv)
{
	return run(argc, argv, AC_VERB_CANCEL, "[SYMBOL]",
		   "Cancels working entries, of one symbol or all; stops and take-profits stay."
		   "\vExample:\n  autocoin cancel");
}
