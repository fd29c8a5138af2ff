#include "bench.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "binance/codec/user_stream.h"

#define ROUNDS         200000
#define ROUNDS_JANSSON 20000

static const struct {
	const char *name, *text;
	bool is_user;
} frames[] = {
	{ "kline",
	  "{\"e\":\"kline\",\"E\":1795000080012,\"s\":\"BTCUSDT\",\"k\":{\"t\":1795000020000,\"T\":"
	  "1795000079999,\"s\":\"BTCUSDT\",\"i\":\"1m\",\"f\":8200000001,\"L\":8200001893,\"o\":"
	  "\"61230.10\",\"c\":\"61239.90\",\"h\":\"61241.00\",\"l\":\"61228.70\",\"v\":\"84.312\","
	  "\"n\":1893,\"x\":true,\"q\":\"5162877.41120\",\"V\":\"40.107\",\"Q\":\"2455991.22310\","
	  "\"B\":\"0\"}}",
	  false },
	{ "mark_price",
	  "{\"e\":\"markPriceUpdate\",\"E\":1795000000000,\"s\":\"BTCUSDT\",\"p\":"
	  "\"61233.70000000\",\"ap\":\"61233.70000000\",\"P\":\"61261.00871234\",\"i\":"
	  "\"61259.11234043\",\"r\":\"0.00004120\",\"T\":1795017600000,\"st\":1}",
	  false },
	{ "agg_trade",
	  "{\"e\":\"aggTrade\",\"E\":1795000000105,\"s\":\"BTCUSDT\",\"a\":3100000001,\"p\":"
	  "\"61234.50\",\"q\":\"0.250\",\"nq\":\"0.250\",\"f\":8200000001,\"l\":8200000003,\"T\":"
	  "1795000000100,\"m\":false,\"st\":1}",
	  false },
	{ "order_trade_update",
	  "{\"e\":\"ORDER_TRADE_UPDATE\",\"E\":1795000000952,\"T\":1795000000950,\"o\":{\"s\":"
	  "\"BTCUSDT\",\"c\":\"c1-000041\",\"S\":\"BUY\",\"o\":\"LIMIT\",\"f\":\"GTC\",\"q\":"
	  "\"0.010\",\"p\":\"61000.00\",\"ap\":\"60998.70000\",\"sp\":\"0\",\"x\":\"TRADE\",\"X\":"
	  "\"FILLED\",\"i\":88412007731,\"l\":\"0.010\",\"z\":\"0.010\",\"L\":\"60998.70\",\"N\":"
	  "\"USDT\",\"n\":\"0.30499350\",\"T\":1795000000945,\"t\":6120004411,\"b\":\"0\",\"a\":"
	  "\"0\",\"m\":false,\"R\":false,\"wt\":\"CONTRACT_PRICE\",\"ot\":\"LIMIT\",\"ps\":"
	  "\"BOTH\",\"cp\":false,\"pP\":false,\"si\":0,\"ss\":0,\"rp\":\"0\",\"V\":"
	  "\"EXPIRE_MAKER\",\"pm\":\"NONE\",\"gtd\":0,\"er\":\"0\"}}",
	  true },
};

static void take(void *self, const struct ac_event *event)
{
	*(int64_t *)self += event->time_ns;
}

static double decode_seconds(const struct ac_market_stream *market,
			     const struct ac_user_stream *user, size_t i)
{
	volatile int64_t used;
	int64_t sum = 0;
	const struct ac_frame_sink sink = { take, &sum };
	struct ac_str text = ac_str_from(frames[i].text);
	struct ac_frame frame;
	double start = bench_seconds();
	for (int round = 0; round < ROUNDS; round++) {
		if (frames[i].is_user)
			ac_user_stream_decode(user, text, round, &sink, &frame);
		else
			ac_market_stream_decode(market, text, round, &sink, &frame);
		if (frame.kind != AC_FRAME_EVENTS)
			abort();
	}
	used = sum;
	(void)used;
	return (bench_seconds() - start) / ROUNDS;
}

/* The tree alone: jansson's values would still have to be looked up and read. */
static double jansson_seconds(size_t i)
{
	size_t size = strlen(frames[i].text);
	double start = bench_seconds();
	for (int round = 0; round < ROUNDS_JANSSON; round++) {
		json_t *document = json_loadb(frames[i].text, size, 0, NULL);
		if (document == NULL)
			abort();
		json_decref(document);
	}
	return (bench_seconds() - start) / ROUNDS_JANSSON;
}

void bench_frames(void)
{
	static struct ac_market_stream market;
	static struct ac_user_stream user = { .margin_asset = "USDT" };
	uint32_t known;
	const struct ac_instrument *all = ac_instruments_default(&known);
	struct ac_instruments instruments = { (struct ac_instrument *)all, known, known };
	ac_symbol_table_init(&market.symbols, &instruments);
	ac_symbol_table_init(&user.symbols, &instruments);
	for (size_t i = 0; i < AC_COUNT(frames); i++) {
		char name[64];
		snprintf(name, sizeof(name), "decode_%s", frames[i].name);
		bench_figure(name, decode_seconds(&market, &user, i) * 1e9, "ns",
			     "a frame's bytes to its event");
		snprintf(name, sizeof(name), "decode_%s_jansson", frames[i].name);
		bench_figure(name, jansson_seconds(i) * 1e9, "ns",
			     "json_loadb of the same bytes, to a tree and no further");
	}
}
