/* autocoin status - is the money safe? The trader's own state, in the terminal. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "cli/command.h"
#include "control/client.h"
#include "core/calendar.h"
#include "sys/clock.h"
#include "sys/loop.h"

struct options {
	const char *root;
	bool is_json, is_watching;
};

static const struct argp_option table[] = {
	{ "root", 'r', "DIR", 0, "folder in which the trader was started (default: .)", 0 },
	{ "json", 'j', NULL, 0, "one JSON document, as docs/api.md has it", 0 },
	{ "watch", 'w', NULL, 0, "again each second, until interrupted", 0 },
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
	case 'w':
		options->is_watching = true;
		return 0;
	case ARGP_KEY_ARG:
		argp_error(state, "'%s' is one word too many", argument);
		return EINVAL;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* Good until sixteen more have been asked for; "-" for none. */
static const char *text_at(const json_t *object, const char *key)
{
	static char texts[16][300];
	static unsigned turn;
	char *place = texts[turn++ % AC_COUNT(texts)];
	const char *text = json_string_value(json_object_get(object, key));
	snprintf(place, sizeof(texts[0]), "%s", text != NULL ? text : "-");
	ac_command_plain(place);
	return place;
}

static long long number_at(const json_t *object, const char *key)
{
	return (long long)json_integer_value(json_object_get(object, key));
}

/* "4.1 % of 5 %", or that there is no limit. */
static void print_limit(const char *name, const json_t *account, const char *used,
			const char *limit)
{
	if (json_is_string(json_object_get(account, limit)))
		printf("%-9s %s %% of %s %%\n", name, text_at(account, used),
		       text_at(account, limit));
	else
		printf("%-9s %s %%, no limit\n", name, text_at(account, used));
}

static void print_head(const json_t *status)
{
	const json_t *lamp = json_object_get(status, "lamp");
	const json_t *run = json_object_get(status, "run");
	const json_t *account = json_object_get(status, "account");
	printf("%s  %s\n",
	       strcmp(text_at(lamp, "level"), "ok") == 0     ? "OK   "
	       : strcmp(text_at(lamp, "level"), "warn") == 0 ? "WARN "
							     : "ALARM",
	       text_at(lamp, "reason"));
	const char *mode = text_at(run, "mode");
	printf("mode      %s, account %s, run %lld, %s, risk %s\n",
	       strcmp(mode, "mainnet") == 0 ? "MAINNET, REAL MONEY" : mode, text_at(run, "account"),
	       number_at(run, "run_id"), text_at(run, "state"), text_at(status, "risk_state"));
	printf("equity    %s (wallet %s, unrealised %s)\n", text_at(account, "equity"),
	       text_at(account, "wallet"), text_at(account, "unrealized_pnl"));
	printf("today     %s (%s %%)\n", text_at(account, "today_pnl"),
	       text_at(account, "today_pnl_pct"));
	print_limit("loss", account, "daily_loss_pct", "daily_loss_limit_pct");
	print_limit("drawdown", account, "drawdown_pct", "drawdown_limit_pct");
}

static void print_positions(const json_t *list)
{
	size_t index;
	json_t *position;
	if (json_array_size(list) == 0) {
		puts("positions none");
		return;
	}
	puts("positions");
	json_array_foreach(list, index, position)
	{
		char stop[64];
		if (json_is_true(json_object_get(position, "is_protected")))
			snprintf(stop, sizeof(stop), "stop %s confirmed",
				 text_at(position, "stop_price"));
		else
			snprintf(stop, sizeof(stop), "BARE for %lld s",
				 number_at(position, "bare_ms") / 1000);
		printf("  %-12s %-5s %-12s entry %-12s mark %-12s pnl %-12s R %-6.6s liq %.6s %%  "
		       "%s\n",
		       text_at(position, "symbol"), text_at(position, "side"),
		       text_at(position, "quantity"), text_at(position, "entry_price"),
		       text_at(position, "mark_price"), text_at(position, "unrealized_pnl"),
		       text_at(position, "r_multiple"),
		       text_at(position, "liquidation_distance_pct"), stop);
	}
}

static void print_orders(const json_t *list)
{
	size_t index;
	json_t *order;
	json_array_foreach(list, index, order)
	{
		if (json_is_true(json_object_get(order, "is_unknown")))
			printf("UNKNOWN   %s %s %s %s %s\n", text_at(order, "symbol"),
			       text_at(order, "purpose"), text_at(order, "side"),
			       text_at(order, "quantity"), text_at(order, "client_order_id"));
	}
}

static void print_halts(const json_t *list)
{
	size_t index;
	json_t *guard;
	json_array_foreach(list, index, guard)
	{
		char until[AC_CALENDAR_TEXT_SIZE] = "a person lifts it";
		if (!json_is_true(json_object_get(guard, "is_halted")))
			continue;
		if (number_at(guard, "until") != 0)
			ac_calendar_format(number_at(guard, "until"), until);
		printf("halt      %s %s %s: %s, until %.19s\n", text_at(guard, "guard"),
		       text_at(guard, "symbol"), text_at(guard, "strategy"),
		       text_at(guard, "reason"), until);
	}
}

