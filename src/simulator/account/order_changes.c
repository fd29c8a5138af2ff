/* Orders that are cancelled or changed. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "simulator/account/orders.h"
#include "simulator/account/timers.h"

#define CHANGES_MAX   10000u
#define ID_DIGITS_MAX 18u

static struct ac_command command_for(const struct simulator_order *order, enum ac_command_kind kind)
{
	return (struct ac_command){
		.kind = (uint16_t)kind,
		.symbol = order->symbol,
		.book = AC_BOOK_NONE,
		.exchange_id = order->order_id,
	};
}

static void cancel(struct ac_simulator *simulator, struct simulator_call *call,
		   const struct simulator_order *order)
{
	if (order == NULL || !simulator_order_is_open(order)) {
		simulator_refuse_code(call, -2011);
		return;
	}
	struct ac_command command = command_for(order, AC_COMMAND_CANCEL);
	int64_t order_id = order->order_id;
	simulator_account_command(call->account, &command);
	if (call->account->reply.outcome != AC_OUTCOME_ACCEPTED) {
		simulator_refuse_code(call, call->account->reply.code);
		return;
	}
	order = simulator_order_by_id(&call->account->orders, order_id);
	simulator_order_write(call->json, simulator, order, SIMULATOR_FORM_PLACE);
}

void simulator_order_cancel(struct ac_simulator *simulator, struct simulator_call *call)
{
	bool is_refused;
	int32_t symbol = simulator_symbol(call);
	if (symbol < 0)
		return;
	const struct simulator_order *order =
		simulator_order_named(call, (uint16_t)symbol, &is_refused);
	if (!is_refused)
		cancel(simulator, call, order);
}

void simulator_order_cancel_all(struct ac_simulator *simulator, struct simulator_call *call)
{
	(void)simulator;
	int32_t symbol = simulator_symbol(call);
	if (symbol < 0)
		return;
	simulator_orders_cancel(call->account, (uint16_t)symbol);
	simulator_json_done(call, "The operation of cancel all open order is done.");
}

/* The order that an item of a list names: ids may be quoted. */
static const struct simulator_order *find_item(const struct simulator_call *call, uint16_t symbol,
					       const json_t *item, bool is_id)
{
	const struct simulator_table *orders = &call->account->orders;
	if (json_is_integer(item))
		return is_id ? simulator_order_by_id(orders, json_integer_value(item)) : NULL;
	if (!json_is_string(item))
		return NULL;
	struct ac_str text = ac_str_from(json_string_value(item));
	if (!is_id)
		return simulator_order_by_name(orders, symbol, text);
	/* Digits alone, as the exchange writes ids; what is longer names none of ours. */
	if (text.size == 0 || text.size > ID_DIGITS_MAX ||
	    strspn(text.data, "0123456789") != text.size)
		return NULL;
	return simulator_order_by_id(orders, strtoll(text.data, NULL, 10));
}

static void cancel_item(struct ac_simulator *simulator, struct simulator_call *call,
			uint16_t symbol, const json_t *item, bool is_id)
{
	char buffer[2048];
	struct ac_json json;
	struct simulator_call one = *call;
	const struct simulator_order *order = find_item(call, symbol, item, is_id);
	ac_json_init(&json, buffer, sizeof(buffer));
	one.json = &json;
	if (order != NULL && order->symbol != symbol)
		order = NULL;
	cancel(simulator, &one, order);
	simulator_json_raw(call->json, NULL, (struct ac_str){ json.data, json.size });
}

void simulator_order_cancel_batch(struct ac_simulator *simulator, struct simulator_call *call)
{
	const size_t count_max = 10;
	int32_t symbol = simulator_symbol(call);
	if (symbol < 0)
		return;
	bool has_ids = simulator_has(call, "orderIdList");
	const char *name = has_ids ? "orderIdList" : "origClientOrderIdList";
	struct ac_str text = simulator_parameter(call, name);
	json_t *list = text.size == 0 ? NULL : json_loadb(text.data, text.size, 0, NULL);
	if (!json_is_array(list) || json_array_size(list) == 0) {
		simulator_refuse_missing(call, name);
	} else if (json_array_size(list) > count_max) {
		simulator_refuse_code(call, -4082);
	} else {
		ac_json_open(call->json, NULL, '[');
		for (size_t i = 0; i < json_array_size(list); i++)
			cancel_item(simulator, call, (uint16_t)symbol, json_array_get(list, i),
				    has_ids);
		ac_json_close(call->json, ']');
	}
	json_decref(list);
}

