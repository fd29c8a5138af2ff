/* Random prices and random orders, good and bad, in every mode: the exchange's ledger closes after
 * each step, its events add up to the same ledger, and a saved half continues byte for byte. */
#include "rig.h"

#include "core/prng.h"

struct walk {
	const char *name;
	enum ac_position_mode mode;
	enum ac_margin_type margin_type;
	bool has_latency, has_chaos, is_candles, has_marks;
	const char *volume_share, *wallet;
	int32_t leverage;
};

static const struct walk walks[] = {
	{ "one-way", AC_MODE_ONEWAY, AC_MARGIN_CROSSED, false, false, false, false, "0", "10000",
	  5 },
	{ "hedge", AC_MODE_HEDGE, AC_MARGIN_CROSSED, false, false, false, false, "0", "10000", 5 },
	{ "isolated", AC_MODE_ONEWAY, AC_MARGIN_ISOLATED, false, false, false, true, "10", "5000",
	  20 },
	{ "isolated hedge", AC_MODE_HEDGE, AC_MARGIN_ISOLATED, true, false, false, true, "10",
	  "5000", 50 },
	{ "latency", AC_MODE_ONEWAY, AC_MARGIN_CROSSED, true, false, false, true, "20", "60", 50 },
	{ "chaos", AC_MODE_HEDGE, AC_MARGIN_CROSSED, true, true, false, true, "20", "80", 50 },
	{ "candles", AC_MODE_ONEWAY, AC_MARGIN_CROSSED, false, false, true, false, "0", "300",
	  100 },
	{ "candles hedge", AC_MODE_HEDGE, AC_MARGIN_CROSSED, false, false, true, false, "5", "80",
	  100 },
	{ "candles isolated", AC_MODE_ONEWAY, AC_MARGIN_ISOLATED, false, true, true, false, "5",
	  "3000", 100 },
};

static struct rig rig, twin;

struct market {
	struct ac_prng prng;
	int64_t ticks[2]; /* last price in 0.1 */
	uint64_t ids;
	struct ac_candle candle[2];
	int phase[2];
};

static struct market market;

static uint64_t below(uint64_t bound)
{
	return ac_prng_below(&market.prng, bound);
}

static struct ac_dec price_of(int64_t ticks)
{
	return (struct ac_dec){ (ticks < 10 ? 10 : ticks) * (AC_DEC_SCALE / 10) };
}

static void id_make(char id[AC_CLIENT_ID_SIZE], uint64_t n)
{
	snprintf(id, AC_CLIENT_ID_SIZE, "w%llu", (unsigned long long)n);
}

/* Half of the time something sensible, else anything. */
static struct ac_command random_command(enum ac_position_mode mode)
{
	struct ac_command command;
	memset(&command, 0, sizeof(command));
	uint64_t kind = below(20);
	command.kind = (uint16_t)(kind < 9    ? AC_COMMAND_PLACE
				  : kind < 14 ? AC_COMMAND_PLACE_ALGO
					      : AC_COMMAND_CANCEL + (kind - 14));
	if (command.kind == AC_COMMAND_PLACE_ALGO && kind >= 14)
		command.kind = AC_COMMAND_CANCEL_ALGO;
	command.symbol = (uint16_t)below(2);
	command.side = (uint8_t)below(2);
	command.position_side = mode == AC_MODE_HEDGE ? (uint8_t)(1 + below(2)) : 0;
	command.tif = (uint8_t)below(4);
	command.working_type = (uint8_t)below(2);
	command.reduce_only = below(3) == 0;
	if (mode == AC_MODE_HEDGE && below(10) != 0)
		command.reduce_only = false;
	bool is_algo = command.kind == AC_COMMAND_PLACE_ALGO;
	command.type = (uint8_t)(is_algo ? 2 + below(5) : below(2));
	command.quantity.units = (int64_t)(1 + below(3000)) * 100000;
	int64_t last = market.ticks[command.symbol];
	command.price = price_of(last + (int64_t)below(41) - 20);
	command.trigger_price = price_of(last + (int64_t)below(61) - 30);
	if (command.type == AC_ORDER_TRAILING_STOP_MARKET) {
		command.price.units = (int64_t)(1 + below(30)) * (AC_DEC_SCALE / 10);
		if (below(2) == 0)
			command.trigger_price = AC_DEC_ZERO;
	}
	if (is_algo && below(3) == 0) {
		command.close_position = true;
		command.reduce_only = false;
		command.quantity = AC_DEC_ZERO;
	}
	bool is_new = command.kind == AC_COMMAND_PLACE || is_algo;
	uint64_t ids = market.ids;
	id_make(command.client_id,
		is_new && below(20) != 0 ? ++market.ids : ids - (ids > 60 ? below(60) : 0));
	return command;
}

