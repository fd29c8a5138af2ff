#include "rig.h"
#include "binance/codec/refusal.h"

/* Enters at random about every fourth minute, with a bracket near enough to be reached. */
struct eager {
	struct ac_prng prng;
	int64_t take_profit_pct, stop_loss_pct;
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
	eager->take_profit_pct = params[1].decimal;
	eager->stop_loss_pct = params[2].decimal;
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
	decision->take_profit_pct = eager->take_profit_pct;
	decision->stop_loss_pct = eager->stop_loss_pct;
}

static const struct ac_param eager_params[] = {
	{ "seed", AC_PARAM_INT, "1", "1", "1000000", NULL, "Seed of its whims." },
	{ "take_profit_pct", AC_PARAM_REAL, "0.08", "0.01", "50", NULL, "Percent." },
	{ "stop_loss_pct", AC_PARAM_REAL, "0.06", "0.01", "50", NULL, "Percent." },
};

#define EAGER(variable, text)                                                                      \
	static const struct ac_strategy variable = {                                               \
		.abi = AC_STRATEGY_ABI,                                                            \
		.size = sizeof(struct ac_strategy),                                                \
		.name = (text),                                                                    \
		.version = "1",                                                                    \
		.summary = "Enters at random.",                                                    \
		.params = eager_params,                                                            \
		.param_count = AC_COUNT(eager_params),                                             \
		.state_size = eager_size,                                                          \
		.init = eager_init,                                                                \
		.on_candle = eager_on_candle,                                                      \
	}
EAGER(eager_one, "eager_one");
EAGER(eager_two, "eager_two");

static struct rig_order *order_of(struct rig *rig, const char *client_id)
{
	uint64_t hash = 0xcbf29ce484222325u;
	for (const char *at = client_id; *at != '\0'; at++)
		hash = (hash ^ (unsigned char)*at) * 0x100000001b3u;
	for (uint32_t i = 0; i < RIG_ORDERS_MAX; i++) {
		struct rig_order *order = &rig->orders[(hash + i) & (RIG_ORDERS_MAX - 1)];
		if (order->client_id[0] == '\0')
			snprintf(order->client_id, sizeof(order->client_id), "%s", client_id);
		if (strcmp(order->client_id, client_id) == 0)
			return order;
	}
	fail_msg("the test has no place for so many orders");
	return NULL;
}

/* ---- witnesses ---- */

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
	assert_true(rig->pending_count < RIG_PENDING_MAX);
	memcpy(&rig->pending[rig->pending_count++], payload, size);
	return AC_OK;
}

static enum ac_status on_flush(void *self)
{
	struct rig *rig = self;
	rig->flushed_count = rig->pending_count;
	return AC_OK;
}

/* I1: what leaves was recorded, and is on file, byte for byte. */
static void on_command(void *self, const struct ac_command *command, ac_ns now)
{
	struct rig *rig = self;
	uint32_t at = 0;
	while (at < rig->flushed_count && rig->pending[at].seq != command->seq)
		at++;
	if (at == rig->flushed_count || memcmp(&rig->pending[at], command, sizeof(*command)) != 0)
		fail_msg("%s: command %llu left before it was on file", rig->setting->name,
			 (unsigned long long)command->seq);
	rig->pending[at] = rig->pending[--rig->pending_count];
	rig->flushed_count = rig->pending_count;
	rig->exchange.command(rig->exchange.self, command, now);
}

/* I2: one client id never stands for two orders on the exchange. */
static void witness_id(struct rig *rig, const char *client_id, bool is_algo, int64_t id)
{
	if (client_id[0] == '\0' || id == 0)
		return;
	int64_t *known = &order_of(rig, client_id)->ids[is_algo];
	if (*known != 0 && *known != id)
		fail_msg("%s: %s is order %lld and order %lld", rig->setting->name, client_id,
			 (long long)*known, (long long)id);
	*known = id;
}

