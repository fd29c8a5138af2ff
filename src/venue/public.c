#include "venue/public.h"

#include "venue/market_state.h"

static void ping(struct ac_venue *venue, struct venue_call *call)
{
	(void)venue;
	ac_json_open(call->json, NULL, '{');
	ac_json_close(call->json, '}');
}

static void server_time(struct ac_venue *venue, struct venue_call *call)
{
	ac_json_open(call->json, NULL, '{');
	ac_json_int(call->json, "serverTime", venue_protocol_ms(venue));
	ac_json_close(call->json, '}');
}

bool venue_read_limit(struct venue_call *call, int64_t fallback, int64_t maximum,
		      int64_t *ret_limit)
{
	int64_t limit = fallback;
	if (!venue_read_int(call, "limit", false, &limit))
		return false;
	if (limit < 1 || limit > maximum) {
		venue_refuse(call, -1130, "Data sent for parameter 'limit' is not valid.");
		return false;
	}
	*ret_limit = limit;
	return true;
}

bool venue_read_span(struct venue_call *call, ac_ms *ret_from, ac_ms *ret_to)
{
	ac_ms from = *ret_from, to = *ret_to;
	if (!venue_read_int(call, "startTime", false, &from) ||
	    !venue_read_int(call, "endTime", false, &to))
		return false;
	if (from < 0 || to < 0) {
		venue_refuse(call, -1130, "Data sent for parameter '%s' is not valid.",
			     from < 0 ? "startTime" : "endTime");
		return false;
	}
	if (from > to) {
		venue_refuse(call, -1023, "Start time is greater than end time.");
		return false;
	}
	*ret_from = from;
	*ret_to = to;
	return true;
}

void venue_each_symbol(struct ac_venue *venue, struct venue_call *call,
		       void (*put)(struct ac_venue *venue, struct ac_json *json, uint16_t symbol))
{
	if (venue_has(call, "symbol")) {
		int32_t symbol = venue_symbol(call);
		if (symbol >= 0)
			put(venue, call->json, (uint16_t)symbol);
		return;
	}
	ac_json_open(call->json, NULL, '[');
	for (uint32_t i = 0; i < venue->instruments.count; i++) {
		if (venue_market_quote(venue, (uint16_t)i)->is_known)
			put(venue, call->json, (uint16_t)i);
	}
	ac_json_close(call->json, ']');
}

/* ---- weights ---- */

/* As measured; what is documented differs at the borders. */
static int32_t klines_weight(int64_t limit)
{
	if (limit <= 100)
		return 1;
	return limit <= 500 ? 2 : (limit <= 1000 ? 5 : 10);
}

static int32_t depth_weight(int64_t limit)
{
	if (limit <= 50)
		return 2;
	return limit <= 100 ? 5 : (limit <= 500 ? 10 : 20);
}

/* The number of a parameter, for a weight: what is not one weighs as if absent. */
static int64_t number_of(const struct venue_call *call, const char *name, int64_t fallback)
{
	struct ac_str text = venue_parameter(call, name);
	struct ac_dec value;
	if (text.data == NULL || ac_dec_parse(text, &value) != AC_OK)
		return fallback;
	return value.units / AC_DEC_SCALE;
}

enum weight {
	WEIGHT_PLAIN,
	WEIGHT_BY_SYMBOL, /* `all` without one */
	WEIGHT_KLINES,
	WEIGHT_DEPTH,
};

static const struct {
	const char *path;
	void (*answer)(struct ac_venue *venue, struct venue_call *call);
	enum weight weight;
	int32_t one, all;
} questions[] = {
	{ "/fapi/v1/ping", ping, WEIGHT_PLAIN, 1, 0 },
	{ "/fapi/v1/time", server_time, WEIGHT_PLAIN, 1, 0 },
	{ "/fapi/v1/exchangeInfo", venue_public_exchange_info, WEIGHT_PLAIN, 1, 0 },
	{ "/fapi/v1/klines", venue_public_klines, WEIGHT_KLINES, 5, 0 },
	{ "/fapi/v1/continuousKlines", venue_public_continuous_klines, WEIGHT_KLINES, 5, 0 },
	{ "/fapi/v1/markPriceKlines", venue_public_mark_klines, WEIGHT_KLINES, 5, 0 },
	{ "/fapi/v1/indexPriceKlines", venue_public_index_klines, WEIGHT_KLINES, 5, 0 },
	{ "/fapi/v1/premiumIndexKlines", venue_public_premium_klines, WEIGHT_KLINES, 5, 0 },
	{ "/fapi/v1/premiumIndex", venue_public_premium_index, WEIGHT_BY_SYMBOL, 1, 10 },
	/* These two have a pool of their own. */
	{ "/fapi/v1/fundingRate", venue_public_funding_rate, WEIGHT_PLAIN, 0, 0 },
	{ "/fapi/v1/fundingInfo", venue_public_funding_info, WEIGHT_PLAIN, 0, 0 },
	{ "/fapi/v1/ticker/price", venue_public_ticker_price, WEIGHT_BY_SYMBOL, 1, 2 },
	{ "/fapi/v2/ticker/price", venue_public_ticker_price, WEIGHT_BY_SYMBOL, 1, 2 },
	{ "/fapi/v1/ticker/bookTicker", venue_public_book_ticker, WEIGHT_BY_SYMBOL, 2, 5 },
	{ "/fapi/v1/ticker/24hr", venue_public_ticker_day, WEIGHT_BY_SYMBOL, 1, 40 },
	{ "/fapi/v1/depth", venue_public_depth, WEIGHT_DEPTH, 10, 0 },
	{ "/fapi/v1/aggTrades", venue_public_agg_trades, WEIGHT_PLAIN, 20, 0 },
	{ "/fapi/v1/trades", venue_public_trades, WEIGHT_PLAIN, 5, 0 },
	{ "/fapi/v1/openInterest", venue_public_open_interest, WEIGHT_PLAIN, 1, 0 },
};

static int find(const struct venue_call *call)
{
	if (!ac_str_equal(call->request->method, AC_STR("GET")))
		return -1;
	for (size_t i = 0; i < AC_COUNT(questions); i++) {
		if (ac_str_equal(call->request->path, ac_str_from(questions[i].path)))
			return (int)i;
	}
	return -1;
}

bool venue_public_handle(struct ac_venue *venue, struct venue_call *call)
{
	int question = find(call);
	if (question >= 0)
		questions[question].answer(venue, call);
	return question >= 0;
}

int32_t venue_public_weight(const struct ac_venue *venue, const struct venue_call *call)
{
	(void)venue;
	int question = find(call);
	if (question < 0)
		return -1;
	int32_t one = questions[question].one, all = questions[question].all;
	bool has_limit = venue_has(call, "limit");
	switch (questions[question].weight) {
	case WEIGHT_PLAIN:
		return one;
	case WEIGHT_BY_SYMBOL:
		return venue_has(call, "symbol") ? one : all;
	case WEIGHT_KLINES:
		return has_limit ? klines_weight(number_of(call, "limit", 500)) : one;
	case WEIGHT_DEPTH:
		return has_limit ? depth_weight(number_of(call, "limit", 500)) : one;
	}
	return one;
}
