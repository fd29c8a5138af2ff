/* The account's documents: what is taken from each, what is refused and why, and the fixtures. */
#include "check.h"

#include <jansson.h>

#include "exchange/binance/documents.h"

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

static void test_documents_server_time_is_a_whole_number(void **state)
{
	(void)state;
	ac_ms time = 7;
#define TIME(json) ac_document_server_time(AC_STR(json), &time, error, sizeof(error))
	check_refused(TIME("{}"), "time: serverTime is missing");
	check_refused(TIME("{\"serverTime\":1.5}"), "serverTime is not a whole number");
	check_refused(TIME("{\"serverTime\":0}"), "serverTime is zero");
	check_refused(TIME("{\"serverTime\":-1}"), "serverTime is not a time");
	check_refused(TIME("{\"serverTime\":9223372036854775807}"), "serverTime is not a time");
	check_refused(TIME("{\"serverTime\":9223372036854775808}"), "not JSON");
	check_refused(TIME("[1]"), "serverTime is missing");
	check_refused(TIME("<html>"), "not JSON");
	check_refused(TIME(""), "not JSON");
	CHECK_EQ("untouched", time, 7);
	CHECK_OK(TIME("{\"serverTime\":1795000000123,\"more\":[1.5]}"));
	CHECK_EQ("time", time, 1795000000123);
#undef TIME
}

static void test_documents_listen_key_can_stand_in_a_path(void **state)
{
	(void)state;
	char key[9] = "before";
#define KEY(json) ac_document_listen_key(AC_STR(json), key, sizeof(key), error, sizeof(error))
	check_refused(KEY("{}"), "listenKey is missing");
	check_refused(KEY("{\"listenKey\":\"\"}"), "listenKey is missing");
	check_refused(KEY("{\"listenKey\":7}"), "listenKey is not text");
	check_refused(KEY("{\"listenKey\":\"a/../b\"}"), "listenKey is no key");
	check_refused(KEY("{\"listenKey\":\"a b\"}"), "listenKey is no key");
	check_refused(KEY("{\"listenKey\":\"123456789\"}"), "listenKey is no key");
	assert_string_equal(key, "before");
	CHECK_OK(KEY("{\"listenKey\":\"aZ09_-x8\"}"));
	assert_string_equal(key, "aZ09_-x8");
#undef KEY
}

static void test_documents_rate_limits_are_those_of_the_exchange(void **state)
{
	(void)state;
	struct ac_rate_limits limits = { 1, 1, 1 };
#define LIMITS(json) ac_document_rate_limits(AC_STR(json), &limits, error, sizeof(error))
	CHECK_OK(LIMITS("{\"serverTime\":1,\"rateLimits\":["
			"{\"rateLimitType\":\"REQUEST_WEIGHT\",\"interval\":\"MINUTE\","
			"\"intervalNum\":1,\"limit\":6000},"
			"{\"rateLimitType\":\"ORDERS\",\"interval\":\"MINUTE\",\"intervalNum\":1,"
			"\"limit\":1100},"
			"{\"rateLimitType\":\"ORDERS\",\"interval\":\"SECOND\",\"intervalNum\":10,"
			"\"limit\":250},"
			"{\"rateLimitType\":\"ORDERS\",\"interval\":\"DAY\",\"intervalNum\":1,"
			"\"limit\":9},{\"rateLimitType\":\"RAW\"}]}"));
	CHECK_EQ("weight", limits.weight_1m, 6000);
	CHECK_EQ("minute", limits.orders_1m, 1100);
	CHECK_EQ("ten seconds", limits.orders_10s, 250);
	CHECK_OK(LIMITS("[{\"rateLimitType\":\"ORDERS\",\"interval\":\"SECOND\","
			"\"intervalNum\":10,\"limit\":600}]"));
	CHECK_EQ("not named", limits.weight_1m, 2400);
	CHECK_EQ("not named", limits.orders_1m, 1200);
	CHECK_EQ("the account's own", limits.orders_10s, 600);
	check_refused(LIMITS("{}"), "rateLimits is not a list");
	check_refused(LIMITS("{\"rateLimits\":[{\"rateLimitType\":\"ORDERS\",\"interval\":"
			     "\"MINUTE\",\"intervalNum\":1,\"limit\":0}]}"),
		      "row 0: limit is no limit");
	check_refused(LIMITS("{\"rateLimits\":[{\"rateLimitType\":\"ORDERS\",\"interval\":"
			     "\"MINUTE\",\"intervalNum\":1,\"limit\":4294967296}]}"),
		      "limit is no limit");
#undef LIMITS
}

