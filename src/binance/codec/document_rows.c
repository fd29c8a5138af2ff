/* The account's snapshot and its past as events, in the words in which the user stream pushes them.
 */
#include "binance/codec/document_field.h"
#include "binance/codec/documents.h"

#define WORD(name, text) text,
static const char *const side_words[] = { AC_SIDE_LIST(WORD) };
static const char *const position_side_words[] = { AC_POSITION_SIDE_LIST(WORD) };
static const char *const type_words[] = { AC_ORDER_TYPE_LIST(WORD) };
static const char *const status_words[] = { AC_ORDER_STATUS_LIST(WORD) };
#undef WORD

/* Contracts margined in coin share the account's architecture and are not ours: "BTCUSD_PERP". */
static bool is_coin_margined(const char *symbol)
{
	return strstr(symbol, "USD_") != NULL;
}

static bool is_null(const struct ac_dec value)
{
	return value.units == 0;
}

/* Zeroes the event and names its symbol. False: the row is not for us, or is at fault. */
static bool begin_row(struct ac_document *document, const struct ac_document_rows *rows,
		      const json_t *row, uint16_t kind, struct ac_event *event)
{
	ac_event_init(event, kind, AC_SYMBOL_NONE, AC_BOOK_NONE, rows->recv_ns);
	if (!json_is_object(row)) {
		ac_document_fault(document, AC_ERR_PARSE, "", "not an object");
		return false;
	}
	const char *symbol = ac_field_text(document, row, "symbol", AC_FIELD_NEEDED);
	int32_t index = ac_instruments_find(rows->instruments, ac_str_from(symbol));
	if (index >= 0)
		event->symbol = (uint16_t)index;
	return document->status == AC_OK && !is_coin_margined(symbol);
}

static void set_time(struct ac_event *event, ac_ms time_ms)
{
	event->time_ns = time_ms > 0 ? time_ms * AC_NS_PER_MS : event->recv_ns;
}

static uint8_t read_side(struct ac_document *document, const json_t *row)
{
	return (uint8_t)ac_field_word(document, row, "side", side_words, AC_COUNT(side_words), -1);
}

/* Absent means BOTH; another word would put the row on a side that we do not know. */
static uint8_t read_position_side(struct ac_document *document, const json_t *row)
{
	if (json_object_get(row, "positionSide") == NULL)
		return AC_POSITION_BOTH;
	return (uint8_t)ac_field_word(document, row, "positionSide", position_side_words,
				      AC_COUNT(position_side_words), -1);
}

typedef bool row_reader(struct ac_document *document, const struct ac_document_rows *rows,
			const json_t *row, struct ac_event *event);

/* Nothing is given before the whole document has been understood: half a snapshot would read as
 * if the other half were gone. */
static enum ac_status read_list(struct ac_document *document, const json_t *list, row_reader *read,
				struct ac_document_rows *rows, bool is_giving)
{
	for (size_t i = 0; i < json_array_size(list) && document->status == AC_OK; i++) {
		struct ac_event event;
		document->row = (int64_t)i;
		bool is_ours = read(document, rows, json_array_get(list, i), &event);
		if (!is_giving || !is_ours || document->status != AC_OK)
			continue;
		if (event.kind == AC_EVENT_ORDER && event.order.trade_id > rows->last_trade_id)
			rows->last_trade_id = event.order.trade_id;
		rows->sink.take(rows->sink.self, &event);
	}
	return document->status;
}

static enum ac_status give_rows(const char *name, struct ac_str json, row_reader *read,
				struct ac_document_rows *rows, char *error, size_t error_size)
{
	struct ac_document document;
	enum ac_status status = ac_document_open(&document, name, json, error, error_size);
	if (status != AC_OK)
		return status;
	const json_t *list = ac_field_list(&document, NULL);
	if (read_list(&document, list, read, rows, false) == AC_OK) {
		(void)read_list(&document, list, read, rows, true);
		rows->count += (uint32_t)json_array_size(list);
	}
	return ac_document_close(&document);
}

static bool read_position(struct ac_document *document, const struct ac_document_rows *rows,
			  const json_t *row, struct ac_event *event)
{
	if (!begin_row(document, rows, row, AC_EVENT_POSITION, event))
		return false;
	struct ac_position_update *position = &event->position;
	position->position_side = read_position_side(document, row);
	position->amount = ac_field_dec(document, row, "positionAmt", AC_FIELD_NEEDED);
	position->entry_price =
		ac_field_average(document, row, "entryPrice",
				 is_null(position->amount) ? AC_FIELD_OPTIONAL : AC_FIELD_NEEDED);
	position->isolated_wallet =
		ac_field_dec(document, row, "isolatedWallet", AC_FIELD_OPTIONAL);
	position->is_snapshot = true;
	position->time_ms = ac_field_time(document, row, "updateTime", AC_FIELD_OPTIONAL);
	if (position->entry_price.units < 0)
		ac_document_fault(document, AC_ERR_PARSE, "entryPrice", " is negative");
	set_time(event, position->time_ms);
	return true;
}

