#include "account_room.h"

static struct room room;

static int open_room(void **state)
{
	(void)state;
	room_open(&room);
	return 0;
}

static int close_room(void **state)
{
	(void)state;
	room_close(&room);
	return 0;
}

static void buy(void)
{
	room_ok(&room, "POST", ORDER, "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.010");
}

#define ASSET_FIELDS                                                                               \
	"asset walletBalance unrealizedProfit marginBalance maintMargin initialMargin "            \
	"positionInitialMargin openOrderInitialMargin crossWalletBalance crossUnPnl "              \
	"availableBalance maxWithdrawAmount updateTime"
#define TOTAL_FIELDS                                                                               \
	"totalInitialMargin totalMaintMargin totalWalletBalance totalUnrealizedProfit "            \
	"totalMarginBalance totalPositionInitialMargin totalOpenOrderInitialMargin "               \
	"totalCrossWalletBalance totalCrossUnPnl availableBalance maxWithdrawAmount assets "       \
	"positions"
#define POSITION_FIELDS                                                                            \
	"symbol positionSide positionAmt unrealizedProfit isolatedMargin notional "                \
	"isolatedWallet initialMargin maintMargin updateTime"

static void test_account_of_today_shows_only_what_is_held(void **state)
{
	(void)state;
	room_ok(&room, "GET", "/fapi/v3/account", "");
	room_fields(room.body, TOTAL_FIELDS);
	assert_int_equal(json_array_size(json_object_get(room.body, "positions")), 0);
	buy();
	room_mark(&room, ROOM_BTC, "60110");
	room_ok(&room, "GET", "/fapi/v3/account", "");
	assert_int_equal(room.response.used_weight, 10);
	CHECK_FIELD(room.body, "totalWalletBalance", "4999.70000000"); /* 600 * 0.05 % */
	CHECK_FIELD(room.body, "totalUnrealizedProfit", "1.10000000");
	CHECK_FIELD(room.body, "totalMarginBalance", "5000.80000000");
	CHECK_FIELD(room.body, "totalInitialMargin", "60.11000000");
	CHECK_FIELD(room.body, "totalMaintMargin", "2.40440000");
	CHECK_FIELD(room.body, "availableBalance", "4940.69000000");
	room_fields(json_array_get(json_object_get(room.body, "assets"), 0), ASSET_FIELDS);
	const json_t *positions = json_object_get(room.body, "positions");
	assert_int_equal(json_array_size(positions), 1);
	room_fields(json_array_get(positions, 0), POSITION_FIELDS);
	CHECK_FIELD(json_array_get(positions, 0), "notional", "601.10000000");
}

static void test_account_of_old_shows_every_symbol(void **state)
{
	(void)state;
	room_ok(&room, "GET", "/fapi/v2/account", "");
	room_fields(room.body,
		    TOTAL_FIELDS " feeTier feeBurn canTrade canDeposit canWithdraw updateTime "
				 "multiAssetsMargin tradeGroupId");
	const json_t *positions = json_object_get(room.body, "positions");
	assert_int_equal(json_array_size(positions), 2);
	room_fields(json_array_get(positions, 0),
		    POSITION_FIELDS " positionInitialMargin openOrderInitialMargin leverage "
				    "isolated entryPrice maxNotionalValue");
}

static void test_account_balance_and_positions_have_the_fields_of_the_reference(void **state)
{
	(void)state;
	buy();
	room_ok(&room, "GET", "/fapi/v3/balance", "");
	room_fields(json_array_get(room.body, 0),
		    "accountAlias asset balance crossWalletBalance crossUnPnl availableBalance "
		    "maxWithdrawAmount marginAvailable updateTime");
	room_ok(&room, "GET", "/fapi/v3/positionRisk", "");
	assert_int_equal(json_array_size(room.body), 1);
	const json_t *row = json_array_get(room.body, 0);
	room_fields(row, "symbol positionSide positionAmt entryPrice breakEvenPrice markPrice "
			 "unRealizedProfit liquidationPrice isolatedMargin notional marginAsset "
			 "isolatedWallet initialMargin maintMargin positionInitialMargin "
			 "openOrderInitialMargin adl bidNotional askNotional updateTime");
	CHECK_FIELD(row, "positionAmt", "0.010");
	CHECK_FIELD(row, "entryPrice", "60000.0");
	CHECK_FIELD(row, "liquidationPrice", "0"); /* 5000 behind 600: no price liquidates */
	room_ok(&room, "GET", "/fapi/v3/positionRisk", "symbol=ETHUSDT");
	assert_int_equal(json_array_size(room.body), 0);
	room_ok(&room, "GET", "/fapi/v2/positionRisk", "symbol=ETHUSDT");
	assert_int_equal(json_array_size(room.body), 1);
}

