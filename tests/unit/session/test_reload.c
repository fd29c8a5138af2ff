/* Another configuration while a run goes on: what it changes, what it leaves alone, and that a
 * replay of the journal takes the same way bit for bit. */
#include "folder.h"

#include "binance/codec/refusal.h"
#include "core/prng.h"
#include "session/feed.h"
#include "session/replay.h"
#include "session/session.h"

#include <stdlib.h>

#define START_MS    1735714800000LL
#define SYMBOLS     2
#define BOOKS       4
#define CANDLES_MAX 4096

/* ---- a strategy whose state and whims depend on its parameters and on every candle ---- */

struct whims {
	struct ac_prng prng;
	int64_t take_profit_pct, stop_loss_pct;
	uint64_t candles;
};

static size_t whims_size(const struct ac_param_value *params)
{
	(void)params;
	return sizeof(struct whims);
}

static const char *whims_init(void *state, const struct ac_param_value *params)
{
	struct whims *whims = state;
	if (params[0].integer == 13)
		return "thirteen is not a seed that it likes";
	ac_prng_init(&whims->prng, (uint64_t)params[0].integer);
	whims->take_profit_pct = params[1].decimal;
	whims->stop_loss_pct = params[2].decimal;
	return NULL;
}

static void whims_on_candle(void *state, const struct ac_candle *candle,
			    const struct ac_strategy_view *view, struct ac_decision *decision)
{
	struct whims *whims = state;
	whims->candles++;
	uint64_t draw = (ac_prng_below(&whims->prng, 16) + (uint64_t)candle->close) % 16;
	decision->values[0] = (double)whims->candles;
	decision->take_profit_pct = whims->take_profit_pct;
	decision->stop_loss_pct = whims->stop_loss_pct;
	if (view->direction != 0)
		decision->action = draw == 0 ? AC_ACTION_EXIT : AC_ACTION_NONE;
	else
		decision->action = draw < 3   ? AC_ACTION_ENTER_LONG
				   : draw < 6 ? AC_ACTION_ENTER_SHORT
					      : AC_ACTION_NONE;
}

static const struct ac_param whims_params[] = {
	{ "seed", AC_PARAM_INT, "1", "1", "1000000", NULL, "Seed of its whims." },
	{ "take_profit_pct", AC_PARAM_REAL, "0.5", "0.01", "50", NULL, "Percent." },
	{ "stop_loss_pct", AC_PARAM_REAL, "0.4", "0.01", "50", NULL, "Percent." },
};

#define WHIMS(variable, text)                                                                      \
	static const struct ac_strategy variable = {                                               \
		.abi = AC_STRATEGY_ABI,                                                            \
		.size = sizeof(struct ac_strategy),                                                \
		.name = (text),                                                                    \
		.version = "1",                                                                    \
		.summary = "Trades by whim.",                                                      \
		.params = whims_params,                                                            \
		.param_count = AC_COUNT(whims_params),                                             \
		.state_size = whims_size,                                                          \
		.init = whims_init,                                                                \
		.on_candle = whims_on_candle,                                                      \
	}
WHIMS(whims_one, "whims_one");
WHIMS(whims_two, "whims_two");

/* ---- a run with a journal ---- */

struct run {
	struct ac_strategy_registry registry;
	struct ac_config config; /* in force */
	struct ac_world world;
	struct ac_feed *feed;
	struct ac_session session;
	struct ac_journal *journal;
	struct ac_session_recorder recorder;
	bool is_journal_broken;
	uint64_t hash; /* of every fact */
	struct ac_event candles[CANDLES_MAX];
	uint32_t candle_count;
	struct ac_event settings_fact; /* the newest that says so */
	bool has_resting_entry[BOOKS];
	uint64_t trips, facts;
};

static uint64_t mix(uint64_t hash, const void *bytes, size_t size)
{
	const unsigned char *at = bytes;
	for (size_t i = 0; i < size; i++)
		hash = (hash ^ at[i]) * 0x100000001b3u;
	return hash;
}

