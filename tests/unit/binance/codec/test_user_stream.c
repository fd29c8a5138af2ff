/* The account's events: every field of what they give, what passes by, and what is refused why. */
#include "stream_rig.h"

#define ORDER_WITH(type, status, more)                                                             \
	"{\"e\":\"ORDER_TRADE_UPDATE\",\"E\":1795000000952,\"T\":1795000000950,\"o\":{\"s\":"      \
	"\"BTCUSDT\",\"c\":\"c1-000041\",\"S\":\"BUY\",\"o\":\"LIMIT\",\"f\":\"GTC\",\"q\":"       \
	"\"0.010\",\"p\":\"61000.00\",\"ap\":\"60998.70000\",\"sp\":\"0\",\"x\":\"" type           \
	"\",\"X\":\"" status                                                                       \
	"\",\"i\":88412007731,\"l\":\"0.004\",\"z\":\"0.010\",\"L\":\"60998.70\",\"N\":\"USDT\","  \
	"\"n\":\"0.12199740\",\"T\":1795000000945,\"t\":9223372036854775807,\"b\":\"0\",\"a\":"    \
	"\"0\",\"m\":true,\"R\":false,\"wt\":\"CONTRACT_PRICE\",\"ot\":\"LIMIT\",\"ps\":\"BOTH\"," \
	"\"cp\":false,\"pP\":false,\"si\":0,\"ss\":0,\"rp\":\"-1.25\",\"V\":\"EXPIRE_MAKER\","     \
	"\"pm\":\"NONE\",\"gtd\":0,\"er\":\"0\"" more "}}"
#define FILL ORDER_WITH("TRADE", "FILLED", "")
#define CALM ",\"l\":\"0\",\"L\":\"0\",\"N\":null,\"n\":null,\"t\":0,\"m\":false,\"rp\":\"0\""
#define ALGO_WITH(status, more)                                                                    \
	"{\"e\":\"ALGO_UPDATE\",\"T\":1795000100019,\"E\":1795000100020,\"o\":{\"caid\":"          \
	"\"sl-000041\",\"aid\":1000000099120345,\"at\":\"CONDITIONAL\",\"o\":\"STOP_MARKET\","     \
	"\"s\":\"BTCUSDT\",\"S\":\"SELL\",\"ps\":\"LONG\",\"f\":\"GTC\",\"q\":\"0.010\",\"X\":"    \
	"\"" status "\",\"ai\":\"88412555001\",\"ap\":\"59990.1\",\"aq\":\"0.010\",\"act\":"       \
	"\"MARKET\",\"tp\":\"60000\",\"p\":\"0\",\"V\":\"EXPIRE_MAKER\",\"wt\":\"MARK_PRICE\","    \
	"\"pm\":\"NONE\",\"cp\":true,\"pP\":true,\"R\":false,\"tt\":1795000100008,\"gtd\":0,"      \
	"\"rm\":\"\",\"ia\":false" more "}}"
#define ACCOUNT_WITH(reason, more)                                                                 \
	"{\"e\":\"ACCOUNT_UPDATE\",\"E\":1795000000951,\"T\":1795000000950,\"a\":{\"m\":\"" reason \
	"\",\"B\":[{\"a\":\"BNB\",\"wb\":\"1\",\"cw\":\"1\",\"bc\":\"0\"},{\"a\":\"USDT\",\"wb\":" \
	"\"4999.69500650\",\"cw\":\"4000\",\"bc\":\"-12.5\"}]" more "}}"
#define POSITIONS                                                                                  \
	",\"P\":[{\"s\":\"BTCUSDT\",\"pa\":\"0.010\",\"ep\":\"60998.7\",\"bep\":\"61029.2\","      \
	"\"cr\":\"12.40\",\"up\":\"0.35\",\"mt\":\"cross\",\"iw\":\"0\",\"ps\":\"BOTH\"},"         \
	"{\"s\":\"DOGEUSDT\",\"pa\":\"-38\",\"ep\":\"0.13847368421053\",\"mt\":\"isolated\","      \
	"\"iw\":\"1.5\",\"ps\":\"SHORT\"},"                                                        \
	"{\"s\":\"NOTOURSUSDT\",\"pa\":\"1\",\"ep\":\"1\",\"iw\":\"0\",\"ps\":\"LONG\"}]"
#define LITE                                                                                       \
	"{\"e\":\"TRADE_LITE\",\"E\":1795000000952,\"T\":1795000000950,\"s\":\"BTCUSDT\",\"q\":"   \
	"\"0.010\",\"p\":\"61000.00\",\"m\":false,\"c\":\"c1-000041\",\"S\":\"BUY\",\"L\":"        \
	"\"60998.70\",\"l\":\"0.010\",\"t\":6120004411,\"i\":88412007731}"
#define CALL                                                                                       \
	"{\"e\":\"MARGIN_CALL\",\"E\":1795000000000,\"cw\":\"31.20\",\"p\":[{\"s\":\"ETHUSDT\","   \
	"\"ps\":\"BOTH\",\"pa\":\"1.200\",\"mt\":\"CROSSED\",\"iw\":\"0\",\"mp\":\"2410.5\","      \
	"\"up\":\"-22.1\",\"mm\":\"14.4\"}]}"