static bool on_poll(void *self, ac_ns now, struct ac_event *ret_event)
{
	struct rig *rig = self;
	if (!rig->exchange.poll(rig->exchange.self, now, ret_event))
		return false;
	if (ret_event->kind == AC_EVENT_ORDER)
		witness_id(rig, ret_event->order.client_id, false, ret_event->order.exchange_id);
	if (ret_event->kind == AC_EVENT_ALGO)
		witness_id(rig, ret_event->algo.client_id, true, ret_event->algo.algo_id);
	return true;
}

static ac_ns on_deadline(const void *self)
{
	const struct rig *rig = self;
	return rig->exchange.deadline(rig->exchange.self);
}

/* ---- facts ---- */

static bool on_fact(void *self, const struct ac_event *fact)
{
	struct rig *rig = self;
	switch (fact->kind) {
	case AC_EVENT_ORDER_STATE:
		order_of(rig, fact->order_record.client_id)->state = *fact;
		break;
	case AC_EVENT_POSITION_STATE:
		rig->positions[fact->book] = *fact;
		break;
	case AC_EVENT_FILL:
		assert_true(rig->fill_count < RIG_FILLS_MAX);
		rig->fills[rig->fill_count++] = *fact;
		break;
	case AC_EVENT_ROUND_TRIP:
		rig->trips++;
		rig->exits[fact->round_trip.exit_reason & 15]++;
		break;
	case AC_EVENT_SYSTEM:
		if (fact->system.what != AC_SYSTEM_MISMATCH)
			break;
		print_message("# %s: %s (%lld)\n", rig->setting->name, fact->system.text,
			      (long long)fact->system.value);
		rig->mismatches++;
		break;
	default:
		break;
	}
	return true;
}

/* ---- building ---- */

static void add_book(struct rig *rig, uint32_t symbol, const struct ac_strategy *strategy,
		     uint64_t seed)
{
	struct ac_book_config *book = &rig->config.books[rig->config.book_count++];
	snprintf(book->strategy, sizeof(book->strategy), "%s", strategy->name);
	snprintf(book->symbol, sizeof(book->symbol), "%s", rig->config.symbols[symbol].symbol);
	book->is_enabled = true;
	book->notional = AC_DEC(1000);
	book->entry_type = rig->setting->entry;
	ac_strategy_params_default(strategy, book->params);
	book->params[0].integer = (int64_t)(seed % 1000000 + 1);
}

static void configure(struct rig *rig)
{
	const struct rig_setting *setting = rig->setting;
	uint32_t known;
	const struct ac_instrument *instruments = ac_instruments_default(&known);
	assert_true(known >= RIG_SYMBOLS);
	struct ac_config *config = &rig->config;
	ac_config_default(config);
	config->symbols = calloc(RIG_SYMBOLS, sizeof(*config->symbols));
	config->books = calloc(RIG_BOOKS, sizeof(*config->books));
	assert_non_null(config->symbols);
	assert_non_null(config->books);
	config->symbol_count = RIG_SYMBOLS;
	for (uint32_t i = 0; i < RIG_SYMBOLS; i++) {
		snprintf(config->symbols[i].symbol, sizeof(config->symbols[i].symbol), "%s",
			 instruments[i].symbol);
		config->symbols[i].is_enabled = true;
		config->symbols[i].limits.leverage = 10;
		add_book(rig, i, &eager_one, rig->seed + i);
		if (setting->has_two_books)
			add_book(rig, i, &eager_two, rig->seed + 100 + i);
	}
	config->settings.position_mode = setting->mode;
	/* Only what keeps two strategies from holding opposite positions in one-way mode is on. */
	config->risk = (struct ac_risk_limits){ .is_guarded = setting->has_two_books };
	config->sim_wallet = AC_DEC(100000);
	config->sim_latency_min_ns = setting->latency_ms * AC_NS_PER_MS / 2;
	config->sim_latency_max_ns = setting->latency_ms * AC_NS_PER_MS;
	config->sim_volume_share_pct = AC_DEC(setting->volume_share_pct);
}