enum ac_status ac_document_positions(struct ac_str json, struct ac_document_rows *rows, char *error,
				     size_t error_size)
{
	return give_rows("positionRisk", json, read_position, rows, error, error_size);
}

static bool read_order(struct ac_document *document, const struct ac_document_rows *rows,
		       const json_t *row, struct ac_event *event)
{
	if (!begin_row(document, rows, row, AC_EVENT_ORDER, event))
		return false;
	struct ac_order_update *order = &event->order;
	/* What is not known is not final. */
	order->status = (uint8_t)ac_field_word(document, row, "status", status_words,
					       AC_COUNT(status_words), AC_STATUS_NEW);
	order->side = read_side(document, row);
	order->position_side = read_position_side(document, row);
	order->price = ac_field_dec(document, row, "price", AC_FIELD_OPTIONAL);
	order->type =
		(uint8_t)ac_field_word(document, row, "type", type_words, AC_COUNT(type_words),
				       is_null(order->price) ? AC_ORDER_MARKET : AC_ORDER_LIMIT);
	order->reduce_only = ac_field_bool(document, row, "reduceOnly", AC_FIELD_OPTIONAL);
	order->exchange_id = ac_field_int(document, row, "orderId", AC_FIELD_NEEDED);
	order->quantity = ac_field_dec(document, row, "origQty", AC_FIELD_NEEDED);
	order->executed = ac_field_dec(document, row, "executedQty", AC_FIELD_NEEDED);
	order->average_price = ac_field_average(document, row, "avgPrice", AC_FIELD_OPTIONAL);
	order->time_ms = ac_field_time(document, row, "updateTime", AC_FIELD_OPTIONAL);
	ac_field_client_id(document, row, "clientOrderId", order->client_id);
	if (order->quantity.units < 0 || order->executed.units < 0 || order->price.units < 0 ||
	    order->average_price.units < 0)
		ac_document_fault(document, AC_ERR_PARSE, "a price or quantity", " is negative");
	set_time(event, order->time_ms);
	return true;
}

enum ac_status ac_document_orders(struct ac_str json, struct ac_document_rows *rows, char *error,
				  size_t error_size)
{
	return give_rows("openOrders", json, read_order, rows, error, error_size);
}

/* The algo service also keeps orders that slice themselves (TWAP, VP); they protect nothing. */
static bool is_conditional(struct ac_document *document, const json_t *row)
{
	const char *type = ac_field_text(document, row, "algoType", AC_FIELD_OPTIONAL);
	return type[0] == '\0' || strcmp(type, "CONDITIONAL") == 0;
}

static bool read_algo(struct ac_document *document, const struct ac_document_rows *rows,
		      const json_t *row, struct ac_event *event)
{
	if (!begin_row(document, rows, row, AC_EVENT_ALGO, event) || !is_conditional(document, row))
		return false;
	struct ac_algo_update *algo = &event->algo;
	/* Older documents say type for what is orderType now. */
	const char *type = json_object_get(row, "orderType") != NULL ? "orderType" : "type";
	algo->type = (uint8_t)ac_field_word(document, row, type, type_words, AC_COUNT(type_words),
					    AC_ORDER_STOP_MARKET);
	algo->status = (uint8_t)ac_field_word(document, row, "algoStatus", status_words,
					      AC_COUNT(status_words), AC_STATUS_NEW);
	algo->side = read_side(document, row);
	algo->position_side = read_position_side(document, row);
	algo->algo_id = ac_field_int(document, row, "algoId", AC_FIELD_NEEDED);
	algo->order_id = ac_field_int(document, row, "actualOrderId", AC_FIELD_OPTIONAL);
	algo->executed = ac_field_dec(document, row, "actualQty", AC_FIELD_OPTIONAL);
	algo->trigger_price = ac_field_dec(document, row, "triggerPrice", AC_FIELD_OPTIONAL);
	algo->time_ms = ac_field_time(document, row, "updateTime", AC_FIELD_OPTIONAL);
	ac_field_client_id(document, row, "clientAlgoId", algo->client_id);
	if (algo->executed.units < 0 || algo->trigger_price.units < 0)
		ac_document_fault(document, AC_ERR_PARSE, "a price or quantity", " is negative");
	set_time(event, algo->time_ms);
	return true;
}

enum ac_status ac_document_algo_orders(struct ac_str json, struct ac_document_rows *rows,
				       char *error, size_t error_size)
{
	return give_rows("openAlgoOrders", json, read_algo, rows, error, error_size);
}

/* Books are kept in the margin asset; what was paid in another one (BNB) left another wallet. */
static bool is_margin_asset(const struct ac_document_rows *rows, const struct ac_event *event,
			    const char *asset)
{
	if (event->symbol == AC_SYMBOL_NONE || asset[0] == '\0')
		return true;
	const char *margin = rows->instruments->items[event->symbol].margin_asset;
	return margin[0] == '\0' || strcmp(margin, asset) == 0;
}

