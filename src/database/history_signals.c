#include "database/selection.h"

static void read_values(struct statement *rows, struct ac_history_signal *signal)
{
	for (size_t i = 0; i < AC_DECISION_VALUES_MAX; i++) {
		int column = ++rows->index;
		signal->has_value[i] = sqlite3_column_type(rows->handle, column) != SQLITE_NULL;
		signal->values[i] = sqlite3_column_double(rows->handle, column);
	}
}

static void read_signal(struct statement *rows, struct ac_history_signal *signal)
{
	memset(signal, 0, sizeof(*signal));
	signal->run_id = (uint32_t)column_int(rows);
	signal->seq = (uint64_t)column_int(rows);
	signal->time_ms = column_int(rows);
	column_copy(rows, signal->symbol, sizeof(signal->symbol));
	column_copy(rows, signal->strategy, sizeof(signal->strategy));
	column_copy(rows, signal->action, sizeof(signal->action));
	column_copy(rows, signal->exit_reason, sizeof(signal->exit_reason));
	signal->is_allowed = column_int(rows) != 0;
	column_copy(rows, signal->verdict, sizeof(signal->verdict));
	signal->price = column_dec(rows);
	signal->quantity = column_dec(rows);
	signal->value = column_dec(rows);
	signal->limit = column_dec(rows);
	read_values(rows, signal);
}

enum ac_status ac_history_signals(struct ac_store *store, const struct ac_history_filter *filter,
				  bool (*take)(void *self, const struct ac_history_signal *signal),
				  void *self)
{
	struct selection selection;
	selection_init(
		&selection,
		"SELECT run_id, seq, time, symbol, strategy, action, exit_reason, is_allowed, "
		"verdict, price, quantity, value, limit_value, value_1, value_2, value_3, "
		"value_4 FROM signals");
	selection_filter(&selection, filter, "time");
	if (filter->allowed != 0)
		selection_number(&selection, " AND is_allowed = ?", filter->allowed > 0);
	selection_add(&selection, filter->is_ascending
					  ? " ORDER BY time, run_id, seq"
					  : " ORDER BY time DESC, run_id DESC, seq DESC");
	selection_page(&selection, filter);
	selection_run(&selection, store);
	enum ac_status status;
	while ((status = statement_next(&selection.rows)) == AC_OK) {
		struct ac_history_signal signal;
		read_signal(&selection.rows, &signal);
		if (selection.rows.is_refused || !take(self, &signal))
			break;
	}
	return selection_end(&selection, status);
}
