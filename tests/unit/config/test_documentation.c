/* What is shipped for people says the same as the program: the page of documentation, the sample
 * files and the example of a .env. */
#include "sandbox.h"

#include "config/choice.h"
#include "config/risk_file.h"
#include "config/schema.h"
#include "config/settings.h"
#include "config/symbols_file.h"

#define TEXT_SIZE (256 * 1024)

static char *read_source(const char *name)
{
	const char *root = getenv("AC_SOURCE_ROOT");
	char path[1024];
	snprintf(path, sizeof(path), "%s/%s", root != NULL ? root : ".", name);
	FILE *file = fopen(path, "r");
	if (file == NULL)
		fail_msg("%s cannot be opened", path);
	char *text = calloc(1, TEXT_SIZE);
	assert_non_null(text);
	size_t size = fread(text, 1, TEXT_SIZE - 1, file);
	assert_true(size > 0);
	fclose(file);
	return text;
}

static const char *type_text(const struct ac_field *field)
{
	switch (field->type) {
	case AC_FIELD_BOOL:
		return "truth value";
	case AC_FIELD_INT:
	case AC_FIELD_MS:
		return "whole number";
	case AC_FIELD_DECIMAL:
		return "decimal";
	case AC_FIELD_CHOICE:
	case AC_FIELD_TEXT:
		return field->choices != NULL ? "choice" : "text";
	case AC_FIELD_SECRET:
		return "secret";
	case AC_FIELD_SECTION:
		return "keys";
	}
	return "?";
}

/* The row of the page's table that must be there. */
static void format_row(const struct ac_field *field, char *row, size_t size)
{
	char range[128] = "-", preset[128] = "-";
	if (field->minimum != NULL)
		snprintf(range, sizeof(range), "%s to %s", field->minimum, field->maximum);
	if (field->type == AC_FIELD_BOOL)
		snprintf(range, sizeof(range), "`true` `false`");
	if (field->choices != NULL) {
		size_t used = 0;
		for (uint32_t i = 0; ac_choice_at(field->choices, i).size > 0; i++) {
			struct ac_str word = ac_choice_at(field->choices, i);
			used += (size_t)snprintf(range + used, sizeof(range) - used, "%s`%.*s`",
						 i == 0 ? "" : " ", (int)word.size, word.data);
		}
	}
	if (field->default_value != NULL)
		snprintf(preset, sizeof(preset), "`%s`", field->default_value);
	snprintf(row, size, "| `%s` | %s | %s | %s | %s |\n", field->key, type_text(field), preset,
		 range, field->help);
}

static void test_documentation_has_every_key_with_type_default_and_range(void **state)
{
	(void)state;
	static const struct ac_schema *const schemas[] = {
		&ac_settings_schema,   &ac_limits_schema, &ac_execution_schema,
		&ac_simulation_schema, &ac_symbol_schema, &ac_book_schema,
	};
	char *page = read_source("docs/configuration.md");
	size_t missing = 0;
	for (size_t i = 0; i < AC_COUNT(schemas); i++) {
		for (size_t k = 0; k < schemas[i]->count; k++) {
			char row[1024];
			format_row(&schemas[i]->fields[k], row, sizeof(row));
			if (strstr(page, row) != NULL)
				continue;
			fprintf(stderr, "docs/configuration.md lacks: %s", row);
			missing++;
		}
	}
	free(page);
	assert_int_equal(missing, 0);
}

static void test_documentation_names_every_section(void **state)
{
	(void)state;
	char *page = read_source("docs/configuration.md");
	for (size_t i = 0; i < ac_risk_file_schema.count; i++) {
		char heading[64];
		snprintf(heading, sizeof(heading), "### `%s:`\n",
			 ac_risk_file_schema.fields[i].key);
		if (strstr(page, heading) == NULL)
			fail_msg("no heading %s", heading);
	}
	free(page);
}

static void test_page_of_risk_has_a_paragraph_of_every_guard_in_their_order(void **state)
{
	(void)state;
#define GUARD_NAME(NAME, name) #name,
	static const char *const guards[] = { AC_GUARD_LIST(GUARD_NAME) };
#undef GUARD_NAME
	char *page = read_source("docs/risk.md");
	const char *at = page;
	for (size_t i = 0; i < AC_COUNT(guards); i++) {
		char head[64];
		snprintf(head, sizeof(head), "\n**`%s`** — ", guards[i]);
		const char *found = strstr(at, head);
		if (found == NULL)
			fail_msg("docs/risk.md: add a paragraph that begins with \"%s\", after the "
				 "guard's that is asked before it: what it refuses, its keys, what "
				 "happens at the limit, what is stored",
				 head + 1);
		at = found;
	}
	free(page);
}

static void test_page_of_risk_names_every_limit(void **state)
{
	(void)state;
	char *page = read_source("docs/risk.md");
	for (size_t i = 0; i < ac_limits_schema.count; i++) {
		char key[64];
		snprintf(key, sizeof(key), "%s`", ac_limits_schema.fields[i].key);
		if (strstr(page, key) == NULL)
			fail_msg("docs/risk.md: say in the guard's paragraph what `%s does", key);
	}
	free(page);
}

