/* The part of the metrics that is about the program: streams, queues, budgets, latencies. */
#include <inttypes.h>

#include "dashboard/metrics.h"
#include "dashboard/metrics_text.h"

struct named_stream {
	const char *name;
	const struct ac_view_stream *stream;
};
#define STREAMS 3

static void write_stream_states(struct ac_json *out, const struct named_stream *streams)
{
	metrics_head(out, "stream_up", "gauge", "1 while the connection stands.");
	for (size_t i = 0; i < STREAMS; i++) {
		if (streams[i].stream->is_used)
			metrics_whole(out, "stream_up", &METRICS_LABEL("stream", streams[i].name),
				      streams[i].stream->is_up);
	}
	metrics_head(out, "stream_age_seconds", "gauge", "Since the last message.");
	for (size_t i = 0; i < STREAMS; i++) {
		const struct ac_view_stream *stream = streams[i].stream;
		if (stream->is_used && stream->age_ms != AC_VIEW_AGE_NEVER)
			metrics_seconds(out, "stream_age_seconds",
					&METRICS_LABEL("stream", streams[i].name), stream->age_ms);
	}
	metrics_head(out, "stream_down_seconds", "gauge", "How long it has been down; 0 up.");
	for (size_t i = 0; i < STREAMS; i++) {
		if (streams[i].stream->is_used)
			metrics_seconds(out, "stream_down_seconds",
					&METRICS_LABEL("stream", streams[i].name),
					streams[i].stream->down_ms);
	}
}

static void write_stream_counts(struct ac_json *out, const struct named_stream *streams)
{
	metrics_head(out, "stream_messages_total", "counter", "Messages received.");
	for (size_t i = 0; i < STREAMS; i++) {
		if (streams[i].stream->is_used)
			metrics_whole(out, "stream_messages_total",
				      &METRICS_LABEL("stream", streams[i].name),
				      streams[i].stream->messages);
	}
	metrics_head(out, "stream_reconnects_total", "counter", "Times it was connected again.");
	for (size_t i = 0; i < STREAMS; i++) {
		if (streams[i].stream->is_used)
			metrics_whole(out, "stream_reconnects_total",
				      &METRICS_LABEL("stream", streams[i].name),
				      streams[i].stream->reconnects);
	}
}

static void write_engine(struct ac_json *out, const struct ac_view_system *system)
{
	metrics_gauge(out, "memory_resident_bytes", "Memory of the process.", system->rss_bytes);
	metrics_counter(out, "engine_inputs_total", "Events that the engine took.", system->inputs);
	metrics_counter(out, "engine_commands_total", "Commands that it gave.", system->commands);
	metrics_counter(out, "engine_facts_total", "Facts that it published.", system->facts);
	metrics_counter(out, "engine_facts_refused_total",
			"Deliveries of facts that found no room.", system->facts_refused);
	metrics_counter(out, "copies_lost_total",
			"Facts that dashboard, alerts or control were too slow for.",
			system->view_facts_lost);
	metrics_counter(out, "log_lines_dropped_total", "Lines that the log was too slow for.",
			system->log_lines_dropped);
	metrics_counter(out, "journal_records_total", "Newest number in the journal.",
			system->journal_seq);
	metrics_gauge(out, "journal_bytes", "Size of the journal.", system->journal_bytes);
	metrics_gauge(out, "journal_failing", "1 while the journal cannot be written.",
		      system->is_journal_failing);
}

static void write_database(struct ac_json *out, const struct ac_view_system *system)
{
	metrics_gauge(out, "database_state", "0 ok, 1 retrying, 2 failed.", system->database_state);
	metrics_gauge(out, "database_queue", "Facts that wait to be written.",
		      system->database_queue);
	metrics_gauge(out, "database_queue_capacity", "Facts that may wait.",
		      system->database_queue_capacity);
	metrics_counter(out, "database_written_total", "Facts written.", system->database_written);
	metrics_counter(out, "database_refused_total", "Facts that found no room.",
			system->database_refused);
	metrics_gauge_seconds(out, "database_commit_time_seconds", "Newest commit; 0 never.",
			      system->database_commit_ms);
}

