/* autocoin-exchange - serves the simulated exchange on Binance's own protocol: a program of its own,
 * so that no fault is ever injected in the one that holds keys. `autocoin exchange` starts it. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "command/options.h"
#include "io/document.h"
#include "session/pace.h"
#include "simulator/program/run.h"
#include "sys/clock.h"
#include "sys/error.h"

enum option_key {
	OPTION_TLS = 256,
	OPTION_TLS_CERT,
	OPTION_TLS_KEY,
	OPTION_ED25519,
	OPTION_REBASE,
	OPTION_RECORD,
	OPTION_STATE,
	OPTION_FRAMES,
	OPTION_LINGER,
	OPTION_END_FILE,
	OPTION_PORT_FILE,
	OPTION_WAIT,
	OPTION_SLIPPAGE,
	OPTION_VOLUME_SHARE,
	OPTION_DEMO,
	OPTION_LARGE_IDS,
	OPTION_PING,
	OPTION_PONG,
	OPTION_LIFE,
};

static const struct argp_option table[] = {
	{ "listen", 'i', "HOST:PORT", 0, "where to listen (default: 127.0.0.1:9090; port 0: any)",
	  0 },
	{ "tls", OPTION_TLS, "CERT,KEY", 0, "PEM files; also as two words: --tls CERT KEY", 0 },
	{ "tls-cert", OPTION_TLS_CERT, "FILE", 0, "the certificate alone", 0 },
	{ "tls-key", OPTION_TLS_KEY, "FILE", 0, "its key alone", 0 },
	{ "feed", 'f', "FEED", 0, "replay:PATH[,PATH…] or synthetic[:seed=N] (default: synthetic)",
	  0 },
	{ "speed", 's', "N|max", 0, "feed seconds a second (default: 1; max: as clients can read)",
	  0 },
	{ "rebase", OPTION_REBASE, NULL, 0, "move the feed's times so that it begins now", 0 },
	{ "frames", OPTION_FRAMES, "FILE", 0,
	  "recorded frames to be played through /public and /market at --speed", 0 },
	{ "wait-for-client", OPTION_WAIT, NULL, 0,
	  "prices begin with the first stream connection, not before", 0 },
	{ "symbols", 'S', "A,B", 0, "only these symbols", 0 },
	{ "exchange-info", 'e', "FILE", 0, "trading rules (default: a built-in set)", 0 },
	{ "brackets", 'B', "FILE", 0, "leverage brackets to go with --exchange-info", 0 },
	{ "account", 'a', "KEY:SECRET[:BALANCE]", 0,
	  "an account, HMAC-signed; may be repeated (default: demo-key:demo-secret:10000)", 0 },
	{ "ed25519", OPTION_ED25519, "KEY:FILE[:BALANCE]", 0,
	  "an account whose public key (PEM; Ed25519 or RSA) is in FILE", 0 },
	{ "seed", 'x', "N", 0, "of everything that is drawn (default: 1)", 0 },
	{ "slippage-bps", OPTION_SLIPPAGE, "N", 0, "of market orders (default: 1)", 0 },
	{ "volume-share-pct", OPTION_VOLUME_SHARE, "N", 0,
	  "of each price's volume that one order may take, so that orders fill in pieces "
	  "(default: 0, all)",
	  0 },
	{ "large-ids", OPTION_LARGE_IDS, NULL, 0,
	  "order ids beyond 2^53, which clients that read numbers as doubles get wrong", 0 },
	{ "demo", OPTION_DEMO, NULL, 0, "rate limits of the demo exchange", 0 },
	{ "faults", 'F', "FILE", 0, "what goes wrong, and when (YAML)", 0 },
	{ "record", OPTION_RECORD, "DIR", 0, "write requests.jsonl and frames.jsonl there", 0 },
	{ "state", OPTION_STATE, "FILE", 0, "accounts go on where they stopped", 0 },
	{ "ledger", 'l', "FILE", 0,
	  "at the end, write the first account's ledger as JSON; further ones to FILE.1, FILE.2, …",
	  0 },
	{ "until-end", 'u', NULL, 0, "stop when the feed ends", 0 },
	{ "linger", OPTION_LINGER, "TIME", 0, "then still serve for this time (default: 0)", 0 },
	{ "end-file", OPTION_END_FILE, "FILE", 0, "made when the feed has ended", 0 },
	{ "for", 't', "TIME", 0, "stop after this time: 20s, 5m, 2h", 0 },
	{ "port-file", OPTION_PORT_FILE, "FILE", 0, "receives the port when it is open", 0 },
	{ "ping-interval", OPTION_PING, "TIME", 0, "of WebSockets (default: 180s)", 0 },
	{ "pong-timeout", OPTION_PONG, "TIME", 0, "without a pong (default: 600s)", 0 },
	{ "connection-life", OPTION_LIFE, "TIME", 0, "of a WebSocket (default: 24h)", 0 },
	{ "quiet", 'q', NULL, 0, "print only errors and the line that it listens", 0 },
	{ 0 },
};

/* "HOST:PORT" into `address` and `port`. */
static bool parse_listen(struct ac_exchange_options *options, const char *text)
{
	const char *colon = strrchr(text, ':');
	size_t size = colon != NULL ? (size_t)(colon - text) : 0;
	if (size == 0 || size >= sizeof(options->address) ||
	    strspn(colon + 1, "0123456789") != strlen(colon + 1) || colon[1] == '\0' ||
	    strlen(colon + 1) > 5)
		return false;
	long port = strtol(colon + 1, NULL, 10);
	if (port > UINT16_MAX)
		return false;
	memcpy(options->address, text, size);
	options->address[size] = '\0';
	if (strcmp(options->address, "localhost") == 0)
		snprintf(options->address, sizeof(options->address), "127.0.0.1");
	options->server.address = options->address;
	options->server.port = (int)port;
	return true;
}

