/* One claim for each line of the strategy page's "Backtest fills on 1-minute candles". */
#include "rig.h"

static struct rig rig;

static void open_rig(const char *slippage_bps)
{
	struct ac_simulated_config config = rig_config();
	config.slippage_bps = D(slippage_bps);
	rig_open(&rig, &config);
}

static void all_phases(const struct ac_candle *candle)
{
	rig_candle_open(&rig, candle);
	rig_candle_path(&rig, candle);
	rig_candle_close(&rig, candle);
}

/* A position of one unit that was entered at the open of a candle at 100, on that open's phase;
 * the candle goes nowhere. Stop and take-profit are then placed, closing conditional orders. */
static void enter(int direction, const char *stop, const char *take_profit)
{
	enum ac_side entry = direction > 0 ? AC_SIDE_BUY : AC_SIDE_SELL;
	enum ac_side exit = ac_side_opposite(entry);
	struct ac_candle flat = rig_candle("100", "100", "100", "100");
	all_phases(&flat);
	rig_give(&rig, rig_market("entry", entry, "1"));
	assert_string_equal(rig_story(&rig), "RO"); /* accepted, and waits for the next open */
	rig_candle_open(&rig, &flat);
	assert_string_equal(rig_story(&rig), "FBP");
	if (stop != NULL) {
		rig_give(&rig, rig_algo("stop", AC_ORDER_STOP_MARKET, exit, "1", stop));
		assert_int_equal(rig_reply(&rig)->code, 0);
	}
	if (take_profit != NULL) {
		rig_give(&rig,
			 rig_algo("take", AC_ORDER_TAKE_PROFIT_MARKET, exit, "1", take_profit));
		assert_int_equal(rig_reply(&rig)->code, 0);
	}
}

struct path_case {
	const char *name;
	int direction;
	const char *stop, *take_profit;
	const char *open, *high, *low, *close;
	const char *fill; /* NULL: nothing fires */
	const char *client_id;
	int ambiguous;
};

static const struct path_case path_cases[] = {
	{ "long, nothing touched", 1, "99", "102", "100", "101.9", "99.1", "100", NULL, NULL, 0 },
	{ "long stop touched", 1, "99", "102", "100", "101", "99", "100", "99", "stop", 0 },
	{ "long stop gone through", 1, "99", "102", "100", "101", "98", "98", "99", "stop", 0 },
	{ "long take touched", 1, "99", "102", "100", "102", "99.1", "100", "102", "take", 0 },
	{ "long both: the stop wins", 1, "99", "102", "100", "102", "99", "101", "99", "stop", 1 },
	{ "long gap at the stop", 1, "99", "102", "99", "103", "98", "103", "99", "stop", 0 },
	{ "long gap below the stop", 1, "99", "102", "97", "103", "96", "103", "97", "stop", 0 },
	{ "long gap above the take", 1, "99", "102", "104", "105", "98", "98", "104", "take", 0 },
	{ "short stop touched", -1, "101", "98", "100", "101", "99", "100", "101", "stop", 0 },
	{ "short take touched", -1, "101", "98", "100", "100.9", "98", "100", "98", "take", 0 },
	{ "short both: the stop wins", -1, "101", "98", "100", "101", "98", "99", "101", "stop",
	  1 },
	{ "short gap above the stop", -1, "101", "98", "103", "104", "97", "97", "103", "stop", 0 },
	{ "short gap below the take", -1, "101", "98", "96", "102", "95", "100", "96", "take", 0 },
};

