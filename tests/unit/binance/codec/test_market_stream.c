/* Frames of the market's streams: what each gives, what passes by, and what is refused why. */
#include "stream_rig.h"

#define KLINE(interval, closed, more)                                                              \
	"{\"e\":\"kline\",\"E\":1795000080012,\"s\":\"BTCUSDT\",\"k\":{\"t\":1795000020000,"       \
	"\"T\":1795000079999,\"s\":\"BTCUSDT\",\"i\":\"" interval "\",\"f\":8200000001,"           \
	"\"L\":8200001893,\"o\":\"61230.10\",\"c\":\"61239.90\",\"h\":\"61241.00\","               \
	"\"l\":\"61228.70\",\"v\":\"84.312\",\"n\":1893,\"x\":" closed                             \
	",\"q\":\"5162877.41120\",\"V\":\"40.107\",\"Q\":\"2455991.22310\",\"B\":\"0\"" more "}}"
#define MARK                                                                                       \
	"{\"e\":\"markPriceUpdate\",\"E\":1795000000000,\"s\":\"BTCUSDT\",\"p\":"                  \
	"\"61233.70000000\",\"ap\":\"61233.70000000\",\"P\":\"61261.00871234\",\"i\":"             \
	"\"61259.11234043\",\"r\":\"0.00004120\",\"T\":1795017600000,\"st\":1}"
#define TRADE                                                                                      \
	"{\"e\":\"aggTrade\",\"E\":1795000000105,\"s\":\"ETHUSDT\",\"a\":3100000001,\"p\":"        \
	"\"2410.55\",\"q\":\"0.250\",\"nq\":\"0.250\",\"f\":8200000001,\"l\":8200000003,\"T\":"    \
	"1795000000100,\"m\":false,\"st\":1}"
#define TICKER                  "{\"e\":\"24hrTicker\",\"E\":1795000000200,\"s\":\"BTCUSDT\",\"c\":\"1\",\"st\":1}"
#define ENVELOPED(stream, data) "{\"stream\":\"" stream "\",\"data\":" data "}"

static void test_market_stream_closed_minute_is_a_candle(void **state)
{
	(void)state;
	static const char *const frames[] = {
		KLINE("1m", "true", ""),
		ENVELOPED("btcusdt@kline_1m", KLINE("1m", "true", "")),
		"{\"data\":" KLINE("1m", "true", "") ",\"stream\":\"btcusdt@kline_1m\"}",
	};
	struct rig *rig = rig_create();
	for (size_t i = 0; i < AC_COUNT(frames); i++) {
		rig_equal(frames[i], rig_market(rig, ac_str_from(frames[i])), AC_FRAME_EVENTS);
		const struct ac_event *event = &rig->events[0];
		rig_equal("count", rig->count, 1);
		rig_equal("kind", event->kind, AC_EVENT_CANDLE);
		rig_equal("symbol", event->symbol, RIG_BTC);
		rig_equal("frame's symbol", rig->frame.symbol, RIG_BTC);
		rig_equal("book", event->book, AC_BOOK_NONE);
		rig_equal("seq", (int64_t)event->seq, 0);
		rig_equal("time", event->time_ns, 1795000080012000000);
		rig_equal("received", event->recv_ns, RIG_RECV_NS);
		rig_equal("event time", rig->frame.event_time_ms, 1795000080012);
		rig_equal("open time", event->candle.open_time_ms, 1795000020000);
		rig_equal("open", event->candle.open, rig_units("61230.1"));
		rig_equal("high", event->candle.high, rig_units("61241"));
		rig_equal("low", event->candle.low, rig_units("61228.7"));
		rig_equal("close", event->candle.close, rig_units("61239.9"));
		rig_equal("volume", event->candle.volume, rig_units("84.312"));
		rig_equal("trades", event->candle.trades, 1893);
		rig_equal("missing", event->candle.missing_before, 0);
		assert_string_equal(rig->frame.text, "kline");
	}
	free(rig);
}

