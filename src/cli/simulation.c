#include "cli/simulation.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "backtest/feed.h"
#include "cli/books.h"
#include "cli/command.h"
#include "cli/ledger.h"
#include "cli/live_view.h"
#include "cli/outlet.h"
#include "cli/pace.h"
#include "cli/pulse.h"
#include "cli/rules.h"
#include "io/log.h"
#include "recovery/reconcile.h"

#define WRITER_CAPACITY   65536u
#define HISTORY_CANDLES   2880u
#define SNAPSHOT_MAX      32768u
#define JOURNAL_FOLDER    "database/journal"
#define SLEEP_SLICE_NS    (50 * AC_NS_PER_MS)
#define SETTLE_NS         (5 * AC_NS_PER_SEC)
#define LOG_FILE_BYTES    (16u << 20)
#define LOG_FILES         8u

static volatile sig_atomic_t stop_signal;

static void on_signal(int number)
{
	stop_signal = number;
}

struct simulation {
	const struct ac_simulation_options *options;
	struct ac_config *config;
	const struct ac_strategy_registry *registry;
	struct ac_rules rules;
	struct ac_store *store;
	struct ac_writer *writer;
	struct ac_journal *journal;
	struct ac_earlier_run earlier;
	struct ac_world world;
	struct ac_feed *feed;
	struct ac_store_run run;
	struct ac_store_names names;
	struct ac_outlet outlet;
	struct ac_session session;
	struct ac_live_view view;
	struct ac_pulse pulse;
	char feed_spec[AC_STORE_TEXT_SIZE];
	ac_ns start_ns; /* in the run's own time */
	uint64_t seed;
};

/* ---- start ---- */

struct selection {
	struct ac_config *config;
	char names[AC_INSTRUMENTS_MAX][AC_SYMBOL_SIZE];
	uint32_t count;
};

static void select_symbol(void *self, const char *symbol)
{
	struct selection *selection = self;
	if (selection->count < AC_INSTRUMENTS_MAX)
		snprintf(selection->names[selection->count++], AC_SYMBOL_SIZE, "%s", symbol);
}

static bool keep_selected(struct ac_config *config, const struct selection *selection,
			  const char *source)
{
	for (uint32_t k = 0; k < selection->count; k++) {
		bool is_known = false;
		for (uint32_t i = 0; i < config->symbol_count && !is_known; i++)
			is_known = config->symbols[i].is_enabled &&
				   strcmp(config->symbols[i].symbol, selection->names[k]) == 0;
		if (!is_known) {
			ac_cli_usage_error("%s: %s is not an enabled symbol of config/symbols.yaml",
					   source, selection->names[k]);
			return false;
		}
	}
	for (uint32_t i = 0; i < config->symbol_count; i++) {
		bool is_selected = false;
		for (uint32_t k = 0; k < selection->count && !is_selected; k++)
			is_selected = strcmp(config->symbols[i].symbol, selection->names[k]) == 0;
		config->symbols[i].is_enabled &= is_selected;
	}
	return true;
}

/* Only symbols that --symbols names, that the feed has and that a strategy trades take part. */
static bool choose_symbols(struct simulation *simulation)
{
	const struct ac_simulation_options *options = simulation->options;
	struct ac_config *config = simulation->config;
	static struct selection selection;
	char error[512];
	if (options->symbols != NULL) {
		selection.count = 0;
		char list[1024];
		snprintf(list, sizeof(list), "%s", options->symbols);
		char *rest = NULL;
		for (char *name = strtok_r(list, ",", &rest); name != NULL;
		     name = strtok_r(NULL, ",", &rest))
			select_symbol(&selection, name);
		if (!keep_selected(config, &selection, "--symbols"))
			return false;
	}
	selection.count = 0;
	enum ac_status status = ac_feed_symbols(options->feed, select_symbol, &selection, error,
						sizeof(error));
	if (status != AC_OK && status != AC_END) {
		ac_cli_usage_error("%s", error);
		return false;
	}
	if (status == AC_OK && !keep_selected(config, &selection, "--feed"))
		return false;
	uint32_t books = 0;
	for (uint32_t i = 0; i < config->symbol_count; i++) {
		struct ac_symbol_config *symbol = &config->symbols[i];
		bool is_traded = false;
		for (uint32_t k = 0; k < config->book_count; k++)
			is_traded |= config->books[k].is_enabled &&
				     strcmp(config->books[k].symbol, symbol->symbol) == 0;
		symbol->is_enabled &= is_traded;
		books += symbol->is_enabled;
	}
	if (books == 0)
		ac_cli_usage_error("no enabled strategy trades any symbol of this feed; add "
				   "strategies/<name>/<SYMBOL>.yaml");
	return books > 0;
}

