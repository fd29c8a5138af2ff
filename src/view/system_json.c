#include "view/view_json.h"
#include "view/words.h"

static void put_latency(struct ac_json *json, const char *key,
			const struct ac_view_latency *latency)
{
	static const double us = 1e3;
	ac_json_open(json, key, '{');
	ac_json_unsigned(json, "count", latency->count);
	ac_json_real(json, "p50_us", (double)latency->p50 / us);
	ac_json_real(json, "p90_us", (double)latency->p90 / us);
	ac_json_real(json, "p99_us", (double)latency->p99 / us);
	ac_json_real(json, "p999_us", (double)latency->p999 / us);
	ac_json_real(json, "max_us", (double)latency->largest / us);
	/* Counts of each bucket, not sums: a person draws bars. */
	ac_json_open(json, "buckets", '[');
	uint64_t before = 0;
	for (size_t i = 0; i < AC_COUNT(latency->le); i++) {
		ac_json_open(json, NULL, '[');
		ac_json_real(json, NULL, (double)AC_VIEW_LATENCY_BOUNDS_NS[i] / us);
		ac_json_unsigned(json, NULL, latency->le[i] - before);
		ac_json_close(json, ']');
		before = latency->le[i];
	}
	ac_json_close(json, ']');
	ac_json_close(json, '}');
}

static void put_database(struct ac_json *json, const struct ac_view_system *system)
{
	ac_json_open(json, "database", '{');
	words_text(json, "state", words_database_state(system));
	ac_json_unsigned(json, "queue", system->database_queue);
	ac_json_unsigned(json, "queue_capacity", system->database_queue_capacity);
	ac_json_unsigned(json, "written", system->database_written);
	ac_json_unsigned(json, "refused", system->database_refused);
	words_number(json, "last_commit_at", system->database_commit_ms);
	words_text(json, "error", system->database_error);
	ac_json_close(json, '}');
}

static void put_alerts(struct ac_json *json, const struct ac_view_system *system)
{
	ac_json_open(json, "alerts", '{');
	ac_json_unsigned(json, "queue", system->alerts_queue);
	ac_json_unsigned(json, "sent", system->alerts_sent);
	ac_json_unsigned(json, "suppressed", system->alerts_suppressed);
	ac_json_unsigned(json, "dropped", system->alerts_dropped);
	ac_json_unsigned(json, "failed_attempts", system->alerts_failed_attempts);
	ac_json_bool(json, "is_failing", system->is_alerts_failing);
	words_text(json, "error", system->alerts_error);
	ac_json_close(json, '}');
}

static void put_rate(struct ac_json *json, const struct ac_view_system *system)
{
	if (!system->has_rate_budget) {
		ac_json_null(json, "rate");
		return;
	}
	ac_json_open(json, "rate", '{');
	ac_json_int(json, "weight_used", system->weight_used);
	ac_json_int(json, "weight_limit", system->weight_limit);
	ac_json_int(json, "orders_10s_used", system->orders_10s_used);
	ac_json_int(json, "orders_10s_limit", system->orders_10s_limit);
	ac_json_int(json, "orders_1m_used", system->orders_1m_used);
	ac_json_int(json, "orders_1m_limit", system->orders_1m_limit);
	words_number(json, "paused_until", system->rate_paused_until_ms);
	words_number(json, "banned_until", system->rate_banned_until_ms);
	ac_json_unsigned(json, "count_429", system->count_429);
	ac_json_unsigned(json, "count_418", system->count_418);
	ac_json_close(json, '}');
}

static void put_wire(struct ac_json *json, const struct ac_view_system *system)
{
	ac_json_open(json, "wire", '{');
	ac_json_unsigned(json, "frames_malformed", system->frames_malformed);
	ac_json_unsigned(json, "frames_refused", system->frames_refused);
	ac_json_unsigned(json, "events_dropped", system->events_dropped);
	ac_json_unsigned(json, "candles_by_rest", system->candles_by_rest);
	ac_json_unsigned(json, "snapshots", system->snapshots);
	ac_json_close(json, '}');
}

void ac_view_json_system(struct ac_json *json, const char *key, const struct ac_view *view)
{
	const struct ac_view_system *system = &view->system;
	words_begin(json, key, view);
	ac_json_open(json, "memory", '{');
	ac_json_unsigned(json, "rss_bytes", system->rss_bytes);
	ac_json_close(json, '}');
	ac_json_open(json, "engine", '{');
	ac_json_unsigned(json, "inputs", system->inputs);
	ac_json_unsigned(json, "commands", system->commands);
	ac_json_unsigned(json, "facts", system->facts);
	ac_json_unsigned(json, "facts_refused", system->facts_refused);
	ac_json_unsigned(json, "copies_lost", system->view_facts_lost);
	ac_json_close(json, '}');
	ac_json_open(json, "journal", '{');
	ac_json_unsigned(json, "seq", system->journal_seq);
	ac_json_unsigned(json, "bytes", system->journal_bytes);
	ac_json_bool(json, "is_failing", system->is_journal_failing);
	ac_json_close(json, '}');
	put_database(json, system);
	put_alerts(json, system);
	ac_json_open(json, "log", '{');
	ac_json_unsigned(json, "lines_dropped", system->log_lines_dropped);
	ac_json_close(json, '}');
	put_rate(json, system);
	put_wire(json, system);
	ac_json_open(json, "latency", '{');
	put_latency(json, "step", &system->step);
	put_latency(json, "tick_to_order", &system->tick_to_order);
	put_latency(json, "order_to_answer", &system->order_to_answer);
	ac_json_close(json, '}');
	ac_json_close(json, '}');
}
