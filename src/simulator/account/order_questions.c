/* How orders read in answers, and the questions about them. */
#include "simulator/account/orders.h"

#define SPAN_MAX_MS   (7 * AC_MS_PER_DAY)
#define UNFILLED_DAYS 3
#define SHOWN_DAYS    90

static void write_traded(struct ac_json *json, const struct ac_simulator *simulator,
			 const struct simulator_order *order)
{
	const struct ac_instrument *instrument = simulator_instrument(simulator, order->symbol);
	int decimals = instrument->price_precision + instrument->quantity_precision;
	simulator_json_dec(json, "avgPrice", order->average, 5);
	simulator_json_dec(json, "cumQuote", order->quote, decimals > 8 ? 8 : decimals);
	ac_json_int(json, "time", order->created_ms);
}

void simulator_order_write(struct ac_json *json, const struct ac_simulator *simulator,
			   const struct simulator_order *order, enum simulator_order_form form)
{
	const struct ac_instrument *instrument = simulator_instrument(simulator, order->symbol);
	ac_json_open(json, NULL, '{');
	ac_json_int(json, "orderId", order->order_id);
	simulator_json_word(json, "symbol", instrument->symbol);
	simulator_json_word(json, "status",
			    ac_order_status_text((enum ac_order_status)order->status));
	simulator_json_word(json, "clientOrderId", order->client_id);
	simulator_json_price(json, "price", simulator, order->symbol, order->price);
	simulator_json_quantity(json, "origQty", simulator, order->symbol, order->quantity);
	simulator_json_quantity(json, "executedQty", simulator, order->symbol, order->executed);
	if (form == SIMULATOR_FORM_PLACE || form == SIMULATOR_FORM_MODIFY)
		simulator_json_quantity(json, "cumQty", simulator, order->symbol, order->executed);
	else
		write_traded(json, simulator, order);
	simulator_json_word(json, "timeInForce", simulator_tif_text(order->tif));
	simulator_json_word(json, "type", ac_order_type_text((enum ac_order_type)order->type));
	ac_json_bool(json, "reduceOnly", order->reduce_only);
	ac_json_bool(json, "closePosition", order->close_position);
	simulator_json_word(json, "side", ac_side_text((enum ac_side)order->side));
	simulator_json_word(json, "positionSide",
			    ac_position_side_text((enum ac_position_side)order->position_side));
	simulator_json_price(json, "stopPrice", simulator, order->symbol, order->stop_price);
	simulator_json_word(json, "workingType",
			    ac_working_type_text((enum ac_working_type)order->working_type));
	ac_json_bool(json, "priceProtect", order->price_protect);
	simulator_json_word(json, "origType",
			    ac_order_type_text((enum ac_order_type)order->origin_type));
	simulator_json_word(json, "priceMatch", simulator_price_match_text(order->match));
	simulator_json_word(json, "selfTradePreventionMode", simulator_stp_text(order->stp));
	ac_json_int(json, "goodTillDate", order->good_till_ms);
	ac_json_int(json, "updateTime", order->updated_ms);
	if (form == SIMULATOR_FORM_MODIFY || form == SIMULATOR_FORM_HISTORY)
		simulator_json_word(json, "pair", instrument->symbol);
	if (form == SIMULATOR_FORM_HISTORY)
		simulator_json_word(json, "cumBase", "0");
	if (form == SIMULATOR_FORM_MODIFY && order->has_modify_id)
		ac_json_int(json, "modifyId", order->modify_id);
	ac_json_close(json, '}');
}