void rig_world_create(struct rig *rig)
{
	uint32_t known;
	struct ac_world_spec spec = {
		.config = &rig->config,
		.registry = &rig->registry,
		.instruments = ac_instruments_default(&known),
		.instrument_count = RIG_SYMBOLS,
		.codes = &ac_binance_codes,
		.run_id = ++rig->run_id,
		.seed = rig->seed,
		.publishes_account = true,
		.fee_maker = { -1 },
		.fee_taker = { -1 },
	};
	struct ac_error error;
	if (ac_world_create(&spec, &rig->world, &error) != AC_OK)
		fail_msg("%s: %s", rig->setting->name, error.text);
	assert_int_equal(ac_bus_subscribe(ac_engine_bus(rig->world.engine), "*", on_fact, rig),
			 AC_OK);
	ac_ns now = rig->session.now_ns;
	ac_session_init(&rig->session, rig->world.engine, rig->world.simulated, &rig->recorder);
	rig->session.now_ns = now;
	rig->exchange = rig->session.exchange;
	rig->session.exchange = (struct ac_exchange){ rig, on_command, on_poll, on_deadline };
}

void rig_init(struct rig *rig, const struct rig_setting *setting, uint64_t seed,
	      void (*tune)(struct ac_config *config))
{
	memset(rig, 0, sizeof(*rig));
	rig->setting = setting;
	rig->seed = seed;
	rig->hash = 0xcbf29ce484222325u;
	rig->recorder = (struct ac_session_recorder){ on_record, on_flush, rig };
	ac_prng_init(&rig->prng, seed);
	ac_strategy_registry_init(&rig->registry);
	const char *why;
	assert_int_equal(ac_strategy_register(&rig->registry, &eager_one, &why), AC_OK);
	assert_int_equal(ac_strategy_register(&rig->registry, &eager_two, &why), AC_OK);
	configure(rig);
	if (tune != NULL)
		tune(&rig->config);
	rig_world_create(rig);
	ac_simulated_chaos_set(rig->world.simulated, setting->is_duplicating,
			       setting->is_shuffling);
	char feed[64];
	struct ac_error error;
	snprintf(feed, sizeof(feed), "synthetic:seed=%llu", (unsigned long long)(seed % 1000 + 1));
	assert_int_equal(
		ac_feed_create(feed, &rig->world.instruments, RIG_START_MS, &rig->feed, &error),
		AC_OK);
}

void rig_deinit(struct rig *rig)
{
	ac_feed_destroy(rig->feed);
	ac_world_destroy(&rig->world);
	ac_config_deinit(&rig->config);
}

/* ---- driving ---- */

void rig_input(struct rig *rig, const struct ac_event *event)
{
	struct ac_event copy = *event;
	copy.recv_ns = rig->session.now_ns;
	ac_session_input(&rig->session, &copy);
}

void rig_control(struct rig *rig, enum ac_control what)
{
	struct ac_event event;
	memset(&event, 0, sizeof(event));
	event.kind = AC_EVENT_CONTROL;
	event.symbol = AC_SYMBOL_NONE;
	event.book = AC_BOOK_NONE;
	event.control.control = (uint8_t)what;
	rig_input(rig, &event);
}

void rig_start_account(struct rig *rig)
{
	struct ac_event event;
	memset(&event, 0, sizeof(event));
	event.kind = AC_EVENT_BALANCE;
	event.flags = AC_EVENT_FLAG_OWN;
	event.symbol = AC_SYMBOL_NONE;
	event.book = AC_BOOK_NONE;
	event.balance.wallet = rig->config.sim_wallet;
	rig->session.now_ns = RIG_START_MS * AC_NS_PER_MS;
	rig_input(rig, &event);
}

struct protection {
	bool is_open[RIG_SYMBOLS][3], is_stopped[RIG_SYMBOLS][3];
};

