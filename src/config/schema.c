#include "config/schema.h"

#include "config/choice.h"

#define CANDIDATES_MAX 64

void ac_schema_default(const struct ac_schema *schema, void *base)
{
	for (size_t i = 0; i < schema->count; i++) {
		const struct ac_field *field = &schema->fields[i];
		if (field->type == AC_FIELD_SECTION) {
			if (field->section != NULL)
				ac_schema_default(field->section, base);
			continue;
		}
		if (field->default_value == NULL)
			continue;
		enum ac_status status =
			ac_field_parse(field, ac_str_from(field->default_value), base);
		/* A default outside its own range is a mistake in the table. */
		ac_assert(status == AC_OK);
	}
}

int32_t ac_schema_find(const struct ac_schema *schema, struct ac_str key)
{
	for (size_t i = 0; i < schema->count; i++) {
		if (ac_str_equal(ac_str_from(schema->fields[i].key), key))
			return (int32_t)i;
	}
	return -1;
}

void ac_schema_unknown(const struct ac_schema *schema, const char *kind, struct ac_place place,
		       struct ac_str key, struct ac_faults *faults)
{
	const char *candidates[CANDIDATES_MAX];
	ac_assert(schema->count <= CANDIDATES_MAX);
	for (size_t i = 0; i < schema->count; i++)
		candidates[i] = schema->fields[i].key;
	struct ac_shown shown = ac_shown_make(key);
	const char *nearest = ac_config_nearest(shown.text, candidates, schema->count);
	if (nearest != NULL)
		ac_faults_add(faults, place.file, place.line, place.column,
			      "unknown %s '%s'; did you mean '%s'?", kind, shown.text, nearest);
	else
		ac_faults_add(faults, place.file, place.line, place.column,
			      "unknown %s '%s'; remove it, or see docs/configuration.md for the "
			      "known ones",
			      kind, shown.text);
}