struct simulator_order *simulator_order_named(struct simulator_call *call, uint16_t symbol,
					      bool *ret_is_refused)
{
	struct ac_str name = simulator_parameter(call, "origClientOrderId");
	int64_t order_id = 0;
	*ret_is_refused = !simulator_read_int(call, "orderId", false, &order_id);
	if (*ret_is_refused)
		return NULL;
	if (!simulator_has(call, "orderId")) {
		if (name.size == 0) {
			simulator_refuse(call, -1102,
					 "Param 'origClientOrderId' or 'orderId' must be sent, but "
					 "both were empty/null!");
			*ret_is_refused = true;
			return NULL;
		}
		return simulator_order_by_name(&call->account->orders, symbol, name);
	}
	struct simulator_order *order = simulator_order_by_id(&call->account->orders, order_id);
	return order != NULL && order->symbol == symbol ? order : NULL;
}

/* The exchange forgets orders that came to nothing after three days, all after ninety. */
static bool is_forgotten(const struct simulator_order *order, ac_ms now_ms)
{
	if (simulator_order_is_open(order))
		return false;
	if (order->created_ms < now_ms - SHOWN_DAYS * AC_MS_PER_DAY)
		return true;
	bool is_unfilled = order->executed.units == 0 && order->status != AC_STATUS_FILLED;
	return is_unfilled && order->created_ms < now_ms - UNFILLED_DAYS * AC_MS_PER_DAY;
}

static void query(struct ac_simulator *simulator, struct simulator_call *call, bool is_open_only)
{
	bool is_refused;
	int32_t symbol = simulator_symbol(call);
	if (symbol < 0)
		return;
	const struct simulator_order *order =
		simulator_order_named(call, (uint16_t)symbol, &is_refused);
	if (is_refused)
		return;
	if (order == NULL || is_forgotten(order, simulator_now_ms(simulator)) ||
	    (is_open_only && !simulator_order_is_open(order)))
		simulator_refuse_code(call, -2013);
	else
		simulator_order_write(call->json, simulator, order, SIMULATOR_FORM_QUERY);
}

void simulator_order_query(struct ac_simulator *simulator, struct simulator_call *call)
{
	query(simulator, call, false);
}

void simulator_order_query_open(struct ac_simulator *simulator, struct simulator_call *call)
{
	query(simulator, call, true);
}

int32_t simulator_symbol_optional(struct simulator_call *call)
{
	if (!simulator_has(call, "symbol"))
		return -1;
	int32_t symbol = simulator_symbol(call);
	return symbol < 0 ? -2 : symbol;
}

void simulator_orders_open(struct ac_simulator *simulator, struct simulator_call *call)
{
	int32_t symbol = simulator_symbol_optional(call);
	if (symbol == -2)
		return;
	ac_json_open(call->json, NULL, '[');
	for (uint32_t i = 0; i < call->account->orders.count; i++) {
		const struct simulator_order *order = simulator_table_at(&call->account->orders, i);
		if (simulator_order_is_open(order) && (symbol < 0 || order->symbol == symbol))
			simulator_order_write(call->json, simulator, order, SIMULATOR_FORM_QUERY);
	}
	ac_json_close(call->json, ']');
}

bool simulator_page_read(const struct ac_simulator *simulator, struct simulator_call *call,
			 const char *id_name, int64_t limit_default, int64_t limit_max,
			 struct simulator_page *ret_page)
{
	ac_ms now = simulator_now_ms(simulator);
	int64_t start = -1, end = -1;
	ret_page->limit = limit_default;
	ret_page->first_id = 0;
	if (!simulator_read_int(call, "startTime", false, &start) ||
	    !simulator_read_int(call, "endTime", false, &end) ||
	    !simulator_read_int(call, id_name, false, &ret_page->first_id) ||
	    !simulator_read_int(call, "limit", false, &ret_page->limit))
		return false;
	bool has_id = simulator_has(call, id_name);
	if (ret_page->limit < 1 || ret_page->limit > limit_max) {
		simulator_refuse(call, -1130, "Data sent for parameter 'limit' is not valid.");
		return false;
	}
	ret_page->has_times = start >= 0 || end >= 0;
	if (end < 0)
		end = start >= 0 ? start + SPAN_MAX_MS - 1 : now;
	if (start < 0)
		start = has_id ? 0 : end - SPAN_MAX_MS + 1;
	ret_page->start_ms = start;
	ret_page->end_ms = end;
	if (start <= end && (!ret_page->has_times || has_id || end - start < SPAN_MAX_MS))
		return true;
	simulator_refuse(call, -4165, "Invalid time interval, the maximum is 7 days.");
	return false;
}

