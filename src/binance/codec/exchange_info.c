#include "binance/codec/exchange_info.h"

#include <jansson.h>

/* The live document is about 1.2 MB. Anything much larger is not it, and jansson would turn it into
 * an unbounded amount of memory. */
#define DOCUMENT_BYTES_MAX (8u << 20)

#define FEE_MAKER_UNITS        20000 /* 0.0002: the regular tier (binance-api 8.8) */
#define FEE_TAKER_UNITS        50000 /* 0.0005 */
#define FUNDING_INTERVAL_HOURS 8
#define DELIVERY_TIME_MS_NEVER 4133404800000LL

/* Joins texts into `error`; what does not fit is cut. printf is not for these layers. */
static enum ac_status refuse(char *error, size_t error_size, enum ac_status status,
			     const char *const *texts, size_t count)
{
	size_t used = 0;
	for (size_t i = 0; i < count && error_size > 0; i++) {
		size_t size = strlen(texts[i]);
		if (size > error_size - 1 - used)
			size = error_size - 1 - used;
		memcpy(error + used, texts[i], size);
		used += size;
	}
	if (error_size > 0)
		error[used] = '\0';
	return status;
}
#define REFUSE(status, ...)                                                                        \
	refuse(error, error_size, (status), (const char *const[]){ __VA_ARGS__ },                  \
	       sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(const char *))

static enum ac_status load(struct ac_str json, const char *what, json_t **ret_root, char *error,
			   size_t error_size)
{
	if (json.size > DOCUMENT_BYTES_MAX)
		return REFUSE(AC_ERR_PARSE, what, " is longer than 8 MiB");
	json_error_t detail;
	json_t *root = json_loadb(json.data, json.size, 0, &detail);
	if (root == NULL) {
		struct ac_dec line = AC_DEC(detail.line > 0 ? detail.line : 0);
		char line_text[AC_DEC_TEXT_SIZE];
		ac_dec_format(line, line_text);
		return REFUSE(AC_ERR_PARSE, what, " is not JSON: line ", line_text, ": ",
			      detail.text);
	}
	*ret_root = root;
	return AC_OK;
}

/* Money and sizes stand as text or, in some filters, as whole numbers. A bare real has gone through
 * a double and is refused. */
static enum ac_status read_exact(const json_t *value, struct ac_dec *ret_value)
{
	if (json_is_string(value))
		return ac_dec_parse(
			(struct ac_str){ json_string_value(value), json_string_length(value) },
			ret_value);
	if (!json_is_integer(value))
		return AC_ERR_PARSE;
	int64_t units;
	if (__builtin_mul_overflow((int64_t)json_integer_value(value), AC_DEC_SCALE, &units))
		return AC_ERR_RANGE;
	*ret_value = (struct ac_dec){ units };
	return AC_OK;
}

/* Brackets give rates and sums as JSON reals. jansson reads those into doubles; the nearest 1e-8 is
 * the number that was written, since a rate has few digits and a sum stays far below 2^53 units of
 * its last digit. */
static enum ac_status read_real(const json_t *value, struct ac_dec *ret_value)
{
	if (json_is_real(value))
		return ac_dec_from_double(json_real_value(value), AC_ROUND_HALF_EVEN, ret_value);
	return read_exact(value, ret_value);
}

/* An upper bound that no decimal can exceed bounds nothing: some documents write 2^63 - 1. */
static enum ac_status saturate(enum ac_status status, const json_t *value, struct ac_dec *ret_value)
{
	bool is_negative = json_is_string(value) ? json_string_value(value)[0] == '-'
						 : json_number_value(value) < 0;
	if (status != AC_ERR_RANGE || is_negative)
		return status;
	*ret_value = (struct ac_dec){ INT64_MAX };
	return AC_OK;
}

/* A non-negative decimal that may be absent and then keeps its value. */
static bool read_optional(const json_t *object, const char *key, struct ac_dec *value)
{
	const json_t *item = json_object_get(object, key);
	if (item == NULL || json_is_null(item))
		return true;
	struct ac_dec read;
	if (saturate(read_exact(item, &read), item, &read) != AC_OK || read.units < 0)
		return false;
	*value = read;
	return true;
}

