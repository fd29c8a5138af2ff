/* Placing regular orders. What a request says is read and checked in the exchange's order
 * (reference 10.4); filters, margin and matching are the simulated exchange's. */
#include "simulator/account/orders.h"

#include "simulator/account/timers.h"
#include "simulator/market/market.h"

#define GTD_AHEAD_MS 600000
#define GTD_LAST_MS  253402300799000LL

struct order_request {
	struct ac_command command;
	struct simulator_order draft;
	bool wants_result; /* newOrderRespType */
};

static bool read_symbol(struct simulator_call *call, uint16_t *ret_symbol)
{
	int32_t symbol = simulator_symbol(call);
	if (symbol < 0)
		return false;
	*ret_symbol = (uint16_t)symbol;
	return true;
}

static bool read_type(struct simulator_call *call, uint8_t *ret_type)
{
	struct ac_str text = simulator_parameter(call, "type");
	if (text.size == 0) {
		simulator_refuse_missing(call, "type");
		return false;
	}
	for (int type = AC_ORDER_LIMIT; type <= AC_ORDER_TRAILING_STOP_MARKET; type++) {
		if (!ac_str_equal(text, ac_str_from(ac_order_type_text((enum ac_order_type)type))))
			continue;
		*ret_type = (uint8_t)type;
		if (!ac_order_type_is_conditional((enum ac_order_type)type))
			return true;
		simulator_refuse_code(call, -4120);
		return false;
	}
	simulator_refuse_code(call, -1116);
	return false;
}

static bool read_tif(struct simulator_call *call, struct order_request *request)
{
	bool is_limit = request->command.type == AC_ORDER_LIMIT;
	struct ac_str text = simulator_parameter(call, "timeInForce");
	if (!is_limit && text.data != NULL) {
		simulator_refuse_not_required(call, "timeInForce");
		return false;
	}
	if (!is_limit)
		return true;
	if (text.size == 0) {
		simulator_refuse_missing(call, "timeInForce");
		return false;
	}
	int32_t tif = simulator_read_choice(call, "timeInForce", SIMULATOR_TIF_GTD + 1,
					    simulator_tif_text, -1115, simulator_error_text(-1115));
	if (tif < 0)
		return false;
	request->draft.tif = (uint8_t)tif;
	request->command.tif = tif == SIMULATOR_TIF_GTD ? AC_TIF_GTC : (uint8_t)tif;
	return true;
}

static bool read_good_till(const struct ac_simulator *simulator, struct simulator_call *call,
			   struct order_request *request)
{
	int64_t moment = 0;
	if (request->draft.tif != SIMULATOR_TIF_GTD)
		return true;
	if (!simulator_read_int(call, "goodTillDate", true, &moment))
		return false;
	if (moment <= simulator_now_ms(simulator) + GTD_AHEAD_MS || moment >= GTD_LAST_MS) {
		simulator_refuse_code(call, -5040);
		return false;
	}
	request->draft.good_till_ms = moment - moment % AC_MS_PER_SEC;
	return true;
}

/* The price of a book that is one tick a level wide: all that is known here is its best prices. */
static bool match_price(const struct ac_simulator *simulator, struct simulator_call *call,
			struct order_request *request)
{
	static const int levels[] = {
		[SIMULATOR_MATCH_OPPONENT] = 0, [SIMULATOR_MATCH_OPPONENT_5] = 4,
		[SIMULATOR_MATCH_QUEUE] = 0,    [SIMULATOR_MATCH_QUEUE_5] = 4,
		[SIMULATOR_MATCH_QUEUE_10] = 9, [SIMULATOR_MATCH_QUEUE_20] = 19,
	};
	const struct ac_command *command = &request->command;
	const struct simulator_quote *quote = simulator_market_quote(simulator, command->symbol);
	uint8_t match = request->draft.match;
	bool is_buy = command->side == AC_SIDE_BUY;
	bool is_opponent = match == SIMULATOR_MATCH_OPPONENT || match == SIMULATOR_MATCH_OPPONENT_5;
	if (quote == NULL || !quote->is_known) {
		simulator_refuse_code(call, -5041);
		return false;
	}
	bool is_ask = is_buy == is_opponent;
	int64_t away = levels[match] * simulator_instrument(simulator, command->symbol)->tick.units;
	int64_t price = is_ask ? quote->ask.units + away : quote->bid.units - away;
	request->command.price.units = price > 0 ? price : quote->bid.units;
	return true;
}

static bool read_price(const struct ac_simulator *simulator, struct simulator_call *call,
		       struct order_request *request)
{
	bool is_limit = request->command.type == AC_ORDER_LIMIT;
	int32_t match = simulator_read_choice(call, "priceMatch", SIMULATOR_MATCHES,
					      simulator_price_match_text, -5037,
					      simulator_error_text(-5037));
	if (match == -2)
		return false;
	request->draft.match = match < 0 ? SIMULATOR_MATCH_NONE : (uint8_t)match;
	bool is_matched = request->draft.match != SIMULATOR_MATCH_NONE;
	if (is_matched && !is_limit) {
		simulator_refuse_code(call, -5038);
		return false;
	}
	if (simulator_has(call, "price") && (is_matched || !is_limit)) {
		simulator_refuse_not_required(call, "price");
		return false;
	}
	if (is_matched)
		return match_price(simulator, call, request);
	return !is_limit || simulator_read_dec(call, "price", true, &request->command.price);
}

