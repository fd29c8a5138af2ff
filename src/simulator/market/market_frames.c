/* Frames of the /market route: candles, marks, trades, tickers, liquidations, contracts. */
#include "simulator/market/market_state.h"

#define PRICE_E8 8 /* marks and indexes are written with all their decimals */
#define SLOW_NS  (3 * AC_NS_PER_SEC)
/* The taker's share of the volume that is called bought. */
#define TAKER_SHARE 2

/* ---- streams, for this file and market_book_frames.c ---- */

const char *simulator_stream_name(char name[SIMULATOR_STREAM_SIZE], const char *symbol,
				  const char *kind, const char *tail)
{
	struct simulator_text text = { .data = name, .capacity = SIMULATOR_STREAM_SIZE };
	simulator_text_put(&text, symbol);
	simulator_text_put(&text, kind);
	simulator_text_put(&text, tail);
	simulator_text_bytes(&text, "", 1);
	return name;
}

bool simulator_stream_is_wanted(const struct ac_simulator *simulator, enum ac_simulator_route route,
				const char *stream)
{
	if (simulator->sink.market == NULL)
		return false;
	return simulator->sink.wants == NULL ||
	       simulator->sink.wants(simulator->sink.self, route, stream);
}

void simulator_stream_push(struct ac_simulator *simulator, enum ac_simulator_route route,
			   const char *stream, const struct simulator_text *text)
{
	simulator->sink.market(simulator->sink.self, route, stream, simulator_text_str(text));
}

struct simulator_text simulator_stream_begin(struct ac_simulator *simulator)
{
	return (struct simulator_text){ .data = simulator->frame,
					.capacity = SIMULATOR_FRAME_SIZE };
}

/* `,"k":"61234.50"` */
static void put_dec(struct simulator_text *text, const char *key, int64_t units, int decimals)
{
	SIMULATOR_TEXT(text, ",\"");
	simulator_text_put(text, key);
	SIMULATOR_TEXT(text, "\":\"");
	simulator_text_dec(text, (struct ac_dec){ units }, decimals);
	SIMULATOR_TEXT(text, "\"");
}
static void put_int(struct simulator_text *text, const char *key, int64_t value)
{
	SIMULATOR_TEXT(text, ",\"");
	simulator_text_put(text, key);
	SIMULATOR_TEXT(text, "\":");
	simulator_text_int(text, value);
}
static void put_text(struct simulator_text *text, const char *key, const char *value)
{
	SIMULATOR_TEXT(text, ",\"");
	simulator_text_put(text, key);
	SIMULATOR_TEXT(text, "\":\"");
	simulator_text_put(text, value);
	SIMULATOR_TEXT(text, "\"");
}

/* `{"e":"…","E":…`: how every frame begins. */
static void put_head(struct simulator_text *text, const struct ac_simulator *simulator,
		     const char *type)
{
	SIMULATOR_TEXT(text, "{\"e\":\"");
	simulator_text_put(text, type);
	SIMULATOR_TEXT(text, "\"");
	put_int(text, "E", simulator_protocol_ms(simulator));
}

/* ---- candles ---- */

static void put_candle(struct simulator_text *text, const struct ac_instrument *instrument,
		       const struct simulator_row *row, enum simulator_interval interval,
		       bool is_closed, bool has_symbol)
{
	const struct ac_candle *candle = &row->candle;
	int price = simulator_price_decimals(instrument),
	    quantity = simulator_quantity_decimals(instrument);
	int64_t last_id = row->first_trade_id + (int64_t)candle->trades - 1;
	SIMULATOR_TEXT(text, ",\"k\":{\"t\":");
	simulator_text_int(text, candle->open_time_ms);
	put_int(text, "T", simulator_interval_end(interval, candle->open_time_ms) - 1);
	if (has_symbol)
		put_text(text, "s", instrument->symbol);
	put_text(text, "i", simulator_interval_text(interval));
	put_int(text, "f", candle->trades > 0 ? row->first_trade_id : -1);
	put_int(text, "L", candle->trades > 0 ? last_id : -1);
	put_dec(text, "o", candle->open, price);
	put_dec(text, "c", candle->close, price);
	put_dec(text, "h", candle->high, price);
	put_dec(text, "l", candle->low, price);
	put_dec(text, "v", candle->volume, quantity);
	put_int(text, "n", candle->trades);
	simulator_text_put(text, is_closed ? ",\"x\":true" : ",\"x\":false");
	put_dec(text, "q", row->quote_volume, price);
	put_dec(text, "V", candle->volume / TAKER_SHARE, quantity);
	put_dec(text, "Q", row->quote_volume / TAKER_SHARE, price);
	SIMULATOR_TEXT(text, ",\"B\":\"0\"}}");
}

