/* The effective configuration: printed with secrets masked, and read back for a replay. */
#include "config/choice.h"
#include "config/risk_file.h"
#include "config/settings.h"
#include "config/strategy_files.h"
#include "config/symbols_file.h"
#include "core/utf8.h"

#include <stdio.h>
#include <stdlib.h>

#define FILE_NAME  "effective configuration"
#define VALUE_SIZE 1024

static const struct ac_field root_fields[] = {
	/* Begins the text, since `--guards off` is no key of any file and changes everything below.
	 */
	{ .key = "guarded",
	  .type = AC_FIELD_BOOL,
	  .offset = offsetof(struct ac_config, risk.is_guarded) },
	{ .key = "settings", .type = AC_FIELD_SECTION, .section = &ac_settings_schema },
	{ .key = "limits", .type = AC_FIELD_SECTION, .section = &ac_limits_schema },
	{ .key = "execution", .type = AC_FIELD_SECTION, .section = &ac_execution_schema },
	{ .key = "simulation", .type = AC_FIELD_SECTION, .section = &ac_simulation_schema },
	{ .key = "symbols", .type = AC_FIELD_SECTION },
	{ .key = "books", .type = AC_FIELD_SECTION },
};
static const struct ac_schema root_schema = { root_fields, AC_COUNT(root_fields) };

#define AT(member)   offsetof(struct ac_book_config, member)
#define SIZE(member) sizeof(((struct ac_book_config *)NULL)->member)

static const struct ac_field book_fields[] = {
	{ .key = "strategy",
	  .type = AC_FIELD_TEXT,
	  .offset = AT(strategy),
	  .size = SIZE(strategy) },
	{ .key = "symbol", .type = AC_FIELD_TEXT, .offset = AT(symbol), .size = SIZE(symbol) },
	{ .key = "file", .type = AC_FIELD_TEXT, .offset = AT(file), .size = SIZE(file) },
	{ .key = "contents", .type = AC_FIELD_SECTION }, /* what that file says */
};
static const struct ac_schema book_schema = { book_fields, AC_COUNT(book_fields) };

/* Whether YAML reads the text as it is, without quotes. */
static bool is_plain(const char *text)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789";
	size_t size = strlen(text);
	if (size == 0 || strchr("/.", text[0]) == NULL) {
		if (size == 0 || strchr(letters, text[0]) == NULL)
			return false;
	}
	for (size_t i = 0; i < size; i++) {
		bool is_inner = text[i] == ':' && i + 1 < size;
		if (!is_inner && strchr(letters, text[i]) == NULL &&
		    strchr("_-./", text[i]) == NULL)
			return false;
	}
	return true;
}

/* Characters that a file name may have and YAML may not become '?': the name is for people. */
static void print_text(FILE *out, const char *text)
{
	if (is_plain(text)) {
		fputs(text, out);
		return;
	}
	fputc('"', out);
	struct ac_str rest = ac_str_from(text);
	while (rest.size > 0) {
		const char *first = rest.data;
		uint32_t character = 0;
		if (!ac_utf8_next(&rest, &character) || !ac_utf8_is_plain(character)) {
			fputc('?', out);
			continue;
		}
		if (character == '"' || character == '\\')
			fputc('\\', out);
		fwrite(first, 1, (size_t)(rest.data - first), out);
	}
	fputc('"', out);
}

/* Says that a secret is there and how long it is: enough to see a half-pasted one. */
static void print_secret(FILE *out, const char *secret)
{
	if (secret[0] == '\0')
		fputs("not set", out);
	else
		fprintf(out, "\"****(%zu characters)\"", strlen(secret));
}

static void print_row(FILE *out, const struct ac_field *field, const void *base, int indent)
{
	const char *at = (const char *)base + field->offset;
	char value[VALUE_SIZE];
	fprintf(out, "%*s%s: ", indent, "", field->key);
	if (field->type == AC_FIELD_SECRET) {
		print_secret(out, at);
	} else {
		ac_field_format(field, base, value, sizeof(value));
		print_text(out, value);
	}
	fputc('\n', out);
}

