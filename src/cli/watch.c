#include "cli/watch.h"

#include <stdio.h>

#include "cli/trading_state.h"
#include "gateway/rest.h"
#include "sys/clock.h"
#include "sys/log.h"
#include "sys/loop.h"
#include "sys/memory.h"

static void begin_step(void *self)
{
	struct watch *watch = self;
	watch->step_ns = ac_steady_ns(&ac_machine_clock);
}

static void end_step(void *self)
{
	struct watch *watch = self;
	ac_histogram_add(&watch->steps, ac_steady_ns(&ac_machine_clock) - watch->step_ns);
}

void watch_init(struct trading *trading)
{
	struct watch *watch = &trading->observers.watch;
	const struct ac_store_run *run = &trading->run;
	struct ac_view_run *shown = &watch->run;
	watch->meter = (struct ac_session_meter){ begin_step, end_step, watch };
	shown->run_id = run->run_id;
	snprintf(shown->mode, sizeof(shown->mode), "%s", run->mode);
	snprintf(shown->account, sizeof(shown->account), "%s", run->account);
	snprintf(shown->version, sizeof(shown->version), "%s", run->version);
	snprintf(shown->feed, sizeof(shown->feed), "%s", run->feed);
	shown->position_mode = trading->world.mode;
	shown->started_ms = run->started_ms;
	shown->has_crashed_last = trading->earlier.is_present && !trading->earlier.was_ended;
}

static void fill_stream(struct watch *watch, size_t index, const struct ac_gateway_link_view *link,
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
		watch->down_ns[index] = 0;
	else if (watch->down_ns[index] == 0)
		watch->down_ns[index] = now;
	stream->down_ms = stream->is_up ? 0 : (now - watch->down_ns[index]) / AC_NS_PER_MS;
}

static void fill_budget(struct trading *trading, struct ac_view_system *system)
{
	const struct ac_rate_budget *budget = ac_rest_budget(trading->wire.rest);
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

static void fill_wire(struct trading *trading, struct ac_view *view)
{
	struct watch *watch = &trading->observers.watch;
	struct ac_view_system *system = &view->system;
	struct ac_gateway_view wire;
	ac_gateway_view_get(trading->wire.gateway, &wire);
	fill_stream(watch, 0, &wire.market, &view->market);
	if (wire.has_account) {
		fill_stream(watch, 1, &wire.user, &view->user);
		if (trading->config->settings.order_entry == AC_ORDER_ENTRY_WS)
			fill_stream(watch, 2, &wire.api, &view->api);
		view->is_on_rest = ac_gateway_is_on_rest(trading->wire.gateway);
	}
	view->clock_offset_ms = wire.clock_offset_ms;
	view->clock_round_trip_ms = wire.clock_round_trip_ms;
	system->frames_malformed = wire.frames_malformed;
	system->frames_refused = wire.frames_refused;
	system->events_dropped = wire.events_dropped;
	system->candles_by_rest = wire.gaps_filled;
	system->snapshots = wire.snapshots;
	ac_view_latency_fill(&system->tick_to_order, wire.tick_to_order);
	ac_view_latency_fill(&system->order_to_answer, wire.order_to_answer);
	for (uint32_t i = 0; i < view->symbol_count; i++)
		view->symbols[i].age_ms = ac_gateway_age_ms(trading->wire.gateway, (uint16_t)i);
	fill_budget(trading, system);
}

static void fill_database(struct trading *trading, struct ac_view_system *system)
{
	struct ac_writer_stats stats;
	ac_writer_stats_get(trading->writer, &stats);
	system->database_state = (uint32_t)stats.state;
	system->database_queue = stats.queue;
	system->database_queue_capacity = stats.queue_capacity;
	system->database_written = stats.written;
	system->database_refused = stats.refused + stats.rejected;
	system->database_commit_ms = stats.last_commit_ms;
	snprintf(system->database_error, sizeof(system->database_error), "%.127s", stats.error);
}

static void fill_alerts(const struct observers *observers, struct ac_view_system *system)
{
	struct ac_alerts_stats stats;
	ac_alerts_stats_get(observers->alerts, &stats);
	system->alerts_queue = stats.queue;
	system->alerts_sent = stats.sent;
	system->alerts_suppressed = stats.suppressed;
	system->alerts_dropped = stats.dropped;
	system->alerts_failed_attempts = stats.failed_attempts;
	system->is_alerts_failing = stats.is_failing;
	memcpy(system->alerts_error, stats.error, sizeof(system->alerts_error));
}

static uint64_t copies_lost(const struct observers *observers)
{
	uint64_t lost = 0;
	if (observers->control != NULL)
		lost += ac_fact_ring_lost(ac_control_facts(observers->control));
	if (observers->alerts != NULL)
		lost += ac_fact_ring_lost(ac_alerts_facts(observers->alerts));
	if (observers->dashboard != NULL)
		lost += ac_fact_ring_lost(ac_dashboard_facts(observers->dashboard));
	return lost;
}

void watch_fill(struct trading *trading, struct ac_view *view)
{
	struct watch *watch = &trading->observers.watch;
	struct ac_view_system *system = &view->system;
	struct ac_engine_view engine;
	ac_ns now = ac_steady_ns(&ac_machine_clock);
	view->wall_ms = ac_wall_ns(&ac_machine_clock) / AC_NS_PER_MS;
	view->run = watch->run;
	if (now - watch->resident_ns >= AC_NS_PER_SEC) {
		watch->resident_ns = now;
		watch->resident_bytes = ac_memory_resident_bytes();
	}
	ac_engine_view_get(trading->world.engine, &engine);
	system->rss_bytes = watch->resident_bytes;
	system->inputs = trading->session.inputs;
	system->commands = trading->session.commands_sent;
	system->facts = engine.facts;
	system->facts_refused = engine.refused + trading->outlet.lost;
	system->view_facts_lost = copies_lost(&trading->observers);
	system->log_lines_dropped = ac_log_dropped();
	system->journal_seq = ac_journal_seq_last(trading->journal);
	system->journal_bytes = ac_journal_bytes(trading->journal);
	system->is_journal_failing =
		trading->outlet.has_journal_failed || trading->outlet.is_journal_closed;
	ac_view_latency_fill(&system->step, &watch->steps);
	if (trading->writer != NULL)
		fill_database(trading, system);
	if (trading->observers.alerts != NULL)
		fill_alerts(&trading->observers, system);
	if (trading->wire.gateway != NULL)
		fill_wire(trading, view);
}