static bool on_fact(void *self, const struct ac_event *fact)
{
	struct run *run = self;
	run->facts++;
	run->hash = mix(run->hash, fact, ac_event_size(fact));
	if (fact->kind == AC_EVENT_CANDLE) {
		assert_true(run->candle_count < CANDLES_MAX);
		run->candles[run->candle_count++] = *fact;
	}
	if (fact->kind == AC_EVENT_SYSTEM && fact->system.what == AC_SYSTEM_CONTROL)
		run->settings_fact = *fact;
	if (fact->kind == AC_EVENT_ORDER_STATE && fact->order_record.purpose == AC_PURPOSE_ENTRY)
		run->has_resting_entry[fact->book] = fact->order_record.life == AC_LIFE_ACKED;
	run->trips += fact->kind == AC_EVENT_ROUND_TRIP;
	return true;
}

static enum ac_status on_record(void *self, enum ac_journal_type type, const void *payload,
				uint32_t size)
{
	struct run *run = self;
	return ac_journal_append(run->journal, type, payload, size, NULL);
}

static enum ac_status on_flush(void *self)
{
	struct run *run = self;
	return run->is_journal_broken ? AC_ERR_IO : ac_journal_flush(run->journal);
}

static void fill_config(struct ac_config *config)
{
	uint32_t known;
	const struct ac_instrument *instruments = ac_instruments_default(&known);
	ac_config_default(config);
	config->symbols = calloc(SYMBOLS, sizeof(*config->symbols));
	config->books = calloc(BOOKS, sizeof(*config->books));
	assert_non_null(config->symbols);
	assert_non_null(config->books);
	config->symbol_count = SYMBOLS;
	config->book_count = BOOKS;
	config->settings.position_mode = AC_MODE_HEDGE;
	config->risk.consecutive_losses = 0;
	config->risk.strategy_daily_loss = AC_DEC_ZERO;
	config->risk.account_daily_loss_pct = AC_DEC_ZERO;
	config->risk.volatility_max_move_pct = AC_DEC_ZERO;
	config->sim_wallet = AC_DEC(100000);
	config->sim_latency_min_ns = 100 * AC_NS_PER_MS;
	config->sim_latency_max_ns = 900 * AC_NS_PER_MS;
	for (uint32_t i = 0; i < SYMBOLS; i++) {
		snprintf(config->symbols[i].symbol, sizeof(config->symbols[i].symbol), "%s",
			 instruments[i].symbol);
		config->symbols[i].is_enabled = true;
		config->symbols[i].limits.leverage = 10;
	}
	for (uint32_t i = 0; i < BOOKS; i++) {
		struct ac_book_config *book = &config->books[i];
		const struct ac_strategy *strategy = i % 2 == 0 ? &whims_one : &whims_two;
		snprintf(book->strategy, sizeof(book->strategy), "%s", strategy->name);
		snprintf(book->symbol, sizeof(book->symbol), "%s", instruments[i / 2].symbol);
		snprintf(book->file, sizeof(book->file), "strategies/%s/%s.yaml", strategy->name,
			 book->symbol);
		book->is_enabled = true;
		book->notional = AC_DEC(1000);
		book->entry_type = i < 2 ? AC_ORDER_LIMIT : AC_ORDER_MARKET;
		ac_strategy_params_default(strategy, book->params);
		book->params[0].integer = i + 1;
	}
}

static void append(struct run *run, enum ac_journal_type type, const void *payload, size_t size)
{
	assert_int_equal(ac_journal_append(run->journal, type, payload, (uint32_t)size, NULL),
			 AC_OK);
}

static void write_beginning(struct run *run)
{
	char *text;
	assert_int_equal(ac_config_format(&run->config, &run->registry, &text), AC_OK);
	append(run, AC_JOURNAL_CONFIG, text, strlen(text));
	free(text);
	struct ac_run_setup setup;
	memset(&setup, 0, sizeof(setup));
	setup.run_id = 1;
	setup.seed = 5;
	setup.instrument_size = sizeof(struct ac_instrument);
	append(run, AC_JOURNAL_SETUP, &setup, sizeof(setup));
	append(run, AC_JOURNAL_INSTRUMENTS, run->world.instruments.items,
	       run->world.instruments.count * sizeof(*run->world.instruments.items));
	size_t size = ac_simulated_state_size(run->world.simulated);
	void *state = malloc(size);
	assert_non_null(state);
	ac_simulated_state_save(run->world.simulated, state);
	append(run, AC_JOURNAL_EXCHANGE_STATE, state, size);
	free(state);
}