static void test_candles_path_fires_by_the_rules_of_the_page(void **state)
{
	(void)state;
	for (size_t i = 0; i < AC_COUNT(path_cases); i++) {
		const struct path_case *row = &path_cases[i];
		open_rig("0");
		enter(row->direction, row->stop, row->take_profit);
		struct ac_candle flat = rig_candle("100", "100", "100", "100");
		rig_candle_path(&rig, &flat);
		assert_int_equal(rig.count, 0);
		rig_candle_close(&rig, &flat);
		struct ac_candle candle = rig_candle(row->open, row->high, row->low, row->close);
		rig_candle_open(&rig, &candle);
		CHECK_EQ(row->name, rig.count, 0); /* exits belong to the path */
		rig_candle_path(&rig, &candle);
		CHECK_EQ(row->name, rig_fills(&rig), row->fill != NULL);
		if (row->fill != NULL) {
			CHECK_DEC(row->name, rig_fill(&rig, 0)->fill_price, row->fill);
			assert_string_equal(rig_fill(&rig, 0)->client_id, row->client_id);
			/* ALGO TRIGGERING; ORDER NEW; its fill; TRIGGERED; FINISHED. */
			assert_string_equal(rig_story(&rig), "AOFBPAA");
		}
		CHECK_EQ(row->name, rig_account(&rig).ambiguous_candles, row->ambiguous);
		rig_candle_close(&rig, &candle);
		/* The one left over stays until it is cancelled. */
		CHECK_EQ(row->name, rig_account(&rig).algos_open, row->fill != NULL ? 1 : 2);
		rig_close(&rig);
	}
}

static void test_candles_stop_and_take_profit_may_fire_in_the_entry_candle(void **state)
{
	(void)state;
	open_rig("0");
	enter(1, "99", "102");
	struct ac_candle candle = rig_candle("100", "101", "98.5", "101");
	rig_candle_path(&rig, &candle);
	CHECK_DEC("price", rig_fill(&rig, 0)->fill_price, "99");
	rig_close(&rig);
}

static void test_candles_orders_sent_on_a_close_fill_at_the_next_open(void **state)
{
	(void)state;
	open_rig("1");
	enter(1, "90", NULL);
	struct ac_candle first = rig_candle("100", "101", "99", "101");
	rig_candle_path(&rig, &first);
	rig_candle_close(&rig, &first);
	struct ac_command exit = rig_market("exit", AC_SIDE_SELL, "1");
	exit.reduce_only = true;
	rig_give(&rig, exit);
	assert_string_equal(rig_story(&rig), "RO");
	/* The next candle present in the data: minutes may be missing before it. */
	rig.now += 80 * AC_MS_PER_MIN * AC_NS_PER_MS;
	struct ac_candle second = rig_candle("95", "96", "80", "90");
	rig_candle_open(&rig, &second);
	CHECK_DEC("price", rig_fill(&rig, 0)->fill_price, "94.9"); /* 94.9905 down to the tick */
	assert_string_equal(rig_fill(&rig, 0)->client_id, "exit");
	CHECK_DEC("flat", rig_amount(&rig, AC_POSITION_BOTH), "0");
	/* The stop that was left behind finds nothing to close. */
	rig_candle_path(&rig, &second);
	assert_string_equal(rig_story(&rig), "AA");
	assert_int_equal(rig_event(&rig, AC_EVENT_ALGO, 1)->algo.status, AC_STATUS_REJECTED);
	assert_int_equal(rig_event(&rig, AC_EVENT_ALGO, 1)->algo.code, -2022);
	rig_close(&rig);
}