static void push_interval(struct ac_simulator *simulator, const struct simulator_listing *listing,
			  const struct simulator_row *row, enum simulator_interval interval,
			  bool is_closed)
{
	char name[SIMULATOR_STREAM_SIZE];
	const struct ac_instrument *instrument = simulator_rules(simulator, listing->symbol);
	const char *tail = simulator_interval_text(interval);
	if (simulator_stream_is_wanted(
		    simulator, AC_SIMULATOR_ROUTE_MARKET,
		    simulator_stream_name(name, listing->name, "@kline_", tail))) {
		struct simulator_text text = simulator_stream_begin(simulator);
		put_head(&text, simulator, "kline");
		put_text(&text, "s", instrument->symbol);
		put_candle(&text, instrument, row, interval, is_closed, true);
		simulator_stream_push(simulator, AC_SIMULATOR_ROUTE_MARKET, name, &text);
	}
	const char *kind = simulator_is_perpetual(instrument) ? "_perpetual@continuousKline_"
							      : "_current_quarter@continuousKline_";
	if (simulator_stream_is_wanted(simulator, AC_SIMULATOR_ROUTE_MARKET,
				       simulator_stream_name(name, listing->name, kind, tail))) {
		struct simulator_text text = simulator_stream_begin(simulator);
		put_head(&text, simulator, "continuous_kline");
		put_text(&text, "ps", instrument->symbol);
		put_text(&text, "ct", simulator_contract_type(instrument));
		put_candle(&text, instrument, row, interval, is_closed, false);
		simulator_stream_push(simulator, AC_SIMULATOR_ROUTE_MARKET, name, &text);
	}
}

static bool is_interval_wanted(const struct ac_simulator *simulator,
			       const struct simulator_listing *listing,
			       enum simulator_interval interval)
{
	char name[SIMULATOR_STREAM_SIZE];
	const char *tail = simulator_interval_text(interval);
	bool is_perpetual = simulator_is_perpetual(simulator_rules(simulator, listing->symbol));
	return simulator_stream_is_wanted(
		       simulator, AC_SIMULATOR_ROUTE_MARKET,
		       simulator_stream_name(name, listing->name, "@kline_", tail)) ||
	       simulator_stream_is_wanted(
		       simulator, AC_SIMULATOR_ROUTE_MARKET,
		       simulator_stream_name(name, listing->name,
					     is_perpetual ? "_perpetual@continuousKline_"
							  : "_current_quarter@continuousKline_",
					     tail));
}

void simulator_push_kline(struct ac_simulator *simulator, struct simulator_listing *listing,
			  const struct simulator_row *row, bool is_closed)
{
	push_interval(simulator, listing, row, SIMULATOR_1M, is_closed);
	ac_ms minute = row->candle.open_time_ms;
	for (enum simulator_interval interval = SIMULATOR_3M; interval <= SIMULATOR_1MO;
	     interval++) {
		if (!is_interval_wanted(simulator, listing, interval))
			continue;
		ac_ms begins = simulator_interval_begin(interval, minute);
		uint32_t count = simulator_store_collect(&listing->store, interval, begins, begins,
							 0, simulator->market->collected);
		if (count == 0)
			continue; /* its first minutes are no longer kept */
		bool is_last = simulator_interval_end(interval, begins) == minute + AC_MS_PER_MIN;
		push_interval(simulator, listing, &simulator->market->collected[0], interval,
			      is_closed && is_last);
	}
}

/* ---- marks ---- */

