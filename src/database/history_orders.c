#include "database/listing.h"
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
	struct statement rows = listing_start(
		store, is_open_only ? AC_QUERY_ORDERS_NOT_ENDED : AC_QUERY_ORDERS, filter);
	listing_scope(&rows, filter);
	listing_page(&rows, filter);
	enum ac_status status;
	while ((status = statement_next(&rows)) == AC_OK) {
		struct ac_history_order order;
		read_order(&rows, &order);
		if (rows.is_refused || !take(self, &order))
			break;
	}
	return listing_end(&rows, status);
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
	struct statement rows = listing_start(
		store, filter->is_ascending ? AC_QUERY_FILLS_ASCENDING : AC_QUERY_FILLS, filter);
	listing_scope(&rows, filter);
	listing_page(&rows, filter);
	enum ac_status status;
	while ((status = statement_next(&rows)) == AC_OK) {
		struct ac_history_fill fill;
		read_fill(&rows, &fill);
		if (rows.is_refused || !take(self, &fill))
			break;
	}
	return listing_end(&rows, status);
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
	struct statement rows = statement_start(store, AC_QUERY_POSITIONS);
	bind_text(&rows, AC_PARAMETER_ACCOUNT, account);
	enum ac_status status;
	while ((status = statement_next(&rows)) == AC_OK) {
		struct ac_history_position position;
		read_position(&rows, &position);
		if (rows.is_refused || !take(self, &position))
			break;
	}
	return listing_end(&rows, status);
}
