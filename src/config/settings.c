#include "config/settings.h"

#include "config/env_file.h"
#include "config/shield.h"

#define FIELDS_MAX     16
#define ENVIRONMENT    "environment"
#define NAME_SHOWN_MAX 40

#define AT(member)   offsetof(struct ac_config, settings.member)
#define SIZE(member) sizeof(((struct ac_config *)NULL)->settings.member)

static const struct ac_field fields[] = {
	{ .key = "MODE",
	  .type = AC_FIELD_CHOICE,
	  .offset = AT(mode),
	  .default_value = "sim",
	  .choices = "sim,testnet,mainnet",
	  .help = "Where orders go: the exchange simulated in this process, Binance's test "
		  "network, "
		  "or the real market." },
	{ .key = "BINANCE_API_KEY",
	  .type = AC_FIELD_SECRET,
	  .offset = AT(api_key),
	  .size = SIZE(api_key),
	  .help = "API key; required for testnet and mainnet." },
	{ .key = "BINANCE_API_SECRET",
	  .type = AC_FIELD_SECRET,
	  .offset = AT(api_secret),
	  .size = SIZE(api_secret),
	  .help = "Secret of that key; required for testnet and mainnet." },
	{ .key = "RECV_WINDOW_MS",
	  .type = AC_FIELD_INT,
	  .offset = AT(recv_window_ms),
	  .default_value = "5000",
	  .minimum = "1",
	  .maximum = "60000",
	  .help = "How old a signed request may be when it arrives, in milliseconds." },
	{ .key = "WS_MAX_BACKOFF_SEC",
	  .type = AC_FIELD_INT,
	  .offset = AT(ws_max_backoff_sec),
	  .default_value = "60",
	  .minimum = "1",
	  .maximum = "3600",
	  .help = "Longest pause between two attempts to reconnect a stream, in seconds." },
	{ .key = "DB_URL",
	  .type = AC_FIELD_TEXT,
	  .offset = AT(db_url),
	  .size = SIZE(db_url),
	  .default_value = "sqlite:///./database/trader.db",
	  .help = "The database: sqlite:/// and a path, relative after three slashes, absolute "
		  "after four." },
	{ .key = "LOG_LEVEL",
	  .type = AC_FIELD_TEXT,
	  .offset = AT(log_level),
	  .size = SIZE(log_level),
	  .default_value = "INFO",
	  .choices = "DEBUG,INFO,WARN,ERROR",
	  .help = "The least important kind of line that is still written." },
	{ .key = "POSITION_MODE",
	  .type = AC_FIELD_CHOICE,
	  .offset = AT(position_mode),
	  .default_value = "ONEWAY",
	  .choices = "ONEWAY,HEDGE",
	  .help = "ONEWAY: one net position a symbol; HEDGE: a long and a short one beside each "
		  "other." },
	{ .key = "SLACK_WEBHOOK_URL",
	  .type = AC_FIELD_SECRET,
	  .offset = AT(slack_webhook_url),
	  .size = SIZE(slack_webhook_url),
	  .help = "Where alerts go, an https:// address; it is a secret, since whoever has it can "
		  "post." },
	{ .key = "DASHBOARD_PORT",
	  .type = AC_FIELD_INT,
	  .offset = AT(dashboard_port),
	  .default_value = "8501",
	  .minimum = "1",
	  .maximum = "65535",
	  .help = "TCP port of the dashboard." },
	{ .key = "STREAMLIT_PORT",
	  .type = AC_FIELD_INT,
	  .offset = AT(dashboard_port),
	  .default_value = "8501",
	  .minimum = "1",
	  .maximum = "65535",
	  .is_alias = true,
	  .help = "The older name of DASHBOARD_PORT; set one of them, or both the same." },
};
static_assert(AC_COUNT(fields) <= FIELDS_MAX, "every variable has a place in struct given");

const struct ac_schema ac_settings_schema = { fields, AC_COUNT(fields) };

const char *ac_run_mode_text(enum ac_run_mode mode)
{
	switch (mode) {
	case AC_RUN_SIM:
		return "sim";
	case AC_RUN_TESTNET:
		return "testnet";
	case AC_RUN_MAINNET:
		return "mainnet";
	}
	return "?";
}

/* The value in force of one variable. */
struct given {
	struct ac_str value; /* data NULL: not set */
	struct ac_place place;
	bool is_valid;
};

static void refuse(struct ac_place place, const char *key, const char *what,
		   struct ac_faults *faults)
{
	ac_faults_add(faults, place.file, place.line, place.column, "%s: %s", key, what);
}

static bool begins_with(struct ac_str text, const char *prefix)
{
	size_t size = strlen(prefix);
	return text.size >= size && memcmp(text.data, prefix, size) == 0;
}

/* The value is not shown: addresses of databases may hold a password. */
static bool check_database(struct ac_str value, struct ac_place place, struct ac_faults *faults)
{
	static const char advice[] =
		"write sqlite:/// and a path, such as sqlite:///./database/trader.db";
	if (begins_with(value, "postgresql://") || begins_with(value, "postgres://")) {
		ac_faults_add(faults, place.file, place.line, place.column,
			      "DB_URL: PostgreSQL does not work in this version; %s", advice);
		return false;
	}
	if (begins_with(value, "sqlite:///")) {
		size_t head = strlen("sqlite:///");
		bool is_folder = value.size == head || value.data[value.size - 1] == '/';
		if (!is_folder)
			return true;
		ac_faults_add(faults, place.file, place.line, place.column,
			      "DB_URL: names no file; %s", advice);
		return false;
	}
	ac_faults_add(
		faults, place.file, place.line, place.column,
		begins_with(value, "sqlite:")
			? "DB_URL: sqlite: is followed by three slashes for a relative path, four "
			  "for an absolute one; %s"
			: "DB_URL: not an address of a known kind (value hidden); %s",
		advice);
	return false;
}

