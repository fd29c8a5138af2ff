#include "trader/wire.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>

#include "engine/engine.h"
#include "sys/clock.h"
#include "sys/log.h"
#include "trader/source.h"

#define CLOCK_SAMPLES    5u
#define REST_TIMEOUT     (10 * AC_NS_PER_SEC)
#define STREAMS_PER_LINK 200u
#define STALE_AFTER      (15 * AC_NS_PER_SEC)
#define HISTORY_CANDLES  1440u
#define SYNC_EVERY       (1 * AC_NS_PER_SEC)
#define CLOCK_STEP       (1 * AC_NS_PER_SEC) /* smaller ones are the time servers' work */

static const char *ca_file_of(const struct ac_settings *settings)
{
	return settings->ca_file[0] != '\0' ? settings->ca_file : NULL;
}

bool wire_open(struct wire *wire, const struct ac_settings *settings, bool has_key,
	       struct ac_rules *ret_rules, struct ac_error *error)
{
	char why[512];
	wire->takes_orders = has_key;
	ac_run_clock_init(&wire->clock, &ac_machine_clock);
	struct ac_rest_config config = {
		.clock = &wire->clock.clock,
		.base = settings->endpoints.rest,
		.api_key = has_key ? settings->api_key : NULL,
		.secret = has_key ? settings->api_secret : NULL,
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
		ac_error_set(error, "the connection to the exchange cannot be set up: %s%s",
			     ac_status_text(status),
			     status == AC_ERR_PARSE ? " (is BINANCE_API_SECRET a whole key?)" : "");
		return false;
	}
	/* Keys lie in memory of libraries too, so this process leaves no core. */
	if (has_key)
		(void)prctl(PR_SET_DUMPABLE, 0);
	struct ac_rest_answer answer;
	/* One alone first: a host that swallows connections costs one timeout, not many. */
	if (!ac_rest_clock_sync(wire->rest, 1, &answer) ||
	    !ac_rest_clock_sync(wire->rest, CLOCK_SAMPLES, &answer)) {
		ac_error_set(error,
			     "%s cannot be reached: %s; nothing was started. `autocoin doctor` "
			     "says more",
			     settings->endpoints.rest, answer.error);
		return false;
	}
	if (!ac_setup_instruments(wire->rest, &wire->instruments, why, sizeof(why))) {
		ac_error_set(error, "the trading rules cannot be read: %s; nothing was started",
			     why);
		return false;
	}
	ret_rules->instruments = wire->instruments.items;
	ret_rules->count = wire->instruments.count;
	return true;
}

bool wire_prepare(struct wire *wire, const struct ac_config *config,
		  const struct ac_instruments *instruments, void (*on_events)(void *self),
		  void *self, struct ac_error *error)
{
	const struct ac_settings *settings = &config->settings;
	wire->is_api_entry = settings->order_entry == AC_ORDER_ENTRY_WS;
	struct ac_gateway_config gateway = {
		.clock = &wire->clock.clock,
		.loop = wire->loop,
		.rest = wire->rest,
		.instruments = instruments,
		.endpoints = &settings->endpoints,
		.ca_file = ca_file_of(settings),
		.takes_orders = wire->takes_orders,
		.is_api_entry = wire->is_api_entry,
		/* The simulated exchange fills at what was traded. */
		.has_trades = !wire->takes_orders,
		.recv_window_ms = settings->recv_window_ms,
		.streams_per_link = STREAMS_PER_LINK,
		.backoff_limit = settings->ws_max_backoff_sec * AC_NS_PER_SEC,
		.stale_after = STALE_AFTER,
		.seed = (uint64_t)ac_wall_ns(&ac_machine_clock),
		.on_events = on_events,
		.self = self,
	};
	if (ac_gateway_create(&gateway, &wire->gateway) != AC_OK) {
		ac_error_set(error,
			     "the connection to the exchange cannot be set up: out of memory");
		return false;
	}
	wire->port = ac_gateway_port(wire->gateway);
	return true;
}

