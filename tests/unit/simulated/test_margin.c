#include "rig.h"

static struct rig rig;

static void open_rig(enum ac_position_mode mode, enum ac_margin_type type, const char *wallet)
{
	struct ac_simulated_config config = rig_config();
	config.mode = mode;
	config.margin_type = type;
	config.wallet = D(wallet);
	config.fee_taker = AC_DEC_ZERO;
	rig_open(&rig, &config);
}

static void trade_other(const char *price)
{
	rig_clear(&rig);
	ac_simulated_trade(rig.sim, 1, D(price), AC_DEC_ZERO, rig.now);
	rig_drain(&rig);
}

static struct ac_command other(struct ac_command command)
{
	command.symbol = 1;
	return command;
}

static void test_margin_account_counts_positions_and_open_orders(void **state)
{
	(void)state;
	open_rig(AC_MODE_ONEWAY, AC_MARGIN_CROSSED, "1000");
	rig_trade(&rig, "100");
	rig_give(&rig, rig_market("a", AC_SIDE_BUY, "10"));
	rig_trade(&rig, "110");
	struct ac_simulated_account account = rig_account(&rig);
	CHECK_DEC("unrealised", account.unrealized, "100");
	CHECK_DEC("initial", account.margin_initial, "110");
	CHECK_DEC("maintenance", account.margin_maintenance, "5.5");
	CHECK_DEC("available", account.available, "990");
	/* An order that adds counts in full; one that only closes counts nothing. */
	rig_give(&rig, rig_limit("b", AC_SIDE_BUY, "5", "105", AC_TIF_GTC));
	CHECK_DEC("initial", rig_account(&rig).margin_initial, "162.5");
	rig_give(&rig, rig_limit("c", AC_SIDE_SELL, "10", "115", AC_TIF_GTC));
	CHECK_DEC("initial", rig_account(&rig).margin_initial, "162.5");
	/* One that would turn the position counts what it would open. */
	rig_give(&rig, rig_limit("d", AC_SIDE_SELL, "20", "115", AC_TIF_GTC));
	CHECK_DEC("initial", rig_account(&rig).margin_initial, "235");
	rig_close(&rig);
}

static void test_margin_isolated_position_holds_its_own_collateral(void **state)
{
	(void)state;
	open_rig(AC_MODE_ONEWAY, AC_MARGIN_ISOLATED, "1000");
	rig_trade(&rig, "100");
	rig_give(&rig, rig_market("a", AC_SIDE_BUY, "10"));
	struct ac_position_update position;
	ac_simulated_position_get(rig.sim, 0, AC_POSITION_BOTH, &position);
	CHECK_DEC("held", position.isolated_wallet, "100");
	CHECK_DEC("cross", rig_event(&rig, AC_EVENT_BALANCE, 0)->balance.cross_wallet, "900");
	CHECK_DEC("available", rig_account(&rig).available, "900");
	assert_int_equal(ac_simulated_leverage_set(rig.sim, 0, 5), AC_ERR_UNSUPPORTED);
	assert_int_equal(ac_simulated_margin_type_set(rig.sim, 0, AC_MARGIN_CROSSED),
			 AC_ERR_EXISTS);
	assert_int_equal(ac_simulated_margin_type_set(rig.sim, 0, AC_MARGIN_ISOLATED), AC_OK);
	rig_trade(&rig, "105");
	struct ac_command half = rig_market("b", AC_SIDE_SELL, "5");
	half.reduce_only = true;
	rig_give(&rig, half);
	ac_simulated_position_get(rig.sim, 0, AC_POSITION_BOTH, &position);
	CHECK_DEC("half is given back", position.isolated_wallet, "50");
	CHECK_DEC("wallet", rig_account(&rig).wallet, "1025");
	/* Liquidated on its own: 50 + 5 (p - 100) = 0.005 * 5 p. */
	rig_trade(&rig, "90.5");
	assert_int_equal(rig_fills(&rig), 0);
	rig_trade(&rig, "90.4");
	assert_int_equal(rig_fill(&rig, 0)->expiry_reason, 5);
	CHECK_DEC("price", rig_fill(&rig, 0)->fill_price, "90.4");
	/* 50 - 48 = 2 are left, the fee of 5.65 takes no more than that. */
	CHECK_DEC("fee", rig_fill(&rig, 0)->commission, "2");
	CHECK_DEC("wallet", rig_account(&rig).wallet, "975");
	CHECK_DEC("liquidation fees", rig_account(&rig).liquidation_fees, "2");
	rig_close(&rig);
}

