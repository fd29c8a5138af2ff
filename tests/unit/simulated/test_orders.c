#include "rig.h"

static struct rig rig;

static void change_nothing(struct ac_command *command)
{
	(void)command;
}
static void change_symbol(struct ac_command *command)
{
	command->symbol = 2;
}
static void change_side(struct ac_command *command)
{
	command->side = 2;
}
static void change_type(struct ac_command *command)
{
	command->type = 99;
}
static void change_to_stop(struct ac_command *command)
{
	command->type = AC_ORDER_STOP_MARKET;
}
static void change_tif(struct ac_command *command)
{
	command->tif = 9;
}
static void change_position_side(struct ac_command *command)
{
	command->position_side = 7;
}
static void change_to_long(struct ac_command *command)
{
	command->position_side = AC_POSITION_LONG;
}
static void change_id_empty(struct ac_command *command)
{
	memset(command->client_id, 0, sizeof(command->client_id));
}
static void change_id_blank(struct ac_command *command)
{
	command->client_id[1] = ' ';
}
static void change_id_long(struct ac_command *command)
{
	memset(command->client_id, 'x', sizeof(command->client_id));
}
static void change_to_close(struct ac_command *command)
{
	command->close_position = true;
}
static void change_to_reduce(struct ac_command *command)
{
	command->reduce_only = true;
}

struct bad_order {
	const char *name;
	const char *quantity, *price; /* price NULL: MARKET */
	enum ac_side side;
	enum ac_tif tif;
	void (*change)(struct ac_command *command);
	int32_t code; /* 0 accepted */
};

/* The market is at 100, live, mark 100. */
static const struct bad_order bad_orders[] = {
	{ "good market", "1", NULL, AC_SIDE_BUY, AC_TIF_GTC, change_nothing, 0 },
	{ "good limit", "1", "99", AC_SIDE_BUY, AC_TIF_GTC, change_nothing, 0 },
	{ "symbol", "1", NULL, AC_SIDE_BUY, AC_TIF_GTC, change_symbol, -1121 },
	{ "side", "1", NULL, AC_SIDE_BUY, AC_TIF_GTC, change_side, -1117 },
	{ "type", "1", NULL, AC_SIDE_BUY, AC_TIF_GTC, change_type, -1116 },
	{ "conditional", "1", NULL, AC_SIDE_BUY, AC_TIF_GTC, change_to_stop, -4120 },
	{ "time in force", "1", "99", AC_SIDE_BUY, AC_TIF_GTC, change_tif, -1115 },
	{ "position side", "1", NULL, AC_SIDE_BUY, AC_TIF_GTC, change_position_side, -4060 },
	{ "hedge side in one-way", "1", NULL, AC_SIDE_BUY, AC_TIF_GTC, change_to_long, -4061 },
	{ "no client id", "1", NULL, AC_SIDE_BUY, AC_TIF_GTC, change_id_empty, -4015 },
	{ "blank in client id", "1", NULL, AC_SIDE_BUY, AC_TIF_GTC, change_id_blank, -4015 },
	{ "client id too long", "1", NULL, AC_SIDE_BUY, AC_TIF_GTC, change_id_long, -4015 },
	{ "close position", "1", NULL, AC_SIDE_BUY, AC_TIF_GTC, change_to_close, -1106 },
	{ "negative quantity", "-1", NULL, AC_SIDE_BUY, AC_TIF_GTC, change_nothing, -4003 },
	{ "no quantity", "0", NULL, AC_SIDE_BUY, AC_TIF_GTC, change_nothing, -1102 },
	{ "no price", "1", "0", AC_SIDE_BUY, AC_TIF_GTC, change_nothing, -1102 },
	{ "negative price", "1", "-1", AC_SIDE_BUY, AC_TIF_GTC, change_nothing, -4001 },
	{ "precision", "1.0001", NULL, AC_SIDE_BUY, AC_TIF_GTC, change_nothing, -1111 },
	{ "tick", "1", "99.05", AC_SIDE_BUY, AC_TIF_GTC, change_nothing, -4014 },
	{ "price too low", "10", "0.9", AC_SIDE_BUY, AC_TIF_GTC, change_nothing, -4013 },
	{ "price too high", "1", "10000.1", AC_SIDE_SELL, AC_TIF_GTC, change_nothing, -4002 },
	{ "quantity too high", "5001", NULL, AC_SIDE_BUY, AC_TIF_GTC, change_nothing, -4005 },
	{ "notional", "0.049", NULL, AC_SIDE_BUY, AC_TIF_GTC, change_nothing, -4164 },
	{ "notional just met", "0.05", NULL, AC_SIDE_BUY, AC_TIF_GTC, change_nothing, 0 },
	{ "buy above the band", "1", "105.1", AC_SIDE_BUY, AC_TIF_GTC, change_nothing, -4016 },
	{ "sell below the band", "1", "94.9", AC_SIDE_SELL, AC_TIF_GTC, change_nothing, -4024 },
	{ "nothing to reduce", "1", NULL, AC_SIDE_BUY, AC_TIF_GTC, change_to_reduce, -2022 },
	{ "margin just enough", "99.9", "99.9", AC_SIDE_BUY, AC_TIF_GTC, change_nothing, 0 },
	{ "margin", "100.2", "99.9", AC_SIDE_BUY, AC_TIF_GTC, change_nothing, -2019 },
	{ "margin and the loss to begin with", "95", "105", AC_SIDE_BUY, AC_TIF_GTC, change_nothing,
	  -2019 },
	{ "fill or kill", "1", "99", AC_SIDE_BUY, AC_TIF_FOK, change_nothing, -5021 },
	{ "fill or kill that can", "1", "100", AC_SIDE_BUY, AC_TIF_FOK, change_nothing, 0 },
	{ "post only that would take", "1", "100", AC_SIDE_BUY, AC_TIF_GTX, change_nothing, -5022 },
	{ "post only", "1", "99.9", AC_SIDE_BUY, AC_TIF_GTX, change_nothing, 0 },
};

