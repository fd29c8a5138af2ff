/* ORDER and ALGO events: executions are booked once, by (symbol, trade id), into the order and the
 * sub-ledger of its book; then the order's state follows. */
#include "executor/state.h"

#define EXPIRED_BY_LIQUIDATION 5

bool ac_executor_book_reduce(struct ac_executor *x, uint16_t index,
			     const struct ac_ledger_fill *fill, enum ac_exit_reason reason)
{
	ac_assert(index < x->config.book_count);
	ac_assert(fill->quantity.units <= x->books[index].ledger.record.quantity.units);
	struct ac_book_state *book = &x->books[index];
	struct ac_position_record *record = &book->ledger.record;
	int direction = record->direction > 0 ? 1 : -1;
	struct ac_round_trip trip;
	if (ac_ledger_reduce(&book->ledger, fill) != AC_OK) {
		ac_executor_publish_system(x, AC_SYSTEM_MISMATCH, book->symbol, index,
					   fill->quantity.units,
					   "a closing fill is out of range and was not booked");
		return false;
	}
	bool is_flat = record->direction == 0;
	ac_assert(is_flat == (record->quantity.units == 0));
	if (is_flat) {
		record->is_protected = false;
		record->has_take_profit = false;
		record->stop_price = AC_DEC_ZERO;
		record->take_profit_price = AC_DEC_ZERO;
	}
	ac_executor_publish_position(x, index);
	if (is_flat && ac_ledger_round_trip(&book->ledger, direction, reason, &trip) == AC_OK)
		ac_executor_publish_round_trip(x, index, &trip);
	ac_executor_books_mark(x, book->symbol);
	return true;
}

static enum ac_exit_reason reason_of(const struct ac_order *order)
{
	ac_assert(order->record.purpose != AC_PURPOSE_ENTRY);
	if (order->record.purpose == AC_PURPOSE_STOP)
		return AC_EXIT_STOP_LOSS;
	if (order->record.purpose == AC_PURPOSE_TAKE_PROFIT)
		return AC_EXIT_TAKE_PROFIT;
	return (enum ac_exit_reason)order->record.exit_reason;
}

static void book_entry(struct ac_executor *x, struct ac_order *order,
		       const struct ac_ledger_fill *fill)
{
	ac_assert(order->record.purpose == AC_PURPOSE_ENTRY);
	ac_assert(fill->quantity.units > 0);
	struct ac_book_state *book = &x->books[order->book];
	bool is_opposite = book->ledger.record.direction == -order->direction;
	if (is_opposite ||
	    ac_ledger_add(&book->ledger, order->direction,
			  (enum ac_position_side)order->record.position_side, fill) != AC_OK) {
		ac_executor_publish_system(x, AC_SYSTEM_MISMATCH, order->symbol, order->book,
					   fill->quantity.units,
					   "an entry fill does not fit its position");
		return;
	}
	ac_executor_publish_position(x, order->book);
	ac_executor_books_mark(x, order->symbol);
}

static void book_close(struct ac_executor *x, const struct ac_order *order,
		       const struct ac_ledger_fill *fill)
{
	ac_assert(order->record.purpose != AC_PURPOSE_ENTRY);
	ac_assert(fill->quantity.units > 0);
	const struct ac_position_record *record = &x->books[order->book].ledger.record;
	struct ac_spread spread = {
		.symbol = order->symbol,
		.direction = order->direction,
		.not_after_ms = INT64_MAX,
		.reason = reason_of(order),
		.fill = *fill,
	};
	if (record->direction == order->direction) {
		struct ac_ledger_fill own = *fill;
		own.quantity = ac_dec_min(fill->quantity, record->quantity);
		if (own.quantity.units < fill->quantity.units &&
		    ac_dec_mul_div(fill->fee, own.quantity, fill->quantity, AC_ROUND_HALF_EVEN,
				   &own.fee) != AC_OK)
			own.fee = fill->fee;
		if (!ac_executor_book_reduce(x, order->book, &own, spread.reason))
			return;
		spread.fill.quantity.units -= own.quantity.units;
		spread.fill.fee.units -= own.fee.units;
	}
	ac_assert(spread.fill.quantity.units >= 0);
	if (spread.fill.quantity.units == 0)
		return;
	ac_executor_spread(x, &spread);
	if (spread.fill.quantity.units > 0)
		ac_executor_publish_system(x, AC_SYSTEM_MISMATCH, order->symbol, order->book,
					   spread.fill.quantity.units,
					   "a closing fill was larger than what our books hold");
}