static void test_market_stream_mark_carries_index_and_funding(void **state)
{
	(void)state;
	struct rig *rig = rig_create();
	rig_equal("mark", rig_market(rig, AC_STR(MARK)), AC_FRAME_EVENTS);
	const struct ac_event *event = &rig->events[0];
	rig_equal("kind", event->kind, AC_EVENT_MARK);
	rig_equal("time", event->time_ns, 1795000000000000000);
	rig_equal("mark", event->mark.mark.units, rig_units("61233.7"));
	rig_equal("index", event->mark.index.units, rig_units("61259.11234043"));
	rig_equal("rate", event->mark.funding_rate.units, 4120);
	rig_equal("settlement", event->mark.funding_time_ms, 1795017600000);
	/* A delivery contract has no funding. */
	rig_equal("none",
		  rig_market(rig, AC_STR("{\"e\":\"markPriceUpdate\",\"E\":1,\"s\":"
					 "\"BTCUSDT_261225\",\"p\":\"5\",\"i\":\"4.9999999951\","
					 "\"r\":\"\",\"T\":0}")),
		  AC_FRAME_EVENTS);
	rig_equal("symbol", event->symbol, RIG_DELIVERY);
	rig_equal("rate", event->mark.funding_rate.units, 0);
	rig_equal("settlement", event->mark.funding_time_ms, 0);
	rig_equal("index, half to even", event->mark.index.units, rig_units("5"));
	free(rig);
}

static void test_market_stream_trade_is_at_its_own_time(void **state)
{
	(void)state;
	struct rig *rig = rig_create();
	rig_equal("trade", rig_market(rig, AC_STR(TRADE)), AC_FRAME_EVENTS);
	const struct ac_event *event = &rig->events[0];
	rig_equal("kind", event->kind, AC_EVENT_TRADE);
	rig_equal("symbol", event->symbol, RIG_ETH);
	rig_equal("time", event->time_ns, 1795000000100000000);
	rig_equal("price", event->trade.price.units, rig_units("2410.55"));
	rig_equal("quantity", event->trade.quantity.units, rig_units("0.25"));
	rig_equal("event time", rig->frame.event_time_ms, 1795000000105);
	free(rig);
}

static void test_market_stream_symbols_may_be_chinese_and_escaped(void **state)
{
	(void)state;
	static const char *const frames[] = {
		"{\"e\":\"aggTrade\",\"E\":2,\"s\":\"币安人生USDT\",\"p\":\"0.1\",\"q\":\"3\","
		"\"T\":1}",
		"{\"e\":\"aggTrade\",\"E\":2,\"s\":\"\\u5e01\\u5b89\\u4eba\\u751fUSDT\",\"p\":\"0."
		"1\","
		"\"q\":\"3\",\"T\":1}",
	};
	struct rig *rig = rig_create();
	for (size_t i = 0; i < AC_COUNT(frames); i++) {
		rig_equal(frames[i], rig_market(rig, ac_str_from(frames[i])), AC_FRAME_EVENTS);
		rig_equal(frames[i], rig->events[0].symbol, RIG_CHINESE);
	}
	free(rig);
}

static void test_market_stream_list_gives_our_rows_only_and_in_order(void **state)
{
	(void)state;
	static const char list[] =
		"[{\"e\":\"markPriceUpdate\",\"E\":5,\"s\":\"ETHUSDT\",\"p\":\"2\",\"i\":\"2\","
		"\"r\":"
		"\"0.1\",\"T\":7,\"st\":1},"
		"{\"e\":\"markPriceUpdate\",\"E\":5,\"s\":\"BTCUSD_PERP\",\"p\":\"x\",\"st\":2},"
		"{\"e\":\"markPriceUpdate\",\"E\":5,\"s\":\"BTCUSDT\",\"p\":\"1\",\"st\":2},"
		"{\"e\":\"markPriceUpdate\",\"E\":5,\"s\":\"NOTOURSUSDT\",\"p\":\"x\",\"st\":1},"
		"{\"e\":\"markPriceUpdate\",\"E\":5,\"s\":\"BNBUSDT\",\"p\":\"0\",\"i\":\"0\","
		"\"st\":"
		"1}," MARK "]";
	struct rig *rig = rig_create();
	for (int is_enveloped = 0; is_enveloped <= 1; is_enveloped++) {
		char text[2048];
		snprintf(text, sizeof(text), "%s%s%s",
			 is_enveloped ? "{\"stream\":\"!markPrice@arr@1s\",\"data\":" : "", list,
			 is_enveloped ? "}" : "");
		rig_equal(text, rig_market(rig, ac_str_from(text)), AC_FRAME_EVENTS);
		rig_equal("events", rig->count, 2);
		rig_equal("first", rig->events[0].symbol, RIG_ETH);
		rig_equal("second", rig->events[1].symbol, RIG_BTC);
		rig_equal("second", rig->events[1].mark.mark.units, rig_units("61233.7"));
		rig_equal("no one symbol", rig->frame.symbol, AC_SYMBOL_NONE);
	}
	rig_equal("an empty list", rig_market(rig, AC_STR("[]")), AC_FRAME_NOTHING);
	free(rig);
}