static void test_orders_each_broken_rule_gives_its_code_and_no_order(void **state)
{
	(void)state;
	struct ac_simulated_config config = rig_config();
	for (size_t i = 0; i < AC_COUNT(bad_orders); i++) {
		const struct bad_order *row = &bad_orders[i];
		rig_open(&rig, &config);
		rig_mark(&rig, "100");
		rig_trade(&rig, "100");
		struct ac_command command =
			row->price == NULL
				? rig_market("id-1", row->side, row->quantity)
				: rig_limit("id-1", row->side, row->quantity, row->price, row->tif);
		row->change(&command);
		rig_give(&rig, command);
		const struct ac_reply *reply = rig_reply(&rig);
		CHECK_EQ(row->name, reply->code, row->code);
		CHECK_EQ(row->name, reply->outcome,
			 row->code == 0 ? AC_OUTCOME_ACCEPTED : AC_OUTCOME_REFUSED);
		CHECK_EQ(row->name, reply->command_kind, AC_COMMAND_PLACE);
		if (row->code != 0) {
			CHECK_EQ(row->name, reply->reaction,
				 ac_refusal_reaction(ac_binance_refusal(row->code)));
			CHECK_EQ(row->name, rig.count, 1);
			CHECK_EQ(row->name, rig_account(&rig).orders, 0);
		}
		rig_close(&rig);
	}
}

static void test_orders_closed_symbol_and_closed_side_are_refused(void **state)
{
	(void)state;
	struct ac_simulated_config config = rig_config();
	rig_open(&rig, &config);
	rig_trade(&rig, "100");
	rig.items[0].is_reduce_only_long = true;
	rig_give(&rig, rig_market("id-1", AC_SIDE_BUY, "1"));
	assert_int_equal(rig_reply(&rig)->outcome, AC_OUTCOME_REFUSED);
	rig.items[0].state = AC_SYMBOL_NOT_TRADING;
	rig_give(&rig, rig_market("id-1", AC_SIDE_SELL, "1"));
	assert_int_equal(rig_reply(&rig)->code, -4141);
	rig_close(&rig);
}

static void test_orders_market_bound_is_checked_against_the_mark(void **state)
{
	(void)state;
	struct ac_simulated_config config = rig_config();
	rig_open(&rig, &config);
	rig_mark(&rig, "100");
	rig_trade(&rig, "105");
	rig_give(&rig, rig_market("at-the-bound", AC_SIDE_BUY, "1"));
	assert_int_equal(rig_reply(&rig)->code, 0);
	rig_trade(&rig, "105.1");
	rig_give(&rig, rig_market("past-the-bound", AC_SIDE_BUY, "1"));
	assert_int_equal(rig_reply(&rig)->code, -4131);
	rig_trade(&rig, "94.9");
	rig_give(&rig, rig_market("below-the-bound", AC_SIDE_SELL, "1"));
	assert_int_equal(rig_reply(&rig)->code, -4131);
	rig_close(&rig);
}

