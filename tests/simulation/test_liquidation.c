/* The exchange takes positions away: with high leverage the mark jumps or slides past the
 * liquidation price before any stop can act. Our books follow what they did not ask for. */
#include "rig.h"

struct fall {
	struct rig_setting setting;
	enum ac_margin_type margin;
	int steps; /* of half a percent of the mark, all at once when `is_jump` */
	bool is_jump;
};

static const struct fall falls[] = {
	{ { "cross, one-way, jump", AC_MODE_ONEWAY, false, AC_ORDER_MARKET, 0, 0, false, false,
	    AC_FAULT_NONE, 0, false },
	  AC_MARGIN_CROSSED,
	  24,
	  true },
	{ { "cross, hedge, slide, latency", AC_MODE_HEDGE, false, AC_ORDER_MARKET, 200, 0, false,
	    true, AC_FAULT_NONE, 0, false },
	  AC_MARGIN_CROSSED,
	  40,
	  false },
	{ { "isolated, one-way, jump, chaos", AC_MODE_ONEWAY, false, AC_ORDER_MARKET, 80, 0, true,
	    true, AC_FAULT_NONE, 0, false },
	  AC_MARGIN_ISOLATED,
	  24,
	  true },
	{ { "isolated, hedge, slide", AC_MODE_HEDGE, false, AC_ORDER_MARKET, 30, 0, true, false,
	    AC_FAULT_NONE, 0, false },
	  AC_MARGIN_ISOLATED,
	  24,
	  false },
};

static enum ac_margin_type margin_wanted;

static void tune(struct ac_config *config)
{
	config->sim_wallet = AC_DEC(1000);
	config->risk.is_guarded = false;
	for (uint32_t i = 0; i < config->symbol_count; i++) {
		config->symbols[i].limits.leverage = 50;
		config->symbols[i].limits.margin_type = margin_wanted;
	}
	for (uint32_t i = 0; i < config->book_count; i++) {
		struct ac_book_config *book = &config->books[i];
		book->notional = AC_DEC(40000 / config->book_count);
		/* Beyond the liquidation price, which a guard would refuse were it on. */
		for (int k = 1; k <= 2; k++)
			book->params[k].decimal = AC_DEC(30).units;
	}
}

/* +1 or -1: what the exchange holds most of in `symbol`; 0 flat. */
static int direction_held(const struct rig *rig, uint16_t symbol)
{
	int64_t sum = 0;
	bool is_held = false;
	for (int side = AC_POSITION_BOTH; side <= AC_POSITION_SHORT; side++) {
		struct ac_position_update position;
		ac_simulated_position_get(rig->world.simulated, symbol, (enum ac_position_side)side,
					  &position);
		sum += position.amount.units;
		is_held |= position.amount.units != 0;
	}
	return !is_held ? 0 : sum >= 0 ? 1 : -1;
}

static void fall(struct rig *rig, const struct fall *fall, uint16_t symbol, int direction)
{
	struct ac_dec start = ac_engine_mark(rig->world.engine, symbol);
	int64_t step = direction * start.units / 200;
	for (int i = fall->is_jump ? fall->steps : 1; i <= fall->steps; i++) {
		struct ac_event event;
		memset(&event, 0, sizeof(event));
		event.kind = AC_EVENT_MARK;
		event.symbol = symbol;
		event.book = AC_BOOK_NONE;
		event.time_ns = rig->session.now_ns + 100 * AC_NS_PER_MS;
		event.recv_ns = event.time_ns;
		event.mark.mark.units = start.units - i * step;
		ac_session_tick(&rig->session, &event);
		rig_look(rig);
	}
}

/* Gives the liquidations: a stop may have been quicker in a slow fall. */
static uint64_t live(const struct fall *what, uint64_t seed)
{
	static struct rig rig;
	margin_wanted = what->margin;
	rig_init(&rig, &what->setting, seed, tune);
	rig_start_account(&rig);
	ac_ns end = (RIG_START_MS + 5 * AC_MS_PER_MIN) * AC_NS_PER_MS;
	rig_run(&rig, end, false);
	uint16_t symbol = 0;
	while (direction_held(&rig, symbol) == 0) {
		end += 10 * AC_NS_PER_SEC;
		assert_true(end < (RIG_START_MS + 120 * AC_MS_PER_MIN) * AC_NS_PER_MS);
		rig_run(&rig, end, false);
		symbol ^= 1;
	}
	rig_control(&rig, AC_CONTROL_ENTRIES_OFF);
	fall(&rig, what, symbol, direction_held(&rig, symbol));
	rig_run(&rig, end + 600 * AC_NS_PER_SEC, false);
	struct ac_simulated_account ledger;
	ac_simulated_account_get(rig.world.simulated, &ledger);
	uint64_t liquidations = ledger.liquidations;
	if (liquidations > 0 && rig.exits[AC_EXIT_LIQUIDATION] == 0)
		fail_msg("%s: seed %llu: %llu liquidations, and no round trip says so",
			 what->setting.name, (unsigned long long)seed,
			 (unsigned long long)liquidations);
	rig_check_books(&rig);
	rig_control(&rig, AC_CONTROL_FLATTEN);
	rig_run(&rig, end + 720 * AC_NS_PER_SEC, false);
	rig_check_books(&rig);
	ac_simulated_account_get(rig.world.simulated, &ledger);
	CHECK_EQ(what->setting.name, ledger.orders_open + ledger.algos_open, 0);
	rig_deinit(&rig);
	return liquidations;
}

static void test_books_follow_a_liquidation(void **state)
{
	(void)state;
	uint64_t liquidations[AC_COUNT(falls)] = { 0 };
	for (uint64_t round = 0; round < 5 * rig_seed_count(); round++) {
		uint64_t seed = rig_seed() + 1000 * round;
		print_message("# seed %llu\n", (unsigned long long)seed);
		for (size_t i = 0; i < AC_COUNT(falls); i++)
			liquidations[i] += live(&falls[i], seed + i);
	}
	for (size_t i = 0; i < AC_COUNT(falls); i++)
		assert_true(liquidations[i] > 0);
}

static void on_assert(const char *file, int line, const char *expression)
{
	fprintf(stderr, "# %s:%d: %s\n", file, line, expression);
}

int main(void)
{
	ac_assert_hook_set(on_assert);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_books_follow_a_liquidation),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
