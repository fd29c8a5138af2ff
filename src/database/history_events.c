/* Halts, system events and runs as one list, each with a sentence. */
#include <stdio.h>

#include "database/selection.h"

/* Every branch gives: time, kind, symbol, strategy, guard, reason, value, limit_value, until, text.
 * Events of an instant are kept in one order by the kind. */
#define BRANCH_COLUMNS(time, kind, symbol, strategy, guard, reason, value, limit, until, text)     \
	"SELECT account, " time " AS time, " kind " AS kind, " symbol " AS symbol, " strategy      \
	" AS strategy, " guard " AS guard, " reason " AS reason, " value " AS value, " limit       \
	" AS limit_value, " until " AS until, " text " AS text FROM "

static const char
	events_sql[] =
		"SELECT time, kind, symbol, strategy, guard, reason, value, limit_value, until, "
		"text FROM (" BRANCH_COLUMNS("since", "'halt'",
					     "symbol", "strategy", "guard", "reason", "value", "limit_value", "coalesce(until, 0)", "'entries halted by ' || guard || ', ' || reason") "halts UNION ALL " BRANCH_COLUMNS("lifted_at",
																											 "'halt_lifted'", "symbol", "strategy", "guard", "reason", "value", "limit_value", "0", "'the halt of ' || guard || ' has ended'") "halts WHERE lifted_at IS NOT NULL UNION ALL " BRANCH_COLUMNS("time", "event", "symbol", "strategy", "''", "''",
																																																			 "'0'",
																																																			 "'0'",
																																																			 "0",
																																																			 "text") "system_events UNION ALL " BRANCH_COLUMNS("started_at", "'run'", "''", "''", "''", "''",
																																																									   "'0'",
																																																									   "'0'",
																																																									   "0", "'run ' || run_id || ' started: ' || mode || ', ' || feed") "runs UNION ALL " BRANCH_COLUMNS("ended_at",
																																																																					     "'run_ended'",
																																																																					     "''",
																																																																					     "''",
																																																																					     "''", "''", "'0'", "'0'", "0",
																																																																					     "'run ' || run_id || ' ended: ' || coalesce(end_reason, '')") "runs WHERE ended_at IS NOT NULL)";

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
	struct selection selection;
	selection_init(&selection, events_sql);
	selection_filter(&selection, filter, "time");
	selection_add(&selection, filter->is_ascending ? " ORDER BY time, kind, symbol, strategy"
						       : " ORDER BY time DESC, kind, symbol, "
							 "strategy");
	selection_page(&selection, filter);
	selection_run(&selection, store);
	enum ac_status status;
	while ((status = statement_next(&selection.rows)) == AC_OK) {
		struct ac_history_event event;
		read_event(&selection.rows, &event);
		if (selection.rows.is_refused || !take(self, &event))
			break;
	}
	return selection_end(&selection, status);
}
