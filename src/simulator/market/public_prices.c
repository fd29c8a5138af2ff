/* Prices of this moment over REST: marks, tickers, books. */
#include "simulator/market/market_state.h"
#include "simulator/market/public.h"

#define PRICE_E8      8
#define INTEREST_RATE 10000 /* 0.0001 */

static void put_symbol(struct ac_json *json, const struct ac_simulator *simulator, uint16_t symbol)
{
	simulator_json_word(json, "symbol", simulator_rules(simulator, symbol)->symbol);
}

static void put_premium(struct ac_simulator *simulator, struct ac_json *json, uint16_t symbol)
{
	const struct simulator_quote *quote = simulator_market_quote(simulator, symbol);
	ac_json_open(json, NULL, '{');
	put_symbol(json, simulator, symbol);
	simulator_json_dec(json, "markPrice", quote->mark, PRICE_E8);
	simulator_json_dec(json, "indexPrice", quote->index, PRICE_E8);
	simulator_json_dec(json, "estimatedSettlePrice", quote->index, PRICE_E8);
	simulator_json_dec(json, "lastFundingRate", quote->funding_rate, PRICE_E8);
	simulator_json_dec(json, "interestRate", (struct ac_dec){ INTEREST_RATE }, PRICE_E8);
	ac_json_int(json, "nextFundingTime", quote->funding_time_ms);
	ac_json_int(json, "time", quote->time_ms);
	ac_json_close(json, '}');
}

void simulator_public_premium_index(struct ac_simulator *simulator, struct simulator_call *call)
{
	simulator_each_symbol(simulator, call, put_premium);
}

static void put_price(struct ac_simulator *simulator, struct ac_json *json, uint16_t symbol)
{
	const struct simulator_quote *quote = simulator_market_quote(simulator, symbol);
	ac_json_open(json, NULL, '{');
	put_symbol(json, simulator, symbol);
	simulator_json_price(json, "price", simulator, symbol, quote->last);
	ac_json_int(json, "time", quote->time_ms);
	ac_json_close(json, '}');
}

void simulator_public_ticker_price(struct ac_simulator *simulator, struct simulator_call *call)
{
	simulator_each_symbol(simulator, call, put_price);
}

static void put_book(struct ac_simulator *simulator, struct ac_json *json, uint16_t symbol)
{
	const struct simulator_quote *quote = simulator_market_quote(simulator, symbol);
	ac_json_open(json, NULL, '{');
	put_symbol(json, simulator, symbol);
	simulator_json_price(json, "bidPrice", simulator, symbol, quote->bid);
	simulator_json_quantity(json, "bidQty", simulator, symbol,
				simulator_level_quantity(simulator, symbol, quote->bid));
	simulator_json_price(json, "askPrice", simulator, symbol, quote->ask);
	simulator_json_quantity(json, "askQty", simulator, symbol,
				simulator_level_quantity(simulator, symbol, quote->ask));
	ac_json_int(json, "time", quote->time_ms);
	ac_json_close(json, '}');
}

void simulator_public_book_ticker(struct ac_simulator *simulator, struct simulator_call *call)
{
	simulator_each_symbol(simulator, call, put_book);
}

