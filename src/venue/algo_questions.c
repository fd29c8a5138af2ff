/* How conditional orders read in answers, the questions about them, and their cancellation. */
#include <inttypes.h>
#include <stdio.h>

#include "venue/algos.h"
#include "venue/orders.h"
#include "venue/timers.h"

static void write_actual(struct ac_json *json, const struct ac_venue *venue,
			 const struct venue_algo *algo)
{
	char order_id[24] = "";
	bool is_limit = algo->type == AC_ORDER_STOP || algo->type == AC_ORDER_TAKE_PROFIT;
	if (algo->order_id != 0)
		snprintf(order_id, sizeof(order_id), "%" PRId64, algo->order_id);
	venue_json_word(json, "actualOrderId", order_id);
	venue_json_dec(json, "actualPrice", algo->actual_price, 5);
	if (algo->order_id != 0)
		venue_json_word(json, "actualType", is_limit ? "LIMIT" : "MARKET");
	if (algo->actual_quantity.units != 0)
		venue_json_quantity(json, "actualQty", venue, algo->symbol, algo->actual_quantity);
	venue_json_word(json, "tpOrderType", "");
}

static void write_trailing(struct ac_json *json, const struct ac_venue *venue,
			   const struct venue_algo *algo)
{
	if (algo->type != AC_ORDER_TRAILING_STOP_MARKET) {
		venue_json_word(json, "activatePrice", "");
		venue_json_word(json, "callbackRate", "");
		return;
	}
	venue_json_price(json, "activatePrice", venue, algo->symbol, algo->activation);
	ac_json_dec(json, "callbackRate", algo->callback);
}

void venue_algo_write(struct ac_json *json, const struct ac_venue *venue,
		      const struct venue_algo *algo, bool is_list)
{
	ac_json_open(json, NULL, '{');
	ac_json_int(json, "algoId", algo->algo_id);
	venue_json_word(json, "clientAlgoId", algo->client_id);
	venue_json_word(json, "algoType", "CONDITIONAL");
	venue_json_word(json, "orderType", ac_order_type_text((enum ac_order_type)algo->type));
	venue_json_word(json, "symbol", venue_instrument(venue, algo->symbol)->symbol);
	venue_json_word(json, "side", ac_side_text((enum ac_side)algo->side));
	venue_json_word(json, "positionSide",
			ac_position_side_text((enum ac_position_side)algo->position_side));
	venue_json_word(json, "timeInForce", venue_tif_text(algo->tif));
	venue_json_quantity(json, "quantity", venue, algo->symbol, algo->quantity);
	venue_json_word(json, "algoStatus",
			ac_order_status_text((enum ac_order_status)algo->status));
	venue_json_price(json, "triggerPrice", venue, algo->symbol, algo->trigger_price);
	venue_json_price(json, "price", venue, algo->symbol, algo->price);
	ac_json_null(json, "icebergQuantity");
	venue_json_word(json, "selfTradePreventionMode", venue_stp_text(algo->stp));
	venue_json_word(json, "workingType",
			ac_working_type_text((enum ac_working_type)algo->working_type));
	venue_json_word(json, "priceMatch", venue_price_match_text(algo->match));
	ac_json_bool(json, "closePosition", algo->close_position);
	ac_json_bool(json, "priceProtect", algo->price_protect);
	ac_json_bool(json, "reduceOnly", algo->reduce_only);
	write_trailing(json, venue, algo);
	ac_json_int(json, "createTime", algo->created_ms);
	ac_json_int(json, "updateTime", algo->updated_ms);
	ac_json_int(json, "triggerTime", algo->triggered_ms);
	ac_json_int(json, "goodTillDate", algo->good_till_ms);
	if (is_list)
		write_actual(json, venue, algo);
	ac_json_close(json, '}');
}

static struct venue_algo *named(struct venue_call *call, bool *ret_is_refused)
{
	struct ac_str name = venue_parameter(call, "clientAlgoId");
	int64_t algo_id = 0;
	*ret_is_refused = !venue_read_int(call, "algoId", false, &algo_id);
	if (*ret_is_refused)
		return NULL;
	if (venue_has(call, "algoId"))
		return venue_algo_by_id(&call->account->algos, algo_id);
	if (name.size > 0)
		return venue_algo_by_name(&call->account->algos, name);
	venue_refuse(call, -1102,
		     "Param 'clientAlgoId' or 'algoId' must be sent, but both were empty/null!");
	*ret_is_refused = true;
	return NULL;
}

