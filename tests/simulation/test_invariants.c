/* The whole system on synthetic prices with faults: an eager strategy trades, the exchange loses
 * answers, refuses, duplicates and shuffles, fills in parts; after every price the invariants of
 * docs/architecture.md hold, and once things have settled our books equal the exchange's ledger. */
#include "check.h"

#include "backtest/feed.h"
#include "backtest/session.h"
#include "backtest/world.h"
#include "core/prng.h"

#define START_MS 1735689600000LL
#define HOURS    4

/* Enters at random about every fourth minute, with a bracket near enough to be reached. */
struct eager {
	struct ac_prng prng;
};

static size_t eager_size(const struct ac_param_value *params)
{
	(void)params;
	return sizeof(struct eager);
}

static const char *eager_init(void *state, const struct ac_param_value *params)
{
	struct eager *eager = state;
	ac_prng_init(&eager->prng, (uint64_t)params[0].integer);
	return NULL;
}

static void eager_on_candle(void *state, const struct ac_candle *candle,
			    const struct ac_strategy_view *view, struct ac_decision *decision)
{
	struct eager *eager = state;
	(void)candle;
	uint64_t draw = ac_prng_below(&eager->prng, 16);
	if (view->direction != 0) {
		decision->action = draw == 0 ? AC_ACTION_EXIT : AC_ACTION_NONE;
		return;
	}
	decision->action = draw < 2   ? AC_ACTION_ENTER_LONG
			   : draw < 4 ? AC_ACTION_ENTER_SHORT
				      : AC_ACTION_NONE;
	decision->take_profit_pct = 8000000; /* 0.08 % */
	decision->stop_loss_pct = 6000000;
}

static const struct ac_param eager_params[] = {
	{ "seed", AC_PARAM_INT, "1", "1", "1000000", NULL, "Seed of its whims." },
};

#define EAGER(variable, text)                                                                      \
	static const struct ac_strategy variable = {                                               \
		.abi = AC_STRATEGY_ABI,                                                            \
		.size = sizeof(struct ac_strategy),                                                \
		.name = (text),                                                                    \
		.version = "1",                                                                    \
		.summary = "Enters at random.",                                                    \
		.params = eager_params,                                                            \
		.param_count = 1,                                                                  \
		.state_size = eager_size,                                                          \
		.init = eager_init,                                                                \
		.on_candle = eager_on_candle,                                                      \
	}
EAGER(eager_one, "eager_one");
EAGER(eager_two, "eager_two");

struct setting {
	const char *name;
	enum ac_position_mode mode;
	bool has_two_books; /* of one symbol */
	enum ac_order_type entry;
	int latency_ms;
	int volume_share_pct;
	bool is_duplicating, is_shuffling;
	enum ac_simulated_fault fault;
	int32_t code;
};

static const struct setting settings[] = {
	{ "plain one-way", AC_MODE_ONEWAY, false, AC_ORDER_MARKET, 0, 0, false, false,
	  AC_FAULT_NONE, 0 },
	{ "plain hedge, two strategies", AC_MODE_HEDGE, true, AC_ORDER_MARKET, 0, 0, false, false,
	  AC_FAULT_NONE, 0 },
	{ "latency, chaos", AC_MODE_ONEWAY, false, AC_ORDER_MARKET, 250, 0, true, true,
	  AC_FAULT_NONE, 0 },
	{ "limit entries, partial fills", AC_MODE_HEDGE, false, AC_ORDER_LIMIT, 80, 2, false, true,
	  AC_FAULT_NONE, 0 },
	{ "two strategies one-way, chaos", AC_MODE_ONEWAY, true, AC_ORDER_MARKET, 60, 0, true, true,
	  AC_FAULT_NONE, 0 },
	{ "answer lost, executed", AC_MODE_ONEWAY, false, AC_ORDER_MARKET, 40, 0, false, false,
	  AC_FAULT_UNKNOWN_EXECUTED, 0 },
	{ "answer lost, not executed", AC_MODE_HEDGE, false, AC_ORDER_MARKET, 40, 0, false, false,
	  AC_FAULT_UNKNOWN_DROPPED, 0 },
	{ "silence, executed", AC_MODE_HEDGE, true, AC_ORDER_MARKET, 40, 0, true, true,
	  AC_FAULT_SILENT_EXECUTED, 0 },
	{ "silence, not executed", AC_MODE_ONEWAY, false, AC_ORDER_MARKET, 40, 0, false, true,
	  AC_FAULT_SILENT_DROPPED, 0 },
	{ "refused, throttled", AC_MODE_ONEWAY, false, AC_ORDER_MARKET, 40, 3, false, false,
	  AC_FAULT_REFUSED, -1008 },
	{ "refused, unknown to us", AC_MODE_HEDGE, false, AC_ORDER_LIMIT, 40, 0, false, false,
	  AC_FAULT_REFUSED, -9999 },
};

