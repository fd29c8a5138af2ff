/* The lists that answer questions about trades and positions: all of a list becomes events, or
 * nothing does. */
#include "reply_rig.h"

#define TRADE(id, more)                                                                            \
	"{\"symbol\":\"BTCUSDT\",\"id\":" id ",\"orderId\":88412007731,\"side\":\"SELL\","         \
	"\"positionSide\":\"LONG\",\"price\":\"60998.70\",\"qty\":\"0.010\",\"quoteQty\":"         \
	"\"609.98700\",\"realizedPnl\":\"-1.5\",\"maker\":true,\"buyer\":false,\"time\":"          \
	"1795000000945" more "}"
#define PAID ",\"commission\":\"0.30499350\",\"commissionAsset\":\"USDT\""

static void test_reply_rows_gives_trades_before_it_says_done(void **state)
{
	(void)state;
	struct ac_event event =
		decode(AC_COMMAND_QUERY_TRADES, 200, "[" TRADE("9", PAID) "," TRADE("8", PAID) "]");
	CHECK_EQ("outcome", event.reply.outcome, AC_OUTCOME_DONE);
	CHECK_EQ("rows", rows_count, 2);
	CHECK_EQ("rows", rows.count, 2);
	CHECK_EQ("the highest", rows.last_trade_id, 9);
	CHECK_EQ("page", rows.is_page_full, false);
	const struct ac_order_update *trade = &rows_taken[0].order;
	CHECK_EQ("kind", rows_taken[0].kind, AC_EVENT_ORDER);
	CHECK_EQ("symbol", rows_taken[0].symbol, 3);
	CHECK_EQ("book", rows_taken[0].book, AC_BOOK_NONE);
	CHECK_EQ("received", rows_taken[0].recv_ns, RECV);
	CHECK_EQ("time", rows_taken[0].time_ns, 1795000000945 * AC_NS_PER_MS);
	CHECK_EQ("fill", trade->is_fill, true);
	CHECK_EQ("from query", trade->is_from_query, true);
	CHECK_EQ("maker", trade->is_maker, true);
	CHECK_EQ("status", trade->status, AC_STATUS_NEW);
	CHECK_EQ("side", trade->side, AC_SIDE_SELL);
	CHECK_EQ("position", trade->position_side, AC_POSITION_LONG);
	CHECK_EQ("order", trade->exchange_id, 88412007731);
	CHECK_EQ("trade", trade->trade_id, 9);
	CHECK_DEC("price", trade->fill_price, "60998.7");
	CHECK_DEC("quantity", trade->fill_quantity, "0.01");
	CHECK_DEC("commission", trade->commission, "0.3049935");
	CHECK_DEC("profit", trade->realized_profit, "-1.5");
	CHECK_EQ("time", trade->time_ms, 1795000000945);
	assert_string_equal(trade->client_id, "");
	event = decode(AC_COMMAND_QUERY_TRADES, 200, "[]");
	CHECK_EQ("none", event.reply.outcome, AC_OUTCOME_DONE);
	CHECK_EQ("none", rows.count, 0);
}

static void test_reply_rows_books_commission_of_the_margin_asset_only(void **state)
{
	(void)state;
#define FEE(asset) ",\"commission\":\"0.5\",\"commissionAsset\":\"" asset "\""
	static const struct {
		const char *body, *commission;
	} table[] = {
		{ TRADE("1", FEE("USDT")), "0.5" },
		{ TRADE("1", FEE("BNB")), "0" },
		{ TRADE("1", FEE("USDC") ",\"marginAsset\":\"USDC\""), "0.5" },
		{ TRADE("1", FEE("USDT") ",\"marginAsset\":\"USDC\""), "0" },
		{ TRADE("1", FEE("ABCBTCUSDT")), "0" },
		{ TRADE("1", ",\"commission\":\"-0.25\""), "-0.25" },
		{ TRADE("1", FEE("USDT") ",\"symbol\":\"BTCUSDT_261225\""), "0.5" },
		{ TRADE("1", FEE("261225") ",\"symbol\":\"BTCUSDT_261225\""), "0" },
	};
#undef FEE
	for (size_t i = 0; i < AC_COUNT(table); i++) {
		char body[600];
		snprintf(body, sizeof(body), "[%s]", table[i].body);
		struct ac_event event = decode(AC_COMMAND_QUERY_TRADES, 200, body);
		CHECK_EQ(body, event.reply.outcome, AC_OUTCOME_DONE);
		CHECK_DEC(body, rows_taken[0].order.commission, table[i].commission);
	}
}

static void test_reply_rows_says_when_a_page_is_full(void **state)
{
	(void)state;
	static char body[400 * 1001];
	for (int count = 999; count <= 1000; count++) {
		size_t size = 0;
		for (int i = 0; i < count; i++)
			size += (size_t)snprintf(body + size, sizeof(body) - size, "%c%s",
						 i == 0 ? '[' : ',', TRADE("17", PAID));
		memcpy(body + size, "]", 2);
		struct ac_event event = decode(AC_COMMAND_QUERY_TRADES, 200, body);
		CHECK_EQ("outcome", event.reply.outcome, AC_OUTCOME_DONE);
		CHECK_EQ("rows", rows.count, count);
		CHECK_EQ("full", rows.is_page_full, count == 1000);
		CHECK_EQ("last", rows.last_trade_id, 17);
	}
}

