/* ORDER_TRADE_UPDATE and ALGO_UPDATE. */
#include "binance/codec/refusal.h"
#include "binance/codec/user_event.h"

#define EXPIRED_BY_LIQUIDATION 5
/* A reason that no code is known for. */
#define CODE_OTHER (-1)

/* Liquidation and deleveraging have statuses of their own on some accounts; what has been executed
 * says how far the order is. */
static enum ac_order_status status_read(const struct ac_json_value *value,
					const struct ac_order_update *update)
{
	if (!ac_json_value_is(value, AC_STR("NEW_INSURANCE")) &&
	    !ac_json_value_is(value, AC_STR("NEW_ADL"))) {
		enum ac_order_status status = user_status_find(value);
		/* The words of conditional orders are none of a regular one. */
		return status <= AC_STATUS_REJECTED ? status : AC_STATUS_NEW;
	}
	if (update->executed.units <= 0)
		return AC_STATUS_NEW;
	return update->executed.units >= update->quantity.units ? AC_STATUS_FILLED
								: AC_STATUS_PARTIALLY_FILLED;
}

/* The order's type serves the record of orders that are not ours; no decision hangs on it. */
static uint8_t type_read(const struct ac_frame_fields *o, struct ac_dec price)
{
	uint8_t type;
	const struct ac_json_value *now = ac_frame_field(o, 'o'),
				   *origin = ac_frame_field(o, AC_SLOT_OT);
	if ((now != NULL && user_type_find(now, &type)) ||
	    (origin != NULL && user_type_find(origin, &type)))
		return type;
	return price.units > 0 ? AC_ORDER_LIMIT : AC_ORDER_MARKET;
}

/* The fee in our margin asset. One in another asset is not booked and is named. */
static bool commission_read(struct user_decoding *d, const struct ac_frame_fields *o,
			    struct ac_dec *ret_commission)
{
	struct ac_frame *frame = d->frame;
	const struct ac_json_value *asset = ac_frame_field(o, 'N'), *fee = ac_frame_field(o, 'n');
	struct ac_dec commission;
	if (!ac_frame_decimal_optional(frame, o, 'n', "o.n", &commission))
		return false;
	if (commission.units == 0)
		return true;
	if (asset == NULL)
		return ac_frame_malformed(frame, "o.N", "is missing");
	if (ac_json_value_is(asset, ac_str_from(d->stream->margin_asset))) {
		*ret_commission = commission;
		return true;
	}
	ac_frame_text_add(frame, AC_STR(": a commission is not booked: "));
	ac_frame_text_add(frame, fee->text);
	ac_frame_text_add(frame, AC_STR(" "));
	ac_frame_text_add(frame, asset->text);
	return true;
}

static bool is_execution(const struct ac_json_value *type)
{
	return ac_json_value_is(type, AC_STR("TRADE")) ||
	       ac_json_value_is(type, AC_STR("CALCULATED"));
}

/* Whether the event tells of an execution, and which. A kind of execution that we do not know may
 * come without one; with one it is refused, because it would move money. */
static bool fill_read(struct user_decoding *d, const struct ac_frame_fields *o,
		      struct ac_order_update *update)
{
	struct ac_frame *frame = d->frame;
	const struct ac_json_value *type = ac_frame_field(o, 'x');
	struct ac_dec quantity;
	int64_t trade_id;
	if (type == NULL)
		return ac_frame_malformed(frame, "o.x", "is missing");
	if (!ac_frame_decimal_optional(frame, o, 'l', "o.l", &quantity) ||
	    !ac_frame_int_optional(frame, o, 't', "o.t", 0, &trade_id))
		return false;
	bool is_trade = ac_json_value_is(type, AC_STR("TRADE"));
	if (quantity.units < 0 || (is_trade && quantity.units == 0))
		return ac_frame_malformed(frame, "o.l", "is not positive");
	if (!is_execution(type)) {
		bool is_named = ac_json_value_is(type, AC_STR("NEW")) ||
				ac_json_value_is(type, AC_STR("CANCELED")) ||
				ac_json_value_is(type, AC_STR("EXPIRED")) ||
				ac_json_value_is(type, AC_STR("AMENDMENT"));
		return is_named || quantity.units == 0 || user_refuse(d, "o.x", type);
	}
	if (quantity.units == 0)
		return true; /* a liquidation that begins */
	if (ac_frame_field(o, 't') == NULL)
		return ac_frame_malformed(frame, "o.t", "is missing");
	if (!ac_frame_decimal(frame, o, 'L', "o.L", &update->fill_price) ||
	    !ac_frame_average(frame, o, AC_SLOT_RP, "o.rp", &update->realized_profit) ||
	    !commission_read(d, o, &update->commission))
		return false;
	if (update->fill_price.units <= 0)
		return ac_frame_malformed(frame, "o.L", "is not positive");
	const struct ac_json_value *maker = ac_frame_field(o, 'm');
	update->is_maker = maker != NULL && maker->kind == AC_JSON_TRUE;
	update->is_fill = true;
	update->fill_quantity = quantity;
	update->trade_id = trade_id;
	return true;
}

