/* The start of a simulated run: symbols, database, the run before, world, feed, journal. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "cli/command.h"
#include "cli/lock.h"
#include "cli/pace.h"
#include "cli/trading_state.h"
#include "sys/clock.h"
#include "sys/log.h"
#include "sys/loop.h"

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
static bool choose_symbols(struct trading *trading)
{
	const struct ac_trading_options *options = trading->options;
	struct ac_config *config = trading->config;
	static struct selection selection;
	char error[512];
	if (options->symbols != NULL) {
		selection.count = 0;
		char *list = strdup(options->symbols);
		if (list == NULL) {
			ac_cli_failure("out of memory");
			return false;
		}
		char *rest = NULL;
		for (char *name = strtok_r(list, ",", &rest); name != NULL;
		     name = strtok_r(NULL, ",", &rest))
			select_symbol(&selection, name);
		free(list);
		if (!keep_selected(config, &selection, "--symbols"))
			return false;
	}
	selection.count = 0;
	enum ac_status status = AC_END;
	if (!wire_is_wanted(trading))
		status = ac_feed_symbols(options->feed, select_symbol, &selection, error,
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

static bool make_folder(const char *path)
{
	return mkdir(path, 0755) == 0 || errno == EEXIST;
}

/* Two programs on one account would each believe that the other's orders are a stranger's. */
static bool take_folder(void)
{
	long pid;
	if (!make_folder("database")) {
		ac_cli_failure("database/: cannot be made: %m");
		return false;
	}
	if (ac_lock_take("database/autocoin.lock", &pid))
		return true;
	ac_cli_failure(
		"another autocoin (process %ld) is running in this folder; stop it first, or "
		"start in another folder",
		pid);
	return false;
}

static bool open_store(struct trading *trading)
{
	const struct ac_trading_options *options = trading->options;
	char error[1024];
	if (ac_store_open(trading->config->settings.db_url, &trading->store, error,
			  sizeof(error)) != AC_OK) {
		ac_cli_usage_error("%s", error);
		return false;
	}
	if (ac_store_run_id_next(trading->store, &trading->run.run_id) != AC_OK) {
		ac_cli_failure("the database could not be read: %s",
			       ac_store_error(trading->store));
		return false;
	}
	snprintf(trading->run.account, sizeof(trading->run.account), "%s", options->account);
	return true;
}

/* A new account gets a name of its own, so that its rows never mix with the old one's. */
static bool choose_account(struct trading *trading)
{
	struct ac_store_run *run = &trading->run;
	char newest[sizeof(run->account)];
	bool was_ended;
	uint64_t seq;
	struct ac_store_run found;
	for (uint32_t number = 1; number < 1000000; number++) {
		char name[sizeof(run->account)];
		if (number == 1)
			snprintf(name, sizeof(name), "%s", trading->options->account);
		else
			snprintf(name, sizeof(name), "%s-%u", trading->options->account, number);
		enum ac_status status =
			ac_store_run_last(trading->store, name, &found, &was_ended, &seq);
		if (status == AC_ERR_NOT_FOUND) {
			/* The newest account of this name goes on, unless a new one is wanted. */
			bool is_new = trading->options->is_account_new || number == 1;
			snprintf(run->account, sizeof(run->account), "%s", is_new ? name : newest);
			return true;
		}
		if (status != AC_OK)
			break;
		snprintf(newest, sizeof(newest), "%s", name);
	}
	ac_cli_failure("the database could not be read: %s", ac_store_error(trading->store));
	return false;
}

