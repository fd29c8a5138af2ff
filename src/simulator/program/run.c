#include "simulator/program/run.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "command/options.h"
#include "io/document.h"
#include "session/pace.h"
#include "session/rules.h"
#include "sys/clock.h"
#include "sys/error.h"
#include "sys/loop.h"
#include "sys/whole_file.h"

#define SYMBOL_TEXT_MAX 4096u
#define LEVERAGE        20 /* of every symbol until a client sets it, as at the real exchange */

struct selection {
	const struct ac_rules *rules;
	struct ac_instruments chosen;
	char missing[AC_SYMBOL_SIZE];
};

static void choose(void *self, const char *symbol)
{
	struct selection *selection = self;
	if (ac_instruments_find(&selection->chosen, ac_str_from(symbol)) >= 0)
		return;
	for (uint32_t i = 0; i < selection->rules->count; i++) {
		if (strcmp(selection->rules->instruments[i].symbol, symbol) != 0)
			continue;
		selection->chosen.items[selection->chosen.count++] =
			selection->rules->instruments[i];
		return;
	}
	snprintf(selection->missing, sizeof(selection->missing), "%s", symbol);
}

/* Those of --symbols, or of the replay, or all that there are rules for. */
static bool choose_instruments(const struct ac_exchange_options *options,
			       const struct ac_rules *rules, struct ac_instruments *instruments)
{
	struct selection selection = { .rules = rules, .chosen = *instruments };
	char list[SYMBOL_TEXT_MAX];
	struct ac_error error;
	if (options->symbols != NULL) {
		snprintf(list, sizeof(list), "%s", options->symbols);
		char *rest = NULL;
		for (char *name = strtok_r(list, ",", &rest); name != NULL;
		     name = strtok_r(NULL, ",", &rest))
			choose(&selection, name);
	} else {
		enum ac_status status = ac_feed_symbols(options->feed, choose, &selection, &error);
		if (status != AC_OK && status != AC_END) {
			ac_command_usage_error("%s", error.text);
			return false;
		}
		for (uint32_t i = 0; status == AC_END && i < rules->count; i++)
			selection.chosen.items[selection.chosen.count++] = rules->instruments[i];
	}
	if (selection.missing[0] != '\0') {
		ac_command_usage_error("there are no rules for %s; give an exchangeInfo with "
				       "--exchange-info",
				       selection.missing);
		return false;
	}
	*instruments = selection.chosen;
	return true;
}

/* ---- the run ---- */

static volatile int stop_wanted;
static struct ac_simulator_server *server_running;

static void on_signal(int number)
{
	(void)number;
	stop_wanted = 1;
	if (server_running != NULL)
		ac_simulator_server_wake(server_running);
}

struct exchange {
	struct ac_exchange_options *options;
	struct ac_rules rules;
	struct ac_instruments instruments;
	struct ac_feed *feed;
	struct ac_simulator_server *server;
	struct ac_simulator *simulator;
	struct ac_simulator_pump *pump;
	struct ac_simulator_faults *faults;
};

static bool open_feed(struct exchange *exchange, struct ac_error *error)
{
	struct ac_exchange_options *options = exchange->options;
	if (!ac_rules_load(options->exchange_info, options->brackets, &exchange->rules, error))
		return false;
	exchange->instruments = (struct ac_instruments){
		.items = calloc(AC_INSTRUMENTS_MAX, sizeof(*exchange->instruments.items)),
		.capacity = AC_INSTRUMENTS_MAX,
	};
	if (exchange->instruments.items == NULL) {
		ac_error_set(error, "out of memory");
		return false;
	}
	error->text[0] = '\0'; /* that has been told already */
	if (!choose_instruments(options, &exchange->rules, &exchange->instruments))
		return false;
	ac_ms start_ms = ac_wall_ms(options->server.clock);
	start_ms -= start_ms % AC_MS_PER_MIN;
	return ac_feed_create(options->feed, &exchange->instruments, start_ms, &exchange->feed,
			      error) == AC_OK;
}

static bool load_state(struct exchange *exchange, struct ac_error *error)
{
	const char *path = exchange->options->server.state_file;
	enum ac_status status =
		path != NULL ? ac_simulator_load(exchange->simulator, path) : AC_ERR_NOT_FOUND;
	if (status == AC_OK || status == AC_ERR_NOT_FOUND)
		return true;
	ac_error_set(error, "%s: %s", path,
		     status == AC_ERR_VERSION ? "it is of other symbols or accounts"
					      : ac_status_text(status));
	return false;
}