/* Liquidation is told by `er` or, where that says nothing, by the kind of execution. */
static int32_t expiry_read(const struct ac_frame_fields *o, const char *client_id)
{
	int64_t reason = 0;
	const struct ac_json_value *given = ac_frame_field(o, AC_SLOT_ER),
				   *type = ac_frame_field(o, 'x');
	if (given != NULL && ac_json_value_int(given, &reason) == AC_OK && reason > 0 &&
	    reason <= INT32_MAX)
		return (int32_t)reason;
	bool is_liquidation = ac_json_value_is(type, AC_STR("CALCULATED")) &&
			      strncmp(client_id, "adl_autoclose", 13) != 0;
	return is_liquidation ? EXPIRED_BY_LIQUIDATION : 0;
}

static bool amounts_read(struct user_decoding *d, const struct ac_frame_fields *o,
			 struct ac_order_update *update)
{
	struct ac_frame *frame = d->frame;
	if (!ac_frame_decimal(frame, o, 'q', "o.q", &update->quantity) ||
	    !ac_frame_decimal(frame, o, 'z', "o.z", &update->executed) ||
	    !ac_frame_decimal_optional(frame, o, 'p', "o.p", &update->price) ||
	    !ac_frame_average(frame, o, AC_SLOT_AP, "o.ap", &update->average_price))
		return false;
	if (update->quantity.units < 0)
		return ac_frame_malformed(frame, "o.q", "is negative");
	if (update->executed.units < 0)
		return ac_frame_malformed(frame, "o.z", "is negative");
	return true;
}

/* The fields of "o", with the event begun; NULL where the frame says no more. */
static const struct ac_frame_fields *begin(struct user_decoding *d, struct ac_frame_object *object,
					   enum ac_event_kind kind, struct ac_event *ret_event)
{
	ac_ms time_ms;
	uint16_t symbol;
	const struct ac_frame_fields *o = ac_frame_object_inner(object, 'o');
	if (o == NULL) {
		(void)ac_frame_malformed(d->frame, "o", "is missing");
		return NULL;
	}
	if (!ac_frame_time(d->frame, &object->fields, 'T', "T", &time_ms) ||
	    !user_symbol_read(d, o, "o.s", &symbol))
		return NULL;
	d->frame->symbol = symbol;
	user_event_begin(d, ret_event, (uint16_t)kind, symbol, time_ms);
	return o;
}

void user_decode_order(struct user_decoding *d, struct ac_frame_object *object)
{
	struct ac_event event;
	struct ac_frame *frame = d->frame;
	const struct ac_frame_fields *o = begin(d, object, AC_EVENT_ORDER, &event);
	if (o == NULL)
		return;
	struct ac_order_update *update = &event.order;
	const struct ac_json_value *status = ac_frame_field(o, 'X'),
				   *reduces = ac_frame_field(o, 'R');
	if (status == NULL) {
		(void)ac_frame_malformed(frame, "o.X", "is missing");
		return;
	}
	if (!user_client_id_read(d, o, 'c', "o.c", update->client_id) ||
	    !user_side_read(d, o, "o.S", &update->side) ||
	    !user_position_side_read(d, o, "o.ps", &update->position_side) ||
	    !ac_frame_int(frame, o, 'i', "o.i", &update->exchange_id) ||
	    !ac_frame_time(frame, o, 'T', "o.T", &update->time_ms) || !amounts_read(d, o, update) ||
	    !fill_read(d, o, update))
		return;
	update->status = (uint8_t)status_read(status, update);
	update->type = type_read(o, update->price);
	update->reduce_only = reduces != NULL && reduces->kind == AC_JSON_TRUE;
	update->expiry_reason = expiry_read(o, update->client_id);
	frame->trade_id = update->trade_id;
	user_event_give(d, &event);
}