static bool read_int(const json_t *object, const char *key, int64_t minimum, int64_t maximum,
		     int32_t *ret_value)
{
	struct ac_dec value;
	if (read_real(json_object_get(object, key), &value) != AC_OK ||
	    value.units % AC_DEC_SCALE != 0)
		return false;
	int64_t whole = value.units / AC_DEC_SCALE;
	if (whole < minimum || whole > maximum)
		return false;
	*ret_value = (int32_t)whole;
	return true;
}

/* Names become parts of paths, log lines and channel names: only what can do no harm there. */
static bool read_text(const json_t *object, const char *key, char *target, size_t size)
{
	const json_t *item = json_object_get(object, key);
	size_t length = json_string_length(item);
	if (!json_is_string(item) || length == 0 || length >= size)
		return false;
	const char *text = json_string_value(item);
	for (size_t i = 0; i < length; i++) {
		if ((unsigned char)text[i] <= ' ' || strchr("\x7f/\\\"'.*?", text[i]) != NULL)
			return false;
	}
	memcpy(target, text, length + 1);
	return true;
}

static bool text_is(const json_t *value, const char *text)
{
	return json_is_string(value) && strcmp(json_string_value(value), text) == 0;
}

static bool read_lot(const json_t *filter, struct ac_lot *lot)
{
	return read_optional(filter, "minQty", &lot->minimum) &&
	       read_optional(filter, "maxQty", &lot->maximum) &&
	       read_optional(filter, "stepSize", &lot->step);
}

/* Only NONE has been seen. Any other value restricts something: what names no side that we know
 * closes both, since a refused entry costs less than one that cannot be judged. */
static void read_risk_control(const json_t *filter, struct ac_instrument *instrument)
{
	const json_t *side = json_object_get(filter, "positionControlSide");
	if (side == NULL || text_is(side, "NONE"))
		return;
	instrument->is_reduce_only_long = !text_is(side, "SHORT");
	instrument->is_reduce_only_short = !text_is(side, "LONG");
}

static bool read_filter(const json_t *filter, struct ac_instrument *instrument)
{
	const json_t *type = json_object_get(filter, "filterType");
	if (text_is(type, "PRICE_FILTER"))
		return read_optional(filter, "minPrice", &instrument->price_minimum) &&
		       read_optional(filter, "maxPrice", &instrument->price_maximum) &&
		       read_optional(filter, "tickSize", &instrument->tick);
	if (text_is(type, "LOT_SIZE"))
		return read_lot(filter, &instrument->lot);
	if (text_is(type, "MARKET_LOT_SIZE"))
		return read_lot(filter, &instrument->market_lot);
	if (text_is(type, "MIN_NOTIONAL"))
		return read_optional(filter, "notional", &instrument->notional_minimum);
	if (text_is(type, "PERCENT_PRICE"))
		return read_optional(filter, "multiplierUp", &instrument->multiplier_up) &&
		       read_optional(filter, "multiplierDown", &instrument->multiplier_down);
	if (text_is(type, "MAX_NUM_ORDERS"))
		return read_int(filter, "limit", 0, INT32_MAX, &instrument->orders_max);
	if (text_is(type, "POSITION_RISK_CONTROL"))
		read_risk_control(filter, instrument);
	return true;
}

/* Whether every multiple of `step` can be written with so many decimals. */
static bool is_writable(struct ac_dec step, int32_t precision)
{
	int64_t place = 1;
	for (int32_t i = precision; i < AC_DEC_DIGITS; i++)
		place *= 10;
	return step.units % place == 0;
}

/* What rounding relies on: a grid that exists, and whose points have no more decimals than the
 * exchange takes. */
static bool is_consistent(const struct ac_instrument *i)
{
	const struct ac_lot *lots[] = { &i->lot, &i->market_lot };
	for (size_t l = 0; l < AC_COUNT(lots); l++) {
		if (lots[l]->step.units <= 0 ||
		    !is_writable(lots[l]->step, i->quantity_precision) ||
		    !is_writable(lots[l]->minimum, i->quantity_precision) ||
		    (lots[l]->maximum.units != 0 &&
		     lots[l]->maximum.units < lots[l]->minimum.units))
			return false;
	}
	return i->tick.units > 0 && is_writable(i->tick, i->price_precision) &&
	       (i->price_maximum.units == 0 || i->price_maximum.units >= i->price_minimum.units);
}

