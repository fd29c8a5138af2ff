#include "trader/watch.h"

#include <stdio.h>

#include "sys/clock.h"
#include "sys/log.h"
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

void watch_init(struct watch *watch, const struct watch_of *of)
{
	const struct ac_store_run *run = &of->records->run;
	struct ac_view_run *shown = &watch->run;
	watch->of = *of;
	watch->meter = (struct ac_session_meter){ begin_step, end_step, watch };
	shown->run_id = run->run_id;
	snprintf(shown->mode, sizeof(shown->mode), "%s", run->mode);
	snprintf(shown->account, sizeof(shown->account), "%s", run->account);
	snprintf(shown->version, sizeof(shown->version), "%s", run->version);
	snprintf(shown->feed, sizeof(shown->feed), "%s", run->feed);
	shown->position_mode = of->world->mode;
	shown->started_ms = run->started_ms;
	shown->has_crashed_last = of->has_crashed_last;
}

static void fill_database(const struct watch_of *of, struct ac_view_system *system)
{
	struct ac_writer_stats stats;
	ac_writer_stats_get(of->records->writer, &stats);
	system->database_state = (uint32_t)stats.state;
	system->database_queue = stats.queue;
	system->database_queue_capacity = stats.queue_capacity;
	system->database_written = stats.written;
	system->database_refused = stats.refused + stats.rejected;
	system->database_commit_ms = stats.last_commit_ms;
	snprintf(system->database_error, sizeof(system->database_error), "%.127s", stats.error);
}

static void fill_alerts(const struct watch_of *of, struct ac_view_system *system)
{
	struct ac_alerts_stats stats;
	ac_alerts_stats_get(of->alerts, &stats);
	system->alerts_queue = stats.queue;
	system->alerts_sent = stats.sent;
	system->alerts_suppressed = stats.suppressed;
	system->alerts_dropped = stats.dropped;
	system->alerts_failed_attempts = stats.failed_attempts;
	system->is_alerts_failing = stats.is_failing;
	memcpy(system->alerts_error, stats.error, sizeof(system->alerts_error));
}

static uint64_t copies_lost(const struct watch_of *of)
{
	uint64_t lost = 0;
	if (of->control != NULL)
		lost += ac_fact_ring_lost(ac_control_facts(of->control));
	if (of->alerts != NULL)
		lost += ac_fact_ring_lost(ac_alerts_facts(of->alerts));
	if (of->dashboard != NULL)
		lost += ac_fact_ring_lost(ac_dashboard_facts(of->dashboard));
	return lost;
}

void watch_fill(struct watch *watch, struct ac_view *view)
{
	const struct watch_of *of = &watch->of;
	const struct trader_records *records = of->records;
	struct ac_view_system *system = &view->system;
	struct ac_engine_view engine;
	ac_ns now = ac_steady_ns(&ac_machine_clock);
	view->wall_ms = ac_wall_ms(&ac_machine_clock);
	view->run = watch->run;
	if (now - watch->resident_ns >= AC_NS_PER_SEC) {
		watch->resident_ns = now;
		watch->resident_bytes = ac_memory_resident_bytes();
	}
	ac_engine_view_get(of->world->engine, &engine);
	system->rss_bytes = watch->resident_bytes;
	system->inputs = of->session->inputs;
	system->commands = of->session->commands_sent;
	system->facts = engine.facts;
	system->facts_refused = engine.refused + records->outlet.lost;
	system->view_facts_lost = copies_lost(of);
	system->log_lines_dropped = ac_log_dropped();
	system->journal_seq = ac_journal_seq_last(records->journal);
	system->journal_bytes = ac_journal_bytes(records->journal);
	system->is_journal_failing =
		records->outlet.has_journal_failed || records->outlet.is_journal_closed;
	ac_view_latency_fill(&system->step, &watch->steps);
	if (records->writer != NULL)
		fill_database(of, system);
	if (of->alerts != NULL)
		fill_alerts(of, system);
	of->source->kind->show(of->source, view);
}
