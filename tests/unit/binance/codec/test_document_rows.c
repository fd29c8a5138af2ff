/* The account's lists as events: what is taken from each row, what is refused and why, and the
 * fixtures. */
#include "check.h"

#include "binance/codec/documents.h"

#define ROWS_MAX 16
#define RECV     (1795000001000LL * AC_NS_PER_MS)

enum { BTC, ETH };
static struct ac_instrument items[] = {
	[BTC] = { .symbol = "BTCUSDT", .margin_asset = "USDT" },
	[ETH] = { .symbol = "ETHUSDT", .margin_asset = "USDT" },
};
static const struct ac_instruments instruments = { items, 2, 2 };

static char error[160];

struct taken {
	struct ac_event events[ROWS_MAX];
	uint32_t count;
};

static void take(void *self, const struct ac_event *event)
{
	struct taken *taken = self;
	if (taken->count < ROWS_MAX)
		taken->events[taken->count] = *event;
	taken->count++;
}

static struct ac_document_rows rows_of(struct taken *taken)
{
	taken->count = 0;
	error[0] = '\0';
	return (struct ac_document_rows){ .instruments = &instruments,
					  .recv_ns = RECV,
					  .sink = { take, taken } };
}

static struct ac_dec dec(const char *text)
{
	struct ac_dec value = { 0 };
	if (ac_dec_parse(ac_str_from(text), &value) != AC_OK)
		fail_msg("%s is no decimal", text);
	return value;
}

#define CHECK_DEC(name, actual, text) CHECK_EQ(name, (actual).units, dec(text).units)
#define CHECK_OK(status)                                                                           \
	do {                                                                                       \
		if ((status) != AC_OK)                                                             \
			fail_msg("refused: %s", error);                                            \
	} while (0)

static void check_refused(enum ac_status status, const char *wanted)
{
	if (status != AC_ERR_PARSE || strstr(error, wanted) == NULL)
		fail_msg("status %d, '%s' does not say '%s'", status, error, wanted);
}

#define POSITION(symbol, more)                                                                     \
	"{\"symbol\":\"" symbol "\",\"positionSide\":\"BOTH\",\"entryPrice\":\"61124.0\","         \
	"\"breakEvenPrice\":\"61154.562\",\"unRealizedProfit\":\"1.10000000\","                    \
	"\"isolatedWallet\":\"3.5\",\"updateTime\":1795000000950," more "}"

static void test_document_rows_positions_become_events(void **state)
{
	(void)state;
	struct taken taken;
	struct ac_document_rows rows = rows_of(&taken);
	CHECK_OK(ac_document_positions(
		AC_STR("[" POSITION("BTCUSDT", "\"positionAmt\":\"-0.010\"") "," POSITION(
			"BTCUSD_PERP",
			"\"positionAmt\":\"5\"") "," POSITION("NEWUSDT",
							      "\"positionAmt\":"
							      "\"7\"") ","
								       "{\"symbol\":\"ETHUSDT\","
								       "\"positionSide\":\"SHORT\","
								       "\"positionAmt\":"
								       "\"0.000\","
								       "\"unrealizedProfit\":\"0\","
								       "\"updateTime\":0}]"),
		&rows, error, sizeof(error)));
	CHECK_EQ("coin-margined rows are not ours", taken.count, 3);
	CHECK_EQ("rows of the document", rows.count, 4);
	const struct ac_event *event = &taken.events[0];
	CHECK_EQ("kind", event->kind, AC_EVENT_POSITION);
	CHECK_EQ("symbol", event->symbol, BTC);
	CHECK_EQ("book", event->book, AC_BOOK_NONE);
	CHECK_EQ("received", event->recv_ns, RECV);
	CHECK_EQ("time", event->time_ns, 1795000000950 * AC_NS_PER_MS);
	CHECK_EQ("side", event->position.position_side, AC_POSITION_BOTH);
	CHECK_EQ("snapshot", event->position.is_snapshot, true);
	CHECK_DEC("amount", event->position.amount, "-0.01");
	CHECK_DEC("entry", event->position.entry_price, "61124");
	CHECK_DEC("isolated", event->position.isolated_wallet, "3.5");
	CHECK_EQ("not in the table", taken.events[1].symbol, AC_SYMBOL_NONE);
	CHECK_DEC("its amount", taken.events[1].position.amount, "7");
	CHECK_EQ("flat", taken.events[2].symbol, ETH);
	CHECK_EQ("flat", taken.events[2].position.position_side, AC_POSITION_SHORT);
	CHECK_EQ("flat", taken.events[2].position.amount.units, 0);
	CHECK_EQ("flat", taken.events[2].time_ns, RECV);
	rows = rows_of(&taken);
	CHECK_OK(ac_document_positions(AC_STR("[]"), &rows, error, sizeof(error)));
	CHECK_EQ("no rows: flat", taken.count, 0);
}