/* A line of the file that sets the key, comments and indentation apart. */
static bool sets(const char *text, const char *key)
{
	size_t size = strlen(key);
	for (const char *line = text; line != NULL && *line != '\0';) {
		const char *at = line + strspn(line, " ");
		if (strncmp(at, key, size) == 0 && (at[size] == ':' || at[size] == '='))
			return true;
		line = strchr(line, '\n');
		line = line != NULL ? line + 1 : NULL;
	}
	return false;
}

static void test_sample_risk_file_spells_out_every_default(void **state)
{
	(void)state;
	struct ac_config config, defaults;
	struct ac_faults faults;
	char *text = read_source("config/risk.yaml");
	ac_faults_init(&faults);
	/* From nothing, so that a value which the file leaves out shows as a difference. */
	memset(&config, 0, sizeof(config));
	ac_risk_file_parse("config/risk.yaml", ac_str_from(text), &config, &faults);
	check_faults("config/risk.yaml", &faults, NULL);
	ac_config_default(&defaults);
	config.settings = defaults.settings;
	config.risk.is_guarded = true;
	for (size_t i = 0; i < ac_risk_file_schema.count; i++) {
		const struct ac_schema *section = ac_risk_file_schema.fields[i].section;
		for (size_t k = 0; k < section->count; k++) {
			if (!sets(text, section->fields[k].key))
				fail_msg(
					"config/risk.yaml: write `%s: %s` under %s:, its meaning above it",
					section->fields[k].key, section->fields[k].default_value,
					ac_risk_file_schema.fields[i].key);
		}
	}
	assert_memory_equal(&config, &defaults, sizeof(config));
	free(text);
}

static void test_sample_symbols_file_lists_a_dozen(void **state)
{
	(void)state;
	static const char *const bases[] = { "BTC",  "ETH",  "BNB",  "SOL", "XRP", "ADA",
					     "DOGE", "AVAX", "LINK", "LTC", "DOT", "TRX" };
	struct ac_config config;
	struct ac_faults faults;
	char *text = read_source("config/symbols.yaml");
	ac_config_default(&config);
	ac_faults_init(&faults);
	ac_symbols_file_parse("config/symbols.yaml", ac_str_from(text), &config, &faults);
	check_faults("config/symbols.yaml", &faults, NULL);
	assert_int_equal(config.symbol_count, AC_COUNT(bases));
	for (size_t i = 0; i < AC_COUNT(bases); i++) {
		char symbol[16];
		snprintf(symbol, sizeof(symbol), "%sUSDT", bases[i]);
		assert_string_equal(config.symbols[i].symbol, symbol);
		assert_true(config.symbols[i].is_enabled);
		assert_int_equal(config.symbols[i].limits.leverage, 10);
		assert_int_equal(config.symbols[i].limits.margin_type, AC_MARGIN_CROSSED);
	}
	ac_config_deinit(&config);
	free(text);
}

static void test_example_of_an_env_file_is_valid_and_complete(void **state)
{
	(void)state;
	struct ac_config config, defaults;
	struct ac_faults faults;
	char *text = read_source(".env.example");
	ac_config_default(&config);
	ac_config_default(&defaults);
	ac_faults_init(&faults);
	ac_settings_parse(".env.example", ac_str_from(text), NULL, &config, &faults);
	check_faults(".env.example", &faults, NULL);
	assert_memory_equal(&config, &defaults, sizeof(config));
	for (size_t i = 0; i < ac_settings_schema.count; i++) {
		const struct ac_field *field = &ac_settings_schema.fields[i];
		if (!field->is_alias && !sets(text, field->key))
			fail_msg("%s is left out", field->key);
		assert_non_null(strstr(text, field->key));
	}
	free(text);
}

static void test_shipped_folder_is_accepted_as_it_is(void **state)
{
	(void)state;
	struct ac_strategy_registry registry;
	struct ac_config config;
	struct ac_faults faults;
	const char *root = getenv("AC_SOURCE_ROOT");
	/* Whoever builds here may have a .env of their own. */
	const struct ac_config_paths paths = { .root = root, .env_file = ".env.of-nobody" };
	ac_strategy_registry_init(&registry);
	ac_faults_init(&faults);
	enum ac_status status = ac_config_load(&paths, NULL, &registry, &config, &faults);
	check_faults("shipped folder", &faults, NULL);
	assert_int_equal(status, AC_OK);
	assert_true(config.book_count > 0);
	char *text = NULL;
	struct ac_config again;
	assert_int_equal(ac_config_format(&config, &registry, &text), AC_OK);
	assert_int_equal(ac_config_parse_effective(ac_str_from(text), &registry, &again, &faults),
			 AC_OK);
	assert_int_equal(again.book_count, config.book_count);
	assert_memory_equal(again.books, config.books, config.book_count * sizeof(*config.books));
	free(text);
	ac_config_deinit(&again);
	ac_config_deinit(&config);
	ac_faults_deinit(&faults);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_documentation_has_every_key_with_type_default_and_range),
		cmocka_unit_test(test_documentation_names_every_section),
		cmocka_unit_test(test_page_of_risk_has_a_paragraph_of_every_guard_in_their_order),
		cmocka_unit_test(test_page_of_risk_names_every_limit),
		cmocka_unit_test(test_sample_risk_file_spells_out_every_default),
		cmocka_unit_test(test_sample_symbols_file_lists_a_dozen),
		cmocka_unit_test(test_example_of_an_env_file_is_valid_and_complete),
		cmocka_unit_test(test_shipped_folder_is_accepted_as_it_is),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
