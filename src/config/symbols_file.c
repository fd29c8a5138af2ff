#include "config/symbols_file.h"

#include <stdlib.h>

#include "core/utf8.h"

#define AT(member) offsetof(struct ac_symbol_config, member)

static const struct ac_field fields[] = {
	{ .key = "enabled",
	  .type = AC_FIELD_BOOL,
	  .offset = AT(is_enabled),
	  .default_value = "true",
	  .help = "Whether strategies may trade the symbol; their own files have a switch too." },
	{ .key = "leverage",
	  .type = AC_FIELD_INT,
	  .offset = AT(limits.leverage),
	  .default_value = "10",
	  .minimum = "1",
	  .maximum = "125",
	  .help = "Leverage that is set on the exchange; its brackets may allow less." },
	{ .key = "margin_type",
	  .type = AC_FIELD_CHOICE,
	  .offset = AT(limits.margin_type),
	  .default_value = "CROSSED",
	  .choices = "CROSSED,ISOLATED",
	  .help = "Whether the whole wallet or only the position's own margin stands behind it." },
	{ .key = "exposure_max",
	  .type = AC_FIELD_DECIMAL,
	  .offset = AT(limits.exposure_max),
	  .default_value = "0",
	  .minimum = "0",
	  .maximum = "10000000000",
	  .help = "Largest value of positions and working entries, in the quote asset; 0 is off." },
	{ .key = "daily_quantity_max",
	  .type = AC_FIELD_DECIMAL,
	  .offset = AT(limits.daily_quantity_max),
	  .default_value = "0",
	  .minimum = "0",
	  .maximum = "90000000000",
	  .help = "Most that one strategy may open in a UTC day, in the base asset; 0 is off." },
};
const struct ac_schema ac_symbol_schema = { fields, AC_COUNT(fields) };

static const struct ac_field root_fields[] = {
	{ .key = "defaults", .type = AC_FIELD_SECTION },
	{ .key = "symbols", .type = AC_FIELD_SECTION },
};
static const struct ac_schema root_schema = { root_fields, AC_COUNT(root_fields) };