static bool open_store(struct simulation *simulation)
{
	const struct ac_simulation_options *options = simulation->options;
	char error[1024];
	if (ac_store_open(simulation->config->settings.db_url, &simulation->store, error,
			  sizeof(error)) != AC_OK) {
		ac_cli_usage_error("%s", error);
		return false;
	}
	if (ac_store_run_id_next(simulation->store, &simulation->run.run_id) != AC_OK) {
		ac_cli_failure("the database could not be read: %s",
			       ac_store_error(simulation->store));
		return false;
	}
	snprintf(simulation->run.account, sizeof(simulation->run.account), "%s", options->account);
	return true;
}

/* A new account gets a name of its own, so that its rows never mix with the old one's. */
static bool choose_account(struct simulation *simulation)
{
	struct ac_store_run *run = &simulation->run;
	char newest[sizeof(run->account)];
	bool was_ended;
	uint64_t seq;
	struct ac_store_run found;
	for (uint32_t number = 1; number < 1000000; number++) {
		char name[sizeof(run->account)];
		if (number == 1)
			snprintf(name, sizeof(name), "%s", simulation->options->account);
		else
			snprintf(name, sizeof(name), "%s-%u", simulation->options->account, number);
		enum ac_status status = ac_store_run_last(simulation->store, name, &found,
							  &was_ended, &seq);
		if (status == AC_ERR_NOT_FOUND) {
			/* The newest account of this name goes on, unless a new one is wanted. */
			bool is_new = simulation->options->is_account_new || number == 1;
			snprintf(run->account, sizeof(run->account), "%s", is_new ? name : newest);
			return true;
		}
		if (status != AC_OK)
			break;
		snprintf(newest, sizeof(newest), "%s", name);
	}
	ac_cli_failure("the database could not be read: %s", ac_store_error(simulation->store));
	return false;
}

static bool load_earlier(struct simulation *simulation)
{
	char error[2048];
	if (!ac_earlier_run_load(simulation->store, simulation->run.account, simulation->registry,
				 &simulation->earlier, error, sizeof(error))) {
		ac_cli_failure("%s", error);
		return false;
	}
	const struct ac_earlier_run *earlier = &simulation->earlier;
	if (!earlier->is_present)
		return true;
	ac_log(earlier->was_ended ? AC_LOG_INFO : AC_LOG_WARN, "run.recovered",
	       earlier->was_ended ? "the run before stopped in order"
				  : "the run before was cut off; its journal was replayed",
	       AC_LOG_INT("run_id", earlier->run.run_id),
	       AC_LOG_INT("records", earlier->report.records),
	       AC_LOG_INT("commands", earlier->report.commands),
	       AC_LOG_INT("torn_bytes", earlier->report.torn_bytes));
	return true;
}

static bool build_world(struct simulation *simulation)
{
	char error[1024];
	struct ac_world_spec spec = {
		.config = simulation->config,
		.registry = simulation->registry,
		.instruments = simulation->rules.instruments,
		.instrument_count = simulation->rules.count,
		.run_id = simulation->run.run_id,
		.seed = simulation->seed,
		.has_account_facts = true,
		.fee_maker = { -1 },
		.fee_taker = { -1 },
	};
	if (ac_world_create(&spec, &simulation->world, error, sizeof(error)) != AC_OK) {
		ac_cli_usage_error("%s", error);
		return false;
	}
	const struct ac_earlier_run *earlier = &simulation->earlier;
	if (earlier->exchange_state != NULL &&
	    ac_simulated_state_load(simulation->world.simulated, earlier->exchange_state,
				    earlier->exchange_state_size) != AC_OK) {
		ac_cli_usage_error("account %s was simulated with other symbols or settings than the "
				   "configuration now has; put them back, or use --new-account",
				   simulation->run.account);
		return false;
	}
	simulation->names = (struct ac_store_names){ &simulation->world.instruments,
						     simulation->world.books,
						     simulation->world.book_count };
	return true;
}