static void test_candles_slippage_is_against_us_to_the_tick(void **state)
{
	(void)state;
	static const struct {
		const char *name, *bps;
		int direction;
		const char *entry, *stop_fill;
	} cases[] = {
		{ "long", "1", 1, "100.1", "98.9" }, /* 100.01 up; 99 - 0.0099 down */
		{ "short", "1", -1, "99.9", "101.1" },
		{ "none", "0", 1, "100", "99" },
		{ "exactly one tick", "10", 1, "100.1", "98.9" }, /* 98.901 down */
		{ "fifty", "50", -1, "99.5", "101.6" },           /* 101.505 up */
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		open_rig(cases[i].bps);
		struct ac_candle candle = rig_candle("100", "101", "99", "100");
		all_phases(&candle);
		enum ac_side side = cases[i].direction > 0 ? AC_SIDE_BUY : AC_SIDE_SELL;
		rig_give(&rig, rig_market("entry", side, "1"));
		rig_candle_open(&rig, &candle);
		CHECK_DEC(cases[i].name, rig_fill(&rig, 0)->fill_price, cases[i].entry);
		rig_give(&rig, rig_algo("stop", AC_ORDER_STOP_MARKET, ac_side_opposite(side), "0",
					cases[i].direction > 0 ? "99" : "101"));
		rig_candle_path(&rig, &candle);
		CHECK_DEC(cases[i].name, rig_fill(&rig, 0)->fill_price, cases[i].stop_fill);
		rig_close(&rig);
	}
}

static void test_candles_taker_fee_is_charged_at_each_fill_and_rounded_up(void **state)
{
	(void)state;
	struct ac_simulated_config config = rig_config();
	config.fee_taker = D("0.00050001");
	rig_open(&rig, &config);
	struct ac_candle candle = rig_candle("100.3", "100.3", "100.3", "100.3");
	all_phases(&candle);
	rig_give(&rig, rig_market("entry", AC_SIDE_BUY, "0.333"));
	rig_candle_open(&rig, &candle);
	/* 33.3999 * 0.00050001 = 0.016700283999 */
	CHECK_DEC("fee", rig_fill(&rig, 0)->commission, "0.01670029");
	CHECK_DEC("wallet", rig_account(&rig).wallet, "999.98329971");
	rig_close(&rig);
}

static void test_candles_funding_before_the_open_is_paid_on_the_given_mark(void **state)
{
	(void)state;
	open_rig("0");
	enter(1, "90", NULL);
	struct ac_candle candle = rig_candle("100", "100", "100", "100");
	rig_candle_path(&rig, &candle);
	rig_candle_close(&rig, &candle);
	rig_clear(&rig);
	ac_simulated_funding(rig.sim, 0, D("0.0001"), D("102"), rig.now);
	rig_drain(&rig);
	assert_string_equal(rig_story(&rig), "$B");
	CHECK_DEC("long pays", rig_event(&rig, AC_EVENT_FUNDING, 0)->funding.payment, "-0.0102");
	CHECK_DEC("balance", rig_event(&rig, AC_EVENT_BALANCE, 0)->balance.change, "-0.0102");
	rig_clear(&rig);
	ac_simulated_funding(rig.sim, 0, D("-0.0001"), AC_DEC_ZERO, rig.now);
	rig_drain(&rig);
	CHECK_DEC("negative rate, last price",
		  rig_event(&rig, AC_EVENT_FUNDING, 0)->funding.payment, "0.01");
	CHECK_DEC("sum", rig_account(&rig).funding, "-0.0002");
	rig_close(&rig);
}

static void test_candles_liquidation_on_the_adverse_extreme_comes_before_the_stop(void **state)
{
	(void)state;
	struct ac_simulated_config config = rig_config();
	config.wallet = D("10.05");
	rig_open(&rig, &config);
	struct ac_candle candle = rig_candle("100", "100", "100", "100");
	all_phases(&candle);
	rig_give(&rig, rig_market("entry", AC_SIDE_BUY, "1"));
	rig_candle_open(&rig, &candle); /* wallet 10 after the fee */
	rig_give(&rig, rig_algo("stop", AC_ORDER_STOP_MARKET, AC_SIDE_SELL, "0", "99"));
	struct ac_candle crash = rig_candle("100", "100", "85", "90");
	rig_candle_path(&rig, &crash);
	const struct ac_order_update *fill = rig_fill(&rig, 0);
	assert_string_equal(fill->client_id, "autoclose-1");
	assert_int_equal(fill->expiry_reason, 5);
	/* 10 + p - 100 = 0.005 p: p = 90.4522…, down to the tick. */
	CHECK_DEC("price", fill->fill_price, "90.4");
	assert_int_equal(rig_account(&rig).liquidations, 1);
	/* The stop of a position that is gone expires. */
	assert_int_equal(rig_event(&rig, AC_EVENT_ALGO, 0)->algo.status, AC_STATUS_EXPIRED);
	assert_int_equal(rig_account(&rig).algos_open, 0);
	assert_int_equal(rig_fills(&rig), 1);
	rig_close(&rig);
}