static void test_market_stream_list_with_a_bad_row_gives_nothing_at_all(void **state)
{
	(void)state;
	static const char *const lists[] = {
		"[" MARK ",{\"e\":\"markPriceUpdate\",\"E\":5,\"s\":\"ETHUSDT\",\"p\":\"x\"}]",
		"[" MARK ",5]",
		"[" MARK ",{\"e\":\"kline\"}]",
	};
	struct rig *rig = rig_create();
	for (size_t i = 0; i < AC_COUNT(lists); i++)
		rig_equal(lists[i], rig_market(rig, ac_str_from(lists[i])), AC_FRAME_MALFORMED);
	rig_equal("unknown type", rig_market(rig, AC_STR("[" MARK ",{\"e\":\"novelty\"}]")),
		  AC_FRAME_REFUSED);
	assert_string_equal(rig->frame.text, "novelty");
	free(rig);
}

static void test_market_stream_what_is_not_for_us_passes_by_with_its_type(void **state)
{
	(void)state;
	static const struct {
		const char *frame, *type;
	} cases[] = {
		{ KLINE("1m", "false", ""), "kline" },
		{ KLINE("5m", "true", ""), "kline" },
		{ KLINE("1M", "true", ""), "kline" },
		{ "{\"e\":\"kline\",\"E\":1,\"s\":\"NOTOURSUSDT\",\"k\":5}", "kline" },
		{ "{\"e\":\"aggTrade\",\"E\":1,\"s\":\"BTCUSDT\",\"st\":2}", "aggTrade" },
		{ "{\"e\":\"markPriceUpdate\",\"E\":1,\"s\":\"BTCUSD_PERP\",\"st\":2}",
		  "markPriceUpdate" },
		{ TICKER, "24hrTicker" },
		{ ENVELOPED("btcusdt@ticker", TICKER), "24hrTicker" },
		{ "{\"e\":\"24hrMiniTicker\"}", "24hrMiniTicker" },
		{ "{\"e\":\"bookTicker\"}", "bookTicker" },
		{ "{\"e\":\"depthUpdate\",\"b\":[[\"1\",\"2\"]],\"a\":[]}", "depthUpdate" },
		{ "{\"e\":\"trade\"}", "trade" },
		{ "{\"e\":\"forceOrder\",\"o\":{\"s\":\"BTCUSDT\"}}", "forceOrder" },
		{ "{\"e\":\"continuous_kline\",\"k\":{}}", "continuous_kline" },
		{ "{\"e\":\"contractInfo\",\"bks\":[{\"mmr\":0.01}]}", "contractInfo" },
		{ "{\"e\":\"compositeIndex\"}", "compositeIndex" },
		{ "{\"e\":\"assetIndexUpdate\"}", "assetIndexUpdate" },
		{ "{\"e\":\"EquityUpdate\"}", "EquityUpdate" },
		{ "{\"e\":\"KR_EquityUpdate\"}", "KR_EquityUpdate" },
		{ "{\"e\":\"HK_EquityUpdate\"}", "HK_EquityUpdate" },
		{ "{\"e\":\"CN_EquityUpdate\"}", "CN_EquityUpdate" },
		{ "{\"e\":\"CommodityUpdate\"}", "CommodityUpdate" },
		{ "{\"e\":\"FXUpdate\"}", "FXUpdate" },
	};
	struct rig *rig = rig_create();
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		rig_equal(cases[i].frame, rig_market(rig, ac_str_from(cases[i].frame)),
			  AC_FRAME_NOTHING);
		assert_string_equal(rig->frame.text, cases[i].type);
	}
	free(rig);
}