static void put_day(struct ac_simulator *simulator, struct ac_json *json, uint16_t symbol)
{
	struct simulator_listing *listing = &simulator->market->listings[symbol];
	struct simulator_row day = { 0 };
	struct simulator_change change = { 0 };
	struct ac_dec last_quantity = AC_DEC_ZERO;
	if (simulator_day(listing, &day))
		change = simulator_change_of(&day);
	if (listing->trade_count > 0)
		last_quantity = listing->trades[(listing->trade_count - 1) % SIMULATOR_TRADES_KEPT]
					.quantity;
	ac_json_open(json, NULL, '{');
	put_symbol(json, simulator, symbol);
	simulator_json_price(json, "priceChange", simulator, symbol, change.amount);
	simulator_json_dec(json, "priceChangePercent", change.percent, 3);
	simulator_json_price(json, "weightedAvgPrice", simulator, symbol, change.average);
	simulator_json_price(json, "lastPrice", simulator, symbol, listing->quote.last);
	simulator_json_quantity(json, "lastQty", simulator, symbol, last_quantity);
	simulator_json_price(json, "openPrice", simulator, symbol,
			     (struct ac_dec){ day.candle.open });
	simulator_json_price(json, "highPrice", simulator, symbol,
			     (struct ac_dec){ day.candle.high });
	simulator_json_price(json, "lowPrice", simulator, symbol,
			     (struct ac_dec){ day.candle.low });
	simulator_json_quantity(json, "volume", simulator, symbol,
				(struct ac_dec){ day.candle.volume });
	simulator_json_price(json, "quoteVolume", simulator, symbol,
			     (struct ac_dec){ day.quote_volume });
	ac_json_int(json, "openTime", day.candle.open_time_ms);
	ac_json_int(json, "closeTime", simulator->market->feed_ms);
	ac_json_int(json, "firstId", day.first_trade_id);
	ac_json_int(json, "lastId", listing->trade_id);
	ac_json_int(json, "count", day.candle.trades);
	ac_json_close(json, '}');
}

void simulator_public_ticker_day(struct ac_simulator *simulator, struct simulator_call *call)
{
	simulator_each_symbol(simulator, call, put_day);
}

static void put_levels(struct ac_simulator *simulator, struct ac_json *json, uint16_t symbol,
		       bool is_bid, int64_t limit)
{
	struct ac_dec middle = simulator_market_quote(simulator, symbol)->last;
	ac_json_open(json, is_bid ? "bids" : "asks", '[');
	for (uint32_t n = 0; n < limit && n < SIMULATOR_DEPTH_LEVELS && middle.units > 0; n++) {
		struct simulator_level level =
			simulator_level(simulator, symbol, middle, is_bid, n);
		if (level.quantity.units == 0)
			break;
		ac_json_open(json, NULL, '[');
		simulator_json_price(json, NULL, simulator, symbol, level.price);
		simulator_json_quantity(json, NULL, simulator, symbol, level.quantity);
		ac_json_close(json, ']');
	}
	ac_json_close(json, ']');
}

void simulator_public_depth(struct ac_simulator *simulator, struct simulator_call *call)
{
	static const int64_t limits[] = { 5, 10, 20, 50, 100, 500, 1000 };
	int32_t symbol = simulator_symbol(call);
	int64_t limit = 500;
	bool is_valid = false;
	if (symbol < 0 || !simulator_read_int(call, "limit", false, &limit))
		return;
	for (size_t i = 0; i < AC_COUNT(limits); i++)
		is_valid |= limit == limits[i];
	if (!is_valid) {
		simulator_refuse(call, -4021, "%lld is not valid depth limit", (long long)limit);
		return;
	}
	struct simulator_listing *listing = &simulator->market->listings[symbol];
	/* A frame tells the change between its two ends. What stands in an answer from between them
	 * would not be taken back by it, so the answer is made an end. */
	(void)simulator_push_depth(simulator, listing, true);
	ac_json_open(call->json, NULL, '{');
	ac_json_int(call->json, "lastUpdateId", listing->update_id);
	ac_json_int(call->json, "E", simulator_protocol_ms(simulator));
	ac_json_int(call->json, "T", listing->quote.time_ms);
	put_levels(simulator, call->json, (uint16_t)symbol, true, limit);
	put_levels(simulator, call->json, (uint16_t)symbol, false, limit);
	ac_json_close(call->json, '}');
}

void simulator_public_open_interest(struct ac_simulator *simulator, struct simulator_call *call)
{
	int32_t symbol = simulator_symbol(call);
	if (symbol < 0)
		return;
	/* Nobody holds anything here but the accounts: a number that stays, made of the symbol. */
	struct ac_dec interest = simulator_level_quantity(simulator, (uint16_t)symbol, AC_DEC(1));
	ac_json_open(call->json, NULL, '{');
	simulator_json_quantity(call->json, "openInterest", simulator, (uint16_t)symbol, interest);
	put_symbol(call->json, simulator, (uint16_t)symbol);
	ac_json_int(call->json, "time", simulator_protocol_ms(simulator));
	ac_json_close(call->json, '}');
}