static void test_orders_leverage_bracket_bounds_the_position(void **state)
{
	(void)state;
	struct ac_simulated_config config = rig_config();
	config.wallet = D("1000000");
	rig_open(&rig, &config);
	assert_int_equal(ac_simulated_leverage_set(rig.sim, 0, 100), AC_OK);
	assert_int_equal(ac_simulated_leverage_set(rig.sim, 0, 101), AC_ERR_RANGE);
	rig_trade(&rig, "100");
	rig_give(&rig, rig_market("id-1", AC_SIDE_BUY, "500"));
	assert_int_equal(rig_reply(&rig)->code, 0);
	rig_give(&rig, rig_market("id-2", AC_SIDE_BUY, "0.05"));
	assert_int_equal(rig_reply(&rig)->code, -2027);
	assert_int_equal(ac_simulated_leverage_set(rig.sim, 0, 20), AC_OK);
	rig_give(&rig, rig_market("id-3", AC_SIDE_BUY, "0.05"));
	assert_int_equal(rig_reply(&rig)->code, 0);
	/* Without known brackets nothing may be opened, but anything may be closed. */
	rig.items[0].bracket_count = 0;
	rig_give(&rig, rig_market("id-4", AC_SIDE_BUY, "1"));
	assert_int_equal(rig_reply(&rig)->code, -2027);
	struct ac_command close = rig_market("id-5", AC_SIDE_SELL, "1");
	close.reduce_only = true;
	rig_give(&rig, close);
	assert_int_equal(rig_reply(&rig)->code, 0);
	rig_close(&rig);
}

static void test_orders_open_order_limit_and_duplicates(void **state)
{
	(void)state;
	struct ac_simulated_config config = rig_config();
	rig_open(&rig, &config);
	rig_trade(&rig, "100");
	char id[8] = "id-a";
	for (int i = 0; i < 20; i++) {
		id[3] = (char)('a' + i);
		rig_give(&rig, rig_limit(id, AC_SIDE_BUY, "0.1", "90", AC_TIF_GTC));
		assert_int_equal(rig_reply(&rig)->code, 0);
	}
	rig_give(&rig, rig_limit("id-z", AC_SIDE_BUY, "0.1", "90", AC_TIF_GTC));
	assert_int_equal(rig_reply(&rig)->code, -2025);
	rig_give(&rig, rig_limit("id-c", AC_SIDE_BUY, "0.1", "90", AC_TIF_GTC));
	assert_int_equal(rig_reply(&rig)->code, -4116);
	assert_int_equal(rig_reply(&rig)->reaction, AC_REACTION_QUERY);
	rig_give(&rig, rig_command(AC_COMMAND_CANCEL, "id-c"));
	assert_string_equal(rig_story(&rig), "RO");
	assert_int_equal(rig_reply(&rig)->status, AC_STATUS_CANCELED);
	assert_int_equal(rig_event(&rig, AC_EVENT_ORDER, 0)->order.status, AC_STATUS_CANCELED);
	rig_give(&rig, rig_command(AC_COMMAND_CANCEL, "id-c"));
	assert_int_equal(rig_reply(&rig)->code, -2011);
	assert_int_equal(rig_reply(&rig)->reaction, AC_REACTION_QUERY);
	/* A name is free again once its order is done. */
	rig_give(&rig, rig_limit("id-c", AC_SIDE_BUY, "0.1", "90", AC_TIF_GTC));
	assert_int_equal(rig_reply(&rig)->code, 0);
	assert_int_equal(rig_account(&rig).orders_open, 20);
	rig_close(&rig);
}