#define KLINE(open, o, h, l, c, close)                                                             \
	"[" open ",\"" o "\",\"" h "\",\"" l "\",\"" c "\",\"84.312\"," close                      \
	",\"5162877.41120\",1893,\"40.107\",\"2455991.22310\",\"0\"]"
#define KLINE_1                                                                                    \
	KLINE("1795000020000", "61230.10", "61241.00", "61228.70", "61239.90", "1795000079999")
#define KLINE_2                                                                                    \
	KLINE("1795000080000", "61239.90", "61240.00", "61230.00", "61231.00", "1795000139999")

static struct ac_candle candles[4];
static uint32_t candle_count;

static enum ac_status read_candles(const char *json, ac_ms server_time_ms, uint32_t capacity)
{
	error[0] = '\0';
	return ac_document_candles(ac_str_from(json), server_time_ms, candles, capacity,
				   &candle_count, error, sizeof(error));
}

static void test_documents_candles_leave_out_the_one_that_is_open(void **state)
{
	(void)state;
	const char *both = "[" KLINE_1 "," KLINE_2 "]";
	CHECK_OK(read_candles(both, 1795000140000, 4));
	CHECK_EQ("both are closed", candle_count, 2);
	CHECK_OK(read_candles(both, 1795000139999, 4));
	CHECK_EQ("the second is open", candle_count, 1);
	CHECK_EQ("open time", candles[0].open_time_ms, 1795000020000);
	CHECK_EQ("open", candles[0].open, dec("61230.1").units);
	CHECK_EQ("high", candles[0].high, dec("61241").units);
	CHECK_EQ("low", candles[0].low, dec("61228.7").units);
	CHECK_EQ("close", candles[0].close, dec("61239.9").units);
	CHECK_EQ("volume", candles[0].volume, dec("84.312").units);
	CHECK_EQ("trades", candles[0].trades, 1893);
	CHECK_OK(read_candles("[]", 1795000140000, 0));
	CHECK_EQ("none", candle_count, 0);
}

static void test_documents_candles_that_cannot_be_are_refused(void **state)
{
	(void)state;
	static const struct {
		const char *json, *wanted;
	} rows[] = {
		{ "{\"code\":-1121,\"msg\":\"Invalid symbol.\"}", "is not a list" },
		{ "[[1795000020000]]", "row 0: the candle has too few columns" },
		{ "[7]", "too few columns" },
		{ "[" KLINE("1795000020000.0", "1", "1", "1", "1", "1795000079999") "]",
		  "open time is not a whole number" },
		{ "[" KLINE("1795000020000", "1e3", "1", "1", "1", "1795000079999") "]",
		  "open is not a decimal" },
		{ "[" KLINE("1795000020000", "1", "1", "1", "", "1795000079999") "]",
		  "close is not a decimal" },
		{ "[" KLINE("1795000020000", "1", "1", "2", "1", "1795000079999") "]",
		  "do not enclose" },
		{ "[" KLINE("1795000020000", "1", "1", "0", "1", "1795000079999") "]",
		  "zero or negative" },
		{ "[" KLINE("1795000020000", "1", "1", "1", "1", "1795000319999") "]",
		  "not that of a candle of one minute" },
		{ "[" KLINE("1795000020001", "1", "1", "1", "1", "1795000080000") "]",
		  "whole minute" },
		{ "[" KLINE_2 "," KLINE_1 "]", "row 1: the open time is not after" },
		{ "[" KLINE_1 "," KLINE_1 "]", "row 1: the open time is not after" },
	};
	for (size_t i = 0; i < AC_COUNT(rows); i++) {
		candle_count = 77;
		check_refused(read_candles(rows[i].json, INT64_MAX, 4), rows[i].wanted);
		CHECK_EQ(rows[i].wanted, candle_count, 77);
	}
	CHECK_EQ("full", read_candles("[" KLINE_1 "," KLINE_2 "]", INT64_MAX, 1), AC_ERR_FULL);
}

