/* How conditional orders read in answers, the questions about them, and their cancellation. */
#include <inttypes.h>
#include <stdio.h>

#include "simulator/account/algos.h"
#include "simulator/account/orders.h"
#include "simulator/account/timers.h"

static void write_actual(struct ac_json *json, const struct ac_simulator *simulator,
			 const struct simulator_algo *algo)
{
	char order_id[24] = "";
	bool is_limit = algo->type == AC_ORDER_STOP || algo->type == AC_ORDER_TAKE_PROFIT;
	if (algo->order_id != 0)
		snprintf(order_id, sizeof(order_id), "%" PRId64, algo->order_id);
	simulator_json_word(json, "actualOrderId", order_id);
	simulator_json_dec(json, "actualPrice", algo->actual_price, 5);
	if (algo->order_id != 0)
		simulator_json_word(json, "actualType", is_limit ? "LIMIT" : "MARKET");
	if (algo->actual_quantity.units != 0)
		simulator_json_quantity(json, "actualQty", simulator, algo->symbol,
					algo->actual_quantity);
	simulator_json_word(json, "tpOrderType", "");
}

static void write_trailing(struct ac_json *json, const struct ac_simulator *simulator,
			   const struct simulator_algo *algo)
{
	if (algo->type != AC_ORDER_TRAILING_STOP_MARKET) {
		simulator_json_word(json, "activatePrice", "");
		simulator_json_word(json, "callbackRate", "");
		return;
	}
	simulator_json_price(json, "activatePrice", simulator, algo->symbol, algo->activation);
	ac_json_dec(json, "callbackRate", algo->callback);
}

void simulator_algo_write(struct ac_json *json, const struct ac_simulator *simulator,
			  const struct simulator_algo *algo, bool is_list)
{
	ac_json_open(json, NULL, '{');
	ac_json_int(json, "algoId", algo->algo_id);
	simulator_json_word(json, "clientAlgoId", algo->client_id);
	simulator_json_word(json, "algoType", "CONDITIONAL");
	simulator_json_word(json, "orderType", ac_order_type_text((enum ac_order_type)algo->type));
	simulator_json_word(json, "symbol", simulator_instrument(simulator, algo->symbol)->symbol);
	simulator_json_word(json, "side", ac_side_text((enum ac_side)algo->side));
	simulator_json_word(json, "positionSide",
			    ac_position_side_text((enum ac_position_side)algo->position_side));
	simulator_json_word(json, "timeInForce", simulator_tif_text(algo->tif));
	simulator_json_quantity(json, "quantity", simulator, algo->symbol, algo->quantity);
	simulator_json_word(json, "algoStatus",
			    ac_order_status_text((enum ac_order_status)algo->status));
	simulator_json_price(json, "triggerPrice", simulator, algo->symbol, algo->trigger_price);
	simulator_json_price(json, "price", simulator, algo->symbol, algo->price);
	ac_json_null(json, "icebergQuantity");
	simulator_json_word(json, "selfTradePreventionMode", simulator_stp_text(algo->stp));
	simulator_json_word(json, "workingType",
			    ac_working_type_text((enum ac_working_type)algo->working_type));
	simulator_json_word(json, "priceMatch", simulator_price_match_text(algo->match));
	ac_json_bool(json, "closePosition", algo->close_position);
	ac_json_bool(json, "priceProtect", algo->price_protect);
	ac_json_bool(json, "reduceOnly", algo->reduce_only);
	write_trailing(json, simulator, algo);
	ac_json_int(json, "createTime", algo->created_ms);
	ac_json_int(json, "updateTime", algo->updated_ms);
	ac_json_int(json, "triggerTime", algo->triggered_ms);
	ac_json_int(json, "goodTillDate", algo->good_till_ms);
	if (is_list)
		write_actual(json, simulator, algo);
	ac_json_close(json, '}');
}

static struct simulator_algo *named(struct simulator_call *call, bool *ret_is_refused)
{
	struct ac_str name = simulator_parameter(call, "clientAlgoId");
	int64_t algo_id = 0;
	*ret_is_refused = !simulator_read_int(call, "algoId", false, &algo_id);
	if (*ret_is_refused)
		return NULL;
	if (simulator_has(call, "algoId"))
		return simulator_algo_by_id(&call->account->algos, algo_id);
	if (name.size > 0)
		return simulator_algo_by_name(&call->account->algos, name);
	simulator_refuse(
		call, -1102,
		"Param 'clientAlgoId' or 'algoId' must be sent, but both were empty/null!");
	*ret_is_refused = true;
	return NULL;
}