static void test_margin_liquidation_price_is_the_instruments_formula(void **state)
{
	(void)state;
	static const struct {
		enum ac_margin_type type;
		enum ac_side side;
		const char *wallet, *quantity;
	} cases[] = {
		{ AC_MARGIN_CROSSED, AC_SIDE_BUY, "100", "5" },
		{ AC_MARGIN_CROSSED, AC_SIDE_SELL, "100", "5" },
		{ AC_MARGIN_CROSSED, AC_SIDE_BUY, "12345", "700" },
		{ AC_MARGIN_CROSSED, AC_SIDE_SELL, "12345", "650" },
		{ AC_MARGIN_ISOLATED, AC_SIDE_BUY, "12345", "700" },
		{ AC_MARGIN_ISOLATED, AC_SIDE_SELL, "12345", "33.333" },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		open_rig(AC_MODE_ONEWAY, cases[i].type, cases[i].wallet);
		rig_trade(&rig, "100");
		rig_give(&rig, rig_market("a", cases[i].side, cases[i].quantity));
		assert_int_equal(rig_reply(&rig)->code, 0);
		struct ac_position_update position;
		ac_simulated_position_get(rig.sim, 0, AC_POSITION_BOTH, &position);
		struct ac_dec margin = cases[i].type == AC_MARGIN_CROSSED
					       ? D(cases[i].wallet)
					       : position.isolated_wallet;
		int direction = cases[i].side == AC_SIDE_BUY ? 1 : -1;
		struct ac_dec expected, tick;
		assert_int_equal(ac_instrument_liquidation_price(&rig.items[0], direction,
								 D(cases[i].quantity), D("100"),
								 margin, &expected),
				 AC_OK);
		assert_int_equal(ac_dec_round_to(expected, D("0.1"),
						 direction > 0 ? AC_ROUND_FLOOR : AC_ROUND_CEIL,
						 &tick),
				 AC_OK);
		rig_trade(&rig, direction > 0 ? "50" : "200");
		CHECK_EQ("price", rig_fill(&rig, 0)->fill_price.units, tick.units);
		assert_true(rig_account(&rig).wallet.units >= 0);
		rig_close(&rig);
	}
}

static void test_margin_a_jump_past_the_price_is_borne_by_the_insurance_fund(void **state)
{
	(void)state;
	open_rig(AC_MODE_ONEWAY, AC_MARGIN_CROSSED, "100");
	rig_trade(&rig, "100");
	rig_give(&rig, rig_market("a", AC_SIDE_BUY, "10"));
	rig_trade(&rig, "20");
	assert_true(rig_fill(&rig, 0)->fill_price.units > D("90").units);
	assert_true(rig_account(&rig).wallet.units >= 0);
	/* Funding may eat what no price would: the fund pays the rest. */
	rig_close(&rig);
	open_rig(AC_MODE_ONEWAY, AC_MARGIN_CROSSED, "100");
	rig_trade(&rig, "100");
	rig_give(&rig, rig_market("a", AC_SIDE_BUY, "10"));
	rig_clear(&rig);
	ac_simulated_funding(rig.sim, 0, D("0.2"), AC_DEC_ZERO, rig.now);
	rig_drain(&rig);
	CHECK_DEC("wallet", rig_account(&rig).wallet, "0");
	CHECK_DEC("insurance", rig_account(&rig).insurance, "100");
	CHECK_DEC("flat", rig_amount(&rig, AC_POSITION_BOTH), "0");
	rig_close(&rig);
}

