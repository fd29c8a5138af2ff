/* Halts, system events and runs as one list, each with a sentence. */
#include <stdio.h>

#include "database/selection.h"

/* One kind of row as events, under the names of EVENT_COLUMNS. Within a moment, run_id and rank put
 * events in the order in which they were recorded. A row of halts keeps only the number of its
 * latest fact: the beginning of a halt that has been lifted comes just before its end, and what
 * begins a halt comes just after what ends the one before it. */
#define EVENT_COLUMNS                                                                              \
	"time, kind, symbol, strategy, guard, reason, value, limit_value, until, text, run_id, "   \
	"rank"
#define BRANCH(time, kind, scope, halt, text, rank, from)                                          \
	"SELECT account, " time " AS time, " kind " AS kind, " scope ", " halt ", " text           \
	" AS text, " rank " AS rank FROM " from
#define SCOPE       "symbol, strategy"
#define NO_SCOPE    "'' AS symbol, '' AS strategy"
#define NO_HALT     "'' AS guard, '' AS reason, '0' AS value, '0' AS limit_value, 0 AS until, run_id"
#define HALT(until) "guard, reason, value, limit_value, " until " AS until, update_run_id AS run_id"

static const char *const branches[] = {
	"SELECT " EVENT_COLUMNS " FROM (",
	BRANCH("since", "'halt'", SCOPE, HALT("coalesce(until, 0)"),
	       "'entries halted by ' || guard || iif(reason = guard, '', ', ' || reason)",
	       "2 * update_seq + iif(is_active, 1, -1)", "halts"),
	" UNION ALL ",
	BRANCH("lifted_at", "'halt_lifted'", SCOPE, HALT("0"),
	       "'the halt of ' || guard || ' has ended'", "2 * update_seq",
	       "halts WHERE lifted_at IS NOT NULL"),
	" UNION ALL ",
	BRANCH("time", "event", SCOPE, NO_HALT, "text", "2 * seq", "system_events"),
	" UNION ALL ",
	BRANCH("started_at", "'run'", NO_SCOPE, NO_HALT,
	       "'run ' || run_id || ' started: ' || mode || ', ' || feed", "-1", "runs"),
	" UNION ALL ",
	BRANCH("ended_at", "'run_ended'", NO_SCOPE, NO_HALT,
	       "'run ' || run_id || ' ended: ' || coalesce(end_reason, '')", "2 * journal_seq + 2",
	       "runs WHERE ended_at IS NOT NULL"),
	")",
};

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
	selection_init(&selection, "");
	for (size_t i = 0; i < AC_COUNT(branches); i++)
		selection_add(&selection, branches[i]);
	selection_filter(&selection, filter, "time");
	selection_add(&selection, filter->is_ascending
					  ? " ORDER BY time, run_id, rank, kind, symbol, strategy, "
					    "guard"
					  : " ORDER BY time DESC, run_id DESC, rank DESC, kind "
					    "DESC, symbol DESC, strategy DESC, guard DESC");
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
