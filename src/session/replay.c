#include "session/replay.h"

#include "binance/codec/refusal.h"
#include "session/session.h"
#include "sys/error.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/* The first format in which ambiguous candles are inputs of their own. */
#define VERSION_AMBIGUOUS 2u

struct ac_replay {
	struct ac_journal_reader *reader;
	const struct ac_strategy_registry *registry; /* borrowed */
	struct ac_config config;
	struct ac_world world;
	struct ac_run_setup setup;
	bool is_wire;                /* the exchange was a real one: nothing is rebuilt of it */
	struct ac_commands commands; /* of the last input, waiting for their records */
	uint32_t commands_matched;
	bool awaits_ambiguous; /* the next record says so of the candle just applied */
	bool is_sending;       /* all of them are on file; the next record says whether they left */
	ac_ns now_ns;
	ac_ms candles_done[AC_INSTRUMENTS_MAX];
};

static enum ac_status fault(struct ac_error *error, const char *path, const char *what)
{
	ac_error_set(error, "%s: %s", path, what);
	return AC_ERR_CORRUPT;
}

static enum ac_status read_config(const struct ac_strategy_registry *registry,
				  const struct ac_journal_record *record,
				  struct ac_config *ret_config, struct ac_error *error)
{
	ac_assert(record->type == AC_JOURNAL_CONFIG);
	struct ac_faults faults;
	ac_faults_init(&faults);
	enum ac_status status = ac_config_parse_effective(
		(struct ac_str){ record->payload, record->size }, registry, ret_config, &faults);
	if (status != AC_OK)
		ac_error_set(error, "its configuration cannot be used by this program: %s",
			     faults.text != NULL ? faults.text : ac_status_text(status));
	ac_faults_deinit(&faults);
	return status;
}

/* What the journal begins with, until the world is built of it. */
struct beginning {
	struct ac_instrument *instruments; /* owned: the payload lies where none may stand */
	uint32_t count;
};

static enum ac_status read_setup(struct ac_replay *replay, const struct ac_journal_record *record,
				 const char *path, struct ac_error *error)
{
	ac_assert(record->type == AC_JOURNAL_SETUP);
	if (record->size != sizeof(replay->setup))
		return fault(error, path, "has another set-up format");
	memcpy(&replay->setup, record->payload, sizeof(replay->setup));
	return AC_OK;
}

static enum ac_status read_instruments(const struct ac_replay *replay,
				       const struct ac_journal_record *record,
				       struct beginning *beginning, const char *path,
				       struct ac_error *error)
{
	ac_assert(record->type == AC_JOURNAL_INSTRUMENTS);
	ac_assert(beginning->instruments == NULL || beginning->count > 0);
	if (replay->setup.instrument_size != sizeof(struct ac_instrument) ||
	    record->size % sizeof(struct ac_instrument) != 0) {
		ac_error_set(error, "%s: was written by version %s, whose format differs", path,
			     replay->setup.version);
		return AC_ERR_VERSION;
	}
	beginning->instruments = malloc(record->size + 1);
	if (beginning->instruments == NULL)
		return AC_ERR_NOMEM;
	memcpy(beginning->instruments, record->payload, record->size);
	beginning->count = (uint32_t)(record->size / sizeof(*beginning->instruments));
	return AC_OK;
}

/* The last of the beginning: its state says whether there is an exchange to rebuild. */
static enum ac_status build_world(struct ac_replay *replay, const struct ac_journal_record *record,
				  const struct beginning *beginning, const char *path,
				  struct ac_error *error)
{
	ac_assert(record->type == AC_JOURNAL_EXCHANGE_STATE);
	ac_assert(replay->world.engine == NULL);
	replay->is_wire = record->size == 0;
	struct ac_world_spec spec = {
		.config = &replay->config,
		.registry = replay->registry,
		.instruments = beginning->instruments,
		.instrument_count = beginning->count,
		.codes = &ac_binance_codes,
		.run_id = replay->setup.run_id,
		.seed = replay->setup.seed,
		.is_wire = replay->is_wire,
		.publishes_account = true,
		.fee_maker = { -1 },
		.fee_taker = { -1 },
	};
	enum ac_status status = ac_world_create(&spec, &replay->world, error);
	if (status != AC_OK || replay->is_wire)
		return status;
	status = ac_simulated_state_load(replay->world.simulated, record->payload, record->size);
	if (status != AC_OK)
		return fault(error, path, "holds a simulated exchange of another version");
	return AC_OK;
}

