/* The exchangeInfo document: instruments as the exchange publishes their rules. */
#include "simulator/market/market_state.h"
#include "simulator/market/public.h"

static void put_text(struct ac_json *json, const char *key, const char *text)
{
	ac_json_text(json, key, ac_str_from(text));
}

static void put_limit(struct ac_json *json, const char *type, const char *interval,
		      int64_t interval_count, int64_t limit)
{
	ac_json_open(json, NULL, '{');
	put_text(json, "rateLimitType", type);
	put_text(json, "interval", interval);
	ac_json_int(json, "intervalNum", interval_count);
	ac_json_int(json, "limit", limit);
	ac_json_close(json, '}');
}

static void put_assets(struct ac_json *json, const struct ac_simulator *simulator)
{
	ac_json_open(json, "assets", '[');
	for (uint32_t i = 0; i < simulator->instruments.count; i++) {
		const char *asset = simulator->instruments.items[i].margin_asset;
		bool is_first = true;
		for (uint32_t j = 0; j < i && is_first; j++)
			is_first = strcmp(asset, simulator->instruments.items[j].margin_asset) != 0;
		if (!is_first)
			continue;
		ac_json_open(json, NULL, '{');
		put_text(json, "asset", asset);
		ac_json_bool(json, "marginAvailable", true);
		put_text(json, "autoAssetExchange", "-10000");
		ac_json_close(json, '}');
	}
	ac_json_close(json, ']');
}

static void open_filter(struct ac_json *json, const char *type)
{
	ac_json_open(json, NULL, '{');
	put_text(json, "filterType", type);
}

static void put_lot(struct ac_json *json, const char *type, const struct ac_lot *lot)
{
	open_filter(json, type);
	ac_json_dec(json, "minQty", lot->minimum);
	ac_json_dec(json, "maxQty", lot->maximum);
	ac_json_dec(json, "stepSize", lot->step);
	ac_json_close(json, '}');
}

static const char *closed_side(const struct ac_instrument *instrument)
{
	if (instrument->is_reduce_only_long)
		return instrument->is_reduce_only_short ? "BOTH" : "LONG";
	return instrument->is_reduce_only_short ? "SHORT" : "NONE";
}

static void put_filters(struct ac_json *json, const struct ac_instrument *instrument)
{
	ac_json_open(json, "filters", '[');
	open_filter(json, "PRICE_FILTER");
	ac_json_dec(json, "minPrice", instrument->price_minimum);
	ac_json_dec(json, "maxPrice", instrument->price_maximum);
	ac_json_dec(json, "tickSize", instrument->tick);
	ac_json_close(json, '}');
	put_lot(json, "LOT_SIZE", &instrument->lot);
	put_lot(json, "MARKET_LOT_SIZE", &instrument->market_lot);
	open_filter(json, "MAX_NUM_ORDERS");
	ac_json_int(json, "limit", instrument->orders_max);
	ac_json_close(json, '}');
	open_filter(json, "MIN_NOTIONAL");
	ac_json_dec(json, "notional", instrument->notional_minimum);
	ac_json_close(json, '}');
	open_filter(json, "PERCENT_PRICE");
	simulator_json_dec(json, "multiplierUp", instrument->multiplier_up, 4);
	simulator_json_dec(json, "multiplierDown", instrument->multiplier_down, 4);
	put_text(json, "multiplierDecimal", "4");
	ac_json_close(json, '}');
	open_filter(json, "POSITION_RISK_CONTROL");
	put_text(json, "positionControlSide", closed_side(instrument));
	ac_json_close(json, '}');
	ac_json_close(json, ']');
}

static void put_words(struct ac_json *json, const char *key, const char *const *words, size_t count)
{
	ac_json_open(json, key, '[');
	for (size_t i = 0; i < count; i++)
		put_text(json, NULL, words[i]);
	ac_json_close(json, ']');
}

static void put_symbol(struct ac_json *json, const struct ac_instrument *instrument,
		       const char *status)
{
	static const char *const types[] = { "LIMIT",
					     "MARKET",
					     "STOP",
					     "STOP_MARKET",
					     "TAKE_PROFIT",
					     "TAKE_PROFIT_MARKET",
					     "TRAILING_STOP_MARKET" };
	static const char *const tifs[] = { "GTC", "IOC", "FOK", "GTX", "GTD" };
	static const char *const permissions[] = { "GRID", "COPY" };
	ac_json_open(json, NULL, '{');
	put_text(json, "symbol", instrument->symbol);
	put_text(json, "pair", instrument->symbol);
	put_text(json, "contractType", simulator_contract_type(instrument));
	ac_json_int(json, "deliveryDate", instrument->delivery_time_ms);
	ac_json_int(json, "onboardDate", SIMULATOR_ONBOARD_MS);
	put_text(json, "status", status);
	put_text(json, "maintMarginPercent", "2.5000");
	put_text(json, "requiredMarginPercent", "5.0000");
	put_text(json, "baseAsset", instrument->base_asset);
	put_text(json, "quoteAsset", instrument->quote_asset);
	put_text(json, "marginAsset", instrument->margin_asset);
	ac_json_int(json, "pricePrecision", instrument->price_precision);
	ac_json_int(json, "quantityPrecision", instrument->quantity_precision);
	ac_json_int(json, "baseAssetPrecision", 8);
	ac_json_int(json, "quotePrecision", 8);
	put_text(json, "underlyingType", "COIN");
	put_words(json, "underlyingSubType", NULL, 0);
	ac_json_int(json, "settlePlan", 0);
	simulator_json_dec(json, "triggerProtect", instrument->trigger_protect, 4);
	simulator_json_dec(json, "liquidationFee", instrument->liquidation_fee, 6);
	simulator_json_dec(json, "marketTakeBound", instrument->market_take_bound, 2);
	ac_json_int(json, "maxMoveOrderLimit", 10000);
	put_filters(json, instrument);
	put_words(json, "orderTypes", types, AC_COUNT(types));
	put_words(json, "timeInForce", tifs, AC_COUNT(tifs));
	put_words(json, "permissionSets", permissions, AC_COUNT(permissions));
	ac_json_close(json, '}');
}

void simulator_public_exchange_info(struct ac_simulator *simulator, struct simulator_call *call)
{
	struct ac_json *json = call->json;
	ac_ms now = simulator_protocol_ms(simulator);
	ac_json_open(json, NULL, '{');
	put_text(json, "timezone", "UTC");
	/* As the real one: of the document's last making, and of no use as a clock. */
	ac_json_int(json, "serverTime", now - now % AC_MS_PER_DAY - AC_MS_PER_DAY);
	put_text(json, "futuresType", "U_MARGINED");
	ac_json_open(json, "rateLimits", '[');
	put_limit(json, "REQUEST_WEIGHT", "MINUTE", 1, simulator->is_demo ? 6000 : 2400);
	put_limit(json, "ORDERS", "MINUTE", 1, 1200);
	put_limit(json, "ORDERS", "SECOND", 10, 300);
	ac_json_close(json, ']');
	ac_json_open(json, "exchangeFilters", '[');
	ac_json_close(json, ']');
	put_assets(json, simulator);
	ac_json_open(json, "symbols", '[');
	for (uint32_t i = 0; i < simulator->instruments.count; i++)
		put_symbol(json, &simulator->instruments.items[i], simulator->status[i]);
	ac_json_close(json, ']');
	ac_json_close(json, '}');
}