/* Executions that a restored record already contains, recognised by their cumulative quantity where
 * their ids were not stored. */
static bool is_history(const struct ac_executor *x, struct ac_order *order,
		       const struct ac_order_update *update)
{
	if (x->has_fill_ids)
		return false;
	if (!update->is_from_query)
		return order->restored.units > 0 && update->executed.units > 0 &&
		       update->executed.units <= order->restored.units;
	if (order->history.units <= 0)
		return false;
	order->history.units -= update->fill_quantity.units;
	return true;
}

/* A remembered order that the exchange shows to live after all. Its book may long have gone on. */
static void revive(struct ac_executor *x, struct ac_order *order)
{
	ac_assert(order->book < x->config.book_count);
	if (order->place != AC_PLACE_REMEMBERED || ac_order_is_terminal(order) ||
	    !ac_order_table_revive(&x->orders, order))
		return;
	ac_executor_attach(x, order);
	ac_executor_doubt(x, order, true);
}

/* True when the execution is new and was booked. */
static bool book_fill(struct ac_executor *x, struct ac_order *order, const struct ac_event *event)
{
	ac_assert(order->symbol == event->symbol);
	ac_assert(event->order.is_fill);
	const struct ac_order_update *update = &event->order;
	if (update->fill_quantity.units <= 0 || update->fill_price.units <= 0)
		return false;
	bool is_known = ac_fill_memory_has(&x->fills, order->symbol, update->trade_id);
	bool is_old = is_history(x, order, update);
	if (is_known)
		return false;
	if (is_old) {
		(void)ac_fill_memory_add(&x->fills, order->symbol, update->trade_id);
		return false;
	}
	bool is_entry = order->record.purpose == AC_PURPOSE_ENTRY;
	if (!is_entry && ac_executor_park(x, event, order->direction))
		return false;
	(void)ac_fill_memory_add(&x->fills, order->symbol, update->trade_id);
	if (ac_order_fill(order, update) != AC_OK) {
		ac_executor_publish_system(x, AC_SYSTEM_MISMATCH, order->symbol, order->book,
					   update->trade_id,
					   "a fill is out of range and was not booked");
		return false;
	}
	/* Rows of trades know their order by the exchange's number only. */
	struct ac_order_update named = *update;
	memcpy(named.client_id, order->record.client_id, sizeof(named.client_id));
	named.side = order->record.side;
	named.position_side = order->record.position_side;
	ac_executor_publish_fill(x, order->symbol, order->book,
				 (enum ac_purpose)order->record.purpose, &named);
	struct ac_ledger_fill fill = {
		.quantity = update->fill_quantity,
		.price = update->fill_price,
		.fee = update->commission,
		.time_ms = update->time_ms,
	};
	if (is_entry)
		book_entry(x, order, &fill);
	else
		book_close(x, order, &fill);
	return true;
}

void ac_executor_on_order(struct ac_executor *x, const struct ac_event *event)
{
	ac_assert(event->kind == AC_EVENT_ORDER);
	ac_assert(event->symbol < x->config.instruments->count);
	const struct ac_order_update *update = &event->order;
	struct ac_order *order = NULL;
	if (update->client_id[0] != '\0')
		order = ac_order_table_find(&x->orders, update->client_id);
	if (order == NULL || order->symbol != event->symbol)
		order = ac_order_table_find_exchange(&x->orders, event->symbol,
						     update->exchange_id);
	if (order == NULL) {
		ac_executor_on_foreign(x, event);
		return;
	}
	bool is_changed = false;
	if (update->exchange_id != 0 && order->record.order_id != update->exchange_id) {
		order->record.order_id = update->exchange_id;
		is_changed = true;
	}
	if (update->is_fill) {
		is_changed |= book_fill(x, order, event);
		revive(x, order);
	}
	if (!update->is_from_query) {
		struct ac_order_report report = {
			.status = (enum ac_order_status)update->status,
			.is_liquidation = update->expiry_reason == EXPIRED_BY_LIQUIDATION,
			.executed = update->executed,
			.exchange_id = update->exchange_id,
		};
		is_changed |= ac_order_report(order, &report);
	}
	if (is_changed)
		ac_executor_order_changed(x, order);
	if (!update->is_from_query || is_changed)
		ac_executor_resolved(x, order);
	if (is_changed && order->record.purpose == AC_PURPOSE_ENTRY)
		ac_executor_unpark(x, order->symbol);
}