static const struct {
	enum ac_frame_kind kind;
	const char *frame, *text;
} refused_frames[] = {
	{ AC_FRAME_REFUSED, "{\"e\":\"novelty\",\"E\":5}", "novelty" },
	{ AC_FRAME_REFUSED, "{\"e\":\"ORDER_TRADE_UPDATE\"}", "ORDER_TRADE_UPDATE" },
	{ AC_FRAME_REFUSED, "{\"lastUpdateId\":1}", "an object without the type of an event" },
	{ AC_FRAME_REFUSED, "{}", "an object without the type of an event" },
	{ AC_FRAME_REFUSED, "5", "a bare value" },
	{ AC_FRAME_MALFORMED, "{\"e\":5}", "e is no such value" },
	{ AC_FRAME_MALFORMED, "{\"stream\":\"x\",\"data\":5}",
	  "data is neither an object nor a list" },
	{ AC_FRAME_MALFORMED, "{\"stream\":\"x\"}", "data is neither an object nor a list" },
	{ AC_FRAME_MALFORMED, "{\"e\":\"kline\"}", "kline: E is missing" },
	{ AC_FRAME_MALFORMED, "{\"e\":\"kline\",\"E\":-1}", "kline: E is out of range" },
	{ AC_FRAME_MALFORMED, "{\"e\":\"kline\",\"E\":9223372036854775807}",
	  "kline: E is out of range" },
	{ AC_FRAME_MALFORMED, "{\"e\":\"kline\",\"E\":1}", "kline: s is missing" },
	{ AC_FRAME_MALFORMED, "{\"e\":\"kline\",\"E\":1,\"s\":5}", "kline: s is no such value" },
	{ AC_FRAME_MALFORMED, "{\"e\":\"kline\",\"E\":1,\"s\":\"BTCUSDT\"}",
	  "kline: k is missing" },
	{ AC_FRAME_MALFORMED, "{\"e\":\"kline\",\"E\":1,\"s\":\"BTCUSDT\",\"k\":{}}",
	  "kline: k.i is missing" },
	{ AC_FRAME_MALFORMED,
	  "{\"e\":\"kline\",\"E\":1,\"s\":\"BTCUSDT\",\"k\":{\"i\":\"1m\",\"x\":1}}",
	  "kline: k.x is no such value" },
	{ AC_FRAME_MALFORMED,
	  "{\"e\":\"kline\",\"E\":1,\"s\":\"BTCUSDT\",\"k\":{\"i\":\"1m\",\"x\":true,\"s\":"
	  "\"ETHUSDT\"}}",
	  "kline: k.s is another symbol" },
	{ AC_FRAME_MALFORMED, KLINE("1m", "true", ",\"h\":\"61239.80\""),
	  "kline: k: high or low do not enclose open and close" },
	{ AC_FRAME_MALFORMED, KLINE("1m", "true", ",\"l\":\"0\""),
	  "kline: k: a price is zero or negative" },
	{ AC_FRAME_MALFORMED, KLINE("1m", "true", ",\"v\":\"-1\""),
	  "kline: k: the volume is negative" },
	{ AC_FRAME_MALFORMED, KLINE("1m", "true", ",\"t\":1795000020001,\"T\":1795000080000"),
	  "kline: k: the open time is not a whole minute since 2009" },
	{ AC_FRAME_MALFORMED, KLINE("1m", "true", ",\"T\":1795000080000"),
	  "kline: k.T is not the end of that minute" },
	{ AC_FRAME_MALFORMED, KLINE("1m", "true", ",\"o\":\"1e5\""),
	  "kline: k.o is no such value" },
	{ AC_FRAME_MALFORMED, KLINE("1m", "true", ",\"c\":\"99999999999999\""),
	  "kline: k.c is out of range" },
	{ AC_FRAME_MALFORMED, KLINE("1m", "true", ",\"n\":-1"), "kline: k.n is out of range" },
	{ AC_FRAME_MALFORMED, KLINE("1m", "true", ",\"c\":null"), "kline: k.c is missing" },
	{ AC_FRAME_MALFORMED,
	  "{\"e\":\"aggTrade\",\"E\":1,\"s\":\"BTCUSDT\",\"T\":1,\"p\":\"0\",\"q\":\"1\"}",
	  "aggTrade: p is out of range" },
	{ AC_FRAME_MALFORMED,
	  "{\"e\":\"aggTrade\",\"E\":1,\"s\":\"BTCUSDT\",\"T\":1,\"p\":\"1\",\"q\":\"-1\"}",
	  "aggTrade: q is out of range" },
	{ AC_FRAME_MALFORMED, "{\"e\":\"markPriceUpdate\",\"E\":1,\"s\":\"BTCUSDT\"}",
	  "markPriceUpdate: p is missing" },
	{ AC_FRAME_MALFORMED, "{\"e\":\"markPriceUpdate\",\"E\":1,\"s\":\"BTCUSDT\",\"p\":\"-1\"}",
	  "markPriceUpdate: p is negative" },
	{ AC_FRAME_MALFORMED, "{\"e\":\"aggTrade\",\"E\":1,\"st\":\"x\"}",
	  "aggTrade: st is no such value" },
	{ AC_FRAME_MALFORMED, "{\"e\":\"kline\",}", "a key is not a string, at byte 13" },
	{ AC_FRAME_MALFORMED, "", "no value where one must be, at byte 0" },
	{ AC_FRAME_MALFORMED, KLINE("1m", "true", "") " x",
	  "something stands behind the end, at byte 293" },
};

