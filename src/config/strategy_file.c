/* What one strategies/<name>/<SYMBOL>.yaml holds. strategy_files.c finds the files. */
#include "config/strategy_files.h"

#include <stdlib.h>

#define AT(member) offsetof(struct ac_book_config, member)

static const struct ac_field fields[] = {
	{ .key = "enabled",
	  .type = AC_FIELD_BOOL,
	  .offset = AT(is_enabled),
	  .default_value = "true",
	  .help = "Whether the strategy trades this symbol." },
	{ .key = "notional",
	  .type = AC_FIELD_DECIMAL,
	  .offset = AT(notional),
	  .minimum = "0.01",
	  .maximum = "1000000000",
	  .help = "Size of an entry in the quote asset; either this or risk_pct." },
	{ .key = "risk_pct",
	  .type = AC_FIELD_DECIMAL,
	  .offset = AT(risk_pct),
	  .minimum = "0.0001",
	  .maximum = "100",
	  .help = "Size of an entry such that its stop loses this percentage of the equity; either "
		  "this or notional." },
	{ .key = "entry_type",
	  .type = AC_FIELD_CHOICE,
	  .offset = AT(entry_type),
	  .default_value = "MARKET",
	  .choices = "LIMIT,MARKET",
	  .help = "MARKET enters at once; LIMIT rests at the signal's reference price." },
	{ .key = "params",
	  .type = AC_FIELD_SECTION,
	  .help = "Parameters of the strategy; `autocoin strategies` lists them." },
};
const struct ac_schema ac_book_schema = { fields, AC_COUNT(fields) };

/* The row of a strategy's parameter table as a row of a schema, for advice and faults. */
static struct ac_field field_of(const struct ac_param *param)
{
	struct ac_field field = { .key = param->name,
				  .minimum = param->minimum != NULL ? param->minimum : "0",
				  .maximum = param->maximum != NULL ? param->maximum : "0",
				  .help = param->help };
	switch (param->type) {
	case AC_PARAM_INT:
		field.type = AC_FIELD_INT;
		break;
	case AC_PARAM_REAL:
		field.type = AC_FIELD_DECIMAL;
		break;
	case AC_PARAM_BOOL:
		field.type = AC_FIELD_BOOL;
		break;
	case AC_PARAM_CHOICE:
		field.type = AC_FIELD_CHOICE;
		field.choices = param->choices;
		break;
	}
	return field;
}

static void refuse_param(struct ac_yaml *yaml, const struct ac_yaml_pair *pair,
			 const struct ac_strategy *strategy)
{
	struct ac_field rows[AC_PARAMS_MAX];
	for (uint32_t i = 0; i < strategy->param_count; i++)
		rows[i] = field_of(&strategy->params[i]);
	struct ac_schema schema = { rows, strategy->param_count };
	ac_schema_unknown(&schema, "parameter", ac_yaml_place(yaml, pair->key), pair->name,
			  yaml->faults);
}

static void take_params(struct ac_yaml *yaml, const yaml_node_t *mapping,
			const struct ac_strategy *strategy, struct ac_book_config *book)
{
	struct ac_yaml_pair pair;
	for (size_t index = 0; ac_yaml_next(yaml, mapping, &index, &pair);) {
		int32_t row = ac_strategy_param_find(strategy, pair.name);
		if (row < 0) {
			refuse_param(yaml, &pair, strategy);
			continue;
		}
		const struct ac_param *param = &strategy->params[row];
		struct ac_field field = field_of(param);
		struct ac_str text;
		if (!ac_yaml_scalar(yaml, &pair, &field, &text))
			continue;
		enum ac_status status = ac_strategy_param_parse(param, text, &book->params[row]);
		if (status != AC_OK)
			ac_field_refuse(&field, status, ac_yaml_place(yaml, pair.value), text,
					yaml->faults);
	}
}

/* Parameters that are right one by one may be wrong together; only the strategy knows, and it says
 * so when it prepares its state. */
static void check_together(struct ac_yaml *yaml, struct ac_place place,
			   const struct ac_strategy *strategy, const struct ac_book_config *book)
{
	static const size_t line = 64; /* as the arena aligns state */
	size_t size = (strategy->state_size(book->params) + line) / line * line;
	void *state = aligned_alloc(line, size);
	if (state == NULL) {
		ac_faults_add(yaml->faults, place.file, 0, 0, "no memory is left to check it");
		return;
	}
	memset(state, 0, size);
	const char *why = strategy->init(state, book->params);
	if (why != NULL)
		ac_faults_add(yaml->faults, place.file, place.line, place.column,
			      "params: refused by %s: %s; change one of them", strategy->name, why);
	free(state);
}

static void check_size(struct ac_yaml *yaml, const yaml_node_t *notional,
		       const yaml_node_t *risk_pct)
{
	if (notional == NULL && risk_pct == NULL) {
		ac_faults_add(yaml->faults, yaml->file, 0, 0,
			      "missing key 'notional' or 'risk_pct'; write exactly one of them");
		return;
	}
	if (notional == NULL || risk_pct == NULL)
		return;
	struct ac_place first = ac_yaml_place(yaml, notional);
	struct ac_place second = ac_yaml_place(yaml, risk_pct);
	const char *name = "risk_pct", *other = "notional";
	if (second.line < first.line) {
		struct ac_place swap = first;
		first = second;
		second = swap;
		name = "notional";
		other = "risk_pct";
	}
	ac_faults_add(yaml->faults, yaml->file, second.line, second.column,
		      "%s: %s is set at %s:%zu:%zu already; keep exactly one of them", name, other,
		      yaml->file, first.line, first.column);
}

void ac_strategy_file_take(struct ac_yaml *yaml, const yaml_node_t *root,
			   const struct ac_strategy *strategy, struct ac_book_config *book)
{
	ac_assert(strategy->param_count <= AC_PARAMS_MAX);
	uint32_t faults_before = yaml->faults->count;
	ac_schema_default(&ac_book_schema, book);
	ac_strategy_params_default(strategy, book->params);
	const yaml_node_t *notional = NULL, *risk_pct = NULL, *params = NULL;
	if (root != NULL) {
		ac_yaml_apply(yaml, root, &ac_book_schema, book);
		notional = ac_yaml_get(yaml, root, "notional");
		risk_pct = ac_yaml_get(yaml, root, "risk_pct");
		params = ac_yaml_get(yaml, root, "params");
	}
	check_size(yaml, notional, risk_pct);
	struct ac_place place = { yaml->file, 0, 0 };
	if (params != NULL) {
		struct ac_yaml_pair pair = { .name = AC_STR("params"), .value = params };
		const yaml_node_t *mapping = ac_yaml_mapping(yaml, &pair);
		place = ac_yaml_place(yaml, params);
		if (mapping != NULL)
			take_params(yaml, mapping, strategy, book);
	}
	if (yaml->faults->count == faults_before)
		check_together(yaml, place, strategy, book);
}

void ac_strategy_file_parse(struct ac_str text, const struct ac_strategy *strategy,
			    struct ac_book_config *book, struct ac_faults *faults)
{
	struct ac_yaml yaml;
	if (ac_yaml_init(&yaml, book->file, text, faults) != AC_OK)
		return;
	uint32_t faults_before = faults->count;
	const yaml_node_t *root = ac_yaml_root(&yaml);
	if (root != NULL || faults->count == faults_before)
		ac_strategy_file_take(&yaml, root, strategy, book);
	ac_yaml_deinit(&yaml);
}
