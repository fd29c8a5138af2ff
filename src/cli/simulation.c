#include "cli/simulation.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli/command.h"
#include "cli/ledger.h"
#include "cli/pace.h"
#include "cli/simulation_state.h"
#include "io/log.h"

#define WRITER_CAPACITY 65536u
#define SLEEP_SLICE_NS  (50 * AC_NS_PER_MS)
#define SETTLE_NS       (5 * AC_NS_PER_SEC)
#define LOG_FILE_BYTES  (16u << 20)
#define LOG_FILES       8u

static volatile sig_atomic_t stop_signal;

static void on_signal(int number)
{
	stop_signal = number;
}

static void housekeeping(struct simulation *simulation, bool is_forced, const char *state)
{
	ac_ns wall = ac_pace_wall_ns();
	struct ac_writer_stats stats;
	if (!is_forced && !ac_pulse_is_due(&simulation->pulse, wall) &&
	    wall - simulation->view.shown_ns < AC_NS_PER_SEC / 4)
		return;
	ac_writer_stats_get(simulation->writer, &stats);
	if (is_forced || ac_pulse_is_due(&simulation->pulse, wall))
		ac_pulse_write(&simulation->pulse, wall, state, &stats,
			       ac_journal_seq_last(simulation->journal));
	if (!simulation->options->is_quiet)
		ac_live_view_draw(&simulation->view, wall, is_forced, &stats);
}

static void give_item(struct simulation *simulation, const struct ac_feed_item *item)
{
	if (item->candles != NULL) {
		ac_session_candles(&simulation->session, item->candles, item->candle_count);
		ac_outlet_release(&simulation->outlet);
		return;
	}
	ac_assert(item->tick != NULL);
	if (item->tick->flags & AC_EVENT_FLAG_HISTORY) {
		struct ac_event event = *item->tick;
		event.recv_ns = simulation->session.now_ns;
		ac_session_input(&simulation->session, &event);
	} else {
		ac_session_tick(&simulation->session, item->tick);
	}
	ac_outlet_release(&simulation->outlet);
}

static bool should_stop(const struct simulation *simulation, ac_ns wall_start)
{
	const struct ac_simulation_options *options = simulation->options;
	return stop_signal != 0 || (options->for_ms > 0 && ac_pace_wall_ns() - wall_start >=
								   options->for_ms * AC_NS_PER_MS);
}

/* When an item may be given: a candle is known whole only at its close. */
static ac_ns due_ns(const struct ac_feed_item *item)
{
	return item->time_ns + (item->candles != NULL ? AC_MS_PER_MIN * AC_NS_PER_MS : 0);
}

/* Returns why it ended. */
static const char *loop(struct simulation *simulation, struct ac_feed_item *item, bool has_item)
{
	ac_ns wall_start = ac_pace_wall_ns();
	struct ac_pace pace;
	bool has_pace = false;
	while (!should_stop(simulation, wall_start)) {
		if (!has_item) {
			if (simulation->options->is_until_end)
				return "the feed ended";
			housekeeping(simulation, false, "idle");
			ac_pace_sleep(SLEEP_SLICE_NS, SLEEP_SLICE_NS);
			continue;
		}
		bool is_history = item->tick != NULL && (item->tick->flags & AC_EVENT_FLAG_HISTORY);
		if (!has_pace && !is_history) {
			ac_pace_start(&pace, simulation->options->speed, due_ns(item));
			has_pace = true;
		}
		ac_ns wait = has_pace ? ac_pace_wait_ns(&pace, due_ns(item)) : 0;
		if (wait == 0) {
			give_item(simulation, item);
			has_item = ac_feed_next(simulation->feed, item);
		}
		housekeeping(simulation, false,
			     simulation->outlet.has_journal_failed ? "journal failing" : "running");
		if (wait > 0)
			ac_pace_sleep(wait, SLEEP_SLICE_NS);
	}
	return stop_signal != 0 ? "stopped by a signal" : "the time asked for is over";
}