void venue_algo_cancel(struct ac_venue *venue, struct venue_call *call)
{
	(void)venue;
	bool is_refused;
	const struct venue_algo *algo = named(call, &is_refused);
	if (is_refused)
		return;
	if (algo == NULL || algo->status != AC_STATUS_NEW) {
		venue_refuse_code(call, -2011);
		return;
	}
	const struct ac_command command = {
		.kind = AC_COMMAND_CANCEL_ALGO,
		.symbol = algo->symbol,
		.book = AC_BOOK_NONE,
		.exchange_id = algo->algo_id,
	};
	venue_account_command(call->account, &command);
	if (call->account->reply.outcome != AC_OUTCOME_ACCEPTED) {
		venue_refuse_code(call, call->account->reply.code);
		return;
	}
	algo = venue_algo_by_id(&call->account->algos, command.exchange_id);
	ac_json_open(call->json, NULL, '{');
	ac_json_int(call->json, "algoId", algo->algo_id);
	venue_json_word(call->json, "clientAlgoId", algo->client_id);
	/* Of all codes this one is a text. */
	venue_json_word(call->json, "code", "200");
	venue_json_word(call->json, "msg", "success");
	ac_json_close(call->json, '}');
}

void venue_algo_cancel_all(struct ac_venue *venue, struct venue_call *call)
{
	(void)venue;
	int32_t symbol = venue_symbol(call);
	if (symbol < 0)
		return;
	venue_algos_cancel(call->account, (uint16_t)symbol);
	venue_json_done(call, "The operation of cancel all open order is done.");
}

/* As for regular orders: what came to nothing is shown for three days, the rest for ninety. */
static bool is_forgotten(const struct venue_algo *algo, ac_ms now_ms)
{
	if (!ac_order_status_is_terminal((enum ac_order_status)algo->status))
		return false;
	int64_t days = algo->actual_quantity.units == 0 ? 3 : 90;
	return algo->created_ms < now_ms - days * AC_MS_PER_DAY;
}

void venue_algo_query(struct ac_venue *venue, struct venue_call *call)
{
	bool is_refused;
	const struct venue_algo *algo = named(call, &is_refused);
	if (is_refused)
		return;
	if (algo == NULL || is_forgotten(algo, venue_now_ms(venue)))
		venue_refuse_code(call, -2013);
	else
		venue_algo_write(call->json, venue, algo, true);
}

void venue_algos_open(struct ac_venue *venue, struct venue_call *call)
{
	int64_t algo_id = 0;
	int32_t symbol = venue_symbol_optional(call);
	if (symbol == -2 || !venue_read_int(call, "algoId", false, &algo_id))
		return;
	ac_json_open(call->json, NULL, '[');
	for (uint32_t i = 0; i < call->account->algos.count; i++) {
		const struct venue_algo *algo = venue_table_at(&call->account->algos, i);
		if (algo->status == AC_STATUS_NEW && (symbol < 0 || algo->symbol == symbol) &&
		    (algo_id == 0 || algo->algo_id == algo_id))
			venue_algo_write(call->json, venue, algo, true);
	}
	ac_json_close(call->json, ']');
}

void venue_algos_all(struct ac_venue *venue, struct venue_call *call)
{
	struct venue_page page;
	int32_t symbol = venue_symbol(call);
	if (symbol < 0 || !venue_page_read(venue, call, "algoId", 500, 1000, &page))
		return;
	ac_json_open(call->json, NULL, '[');
	for (uint32_t i = 0; i < call->account->algos.count && page.limit > 0; i++) {
		const struct venue_algo *algo = venue_table_at(&call->account->algos, i);
		if (algo->symbol != symbol || is_forgotten(algo, venue_now_ms(venue)) ||
		    !venue_page_has(&page, algo->created_ms, algo->algo_id))
			continue;
		venue_algo_write(call->json, venue, algo, true);
		page.limit--;
	}
	ac_json_close(call->json, ']');
}