static void test_margin_cross_positions_share_and_fall_together(void **state)
{
	(void)state;
	open_rig(AC_MODE_ONEWAY, AC_MARGIN_CROSSED, "200");
	rig_trade(&rig, "100");
	trade_other("100");
	rig_give(&rig, rig_market("a", AC_SIDE_BUY, "10"));
	rig_give(&rig, other(rig_market("b", AC_SIDE_SELL, "5")));
	rig_give(&rig, other(rig_limit("c", AC_SIDE_BUY, "1", "95", AC_TIF_GTC)));
	trade_other("96"); /* 20 of profit there keep the other one alive */
	rig_trade(&rig, "80");
	assert_int_equal(rig_fills(&rig), 0);
	rig_trade(&rig, "78");
	/* Orders first, the other position at its mark, then this one at the price that ended it:
	 * 200 + 20 + 10 (p - 100) = 0.005 (10 p + 480). */
	assert_string_equal(rig_story(&rig), "OOFBPOFBP");
	assert_int_equal(rig_event(&rig, AC_EVENT_ORDER, 0)->order.expiry_reason, 5);
	assert_int_equal(rig_event(&rig, AC_EVENT_ORDER, 0)->order.status, AC_STATUS_EXPIRED);
	CHECK_DEC("the other", rig_fill(&rig, 0)->fill_price, "96");
	CHECK_DEC("this one", rig_fill(&rig, 1)->fill_price, "78.6");
	assert_string_equal(rig_fill(&rig, 1)->client_id, "autoclose-2");
	assert_int_equal(rig_account(&rig).liquidations, 2);
	assert_int_equal(rig_account(&rig).orders_open, 0);
	rig_close(&rig);
}

static void test_margin_hedged_sides_are_weighed_against_each_other(void **state)
{
	(void)state;
	open_rig(AC_MODE_HEDGE, AC_MARGIN_CROSSED, "250");
	rig_trade(&rig, "100");
	struct ac_command command = rig_market("a", AC_SIDE_BUY, "10");
	command.position_side = AC_POSITION_LONG;
	rig_give(&rig, command);
	command = rig_market("b", AC_SIDE_SELL, "10");
	command.position_side = AC_POSITION_SHORT;
	rig_give(&rig, command);
	CHECK_DEC("both count", rig_account(&rig).margin_initial, "200");
	command = rig_limit("c", AC_SIDE_BUY, "1", "98", AC_TIF_GTC);
	command.position_side = AC_POSITION_LONG;
	rig_give(&rig, command);
	CHECK_DEC("adding counts", rig_account(&rig).margin_initial, "209.8");
	command.position_side = AC_POSITION_SHORT;
	memcpy(command.client_id, "d", 2);
	rig_give(&rig, command);
	CHECK_DEC("closing does not", rig_account(&rig).margin_initial, "209.8");
	rig_give(&rig, rig_command(AC_COMMAND_CANCEL, "c"));
	rig_give(&rig, rig_command(AC_COMMAND_CANCEL, "d"));
	rig_trade(&rig, "50"); /* no net exposure: no harm */
	assert_int_equal(rig_fills(&rig), 0);
	rig_trade(&rig, "200");
	assert_int_equal(rig_fills(&rig), 0);
	rig_close(&rig);
}