/* KEY:WHAT[:BALANCE]; cuts `text` up. */
static bool parse_account(struct ac_exchange_options *options, char *text, bool is_public_key,
			  struct ac_error *error)
{
	struct ac_simulator_account_spec *account = &options->accounts[options->account_count];
	*account = (struct ac_simulator_account_spec){ .wallet = AC_DEC(10000) };
	if (options->account_count == AC_SIMULATOR_ACCOUNTS_MAX) {
		ac_error_set(error, "more than %u accounts", AC_SIMULATOR_ACCOUNTS_MAX);
		return false;
	}
	char *what = strchr(text, ':');
	char *balance = what != NULL ? strchr(what + 1, ':') : NULL;
	ac_error_set(error, "write KEY:%s[:BALANCE]", is_public_key ? "FILE" : "SECRET");
	if (what == NULL || what == text || what[1] == '\0' ||
	    (size_t)(what - text) >= sizeof(account->key))
		return false;
	*what++ = '\0';
	if (balance != NULL)
		*balance++ = '\0';
	snprintf(account->key, sizeof(account->key), "%s", text);
	if (balance != NULL && (ac_dec_parse(ac_str_from(balance), &account->wallet) != AC_OK ||
				account->wallet.units < 0)) {
		ac_error_set(error, "%s: not a balance", balance);
		return false;
	}
	if (is_public_key) {
		size_t size;
		char *pem = ac_document_read(what, &size, error);
		if (pem == NULL)
			return false;
		options->owned[options->account_count] = pem;
		account->public_key_pem = pem;
	} else {
		account->secret = what;
	}
	options->account_count++;
	return true;
}

static bool parse_text(int key, char *argument, struct ac_exchange_options *options)
{
	struct ac_simulator_server_config *server = &options->server;
	const struct {
		int key;
		const char **to;
	} texts[] = {
		{ 'f', &options->feed },
		{ 'S', &options->symbols },
		{ 'e', &options->exchange_info },
		{ 'B', &options->brackets },
		{ 'F', &options->faults },
		{ 'l', &options->ledger },
		{ OPTION_TLS_CERT, &server->tls_certificate },
		{ OPTION_TLS_KEY, &server->tls_key },
		{ OPTION_RECORD, &server->record_folder },
		{ OPTION_STATE, &server->state_file },
		{ OPTION_FRAMES, &server->frames_file },
		{ OPTION_END_FILE, &server->end_file },
		{ OPTION_PORT_FILE, &options->port_file },
	};
	for (size_t i = 0; i < AC_COUNT(texts); i++) {
		if (texts[i].key != key)
			continue;
		*texts[i].to = argument;
		return true;
	}
	return false;
}

static bool parse_time(int key, const char *argument, struct ac_exchange_options *options,
		       struct argp_state *state)
{
	struct ac_simulator_server_config *server = &options->server;
	const struct {
		int key;
		ac_ns *to;
	} times[] = { { OPTION_LINGER, &server->linger },
		      { OPTION_PING, &server->ping_interval },
		      { OPTION_PONG, &server->pong_timeout },
		      { OPTION_LIFE, &server->connection_life } };
	for (size_t i = 0; i < AC_COUNT(times); i++) {
		int64_t ms;
		if (times[i].key != key)
			continue;
		if (!ac_command_duration_parse(argument, &ms))
			argp_error(state, "%s: not a time; write 20s, 5m or 2h", argument);
		*times[i].to = ms * AC_NS_PER_MS;
		return true;
	}
	return false;
}