#define POSITION(symbol, more)                                                                     \
	"{\"symbol\":\"" symbol "\",\"positionSide\":\"BOTH\",\"entryPrice\":\"61124.0\","         \
	"\"breakEvenPrice\":\"61154.562\",\"unRealizedProfit\":\"1.10000000\","                    \
	"\"isolatedWallet\":\"3.5\",\"updateTime\":1795000000950," more "}"

static void test_documents_positions_become_events(void **state)
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

static void test_documents_give_nothing_of_a_snapshot_that_is_refused(void **state)
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

static void test_documents_orders_become_events(void **state)
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
		       ",{\"clientOrderId\":\"an-id-that-is-longer-than-any-of-ours-could-be\","
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

static void test_documents_algo_orders_become_events(void **state)
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

static void test_documents_trades_become_fills_without_a_client_id(void **state)
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

static void test_documents_funding_is_picked_out_of_the_income(void **state)
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

static void test_documents_balance_is_that_of_the_asset(void **state)
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

static void test_documents_account_config_is_complete_or_refused(void **state)
{
	(void)state;
	struct ac_account_config config = { .fee_tier = 77 };
#define CONFIG(json) ac_document_account_config(AC_STR(json), &config, error, sizeof(error))
	check_refused(CONFIG("{\"canTrade\":true,\"dualSidePosition\":false}"),
		      "accountConfig: multiAssetsMargin is missing");
	check_refused(CONFIG("{\"canTrade\":1,\"dualSidePosition\":false,"
			     "\"multiAssetsMargin\":false}"),
		      "canTrade is neither true nor false");
	CHECK_EQ("untouched", config.fee_tier, 77);
	CHECK_OK(CONFIG("{\"feeTier\":2,\"canTrade\":true,\"dualSidePosition\":\"true\","
			"\"multiAssetsMargin\":false,\"tradeGroupId\":-1}"));
	CHECK_EQ("trade", config.can_trade, true);
	CHECK_EQ("hedge", config.is_hedge, true);
	CHECK_EQ("assets", config.is_multi_assets, false);
	CHECK_EQ("tier", config.fee_tier, 2);
#undef CONFIG
}

static void test_documents_symbol_config_names_margin_and_leverage(void **state)
{
	(void)state;
	struct ac_symbol_account_config rows[2];
	uint32_t count = 77;
#define CONFIG(json) ac_document_symbol_config(AC_STR(json), rows, 2, &count, error, sizeof(error))
	CHECK_OK(CONFIG("[{\"symbol\":\"BTCUSDT\",\"marginType\":\"CROSSED\",\"leverage\":10,"
			"\"maxNotionalValue\":\"230000000\"},{\"symbol\":\"ETHUSDT\","
			"\"marginType\":\"ISOLATED\",\"leverage\":\"125\"}]"));
	CHECK_EQ("rows", count, 2);
	assert_string_equal(rows[0].symbol, "BTCUSDT");
	CHECK_EQ("margin", rows[0].margin_type, AC_MARGIN_CROSSED);
	CHECK_EQ("leverage", rows[0].leverage, 10);
	CHECK_EQ("margin", rows[1].margin_type, AC_MARGIN_ISOLATED);
	CHECK_EQ("leverage", rows[1].leverage, 125);
	count = 77;
	check_refused(CONFIG("[{\"symbol\":\"A\",\"marginType\":\"SHARED\",\"leverage\":1}]"),
		      "symbolConfig, row 0: marginType is none of the values");
	check_refused(CONFIG("[{\"symbol\":\"A\",\"marginType\":\"CROSSED\",\"leverage\":0}]"),
		      "leverage is no leverage");
	check_refused(CONFIG("[{\"symbol\":\"A1234567890123456789012345678901234567890123456789\","
			     "\"marginType\":\"CROSSED\",\"leverage\":1}]"),
		      "symbol is too long");
#define ROW "{\"symbol\":\"A\",\"marginType\":\"CROSSED\",\"leverage\":1}"
	CHECK_EQ("full", CONFIG("[" ROW "," ROW "," ROW "]"), AC_ERR_FULL);
	CHECK_EQ("untouched", count, 77);
#undef ROW
#undef CONFIG
}