struct change {
	struct ac_dec quantity, price;
	int64_t modify_id;
	bool has_modify_id;
};

static bool read_change(struct simulator_call *call, struct change *change)
{
	*change = (struct change){ 0 };
	change->has_modify_id = simulator_has(call, "modifyId");
	return simulator_read_dec(call, "quantity", true, &change->quantity) &&
	       simulator_read_dec(call, "price", true, &change->price) &&
	       simulator_read_int(call, "modifyId", false, &change->modify_id);
}

/* What can be said before the simulated exchange is asked; 0 or a code. */
static int32_t check_change(struct simulator_call *call, const struct simulator_order *order,
			    uint8_t side)
{
	bool reduce_only = false;
	if (!simulator_read_bool(call, "reduceOnly", &reduce_only))
		return -1102;
	if (order == NULL || !simulator_order_is_open(order))
		return -2013;
	if (order->side != side)
		return -1117;
	if (order->changes >= CHANGES_MAX)
		return -5026;
	return reduce_only && !order->reduce_only ? -5047 : 0;
}

static void remember_change(struct simulator_account *account, const struct simulator_order *before,
			    struct simulator_order *after)
{
	struct simulator_amendment *amendment = simulator_table_add(&account->amendments);
	*amendment = (struct simulator_amendment){
		.amendment_id = ++account->amendment_id,
		.order_id = after->order_id,
		.modify_id = after->modify_id,
		.price_before = before->price,
		.price_after = after->price,
		.quantity_before = before->quantity,
		.quantity_after = after->quantity,
		.time_ms = after->updated_ms,
		.count = after->changes,
		.symbol = after->symbol,
		.has_modify_id = after->has_modify_id,
	};
	memcpy(amendment->client_id, after->client_id, sizeof(amendment->client_id));
}

static void change(struct ac_simulator *simulator, struct simulator_call *call,
		   struct simulator_order *order, const struct change *wanted)
{
	struct simulator_account *account = call->account;
	const struct simulator_order before = *order;
	struct ac_command command = command_for(order, AC_COMMAND_MODIFY);
	command.quantity = wanted->quantity;
	command.price = wanted->price;
	order->has_modify_id = wanted->has_modify_id;
	order->modify_id = wanted->modify_id;
	order->changes++;
	simulator_account_command(account, &command);
	order = simulator_order_by_id(&account->orders, before.order_id);
	if (account->reply.outcome != AC_OUTCOME_ACCEPTED) {
		*order = before;
		simulator_refuse_order(simulator, call, before.symbol, account->reply.code);
		return;
	}
	remember_change(account, &before, order);
	simulator_order_write(call->json, simulator, order, SIMULATOR_FORM_MODIFY);
}

void simulator_order_modify(struct ac_simulator *simulator, struct simulator_call *call)
{
	struct change wanted;
	uint8_t side;
	bool is_refused;
	int32_t symbol = simulator_symbol(call);
	if (symbol < 0 || !simulator_read_side(call, &side) || !read_change(call, &wanted))
		return;
	struct simulator_order *order = simulator_order_named(call, (uint16_t)symbol, &is_refused);
	if (is_refused)
		return;
	int32_t code = check_change(call, order, side);
	if (code == -1102)
		return;
	if (code != 0)
		simulator_refuse_code(call, code);
	else
		change(simulator, call, order, &wanted);
}

void simulator_orders_modify(struct ac_simulator *simulator, struct simulator_call *call)
{
	simulator_batch(simulator, call, "batchOrders", 5, simulator_order_modify);
}

void simulator_order_countdown(struct ac_simulator *simulator, struct simulator_call *call)
{
	char text[32];
	int64_t countdown = 0;
	int32_t symbol = simulator_symbol(call);
	if (symbol < 0 || !simulator_read_int(call, "countdownTime", true, &countdown))
		return;
	ac_ms moment = countdown == 0
			       ? 0
			       : simulator_account_now(call->account) / AC_NS_PER_MS + countdown;
	call->account->holdings[symbol].countdown_ms = moment;
	if (moment != 0)
		simulator_timers_arm(call->account, moment);
	snprintf(text, sizeof(text), "%" PRId64, countdown);
	ac_json_open(call->json, NULL, '{');
	simulator_json_word(call->json, "symbol",
			    simulator_instrument(simulator, (uint16_t)symbol)->symbol);
	simulator_json_word(call->json, "countdownTime", text);
	ac_json_close(call->json, '}');
}
