/* Documents that are not lists of the account's orders and positions: document_rows.c has those. */
#include "binance/codec/documents.h"

#include "binance/codec/document_field.h"

/* What the exchange is known to allow (reference 2.5), for a limit that it does not name. */
static const struct ac_rate_limits default_limits = {
	.weight_1m = 2400,
	.orders_1m = 1200,
	.orders_10s = 300,
};

enum ac_status ac_document_server_time(struct ac_str json, ac_ms *ret_time, char *error,
				       size_t error_size)
{
	struct ac_document document;
	enum ac_status status = ac_document_open(&document, "time", json, error, error_size);
	if (status != AC_OK)
		return status;
	ac_ms time = ac_field_time(&document, document.root, "serverTime", AC_FIELD_NEEDED);
	if (time == 0)
		ac_document_fault(&document, AC_ERR_PARSE, "serverTime", " is zero");
	status = ac_document_close(&document);
	if (status == AC_OK)
		*ret_time = time;
	return status;
}

/* The key becomes part of a path: only what needs no encoding there. */
static bool is_key(const char *text)
{
	for (; *text != '\0'; text++) {
		bool is_letter = (*text >= 'a' && *text <= 'z') || (*text >= 'A' && *text <= 'Z');
		if (!is_letter && !(*text >= '0' && *text <= '9') && *text != '-' && *text != '_')
			return false;
	}
	return true;
}

enum ac_status ac_document_listen_key(struct ac_str json, char *ret_key, size_t key_size,
				      char *error, size_t error_size)
{
	struct ac_document document;
	enum ac_status status = ac_document_open(&document, "listenKey", json, error, error_size);
	if (status != AC_OK)
		return status;
	const char *key = ac_field_text(&document, document.root, "listenKey", AC_FIELD_NEEDED);
	size_t size = strlen(key);
	if (size >= key_size || !is_key(key))
		ac_document_fault(&document, AC_ERR_PARSE, "listenKey", " is no key");
	else if (document.status == AC_OK)
		memcpy(ret_key, key, size + 1);
	return ac_document_close(&document);
}

static int32_t *limit_of(struct ac_rate_limits *limits, const char *type, const char *interval,
			 int64_t number)
{
	bool is_minute = strcmp(interval, "MINUTE") == 0 && number == 1;
	if (strcmp(type, "REQUEST_WEIGHT") == 0 && is_minute)
		return &limits->weight_1m;
	if (strcmp(type, "ORDERS") != 0)
		return NULL;
	if (is_minute)
		return &limits->orders_1m;
	return strcmp(interval, "SECOND") == 0 && number == 10 ? &limits->orders_10s : NULL;
}

enum ac_status ac_document_rate_limits(struct ac_str json, struct ac_rate_limits *ret_limits,
				       char *error, size_t error_size)
{
	struct ac_document document;
	enum ac_status status = ac_document_open(&document, "rateLimits", json, error, error_size);
	if (status != AC_OK)
		return status;
	struct ac_rate_limits limits = default_limits;
	/* exchangeInfo, or the account's own limits of rateLimit/order. */
	const json_t *list =
		ac_field_list(&document, json_is_array(document.root) ? NULL : "rateLimits");
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *row = json_array_get(list, i);
		document.row = (int64_t)i;
		int32_t *limit = limit_of(
			&limits, ac_field_text(&document, row, "rateLimitType", AC_FIELD_OPTIONAL),
			ac_field_text(&document, row, "interval", AC_FIELD_OPTIONAL),
			ac_field_int(&document, row, "intervalNum", AC_FIELD_OPTIONAL));
		if (limit == NULL)
			continue;
		int64_t value = ac_field_int(&document, row, "limit", AC_FIELD_NEEDED);
		if (value <= 0 || value > INT32_MAX)
			ac_document_fault(&document, AC_ERR_PARSE, "limit", " is no limit");
		else
			*limit = (int32_t)value;
	}
	status = ac_document_close(&document);
	if (status == AC_OK)
		*ret_limits = limits;
	return status;
}

enum {
	KLINE_OPEN_TIME,
	KLINE_OPEN,
	KLINE_HIGH,
	KLINE_LOW,
	KLINE_CLOSE,
	KLINE_VOLUME,
	KLINE_CLOSE_TIME,
	KLINE_QUOTE_VOLUME,
	KLINE_TRADES,
	KLINE_COLUMNS,
};

static int64_t kline_dec(struct ac_document *document, const json_t *row, size_t column,
			 const char *name)
{
	const json_t *value = json_array_get(row, column);
	struct ac_dec read = AC_DEC_ZERO;
	if (!json_is_string(value) ||
	    ac_dec_parse((struct ac_str){ json_string_value(value), json_string_length(value) },
			 &read) != AC_OK)
		ac_document_fault(document, AC_ERR_PARSE, name,
				  " is not a decimal in a string that fits");
	return read.units;
}

