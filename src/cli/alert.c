/* autocoin alert test - sends a test message to each channel of alerts, and says what came of it.
 */
#include "cli/command.h"

#include <stdio.h>
#include <unistd.h>

#include "alerts/alerts.h"

struct options {
	const char *root, *channel;
	bool is_test;
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct options *options = state->input;
	switch (key) {
	case 'r':
		options->root = argument;
		return 0;
	case 'c':
		options->channel = argument;
		return 0;
	case ARGP_KEY_ARG:
		if (options->is_test || strcmp(argument, "test") != 0)
			argp_error(state, "'%s' is not known; write: autocoin alert test",
				   argument);
		options->is_test = true;
		return 0;
	case ARGP_KEY_END:
		if (!options->is_test)
			argp_error(state, "what to do is missing; write: autocoin alert test");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* True: the message arrived. */
static bool try_channel(const struct ac_alerts_config *alerts, uint32_t index,
			const struct ac_settings *settings)
{
	const struct ac_alert_channel *channel = &alerts->channels[index];
	char why[160];
	const char *ca_file = settings->ca_file[0] != '\0' ? settings->ca_file : NULL;
	if (channel->url[0] == '\0') {
		printf("%-16s off: %s is empty; put the address into .env\n", channel->name,
		       channel->url_variable);
		return false;
	}
	bool is_taken = ac_alerts_try(alerts, index, ac_run_mode_text(settings->mode), ca_file, why,
				      sizeof(why));
	printf("%-16s %s%s\n", channel->name,
	       is_taken ? "delivered: look whether the message is there" : "FAILED: ", why);
	fflush(stdout);
	return is_taken;
}

static int try_all(const struct options *options, const struct ac_alerts_config *alerts,
		   const struct ac_settings *settings)
{
	const char *names[AC_ALERT_CHANNELS_MAX];
	bool is_fine = true, is_found = false;
	for (uint32_t i = 0; i < alerts->channel_count; i++) {
		names[i] = alerts->channels[i].name;
		if (options->channel != NULL && strcmp(options->channel, names[i]) != 0)
			continue;
		is_found = true;
		is_fine &= try_channel(alerts, i, settings);
	}
	if (is_found)
		return is_fine ? AC_EXIT_SUCCESS : AC_EXIT_FAILURE;
	const char *nearest = ac_config_nearest(options->channel, names, alerts->channel_count);
	if (nearest != NULL)
		return ac_command_usage_error("no channel '%s'; did you mean '%s'?",
					      options->channel, nearest);
	return ac_command_usage_error("no channel '%s'; config/alerts.yaml names them",
				      options->channel);
}

static int load_and_try(const struct options *options)
{
	static struct ac_strategy_registry registry;
	static struct ac_config config;
	static struct ac_alerts_config alerts;
	struct ac_faults faults;
	if (!ac_cli_config_load(options->root, &registry, &config))
		return AC_EXIT_USAGE;
	int code = AC_EXIT_USAGE;
	ac_faults_init(&faults);
	if (ac_alerts_config_load(options->root, environ, &alerts, &faults) == AC_OK) {
		code = try_all(options, &alerts, &config.settings);
	} else {
		fprintf(stderr, "%s\n", faults.text != NULL ? faults.text : "");
		ac_command_usage_error(
			"%u fault%s in the configuration of alerts; nothing was sent", faults.count,
			faults.count == 1 ? "" : "s");
	}
	ac_faults_deinit(&faults);
	ac_alerts_config_deinit(&alerts);
	ac_config_deinit(&config);
	return code;
}

int ac_cli_alert(int argc, char **argv)
{
	static const struct argp_option table[] = {
		{ "channel", 'c', "NAME", 0, "only this channel of config/alerts.yaml", 0 },
		{ "root", 'r', "DIR", 0, "folder that holds .env and config/ (default: .)", 0 },
		{ 0 },
	};
	static const struct argp argp = {
		table,
		parse,
		"test",
		"Sends a test message to each channel that alerts go to, and says of each what "
		"came of it. Exit code 0: every one took it."
		"\vExamples:\n"
		"  autocoin alert test\n"
		"  autocoin alert test --channel slack",
		NULL,
		NULL,
		NULL
	};
	struct options options = { .root = "." };
	int code;
	if (!ac_command_parse(&argp, argc, argv, &options, &code))
		return code;
	return load_and_try(&options);
}