struct rig {
	const struct setting *setting;
	struct ac_config config;
	struct ac_strategy_registry registry;
	struct ac_world world;
	struct ac_feed *feed;
	struct ac_session session;
	struct ac_session_recorder recorder;
	struct ac_prng prng;
	uint64_t commands, armed_at, hash;
	uint64_t trips, mismatches;
	ac_ns bare_since[4]; /* by symbol, as the exchange sees it */
};

static enum ac_status on_record(void *self, enum ac_journal_type type, const void *payload,
				uint32_t size)
{
	struct rig *rig = self;
	if (type != AC_JOURNAL_COMMAND)
		return AC_OK;
	rig->commands++;
	const unsigned char *bytes = payload;
	for (uint32_t i = 0; i < size; i++)
		rig->hash = (rig->hash ^ bytes[i]) * 0x100000001b3u;
	return AC_OK;
}

static enum ac_status on_flush(void *self)
{
	(void)self;
	return AC_OK;
}

static bool on_trip(void *self, const struct ac_event *event)
{
	struct rig *rig = self;
	(void)event;
	rig->trips++;
	return true;
}

static bool on_mismatch(void *self, const struct ac_event *event)
{
	struct rig *rig = self;
	print_message("# %s: %s (%lld)\n", rig->setting->name, event->system.text,
		      (long long)event->system.value);
	rig->mismatches++;
	return true;
}

static void add_book(struct rig *rig, uint32_t symbol, const struct ac_strategy *strategy,
		     uint64_t seed)
{
	struct ac_book_config *book = &rig->config.books[rig->config.book_count++];
	snprintf(book->strategy, sizeof(book->strategy), "%s", strategy->name);
	snprintf(book->symbol, sizeof(book->symbol), "%s", rig->config.symbols[symbol].symbol);
	book->is_enabled = true;
	book->notional = AC_DEC(1000);
	book->entry_type = rig->setting->entry;
	book->params[0].integer = (int64_t)(seed % 1000000 + 1);
}

static void rig_init(struct rig *rig, const struct setting *setting, uint64_t seed)
{
	*rig = (struct rig){ .setting = setting, .hash = 0xcbf29ce484222325u };
	ac_prng_init(&rig->prng, seed);
	ac_strategy_registry_init(&rig->registry);
	const char *why;
	assert_int_equal(ac_strategy_register(&rig->registry, &eager_one, &why), AC_OK);
	assert_int_equal(ac_strategy_register(&rig->registry, &eager_two, &why), AC_OK);
	uint32_t known;
	const struct ac_instrument *instruments = ac_instruments_default(&known);
	struct ac_config *config = &rig->config;
	ac_config_default(config);
	config->symbols = calloc(2, sizeof(*config->symbols));
	config->books = calloc(4, sizeof(*config->books));
	assert_non_null(config->symbols);
	assert_non_null(config->books);
	config->symbol_count = 2;
	for (uint32_t i = 0; i < 2; i++) {
		snprintf(config->symbols[i].symbol, sizeof(config->symbols[i].symbol), "%s",
			 instruments[i].symbol);
		config->symbols[i].is_enabled = true;
		config->symbols[i].limits.leverage = 10;
		add_book(rig, i, &eager_one, seed + i);
		if (setting->has_two_books)
			add_book(rig, i, &eager_two, seed + 100 + i);
	}
	config->settings.position_mode = setting->mode;
	/* Only what keeps two strategies from holding opposite positions in one-way mode is on. */
	config->risk = (struct ac_risk_limits){ .is_guarded = setting->has_two_books };
	config->sim_wallet = AC_DEC(100000);
	config->sim_latency_min_ns = setting->latency_ms * AC_NS_PER_MS / 2;
	config->sim_latency_max_ns = setting->latency_ms * AC_NS_PER_MS;
	config->sim_volume_share_pct = AC_DEC(setting->volume_share_pct);
	struct ac_world_spec spec = { .config = config,
				      .registry = &rig->registry,
				      .instruments = instruments,
				      .instrument_count = 2,
				      .run_id = 1,
				      .seed = seed,
				      .has_account_facts = true,
				      .fee_maker = { -1 },
				      .fee_taker = { -1 } };
	char error[512], feed[64];
	assert_int_equal(ac_world_create(&spec, &rig->world, error, sizeof(error)), AC_OK);
	assert_int_equal(
		ac_bus_subscribe(ac_engine_bus(rig->world.engine), "position.closed", on_trip, rig),
		AC_OK);
	assert_int_equal(ac_bus_subscribe(ac_engine_bus(rig->world.engine), "system.mismatch",
					  on_mismatch, rig),
			 AC_OK);
	rig->recorder = (struct ac_session_recorder){ on_record, on_flush, rig };
	ac_session_init(&rig->session, rig->world.engine, rig->world.simulated, &rig->recorder);
	ac_simulated_chaos_set(rig->world.simulated, setting->is_duplicating,
			       setting->is_shuffling);
	snprintf(feed, sizeof(feed), "synthetic:seed=%llu", (unsigned long long)(seed % 1000 + 1));
	assert_int_equal(ac_feed_create(feed, &rig->world.instruments, START_MS, &rig->feed, error,
					sizeof(error)),
			 AC_OK);
}

