/* yaml_section.h - a mapping of a YAML document put into a structure by its schema. Start-up thread
 * only. */
#ifndef AC_CONFIG_YAML_SECTION_H
#define AC_CONFIG_YAML_SECTION_H

#include "config/schema.h"
#include "config/yaml_document.h"

/* Values go below `base`; every fault is reported. Sections without a schema of their own, and
 * secrets, are passed over. Keys that are absent leave what was there. */
void ac_yaml_apply(struct ac_yaml *yaml, const yaml_node_t *mapping, const struct ac_schema *schema,
		   void *base);

/* The text of a value that `field` describes. Reports and returns false where it is empty, a list,
 * a mapping, or quoted although it is a number or a truth value. */
bool ac_yaml_scalar(struct ac_yaml *yaml, const struct ac_yaml_pair *pair,
		    const struct ac_field *field, struct ac_str *ret_text);

/* The mapping below a pair; NULL where it is empty; NULL with a fault where it is something else.
 */
const yaml_node_t *ac_yaml_mapping(struct ac_yaml *yaml, const struct ac_yaml_pair *pair);

#endif
