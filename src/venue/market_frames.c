/* Frames of the /market route: candles, marks, trades, tickers, liquidations, contracts. */
#include "venue/market_state.h"

#define PRICE_E8 8 /* marks and indexes are written with all their decimals */
#define SLOW_NS  (3 * AC_NS_PER_SEC)
/* The taker's share of the volume that is called bought. */
#define TAKER_SHARE 2

/* ---- streams, for this file and market_book_frames.c ---- */

const char *venue_stream_name(char name[VENUE_STREAM_SIZE], const char *symbol, const char *kind,
			      const char *tail)
{
	struct venue_text text = { .data = name, .capacity = VENUE_STREAM_SIZE };
	venue_text_put(&text, symbol);
	venue_text_put(&text, kind);
	venue_text_put(&text, tail);
	venue_text_bytes(&text, "", 1);
	return name;
}

bool venue_stream_is_wanted(const struct ac_venue *venue, enum ac_venue_route route,
			    const char *stream)
{
	if (venue->sink.market == NULL)
		return false;
	return venue->sink.wants == NULL || venue->sink.wants(venue->sink.self, route, stream);
}

void venue_stream_push(struct ac_venue *venue, enum ac_venue_route route, const char *stream,
		       const struct venue_text *text)
{
	venue->sink.market(venue->sink.self, route, stream, venue_text_str(text));
}

struct venue_text venue_stream_begin(struct ac_venue *venue)
{
	return (struct venue_text){ .data = venue->frame, .capacity = VENUE_FRAME_SIZE };
}

/* `,"k":"61234.50"` */
static void put_dec(struct venue_text *text, const char *key, int64_t units, int decimals)
{
	VENUE_TEXT(text, ",\"");
	venue_text_put(text, key);
	VENUE_TEXT(text, "\":\"");
	venue_text_dec(text, (struct ac_dec){ units }, decimals);
	VENUE_TEXT(text, "\"");
}
static void put_int(struct venue_text *text, const char *key, int64_t value)
{
	VENUE_TEXT(text, ",\"");
	venue_text_put(text, key);
	VENUE_TEXT(text, "\":");
	venue_text_int(text, value);
}
static void put_text(struct venue_text *text, const char *key, const char *value)
{
	VENUE_TEXT(text, ",\"");
	venue_text_put(text, key);
	VENUE_TEXT(text, "\":\"");
	venue_text_put(text, value);
	VENUE_TEXT(text, "\"");
}

/* `{"e":"…","E":…`: how every frame begins. */
static void put_head(struct venue_text *text, const struct ac_venue *venue, const char *type)
{
	VENUE_TEXT(text, "{\"e\":\"");
	venue_text_put(text, type);
	VENUE_TEXT(text, "\"");
	put_int(text, "E", venue_protocol_ms(venue));
}

/* ---- candles ---- */

static void put_candle(struct venue_text *text, const struct ac_instrument *instrument,
		       const struct venue_row *row, enum venue_interval interval, bool is_closed,
		       bool has_symbol)
{
	const struct ac_candle *candle = &row->candle;
	int price = venue_price_decimals(instrument),
	    quantity = venue_quantity_decimals(instrument);
	int64_t last_id = row->first_trade_id + (int64_t)candle->trades - 1;
	VENUE_TEXT(text, ",\"k\":{\"t\":");
	venue_text_int(text, candle->open_time_ms);
	put_int(text, "T", venue_interval_end(interval, candle->open_time_ms) - 1);
	if (has_symbol)
		put_text(text, "s", instrument->symbol);
	put_text(text, "i", venue_interval_text(interval));
	put_int(text, "f", candle->trades > 0 ? row->first_trade_id : -1);
	put_int(text, "L", candle->trades > 0 ? last_id : -1);
	put_dec(text, "o", candle->open, price);
	put_dec(text, "c", candle->close, price);
	put_dec(text, "h", candle->high, price);
	put_dec(text, "l", candle->low, price);
	put_dec(text, "v", candle->volume, quantity);
	put_int(text, "n", candle->trades);
	venue_text_put(text, is_closed ? ",\"x\":true" : ",\"x\":false");
	put_dec(text, "q", row->quote_volume, price);
	put_dec(text, "V", candle->volume / TAKER_SHARE, quantity);
	put_dec(text, "Q", row->quote_volume / TAKER_SHARE, price);
	VENUE_TEXT(text, ",\"B\":\"0\"}}");
}