static enum ac_status read_first_config(struct ac_replay *replay,
					const struct ac_journal_record *record, const char *path,
					struct ac_error *error)
{
	ac_assert(record->type == AC_JOURNAL_CONFIG);
	enum ac_status status = read_config(replay->registry, record, &replay->config, error);
	if (status != AC_OK)
		ac_error_set(error, "%s: %s", path, error->text);
	return status;
}

/* A journal begins with the configuration, the set-up, the instruments and the exchange's state. */
static enum ac_status read_beginning(struct ac_replay *replay, struct beginning *beginning,
				     const char *path, struct ac_error *error)
{
	ac_assert(replay->reader != NULL);
	static const enum ac_journal_type expected[] = { AC_JOURNAL_CONFIG, AC_JOURNAL_SETUP,
							 AC_JOURNAL_INSTRUMENTS,
							 AC_JOURNAL_EXCHANGE_STATE };
	for (size_t i = 0; i < AC_COUNT(expected); i++) {
		struct ac_journal_record record;
		enum ac_status status = ac_journal_reader_next(replay->reader, &record);
		if (status == AC_END)
			return fault(error, path,
				     "ends before the run began; nothing was traded in it");
		if (status != AC_OK || record.type != expected[i])
			return fault(error, path, "does not begin as a journal does");
		if (record.type == AC_JOURNAL_CONFIG)
			status = read_first_config(replay, &record, path, error);
		else if (record.type == AC_JOURNAL_SETUP)
			status = read_setup(replay, &record, path, error);
		else if (record.type == AC_JOURNAL_INSTRUMENTS)
			status = read_instruments(replay, &record, beginning, path, error);
		else
			status = build_world(replay, &record, beginning, path, error);
		if (status != AC_OK)
			return status;
	}
	return AC_OK;
}

enum ac_status ac_replay_create(const char *path, const struct ac_strategy_registry *registry,
				struct ac_replay **ret_replay, struct ac_error *error)
{
	ac_assert(path != NULL);
	ac_assert(registry != NULL);
	struct ac_replay *replay = calloc(1, sizeof(*replay));
	if (replay == NULL) {
		ac_error_set(error, "out of memory");
		return AC_ERR_NOMEM;
	}
	replay->registry = registry;
	struct beginning beginning = { 0 };
	enum ac_status status = ac_journal_reader_create(path, &replay->reader);
	if (status != AC_OK)
		ac_error_set(error, "%s: %s", path,
			     status == AC_ERR_IO ? "cannot be read"
						 : "is not a journal of this program");
	else
		status = read_beginning(replay, &beginning, path, error);
	free(beginning.instruments);
	if (status != AC_OK) {
		ac_replay_destroy(replay);
		return status;
	}
	*ret_replay = replay;
	return AC_OK;
}

void ac_replay_destroy(struct ac_replay *replay)
{
	if (replay == NULL)
		return;
	ac_journal_reader_destroy(replay->reader);
	ac_world_destroy(&replay->world);
	ac_config_deinit(&replay->config);
	free(replay);
}

struct ac_world *ac_replay_world(struct ac_replay *replay)
{
	ac_assert(replay->world.engine != NULL);
	return &replay->world;
}

const struct ac_run_setup *ac_replay_setup(const struct ac_replay *replay)
{
	ac_assert(replay != NULL);
	return &replay->setup;
}

bool ac_replay_is_wire(const struct ac_replay *replay)
{
	ac_assert(replay->is_wire == (replay->world.simulated == NULL));
	return replay->is_wire;
}

const ac_ms *ac_replay_candles_done(const struct ac_replay *replay)
{
	ac_assert(replay != NULL);
	return replay->candles_done;
}

ac_ns ac_replay_now(const struct ac_replay *replay)
{
	ac_assert(replay->now_ns >= 0);
	return replay->now_ns;
}

static enum ac_status mismatch(struct ac_replay_report *report, uint64_t seq, const char *what)
{
	ac_assert(seq > 0);
	report->mismatch_seq = seq;
	snprintf(report->mismatch, sizeof(report->mismatch), "record %" PRIu64 ": %.200s", seq,
		 what);
	return AC_ERR_MISMATCH;
}

