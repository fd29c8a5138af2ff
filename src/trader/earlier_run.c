#include "trader/earlier_run.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "sys/error.h"

#define BATCH 4096u

struct catch_up {
	struct ac_store *store;
	const struct ac_store_run *run;
	struct ac_store_names names;
	uint64_t seq;
	uint32_t pending;
	bool has_failed;
};

static void commit(struct catch_up *catch_up)
{
	if (ac_store_commit(catch_up->store, catch_up->run, catch_up->seq) != AC_OK ||
	    ac_store_begin(catch_up->store) != AC_OK)
		catch_up->has_failed = true;
	catch_up->pending = 0;
}

static bool on_fact(void *self, const struct ac_event *fact)
{
	struct catch_up *catch_up = self;
	if (catch_up->has_failed)
		return false;
	if (ac_store_write(catch_up->store, catch_up->run, &catch_up->names, fact) != AC_OK) {
		catch_up->has_failed = true;
		return false;
	}
	catch_up->pending++;
	return true;
}

static void before_record(void *self, uint64_t seq)
{
	struct catch_up *catch_up = self;
	if (catch_up->pending >= BATCH && !catch_up->has_failed)
		commit(catch_up);
	catch_up->seq = seq;
}

static enum ac_status replay_into_store(struct ac_replay *replay, struct ac_store *store,
					struct ac_earlier_run *earlier, struct ac_error *error)
{
	struct ac_world *world = ac_replay_world(replay);
	struct catch_up catch_up = {
		.store = store,
		.run = &earlier->run,
		.names = { &world->instruments, world->books, world->book_count },
	};
	enum ac_status status =
		ac_bus_subscribe(ac_engine_bus(world->engine), "*", on_fact, &catch_up);
	if (status == AC_OK)
		status = ac_store_begin(store);
	if (status != AC_OK) {
		ac_error_set(error, "the database could not be brought up to date: %s",
			     ac_store_error(store));
		return status;
	}
	status = ac_replay_run(replay, before_record, &catch_up, &earlier->report);
	if (status != AC_OK) {
		ac_store_rollback(store);
		ac_error_set(
			error,
			"%s: the run before this one cannot be reproduced (%s), so its books are "
			"not "
			"known and nothing is traded; keep the file, or begin again with "
			"--new-account",
			earlier->run.journal,
			earlier->report.mismatch[0] != '\0' ? earlier->report.mismatch
							    : ac_status_text(status));
		return status;
	}
	if (!catch_up.has_failed && ac_store_commit(store, &earlier->run, catch_up.seq) != AC_OK)
		catch_up.has_failed = true;
	if (catch_up.has_failed) {
		ac_error_set(error, "the database could not be brought up to date: %s",
			     ac_store_error(store));
		ac_store_rollback(store);
		return AC_ERR_IO;
	}
	return AC_OK;
}

static enum ac_status take_over(struct ac_replay *replay, struct ac_earlier_run *earlier)
{
	const struct ac_world *world = ac_replay_world(replay);
	earlier->now_ns = ac_replay_now(replay);
	earlier->is_wire = ac_replay_is_wire(replay);
	earlier->symbol_count = world->instruments.count;
	earlier->candles_done = calloc(earlier->symbol_count + 1u, sizeof(*earlier->candles_done));
	if (earlier->candles_done == NULL)
		return AC_ERR_NOMEM;
	if (world->simulated != NULL) {
		earlier->exchange_state_size = ac_simulated_state_size(world->simulated);
		earlier->exchange_state = malloc(earlier->exchange_state_size);
		if (earlier->exchange_state == NULL)
			return AC_ERR_NOMEM;
		ac_simulated_state_save(world->simulated, earlier->exchange_state);
	}
	const ac_ms *done = ac_replay_candles_done(replay);
	for (uint32_t i = 0; i < earlier->symbol_count; i++) {
		memcpy(earlier->candles_done[i].symbol, world->instruments.items[i].symbol,
		       sizeof(earlier->candles_done[i].symbol));
		earlier->candles_done[i].open_ms = done[i];
	}
	return AC_OK;
}

bool ac_earlier_run_load(struct ac_store *store, const char *account,
			 const struct ac_strategy_registry *registry,
			 struct ac_earlier_run *ret_earlier, struct ac_error *error)
{
	struct ac_earlier_run earlier = { 0 };
	uint64_t journal_seq;
	*ret_earlier = earlier;
	enum ac_status status =
		ac_store_run_last(store, account, &earlier.run, &earlier.was_ended, &journal_seq);
	if (status == AC_ERR_NOT_FOUND)
		return true;
	if (status != AC_OK) {
		ac_error_set(error, "the database could not be read: %s", ac_store_error(store));
		return false;
	}
	earlier.is_present = true;
	uint64_t bytes_cut;
	struct ac_replay *replay = NULL;
	status = ac_journal_repair(earlier.run.journal, &bytes_cut);
	if (status != AC_OK)
		ac_error_set(
			error,
			"%s: the journal of the last run (%" PRIu32
			") cannot be opened (%s); put it back, or begin again with --new-account",
			earlier.run.journal, earlier.run.run_id, ac_status_text(status));
	else
		status = ac_replay_create(earlier.run.journal, registry, &replay, error);
	if (status == AC_OK)
		status = replay_into_store(replay, store, &earlier, error);
	if (status == AC_OK) {
		earlier.report.torn_bytes = bytes_cut;
		status = take_over(replay, &earlier);
		if (status != AC_OK)
			ac_error_set(error, "out of memory");
	}
	ac_replay_destroy(replay);
	*ret_earlier = earlier;
	if (status != AC_OK)
		ac_earlier_run_free(ret_earlier);
	return status == AC_OK;
}

void ac_earlier_run_free(struct ac_earlier_run *earlier)
{
	free(earlier->exchange_state);
	free(earlier->candles_done);
	*earlier = (struct ac_earlier_run){ 0 };
}