static void push_interval(struct ac_venue *venue, const struct venue_listing *listing,
			  const struct venue_row *row, enum venue_interval interval, bool is_closed)
{
	char name[VENUE_STREAM_SIZE];
	const struct ac_instrument *instrument = venue_rules(venue, listing->symbol);
	const char *tail = venue_interval_text(interval);
	if (venue_stream_is_wanted(venue, AC_VENUE_ROUTE_MARKET,
				   venue_stream_name(name, listing->name, "@kline_", tail))) {
		struct venue_text text = venue_stream_begin(venue);
		put_head(&text, venue, "kline");
		put_text(&text, "s", instrument->symbol);
		put_candle(&text, instrument, row, interval, is_closed, true);
		venue_stream_push(venue, AC_VENUE_ROUTE_MARKET, name, &text);
	}
	const char *kind = venue_is_perpetual(instrument) ? "_perpetual@continuousKline_"
							  : "_current_quarter@continuousKline_";
	if (venue_stream_is_wanted(venue, AC_VENUE_ROUTE_MARKET,
				   venue_stream_name(name, listing->name, kind, tail))) {
		struct venue_text text = venue_stream_begin(venue);
		put_head(&text, venue, "continuous_kline");
		put_text(&text, "ps", instrument->symbol);
		put_text(&text, "ct", venue_contract_type(instrument));
		put_candle(&text, instrument, row, interval, is_closed, false);
		venue_stream_push(venue, AC_VENUE_ROUTE_MARKET, name, &text);
	}
}

static bool is_interval_wanted(const struct ac_venue *venue, const struct venue_listing *listing,
			       enum venue_interval interval)
{
	char name[VENUE_STREAM_SIZE];
	const char *tail = venue_interval_text(interval);
	bool is_perpetual = venue_is_perpetual(venue_rules(venue, listing->symbol));
	return venue_stream_is_wanted(venue, AC_VENUE_ROUTE_MARKET,
				      venue_stream_name(name, listing->name, "@kline_", tail)) ||
	       venue_stream_is_wanted(
		       venue, AC_VENUE_ROUTE_MARKET,
		       venue_stream_name(name, listing->name,
					 is_perpetual ? "_perpetual@continuousKline_"
						      : "_current_quarter@continuousKline_",
					 tail));
}

void venue_push_kline(struct ac_venue *venue, struct venue_listing *listing,
		      const struct venue_row *row, bool is_closed)
{
	push_interval(venue, listing, row, VENUE_1M, is_closed);
	ac_ms minute = row->candle.open_time_ms;
	for (enum venue_interval interval = VENUE_3M; interval <= VENUE_1MO; interval++) {
		if (!is_interval_wanted(venue, listing, interval))
			continue;
		ac_ms begins = venue_interval_begin(interval, minute);
		uint32_t count = venue_store_collect(&listing->store, interval, begins, begins, 0,
						     venue->market->collected);
		if (count == 0)
			continue; /* its first minutes are no longer kept */
		bool is_last = venue_interval_end(interval, begins) == minute + AC_MS_PER_MIN;
		push_interval(venue, listing, &venue->market->collected[0], interval,
			      is_closed && is_last);
	}
}

/* ---- marks ---- */

