#include "config/settings.h"

#include "config/env_file.h"
#include "config/key_file.h"
#include "config/shield.h"
#include "core/text.h"

#define FIELDS_MAX     32
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
	  .help = "Secret of that key, or its private key (PEM of Ed25519 or RSA, line ends "
		  "written as \\n); this or BINANCE_API_KEY_FILE is required for testnet and "
		  "mainnet." },
	{ .key = "BINANCE_API_KEY_FILE",
	  .type = AC_FIELD_TEXT,
	  .offset = AT(api_key_file),
	  .size = SIZE(api_key_file),
	  .help = "File that holds the private key (PEM of Ed25519 or RSA), in place of "
		  "BINANCE_API_SECRET; only its owner may be able to read it." },
	{ .key = "I_UNDERSTAND_REAL_MONEY",
	  .type = AC_FIELD_CHOICE,
	  .offset = AT(is_real_money_understood),
	  .default_value = "no",
	  .choices = "no,yes",
	  .help = "yes: MODE=mainnet starts without asking a person at a terminal first." },
	{ .key = "BINANCE_REST_URL",
	  .type = AC_FIELD_TEXT,
	  .offset = AT(endpoints.rest),
	  .size = SIZE(endpoints.rest),
	  .help = "Address of the REST interface, https://; without it, that of the mode." },
	{ .key = "BINANCE_WS_URL",
	  .type = AC_FIELD_TEXT,
	  .offset = AT(endpoints.stream),
	  .size = SIZE(endpoints.stream),
	  .help = "Address of the streams, wss:// without a route; without it, that of the "
		  "mode." },
	{ .key = "BINANCE_WS_API_URL",
	  .type = AC_FIELD_TEXT,
	  .offset = AT(endpoints.api),
	  .size = SIZE(endpoints.api),
	  .help = "Address of the WebSocket API, wss:// with its path; without it, that of the "
		  "mode." },
	{ .key = "BINANCE_SAPI_URL",
	  .type = AC_FIELD_TEXT,
	  .offset = AT(endpoints.sapi),
	  .size = SIZE(endpoints.sapi),
	  .help = "Address that tells what the key may do, https://; without it, that of the "
		  "mode, or none where BINANCE_REST_URL is on this machine." },
	{ .key = "BINANCE_CA_FILE",
	  .type = AC_FIELD_TEXT,
	  .offset = AT(ca_file),
	  .size = SIZE(ca_file),
	  .help = "File of certificates (PEM) that are trusted besides the system's, for a "
		  "simulated exchange with TLS of one's own." },
	{ .key = "ORDER_ENTRY",
	  .type = AC_FIELD_CHOICE,
	  .offset = AT(order_entry),
	  .default_value = "ws",
	  .choices = "ws,rest",
	  .help = "How orders leave: ws, the WebSocket API, with REST as fallback; rest, REST "
		  "only." },
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
	{ .key = "DASHBOARD_HOST",
	  .type = AC_FIELD_TEXT,
	  .offset = AT(dashboard_host),
	  .size = SIZE(dashboard_host),
	  .default_value = "127.0.0.1",
	  .help = "Address that the dashboard listens on; whoever reaches it sees positions and "
		  "money." },
	{ .key = "DASHBOARD_PORT",
	  .type = AC_FIELD_INT,
	  .offset = AT(dashboard_port),
	  .default_value = "8501",
	  .minimum = "0",
	  .maximum = "65535",
	  .help = "TCP port of the dashboard; 0: any free one, which is printed at the start." },
	{ .key = "STREAMLIT_PORT",
	  .type = AC_FIELD_INT,
	  .offset = AT(dashboard_port),
	  .default_value = "8501",
	  .minimum = "0",
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

/* The value is not shown: addresses of databases may hold a password. */
static bool check_database(struct ac_str value, struct ac_place place, struct ac_faults *faults)
{
	static const char advice[] =
		"write sqlite:/// and a path, such as sqlite:///./database/trader.db";
	if (ac_str_begins(value, AC_STR("postgresql://")) ||
	    ac_str_begins(value, AC_STR("postgres://"))) {
		ac_faults_add(faults, place.file, place.line, place.column,
			      "DB_URL: PostgreSQL does not work in this version; %s", advice);
		return false;
	}
	if (ac_str_begins(value, AC_STR("sqlite:///"))) {
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
		ac_str_begins(value, AC_STR("sqlite:"))
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
	if (ac_str_begins(value, AC_STR("https://")) ||
	    ac_str_begins(value, AC_STR("http://127.0.0.1")) ||
	    ac_str_begins(value, AC_STR("http://localhost")))
		return true;
	refuse(place, "SLACK_WEBHOOK_URL",
	       "is no https:// address (value hidden); copy it from "
	       "Slack's page of incoming webhooks",
	       faults);
	return false;
}

static bool check_endpoint(const char *key, enum ac_endpoint_kind kind, struct ac_str value,
			   struct ac_place place, struct ac_faults *faults)
{
	char url[AC_ENDPOINT_SIZE + 1]; /* one more, so that a longer one is seen as such */
	size_t size = value.size < sizeof(url) - 1 ? value.size : sizeof(url) - 1;
	memcpy(url, value.data, size);
	url[size] = '\0';
	const char *fault = ac_endpoint_fault(url, kind);
	if (fault == NULL)
		return true;
	ac_faults_add(faults, place.file, place.line, place.column,
		      "%s: %s; write one such as %s, or leave it out", key, fault,
		      kind == AC_ENDPOINT_HTTP ? "https://fapi.binance.com"
					       : "wss://fstream.binance.com");
	return false;
}

static const struct {
	const char *key;
	enum ac_endpoint_kind kind;
} endpoint_keys[] = {
	{ "BINANCE_REST_URL", AC_ENDPOINT_HTTP },
	{ "BINANCE_WS_URL", AC_ENDPOINT_WEBSOCKET },
	{ "BINANCE_WS_API_URL", AC_ENDPOINT_WEBSOCKET },
	{ "BINANCE_SAPI_URL", AC_ENDPOINT_HTTP },
};

/* What a field's type cannot say. */
static bool check_value(const char *key, struct ac_str value, struct ac_place place,
			struct ac_faults *faults)
{
	if (strcmp(key, "DB_URL") == 0)
		return check_database(value, place, faults);
	if (strcmp(key, "SLACK_WEBHOOK_URL") == 0)
		return check_webhook(value, place, faults);
	for (size_t i = 0; i < AC_COUNT(endpoint_keys); i++) {
		if (strcmp(key, endpoint_keys[i].key) == 0)
			return check_endpoint(key, endpoint_keys[i].kind, value, place, faults);
	}
	return true;
}

static void apply(const struct ac_field *field, struct ac_str value, struct ac_place place,
		  struct ac_config *config, struct given *given, struct ac_faults *faults)
{
	enum ac_status status = AC_OK;
	/* Faults in the environment have no line, so that they begin with the name in any case. */
	*given = (struct given){ .value = value, .place = place };
	if (!check_value(field->key, value, place, faults))
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

/* Further addresses of alerts: which there are is said by config/alerts.yaml, whose reader refuses
 * those that no channel names. */
static bool is_for_alerts(struct ac_str name)
{
	return ac_str_begins(name, AC_STR("ALERT_"));
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
			if (!is_for_alerts(line.name))
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
	bool has_secret = given_of(given, "BINANCE_API_SECRET")->value.data != NULL ||
			  given_of(given, "BINANCE_API_KEY_FILE")->value.data != NULL;
	if (mode == AC_RUN_SIM)
		return;
	if (given_of(given, "BINANCE_API_KEY")->value.data == NULL)
		ac_faults_add(faults, file, 0, 0,
			      "missing BINANCE_API_KEY, which MODE=%s needs; set it here or in the "
			      "environment",
			      ac_run_mode_text(mode));
	if (!has_secret)
		ac_faults_add(faults, file, 0, 0,
			      "missing BINANCE_API_SECRET, which MODE=%s needs; set it, or "
			      "BINANCE_API_KEY_FILE, here or in the environment",
			      ac_run_mode_text(mode));
}

/* The simulated exchange asks for no key, so that a file of one is left alone then. */
static void take_files(struct ac_settings *settings, const struct given *given,
		       struct ac_faults *faults)
{
	const struct given *key = given_of(given, "BINANCE_API_KEY_FILE");
	const struct given *authorities = given_of(given, "BINANCE_CA_FILE");
	if (key->is_valid && given_of(given, "BINANCE_API_SECRET")->value.data != NULL)
		refuse(key->place, "BINANCE_API_KEY_FILE",
		       "BINANCE_API_SECRET is set too; keep one of them", faults);
	else if (key->is_valid && settings->mode != AC_RUN_SIM)
		ac_key_file_read(settings->api_key_file, key->place, settings->api_secret,
				 sizeof(settings->api_secret), faults);
	if (authorities->is_valid)
		ac_key_file_check_authorities(settings->ca_file, authorities->place, faults);
}

/* Where nothing is written, the mode says where the exchange is. */
static void resolve_endpoints(struct ac_settings *settings, const struct given *given)
{
	struct ac_endpoints preset;
	struct ac_endpoints *endpoints = &settings->endpoints;
	const struct {
		char *value;
		const char *preset;
	} rows[AC_COUNT(endpoint_keys)] = {
		{ endpoints->rest, preset.rest },
		{ endpoints->stream, preset.stream },
		{ endpoints->api, preset.api },
		{ endpoints->sapi, preset.sapi },
	};
	if (settings->mode == AC_RUN_TESTNET)
		ac_endpoints_testnet(&preset);
	else
		ac_endpoints_mainnet(&preset);
	/* A key of one's own simulated exchange is none of Binance's business. */
	struct ac_endpoints only_rest = { 0 };
	bool has_rest = given_of(given, endpoint_keys[0].key)->is_valid;
	memcpy(only_rest.rest, endpoints->rest, sizeof(only_rest.rest));
	if (has_rest && ac_endpoints_are_local(&only_rest))
		memset(preset.sapi, 0, sizeof(preset.sapi));
	for (size_t i = 0; i < AC_COUNT(rows); i++) {
		bool is_given = given_of(given, endpoint_keys[i].key)->is_valid;
		char url[AC_ENDPOINT_SIZE];
		memcpy(url, is_given ? rows[i].value : rows[i].preset, sizeof(url));
		enum ac_status status = ac_endpoint_set(rows[i].value, url);
		ac_assert(status == AC_OK);
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
	take_files(&config->settings, given, faults);
	resolve_endpoints(&config->settings, given);
}
