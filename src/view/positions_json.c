#include <stdlib.h>

#include "view/view_json.h"
#include "view/words.h"

/* Bare ones first, longest first; then by distance to liquidation, unknown last. */
static int by_risk(const void *left, const void *right)
{
	const struct ac_view_position *a = *(const struct ac_view_position *const *)left;
	const struct ac_view_position *b = *(const struct ac_view_position *const *)right;
	if (a->record.is_protected != b->record.is_protected)
		return a->record.is_protected ? 1 : -1;
	if (a->bare_ms != b->bare_ms)
		return a->bare_ms > b->bare_ms ? -1 : 1;
	int64_t near_a = a->liquidation.units == 0 ? INT64_MAX : a->liquidation_distance_pct.units;
	int64_t near_b = b->liquidation.units == 0 ? INT64_MAX : b->liquidation_distance_pct.units;
	if (near_a != near_b)
		return near_a < near_b ? -1 : 1;
	return (a->book > b->book) - (a->book < b->book);
}

static void put_money(struct ac_json *json, const struct ac_view_position *position)
{
	const struct ac_position_record *record = &position->record;
	ac_json_dec(json, "quantity", record->quantity);
	ac_json_dec(json, "entry_price", record->entry_price);
	words_dec_or_null(json, "mark_price", position->mark);
	ac_json_dec(json, "notional", position->notional);
	ac_json_dec(json, "unrealized_pnl", position->unrealized);
	if (record->stop_price.units != 0)
		ac_json_dec(json, "r_multiple", position->r_multiple);
	else
		ac_json_null(json, "r_multiple");
	words_dec_or_null(json, "stop_price", record->stop_price);
	words_dec_or_null(json, "take_profit_price", record->take_profit_price);
}

static void put_position(struct ac_json *json, const struct ac_view_position *position,
			 const struct ac_view *view, const struct ac_view_names *names)
{
	const struct ac_position_record *record = &position->record;
	const struct ac_view_symbol *symbol = &view->symbols[position->symbol];
	ac_json_open(json, NULL, '{');
	words_text(json, "symbol", words_symbol(names, position->symbol));
	words_text(json, "strategy", words_strategy(names, position->book));
	words_text(json, "position_side",
		   ac_position_side_text((enum ac_position_side)record->position_side));
	words_text(json, "side", record->direction > 0 ? "LONG" : "SHORT");
	put_money(json, position);
	ac_json_bool(json, "is_protected", record->is_protected);
	ac_json_bool(json, "has_take_profit", record->has_take_profit);
	ac_json_int(json, "bare_ms", position->bare_ms);
	ac_json_bool(json, "is_closing", position->is_closing);
	words_dec_or_null(json, "liquidation_price", position->liquidation);
	if (position->liquidation.units != 0)
		ac_json_dec(json, "liquidation_distance_pct", position->liquidation_distance_pct);
	else
		ac_json_null(json, "liquidation_distance_pct");
	ac_json_dec(json, "realized_pnl", record->realized_profit);
	ac_json_dec(json, "fees", record->fees);
	ac_json_dec(json, "funding", record->funding);
	words_number(json, "next_funding_at", symbol->funding_time_ms);
	if (symbol->funding_time_ms != 0)
		ac_json_dec(json, "funding_rate", symbol->funding_rate);
	else
		ac_json_null(json, "funding_rate");
	ac_json_int(json, "opened_at", record->opened_ms);
	ac_json_int(json, "updated_at", record->updated_ms);
	ac_json_close(json, '}');
}

void ac_view_json_positions(struct ac_json *json, const char *key, const struct ac_view *view,
			    const struct ac_view_names *names)
{
	const struct ac_view_position *sorted[AC_VIEW_POSITIONS_MAX];
	for (uint32_t i = 0; i < view->position_count; i++)
		sorted[i] = &view->positions[i];
	qsort(sorted, view->position_count, sizeof(sorted) / AC_VIEW_POSITIONS_MAX, by_risk);
	words_begin(json, key, view);
	ac_json_open(json, "positions", '[');
	for (uint32_t i = 0; i < view->position_count; i++)
		put_position(json, sorted[i], view, names);
	ac_json_close(json, ']');
	ac_json_close(json, '}');
}
