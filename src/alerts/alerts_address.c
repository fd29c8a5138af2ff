#include "alerts/alerts_address.h"

#include <stdio.h>
#include <strings.h>

#include "config/env_file.h"
#include "config/text_file.h"
#include "core/text.h"

#define PREFIX "ALERT_"

/* What was written for one channel, as the environment or the file has it. */
struct found {
	struct ac_str value; /* size 0: nothing */
	struct ac_place place;
};

/* The four numbers of 127.x.x.x in full, localhost, or [::1]: other spellings mean something else
 * to some resolvers, and "127.0.0.1.example.com" is a name of somebody. */
static bool is_this_machine(struct ac_str host)
{
	if (host.size == 9 && strncasecmp(host.data, "localhost", 9) == 0)
		return true;
	if (ac_str_equal(host, AC_STR("[::1]")))
		return true;
	char text[16];
	unsigned parts[4];
	int end = 0;
	if (host.size >= sizeof(text))
		return false;
	memcpy(text, host.data, host.size);
	text[host.size] = '\0';
	if (sscanf(text, "%3u.%3u.%3u.%3u%n", &parts[0], &parts[1], &parts[2], &parts[3], &end) !=
		    4 ||
	    (size_t)end != host.size || parts[0] != 127)
		return false;
	char again[32];
	snprintf(again, sizeof(again), "%u.%u.%u.%u", parts[0], parts[1], parts[2], parts[3]);
	return strcmp(again, text) == 0 && parts[1] < 256 && parts[2] < 256 && parts[3] < 256;
}

/* A user, and perhaps a password, before the host. */
static bool names_user(struct ac_str rest)
{
	size_t size = 0;
	while (size < rest.size && strchr("/?#", rest.data[size]) == NULL)
		size++;
	return memchr(rest.data, '@', size) != NULL;
}

/* From after "://" to the port or the path. */
static struct ac_str host_of(struct ac_str rest)
{
	size_t size = 0;
	if (rest.size > 0 && rest.data[0] == '[') {
		while (size < rest.size && rest.data[size] != ']')
			size++;
		size += size < rest.size;
	} else {
		while (size < rest.size && strchr(":/?#", rest.data[size]) == NULL)
			size++;
	}
	return (struct ac_str){ rest.data, size };
}

const char *alerts_address_fault(struct ac_str url)
{
	bool is_https = ac_str_begins_any_case(url, AC_STR("https://"));
	if (!is_https && !ac_str_begins_any_case(url, AC_STR("http://")))
		return "is no https:// address (value hidden); copy it whole from the page that "
		       "made the webhook";
	if (url.size >= sizeof(((struct ac_alert_channel *)NULL)->url))
		return "is longer than 511 bytes (value hidden); copy it whole, and nothing else";
	size_t head = is_https ? 8 : 7;
	const struct ac_str rest = { url.data + head, url.size - head };
	struct ac_str host = host_of(rest);
	for (size_t i = 0; i < url.size; i++) {
		char c = url.data[i];
		if (c <= ' ' || c > '~' || strchr("\"<>\\^`{|}", c) != NULL)
			return "holds a character that no address has (value hidden); copy it "
			       "again";
	}
	if (host.size == 0 || names_user(rest))
		return "names no host, or a user before it (value hidden); copy it again";
	if (!is_https && !is_this_machine(host))
		return "is an http:// address (value hidden), which everyone on the way could "
		       "read; only https:// is allowed, but for this machine";
	return NULL;
}