#define POSITION(side, amount, more)                                                               \
	"{\"symbol\":\"BTCUSDT\",\"positionSide\":\"" side "\",\"positionAmt\":\"" amount          \
	"\",\"unRealizedProfit\":\"1.1\",\"updateTime\":1795000000950" more "}"
#define ENTRY ",\"entryPrice\":\"61124.0125000049\",\"isolatedWallet\":\"3.5\""

static void test_reply_rows_gives_positions_before_it_says_done(void **state)
{
	(void)state;
	struct ac_event event =
		decode(AC_COMMAND_QUERY_POSITION, 200,
		       "[" POSITION("SHORT", "-0.010", ENTRY) "," POSITION("LONG", "0", "") "]");
	CHECK_EQ("outcome", event.reply.outcome, AC_OUTCOME_DONE);
	CHECK_EQ("rows", rows_count, 2);
	const struct ac_position_update *position = &rows_taken[0].position;
	CHECK_EQ("kind", rows_taken[0].kind, AC_EVENT_POSITION);
	CHECK_EQ("symbol", rows_taken[0].symbol, 3);
	CHECK_EQ("side", position->position_side, AC_POSITION_SHORT);
	CHECK_EQ("snapshot", position->is_snapshot, true);
	CHECK_DEC("amount", position->amount, "-0.01");
	CHECK_DEC("an average, rounded", position->entry_price, "61124.0125");
	CHECK_DEC("isolated", position->isolated_wallet, "3.5");
	CHECK_EQ("time", position->time_ms, 1795000000950);
	CHECK_EQ("flat", rows_taken[1].position.position_side, AC_POSITION_LONG);
	CHECK_EQ("flat", rows_taken[1].position.amount.units, 0);
	event = decode(AC_COMMAND_QUERY_POSITION, 200, "[]");
	CHECK_EQ("absence is flat", event.reply.outcome, AC_OUTCOME_DONE);
	CHECK_EQ("absence is flat", rows_count, 0);
}

static void test_reply_rows_gives_no_part_of_a_list_that_cannot_be_read(void **state)
{
	(void)state;
	static const struct {
		enum ac_command_kind kind;
		const char *body;
	} table[] = {
		{ AC_COMMAND_QUERY_TRADES, "[" TRADE("1", PAID) "," TRADE("2", "") "]" },
		{ AC_COMMAND_QUERY_TRADES, "[" TRADE("1", PAID) "," TRADE("2", PAID) },
		{ AC_COMMAND_QUERY_TRADES, "[" TRADE("1", PAID) "]]" },
		{ AC_COMMAND_QUERY_TRADES, "[" TRADE("1", PAID) "," TRADE("\"x\"", PAID) "]" },
		{ AC_COMMAND_QUERY_TRADES, "[" TRADE("1", PAID ",\"qty\":\"0\"") "]" },
		{ AC_COMMAND_QUERY_TRADES, "[" TRADE("1", PAID ",\"price\":\"-1\"") "]" },
		{ AC_COMMAND_QUERY_TRADES, "[" TRADE("1", PAID ",\"side\":\"HOLD\"") "]" },
		{ AC_COMMAND_QUERY_TRADES, "[" TRADE("1", PAID ",\"positionSide\":\"UP\"") "]" },
		{ AC_COMMAND_QUERY_TRADES, "[" TRADE("1", PAID ",\"time\":-1") "]" },
		{ AC_COMMAND_QUERY_TRADES,
		  "[" TRADE("1", PAID) "," TRADE("2", PAID ",\"symbol\":\"ETHUSDT\"") "]" },
		{ AC_COMMAND_QUERY_POSITION, "[" POSITION("BOTH", "1", ENTRY) ",{}]" },
		{ AC_COMMAND_QUERY_POSITION, "[" POSITION("BOTH", "1", "") "]" },
		{ AC_COMMAND_QUERY_POSITION, "[" POSITION("NORTH", "0", ENTRY) "]" },
		{ AC_COMMAND_QUERY_POSITION, "[" POSITION("BOTH", "0.123456789", ENTRY) "]" },
		{ AC_COMMAND_QUERY_POSITION,
		  "[" POSITION("BOTH", "1", ENTRY) "," POSITION(
			  "BOTH", "1", ENTRY ",\"symbol\":\"ETHUSDT\"") "]" },
		{ AC_COMMAND_QUERY_POSITION, "{\"positions\":[]}" },
	};
	for (size_t i = 0; i < AC_COUNT(table); i++) {
		struct ac_event event = decode(table[i].kind, 200, table[i].body);
		CHECK_EQ(table[i].body, event.reply.outcome, AC_OUTCOME_UNKNOWN);
		CHECK_EQ(table[i].body, rows_count, 0);
		CHECK_EQ(table[i].body, rows.count, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reply_rows_gives_trades_before_it_says_done),
		cmocka_unit_test(test_reply_rows_books_commission_of_the_margin_asset_only),
		cmocka_unit_test(test_reply_rows_says_when_a_page_is_full),
		cmocka_unit_test(test_reply_rows_gives_positions_before_it_says_done),
		cmocka_unit_test(test_reply_rows_gives_no_part_of_a_list_that_cannot_be_read),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
