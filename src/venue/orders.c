/* Placing regular orders. What a request says is read and checked in the exchange's order
 * (reference 10.4); filters, margin and matching are the simulated exchange's. */
#include "venue/orders.h"

#include "venue/market.h"
#include "venue/timers.h"

#define GTD_AHEAD_MS 600000
#define GTD_LAST_MS  253402300799000LL

struct order_request {
	struct ac_command command;
	struct venue_order draft;
	bool wants_result; /* newOrderRespType */
};

static bool read_symbol(struct venue_call *call, uint16_t *ret_symbol)
{
	int32_t symbol = venue_symbol(call);
	if (symbol < 0)
		return false;
	*ret_symbol = (uint16_t)symbol;
	return true;
}

static bool read_type(struct venue_call *call, uint8_t *ret_type)
{
	struct ac_str text = venue_parameter(call, "type");
	if (text.size == 0) {
		venue_refuse_missing(call, "type");
		return false;
	}
	for (int type = AC_ORDER_LIMIT; type <= AC_ORDER_TRAILING_STOP_MARKET; type++) {
		if (!ac_str_equal(text, ac_str_from(ac_order_type_text((enum ac_order_type)type))))
			continue;
		*ret_type = (uint8_t)type;
		if (!ac_order_type_is_conditional((enum ac_order_type)type))
			return true;
		venue_refuse_code(call, -4120);
		return false;
	}
	venue_refuse_code(call, -1116);
	return false;
}

static bool read_tif(struct venue_call *call, struct order_request *request)
{
	bool is_limit = request->command.type == AC_ORDER_LIMIT;
	struct ac_str text = venue_parameter(call, "timeInForce");
	if (!is_limit && text.data != NULL) {
		venue_refuse_not_required(call, "timeInForce");
		return false;
	}
	if (!is_limit)
		return true;
	if (text.size == 0) {
		venue_refuse_missing(call, "timeInForce");
		return false;
	}
	int32_t tif = venue_read_choice(call, "timeInForce", VENUE_TIF_GTD + 1, venue_tif_text,
					-1115, venue_error_text(-1115));
	if (tif < 0)
		return false;
	request->draft.tif = (uint8_t)tif;
	request->command.tif = tif == VENUE_TIF_GTD ? AC_TIF_GTC : (uint8_t)tif;
	return true;
}

static bool read_good_till(const struct ac_venue *venue, struct venue_call *call,
			   struct order_request *request)
{
	int64_t moment = 0;
	if (request->draft.tif != VENUE_TIF_GTD)
		return true;
	if (!venue_read_int(call, "goodTillDate", true, &moment))
		return false;
	if (moment <= venue_now_ms(venue) + GTD_AHEAD_MS || moment >= GTD_LAST_MS) {
		venue_refuse_code(call, -5040);
		return false;
	}
	request->draft.good_till_ms = moment - moment % AC_MS_PER_SEC;
	return true;
}

/* The price of a book that is one tick a level wide: all that is known here is its best prices. */
static bool match_price(const struct ac_venue *venue, struct venue_call *call,
			struct order_request *request)
{
	static const int levels[] = {
		[VENUE_MATCH_OPPONENT] = 0, [VENUE_MATCH_OPPONENT_5] = 4,
		[VENUE_MATCH_QUEUE] = 0,    [VENUE_MATCH_QUEUE_5] = 4,
		[VENUE_MATCH_QUEUE_10] = 9, [VENUE_MATCH_QUEUE_20] = 19,
	};
	const struct ac_command *command = &request->command;
	const struct venue_quote *quote = venue_market_quote(venue, command->symbol);
	uint8_t match = request->draft.match;
	bool is_buy = command->side == AC_SIDE_BUY;
	bool is_opponent = match == VENUE_MATCH_OPPONENT || match == VENUE_MATCH_OPPONENT_5;
	if (quote == NULL || !quote->is_known) {
		venue_refuse_code(call, -5041);
		return false;
	}
	bool is_ask = is_buy == is_opponent;
	int64_t away = levels[match] * venue_instrument(venue, command->symbol)->tick.units;
	int64_t price = is_ask ? quote->ask.units + away : quote->bid.units - away;
	request->command.price.units = price > 0 ? price : quote->bid.units;
	return true;
}

static bool read_price(const struct ac_venue *venue, struct venue_call *call,
		       struct order_request *request)
{
	bool is_limit = request->command.type == AC_ORDER_LIMIT;
	int32_t match = venue_read_choice(call, "priceMatch", VENUE_MATCHES, venue_price_match_text,
					  -5037, venue_error_text(-5037));
	if (match == -2)
		return false;
	request->draft.match = match < 0 ? VENUE_MATCH_NONE : (uint8_t)match;
	bool is_matched = request->draft.match != VENUE_MATCH_NONE;
	if (is_matched && !is_limit) {
		venue_refuse_code(call, -5038);
		return false;
	}
	if (venue_has(call, "price") && (is_matched || !is_limit)) {
		venue_refuse_not_required(call, "price");
		return false;
	}
	if (is_matched)
		return match_price(venue, call, request);
	return !is_limit || venue_read_dec(call, "price", true, &request->command.price);
}