/* Whether the simulated exchange gave this input, so that the rebuilt one must give it again. */
static bool is_from_exchange(const struct ac_replay *replay, const struct ac_event *event)
{
	ac_assert(replay->is_wire || replay->world.simulated != NULL);
	if (replay->is_wire || (event->flags & AC_EVENT_FLAG_OWN))
		return false;
	return event->kind == AC_EVENT_REPLY || event->kind == AC_EVENT_ORDER ||
	       event->kind == AC_EVENT_ALGO || event->kind == AC_EVENT_BALANCE ||
	       event->kind == AC_EVENT_POSITION || event->kind == AC_EVENT_FUNDING;
}

static enum ac_status read_event(const struct ac_journal_record *record, struct ac_event *ret_event,
				 struct ac_replay_report *report)
{
	memset(ret_event, 0, sizeof(*ret_event));
	if (record->size < offsetof(struct ac_event, candle) || record->size > sizeof(*ret_event))
		return mismatch(report, record->seq, "has the size of no event");
	memcpy(ret_event, record->payload, record->size);
	if (ac_event_size(ret_event) != record->size)
		return mismatch(report, record->seq, "has another size than its kind of event");
	return AC_OK;
}

/* Commands left as soon as all of their step were on file, unless the journal could not be written
 * just then: entries were withheld, and the shell's own refusal of one is the next record. */
static void send_pending(struct ac_replay *replay, bool is_withheld)
{
	ac_assert(replay->commands.count <= AC_COMMANDS_MAX);
	ac_assert(!replay->is_sending || replay->commands_matched == replay->commands.count);
	uint32_t count = replay->is_sending && !replay->is_wire ? replay->commands.count : 0;
	for (uint32_t i = 0; i < count; i++) {
		const struct ac_command *command = &replay->commands.items[i];
		if (!is_withheld || command->is_risk_reducing)
			ac_simulated_command(replay->world.simulated, command, replay->now_ns);
	}
	replay->is_sending = false;
}

static enum ac_status on_input(struct ac_replay *replay, const struct ac_journal_record *record,
			       struct ac_replay_report *report)
{
	ac_assert(record->type == AC_JOURNAL_INPUT);
	ac_assert(replay->commands_matched <= replay->commands.count);
	struct ac_event event;
	enum ac_status status = read_event(record, &event, report);
	if (status != AC_OK)
		return status;
	if (replay->commands_matched != replay->commands.count)
		return mismatch(report, record->seq,
				"a command that should be here is not on file");
	send_pending(replay, event.kind == AC_EVENT_REPLY && (event.flags & AC_EVENT_FLAG_OWN));
	replay->now_ns = event.recv_ns > replay->now_ns ? event.recv_ns : replay->now_ns;
	if (is_from_exchange(replay, &event)) {
		struct ac_event again;
		if (!ac_simulated_poll(replay->world.simulated, replay->now_ns, &again))
			return mismatch(report, record->seq,
					"the simulated exchange did not send this event again");
		again.seq = event.seq;
		if (memcmp(&again, &event, record->size) != 0)
			return mismatch(report, record->seq,
					"the simulated exchange sent another event");
	}
	if (replay->awaits_ambiguous != (event.kind == AC_EVENT_AMBIGUOUS))
		return mismatch(report, record->seq, "whether the candle held both exits differs");
	replay->awaits_ambiguous = false;
	if (event.kind == AC_EVENT_CANDLE && event.symbol < AC_INSTRUMENTS_MAX &&
	    !(event.flags & AC_EVENT_FLAG_ONE_BOOK))
		replay->candles_done[event.symbol] = event.candle.open_time_ms;
	report->inputs++;
	ac_engine_step(replay->world.engine, &event, &replay->commands);
	replay->commands_matched = 0;
	return AC_OK;
}

static enum ac_status on_command(struct ac_replay *replay, const struct ac_journal_record *record,
				 struct ac_replay_report *report)
{
	ac_assert(record->type == AC_JOURNAL_COMMAND);
	ac_assert(replay->commands_matched <= replay->commands.count);
	if (replay->commands_matched == replay->commands.count)
		return mismatch(report, record->seq, "the engine did not give this command again");
	const struct ac_command *command = &replay->commands.items[replay->commands_matched];
	/* Bit for bit, padding included: the executor zeroes what it fills. */
	if (record->size != sizeof(*command) ||
	    memcmp(record->payload, command, record->size) != 0) /* NOLINT(bugprone-*) */
		return mismatch(report, record->seq, "the engine gave another command");
	replay->commands_matched++;
	report->commands++;
	replay->is_sending = replay->commands_matched == replay->commands.count;
	return AC_OK;
}

