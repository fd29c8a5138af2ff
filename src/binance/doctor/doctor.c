#include "binance/doctor/doctor_state.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "binance/gateway/advice.h"
#include "binance/gateway/setup.h"

#define REST_TIMEOUT        (10 * AC_NS_PER_SEC)
#define CLOCK_SAMPLES       5u
#define CLOCK_OFFSET_ODD_MS 500

const char *ac_doctor_result_text(enum ac_doctor_result result)
{
	switch (result) {
	case AC_DOCTOR_OK:
		return "ok";
	case AC_DOCTOR_WARNING:
		return "warning";
	case AC_DOCTOR_FAILED:
		return "FAILED";
	case AC_DOCTOR_SKIPPED:
		return "skipped";
	}
	return "?";
}

void doctor_say(struct doctor *doctor, const char *check, enum ac_doctor_result result,
		const char *advice, const char *format, ...)
{
	struct ac_doctor_line line = { .result = result };
	va_list arguments;
	snprintf(line.check, sizeof(line.check), "%s", check);
	snprintf(line.advice, sizeof(line.advice), "%s", advice != NULL ? advice : "");
	va_start(arguments, format);
	/* NOLINTNEXTLINE(clang-analyzer-valist.Uninitialized) */
	vsnprintf(line.found, sizeof(line.found), format, arguments);
	va_end(arguments);
	doctor->has_failed |= result == AC_DOCTOR_FAILED;
	doctor->say(doctor->self, &line);
}

const char *doctor_advise_network(const char *error)
{
	static const struct {
		const char *word, *advice;
	} rows[] = {
		{ "resolve", "the host's name cannot be looked up; check the network and the "
			     "address" },
		{ "unknown node", "the host's name cannot be looked up; check the network and the "
				  "address" },
		{ "certificate", "the certificate is not trusted: is the clock right, are the "
				 "system's authorities there (package ca-certificates)? A "
				 "simulated exchange of one's own needs BINANCE_CA_FILE" },
		{ "SSL", "no TLS connection could be made; is the address right, and https:// or "
			 "wss:// for a port that speaks TLS?" },
		{ "TLS", "no TLS connection could be made; is the address right, and https:// or "
			 "wss:// for a port that speaks TLS?" },
		{ "timed out", "no answer came in time; check the network, a firewall, and that "
			       "https:// and wss:// stand for a port that speaks TLS" },
		{ "in time", "no answer came in time; check the network and a firewall" },
		{ "refused", "nothing listens there; check the address and its port" },
		{ "connect", "nothing can be reached there; check the address, its port, the "
			     "network and a firewall" },
	};
	for (size_t i = 0; i < AC_COUNT(rows); i++) {
		if (strcasestr(error, rows[i].word) != NULL)
			return rows[i].advice;
	}
	return "check the network, a firewall and the address";
}

const char *doctor_advise(const struct ac_rest_answer *answer)
{
	if (answer->fate != AC_HTTP_ANSWERED)
		return doctor_advise_network(answer->error);
	const char *advice = ac_advice_of_code(answer->code);
	if (advice == NULL)
		advice = ac_advice_of_status(answer->status);
	return advice != NULL ? advice : "try again in a minute; if it stays, report it";
}

bool doctor_ask(struct doctor *doctor, const char *check, const struct ac_request *request,
		struct ac_rest_answer *ret_answer)
{
	ac_rest_ask(doctor->rest, request, AC_LANE_ENTRY, ret_answer);
	if (ac_rest_is_ok(ret_answer))
		return true;
	doctor_say(doctor, check, AC_DOCTOR_FAILED, doctor_advise(ret_answer), "%s: %s",
		   request->path, ret_answer->error);
	return false;
}

static void check_configuration(struct doctor *doctor)
{
	const struct ac_config *config = doctor->config;
	const struct ac_settings *settings = &config->settings;
	uint32_t symbols = 0, books = 0;
	for (uint32_t i = 0; i < config->symbol_count; i++)
		symbols += config->symbols[i].is_enabled;
	for (uint32_t i = 0; i < config->book_count; i++)
		books += config->books[i].is_enabled;
	doctor_say(doctor, "configuration", AC_DOCTOR_OK, NULL,
		   "mode %s, %u symbols and %u strategy files enabled",
		   ac_run_mode_text(settings->mode), symbols, books);
	/* Half here and half there: prices of one market, orders on another. */
	struct ac_endpoints rest = { 0 }, streams = { 0 };
	memcpy(rest.rest, settings->endpoints.rest, sizeof(rest.rest));
	memcpy(streams.stream, settings->endpoints.stream, sizeof(streams.stream));
	if (ac_endpoints_are_local(&rest) != ac_endpoints_are_local(&streams))
		doctor_say(doctor, "addresses", AC_DOCTOR_WARNING,
			   "set BINANCE_REST_URL, BINANCE_WS_URL and BINANCE_WS_API_URL together",
			   "REST is %s and the streams are %s: one of them is this machine",
			   settings->endpoints.rest, settings->endpoints.stream);
}