static void test_market_stream_names_what_it_refuses(void **state)
{
	(void)state;

	struct rig *rig = rig_create();
	for (size_t i = 0; i < AC_COUNT(refused_frames); i++) {
		enum ac_frame_kind kind = rig_market(rig, ac_str_from(refused_frames[i].frame));
		if (kind != refused_frames[i].kind ||
		    strcmp(rig->frame.text, refused_frames[i].text) != 0)
			fail_msg("%s: %s, %s", refused_frames[i].frame, rig_kind_text(kind),
				 rig->frame.text);
	}
	free(rig);
}

static void test_market_stream_answers_carry_the_number_of_their_request(void **state)
{
	(void)state;
	static const struct {
		const char *frame;
		int64_t id;
		int32_t code;
		const char *text;
	} cases[] = {
		{ "{\"result\":null,\"id\":7}", 7, 0, "" },
		{ "{\"id\":9007199254740993,\"result\":null}", 9007199254740993, 0, "" },
		{ "{\"result\":[\"btcusdt@kline_1m\"],\"id\":9}", 9, 0, "" },
		{ "{\"result\":true,\"id\":11}", 11, 0, "" },
		{ "{\"error\":{\"code\":2,\"msg\":\"Invalid request\"},\"id\":12}", 12, 2,
		  "Invalid request" },
		{ "{\"id\":13,\"error\":{\"msg\":\"Unknown property\",\"code\":0}}", 13, -1,
		  "Unknown property" },
		{ "{\"error\":{\"code\":4,\"msg\":\"Too many subscriptions\"}}", -1, 4,
		  "Too many subscriptions" },
		{ "{\"code\":3,\"msg\":\"Invalid JSON: expected value\"}", -1, 3,
		  "Invalid JSON: expected value" },
		{ "{\"code\":1,\"msg\":\"x\",\"id\":null}", -1, 1, "x" },
		{ "{\"result\":null,\"id\":\"name\"}", -1, 0, "" },
	};
	struct rig *rig = rig_create();
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		rig_equal(cases[i].frame, rig_market(rig, ac_str_from(cases[i].frame)),
			  AC_FRAME_ANSWER);
		rig_equal(cases[i].frame, rig->frame.id, cases[i].id);
		rig_equal(cases[i].frame, rig->frame.code, cases[i].code);
		assert_string_equal(rig->frame.text, cases[i].text);
	}
	free(rig);
}

/* As in jansson's tree: the last one counts. */
static void test_market_stream_of_repeated_names_the_last_counts(void **state)
{
	(void)state;
	static const struct {
		const char *frame;
		enum ac_frame_kind kind;
	} cases[] = {
		{ "{\"data\":5,\"data\":" MARK "}", AC_FRAME_EVENTS },
		{ "{\"data\":" MARK ",\"stream\":\"x\",\"data\":5}", AC_FRAME_MALFORMED },
		{ "{\"data\":" TICKER ",\"data\":" MARK "}", AC_FRAME_EVENTS },
		{ "{\"e\":\"kline\",\"E\":1,\"s\":\"BTCUSDT\",\"k\":{\"i\":\"5m\"},\"k\":5}",
		  AC_FRAME_MALFORMED },
		{ "{\"e\":\"kline\",\"E\":1,\"s\":\"BTCUSDT\",\"k\":5,\"k\":{\"i\":\"5m\"}}",
		  AC_FRAME_NOTHING },
		/* Another object of a name that means something elsewhere does not stand in for it.
		 */
		{ "{\"e\":\"kline\",\"E\":1,\"s\":\"BTCUSDT\",\"k\":{\"i\":\"5m\"},\"o\":{}}",
		  AC_FRAME_NOTHING },
		{ "{\"e\":\"kline\",\"E\":1,\"s\":\"BTCUSDT\",\"o\":{\"i\":\"5m\"},\"k\":{}}",
		  AC_FRAME_MALFORMED },
	};
	struct rig *rig = rig_create();
	for (size_t i = 0; i < AC_COUNT(cases); i++)
		rig_equal(cases[i].frame, rig_market(rig, ac_str_from(cases[i].frame)),
			  cases[i].kind);
	free(rig);
}

