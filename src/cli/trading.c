#include "cli/trading.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli/command.h"
#include "cli/ledger.h"
#include "cli/pace.h"
#include "cli/trading_state.h"
#include "sys/clock.h"
#include "sys/log.h"
#include "sys/loop.h"

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

/* What happens beside trading: views, people's commands, the heartbeat, the screen. */
static void housekeeping(struct trading *trading, bool is_forced, enum ac_view_state state)
{
	if (trading->outlet.has_journal_failed)
		state = AC_VIEW_JOURNAL_FAILING;
	observers_turn(trading, state, is_forced);
	const struct ac_view *view = trading->observers.newest;
	ac_ns now = ac_steady_ns(&ac_machine_clock);
	if (is_forced || ac_pulse_is_due(&trading->pulse, now))
		ac_pulse_write(&trading->pulse, now, view);
	if (!trading->options->is_quiet)
		ac_live_view_draw(&trading->view, now, is_forced, view);
}

static void give_item(struct trading *trading, const struct ac_feed_item *item)
{
	if (item->candles != NULL) {
		ac_session_candles(&trading->session, item->candles, item->candle_count);
		ac_outlet_release(&trading->outlet);
		return;
	}
	ac_assert(item->tick != NULL);
	if (item->tick->flags & AC_EVENT_FLAG_HISTORY) {
		struct ac_event event = *item->tick;
		event.recv_ns = trading->session.now_ns;
		ac_session_input(&trading->session, &event);
	} else {
		ac_session_tick(&trading->session, item->tick);
	}
	ac_outlet_release(&trading->outlet);
}

static bool should_stop(const struct trading *trading, ac_ns wall_start)
{
	const struct ac_trading_options *options = trading->options;
	return stop_signal != 0 ||
	       (options->for_ms > 0 &&
		ac_steady_ns(&ac_machine_clock) - wall_start >= options->for_ms * AC_NS_PER_MS);
}

/* When an item may be given: a candle is known whole only at its close. */
static ac_ns due_ns(const struct ac_feed_item *item)
{
	return item->time_ns + (item->candles != NULL ? AC_MS_PER_MIN * AC_NS_PER_MS : 0);
}

/* Returns why it ended. */
static const char *loop(struct trading *trading, struct ac_feed_item *item, bool has_item)
{
	ac_ns wall_start = ac_steady_ns(&ac_machine_clock);
	struct ac_pace pace;
	bool has_pace = false;
	while (!should_stop(trading, wall_start)) {
		if (!has_item) {
			if (trading->options->is_until_end)
				return "the feed ended";
			housekeeping(trading, false, AC_VIEW_IDLE);
			ac_pace_sleep(SLEEP_SLICE_NS, SLEEP_SLICE_NS);
			continue;
		}
		bool is_history = item->tick != NULL && (item->tick->flags & AC_EVENT_FLAG_HISTORY);
		if (!has_pace && !is_history) {
			ac_pace_start(&pace, trading->options->speed, due_ns(item));
			has_pace = true;
		}
		ac_ns wait = has_pace ? ac_pace_wait_ns(&pace, due_ns(item)) : 0;
		if (wait == 0) {
			give_item(trading, item);
			has_item = ac_feed_next(trading->feed, item);
		}
		housekeeping(trading, false, AC_VIEW_RUNNING);
		if (wait > 0)
			ac_pace_sleep(wait, SLEEP_SLICE_NS);
	}
	return stop_signal != 0 ? "stopped by a signal" : "the time asked for is over";
}

/* The same where prices come over the wire. */
static const char *wire_loop(struct trading *trading)
{
	ac_ns wall_start = ac_steady_ns(&ac_machine_clock);
	while (!should_stop(trading, wall_start)) {
		wire_turn(trading, SLEEP_SLICE_NS);
		housekeeping(trading, false,
			     trading->wire.is_complete ? AC_VIEW_RUNNING : AC_VIEW_STARTING);
	}
	return stop_signal != 0 ? "stopped by a signal" : "the time asked for is over";
}

static void stop_entries(struct trading *trading)
{
	struct ac_event control;
	memset(&control, 0, sizeof(control));
	control.kind = AC_EVENT_CONTROL;
	control.symbol = AC_SYMBOL_NONE;
	control.book = AC_BOOK_NONE;
	control.time_ns = trading->session.now_ns;
	control.recv_ns = trading->session.now_ns;
	control.control.control = AC_CONTROL_ENTRIES_OFF;
	ac_session_input(&trading->session, &control);
	/* Answers that are on their way arrive; positions keep their stops on the exchange. */
	if (trading->wire.has_account)
		wire_settle(trading, SETTLE_NS);
	else
		ac_session_advance(&trading->session, trading->session.now_ns + SETTLE_NS);
	ac_outlet_release(&trading->outlet);
}