void simulator_algo_cancel(struct ac_simulator *simulator, struct simulator_call *call)
{
	(void)simulator;
	bool is_refused;
	const struct simulator_algo *algo = named(call, &is_refused);
	if (is_refused)
		return;
	if (algo == NULL || algo->status != AC_STATUS_NEW) {
		simulator_refuse_code(call, -2011);
		return;
	}
	const struct ac_command command = {
		.kind = AC_COMMAND_CANCEL_ALGO,
		.symbol = algo->symbol,
		.book = AC_BOOK_NONE,
		.exchange_id = algo->algo_id,
	};
	simulator_account_command(call->account, &command);
	if (call->account->reply.outcome != AC_OUTCOME_ACCEPTED) {
		simulator_refuse_code(call, call->account->reply.code);
		return;
	}
	algo = simulator_algo_by_id(&call->account->algos, command.exchange_id);
	ac_json_open(call->json, NULL, '{');
	ac_json_int(call->json, "algoId", algo->algo_id);
	simulator_json_word(call->json, "clientAlgoId", algo->client_id);
	/* Of all codes this one is a text. */
	simulator_json_word(call->json, "code", "200");
	simulator_json_word(call->json, "msg", "success");
	ac_json_close(call->json, '}');
}

void simulator_algo_cancel_all(struct ac_simulator *simulator, struct simulator_call *call)
{
	(void)simulator;
	int32_t symbol = simulator_symbol(call);
	if (symbol < 0)
		return;
	simulator_algos_cancel(call->account, (uint16_t)symbol);
	simulator_json_done(call, "The operation of cancel all open order is done.");
}

/* As for regular orders: what came to nothing is shown for three days, the rest for ninety. */
static bool is_forgotten(const struct simulator_algo *algo, ac_ms now_ms)
{
	if (!ac_order_status_is_terminal((enum ac_order_status)algo->status))
		return false;
	int64_t days = algo->actual_quantity.units == 0 ? 3 : 90;
	return algo->created_ms < now_ms - days * AC_MS_PER_DAY;
}

void simulator_algo_query(struct ac_simulator *simulator, struct simulator_call *call)
{
	bool is_refused;
	const struct simulator_algo *algo = named(call, &is_refused);
	if (is_refused)
		return;
	if (algo == NULL || is_forgotten(algo, simulator_now_ms(simulator)))
		simulator_refuse_code(call, -2013);
	else
		simulator_algo_write(call->json, simulator, algo, true);
}

void simulator_algos_open(struct ac_simulator *simulator, struct simulator_call *call)
{
	int64_t algo_id = 0;
	int32_t symbol = simulator_symbol_optional(call);
	if (symbol == -2 || !simulator_read_int(call, "algoId", false, &algo_id))
		return;
	ac_json_open(call->json, NULL, '[');
	for (uint32_t i = 0; i < call->account->algos.count; i++) {
		const struct simulator_algo *algo = simulator_table_at(&call->account->algos, i);
		if (algo->status == AC_STATUS_NEW && (symbol < 0 || algo->symbol == symbol) &&
		    (algo_id == 0 || algo->algo_id == algo_id))
			simulator_algo_write(call->json, simulator, algo, true);
	}
	ac_json_close(call->json, ']');
}

void simulator_algos_all(struct ac_simulator *simulator, struct simulator_call *call)
{
	struct simulator_page page;
	int32_t symbol = simulator_symbol(call);
	if (symbol < 0 || !simulator_page_read(simulator, call, "algoId", 500, 1000, &page))
		return;
	ac_json_open(call->json, NULL, '[');
	for (uint32_t i = 0; i < call->account->algos.count && page.limit > 0; i++) {
		const struct simulator_algo *algo = simulator_table_at(&call->account->algos, i);
		if (algo->symbol != symbol || is_forgotten(algo, simulator_now_ms(simulator)) ||
		    !simulator_page_has(&page, algo->created_ms, algo->algo_id))
			continue;
		simulator_algo_write(call->json, simulator, algo, true);
		page.limit--;
	}
	ac_json_close(call->json, ']');
}