static void put_mark(struct venue_text *text, const struct ac_venue *venue,
		     const struct venue_listing *listing)
{
	const struct venue_quote *quote = &listing->quote;
	put_head(text, venue, "markPriceUpdate");
	put_text(text, "s", venue_rules(venue, listing->symbol)->symbol);
	put_dec(text, "p", quote->mark.units, PRICE_E8);
	put_dec(text, "ap", quote->mark.units, PRICE_E8);
	put_dec(text, "P", quote->index.units, PRICE_E8);
	put_dec(text, "i", quote->index.units, PRICE_E8);
	if (quote->funding_time_ms != 0)
		put_dec(text, "r", quote->funding_rate.units, PRICE_E8);
	else
		VENUE_TEXT(text, ",\"r\":\"\"");
	put_int(text, "T", quote->funding_time_ms);
	VENUE_TEXT(text, ",\"st\":1}");
}

void venue_push_mark(struct ac_venue *venue, struct venue_listing *listing)
{
	char name[VENUE_STREAM_SIZE];
	struct venue_text text = venue_stream_begin(venue);
	put_mark(&text, venue, listing);
	if (venue_stream_is_wanted(venue, AC_VENUE_ROUTE_MARKET,
				   venue_stream_name(name, listing->name, "@markPrice@1s", "")))
		venue_stream_push(venue, AC_VENUE_ROUTE_MARKET, name, &text);
	if (venue->now_ns - listing->mark_slow_ns < SLOW_NS)
		return;
	listing->mark_slow_ns = venue->now_ns;
	if (venue_stream_is_wanted(venue, AC_VENUE_ROUTE_MARKET,
				   venue_stream_name(name, listing->name, "@markPrice", "")))
		venue_stream_push(venue, AC_VENUE_ROUTE_MARKET, name, &text);
}

void venue_push_mark_array(struct ac_venue *venue)
{
	struct venue_market *market = venue->market;
	bool is_slow = venue->now_ns - market->mark_array_slow_ns >= SLOW_NS;
	bool is_fast_wanted =
		venue_stream_is_wanted(venue, AC_VENUE_ROUTE_MARKET, "!markPrice@arr@1s");
	bool is_slow_wanted =
		is_slow && venue_stream_is_wanted(venue, AC_VENUE_ROUTE_MARKET, "!markPrice@arr");
	struct venue_text text = venue_stream_begin(venue);
	VENUE_TEXT(&text, "[");
	for (uint32_t i = 0; i < market->count; i++) {
		struct venue_listing *listing = &market->listings[i];
		bool is_due = listing->is_mark_due;
		listing->is_mark_due = false;
		if (!is_due || (!is_fast_wanted && !is_slow_wanted))
			continue;
		if (text.size > 1)
			VENUE_TEXT(&text, ",");
		put_mark(&text, venue, listing);
	}
	VENUE_TEXT(&text, "]");
	market->has_marks_due = false;
	if (is_fast_wanted)
		venue_stream_push(venue, AC_VENUE_ROUTE_MARKET, "!markPrice@arr@1s", &text);
	if (is_slow_wanted)
		venue_stream_push(venue, AC_VENUE_ROUTE_MARKET, "!markPrice@arr", &text);
	if (is_slow)
		market->mark_array_slow_ns = venue->now_ns;
}

/* ---- trades ---- */

void venue_push_trade(struct ac_venue *venue, struct venue_listing *listing,
		      const struct venue_print *trade)
{
	char name[VENUE_STREAM_SIZE];
	if (!venue_stream_is_wanted(venue, AC_VENUE_ROUTE_MARKET,
				    venue_stream_name(name, listing->name, "@aggTrade", "")))
		return;
	const struct ac_instrument *instrument = venue_rules(venue, listing->symbol);
	int quantity = venue_quantity_decimals(instrument);
	struct venue_text text = venue_stream_begin(venue);
	put_head(&text, venue, "aggTrade");
	put_text(&text, "s", instrument->symbol);
	put_int(&text, "a", trade->id);
	put_dec(&text, "p", trade->price.units, venue_price_decimals(instrument));
	put_dec(&text, "q", trade->quantity.units, quantity);
	put_dec(&text, "nq", trade->quantity.units, quantity);
	put_int(&text, "f", trade->id);
	put_int(&text, "l", trade->id);
	put_int(&text, "T", trade->time_ms);
	venue_text_put(&text, trade->is_buyer_maker ? ",\"m\":true" : ",\"m\":false");
	VENUE_TEXT(&text, ",\"st\":1}");
	venue_stream_push(venue, AC_VENUE_ROUTE_MARKET, name, &text);
}