static void test_account_short_has_a_negative_notional_and_a_liquidation_price(void **state)
{
	(void)state;
	room_ok(&room, "POST", ORDER, "symbol=ETHUSDT&side=SELL&type=MARKET&quantity=10");
	room_ok(&room, "GET", "/fapi/v3/positionRisk", "symbol=ETHUSDT");
	const json_t *row = json_array_get(room.body, 0);
	CHECK_FIELD(row, "notional", "-30000.00000000");
	/* (WB + q EP) / (q (1 + mmr)) with WB 4985, mmr 0.4 %: 34985 / 10.04 */
	assert_true(strncmp(room_text(row, "liquidationPrice"), "3484.56175", 10) == 0);
	assert_true(room_text(row, "liquidationPrice")[0] != '0');
}

static void test_leverage_is_set_told_and_bounded(void **state)
{
	(void)state;
	room_ok(&room, "POST", "/fapi/v1/leverage", "symbol=BTCUSDT&leverage=25");
	room_fields(room.body, "leverage maxNotionalValue symbol");
	CHECK_FIELD(room.body, "leverage", "25");
	CHECK_FIELD(room.body, "maxNotionalValue", "70000000");
	const json_t *event = room_event(&room, "ACCOUNT_CONFIG_UPDATE", 0);
	CHECK_FIELD(json_object_get(event, "ac"), "l", "25");
	CHECK_FIELD(json_object_get(event, "ac"), "s", "BTCUSDT");
	assert_int_equal(room_call(&room, "POST", "/fapi/v1/leverage", "symbol=BTCUSDT&leverage=0"),
			 -4028);
	assert_int_equal(
		room_call(&room, "POST", "/fapi/v1/leverage", "symbol=BTCUSDT&leverage=126"),
		-4028);
	assert_int_equal(room_call(&room, "POST", "/fapi/v1/leverage", "symbol=BTCUSDT"), -1102);
	room_ok(&room, "GET", "/fapi/v1/symbolConfig", "symbol=BTCUSDT");
	room_fields(json_array_get(room.body, 0),
		    "symbol marginType isAutoAddMargin leverage maxNotionalValue");
	CHECK_FIELD(json_array_get(room.body, 0), "leverage", "25");
	CHECK_FIELD(json_array_get(room.body, 0), "marginType", "CROSSED");
	room_ok(&room, "POST", ORDER, "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=1");
	assert_int_equal(room_call(&room, "POST", "/fapi/v1/leverage", "symbol=BTCUSDT&leverage=1"),
			 -2028);
}

static void test_margin_type_changes_only_without_orders_and_positions(void **state)
{
	(void)state;
	static const char path[] = "/fapi/v1/marginType";
	assert_int_equal(room_call(&room, "POST", path, "symbol=BTCUSDT&marginType=CROSSED"),
			 -4046);
	assert_int_equal(room_call(&room, "POST", path, "symbol=BTCUSDT&marginType=BOTH"), -1102);
	room_ok(&room, "POST", ORDER,
		"symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.01&price=59000");
	assert_int_equal(room_call(&room, "POST", path, "symbol=BTCUSDT&marginType=ISOLATED"),
			 -4047);
	room_ok(&room, "DELETE", "/fapi/v1/allOpenOrders", "symbol=BTCUSDT");
	room_ok(&room, "POST", path, "symbol=BTCUSDT&marginType=ISOLATED");
	CHECK_FIELD(room.body, "code", "200");
	buy();
	assert_int_equal(room_call(&room, "POST", path, "symbol=BTCUSDT&marginType=CROSSED"),
			 -4048);
	assert_int_equal(room_call(&room, "POST", "/fapi/v1/leverage", "symbol=BTCUSDT&leverage=5"),
			 -4161);
	room_ok(&room, "GET", "/fapi/v3/positionRisk", "");
	CHECK_FIELD(json_array_get(room.body, 0), "isolatedWallet", "60");
	assert_int_equal(room_call(&room, "POST", "/fapi/v1/positionMargin",
				   "symbol=BTCUSDT&amount=5&type=1"),
			 -4051);
}

