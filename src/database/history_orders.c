#include "database/selection.h"
#include "database/words.h"

static void read_order(struct statement *rows, struct ac_history_order *order)
{
	memset(order, 0, sizeof(*order));
	column_copy(rows, order->client_order_id, sizeof(order->client_order_id));
	column_copy(rows, order->symbol, sizeof(order->symbol));
	column_copy(rows, order->strategy, sizeof(order->strategy));
	column_copy(rows, order->side, sizeof(order->side));
	column_copy(rows, order->position_side, sizeof(order->position_side));
	column_copy(rows, order->type, sizeof(order->type));
	column_copy(rows, order->purpose, sizeof(order->purpose));
	column_copy(rows, order->status, sizeof(order->status));
	column_copy(rows, order->exit_reason, sizeof(order->exit_reason));
	order->is_terminal = column_int(rows) != 0;
	order->reduce_only = column_int(rows) != 0;
	order->close_position = column_int(rows) != 0;
	order->order_id = column_int(rows);
	order->algo_id = column_int(rows);
	order->price = column_dec(rows);
	order->stop_price = column_dec(rows);
	order->quantity = column_dec(rows);
	order->executed = column_dec(rows);
	order->average_price = column_dec(rows);
	order->commission = column_dec(rows);
	order->error_code = (int32_t)column_int(rows);
	order->attempts = (int32_t)column_int(rows);
	order->created_ms = column_int(rows);
	order->updated_ms = column_int(rows);
}

enum ac_status ac_history_orders(struct ac_store *store, const struct ac_history_filter *filter,
				 bool is_open_only,
				 bool (*take)(void *self, const struct ac_history_order *order),
				 void *self)
{
	struct selection selection;
	selection_init(&selection,
		       "SELECT client_order_id, symbol, strategy, side, position_side, type, "
		       "purpose, status, exit_reason, is_terminal, reduce_only, close_position, "
		       "order_id, algo_id, price, stop_price, quantity, executed_quantity, "
		       "average_price, commission, error_code, attempts, created_at, updated_at "
		       "FROM orders");
	selection_filter(&selection, filter, "created_at");
	if (is_open_only)
		selection_add(&selection, " AND is_terminal = 0");
	selection_add(&selection, " ORDER BY created_at DESC, client_order_id DESC");
	selection_page(&selection, filter);
	selection_run(&selection, store);
	enum ac_status status;
	while ((status = statement_next(&selection.rows)) == AC_OK) {
		struct ac_history_order order;
		read_order(&selection.rows, &order);
		if (selection.rows.is_refused || !take(self, &order))
			break;
	}
	return selection_end(&selection, status);
}

static void read_fill(struct statement *rows, struct ac_history_fill *fill)
{
	memset(fill, 0, sizeof(*fill));
	column_copy(rows, fill->symbol, sizeof(fill->symbol));
	column_copy(rows, fill->strategy, sizeof(fill->strategy));
	column_copy(rows, fill->side, sizeof(fill->side));
	column_copy(rows, fill->position_side, sizeof(fill->position_side));
	column_copy(rows, fill->purpose, sizeof(fill->purpose));
	column_copy(rows, fill->client_order_id, sizeof(fill->client_order_id));
	fill->trade_id = column_int(rows);
	fill->price = column_dec(rows);
	fill->quantity = column_dec(rows);
	fill->commission = column_dec(rows);
	fill->realized = column_dec(rows);
	fill->time_ms = column_int(rows);
}

enum ac_status ac_history_fills(struct ac_store *store, const struct ac_history_filter *filter,
				bool (*take)(void *self, const struct ac_history_fill *fill),
				void *self)
{
	struct selection selection;
	selection_init(&selection,
		       "SELECT symbol, strategy, side, position_side, purpose, client_order_id, "
		       "trade_id, price, quantity, commission, realized_pnl, time FROM fills");
	selection_filter(&selection, filter, "time");
	selection_add(&selection, filter->is_ascending ? " ORDER BY time, symbol, trade_id"
						       : " ORDER BY time DESC, symbol DESC, "
							 "trade_id DESC");
	selection_page(&selection, filter);
	selection_run(&selection, store);
	enum ac_status status;
	while ((status = statement_next(&selection.rows)) == AC_OK) {
		struct ac_history_fill fill;
		read_fill(&selection.rows, &fill);
		if (selection.rows.is_refused || !take(self, &fill))
			break;
	}
	return selection_end(&selection, status);
}

static void read_position(struct statement *rows, struct ac_history_position *position)
{
	struct ac_position_record *record = &position->record;
	memset(position, 0, sizeof(*position));
	column_copy(rows, position->symbol, sizeof(position->symbol));
	column_copy(rows, position->strategy, sizeof(position->strategy));
	int32_t side = ac_words_value(AC_WORDS_POSITION_SIDE, column_text(rows));
	rows->is_refused |= side < 0;
	record->position_side = (uint8_t)side;
	struct ac_dec quantity = column_dec(rows);
	rows->is_refused |= quantity.units == INT64_MIN; /* it has no opposite */
	record->direction = quantity.units > 0 ? 1 : -1;
	if (!rows->is_refused)
		record->quantity.units = quantity.units < 0 ? -quantity.units : quantity.units;
	record->entry_price = column_dec(rows);
	record->stop_price = column_dec(rows);
	record->take_profit_price = column_dec(rows);
	record->stop_loss_pct = column_dec(rows);
	record->take_profit_pct = column_dec(rows);
	record->realized_profit = column_dec(rows);
	record->fees = column_dec(rows);
	record->funding = column_dec(rows);
	record->is_protected = column_int(rows) != 0;
	record->has_take_profit = column_int(rows) != 0;
	record->opened_ms = column_int(rows);
	record->updated_ms = column_int(rows);
}

enum ac_status ac_history_positions(struct ac_store *store, const char *account,
				    bool (*take)(void *self, const struct ac_history_position *p),
				    void *self)
{
	struct selection selection;
	selection_init(
		&selection,
		"SELECT symbol, strategy, position_side, quantity, entry_price, stop_price, "
		"take_profit_price, stop_loss_pct, take_profit_pct, realized_pnl, fees, "
		"funding, is_protected, has_take_profit, opened_at, updated_at FROM positions");
	selection_text(&selection, " WHERE account = ? AND quantity <> '0'", account);
	selection_add(&selection, " ORDER BY strategy, symbol, position_side");
	selection_run(&selection, store);
	enum ac_status status;
	while ((status = statement_next(&selection.rows)) == AC_OK) {
		struct ac_history_position position;
		read_position(&selection.rows, &position);
		if (selection.rows.is_refused || !take(self, &position))
			break;
	}
	return selection_end(&selection, status);
}
