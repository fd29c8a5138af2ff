#include <stdlib.h>

#include "view/view_json.h"
#include "view/words.h"

static bool is_unknown(const struct ac_view_order *order)
{
	return order->record.life == AC_LIFE_UNKNOWN;
}

static bool is_protective(const struct ac_view_order *order)
{
	return order->record.purpose == AC_PURPOSE_STOP ||
	       order->record.purpose == AC_PURPOSE_TAKE_PROFIT;
}

/* UNKNOWN ones first, then the newest. */
static int by_doubt(const void *left, const void *right)
{
	const struct ac_view_order *a = *(const struct ac_view_order *const *)left;
	const struct ac_view_order *b = *(const struct ac_view_order *const *)right;
	if (is_unknown(a) != is_unknown(b))
		return is_unknown(a) ? -1 : 1;
	if (a->record.created_ms != b->record.created_ms)
		return a->record.created_ms > b->record.created_ms ? -1 : 1;
	return strcmp(a->record.client_id, b->record.client_id);
}

/* Ids and codes of 0 are none. */
static void put_order(struct ac_json *json, const struct ac_view_order *order,
		      const struct ac_view_names *names)
{
	const struct ac_order_record *record = &order->record;
	ac_json_open(json, NULL, '{');
	words_text(json, "client_order_id", record->client_id);
	words_text(json, "symbol", words_symbol(names, order->symbol));
	words_text(json, "strategy", words_strategy(names, order->book));
	words_text(json, "purpose", ac_purpose_text((enum ac_purpose)record->purpose));
	words_text(json, "side", ac_side_text((enum ac_side)record->side));
	words_text(json, "position_side",
		   ac_position_side_text((enum ac_position_side)record->position_side));
	words_text(json, "type", ac_order_type_text((enum ac_order_type)record->type));
	words_text(json, "status", ac_life_text((enum ac_life)record->life));
	ac_json_bool(json, "is_unknown", is_unknown(order));
	ac_json_bool(json, "is_protective", is_protective(order));
	ac_json_dec(json, "quantity", record->quantity);
	ac_json_dec(json, "executed_quantity", record->executed);
	words_dec_or_null(json, "price", record->price);
	words_dec_or_null(json, "stop_price", record->trigger_price);
	words_dec_or_null(json, "average_price", record->average_price);
	ac_json_dec(json, "commission", record->commission);
	ac_json_bool(json, "reduce_only", record->reduce_only);
	ac_json_bool(json, "close_position", record->close_position);
	words_number(json, "order_id", record->order_id);
	words_number(json, "algo_id", record->algo_id);
	words_number(json, "error_code", record->code);
	ac_json_unsigned(json, "attempts", record->attempts);
	ac_json_int(json, "created_at", record->created_ms);
	ac_json_int(json, "updated_at", record->updated_ms);
	ac_json_close(json, '}');
}

void ac_view_json_orders(struct ac_json *json, const char *key, const struct ac_view *view,
			 const struct ac_view_names *names)
{
	const struct ac_view_order *sorted[AC_VIEW_ORDERS_MAX];
	for (uint32_t i = 0; i < view->order_count; i++)
		sorted[i] = &view->orders[i];
	qsort(sorted, view->order_count, sizeof(sorted) / AC_VIEW_ORDERS_MAX, by_doubt);
	words_begin(json, key, view);
	ac_json_open(json, "orders", '[');
	for (uint32_t i = 0; i < view->order_count; i++)
		put_order(json, sorted[i], names);
	ac_json_close(json, ']');
	ac_json_close(json, '}');
}