/* ---- tickers ---- */

static void put_ticker(struct venue_text *text, const struct ac_venue *venue,
		       const struct venue_listing *listing, const struct venue_row *day,
		       bool is_mini)
{
	const struct ac_instrument *instrument = venue_rules(venue, listing->symbol);
	const struct ac_candle *candle = &day->candle;
	int price = venue_price_decimals(instrument),
	    quantity = venue_quantity_decimals(instrument);
	struct venue_change change = venue_change_of(day);
	put_head(text, venue, is_mini ? "24hrMiniTicker" : "24hrTicker");
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
		put_int(text, "C", venue->market->feed_ms);
		put_int(text, "F", day->first_trade_id);
		put_int(text, "L", listing->trade_id);
		put_int(text, "n", candle->trades);
	}
	put_text(text, "ps", instrument->symbol);
	VENUE_TEXT(text, ",\"st\":1}");
}

/* One kind of ticker: each symbol's own stream, and the array of those that changed. */
static void push_tickers(struct ac_venue *venue, bool is_mini)
{
	struct venue_market *market = venue->market;
	const char *kind = is_mini ? "@miniTicker" : "@ticker";
	const char *array = is_mini ? "!miniTicker@arr" : "!ticker@arr";
	bool is_array_wanted = venue_stream_is_wanted(venue, AC_VENUE_ROUTE_MARKET, array);
	struct venue_text all = venue_stream_begin(venue);
	VENUE_TEXT(&all, "[");
	for (uint32_t i = 0; i < market->count; i++) {
		char name[VENUE_STREAM_SIZE];
		struct venue_listing *listing = &market->listings[i];
		struct venue_row day;
		if (!listing->has_changed)
			continue;
		bool is_one_wanted =
			venue_stream_is_wanted(venue, AC_VENUE_ROUTE_MARKET,
					       venue_stream_name(name, listing->name, kind, ""));
		if ((!is_one_wanted && !is_array_wanted) || !venue_day(listing, &day))
			continue;
		/* A symbol's own frame is the array's element, where it stands. */
		struct venue_text one = { all.data, all.size, all.capacity };
		if (is_array_wanted && one.size > 1)
			VENUE_TEXT(&one, ",");
		size_t start = one.size;
		put_ticker(&one, venue, listing, &day, is_mini);
		if (is_one_wanted)
			venue_stream_push(venue, AC_VENUE_ROUTE_MARKET, name,
					  &(struct venue_text){ one.data + start, one.size - start,
								one.size - start });
		if (is_array_wanted)
			all = one;
	}
	VENUE_TEXT(&all, "]");
	if (is_array_wanted && all.size > 2)
		venue_stream_push(venue, AC_VENUE_ROUTE_MARKET, array, &all);
}

void venue_push_tickers(struct ac_venue *venue)
{
	push_tickers(venue, true);
	push_tickers(venue, false);
	for (uint32_t i = 0; i < venue->market->count; i++)
		venue->market->listings[i].has_changed = false;
}

/* ---- liquidations and contracts ---- */