static void register_strategies(struct ac_strategy_registry *registry)
{
	const char *why;
	ac_strategy_registry_init(registry);
	assert_int_equal(ac_strategy_register(registry, &whims_one, &why), AC_OK);
	assert_int_equal(ac_strategy_register(registry, &whims_two, &why), AC_OK);
}

static void run_begin(struct run *run, const char *journal)
{
	memset(run, 0, sizeof(*run));
	register_strategies(&run->registry);
	fill_config(&run->config);
	uint32_t known;
	struct ac_world_spec spec = {
		.config = &run->config,
		.registry = &run->registry,
		.instruments = ac_instruments_default(&known),
		.instrument_count = SYMBOLS,
		.codes = &ac_binance_codes,
		.run_id = 1,
		.seed = 5,
		.publishes_account = true,
		.fee_maker = { -1 },
		.fee_taker = { -1 },
	};
	struct ac_error error;
	if (ac_world_create(&spec, &run->world, &error) != AC_OK)
		fail_msg("%s", error.text);
	(void)remove(folder_path(journal));
	assert_int_equal(ac_journal_create(folder_path(journal), 1, &run->journal), AC_OK);
	write_beginning(run);
	run->recorder = (struct ac_session_recorder){ on_record, on_flush, run };
	assert_int_equal(ac_bus_subscribe(ac_engine_bus(run->world.engine), "*", on_fact, run),
			 AC_OK);
	ac_session_init(&run->session, run->world.engine, run->world.simulated, &run->recorder);
	run->session.now_ns = START_MS * AC_NS_PER_MS;
	assert_int_equal(ac_feed_create("synthetic:seed=3", &run->world.instruments, START_MS,
					&run->feed, &error),
			 AC_OK);
	struct ac_event balance;
	memset(&balance, 0, sizeof(balance));
	balance.kind = AC_EVENT_BALANCE;
	balance.flags = AC_EVENT_FLAG_OWN;
	balance.symbol = AC_SYMBOL_NONE;
	balance.book = AC_BOOK_NONE;
	balance.balance.wallet = run->config.sim_wallet;
	ac_session_input(&run->session, &balance);
}

static void run_end(struct run *run)
{
	ac_journal_destroy(run->journal);
	ac_feed_destroy(run->feed);
	ac_world_destroy(&run->world);
	ac_config_deinit(&run->config);
}

static void run_tick(struct run *run)
{
	struct ac_feed_item item;
	assert_true(ac_feed_next(run->feed, &item));
	assert_non_null(item.tick);
	if (item.tick->flags & AC_EVENT_FLAG_HISTORY) {
		struct ac_event event = *item.tick;
		ac_session_input(&run->session, &event);
	} else {
		ac_session_tick(&run->session, item.tick);
	}
}

static void run_minutes(struct run *run, int minutes)
{
	ac_ns end = run->session.now_ns + minutes * AC_MS_PER_MIN * AC_NS_PER_MS;
	while (run->session.now_ns < end)
		run_tick(run);
}

static void order(struct run *run, enum ac_control control, uint16_t symbol, uint8_t guard)
{
	struct ac_event event;
	memset(&event, 0, sizeof(event));
	event.kind = AC_EVENT_CONTROL;
	event.symbol = symbol;
	event.book = AC_BOOK_NONE;
	event.control.control = (uint8_t)control;
	event.control.guard = guard;
	ac_session_input(&run->session, &event);
}

/* The candles that the books which begin anew are to see. */
static size_t collect_candles(const struct run *run, const struct ac_world_change *change,
			      struct ac_event *candles)
{
	size_t count = 0;
	for (uint16_t book = 0; book < run->world.book_count; book++) {
		if (!ac_world_change_is_anew(change, book))
			continue;
		for (uint32_t i = 0; i < run->candle_count; i++) {
			if (run->candles[i].symbol != run->world.books[book].symbol)
				continue;
			struct ac_event *candle = &candles[count++];
			memset(candle, 0, sizeof(*candle));
			candle->kind = AC_EVENT_CANDLE;
			candle->flags =
				AC_EVENT_FLAG_HISTORY | AC_EVENT_FLAG_ONE_BOOK | AC_EVENT_FLAG_OWN;
			candle->symbol = run->candles[i].symbol;
			candle->book = book;
			candle->candle = run->candles[i].candle;
		}
	}
	return count;
}