static bool connect(struct doctor *doctor)
{
	const struct ac_settings *settings = &doctor->config->settings;
	struct ac_rest_config config = {
		.clock = doctor->options->clock,
		.base = settings->endpoints.rest,
		.api_key = doctor->is_trading ? settings->api_key : NULL,
		.secret = doctor->is_trading ? settings->api_secret : NULL,
		.ca_file = settings->ca_file[0] != '\0' ? settings->ca_file : NULL,
		.recv_window_ms = settings->recv_window_ms,
		.timeout = REST_TIMEOUT,
	};
	enum ac_status status = ac_loop_create(&doctor->loop);
	if (status == AC_OK)
		status = ac_rest_create(doctor->loop, &config, &doctor->rest);
	if (status == AC_ERR_PARSE)
		doctor_say(doctor, "key", AC_DOCTOR_FAILED,
			   "give a private key of Ed25519 or RSA, PKCS#8 in PEM, without a "
			   "password",
			   "the private key cannot be used");
	else if (status != AC_OK)
		doctor_say(doctor, "REST", AC_DOCTOR_FAILED, "free some memory and try again",
			   "it cannot be set up: %s", ac_status_text(status));
	return status == AC_OK;
}

/* One row for network and TLS, one for the clock: both come of the same questions. */
static bool check_rest(struct doctor *doctor)
{
	const struct ac_settings *settings = &doctor->config->settings;
	struct ac_rest_answer answer = { 0 };
	/* One first: a host that does not answer is not waited for five times. */
	if (!ac_rest_clock_sync(doctor->rest, 1, &answer) ||
	    !ac_rest_clock_sync(doctor->rest, CLOCK_SAMPLES, &answer)) {
		doctor_say(doctor, "REST", AC_DOCTOR_FAILED, doctor_advise(&answer), "%s: %s",
			   settings->endpoints.rest, answer.error);
		return false;
	}
	const struct ac_server_clock *clock = ac_rest_clock(doctor->rest);
	doctor_say(doctor, "REST", AC_DOCTOR_OK, NULL, "%s answers in %" PRId64 " ms",
		   settings->endpoints.rest, clock->round_trip_ms);
	int64_t offset = clock->offset_ms < 0 ? -clock->offset_ms : clock->offset_ms;
	enum ac_doctor_result result = offset > settings->recv_window_ms ? AC_DOCTOR_FAILED
				       : offset > CLOCK_OFFSET_ODD_MS    ? AC_DOCTOR_WARNING
									 : AC_DOCTOR_OK;
	const char *advice = result == AC_DOCTOR_OK
				     ? NULL
				     : "let this machine follow a time server: timedatectl "
				       "set-ntp true";
	if (offset == 0)
		doctor_say(doctor, "clock", result, advice, "agrees with the exchange");
	else
		doctor_say(doctor, "clock", result, advice,
			   "%" PRId64 " ms %s the exchange (RECV_WINDOW_MS %d)", offset,
			   clock->offset_ms > 0 ? "behind" : "before", settings->recv_window_ms);
	return true;
}

static bool check_rules(struct doctor *doctor)
{
	char error[256];
	if (ac_setup_instruments(doctor->rest, &doctor->all, error, sizeof(error)))
		return true;
	doctor_say(doctor, "trading rules", AC_DOCTOR_FAILED,
		   "try again in a minute; if it stays, report it", "they cannot be read: %s",
		   error);
	return false;
}

static void check_rate(struct doctor *doctor)
{
	const struct ac_rate_budget *budget = ac_rest_budget(doctor->rest);
	bool is_much = budget->weight_used > budget->limits.weight_1m / 2;
	doctor_say(doctor, "rate limits", is_much ? AC_DOCTOR_WARNING : AC_DOCTOR_OK,
		   is_much ? "stop other programs that use the same address" : NULL,
		   "%d of %d used in this minute; %d orders a minute, %d in ten seconds",
		   budget->weight_used, budget->limits.weight_1m, budget->limits.orders_1m,
		   budget->limits.orders_10s);
}

static void check_online(struct doctor *doctor)
{
	if (!connect(doctor) || !check_rest(doctor))
		return;
	/* First, since without a good key its other questions would only fail too. */
	bool has_key = doctor->is_trading && doctor_check_key(doctor);
	if (doctor->is_trading && !has_key)
		return;
	if (has_key)
		doctor_check_permissions(doctor);
	if (!check_rules(doctor) || !doctor_choose_symbols(doctor))
		return;
	if (has_key)
		doctor_check_settings(doctor);
	doctor_check_streams(doctor);
	doctor_check_sizes(doctor);
	if (has_key) {
		doctor_check_balance(doctor);
		doctor_check_order(doctor);
	} else {
		doctor_say(doctor, "account", AC_DOCTOR_SKIPPED, NULL,
			   "mode sim has no account on the exchange");
	}
	check_rate(doctor);
}

bool ac_doctor_run(const struct ac_doctor_options *options, ac_doctor_say *say, void *self)
{
	struct doctor doctor = {
		.options = options,
		.config = options->config,
		.say = say,
		.self = self,
		.is_trading = options->config->settings.mode != AC_RUN_SIM,
	};
	check_configuration(&doctor);
	doctor_check_local(&doctor);
	check_online(&doctor);
	ac_rest_destroy(doctor.rest);
	ac_loop_destroy(doctor.loop);
	free(doctor.all.items);
	free(doctor.instruments.items);
	free(doctor.marks);
	return !doctor.has_failed;
}
