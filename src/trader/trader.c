#include "trader/trader.h"

#include <stdlib.h>

#include "sys/clock.h"
#include "sys/log.h"
#include "trader/lock.h"
#include "trader/trader_state.h"

#define TURN_NS        (50 * AC_NS_PER_MS)
#define SETTLE_NS      (5 * AC_NS_PER_SEC)
#define LOG_FILE_BYTES (16u << 20)
#define LOG_FILES      8u

static struct observed observed_of(struct trader *trader, const struct ac_alerts_config *alerts)
{
	return (struct observed){
		.options = trader->options,
		.config = trader->config,
		.alerts = alerts,
		.registry = trader->registry,
		.records = &trader->records,
		.world = &trader->world,
		.session = &trader->session,
		.source = &trader->source,
		.has_crashed_last = trader->earlier.is_present && !trader->earlier.was_ended,
	};
}

/* What happens beside trading. */
static void observe(struct trader *trader, bool is_forced, enum ac_view_state state)
{
	bool has_failed = trader->records.outlet.has_journal_failed;
	observers_turn(&trader->observers, has_failed ? AC_VIEW_JOURNAL_FAILING : state, is_forced);
}

/* Why to stop; NULL: not yet. */
static const char *stop_reason(const struct trader *trader, ac_ns start_ns)
{
	const struct ac_trader_options *options = trader->options;
	if (*options->stop_signal != 0)
		return "stopped by a signal";
	if (options->for_ms > 0 &&
	    ac_steady_ns(&ac_machine_clock) - start_ns >= options->for_ms * AC_NS_PER_MS)
		return "the time asked for is over";
	return NULL;
}

/* The one loop of every run. Returns why it ended. */
static const char *loop(struct trader *trader)
{
	static const enum ac_view_state states[] = {
		[SOURCE_RUNNING] = AC_VIEW_RUNNING,
		[SOURCE_STARTING] = AC_VIEW_STARTING,
		[SOURCE_IDLE] = AC_VIEW_IDLE,
	};
	struct source *source = &trader->source;
	ac_ns start_ns = ac_steady_ns(&ac_machine_clock);
	const char *reason;
	while ((reason = stop_reason(trader, start_ns)) == NULL) {
		enum source_turn turn = source->kind->turn(source, TURN_NS);
		if (turn == SOURCE_ENDED)
			return "the feed ended";
		observe(trader, false, states[turn]);
	}
	return reason;
}

static void stop_entries(struct trader *trader)
{
	struct ac_event control;
	ac_event_init(&control, AC_EVENT_CONTROL, AC_SYMBOL_NONE, AC_BOOK_NONE,
		      trader->session.now_ns);
	control.control.control = AC_CONTROL_ENTRIES_OFF;
	ac_session_input(&trader->session, &control);
	/* Answers that are on their way arrive; positions keep their stops on the exchange. */
	trader->source.kind->settle(&trader->source, SETTLE_NS);
	ac_outlet_release(&trader->records.outlet);
}

/* While the world still stands. */
static void report_fill(struct trader *trader, const char *reason, struct ac_trader_report *report)
{
	struct ac_engine_view engine;
	const struct ac_view *view = trader->observers.newest;
	const struct ac_view_system *system = &view->system;
	ac_engine_view_get(trader->world.engine, &engine);
	*report = (struct ac_trader_report){
		.has_run = true,
		.reason = reason,
		.run = trader->records.run,
		.signals = engine.signals,
		.signals_allowed = engine.signals_allowed,
		.trips = trader->observers.screen.trips,
		.wins = trader->observers.screen.wins,
		.positions = engine.counts.positions,
		.positions_bare = engine.counts.positions_bare,
		.step = system->step,
		.tick_to_order = system->tick_to_order,
		.order_to_answer = system->order_to_answer,
		.has_wire = view->market.is_used,
		.market_messages = view->market.messages,
		.reconnects =
			view->market.reconnects + view->user.reconnects + view->api.reconnects,
		.candles_by_rest = system->candles_by_rest,
		.snapshots = system->snapshots,
		.frames_malformed = system->frames_malformed,
		.journal_records = ac_journal_seq_last(trader->records.journal),
	};
	trader->source.kind->money(&trader->source, &report->money);
}

