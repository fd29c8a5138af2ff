#include "cli/wire.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>

#include "cli/command.h"
#include "cli/pace.h"
#include "cli/trading_state.h"
#include "sys/clock.h"
#include "sys/log.h"

#define CLOCK_SAMPLES    5u
#define REST_TIMEOUT     (10 * AC_NS_PER_SEC)
#define STREAMS_PER_LINK 200u
#define STALE_AFTER      (15 * AC_NS_PER_SEC)
#define HISTORY_CANDLES  1440u
#define SYNC_EVERY       (1 * AC_NS_PER_SEC)

bool wire_is_wanted(const struct trading *trading)
{
	return trading->config->settings.mode != AC_RUN_SIM ||
	       strcmp(trading->options->feed, "live") == 0;
}

static const char *ca_file_of(const struct ac_settings *settings)
{
	return settings->ca_file[0] != '\0' ? settings->ca_file : NULL;
}

bool wire_open(struct trading *trading)
{
	const struct ac_settings *settings = &trading->config->settings;
	struct wire *wire = &trading->wire;
	char error[512];
	wire->has_account = settings->mode != AC_RUN_SIM;
	struct ac_rest_config config = {
		.base = settings->endpoints.rest,
		.api_key = wire->has_account ? settings->api_key : NULL,
		.secret = wire->has_account ? settings->api_secret : NULL,
		.ca_file = ca_file_of(settings),
		.recv_window_ms = settings->recv_window_ms,
		.timeout = REST_TIMEOUT,
	};
	enum ac_status status = ac_loop_create(&wire->loop);
	if (status == AC_OK)
		status = ac_file_sync_create(wire->loop, &wire->sync);
	if (status == AC_OK)
		status = ac_rest_create(wire->loop, &config, &wire->rest);
	if (status != AC_OK) {
		ac_cli_failure("the connection to the exchange cannot be set up: %s%s",
			       ac_status_text(status),
			       status == AC_ERR_PARSE ? " (is BINANCE_API_SECRET a whole key?)"
						      : "");
		return false;
	}
	/* Keys lie in memory of libraries too, so this process leaves no core. */
	if (wire->has_account)
		(void)prctl(PR_SET_DUMPABLE, 0);
	struct ac_rest_answer answer;
	/* One alone first: a host that swallows connections costs one timeout, not many. */
	if (!ac_rest_clock_sync(wire->rest, 1, &answer) ||
	    !ac_rest_clock_sync(wire->rest, CLOCK_SAMPLES, &answer)) {
		ac_cli_failure("%s cannot be reached: %s; nothing was started. `autocoin doctor` "
			       "says more",
			       settings->endpoints.rest, answer.error);
		return false;
	}
	if (!ac_setup_instruments(wire->rest, &wire->instruments, error, sizeof(error))) {
		ac_cli_failure("the trading rules cannot be read: %s; nothing was started", error);
		return false;
	}
	trading->rules.instruments = wire->instruments.items;
	trading->rules.count = wire->instruments.count;
	return true;
}

static void say(void *self, const struct ac_setup_line *line)
{
	(void)self;
	printf("  %-28s %-12s %s%s%s%s\n", line->what, line->found, line->was_set ? "set to " : "",
	       line->was_set ? line->wanted : "", line->is_refused ? "REFUSED: " : "",
	       line->is_refused ? line->text : "");
	ac_log(line->is_refused ? AC_LOG_ERROR : AC_LOG_INFO, "account.setting", line->text,
	       AC_LOG_TEXT("what", line->what), AC_LOG_TEXT("found", line->found),
	       AC_LOG_TEXT("wanted", line->wanted), AC_LOG_BOOL("was_set", line->was_set));
}

static void on_events(void *self)
{
	struct trading *trading = self;
	/* Straight from the socket to the engine: what it decides leaves before anything else. */
	if (trading->wire.has_account)
		ac_session_arrive(&trading->session, ac_wall_ns(&ac_machine_clock));
}

bool wire_prepare(struct trading *trading)
{
	const struct ac_settings *settings = &trading->config->settings;
	struct wire *wire = &trading->wire;
	char error[512];
	if (wire->has_account) {
		puts("The account, as found:");
		if (!ac_setup_account(wire->rest, trading->config, &trading->world.instruments,
				      false, say, NULL, error, sizeof(error))) {
			ac_cli_failure("the account is not as config/ wants it: %s; nothing was "
				       "traded",
				       error);
			return false;
		}
	}
	struct ac_gateway_config config = {
		.loop = wire->loop,
		.rest = wire->rest,
		.instruments = &trading->world.instruments,
		.endpoints = &settings->endpoints,
		.ca_file = ca_file_of(settings),
		.has_account = wire->has_account,
		.is_api_entry = settings->order_entry == AC_ORDER_ENTRY_WS,
		/* The simulated exchange fills at what was traded. */
		.has_trades = !wire->has_account,
		.recv_window_ms = settings->recv_window_ms,
		.streams_per_link = STREAMS_PER_LINK,
		.backoff_limit = settings->ws_max_backoff_sec * AC_NS_PER_SEC,
		.stale_after = STALE_AFTER,
		.seed = (uint64_t)ac_wall_ns(&ac_machine_clock),
		.on_events = on_events,
		.self = trading,
	};
	if (ac_gateway_create(&config, &wire->gateway) != AC_OK) {
		ac_cli_failure("the connection to the exchange cannot be set up: out of memory");
		return false;
	}
	wire->port = ac_gateway_port(wire->gateway);
	return true;
}