void venue_market_liquidation(struct ac_venue *venue, uint16_t symbol, enum ac_side side,
			      struct ac_dec quantity, struct ac_dec price,
			      struct ac_dec average_price)
{
	char name[VENUE_STREAM_SIZE];
	struct venue_listing *listing = &venue->market->listings[symbol];
	const struct ac_instrument *instrument = venue_rules(venue, symbol);
	int price_decimals = venue_price_decimals(instrument);
	int decimals = venue_quantity_decimals(instrument);
	if (listing->liquidation_ns != 0 &&
	    venue->now_ns - listing->liquidation_ns < VENUE_SECOND_NS)
		return;
	listing->liquidation_ns = venue->now_ns;
	struct venue_text text = venue_stream_begin(venue);
	put_head(&text, venue, "forceOrder");
	VENUE_TEXT(&text, ",\"o\":{\"s\":\"");
	venue_text_put(&text, instrument->symbol);
	venue_text_put(&text, side == AC_SIDE_BUY ? "\",\"S\":\"BUY\"" : "\",\"S\":\"SELL\"");
	VENUE_TEXT(&text, ",\"o\":\"LIMIT\",\"f\":\"IOC\"");
	put_dec(&text, "q", quantity.units, decimals);
	put_dec(&text, "p", price.units, price_decimals);
	put_dec(&text, "ap", average_price.units, price_decimals);
	VENUE_TEXT(&text, ",\"X\":\"FILLED\"");
	put_dec(&text, "l", quantity.units, decimals);
	put_dec(&text, "z", quantity.units, decimals);
	put_int(&text, "T", venue_protocol_ms(venue));
	VENUE_TEXT(&text, "}");
	put_text(&text, "ps", instrument->symbol);
	VENUE_TEXT(&text, ",\"st\":1}");
	if (venue_stream_is_wanted(venue, AC_VENUE_ROUTE_MARKET,
				   venue_stream_name(name, listing->name, "@forceOrder", "")))
		venue_stream_push(venue, AC_VENUE_ROUTE_MARKET, name, &text);
	if (venue_stream_is_wanted(venue, AC_VENUE_ROUTE_MARKET, "!forceOrder@arr"))
		venue_stream_push(venue, AC_VENUE_ROUTE_MARKET, "!forceOrder@arr", &text);
}

void venue_market_contract(struct ac_venue *venue, uint16_t symbol)
{
	if (!venue_stream_is_wanted(venue, AC_VENUE_ROUTE_MARKET, "!contractInfo"))
		return;
	const struct ac_instrument *instrument = venue_rules(venue, symbol);
	struct venue_text text = venue_stream_begin(venue);
	put_head(&text, venue, "contractInfo");
	put_text(&text, "s", instrument->symbol);
	put_text(&text, "ps", instrument->symbol);
	put_text(&text, "ct", venue_contract_type(instrument));
	put_int(&text, "dt", instrument->delivery_time_ms);
	put_int(&text, "ot", VENUE_ONBOARD_MS);
	put_text(&text, "cs", venue->status[symbol]);
	VENUE_TEXT(&text, ",\"bks\":[");
	for (int32_t i = 0; i < instrument->bracket_count; i++) {
		const struct ac_bracket *bracket = &instrument->brackets[i];
		venue_text_put(&text, i > 0 ? ",{\"bs\":" : "{\"bs\":");
		venue_text_int(&text, i + 1);
		put_int(&text, "bnf", bracket->notional_floor.units / AC_DEC_SCALE);
		put_int(&text, "bnc", bracket->notional_cap.units / AC_DEC_SCALE);
		VENUE_TEXT(&text, ",\"mmr\":");
		venue_text_dec(&text, bracket->maintenance_rate, 0);
		VENUE_TEXT(&text, ",\"cf\":");
		venue_text_dec(&text, bracket->maintenance_cum, 0);
		put_int(&text, "mi",
			i + 1 < instrument->bracket_count
				? instrument->brackets[i + 1].leverage_max + 1
				: 1);
		put_int(&text, "ma", bracket->leverage_max);
		VENUE_TEXT(&text, "}");
	}
	VENUE_TEXT(&text, "],\"st\":1}");
	venue_stream_push(venue, AC_VENUE_ROUTE_MARKET, "!contractInfo", &text);
}