static void put_mark(struct simulator_text *text, const struct ac_simulator *simulator,
		     const struct simulator_listing *listing)
{
	const struct simulator_quote *quote = &listing->quote;
	put_head(text, simulator, "markPriceUpdate");
	put_text(text, "s", simulator_rules(simulator, listing->symbol)->symbol);
	put_dec(text, "p", quote->mark.units, PRICE_E8);
	put_dec(text, "ap", quote->mark.units, PRICE_E8);
	put_dec(text, "P", quote->index.units, PRICE_E8);
	put_dec(text, "i", quote->index.units, PRICE_E8);
	if (quote->funding_time_ms != 0)
		put_dec(text, "r", quote->funding_rate.units, PRICE_E8);
	else
		SIMULATOR_TEXT(text, ",\"r\":\"\"");
	put_int(text, "T", quote->funding_time_ms);
	SIMULATOR_TEXT(text, ",\"st\":1}");
}

void simulator_push_mark(struct ac_simulator *simulator, struct simulator_listing *listing)
{
	char name[SIMULATOR_STREAM_SIZE];
	struct simulator_text text = simulator_stream_begin(simulator);
	put_mark(&text, simulator, listing);
	if (simulator_stream_is_wanted(
		    simulator, AC_SIMULATOR_ROUTE_MARKET,
		    simulator_stream_name(name, listing->name, "@markPrice@1s", "")))
		simulator_stream_push(simulator, AC_SIMULATOR_ROUTE_MARKET, name, &text);
	if (simulator->now_ns - listing->mark_slow_ns < SLOW_NS)
		return;
	listing->mark_slow_ns = simulator->now_ns;
	if (simulator_stream_is_wanted(
		    simulator, AC_SIMULATOR_ROUTE_MARKET,
		    simulator_stream_name(name, listing->name, "@markPrice", "")))
		simulator_stream_push(simulator, AC_SIMULATOR_ROUTE_MARKET, name, &text);
}

void simulator_push_mark_array(struct ac_simulator *simulator)
{
	struct simulator_market *market = simulator->market;
	bool is_slow = simulator->now_ns - market->mark_array_slow_ns >= SLOW_NS;
	bool is_fast_wanted = simulator_stream_is_wanted(simulator, AC_SIMULATOR_ROUTE_MARKET,
							 "!markPrice@arr@1s");
	bool is_slow_wanted =
		is_slow &&
		simulator_stream_is_wanted(simulator, AC_SIMULATOR_ROUTE_MARKET, "!markPrice@arr");
	struct simulator_text text = simulator_stream_begin(simulator);
	SIMULATOR_TEXT(&text, "[");
	for (uint32_t i = 0; i < market->count; i++) {
		struct simulator_listing *listing = &market->listings[i];
		bool is_due = listing->is_mark_due;
		listing->is_mark_due = false;
		if (!is_due || (!is_fast_wanted && !is_slow_wanted))
			continue;
		if (text.size > 1)
			SIMULATOR_TEXT(&text, ",");
		put_mark(&text, simulator, listing);
	}
	SIMULATOR_TEXT(&text, "]");
	market->has_marks_due = false;
	if (is_fast_wanted)
		simulator_stream_push(simulator, AC_SIMULATOR_ROUTE_MARKET, "!markPrice@arr@1s",
				      &text);
	if (is_slow_wanted)
		simulator_stream_push(simulator, AC_SIMULATOR_ROUTE_MARKET, "!markPrice@arr",
				      &text);
	if (is_slow)
		market->mark_array_slow_ns = simulator->now_ns;
}

/* ---- trades ---- */

void simulator_push_trade(struct ac_simulator *simulator, struct simulator_listing *listing,
			  const struct simulator_print *trade)
{
	char name[SIMULATOR_STREAM_SIZE];
	if (!simulator_stream_is_wanted(
		    simulator, AC_SIMULATOR_ROUTE_MARKET,
		    simulator_stream_name(name, listing->name, "@aggTrade", "")))
		return;
	const struct ac_instrument *instrument = simulator_rules(simulator, listing->symbol);
	int quantity = simulator_quantity_decimals(instrument);
	struct simulator_text text = simulator_stream_begin(simulator);
	put_head(&text, simulator, "aggTrade");
	put_text(&text, "s", instrument->symbol);
	put_int(&text, "a", trade->id);
	put_dec(&text, "p", trade->price.units, simulator_price_decimals(instrument));
	put_dec(&text, "q", trade->quantity.units, quantity);
	put_dec(&text, "nq", trade->quantity.units, quantity);
	put_int(&text, "f", trade->id);
	put_int(&text, "l", trade->id);
	put_int(&text, "T", trade->time_ms);
	simulator_text_put(&text, trade->is_buyer_maker ? ",\"m\":true" : ",\"m\":false");
	SIMULATOR_TEXT(&text, ",\"st\":1}");
	simulator_stream_push(simulator, AC_SIMULATOR_ROUTE_MARKET, name, &text);
}