void simulator_orders_all(struct ac_simulator *simulator, struct simulator_call *call)
{
	struct simulator_page page;
	int32_t symbol = simulator_symbol_optional(call);
	if (symbol == -2 || !simulator_page_read(simulator, call, "orderId", 500, 1000, &page))
		return;
	ac_json_open(call->json, NULL, '[');
	for (uint32_t i = 0; i < call->account->orders.count && page.limit > 0; i++) {
		const struct simulator_order *order = simulator_table_at(&call->account->orders, i);
		if ((symbol >= 0 && order->symbol != symbol) ||
		    !simulator_page_has(&page, order->created_ms, order->order_id) ||
		    is_forgotten(order, simulator_now_ms(simulator)))
			continue;
		simulator_order_write(call->json, simulator, order, SIMULATOR_FORM_HISTORY);
		page.limit--;
	}
	ac_json_close(call->json, ']');
}

static void write_change(struct ac_json *json, const char *name, struct ac_dec before,
			 struct ac_dec after, int decimals)
{
	ac_json_open(json, name, '{');
	simulator_json_dec(json, "before", before, decimals);
	simulator_json_dec(json, "after", after, decimals);
	ac_json_close(json, '}');
}

static void write_amendment(struct ac_json *json, const struct ac_simulator *simulator,
			    const struct simulator_amendment *amendment)
{
	const struct ac_instrument *instrument = simulator_instrument(simulator, amendment->symbol);
	ac_json_open(json, NULL, '{');
	ac_json_int(json, "amendmentId", amendment->amendment_id);
	simulator_json_word(json, "symbol", instrument->symbol);
	simulator_json_word(json, "pair", instrument->symbol);
	ac_json_int(json, "orderId", amendment->order_id);
	simulator_json_word(json, "clientOrderId", amendment->client_id);
	ac_json_int(json, "time", amendment->time_ms);
	ac_json_open(json, "amendment", '{');
	write_change(json, "price", amendment->price_before, amendment->price_after,
		     instrument->price_precision);
	write_change(json, "origQty", amendment->quantity_before, amendment->quantity_after,
		     instrument->quantity_precision);
	ac_json_int(json, "count", (int64_t)amendment->count);
	if (amendment->has_modify_id)
		ac_json_int(json, "modifyId", amendment->modify_id);
	ac_json_close(json, '}');
	ac_json_close(json, '}');
}

void simulator_order_amendments(struct ac_simulator *simulator, struct simulator_call *call)
{
	struct simulator_page page;
	bool is_refused;
	int32_t symbol = simulator_symbol(call);
	if (symbol < 0 || !simulator_page_read(simulator, call, "", 50, 100, &page))
		return;
	const struct simulator_order *order = NULL;
	if (simulator_has(call, "orderId") || simulator_has(call, "origClientOrderId")) {
		order = simulator_order_named(call, (uint16_t)symbol, &is_refused);
		if (!is_refused && order == NULL)
			simulator_refuse_code(call, -2013);
		if (is_refused || order == NULL)
			return;
	}
	ac_json_open(call->json, NULL, '[');
	for (uint32_t i = call->account->amendments.count; i-- > 0 && page.limit > 0;) {
		const struct simulator_amendment *item =
			simulator_table_at(&call->account->amendments, i);
		if (item->symbol != symbol ||
		    (order != NULL && item->order_id != order->order_id) ||
		    !simulator_page_has(&page, item->time_ms, item->amendment_id))
			continue;
		write_amendment(call->json, simulator, item);
		page.limit--;
	}
	ac_json_close(call->json, ']');
}