static bool read_unwanted(struct venue_call *call)
{
	static const char *const names[] = { "stopPrice", "activationPrice", "callbackRate" };
	bool close_position = false;
	if (!venue_read_bool(call, "closePosition", &close_position))
		return false;
	const char *found = close_position ? "closePosition" : NULL;
	for (size_t i = 0; i < AC_COUNT(names); i++) {
		if (venue_has(call, names[i]))
			found = names[i];
	}
	if (found != NULL)
		venue_refuse_not_required(call, found);
	return found == NULL;
}

static const char *response_text(uint8_t index)
{
	return index == 0 ? "ACK" : "RESULT";
}

static bool read_rest(struct venue_call *call, struct order_request *request)
{
	int32_t response = venue_read_choice(call, "newOrderRespType", 2, response_text, -1136,
					     venue_error_text(-1136));
	if (response == -2)
		return false;
	request->wants_result = response == 1;
	int32_t stp = venue_read_choice(call, "selfTradePreventionMode", VENUE_STPS, venue_stp_text,
					-5039, venue_error_text(-5039));
	if (stp == -2)
		return false;
	request->draft.stp = stp < 0 ? VENUE_STP_EXPIRE_MAKER : (uint8_t)stp;
	return venue_read_bool(call, "reduceOnly", &request->command.reduce_only) &&
	       read_unwanted(call) &&
	       venue_read_client_id(call, "newClientOrderId", request->command.client_id);
}

static bool read_words(struct ac_venue *venue, struct venue_call *call,
		       struct order_request *request)
{
	struct ac_command *command = &request->command;
	return read_symbol(call, &command->symbol) && venue_read_side(call, &command->side) &&
	       read_type(call, &command->type) &&
	       venue_read_position_side(call, &command->position_side) && read_tif(call, request) &&
	       venue_read_dec(call, "quantity", true, &command->quantity) &&
	       read_price(venue, call, request) && read_good_till(venue, call, request) &&
	       read_rest(call, request);
}

bool venue_check_state(const struct ac_venue *venue, struct venue_call *call, uint16_t symbol,
		       uint8_t position_side)
{
	if (venue_instrument(venue, symbol)->state != AC_SYMBOL_TRADING) {
		venue_refuse_code(call, -4141);
		return false;
	}
	bool is_hedge = ac_simulated_mode(call->account->simulated) == AC_MODE_HEDGE;
	if (is_hedge != (position_side != AC_POSITION_BOTH)) {
		venue_refuse_code(call, -4061);
		return false;
	}
	if (is_hedge && venue_has(call, "reduceOnly")) {
		venue_refuse_not_required(call, "reduceOnly");
		return false;
	}
	return true;
}

static bool read_order(struct ac_venue *venue, struct venue_call *call,
		       struct order_request *request)
{
	memset(request, 0, sizeof(*request));
	request->command.kind = AC_COMMAND_PLACE;
	request->command.book = AC_BOOK_NONE;
	if (!read_words(venue, call, request) ||
	    !venue_check_state(venue, call, request->command.symbol,
			       request->command.position_side))
		return false;
	memcpy(request->draft.client_id, request->command.client_id,
	       sizeof(request->draft.client_id));
	return true;
}

void venue_refuse_order(const struct ac_venue *venue, struct venue_call *call, uint16_t symbol,
			int32_t code)
{
	char text[AC_DEC_TEXT_SIZE];
	if (code != -4164) {
		venue_refuse_code(call, code);
		return;
	}
	ac_dec_format(venue_instrument(venue, symbol)->notional_minimum, text);
	venue_refuse(call, code,
		     "Order's notional must be no smaller than %s (unless you choose reduce only).",
		     text);
}

/* An acknowledgement knows nothing of what came after; RESULT tells how an order ended that could
 * not rest. */
static void answer(const struct ac_venue *venue, struct venue_call *call,
		   const struct order_request *request, const struct venue_order *order)
{
	bool may_rest = request->command.type == AC_ORDER_LIMIT &&
			request->command.tif != AC_TIF_IOC && request->command.tif != AC_TIF_FOK;
	struct venue_order shown = *order;
	if (!request->wants_result || may_rest) {
		shown.status = AC_STATUS_NEW;
		shown.executed = AC_DEC_ZERO;
		shown.updated_ms = shown.created_ms;
	}
	venue_order_write(call->json, venue, &shown, VENUE_FORM_PLACE);
}

void venue_order_place(struct ac_venue *venue, struct venue_call *call)
{
	struct order_request request;
	struct venue_account *account = call->account;
	if (!read_order(venue, call, &request))
		return;
	account->order_draft = &request.draft;
	venue_account_command(account, &request.command);
	account->order_draft = NULL;
	if (account->reply.outcome != AC_OUTCOME_ACCEPTED) {
		venue_refuse_order(venue, call, request.command.symbol, account->reply.code);
		return;
	}
	const struct venue_order *order =
		venue_order_by_id(&account->orders, account->reply.exchange_id);
	ac_assert(order != NULL);
	if (order->good_till_ms != 0)
		venue_timers_arm(account, order->good_till_ms);
	answer(venue, call, &request, order);
}

void venue_order_test(struct ac_venue *venue, struct venue_call *call)
{
	struct order_request request;
	if (!read_order(venue, call, &request))
		return;
	ac_json_open(call->json, NULL, '{');
	ac_json_close(call->json, '}');
}

void venue_orders_place(struct ac_venue *venue, struct venue_call *call)
{
	venue_batch(venue, call, "batchOrders", 5, venue_order_place);
}
