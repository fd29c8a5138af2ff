#include "config/difference.h"

#include "config/schema.h"
#include "config/strategy_files.h"
#include "config/symbols_file.h"

#include <stdio.h>

#define VALUE_SIZE 1024
#define RISK_FILE  "config/risk.yaml"

struct comparing {
	const struct ac_strategy_registry *registry;
	struct ac_faults *changes, *refusals;
};

/* Where a row stands, and who is told of it. */
struct section {
	const char *file;
	const char *prefix; /* of the key: "limits.", "BTCUSDT." */
	struct ac_faults *lines;
	const char *end; /* what is to be done, behind a refusal */
};

static void compare_row(const struct ac_field *field, const void *was, const void *is,
			const struct section *section)
{
	char old_value[VALUE_SIZE], new_value[VALUE_SIZE];
	if (field->type == AC_FIELD_SECTION || field->type == AC_FIELD_SECRET || field->is_alias)
		return;
	ac_field_format(field, was, old_value, sizeof(old_value));
	ac_field_format(field, is, new_value, sizeof(new_value));
	if (strcmp(old_value, new_value) != 0)
		ac_faults_add(section->lines, section->file, 0, 0, "%s%s %s -> %s%s",
			      section->prefix, field->key, old_value, new_value, section->end);
}

static void compare_rows(const struct ac_schema *schema, const void *was, const void *is,
			 const struct section *section)
{
	for (size_t i = 0; i < schema->count; i++)
		compare_row(&schema->fields[i], was, is, section);
}

static bool is_limit(const struct ac_field *field)
{
	return field->offset == offsetof(struct ac_symbol_config, limits.exposure_max) ||
	       field->offset == offsetof(struct ac_symbol_config, limits.daily_quantity_max);
}

static void compare_symbol(const struct comparing *comparing, const struct ac_symbol_config *was,
			   const struct ac_symbol_config *is)
{
	char prefix[AC_SYMBOL_SIZE + 1];
	snprintf(prefix, sizeof(prefix), "%s.", was->symbol);
	for (size_t i = 0; i < ac_symbol_schema.count; i++) {
		const struct ac_field *field = &ac_symbol_schema.fields[i];
		struct section section = { "config/symbols.yaml", prefix, comparing->refusals,
					   ": the exchange is set up at a start; restart" };
		if (is_limit(field)) {
			section.lines = comparing->changes;
			section.end = "";
		}
		compare_row(field, was, is, &section);
	}
}

static const struct ac_symbol_config *enabled_symbol(const struct ac_config *config,
						     const char *symbol)
{
	const struct ac_symbol_config *found = ac_symbols_file_find(config, ac_str_from(symbol));
	return found != NULL && found->is_enabled ? found : NULL;
}

static void compare_symbols(const struct comparing *comparing, const struct ac_config *was,
			    const struct ac_config *is)
{
	for (uint32_t i = 0; i < was->symbol_count; i++) {
		const struct ac_symbol_config *old_symbol = &was->symbols[i];
		const struct ac_symbol_config *new_symbol = enabled_symbol(is, old_symbol->symbol);
		if (!old_symbol->is_enabled)
			continue;
		if (new_symbol == NULL)
			ac_faults_add(comparing->refusals, "config/symbols.yaml", 0, 0,
				      "%s is gone or disabled: pause it instead, or restart",
				      old_symbol->symbol);
		else
			compare_symbol(comparing, old_symbol, new_symbol);
	}
	for (uint32_t i = 0; i < is->symbol_count; i++) {
		if (is->symbols[i].is_enabled && enabled_symbol(was, is->symbols[i].symbol) == NULL)
			ac_faults_add(comparing->refusals, "config/symbols.yaml", 0, 0,
				      "%s is new: restart to trade it", is->symbols[i].symbol);
	}
}

static struct ac_book_config *book_find(const struct ac_config *config,
					const struct ac_book_config *like)
{
	for (uint32_t i = 0; i < config->book_count; i++) {
		struct ac_book_config *book = &config->books[i];
		if (strcmp(book->strategy, like->strategy) == 0 &&
		    strcmp(book->symbol, like->symbol) == 0)
			return book;
	}
	return NULL;
}

static const struct ac_book_config *enabled_book(const struct ac_config *config,
						 const struct ac_book_config *like)
{
	const struct ac_book_config *book = book_find(config, like);
	return book != NULL && book->is_enabled ? book : NULL;
}

