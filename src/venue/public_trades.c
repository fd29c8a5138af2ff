/* The last trades over REST. One aggregate is one trade here, and has its number. */
#include "venue/market_state.h"
#include "venue/public.h"

#define LIMIT_FALLBACK 500
#define LIMIT_MAX      1000
#define SPAN_MS        (48LL * 60 * AC_MS_PER_MIN)

static uint64_t kept(const struct venue_listing *listing)
{
	return listing->trade_count < VENUE_TRADES_KEPT ? listing->trade_count : VENUE_TRADES_KEPT;
}

static void put_aggregate(struct ac_json *json, const struct ac_venue *venue, uint16_t symbol,
			  const struct venue_print *trade)
{
	ac_json_open(json, NULL, '{');
	ac_json_int(json, "a", trade->id);
	venue_json_price(json, "p", venue, symbol, trade->price);
	venue_json_quantity(json, "q", venue, symbol, trade->quantity);
	venue_json_quantity(json, "nq", venue, symbol, trade->quantity);
	ac_json_int(json, "f", trade->id);
	ac_json_int(json, "l", trade->id);
	ac_json_int(json, "T", trade->time_ms);
	ac_json_bool(json, "m", trade->is_buyer_maker);
	ac_json_close(json, '}');
}

/* What of the trades is asked for: those from `id` on that lie in the span. */
struct wanted {
	int64_t id;
	ac_ms from, to;
};

static bool is_wanted(const struct wanted *wanted, const struct venue_print *trade)
{
	return trade->id >= wanted->id && trade->time_ms >= wanted->from &&
	       trade->time_ms <= wanted->to;
}

static bool read_wanted(struct ac_venue *venue, struct venue_call *call, struct wanted *ret_wanted)
{
	struct wanted wanted = { .to = INT64_MAX };
	bool has_times = venue_has(call, "startTime") || venue_has(call, "endTime");
	if (!venue_read_int(call, "fromId", false, &wanted.id) ||
	    !venue_read_span(call, &wanted.from, &wanted.to))
		return false;
	if (has_times && venue_has(call, "fromId")) {
		venue_refuse_code(call, -1128);
		return false;
	}
	if (venue_has(call, "startTime") && wanted.from < venue->market->feed_ms - SPAN_MS) {
		venue_refuse(call, -4166, "Search window is restricted to recent 48 hours only.");
		return false;
	}
	*ret_wanted = wanted;
	return true;
}

void venue_public_agg_trades(struct ac_venue *venue, struct venue_call *call)
{
	int32_t symbol = venue_symbol(call);
	int64_t limit = 0, count = 0;
	struct wanted wanted = { 0 };
	if (symbol < 0 || !venue_read_limit(call, LIMIT_FALLBACK, LIMIT_MAX, &limit) ||
	    !read_wanted(venue, call, &wanted))
		return;
	const struct venue_listing *listing = &venue->market->listings[symbol];
	uint64_t first = listing->trade_count - kept(listing);
	for (uint64_t i = first; i < listing->trade_count; i++)
		count += is_wanted(&wanted, &listing->trades[i % VENUE_TRADES_KEPT]);
	/* From a beginning where one is named, else the newest. */
	bool has_start = venue_has(call, "fromId") || venue_has(call, "startTime");
	int64_t passed = has_start || count <= limit ? 0 : count - limit;
	ac_json_open(call->json, NULL, '[');
	for (uint64_t i = first; i < listing->trade_count && limit > 0; i++) {
		const struct venue_print *trade = &listing->trades[i % VENUE_TRADES_KEPT];
		if (!is_wanted(&wanted, trade) || passed-- > 0)
			continue;
		put_aggregate(call->json, venue, (uint16_t)symbol, trade);
		limit--;
	}
	ac_json_close(call->json, ']');
}

void venue_public_trades(struct ac_venue *venue, struct venue_call *call)
{
	int32_t symbol = venue_symbol(call);
	int64_t limit = 0;
	if (symbol < 0 || !venue_read_limit(call, LIMIT_FALLBACK, LIMIT_MAX, &limit))
		return;
	const struct venue_listing *listing = &venue->market->listings[symbol];
	uint64_t count = kept(listing) < (uint64_t)limit ? kept(listing) : (uint64_t)limit;
	ac_json_open(call->json, NULL, '[');
	for (uint64_t i = listing->trade_count - count; i < listing->trade_count; i++) {
		const struct venue_print *trade = &listing->trades[i % VENUE_TRADES_KEPT];
		struct ac_dec quote = AC_DEC_ZERO;
		if (ac_dec_mul(trade->price, trade->quantity, AC_ROUND_HALF_EVEN, &quote) != AC_OK)
			quote = AC_DEC_ZERO;
		ac_json_open(call->json, NULL, '{');
		ac_json_int(call->json, "id", trade->id);
		venue_json_price(call->json, "price", venue, (uint16_t)symbol, trade->price);
		venue_json_quantity(call->json, "qty", venue, (uint16_t)symbol, trade->quantity);
		venue_json_price(call->json, "quoteQty", venue, (uint16_t)symbol, quote);
		ac_json_int(call->json, "time", trade->time_ms);
		ac_json_bool(call->json, "isBuyerMaker", trade->is_buyer_maker);
		ac_json_bool(call->json, "isRPITrade", false);
		ac_json_close(call->json, '}');
	}
	ac_json_close(call->json, ']');
}