/* Whether a row says nothing: an older name, or one of two sizes of which the other is used. */
static bool is_silent(const struct ac_field *field, const void *base)
{
	if (field->type != AC_FIELD_DECIMAL || field->default_value != NULL)
		return field->is_alias;
	struct ac_dec value;
	memcpy(&value, (const char *)base + field->offset, sizeof(value));
	return ac_dec_is_zero(value);
}

static void print_rows(FILE *out, const struct ac_schema *schema, const void *base, int indent)
{
	for (size_t i = 0; i < schema->count; i++) {
		const struct ac_field *field = &schema->fields[i];
		if (field->type == AC_FIELD_SECTION && field->section != NULL) {
			fprintf(out, "%*s%s:\n", indent, "", field->key);
			print_rows(out, field->section, base, indent + 2);
		} else if (field->type != AC_FIELD_SECTION && !is_silent(field, base)) {
			print_row(out, field, base, indent);
		}
	}
}

void ac_strategy_param_format(const struct ac_param *param, const struct ac_param_value *value,
			      char *text, size_t size)
{
	char decimal[AC_DEC_TEXT_SIZE];
	struct ac_str choice;
	switch (param->type) {
	case AC_PARAM_INT:
		snprintf(text, size, "%lld", (long long)value->integer);
		break;
	case AC_PARAM_REAL:
		ac_dec_format((struct ac_dec){ value->decimal }, decimal);
		snprintf(text, size, "%s", decimal);
		break;
	case AC_PARAM_BOOL:
		snprintf(text, size, "%s", value->integer != 0 ? "true" : "false");
		break;
	case AC_PARAM_CHOICE:
		choice = ac_choice_at(param->choices, (uint32_t)value->integer);
		snprintf(text, size, "%.*s", (int)choice.size, choice.data);
		break;
	}
}

static void print_param(FILE *out, const struct ac_param *param, const struct ac_param_value *value,
			int indent)
{
	char text[VALUE_SIZE];
	ac_strategy_param_format(param, value, text, sizeof(text));
	fprintf(out, "%*s%s: %s\n", indent, "", param->name, text);
}

static enum ac_status print_book(FILE *out, const struct ac_strategy_registry *registry,
				 const struct ac_book_config *book)
{
	const struct ac_strategy *strategy =
		ac_strategy_find(registry, ac_str_from(book->strategy));
	if (strategy == NULL)
		return AC_ERR_NOT_FOUND;
	fputs("  -\n", out);
	print_rows(out, &book_schema, book, 4);
	fputs("    contents:\n", out);
	print_rows(out, &ac_book_schema, book, 6);
	if (strategy->param_count > 0)
		fputs("      params:\n", out);
	for (uint32_t i = 0; i < strategy->param_count; i++)
		print_param(out, &strategy->params[i], &book->params[i], 8);
	return AC_OK;
}

static enum ac_status print_config(FILE *out, const struct ac_config *config,
				   const struct ac_strategy_registry *registry)
{
	print_rows(out, &root_schema, config, 0);
	if (config->symbol_count > 0)
		fputs("symbols:\n", out);
	for (uint32_t i = 0; i < config->symbol_count; i++) {
		fputs("  ", out);
		print_text(out, config->symbols[i].symbol);
		fputs(":\n", out);
		print_rows(out, &ac_symbol_schema, &config->symbols[i], 4);
	}
	if (config->book_count > 0)
		fputs("books:\n", out);
	for (uint32_t i = 0; i < config->book_count; i++) {
		enum ac_status status = print_book(out, registry, &config->books[i]);
		if (status != AC_OK)
			return status;
	}
	return AC_OK;
}