static void print_money(struct trading *trading, const struct ac_engine_view *view,
			const struct ac_agreement *agreement)
{
	char wallet[AC_DEC_TEXT_SIZE], start[AC_DEC_TEXT_SIZE], fees[AC_DEC_TEXT_SIZE];
	char realized[AC_DEC_TEXT_SIZE], funding[AC_DEC_TEXT_SIZE];
	if (trading->wire.has_account) {
		ac_dec_format(view->account.wallet, wallet);
		ac_dec_format(view->account.fees_total, fees);
		ac_dec_format(view->account.realized_total, realized);
		ac_dec_format(view->account.funding_total, funding);
		printf("  wallet      %s (this run: realised %s, fees %s, funding %s)\n", wallet,
		       realized, fees, funding);
		return;
	}
	struct ac_simulated_account account;
	ac_simulated_account_get(trading->world.simulated, &account);
	ac_dec_format(account.wallet, wallet);
	ac_dec_format(account.wallet_start, start);
	ac_dec_format(account.fees, fees);
	ac_dec_format(account.realized, realized);
	ac_dec_format(account.funding, funding);
	printf("  wallet      %s (began with %s; realised %s, fees %s, funding %s)\n", wallet,
	       start, realized, fees, funding);
	if (agreement->differences == 0)
		puts("  books       agree with the exchange's ledger to the last 1e-8");
	else
		printf("  books       DIFFER from the exchange's ledger: %s\n", agreement->text);
}

static void print_latency(const char *what, const struct ac_histogram *histogram)
{
	if (histogram->count == 0)
		return;
	printf("  %-11s p50 %.1f us, p99 %.1f us, p99.9 %.1f us, of %" PRIu64 "\n", what,
	       (double)ac_histogram_quantile(histogram, 500) / 1e3,
	       (double)ac_histogram_quantile(histogram, 990) / 1e3,
	       (double)ac_histogram_quantile(histogram, 999) / 1e3, histogram->count);
}

static void print_wire(const struct trading *trading)
{
	struct ac_gateway_view wire;
	ac_gateway_view_get(trading->wire.gateway, &wire);
	printf("  wire        %" PRIu64 " market messages, %" PRIu64 " reconnects, %" PRIu64
	       " candles by REST, %" PRIu64 " snapshots, %" PRIu64 " frames unreadable\n",
	       wire.market.messages,
	       wire.market.reconnects + wire.user.reconnects + wire.api.reconnects,
	       wire.gaps_filled, wire.snapshots, wire.frames_malformed);
	print_latency("tick->order", wire.tick_to_order);
	print_latency("order->ack", wire.order_to_answer);
}

static void print_summary(struct trading *trading, const char *reason,
			  const struct ac_agreement *agreement, const struct ac_writer_stats *stats)
{
	struct ac_engine_view view;
	ac_engine_view_get(trading->world.engine, &view);
	printf("\nRun %" PRIu32 " of account %s: %s\n", trading->run.run_id, trading->run.account,
	       reason);
	printf("  signals     %" PRIu64 ", %" PRIu64 " allowed\n", view.signals,
	       view.signals_allowed);
	printf("  trades      %" PRIu64 " closed in this run, %" PRIu64
	       " won; %u position(s) still open, %s\n",
	       trading->view.trips, trading->view.wins, view.counts.positions,
	       view.counts.positions_bare == 0 ? "each with its stop on the exchange"
					       : "NOT ALL WITH A CONFIRMED STOP");
	print_money(trading, &view, agreement);
	print_latency("step", &trading->observers.watch.steps);
	if (trading->wire.gateway != NULL)
		print_wire(trading);
	printf("  database    %s, %" PRIu64 " facts written\n", trading->config->settings.db_url,
	       stats->written);
	printf("  journal     %s, %" PRIu64 " records\n", trading->run.journal,
	       ac_journal_seq_last(trading->journal));
}