static bool read_unwanted(struct simulator_call *call)
{
	static const char *const names[] = { "stopPrice", "activationPrice", "callbackRate" };
	bool close_position = false;
	if (!simulator_read_bool(call, "closePosition", &close_position))
		return false;
	const char *found = close_position ? "closePosition" : NULL;
	for (size_t i = 0; i < AC_COUNT(names); i++) {
		if (simulator_has(call, names[i]))
			found = names[i];
	}
	if (found != NULL)
		simulator_refuse_not_required(call, found);
	return found == NULL;
}

static const char *response_text(uint8_t index)
{
	return index == 0 ? "ACK" : "RESULT";
}

static bool read_rest(struct simulator_call *call, struct order_request *request)
{
	int32_t response = simulator_read_choice(call, "newOrderRespType", 2, response_text, -1136,
						 simulator_error_text(-1136));
	if (response == -2)
		return false;
	request->wants_result = response == 1;
	int32_t stp = simulator_read_choice(call, "selfTradePreventionMode", SIMULATOR_STPS,
					    simulator_stp_text, -5039, simulator_error_text(-5039));
	if (stp == -2)
		return false;
	request->draft.stp = stp < 0 ? SIMULATOR_STP_EXPIRE_MAKER : (uint8_t)stp;
	return simulator_read_bool(call, "reduceOnly", &request->command.reduce_only) &&
	       read_unwanted(call) &&
	       simulator_read_client_id(call, "newClientOrderId", request->command.client_id);
}

static bool read_words(struct ac_simulator *simulator, struct simulator_call *call,
		       struct order_request *request)
{
	struct ac_command *command = &request->command;
	return read_symbol(call, &command->symbol) && simulator_read_side(call, &command->side) &&
	       read_type(call, &command->type) &&
	       simulator_read_position_side(call, &command->position_side) &&
	       read_tif(call, request) &&
	       simulator_read_dec(call, "quantity", true, &command->quantity) &&
	       read_price(simulator, call, request) && read_good_till(simulator, call, request) &&
	       read_rest(call, request);
}

bool simulator_check_state(const struct ac_simulator *simulator, struct simulator_call *call,
			   uint16_t symbol, uint8_t position_side)
{
	if (simulator_instrument(simulator, symbol)->state != AC_SYMBOL_TRADING) {
		simulator_refuse_code(call, -4141);
		return false;
	}
	bool is_hedge = ac_simulated_mode(call->account->simulated) == AC_MODE_HEDGE;
	if (is_hedge != (position_side != AC_POSITION_BOTH)) {
		simulator_refuse_code(call, -4061);
		return false;
	}
	if (is_hedge && simulator_has(call, "reduceOnly")) {
		simulator_refuse_not_required(call, "reduceOnly");
		return false;
	}
	return true;
}

static bool read_order(struct ac_simulator *simulator, struct simulator_call *call,
		       struct order_request *request)
{
	memset(request, 0, sizeof(*request));
	request->command.kind = AC_COMMAND_PLACE;
	request->command.book = AC_BOOK_NONE;
	if (!read_words(simulator, call, request) ||
	    !simulator_check_state(simulator, call, request->command.symbol,
				   request->command.position_side))
		return false;
	memcpy(request->draft.client_id, request->command.client_id,
	       sizeof(request->draft.client_id));
	return true;
}

void simulator_refuse_order(const struct ac_simulator *simulator, struct simulator_call *call,
			    uint16_t symbol, int32_t code)
{
	char text[AC_DEC_TEXT_SIZE];
	if (code != -4164) {
		simulator_refuse_code(call, code);
		return;
	}
	ac_dec_format(simulator_instrument(simulator, symbol)->notional_minimum, text);
	simulator_refuse(
		call, code,
		"Order's notional must be no smaller than %s (unless you choose reduce only).",
		text);
}

/* An acknowledgement knows nothing of what came after; RESULT tells how an order ended that could
 * not rest. */
static void answer(const struct ac_simulator *simulator, struct simulator_call *call,
		   const struct order_request *request, const struct simulator_order *order)
{
	bool may_rest = request->command.type == AC_ORDER_LIMIT &&
			request->command.tif != AC_TIF_IOC && request->command.tif != AC_TIF_FOK;
	struct simulator_order shown = *order;
	if (!request->wants_result || may_rest) {
		shown.status = AC_STATUS_NEW;
		shown.executed = AC_DEC_ZERO;
		shown.updated_ms = shown.created_ms;
	}
	simulator_order_write(call->json, simulator, &shown, SIMULATOR_FORM_PLACE);
}

void simulator_order_place(struct ac_simulator *simulator, struct simulator_call *call)
{
	struct order_request request;
	struct simulator_account *account = call->account;
	if (!read_order(simulator, call, &request))
		return;
	account->order_draft = &request.draft;
	simulator_account_command(account, &request.command);
	account->order_draft = NULL;
	if (account->reply.outcome != AC_OUTCOME_ACCEPTED) {
		simulator_refuse_order(simulator, call, request.command.symbol,
				       account->reply.code);
		return;
	}
	const struct simulator_order *order =
		simulator_order_by_id(&account->orders, account->reply.exchange_id);
	ac_assert(order != NULL);
	if (order->good_till_ms != 0)
		simulator_timers_arm(account, order->good_till_ms);
	answer(simulator, call, &request, order);
}

void simulator_order_test(struct ac_simulator *simulator, struct simulator_call *call)
{
	struct order_request request;
	if (!read_order(simulator, call, &request))
		return;
	ac_json_open(call->json, NULL, '{');
	ac_json_close(call->json, '}');
}

void simulator_orders_place(struct ac_simulator *simulator, struct simulator_call *call)
{
	simulator_batch(simulator, call, "batchOrders", 5, simulator_order_place);
}