void ac_executor_on_algo(struct ac_executor *x, const struct ac_event *event)
{
	ac_assert(event->kind == AC_EVENT_ALGO);
	const struct ac_algo_update *update = &event->algo;
	struct ac_order *order = ac_order_table_find(&x->orders, update->client_id);
	if (order == NULL || order->symbol != event->symbol || !ac_order_is_conditional(order))
		return;
	if (update->code != 0)
		order->record.code = update->code;
	bool is_changed = false;
	if (update->order_id != 0 && order->record.order_id != update->order_id) {
		order->record.order_id = update->order_id;
		is_changed = true;
	}
	struct ac_order_report report = {
		.status = (enum ac_order_status)update->status,
		.is_conditional = true,
		.executed = update->executed,
		.exchange_id = update->algo_id,
	};
	/* Only a triggered order can be rejected by the matching engine. */
	if (report.status == AC_STATUS_REJECTED)
		order->was_triggered = true;
	is_changed |= ac_order_report(order, &report);
	if (is_changed)
		ac_executor_order_changed(x, order);
	ac_executor_resolved(x, order);
}

/* ---- fills that overtook others ---- */

bool ac_executor_park(struct ac_executor *x, const struct ac_event *event, int direction)
{
	ac_assert(direction == 1 || direction == -1);
	ac_assert(x->parked_count <= AC_PARKED_MAX);
	const struct ac_order_update *update = &event->order;
	struct ac_dec held = AC_DEC_ZERO;
	bool is_filling = false;
	uint16_t index = x->symbols[event->symbol].first_book;
	for (; index != AC_BOOK_NONE; index = x->books[index].next_of_symbol) {
		const struct ac_book_state *book = &x->books[index];
		const struct ac_order *entry = ac_executor_order_at(x, book->entry);
		if (book->ledger.record.direction == direction &&
		    ac_dec_add(held, book->ledger.record.quantity, &held) != AC_OK)
			return false;
		is_filling |= entry != NULL && entry->direction == direction &&
			      !ac_order_is_terminal(entry);
	}
	if (!is_filling || update->fill_quantity.units <= held.units)
		return false;
	for (uint32_t i = 0; i < x->parked_count; i++)
		if (x->parked[i].symbol == event->symbol &&
		    x->parked[i].order.trade_id == update->trade_id)
			return true;
	if (x->parked_count == AC_PARKED_MAX) {
		ac_executor_publish_system(x, AC_SYSTEM_FULL, event->symbol, AC_BOOK_NONE,
					   AC_PARKED_MAX,
					   "too many fills wait for the fills before them");
		return false;
	}
	x->parked[x->parked_count++] = *event;
	ac_executor_ask(x, event->symbol, AC_ASK_TRADES);
	return true;
}

void ac_executor_unpark(struct ac_executor *x, uint16_t symbol)
{
	ac_assert(x->parked_count <= AC_PARKED_MAX);
	ac_assert(symbol < x->config.instruments->count);
	/* What still does not fit parks itself again behind these. */
	for (uint32_t left = x->parked_count; left > 0; left--) {
		struct ac_event event = x->parked[0];
		x->parked_count--;
		memmove(&x->parked[0], &x->parked[1], x->parked_count * sizeof(x->parked[0]));
		if (event.symbol == symbol)
			ac_executor_on_order(x, &event);
		else
			x->parked[x->parked_count++] = event;
	}
}