static void test_candles_a_short_is_liquidated_on_the_high(void **state)
{
	(void)state;
	struct ac_simulated_config config = rig_config();
	config.wallet = D("10.05");
	rig_open(&rig, &config);
	struct ac_candle candle = rig_candle("100", "100", "100", "100");
	all_phases(&candle);
	rig_give(&rig, rig_market("entry", AC_SIDE_SELL, "1"));
	rig_candle_open(&rig, &candle);
	struct ac_candle spike = rig_candle("100", "109.4", "85", "90");
	rig_candle_path(&rig, &spike);
	assert_int_equal(rig_fills(&rig), 0);
	rig_candle_close(&rig, &spike);
	struct ac_candle higher = rig_candle("100", "109.5", "85", "90");
	rig_candle_open(&rig, &higher);
	rig_candle_path(&rig, &higher);
	/* 10 + 100 - p = 0.005 p: p = 109.4527…, up to the tick. */
	CHECK_DEC("price", rig_fill(&rig, 0)->fill_price, "109.5");
	rig_close(&rig);
}

static void test_candles_a_stop_that_the_open_satisfies_is_refused_and_the_close_fills_there(
	void **state)
{
	(void)state;
	open_rig("0");
	enter(1, NULL, NULL);
	rig_give(&rig, rig_algo("stop", AC_ORDER_STOP_MARKET, AC_SIDE_SELL, "0", "100"));
	assert_int_equal(rig_reply(&rig)->code, -2021);
	assert_int_equal(rig_reply(&rig)->reaction, AC_REACTION_CLOSE);
	struct ac_command exit = rig_market("exit", AC_SIDE_SELL, "1");
	exit.reduce_only = true;
	rig_give(&rig, exit);
	CHECK_DEC("price", rig_fill(&rig, 0)->fill_price, "100");
	rig_close(&rig);
}

static void test_candles_a_stop_placed_between_candles_is_taken_and_gaps(void **state)
{
	(void)state;
	open_rig("0");
	enter(1, NULL, NULL);
	struct ac_candle candle = rig_candle("100", "100", "98", "98");
	rig_candle_path(&rig, &candle);
	rig_candle_close(&rig, &candle);
	rig_give(&rig, rig_algo("stop", AC_ORDER_STOP_MARKET, AC_SIDE_SELL, "0", "99"));
	assert_int_equal(rig_reply(&rig)->code, 0);
	struct ac_candle next = rig_candle("97.5", "100", "97", "98");
	rig_candle_open(&rig, &next);
	rig_candle_path(&rig, &next);
	CHECK_DEC("price", rig_fill(&rig, 0)->fill_price, "97.5");
	rig_close(&rig);
}

static void test_candles_touched_stops_of_several_owners_all_fire_nearest_first(void **state)
{
	(void)state;
	open_rig("0");
	enter(1, NULL, NULL);
	rig_give(&rig, rig_algo("far", AC_ORDER_STOP_MARKET, AC_SIDE_SELL, "0.4", "98"));
	rig_give(&rig, rig_algo("near", AC_ORDER_STOP_MARKET, AC_SIDE_SELL, "0.4", "99"));
	rig_give(&rig, rig_algo("farther", AC_ORDER_STOP_MARKET, AC_SIDE_SELL, "0.4", "97.5"));
	rig_give(&rig, rig_algo("take", AC_ORDER_TAKE_PROFIT_MARKET, AC_SIDE_SELL, "0.4", "101"));
	struct ac_candle candle = rig_candle("100", "102", "97", "98");
	rig_candle_path(&rig, &candle);
	assert_int_equal(rig_fills(&rig), 3);
	assert_string_equal(rig_fill(&rig, 0)->client_id, "near");
	assert_string_equal(rig_fill(&rig, 1)->client_id, "far");
	CHECK_DEC("cut to what is left", rig_fill(&rig, 2)->fill_quantity, "0.2");
	assert_int_equal(rig_account(&rig).ambiguous_candles, 1);
	rig_close(&rig);
}

