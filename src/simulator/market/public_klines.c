/* Candles over REST: of trades, of mark and index prices, of the premium between the two. */
#include "simulator/market/market_state.h"
#include "simulator/market/public.h"

#define LIMIT_FALLBACK 500
#define LIMIT_MAX      1500
#define PRICE_E8       8

enum series { SERIES_TRADES, SERIES_MARK, SERIES_INDEX, SERIES_PREMIUM };

static void put_dec(struct ac_json *json, int64_t units, int decimals)
{
	simulator_json_dec(json, NULL, (struct ac_dec){ units }, decimals);
}

static void put_row(struct ac_json *json, const struct ac_instrument *instrument,
		    const struct simulator_row *row, enum simulator_interval interval)
{
	const struct ac_candle *candle = &row->candle;
	int price = simulator_price_decimals(instrument),
	    quantity = simulator_quantity_decimals(instrument);
	ac_json_open(json, NULL, '[');
	ac_json_int(json, NULL, candle->open_time_ms);
	put_dec(json, candle->open, price);
	put_dec(json, candle->high, price);
	put_dec(json, candle->low, price);
	put_dec(json, candle->close, price);
	put_dec(json, candle->volume, quantity);
	ac_json_int(json, NULL, simulator_interval_end(interval, candle->open_time_ms) - 1);
	put_dec(json, row->quote_volume, price);
	ac_json_int(json, NULL, candle->trades);
	put_dec(json, candle->volume / 2, quantity);
	put_dec(json, row->quote_volume / 2, price);
	ac_json_text(json, NULL, AC_STR("0"));
	ac_json_close(json, ']');
}

static int64_t premium(int64_t mark, int64_t index)
{
	return (int64_t)ac_dec_divide_wide((__int128)(mark - index) * AC_DEC_SCALE, index,
					   AC_ROUND_HALF_EVEN);
}

/* The premium is known where a minute begins and ends; its extremes are the wider of the two. */
static struct simulator_bar bar_of(const struct simulator_row *row, enum series series)
{
	if (series == SERIES_MARK || row->index.open == 0)
		return row->mark;
	if (series == SERIES_INDEX)
		return row->index;
	int64_t open = premium(row->mark.open, row->index.open);
	int64_t close = premium(row->mark.close, row->index.close);
	return (struct simulator_bar){ .open = open,
				       .high = open > close ? open : close,
				       .low = open < close ? open : close,
				       .close = close };
}

/* The same twelve columns; those of volumes mean nothing. */
static void put_bar(struct ac_json *json, const struct simulator_bar *bar,
		    const struct simulator_row *row, enum simulator_interval interval)
{
	ac_json_open(json, NULL, '[');
	ac_json_int(json, NULL, row->candle.open_time_ms);
	put_dec(json, bar->open, PRICE_E8);
	put_dec(json, bar->high, PRICE_E8);
	put_dec(json, bar->low, PRICE_E8);
	put_dec(json, bar->close, PRICE_E8);
	ac_json_text(json, NULL, AC_STR("0"));
	ac_json_int(json, NULL, simulator_interval_end(interval, row->candle.open_time_ms) - 1);
	ac_json_text(json, NULL, AC_STR("0"));
	ac_json_int(json, NULL, 0);
	ac_json_text(json, NULL, AC_STR("0"));
	ac_json_text(json, NULL, AC_STR("0"));
	ac_json_text(json, NULL, AC_STR("0"));
	ac_json_close(json, ']');
}

static bool read_interval(struct simulator_call *call, enum simulator_interval *ret_interval)
{
	struct ac_str text = simulator_parameter(call, "interval");
	if (text.data == NULL || text.size == 0) {
		simulator_refuse_missing(call, "interval");
		return false;
	}
	int interval = simulator_interval_find(text);
	if (interval < 0) {
		simulator_refuse(call, -1120, "Invalid interval.");
		return false;
	}
	*ret_interval = (enum simulator_interval)interval;
	return true;
}