void wire_name(const struct ac_settings *settings, char ret_name[AC_STORE_TEXT_SIZE])
{
	snprintf(ret_name, AC_STORE_TEXT_SIZE, "live %.200s", settings->endpoints.rest);
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

ac_ns wire_now(struct wire *wire)
{
	return ac_wall_ns(&wire->clock.clock);
}

void wire_wait(struct wire *wire, const struct ac_engine *engine, ac_ns limit)
{
	ac_ns wait = limit;
	ac_ns deadline = ac_engine_deadline(engine);
	ac_ns now = wire_now(wire);
	if (deadline != INT64_MAX && deadline - now < wait)
		wait = deadline - now;
	ac_loop_run(wire->loop, wait > 0 ? wait : 0);
	ac_gateway_run(wire->gateway);
}

/* A power cut may cost a second of the journal; the engine does not wait for the disk. */
void wire_sync(struct wire *wire, struct ac_journal *journal)
{
	ac_ns now = ac_steady_ns(&ac_machine_clock);
	if (now - wire->synced_ns < SYNC_EVERY)
		return;
	wire->synced_ns = now;
	ac_file_sync_begin(wire->sync, ac_journal_file(journal));
	if (ac_file_sync_failures(wire->sync) > 0)
		ac_log(AC_LOG_ERROR, "journal.sync",
		       "the journal could not be forced to the disk; a power cut now would lose "
		       "its end");
}

/* Somebody set the machine's clock: nothing waits for it, but a person should know. */
static void note_clock(struct wire *wire)
{
	ac_ns lag = ac_run_clock_lag(&wire->clock), step = lag - wire->lag_ns;
	wire->lag_ns = lag;
	if (step > -CLOCK_STEP && step < CLOCK_STEP)
		return;
	ac_log(AC_LOG_WARN, "clock.set",
	       "the machine's clock was set while the run went on; deadlines and the exchange's "
	       "time do not follow it, the run's days and stamps begin by it at the next start",
	       AC_LOG_INT("seconds", step / AC_NS_PER_SEC));
}

void wire_note(struct wire *wire)
{
	note_clock(wire);
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
	if (wire->takes_orders && wire->is_complete && is_on_rest != wire->was_on_rest) {
		wire->was_on_rest = is_on_rest;
		ac_log(is_on_rest ? AC_LOG_WARN : AC_LOG_INFO, "wire.orders",
		       is_on_rest ? "orders leave by REST" : "orders leave over the WebSocket API");
	}
}

/* ---- functions of a source's kind ---- */

enum ac_status wire_symbols(const struct source *source,
			    void (*take)(void *self, const char *symbol), void *self,
			    struct ac_error *error)
{
	(void)source;
	(void)take;
	(void)self;
	(void)error;
	return AC_END;
}

ac_ns wire_start_ns(struct source *source, ac_ns earlier_ns)
{
	ac_ns now = wire_now(&source->wire);
	return earlier_ns > now ? earlier_ns : now;
}

void wire_start(struct source *source, const struct source_beginning *beginning)
{
	struct ac_gateway *gateway = source->wire.gateway;
	for (uint32_t i = 0; i < source->world->instruments.count; i++)
		ac_gateway_candles_from(gateway, (uint16_t)i, beginning->candles_done[i],
					HISTORY_CANDLES);
	if (beginning->trades_since_ms > 0)
		ac_gateway_trades_from(gateway, beginning->trades_since_ms);
	ac_gateway_start(gateway);
}

static void show_stream(ac_ns *down_ns, const struct ac_gateway_link_view *link,
			struct ac_view_stream *stream)
{
	ac_ns now = ac_steady_ns(&ac_machine_clock);
	stream->is_used = true;
	stream->is_up = strcmp(link->state, "up") == 0;
	stream->age_ms = link->age_ms;
	stream->messages = link->messages;
	stream->reconnects = link->reconnects;
	snprintf(stream->why, sizeof(stream->why), "%s", link->why);
	if (stream->is_up)
		*down_ns = 0;
	else if (*down_ns == 0)
		*down_ns = now;
	stream->down_ms = stream->is_up ? 0 : (now - *down_ns) / AC_NS_PER_MS;
}

static void show_budget(const struct wire *wire, struct ac_view_system *system)
{
	const struct ac_rate_budget *budget = ac_rest_budget(wire->rest);
	system->has_rate_budget = true;
	system->weight_used = budget->weight_used;
	system->weight_limit = budget->limits.weight_1m;
	system->orders_10s_used = budget->orders_10s_used;
	system->orders_10s_limit = budget->limits.orders_10s;
	system->orders_1m_used = budget->orders_1m_used;
	system->orders_1m_limit = budget->limits.orders_1m;
	system->rate_paused_until_ms = budget->paused_until_ms;
	system->rate_banned_until_ms = budget->banned_until_ms;
	system->count_429 = budget->count_429;
	system->count_418 = budget->count_418;
}

void wire_show(struct source *source, struct ac_view *view)
{
	struct wire *wire = &source->wire;
	struct ac_view_system *system = &view->system;
	struct ac_gateway_view seen;
	ac_gateway_view_get(wire->gateway, &seen);
	show_stream(&wire->down_ns[0], &seen.market, &view->market);
	if (wire->takes_orders) {
		show_stream(&wire->down_ns[1], &seen.user, &view->user);
		if (wire->is_api_entry)
			show_stream(&wire->down_ns[2], &seen.api, &view->api);
		view->is_on_rest = ac_gateway_is_on_rest(wire->gateway);
	}
	view->clock_offset_ms = seen.clock_offset_ms;
	view->clock_round_trip_ms = seen.clock_round_trip_ms;
	system->frames_malformed = seen.frames_malformed;
	system->frames_refused = seen.frames_refused;
	system->events_dropped = seen.events_dropped;
	system->candles_by_rest = seen.gaps_filled;
	system->snapshots = seen.snapshots;
	ac_view_latency_fill(&system->tick_to_order, seen.tick_to_order);
	ac_view_latency_fill(&system->order_to_answer, seen.order_to_answer);
	for (uint32_t i = 0; i < view->symbol_count; i++)
		view->symbols[i].age_ms = ac_gateway_age_ms(wire->gateway, (uint16_t)i);
	show_budget(wire, system);
}