static void rig_deinit(struct rig *rig)
{
	ac_feed_destroy(rig->feed);
	ac_world_destroy(&rig->world);
	ac_config_deinit(&rig->config);
}

struct exposure {
	bool is_open[4], is_stopped[4];
};

static void look(void *self, const struct ac_event *event)
{
	struct exposure *exposure = self;
	if (event->kind == AC_EVENT_POSITION && event->position.amount.units != 0)
		exposure->is_open[event->symbol] = true;
	if (event->kind == AC_EVENT_ALGO && event->algo.type == AC_ORDER_STOP_MARKET)
		exposure->is_stopped[event->symbol] = true;
}

/* I3 as the exchange sees it: a position without a stop gets one, or is closed, within a bound that
 * covers the protective bound, the search for a lost answer and the closing. */
static void check_protection(struct rig *rig)
{
	struct exposure exposure = { 0 };
	ac_simulated_snapshot(rig->world.simulated, INT64_MAX, rig->session.now_ns, look,
			      &exposure);
	for (int i = 0; i < 2; i++) {
		if (!exposure.is_open[i] || exposure.is_stopped[i])
			rig->bare_since[i] = rig->session.now_ns;
		ac_ns bare = rig->session.now_ns - rig->bare_since[i];
		if (rig->bare_since[i] != 0 && bare > 60 * AC_NS_PER_SEC)
			fail_msg("%s: the exchange saw symbol %d without a stop for %lld s",
				 rig->setting->name, i, (long long)(bare / AC_NS_PER_SEC));
	}
}

static void give(struct rig *rig, bool has_faults)
{
	struct ac_feed_item item;
	assert_true(ac_feed_next(rig->feed, &item));
	const struct setting *setting = rig->setting;
	/* One at a time: the next is armed when a command has met the last. */
	if (has_faults && setting->fault != AC_FAULT_NONE && rig->commands > rig->armed_at &&
	    ac_prng_below(&rig->prng, 100) == 0) {
		rig->armed_at = rig->commands;
		ac_simulated_fault_arm(rig->world.simulated, setting->fault, 0, setting->code, 1);
	}
	if (item.tick->flags & AC_EVENT_FLAG_HISTORY)
		return;
	ac_session_tick(&rig->session, item.tick);
	if (item.tick->kind == AC_EVENT_MARK && item.tick->symbol == 0) {
		ac_engine_check(rig->world.engine);
		ac_simulated_check(rig->world.simulated);
		check_protection(rig);
	}
}

static void control(struct rig *rig, enum ac_control what)
{
	struct ac_event event;
	memset(&event, 0, sizeof(event));
	event.kind = AC_EVENT_CONTROL;
	event.symbol = AC_SYMBOL_NONE;
	event.book = AC_BOOK_NONE;
	event.control.control = (uint8_t)what;
	event.recv_ns = rig->session.now_ns;
	ac_session_input(&rig->session, &event);
}