bool alerts_variable_is_known(struct ac_str name)
{
	if (ac_str_equal(name, AC_STR("SLACK_WEBHOOK_URL")))
		return true;
	if (name.size <= strlen(PREFIX) || memcmp(name.data, PREFIX, strlen(PREFIX)) != 0)
		return false;
	for (size_t i = 0; i < name.size; i++) {
		char c = name.data[i];
		if (!(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9') && c != '_')
			return false;
	}
	return true;
}

/* A variable of the file that is meant for alerts, but that no channel asks for. */
static void refuse_unused(const struct ac_env_line *line, const struct ac_alerts_config *config,
			  struct ac_faults *faults)
{
	const char *names[AC_ALERT_CHANNELS_MAX];
	struct ac_shown shown = ac_shown_make(line->name);
	struct ac_place place = line->name_place;
	for (uint32_t i = 0; i < config->channel_count; i++)
		names[i] = config->channels[i].url_variable;
	const char *nearest = ac_config_nearest(shown.text, names, config->channel_count);
	if (nearest != NULL)
		ac_faults_add(faults, place.file, place.line, place.column,
			      "%s: no channel takes its address from it; did you mean '%s'?",
			      shown.text, nearest);
	else
		ac_faults_add(
			faults, place.file, place.line, place.column,
			"%s: no channel takes its address from it; write 'url_from: %s' below "
			"a channel of config/alerts.yaml, or remove it",
			shown.text, shown.text);
}

static void read_file(const char *file, struct ac_str text, const struct ac_alerts_config *config,
		      struct found *found, struct ac_faults *faults)
{
	struct ac_env_reader reader;
	struct ac_env_line line;
	/* What is malformed there was reported where all of the file is read. */
	struct ac_faults reported;
	ac_faults_init(&reported);
	ac_env_init(&reader, file, text, &reported);
	while (ac_env_next(&reader, &line)) {
		bool is_used = false;
		for (uint32_t i = 0; i < config->channel_count; i++) {
			if (!ac_str_equal(line.name, ac_str_from(config->channels[i].url_variable)))
				continue;
			is_used = true;
			found[i] = (struct found){ line.value, line.value_place };
		}
		bool is_of_alerts = ac_str_begins_any_case(line.name, AC_STR(PREFIX));
		if (is_of_alerts && !is_used && line.value.size > 0)
			refuse_unused(&line, config, faults);
	}
	ac_faults_deinit(&reported);
}

static void read_environment(char *const *environment, const struct ac_alerts_config *config,
			     struct found *found)
{
	for (char *const *at = environment; at != NULL && *at != NULL; at++) {
		for (uint32_t i = 0; i < config->channel_count; i++) {
			const char *name = config->channels[i].url_variable;
			size_t size = strlen(name);
			if (strncmp(*at, name, size) != 0 || (*at)[size] != '=' ||
			    (*at)[size + 1] == '\0')
				continue;
			found[i].value = ac_str_from(*at + size + 1);
			found[i].place = (struct ac_place){ "environment", 0, 0 };
		}
	}
}

void alerts_addresses_read(const char *root, char *const *environment,
			   struct ac_alerts_config *config, struct ac_faults *faults)
{
	char path[AC_PATH_SIZE];
	struct found found[AC_ALERT_CHANNELS_MAX] = { { .value = { "", 0 } } };
	struct ac_text_file file = { 0 };
	struct ac_faults reported;
	bool is_here = strcmp(root, ".") == 0;
	ac_faults_init(&reported);
	snprintf(path, sizeof(path), "%s%s.env", is_here ? "" : root, is_here ? "" : "/");
	if (ac_text_file_read(path, &file, &reported) == AC_OK)
		read_file(path, (struct ac_str){ file.data, file.size }, config, found, faults);
	read_environment(environment, config, found);
	for (uint32_t i = 0; i < config->channel_count; i++) {
		struct ac_alert_channel *channel = &config->channels[i];
		struct ac_place place = found[i].place;
		if (found[i].value.size == 0)
			continue;
		const char *fault = alerts_address_fault(found[i].value);
		if (fault == NULL)
			memcpy(channel->url, found[i].value.data, found[i].value.size);
		else
			ac_faults_add(faults, place.file, place.line, place.column, "%s: %s",
				      channel->url_variable, fault);
	}
	ac_text_file_deinit(&file);
	ac_faults_deinit(&reported);
}
