/* The engine's commands as requests: which parameters an order may and must carry (reference 3.3,
 * 4.1, 8.5). */
#include "binance/codec/request.h"

#define ORDER_PATH "/fapi/v1/order"
#define ALGO_PATH  "/fapi/v1/algoOrder"

#define TRADES_LIMIT    1000
#define POSITION_WEIGHT 5
#define TRADES_WEIGHT   5

static const char *symbol_of(const struct ac_instruments *instruments, uint16_t symbol)
{
	ac_assert(symbol < instruments->count);
	return instruments->items[symbol].symbol;
}

/* An order to place costs of the order limits, and nothing of the weight. */
static void begin_order(struct ac_request *request, const char *method, const char *path,
			const char *api_method)
{
	ac_request_begin(request, method, path, true);
	request->api_method = api_method;
	request->weight = 0;
	request->orders = 1;
}

static void begin_question(struct ac_request *request, const char *method, const char *path,
			   const char *api_method)
{
	ac_request_begin(request, method, path, true);
	request->api_method = api_method;
}

static void put_sides(struct ac_request *request, const struct ac_command *command)
{
	ac_request_text(request, "side", ac_side_text((enum ac_side)command->side));
	/* BOTH is what the exchange assumes. */
	if (command->position_side != AC_POSITION_BOTH)
		ac_request_text(
			request, "positionSide",
			ac_position_side_text((enum ac_position_side)command->position_side));
	ac_request_text(request, "type", ac_order_type_text((enum ac_order_type)command->type));
}

/* In hedge mode the sides say what reduces, and the flag may not be sent; with closePosition it is
 * implied and refused. */
static void put_reduce_only(struct ac_request *request, const struct ac_command *command)
{
	if (command->reduce_only && !command->close_position &&
	    command->position_side == AC_POSITION_BOTH)
		ac_request_text(request, "reduceOnly", "true");
}

static void put_place(struct ac_request *request, const struct ac_command *command)
{
	ac_assert(!ac_order_type_is_conditional((enum ac_order_type)command->type));
	put_sides(request, command);
	bool is_limit = command->type == AC_ORDER_LIMIT;
	if (is_limit)
		ac_request_text(request, "timeInForce", ac_tif_text((enum ac_tif)command->tif));
	ac_request_dec(request, "quantity", command->quantity);
	if (is_limit)
		ac_request_dec(request, "price", command->price);
	put_reduce_only(request, command);
	ac_request_text(request, "newClientOrderId", command->client_id);
	ac_request_text(request, "newOrderRespType", "RESULT");
	/* What a single order gets by default; the WebSocket API's default is another. */
	ac_request_text(request, "selfTradePreventionMode", "EXPIRE_MAKER");
}

static void put_trigger(struct ac_request *request, const struct ac_command *command)
{
	if (command->type != AC_ORDER_TRAILING_STOP_MARKET) {
		ac_request_dec(request, "triggerPrice", command->trigger_price);
		return;
	}
	if (command->trigger_price.units != 0)
		ac_request_dec(request, "activatePrice", command->trigger_price);
	ac_request_dec(request, "callbackRate", command->price);
}

static void put_algo(struct ac_request *request, const struct ac_command *command)
{
	ac_assert(ac_order_type_is_conditional((enum ac_order_type)command->type));
	put_sides(request, command);
	bool is_limit = command->type == AC_ORDER_STOP || command->type == AC_ORDER_TAKE_PROFIT;
	if (is_limit) {
		ac_request_text(request, "timeInForce", ac_tif_text((enum ac_tif)command->tif));
		ac_request_dec(request, "price", command->price);
	}
	if (command->close_position)
		ac_request_text(request, "closePosition", "true");
	else
		ac_request_dec(request, "quantity", command->quantity);
	put_trigger(request, command);
	ac_request_text(request, "workingType",
			ac_working_type_text((enum ac_working_type)command->working_type));
	put_reduce_only(request, command);
	ac_request_text(request, "clientAlgoId", command->client_id);
}

/* By our id; the exchange's is enough for orders that are not ours. */
static void put_ids(struct ac_request *request, const struct ac_command *command)
{
	if (command->exchange_id != 0)
		ac_request_int(request, "orderId", command->exchange_id);
	if (command->client_id[0] != '\0')
		ac_request_text(request, "origClientOrderId", command->client_id);
}