/* Both benches get the same; the twin only once it lives. */
#define BOTH(has_twin, call)                                                                       \
	do {                                                                                       \
		struct rig *bench = &rig;                                                          \
		call;                                                                              \
		if (has_twin) {                                                                    \
			bench = &twin;                                                             \
			call;                                                                      \
		}                                                                                  \
	} while (0)

static void random_candle(uint16_t symbol, bool has_twin)
{
	struct ac_candle *candle = &market.candle[symbol];
	int phase = market.phase[symbol];
	market.phase[symbol] = (phase + 1) % 3;
	if (phase == 0) {
		int64_t gap = below(10) == 0 ? (int64_t)below(60) - 30 : (int64_t)below(5) - 2;
		int64_t open = market.ticks[symbol] + gap;
		int64_t close = open + (int64_t)below(31) - 15;
		int64_t high = (open > close ? open : close) + (int64_t)below(20);
		int64_t low = (open < close ? open : close) - (int64_t)below(20);
		*candle = (struct ac_candle){
			.open = price_of(open).units,
			.high = price_of(high).units,
			.low = price_of(low).units,
			.close = price_of(close).units,
			.volume = (int64_t)below(100) * AC_DEC_SCALE,
		};
		market.ticks[symbol] = close < 100 ? 100 : close;
		BOTH(has_twin, ac_simulated_candle_open(bench->sim, symbol, candle, rig.now));
	} else if (phase == 1) {
		BOTH(has_twin, ac_simulated_candle_path(bench->sim, symbol, candle, rig.now));
	} else {
		BOTH(has_twin, ac_simulated_candle_close(bench->sim, symbol, candle, rig.now));
	}
}

static void random_price(const struct walk *walk, bool has_twin)
{
	uint16_t symbol = (uint16_t)below(2);
	if (walk->is_candles) {
		random_candle(symbol, has_twin);
		return;
	}
	int64_t move = below(100) == 0 ? (int64_t)below(200) - 100 : (int64_t)below(9) - 4;
	market.ticks[symbol] += move;
	if (market.ticks[symbol] < 100)
		market.ticks[symbol] = 100;
	struct ac_dec price = price_of(market.ticks[symbol]);
	struct ac_dec volume = { (int64_t)below(20) * AC_DEC_SCALE };
	const struct ac_mark mark = { .mark = { price.units + (int64_t)below(1000000) } };
	if (walk->has_marks && below(2) == 0)
		BOTH(has_twin, ac_simulated_mark(bench->sim, symbol, &mark, rig.now));
	else
		BOTH(has_twin, ac_simulated_trade(bench->sim, symbol, price, volume, rig.now));
}

static void random_step(const struct walk *walk, bool has_twin)
{
	rig.now += (ac_ns)below(20) * AC_NS_PER_MS;
	twin.now = rig.now;
	uint64_t what = below(100);
	if (what < 55) {
		random_price(walk, has_twin);
	} else if (what < 98) {
		struct ac_command command = random_command(walk->mode);
		BOTH(has_twin, ac_simulated_command(bench->sim, &command, rig.now));
	} else if (what < 99) {
		uint16_t symbol = (uint16_t)below(2);
		struct ac_dec rate = { (int64_t)below(600000) - 300000 };
		BOTH(has_twin,
		     ac_simulated_funding(bench->sim, symbol, rate, AC_DEC_ZERO, rig.now));
	} else {
		BOTH(has_twin, ac_simulated_advance(bench->sim, rig.now));
	}
	ac_simulated_check(rig.sim);
}

/* Books kept from the events alone. */
struct books {
	int64_t trade_id;
	int64_t amounts[2][3];
	int64_t realized, commission, funding;
	ac_ns funding_time;
	uint64_t fills, statuses[10];
};

static struct books books;

