#include "alerts/alerts_config.h"

#include <stdio.h>

#include "alerts/alerts_address.h"
#include "alerts/alerts_schema.h"
#include "alerts/message.h"
#include "config/shield.h"
#include "config/text_file.h"
#include "config/yaml_section.h"

#define NEVER "never"

static void take_defaults(struct ac_alerts_config *config, struct alerts_general *general)
{
	static const enum ac_alert_level levels[] = {
#define LEVEL(name, text, level) level,
		AC_ALERT_KIND_LIST(LEVEL)
#undef LEVEL
	};
	memset(config, 0, sizeof(*config));
	memset(general, 0, sizeof(*general));
	general->config = config;
	ac_schema_default(&alerts_general_schema, general);
	for (int i = 0; i < AC_ALERT_KIND_COUNT; i++)
		config->rules[i] = (struct ac_alert_rule){
			.is_on = true,
			.level = levels[i],
			.repeat_after_sec = alerts_repeat_after_default((enum ac_alert_kind)i),
		};
}

static void fault_at(struct ac_yaml *yaml, const yaml_node_t *node, const char *what,
		     struct ac_str found)
{
	struct ac_place place = ac_yaml_place(yaml, node);
	struct ac_shown shown = ac_shown_make(found);
	ac_faults_add(yaml->faults, place.file, place.line, place.column, "'%s' %s", shown.text,
		      what);
}

static bool is_name(struct ac_str name)
{
	for (size_t i = 0; i < name.size; i++) {
		char c = name.data[i];
		bool is_letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
		if (!is_letter && c != '_' && c != '-')
			return false;
	}
	return name.size > 0 && name.size < sizeof(((struct ac_alert_channel *)NULL)->name);
}

/* Whoever writes the address itself there shall not read it in a fault. */
static void take_variable(struct ac_yaml *yaml, const yaml_node_t *keys,
			  struct ac_alert_channel *channel)
{
	const yaml_node_t *node = ac_yaml_get(yaml, keys, "url_from");
	if (node == NULL)
		return;
	bool is_name = node->type == YAML_SCALAR_NODE &&
		       alerts_variable_is_known(ac_yaml_text(node)) &&
		       node->data.scalar.length < sizeof(channel->url_variable);
	if (is_name) {
		MESSAGE_WRITE(channel->url_variable, "%s", ac_yaml_text(node).data);
		return;
	}
	struct ac_place place = ac_yaml_place(yaml, node);
	ac_faults_add(
		yaml->faults, place.file, place.line, place.column,
		"url_from: not the name of a variable for alerts (value hidden); write "
		"SLACK_WEBHOOK_URL or one that begins with ALERT_, and the address into .env");
}

static void take_channel(struct ac_yaml *yaml, const struct ac_yaml_pair *pair,
			 struct ac_alerts_config *config)
{
	struct ac_alert_channel unused, *channel = &unused;
	bool is_named = is_name(pair->name);
	if (!is_named)
		fault_at(yaml, pair->key,
			 "names no channel; write at most 31 of a-z, 0-9, '_' and '-'", pair->name);
	else if (config->channel_count == AC_ALERT_CHANNELS_MAX)
		fault_at(yaml, pair->key, "is one channel too many; at most 8 are read",
			 pair->name);
	else
		channel = &config->channels[config->channel_count++];
	memset(channel, 0, sizeof(*channel));
	ac_schema_default(&alerts_channel_schema, channel);
	if (is_named)
		memcpy(channel->name, pair->name.data, pair->name.size);
	const yaml_node_t *keys = ac_yaml_mapping(yaml, pair);
	if (keys == NULL)
		return;
	ac_yaml_apply(yaml, keys, &alerts_channel_schema, channel);
	take_variable(yaml, keys, channel);
}

static uint32_t find_channel(const struct ac_alerts_config *config, struct ac_str name)
{
	uint32_t i = 0;
	while (i < config->channel_count &&
	       !ac_str_equal(name, ac_str_from(config->channels[i].name)))
		i++;
	return i;
}