/* An algo order is asked for without its symbol. */
static void put_algo_id(struct ac_request *request, const struct ac_command *command)
{
	if (command->client_id[0] != '\0')
		ac_request_text(request, "clientAlgoId", command->client_id);
	else
		ac_request_int(request, "algoId", command->exchange_id);
}

static void put_modify(struct ac_request *request, const struct ac_command *command)
{
	put_ids(request, command);
	ac_request_text(request, "side", ac_side_text((enum ac_side)command->side));
	ac_request_dec(request, "quantity", command->quantity);
	ac_request_dec(request, "price", command->price);
}

static void trades(struct ac_request *request, const char *symbol, ac_ms since_ms)
{
	begin_question(request, "GET", "/fapi/v1/userTrades", NULL);
	request->weight = TRADES_WEIGHT;
	ac_request_text(request, "symbol", symbol);
	if (since_ms > 0)
		ac_request_int(request, "startTime", since_ms);
	ac_request_int(request, "limit", TRADES_LIMIT);
}

void ac_request_command(struct ac_request *request, const struct ac_instruments *instruments,
			const struct ac_command *command)
{
	const char *symbol = symbol_of(instruments, command->symbol);
	switch ((enum ac_command_kind)command->kind) {
	case AC_COMMAND_PLACE:
		begin_order(request, "POST", ORDER_PATH, "order.place");
		ac_request_text(request, "symbol", symbol);
		put_place(request, command);
		return;
	case AC_COMMAND_MODIFY:
		begin_order(request, "PUT", ORDER_PATH, "order.modify");
		ac_request_text(request, "symbol", symbol);
		put_modify(request, command);
		return;
	case AC_COMMAND_PLACE_ALGO:
		begin_order(request, "POST", ALGO_PATH, "algoOrder.place");
		ac_request_text(request, "algoType", "CONDITIONAL");
		ac_request_text(request, "symbol", symbol);
		put_algo(request, command);
		return;
	case AC_COMMAND_CANCEL:
		begin_question(request, "DELETE", ORDER_PATH, "order.cancel");
		ac_request_text(request, "symbol", symbol);
		put_ids(request, command);
		return;
	case AC_COMMAND_CANCEL_ALGO:
		begin_question(request, "DELETE", ALGO_PATH, "algoOrder.cancel");
		put_algo_id(request, command);
		return;
	case AC_COMMAND_QUERY:
		begin_question(request, "GET", ORDER_PATH, "order.status");
		ac_request_text(request, "symbol", symbol);
		put_ids(request, command);
		return;
	case AC_COMMAND_QUERY_ALGO:
		begin_question(request, "GET", ALGO_PATH, NULL);
		put_algo_id(request, command);
		return;
	case AC_COMMAND_QUERY_TRADES:
		trades(request, symbol, command->since_ms);
		return;
	case AC_COMMAND_QUERY_POSITION:
		begin_question(request, "GET", "/fapi/v3/positionRisk", "v2/account.position");
		request->weight = POSITION_WEIGHT;
		ac_request_text(request, "symbol", symbol);
		return;
	}
	ac_assert(false && "a command of no known kind");
}

/* ["a","b"]: ten ids in quotes, between brackets and commas. */
#define LIST_SIZE (AC_REQUEST_BATCH_MAX * (AC_CLIENT_ID_SIZE + 2) + 3)

void ac_request_cancel_batch(struct ac_request *request, const struct ac_instruments *instruments,
			     uint16_t symbol, const char *const *client_ids, size_t count)
{
	ac_assert(count > 0 && count <= AC_REQUEST_BATCH_MAX);
	char list[LIST_SIZE];
	size_t size = 0;
	for (size_t i = 0; i < count; i++) {
		size_t length = strnlen(client_ids[i], AC_CLIENT_ID_SIZE);
		/* Our ids hold nothing that JSON would want escaped. */
		ac_assert(length < AC_CLIENT_ID_SIZE && strpbrk(client_ids[i], "\"\\") == NULL);
		list[size++] = i == 0 ? '[' : ',';
		list[size++] = '"';
		memcpy(list + size, client_ids[i], length);
		size += length;
		list[size++] = '"';
	}
	list[size++] = ']';
	list[size] = '\0';
	begin_question(request, "DELETE", "/fapi/v1/batchOrders", NULL);
	ac_request_text(request, "symbol", symbol_of(instruments, symbol));
	ac_request_text(request, "origClientOrderIdList", list);
}