static void book(const struct ac_event *event, bool is_duplicating, uint64_t n)
{
	if (event->kind == AC_EVENT_FUNDING && (!is_duplicating || n % 2 == 0))
		books.funding += event->funding.payment.units;
	if (event->kind == AC_EVENT_ALGO)
		books.statuses[event->algo.status]++;
	if (event->kind != AC_EVENT_ORDER || !event->order.is_fill || event->order.is_from_query)
		return;
	const struct ac_order_update *fill = &event->order;
	if (fill->trade_id <= books.trade_id)
		return;
	books.trade_id = fill->trade_id;
	books.fills++;
	books.realized += fill->realized_profit.units;
	books.commission += fill->commission.units;
	books.amounts[event->symbol][fill->position_side] +=
		(fill->side == AC_SIDE_BUY ? 1 : -1) * fill->fill_quantity.units;
}

static void drain(const struct walk *walk, bool has_twin)
{
	rig.count = twin.count = 0;
	rig_drain(&rig);
	uint64_t fundings = 0;
	for (uint32_t i = 0; i < rig.count; i++) {
		bool is_funding = rig.events[i].kind == AC_EVENT_FUNDING;
		book(&rig.events[i], walk->has_chaos, is_funding ? fundings++ : 0);
	}
	if (!has_twin)
		return;
	rig_drain(&twin);
	assert_int_equal(rig.count, twin.count);
	assert_memory_equal(rig.events, twin.events, rig.count * sizeof(rig.events[0]));
}

static void check_books(const struct walk *walk)
{
	struct ac_simulated_account account = rig_account(&rig);
	CHECK_EQ(walk->name, books.fills, account.trades);
	CHECK_EQ(walk->name, books.realized, account.realized.units);
	CHECK_EQ(walk->name, books.commission, account.fees.units + account.liquidation_fees.units);
	CHECK_EQ(walk->name, books.funding, account.funding.units);
	CHECK_EQ(walk->name, account.events_dropped, 0);
	for (uint16_t symbol = 0; symbol < 2; symbol++) {
		for (uint8_t side = 0; side < 3; side++) {
			struct ac_position_update position;
			ac_simulated_position_get(rig.sim, symbol, (enum ac_position_side)side,
						  &position);
			CHECK_EQ(walk->name, position.amount.units, books.amounts[symbol][side]);
		}
	}
}

static void walk_open(const struct walk *walk, struct rig *bench, uint64_t seed)
{
	struct ac_simulated_config config = rig_config();
	config.seed = seed;
	config.mode = walk->mode;
	config.margin_type = walk->margin_type;
	config.leverage = walk->leverage;
	config.wallet = D(walk->wallet);
	config.slippage_bps = D("3");
	config.latency_max_ns = walk->has_latency ? 40 * AC_NS_PER_MS : 0;
	config.volume_share_pct = D(walk->volume_share);
	config.trades_kept = 20000;
	rig_open(bench, &config);
	ac_simulated_chaos_set(bench->sim, walk->has_chaos, walk->has_chaos);
}

static void copy_state(struct rig *to, const struct rig *from)
{
	size_t size = ac_simulated_state_size(from->sim);
	void *state = malloc(size);
	ac_simulated_state_save(from->sim, state);
	assert_int_equal(ac_simulated_state_load(to->sim, state, size), AC_OK);
	ac_simulated_check(to->sim);
	/* What was loaded saves as the same bytes. */
	assert_int_equal(ac_simulated_state_size(to->sim), size);
	void *again = malloc(size);
	ac_simulated_state_save(to->sim, again);
	assert_memory_equal(state, again, size);
	free(again);
	free(state);
}