static bool load_earlier(struct trading *trading)
{
	char error[2048];
	if (!ac_earlier_run_load(trading->store, trading->run.account, trading->registry,
				 &trading->earlier, error, sizeof(error))) {
		ac_cli_failure("%s", error);
		return false;
	}
	const struct ac_earlier_run *earlier = &trading->earlier;
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

static bool build_world(struct trading *trading)
{
	char error[1024];
	struct ac_world_spec spec = {
		.config = trading->config,
		.registry = trading->registry,
		.instruments = trading->rules.instruments,
		.instrument_count = trading->rules.count,
		.run_id = trading->run.run_id,
		.seed = trading->seed,
		.has_account_facts = true,
		.fee_maker = { -1 },
		.fee_taker = { -1 },
	};
	if (ac_world_create(&spec, &trading->world, error, sizeof(error)) != AC_OK) {
		ac_cli_usage_error("%s", error);
		return false;
	}
	const struct ac_earlier_run *earlier = &trading->earlier;
	bool is_wire = trading->wire.has_account;
	if (earlier->is_present && earlier->is_wire != is_wire) {
		ac_cli_usage_error("account %s belongs to %s; choose another name with --account",
				   trading->run.account,
				   earlier->is_wire ? "runs on the exchange itself"
						    : "the simulated exchange");
		return false;
	}
	if (earlier->exchange_state != NULL && !is_wire &&
	    ac_simulated_state_load(trading->world.simulated, earlier->exchange_state,
				    earlier->exchange_state_size) != AC_OK) {
		ac_cli_usage_error(
			"account %s was simulated with other symbols or settings than the "
			"configuration now has; put them back, or use --new-account",
			trading->run.account);
		return false;
	}
	trading->names = (struct ac_store_names){ &trading->world.instruments, trading->world.books,
						  trading->world.book_count };
	return true;
}

/* A synthetic feed goes on only if it begins where it began: its start is part of its name. */
static bool open_feed(struct trading *trading)
{
	if (wire_is_wanted(trading)) {
		snprintf(trading->run.feed, sizeof(trading->run.feed), "live %.200s",
			 trading->config->settings.endpoints.rest);
		return true;
	}
	const struct ac_trading_options *options = trading->options;
	const struct ac_earlier_run *earlier = &trading->earlier;
	char error[1024];
	ac_ms start_ms = ac_wall_ns(&ac_machine_clock) / AC_NS_PER_MS;
	start_ms -= start_ms % AC_MS_PER_MIN;
	bool is_synthetic = strncmp(options->feed, "synthetic", 9) == 0;
	snprintf(trading->feed_spec, sizeof(trading->feed_spec), "%s", options->feed);
	if (is_synthetic && strstr(options->feed, "start=") == NULL) {
		size_t size = strlen(options->feed);
		bool goes_on =
			earlier->is_present && strncmp(earlier->run.feed, options->feed, size) == 0;
		const char *start = goes_on ? strstr(earlier->run.feed, "start=") : NULL;
		if (start != NULL)
			snprintf(trading->feed_spec, sizeof(trading->feed_spec), "%s",
				 earlier->run.feed);
		else
			snprintf(trading->feed_spec, sizeof(trading->feed_spec),
				 "%s%sstart=%" PRId64, options->feed, size == 9 ? ":" : ",",
				 start_ms);
	}
	if (ac_feed_create(trading->feed_spec, &trading->world.instruments, start_ms,
			   &trading->feed, error, sizeof(error)) != AC_OK) {
		ac_cli_usage_error("%s", error);
		return false;
	}
	ac_ms done[AC_INSTRUMENTS_MAX] = { 0 };
	for (uint32_t i = 0; i < earlier->symbol_count; i++) {
		int32_t index = ac_instruments_find(&trading->world.instruments,
						    ac_str_from(earlier->candles_done[i].symbol));
		if (index >= 0)
			done[index] = earlier->candles_done[i].open_ms;
	}
	ac_feed_skip(trading->feed, done);
	snprintf(trading->run.feed, sizeof(trading->run.feed), "%s", trading->feed_spec);
	return true;
}

/* A run that was cut off before it was in the database has left a file of the same number. */
static enum ac_status create_journal(struct trading *trading)
{
	struct ac_store_run *run = &trading->run;
	if (!make_folder(AC_JOURNAL_FOLDER))
		return AC_ERR_IO;
	for (uint32_t attempt = 0; attempt < 100; attempt++) {
		int size = snprintf(run->journal, sizeof(run->journal), "%s/run-%06u",
				    AC_JOURNAL_FOLDER, run->run_id);
		char *end = run->journal + size;
		size_t left = sizeof(run->journal) - (size_t)size;
		if (attempt == 0)
			snprintf(end, left, ".journal");
		else
			snprintf(end, left, "-%u.journal", attempt);
		enum ac_status status =
			ac_journal_create(run->journal, run->run_id, &trading->journal);
		if (status != AC_ERR_EXISTS)
			return status;
	}
	return AC_ERR_EXISTS;
}

enum ac_status trading_append(struct trading *trading, enum ac_journal_type type,
			      const void *payload, size_t size)
{
	uint64_t seq;
	return ac_journal_append(trading->journal, type, payload, (uint32_t)size, &seq);
}

/* What a replay needs before the first input. */
static enum ac_status write_beginning(struct trading *trading)
{
	char *text = NULL;
	size_t state_size = ac_simulated_state_size(trading->world.simulated);
	void *state = malloc(state_size);
	enum ac_status status = ac_config_format(trading->config, trading->registry, &text);
	if (state == NULL)
		status = AC_ERR_NOMEM;
	if (status == AC_OK)
		status = trading_append(trading, AC_JOURNAL_CONFIG, text, strlen(text));
	if (status == AC_OK) {
		struct ac_run_setup setup;
		memset(&setup, 0, sizeof(setup));
		setup.run_id = trading->run.run_id;
		setup.instrument_size = sizeof(struct ac_instrument);
		setup.seed = trading->seed;
		memcpy(setup.version, trading->run.version, sizeof(setup.version));
		memcpy(setup.account, trading->run.account, sizeof(setup.account));
		memcpy(setup.feed, trading->run.feed, sizeof(setup.feed));
		status = trading_append(trading, AC_JOURNAL_SETUP, &setup, sizeof(setup));
	}
	const struct ac_instruments *instruments = &trading->world.instruments;
	if (status == AC_OK)
		status = trading_append(trading, AC_JOURNAL_INSTRUMENTS, instruments->items,
					instruments->count * sizeof(*instruments->items));
	if (status == AC_OK) {
		/* Nothing is rebuilt of an exchange that is not simulated here. */
		if (trading->wire.has_account)
			state_size = 0;
		else
			ac_simulated_state_save(trading->world.simulated, state);
		status = trading_append(trading, AC_JOURNAL_EXCHANGE_STATE, state, state_size);
	}
	if (status == AC_OK)
		status = ac_journal_sync(trading->journal);
	free(state);
	free(text);
	return status;
}

static bool begin_run(struct trading *trading)
{
	struct ac_store_run *run = &trading->run;
	snprintf(run->mode, sizeof(run->mode), "%s",
		 ac_run_mode_text(trading->config->settings.mode));
	snprintf(run->version, sizeof(run->version), "%s", AC_VERSION_TEXT);
	run->started_ms = ac_wall_ns(&ac_machine_clock) / AC_NS_PER_MS;
	enum ac_status status = create_journal(trading);
	if (status == AC_OK)
		status = write_beginning(trading);
	if (status != AC_OK) {
		ac_cli_failure("%s: the journal cannot be written (%s); nothing was started",
			       run->journal, ac_status_text(status));
		return false;
	}
	if (ac_store_run_begin(trading->store, run) != AC_OK) {
		ac_cli_failure("the database cannot be written: %s; nothing was started",
			       ac_store_error(trading->store));
		return false;
	}
	return true;
}

static bool load_rules(struct trading *trading)
{
	const struct ac_trading_options *options = trading->options;
	char error[512];
	if (wire_is_wanted(trading))
		return wire_open(trading);
	if (ac_rules_load(options->exchange_info, options->brackets, &trading->rules, error,
			  sizeof(error)))
		return true;
	ac_cli_usage_error("%s", error);
	return false;
}

bool trading_start(struct trading *trading)
{
	trading->seed = 1;
	return choose_symbols(trading) && take_folder() && load_rules(trading) &&
	       open_store(trading) && choose_account(trading) && load_earlier(trading) &&
	       build_world(trading) && (!wire_is_wanted(trading) || wire_prepare(trading)) &&
	       open_feed(trading) && begin_run(trading);
}