static void stop_entries(struct simulation *simulation)
{
	struct ac_event control;
	memset(&control, 0, sizeof(control));
	control.kind = AC_EVENT_CONTROL;
	control.symbol = AC_SYMBOL_NONE;
	control.book = AC_BOOK_NONE;
	control.time_ns = simulation->session.now_ns;
	control.recv_ns = simulation->session.now_ns;
	control.control.control = AC_CONTROL_ENTRIES_OFF;
	ac_session_input(&simulation->session, &control);
	/* Answers that are on their way arrive; positions keep their stops on the exchange. */
	ac_session_advance(&simulation->session, simulation->session.now_ns + SETTLE_NS);
	ac_outlet_release(&simulation->outlet);
}

static void print_summary(struct simulation *simulation, const char *reason,
			  const struct ac_agreement *agreement, const struct ac_writer_stats *stats)
{
	struct ac_engine_view view;
	ac_engine_view_get(simulation->world.engine, &view);
	struct ac_simulated_account account;
	ac_simulated_account_get(simulation->world.simulated, &account);
	char wallet[AC_DEC_TEXT_SIZE], start[AC_DEC_TEXT_SIZE], fees[AC_DEC_TEXT_SIZE];
	char realized[AC_DEC_TEXT_SIZE], funding[AC_DEC_TEXT_SIZE];
	ac_dec_format(account.wallet, wallet);
	ac_dec_format(account.wallet_start, start);
	ac_dec_format(account.fees, fees);
	ac_dec_format(account.realized, realized);
	ac_dec_format(account.funding, funding);
	printf("\nRun %" PRIu32 " of account %s: %s\n", simulation->run.run_id,
	       simulation->run.account, reason);
	printf("  signals     %" PRIu64 ", %" PRIu64 " allowed\n", view.signals,
	       view.signals_allowed);
	printf("  trades      %" PRIu64 " closed in this run, %" PRIu64
	       " won; %u position(s) still open, each with its stop on the exchange\n",
	       simulation->view.trips, simulation->view.wins, view.counts.positions);
	printf("  wallet      %s (began with %s; realised %s, fees %s, funding %s)\n", wallet,
	       start, realized, fees, funding);
	if (agreement->differences == 0)
		puts("  books       agree with the exchange's ledger to the last 1e-8");
	else
		printf("  books       DIFFER from the exchange's ledger: %s\n", agreement->text);
	printf("  database    %s, %" PRIu64 " facts written\n", simulation->config->settings.db_url,
	       stats->written);
	printf("  journal     %s, %" PRIu64 " records\n", simulation->run.journal,
	       ac_journal_seq_last(simulation->journal));
}

static int finish(struct simulation *simulation, const char *reason)
{
	stop_entries(simulation);
	(void)simulation_append(simulation, AC_JOURNAL_END, reason, strlen(reason));
	bool is_synced = ac_journal_sync(simulation->journal) == AC_OK;
	housekeeping(simulation, true, "stopping");
	struct ac_writer_stats stats;
	ac_writer_drain(simulation->writer);
	ac_writer_stats_get(simulation->writer, &stats);
	ac_pulse_write(&simulation->pulse, ac_pace_wall_ns(), "stopped", &stats,
		       ac_journal_seq_last(simulation->journal));
	ac_writer_destroy(simulation->writer);
	simulation->writer = NULL;
	bool is_ended = ac_store_run_end(simulation->store, simulation->run.run_id,
					 ac_pace_utc_ms(), reason) == AC_OK;
	struct ac_agreement agreement;
	ac_agreement_check(&simulation->world, &agreement);
	print_summary(simulation, reason, &agreement, &stats);
	ac_log(AC_LOG_INFO, "run.stopped", reason, AC_LOG_INT("run_id", simulation->run.run_id),
	       AC_LOG_INT("differences", agreement.differences));
	const char *ledger = simulation->options->ledger;
	if (ledger != NULL && ac_ledger_write(ledger, &simulation->world) != AC_OK)
		return ac_cli_failure("%s: the ledger could not be written: %m", ledger);
	if (!is_synced)
		return ac_cli_failure("%s: the end of the journal could not be written",
				      simulation->run.journal);
	if (!is_ended || stats.state != AC_WRITER_OK)
		return ac_cli_failure(
			"the database could not be written whole (%s); the journal has "
			"everything, the next start writes it",
			stats.error);
	return agreement.differences == 0 ? AC_EXIT_SUCCESS : AC_EXIT_FAILURE;
}