/* ---- algo orders ---- */

/* Why a triggered order was refused comes as a sentence only. Some of them are understood. */
static const struct {
	struct ac_str part; /* of the sentence, in lower case without blanks */
	enum ac_refusal word;
} refusals[] = {
	{ { "reduceonly", 10 }, AC_REFUSAL_REDUCE_ONLY },
	{ { "margin", 6 }, AC_REFUSAL_MARGIN },
	{ { "maximumallowableposition", 24 }, AC_REFUSAL_LEVERAGE_LIMIT },
	{ { "maxopenorder", 12 }, AC_REFUSAL_ORDERS_MAX },
	{ { "immediatelytrigger", 18 }, AC_REFUSAL_WOULD_TRIGGER },
	{ { "symbolisclosed", 14 }, AC_REFUSAL_SYMBOL_CLOSED },
	{ { "percent_price", 13 }, AC_REFUSAL_SLIPPAGE_BOUND },
};

static int32_t refusal_code(struct ac_str sentence)
{
	char folded[128];
	size_t size = 0;
	for (size_t i = 0; i < sentence.size && size < sizeof(folded) - 1; i++) {
		char c = sentence.data[i];
		if (c != ' ' && c != '-')
			folded[size++] = c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
	}
	folded[size] = '\0';
	for (size_t i = 0; i < AC_COUNT(refusals); i++)
		if (strstr(folded, refusals[i].part.data) != NULL)
			return ac_binance_codes.code_of(refusals[i].word);
	return CODE_OTHER;
}

/* Refused orders of ours are looked at by their code; the others need none. */
static int32_t algo_code_read(const struct ac_frame_fields *o, enum ac_order_status status)
{
	const struct ac_json_value *reason = ac_frame_field(o, AC_SLOT_RM);
	bool has_text = reason != NULL && reason->kind == AC_JSON_STRING && reason->text.size > 0;
	if (status != AC_STATUS_REJECTED && status != AC_STATUS_EXPIRED)
		return 0;
	if (has_text)
		return refusal_code(reason->text);
	return status == AC_STATUS_REJECTED ? CODE_OTHER : 0;
}

void user_decode_algo(struct user_decoding *d, struct ac_frame_object *object)
{
	struct ac_event event;
	struct ac_frame *frame = d->frame;
	const struct ac_frame_fields *o = begin(d, object, AC_EVENT_ALGO, &event);
	if (o == NULL)
		return;
	struct ac_algo_update *update = &event.algo;
	const struct ac_json_value *status = ac_frame_field(o, 'X'), *type = ac_frame_field(o, 'o');
	if (status == NULL || type == NULL) {
		(void)ac_frame_malformed(frame, status == NULL ? "o.X" : "o.o", "is missing");
		return;
	}
	if (!user_client_id_read(d, o, AC_SLOT_CAID, "o.caid", update->client_id) ||
	    !user_side_read(d, o, "o.S", &update->side) ||
	    !user_position_side_read(d, o, "o.ps", &update->position_side) ||
	    !ac_frame_int(frame, o, AC_SLOT_AID, "o.aid", &update->algo_id) ||
	    !ac_frame_int_optional(frame, o, AC_SLOT_AI, "o.ai", 0, &update->order_id) ||
	    !ac_frame_decimal_optional(frame, o, AC_SLOT_AQ, "o.aq", &update->executed) ||
	    !ac_frame_decimal_optional(frame, o, AC_SLOT_TP, "o.tp", &update->trigger_price))
		return;
	if (!user_type_find(type, &update->type)) {
		(void)user_refuse(d, "o.o", type);
		return;
	}
	enum ac_order_status state = user_status_find(status);
	update->status = (uint8_t)state;
	update->code = algo_code_read(o, state);
	update->time_ms = (ac_ms)(event.time_ns / AC_NS_PER_MS);
	user_event_give(d, &event);
}
