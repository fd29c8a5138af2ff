/* Prices of this moment over REST: marks, tickers, books. */
#include "venue/market_state.h"
#include "venue/public.h"

#define PRICE_E8      8
#define INTEREST_RATE 10000 /* 0.0001 */

static void put_symbol(struct ac_json *json, const struct ac_venue *venue, uint16_t symbol)
{
	venue_json_word(json, "symbol", venue_rules(venue, symbol)->symbol);
}

static void put_premium(struct ac_venue *venue, struct ac_json *json, uint16_t symbol)
{
	const struct venue_quote *quote = venue_market_quote(venue, symbol);
	ac_json_open(json, NULL, '{');
	put_symbol(json, venue, symbol);
	venue_json_dec(json, "markPrice", quote->mark, PRICE_E8);
	venue_json_dec(json, "indexPrice", quote->index, PRICE_E8);
	venue_json_dec(json, "estimatedSettlePrice", quote->index, PRICE_E8);
	venue_json_dec(json, "lastFundingRate", quote->funding_rate, PRICE_E8);
	venue_json_dec(json, "interestRate", (struct ac_dec){ INTEREST_RATE }, PRICE_E8);
	ac_json_int(json, "nextFundingTime", quote->funding_time_ms);
	ac_json_int(json, "time", quote->time_ms);
	ac_json_close(json, '}');
}

void venue_public_premium_index(struct ac_venue *venue, struct venue_call *call)
{
	venue_each_symbol(venue, call, put_premium);
}

static void put_price(struct ac_venue *venue, struct ac_json *json, uint16_t symbol)
{
	const struct venue_quote *quote = venue_market_quote(venue, symbol);
	ac_json_open(json, NULL, '{');
	put_symbol(json, venue, symbol);
	venue_json_price(json, "price", venue, symbol, quote->last);
	ac_json_int(json, "time", quote->time_ms);
	ac_json_close(json, '}');
}

void venue_public_ticker_price(struct ac_venue *venue, struct venue_call *call)
{
	venue_each_symbol(venue, call, put_price);
}

static void put_book(struct ac_venue *venue, struct ac_json *json, uint16_t symbol)
{
	const struct venue_quote *quote = venue_market_quote(venue, symbol);
	ac_json_open(json, NULL, '{');
	put_symbol(json, venue, symbol);
	venue_json_price(json, "bidPrice", venue, symbol, quote->bid);
	venue_json_quantity(json, "bidQty", venue, symbol,
			    venue_level_quantity(venue, symbol, quote->bid));
	venue_json_price(json, "askPrice", venue, symbol, quote->ask);
	venue_json_quantity(json, "askQty", venue, symbol,
			    venue_level_quantity(venue, symbol, quote->ask));
	ac_json_int(json, "time", quote->time_ms);
	ac_json_close(json, '}');
}

void venue_public_book_ticker(struct ac_venue *venue, struct venue_call *call)
{
	venue_each_symbol(venue, call, put_book);
}

static void put_day(struct ac_venue *venue, struct ac_json *json, uint16_t symbol)
{
	struct venue_listing *listing = &venue->market->listings[symbol];
	struct venue_row day = { 0 };
	struct venue_change change = { 0 };
	struct ac_dec last_quantity = AC_DEC_ZERO;
	if (venue_day(listing, &day))
		change = venue_change_of(&day);
	if (listing->trade_count > 0)
		last_quantity =
			listing->trades[(listing->trade_count - 1) % VENUE_TRADES_KEPT].quantity;
	ac_json_open(json, NULL, '{');
	put_symbol(json, venue, symbol);
	venue_json_price(json, "priceChange", venue, symbol, change.amount);
	venue_json_dec(json, "priceChangePercent", change.percent, 3);
	venue_json_price(json, "weightedAvgPrice", venue, symbol, change.average);
	venue_json_price(json, "lastPrice", venue, symbol, listing->quote.last);
	venue_json_quantity(json, "lastQty", venue, symbol, last_quantity);
	venue_json_price(json, "openPrice", venue, symbol, (struct ac_dec){ day.candle.open });
	venue_json_price(json, "highPrice", venue, symbol, (struct ac_dec){ day.candle.high });
	venue_json_price(json, "lowPrice", venue, symbol, (struct ac_dec){ day.candle.low });
	venue_json_quantity(json, "volume", venue, symbol, (struct ac_dec){ day.candle.volume });
	venue_json_price(json, "quoteVolume", venue, symbol, (struct ac_dec){ day.quote_volume });
	ac_json_int(json, "openTime", day.candle.open_time_ms);
	ac_json_int(json, "closeTime", venue->market->feed_ms);
	ac_json_int(json, "firstId", day.first_trade_id);
	ac_json_int(json, "lastId", listing->trade_id);
	ac_json_int(json, "count", day.candle.trades);
	ac_json_close(json, '}');
}