static void test_document_rows_give_nothing_of_a_snapshot_that_is_refused(void **state)
{
	(void)state;
	static const struct {
		const char *json, *wanted;
	} documents[] = {
		{ "[" POSITION("BTCUSDT", "\"positionAmt\":\"1\"") "," POSITION(
			  "ETHUSDT", "\"positionAmt\":0.01") "]",
		  "positionRisk, row 1: positionAmt is not a decimal in a string" },
		{ "[" POSITION("BTCUSDT", "\"positionAmt\":\"1\"") ",7]", "row 1: not an object" },
		{ "[" POSITION("BTCUSDT", "\"x\":1") "]", "positionAmt is missing" },
		{ "[{\"symbol\":\"BTCUSDT\",\"positionAmt\":\"1\"}]", "entryPrice is missing" },
		{ "[{\"positionAmt\":\"0\"}]", "symbol is missing" },
		{ "[{\"symbol\":\"BTCUSDT\",\"positionAmt\":\"0\",\"positionSide\":\"UP\"}]",
		  "positionSide is none of the values" },
		{ "[{\"symbol\":\"BTCUSDT\",\"positionAmt\":\"1.123456789\",\"entryPrice\":\"1\"}]",
		  "positionAmt is not a decimal that fits" },
		{ "{\"code\":-2015,\"msg\":\"no\"}", "is not a list" },
	};
	for (size_t i = 0; i < AC_COUNT(documents); i++) {
		struct taken taken;
		struct ac_document_rows rows = rows_of(&taken);
		check_refused(ac_document_positions(ac_str_from(documents[i].json), &rows, error,
						    sizeof(error)),
			      documents[i].wanted);
		CHECK_EQ(documents[i].wanted, taken.count, 0);
		CHECK_EQ(documents[i].wanted, rows.count, 0);
	}
}