static void test_user_stream_fill_carries_every_field(void **state)
{
	(void)state;
	static const char *const frames[] = {
		FILL,
		"{\"stream\":\"listenkey\",\"data\":" FILL "}",
	};
	struct rig *rig = rig_create();
	for (size_t i = 0; i < AC_COUNT(frames); i++) {
		rig_equal("fill", rig_user(rig, ac_str_from(frames[i])), AC_FRAME_EVENTS);
		const struct ac_event *event = &rig->events[0];
		const struct ac_order_update *update = &event->order;
		rig_equal("count", rig->count, 1);
		rig_equal("kind", event->kind, AC_EVENT_ORDER);
		rig_equal("symbol", event->symbol, RIG_BTC);
		rig_equal("book", event->book, AC_BOOK_NONE);
		rig_equal("flags", event->flags, 0);
		rig_equal("time", event->time_ns, 1795000000950000000);
		rig_equal("received", event->recv_ns, RIG_RECV_NS);
		rig_equal("status", update->status, AC_STATUS_FILLED);
		rig_equal("side", update->side, AC_SIDE_BUY);
		rig_equal("position side", update->position_side, AC_POSITION_BOTH);
		rig_equal("type", update->type, AC_ORDER_LIMIT);
		rig_equal("fill", update->is_fill, true);
		rig_equal("maker", update->is_maker, true);
		rig_equal("from query", update->is_from_query, false);
		rig_equal("reduce only", update->reduce_only, false);
		rig_equal("expiry", update->expiry_reason, 0);
		rig_equal("order id", update->exchange_id, 88412007731);
		rig_equal("trade id", update->trade_id, INT64_MAX);
		rig_equal("quantity", update->quantity.units, rig_units("0.010"));
		rig_equal("price", update->price.units, rig_units("61000"));
		rig_equal("executed", update->executed.units, rig_units("0.010"));
		rig_equal("average", update->average_price.units, rig_units("60998.7"));
		rig_equal("fill quantity", update->fill_quantity.units, rig_units("0.004"));
		rig_equal("fill price", update->fill_price.units, rig_units("60998.7"));
		rig_equal("commission", update->commission.units, rig_units("0.1219974"));
		rig_equal("profit", update->realized_profit.units, rig_units("-1.25"));
		rig_equal("time", update->time_ms, 1795000000945);
		assert_string_equal(update->client_id, "c1-000041");
		rig_equal("frame's trade", rig->frame.trade_id, INT64_MAX);
		rig_equal("frame's symbol", rig->frame.symbol, RIG_BTC);
		rig_equal("event time", rig->frame.event_time_ms, 1795000000952);
		assert_string_equal(rig->frame.text, "ORDER_TRADE_UPDATE");
	}
	free(rig);
}