void venue_public_ticker_day(struct ac_venue *venue, struct venue_call *call)
{
	venue_each_symbol(venue, call, put_day);
}

static void put_levels(struct ac_venue *venue, struct ac_json *json, uint16_t symbol, bool is_bid,
		       int64_t limit)
{
	struct ac_dec middle = venue_market_quote(venue, symbol)->last;
	ac_json_open(json, is_bid ? "bids" : "asks", '[');
	for (uint32_t n = 0; n < limit && n < VENUE_DEPTH_LEVELS && middle.units > 0; n++) {
		struct venue_level level = venue_level(venue, symbol, middle, is_bid, n);
		if (level.quantity.units == 0)
			break;
		ac_json_open(json, NULL, '[');
		venue_json_price(json, NULL, venue, symbol, level.price);
		venue_json_quantity(json, NULL, venue, symbol, level.quantity);
		ac_json_close(json, ']');
	}
	ac_json_close(json, ']');
}

void venue_public_depth(struct ac_venue *venue, struct venue_call *call)
{
	static const int64_t limits[] = { 5, 10, 20, 50, 100, 500, 1000 };
	int32_t symbol = venue_symbol(call);
	int64_t limit = 500;
	bool is_valid = false;
	if (symbol < 0 || !venue_read_int(call, "limit", false, &limit))
		return;
	for (size_t i = 0; i < AC_COUNT(limits); i++)
		is_valid |= limit == limits[i];
	if (!is_valid) {
		venue_refuse(call, -4021, "%lld is not valid depth limit", (long long)limit);
		return;
	}
	struct venue_listing *listing = &venue->market->listings[symbol];
	/* A frame tells the change between its two ends. What stands in an answer from between them
	 * would not be taken back by it, so the answer is made an end. */
	(void)venue_push_depth(venue, listing, true);
	ac_json_open(call->json, NULL, '{');
	ac_json_int(call->json, "lastUpdateId", listing->update_id);
	ac_json_int(call->json, "E", venue_protocol_ms(venue));
	ac_json_int(call->json, "T", listing->quote.time_ms);
	put_levels(venue, call->json, (uint16_t)symbol, true, limit);
	put_levels(venue, call->json, (uint16_t)symbol, false, limit);
	ac_json_close(call->json, '}');
}

void venue_public_open_interest(struct ac_venue *venue, struct venue_call *call)
{
	int32_t symbol = venue_symbol(call);
	if (symbol < 0)
		return;
	/* Nobody holds anything here but the accounts: a number that stays, made of the symbol. */
	struct ac_dec interest = venue_level_quantity(venue, (uint16_t)symbol, AC_DEC(1));
	ac_json_open(call->json, NULL, '{');
	venue_json_quantity(call->json, "openInterest", venue, (uint16_t)symbol, interest);
	put_symbol(call->json, venue, (uint16_t)symbol);
	ac_json_int(call->json, "time", venue_protocol_ms(venue));
	ac_json_close(call->json, '}');
}