static bool parse_flag(int key, struct ac_exchange_options *options)
{
	const struct {
		int key;
		bool *to;
	} flags[] = { { 'u', &options->server.is_until_end },
		      { 'q', &options->is_quiet },
		      { OPTION_REBASE, &options->is_rebased },
		      { OPTION_WAIT, &options->server.is_begun_by_client },
		      { OPTION_DEMO, &options->is_demo },
		      { OPTION_LARGE_IDS, &options->has_large_ids } };
	for (size_t i = 0; i < AC_COUNT(flags); i++) {
		if (flags[i].key != key)
			continue;
		*flags[i].to = true;
		return true;
	}
	return false;
}

static void parse_tls(struct ac_exchange_options *options, char *argument)
{
	char *comma = strchr(argument, ',');
	options->server.tls_certificate = argument;
	if (comma == NULL)
		return; /* the key is the word that follows */
	*comma = '\0';
	options->server.tls_key = comma + 1;
}

static void parse_amount(const char *argument, struct ac_dec *ret_value, struct argp_state *state)
{
	if (ac_dec_parse(ac_str_from(argument), ret_value) != AC_OK || ret_value->units < 0)
		argp_error(state, "%s: not an amount", argument);
}

static bool parse_seed(const char *text, uint64_t *ret_seed)
{
	char *end;
	if (text[0] < '0' || text[0] > '9')
		return false;
	*ret_seed = strtoull(text, &end, 10);
	return *end == '\0';
}

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct ac_exchange_options *options = state->input;
	struct ac_error error;
	if (parse_text(key, argument, options) || parse_time(key, argument, options, state) ||
	    parse_flag(key, options))
		return 0;
	switch (key) {
	case 'i':
		if (!parse_listen(options, argument))
			argp_error(state, "--listen %s: write HOST:PORT", argument);
		return 0;
	case 's':
		if (!ac_pace_speed_parse(argument, &options->speed))
			argp_error(state, "--speed %s: write a whole number up to 1000000, or max",
				   argument);
		return 0;
	case 't':
		if (!ac_command_duration_parse(argument, &options->for_ms))
			argp_error(state, "--for %s: not a time; write 20s, 5m or 2h", argument);
		return 0;
	case 'x':
		if (!parse_seed(argument, &options->seed))
			argp_error(state, "--seed %s: write a whole number", argument);
		return 0;
	case 'a':
	case OPTION_ED25519:
		if (!parse_account(options, argument, key != 'a', &error))
			argp_error(state, "--%s: %s", key == 'a' ? "account" : "ed25519",
				   error.text);
		return 0;
	case OPTION_SLIPPAGE:
		parse_amount(argument, &options->slippage_bps, state);
		return 0;
	case OPTION_VOLUME_SHARE:
		parse_amount(argument, &options->volume_share_pct, state);
		return 0;
	case OPTION_TLS:
		parse_tls(options, argument);
		return 0;
	case ARGP_KEY_ARG:
		if (options->server.tls_certificate == NULL || options->server.tls_key != NULL)
			return ARGP_ERR_UNKNOWN;
		options->server.tls_key = argument;
		return 0;
	case ARGP_KEY_END:
		if ((options->server.tls_certificate == NULL) != (options->server.tls_key == NULL))
			argp_error(state, "TLS needs a certificate and its key");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

int main(int argc, char **argv)
{
	static const struct argp argp = {
		table,
		parse,
		NULL,
		"Serves a simulated exchange on one port, on Binance's own protocol: REST, the "
		"streams /public, /market and /private, the WebSocket API /ws-fapi/v1. Money and "
		"prices are simulated; the protocol's time is the wall clock. SIGINT or SIGTERM "
		"stops in order."
		"\vExamples:\n"
		"  autocoin exchange --listen 127.0.0.1:9090 --account key:secret:10000\n"
		"  autocoin exchange --tls cert.pem,key.pem --feed replay:BTCUSDT-1m.csv.gz "
		"--speed "
		"60 --rebase",
		NULL,
		NULL,
		NULL
	};
	static struct ac_exchange_options options = {
		.server = { .clock = &ac_machine_clock, .address = "127.0.0.1", .port = 9090 },
		.feed = "synthetic",
		.speed = 1,
		.seed = 1,
		.slippage_bps = AC_DEC(1),
	};
	int code;
	if (!ac_command_parse(&argp, argc, argv, &options, &code))
		return code;
	return ac_exchange_run(&options);
}