static bool read_symbol(const json_t *object, struct ac_instrument *ret_instrument)
{
	struct ac_instrument instrument = {
		.delivery_time_ms = DELIVERY_TIME_MS_NEVER,
		.fee_maker = { FEE_MAKER_UNITS },
		.fee_taker = { FEE_TAKER_UNITS },
		.funding_interval_hours = FUNDING_INTERVAL_HOURS,
	};
	if (!read_text(object, "symbol", instrument.symbol, sizeof(instrument.symbol)) ||
	    !read_text(object, "baseAsset", instrument.base_asset, sizeof(instrument.base_asset)) ||
	    !read_text(object, "quoteAsset", instrument.quote_asset,
		       sizeof(instrument.quote_asset)) ||
	    !read_text(object, "marginAsset", instrument.margin_asset,
		       sizeof(instrument.margin_asset)) ||
	    !read_int(object, "pricePrecision", 0, 18, &instrument.price_precision) ||
	    !read_int(object, "quantityPrecision", 0, 18, &instrument.quantity_precision) ||
	    !read_optional(object, "marketTakeBound", &instrument.market_take_bound) ||
	    !read_optional(object, "triggerProtect", &instrument.trigger_protect) ||
	    !read_optional(object, "liquidationFee", &instrument.liquidation_fee))
		return false;
	instrument.state = text_is(json_object_get(object, "status"), "TRADING")
				   ? AC_SYMBOL_TRADING
				   : AC_SYMBOL_NOT_TRADING;
	const json_t *delivery = json_object_get(object, "deliveryDate");
	if (json_is_integer(delivery))
		instrument.delivery_time_ms = (ac_ms)json_integer_value(delivery);
	size_t index;
	const json_t *filter;
	const json_t *filters = json_object_get(object, "filters");
	json_array_foreach(filters, index, filter)
	{
		if (!read_filter(filter, &instrument))
			return false;
	}
	/* A market lot that is absent or has no step of its own takes the other lot's. */
	if (instrument.market_lot.minimum.units == 0)
		instrument.market_lot.minimum = instrument.lot.minimum;
	if (instrument.market_lot.maximum.units == 0)
		instrument.market_lot.maximum = instrument.lot.maximum;
	if (instrument.market_lot.step.units == 0)
		instrument.market_lot.step = instrument.lot.step;
	if (!is_consistent(&instrument))
		return false;
	*ret_instrument = instrument;
	return true;
}

enum ac_status ac_exchange_info_decode(struct ac_str json, struct ac_instruments *instruments,
				       uint32_t *ret_skipped, char *error, size_t error_size)
{
	json_t *root = NULL;
	enum ac_status status = load(json, "the exchangeInfo document", &root, error, error_size);
	if (status != AC_OK)
		return status;
	const json_t *symbols = json_object_get(root, "symbols");
	uint32_t skipped = 0;
	if (!json_is_array(symbols)) {
		status = REFUSE(AC_ERR_PARSE, "the exchangeInfo document has no array `symbols`");
		goto done;
	}
	instruments->count = 0;
	size_t index;
	const json_t *object;
	json_array_foreach(symbols, index, object)
	{
		struct ac_instrument instrument;
		if (!read_symbol(object, &instrument) ||
		    ac_instruments_find(instruments, ac_str_from(instrument.symbol)) >= 0) {
			skipped++;
			continue;
		}
		if (instruments->count == instruments->capacity) {
			status = REFUSE(AC_ERR_FULL,
					"the exchangeInfo document has more symbols than there is "
					"room for");
			goto done;
		}
		instruments->items[instruments->count++] = instrument;
	}
	*ret_skipped = skipped;
done:
	json_decref(root);
	return status;
}

static bool read_tier(const json_t *object, struct ac_bracket *ret_bracket)
{
	struct ac_bracket bracket = { 0 };
	const json_t *cap = json_object_get(object, "notionalCap");
	if (!json_is_object(object) ||
	    read_real(json_object_get(object, "notionalFloor"), &bracket.notional_floor) != AC_OK ||
	    saturate(read_real(cap, &bracket.notional_cap), cap, &bracket.notional_cap) != AC_OK ||
	    read_real(json_object_get(object, "maintMarginRatio"), &bracket.maintenance_rate) !=
		    AC_OK ||
	    read_real(json_object_get(object, "cum"), &bracket.maintenance_cum) != AC_OK ||
	    !read_int(object, "initialLeverage", 1, 1000, &bracket.leverage_max))
		return false;
	*ret_bracket = bracket;
	return true;
}