static void test_user_stream_order_states_are_read(void **state)
{
	(void)state;
	static const struct {
		const char *name, *frame;
		enum ac_order_status status;
		bool is_fill;
		int32_t expiry;
	} cases[] = {
		{ "new", ORDER_WITH("NEW", "NEW", CALM ",\"z\":\"0\""), AC_STATUS_NEW, false, 0 },
		{ "partly", ORDER_WITH("TRADE", "PARTIALLY_FILLED", ""), AC_STATUS_PARTIALLY_FILLED,
		  true, 0 },
		{ "canceled", ORDER_WITH("CANCELED", "CANCELED", CALM), AC_STATUS_CANCELED, false,
		  0 },
		{ "expired", ORDER_WITH("EXPIRED", "EXPIRED", CALM ",\"er\":\"4\""),
		  AC_STATUS_EXPIRED, false, 4 },
		{ "expired by liquidation", ORDER_WITH("EXPIRED", "EXPIRED", CALM ",\"er\":5"),
		  AC_STATUS_EXPIRED, false, 5 },
		{ "a reason that is none", ORDER_WITH("EXPIRED", "EXPIRED", CALM ",\"er\":\"?\""),
		  AC_STATUS_EXPIRED, false, 0 },
		{ "self trade", ORDER_WITH("EXPIRED", "EXPIRED_IN_MATCH", CALM ",\"er\":\"1\""),
		  AC_STATUS_EXPIRED_IN_MATCH, false, 1 },
		{ "rejected", ORDER_WITH("NEW", "REJECTED", CALM), AC_STATUS_REJECTED, false, 0 },
		{ "amended", ORDER_WITH("AMENDMENT", "NEW", CALM ",\"M\":5"), AC_STATUS_NEW, false,
		  0 },
		{ "a fill next to an unknown status", ORDER_WITH("TRADE", "NOVEL", ""),
		  AC_STATUS_NEW, true, 0 },
		{ "a status of conditional orders", ORDER_WITH("NEW", "FINISHED", CALM),
		  AC_STATUS_NEW, false, 0 },
		{ "an unknown kind without a fill", ORDER_WITH("NOVEL", "NEW", CALM), AC_STATUS_NEW,
		  false, 0 },
		{ "liquidation", ORDER_WITH("CALCULATED", "FILLED", ""), AC_STATUS_FILLED, true,
		  5 },
		{ "liquidation begins", ORDER_WITH("CALCULATED", "NEW", CALM ",\"z\":\"0\""),
		  AC_STATUS_NEW, false, 5 },
		{ "insurance", ORDER_WITH("CALCULATED", "NEW_INSURANCE", ""), AC_STATUS_FILLED,
		  true, 5 },
		{ "insurance in part",
		  ORDER_WITH("CALCULATED", "NEW_INSURANCE", ",\"z\":\"0.004\""),
		  AC_STATUS_PARTIALLY_FILLED, true, 5 },
		{ "deleveraging", ORDER_WITH("CALCULATED", "NEW_ADL", ",\"c\":\"adl_autoclose_1\""),
		  AC_STATUS_FILLED, true, 0 },
		{ "deleveraging begins",
		  ORDER_WITH("NEW", "NEW_ADL", CALM ",\"z\":\"0\",\"c\":\"adl_autoclose_1\""),
		  AC_STATUS_NEW, false, 0 },
	};
	struct rig *rig = rig_create();
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		rig_equal(cases[i].name, rig_user(rig, ac_str_from(cases[i].frame)),
			  AC_FRAME_EVENTS);
		const struct ac_order_update *update = &rig->events[0].order;
		rig_equal(cases[i].name, update->status, cases[i].status);
		rig_equal(cases[i].name, update->is_fill, cases[i].is_fill);
		rig_equal(cases[i].name, update->expiry_reason, cases[i].expiry);
		rig_equal(cases[i].name, update->fill_quantity.units > 0, cases[i].is_fill);
		rig_equal(cases[i].name, update->trade_id != 0, cases[i].is_fill);
		rig_equal(cases[i].name, update->is_maker, cases[i].is_fill);
		rig_equal(cases[i].name, update->commission.units != 0, cases[i].is_fill);
	}
	free(rig);
}

static void test_user_stream_type_of_a_triggered_order_is_what_it_is_now(void **state)
{
	(void)state;
	struct rig *rig = rig_create();
	static const struct {
		const char *frame;
		enum ac_order_type type;
	} cases[] = {
		{ ORDER_WITH("NEW", "NEW", CALM ",\"o\":\"MARKET\",\"ot\":\"STOP_MARKET\""),
		  AC_ORDER_MARKET },
		{ ORDER_WITH("NEW", "NEW", CALM ",\"o\":\"LIQUIDATION\",\"ot\":\"MARKET\""),
		  AC_ORDER_MARKET },
		{ ORDER_WITH("NEW", "NEW", CALM ",\"o\":\"NOVEL\",\"ot\":null"), AC_ORDER_LIMIT },
		{ ORDER_WITH("NEW", "NEW", CALM ",\"o\":\"NOVEL\",\"ot\":\"X\",\"p\":\"0\""),
		  AC_ORDER_MARKET },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		rig_equal(cases[i].frame, rig_user(rig, ac_str_from(cases[i].frame)),
			  AC_FRAME_EVENTS);
		rig_equal(cases[i].frame, rig->events[0].order.type, cases[i].type);
	}
	free(rig);
}

static void test_user_stream_commission_in_another_asset_is_named_and_not_booked(void **state)
{
	(void)state;
	struct rig *rig = rig_create();
	rig_equal("BNB",
		  rig_user(rig, AC_STR(ORDER_WITH("TRADE", "FILLED",
						  ",\"N\":\"BNB\",\"n\":\"0.00012\""))),
		  AC_FRAME_EVENTS);
	rig_equal("commission", rig->events[0].order.commission.units, 0);
	rig_equal("fill", rig->events[0].order.is_fill, true);
	assert_string_equal(rig->frame.text,
			    "ORDER_TRADE_UPDATE: a commission is not booked: 0.00012 BNB");
	rig_equal("a rebate",
		  rig_user(rig, AC_STR(ORDER_WITH("TRADE", "FILLED", ",\"n\":\"-0.5\""))),
		  AC_FRAME_EVENTS);
	rig_equal("commission", rig->events[0].order.commission.units, rig_units("-0.5"));
	free(rig);
}