/* Takes over what the test has changed in run->config. */
static enum ac_status reload(struct run *run)
{
	static struct ac_event candles[BOOKS * CANDLES_MAX];
	struct ac_world_change *change;
	char *text;
	struct ac_error error;
	enum ac_status status =
		ac_world_change_create(&run->world, &run->config, &run->registry, &change, &error);
	if (status != AC_OK)
		return status;
	assert_int_equal(ac_config_format(&run->config, &run->registry, &text), AC_OK);
	struct ac_session_reload taken = {
		.text = ac_str_from(text),
		.world = &run->world,
		.change = change,
		.candles = candles,
		.candle_count = collect_candles(run, change, candles),
	};
	status = ac_session_reload(&run->session, &taken);
	if (status != AC_OK)
		ac_world_change_destroy(change);
	free(text);
	return status;
}

/* ---- a journal and its replay ---- */

struct witness {
	uint64_t hash, facts;
};

static bool on_replayed(void *self, const struct ac_event *fact)
{
	struct witness *witness = self;
	witness->facts++;
	witness->hash = mix(witness->hash, fact, ac_event_size(fact));
	return true;
}

static enum ac_status replay_journal(const char *name, struct witness *witness,
				     struct ac_replay_report *report)
{
	struct ac_strategy_registry registry;
	struct ac_replay *replay;
	struct ac_error error;
	register_strategies(&registry);
	*witness = (struct witness){ 0 };
	if (ac_replay_create(folder_path(name), &registry, &replay, &error) != AC_OK)
		fail_msg("%s", error.text);
	assert_int_equal(ac_bus_subscribe(ac_engine_bus(ac_replay_world(replay)->engine), "*",
					  on_replayed, witness),
			 AC_OK);
	enum ac_status status = ac_replay_run(replay, NULL, NULL, report);
	ac_replay_destroy(replay);
	return status;
}

/* A day in which people ask for everything there is, and change settings twice. */
static void eventful_run(struct run *run)
{
	run_begin(run, "run.journal");
	run_minutes(run, 60);
	order(run, AC_CONTROL_PAUSE, AC_SYMBOL_NONE, 0);
	run_minutes(run, 5);
	order(run, AC_CONTROL_RESUME, AC_SYMBOL_NONE, 0);
	run_minutes(run, 20);
	run->config.books[0].params[0].integer = 77;
	run->config.books[3].params[2].decimal = 30000000;
	run->config.books[3].params[2].real = 0.3;
	run->config.books[2].notional = AC_DEC(1500);
	run->config.risk.consecutive_losses = 2;
	run->config.risk.strategy_daily_loss = AC_DEC(20);
	assert_int_equal(reload(run), AC_OK);
	run_minutes(run, 60);
	order(run, AC_CONTROL_CANCEL, 0, 0);
	order(run, AC_CONTROL_FLATTEN, 1, 0);
	run_minutes(run, 30);
	order(run, AC_CONTROL_REDUCE, 0, 0);
	run_minutes(run, 10);
	order(run, AC_CONTROL_HALT, AC_SYMBOL_NONE, 0);
	run_minutes(run, 5);
	order(run, AC_CONTROL_UNHALT, AC_SYMBOL_NONE, AC_GUARD_STATE + 1);
	order(run, AC_CONTROL_UNHALT, AC_SYMBOL_NONE, 0);
	run_minutes(run, 30);
	run->config.books[0].params[0].integer = 78;
	run->config.books[1].entry_type = AC_ORDER_MARKET;
	run->config.risk.strategy_daily_loss = AC_DEC_ZERO;
	run->config.risk.cooldown_sec = 120;
	run->config.execution.retries_max = 2;
	run->config.symbols[1].limits.exposure_max = AC_DEC(1600);
	assert_int_equal(reload(run), AC_OK);
	run_minutes(run, 60);
	order(run, AC_CONTROL_ENTRIES_OFF, AC_SYMBOL_NONE, 0);
	ac_session_advance(&run->session, run->session.now_ns + 5 * AC_NS_PER_SEC);
	append(run, AC_JOURNAL_END, "done", 4);
	assert_int_equal(ac_journal_flush(run->journal), AC_OK);
}