static void test_document_rows_orders_become_events(void **state)
{
	(void)state;
	struct taken taken;
	struct ac_document_rows rows = rows_of(&taken);
	CHECK_OK(ac_document_orders(
		AC_STR("[{\"avgPrice\":\"60998.70000\",\"clientOrderId\":\"c1-000041\","
		       "\"cumQuote\":\"609.98700\",\"executedQty\":\"0.004\",\"orderId\":"
		       "9007199254740993,\"origQty\":\"0.010\",\"price\":\"61000.00\","
		       "\"reduceOnly\""
		       ":true,\"side\":\"SELL\",\"positionSide\":\"BOTH\",\"status\":"
		       "\"PARTIALLY_FILLED\",\"symbol\":\"BTCUSDT\",\"time\":1795000000181,"
		       "\"type\":\"LIMIT\",\"updateTime\":1795000000950,\"futureField\":{\"a\":[]}}"
		       ",{\"clientOrderId\":\"an-id-of-37-characters-is-never-ours-\","
		       "\"executedQty\":\"0\",\"orderId\":1,\"origQty\":\"1\",\"price\":\"5\","
		       "\"side\":\"BUY\",\"status\":\"FROZEN_BY_MOON\",\"symbol\":\"ETHUSDT\","
		       "\"type\":\"BLOCK\"}]"),
		&rows, error, sizeof(error)));
	CHECK_EQ("rows", taken.count, 2);
	const struct ac_event *event = &taken.events[0];
	const struct ac_order_update *order = &event->order;
	CHECK_EQ("kind", event->kind, AC_EVENT_ORDER);
	CHECK_EQ("symbol", event->symbol, BTC);
	CHECK_EQ("status", order->status, AC_STATUS_PARTIALLY_FILLED);
	CHECK_EQ("side", order->side, AC_SIDE_SELL);
	CHECK_EQ("type", order->type, AC_ORDER_LIMIT);
	CHECK_EQ("reduce only", order->reduce_only, true);
	CHECK_EQ("no fill", order->is_fill, false);
	CHECK_EQ("no trade", order->is_from_query, false);
	CHECK_EQ("id beyond doubles", order->exchange_id, 9007199254740993);
	CHECK_DEC("quantity", order->quantity, "0.01");
	CHECK_DEC("price", order->price, "61000");
	CHECK_DEC("executed", order->executed, "0.004");
	CHECK_DEC("average", order->average_price, "60998.7");
	CHECK_EQ("time", order->time_ms, 1795000000950);
	assert_string_equal(order->client_id, "c1-000041");
	order = &taken.events[1].order;
	CHECK_EQ("unknown status is not final", order->status, AC_STATUS_NEW);
	CHECK_EQ("unknown type with a price", order->type, AC_ORDER_LIMIT);
	CHECK_EQ("without a side of a position", order->position_side, AC_POSITION_BOTH);
	assert_string_equal(order->client_id, "");
	rows = rows_of(&taken);
	check_refused(ac_document_orders(AC_STR("[{\"symbol\":\"BTCUSDT\",\"executedQty\":\"0\","
						"\"orderId\":1,\"origQty\":\"1\",\"side\":\"UP\","
						"\"status\":\"NEW\"}]"),
					 &rows, error, sizeof(error)),
		      "openOrders, row 0: side is none of the values");
}

static void test_document_rows_algo_orders_become_events(void **state)
{
	(void)state;
	struct taken taken;
	struct ac_document_rows rows = rows_of(&taken);
	CHECK_OK(ac_document_algo_orders(
		AC_STR("[{\"algoId\":1000000099120345,\"clientAlgoId\":\"sl-000041\",\"algoType\":"
		       "\"CONDITIONAL\",\"orderType\":\"STOP_MARKET\",\"symbol\":\"BTCUSDT\","
		       "\"side\":\"SELL\",\"positionSide\":\"LONG\",\"quantity\":\"0.000\","
		       "\"algoStatus\":\"TRIGGERED\",\"triggerPrice\":\"60000.00\",\"price\":"
		       "\"0.00\",\"actualOrderId\":\"88412555001\",\"actualQty\":\"0.01\","
		       "\"icebergQuantity\":null,\"activatePrice\":\"\",\"updateTime\":"
		       "1795000001010},"
		       "{\"algoId\":7,\"algoType\":\"TWAP\",\"symbol\":\"BTCUSDT\"},"
		       "{\"algoId\":8,\"type\":\"TRAILING_STOP_MARKET\",\"symbol\":\"ETHUSDT\","
		       "\"side\":\"BUY\",\"algoStatus\":\"SLEEPING\",\"actualOrderId\":\"\","
		       "\"actualPrice\":\"0.00\",\"triggerPrice\":\"\"}]"),
		&rows, error, sizeof(error)));
	CHECK_EQ("rows", taken.count, 2);
	const struct ac_event *event = &taken.events[0];
	const struct ac_algo_update *algo = &event->algo;
	CHECK_EQ("kind", event->kind, AC_EVENT_ALGO);
	CHECK_EQ("symbol", event->symbol, BTC);
	CHECK_EQ("status", algo->status, AC_STATUS_TRIGGERED);
	CHECK_EQ("side", algo->side, AC_SIDE_SELL);
	CHECK_EQ("position", algo->position_side, AC_POSITION_LONG);
	CHECK_EQ("type", algo->type, AC_ORDER_STOP_MARKET);
	CHECK_EQ("id", algo->algo_id, 1000000099120345);
	CHECK_EQ("order", algo->order_id, 88412555001);
	CHECK_DEC("executed", algo->executed, "0.01");
	CHECK_DEC("trigger", algo->trigger_price, "60000");
	CHECK_EQ("time", algo->time_ms, 1795000001010);
	assert_string_equal(algo->client_id, "sl-000041");
	algo = &taken.events[1].algo;
	CHECK_EQ("type of old", algo->type, AC_ORDER_TRAILING_STOP_MARKET);
	CHECK_EQ("unknown status is not final", algo->status, AC_STATUS_NEW);
	CHECK_EQ("no order yet", algo->order_id, 0);
	CHECK_EQ("no trigger", algo->trigger_price.units, 0);
}

