/* Executions that no order of ours made: liquidation, deleveraging, settlement, a person. They are
 * facts; the books that they closed follow. */
#include "executor/state.h"

#include "core/text.h"
#include "executor/client_id.h"

static bool is_forced(const char *client_id)
{
	struct ac_str id = ac_str_from(client_id);
	return ac_str_begins(id, AC_STR("autoclose-")) ||
	       ac_str_begins(id, AC_STR("adl_autoclose")) ||
	       ac_str_begins(id, AC_STR("settlement_autoclose-")) ||
	       ac_str_begins(id, AC_STR("delivery_autoclose-"));
}

static uint16_t oldest_book(const struct ac_executor *x, const struct ac_spread *spread)
{
	ac_assert(spread->symbol < x->config.instruments->count);
	ac_assert(spread->direction == 1 || spread->direction == -1);
	uint16_t oldest = AC_BOOK_NONE;
	uint16_t index = x->symbols[spread->symbol].first_book;
	for (; index != AC_BOOK_NONE; index = x->books[index].next_of_symbol) {
		const struct ac_position_record *record = &x->books[index].ledger.record;
		if (record->direction != spread->direction ||
		    record->updated_ms > spread->not_after_ms)
			continue;
		if (oldest == AC_BOOK_NONE ||
		    record->opened_ms < x->books[oldest].ledger.record.opened_ms)
			oldest = index;
	}
	return oldest;
}

void ac_executor_spread(struct ac_executor *x, struct ac_spread *spread)
{
	ac_assert(spread->fill.quantity.units >= 0);
	while (spread->fill.quantity.units > 0) {
		uint16_t index = oldest_book(x, spread);
		if (index == AC_BOOK_NONE)
			return;
		struct ac_ledger_fill part = spread->fill;
		part.quantity = ac_dec_min(part.quantity, x->books[index].ledger.record.quantity);
		/* The last part takes what is left of the fee, so that the sum is exact. */
		if (part.quantity.units < spread->fill.quantity.units &&
		    ac_dec_mul_div(spread->fill.fee, part.quantity, spread->fill.quantity,
				   AC_ROUND_HALF_EVEN, &part.fee) != AC_OK)
			return;
		if (!ac_executor_book_reduce(x, index, &part, spread->reason))
			return;
		spread->fill.quantity.units -= part.quantity.units;
		spread->fill.fee.units -= part.fee.units;
		ac_assert(spread->fill.quantity.units >= 0);
	}
}

/* +1 or -1: the direction of the positions that it closes; 0: in hedge mode it opens. */
static int closes(const struct ac_executor *x, const struct ac_order_update *update)
{
	int direction = update->side == AC_SIDE_SELL ? 1 : -1;
	if (x->config.mode == AC_MODE_ONEWAY)
		return direction;
	bool is_long = update->position_side == AC_POSITION_LONG;
	return is_long == (direction > 0) ? direction : 0;
}

/* A row without a name, while an order of ours whose number is not known yet may be its owner. */
static bool may_be_ours(const struct ac_executor *x, const struct ac_event *event)
{
	ac_assert(event->symbol < x->config.instruments->count);
	for (uint32_t i = 0; i < x->orders.live_count; i++) {
		const struct ac_order *order = ac_executor_order_at(x, x->orders.live[i]);
		/* A stop that rested before we looked away may have fired meanwhile. */
		if (order->symbol == event->symbol && order->record.order_id == 0 &&
		    order->record.side == event->order.side &&
		    (order->record.life == AC_LIFE_SENT || order->record.life == AC_LIFE_UNKNOWN ||
		     order->was_triggered || order->is_unproven))
			return true;
	}
	return false;
}

/* Rows of trades reach back to before our positions. Such a row is news only where the exchange's
 * position is smaller than our books by at least that much; what it says is otherwise in them. */
static bool is_news(const struct ac_executor *x, const struct ac_event *event, int direction)
{
	ac_assert(direction == 1 || direction == -1);
	const struct ac_order_update *update = &event->order;
	struct ac_dec difference;
	if (!update->is_from_query)
		return true;
	if (!ac_executor_difference(x, event->symbol, (enum ac_position_side)update->position_side,
				    &difference))
		return x->has_fill_ids; /* what is booked is known by name, so this is not */
	return -direction * difference.units >= update->fill_quantity.units;
}

void ac_executor_on_foreign(struct ac_executor *x, const struct ac_event *event)
{
	ac_assert(event->kind == AC_EVENT_ORDER);
	ac_assert(event->symbol < x->config.instruments->count);
	const struct ac_order_update *update = &event->order;
	struct ac_client_id id;
	if (!update->is_fill || update->fill_quantity.units <= 0 || update->fill_price.units <= 0 ||
	    ac_fill_memory_has(&x->fills, event->symbol, update->trade_id))
		return;
	if (update->is_from_query && ac_client_id_parse(update->client_id, &id)) {
		/* An order of ours that ended long ago; it was booked then. */
		(void)ac_fill_memory_add(&x->fills, event->symbol, update->trade_id);
		return;
	}
	if (update->client_id[0] == '\0' && may_be_ours(x, event))
		return; /* asked again when that order is known */
	bool is_liquidation = is_forced(update->client_id);
	struct ac_spread spread = {
		.symbol = event->symbol,
		.direction = closes(x, update),
		.not_after_ms = update->is_from_query ? update->time_ms : INT64_MAX,
		.reason = is_liquidation ? AC_EXIT_LIQUIDATION : AC_EXIT_MANUAL,
		.fill = {
			.quantity = update->fill_quantity,
			.price = update->fill_price,
			.fee = update->commission,
			.time_ms = update->time_ms,
		},
	};
	if (spread.direction != 0 &&
	    (!is_news(x, event, spread.direction) || ac_executor_park(x, event, spread.direction)))
		return;
	(void)ac_fill_memory_add(&x->fills, event->symbol, update->trade_id);
	uint16_t first = spread.direction == 0 ? AC_BOOK_NONE : oldest_book(x, &spread);
	if (first == AC_BOOK_NONE) {
		/* Rows from before our positions are history, and no news. */
		if (!update->is_from_query)
			ac_executor_publish_system(x, AC_SYSTEM_FOREIGN, event->symbol,
						   AC_BOOK_NONE, update->fill_quantity.units,
						   "an execution that none of our books asked for");
		return;
	}
	ac_executor_publish_foreign(x, event, is_liquidation ? AC_LIFE_LIQUIDATED : AC_LIFE_FILLED);
	ac_executor_publish_fill(x, event->symbol, first, AC_PURPOSE_FOREIGN, update);
	ac_executor_spread(x, &spread);
	ac_executor_publish_system(x, AC_SYSTEM_FOREIGN, event->symbol, first,
				   spread.fill.quantity.units,
				   is_liquidation ? "the exchange closed a position of ours"
						  : "somebody else closed a position of ours");
}