static void test_a_run_with_every_control_and_two_reloads_replays_bit_for_bit(void **state)
{
	(void)state;
	static struct run run;
	struct witness witness;
	struct ac_replay_report report;
	eventful_run(&run);
	assert_true(run.trips > 20);
	assert_true(run.session.commands_sent > 100);
	if (replay_journal("run.journal", &witness, &report) != AC_OK)
		fail_msg("%s", report.mismatch);
	assert_true(report.is_ended);
	assert_int_equal(report.reloads, 2);
	assert_int_equal(report.commands, run.session.commands_sent);
	assert_int_equal(witness.facts, run.facts);
	assert_true(witness.hash == run.hash);
	run_end(&run);
}

/* Copies the journal; each configuration after the beginning goes `later` records further, or is
 * left out where that is negative. */
static void copy_journal(const char *from, const char *to, int later)
{
	struct ac_journal_reader *reader;
	struct ac_journal_record record;
	struct ac_journal *copy;
	char *held = NULL;
	int wait = 0;
	(void)remove(folder_path(to));
	assert_int_equal(ac_journal_reader_create(folder_path(from), &reader), AC_OK);
	assert_int_equal(ac_journal_create(folder_path(to), 1, &copy), AC_OK);
	while (ac_journal_reader_next(reader, &record) == AC_OK) {
		if (record.type == AC_JOURNAL_CONFIG && record.seq > 1) {
			if (later < 0)
				continue;
			free(held);
			held = strndup(record.payload, record.size);
			wait = later;
			assert_non_null(held);
			if (wait > 0)
				continue;
		} else {
			assert_int_equal(ac_journal_append(copy, record.type, record.payload,
							   record.size, NULL),
					 AC_OK);
		}
		if (held == NULL || --wait > 0)
			continue;
		assert_int_equal(ac_journal_append(copy, AC_JOURNAL_CONFIG, held,
						   (uint32_t)strlen(held), NULL),
				 AC_OK);
		free(held);
		held = NULL;
	}
	free(held);
	ac_journal_reader_destroy(reader);
	ac_journal_destroy(copy);
}

static void test_a_reload_at_another_place_is_another_run(void **state)
{
	(void)state;
	static struct run run;
	static const int laters[] = { -1, 1, 2000 };
	struct witness witness;
	struct ac_replay_report report;
	eventful_run(&run);
	copy_journal("run.journal", "same.journal", 0);
	if (replay_journal("same.journal", &witness, &report) != AC_OK)
		fail_msg("%s", report.mismatch);
	assert_true(witness.hash == run.hash);
	for (size_t i = 0; i < AC_COUNT(laters); i++) {
		copy_journal("run.journal", "other.journal", laters[i]);
		enum ac_status status = replay_journal("other.journal", &witness, &report);
		if (status == AC_OK && witness.hash == run.hash)
			fail_msg("%d records later nobody notices", laters[i]);
	}
	run_end(&run);
}

/* Warm-up is seen by nobody but the book, and leaves it as if it had always had its parameters. */
static void test_a_book_begins_anew_and_the_others_go_on(void **state)
{
	(void)state;
	static struct run run;
	run_begin(&run, "anew.journal");
	run_minutes(&run, 30);
	uint32_t candles = run.candle_count;
	uint64_t signals, allowed;
	struct ac_engine_view view;
	ac_engine_view_get(run.world.engine, &view);
	signals = view.signals;
	allowed = run.session.commands_sent;
	struct ac_engine_symbol before = ac_engine_symbol_get(run.world.engine, 0);
	run.config.books[1].params[0].integer = 99;
	run.config.books[2].notional = AC_DEC(500);
	struct ac_world_change *change;
	struct ac_error error;
	assert_int_equal(
		ac_world_change_create(&run.world, &run.config, &run.registry, &change, &error),
		AC_OK);
	for (uint16_t i = 0; i < BOOKS; i++)
		assert_int_equal(ac_world_change_is_anew(change, i), i == 1);
	ac_world_change_destroy(change);
	assert_int_equal(reload(&run), AC_OK);
	assert_int_equal(run.candle_count, candles); /* none was published */
	ac_engine_view_get(run.world.engine, &view);
	assert_int_equal(view.signals, signals);
	assert_int_equal(run.session.commands_sent, allowed);
	struct ac_engine_symbol after = ac_engine_symbol_get(run.world.engine, 0);
	assert_int_equal(after.candle_open_ms, before.candle_open_ms);
	assert_int_equal(after.data_ms, before.data_ms);
	assert_int_equal(run.settings_fact.system.value, 0);
	run_end(&run);
}