void wire_start(struct trading *trading)
{
	struct wire *wire = &trading->wire;
	for (uint32_t i = 0; i < trading->world.instruments.count; i++)
		ac_gateway_candles_from(wire->gateway, (uint16_t)i, trading->candles_done[i],
					HISTORY_CANDLES);
	if (trading->earlier.is_present)
		ac_gateway_trades_from(wire->gateway, trading->earlier.now_ns / AC_NS_PER_MS);
	ac_gateway_start(wire->gateway);
}

/* Prices for the simulated exchange, and through it for the engine. */
static void feed_simulated(struct trading *trading)
{
	struct ac_event event;
	struct wire *wire = &trading->wire;
	while (wire->port.poll(wire->port.self, ac_wall_ns(&ac_machine_clock), &event)) {
		bool is_history = (event.flags & AC_EVENT_FLAG_HISTORY) != 0;
		if (event.kind == AC_EVENT_STREAM || is_history)
			ac_session_input(&trading->session, &event);
		else
			ac_session_tick(&trading->session, &event);
	}
}

/* A power cut may cost a second of the journal; the engine does not wait for the disk. */
static void sync_journal(struct trading *trading)
{
	struct wire *wire = &trading->wire;
	ac_ns now = ac_steady_ns(&ac_machine_clock);
	if (now - wire->synced_ns < SYNC_EVERY)
		return;
	wire->synced_ns = now;
	ac_file_sync_begin(wire->sync, ac_journal_file(trading->journal));
	if (ac_file_sync_failures(wire->sync) > 0)
		ac_log(AC_LOG_ERROR, "journal.sync",
		       "the journal could not be forced to the disk; a power cut now would lose "
		       "its end");
}

static void note_progress(struct trading *trading)
{
	struct wire *wire = &trading->wire;
	if (!wire->is_complete && ac_gateway_is_complete(wire->gateway)) {
		wire->is_complete = true;
		ac_log(AC_LOG_INFO, "wire.complete",
		       "history and account are known; entries may come");
	}
	struct ac_gateway_view view;
	ac_gateway_view_get(wire->gateway, &view);
	if (view.snapshots != wire->snapshots_told)
		ac_log(AC_LOG_INFO, "wire.snapshot", "the account was asked for whole",
		       AC_LOG_TEXT("because", view.snapshot_why),
		       AC_LOG_INT("snapshots", (int64_t)view.snapshots));
	wire->snapshots_told = view.snapshots;
	bool is_on_rest = ac_gateway_is_on_rest(wire->gateway);
	if (wire->has_account && wire->is_complete && is_on_rest != wire->was_on_rest) {
		wire->was_on_rest = is_on_rest;
		ac_log(is_on_rest ? AC_LOG_WARN : AC_LOG_INFO, "wire.orders",
		       is_on_rest ? "orders leave by REST" : "orders leave over the WebSocket API");
	}
}

void wire_turn(struct trading *trading, ac_ns limit)
{
	struct wire *wire = &trading->wire;
	ac_ns wait = limit;
	ac_ns engine = ac_engine_deadline(trading->world.engine);
	ac_ns now = ac_wall_ns(&ac_machine_clock);
	if (engine != INT64_MAX && engine - now < wait)
		wait = engine - now;
	ac_loop_run(wire->loop, wait > 0 ? wait : 0);
	ac_gateway_run(wire->gateway);
	now = ac_wall_ns(&ac_machine_clock);
	if (wire->has_account)
		ac_session_arrive(&trading->session, now);
	else
		feed_simulated(trading);
	ac_session_advance(&trading->session, now);
	ac_gateway_flush(wire->gateway);
	ac_outlet_release(&trading->outlet);
	sync_journal(trading);
	note_progress(trading);
}

void wire_settle(struct trading *trading, ac_ns limit)
{
	ac_ns end = ac_steady_ns(&ac_machine_clock) + limit;
	while (ac_steady_ns(&ac_machine_clock) < end) {
		struct ac_engine_view view;
		ac_engine_view_get(trading->world.engine, &view);
		if (ac_gateway_pending(trading->wire.gateway) == 0 &&
		    view.counts.orders_unknown == 0 && view.counts.positions_bare == 0)
			break;
		wire_turn(trading, AC_NS_PER_SEC / 10);
	}
}

void wire_close(struct wire *wire)
{
	ac_gateway_destroy(wire->gateway);
	ac_file_sync_destroy(wire->sync);
	ac_rest_destroy(wire->rest);
	ac_loop_destroy(wire->loop);
	free(wire->instruments.items);
	*wire = (struct wire){ 0 };
}