static void test_orders_hedge_mode_has_rules_of_its_own(void **state)
{
	(void)state;
	struct ac_simulated_config config = rig_config();
	config.mode = AC_MODE_HEDGE;
	rig_open(&rig, &config);
	rig_trade(&rig, "100");
	struct ac_command command = rig_market("id-1", AC_SIDE_BUY, "1");
	rig_give(&rig, command);
	assert_int_equal(rig_reply(&rig)->code, -4061);
	command.position_side = AC_POSITION_LONG;
	command.reduce_only = true;
	rig_give(&rig, command);
	assert_int_equal(rig_reply(&rig)->code, -1106);
	command.reduce_only = false;
	rig_give(&rig, command);
	assert_int_equal(rig_reply(&rig)->code, 0);
	CHECK_DEC("long", rig_amount(&rig, AC_POSITION_LONG), "1");
	/* Both sides at once, each its own position. */
	command = rig_market("id-2", AC_SIDE_SELL, "0.5");
	command.position_side = AC_POSITION_SHORT;
	rig_give(&rig, command);
	CHECK_DEC("short", rig_amount(&rig, AC_POSITION_SHORT), "-0.5");
	CHECK_DEC("long stays", rig_amount(&rig, AC_POSITION_LONG), "1");
	/* Closing more than there is. */
	command = rig_market("id-3", AC_SIDE_SELL, "1.001");
	command.position_side = AC_POSITION_LONG;
	rig_give(&rig, command);
	assert_int_equal(rig_reply(&rig)->code, -2022);
	/* What closes is exempt from the smallest notional. */
	command.quantity = D("0.001");
	rig_give(&rig, command);
	assert_int_equal(rig_reply(&rig)->code, 0);
	CHECK_DEC("long less", rig_amount(&rig, AC_POSITION_LONG), "0.999");
	rig_close(&rig);
}

static void test_orders_reduce_only_is_cut_to_the_position(void **state)
{
	(void)state;
	struct ac_simulated_config config = rig_config();
	rig_open(&rig, &config);
	rig_trade(&rig, "100");
	rig_give(&rig, rig_market("id-1", AC_SIDE_BUY, "1"));
	struct ac_command close = rig_market("id-2", AC_SIDE_SELL, "3");
	close.reduce_only = true;
	rig_give(&rig, close);
	CHECK_DEC("quantity", rig_event(&rig, AC_EVENT_ORDER, 0)->order.quantity, "1");
	CHECK_DEC("filled", rig_fill(&rig, 0)->fill_quantity, "1");
	assert_int_equal(rig_fill(&rig, 0)->status, AC_STATUS_FILLED);
	CHECK_DEC("flat", rig_amount(&rig, AC_POSITION_BOTH), "0");
	rig_close(&rig);
}

static void test_orders_resting_reduce_only_expires_with_its_position(void **state)
{
	(void)state;
	struct ac_simulated_config config = rig_config();
	rig_open(&rig, &config);
	rig_trade(&rig, "100");
	rig_give(&rig, rig_market("id-1", AC_SIDE_BUY, "1"));
	struct ac_command close = rig_limit("id-2", AC_SIDE_SELL, "1", "104", AC_TIF_GTC);
	close.reduce_only = true;
	rig_give(&rig, close);
	rig_give(&rig, rig_market("id-3", AC_SIDE_SELL, "1"));
	const struct ac_order_update *last = &rig_event(&rig, AC_EVENT_ORDER, 2)->order;
	assert_string_equal(last->client_id, "id-2");
	assert_int_equal(last->status, AC_STATUS_EXPIRED);
	assert_int_equal(last->expiry_reason, 4);
	assert_int_equal(rig_account(&rig).orders_open, 0);
	rig_close(&rig);
}