/* Plain http would show the address, which is a secret, to everyone on the way; only this machine
 * may be spoken to like that. */
static bool check_webhook(struct ac_str value, struct ac_place place, struct ac_faults *faults)
{
	if (begins_with(value, "https://") || begins_with(value, "http://127.0.0.1") ||
	    begins_with(value, "http://localhost"))
		return true;
	refuse(place, "SLACK_WEBHOOK_URL",
	       "is no https:// address (value hidden); copy it from "
	       "Slack's page of incoming webhooks",
	       faults);
	return false;
}

static void apply(const struct ac_field *field, struct ac_str value, struct ac_place place,
		  struct ac_config *config, struct given *given, struct ac_faults *faults)
{
	enum ac_status status = AC_OK;
	/* Faults in the environment have no line, so that they begin with the name in any case. */
	*given = (struct given){ .value = value, .place = place };
	if (strcmp(field->key, "DB_URL") == 0 && !check_database(value, place, faults))
		return;
	if (strcmp(field->key, "SLACK_WEBHOOK_URL") == 0 && !check_webhook(value, place, faults))
		return;
	status = ac_field_parse(field, value, config);
	if (status != AC_OK) {
		ac_field_refuse(field, status, place, value, faults);
		return;
	}
	given->is_valid = true;
}

/* A name that does not look like one may be a secret that was pasted into the wrong place. */
static void refuse_name(const struct ac_env_line *line, struct ac_faults *faults)
{
	bool looks_like_name = line->name.size <= NAME_SHOWN_MAX;
	for (size_t i = 0; i < line->name.size; i++) {
		char c = line->name.data[i];
		looks_like_name = looks_like_name &&
				  ((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_');
	}
	struct ac_place place = line->name_place;
	if (looks_like_name)
		ac_schema_unknown(&ac_settings_schema, "variable", place, line->name, faults);
	else
		ac_faults_add(faults, place.file, place.line, place.column,
			      "unknown variable (name hidden, as it is not in upper case or too "
			      "long); see docs/configuration.md for the known ones");
}

static void parse_file(const char *file, struct ac_str text, struct ac_config *config,
		       struct given *given, struct ac_faults *faults)
{
	struct ac_env_reader reader;
	struct ac_env_line line;
	struct ac_place first[FIELDS_MAX] = { { 0 } };
	ac_env_init(&reader, file, text, faults);
	while (ac_env_next(&reader, &line)) {
		int32_t row = ac_schema_find(&ac_settings_schema, line.name);
		if (row < 0) {
			refuse_name(&line, faults);
			continue;
		}
		struct ac_place place = line.name_place;
		if (first[row].line != 0) {
			ac_faults_add(faults, place.file, place.line, place.column,
				      "duplicate variable '%s', first set at %s:%zu:%zu; keep one "
				      "of them",
				      fields[row].key, file, first[row].line, first[row].column);
			continue;
		}
		first[row] = place;
		if (line.value.size > 0)
			apply(&fields[row], line.value, line.value_place, config, &given[row],
			      faults);
	}
}

static void parse_environment(char *const *environment, struct ac_config *config,
			      struct given *given, struct ac_faults *faults)
{
	for (size_t i = 0; i < AC_COUNT(fields); i++) {
		size_t size = strlen(fields[i].key);
		for (char *const *at = environment; at != NULL && *at != NULL; at++) {
			if (strncmp(*at, fields[i].key, size) != 0 || (*at)[size] != '=')
				continue;
			struct ac_str value = ac_str_from(*at + size + 1);
			if (value.size == 0)
				break;
			if (fields[i].type == AC_FIELD_SECRET)
				ac_shield_set(value.data, value.size);
			apply(&fields[i], value, (struct ac_place){ ENVIRONMENT, 0, 0 }, config,
			      &given[i], faults);
			break;
		}
	}
}

static const struct given *given_of(const struct given *given, const char *key)
{
	int32_t row = ac_schema_find(&ac_settings_schema, ac_str_from(key));
	ac_assert(row >= 0);
	return &given[row];
}

static void check_ports(const struct given *given, struct ac_faults *faults)
{
	const struct given *newer = given_of(given, "DASHBOARD_PORT");
	const struct given *older = given_of(given, "STREAMLIT_PORT");
	/* Valid numbers have one spelling, so their texts can be compared. */
	if (!newer->is_valid || !older->is_valid || ac_str_equal(newer->value, older->value))
		return;
	refuse(older->place, "STREAMLIT_PORT",
	       "differs from DASHBOARD_PORT, its newer name; remove STREAMLIT_PORT", faults);
}

static void check_keys(const char *file, enum ac_run_mode mode, const struct given *given,
		       struct ac_faults *faults)
{
	static const char *const keys[] = { "BINANCE_API_KEY", "BINANCE_API_SECRET" };
	if (mode == AC_RUN_SIM)
		return;
	for (size_t i = 0; i < AC_COUNT(keys); i++) {
		if (given_of(given, keys[i])->value.data != NULL)
			continue;
		ac_faults_add(faults, file, 0, 0,
			      "missing %s, which MODE=%s needs; set it here or in the environment",
			      keys[i], ac_run_mode_text(mode));
	}
}

void ac_settings_parse(const char *file, struct ac_str text, char *const *environment,
		       struct ac_config *config, struct ac_faults *faults)
{
	struct given given[FIELDS_MAX] = { { .is_valid = false } };
	parse_file(file, text, config, given, faults);
	parse_environment(environment, config, given, faults);
	check_ports(given, faults);
	check_keys(file, config->settings.mode, given, faults);
}