/* An older journal does not say it: the engine is told here what it was told then. */
static void on_ambiguous(struct ac_replay *replay, const struct ac_event *item)
{
	ac_assert(!replay->is_wire);
	ac_assert(!replay->awaits_ambiguous || item->symbol < AC_INSTRUMENTS_MAX);
	if (ac_journal_reader_version(replay->reader) >= VERSION_AMBIGUOUS) {
		replay->awaits_ambiguous = true;
		return;
	}
	struct ac_event event;
	ac_event_init(&event, AC_EVENT_AMBIGUOUS, item->symbol, AC_BOOK_NONE, replay->now_ns);
	ac_engine_step(replay->world.engine, &event, &replay->commands);
	replay->commands_matched = 0;
}

static enum ac_status on_feed(struct ac_replay *replay, const struct ac_journal_record *record,
			      struct ac_replay_report *report)
{
	ac_assert(record->type == AC_JOURNAL_FEED);
	struct ac_event item;
	enum ac_status status = read_event(record, &item, report);
	if (status != AC_OK)
		return status;
	if (replay->is_wire)
		return mismatch(report, record->seq,
				"holds a price for a simulated exchange, and the run had none");
	send_pending(replay, false);
	replay->now_ns = item.recv_ns > replay->now_ns ? item.recv_ns : replay->now_ns;
	report->feeds++;
	if (ac_session_apply_feed(replay->world.simulated, &item))
		on_ambiguous(replay, &item);
	return AC_OK;
}

/* The configuration was changed while the run went on. */
static enum ac_status on_config(struct ac_replay *replay, const struct ac_journal_record *record,
				struct ac_replay_report *report)
{
	ac_assert(record->type == AC_JOURNAL_CONFIG);
	struct ac_config config;
	struct ac_world_change *change;
	struct ac_error error;
	if (replay->commands_matched != replay->commands.count)
		return mismatch(report, record->seq,
				"a command that should be here is not on file");
	send_pending(replay, false);
	enum ac_status status = read_config(replay->registry, record, &config, &error);
	if (status != AC_OK)
		return mismatch(report, record->seq, error.text);
	status = ac_world_change_create(&replay->world, &config, replay->registry, &change, &error);
	ac_config_deinit(&config);
	if (status != AC_OK)
		return mismatch(report, record->seq, error.text);
	ac_world_change_apply(&replay->world, change);
	report->reloads++;
	return AC_OK;
}

enum ac_status ac_replay_run(struct ac_replay *replay,
			     void (*before_record)(void *self, uint64_t seq), void *self,
			     struct ac_replay_report *ret_report)
{
	ac_assert(replay->world.engine != NULL);
	*ret_report = (struct ac_replay_report){ 0 };
	uint64_t seq_before = 0;
	enum ac_status status;
	struct ac_journal_record record;
	while ((status = ac_journal_reader_next(replay->reader, &record)) == AC_OK) {
		ret_report->records++;
		ac_assert(record.seq >
			  seq_before); /* the reader lets no hole and no repetition by */
		seq_before = record.seq;
		if (before_record != NULL)
			before_record(self, record.seq);
		if (record.type == AC_JOURNAL_INPUT)
			status = on_input(replay, &record, ret_report);
		else if (record.type == AC_JOURNAL_COMMAND)
			status = on_command(replay, &record, ret_report);
		else if (record.type == AC_JOURNAL_FEED)
			status = on_feed(replay, &record, ret_report);
		else if (record.type == AC_JOURNAL_CONFIG)
			status = on_config(replay, &record, ret_report);
		else if (record.type == AC_JOURNAL_END)
			ret_report->is_ended = true;
		else
			status = mismatch(ret_report, record.seq, "is of an unknown type");
		if (status != AC_OK)
			return status;
	}
	if (status != AC_END)
		return status;
	ret_report->torn_bytes = ac_journal_reader_torn_bytes(replay->reader);
	send_pending(replay, false);
	/* A step's commands leave together; where only some are on file, none was sent. */
	if (replay->commands_matched != replay->commands.count)
		ret_report->commands_unrecorded = replay->commands.count;
	return AC_OK;
}