static void test_user_stream_orders_of_strangers_are_given(void **state)
{
	(void)state;
	struct rig *rig = rig_create();
	rig_equal("symbol",
		  rig_user(rig, AC_STR(ORDER_WITH("TRADE", "FILLED", ",\"s\":\"XUSDT\""))),
		  AC_FRAME_EVENTS);
	rig_equal("symbol", rig->events[0].symbol, AC_SYMBOL_NONE);
	rig_equal("id",
		  rig_user(rig, AC_STR(ORDER_WITH(
					"TRADE", "FILLED",
					",\"c\":\"123456789012345678901234567890123456789\""))),
		  AC_FRAME_EVENTS);
	assert_string_equal(rig->events[0].order.client_id, "123456789012345678901234567890123456");
	rig_equal("id",
		  rig_user(rig,
			   AC_STR(ORDER_WITH("TRADE", "FILLED",
					     ",\"c\":\"12345678901234567890123456789012345币\""))),
		  AC_FRAME_EVENTS);
	assert_string_equal(rig->events[0].order.client_id, "12345678901234567890123456789012345");
	rig_equal("id",
		  rig_user(rig, AC_STR(ORDER_WITH("TRADE", "FILLED",
						  ",\"c\":\"\\u0063\\u0031\",\"S\":\"SELL\","
						  "\"ps\":\"SHORT\",\"R\":true"))),
		  AC_FRAME_EVENTS);
	assert_string_equal(rig->events[0].order.client_id, "c1");
	rig_equal("side", rig->events[0].order.side, AC_SIDE_SELL);
	rig_equal("position side", rig->events[0].order.position_side, AC_POSITION_SHORT);
	rig_equal("reduce only", rig->events[0].order.reduce_only, true);
	free(rig);
}

static const struct {
	const char *name, *frame, *executed;
	int64_t order_id;
	enum ac_order_status status;
	int32_t code;
} algo_frames[] = {
	{ "new", ALGO_WITH("NEW", ",\"ai\":\"\",\"aq\":\"0.0000\",\"rm\":\"Reduce Only reject\""),
	  "0", 0, AC_STATUS_NEW, 0 },
	{ "triggering", ALGO_WITH("TRIGGERING", ",\"ai\":\"\",\"aq\":null"), "0", 0,
	  AC_STATUS_TRIGGERING, 0 },
	{ "triggered", ALGO_WITH("TRIGGERED", ",\"aq\":\"0\""), "0", 88412555001,
	  AC_STATUS_TRIGGERED, 0 },
	{ "finished", ALGO_WITH("FINISHED", ""), "0.01", 88412555001, AC_STATUS_FINISHED, 0 },
	{ "canceled", ALGO_WITH("CANCELED", ",\"ai\":\"\",\"aq\":\"\""), "0", 0, AC_STATUS_CANCELED,
	  0 },
	{ "expired", ALGO_WITH("EXPIRED", ",\"ai\":\"\",\"aq\":\"\",\"rm\":null"), "0", 0,
	  AC_STATUS_EXPIRED, 0 },
	{ "rejected for its position",
	  ALGO_WITH("REJECTED", ",\"ai\":\"\",\"aq\":\"\",\"rm\":\"Reduce Only reject\""), "0", 0,
	  AC_STATUS_REJECTED, -2022 },
	{ "rejected for its position",
	  ALGO_WITH("REJECTED",
		    ",\"ai\":\"\",\"aq\":\"\",\"rm\":\"ReduceOnly Order is rejected.\""),
	  "0", 0, AC_STATUS_REJECTED, -2022 },
	{ "rejected for its margin",
	  ALGO_WITH("REJECTED", ",\"ai\":\"\",\"aq\":\"\",\"rm\":\"Margin is insufficient.\""), "0",
	  0, AC_STATUS_REJECTED, -2019 },
	{ "rejected for another reason",
	  ALGO_WITH("REJECTED", ",\"ai\":\"\",\"aq\":\"\",\"rm\":\"Whatever\""), "0", 0,
	  AC_STATUS_REJECTED, -1 },
	{ "rejected without a reason", ALGO_WITH("REJECTED", ",\"ai\":\"\",\"aq\":\"\""), "0", 0,
	  AC_STATUS_REJECTED, -1 },
	{ "unknown", ALGO_WITH("NOVEL", ",\"ai\":\"\",\"aq\":\"\""), "0", 0, AC_STATUS_NEW, 0 },
};

static void test_user_stream_algo_carries_every_field_in_each_state(void **state)
{
	(void)state;

	struct rig *rig = rig_create();
	for (size_t i = 0; i < AC_COUNT(algo_frames); i++) {
		rig_equal(algo_frames[i].name, rig_user(rig, ac_str_from(algo_frames[i].frame)),
			  AC_FRAME_EVENTS);
		const struct ac_event *event = &rig->events[0];
		const struct ac_algo_update *update = &event->algo;
		rig_equal(algo_frames[i].name, event->kind, AC_EVENT_ALGO);
		rig_equal(algo_frames[i].name, event->symbol, RIG_BTC);
		rig_equal(algo_frames[i].name, event->time_ns, 1795000100019000000);
		rig_equal(algo_frames[i].name, update->status, algo_frames[i].status);
		rig_equal(algo_frames[i].name, update->side, AC_SIDE_SELL);
		rig_equal(algo_frames[i].name, update->position_side, AC_POSITION_LONG);
		rig_equal(algo_frames[i].name, update->type, AC_ORDER_STOP_MARKET);
		rig_equal(algo_frames[i].name, update->algo_id, 1000000099120345);
		rig_equal(algo_frames[i].name, update->order_id, algo_frames[i].order_id);
		rig_equal(algo_frames[i].name, update->executed.units,
			  rig_units(algo_frames[i].executed));
		rig_equal(algo_frames[i].name, update->trigger_price.units, rig_units("60000"));
		rig_equal(algo_frames[i].name, update->code, algo_frames[i].code);
		rig_equal(algo_frames[i].name, update->time_ms, 1795000100019);
		assert_string_equal(update->client_id, "sl-000041");
	}
	free(rig);
}

