/* The start of a run: symbols, rules, database, the run before, world, source, journal. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "binance/codec/refusal.h"
#include "sys/clock.h"
#include "sys/log.h"
#include "trader/lock.h"
#include "trader/trader_state.h"

struct selection {
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
			  const char *source, struct ac_error *error)
{
	for (uint32_t k = 0; k < selection->count; k++) {
		bool is_known = false;
		for (uint32_t i = 0; i < config->symbol_count && !is_known; i++)
			is_known = config->symbols[i].is_enabled &&
				   strcmp(config->symbols[i].symbol, selection->names[k]) == 0;
		if (!is_known) {
			ac_error_set(error,
				     "%s: %s is not an enabled symbol of config/symbols.yaml",
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
static bool choose_symbols(struct trader *trader)
{
	const struct ac_trader_options *options = trader->options;
	struct ac_config *config = trader->config;
	static struct selection selection;
	if (options->symbols != NULL) {
		selection.count = 0;
		char *list = strdup(options->symbols);
		if (list == NULL) {
			ac_error_set(trader->error, "out of memory");
			return false;
		}
		char *rest = NULL;
		for (char *name = strtok_r(list, ",", &rest); name != NULL;
		     name = strtok_r(NULL, ",", &rest))
			select_symbol(&selection, name);
		free(list);
		if (!keep_selected(config, &selection, "--symbols", trader->error))
			return false;
	}
	selection.count = 0;
	enum ac_status status = trader->source.kind->symbols(&trader->source, select_symbol,
							     &selection, trader->error);
	if (status != AC_OK && status != AC_END)
		return false;
	if (status == AC_OK && !keep_selected(config, &selection, "--feed", trader->error))
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
		ac_error_set(trader->error,
			     "no enabled strategy trades any symbol of this feed; add "
			     "strategies/<name>/<SYMBOL>.yaml");
	return books > 0;
}

/* Two programs on one account would each believe that the other's orders are a stranger's. */
static bool take_folder(struct trader *trader)
{
	long pid;
	if (mkdir("database", 0755) != 0 && errno != EEXIST) {
		ac_error_set(trader->error, "database/: cannot be made: %m");
		return false;
	}
	trader->lock = ac_lock_take("database/autocoin.lock", &pid);
	if (trader->lock >= 0)
		return true;
	ac_error_set(trader->error,
		     "another autocoin (process %ld) is running in this folder; stop it first, or "
		     "start in another folder",
		     pid);
	return false;
}

static bool open_store(struct trader *trader)
{
	const struct ac_trader_options *options = trader->options;
	if (ac_store_open(trader->config->settings.db_url, &trader->records.store,
			  trader->error->text, sizeof(trader->error->text)) != AC_OK)
		return false;
	if (ac_store_run_id_next(trader->records.store, &trader->records.run.run_id) != AC_OK) {
		ac_error_set(trader->error, "the database could not be read: %s",
			     ac_store_error(trader->records.store));
		return false;
	}
	snprintf(trader->records.run.account, sizeof(trader->records.run.account), "%s",
		 options->account);
	return true;
}

/* A new account gets a name of its own, so that its rows never mix with the old one's. */
static bool choose_account(struct trader *trader)
{
	struct ac_store_run *run = &trader->records.run;
	char newest[sizeof(run->account)];
	bool was_ended;
	uint64_t seq;
	struct ac_store_run found;
	for (uint32_t number = 1; number < 1000000; number++) {
		char name[sizeof(run->account)];
		if (number == 1)
			snprintf(name, sizeof(name), "%s", trader->options->account);
		else
			snprintf(name, sizeof(name), "%s-%u", trader->options->account, number);
		enum ac_status status =
			ac_store_run_last(trader->records.store, name, &found, &was_ended, &seq);
		if (status == AC_ERR_NOT_FOUND) {
			/* The newest account of this name goes on, unless a new one is wanted. */
			bool is_new = trader->options->is_account_new || number == 1;
			snprintf(run->account, sizeof(run->account), "%s", is_new ? name : newest);
			return true;
		}
		if (status != AC_OK)
			break;
		snprintf(newest, sizeof(newest), "%s", name);
	}
	ac_error_set(trader->error, "the database could not be read: %s",
		     ac_store_error(trader->records.store));
	return false;
}

