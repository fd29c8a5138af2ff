#include "config/yaml_section.h"

static bool may_be_quoted(enum ac_field_type type)
{
	return type == AC_FIELD_TEXT || type == AC_FIELD_CHOICE;
}

bool ac_yaml_scalar(struct ac_yaml *yaml, const struct ac_yaml_pair *pair,
		    const struct ac_field *field, struct ac_str *ret_text)
{
	const yaml_node_t *value = pair->value;
	struct ac_advice advice = ac_field_advise(field);
	if (ac_yaml_is_empty(value)) {
		struct ac_place place = ac_yaml_place(yaml, pair->key);
		ac_faults_add(yaml->faults, place.file, place.line, place.column,
			      "%s: no value; write %s", field->key, advice.text);
		return false;
	}
	struct ac_place place = ac_yaml_place(yaml, value);
	if (value->type != YAML_SCALAR_NODE) {
		ac_faults_add(yaml->faults, place.file, place.line, place.column,
			      "%s: found %s; write %s", field->key, ac_yaml_kind(value),
			      advice.text);
		return false;
	}
	struct ac_str text = ac_yaml_text(value);
	if (value->data.scalar.style != YAML_PLAIN_SCALAR_STYLE && !may_be_quoted(field->type)) {
		struct ac_shown shown = ac_shown_make(text);
		ac_faults_add(yaml->faults, place.file, place.line, place.column,
			      "%s: '%s' is quoted text; write %s, without quotes", field->key,
			      shown.text, advice.text);
		return false;
	}
	*ret_text = text;
	return true;
}

const yaml_node_t *ac_yaml_mapping(struct ac_yaml *yaml, const struct ac_yaml_pair *pair)
{
	if (ac_yaml_is_empty(pair->value))
		return NULL;
	if (pair->value->type == YAML_MAPPING_NODE)
		return pair->value;
	struct ac_place place = ac_yaml_place(yaml, pair->value);
	struct ac_shown shown = ac_shown_make(pair->name);
	ac_faults_add(yaml->faults, place.file, place.line, place.column,
		      "%s: found %s; write 'key: value' lines below it, indented", shown.text,
		      ac_yaml_kind(pair->value));
	return NULL;
}

void ac_yaml_apply(struct ac_yaml *yaml, const yaml_node_t *mapping, const struct ac_schema *schema,
		   void *base)
{
	struct ac_yaml_pair pair;
	for (size_t index = 0; ac_yaml_next(yaml, mapping, &index, &pair);) {
		int32_t row = ac_schema_find(schema, pair.name);
		if (row < 0) {
			ac_schema_unknown(schema, "key", ac_yaml_place(yaml, pair.key), pair.name,
					  yaml->faults);
			continue;
		}
		const struct ac_field *field = &schema->fields[row];
		if (field->type == AC_FIELD_SECTION && field->section != NULL) {
			/* Tables nest two deep, so this recursion has an end. */
			const yaml_node_t *below = ac_yaml_mapping(yaml, &pair);
			if (below != NULL)
				ac_yaml_apply(yaml, below, field->section, base);
		}
		struct ac_str text;
		if (field->type == AC_FIELD_SECTION || field->type == AC_FIELD_SECRET ||
		    !ac_yaml_scalar(yaml, &pair, field, &text))
			continue;
		enum ac_status status = ac_field_parse(field, text, base);
		if (status != AC_OK)
			ac_field_refuse(field, status, ac_yaml_place(yaml, pair.value), text,
					yaml->faults);
	}
}
