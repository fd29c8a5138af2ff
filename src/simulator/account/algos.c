/* Placing conditional orders. Neither margin nor position is looked at before the trigger. */
#include "simulator/account/algos.h"

#include "simulator/account/orders.h"
#include "simulator/account/timers.h"

struct algo_request {
	struct ac_command command;
	struct simulator_algo draft;
};

static bool read_type(struct simulator_call *call, uint8_t *ret_type)
{
	struct ac_str kind = simulator_parameter(call, "algoType"),
		      text = simulator_parameter(call, "type");
	if (!ac_str_equal(kind, AC_STR("CONDITIONAL"))) {
		simulator_refuse_missing(call, "algoType");
		return false;
	}
	if (text.size == 0) {
		simulator_refuse_missing(call, "type");
		return false;
	}
	for (int type = AC_ORDER_STOP_MARKET; type <= AC_ORDER_TRAILING_STOP_MARKET; type++) {
		if (ac_str_equal(text, ac_str_from(ac_order_type_text((enum ac_order_type)type)))) {
			*ret_type = (uint8_t)type;
			return true;
		}
	}
	simulator_refuse_code(call, -1116);
	return false;
}

static bool is_limit(uint8_t type)
{
	return type == AC_ORDER_STOP || type == AC_ORDER_TAKE_PROFIT;
}

static bool read_tif(struct ac_simulator *simulator, struct simulator_call *call,
		     struct algo_request *request)
{
	int64_t moment = 0;
	int32_t tif = simulator_read_choice(call, "timeInForce", SIMULATOR_TIF_GTE_GTC + 1,
					    simulator_tif_text, -1115, simulator_error_text(-1115));
	if (tif == -2)
		return false;
	request->draft.tif = tif < 0 ? AC_TIF_GTC : (uint8_t)tif;
	request->command.tif = tif >= (int32_t)SIMULATOR_TIF_GTD ? AC_TIF_GTC : request->draft.tif;
	if (request->draft.tif != SIMULATOR_TIF_GTD)
		return true;
	if (!simulator_read_int(call, "goodTillDate", true, &moment))
		return false;
	if (moment <= simulator_now_ms(simulator) + 600000) {
		simulator_refuse_code(call, -5040);
		return false;
	}
	request->draft.good_till_ms = moment - moment % AC_MS_PER_SEC;
	return true;
}

/* A trailing order has an activation and a callback where the others have a trigger. */
static bool read_trigger(struct simulator_call *call, struct algo_request *request)
{
	struct ac_command *command = &request->command;
	struct simulator_algo *draft = &request->draft;
	bool is_trailing = command->type == AC_ORDER_TRAILING_STOP_MARKET;
	if (!is_trailing) {
		if (!simulator_read_dec(call, "triggerPrice", true, &command->trigger_price))
			return false;
		if (command->trigger_price.units == 0) {
			simulator_refuse_missing(call, "triggerPrice");
			return false;
		}
		draft->trigger_price = command->trigger_price;
		return true;
	}
	if (simulator_has(call, "triggerPrice")) {
		simulator_refuse_not_required(call, "triggerPrice");
		return false;
	}
	if (!simulator_read_dec(call, "callbackRate", true, &draft->callback) ||
	    !simulator_read_dec(call, "activatePrice", false, &draft->activation))
		return false;
	command->price = draft->callback;
	command->trigger_price = draft->activation;
	return true;
}

static bool read_price(struct simulator_call *call, struct algo_request *request)
{
	if (!is_limit(request->command.type)) {
		if (simulator_has(call, "price"))
			simulator_refuse_not_required(call, "price");
		return !simulator_has(call, "price");
	}
	if (simulator_has(call, "priceMatch") &&
	    !ac_str_equal(simulator_parameter(call, "priceMatch"), AC_STR("NONE"))) {
		simulator_refuse_code(call, -5037);
		return false;
	}
	if (!simulator_read_dec(call, "price", true, &request->command.price))
		return false;
	request->draft.price = request->command.price;
	return true;
}