/* A synthetic feed goes on only if it begins where it began: its start is part of its name. */
static bool open_feed(struct simulation *simulation)
{
	const struct ac_simulation_options *options = simulation->options;
	const struct ac_earlier_run *earlier = &simulation->earlier;
	char error[1024];
	ac_ms start_ms = ac_pace_utc_ms();
	start_ms -= start_ms % AC_MS_PER_MIN;
	bool is_synthetic = strncmp(options->feed, "synthetic", 9) == 0;
	snprintf(simulation->feed_spec, sizeof(simulation->feed_spec), "%s", options->feed);
	if (is_synthetic && strstr(options->feed, "start=") == NULL) {
		size_t size = strlen(options->feed);
		bool goes_on = earlier->is_present &&
			       strncmp(earlier->run.feed, options->feed, size) == 0;
		const char *start = goes_on ? strstr(earlier->run.feed, "start=") : NULL;
		if (start != NULL)
			snprintf(simulation->feed_spec, sizeof(simulation->feed_spec), "%s",
				 earlier->run.feed);
		else
			snprintf(simulation->feed_spec, sizeof(simulation->feed_spec),
				 "%s%sstart=%" PRId64, options->feed, size == 9 ? ":" : ",",
				 start_ms);
	}
	if (ac_feed_create(simulation->feed_spec, &simulation->world.instruments, start_ms,
			   &simulation->feed, error, sizeof(error)) != AC_OK) {
		ac_cli_usage_error("%s", error);
		return false;
	}
	ac_ms done[AC_INSTRUMENTS_MAX] = { 0 };
	for (uint32_t i = 0; i < earlier->symbol_count; i++) {
		int32_t index =
			ac_instruments_find(&simulation->world.instruments,
					    ac_str_from(earlier->candles_done[i].symbol));
		if (index >= 0)
			done[index] = earlier->candles_done[i].open_ms;
	}
	ac_feed_skip(simulation->feed, done);
	snprintf(simulation->run.feed, sizeof(simulation->run.feed), "%s", simulation->feed_spec);
	return true;
}

static bool make_folder(const char *path)
{
	return mkdir(path, 0755) == 0 || errno == EEXIST;
}

/* A run that was cut off before it was in the database has left a file of the same number. */
static enum ac_status create_journal(struct simulation *simulation)
{
	struct ac_store_run *run = &simulation->run;
	if (!make_folder("database") || !make_folder(JOURNAL_FOLDER))
		return AC_ERR_IO;
	for (uint32_t attempt = 0; attempt < 100; attempt++) {
		int size = snprintf(run->journal, sizeof(run->journal), "%s/run-%06u",
				    JOURNAL_FOLDER, run->run_id);
		char *end = run->journal + size;
		size_t left = sizeof(run->journal) - (size_t)size;
		if (attempt == 0)
			snprintf(end, left, ".journal");
		else
			snprintf(end, left, "-%u.journal", attempt);
		enum ac_status status =
			ac_journal_create(run->journal, run->run_id, &simulation->journal);
		if (status != AC_ERR_EXISTS)
			return status;
	}
	return AC_ERR_EXISTS;
}

static enum ac_status append(struct simulation *simulation, enum ac_journal_type type,
			     const void *payload, size_t size)
{
	uint64_t seq;
	return ac_journal_append(simulation->journal, type, payload, (uint32_t)size, &seq);
}

/* What a replay needs before the first input. */
static enum ac_status write_beginning(struct simulation *simulation)
{
	char *text = NULL;
	size_t state_size = ac_simulated_state_size(simulation->world.simulated);
	void *state = malloc(state_size);
	enum ac_status status =
		ac_config_format(simulation->config, simulation->registry, &text);
	if (state == NULL)
		status = AC_ERR_NOMEM;
	if (status == AC_OK)
		status = append(simulation, AC_JOURNAL_CONFIG, text, strlen(text));
	if (status == AC_OK) {
		struct ac_run_setup setup;
		memset(&setup, 0, sizeof(setup));
		setup.run_id = simulation->run.run_id;
		setup.instrument_size = sizeof(struct ac_instrument);
		setup.seed = simulation->seed;
		memcpy(setup.version, simulation->run.version, sizeof(setup.version));
		memcpy(setup.account, simulation->run.account, sizeof(setup.account));
		memcpy(setup.feed, simulation->run.feed, sizeof(setup.feed));
		status = append(simulation, AC_JOURNAL_SETUP, &setup, sizeof(setup));
	}
	const struct ac_instruments *instruments = &simulation->world.instruments;
	if (status == AC_OK)
		status = append(simulation, AC_JOURNAL_INSTRUMENTS, instruments->items,
				instruments->count * sizeof(*instruments->items));
	if (status == AC_OK) {
		ac_simulated_state_save(simulation->world.simulated, state);
		status = append(simulation, AC_JOURNAL_EXCHANGE_STATE, state, state_size);
	}
	if (status == AC_OK)
		status = ac_journal_sync(simulation->journal);
	free(state);
	free(text);
	return status;
}