/* NULL when it may be a symbol, otherwise why not. */
static const char *refuse_name(struct ac_str name)
{
	if (name.size == 0)
		return "is empty; write a symbol such as BTCUSDT";
	if (name.size >= AC_SYMBOL_SIZE)
		return "is longer than 47 bytes; write it as the exchange does";
	while (name.size > 0) {
		uint32_t c = 0;
		if (!ac_utf8_next(&name, &c) || !ac_utf8_is_plain(c))
			return "holds a character that no symbol has; write it as the exchange "
			       "does";
		if (c >= 'a' && c <= 'z')
			return "is not in upper case; write it as the exchange does: BTCUSDT";
		bool is_known = (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
		if (c < 0x80 && !is_known)
			return "holds a character that no symbol has; write it as the exchange "
			       "does: BTCUSDT";
	}
	return NULL;
}

/* Appends an entry with the defaults; NULL, with a fault, where the name is refused. The caller has
 * made room. */
static struct ac_symbol_config *add(struct ac_yaml *yaml, const yaml_node_t *node,
				    const struct ac_symbol_config *defaults,
				    struct ac_config *config)
{
	struct ac_str name = ac_yaml_text(node);
	const char *why = refuse_name(name);
	if (why == NULL && config->symbol_count == AC_INSTRUMENTS_MAX)
		why = "is one too many; at most 1024 symbols are read";
	if (why != NULL) {
		struct ac_place place = ac_yaml_place(yaml, node);
		struct ac_shown shown = ac_shown_make(name);
		ac_faults_add(yaml->faults, place.file, place.line, place.column, "symbol '%s' %s",
			      shown.text, why);
		return NULL;
	}
	struct ac_symbol_config *symbol = &config->symbols[config->symbol_count++];
	*symbol = *defaults;
	memcpy(symbol->symbol, name.data, name.size);
	return symbol;
}

static void take_mapping(struct ac_yaml *yaml, const yaml_node_t *mapping,
			 const struct ac_symbol_config *defaults, struct ac_config *config)
{
	struct ac_yaml_pair pair;
	for (size_t index = 0; ac_yaml_next(yaml, mapping, &index, &pair);) {
		struct ac_symbol_config *symbol = add(yaml, pair.key, defaults, config);
		const yaml_node_t *keys = ac_yaml_mapping(yaml, &pair);
		struct ac_symbol_config unused = *defaults;
		if (keys != NULL)
			ac_yaml_apply(yaml, keys, &ac_symbol_schema,
				      symbol != NULL ? symbol : &unused);
	}
}

static void take_list(struct ac_yaml *yaml, const yaml_node_t *list,
		      const struct ac_symbol_config *defaults, struct ac_config *config)
{
	size_t count = ac_yaml_count(list);
	for (size_t i = 0; i < count; i++) {
		const yaml_node_t *item = ac_yaml_item(yaml, list, i);
		struct ac_place place = ac_yaml_place(yaml, item);
		if (item->type != YAML_SCALAR_NODE) {
			ac_faults_add(yaml->faults, place.file, place.line, place.column,
				      "found %s in the list of symbols; write names only, or "
				      "'SYMBOL:' lines with keys below them",
				      ac_yaml_kind(item));
			continue;
		}
		if (ac_symbols_file_find(config, ac_yaml_text(item)) != NULL) {
			struct ac_shown shown = ac_shown_make(ac_yaml_text(item));
			ac_faults_add(yaml->faults, place.file, place.line, place.column,
				      "duplicate symbol '%s'; keep one of them", shown.text);
			continue;
		}
		add(yaml, item, defaults, config);
	}
}

static void take_symbols(struct ac_yaml *yaml, const yaml_node_t *node,
			 const struct ac_symbol_config *defaults, struct ac_config *config)
{
	struct ac_place place = ac_yaml_place(yaml, node);
	size_t count = ac_yaml_count(node);
	if (count == 0) {
		ac_faults_add(yaml->faults, place.file, place.line, place.column,
			      "symbols: holds none; write at least one, such as 'BTCUSDT:', "
			      "indented");
		return;
	}
	if (count > AC_INSTRUMENTS_MAX)
		count = AC_INSTRUMENTS_MAX;
	config->symbols = calloc(count, sizeof(*config->symbols));
	if (config->symbols == NULL) {
		ac_faults_add(yaml->faults, place.file, 0, 0, "no memory is left to read it");
		return;
	}
	if (node->type == YAML_MAPPING_NODE)
		take_mapping(yaml, node, defaults, config);
	else
		take_list(yaml, node, defaults, config);
}

void ac_symbols_file_take(struct ac_yaml *yaml, const yaml_node_t *root, struct ac_config *config)
{
	ac_assert(config->symbols == NULL);
	struct ac_symbol_config defaults = { 0 };
	ac_schema_default(&ac_symbol_schema, &defaults);
	/* The defaults count for every symbol, wherever their section stands. */
	struct ac_yaml_pair section = { .name = AC_STR("defaults"),
					.value = ac_yaml_get(yaml, root, "defaults") };
	if (section.value != NULL) {
		const yaml_node_t *keys = ac_yaml_mapping(yaml, &section);
		if (keys != NULL)
			ac_yaml_apply(yaml, keys, &ac_symbol_schema, &defaults);
	}
	const yaml_node_t *symbols = ac_yaml_get(yaml, root, "symbols");
	if (symbols != NULL)
		take_symbols(yaml, symbols, &defaults, config);
}

void ac_symbols_file_parse(const char *file, struct ac_str text, struct ac_config *config,
			   struct ac_faults *faults)
{
	struct ac_yaml yaml;
	if (ac_yaml_init(&yaml, file, text, faults) != AC_OK)
		return;
	uint32_t faults_before = faults->count;
	const yaml_node_t *root = ac_yaml_root(&yaml);
	if (root != NULL)
		ac_yaml_apply(&yaml, root, &root_schema, config);
	if (root != NULL)
		ac_symbols_file_take(&yaml, root, config);
	bool is_absent = root == NULL || ac_yaml_get(&yaml, root, "symbols") == NULL;
	if (is_absent && faults->count == faults_before)
		ac_faults_add(faults, file, 0, 0,
			      "missing key 'symbols'; write 'symbols:' and a symbol below it");
	ac_yaml_deinit(&yaml);
}

const struct ac_symbol_config *ac_symbols_file_find(const struct ac_config *config,
						    struct ac_str symbol)
{
	for (uint32_t i = 0; i < config->symbol_count; i++) {
		if (ac_str_equal(ac_str_from(config->symbols[i].symbol), symbol))
			return &config->symbols[i];
	}
	return NULL;
}