static void test_margin_funding_signs_and_isolated_payments(void **state)
{
	(void)state;
	static const struct {
		enum ac_side side;
		const char *rate, *payment;
	} cases[] = {
		{ AC_SIDE_BUY, "0.0001", "-0.11" },
		{ AC_SIDE_BUY, "-0.0001", "0.11" },
		{ AC_SIDE_SELL, "0.0001", "0.11" },
		{ AC_SIDE_SELL, "-0.0001", "-0.11" },
	};
	for (int type = AC_MARGIN_CROSSED; type <= AC_MARGIN_ISOLATED; type++) {
		for (size_t i = 0; i < AC_COUNT(cases); i++) {
			open_rig(AC_MODE_ONEWAY, (enum ac_margin_type)type, "1000");
			rig_trade(&rig, "100");
			rig_give(&rig, rig_market("a", cases[i].side, "10"));
			rig_clear(&rig);
			ac_simulated_funding(rig.sim, 0, D(cases[i].rate), D("110"), rig.now);
			rig_drain(&rig);
			assert_string_equal(rig_story(&rig),
					    type == AC_MARGIN_CROSSED ? "$B" : "$BP");
			CHECK_DEC("payment", rig_event(&rig, AC_EVENT_FUNDING, 0)->funding.payment,
				  cases[i].payment);
			CHECK_DEC("sum", rig_account(&rig).funding, cases[i].payment);
			rig_close(&rig);
		}
	}
}

static void test_margin_flat_symbols_pay_no_funding(void **state)
{
	(void)state;
	open_rig(AC_MODE_ONEWAY, AC_MARGIN_CROSSED, "1000");
	rig_trade(&rig, "100");
	rig_clear(&rig);
	ac_simulated_funding(rig.sim, 0, D("0.01"), AC_DEC_ZERO, rig.now);
	rig_drain(&rig);
	assert_int_equal(rig.count, 0);
	rig_close(&rig);
}

static void test_margin_limit_orders_match_by_price_and_time_in_force(void **state)
{
	(void)state;
	open_rig(AC_MODE_ONEWAY, AC_MARGIN_CROSSED, "1000");
	rig_trade(&rig, "100");
	rig_give(&rig, rig_limit("gtc", AC_SIDE_BUY, "1", "99", AC_TIF_GTC));
	rig_trade(&rig, "99.1");
	assert_int_equal(rig_fills(&rig), 0);
	rig_trade(&rig, "98");
	CHECK_DEC("a resting order fills at its limit", rig_fill(&rig, 0)->fill_price, "99");
	assert_true(rig_fill(&rig, 0)->is_maker);
	CHECK_DEC("maker fee", rig_fill(&rig, 0)->commission, "0.0198");
	rig_give(&rig, rig_limit("crossing", AC_SIDE_BUY, "1", "99", AC_TIF_GTC));
	CHECK_DEC("a crossing one at the market", rig_fill(&rig, 0)->fill_price, "98");
	assert_false(rig_fill(&rig, 0)->is_maker);
	rig_give(&rig, rig_limit("ioc", AC_SIDE_BUY, "1", "97", AC_TIF_IOC));
	assert_string_equal(rig_story(&rig), "ROO");
	assert_int_equal(rig_event(&rig, AC_EVENT_ORDER, 1)->order.status, AC_STATUS_EXPIRED);
	assert_int_equal(rig_event(&rig, AC_EVENT_ORDER, 1)->order.expiry_reason, 2);
	rig_close(&rig);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_margin_account_counts_positions_and_open_orders),
		cmocka_unit_test(test_margin_isolated_position_holds_its_own_collateral),
		cmocka_unit_test(test_margin_liquidation_price_is_the_instruments_formula),
		cmocka_unit_test(test_margin_a_jump_past_the_price_is_borne_by_the_insurance_fund),
		cmocka_unit_test(test_margin_cross_positions_share_and_fall_together),
		cmocka_unit_test(test_margin_hedged_sides_are_weighed_against_each_other),
		cmocka_unit_test(test_margin_funding_signs_and_isolated_payments),
		cmocka_unit_test(test_margin_flat_symbols_pay_no_funding),
		cmocka_unit_test(test_margin_limit_orders_match_by_price_and_time_in_force),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