static void write_alerts(struct ac_json *out, const struct ac_view_system *system)
{
	metrics_gauge(out, "alerts_queue", "Messages that wait for their channels.",
		      system->alerts_queue);
	metrics_counter(out, "alerts_sent_total", "Messages delivered.", system->alerts_sent);
	metrics_counter(out, "alerts_suppressed_total", "Repetitions that were counted, not told.",
			system->alerts_suppressed);
	metrics_counter(out, "alerts_dropped_total", "Messages that were left out.",
			system->alerts_dropped);
	metrics_counter(out, "alerts_failed_attempts_total",
			"Attempts that a channel did not take.", system->alerts_failed_attempts);
	metrics_gauge(out, "alerts_failing", "1 while a channel does not take messages.",
		      system->is_alerts_failing);
}

static void write_rate(struct ac_json *out, const struct ac_view *view)
{
	const struct ac_view_system *system = &view->system;
	const struct {
		const char *name;
		int32_t used, limit;
	} budgets[] = {
		{ "weight_1m", system->weight_used, system->weight_limit },
		{ "orders_10s", system->orders_10s_used, system->orders_10s_limit },
		{ "orders_1m", system->orders_1m_used, system->orders_1m_limit },
	};
	if (!system->has_rate_budget)
		return;
	metrics_head(out, "rate_used", "gauge", "Used of the exchange's rate budget.");
	for (size_t i = 0; i < AC_COUNT(budgets); i++)
		metrics_real(out, "rate_used", &METRICS_LABEL("budget", budgets[i].name),
			     budgets[i].used);
	metrics_head(out, "rate_limit", "gauge", "The exchange's rate budget.");
	for (size_t i = 0; i < AC_COUNT(budgets); i++)
		metrics_real(out, "rate_limit", &METRICS_LABEL("budget", budgets[i].name),
			     budgets[i].limit);
	metrics_gauge(out, "rate_paused", "1 while the exchange has us wait.",
		      system->rate_paused_until_ms > view->wall_ms ||
			      system->rate_banned_until_ms > view->wall_ms);
	metrics_head(out, "rate_refusals_total", "counter", "Answers 429 and 418.");
	metrics_whole(out, "rate_refusals_total", &METRICS_LABEL("status", "429"),
		      system->count_429);
	metrics_whole(out, "rate_refusals_total", &METRICS_LABEL("status", "418"),
		      system->count_418);
}

static void write_wire(struct ac_json *out, const struct ac_view *view)
{
	const struct ac_view_system *system = &view->system;
	metrics_gauge_seconds(out, "clock_offset_seconds", "The exchange's clock less ours.",
			      view->clock_offset_ms);
	metrics_counter(out, "wire_frames_malformed_total", "Frames that could not be read.",
			system->frames_malformed);
	metrics_counter(out, "wire_frames_refused_total", "Frames that were not believed.",
			system->frames_refused);
	metrics_counter(out, "wire_events_dropped_total", "Events that found no room.",
			system->events_dropped);
	metrics_counter(out, "wire_candles_by_rest_total", "Candles fetched to fill holes.",
			system->candles_by_rest);
	metrics_counter(out, "wire_snapshots_total", "Snapshots of the account.",
			system->snapshots);
}

static void write_latency(struct ac_json *out, const char *name, const char *help,
			  const struct ac_view_latency *latency)
{
	metrics_head(out, name, "histogram", help);
	for (size_t i = 0; i < AC_COUNT(latency->le); i++)
		api_put_format(out, "autocoin_%s_bucket{le=\"%.9g\"} %" PRIu64 "\n", name,
			       (double)AC_VIEW_LATENCY_BOUNDS_NS[i] / 1e9, latency->le[i]);
	api_put_format(out, "autocoin_%s_bucket{le=\"+Inf\"} %" PRIu64 "\n", name, latency->count);
	api_put_format(out, "autocoin_%s_count %" PRIu64 "\n", name, latency->count);
}

void metrics_write_system(struct ac_json *out, const struct ac_view *view)
{
	const struct named_stream streams[STREAMS] = {
		{ "market", &view->market },
		{ "user", &view->user },
		{ "api", &view->api },
	};
	write_stream_states(out, streams);
	write_stream_counts(out, streams);
	write_engine(out, &view->system);
	write_database(out, &view->system);
	write_alerts(out, &view->system);
	write_rate(out, view);
	write_wire(out, view);
	write_latency(out, "engine_step_seconds", "One step of the engine.", &view->system.step);
	write_latency(out, "tick_to_order_seconds", "From the frame of a candle to its order.",
		      &view->system.tick_to_order);
	write_latency(out, "order_to_answer_seconds", "From an order to the exchange's answer.",
		      &view->system.order_to_answer);
}