static bool open_exchange(struct exchange *exchange, struct ac_error *error)
{
	struct ac_exchange_options *options = exchange->options;
	if (!open_feed(exchange, error))
		return false;
	if (options->faults != NULL &&
	    ac_simulator_faults_load(options->faults, &exchange->instruments, &exchange->faults,
				     error->text, sizeof(error->text)) != AC_OK)
		return false;
	options->server.frames_speed = options->speed;
	options->server.is_held_by_clients = options->speed == 0;
	options->server.accounts = options->accounts;
	options->server.account_count = options->account_count;
	if (ac_simulator_server_create(&options->server, &exchange->server, error->text,
				       sizeof(error->text)) != AC_OK)
		return false;
	const struct ac_simulator_config config = {
		.instruments = &exchange->instruments,
		.accounts = options->accounts,
		.account_count = options->account_count,
		.seed = options->seed,
		.leverage = LEVERAGE,
		.slippage_bps = options->slippage_bps,
		.volume_share_pct = options->volume_share_pct,
		.is_demo = options->is_demo,
		.has_large_ids = options->has_large_ids,
	};
	const struct ac_simulator_sink sink = ac_simulator_server_sink(exchange->server);
	if (ac_simulator_create(&config, &sink, &exchange->simulator, error->text,
				sizeof(error->text)) != AC_OK ||
	    !load_state(exchange, error))
		return false;
	const struct ac_simulator_pump_config pump = {
		.feed = exchange->feed,
		.speed = options->speed,
		.is_rebased = options->is_rebased,
	};
	ac_error_set(error, "out of memory");
	return ac_simulator_pump_create(exchange->simulator, &pump, &exchange->pump) == AC_OK;
}

static bool announce(const struct exchange *exchange, bool is_account_default)
{
	const struct ac_exchange_options *options = exchange->options;
	int port = ac_simulator_server_port(exchange->server);
	bool is_tls = options->server.tls_certificate != NULL;
	const char *address = options->server.address;
	printf("exchange: listening on http%s://%s:%d and ws%s://%s:%d, %u symbols, %u accounts\n",
	       is_tls ? "s" : "", address, port, is_tls ? "s" : "", address, port,
	       exchange->instruments.count, options->account_count);
	if (is_account_default)
		puts("exchange: simulated account with key demo-key and secret demo-secret");
	fflush(stdout);
	char text[16];
	int size = snprintf(text, sizeof(text), "%d\n", port);
	if (options->port_file == NULL ||
	    ac_file_replace(options->port_file, text, (size_t)size, 0644) == AC_OK)
		return true;
	ac_command_failure("%s: %m", options->port_file);
	return false;
}

static bool write_ledgers(const struct exchange *exchange)
{
	const char *path = exchange->options->ledger;
	bool is_written = true;
	for (uint32_t i = 0; path != NULL && i < ac_simulator_account_count(exchange->simulator);
	     i++) {
		char name[4096];
		if (i == 0)
			snprintf(name, sizeof(name), "%s", path);
		else
			snprintf(name, sizeof(name), "%s.%u", path, i);
		struct ac_str text = ac_simulator_ledger(exchange->simulator, i);
		if (ac_file_replace(name, text.data, text.size, 0644) == AC_OK)
			continue;
		ac_command_failure("%s: %m", name);
		is_written = false;
	}
	return is_written;
}

static void summarize(const struct exchange *exchange, const char *why)
{
	struct ac_simulator_server_stats stats;
	ac_simulator_server_stats_get(exchange->server, &stats);
	printf("exchange: ended: %s\n"
	       "  requests %" PRIu64 "  connections %" PRIu64 "  frames sent %" PRIu64
	       "  bytes sent %" PRIu64 "  slow clients dropped %" PRIu64 "\n",
	       why, stats.requests, stats.connections, stats.frames_sent, stats.bytes_sent,
	       stats.clients_dropped);
	for (int i = 0; exchange->faults != NULL && i < AC_SIMULATOR_FAULT_COUNT; i++) {
		uint64_t count =
			ac_simulator_faults_count(exchange->faults, (enum ac_simulator_fault)i);
		if (count > 0)
			printf("  fault %s struck %" PRIu64 " times\n",
			       ac_simulator_fault_text((enum ac_simulator_fault)i), count);
	}
}

static void close_exchange(struct exchange *exchange)
{
	server_running = NULL;
	ac_simulator_pump_destroy(exchange->pump);
	ac_simulator_server_destroy(exchange->server);
	ac_simulator_destroy(exchange->simulator);
	ac_simulator_faults_destroy(exchange->faults);
	ac_feed_destroy(exchange->feed);
	free(exchange->instruments.items);
	ac_rules_free(&exchange->rules);
	for (size_t i = 0; i < AC_COUNT(exchange->options->owned); i++)
		free(exchange->options->owned[i]);
}

int ac_exchange_run(struct ac_exchange_options *options)
{
	struct exchange exchange = { .options = options };
	struct ac_error error = { 0 };
	bool is_account_default = options->account_count == 0;
	if (is_account_default)
		options->accounts[options->account_count++] = (struct ac_simulator_account_spec){
			.key = "demo-key", .secret = "demo-secret", .wallet = AC_DEC(10000)
		};
	int code = AC_EXIT_USAGE;
	if (!open_exchange(&exchange, &error)) {
		if (error.text[0] != '\0')
			(void)ac_command_usage_error("%s", error.text);
		close_exchange(&exchange);
		return code;
	}
	server_running = exchange.server;
	const struct sigaction action = { .sa_handler = on_signal };
	(void)sigaction(SIGINT, &action, NULL);
	(void)sigaction(SIGTERM, &action, NULL);
	code = AC_EXIT_FAILURE;
	if (announce(&exchange, is_account_default)) {
		const char *why = ac_simulator_server_run(
			exchange.server, exchange.simulator, exchange.pump, exchange.faults,
			&stop_wanted, options->for_ms * AC_NS_PER_MS);
		if (write_ledgers(&exchange))
			code = AC_EXIT_SUCCESS;
		if (!options->is_quiet || options->faults != NULL)
			summarize(&exchange, why);
	}
	close_exchange(&exchange);
	return code;
}