/* Tiers must join without hole or overlap, and margin must not fall as the position grows. */
static bool tiers_join(const struct ac_bracket *previous, const struct ac_bracket *bracket)
{
	int64_t floor = previous != NULL ? previous->notional_cap.units : 0;
	int64_t rate = previous != NULL ? previous->maintenance_rate.units : 0;
	int64_t cum = previous != NULL ? previous->maintenance_cum.units : 0;
	return bracket->notional_floor.units == floor && bracket->notional_cap.units > floor &&
	       bracket->maintenance_rate.units > rate &&
	       bracket->maintenance_rate.units < AC_DEC_SCALE &&
	       bracket->maintenance_cum.units >= cum;
}

/* Tiers stand in an array as they are, or each below `info`. Without tiers that can be understood
 * the symbol is left with none, which refuses entries. */
static bool read_tiers(const json_t *tiers, struct ac_instrument *instrument)
{
	instrument->bracket_count = 0;
	size_t count = json_array_size(tiers);
	if (count == 0 || count > AC_BRACKETS_MAX)
		return false;
	for (size_t i = 0; i < count; i++) {
		const json_t *tier = json_array_get(tiers, i);
		const json_t *info = json_object_get(tier, "info");
		struct ac_bracket *bracket = &instrument->brackets[i];
		if (!read_tier(info != NULL ? info : tier, bracket) ||
		    !tiers_join(i > 0 ? bracket - 1 : NULL, bracket))
			return false;
	}
	instrument->bracket_count = (int32_t)count;
	return true;
}

static bool read_entry(struct ac_instruments *instruments, struct ac_str symbol,
		       const json_t *tiers)
{
	int32_t index = ac_instruments_find(instruments, symbol);
	return index >= 0 && read_tiers(tiers, &instruments->items[index]);
}

/* "BTC/USDT:USDT" and "BTC/USDT:USDT-250627" are BTCUSDT and BTCUSDT_250627; another key is the
 * symbol itself. An empty text where the key does not fit. */
static struct ac_str symbol_of_key(const char *key, char text[AC_SYMBOL_SIZE])
{
	const char *slash = strchr(key, '/');
	const char *colon = slash != NULL ? strchr(slash, ':') : NULL;
	if (colon == NULL)
		return ac_str_from(key);
	const char *dash = strchr(colon, '-');
	struct ac_str parts[] = {
		{ key, (size_t)(slash - key) },
		{ slash + 1, (size_t)(colon - slash - 1) },
		dash != NULL ? AC_STR("_") : AC_STR(""),
		ac_str_from(dash != NULL ? dash + 1 : ""),
	};
	size_t used = 0;
	for (size_t i = 0; i < AC_COUNT(parts); i++) {
		if (parts[i].size >= AC_SYMBOL_SIZE - used)
			return AC_STR("");
		memcpy(text + used, parts[i].data, parts[i].size);
		used += parts[i].size;
	}
	return (struct ac_str){ text, used };
}

/* One element of /fapi/v1/leverageBracket: {"symbol": …, "brackets": […]}. */
static bool read_answer(struct ac_instruments *instruments, const json_t *object)
{
	const json_t *symbol = json_object_get(object, "symbol");
	if (!json_is_string(symbol))
		return false;
	return read_entry(instruments, ac_str_from(json_string_value(symbol)),
			  json_object_get(object, "brackets"));
}

enum ac_status ac_leverage_brackets_decode(struct ac_str json, struct ac_instruments *instruments,
					   uint32_t *ret_matched, char *error, size_t error_size)
{
	json_t *root = NULL;
	enum ac_status status = load(json, "the bracket document", &root, error, error_size);
	if (status != AC_OK)
		return status;
	uint32_t matched = 0;
	if (json_is_array(root)) {
		size_t index;
		const json_t *object;
		json_array_foreach(root, index, object) matched += read_answer(instruments, object);
	} else if (json_object_get(root, "brackets") != NULL) {
		matched += read_answer(instruments, root);
	} else if (json_is_object(root) && json_object_get(root, "code") == NULL) {
		const char *key;
		json_t *tiers;
		json_object_foreach(root, key, tiers)
		{
			char text[AC_SYMBOL_SIZE];
			matched += read_entry(instruments, symbol_of_key(key, text), tiers);
		}
	} else {
		status = REFUSE(AC_ERR_PARSE, "the bracket document is neither a list nor an "
					      "object of symbols");
	}
	json_decref(root);
	if (status == AC_OK)
		*ret_matched = matched;
	return status;
}