enum ac_status ac_config_format(const struct ac_config *config,
				const struct ac_strategy_registry *registry, char **ret_text)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	if (out == NULL)
		return AC_ERR_NOMEM;
	enum ac_status status = print_config(out, config, registry);
	bool is_short = ferror(out) != 0;
	is_short = fclose(out) != 0 || is_short;
	if (status == AC_OK && is_short)
		status = AC_ERR_NOMEM;
	if (status != AC_OK) {
		free(text);
		return status;
	}
	*ret_text = text;
	return AC_OK;
}

static void take_book(struct ac_yaml *yaml, const yaml_node_t *item,
		      const struct ac_strategy_registry *registry, struct ac_config *config)
{
	struct ac_place place = ac_yaml_place(yaml, item);
	if (item->type != YAML_MAPPING_NODE) {
		ac_faults_add(yaml->faults, place.file, place.line, place.column,
			      "found %s; a book is a mapping", ac_yaml_kind(item));
		return;
	}
	struct ac_book_config *book = ac_strategy_files_add(config, FILE_NAME, yaml->faults);
	if (book == NULL)
		return;
	ac_yaml_apply(yaml, item, &book_schema, book);
	struct ac_str name = ac_str_from(book->strategy), symbol = ac_str_from(book->symbol);
	const struct ac_strategy *strategy = ac_strategy_find(registry, name);
	if (ac_symbols_file_find(config, symbol) == NULL)
		ac_strategy_files_unlisted(config, place, symbol, yaml->faults);
	if (strategy == NULL) {
		ac_strategy_files_unknown(registry, place, name, yaml->faults);
		return;
	}
	struct ac_yaml_pair contents = { .name = AC_STR("contents"),
					 .value = ac_yaml_get(yaml, item, "contents") };
	const yaml_node_t *mapping =
		contents.value != NULL ? ac_yaml_mapping(yaml, &contents) : NULL;
	ac_strategy_file_take(yaml, mapping, strategy, book);
}

static void take_books(struct ac_yaml *yaml, const yaml_node_t *books,
		       const struct ac_strategy_registry *registry, struct ac_config *config)
{
	if (books->type != YAML_SEQUENCE_NODE) {
		struct ac_place place = ac_yaml_place(yaml, books);
		ac_faults_add(yaml->faults, place.file, place.line, place.column,
			      "books: found %s; it is a list", ac_yaml_kind(books));
		return;
	}
	size_t count = ac_yaml_count(books);
	for (size_t i = 0; i < count && i <= AC_BOOKS_MAX; i++)
		take_book(yaml, ac_yaml_item(yaml, books, i), registry, config);
}

enum ac_status ac_config_parse_effective(struct ac_str text,
					 const struct ac_strategy_registry *registry,
					 struct ac_config *ret_config, struct ac_faults *faults)
{
	struct ac_config config;
	struct ac_yaml yaml;
	uint32_t faults_before = faults->count;
	if (ac_yaml_init(&yaml, FILE_NAME, text, faults) != AC_OK)
		return AC_ERR_CONFIG;
	ac_config_default(&config);
	const yaml_node_t *root = ac_yaml_root(&yaml);
	if (root != NULL) {
		ac_yaml_apply(&yaml, root, &root_schema, &config);
		ac_risk_file_check(&yaml, root, &config);
		ac_symbols_file_take(&yaml, root, &config);
		const yaml_node_t *books = ac_yaml_get(&yaml, root, "books");
		if (books != NULL)
			take_books(&yaml, books, registry, &config);
	} else if (faults->count == faults_before) {
		ac_faults_add(faults, FILE_NAME, 0, 0,
			      "is empty; it is what `autocoin check` prints");
	}
	ac_yaml_deinit(&yaml);
	if (faults->count != faults_before) {
		ac_config_deinit(&config);
		return AC_ERR_CONFIG;
	}
	memcpy(ret_config, &config, sizeof(config));
	return AC_OK;
}