static void test_user_stream_account_gives_balance_then_positions(void **state)
{
	(void)state;
	struct rig *rig = rig_create();
	rig_equal("account", rig_user(rig, AC_STR(ACCOUNT_WITH("ORDER", POSITIONS))),
		  AC_FRAME_EVENTS);
	rig_equal("events", rig->count, 4);
	const struct ac_event *events = rig->events;
	rig_equal("kind", events[0].kind, AC_EVENT_BALANCE);
	rig_equal("time", events[0].time_ns, 1795000000950000000);
	rig_equal("wallet", events[0].balance.wallet.units, rig_units("4999.6950065"));
	rig_equal("cross", events[0].balance.cross_wallet.units, rig_units("4000"));
	rig_equal("change", events[0].balance.change.units, rig_units("-12.5"));
	rig_equal("transfer", events[0].balance.is_transfer, false);
	assert_string_equal(events[0].balance.asset, "USDT");
	rig_equal("kind", events[1].kind, AC_EVENT_POSITION);
	rig_equal("symbol", events[1].symbol, RIG_BTC);
	rig_equal("amount", events[1].position.amount.units, rig_units("0.01"));
	rig_equal("entry", events[1].position.entry_price.units, rig_units("60998.7"));
	rig_equal("side", events[1].position.position_side, AC_POSITION_BOTH);
	rig_equal("snapshot", events[1].position.is_snapshot, false);
	rig_equal("time", events[1].position.time_ms, 1795000000950);
	rig_equal("symbol", events[2].symbol, RIG_DOGE);
	rig_equal("amount", events[2].position.amount.units, rig_units("-38"));
	rig_equal("entry", events[2].position.entry_price.units, rig_units("0.13847368"));
	rig_equal("isolated", events[2].position.isolated_wallet.units, rig_units("1.5"));
	rig_equal("side", events[2].position.position_side, AC_POSITION_SHORT);
	rig_equal("symbol", events[3].symbol, AC_SYMBOL_NONE);
	rig_equal("side", events[3].position.position_side, AC_POSITION_LONG);
	free(rig);
}

static void test_user_stream_funding_is_the_balance_change(void **state)
{
	(void)state;
	static const struct {
		const char *name, *frame;
		uint16_t symbol;
		uint32_t events;
	} cases[] = {
		{ "named", ACCOUNT_WITH("FUNDING_FEE", ",\"S\":\"ETHUSDT\""), RIG_ETH, 2 },
		{ "named twice", ACCOUNT_WITH("FUNDING_FEE", POSITIONS ",\"S\":\"ETHUSDT\""),
		  RIG_ETH, 5 },
		{ "isolated", ACCOUNT_WITH("FUNDING_FEE", POSITIONS), RIG_BTC, 5 },
		{ "unnamed", ACCOUNT_WITH("FUNDING_FEE", ""), AC_SYMBOL_NONE, 2 },
		{ "unnamed", ACCOUNT_WITH("FUNDING_FEE", ",\"P\":[]"), AC_SYMBOL_NONE, 2 },
		{ "a stranger", ACCOUNT_WITH("FUNDING_FEE", ",\"S\":\"XUSDT\""), AC_SYMBOL_NONE,
		  2 },
	};
	struct rig *rig = rig_create();
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		rig_equal(cases[i].name, rig_user(rig, ac_str_from(cases[i].frame)),
			  AC_FRAME_EVENTS);
		rig_equal(cases[i].name, rig->count, cases[i].events);
		const struct ac_event *funding = &rig->events[0];
		rig_equal(cases[i].name, funding->kind, AC_EVENT_FUNDING);
		rig_equal(cases[i].name, funding->symbol, cases[i].symbol);
		rig_equal(cases[i].name, funding->funding.payment.units, rig_units("-12.5"));
		rig_equal(cases[i].name, funding->funding.rate.units, 0);
		rig_equal(cases[i].name, funding->funding.time_ms, 1795000000950);
		rig_equal(cases[i].name, rig->events[1].kind, AC_EVENT_BALANCE);
		rig_equal(cases[i].name, rig->events[1].balance.is_transfer, false);
	}
	free(rig);
}