#define TRADE(id, asset, more)                                                                     \
	"{\"buyer\":false,\"commission\":\"0.30499350\",\"commissionAsset\":\"" asset              \
	"\",\"id\":" id ",\"maker\":true,\"orderId\":88412007731,\"price\":\"60998.70\","          \
	"\"quoteQty\":\"609.98700\",\"realizedPnl\":\"-0.91539999\",\"side\":\"SELL\","            \
	"\"positionSide\":\"BOTH\",\"symbol\":\"BTCUSDT\",\"time\":1795000000945," more "}"

static void test_document_rows_trades_become_fills_without_a_client_id(void **state)
{
	(void)state;
	struct taken taken;
	struct ac_document_rows rows = rows_of(&taken);
	CHECK_OK(ac_document_trades(
		AC_STR("[" TRADE("6120004412", "USDT", "\"qty\":\"0.010\"") "," TRADE(
			"6120004411", "BNB", "\"qty\":\"0.020\",\"baseQty\":\"0\"") "]"),
		&rows, error, sizeof(error)));
	CHECK_EQ("rows", taken.count, 2);
	CHECK_EQ("rows of the document", rows.count, 2);
	CHECK_EQ("the highest id", rows.last_trade_id, 6120004412);
	const struct ac_event *event = &taken.events[0];
	const struct ac_order_update *trade = &event->order;
	CHECK_EQ("kind", event->kind, AC_EVENT_ORDER);
	CHECK_EQ("time", event->time_ns, 1795000000945 * AC_NS_PER_MS);
	CHECK_EQ("fill", trade->is_fill, true);
	CHECK_EQ("from query", trade->is_from_query, true);
	CHECK_EQ("status says nothing", trade->status, AC_STATUS_NEW);
	CHECK_EQ("maker", trade->is_maker, true);
	CHECK_EQ("side", trade->side, AC_SIDE_SELL);
	CHECK_EQ("order", trade->exchange_id, 88412007731);
	CHECK_EQ("trade", trade->trade_id, 6120004412);
	CHECK_DEC("quantity", trade->fill_quantity, "0.01");
	CHECK_DEC("price", trade->fill_price, "60998.7");
	CHECK_DEC("commission", trade->commission, "0.3049935");
	CHECK_DEC("profit", trade->realized_profit, "-0.91539999");
	assert_string_equal(trade->client_id, "");
	CHECK_EQ("paid in another asset", taken.events[1].order.commission.units, 0);
	rows = rows_of(&taken);
	check_refused(ac_document_trades(AC_STR("[" TRADE("1", "USDT", "\"qty\":\"0\"") "]"), &rows,
					 error, sizeof(error)),
		      "is not positive");
	rows = rows_of(&taken);
	check_refused(ac_document_trades(AC_STR("[" TRADE("1.0", "USDT", "\"qty\":\"1\"") "]"),
					 &rows, error, sizeof(error)),
		      "id is not a whole number");
}