static void test_documents_commission_is_a_fraction(void **state)
{
	(void)state;
	struct ac_commission commission = { { 7 }, { 7 } };
#define RATE(json) ac_document_commission(AC_STR(json), &commission, error, sizeof(error))
	check_refused(RATE("{\"makerCommissionRate\":0.0002,\"takerCommissionRate\":\"0.0005\"}"),
		      "commissionRate: makerCommissionRate is not a decimal in a string");
	check_refused(RATE("{\"makerCommissionRate\":\"0\",\"takerCommissionRate\":\"1\"}"),
		      "takerCommissionRate is no fraction");
	check_refused(RATE("{\"makerCommissionRate\":\"0\"}"), "takerCommissionRate is missing");
	CHECK_EQ("untouched", commission.maker.units, 7);
	CHECK_OK(RATE("{\"symbol\":\"BTCUSDT\",\"makerCommissionRate\":\"-0.000050\","
		      "\"takerCommissionRate\":\"0.000500\",\"rpiCommissionRate\":\"0.000050\"}"));
	CHECK_DEC("maker", commission.maker, "-0.00005");
	CHECK_DEC("taker", commission.taker, "0.0005");
#undef RATE
}

static void test_documents_key_permissions_are_never_assumed(void **state)
{
	(void)state;
	struct ac_key_permissions key = { .expires_ms = 77 };
#define KEY(json) ac_document_key_permissions(AC_STR(json), &key, error, sizeof(error))
	check_refused(KEY("{\"ipRestrict\":true,\"enableReading\":true,\"enableFutures\":true}"),
		      "apiRestrictions: enableWithdrawals is missing");
	check_refused(KEY("{\"ipRestrict\":true,\"enableReading\":true,\"enableFutures\":true,"
			  "\"enableWithdrawals\":0}"),
		      "enableWithdrawals is neither true nor false");
	CHECK_EQ("untouched", key.expires_ms, 77);
	CHECK_OK(KEY("{\"ipRestrict\":true,\"createTime\":1760000000000,\"enableReading\":true,"
		     "\"enableWithdrawals\":false,\"enableInternalTransfer\":false,"
		     "\"enableFutures\":true,\"permitsUniversalTransfer\":true,"
		     "\"tradingAuthorityExpirationTime\":1800000000000}"));
	CHECK_EQ("address", key.is_ip_restricted, true);
	CHECK_EQ("read", key.can_read, true);
	CHECK_EQ("trade", key.can_trade_futures, true);
	CHECK_EQ("withdraw", key.can_withdraw, false);
	CHECK_EQ("transfer", key.can_transfer, true);
	CHECK_EQ("expires", key.expires_ms, 1800000000000);
	CHECK_OK(KEY("{\"ipRestrict\":false,\"enableReading\":true,\"enableWithdrawals\":true,"
		     "\"enableFutures\":false}"));
	CHECK_EQ("address", key.is_ip_restricted, false);
	CHECK_EQ("withdraw", key.can_withdraw, true);
	CHECK_EQ("transfer", key.can_transfer, false);
	CHECK_EQ("expires", key.expires_ms, 0);
#undef KEY
}

static void test_documents_errors_fit_any_buffer(void **state)
{
	(void)state;
	ac_ms time;
	for (size_t size = 0; size < 40; size++) {
		char *text = malloc(size > 0 ? size : 1);
		assert_non_null(text);
		CHECK_EQ("refused", ac_document_server_time(AC_STR("{}"), &time, text, size),
			 AC_ERR_PARSE);
		assert_true(size == 0 || memchr(text, '\0', size) != NULL);
		free(text);
	}
}

/* ---- fixtures ---- */

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

static void test_documents_rows_of_the_fixtures(void **state)
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