/* Says what could not be written at the end, if anything. */
static enum ac_trader_end close_books(struct trader *trader, bool is_synced, bool is_ended,
				      const struct ac_writer_stats *stats, uint32_t differences)
{
	const char *ledger = trader->options->ledger;
	if (ledger != NULL && ac_ledger_write(ledger, &trader->world) != AC_OK)
		ac_error_set(trader->error, "%s: the ledger could not be written: %m", ledger);
	else if (!is_synced)
		ac_error_set(trader->error, "%s: the end of the journal could not be written",
			     trader->records.run.journal);
	else if (!is_ended || stats->state != AC_WRITER_OK)
		ac_error_set(trader->error,
			     "the database could not be written whole (%s); the journal has "
			     "everything, the next start writes it",
			     stats->error);
	else if (differences == 0)
		return AC_TRADER_STOPPED;
	return AC_TRADER_FAILED;
}

static enum ac_trader_end finish(struct trader *trader, const char *reason,
				 struct ac_trader_report *report)
{
	struct trader_records *records = &trader->records;
	stop_entries(trader);
	(void)records_append(records, AC_JOURNAL_END, reason, strlen(reason));
	bool is_synced = ac_journal_sync(records->journal) == AC_OK;
	observe(trader, true, AC_VIEW_STOPPING);
	struct ac_writer_stats stats;
	ac_writer_drain(records->writer);
	ac_writer_stats_get(records->writer, &stats);
	observe(trader, true, AC_VIEW_STOPPED);
	report_fill(trader, reason, report);
	report->facts_written = stats.written;
	observers_stop(&trader->observers);
	ac_writer_destroy(records->writer);
	records->writer = NULL;
	bool is_ended = ac_store_run_end(records->store, records->run.run_id,
					 ac_wall_ms(&ac_machine_clock), reason) == AC_OK;
	uint32_t differences = report->money.agreement.differences;
	ac_log(AC_LOG_INFO, "run.stopped", reason, AC_LOG_INT("run_id", records->run.run_id),
	       AC_LOG_INT("differences", differences));
	return close_books(trader, is_synced, is_ended, &stats, differences);
}

static bool connect_parts(struct trader *trader, const struct ac_alerts_config *alerts)
{
	struct trader_records *records = &trader->records;
	const struct ac_session_recorder *recorder = &records->outlet.recorder;
	struct ac_engine *engine = trader->world.engine;
	enum ac_status status = records_connect(records, &trader->world);
	if (status != AC_OK) {
		ac_error_set(trader->error, "the run could not be set up: %s",
			     ac_status_text(status));
		return false;
	}
	if (trader->source.kind->is_simulated)
		ac_session_init(&trader->session, engine, trader->world.simulated, recorder);
	else
		ac_session_init_wire(&trader->session, engine, &trader->source.wire.port, recorder);
	records->outlet.may_wait = trader->source.kind->is_paced_by_prices;
	struct observed observed = observed_of(trader, alerts);
	return observers_start(&trader->observers, &observed, trader->error);
}

static enum ac_trader_end run_started(struct trader *trader, const struct ac_alerts_config *alerts,
				      struct ac_trader_report *report)
{
	const struct ac_store_run *run = &trader->records.run;
	if (!connect_parts(trader, alerts))
		return AC_TRADER_FAILED;
	/* Store reads must be over before the writer's thread gets its first fact. */
	if (!trader_restore(trader))
		return AC_TRADER_REFUSED;
	ac_outlet_release(&trader->records.outlet);
	ac_log(AC_LOG_INFO, "run.started", NULL, AC_LOG_INT("run_id", run->run_id),
	       AC_LOG_TEXT("account", run->account), AC_LOG_TEXT("mode", run->mode),
	       AC_LOG_TEXT("feed", run->feed),
	       AC_LOG_INT("symbols", trader->world.instruments.count),
	       AC_LOG_INT("books", trader->world.book_count));
	trader->source.kind->start(&trader->source, &trader->beginning);
	return finish(trader, loop(trader), report);
}