static void test_position_mode_changes_only_when_flat(void **state)
{
	(void)state;
	static const char path[] = "/fapi/v1/positionSide/dual";
	room_ok(&room, "GET", path, "");
	CHECK_FIELD(room.body, "dualSidePosition", "false");
	assert_int_equal(room.response.used_weight, 30);
	assert_int_equal(room_call(&room, "POST", path, "dualSidePosition=false"), -4059);
	assert_int_equal(room_call(&room, "POST", path, ""), -1102);
	buy();
	assert_int_equal(room_call(&room, "POST", path, "dualSidePosition=true"), -4068);
	room_ok(&room, "POST", ORDER,
		"symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.01&price=59000");
	assert_int_equal(room_call(&room, "POST", path, "dualSidePosition=true"), -4067);
	room_ok(&room, "DELETE", "/fapi/v1/allOpenOrders", "symbol=BTCUSDT");
	room_ok(&room, "POST", ORDER,
		"symbol=BTCUSDT&side=SELL&type=MARKET&quantity=0.01&reduceOnly=true");
	room_ok(&room, "POST", path, "dualSidePosition=true");
	room_ok(&room, "GET", "/fapi/v1/accountConfig", "");
	CHECK_FIELD(room.body, "dualSidePosition", "true");
	room_fields(room.body,
		    "feeTier canTrade canDeposit canWithdraw dualSidePosition updateTime "
		    "multiAssetsMargin tradeGroupId");
	room_ok(&room, "GET", "/fapi/v1/multiAssetsMargin", "");
	CHECK_FIELD(room.body, "multiAssetsMargin", "false");
	assert_int_equal(
		room_call(&room, "POST", "/fapi/v1/multiAssetsMargin", "multiAssetsMargin=false"),
		-4171);
}

static void test_rules_are_told(void **state)
{
	(void)state;
	room_ok(&room, "GET", "/fapi/v1/leverageBracket", "");
	assert_int_equal(json_array_size(room.body), 2);
	const json_t *brackets = json_object_get(json_array_get(room.body, 0), "brackets");
	room_fields(json_array_get(brackets, 1),
		    "bracket initialLeverage notionalCap notionalFloor maintMarginRatio cum");
	assert_true(json_is_integer(json_object_get(json_array_get(brackets, 1), "notionalCap")));
	CHECK_FIELD(json_array_get(brackets, 1), "cum", "300");
	room_ok(&room, "GET", "/fapi/v1/commissionRate", "symbol=BTCUSDT");
	room_fields(room.body, "symbol makerCommissionRate takerCommissionRate rpiCommissionRate");
	CHECK_FIELD(room.body, "takerCommissionRate", "0.000500");
	assert_int_equal(room_call(&room, "GET", "/fapi/v1/commissionRate", ""), -1102);
	room_ok(&room, "GET", "/fapi/v1/feeBurn", "");
	room_ok(&room, "GET", "/fapi/v1/apiTradingStatus", "");
	room_fields(room.body, "indicators updateTime");
	buy();
	room_ok(&room, "GET", "/fapi/v1/adlQuantile", "");
	room_fields(json_array_get(room.body, 0), "symbol adlQuantile");
	room_ok(&room, "GET", "/sapi/v1/account/apiRestrictions", "");
	CHECK_FIELD(room.body, "enableFutures", "true");
	CHECK_FIELD(room.body, "enableWithdrawals", "false");
	CHECK_FIELD(room.body, "ipRestrict", "true");
}

