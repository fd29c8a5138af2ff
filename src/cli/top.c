/* autocoin top - a running trader in a terminal, with keys for what a person may tell it. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/top_terminal.h"
#include "control/client.h"
#include "control/top_keys.h"
#include "sys/clock.h"
#include "sys/loop.h"

#define TURN_MS 1000

struct top {
	char path[512];
	struct ac_control_client *client; /* facts and states; NULL: no trader */
	json_t *state;
	ac_ns state_ns; /* steady; when it came */
	ac_ns asked_ns; /* steady; when the client was last opened or asked for a state */
	char absence[512];
	struct ac_top_keys keys;
	struct ac_top_facts facts;
	struct ac_top_screen screen;
};

static volatile sig_atomic_t is_stopping;

static void on_signal(int number)
{
	(void)number;
	is_stopping = 1;
}

static void lose(struct top *top, const char *why)
{
	ac_control_client_close(top->client);
	top->client = NULL;
	snprintf(top->absence, sizeof(top->absence),
		 "%.400s. Asking again each second; what stands below is the last that was heard",
		 why);
	top->keys.choice.absence = top->absence;
}

static void connect_again(struct top *top)
{
	struct ac_error error;
	if (ac_control_client_open(top->path, &top->client, &error) != AC_OK) {
		lose(top, error.text);
		return;
	}
	if (ac_control_client_tail(top->client, "*", &error) != AC_OK) {
		lose(top, error.text);
		return;
	}
	top->keys.choice.absence = NULL;
}

/* Takes the state, a fact, or a sentence of the server's. */
static void take_line(struct top *top, struct ac_str line)
{
	json_t *json = json_loadb(line.data, line.size, JSON_REJECT_DUPLICATES, NULL);
	const char *text = json_string_value(json_object_get(json, "text"));
	if (json_object_get(json, "status") != NULL) {
		json_decref(top->state);
		top->state = json_incref(json);
		top->state_ns = ac_steady_ns(&ac_machine_clock);
	} else if (json_object_get(json, "ok") != NULL && text != NULL) {
		ac_top_say(&top->keys, text);
	} else {
		ac_top_facts_add(&top->facts, json);
	}
	json_decref(json);
}

static void take_lines(struct top *top)
{
	struct ac_str line;
	enum ac_status status = top->client != NULL ? AC_OK : AC_ERR_TIMEOUT;
	while (status == AC_OK) {
		status = ac_control_client_try_next(top->client, &line);
		if (status == AC_OK)
			take_line(top, line);
	}
	if (status != AC_ERR_TIMEOUT)
		lose(top, "the trader has stopped or was cut off; stops stay on the exchange");
}

static void draw(struct top *top)
{
	ac_ns age = ac_steady_ns(&ac_machine_clock) - top->state_ns;
	top->keys.choice.state_age_ms = top->state == NULL ? -1 : age / AC_NS_PER_MS;
	ac_top_terminal_size(&top->screen);
	ac_top_layout(top->state, &top->facts, &top->keys.choice, &top->screen);
	ac_top_terminal_draw(&top->screen);
}

/* Over a connection of its own: facts and states do not come between question and answer. */
static void send_request(struct top *top)
{
	static struct ac_control_answer answer;
	struct ac_control_client *client;
	struct ac_error error;
	ac_top_say(&top->keys, "asking the trader ...");
	draw(top);
	if (ac_control_client_open(top->path, &client, &error) != AC_OK) {
		ac_top_say(&top->keys, error.text);
		return;
	}
	if (ac_control_client_ask(client, &top->keys.request, &answer, &error) == AC_OK)
		ac_top_on_answer(&top->keys, &answer);
	else
		ac_top_say(&top->keys, error.text);
	ac_control_client_close(client);
	if (top->client != NULL && ac_control_client_status_begin(top->client) != AC_OK)
		lose(top, "the trader has gone");
}

/* False where the person leaves. */
static bool take_keys(struct top *top)
{
	for (int key = ac_top_terminal_key(); key != 0; key = ac_top_terminal_key()) {
		enum ac_top_act act =
			key < 0 ? AC_TOP_QUIT
				: ac_top_on_key(&top->keys, key, top->state, &top->facts);
		if (act == AC_TOP_QUIT)
			return false;
		if (act == AC_TOP_ASK)
			send_request(top);
	}
	return true;
}

static void turn(struct top *top)
{
	ac_ns now = ac_steady_ns(&ac_machine_clock);
	if (top->asked_ns != 0 && now - top->asked_ns < TURN_MS * AC_NS_PER_MS)
		return;
	top->asked_ns = now;
	if (top->client == NULL)
		connect_again(top);
	if (top->client != NULL && ac_control_client_status_begin(top->client) != AC_OK)
		lose(top, "the trader has gone");
}

static void watch(struct top *top)
{
	do {
		turn(top);
		take_lines(top);
		draw(top);
		struct pollfd waits[] = {
			{ STDIN_FILENO, POLLIN, 0 },
			{ top->client != NULL ? ac_control_client_fd(top->client) : -1, POLLIN, 0 },
		};
		(void)poll(waits, AC_COUNT(waits), TURN_MS / 4);
	} while (is_stopping == 0 && take_keys(top));
}

static const struct argp_option table[] = {
	{ "root", 'r', "DIR", 0, "folder in which the trader was started (default: .)", 0 },
	{ 0 },
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
	const char **root = state->input;
	switch (key) {
	case 'r':
		*root = argument;
		return 0;
	case ARGP_KEY_ARG:
		argp_error(state, "'%s' is one word too many", argument);
		return EINVAL;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

int ac_cli_top(int argc, char **argv)
{
	static const struct argp argp = {
		table,
		parse,
		NULL,
		"Shows the trader of this folder in the terminal, each second anew: positions and "
		"their "
		"stops, orders, guards, what happens; with keys to pause, halt or flatten, each of "
		"which asks first. Press ? for the keys, q to leave; the trader goes on."
		"\vExamples:\n"
		"  autocoin top\n"
		"  ssh -t HOST 'cd trader && autocoin top'",
		NULL,
		NULL,
		NULL
	};
	const char *root = ".";
	int code;
	if (!ac_command_parse(&argp, argc, argv, &root, &code))
		return code;
	struct top *top = calloc(1, sizeof(*top));
	if (top == NULL)
		return ac_command_failure("out of memory");
	snprintf(top->path, sizeof(top->path), "%s/%s", root, AC_CONTROL_SOCKET);
	if (!ac_top_terminal_open()) {
		free(top);
		return AC_EXIT_USAGE;
	}
	signal(SIGTERM, on_signal);
	signal(SIGINT, on_signal);
	signal(SIGHUP, on_signal);
	watch(top);
	ac_top_terminal_close();
	ac_control_client_close(top->client);
	json_decref(top->state);
	free(top);
	return AC_EXIT_SUCCESS;
}