static void see(void *self, const struct ac_event *event)
{
	struct protection *seen = self;
	if (event->kind == AC_EVENT_POSITION && event->position.amount.units != 0)
		seen->is_open[event->symbol][event->position.position_side] = true;
	if (event->kind == AC_EVENT_ALGO && event->algo.type == AC_ORDER_STOP_MARKET)
		seen->is_stopped[event->symbol][event->algo.position_side] = true;
}

/* I3 as the exchange sees it: a position without a stop gets one, or is closed, within a bound that
 * covers the protective bound, the search for a lost answer and the closing. */
static void check_protection(struct rig *rig)
{
	struct protection seen = { 0 };
	ac_simulated_snapshot(rig->world.simulated, INT64_MAX, rig->session.now_ns, see, &seen);
	for (int i = 0; i < RIG_SYMBOLS; i++) {
		for (int side = 0; side < 3; side++) {
			ac_ns *since = &rig->bare_since[i][side];
			if (!seen.is_open[i][side] || seen.is_stopped[i][side])
				*since = rig->session.now_ns;
			ac_ns bare = rig->session.now_ns - *since;
			if (*since != 0 && bare > 60 * AC_NS_PER_SEC)
				fail_msg("%s: seed %llu: the exchange saw symbol %d without a stop "
					 "for %lld s",
					 rig->setting->name, (unsigned long long)rig->seed, i,
					 (long long)(bare / AC_NS_PER_SEC));
		}
	}
}

void rig_look(struct rig *rig)
{
	ac_engine_check(rig->world.engine);
	ac_simulated_check(rig->world.simulated);
	check_protection(rig);
}

/* One at a time: the next is armed when a command has met the last. */
static void arm(struct rig *rig)
{
	const struct rig_setting *setting = rig->setting;
	if ((setting->fault == AC_FAULT_NONE && !setting->has_any_fault) ||
	    rig->commands <= rig->armed_at || ac_prng_below(&rig->prng, 100) != 0)
		return;
	rig->armed_at = rig->commands;
	if (!setting->has_any_fault) {
		ac_simulated_fault_arm(rig->world.simulated, setting->fault, 0, setting->code, 1);
		return;
	}
	static const int32_t codes[] = { -1008, -1003, -2011, -2013, -2021, -2022, -4116, -9999 };
	enum ac_simulated_fault fault = (enum ac_simulated_fault)(1 + ac_prng_below(&rig->prng, 5));
	enum ac_command_kind kind = (enum ac_command_kind)(1 + ac_prng_below(&rig->prng, 8));
	int32_t code = codes[ac_prng_below(&rig->prng, AC_COUNT(codes))];
	/* What was armed for a kind that did not come is lifted, so that faults do not pile up. */
	ac_simulated_fault_arm(rig->world.simulated, AC_FAULT_NONE, 0, 0, 0);
	ac_simulated_fault_arm(rig->world.simulated, fault, kind, code,
			       1 + (uint32_t)ac_prng_below(&rig->prng, 3));
}

void rig_run(struct rig *rig, ac_ns end, bool has_faults)
{
	if (!has_faults)
		ac_simulated_fault_arm(rig->world.simulated, AC_FAULT_NONE, 0, 0, 0);
	while (rig->session.now_ns < end) {
		struct ac_feed_item item;
		assert_true(ac_feed_next(rig->feed, &item));
		if (has_faults)
			arm(rig);
		if (item.tick->flags & AC_EVENT_FLAG_HISTORY)
			continue;
		ac_session_tick(&rig->session, item.tick);
		if (item.tick->kind == AC_EVENT_MARK && item.tick->symbol == 0)
			rig_look(rig);
	}
}

/* ---- the ledger ---- */

struct audit {
	struct rig *rig;
	uint32_t trades;
};