/* The newest signal's first value is the number of candles that its strategy has seen. */
static struct {
	double seen[BOOKS];
	uint32_t signals[BOOKS];
} counts;

static bool on_signal(void *self, const struct ac_event *fact)
{
	(void)self;
	if (fact->kind == AC_EVENT_SIGNAL) {
		counts.seen[fact->book] = fact->signal.values[0];
		counts.signals[fact->book]++;
	}
	return true;
}

static void test_a_warmed_up_strategy_has_seen_each_candle_once(void **state)
{
	(void)state;
	static struct run run;
	memset(&counts, 0, sizeof(counts));
	run_begin(&run, "warm.journal");
	assert_int_equal(ac_bus_subscribe(ac_engine_bus(run.world.engine), "*", on_signal, NULL),
			 AC_OK);
	run_minutes(&run, 120);
	run.config.books[0].params[0].integer = 99;
	assert_int_equal(reload(&run), AC_OK);
	memset(&counts, 0, sizeof(counts));
	run_minutes(&run, 30);
	uint32_t of_symbol = 0;
	for (uint32_t i = 0; i < run.candle_count; i++)
		of_symbol += run.candles[i].symbol == 0;
	assert_true(counts.signals[0] > 0);
	assert_true(counts.signals[1] > 0);
	/* Its newest signal came at most 30 candles ago, the start 120 before those. */
	assert_true(counts.seen[0] <= (double)of_symbol);
	assert_true(counts.seen[0] > (double)(of_symbol - 30));
	assert_true(counts.seen[1] > (double)(of_symbol - 30));
	/* Shown once more, or ahead of the symbol, they change nothing. */
	struct ac_event candle = run.candles[0];
	candle.flags = AC_EVENT_FLAG_HISTORY | AC_EVENT_FLAG_ONE_BOOK;
	candle.book = 0;
	candle.symbol = 0;
	ac_session_input(&run.session, &candle);
	candle.candle.open_time_ms += AC_MS_PER_DAY;
	ac_session_input(&run.session, &candle);
	candle.book = BOOKS;
	ac_session_input(&run.session, &candle);
	counts.seen[0] = 0;
	while (counts.seen[0] == 0)
		run_minutes(&run, 1);
	uint32_t now = 0;
	for (uint32_t i = 0; i < run.candle_count; i++)
		now += run.candles[i].symbol == 0;
	assert_true(counts.seen[0] == (double)now);
	run_end(&run);
}

static void test_an_open_position_keeps_its_bracket(void **state)
{
	(void)state;
	static struct run run;
	run_begin(&run, "open.journal");
	const struct ac_position_record *position = ac_engine_position(run.world.engine, 2);
	for (int i = 0; i < 500 && !(position->is_protected && position->has_take_profit); i++)
		run_minutes(&run, 1);
	assert_true(position->is_protected);
	struct ac_position_record before = *position;
	uint64_t sent = run.session.commands_sent;
	run.config.books[2].params[0].integer = 55;
	run.config.books[2].params[2].decimal = 20000000;
	run.config.books[2].params[2].real = 0.2;
	run.config.books[2].notional = AC_DEC(300);
	assert_int_equal(reload(&run), AC_OK);
	assert_memory_equal(position, &before, sizeof(before));
	assert_int_equal(run.session.commands_sent, sent);
	run_minutes(&run, 1);
	if (position->opened_ms == before.opened_ms && position->direction != 0)
		assert_int_equal(position->stop_price.units, before.stop_price.units);
	ac_engine_check(run.world.engine);
	run_end(&run);
}