static bool begin_run(struct simulation *simulation)
{
	struct ac_store_run *run = &simulation->run;
	snprintf(run->mode, sizeof(run->mode), "%s",
		 ac_run_mode_text(simulation->config->settings.mode));
	snprintf(run->version, sizeof(run->version), "%s", AC_VERSION_TEXT);
	run->started_ms = ac_pace_utc_ms();
	enum ac_status status = create_journal(simulation);
	if (status == AC_OK)
		status = write_beginning(simulation);
	if (status != AC_OK) {
		ac_cli_failure("%s: the journal cannot be written (%s); nothing was started",
			       run->journal, ac_status_text(status));
		return false;
	}
	if (ac_store_run_begin(simulation->store, run) != AC_OK) {
		ac_cli_failure("the database cannot be written: %s; nothing was started",
			       ac_store_error(simulation->store));
		return false;
	}
	return true;
}

/* ---- books of the run before, and the exchange's snapshot ---- */

static void give_input(void *self, const struct ac_event *event)
{
	struct simulation *simulation = self;
	struct ac_event copy = *event;
	copy.flags |= AC_EVENT_FLAG_OWN;
	copy.time_ns = simulation->start_ns;
	copy.recv_ns = simulation->start_ns;
	ac_session_input(&simulation->session, &copy);
}

static void collect_snapshot(void *self, const struct ac_event *event)
{
	ac_reconcile_add(self, event);
}

static bool take_snapshot(struct simulation *simulation)
{
	struct ac_event *items = calloc(SNAPSHOT_MAX, sizeof(*items));
	if (items == NULL)
		return false;
	struct ac_reconcile reconcile;
	ac_reconcile_init(&reconcile, items, SNAPSHOT_MAX);
	ac_simulated_snapshot(simulation->world.simulated, 0, simulation->start_ns,
			      collect_snapshot, &reconcile);
	ac_reconcile_sort(&reconcile);
	for (uint32_t i = 0; i < reconcile.count; i++)
		give_input(simulation, &reconcile.items[i]);
	free(items);
	struct ac_event done;
	memset(&done, 0, sizeof(done));
	done.kind = AC_EVENT_RESTORE_DONE;
	done.symbol = AC_SYMBOL_NONE;
	done.book = AC_BOOK_NONE;
	give_input(simulation, &done);
	return !reconcile.is_full;
}

static bool warm_up(struct simulation *simulation)
{
	struct ac_candle *candles = calloc(HISTORY_CANDLES, sizeof(*candles));
	bool is_ok = candles != NULL;
	for (uint16_t i = 0; is_ok && i < simulation->world.instruments.count; i++) {
		uint32_t count = 0;
		is_ok = ac_store_candles_load(simulation->store, simulation->run.account,
					      simulation->world.instruments.items[i].symbol,
					      HISTORY_CANDLES, candles, &count) == AC_OK;
		for (uint32_t k = 0; is_ok && k < count; k++) {
			struct ac_event event;
			memset(&event, 0, sizeof(event));
			event.kind = AC_EVENT_CANDLE;
			event.flags = AC_EVENT_FLAG_HISTORY;
			event.symbol = i;
			event.book = AC_BOOK_NONE;
			event.candle = candles[k];
			give_input(simulation, &event);
		}
	}
	free(candles);
	return is_ok;
}

static bool restore(struct simulation *simulation, const struct ac_feed_item *first)
{
	simulation->start_ns = first != NULL ? first->time_ns : 0;
	if (simulation->earlier.now_ns > 0)
		simulation->start_ns = simulation->earlier.now_ns;
	if (ac_store_books_load(simulation->store, simulation->run.account, &simulation->names,
				give_input, simulation) != AC_OK) {
		ac_cli_usage_error("the books of account %s cannot be taken up: %s",
				   simulation->run.account, ac_store_error(simulation->store));
		return false;
	}
	if (!warm_up(simulation) || !take_snapshot(simulation)) {
		ac_cli_failure("the account's state could not be read; nothing was traded");
		return false;
	}
	return true;
}

/* ---- the loop ---- */

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
	} else if (item->tick->flags & AC_EVENT_FLAG_HISTORY) {
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
	return stop_signal != 0 ||
	       (options->for_ms > 0 &&
		ac_pace_wall_ns() - wall_start >= options->for_ms * AC_NS_PER_MS);
}

