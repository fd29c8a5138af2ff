#include "fixture.h"

/* docs/database.md has a section "### name" for every table and view, and in it a row that begins
 * with "| `column` |" for every column; and no row for a column that is not there. */

static char *document;

static int document_read(void **state)
{
	char path[1024];
	(void)state;
	if (folder_make(state) != 0)
		return 1;
	const char *root = getenv("AC_SOURCE_ROOT");
	snprintf(path, sizeof(path), "%s/docs/database.md", root != NULL ? root : ".");
	FILE *file = fopen(path, "r");
	if (file == NULL)
		return 1;
	document = calloc(1, 1 << 20);
	size_t size = fread(document, 1, (1 << 20) - 1, file);
	fclose(file);
	return size == 0;
}

static int document_free(void **state)
{
	free(document);
	return folder_remove(state);
}

/* The section of `name`, terminated; owned by the caller. */
static char *section_of(const char *name)
{
	char heading[100];
	snprintf(heading, sizeof(heading), "\n### %s\n", name);
	char *start = strstr(document, heading);
	if (start == NULL)
		fail_msg("docs/database.md has no section \"### %s\"", name);
	start += strlen(heading);
	char *end = strstr(start, "\n#");
	return end == NULL ? strdup(start) : strndup(start, (size_t)(end - start) + 1);
}

static size_t rows_in(const char *section)
{
	size_t count = 0;
	for (const char *at = section; (at = strstr(at, "\n| `")) != NULL; at++)
		count++;
	return count;
}

static void test_document_describes_every_column_and_no_other(void **state)
{
	(void)state;
	sqlite3 *database;
	sqlite3_stmt *tables, *columns;
	size_t checked = 0;
	assert_int_equal(sqlite3_open(fixture_path, &database), SQLITE_OK);
	sqlite3_prepare_v2(database,
			   "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')", -1,
			   &tables, NULL);
	while (sqlite3_step(tables) == SQLITE_ROW) {
		const char *table = (const char *)sqlite3_column_text(tables, 0);
		char sql[100];
		size_t count = 0;
		char *section = section_of(table);
		snprintf(sql, sizeof(sql), "PRAGMA table_info(%s)", table);
		sqlite3_prepare_v2(database, sql, -1, &columns, NULL);
		for (; sqlite3_step(columns) == SQLITE_ROW; count++) {
			char row[100];
			snprintf(row, sizeof(row), "\n| `%s` |",
				 (const char *)sqlite3_column_text(columns, 1));
			if (strstr(section, row) == NULL)
				fail_msg("docs/database.md: %s lacks the row \"%s\"", table,
					 row + 1);
		}
		sqlite3_finalize(columns);
		CHECK_EQ(table, rows_in(section), count);
		checked += count;
		free(section);
	}
	sqlite3_finalize(tables);
	sqlite3_close(database);
	assert_true(checked > 200);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_document_describes_every_column_and_no_other,
						store_setup, store_teardown),
	};
	return cmocka_run_group_tests(tests, document_read, document_free);
}