static void start_account(struct rig *rig)
{
	struct ac_event event;
	memset(&event, 0, sizeof(event));
	event.kind = AC_EVENT_BALANCE;
	event.flags = AC_EVENT_FLAG_OWN;
	event.symbol = AC_SYMBOL_NONE;
	event.book = AC_BOOK_NONE;
	event.recv_ns = START_MS * AC_NS_PER_MS;
	event.balance.wallet = rig->config.sim_wallet;
	ac_session_input(&rig->session, &event);
}

/* Positions by symbol and direction, wallet, orders: ours against the ledger. */
static void check_books(struct rig *rig)
{
	const struct ac_world *world = &rig->world;
	struct ac_simulated_account ledger;
	struct ac_engine_view view;
	ac_simulated_account_get(world->simulated, &ledger);
	ac_engine_view_get(world->engine, &view);
	CHECK_EQ(rig->setting->name, view.counts.orders_unknown, 0);
	CHECK_EQ(rig->setting->name, view.account.wallet.units, ledger.wallet.units);
	CHECK_EQ(rig->setting->name, view.account.fees_total.units,
		 ledger.fees.units + ledger.liquidation_fees.units);
	CHECK_EQ(rig->setting->name, view.account.funding_total.units, ledger.funding.units);
	CHECK_EQ(rig->setting->name, ledger.wallet.units - ledger.wallet_start.units,
		 ledger.realized.units - ledger.fees.units + ledger.funding.units -
			 ledger.liquidation_fees.units + ledger.insurance.units);
	for (uint16_t symbol = 0; symbol < 2; symbol++) {
		int64_t ours = 0, theirs = 0;
		for (uint16_t i = 0; i < world->book_count; i++) {
			const struct ac_position_record *p = ac_engine_position(world->engine, i);
			if (world->books[i].symbol == symbol)
				ours += p->direction * p->quantity.units;
		}
		for (int side = AC_POSITION_BOTH; side <= AC_POSITION_SHORT; side++) {
			struct ac_position_update position;
			ac_simulated_position_get(world->simulated, symbol,
						  (enum ac_position_side)side, &position);
			theirs += position.amount.units;
		}
		CHECK_EQ(rig->setting->name, ours, theirs);
	}
}

static uint64_t live(const struct setting *setting, uint64_t seed)
{
	static struct rig rig;
	rig_init(&rig, setting, seed);
	start_account(&rig);
	ac_ns end = (START_MS + HOURS * 3600000LL) * AC_NS_PER_MS;
	while (rig.session.now_ns < end)
		give(&rig, true);
	control(&rig, AC_CONTROL_ENTRIES_OFF);
	end += 600 * AC_NS_PER_SEC;
	while (rig.session.now_ns < end)
		give(&rig, false);
	check_books(&rig);
	control(&rig, AC_CONTROL_FLATTEN);
	end += 120 * AC_NS_PER_SEC;
	while (rig.session.now_ns < end)
		give(&rig, false);
	check_books(&rig);
	struct ac_simulated_account ledger;
	ac_simulated_account_get(rig.world.simulated, &ledger);
	CHECK_EQ(setting->name, ledger.orders_open + ledger.algos_open, 0);
	CHECK_EQ(setting->name, rig.mismatches, 0);
	if (rig.trips < 5)
		fail_msg("%s: only %llu positions were closed: nothing was proved", setting->name,
			 (unsigned long long)rig.trips);
	uint64_t hash = rig.hash;
	rig_deinit(&rig);
	return hash;
}

static void test_books_equal_the_ledger_whatever_the_exchange_does(void **state)
{
	(void)state;
	const char *text = getenv("AC_SEED");
	uint64_t seed = text != NULL ? strtoull(text, NULL, 10) : 20261123;
	print_message("# seed %llu\n", (unsigned long long)seed);
	for (size_t i = 0; i < AC_COUNT(settings); i++)
		(void)live(&settings[i], seed + i);
}

static void test_the_same_seed_gives_the_same_commands(void **state)
{
	(void)state;
	assert_true(live(&settings[4], 7) == live(&settings[4], 7));
	assert_true(live(&settings[4], 7) != live(&settings[4], 8));
}

static void on_assert(const char *file, int line, const char *expression)
{
	fprintf(stderr, "# %s:%d: %s\n", file, line, expression);
}

int main(void)
{
	ac_assert_hook_set(on_assert);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_books_equal_the_ledger_whatever_the_exchange_does),
		cmocka_unit_test(test_the_same_seed_gives_the_same_commands),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