static const char *const samples[] = {
	KLINE("1m", "true", ""),
	ENVELOPED("btcusdt@kline_1m", KLINE("1m", "true", "")),
	MARK,
	TRADE,
	ENVELOPED("!markPrice@arr", "[" MARK "," MARK "," TICKER "]"),
	"{\"error\":{\"code\":2,\"msg\":\"no\"},\"id\":5}",
};

static void test_market_stream_order_of_fields_and_strangers_change_nothing(void **state)
{
	(void)state;
	struct rig *rig = rig_create();
	for (size_t i = 0; i < AC_COUNT(samples); i++)
		rig_check_order_is_free(rig, rig_market, samples[i]);
	free(rig);
}

static void test_market_stream_cut_frames_are_malformed(void **state)
{
	(void)state;
	struct rig *rig = rig_create();
	for (size_t i = 0; i < AC_COUNT(samples); i++)
		rig_check_truncations(rig, rig_market, samples[i]);
	free(rig);
}

static void test_market_stream_changed_bytes_harm_nobody(void **state)
{
	(void)state;
	struct rig *rig = rig_create();
	for (size_t i = 0; i < AC_COUNT(samples); i++)
		rig_check_mutations(rig, rig_market, samples[i]);
	free(rig);
}

static void test_symbol_table_finds_what_the_list_finds(void **state)
{
	(void)state;
	static struct ac_instrument items[AC_INSTRUMENTS_MAX];
	static struct ac_symbol_table table;
	struct ac_instruments list = { items, AC_INSTRUMENTS_MAX, AC_INSTRUMENTS_MAX };
	for (size_t i = 0; i < AC_INSTRUMENTS_MAX; i++)
		snprintf(items[i].symbol, sizeof(items[i].symbol), "%zuCOINUSDT", i % 1000);
	ac_symbol_table_init(&table, &list);
	for (size_t i = 0; i < AC_INSTRUMENTS_MAX; i++) {
		struct ac_str symbol = ac_str_from(items[i].symbol);
		rig_equal(items[i].symbol, ac_symbol_table_find(&table, symbol),
			  ac_instruments_find(&list, symbol));
		symbol.size--;
		rig_equal("cut", ac_symbol_table_find(&table, symbol), AC_SYMBOL_NONE);
	}
	char longest[AC_SYMBOL_SIZE + 8];
	memset(longest, 'A', sizeof(longest));
	rig_equal("too long",
		  ac_symbol_table_find(&table, (struct ac_str){ longest, sizeof(longest) }),
		  AC_SYMBOL_NONE);
	rig_equal("empty", ac_symbol_table_find(&table, AC_STR("")), AC_SYMBOL_NONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_market_stream_closed_minute_is_a_candle),
		cmocka_unit_test(test_market_stream_mark_carries_index_and_funding),
		cmocka_unit_test(test_market_stream_trade_is_at_its_own_time),
		cmocka_unit_test(test_market_stream_symbols_may_be_chinese_and_escaped),
		cmocka_unit_test(test_market_stream_list_gives_our_rows_only_and_in_order),
		cmocka_unit_test(test_market_stream_list_with_a_bad_row_gives_nothing_at_all),
		cmocka_unit_test(test_market_stream_what_is_not_for_us_passes_by_with_its_type),
		cmocka_unit_test(test_market_stream_names_what_it_refuses),
		cmocka_unit_test(test_market_stream_answers_carry_the_number_of_their_request),
		cmocka_unit_test(test_market_stream_order_of_fields_and_strangers_change_nothing),
		cmocka_unit_test(test_market_stream_of_repeated_names_the_last_counts),
		cmocka_unit_test(test_market_stream_cut_frames_are_malformed),
		cmocka_unit_test(test_market_stream_changed_bytes_harm_nobody),
		cmocka_unit_test(test_symbol_table_finds_what_the_list_finds),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