static bool read_closing(struct simulator_call *call, struct algo_request *request)
{
	struct ac_command *command = &request->command;
	if (!simulator_read_bool(call, "closePosition", &command->close_position) ||
	    !simulator_read_bool(call, "reduceOnly", &command->reduce_only) ||
	    !simulator_read_bool(call, "priceProtect", &request->draft.price_protect))
		return false;
	if (command->close_position && simulator_has(call, "quantity")) {
		simulator_refuse_code(call, -4137);
		return false;
	}
	if (command->close_position && command->reduce_only) {
		simulator_refuse_code(call, -4138);
		return false;
	}
	return simulator_read_dec(call, "quantity", !command->close_position, &command->quantity);
}

static const char *working_type_text(uint8_t index)
{
	return ac_working_type_text((enum ac_working_type)index);
}

static bool read_words(struct simulator_call *call, struct algo_request *request)
{
	int32_t working = simulator_read_choice(call, "workingType", 2, working_type_text, -4031,
						simulator_error_text(-4031));
	if (working == -2)
		return false;
	int32_t stp = simulator_read_choice(call, "selfTradePreventionMode", SIMULATOR_STPS,
					    simulator_stp_text, -5039, simulator_error_text(-5039));
	if (stp == -2)
		return false;
	request->draft.stp = stp < 0 ? SIMULATOR_STP_EXPIRE_MAKER : (uint8_t)stp;
	request->command.working_type = working < 0 ? AC_WORKING_CONTRACT_PRICE : (uint8_t)working;
	return simulator_read_client_id(call, "clientAlgoId", request->command.client_id);
}

static bool read_algo(struct ac_simulator *simulator, struct simulator_call *call,
		      struct algo_request *request)
{
	struct ac_command *command = &request->command;
	struct simulator_algo *draft = &request->draft;
	memset(request, 0, sizeof(*request));
	command->kind = AC_COMMAND_PLACE_ALGO;
	command->book = AC_BOOK_NONE;
	int32_t symbol = simulator_symbol(call);
	if (symbol < 0)
		return false;
	command->symbol = (uint16_t)symbol;
	if (!simulator_read_side(call, &command->side) || !read_type(call, &command->type) ||
	    !simulator_read_position_side(call, &command->position_side) ||
	    !read_tif(simulator, call, request) || !read_trigger(call, request) ||
	    !read_price(call, request) || !read_closing(call, request) ||
	    !read_words(call, request) ||
	    !simulator_check_state(simulator, call, command->symbol, command->position_side))
		return false;
	draft->quantity = command->quantity;
	draft->working_type = command->working_type;
	draft->reduce_only = command->reduce_only;
	draft->close_position = command->close_position;
	/* Without an activation of its own, a trailing order begins at once. */
	draft->is_active =
		command->type == AC_ORDER_TRAILING_STOP_MARKET && draft->activation.units == 0;
	memcpy(draft->client_id, command->client_id, sizeof(draft->client_id));
	return true;
}

/* The name may not stand on any symbol's open conditional order. */
static bool is_taken(const struct simulator_account *account, const char *client_id)
{
	for (uint32_t i = 0; i < account->algos.count; i++) {
		const struct simulator_algo *algo = simulator_table_at(&account->algos, i);
		if (algo->status == AC_STATUS_NEW && strcmp(algo->client_id, client_id) == 0)
			return true;
	}
	return false;
}

void simulator_algo_place(struct ac_simulator *simulator, struct simulator_call *call)
{
	struct algo_request request;
	struct simulator_account *account = call->account;
	if (!read_algo(simulator, call, &request))
		return;
	if (is_taken(account, request.command.client_id)) {
		simulator_refuse_code(call, -4116);
		return;
	}
	account->algo_draft = &request.draft;
	simulator_account_command(account, &request.command);
	account->algo_draft = NULL;
	if (account->reply.outcome != AC_OUTCOME_ACCEPTED) {
		simulator_refuse_order(simulator, call, request.command.symbol,
				       account->reply.code);
		return;
	}
	const struct simulator_algo *algo =
		simulator_algo_by_id(&account->algos, account->reply.exchange_id);
	ac_assert(algo != NULL);
	if (algo->good_till_ms != 0)
		simulator_timers_arm(account, algo->good_till_ms);
	simulator_algo_write(call->json, simulator, algo, false);
}