static void test_candles_a_touched_stop_keeps_every_take_profit_from_firing(void **state)
{
	(void)state;
	open_rig("0");
	enter(1, NULL, NULL);
	rig_give(&rig, rig_algo("stop", AC_ORDER_STOP_MARKET, AC_SIDE_SELL, "0.4", "99"));
	rig_give(&rig, rig_algo("take", AC_ORDER_TAKE_PROFIT_MARKET, AC_SIDE_SELL, "0.4", "101"));
	struct ac_candle candle = rig_candle("100", "102", "98", "98");
	rig_candle_path(&rig, &candle);
	assert_int_equal(rig_fills(&rig), 1);
	assert_string_equal(rig_fill(&rig, 0)->client_id, "stop");
	CHECK_DEC("left", rig_amount(&rig, AC_POSITION_BOTH), "0.6");
	rig_close(&rig);
}

static void test_candles_idle_means_that_only_the_price_can_change(void **state)
{
	(void)state;
	open_rig("0");
	struct ac_candle candle = rig_candle("100", "100", "100", "100");
	assert_true(ac_simulated_is_idle(rig.sim, 0));
	all_phases(&candle);
	assert_true(ac_simulated_is_idle(rig.sim, 0));
	ac_simulated_price_set(rig.sim, 0, D("101"));
	rig_give(&rig, rig_market("entry", AC_SIDE_BUY, "1"));
	assert_int_equal(rig_reply(&rig)->code, 0);
	assert_false(ac_simulated_is_idle(rig.sim, 0));
	assert_true(ac_simulated_is_idle(rig.sim, 1));
	rig_candle_open(&rig, &candle);
	assert_false(ac_simulated_is_idle(rig.sim, 0));
	rig_give(&rig, rig_algo("stop", AC_ORDER_STOP_MARKET, AC_SIDE_SELL, "1", "99"));
	rig_give(&rig, rig_market("exit", AC_SIDE_SELL, "1"));
	assert_false(ac_simulated_is_idle(rig.sim, 0)); /* the stop still rests */
	rig_give(&rig, rig_command(AC_COMMAND_CANCEL_ALGO, "stop"));
	assert_true(ac_simulated_is_idle(rig.sim, 0));
	rig_close(&rig);
}

static void test_candles_resting_limits_fill_at_their_price_or_a_better_open(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		enum ac_side side;
		const char *limit, *open, *high, *low, *at_open, *on_path;
	} cases[] = {
		{ "buy not reached", AC_SIDE_BUY, "98", "100", "101", "98.1", NULL, NULL },
		{ "buy touched", AC_SIDE_BUY, "98", "100", "101", "98", NULL, "98" },
		{ "buy gapped", AC_SIDE_BUY, "98", "97", "101", "96", "97", NULL },
		{ "sell touched", AC_SIDE_SELL, "102", "100", "102", "99", NULL, "102" },
		{ "sell gapped", AC_SIDE_SELL, "102", "103", "104", "99", "103", NULL },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		open_rig("10");
		struct ac_candle flat = rig_candle("100", "100", "100", "100");
		rig_candle_open(&rig, &flat);
		rig_give(&rig, rig_limit("limit", cases[i].side, "1", cases[i].limit, AC_TIF_GTX));
		rig_candle_path(&rig, &flat);
		rig_candle_close(&rig, &flat);
		struct ac_candle candle =
			rig_candle(cases[i].open, cases[i].high, cases[i].low, cases[i].open);
		rig_candle_open(&rig, &candle);
		CHECK_EQ(cases[i].name, rig_fills(&rig), cases[i].at_open != NULL);
		if (cases[i].at_open != NULL)
			CHECK_DEC(cases[i].name, rig_fill(&rig, 0)->fill_price, cases[i].at_open);
		rig_candle_path(&rig, &candle);
		CHECK_EQ(cases[i].name, rig_fills(&rig), cases[i].on_path != NULL);
		if (cases[i].on_path != NULL) {
			CHECK_DEC(cases[i].name, rig_fill(&rig, 0)->fill_price, cases[i].on_path);
			assert_true(rig_fill(&rig, 0)->is_maker);
		}
		rig_close(&rig);
	}
}

