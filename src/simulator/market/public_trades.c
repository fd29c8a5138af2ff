/* The last trades over REST. One aggregate is one trade here, and has its number. */
#include "simulator/market/market_state.h"
#include "simulator/market/public.h"

#define LIMIT_FALLBACK 500
#define LIMIT_MAX      1000
#define SPAN_MS        (48LL * 60 * AC_MS_PER_MIN)

static uint64_t kept(const struct simulator_listing *listing)
{
	return listing->trade_count < SIMULATOR_TRADES_KEPT ? listing->trade_count
							    : SIMULATOR_TRADES_KEPT;
}

static void put_aggregate(struct ac_json *json, const struct ac_simulator *simulator,
			  uint16_t symbol, const struct simulator_print *trade)
{
	ac_json_open(json, NULL, '{');
	ac_json_int(json, "a", trade->id);
	simulator_json_price(json, "p", simulator, symbol, trade->price);
	simulator_json_quantity(json, "q", simulator, symbol, trade->quantity);
	simulator_json_quantity(json, "nq", simulator, symbol, trade->quantity);
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

static bool is_wanted(const struct wanted *wanted, const struct simulator_print *trade)
{
	return trade->id >= wanted->id && trade->time_ms >= wanted->from &&
	       trade->time_ms <= wanted->to;
}

static bool read_wanted(struct ac_simulator *simulator, struct simulator_call *call,
			struct wanted *ret_wanted)
{
	struct wanted wanted = { .to = INT64_MAX };
	bool has_times = simulator_has(call, "startTime") || simulator_has(call, "endTime");
	if (!simulator_read_int(call, "fromId", false, &wanted.id) ||
	    !simulator_read_span(call, &wanted.from, &wanted.to))
		return false;
	if (has_times && simulator_has(call, "fromId")) {
		simulator_refuse_code(call, -1128);
		return false;
	}
	if (simulator_has(call, "startTime") &&
	    wanted.from < simulator->market->feed_ms - SPAN_MS) {
		simulator_refuse(call, -4166,
				 "Search window is restricted to recent 48 hours only.");
		return false;
	}
	*ret_wanted = wanted;
	return true;
}

void simulator_public_agg_trades(struct ac_simulator *simulator, struct simulator_call *call)
{
	int32_t symbol = simulator_symbol(call);
	int64_t limit = 0, count = 0;
	struct wanted wanted = { 0 };
	if (symbol < 0 || !simulator_read_limit(call, LIMIT_FALLBACK, LIMIT_MAX, &limit) ||
	    !read_wanted(simulator, call, &wanted))
		return;
	const struct simulator_listing *listing = &simulator->market->listings[symbol];
	uint64_t first = listing->trade_count - kept(listing);
	for (uint64_t i = first; i < listing->trade_count; i++)
		count += is_wanted(&wanted, &listing->trades[i % SIMULATOR_TRADES_KEPT]);
	/* From a beginning where one is named, else the newest. */
	bool has_start = simulator_has(call, "fromId") || simulator_has(call, "startTime");
	int64_t passed = has_start || count <= limit ? 0 : count - limit;
	ac_json_open(call->json, NULL, '[');
	for (uint64_t i = first; i < listing->trade_count && limit > 0; i++) {
		const struct simulator_print *trade = &listing->trades[i % SIMULATOR_TRADES_KEPT];
		if (!is_wanted(&wanted, trade) || passed-- > 0)
			continue;
		put_aggregate(call->json, simulator, (uint16_t)symbol, trade);
		limit--;
	}
	ac_json_close(call->json, ']');
}

void simulator_public_trades(struct ac_simulator *simulator, struct simulator_call *call)
{
	int32_t symbol = simulator_symbol(call);
	int64_t limit = 0;
	if (symbol < 0 || !simulator_read_limit(call, LIMIT_FALLBACK, LIMIT_MAX, &limit))
		return;
	const struct simulator_listing *listing = &simulator->market->listings[symbol];
	uint64_t count = kept(listing) < (uint64_t)limit ? kept(listing) : (uint64_t)limit;
	ac_json_open(call->json, NULL, '[');
	for (uint64_t i = listing->trade_count - count; i < listing->trade_count; i++) {
		const struct simulator_print *trade = &listing->trades[i % SIMULATOR_TRADES_KEPT];
		struct ac_dec quote = AC_DEC_ZERO;
		if (ac_dec_mul(trade->price, trade->quantity, AC_ROUND_HALF_EVEN, &quote) != AC_OK)
			quote = AC_DEC_ZERO;
		ac_json_open(call->json, NULL, '{');
		ac_json_int(call->json, "id", trade->id);
		simulator_json_price(call->json, "price", simulator, (uint16_t)symbol,
				     trade->price);
		simulator_json_quantity(call->json, "qty", simulator, (uint16_t)symbol,
					trade->quantity);
		simulator_json_price(call->json, "quoteQty", simulator, (uint16_t)symbol, quote);
		ac_json_int(call->json, "time", trade->time_ms);
		ac_json_bool(call->json, "isBuyerMaker", trade->is_buyer_maker);
		ac_json_bool(call->json, "isRPITrade", false);
		ac_json_close(call->json, '}');
	}
	ac_json_close(call->json, ']');
}