static void print_stream(const json_t *streams, const char *name)
{
	const json_t *stream = json_object_get(streams, name);
	if (!json_is_true(json_object_get(stream, "is_used")))
		return;
	printf("stream    %-6s %s, %lld ms old, %lld reconnects\n", name,
	       json_is_true(json_object_get(stream, "is_up")) ? "up" : "DOWN",
	       number_at(stream, "age_ms"), number_at(stream, "reconnects"));
}

static void print_state(const json_t *state)
{
	const json_t *status = json_object_get(state, "status");
	const json_t *counts = json_object_get(status, "counts");
	const json_t *streams = json_object_get(status, "streams");
	print_head(status);
	print_positions(json_object_get(json_object_get(state, "positions"), "positions"));
	printf("orders    %lld open, %lld protective, %lld unknown\n",
	       number_at(counts, "orders_open"), number_at(counts, "protective"),
	       number_at(counts, "orders_unknown"));
	print_orders(json_object_get(json_object_get(state, "orders"), "orders"));
	print_halts(json_object_get(json_object_get(state, "risk"), "guards"));
	print_stream(streams, "market");
	print_stream(streams, "user");
	print_stream(streams, "api");
}

/* Nobody answers: the last sign of life says how long. */
static int print_absence(const char *root, const char *error)
{
	char path[512];
	snprintf(path, sizeof(path), "%s/status/heartbeat.json", root);
	json_t *heartbeat = json_load_file(path, 0, NULL);
	const json_t *time = json_object_get(heartbeat, "time_ms");
	int code = ac_command_failure("%s", error);
	if (json_is_integer(time)) {
		long long age = (long long)(ac_wall_ns(&ac_machine_clock) / AC_NS_PER_MS -
					    json_integer_value(time)) /
				AC_MS_PER_SEC;
		const json_t *list = json_object_get(heartbeat, "positions");
		fprintf(stderr,
			"Its last sign of life is %lld s old and says '%s', with %zu open "
			"position(s). Stops and take-profits stay on the exchange.\n",
			age, text_at(heartbeat, "state"), json_array_size(list));
		if (strcmp(text_at(heartbeat, "state"), "stopped") != 0)
			fputs("It was cut off: start it again, it then finds out what became of "
			      "its orders.\n",
			      stderr);
	} else {
		fprintf(stderr, "There is no sign that one ever ran here (%s).\n", path);
	}
	json_decref(heartbeat);
	return code;
}

static int print_line(const struct options *options, struct ac_str line)
{
	json_t *state = json_loadb(line.data, line.size, 0, NULL);
	bool is_state = json_object_get(state, "status") != NULL;
	int code = is_state ? AC_EXIT_SUCCESS : AC_EXIT_FAILURE;
	if (options->is_json)
		printf("%.*s\n", (int)line.size, line.data);
	else if (is_state)
		print_state(state);
	else
		code = ac_command_failure("%s", text_at(state, "text"));
	json_decref(state);
	return code;
}

static int show(const struct options *options)
{
	struct ac_control_client *client;
	struct ac_str line;
	char path[512];
	struct ac_error error;
	snprintf(path, sizeof(path), "%s/%s", options->root, AC_CONTROL_SOCKET);
	if (ac_control_client_open(path, &client, &error) != AC_OK)
		return print_absence(options->root, error.text);
	int code = AC_EXIT_FAILURE;
	if (ac_control_client_status(client, &line, &error) == AC_OK)
		code = print_line(options, line);
	else
		(void)print_absence(options->root, error.text);
	ac_control_client_close(client);
	return code;
}

int ac_cli_status(int argc, char **argv)
{
	static const struct argp argp = { table,
					  parse,
					  NULL,
					  "Shows the state of the trader of this folder: the lamp "
					  "first, then money, positions "
					  "and their stops, orders of unknown fate, halts, streams."
					  "\vExamples:\n"
					  "  autocoin status\n"
					  "  autocoin status --watch\n"
					  "  autocoin status --json | jq .status.lamp",
					  NULL,
					  NULL,
					  NULL };
	struct options options = { .root = "." };
	int code;
	if (!ac_command_parse(&argp, argc, argv, &options, &code))
		return code;
	while (options.is_watching) {
		if (!options.is_json && isatty(STDOUT_FILENO) == 1)
			fputs("\x1b[H\x1b[2J", stdout);
		(void)show(&options);
		if (fflush(stdout) != 0)
			return AC_EXIT_FAILURE;
		nanosleep(&(struct timespec){ .tv_sec = 1 }, NULL);
	}
	return show(&options);
}