static bool connect_parts(struct simulation *simulation)
{
	enum ac_status status =
		ac_writer_create(simulation->store, &simulation->run, &simulation->names,
				 WRITER_CAPACITY, &simulation->writer);
	if (status == AC_OK)
		status =
			ac_outlet_init(&simulation->outlet, simulation->journal, simulation->writer,
				       &simulation->world.instruments, simulation->world.books);
	if (status == AC_OK)
		status = ac_outlet_connect(&simulation->outlet, simulation->world.engine);
	ac_live_view_init(&simulation->view, &simulation->world);
	if (status == AC_OK)
		status = ac_live_view_connect(&simulation->view);
	if (status != AC_OK)
		ac_cli_failure("the run could not be set up: %s", ac_status_text(status));
	ac_session_init(&simulation->session, simulation->world.engine, simulation->world.simulated,
			&simulation->outlet.recorder);
	ac_pulse_init(&simulation->pulse, &simulation->world, &simulation->run);
	return status == AC_OK;
}

static int run_started(struct simulation *simulation)
{
	struct ac_feed_item item;
	if (!connect_parts(simulation))
		return AC_EXIT_FAILURE;
	bool has_item = ac_feed_next(simulation->feed, &item);
	/* Store reads must be over before the writer's thread gets its first fact. */
	if (!simulation_restore(simulation, has_item ? &item : NULL))
		return AC_EXIT_USAGE;
	ac_outlet_release(&simulation->outlet);
	ac_log(AC_LOG_INFO, "run.started", NULL, AC_LOG_INT("run_id", simulation->run.run_id),
	       AC_LOG_TEXT("account", simulation->run.account),
	       AC_LOG_TEXT("mode", simulation->run.mode), AC_LOG_TEXT("feed", simulation->run.feed),
	       AC_LOG_INT("symbols", simulation->world.instruments.count),
	       AC_LOG_INT("books", simulation->world.book_count));
	if (!has_item)
		printf("The feed has nothing newer than what account %s has seen; --new-account "
		       "begins again.\n",
		       simulation->run.account);
	return finish(simulation, loop(simulation, &item, has_item));
}

static void release(struct simulation *simulation)
{
	ac_writer_destroy(simulation->writer);
	ac_outlet_deinit(&simulation->outlet);
	ac_journal_destroy(simulation->journal);
	ac_feed_destroy(simulation->feed);
	ac_world_destroy(&simulation->world);
	ac_earlier_run_free(&simulation->earlier);
	ac_store_close(simulation->store);
	ac_rules_free(&simulation->rules);
}

int ac_simulation_run(const struct ac_simulation_options *options, struct ac_config *config,
		      const struct ac_strategy_registry *registry)
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
		if (strcmp(config->settings.log_level, levels[i]) == 0)
			log.level = (enum ac_log_level)i;
	}
	if (ac_log_open(&log) != AC_OK)
		return ac_cli_failure("logs/: the log cannot be written; nothing was started");
	const char *secrets[] = { config->settings.api_key, config->settings.api_secret,
				  config->settings.slack_webhook_url };
	for (size_t i = 0; i < AC_COUNT(secrets); i++) {
		if (secrets[i][0] != '\0')
			ac_log_secret_add(secrets[i]);
	}
	struct sigaction action = { .sa_handler = on_signal };
	(void)sigaction(SIGINT, &action, NULL);
	(void)sigaction(SIGTERM, &action, NULL);
	struct simulation *simulation = calloc(1, sizeof(*simulation));
	int code = AC_EXIT_FAILURE;
	if (simulation != NULL) {
		simulation->options = options;
		simulation->config = config;
		simulation->registry = registry;
		code = simulation_start(simulation) ? run_started(simulation) : AC_EXIT_USAGE;
		release(simulation);
		free(simulation);
	}
	ac_log_close();
	return code;
}