static void test_user_stream_transfers_are_what_moves_money_without_trading(void **state)
{
	(void)state;
	static const struct {
		const char *reason;
		bool is_transfer;
	} cases[] = {
		{ "DEPOSIT", true },
		{ "WITHDRAW", true },
		{ "WITHDRAW_REJECT", true },
		{ "ADMIN_DEPOSIT", true },
		{ "ADMIN_WITHDRAW", true },
		{ "ASSET_TRANSFER", true },
		{ "AUTO_EXCHANGE", true },
		{ "COIN_SWAP_DEPOSIT", true },
		{ "COIN_SWAP_WITHDRAW", true },
		{ "ORDER", false },
		{ "ADJUSTMENT", false },
		{ "INSURANCE_CLEAR", false },
		{ "MARGIN_TRANSFER", false },
		{ "MARGIN_TYPE_CHANGE", false },
		{ "OPTIONS_PREMIUM_FEE", false },
		{ "OPTIONS_SETTLE_PROFIT", false },
		{ "SOMETHING_NEW", false },
	};
	struct rig *rig = rig_create();
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		char text[1024];
		snprintf(text, sizeof(text),
			 "{\"e\":\"ACCOUNT_UPDATE\",\"T\":5,\"a\":{\"m\":\"%s\",\"B\":[{\"a\":"
			 "\"USDT\",\"wb\":\"10\",\"cw\":\"9\",\"bc\":\"100.5\"}]}}",
			 cases[i].reason);
		rig_equal(cases[i].reason, rig_user(rig, ac_str_from(text)), AC_FRAME_EVENTS);
		rig_equal(cases[i].reason, rig->count, 1);
		rig_equal(cases[i].reason, rig->events[0].balance.is_transfer,
			  cases[i].is_transfer);
		rig_equal(cases[i].reason, rig->events[0].balance.change.units, rig_units("100.5"));
	}
	free(rig);
}

static void test_user_stream_other_events_are_told_by_their_kind(void **state)
{
	(void)state;
	static const struct {
		const char *frame;
		enum ac_frame_kind kind;
		uint16_t symbol;
		int32_t code;
		int64_t trade_id;
	} cases[] = {
		{ LITE, AC_FRAME_TRADE_LITE, RIG_BTC, 0, 6120004411 },
		{ CALL, AC_FRAME_MARGIN_CALL, RIG_ETH, 0, 0 },
		{ "{\"e\":\"MARGIN_CALL\"}", AC_FRAME_MARGIN_CALL, AC_SYMBOL_NONE, 0, 0 },
		{ "{\"e\":\"MARGIN_CALL\",\"p\":[5]}", AC_FRAME_MARGIN_CALL, AC_SYMBOL_NONE, 0, 0 },
		{ "{\"e\":\"ACCOUNT_CONFIG_UPDATE\",\"T\":1,\"ac\":{\"s\":\"BNBUSDT\",\"l\":10}}",
		  AC_FRAME_LEVERAGE, RIG_BNB, 10, 0 },
		{ "{\"e\":\"ACCOUNT_CONFIG_UPDATE\",\"ai\":{\"j\":true}}", AC_FRAME_ASSET_MODE,
		  AC_SYMBOL_NONE, 1, 0 },
		{ "{\"e\":\"ACCOUNT_CONFIG_UPDATE\",\"ai\":{\"j\":false}}", AC_FRAME_ASSET_MODE,
		  AC_SYMBOL_NONE, 0, 0 },
		{ "{\"e\":\"listenKeyExpired\",\"E\":\"1795003600000\",\"listenKey\":\"x\"}",
		  AC_FRAME_KEY_EXPIRED, AC_SYMBOL_NONE, 0, 0 },
		{ "{\"e\":\"CONDITIONAL_ORDER_TRIGGER_REJECT\",\"or\":{\"s\":\"BTCUSDT\"}}",
		  AC_FRAME_NOTHING, AC_SYMBOL_NONE, 0, 0 },
		{ "{\"e\":\"STRATEGY_UPDATE\",\"su\":{}}", AC_FRAME_NOTHING, AC_SYMBOL_NONE, 0, 0 },
		{ "{\"e\":\"GRID_UPDATE\",\"gu\":{}}", AC_FRAME_NOTHING, AC_SYMBOL_NONE, 0, 0 },
		{ "{\"e\":\"ACCOUNT_UPDATE\",\"T\":1,\"a\":{\"m\":\"ORDER\"}}", AC_FRAME_NOTHING,
		  AC_SYMBOL_NONE, 0, 0 },
		{ "{\"result\":null,\"id\":3}", AC_FRAME_ANSWER, AC_SYMBOL_NONE, 0, 0 },
		{ "{\"e\":\"kline\"}", AC_FRAME_REFUSED, AC_SYMBOL_NONE, 0, 0 },
		{ "[" LITE "]", AC_FRAME_REFUSED, AC_SYMBOL_NONE, 0, 0 },
	};
	struct rig *rig = rig_create();
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		rig_equal(cases[i].frame, rig_user(rig, ac_str_from(cases[i].frame)),
			  cases[i].kind);
		rig_equal(cases[i].frame, rig->frame.symbol, cases[i].symbol);
		rig_equal(cases[i].frame, rig->frame.code, cases[i].code);
		rig_equal(cases[i].frame, rig->frame.trade_id, cases[i].trade_id);
	}
	free(rig);
}

