#include "simulator/market/public.h"

#include "simulator/market/market_state.h"

static void ping(struct ac_simulator *simulator, struct simulator_call *call)
{
	(void)simulator;
	ac_json_open(call->json, NULL, '{');
	ac_json_close(call->json, '}');
}

static void server_time(struct ac_simulator *simulator, struct simulator_call *call)
{
	ac_json_open(call->json, NULL, '{');
	ac_json_int(call->json, "serverTime", simulator_protocol_ms(simulator));
	ac_json_close(call->json, '}');
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
static int64_t number_of(const struct simulator_call *call, const char *name, int64_t fallback)
{
	struct ac_str text = simulator_parameter(call, name);
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
	void (*answer)(struct ac_simulator *simulator, struct simulator_call *call);
	enum weight weight;
	int32_t one, all;
} questions[] = {
	{ "/fapi/v1/ping", ping, WEIGHT_PLAIN, 1, 0 },
	{ "/fapi/v1/time", server_time, WEIGHT_PLAIN, 1, 0 },
	{ "/fapi/v1/exchangeInfo", simulator_public_exchange_info, WEIGHT_PLAIN, 1, 0 },
	{ "/fapi/v1/klines", simulator_public_klines, WEIGHT_KLINES, 5, 0 },
	{ "/fapi/v1/continuousKlines", simulator_public_continuous_klines, WEIGHT_KLINES, 5, 0 },
	{ "/fapi/v1/markPriceKlines", simulator_public_mark_klines, WEIGHT_KLINES, 5, 0 },
	{ "/fapi/v1/indexPriceKlines", simulator_public_index_klines, WEIGHT_KLINES, 5, 0 },
	{ "/fapi/v1/premiumIndexKlines", simulator_public_premium_klines, WEIGHT_KLINES, 5, 0 },
	{ "/fapi/v1/premiumIndex", simulator_public_premium_index, WEIGHT_BY_SYMBOL, 1, 10 },
	/* These two have a pool of their own. */
	{ "/fapi/v1/fundingRate", simulator_public_funding_rate, WEIGHT_PLAIN, 0, 0 },
	{ "/fapi/v1/fundingInfo", simulator_public_funding_info, WEIGHT_PLAIN, 0, 0 },
	{ "/fapi/v1/ticker/price", simulator_public_ticker_price, WEIGHT_BY_SYMBOL, 1, 2 },
	{ "/fapi/v2/ticker/price", simulator_public_ticker_price, WEIGHT_BY_SYMBOL, 1, 2 },
	{ "/fapi/v1/ticker/bookTicker", simulator_public_book_ticker, WEIGHT_BY_SYMBOL, 2, 5 },
	{ "/fapi/v1/ticker/24hr", simulator_public_ticker_day, WEIGHT_BY_SYMBOL, 1, 40 },
	{ "/fapi/v1/depth", simulator_public_depth, WEIGHT_DEPTH, 10, 0 },
	{ "/fapi/v1/aggTrades", simulator_public_agg_trades, WEIGHT_PLAIN, 20, 0 },
	{ "/fapi/v1/trades", simulator_public_trades, WEIGHT_PLAIN, 5, 0 },
	{ "/fapi/v1/openInterest", simulator_public_open_interest, WEIGHT_PLAIN, 1, 0 },
};

static int find(const struct simulator_call *call)
{
	if (!ac_str_equal(call->request->method, AC_STR("GET")))
		return -1;
	for (size_t i = 0; i < AC_COUNT(questions); i++) {
		if (ac_str_equal(call->request->path, ac_str_from(questions[i].path)))
			return (int)i;
	}
	return -1;
}

bool simulator_public_handle(struct ac_simulator *simulator, struct simulator_call *call)
{
	int question = find(call);
	if (question >= 0)
		questions[question].answer(simulator, call);
	return question >= 0;
}

int32_t simulator_public_weight(const struct ac_simulator *simulator,
				const struct simulator_call *call)
{
	(void)simulator;
	int question = find(call);
	if (question < 0)
		return -1;
	int32_t one = questions[question].one, all = questions[question].all;
	bool has_limit = simulator_has(call, "limit");
	switch (questions[question].weight) {
	case WEIGHT_PLAIN:
		return one;
	case WEIGHT_BY_SYMBOL:
		return simulator_has(call, "symbol") ? one : all;
	case WEIGHT_KLINES:
		return has_limit ? klines_weight(number_of(call, "limit", 500)) : one;
	case WEIGHT_DEPTH:
		return has_limit ? depth_weight(number_of(call, "limit", 500)) : one;
	}
	return one;
}