static int64_t kline_int(struct ac_document *document, const json_t *row, size_t column,
			 const char *name)
{
	const json_t *value = json_array_get(row, column);
	if (!json_is_integer(value) || json_integer_value(value) < 0)
		ac_document_fault(document, AC_ERR_PARSE, name, " is not a whole number");
	return json_integer_value(value);
}

/* False: a fault, or (with *ret_is_open) a candle that is not closed yet. */
static bool read_kline(struct ac_document *document, const json_t *row, ac_ms server_time_ms,
		       struct ac_candle *candle)
{
	if (json_array_size(row) < KLINE_COLUMNS) {
		ac_document_fault(document, AC_ERR_PARSE, "the candle", " has too few columns");
		return false;
	}
	memset(candle, 0, sizeof(*candle));
	candle->open_time_ms = kline_int(document, row, KLINE_OPEN_TIME, "open time");
	ac_ms close_time = kline_int(document, row, KLINE_CLOSE_TIME, "close time");
	candle->open = kline_dec(document, row, KLINE_OPEN, "open");
	candle->high = kline_dec(document, row, KLINE_HIGH, "high");
	candle->low = kline_dec(document, row, KLINE_LOW, "low");
	candle->close = kline_dec(document, row, KLINE_CLOSE, "close");
	candle->volume = kline_dec(document, row, KLINE_VOLUME, "volume");
	int64_t trades = kline_int(document, row, KLINE_TRADES, "number of trades");
	candle->trades = trades > UINT32_MAX ? UINT32_MAX : (uint32_t)trades;
	if (document->status != AC_OK || close_time >= server_time_ms)
		return false;
	/* Another interval would be taken for minutes. */
	if (close_time - candle->open_time_ms != AC_MS_PER_MIN - 1)
		ac_document_fault(document, AC_ERR_PARSE, "close time",
				  " is not that of a candle of one minute");
	enum ac_candle_fault fault = ac_candle_check(candle);
	if (fault != AC_CANDLE_OK)
		ac_document_fault(document, AC_ERR_PARSE, "", ac_candle_fault_text(fault));
	return document->status == AC_OK;
}

enum ac_status ac_document_candles(struct ac_str json, ac_ms server_time_ms,
				   struct ac_candle *ret_candles, uint32_t capacity,
				   uint32_t *ret_count, char *error, size_t error_size)
{
	struct ac_document document;
	enum ac_status status = ac_document_open(&document, "klines", json, error, error_size);
	if (status != AC_OK)
		return status;
	const json_t *list = ac_field_list(&document, NULL);
	uint32_t count = 0;
	ac_ms newest = 0;
	for (size_t i = 0; i < json_array_size(list) && document.status == AC_OK; i++) {
		struct ac_candle candle;
		document.row = (int64_t)i;
		if (!read_kline(&document, json_array_get(list, i), server_time_ms, &candle))
			continue;
		if (candle.open_time_ms <= newest)
			ac_document_fault(&document, AC_ERR_PARSE, "",
					  ac_candle_fault_text(AC_CANDLE_REPEATED));
		else if (count == capacity)
			ac_document_fault(&document, AC_ERR_FULL, "", "more candles than expected");
		else
			ret_candles[count++] = candle;
		newest = candle.open_time_ms;
	}
	status = ac_document_close(&document);
	if (status == AC_OK)
		*ret_count = count;
	return status;
}

enum ac_status ac_document_account_config(struct ac_str json, struct ac_account_config *ret_config,
					  char *error, size_t error_size)
{
	struct ac_document document;
	enum ac_status status =
		ac_document_open(&document, "accountConfig", json, error, error_size);
	if (status != AC_OK)
		return status;
	const json_t *root = document.root;
	struct ac_account_config config = {
		.can_trade = ac_field_bool(&document, root, "canTrade", AC_FIELD_NEEDED),
		.is_hedge = ac_field_bool(&document, root, "dualSidePosition", AC_FIELD_NEEDED),
		.is_multi_assets =
			ac_field_bool(&document, root, "multiAssetsMargin", AC_FIELD_NEEDED),
	};
	int64_t tier = ac_field_int(&document, root, "feeTier", AC_FIELD_OPTIONAL);
	config.fee_tier = tier < 0 || tier > INT32_MAX ? 0 : (int32_t)tier;
	status = ac_document_close(&document);
	if (status == AC_OK)
		*ret_config = config;
	return status;
}

