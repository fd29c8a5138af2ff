#include "binance/codec/reply_rows.h"

#include "binance/codec/json_fields.h"

#define TRADES_PAGE 1000            /* what request.h asks for */
#define TIME_MS_MAX 7258118400000LL /* the year 2200 */

#define WORD(name, text) text,
static const char *const side_words[] = { AC_SIDE_LIST(WORD) };
static const char *const position_side_words[] = { AC_POSITION_SIDE_LIST(WORD) };
#undef WORD

enum {
	SYMBOL,
	SIDE, /* of a trade */
	POSITION_SIDE,
	TIME, /* of a position its update */
	ID,
	ORDER_ID,
	PRICE, /* of a position its entry */
	QUANTITY,
	COMMISSION, /* of a position its isolated wallet */
	COMMISSION_ASSET,
	MARGIN_ASSET,
	PROFIT,
	MAKER,
	FIELDS,
};

static const char *const trade_names[FIELDS] = {
	"symbol", "side",       "positionSide",    "time",        "id",          "orderId", "price",
	"qty",    "commission", "commissionAsset", "marginAsset", "realizedPnl", "maker",
};
static const char *const position_names[FIELDS] = {
	"symbol",
	"",
	"positionSide",
	"updateTime",
	"",
	"",
	"entryPrice",
	"positionAmt",
	"isolatedWallet",
	"",
	"",
	"",
	"",
};

/* An absent positionSide is BOTH; another word would be a position that we do not know. */
static bool read_position_side(const struct ac_json_value *value, uint8_t *ret_side)
{
	int word = value->kind == AC_JSON_NONE ? AC_POSITION_BOTH
					       : ac_json_field_word(value, position_side_words,
								    AC_COUNT(position_side_words));
	*ret_side = word < 0 ? AC_POSITION_BOTH : (uint8_t)word;
	return word >= 0;
}

static bool read_decimal(const struct ac_json_value *value, struct ac_dec *ret_decimal)
{
	return value->kind != AC_JSON_NONE && ac_json_value_decimal(value, ret_decimal) == AC_OK;
}

static bool read_time(const struct ac_json_value *value, ac_ms *ret_time)
{
	return ac_json_field_int(value, ret_time) && *ret_time >= 0 && *ret_time < TIME_MS_MAX;
}

/* What was paid in another asset than the margin's (BNB) left another wallet. Older rows do not
 * name the margin asset: it is what the symbol ends with, before a delivery date. */
static bool is_in_margin_asset(const struct ac_json_value *values)
{
	struct ac_str asset = values[COMMISSION_ASSET].text, symbol = values[SYMBOL].text;
	if (values[COMMISSION_ASSET].kind == AC_JSON_NONE)
		return true;
	if (values[MARGIN_ASSET].kind == AC_JSON_STRING)
		return ac_str_equal(asset, values[MARGIN_ASSET].text);
	const char *date = memchr(symbol.data, '_', symbol.size);
	if (date != NULL)
		symbol.size = (size_t)(date - symbol.data);
	return asset.size <= symbol.size &&
	       memcmp(symbol.data + symbol.size - asset.size, asset.data, asset.size) == 0;
}

static bool read_trade(const struct ac_json_value *values, struct ac_event *event)
{
	struct ac_order_update *trade = &event->order;
	struct ac_dec commission = AC_DEC_ZERO;
	int side = ac_json_field_word(&values[SIDE], side_words, AC_COUNT(side_words));
	bool has_profit = values[PROFIT].kind != AC_JSON_NONE;
	if (side < 0 || !read_position_side(&values[POSITION_SIDE], &trade->position_side) ||
	    !read_time(&values[TIME], &trade->time_ms) ||
	    !ac_json_field_int(&values[ID], &trade->trade_id) ||
	    !ac_json_field_int(&values[ORDER_ID], &trade->exchange_id) ||
	    !read_decimal(&values[PRICE], &trade->fill_price) || trade->fill_price.units <= 0 ||
	    !read_decimal(&values[QUANTITY], &trade->fill_quantity) ||
	    trade->fill_quantity.units <= 0 || !read_decimal(&values[COMMISSION], &commission) ||
	    (has_profit && !read_decimal(&values[PROFIT], &trade->realized_profit)) ||
	    ac_json_value_bool(&values[MAKER], &trade->is_maker) != AC_OK)
		return false;
	trade->side = (uint8_t)side;
	trade->is_fill = true;
	trade->is_from_query = true;
	if (is_in_margin_asset(values))
		trade->commission = commission;
	event->time_ns = trade->time_ms * AC_NS_PER_MS;
	return true;
}

