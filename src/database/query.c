#include "database/query.h"

#include <stdio.h>

#include "database/statement.h"

#define COLUMNS_MAX 64

enum ac_status ac_store_query(struct ac_store *store, const char *sql, ac_store_row *take,
			      void *self)
{
	sqlite3_stmt *statement = NULL;
	int result = sqlite3_prepare_v2(store->database, sql, -1, &statement, NULL);
	while (result == SQLITE_OK || result == SQLITE_ROW) {
		result = sqlite3_step(statement);
		if (result != SQLITE_ROW)
			break;
		const char *names[COLUMNS_MAX], *values[COLUMNS_MAX];
		int count = sqlite3_column_count(statement);
		ac_assert(count <= COLUMNS_MAX);
		for (int i = 0; i < count; i++) {
			const char *value = (const char *)sqlite3_column_text(statement, i);
			names[i] = sqlite3_column_name(statement, i);
			values[i] = value != NULL ? value : "";
		}
		if (!take(self, count, names, values))
			result = SQLITE_DONE;
	}
	if (result != SQLITE_DONE)
		snprintf(store->error, sizeof(store->error), "%s", sqlite3_errmsg(store->database));
	(void)sqlite3_finalize(statement);
	return result == SQLITE_DONE ? AC_OK : AC_ERR_IO;
}