static void compare_book(const struct comparing *comparing, const struct ac_book_config *was,
			 const struct ac_book_config *is)
{
	const struct section section = { is->file, "", comparing->changes, "" };
	compare_rows(&ac_book_schema, was, is, &section);
	const struct ac_strategy *strategy =
		ac_strategy_find(comparing->registry, ac_str_from(is->strategy));
	for (uint32_t i = 0; strategy != NULL && i < strategy->param_count; i++) {
		const struct ac_param *param = &strategy->params[i];
		char old_value[VALUE_SIZE], new_value[VALUE_SIZE];
		ac_strategy_param_format(param, &was->params[i], old_value, sizeof(old_value));
		ac_strategy_param_format(param, &is->params[i], new_value, sizeof(new_value));
		if (strcmp(old_value, new_value) != 0)
			ac_faults_add(comparing->changes, is->file, 0, 0, "%s %s -> %s",
				      param->name, old_value, new_value);
	}
}

static void compare_books(const struct comparing *comparing, const struct ac_config *was,
			  const struct ac_config *is)
{
	for (uint32_t i = 0; i < was->book_count; i++) {
		const struct ac_book_config *old_book = &was->books[i];
		const struct ac_book_config *new_book = enabled_book(is, old_book);
		if (!old_book->is_enabled)
			continue;
		if (new_book == NULL)
			ac_faults_add(comparing->refusals, old_book->file, 0, 0,
				      "is gone or disabled: pause %s instead, or restart",
				      old_book->symbol);
		else
			compare_book(comparing, old_book, new_book);
	}
	for (uint32_t i = 0; i < is->book_count; i++) {
		if (is->books[i].is_enabled && enabled_book(was, &is->books[i]) == NULL)
			ac_faults_add(comparing->refusals, is->books[i].file, 0, 0,
				      "is new: restart to trade by it");
	}
}

void ac_config_compare(const struct ac_config *was, const struct ac_config *is,
		       const struct ac_strategy_registry *registry, struct ac_faults *changes,
		       struct ac_faults *refusals)
{
	const struct comparing comparing = { registry, changes, refusals };
	const struct section settings = { "settings (.env)", "", refusals,
					  ": settings are read at a start; restart" };
	const struct section simulation = {
		RISK_FILE, "simulation.", refusals,
		": the simulated exchange is made at a start; restart"
	};
	const struct section limits = { RISK_FILE, "limits.", changes, "" };
	const struct section execution = { RISK_FILE, "execution.", changes, "" };
	compare_rows(&ac_settings_schema, was, is, &settings);
	compare_rows(&ac_simulation_schema, was, is, &simulation);
	compare_rows(&ac_limits_schema, was, is, &limits);
	compare_rows(&ac_execution_schema, was, is, &execution);
	compare_symbols(&comparing, was, is);
	compare_books(&comparing, was, is);
}

/* By the table, so that a new row of it cannot be forgotten here. */
static void take_rows(const struct ac_schema *schema, void *base, const void *from)
{
	for (size_t i = 0; i < schema->count; i++) {
		char value[VALUE_SIZE];
		ac_field_format(&schema->fields[i], from, value, sizeof(value));
		enum ac_status status =
			ac_field_parse(&schema->fields[i], ac_str_from(value), base);
		ac_assert(status == AC_OK);
	}
}

void ac_config_take_over(struct ac_config *config, const struct ac_config *from)
{
	take_rows(&ac_limits_schema, config, from);
	take_rows(&ac_execution_schema, config, from);
	for (uint32_t i = 0; i < config->symbol_count; i++) {
		const struct ac_symbol_config *symbol =
			enabled_symbol(from, config->symbols[i].symbol);
		if (symbol == NULL)
			continue;
		config->symbols[i].limits.exposure_max = symbol->limits.exposure_max;
		config->symbols[i].limits.daily_quantity_max = symbol->limits.daily_quantity_max;
	}
	for (uint32_t i = 0; i < config->book_count; i++) {
		struct ac_book_config *book = &config->books[i];
		const struct ac_book_config *changed = enabled_book(from, book);
		if (changed == NULL || !book->is_enabled)
			continue;
		book->notional = changed->notional;
		book->risk_pct = changed->risk_pct;
		book->entry_type = changed->entry_type;
		memcpy(book->params, changed->params, sizeof(book->params));
	}
}
