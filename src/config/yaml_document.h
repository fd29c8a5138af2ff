/* yaml_document.h - one YAML document as a tree whose nodes know their line and column. Anchors,
 * aliases and tags are refused: a configuration should say what it means where it means it. Knows
 * nothing of keys and values: yaml_section.c does. Start-up thread only. */
#ifndef AC_CONFIG_YAML_DOCUMENT_H
#define AC_CONFIG_YAML_DOCUMENT_H

#include "config/faults.h"

#include <yaml.h>

struct ac_yaml {
	yaml_document_t document;
	const char *file;         /* borrowed; the name in faults */
	struct ac_faults *faults; /* borrowed */
};

/* Reports what is wrong with the text as YAML. On failure there is no tree. */
AC_MUST_USE enum ac_status ac_yaml_init(struct ac_yaml *yaml, const char *file, struct ac_str text,
					struct ac_faults *faults);
void ac_yaml_deinit(struct ac_yaml *yaml);

/* The mapping at the root; NULL for an empty file; NULL with a fault where it is something else. */
const yaml_node_t *ac_yaml_root(struct ac_yaml *yaml);

struct ac_yaml_pair {
	const yaml_node_t *key, *value;
	struct ac_str name;
};
/* The next pair of a mapping; `index` starts at 0. Keys that are no text and keys that stood before
 * are reported and passed over. */
bool ac_yaml_next(struct ac_yaml *yaml, const yaml_node_t *mapping, size_t *index,
		  struct ac_yaml_pair *ret_pair);
/* The value under a key, NULL where absent; reports nothing. */
const yaml_node_t *ac_yaml_get(struct ac_yaml *yaml, const yaml_node_t *mapping, const char *key);
size_t ac_yaml_count(const yaml_node_t *node); /* of pairs or items */
/* The item of a list. */
const yaml_node_t *ac_yaml_item(struct ac_yaml *yaml, const yaml_node_t *list, size_t index);

static inline struct ac_str ac_yaml_text(const yaml_node_t *scalar)
{
	ac_assert(scalar->type == YAML_SCALAR_NODE);
	return (struct ac_str){ (const char *)scalar->data.scalar.value,
				scalar->data.scalar.length };
}
/* `key:` with nothing behind it. */
static inline bool ac_yaml_is_empty(const yaml_node_t *node)
{
	return node->type == YAML_SCALAR_NODE && node->data.scalar.length == 0 &&
	       node->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
}
struct ac_place ac_yaml_place(const struct ac_yaml *yaml, const yaml_node_t *node);
/* "a list", "a mapping", "text": for faults. */
const char *ac_yaml_kind(const yaml_node_t *node);

#endif