static bool load_earlier(struct trader *trader)
{
	if (!ac_earlier_run_load(trader->records.store, trader->records.run.account,
				 trader->registry, &trader->earlier, trader->error))
		return false;
	const struct ac_earlier_run *earlier = &trader->earlier;
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

static bool build_world(struct trader *trader)
{
	struct ac_world_spec spec = {
		.config = trader->config,
		.registry = trader->registry,
		.instruments = trader->source.rules.instruments,
		.instrument_count = trader->source.rules.count,
		.codes = &ac_binance_codes,
		.run_id = trader->records.run.run_id,
		.seed = TRADER_SEED,
		.publishes_account = true,
		.is_wire = !trader->source.kind->is_simulated,
		.fee_maker = { -1 },
		.fee_taker = { -1 },
	};
	if (ac_world_create(&spec, &trader->world, trader->error) != AC_OK)
		return false;
	const struct ac_earlier_run *earlier = &trader->earlier;
	if (earlier->is_present && earlier->is_wire != spec.is_wire) {
		ac_error_set(trader->error,
			     "account %s belongs to %s; choose another name with --account",
			     trader->records.run.account,
			     earlier->is_wire ? "runs on the exchange itself"
					      : "the simulated exchange");
		return false;
	}
	if (earlier->exchange_state != NULL && trader->world.simulated != NULL &&
	    ac_simulated_state_load(trader->world.simulated, earlier->exchange_state,
				    earlier->exchange_state_size) != AC_OK) {
		ac_error_set(trader->error,
			     "account %s was simulated with other symbols or settings than the "
			     "configuration now has; put them back, or use --new-account",
			     trader->records.run.account);
		return false;
	}
	trader->records.names =
		(struct ac_store_names){ &trader->world.instruments, trader->world.books,
					 trader->world.book_count };
	return true;
}

/* The simulated exchange as the run begins with it; empty where orders go over the wire, because
 * nothing is rebuilt of an exchange that is not simulated here. */
static enum ac_status append_exchange_state(struct trader_records *records,
					    const struct ac_simulated *simulated)
{
	if (simulated == NULL)
		return records_append(records, AC_JOURNAL_EXCHANGE_STATE, "", 0);
	size_t size = ac_simulated_state_size(simulated);
	void *state = malloc(size);
	if (state == NULL)
		return AC_ERR_NOMEM;
	ac_simulated_state_save(simulated, state);
	enum ac_status status = records_append(records, AC_JOURNAL_EXCHANGE_STATE, state, size);
	free(state);
	return status;
}

/* What a replay needs before the first input. */
static enum ac_status write_beginning(struct trader *trader)
{
	struct trader_records *records = &trader->records;
	const struct ac_instruments *instruments = &trader->world.instruments;
	char *text = NULL;
	struct ac_run_setup setup;
	memset(&setup, 0, sizeof(setup));
	setup.run_id = records->run.run_id;
	setup.instrument_size = sizeof(struct ac_instrument);
	setup.seed = TRADER_SEED;
	memcpy(setup.version, records->run.version, sizeof(setup.version));
	memcpy(setup.account, records->run.account, sizeof(setup.account));
	memcpy(setup.feed, records->run.feed, sizeof(setup.feed));
	enum ac_status status = ac_config_format(trader->config, trader->registry, &text);
	if (status == AC_OK)
		status = records_append(records, AC_JOURNAL_CONFIG, text, strlen(text));
	if (status == AC_OK)
		status = records_append(records, AC_JOURNAL_SETUP, &setup, sizeof(setup));
	if (status == AC_OK)
		status = records_append(records, AC_JOURNAL_INSTRUMENTS, instruments->items,
					instruments->count * sizeof(*instruments->items));
	if (status == AC_OK)
		status = append_exchange_state(records, trader->world.simulated);
	if (status == AC_OK)
		status = ac_journal_sync(records->journal);
	free(text);
	return status;
}

static bool begin_run(struct trader *trader)
{
	struct ac_store_run *run = &trader->records.run;
	snprintf(run->mode, sizeof(run->mode), "%s",
		 ac_run_mode_text(trader->config->settings.mode));
	snprintf(run->version, sizeof(run->version), "%s", trader->options->version);
	run->started_ms = ac_wall_ns(&ac_machine_clock) / AC_NS_PER_MS;
	enum ac_status status = records_journal_create(&trader->records);
	if (status == AC_OK)
		status = write_beginning(trader);
	if (status != AC_OK) {
		ac_error_set(trader->error,
			     "%s: the journal cannot be written (%s); nothing was started",
			     run->journal, ac_status_text(status));
		return false;
	}
	if (ac_store_run_begin(trader->records.store, run) != AC_OK) {
		ac_error_set(trader->error,
			     "the database cannot be written: %s; nothing was started",
			     ac_store_error(trader->records.store));
		return false;
	}
	return true;
}

bool trader_start(struct trader *trader)
{
	const struct source_kind *kind = trader->source.kind;
	return choose_symbols(trader) && take_folder(trader) &&
	       kind->open(&trader->source, trader->error) && open_store(trader) &&
	       choose_account(trader) && load_earlier(trader) && build_world(trader) &&
	       kind->prepare(&trader->source, &trader->earlier, trader->records.run.feed,
			     trader->error) &&
	       begin_run(trader);
}