#define INCOME(type, asset, more)                                                                  \
	"{\"symbol\":\"BTCUSDT\",\"incomeType\":\"" type "\",\"income\":\"-0.02522801\","          \
	"\"asset\":\"" asset "\",\"info\":\"x\",\"time\":1794988800000,\"tradeId\":\"\"," more "}"

static void test_document_rows_funding_is_picked_out_of_the_income(void **state)
{
	(void)state;
	struct taken taken;
	struct ac_document_rows rows = rows_of(&taken);
	CHECK_OK(ac_document_funding_income(
		AC_STR("[" INCOME("FUNDING_FEE", "USDT", "\"tranId\":771200034455") "," INCOME(
			"COMMISSION", "USDT",
			"\"tranId\":\"1\"") "," INCOME("SPECIAL_FUNDING_FEE", "USDT",
						       "\"tranId\":2") ","
								       "{\"symbol\":\"\","
								       "\"incomeType\":"
								       "\"TRANSFER\",\"income\":"
								       "\"5\"},"
								       "{\"symbol\":\"\","
								       "\"incomeType\":\"SOMETHING_"
								       "NEW\"}," INCOME(
									       "FUNDING_FEE", "BTC",
									       "\"tranId\":3") "]"),
		&rows, error, sizeof(error)));
	CHECK_EQ("funding in the margin asset", taken.count, 2);
	CHECK_EQ("rows of the document", rows.count, 6);
	const struct ac_event *event = &taken.events[0];
	CHECK_EQ("kind", event->kind, AC_EVENT_FUNDING);
	CHECK_EQ("symbol", event->symbol, BTC);
	CHECK_DEC("payment", event->funding.payment, "-0.02522801");
	CHECK_EQ("time", event->funding.time_ms, 1794988800000);
	CHECK_EQ("time", event->time_ns, 1794988800000 * AC_NS_PER_MS);
}

#define ASSET(name, wallet, value)                                                                 \
	"{\"asset\":\"" name "\",\"" wallet "\":\"" value                                          \
	"\",\"crossWalletBalance\":\"4000.5\",\"updateTime\":1795000000950}"

static void test_document_rows_balance_is_that_of_the_asset(void **state)
{
	(void)state;
	static const char *const documents[] = {
		"[" ASSET("BNB", "balance", "1") "," ASSET("USDT", "balance", "5000.25") "]",
		"{\"totalWalletBalance\":\"9\",\"assets\":[" ASSET(
			"BNB", "walletBalance", "1") "," ASSET("USDT", "walletBalance",
							       "5000.25") "],\"positions\":[]}",
	};
	for (size_t i = 0; i < AC_COUNT(documents); i++) {
		struct taken taken;
		struct ac_document_rows rows = rows_of(&taken);
		CHECK_OK(ac_document_balance(ac_str_from(documents[i]), "USDT", &rows, error,
					     sizeof(error)));
		CHECK_EQ("one", taken.count, 1);
		const struct ac_event *event = &taken.events[0];
		CHECK_EQ("kind", event->kind, AC_EVENT_BALANCE);
		CHECK_EQ("symbol", event->symbol, AC_SYMBOL_NONE);
		CHECK_DEC("wallet", event->balance.wallet, "5000.25");
		CHECK_DEC("cross", event->balance.cross_wallet, "4000.5");
		CHECK_EQ("change", event->balance.change.units, 0);
		CHECK_EQ("transfer", event->balance.is_transfer, false);
		CHECK_EQ("time", event->time_ns, 1795000000950 * AC_NS_PER_MS);
		assert_string_equal(event->balance.asset, "USDT");
		rows = rows_of(&taken);
		check_refused(ac_document_balance(ac_str_from(documents[i]), "USDC", &rows, error,
						  sizeof(error)),
			      "balance: USDC is not among the assets");
		CHECK_EQ("none", taken.count, 0);
	}
	struct taken taken;
	struct ac_document_rows rows = rows_of(&taken);
	check_refused(ac_document_balance(AC_STR("[{\"asset\":\"USDT\",\"balance\":5000.25,"
						 "\"crossWalletBalance\":\"1\"}]"),
					  "USDT", &rows, error, sizeof(error)),
		      "balance is not a decimal in a string");
	CHECK_EQ("none", taken.count, 0);
}