static void answer(struct ac_simulator *simulator, struct simulator_call *call, uint16_t symbol,
		   enum series series)
{
	enum simulator_interval interval = SIMULATOR_1M;
	int64_t limit = 0;
	ac_ms from = 0, to = INT64_MAX;
	if (!read_interval(call, &interval) ||
	    !simulator_read_limit(call, LIMIT_FALLBACK, LIMIT_MAX, &limit) ||
	    !simulator_read_span(call, &from, &to))
		return;
	struct simulator_market *market = simulator->market;
	const struct ac_instrument *instrument = simulator_rules(simulator, symbol);
	uint32_t count =
		simulator_store_collect(&market->listings[symbol].store, interval, from, to,
					simulator_protocol_ms(simulator), market->collected);
	/* From the start where one is named, else the newest. */
	uint32_t first = 0;
	if (count > limit && !simulator_has(call, "startTime"))
		first = count - (uint32_t)limit;
	ac_json_open(call->json, NULL, '[');
	for (uint32_t i = first; i < count && i - first < limit; i++) {
		const struct simulator_row *row = &market->collected[i];
		if (series == SERIES_TRADES) {
			put_row(call->json, instrument, row, interval);
		} else if (row->mark.open != 0) {
			struct simulator_bar bar = bar_of(row, series);
			put_bar(call->json, &bar, row, interval);
		}
	}
	ac_json_close(call->json, ']');
}

static void answer_symbol(struct ac_simulator *simulator, struct simulator_call *call,
			  enum series series)
{
	int32_t symbol = simulator_symbol(call);
	if (symbol >= 0)
		answer(simulator, call, (uint16_t)symbol, series);
}

void simulator_public_klines(struct ac_simulator *simulator, struct simulator_call *call)
{
	answer_symbol(simulator, call, SERIES_TRADES);
}
void simulator_public_mark_klines(struct ac_simulator *simulator, struct simulator_call *call)
{
	answer_symbol(simulator, call, SERIES_MARK);
}
void simulator_public_premium_klines(struct ac_simulator *simulator, struct simulator_call *call)
{
	answer_symbol(simulator, call, SERIES_PREMIUM);
}

/* The pair is the part of the symbol before the delivery date. -1 after a refusal; `type` NULL:
 * any contract. */
static int32_t find_pair(struct ac_simulator *simulator, struct simulator_call *call,
			 const char *type)
{
	struct ac_str pair = simulator_parameter(call, "pair");
	bool is_pair_known = false;
	if (pair.data == NULL || pair.size == 0) {
		simulator_refuse_missing(call, "pair");
		return -1;
	}
	for (uint32_t i = 0; i < simulator->instruments.count; i++) {
		const struct ac_instrument *instrument = &simulator->instruments.items[i];
		const struct ac_str name = { instrument->symbol, strcspn(instrument->symbol, "_") };
		if (!ac_str_equal(pair, name))
			continue;
		is_pair_known = true;
		if (type == NULL || strcmp(type, simulator_contract_type(instrument)) == 0)
			return (int32_t)i;
	}
	if (is_pair_known) {
		ac_json_open(call->json, NULL, '[');
		ac_json_close(call->json, ']');
	} else {
		simulator_refuse_code(call, -1121);
	}
	return -1;
}

void simulator_public_index_klines(struct ac_simulator *simulator, struct simulator_call *call)
{
	int32_t symbol = find_pair(simulator, call, NULL);
	if (symbol >= 0)
		answer(simulator, call, (uint16_t)symbol, SERIES_INDEX);
}

void simulator_public_continuous_klines(struct ac_simulator *simulator, struct simulator_call *call)
{
	static const char *const types[] = { "PERPETUAL", "CURRENT_QUARTER", "NEXT_QUARTER",
					     "TRADIFI_PERPETUAL" };
	struct ac_str text = simulator_parameter(call, "contractType");
	const char *type = NULL;
	if (text.data == NULL || text.size == 0) {
		simulator_refuse_missing(call, "contractType");
		return;
	}
	for (size_t i = 0; i < AC_COUNT(types); i++) {
		if (ac_str_equal(text, ac_str_from(types[i])))
			type = types[i];
	}
	if (type == NULL) {
		simulator_refuse(call, -1130,
				 "Data sent for parameter 'contractType' is not valid.");
		return;
	}
	int32_t symbol = find_pair(simulator, call, type);
	if (symbol >= 0)
		answer(simulator, call, (uint16_t)symbol, SERIES_TRADES);
}
