#include "database/selection.h"

#include <stdio.h>

void selection_init(struct selection *selection, const char *sql)
{
	selection->size = 0;
	selection->bind_count = 0;
	selection->sql[0] = '\0';
	selection_add(selection, sql);
}

void selection_add(struct selection *selection, const char *sql)
{
	size_t size = strlen(sql);
	ac_assert(selection->size + size < SELECTION_SQL_SIZE);
	memcpy(selection->sql + selection->size, sql, size + 1);
	selection->size += size;
}

static void bind(struct selection *selection, const char *text, int64_t number)
{
	ac_assert(selection->bind_count < SELECTION_BINDS_MAX);
	selection->binds[selection->bind_count].text = text;
	selection->binds[selection->bind_count++].number = number;
}

void selection_text(struct selection *selection, const char *sql, const char *value)
{
	selection_add(selection, sql);
	bind(selection, value, 0);
}

void selection_number(struct selection *selection, const char *sql, int64_t value)
{
	selection_add(selection, sql);
	bind(selection, NULL, value);
}

static void add_times(struct selection *selection, const struct ac_history_filter *filter,
		      const char *time)
{
	if (filter->from_ms != 0) {
		selection_add(selection, " AND ");
		selection_add(selection, time);
		selection_number(selection, " >= ?", filter->from_ms);
	}
	if (filter->to_ms != 0) {
		selection_add(selection, " AND ");
		selection_add(selection, time);
		selection_number(selection, " < ?", filter->to_ms);
	}
}

void selection_filter(struct selection *selection, const struct ac_history_filter *filter,
		      const char *time)
{
	selection_text(selection, " WHERE account = ?", filter->account);
	if (filter->symbol != NULL && filter->symbol[0] != '\0')
		selection_text(selection, " AND symbol = ?", filter->symbol);
	if (filter->strategy != NULL && filter->strategy[0] != '\0')
		selection_text(selection, " AND strategy = ?", filter->strategy);
	add_times(selection, filter, time);
}

void selection_page(struct selection *selection, const struct ac_history_filter *filter)
{
	selection_number(selection, " LIMIT ?", filter->limit == 0 ? -1 : (int64_t)filter->limit);
	selection_number(selection, " OFFSET ?", filter->offset);
}

void selection_run(struct selection *selection, struct ac_store *store)
{
	selection->rows = (struct statement){ .store = store, .result = SQLITE_OK };
	selection->rows.result = sqlite3_prepare_v2(store->database, selection->sql, -1,
						    &selection->rows.handle, NULL);
	for (uint32_t i = 0; i < selection->bind_count; i++) {
		if (selection->binds[i].text != NULL)
			bind_text(&selection->rows, selection->binds[i].text);
		else
			bind_int(&selection->rows, selection->binds[i].number);
	}
}

enum ac_status selection_end(struct selection *selection, enum ac_status status)
{
	bool is_spoiled = selection->rows.is_refused;
	sqlite3_finalize(selection->rows.handle);
	selection->rows.handle = NULL;
	if (is_spoiled) {
		snprintf(selection->rows.store->error, sizeof(selection->rows.store->error),
			 "a row holds a value that this program cannot read");
		return AC_ERR_CORRUPT;
	}
	return status == AC_END ? AC_OK : status;
}

enum ac_status selection_overflow(struct selection *selection)
{
	snprintf(selection->rows.store->error, sizeof(selection->rows.store->error),
		 "a sum of money is beyond what this program can count");
	return AC_ERR_RANGE;
}

void column_copy(struct statement *rows, char *text, size_t size)
{
	snprintf(text, size, "%s", column_text(rows));
}