static char body[1 << 21];

/* The whole file, or what follows the three lines of method, path and security. */
static struct ac_str fixture(const char *folder, const char *name)
{
	char path[1200];
	snprintf(path, sizeof(path), "%s/fixtures/%s", folder, name);
	FILE *file = fopen(path, "rb");
	if (file == NULL)
		fail_msg("%s is not there", name);
	size_t size = fread(body, 1, sizeof(body) - 1, file);
	fclose(file);
	body[size] = '\0';
	const char *start = body;
	if (strstr(name, ".txt") != NULL) {
		for (int line = 0; line < 3; line++)
			start = strchr(start, '\n') + 1;
	}
	return ac_str_from(start);
}

static void test_document_rows_rows_of_the_fixtures(void **state)
{
	(void)state;
	SKIP_WITHOUT_SHARED_DATA(data);
	typedef enum ac_status reader(struct ac_str, struct ac_document_rows *, char *, size_t);
	static const struct {
		const char *name;
		reader *read;
		uint32_t events;
	} rows[] = {
		{ "rest/position_risk.json", ac_document_positions, 1 },
		{ "endpoints/Trading/GetPositions.txt", ac_document_positions, 2 },
		{ "rest/open_algo_orders.json", ac_document_algo_orders, 1 },
		{ "endpoints/Trading/GetConditionalOrders.txt", ac_document_algo_orders, 1 },
		{ "endpoints/Trading/GetOpenConditionalOrders.txt", ac_document_algo_orders, 1 },
		{ "endpoints/Trading/GetOpenOrders.txt", ac_document_orders, 1 },
		{ "endpoints/Trading/GetOrders.txt", ac_document_orders, 1 },
		{ "endpoints/Trading/GetUserTrades.txt", ac_document_trades, 1 },
		{ "endpoints/Account/GetIncomeHistory.txt", ac_document_funding_income, 0 },
	};
	for (size_t i = 0; i < AC_COUNT(rows); i++) {
		struct taken taken;
		struct ac_document_rows out = rows_of(&taken);
		if (rows[i].read(fixture(data, rows[i].name), &out, error, sizeof(error)) != AC_OK)
			fail_msg("%s: %s", rows[i].name, error);
		CHECK_EQ(rows[i].name, taken.count, rows[i].events);
	}
	static const char *const balances[] = { "rest/balance.json", "rest/account_info_v2.json",
						"endpoints/Account/GetBalances.txt",
						"endpoints/Account/GetAccountInfo.txt",
						"endpoints/Account/GetAccountInfoV3.txt" };
	static const char *const wallets[] = { "122.12345678", "23.72469206", "122607.35137903",
					       "23.72469206", "23.72469206" };
	for (size_t i = 0; i < AC_COUNT(balances); i++) {
		struct taken taken;
		struct ac_document_rows out = rows_of(&taken);
		if (ac_document_balance(fixture(data, balances[i]), "USDT", &out, error,
					sizeof(error)) != AC_OK)
			fail_msg("%s: %s", balances[i], error);
		CHECK_EQ(balances[i], taken.count, 1);
		CHECK_DEC(balances[i], taken.events[0].balance.wallet, wallets[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_document_rows_positions_become_events),
		cmocka_unit_test(test_document_rows_give_nothing_of_a_snapshot_that_is_refused),
		cmocka_unit_test(test_document_rows_orders_become_events),
		cmocka_unit_test(test_document_rows_algo_orders_become_events),
		cmocka_unit_test(test_document_rows_trades_become_fills_without_a_client_id),
		cmocka_unit_test(test_document_rows_funding_is_picked_out_of_the_income),
		cmocka_unit_test(test_document_rows_balance_is_that_of_the_asset),
		cmocka_unit_test(test_document_rows_rows_of_the_fixtures),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