/* ---- tickers ---- */

static void put_ticker(struct simulator_text *text, const struct ac_simulator *simulator,
		       const struct simulator_listing *listing, const struct simulator_row *day,
		       bool is_mini)
{
	const struct ac_instrument *instrument = simulator_rules(simulator, listing->symbol);
	const struct ac_candle *candle = &day->candle;
	int price = simulator_price_decimals(instrument),
	    quantity = simulator_quantity_decimals(instrument);
	struct simulator_change change = simulator_change_of(day);
	put_head(text, simulator, is_mini ? "24hrMiniTicker" : "24hrTicker");
	put_text(text, "s", instrument->symbol);
	if (!is_mini) {
		put_dec(text, "p", change.amount.units, price);
		put_dec(text, "P", change.percent.units, 3);
		put_dec(text, "w", change.average.units, price);
		put_dec(text, "Q", 0, quantity);
	}
	put_dec(text, "c", candle->close, price);
	put_dec(text, "o", candle->open, price);
	put_dec(text, "h", candle->high, price);
	put_dec(text, "l", candle->low, price);
	put_dec(text, "v", candle->volume, quantity);
	put_dec(text, "q", day->quote_volume, price);
	if (!is_mini) {
		put_int(text, "O", candle->open_time_ms);
		put_int(text, "C", simulator->market->feed_ms);
		put_int(text, "F", day->first_trade_id);
		put_int(text, "L", listing->trade_id);
		put_int(text, "n", candle->trades);
	}
	put_text(text, "ps", instrument->symbol);
	SIMULATOR_TEXT(text, ",\"st\":1}");
}

/* One kind of ticker: each symbol's own stream, and the array of those that changed. */
static void push_tickers(struct ac_simulator *simulator, bool is_mini)
{
	struct simulator_market *market = simulator->market;
	const char *kind = is_mini ? "@miniTicker" : "@ticker";
	const char *array = is_mini ? "!miniTicker@arr" : "!ticker@arr";
	bool is_array_wanted =
		simulator_stream_is_wanted(simulator, AC_SIMULATOR_ROUTE_MARKET, array);
	struct simulator_text all = simulator_stream_begin(simulator);
	SIMULATOR_TEXT(&all, "[");
	for (uint32_t i = 0; i < market->count; i++) {
		char name[SIMULATOR_STREAM_SIZE];
		struct simulator_listing *listing = &market->listings[i];
		struct simulator_row day;
		if (!listing->has_changed)
			continue;
		bool is_one_wanted = simulator_stream_is_wanted(
			simulator, AC_SIMULATOR_ROUTE_MARKET,
			simulator_stream_name(name, listing->name, kind, ""));
		if ((!is_one_wanted && !is_array_wanted) || !simulator_day(listing, &day))
			continue;
		/* A symbol's own frame is the array's element, where it stands. */
		struct simulator_text one = { all.data, all.size, all.capacity };
		if (is_array_wanted && one.size > 1)
			SIMULATOR_TEXT(&one, ",");
		size_t start = one.size;
		put_ticker(&one, simulator, listing, &day, is_mini);
		if (is_one_wanted)
			simulator_stream_push(simulator, AC_SIMULATOR_ROUTE_MARKET, name,
					      &(struct simulator_text){ one.data + start,
									one.size - start,
									one.size - start });
		if (is_array_wanted)
			all = one;
	}
	SIMULATOR_TEXT(&all, "]");
	if (is_array_wanted && all.size > 2)
		simulator_stream_push(simulator, AC_SIMULATOR_ROUTE_MARKET, array, &all);
}

void simulator_push_tickers(struct ac_simulator *simulator)
{
	push_tickers(simulator, true);
	push_tickers(simulator, false);
	for (uint32_t i = 0; i < simulator->market->count; i++)
		simulator->market->listings[i].has_changed = false;
}

/* ---- liquidations and contracts ---- */

