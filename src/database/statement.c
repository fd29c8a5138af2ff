#include "database/statement.h"

#include <stdio.h>

static const char *const parameter_names[AC_PARAMETER_COUNT] = {
#define NAME(constant, name) [AC_PARAMETER_##constant] = name,
	AC_PARAMETER_LIST(NAME)
#undef NAME
};

enum ac_status store_note(struct ac_store *store, enum ac_status status)
{
	if (status == AC_OK || status == AC_END)
		return status;
	snprintf(store->error, sizeof(store->error), "%s", store->driver->error(store->connection));
	store->is_duplicate = status == AC_ERR_EXISTS;
	return store->is_duplicate ? AC_ERR_RANGE : status;
}

static enum ac_parameter parameter_find(const char *name)
{
	int i = 0;
	while (i < AC_PARAMETER_COUNT && strcmp(parameter_names[i], name) != 0)
		i++;
	ac_assert(i < AC_PARAMETER_COUNT); /* a text has a name that is not in AC_PARAMETER_LIST */
	return (enum ac_parameter)i;
}

static enum ac_status query_prepare(struct ac_store *store, enum ac_query id)
{
	const struct ac_driver *driver = store->driver;
	struct query *query = &store->queries[id];
	enum ac_status status =
		driver->prepare(store->connection, driver->texts[id], &query->prepared);
	if (status != AC_OK)
		return status;
	uint32_t count = driver->parameter_count(query->prepared);
	ac_assert(count < 64);
	for (uint32_t i = 0; i < count; i++) {
		enum ac_parameter parameter =
			parameter_find(driver->parameter_name(query->prepared, i));
		query->places[parameter] = (uint8_t)(i + 1);
	}
	query->wanted = (UINT64_C(1) << count) - 1;
	return AC_OK;
}

struct statement statement_start(struct ac_store *store, enum ac_query id)
{
	ac_assert(id < AC_QUERY_COUNT);
	struct statement statement = { .store = store, .query = &store->queries[id] };
	if (statement.query->prepared == NULL)
		statement.status = query_prepare(store, id);
	return statement;
}

/* False where there is nothing to bind to, because the text could not be prepared. */
static bool place_find(struct statement *statement, enum ac_parameter parameter,
		       uint32_t *ret_index)
{
	if (statement->query->prepared == NULL)
		return false;
	uint8_t place = statement->query->places[parameter];
	ac_assert(place > 0); /* the query has no parameter of this name */
	*ret_index = place - 1u;
	uint64_t bit = UINT64_C(1) << *ret_index;
	ac_assert((statement->bound & bit) == 0);
	statement->bound |= bit;
	return true;
}

static void note(struct statement *statement, enum ac_status status)
{
	if (statement->status == AC_OK)
		statement->status = status;
}

void bind_int(struct statement *statement, enum ac_parameter parameter, int64_t value)
{
	uint32_t index;
	if (place_find(statement, parameter, &index))
		note(statement,
		     statement->store->driver->bind_int(statement->query->prepared, index, value));
}

void bind_int_or_null(struct statement *statement, enum ac_parameter parameter, int64_t value)
{
	uint32_t index;
	if (value != 0)
		bind_int(statement, parameter, value);
	else if (place_find(statement, parameter, &index))
		note(statement,
		     statement->store->driver->bind_null(statement->query->prepared, index));
}

static void bind_borrowed(struct statement *statement, enum ac_parameter parameter,
			  const char *text, size_t size)
{
	uint32_t index;
	if (place_find(statement, parameter, &index))
		note(statement, statement->store->driver->bind_text(statement->query->prepared,
								    index, text, size));
}

void bind_text(struct statement *statement, enum ac_parameter parameter, const char *text)
{
	if (text == NULL)
		statement->is_refused = true;
	bind_borrowed(statement, parameter, text == NULL ? "" : text,
		      text == NULL ? 0 : strlen(text));
}

void bind_dec(struct statement *statement, enum ac_parameter parameter, struct ac_dec value)
{
	ac_assert(statement->decimal_count < STATEMENT_DECIMALS_MAX);
	char *text = statement->decimals[statement->decimal_count++];
	size_t size = ac_dec_format(value, text);
	bind_borrowed(statement, parameter, text, size);
}

void bind_real(struct statement *statement, enum ac_parameter parameter, double value)
{
	uint32_t index;
	if (place_find(statement, parameter, &index))
		note(statement,
		     statement->store->driver->bind_real(statement->query->prepared, index, value));
}

void statement_stop(struct statement *statement)
{
	if (statement->query->prepared != NULL)
		statement->store->driver->reset(statement->query->prepared);
}

enum ac_status statement_next(struct statement *statement)
{
	struct ac_store *store = statement->store;
	enum ac_status status = statement->status;
	if (status == AC_OK && !statement->is_refused) {
		ac_assert(statement->bound == statement->query->wanted);
		status = store->driver->step(statement->query->prepared);
		statement->column = 0;
		if (status == AC_OK)
			return AC_OK;
	}
	if (statement->is_refused) {
		snprintf(store->error, sizeof(store->error),
			 "a fact carries a value that the schema has no word for");
		store->is_duplicate = false;
		status = AC_ERR_RANGE;
	} else {
		status = store_note(store, status);
	}
	statement_stop(statement);
	return status;
}

enum ac_status statement_run(struct statement *statement)
{
	enum ac_status status = statement_next(statement);
	if (status == AC_OK)
		statement_stop(statement);
	return status == AC_END ? AC_OK : status;
}

int64_t column_int(struct statement *statement)
{
	return statement->store->driver->column_int(statement->query->prepared,
						    statement->column++);
}

const char *column_text(struct statement *statement)
{
	const char *text = statement->store->driver->column_text(statement->query->prepared,
								 statement->column++);
	return text == NULL ? "" : text;
}

void column_copy(struct statement *statement, char *text, size_t size)
{
	snprintf(text, size, "%s", column_text(statement));
}

struct ac_dec column_dec(struct statement *statement)
{
	struct ac_dec value = AC_DEC_ZERO;
	if (ac_dec_parse(ac_str_from(column_text(statement)), &value) != AC_OK)
		statement->is_refused = true;
	return value;
}

bool column_real(struct statement *statement, double *ret_value)
{
	const struct ac_driver *driver = statement->store->driver;
	struct ac_prepared *prepared = statement->query->prepared;
	uint32_t index = statement->column++;
	bool is_null = driver->column_is_null(prepared, index);
	*ret_value = is_null ? 0 : driver->column_real(prepared, index);
	return !is_null;
}