static void test_orders_queries_tell_what_is_known(void **state)
{
	(void)state;
	struct ac_simulated_config config = rig_config();
	rig_open(&rig, &config);
	rig_trade(&rig, "100");
	rig_give(&rig, rig_command(AC_COMMAND_QUERY, "id-1"));
	assert_int_equal(rig_reply(&rig)->outcome, AC_OUTCOME_NOT_FOUND);
	assert_int_equal(rig_reply(&rig)->code, -2013);
	rig_give(&rig, rig_market("id-1", AC_SIDE_BUY, "1"));
	int64_t order_id = rig_reply(&rig)->exchange_id;
	assert_true(order_id > (1LL << 53));
	rig_give(&rig, rig_command(AC_COMMAND_QUERY, "id-1"));
	assert_int_equal(rig_reply(&rig)->outcome, AC_OUTCOME_FOUND);
	assert_int_equal(rig_reply(&rig)->status, AC_STATUS_FILLED);
	assert_int_equal(rig_reply(&rig)->exchange_id, order_id);
	CHECK_DEC("executed", rig_reply(&rig)->executed, "1");
	CHECK_DEC("average", rig_reply(&rig)->average_price, "100");
	struct ac_command by_number = rig_command(AC_COMMAND_QUERY, "");
	by_number.exchange_id = order_id;
	rig_give(&rig, by_number);
	assert_int_equal(rig_reply(&rig)->outcome, AC_OUTCOME_FOUND);

	rig.now += AC_NS_PER_SEC;
	rig_give(&rig, rig_market("id-2", AC_SIDE_BUY, "2"));
	struct ac_command trades = rig_command(AC_COMMAND_QUERY_TRADES, "asked");
	rig_give(&rig, trades);
	assert_string_equal(rig_story(&rig), "FFR");
	assert_true(rig_fill(&rig, 0)->is_from_query);
	assert_int_equal(rig_fill(&rig, 0)->exchange_id, order_id);
	assert_true(rig_fill(&rig, 1)->trade_id > rig_fill(&rig, 0)->trade_id);
	assert_int_equal(rig_reply(&rig)->outcome, AC_OUTCOME_DONE);
	assert_string_equal(rig_reply(&rig)->client_id, "asked");
	trades.since_ms = rig.now / AC_NS_PER_MS;
	rig_give(&rig, trades);
	assert_string_equal(rig_story(&rig), "FR");
	CHECK_DEC("the later", rig_fill(&rig, 0)->fill_quantity, "2");
	trades.symbol = 1;
	rig_give(&rig, trades);
	assert_string_equal(rig_story(&rig), "R");

	rig_give(&rig, rig_command(AC_COMMAND_QUERY_POSITION, "asked"));
	assert_string_equal(rig_story(&rig), "PR");
	assert_true(rig_event(&rig, AC_EVENT_POSITION, 0)->position.is_snapshot);
	CHECK_DEC("amount", rig_event(&rig, AC_EVENT_POSITION, 0)->position.amount, "3");
	rig_close(&rig);
}

static void test_orders_one_fill_moves_position_and_wallet_exactly(void **state)
{
	(void)state;
	struct ac_simulated_config config = rig_config();
	config.slippage_bps = D("7.5");
	rig_open(&rig, &config);
	rig_trade(&rig, "100");
	rig_give(&rig, rig_market("id-1", AC_SIDE_BUY, "0.333"));
	assert_string_equal(rig_story(&rig), "ROFBP");
	assert_int_equal(rig_reply(&rig)->status, AC_STATUS_NEW);
	const struct ac_order_update *fill = rig_fill(&rig, 0);
	CHECK_DEC("price", fill->fill_price, "100.1"); /* 100.075 up to the tick */
	CHECK_DEC("fee", fill->commission, "0.01666665");
	CHECK_DEC("wallet", rig_event(&rig, AC_EVENT_BALANCE, 0)->balance.wallet, "999.98333335");
	assert_string_equal(rig_event(&rig, AC_EVENT_BALANCE, 0)->balance.asset, "USDT");
	CHECK_DEC("entry", rig_event(&rig, AC_EVENT_POSITION, 0)->position.entry_price, "100.1");
	/* Turned around at once: closes, then opens at the same price. */
	rig_trade(&rig, "110");
	rig_give(&rig, rig_market("id-2", AC_SIDE_SELL, "1"));
	fill = rig_fill(&rig, 0);
	CHECK_DEC("price", fill->fill_price, "109.9"); /* 109.9175 down */
	CHECK_DEC("realised", fill->realized_profit, "3.2634");
	CHECK_DEC("fee", fill->commission, "0.05495");
	CHECK_DEC("amount", rig_amount(&rig, AC_POSITION_BOTH), "-0.667");
	CHECK_DEC("entry", rig_event(&rig, AC_EVENT_POSITION, 0)->position.entry_price, "109.9");
	CHECK_DEC("wallet", rig_account(&rig).wallet, "1003.19178335");
	rig_close(&rig);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_orders_each_broken_rule_gives_its_code_and_no_order),
		cmocka_unit_test(test_orders_closed_symbol_and_closed_side_are_refused),
		cmocka_unit_test(test_orders_market_bound_is_checked_against_the_mark),
		cmocka_unit_test(test_orders_leverage_bracket_bounds_the_position),
		cmocka_unit_test(test_orders_open_order_limit_and_duplicates),
		cmocka_unit_test(test_orders_hedge_mode_has_rules_of_its_own),
		cmocka_unit_test(test_orders_reduce_only_is_cut_to_the_position),
		cmocka_unit_test(test_orders_resting_reduce_only_expires_with_its_position),
		cmocka_unit_test(test_orders_queries_tell_what_is_known),
		cmocka_unit_test(test_orders_one_fill_moves_position_and_wallet_exactly),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