static void test_history_tells_executions_and_payments(void **state)
{
	(void)state;
	buy();
	room_price(&room, ROOM_BTC, "60100");
	room_ok(&room, "POST", ORDER,
		"symbol=BTCUSDT&side=SELL&type=MARKET&quantity=0.010&reduceOnly=true");
	room_ok(&room, "GET", "/fapi/v1/userTrades", "symbol=BTCUSDT");
	assert_int_equal(json_array_size(room.body), 2);
	const json_t *last = json_array_get(room.body, 1);
	room_fields(last, "buyer commission commissionAsset id maker orderId price qty quoteQty "
			  "baseQty marginAsset realizedPnl side positionSide symbol pair time");
	CHECK_FIELD(last, "realizedPnl", "1");
	CHECK_FIELD(last, "commission", "0.30050000");
	CHECK_FIELD(last, "price", "60100.00");
	char query[128];
	snprintf(query, sizeof(query), "symbol=BTCUSDT&fromId=%s", room_text(last, "id"));
	room_ok(&room, "GET", "/fapi/v1/userTrades", query);
	assert_int_equal(json_array_size(room.body), 1);
	room_ok(&room, "GET", "/fapi/v1/userTrades", "symbol=BTCUSDT&limit=1");
	CHECK_FIELD(json_array_get(room.body, 0), "side", "SELL"); /* the newest */
	strcat(query, "&startTime=1");
	assert_int_equal(room_call(&room, "GET", "/fapi/v1/userTrades", query), -1128);
	room_ok(&room, "GET", "/fapi/v1/income", "");
	assert_int_equal(json_array_size(room.body), 3);
	room_fields(json_array_get(room.body, 0),
		    "symbol incomeType income asset info time tranId tradeId");
	room_ok(&room, "GET", "/fapi/v1/income", "incomeType=REALIZED_PNL");
	assert_int_equal(json_array_size(room.body), 1);
	CHECK_FIELD(json_array_get(room.body, 0), "income", "1.00000000");
	room_ok(&room, "GET", "/fapi/v1/income", "limit=1&page=2");
	CHECK_FIELD(json_array_get(room.body, 0), "incomeType", "REALIZED_PNL");
}

static void test_history_pages_lose_and_repeat_nothing(void **state)
{
	(void)state;
	for (int i = 0; i < 25; i++)
		room_ok(&room, "POST", ORDER,
			i % 2 == 0 ? "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.010"
				   : "symbol=BTCUSDT&side=SELL&type=MARKET&quantity=0.010");
	int64_t from = 1, seen = 0;
	for (int page = 0; page < 10; page++) {
		char query[128];
		snprintf(query, sizeof(query), "symbol=BTCUSDT&limit=4&fromId=%lld",
			 (long long)from);
		room_ok(&room, "GET", "/fapi/v1/userTrades", query);
		for (size_t i = 0; i < json_array_size(room.body); i++) {
			int64_t id = json_integer_value(
				json_object_get(json_array_get(room.body, i), "id"));
			assert_true(id >= from);
			from = id + 1;
			seen++;
		}
	}
	assert_int_equal(seen, 25);
}

static void test_accounts_do_not_see_each_other(void **state)
{
	(void)state;
	buy();
	for (uint32_t i = 0; i < room.event_count; i++)
		assert_int_equal(room.events[i].account, 0);
	json_t *other = json_loads(ac_simulator_ledger(room.simulator, 1).data,
				   JSON_DISABLE_EOF_CHECK, NULL);
	CHECK_FIELD(other, "wallet", "1000");
	assert_int_equal(json_array_size(json_object_get(other, "fills")), 0);
	json_decref(other);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_room, close_room)
int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_account_of_today_shows_only_what_is_held),
		TEST(test_account_of_old_shows_every_symbol),
		TEST(test_account_balance_and_positions_have_the_fields_of_the_reference),
		TEST(test_account_short_has_a_negative_notional_and_a_liquidation_price),
		TEST(test_leverage_is_set_told_and_bounded),
		TEST(test_margin_type_changes_only_without_orders_and_positions),
		TEST(test_position_mode_changes_only_when_flat),
		TEST(test_rules_are_told),
		TEST(test_history_tells_executions_and_payments),
		TEST(test_history_pages_lose_and_repeat_nothing),
		TEST(test_accounts_do_not_see_each_other),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
