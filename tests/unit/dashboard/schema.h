/* schema.h - holds JSON against the part of JSON Schema that openapi.json uses: type (with unions),
 * required, properties, additionalProperties, items, minItems, maxItems, enum, pattern, minimum and
 * $ref within the document. A word of the schema that it does not know is a failure, so that
 * nothing is believed to be checked that is not. */
#ifndef AC_TESTS_DASHBOARD_SCHEMA_H
#define AC_TESTS_DASHBOARD_SCHEMA_H

#include "check.h"

#include <jansson.h>
#include <regex.h>
#include <string.h>

#include "core/base.h"

struct schema_checker {
	json_t *document; /* where $ref points into */
	char fault[400];  /* "" none */
};

static inline bool schema_fail(struct schema_checker *checker, const char *where, const char *why)
{
	if (checker->fault[0] == '\0')
		snprintf(checker->fault, sizeof(checker->fault), "%s: %s", where, why);
	return false;
}

static inline bool schema_is_type(const json_t *value, const char *type)
{
	if (strcmp(type, "object") == 0)
		return json_is_object(value);
	if (strcmp(type, "array") == 0)
		return json_is_array(value);
	if (strcmp(type, "string") == 0)
		return json_is_string(value);
	if (strcmp(type, "integer") == 0)
		return json_is_integer(value);
	if (strcmp(type, "number") == 0)
		return json_is_number(value);
	if (strcmp(type, "boolean") == 0)
		return json_is_boolean(value);
	return strcmp(type, "null") == 0 && json_is_null(value);
}

static inline bool schema_has_type(const json_t *value, const json_t *type)
{
	if (json_is_string(type))
		return schema_is_type(value, json_string_value(type));
	for (size_t i = 0; i < json_array_size(type); i++) {
		if (schema_is_type(value, json_string_value(json_array_get(type, i))))
			return true;
	}
	return false;
}

static inline bool schema_is_in(const json_t *value, const json_t *list)
{
	for (size_t i = 0; i < json_array_size(list); i++) {
		if (json_equal(value, json_array_get(list, i)))
			return true;
	}
	return false;
}

static inline bool schema_matches(const json_t *value, const json_t *pattern)
{
	regex_t expression;
	if (!json_is_string(value))
		return true; /* patterns are about texts only */
	if (regcomp(&expression, json_string_value(pattern), REG_EXTENDED | REG_NOSUB) != 0)
		return false;
	bool is_match = regexec(&expression, json_string_value(value), 0, NULL, 0) == 0;
	regfree(&expression);
	return is_match;
}

/* "#/components/schemas/Trade" */
static inline json_t *schema_resolve(struct schema_checker *checker, const char *reference)
{
	json_t *place = checker->document;
	char text[128], *next = NULL;
	if (strncmp(reference, "#/", 2) != 0)
		return NULL;
	snprintf(text, sizeof(text), "%s", reference + 2);
	for (char *part = strtok_r(text, "/", &next); part != NULL && place != NULL;
	     part = strtok_r(NULL, "/", &next))
		place = json_object_get(place, part);
	return place;
}

static inline bool schema_check(struct schema_checker *checker, json_t *schema, json_t *value,
				const char *where);

static inline bool schema_check_object(struct schema_checker *checker, json_t *schema,
				       json_t *value, const char *where)
{
	json_t *required = json_object_get(schema, "required");
	json_t *properties = json_object_get(schema, "properties");
	json_t *others = json_object_get(schema, "additionalProperties");
	char place[256];
	if (others == NULL)
		return properties == NULL ||
		       schema_fail(checker, where, "the schema lacks additionalProperties");
	for (size_t i = 0; i < json_array_size(required); i++) {
		const char *name = json_string_value(json_array_get(required, i));
		snprintf(place, sizeof(place), "%s.%s", where, name);
		if (json_object_get(value, name) == NULL)
			return schema_fail(checker, place, "missing");
	}
	const char *name;
	json_t *member;
	json_object_foreach(value, name, member)
	{
		json_t *own = json_object_get(properties, name);
		snprintf(place, sizeof(place), "%s.%s", where, name);
		if (own == NULL && json_is_false(others))
			return schema_fail(checker, place, "not in the schema");
		if (!schema_check(checker, own != NULL ? own : others, member, place))
			return false;
	}
	return true;
}

static inline bool schema_check_array(struct schema_checker *checker, json_t *schema, json_t *value,
				      const char *where)
{
	json_t *items = json_object_get(schema, "items");
	json_t *least = json_object_get(schema, "minItems");
	json_t *most = json_object_get(schema, "maxItems");
	char place[256];
	if ((least != NULL && json_array_size(value) < (size_t)json_integer_value(least)) ||
	    (most != NULL && json_array_size(value) > (size_t)json_integer_value(most)))
		return schema_fail(checker, where, "too few or too many items");
	for (size_t i = 0; i < json_array_size(value); i++) {
		snprintf(place, sizeof(place), "%s.%zu", where, i);
		if (!schema_check(checker, items, json_array_get(value, i), place))
			return false;
	}
	return true;
}

static inline bool schema_knows(const char *word)
{
	static const char *const words[] = {
		"type",    "required", "properties", "additionalProperties",
		"items",   "minItems", "maxItems",   "enum",
		"pattern", "minimum",  "$ref",       "description",
	};
	for (size_t i = 0; i < AC_COUNT(words); i++) {
		if (strcmp(words[i], word) == 0)
			return true;
	}
	return false;
}

static inline bool schema_check(struct schema_checker *checker, json_t *schema, json_t *value,
				const char *where)
{
	const char *word;
	json_t *rule;
	if (!json_is_object(schema))
		return schema_fail(checker, where, "there is no schema");
	json_object_foreach(schema, word, rule)
	{
		if (!schema_knows(word))
			return schema_fail(checker, word, "a word that this checker lacks");
	}
	json_t *reference = json_object_get(schema, "$ref");
	if (reference != NULL)
		return schema_check(checker, schema_resolve(checker, json_string_value(reference)),
				    value, where);
	rule = json_object_get(schema, "type");
	if (rule == NULL || !schema_has_type(value, rule))
		return schema_fail(checker, where, "of another type");
	rule = json_object_get(schema, "enum");
	if (rule != NULL && !schema_is_in(value, rule))
		return schema_fail(checker, where, "not one of the words");
	rule = json_object_get(schema, "pattern");
	if (rule != NULL && !schema_matches(value, rule))
		return schema_fail(checker, where, "does not match the pattern");
	rule = json_object_get(schema, "minimum");
	if (rule != NULL && json_is_number(value) &&
	    json_number_value(value) < json_number_value(rule))
		return schema_fail(checker, where, "too small");
	if (json_is_object(value))
		return schema_check_object(checker, schema, value, where);
	if (json_is_array(value))
		return schema_check_array(checker, schema, value, where);
	return true;
}

#endif