static void release(struct trader *trader)
{
	observers_stop(&trader->observers);
	/* The writer's thread ends before what it writes about. */
	ac_writer_destroy(trader->records.writer);
	trader->records.writer = NULL;
	ac_world_destroy(&trader->world);
	trader->source.kind->close(&trader->source);
	ac_earlier_run_free(&trader->earlier);
	records_close(&trader->records);
	ac_lock_release(trader->lock);
}

static bool open_log(const struct ac_trader_options *options, const struct ac_settings *settings,
		     const struct ac_alerts_config *alerts)
{
	struct ac_log_config log = {
		.level = AC_LOG_INFO,
		.folder = "logs",
		.file_bytes_max = LOG_FILE_BYTES,
		.files_kept = LOG_FILES,
		.is_console = options->is_quiet,
	};
	static const char *const levels[] = { "DEBUG", "INFO", "WARN", "ERROR" };
	for (size_t i = 0; i < AC_COUNT(levels); i++) {
		if (strcmp(settings->log_level, levels[i]) == 0)
			log.level = (enum ac_log_level)i;
	}
	if (ac_log_open(&log) != AC_OK)
		return false;
	const char *secrets[] = { settings->api_key, settings->api_secret,
				  settings->slack_webhook_url };
	for (size_t i = 0; i < AC_COUNT(secrets); i++) {
		if (secrets[i][0] != '\0')
			ac_log_secret_add(secrets[i]);
	}
	for (uint32_t i = 0; i < alerts->channel_count; i++) {
		if (alerts->channels[i].url[0] != '\0')
			ac_log_secret_add(alerts->channels[i].url);
	}
	return true;
}

static enum ac_trader_end run(struct trader *trader, const struct ac_alerts_config *alerts,
			      struct ac_trader_report *report)
{
	struct observed observed = observed_of(trader, alerts);
	enum ac_status status = observers_init(&trader->observers, &observed);
	if (status != AC_OK) {
		ac_error_set(trader->error,
			     "the configuration cannot be kept (%s); nothing was started",
			     ac_status_text(status));
		return AC_TRADER_FAILED;
	}
	if (!trader_start(trader))
		return AC_TRADER_REFUSED;
	return run_started(trader, alerts, report);
}

enum ac_trader_end ac_trader_run(const struct ac_trader_options *options, struct ac_config *config,
				 const struct ac_alerts_config *alerts,
				 const struct ac_strategy_registry *registry,
				 struct ac_trader_report *ret_report, struct ac_error *ret_error)
{
	*ret_report = (struct ac_trader_report){ 0 };
	ret_error->text[0] = '\0';
	if (!open_log(options, &config->settings, alerts)) {
		ac_error_set(ret_error, "logs/: the log cannot be written; nothing was started");
		return AC_TRADER_FAILED;
	}
	struct trader *trader = calloc(1, sizeof(*trader));
	if (trader == NULL) {
		ac_error_set(ret_error, "out of memory; nothing was started");
		ac_log_close();
		return AC_TRADER_FAILED;
	}
	trader->options = options;
	trader->config = config;
	trader->registry = registry;
	trader->error = ret_error;
	trader->lock = -1;
	trader->source = (struct source){
		.kind = source_kind_of(config, options->feed),
		.options = options,
		.config = config,
		.world = &trader->world,
		.session = &trader->session,
		.outlet = &trader->records.outlet,
		.journal = &trader->records.journal,
	};
	enum ac_trader_end end = run(trader, alerts, ret_report);
	release(trader);
	ac_log_close();
	free(trader);
	return end;
}