static bool audit_trade(void *self, const struct ac_event *trade)
{
	struct audit *audit = self;
	const struct rig *rig = audit->rig;
	const struct ac_fill *fill = NULL;
	int found = 0;
	for (uint32_t i = 0; i < rig->fill_count; i++) {
		if (rig->fills[i].symbol == trade->symbol &&
		    rig->fills[i].fill.trade_id == trade->order.trade_id) {
			fill = &rig->fills[i].fill;
			found++;
		}
	}
	audit->trades++;
	if (found != 1)
		fail_msg("%s: seed %llu: trade %lld of order %s at %lld was booked %d times",
			 rig->setting->name, (unsigned long long)rig->seed,
			 (long long)trade->order.trade_id, trade->order.client_id,
			 (long long)trade->order.time_ms, found);
	CHECK_EQ(rig->setting->name, fill->price.units, trade->order.fill_price.units);
	CHECK_EQ(rig->setting->name, fill->quantity.units, trade->order.fill_quantity.units);
	CHECK_EQ(rig->setting->name, fill->commission.units, trade->order.commission.units);
	CHECK_EQ(rig->setting->name, fill->side, trade->order.side);
	return true;
}

static void check_positions(const struct rig *rig)
{
	const struct ac_world *world = &rig->world;
	for (uint16_t symbol = 0; symbol < RIG_SYMBOLS; symbol++) {
		int64_t ours[2] = { 0 }, theirs[2] = { 0 };
		for (uint16_t i = 0; i < world->book_count; i++) {
			const struct ac_position_record *p = ac_engine_position(world->engine, i);
			bool is_short = world->mode == AC_MODE_HEDGE && p->direction < 0;
			if (world->books[i].symbol == symbol)
				ours[is_short] += p->direction * p->quantity.units;
		}
		for (int side = AC_POSITION_BOTH; side <= AC_POSITION_SHORT; side++) {
			struct ac_position_update position;
			ac_simulated_position_get(world->simulated, symbol,
						  (enum ac_position_side)side, &position);
			theirs[side == AC_POSITION_SHORT] += position.amount.units;
		}
		CHECK_EQ(rig->setting->name, ours[0], theirs[0]);
		CHECK_EQ(rig->setting->name, ours[1], theirs[1]);
	}
}

void rig_check_books(struct rig *rig)
{
	const struct ac_world *world = &rig->world;
	const char *name = rig->setting->name;
	struct ac_simulated_account ledger;
	struct ac_engine_view view;
	ac_simulated_account_get(world->simulated, &ledger);
	ac_engine_view_get(world->engine, &view);
	CHECK_EQ(name, view.counts.orders_unknown, 0);
	CHECK_EQ(name, view.account.wallet.units, ledger.wallet.units);
	CHECK_EQ(name, rig->fees_earlier.units + view.account.fees_total.units,
		 ledger.fees.units + ledger.liquidation_fees.units);
	CHECK_EQ(name, rig->funding_earlier.units + view.account.funding_total.units,
		 ledger.funding.units);
	CHECK_EQ(name, ledger.wallet.units - ledger.wallet_start.units,
		 ledger.realized.units - ledger.fees.units + ledger.funding.units -
			 ledger.liquidation_fees.units + ledger.insurance.units);
	CHECK_EQ(name, rig->pending_count, 0);
	check_positions(rig);
	struct audit audit = { .rig = rig };
	ac_simulated_trades_visit(world->simulated, audit_trade, &audit);
	CHECK_EQ(name, audit.trades, ledger.trades);
	CHECK_EQ(name, rig->fill_count, ledger.trades);
}

uint64_t rig_seed(void)
{
	const char *text = getenv("AC_SEED");
	return text != NULL ? strtoull(text, NULL, 10) : 20261123;
}

uint64_t rig_seed_count(void)
{
	const char *text = getenv("AC_SIMULATION_SEEDS");
	uint64_t count = text != NULL ? strtoull(text, NULL, 10) : 1;
	return count > 0 ? count : 1;
}
