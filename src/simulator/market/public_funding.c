/* Settled and coming funding over REST. */
#include "simulator/market/market_state.h"
#include "simulator/market/public.h"

#define LIMIT_FALLBACK 100
#define LIMIT_LATEST   200 /* without times and limit */
#define LIMIT_MAX      1000
#define RATE_CAP       2000000 /* 0.02 */

/* Walks the settlements of one or all symbols in order of time. */
struct walk {
	const struct simulator_market *market;
	uint32_t first, end; /* symbols */
	ac_ms from, to;
	uint32_t next[AC_INSTRUMENTS_MAX]; /* per symbol: how many have been passed */
};

static uint32_t kept(const struct simulator_listing *listing)
{
	return listing->settlement_count < SIMULATOR_SETTLEMENTS_KEPT
		       ? (uint32_t)listing->settlement_count
		       : SIMULATOR_SETTLEMENTS_KEPT;
}

/* The n-th oldest that is kept. */
static const struct simulator_settlement *settlement(const struct simulator_listing *listing,
						     uint32_t n)
{
	uint64_t number = listing->settlement_count - kept(listing) + n;
	return &listing->settlements[number % SIMULATOR_SETTLEMENTS_KEPT];
}

static const struct simulator_settlement *walk_on(struct walk *walk, uint32_t *ret_symbol)
{
	const struct simulator_settlement *earliest = NULL;
	for (uint32_t i = walk->first; i < walk->end; i++) {
		const struct simulator_listing *listing = &walk->market->listings[i];
		while (walk->next[i] < kept(listing) &&
		       settlement(listing, walk->next[i])->time_ms < walk->from)
			walk->next[i]++;
		if (walk->next[i] == kept(listing))
			continue;
		const struct simulator_settlement *candidate = settlement(listing, walk->next[i]);
		if (candidate->time_ms > walk->to ||
		    (earliest != NULL && earliest->time_ms <= candidate->time_ms))
			continue;
		earliest = candidate;
		*ret_symbol = i;
	}
	if (earliest != NULL)
		walk->next[*ret_symbol]++;
	return earliest;
}

void simulator_public_funding_rate(struct ac_simulator *simulator, struct simulator_call *call)
{
	struct walk walk = { .market = simulator->market,
			     .end = simulator->instruments.count,
			     .to = INT64_MAX };
	bool has_times = simulator_has(call, "startTime") || simulator_has(call, "endTime");
	int64_t limit = 0, count = 0;
	if (simulator_has(call, "symbol")) {
		int32_t symbol = simulator_symbol(call);
		if (symbol < 0)
			return;
		walk.first = (uint32_t)symbol;
		walk.end = walk.first + 1;
	}
	if (!simulator_read_limit(call, has_times ? LIMIT_FALLBACK : LIMIT_LATEST, LIMIT_MAX,
				  &limit) ||
	    !simulator_read_span(call, &walk.from, &walk.to))
		return;
	uint32_t symbol = 0;
	struct walk counting = walk;
	while (walk_on(&counting, &symbol) != NULL)
		count++;
	const struct simulator_settlement *row;
	for (; count > limit && !simulator_has(call, "startTime"); count--)
		(void)walk_on(&walk, &symbol);
	ac_json_open(call->json, NULL, '[');
	for (; limit > 0 && (row = walk_on(&walk, &symbol)) != NULL; limit--) {
		ac_json_open(call->json, NULL, '{');
		simulator_json_word(call->json, "symbol",
				    simulator_rules(simulator, (uint16_t)symbol)->symbol);
		ac_json_int(call->json, "fundingTime", row->time_ms);
		simulator_json_dec(call->json, "fundingRate", row->rate, AC_DEC_DIGITS);
		simulator_json_dec(call->json, "markPrice", row->mark, AC_DEC_DIGITS);
		simulator_json_word(call->json, "rateType", "Regular");
		ac_json_close(call->json, '}');
	}
	ac_json_close(call->json, ']');
}

void simulator_public_funding_info(struct ac_simulator *simulator, struct simulator_call *call)
{
	ac_json_open(call->json, NULL, '[');
	for (uint32_t i = 0; i < simulator->instruments.count; i++) {
		const struct ac_instrument *instrument = &simulator->instruments.items[i];
		if (!simulator_is_perpetual(instrument))
			continue;
		ac_json_open(call->json, NULL, '{');
		simulator_json_word(call->json, "symbol", instrument->symbol);
		simulator_json_dec(call->json, "adjustedFundingRateCap",
				   (struct ac_dec){ RATE_CAP }, AC_DEC_DIGITS);
		simulator_json_dec(call->json, "adjustedFundingRateFloor",
				   (struct ac_dec){ -RATE_CAP }, AC_DEC_DIGITS);
		ac_json_int(call->json, "fundingIntervalHours", instrument->funding_interval_hours);
		ac_json_bool(call->json, "disclaimer", false);
		ac_json_null(call->json, "updateTime");
		ac_json_close(call->json, '}');
	}
	ac_json_close(call->json, ']');
}