static bool read_trade(struct ac_document *document, const struct ac_document_rows *rows,
		       const json_t *row, struct ac_event *event)
{
	if (!begin_row(document, rows, row, AC_EVENT_ORDER, event))
		return false;
	struct ac_order_update *trade = &event->order;
	trade->is_fill = true;
	trade->is_from_query = true;
	trade->is_maker = ac_field_bool(document, row, "maker", AC_FIELD_NEEDED);
	trade->side = read_side(document, row);
	trade->position_side = read_position_side(document, row);
	trade->exchange_id = ac_field_int(document, row, "orderId", AC_FIELD_NEEDED);
	trade->trade_id = ac_field_int(document, row, "id", AC_FIELD_NEEDED);
	trade->fill_quantity = ac_field_dec(document, row, "qty", AC_FIELD_NEEDED);
	trade->fill_price = ac_field_dec(document, row, "price", AC_FIELD_NEEDED);
	trade->realized_profit = ac_field_dec(document, row, "realizedPnl", AC_FIELD_OPTIONAL);
	trade->time_ms = ac_field_time(document, row, "time", AC_FIELD_NEEDED);
	struct ac_dec commission = ac_field_dec(document, row, "commission", AC_FIELD_NEEDED);
	const char *asset = ac_field_text(document, row, "commissionAsset", AC_FIELD_OPTIONAL);
	if (is_margin_asset(rows, event, asset))
		trade->commission = commission;
	if (trade->fill_quantity.units <= 0 || trade->fill_price.units <= 0)
		ac_document_fault(document, AC_ERR_PARSE, "price or qty", " is not positive");
	set_time(event, trade->time_ms);
	return true;
}

enum ac_status ac_document_trades(struct ac_str json, struct ac_document_rows *rows, char *error,
				  size_t error_size)
{
	return give_rows("userTrades", json, read_trade, rows, error, error_size);
}

static bool read_funding(struct ac_document *document, const struct ac_document_rows *rows,
			 const json_t *row, struct ac_event *event)
{
	const char *type = ac_field_text(document, row, "incomeType", AC_FIELD_NEEDED);
	if (strcmp(type, "FUNDING_FEE") != 0 && strcmp(type, "SPECIAL_FUNDING_FEE") != 0)
		return false;
	if (!begin_row(document, rows, row, AC_EVENT_FUNDING, event))
		return false;
	event->funding.payment = ac_field_dec(document, row, "income", AC_FIELD_NEEDED);
	event->funding.time_ms = ac_field_time(document, row, "time", AC_FIELD_NEEDED);
	set_time(event, event->funding.time_ms);
	return is_margin_asset(rows, event,
			       ac_field_text(document, row, "asset", AC_FIELD_OPTIONAL));
}

enum ac_status ac_document_funding_income(struct ac_str json, struct ac_document_rows *rows,
					  char *error, size_t error_size)
{
	return give_rows("income", json, read_funding, rows, error, error_size);
}

static void give_balance(struct ac_document *document, const json_t *row, const char *wallet_key,
			 struct ac_document_rows *rows)
{
	struct ac_event event;
	ac_event_init(&event, AC_EVENT_BALANCE, AC_SYMBOL_NONE, AC_BOOK_NONE, rows->recv_ns);
	struct ac_balance *balance = &event.balance;
	balance->wallet = ac_field_dec(document, row, wallet_key, AC_FIELD_NEEDED);
	balance->cross_wallet = ac_field_dec(document, row, "crossWalletBalance", AC_FIELD_NEEDED);
	set_time(&event, ac_field_time(document, row, "updateTime", AC_FIELD_OPTIONAL));
	const char *asset = ac_field_text(document, row, "asset", AC_FIELD_NEEDED);
	size_t size = strlen(asset);
	if (size >= sizeof(balance->asset))
		ac_document_fault(document, AC_ERR_PARSE, "asset", " is too long");
	if (document->status != AC_OK)
		return;
	memcpy(balance->asset, asset, size);
	rows->count++;
	rows->sink.take(rows->sink.self, &event);
}

enum ac_status ac_document_balance(struct ac_str json, const char *asset,
				   struct ac_document_rows *rows, char *error, size_t error_size)
{
	struct ac_document document;
	enum ac_status status = ac_document_open(&document, "balance", json, error, error_size);
	if (status != AC_OK)
		return status;
	/* v3/balance is a list, v3/account has one; they name the wallet differently. */
	bool is_list = json_is_array(document.root);
	const json_t *list = ac_field_list(&document, is_list ? NULL : "assets");
	const json_t *found = NULL;
	for (size_t i = 0; i < json_array_size(list) && document.status == AC_OK; i++) {
		const json_t *row = json_array_get(list, i);
		document.row = (int64_t)i;
		if (strcmp(ac_field_text(&document, row, "asset", AC_FIELD_NEEDED), asset) != 0)
			continue;
		found = row;
		break;
	}
	if (found != NULL)
		give_balance(&document, found, is_list ? "balance" : "walletBalance", rows);
	/* No row is not the same as a row of zero: nothing is assumed about money. */
	document.row = -1;
	if (found == NULL)
		ac_document_fault(&document, AC_ERR_PARSE, asset, " is not among the assets");
	return ac_document_close(&document);
}