static void refuse_channel(struct ac_yaml *yaml, const yaml_node_t *node,
			   const struct ac_alerts_config *config)
{
	const char *names[AC_ALERT_CHANNELS_MAX];
	char what[128];
	for (uint32_t i = 0; i < config->channel_count; i++)
		names[i] = config->channels[i].name;
	struct ac_shown shown = ac_shown_make(ac_yaml_text(node));
	const char *nearest = ac_config_nearest(shown.text, names, config->channel_count);
	if (nearest != NULL)
		snprintf(what, sizeof(what), "is no channel; did you mean '%s'?", nearest);
	else
		snprintf(what, sizeof(what), "is no channel; name one of the section channels");
	fault_at(yaml, node, what, ac_yaml_text(node));
}

static void take_channel_list(struct ac_yaml *yaml, const yaml_node_t *list,
			      const struct ac_alerts_config *config, struct ac_alert_rule *rule)
{
	struct ac_place place = ac_yaml_place(yaml, list);
	if (list->type != YAML_SEQUENCE_NODE || ac_yaml_count(list) == 0) {
		ac_faults_add(yaml->faults, place.file, place.line, place.column,
			      "channels: write a list of names, such as [slack]; 'enabled: false' "
			      "tells nobody");
		return;
	}
	for (size_t i = 0; i < ac_yaml_count(list); i++) {
		const yaml_node_t *item = ac_yaml_item(yaml, list, i);
		uint32_t channel = config->channel_count;
		if (item->type == YAML_SCALAR_NODE)
			channel = find_channel(config, ac_yaml_text(item));
		if (channel < config->channel_count)
			rule->channels |= 1u << channel;
		else if (item->type == YAML_SCALAR_NODE)
			refuse_channel(yaml, item, config);
		else
			fault_at(yaml, item, "is no name of a channel",
				 ac_str_from(ac_yaml_kind(item)));
	}
}

static void take_rule(struct ac_yaml *yaml, const struct ac_yaml_pair *pair,
		      struct ac_alerts_config *config)
{
	int32_t kind = ac_schema_find(&alerts_kinds_schema, pair->name);
	struct ac_alert_rule unused = { 0 };
	if (kind < 0)
		ac_schema_unknown(&alerts_kinds_schema, "kind", ac_yaml_place(yaml, pair->key),
				  pair->name, yaml->faults);
	struct ac_alert_rule *rule = kind < 0 ? &unused : &config->rules[kind];
	const yaml_node_t *keys = ac_yaml_mapping(yaml, pair);
	if (keys == NULL)
		return;
	ac_yaml_apply(yaml, keys, &alerts_rule_schema, rule);
	const yaml_node_t *list = ac_yaml_get(yaml, keys, "channels");
	if (list != NULL)
		take_channel_list(yaml, list, config, rule);
}

