/* Halts, system events and runs as one list, each with a sentence. */
#include "database/listing.h"

static void read_event(struct statement *rows, struct ac_history_event *event)
{
	memset(event, 0, sizeof(*event));
	event->time_ms = column_int(rows);
	column_copy(rows, event->kind, sizeof(event->kind));
	column_copy(rows, event->symbol, sizeof(event->symbol));
	column_copy(rows, event->strategy, sizeof(event->strategy));
	column_copy(rows, event->guard, sizeof(event->guard));
	column_copy(rows, event->reason, sizeof(event->reason));
	event->value = column_dec(rows);
	event->limit = column_dec(rows);
	event->until_ms = column_int(rows);
	column_copy(rows, event->text, sizeof(event->text));
}

enum ac_status ac_history_events(struct ac_store *store, const struct ac_history_filter *filter,
				 bool (*take)(void *self, const struct ac_history_event *event),
				 void *self)
{
	struct statement rows = listing_start(
		store, filter->is_ascending ? AC_QUERY_EVENTS_ASCENDING : AC_QUERY_EVENTS, filter);
	listing_scope(&rows, filter);
	listing_page(&rows, filter);
	enum ac_status status;
	while ((status = statement_next(&rows)) == AC_OK) {
		struct ac_history_event event;
		read_event(&rows, &event);
		if (rows.is_refused || !take(self, &event))
			break;
	}
	return listing_end(&rows, status);
}