static void test_documents_objects_of_the_fixtures(void **state)
{
	(void)state;
	SKIP_WITHOUT_SHARED_DATA(data);
	ac_ms time = 0;
	CHECK_OK(ac_document_server_time(fixture(data, "endpoints/ExchangeData/GetServerTime.txt"),
					 &time, error, sizeof(error)));
	CHECK_EQ("time", time, 1499827319559);
	char key[128];
	CHECK_OK(ac_document_listen_key(fixture(data, "endpoints/Account/StartUserStream.txt"), key,
					sizeof(key), error, sizeof(error)));
	CHECK_EQ("key", strlen(key), 64);
	struct ac_rate_limits limits;
	CHECK_OK(
		ac_document_rate_limits(fixture(data, "endpoints/ExchangeData/GetExchangeInfo.txt"),
					&limits, error, sizeof(error)));
	CHECK_EQ("weight", limits.weight_1m, 2400);
	CHECK_OK(ac_document_rate_limits(fixture(data, "endpoints/Account/GetOrderRateLimit.txt"),
					 &limits, error, sizeof(error)));
	CHECK_EQ("orders", limits.orders_1m, 1200);
	struct ac_account_config config;
	CHECK_OK(ac_document_account_config(
		fixture(data, "endpoints/Account/GetAccountConfiguration.txt"), &config, error,
		sizeof(error)));
	CHECK_EQ("hedge", config.is_hedge, true);
	struct ac_symbol_account_config symbols[4];
	uint32_t count = 0;
	CHECK_OK(ac_document_symbol_config(
		fixture(data, "endpoints/Account/GetSymbolConfiguration.txt"), symbols, 4, &count,
		error, sizeof(error)));
	CHECK_EQ("leverage", symbols[0].leverage, 21);
	struct ac_commission commission;
	CHECK_OK(
		ac_document_commission(fixture(data, "endpoints/Account/GetUserCommissionRate.txt"),
				       &commission, error, sizeof(error)));
	CHECK_DEC("taker", commission.taker, "0.0004");
	struct ac_candle candle[1];
	check_refused(ac_document_candles(fixture(data, "endpoints/ExchangeData/GetKlines.txt"),
					  INT64_MAX, candle, 1, &count, error, sizeof(error)),
		      "not that of a candle of one minute");
}

/* Recorded candles of five minutes, cut to the minute that they begin with. */
static void test_documents_candles_as_they_were_recorded(void **state)
{
	(void)state;
	SKIP_WITHOUT_SHARED_DATA(data);
	struct ac_str text = fixture(data, "rest/recorded-fapi-responses.json");
	json_t *root = json_loadb(text.data, text.size, 0, NULL);
	assert_non_null(root);
	const json_t *klines = json_object_get(
		json_object_get(json_object_get(root, "routes"), "/fapi/v1/klines"), "GET");
	size_t rows = 0;
	for (size_t i = 0; i < json_array_size(klines); i++) {
		json_t *list = json_object_get(json_array_get(klines, i), "data");
		static struct ac_candle read[2000];
		uint32_t count = 0;
		for (size_t k = 0; k < json_array_size(list); k++) {
			json_t *row = json_array_get(list, k);
			json_int_t open = json_integer_value(json_array_get(row, 0));
			json_array_set_new(row, 6, json_integer(open + 59999));
		}
		char *out = json_dumps(list, JSON_COMPACT);
		assert_non_null(out);
		CHECK_OK(ac_document_candles(ac_str_from(out), INT64_MAX, read, AC_COUNT(read),
					     &count, error, sizeof(error)));
		CHECK_EQ("rows", count, json_array_size(list));
		rows += count;
		free(out);
	}
	assert_true(rows > 0);
	json_decref(root);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_documents_server_time_is_a_whole_number),
		cmocka_unit_test(test_documents_listen_key_can_stand_in_a_path),
		cmocka_unit_test(test_documents_rate_limits_are_those_of_the_exchange),
		cmocka_unit_test(test_documents_candles_leave_out_the_one_that_is_open),
		cmocka_unit_test(test_documents_candles_that_cannot_be_are_refused),
		cmocka_unit_test(test_documents_positions_become_events),
		cmocka_unit_test(test_documents_give_nothing_of_a_snapshot_that_is_refused),
		cmocka_unit_test(test_documents_orders_become_events),
		cmocka_unit_test(test_documents_algo_orders_become_events),
		cmocka_unit_test(test_documents_trades_become_fills_without_a_client_id),
		cmocka_unit_test(test_documents_funding_is_picked_out_of_the_income),
		cmocka_unit_test(test_documents_balance_is_that_of_the_asset),
		cmocka_unit_test(test_documents_account_config_is_complete_or_refused),
		cmocka_unit_test(test_documents_symbol_config_names_margin_and_leverage),
		cmocka_unit_test(test_documents_commission_is_a_fraction),
		cmocka_unit_test(test_documents_key_permissions_are_never_assumed),
		cmocka_unit_test(test_documents_errors_fit_any_buffer),
		cmocka_unit_test(test_documents_rows_of_the_fixtures),
		cmocka_unit_test(test_documents_objects_of_the_fixtures),
		cmocka_unit_test(test_documents_candles_as_they_were_recorded),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