/* When an item may be given: a candle is known whole only at its close. */
static ac_ns due_ns(const struct ac_feed_item *item)
{
	return item->time_ns + (item->candles != NULL ? AC_MS_PER_MIN * AC_NS_PER_MS : 0);
}

static void loop(struct simulation *simulation, struct ac_feed_item *item, bool has_item)
{
	ac_ns wall_start = ac_pace_wall_ns();
	struct ac_pace pace;
	bool has_pace = false;
	while (!should_stop(simulation, wall_start)) {
		if (!has_item) {
			if (simulation->options->is_until_end)
				return;
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
		housekeeping(simulation, false, "running");
		if (wait > 0)
			ac_pace_sleep(wait, SLEEP_SLICE_NS);
	}
}

/* ---- stop ---- */

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
	printf("  wallet      %s (began with %s; realised %s, fees %s, funding %s)\n", wallet, start,
	       realized, fees, funding);
	if (agreement->differences == 0)
		puts("  books       agree with the exchange's ledger to the last 1e-8");
	else
		printf("  books       DIFFER from the exchange's ledger: %s\n", agreement->text);
	printf("  database    %s, %" PRIu64 " facts written\n",
	       simulation->config->settings.db_url, stats->written);
	printf("  journal     %s, %" PRIu64 " records\n", simulation->run.journal,
	       ac_journal_seq_last(simulation->journal));
}

static int finish(struct simulation *simulation, const char *reason)
{
	stop_entries(simulation);
	(void)append(simulation, AC_JOURNAL_END, reason, strlen(reason));
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
		return ac_cli_failure("the database could not be written whole (%s); the journal has "
				      "everything, the next start writes it",
				      stats.error);
	return agreement.differences == 0 ? AC_EXIT_SUCCESS : AC_EXIT_FAILURE;
}

static bool start(struct simulation *simulation)
{
	const struct ac_simulation_options *options = simulation->options;
	char error[512];
	simulation->seed = 1;
	if (!ac_rules_load(options->exchange_info, options->brackets, &simulation->rules, error,
			   sizeof(error))) {
		ac_cli_usage_error("%s", error);
		return false;
	}
	return choose_symbols(simulation) && open_store(simulation) &&
	       choose_account(simulation) && load_earlier(simulation) &&
	       build_world(simulation) && open_feed(simulation) && begin_run(simulation);
}

static bool connect_parts(struct simulation *simulation)
{
	enum ac_status status =
		ac_writer_create(simulation->store, &simulation->run, &simulation->names,
				 WRITER_CAPACITY, &simulation->writer);
	if (status == AC_OK)
		status = ac_outlet_init(&simulation->outlet, simulation->journal,
					simulation->writer, &simulation->world.instruments,
					simulation->world.books);
	if (status == AC_OK)
		status = ac_outlet_connect(&simulation->outlet, simulation->world.engine);
	ac_live_view_init(&simulation->view, &simulation->world);
	if (status == AC_OK)
		status = ac_live_view_connect(&simulation->view);
	if (status != AC_OK)
		ac_cli_failure("the run could not be set up: %s", ac_status_text(status));
	ac_session_init(&simulation->session, simulation->world.engine,
			simulation->world.simulated, &simulation->outlet.recorder);
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
	if (!restore(simulation, has_item ? &item : NULL))
		return AC_EXIT_USAGE;
	ac_outlet_release(&simulation->outlet);
	ac_log(AC_LOG_INFO, "run.started", NULL, AC_LOG_INT("run_id", simulation->run.run_id),
	       AC_LOG_TEXT("account", simulation->run.account),
	       AC_LOG_TEXT("mode", simulation->run.mode),
	       AC_LOG_TEXT("feed", simulation->run.feed),
	       AC_LOG_INT("symbols", simulation->world.instruments.count),
	       AC_LOG_INT("books", simulation->world.book_count));
	if (!has_item)
		printf("The feed has nothing newer than what account %s has seen; --new-account "
		       "begins again.\n",
		       simulation->run.account);
	loop(simulation, &item, has_item);
	return finish(simulation, stop_signal != 0 ? "stopped by a signal"
				  : simulation->options->for_ms > 0 &&
						  !simulation->options->is_until_end
					  ? "the time asked for is over"
					  : "the feed ended or the time is over");
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
		code = start(simulation) ? run_started(simulation) : AC_EXIT_USAGE;
		release(simulation);
		free(simulation);
	}
	ac_log_close();
	return code;
}