static int finish(struct trading *trading, const char *reason)
{
	stop_entries(trading);
	(void)trading_append(trading, AC_JOURNAL_END, reason, strlen(reason));
	bool is_synced = ac_journal_sync(trading->journal) == AC_OK;
	housekeeping(trading, true, AC_VIEW_STOPPING);
	struct ac_writer_stats stats;
	ac_writer_drain(trading->writer);
	ac_writer_stats_get(trading->writer, &stats);
	housekeeping(trading, true, AC_VIEW_STOPPED);
	observers_stop(trading);
	ac_writer_destroy(trading->writer);
	trading->writer = NULL;
	bool is_ended =
		ac_store_run_end(trading->store, trading->run.run_id,
				 ac_wall_ns(&ac_machine_clock) / AC_NS_PER_MS, reason) == AC_OK;
	struct ac_agreement agreement = { 0 };
	if (!trading->wire.has_account)
		ac_agreement_check(&trading->world, &agreement);
	print_summary(trading, reason, &agreement, &stats);
	ac_log(AC_LOG_INFO, "run.stopped", reason, AC_LOG_INT("run_id", trading->run.run_id),
	       AC_LOG_INT("differences", agreement.differences));
	const char *ledger = trading->options->ledger;
	if (ledger != NULL && ac_ledger_write(ledger, &trading->world) != AC_OK)
		return ac_cli_failure("%s: the ledger could not be written: %m", ledger);
	if (!is_synced)
		return ac_cli_failure("%s: the end of the journal could not be written",
				      trading->run.journal);
	if (!is_ended || stats.state != AC_WRITER_OK)
		return ac_cli_failure(
			"the database could not be written whole (%s); the journal has "
			"everything, the next start writes it",
			stats.error);
	return agreement.differences == 0 ? AC_EXIT_SUCCESS : AC_EXIT_FAILURE;
}

static bool connect_parts(struct trading *trading)
{
	enum ac_status status = ac_writer_create(trading->store, &trading->run, &trading->names,
						 WRITER_CAPACITY, &trading->writer);
	if (status == AC_OK)
		status = ac_outlet_init(&trading->outlet, trading->journal, trading->writer,
					&trading->world.instruments, trading->world.books);
	if (status == AC_OK)
		status = ac_outlet_connect(&trading->outlet, trading->world.engine);
	ac_live_view_init(&trading->view, &trading->world);
	if (status == AC_OK)
		status = ac_live_view_connect(&trading->view);
	if (status != AC_OK)
		ac_cli_failure("the run could not be set up: %s", ac_status_text(status));
	if (trading->wire.has_account)
		ac_session_init_wire(&trading->session, trading->world.engine, &trading->wire.port,
				     &trading->outlet.recorder);
	else
		ac_session_init(&trading->session, trading->world.engine, trading->world.simulated,
				&trading->outlet.recorder);
	/* Prices that come over a wire do not wait for the database. */
	trading->outlet.may_wait = !wire_is_wanted(trading);
	/* At full speed the clock would cost more than what it measures. */
	if (trading->options->speed != 0)
		trading->session.meter = &trading->observers.watch.meter;
	ac_pulse_init(&trading->pulse, &trading->observers.names);
	return status == AC_OK && observers_start(trading);
}

static int run_started(struct trading *trading)
{
	struct ac_feed_item item;
	if (!connect_parts(trading))
		return AC_EXIT_FAILURE;
	bool has_item = trading->feed != NULL && ac_feed_next(trading->feed, &item);
	/* Store reads must be over before the writer's thread gets its first fact. */
	if (!trading_restore(trading, has_item ? &item : NULL))
		return AC_EXIT_USAGE;
	ac_outlet_release(&trading->outlet);
	ac_log(AC_LOG_INFO, "run.started", NULL, AC_LOG_INT("run_id", trading->run.run_id),
	       AC_LOG_TEXT("account", trading->run.account), AC_LOG_TEXT("mode", trading->run.mode),
	       AC_LOG_TEXT("feed", trading->run.feed),
	       AC_LOG_INT("symbols", trading->world.instruments.count),
	       AC_LOG_INT("books", trading->world.book_count));
	if (wire_is_wanted(trading)) {
		wire_start(trading);
		return finish(trading, wire_loop(trading));
	}
	if (!has_item)
		printf("The feed has nothing newer than what account %s has seen; --new-account "
		       "begins again.\n",
		       trading->run.account);
	return finish(trading, loop(trading, &item, has_item));
}

static void release(struct trading *trading)
{
	trading_reload_deinit(trading);
	observers_stop(trading);
	ac_writer_destroy(trading->writer);
	ac_outlet_deinit(&trading->outlet);
	ac_journal_destroy(trading->journal);
	ac_feed_destroy(trading->feed);
	ac_world_destroy(&trading->world);
	wire_close(&trading->wire);
	ac_earlier_run_free(&trading->earlier);
	ac_store_close(trading->store);
	ac_rules_free(&trading->rules);
}

int ac_trading_run(const struct ac_trading_options *options, struct ac_config *config,
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
	struct trading *trading = calloc(1, sizeof(*trading));
	int code = AC_EXIT_FAILURE;
	if (trading != NULL) {
		trading->options = options;
		trading->config = config;
		trading->registry = registry;
		if (trading_reload_init(trading) != AC_OK)
			code = ac_cli_failure("out of memory");
		else if (!observers_configure(trading) || !trading_start(trading))
			code = AC_EXIT_USAGE;
		else
			code = run_started(trading);
		release(trading);
	}
	ac_log_close();
	free(trading); /* only now: the log masks the addresses that are in it */
	return code;
}