static void test_candles_volume_share_is_shared_by_the_orders_of_a_candle(void **state)
{
	(void)state;
	struct ac_simulated_config config = rig_config();
	config.volume_share_pct = D("1.0005"); /* of 100: 1.0005, and whole steps of it */
	rig_open(&rig, &config);
	struct ac_candle candle = rig_candle("100", "101", "97", "100");
	all_phases(&candle);
	rig_give(&rig, rig_limit("rests", AC_SIDE_BUY, "0.5", "98", AC_TIF_GTC));
	rig_give(&rig, rig_market("first", AC_SIDE_BUY, "0.7"));
	rig_give(&rig, rig_market("second", AC_SIDE_BUY, "0.7"));
	rig_candle_open(&rig, &candle);
	CHECK_DEC("first", rig_fill(&rig, 0)->fill_quantity, "0.7");
	CHECK_DEC("second", rig_fill(&rig, 1)->fill_quantity, "0.3");
	assert_int_equal(rig_fill(&rig, 1)->status, AC_STATUS_PARTIALLY_FILLED);
	const struct ac_order_update *last = &rig_event(&rig, AC_EVENT_ORDER, 2)->order;
	assert_int_equal(last->status, AC_STATUS_EXPIRED);
	assert_int_equal(last->expiry_reason, 9);
	CHECK_DEC("executed", last->executed, "0.3");
	rig_candle_path(&rig, &candle); /* nothing is left for the resting one */
	assert_int_equal(rig_fills(&rig), 0);
	rig_candle_close(&rig, &candle);
	candle.volume = D("30").units;
	rig_candle_open(&rig, &candle);
	rig_candle_path(&rig, &candle);
	CHECK_DEC("in parts", rig_fill(&rig, 0)->fill_quantity, "0.3");
	assert_int_equal(rig_account(&rig).orders_open, 1);
	rig_candle_close(&rig, &candle);
	rig_candle_open(&rig, &candle);
	rig_candle_path(&rig, &candle);
	CHECK_DEC("the rest", rig_fill(&rig, 0)->fill_quantity, "0.2");
	assert_int_equal(rig_fill(&rig, 0)->status, AC_STATUS_FILLED);
	rig_close(&rig);
}

static void test_candles_a_gap_past_the_liquidation_price_fills_at_that_price(void **state)
{
	(void)state;
	struct ac_simulated_config config = rig_config();
	config.wallet = D("10.05");
	rig_open(&rig, &config);
	struct ac_candle candle = rig_candle("100", "100", "100", "100");
	all_phases(&candle);
	rig_give(&rig, rig_market("entry", AC_SIDE_BUY, "1"));
	all_phases(&candle);
	struct ac_candle gap = rig_candle("80", "85", "75", "82");
	rig_candle_open(&rig, &gap);
	rig_candle_path(&rig, &gap);
	CHECK_DEC("price", rig_fill(&rig, 0)->fill_price, "90.4");
	assert_true(rig_account(&rig).wallet.units >= 0);
	rig_close(&rig);
}