static bool read_position(const struct ac_json_value *values, struct ac_event *event)
{
	struct ac_position_update *position = &event->position;
	position->is_snapshot = true;
	if (!read_position_side(&values[POSITION_SIDE], &position->position_side) ||
	    !read_decimal(&values[QUANTITY], &position->amount) ||
	    !ac_json_field_amount(&values[COMMISSION], false, &position->isolated_wallet))
		return false;
	/* An average, which the exchange writes with more decimals than are kept. */
	const struct ac_json_value *entry = &values[PRICE];
	bool has_entry = entry->kind != AC_JSON_NONE;
	if (has_entry && (ac_json_value_decimal_rounded(entry, AC_ROUND_HALF_EVEN,
							&position->entry_price) != AC_OK ||
			  position->entry_price.units < 0))
		return false;
	if (!has_entry && position->amount.units != 0)
		return false;
	if (values[TIME].kind != AC_JSON_NONE && !read_time(&values[TIME], &position->time_ms))
		return false;
	event->time_ns = position->time_ms > 0 ? position->time_ms * AC_NS_PER_MS : event->recv_ns;
	return true;
}

static void count_row(const struct ac_event *event, struct ac_reply_rows *rows)
{
	rows->count++;
	if (event->kind == AC_EVENT_ORDER && event->order.trade_id > rows->last_trade_id)
		rows->last_trade_id = event->order.trade_id;
}

/* One walk; `sink` NULL only looks whether everything can be read. */
static bool walk(const struct ac_command *command, struct ac_str body, ac_ns recv_ns,
		 const struct ac_frame_sink *sink, struct ac_reply_rows *rows)
{
	bool is_trades = command->kind == AC_COMMAND_QUERY_TRADES;
	enum ac_event_kind kind = is_trades ? AC_EVENT_ORDER : AC_EVENT_POSITION;
	struct ac_json_reader reader;
	struct ac_str symbol = { NULL, 0 };
	ac_json_reader_init(&reader, body);
	if (!ac_json_reader_enter(&reader, AC_JSON_ARRAY))
		return false;
	while (ac_json_reader_item(&reader)) {
		struct ac_json_value values[FIELDS];
		struct ac_event event;
		ac_event_init(&event, kind, command->symbol, AC_BOOK_NONE, recv_ns);
		if (!ac_json_fields_read(&reader, is_trades ? trade_names : position_names, FIELDS,
					 values) ||
		    values[SYMBOL].kind != AC_JSON_STRING)
			return false;
		/* One symbol was asked for: rows of several are an answer to something else. */
		if (symbol.data != NULL && !ac_str_equal(symbol, values[SYMBOL].text))
			return false;
		symbol = values[SYMBOL].text;
		if (!(is_trades ? read_trade : read_position)(values, &event))
			return false;
		if (sink != NULL)
			sink->take(sink->self, &event);
		count_row(&event, rows);
	}
	return ac_json_reader_finish(&reader);
}

bool ac_reply_rows_read(const struct ac_command *command, struct ac_str body, ac_ns recv_ns,
			const struct ac_frame_sink *rows, struct ac_reply_rows *ret_rows)
{
	struct ac_reply_rows seen = { 0 }, given = { 0 };
	if (!walk(command, body, recv_ns, NULL, &seen))
		return false;
	bool is_same = walk(command, body, recv_ns, rows, &given);
	ac_assert(is_same && given.count == seen.count);
	given.is_page_full = command->kind == AC_COMMAND_QUERY_TRADES && given.count >= TRADES_PAGE;
	*ret_rows = given;
	return true;
}
