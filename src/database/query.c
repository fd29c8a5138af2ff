#include "database/query.h"

#include "database/statement.h"

#define COLUMNS_MAX 64

const char *ac_store_query_text(const struct ac_store *store, enum ac_query query)
{
	ac_assert(query < AC_QUERY_COUNT);
	return store->driver->texts[query];
}

static bool row_give(const struct ac_driver *driver, struct ac_prepared *prepared,
		     ac_store_row *take, void *self)
{
	const char *names[COLUMNS_MAX], *values[COLUMNS_MAX];
	uint32_t count = driver->column_count(prepared);
	ac_assert(count <= COLUMNS_MAX);
	for (uint32_t i = 0; i < count; i++) {
		const char *value = driver->column_text(prepared, i);
		names[i] = driver->column_name(prepared, i);
		values[i] = value != NULL ? value : "";
	}
	return take(self, (int)count, names, values);
}

enum ac_status ac_store_query(struct ac_store *store, const char *sql, ac_store_row *take,
			      void *self)
{
	const struct ac_driver *driver = store->driver;
	struct ac_prepared *prepared = NULL;
	enum ac_status status = driver->prepare(store->connection, sql, &prepared);
	bool is_wanted = true;
	while (status == AC_OK && is_wanted) {
		status = driver->step(prepared);
		if (status == AC_OK)
			is_wanted = row_give(driver, prepared, take, self);
	}
	status = store_note(store, status);
	driver->discard(prepared);
	return status == AC_OK || status == AC_END ? AC_OK : AC_ERR_IO;
}