static const struct {
	enum ac_frame_kind kind;
	const char *frame, *text;
} refused_frames[] = {
#define BAD(more, why)                                                                             \
	{                                                                                          \
		AC_FRAME_MALFORMED, ORDER_WITH("TRADE", "FILLED", more),                           \
			"ORDER_TRADE_UPDATE: " why                                                 \
	}
	BAD(",\"s\":null", "o.s is missing"),
	BAD(",\"s\":1", "o.s is no such value"),
	BAD(",\"c\":null", "o.c is missing"),
	BAD(",\"S\":null", "o.S is missing"),
	BAD(",\"ps\":null", "o.ps is missing"),
	BAD(",\"X\":null", "o.X is missing"),
	BAD(",\"x\":null", "o.x is missing"),
	BAD(",\"i\":null", "o.i is missing"),
	BAD(",\"i\":9223372036854775808", "o.i is out of range"),
	BAD(",\"i\":1.5", "o.i is no such value"),
	BAD(",\"q\":null", "o.q is missing"),
	BAD(",\"q\":\"-1\"", "o.q is negative"),
	BAD(",\"z\":null", "o.z is missing"),
	BAD(",\"z\":\"-1\"", "o.z is negative"),
	BAD(",\"p\":\"x\"", "o.p is no such value"),
	BAD(",\"l\":\"0\"", "o.l is not positive"),
	BAD(",\"l\":\"-1\"", "o.l is not positive"),
	BAD(",\"l\":\"0.000000001\"", "o.l is no such value"),
	BAD(",\"L\":\"0\"", "o.L is not positive"),
	BAD(",\"L\":null", "o.L is missing"),
	BAD(",\"t\":null", "o.t is missing"),
	BAD(",\"T\":null", "o.T is missing"),
	BAD(",\"n\":\"0.000000001\"", "o.n is no such value"),
	BAD(",\"N\":null", "o.N is missing"),
	BAD(",\"rp\":\"x\"", "o.rp is no such value"),
#undef BAD
	{ AC_FRAME_REFUSED, ORDER_WITH("TRADE", "FILLED", ",\"S\":\"HOLD\""),
	  "ORDER_TRADE_UPDATE: o.S is unknown: HOLD" },
	{ AC_FRAME_REFUSED, ORDER_WITH("TRADE", "FILLED", ",\"ps\":\"UP\""),
	  "ORDER_TRADE_UPDATE: o.ps is unknown: UP" },
	{ AC_FRAME_REFUSED, ORDER_WITH("NOVEL", "FILLED", ""),
	  "ORDER_TRADE_UPDATE: o.x is unknown: NOVEL" },
	{ AC_FRAME_MALFORMED, "{\"e\":\"ORDER_TRADE_UPDATE\",\"T\":1}",
	  "ORDER_TRADE_UPDATE: o is missing" },
	{ AC_FRAME_MALFORMED, "{\"e\":\"ORDER_TRADE_UPDATE\",\"o\":{}}",
	  "ORDER_TRADE_UPDATE: T is missing" },
	{ AC_FRAME_MALFORMED, "{\"e\":\"ALGO_UPDATE\",\"T\":1}", "ALGO_UPDATE: o is missing" },
	{ AC_FRAME_MALFORMED, ALGO_WITH("NEW", ",\"caid\":null"),
	  "ALGO_UPDATE: o.caid is missing" },
	{ AC_FRAME_MALFORMED, ALGO_WITH("NEW", ",\"aid\":null"), "ALGO_UPDATE: o.aid is missing" },
	{ AC_FRAME_MALFORMED, ALGO_WITH("NEW", ",\"ai\":\"x\""),
	  "ALGO_UPDATE: o.ai is no such value" },
	{ AC_FRAME_MALFORMED, ALGO_WITH("NEW", ",\"X\":null"), "ALGO_UPDATE: o.X is missing" },
	{ AC_FRAME_REFUSED, ALGO_WITH("NEW", ",\"o\":\"TWAP\""),
	  "ALGO_UPDATE: o.o is unknown: TWAP" },
	{ AC_FRAME_MALFORMED, "{\"e\":\"ACCOUNT_UPDATE\",\"T\":1}",
	  "ACCOUNT_UPDATE: a is missing" },
	{ AC_FRAME_MALFORMED, "{\"e\":\"ACCOUNT_UPDATE\",\"a\":{}}",
	  "ACCOUNT_UPDATE: T is missing" },
	{ AC_FRAME_MALFORMED, "{\"e\":\"ACCOUNT_UPDATE\",\"T\":1,\"a\":{}}",
	  "ACCOUNT_UPDATE: a.m is missing" },
	{ AC_FRAME_MALFORMED, ACCOUNT_WITH("ORDER", ",\"P\":5"), "ACCOUNT_UPDATE: P is no list" },
	{ AC_FRAME_MALFORMED, ACCOUNT_WITH("ORDER", ",\"P\":[5]"),
	  "ACCOUNT_UPDATE: P has a row that is no object" },
	{ AC_FRAME_MALFORMED, ACCOUNT_WITH("ORDER", ",\"P\":[{\"s\":\"BTCUSDT\",\"pa\":\"x\"}]"),
	  "ACCOUNT_UPDATE: P.pa is no such value" },
	{ AC_FRAME_REFUSED,
	  ACCOUNT_WITH("ORDER", ",\"P\":[{\"s\":\"BTCUSDT\",\"pa\":\"1\",\"ps\":\"UP\"}]"),
	  "ACCOUNT_UPDATE: P.ps is unknown: UP" },
	{ AC_FRAME_MALFORMED, ACCOUNT_WITH("ORDER", ",\"B\":[{\"a\":\"USDT\"}]"),
	  "ACCOUNT_UPDATE: B.wb is missing" },
	{ AC_FRAME_MALFORMED,
	  ACCOUNT_WITH("FUNDING_FEE", ",\"B\":[{\"a\":\"USDT\",\"wb\":\"1\",\"cw\":\"1\"}]"),
	  "ACCOUNT_UPDATE: B.bc is missing" },
	{ AC_FRAME_MALFORMED,
	  "{\"e\":\"ACCOUNT_CONFIG_UPDATE\",\"ac\":{\"s\":\"BTCUSDT\",\"l\":0}}",
	  "ACCOUNT_CONFIG_UPDATE: ac.l is out of range" },
	{ AC_FRAME_MALFORMED, "{\"e\":\"ACCOUNT_CONFIG_UPDATE\"}",
	  "ACCOUNT_CONFIG_UPDATE: ac or ai is missing" },
	{ AC_FRAME_MALFORMED, "{\"e\":\"TRADE_LITE\",\"s\":\"BTCUSDT\"}",
	  "TRADE_LITE: t is missing" },
	{ AC_FRAME_REFUSED, "{\"e\":\"NOVELTY\"}", "NOVELTY" },
};