static void test_a_limit_below_the_loss_takes_back_working_entries_at_once(void **state)
{
	(void)state;
	static struct run run;
	run_begin(&run, "halt.journal");
	struct ac_engine_view view;
	bool is_found = false;
	while (!is_found) {
		run_tick(&run);
		ac_engine_view_get(run.world.engine, &view);
		is_found = run.has_resting_entry[0] &&
			   view.account.equity.units < view.account.equity_peak.units;
	}
	run.config.risk.account_drawdown_pct.units = 1;
	run.config.risk.drawdown_readings = 1;
	uint64_t sent = run.session.commands_sent;
	assert_int_equal(reload(&run), AC_OK);
	ac_engine_view_get(run.world.engine, &view);
	assert_int_equal(view.risk_state, AC_RISK_HALTED);
	assert_true(run.session.commands_sent > sent);
	run_end(&run);
}

static void test_what_needs_a_restart_is_refused_and_nothing_changes(void **state)
{
	(void)state;
	static struct run run;
	run_begin(&run, "refuse.journal");
	run_minutes(&run, 5);
	uint64_t facts = run.facts;
	uint64_t records = ac_journal_seq_last(run.journal);
	run.config.symbols[0].limits.leverage = 20;
	assert_int_equal(reload(&run), AC_ERR_CONFIG);
	run.config.symbols[0].limits.leverage = 10;
	run.config.symbols[1].limits.margin_type = AC_MARGIN_ISOLATED;
	assert_int_equal(reload(&run), AC_ERR_CONFIG);
	run.config.symbols[1].limits.margin_type = AC_MARGIN_CROSSED;
	run.config.books[1].is_enabled = false;
	assert_int_equal(reload(&run), AC_ERR_CONFIG);
	run.config.books[1].is_enabled = true;
	run.config.symbols[1].is_enabled = false;
	assert_int_equal(reload(&run), AC_ERR_CONFIG);
	run.config.symbols[1].is_enabled = true;
	run.config.settings.position_mode = AC_MODE_ONEWAY;
	assert_int_equal(reload(&run), AC_ERR_CONFIG);
	run.config.settings.position_mode = AC_MODE_HEDGE;
	run.config.risk.is_guarded = false;
	assert_int_equal(reload(&run), AC_ERR_CONFIG);
	run.config.risk.is_guarded = true;
	run.config.books[0].params[0].integer = 13;
	assert_int_equal(reload(&run), AC_ERR_CONFIG);
	run.config.books[0].params[0].integer = 1;
	assert_int_equal(run.facts, facts);
	assert_int_equal(ac_journal_seq_last(run.journal), records);
	assert_int_equal(reload(&run), AC_OK);
	run_end(&run);
}

static void test_without_a_journal_nothing_is_taken_over(void **state)
{
	(void)state;
	static struct run run;
	run_begin(&run, "broken.journal");
	run_minutes(&run, 5);
	uint64_t records = ac_journal_seq_last(run.journal);
	run.config.risk.positions_max = 3;
	run.is_journal_broken = true;
	assert_int_equal(reload(&run), AC_ERR_IO);
	assert_int_equal(ac_journal_seq_last(run.journal), records);
	const struct ac_risk_limits *limits = ac_risk_limits(ac_engine_risk(run.world.engine));
	assert_int_not_equal(limits->positions_max, 3);
	run.is_journal_broken = false;
	assert_int_equal(reload(&run), AC_OK);
	assert_int_equal(limits->positions_max, 3);
	run_end(&run);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_run_with_every_control_and_two_reloads_replays_bit_for_bit),
		cmocka_unit_test(test_a_reload_at_another_place_is_another_run),
		cmocka_unit_test(test_a_book_begins_anew_and_the_others_go_on),
		cmocka_unit_test(test_a_warmed_up_strategy_has_seen_each_candle_once),
		cmocka_unit_test(test_an_open_position_keeps_its_bracket),
		cmocka_unit_test(test_a_limit_below_the_loss_takes_back_working_entries_at_once),
		cmocka_unit_test(test_what_needs_a_restart_is_refused_and_nothing_changes),
		cmocka_unit_test(test_without_a_journal_nothing_is_taken_over),
	};
	return cmocka_run_group_tests(tests, folder_make, folder_remove);
}