static void test_candles_what_comes_after_the_path_waits_for_the_next_open(void **state)
{
	(void)state;
	open_rig("0");
	enter(1, "99", NULL);
	struct ac_candle candle = rig_candle("100", "101", "98", "98");
	rig_candle_path(&rig, &candle);
	assert_int_equal(rig_fills(&rig), 1);
	rig_give(&rig, rig_market("again", AC_SIDE_BUY, "1"));
	assert_string_equal(rig_story(&rig), "RO");
	rig_candle_close(&rig, &candle);
	assert_int_equal(rig.count, 0);
	struct ac_candle next = rig_candle("97", "97", "97", "97");
	rig_candle_open(&rig, &next);
	CHECK_DEC("price", rig_fill(&rig, 0)->fill_price, "97");
	rig_close(&rig);
}

static void test_candles_a_limit_born_on_the_path_waits_for_the_next_candle(void **state)
{
	(void)state;
	open_rig("0");
	enter(1, NULL, NULL);
	struct ac_candle flat = rig_candle("100", "100", "100", "100");
	rig_candle_path(&rig, &flat);
	rig_candle_close(&rig, &flat);
	struct ac_command stop = rig_algo("stop", AC_ORDER_STOP, AC_SIDE_SELL, "1", "99");
	stop.price = D("98.8");
	rig_give(&rig, stop);
	/* Opens below the limit: whether the high came after that, nobody knows. */
	struct ac_candle gap = rig_candle("98", "99.5", "97", "98");
	rig_candle_open(&rig, &gap);
	rig_candle_path(&rig, &gap);
	assert_string_equal(rig_story(&rig), "AOA");
	rig_candle_close(&rig, &gap);
	struct ac_candle next = rig_candle("98", "98.8", "97", "98");
	rig_candle_open(&rig, &next);
	rig_candle_path(&rig, &next);
	CHECK_DEC("price", rig_fill(&rig, 0)->fill_price, "98.8");
	rig_close(&rig);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_candles_path_fires_by_the_rules_of_the_page),
		cmocka_unit_test(test_candles_stop_and_take_profit_may_fire_in_the_entry_candle),
		cmocka_unit_test(test_candles_orders_sent_on_a_close_fill_at_the_next_open),
		cmocka_unit_test(test_candles_slippage_is_against_us_to_the_tick),
		cmocka_unit_test(test_candles_taker_fee_is_charged_at_each_fill_and_rounded_up),
		cmocka_unit_test(test_candles_funding_before_the_open_is_paid_on_the_given_mark),
		cmocka_unit_test(
			test_candles_liquidation_on_the_adverse_extreme_comes_before_the_stop),
		cmocka_unit_test(test_candles_a_short_is_liquidated_on_the_high),
		cmocka_unit_test(
			test_candles_a_stop_that_the_open_satisfies_is_refused_and_the_close_fills_there),
		cmocka_unit_test(test_candles_a_stop_placed_between_candles_is_taken_and_gaps),
		cmocka_unit_test(
			test_candles_touched_stops_of_several_owners_all_fire_nearest_first),
		cmocka_unit_test(test_candles_a_touched_stop_keeps_every_take_profit_from_firing),
		cmocka_unit_test(test_candles_idle_means_that_only_the_price_can_change),
		cmocka_unit_test(test_candles_resting_limits_fill_at_their_price_or_a_better_open),
		cmocka_unit_test(test_candles_volume_share_is_shared_by_the_orders_of_a_candle),
		cmocka_unit_test(test_candles_a_gap_past_the_liquidation_price_fills_at_that_price),
		cmocka_unit_test(test_candles_what_comes_after_the_path_waits_for_the_next_open),
		cmocka_unit_test(test_candles_a_limit_born_on_the_path_waits_for_the_next_candle),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
