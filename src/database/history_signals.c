#include "database/listing.h"

static void read_values(struct statement *rows, struct ac_history_signal *signal)
{
	for (size_t i = 0; i < AC_DECISION_VALUES_MAX; i++)
		signal->has_value[i] = column_real(rows, &signal->values[i]);
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
	struct statement rows = listing_start(
		store, filter->is_ascending ? AC_QUERY_SIGNALS_ASCENDING : AC_QUERY_SIGNALS,
		filter);
	listing_scope(&rows, filter);
	bind_int(&rows, AC_PARAMETER_ALLOWED, filter->allowed);
	listing_page(&rows, filter);
	enum ac_status status;
	while ((status = statement_next(&rows)) == AC_OK) {
		struct ac_history_signal signal;
		read_signal(&rows, &signal);
		if (rows.is_refused || !take(self, &signal))
			break;
	}
	return listing_end(&rows, status);
}