static void read_symbol_config(struct ac_document *document, const json_t *row,
			       struct ac_symbol_account_config *config)
{
	/* positionRisk of old says cross and isolated for the same. */
	static const char *const words[] = { "CROSSED", "ISOLATED", "cross", "isolated" };
	memset(config, 0, sizeof(*config));
	const char *symbol = ac_field_text(document, row, "symbol", AC_FIELD_NEEDED);
	size_t size = strlen(symbol);
	if (size >= sizeof(config->symbol))
		ac_document_fault(document, AC_ERR_PARSE, "symbol", " is too long");
	else
		memcpy(config->symbol, symbol, size);
	int word = ac_field_word(document, row, "marginType", words, AC_COUNT(words), -1);
	config->margin_type = word % 2 == 0 ? AC_MARGIN_CROSSED : AC_MARGIN_ISOLATED;
	int64_t leverage = ac_field_int(document, row, "leverage", AC_FIELD_NEEDED);
	if (leverage < 1 || leverage > INT32_MAX)
		ac_document_fault(document, AC_ERR_PARSE, "leverage", " is no leverage");
	else
		config->leverage = (int32_t)leverage;
}

enum ac_status ac_document_symbol_config(struct ac_str json,
					 struct ac_symbol_account_config *ret_rows,
					 uint32_t capacity, uint32_t *ret_count, char *error,
					 size_t error_size)
{
	struct ac_document document;
	enum ac_status status =
		ac_document_open(&document, "symbolConfig", json, error, error_size);
	if (status != AC_OK)
		return status;
	const json_t *list = ac_field_list(&document, NULL);
	uint32_t count = 0;
	for (size_t i = 0; i < json_array_size(list) && document.status == AC_OK; i++) {
		struct ac_symbol_account_config config;
		document.row = (int64_t)i;
		read_symbol_config(&document, json_array_get(list, i), &config);
		if (document.status != AC_OK)
			break;
		if (count == capacity)
			ac_document_fault(&document, AC_ERR_FULL, "", "more symbols than expected");
		else
			ret_rows[count++] = config;
	}
	status = ac_document_close(&document);
	if (status == AC_OK)
		*ret_count = count;
	return status;
}

static struct ac_dec read_rate(struct ac_document *document, const char *key)
{
	struct ac_dec rate = ac_field_dec(document, document->root, key, AC_FIELD_NEEDED);
	/* A maker may be paid; nobody pays the whole notional. */
	if (rate.units <= -AC_DEC_SCALE || rate.units >= AC_DEC_SCALE)
		ac_document_fault(document, AC_ERR_PARSE, key, " is no fraction");
	return rate;
}

enum ac_status ac_document_commission(struct ac_str json, struct ac_commission *ret_commission,
				      char *error, size_t error_size)
{
	struct ac_document document;
	enum ac_status status =
		ac_document_open(&document, "commissionRate", json, error, error_size);
	if (status != AC_OK)
		return status;
	struct ac_commission commission = {
		.maker = read_rate(&document, "makerCommissionRate"),
		.taker = read_rate(&document, "takerCommissionRate"),
	};
	status = ac_document_close(&document);
	if (status == AC_OK)
		*ret_commission = commission;
	return status;
}

enum ac_status ac_document_key_permissions(struct ac_str json,
					   struct ac_key_permissions *ret_permissions, char *error,
					   size_t error_size)
{
	struct ac_document document;
	enum ac_status status =
		ac_document_open(&document, "apiRestrictions", json, error, error_size);
	if (status != AC_OK)
		return status;
	struct ac_document *d = &document;
	const json_t *root = document.root;
	/* What a key may do is never assumed: only what is new or seldom may be absent. */
	struct ac_key_permissions permissions = {
		.is_ip_restricted = ac_field_bool(d, root, "ipRestrict", AC_FIELD_NEEDED),
		.can_read = ac_field_bool(d, root, "enableReading", AC_FIELD_NEEDED),
		.can_trade_futures = ac_field_bool(d, root, "enableFutures", AC_FIELD_NEEDED),
		.can_withdraw = ac_field_bool(d, root, "enableWithdrawals", AC_FIELD_NEEDED),
		.can_transfer =
			ac_field_bool(d, root, "enableInternalTransfer", AC_FIELD_OPTIONAL) ||
			ac_field_bool(d, root, "permitsUniversalTransfer", AC_FIELD_OPTIONAL),
		.expires_ms =
			ac_field_time(d, root, "tradingAuthorityExpirationTime", AC_FIELD_OPTIONAL),
	};
	status = ac_document_close(&document);
	if (status == AC_OK)
		*ret_permissions = permissions;
	return status;
}