static void walk_run(const struct walk *walk, uint64_t seed, int steps)
{
	print_message("# %s, seed %llu\n", walk->name, (unsigned long long)seed);
	memset(&market, 0, sizeof(market));
	memset(&books, 0, sizeof(books));
	ac_prng_init(&market.prng, seed);
	market.ticks[0] = 1000;
	market.ticks[1] = 500;
	market.ids = 1;
	walk_open(walk, &rig, seed);
	walk_open(walk, &twin, seed + 1); /* its own state is to be overwritten */
	for (int i = 0; i < steps; i++) {
		if (i == steps / 2)
			copy_state(&twin, &rig);
		random_step(walk, i >= steps / 2);
		if (below(3) == 0)
			drain(walk, i >= steps / 2);
	}
	rig.now += AC_NS_PER_SEC;
	twin.now = rig.now;
	drain(walk, true);
	check_books(walk);
	struct ac_simulated_account account = rig_account(&rig);
	print_message("# %llu fills, %llu liquidations, algos: %llu finished, %llu rejected, "
		      "%llu expired\n",
		      (unsigned long long)account.trades, (unsigned long long)account.liquidations,
		      (unsigned long long)books.statuses[AC_STATUS_FINISHED],
		      (unsigned long long)books.statuses[AC_STATUS_REJECTED],
		      (unsigned long long)books.statuses[AC_STATUS_EXPIRED]);
	/* A walk in which little happens proves little. */
	assert_true(account.trades > (uint64_t)steps / 200);
	assert_true(books.statuses[AC_STATUS_FINISHED] > 5);
	rig_close(&rig);
	rig_close(&twin);
}

static void test_walk_ledger_closes_and_a_saved_half_goes_on_byte_for_byte(void **state)
{
	(void)state;
	for (size_t i = 0; i < AC_COUNT(walks); i++) {
		for (uint64_t seed = 1; seed <= 3; seed++)
			walk_run(&walks[i], seed * 1000 + i, 4000);
	}
}

static void test_walk_same_seed_same_bytes(void **state)
{
	(void)state;
	static unsigned char bytes[2][4 << 20];
	size_t sizes[2];
	const struct walk *walk = &walks[5];
	for (int run = 0; run < 2; run++) {
		memset(&market, 0, sizeof(market));
		ac_prng_init(&market.prng, 7);
		market.ticks[0] = market.ticks[1] = 1000;
		market.ids = 1;
		walk_open(walk, &rig, 7);
		for (int i = 0; i < 3000; i++)
			random_step(walk, false);
		sizes[run] = ac_simulated_state_size(rig.sim);
		assert_true(sizes[run] <= sizeof(bytes[run]));
		ac_simulated_state_save(rig.sim, bytes[run]);
		rig.count = 0;
		struct ac_event event;
		while (ac_simulated_poll(rig.sim, INT64_MAX - 1, &event))
			rig.count++;
		assert_true(rig.count > 1000);
		rig_close(&rig);
	}
	assert_int_equal(sizes[0], sizes[1]);
	assert_memory_equal(bytes[0], bytes[1], sizes[0]);
}

static void test_walk_foreign_state_is_refused_and_changes_nothing(void **state)
{
	(void)state;
	struct ac_simulated_config config = rig_config();
	rig_open(&rig, &config);
	rig_trade(&rig, "100");
	rig_give(&rig, rig_market("a", AC_SIDE_BUY, "1"));
	size_t size = ac_simulated_state_size(rig.sim);
	unsigned char *bytes = malloc(size + 1);
	ac_simulated_state_save(rig.sim, bytes);

	assert_int_equal(ac_simulated_state_load(rig.sim, bytes, size - 1), AC_ERR_VERSION);
	assert_int_equal(ac_simulated_state_load(rig.sim, bytes, size + 1), AC_ERR_VERSION);
	assert_int_equal(ac_simulated_state_load(rig.sim, bytes, 8), AC_ERR_VERSION);
	rig_open(&twin, &config);
	twin.items[1].tick = D("0.2");
	assert_int_equal(ac_simulated_state_load(twin.sim, bytes, size), AC_ERR_VERSION);
	CHECK_DEC("untouched", rig_account(&twin).fees, "0");
	rig_close(&twin);
	config.mode = AC_MODE_HEDGE;
	rig_open(&twin, &config);
	assert_int_equal(ac_simulated_state_load(twin.sim, bytes, size), AC_ERR_VERSION);
	rig_close(&twin);
	config.mode = AC_MODE_ONEWAY;
	config.orders_max++;
	rig_open(&twin, &config);
	assert_int_equal(ac_simulated_state_load(twin.sim, bytes, size), AC_ERR_VERSION);
	rig_close(&twin);
	assert_int_equal(ac_simulated_state_load(rig.sim, bytes, size), AC_OK);
	free(bytes);
	rig_close(&rig);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_walk_ledger_closes_and_a_saved_half_goes_on_byte_for_byte),
		cmocka_unit_test(test_walk_same_seed_same_bytes),
		cmocka_unit_test(test_walk_foreign_state_is_refused_and_changes_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