/* Calls `take` with each pair of a section of the root. */
static void take_section(struct ac_yaml *yaml, const yaml_node_t *root, const char *name,
			 void (*take)(struct ac_yaml *yaml, const struct ac_yaml_pair *pair,
				      struct ac_alerts_config *config),
			 struct ac_alerts_config *config)
{
	struct ac_yaml_pair section = { .name = ac_str_from(name),
					.value = ac_yaml_get(yaml, root, name) };
	const yaml_node_t *below = section.value != NULL ? ac_yaml_mapping(yaml, &section) : NULL;
	struct ac_yaml_pair pair;
	for (size_t index = 0; below != NULL && ac_yaml_next(yaml, below, &index, &pair);)
		take(yaml, &pair, config);
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* -1 none, -2 not a time of day. */
static int32_t minute_of_day(const char *text)
{
	if (strcmp(text, NEVER) == 0)
		return -1;
	if (strlen(text) != 5 || !is_digit(text[0]) || !is_digit(text[1]) || text[2] != ':' ||
	    !is_digit(text[3]) || !is_digit(text[4]))
		return -2;
	int32_t hour = (text[0] - '0') * 10 + text[1] - '0';
	int32_t minute = (text[3] - '0') * 10 + text[4] - '0';
	return hour < 24 && minute < 60 ? hour * 60 + minute : -2;
}

static void take_general(struct ac_yaml *yaml, const yaml_node_t *root,
			 struct alerts_general *general)
{
	struct ac_yaml_pair section = { .name = AC_STR("general"),
					.value = ac_yaml_get(yaml, root, "general") };
	const yaml_node_t *keys = section.value != NULL ? ac_yaml_mapping(yaml, &section) : NULL;
	if (keys == NULL)
		return;
	ac_yaml_apply(yaml, keys, &alerts_general_schema, general);
	const yaml_node_t *at = ac_yaml_get(yaml, keys, "summary_at");
	if (at != NULL && at->type == YAML_SCALAR_NODE && !ac_yaml_is_empty(at) &&
	    minute_of_day(general->summary_at) == -2)
		fault_at(
			yaml, at,
			"is no time of day for summary_at; write HH:MM in UTC, in quotes, or never",
			ac_yaml_text(at));
}

/* Where the file names none. */
static void add_default_channel(struct ac_alerts_config *config)
{
	if (config->channel_count > 0)
		return;
	struct ac_alert_channel *channel = &config->channels[config->channel_count++];
	ac_schema_default(&alerts_channel_schema, channel);
	snprintf(channel->name, sizeof(channel->name), "slack");
}

static void take_all(struct ac_yaml *yaml, struct alerts_general *general)
{
	const yaml_node_t *root = ac_yaml_root(yaml);
	if (root == NULL)
		return;
	struct ac_alerts_config *config = general->config;
	ac_yaml_apply(yaml, root, &alerts_root_schema, config);
	take_general(yaml, root, general);
	take_section(yaml, root, "channels", take_channel, config);
	add_default_channel(config);
	/* Rules name channels, wherever their section stands. */
	take_section(yaml, root, "kinds", take_rule, config);
}

static void settle(struct ac_alerts_config *config, const struct alerts_general *general)
{
	config->connection_lost_sec = general->connection_lost_sec;
	config->user_stream_stale_sec = general->user_stream_stale_sec;
	config->liquidation_near_pct = general->liquidation_near_pct;
	config->trade_count_every = general->trade_count_every;
	config->equity_high_step_pct = general->equity_high_step_pct;
	config->queue_max = general->queue_max;
	config->attempts_max = general->attempts_max;
	config->summary_minute = minute_of_day(general->summary_at);
}

static void load(const char *root, char *const *environment, struct ac_alerts_config *config,
		 struct ac_faults *faults)
{
	char path[AC_PATH_SIZE];
	struct alerts_general general;
	struct ac_text_file file = { 0 };
	bool is_here = strcmp(root, ".") == 0;
	take_defaults(config, &general);
	snprintf(path, sizeof(path), "%s%sconfig/alerts.yaml", is_here ? "" : root,
		 is_here ? "" : "/");
	if (ac_text_file_read(path, &file, faults) == AC_OK) {
		struct ac_yaml yaml;
		if (ac_yaml_init(&yaml, path, (struct ac_str){ file.data, file.size }, faults) ==
		    AC_OK) {
			take_all(&yaml, &general);
			ac_yaml_deinit(&yaml);
		}
	}
	add_default_channel(config);
	settle(config, &general);
	alerts_addresses_read(root, environment, config, faults);
	ac_text_file_deinit(&file);
}

enum ac_status ac_alerts_config_load(const char *root, char *const *environment,
				     struct ac_alerts_config *ret_config, struct ac_faults *faults)
{
	ac_assert(root != NULL);
	ac_assert(faults != NULL);
	uint32_t faults_before = faults->count;
	struct ac_alerts_config *config = ac_shield_take(sizeof(*config));
	if (config == NULL)
		return AC_ERR_NOMEM;
	load(root, environment, config, faults);
	bool is_fine = faults->count == faults_before;
	if (is_fine) {
		ac_shield_set(ret_config, sizeof(*ret_config));
		memcpy(ret_config, config, sizeof(*config));
	}
	ac_shield_give(config, sizeof(*config));
	return is_fine ? AC_OK : AC_ERR_CONFIG;
}

void ac_alerts_config_deinit(struct ac_alerts_config *config)
{
	explicit_bzero(config, sizeof(*config));
}