void simulator_market_liquidation(struct ac_simulator *simulator, uint16_t symbol,
				  enum ac_side side, struct ac_dec quantity, struct ac_dec price,
				  struct ac_dec average_price)
{
	char name[SIMULATOR_STREAM_SIZE];
	struct simulator_listing *listing = &simulator->market->listings[symbol];
	const struct ac_instrument *instrument = simulator_rules(simulator, symbol);
	int price_decimals = simulator_price_decimals(instrument);
	int decimals = simulator_quantity_decimals(instrument);
	if (listing->liquidation_ns != 0 &&
	    simulator->now_ns - listing->liquidation_ns < SIMULATOR_SECOND_NS)
		return;
	listing->liquidation_ns = simulator->now_ns;
	struct simulator_text text = simulator_stream_begin(simulator);
	put_head(&text, simulator, "forceOrder");
	SIMULATOR_TEXT(&text, ",\"o\":{\"s\":\"");
	simulator_text_put(&text, instrument->symbol);
	simulator_text_put(&text, side == AC_SIDE_BUY ? "\",\"S\":\"BUY\"" : "\",\"S\":\"SELL\"");
	SIMULATOR_TEXT(&text, ",\"o\":\"LIMIT\",\"f\":\"IOC\"");
	put_dec(&text, "q", quantity.units, decimals);
	put_dec(&text, "p", price.units, price_decimals);
	put_dec(&text, "ap", average_price.units, price_decimals);
	SIMULATOR_TEXT(&text, ",\"X\":\"FILLED\"");
	put_dec(&text, "l", quantity.units, decimals);
	put_dec(&text, "z", quantity.units, decimals);
	put_int(&text, "T", simulator_protocol_ms(simulator));
	SIMULATOR_TEXT(&text, "}");
	put_text(&text, "ps", instrument->symbol);
	SIMULATOR_TEXT(&text, ",\"st\":1}");
	if (simulator_stream_is_wanted(
		    simulator, AC_SIMULATOR_ROUTE_MARKET,
		    simulator_stream_name(name, listing->name, "@forceOrder", "")))
		simulator_stream_push(simulator, AC_SIMULATOR_ROUTE_MARKET, name, &text);
	if (simulator_stream_is_wanted(simulator, AC_SIMULATOR_ROUTE_MARKET, "!forceOrder@arr"))
		simulator_stream_push(simulator, AC_SIMULATOR_ROUTE_MARKET, "!forceOrder@arr",
				      &text);
}

void simulator_market_contract(struct ac_simulator *simulator, uint16_t symbol)
{
	if (!simulator_stream_is_wanted(simulator, AC_SIMULATOR_ROUTE_MARKET, "!contractInfo"))
		return;
	const struct ac_instrument *instrument = simulator_rules(simulator, symbol);
	struct simulator_text text = simulator_stream_begin(simulator);
	put_head(&text, simulator, "contractInfo");
	put_text(&text, "s", instrument->symbol);
	put_text(&text, "ps", instrument->symbol);
	put_text(&text, "ct", simulator_contract_type(instrument));
	put_int(&text, "dt", instrument->delivery_time_ms);
	put_int(&text, "ot", SIMULATOR_ONBOARD_MS);
	put_text(&text, "cs", simulator->status[symbol]);
	SIMULATOR_TEXT(&text, ",\"bks\":[");
	for (int32_t i = 0; i < instrument->bracket_count; i++) {
		const struct ac_bracket *bracket = &instrument->brackets[i];
		simulator_text_put(&text, i > 0 ? ",{\"bs\":" : "{\"bs\":");
		simulator_text_int(&text, i + 1);
		put_int(&text, "bnf", bracket->notional_floor.units / AC_DEC_SCALE);
		put_int(&text, "bnc", bracket->notional_cap.units / AC_DEC_SCALE);
		SIMULATOR_TEXT(&text, ",\"mmr\":");
		simulator_text_dec(&text, bracket->maintenance_rate, 0);
		SIMULATOR_TEXT(&text, ",\"cf\":");
		simulator_text_dec(&text, bracket->maintenance_cum, 0);
		put_int(&text, "mi",
			i + 1 < instrument->bracket_count
				? instrument->brackets[i + 1].leverage_max + 1
				: 1);
		put_int(&text, "ma", bracket->leverage_max);
		SIMULATOR_TEXT(&text, "}");
	}
	SIMULATOR_TEXT(&text, "],\"st\":1}");
	simulator_stream_push(simulator, AC_SIMULATOR_ROUTE_MARKET, "!contractInfo", &text);
}