static void test_user_stream_names_what_it_refuses(void **state)
{
	(void)state;

	struct rig *rig = rig_create();
	for (size_t i = 0; i < AC_COUNT(refused_frames); i++) {
		enum ac_frame_kind kind = rig_user(rig, ac_str_from(refused_frames[i].frame));
		if (kind != refused_frames[i].kind ||
		    strcmp(rig->frame.text, refused_frames[i].text) != 0)
			fail_msg("%s: %s, %s", refused_frames[i].frame, rig_kind_text(kind),
				 rig->frame.text);
	}
	free(rig);
}

static const char *const samples[] = {
	FILL,
	"{\"stream\":\"k\",\"data\":" FILL "}",
	ORDER_WITH("NEW", "NEW", CALM),
	ALGO_WITH("TRIGGERED", ""),
	ACCOUNT_WITH("FUNDING_FEE", POSITIONS ",\"S\":\"ETHUSDT\""),
	LITE,
	CALL,
	"{\"e\":\"ACCOUNT_CONFIG_UPDATE\",\"E\":1,\"T\":1,\"ac\":{\"s\":\"BNBUSDT\",\"l\":10}}",
};

/* A name that comes twice has an order of its own: only samples without are shuffled. */
static void test_user_stream_order_of_fields_and_strangers_change_nothing(void **state)
{
	(void)state;
	struct rig *rig = rig_create();
	for (size_t i = 0; i < AC_COUNT(samples); i++)
		if (i != 2)
			rig_check_order_is_free(rig, rig_user, samples[i]);
	free(rig);
}

static void test_user_stream_cut_frames_are_malformed(void **state)
{
	(void)state;
	struct rig *rig = rig_create();
	for (size_t i = 0; i < AC_COUNT(samples); i++)
		rig_check_truncations(rig, rig_user, samples[i]);
	free(rig);
}

static void test_user_stream_changed_bytes_harm_nobody(void **state)
{
	(void)state;
	struct rig *rig = rig_create();
	for (size_t i = 0; i < AC_COUNT(samples); i++)
		rig_check_mutations(rig, rig_user, samples[i]);
	free(rig);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_user_stream_fill_carries_every_field),
		cmocka_unit_test(test_user_stream_order_states_are_read),
		cmocka_unit_test(test_user_stream_type_of_a_triggered_order_is_what_it_is_now),
		cmocka_unit_test(
			test_user_stream_commission_in_another_asset_is_named_and_not_booked),
		cmocka_unit_test(test_user_stream_orders_of_strangers_are_given),
		cmocka_unit_test(test_user_stream_algo_carries_every_field_in_each_state),
		cmocka_unit_test(test_user_stream_account_gives_balance_then_positions),
		cmocka_unit_test(test_user_stream_funding_is_the_balance_change),
		cmocka_unit_test(test_user_stream_transfers_are_what_moves_money_without_trading),
		cmocka_unit_test(test_user_stream_other_events_are_told_by_their_kind),
		cmocka_unit_test(test_user_stream_names_what_it_refuses),
		cmocka_unit_test(test_user_stream_order_of_fields_and_strangers_change_nothing),
		cmocka_unit_test(test_user_stream_cut_frames_are_malformed),
		cmocka_unit_test(test_user_stream_changed_bytes_harm_nobody),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
