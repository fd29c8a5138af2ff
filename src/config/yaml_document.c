#include "config/yaml_document.h"

#define PAIRS_MAX 4096u /* keys are compared each with each, so their number has a bound */
#define DEPTH_MAX 16

static void report(struct ac_yaml *yaml, yaml_mark_t mark, const char *what)
{
	ac_faults_add(yaml->faults, yaml->file, mark.line + 1, mark.column + 1, "%s", what);
}

static void report_syntax(struct ac_yaml *yaml, const yaml_parser_t *parser, struct ac_str text)
{
	const char *problem = parser->problem != NULL ? parser->problem : "unreadable text";
	yaml_mark_t mark = parser->problem_mark;
	if (parser->error == YAML_READER_ERROR) {
		/* Bytes that are no characters have an offset only. */
		size_t end =
			parser->problem_offset < text.size ? parser->problem_offset : text.size;
		mark = (yaml_mark_t){ 0 };
		for (size_t i = 0; i < end; i++) {
			mark.column = text.data[i] == '\n' ? 0 : mark.column + 1;
			mark.line += text.data[i] == '\n';
		}
		ac_faults_add(yaml->faults, yaml->file, mark.line + 1, mark.column + 1,
			      "not UTF-8 text: %s; save the file as UTF-8", problem);
		return;
	}
	ac_faults_add(yaml->faults, yaml->file, mark.line + 1, mark.column + 1,
		      "not YAML: %s; check the indentation (blanks, no tabs), quotes and the blank "
		      "after each colon",
		      problem);
}

/* What a document may not have. Returns false where reading on makes no sense. */
static bool check_event(struct ac_yaml *yaml, const yaml_event_t *event, int *depth, int *documents)
{
	const yaml_char_t *anchor = NULL, *tag = NULL;
	switch (event->type) {
	case YAML_DOCUMENT_START_EVENT:
		if (++*documents == 1)
			return true;
		report(yaml, event->start_mark,
		       "a second document begins; one file holds one, remove the '---'");
		return false;
	case YAML_ALIAS_EVENT:
		report(yaml, event->start_mark,
		       "an alias ('*name') is not supported; write the value itself");
		return true;
	case YAML_SCALAR_EVENT:
		anchor = event->data.scalar.anchor;
		tag = event->data.scalar.tag;
		break;
	case YAML_SEQUENCE_START_EVENT:
		anchor = event->data.sequence_start.anchor;
		tag = event->data.sequence_start.tag;
		++*depth;
		break;
	case YAML_MAPPING_START_EVENT:
		anchor = event->data.mapping_start.anchor;
		tag = event->data.mapping_start.tag;
		++*depth;
		break;
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		--*depth;
		return true;
	case YAML_NO_EVENT:
	case YAML_STREAM_START_EVENT:
	case YAML_STREAM_END_EVENT:
	case YAML_DOCUMENT_END_EVENT:
		return true;
	}
	if (anchor != NULL)
		report(yaml, event->start_mark, "an anchor ('&name') is not supported; remove it");
	if (tag != NULL)
		report(yaml, event->start_mark, "a tag ('!name') is not supported; remove it");
	if (*depth <= DEPTH_MAX)
		return true;
	report(yaml, event->start_mark,
	       "nested too deeply; see docs/configuration.md for the form");
	return false;
}

/* The tree forgets anchors, tags and aliases, so the stream of events is looked through first. */
static bool check_events(struct ac_yaml *yaml, struct ac_str text)
{
	yaml_parser_t parser;
	if (!yaml_parser_initialize(&parser)) {
		ac_faults_add(yaml->faults, yaml->file, 0, 0, "no memory is left to read it");
		return false;
	}
	yaml_parser_set_input_string(&parser, (const yaml_char_t *)text.data, text.size);
	bool goes_on = true, is_end = false;
	int depth = 0, documents = 0;
	while (goes_on && !is_end) {
		yaml_event_t event;
		if (!yaml_parser_parse(&parser, &event)) {
			report_syntax(yaml, &parser, text);
			goes_on = false;
			break;
		}
		is_end = event.type == YAML_STREAM_END_EVENT;
		goes_on = check_event(yaml, &event, &depth, &documents);
		yaml_event_delete(&event);
	}
	yaml_parser_delete(&parser);
	return goes_on;
}

enum ac_status ac_yaml_init(struct ac_yaml *yaml, const char *file, struct ac_str text,
			    struct ac_faults *faults)
{
	*yaml = (struct ac_yaml){ .file = file, .faults = faults };
	if (!check_events(yaml, text))
		return AC_ERR_PARSE;
	yaml_parser_t parser;
	if (!yaml_parser_initialize(&parser)) {
		ac_faults_add(faults, file, 0, 0, "no memory is left to read it");
		return AC_ERR_NOMEM;
	}
	yaml_parser_set_input_string(&parser, (const yaml_char_t *)text.data, text.size);
	bool is_loaded = yaml_parser_load(&parser, &yaml->document) != 0;
	if (!is_loaded)
		report_syntax(yaml, &parser, text); /* an alias without its anchor, no memory */
	yaml_parser_delete(&parser);
	return is_loaded ? AC_OK : AC_ERR_PARSE;
}

void ac_yaml_deinit(struct ac_yaml *yaml)
{
	yaml_document_delete(&yaml->document);
}

const yaml_node_t *ac_yaml_root(struct ac_yaml *yaml)
{
	const yaml_node_t *root = yaml_document_get_root_node(&yaml->document);
	if (root == NULL || ac_yaml_is_empty(root))
		return NULL;
	if (root->type == YAML_MAPPING_NODE)
		return root;
	ac_faults_add(yaml->faults, yaml->file, root->start_mark.line + 1,
		      root->start_mark.column + 1, "found %s; write 'key: value' lines",
		      ac_yaml_kind(root));
	return NULL;
}

static const yaml_node_t *node_at(struct ac_yaml *yaml, int id)
{
	const yaml_node_t *node = yaml_document_get_node(&yaml->document, id);
	ac_assert(node != NULL);
	return node;
}

/* The first key of this name before pair `before`; NULL where it is new. */
static const yaml_node_t *find_key(struct ac_yaml *yaml, const yaml_node_t *mapping, size_t before,
				   struct ac_str name)
{
	const yaml_node_pair_t *pairs = mapping->data.mapping.pairs.start;
	for (size_t i = 0; i < before; i++) {
		const yaml_node_t *key = node_at(yaml, pairs[i].key);
		if (key->type == YAML_SCALAR_NODE && ac_str_equal(ac_yaml_text(key), name))
			return key;
	}
	return NULL;
}

bool ac_yaml_next(struct ac_yaml *yaml, const yaml_node_t *mapping, size_t *index,
		  struct ac_yaml_pair *ret_pair)
{
	ac_assert(mapping->type == YAML_MAPPING_NODE);
	const yaml_node_pair_t *pairs = mapping->data.mapping.pairs.start;
	size_t count = ac_yaml_count(mapping);
	while (*index < count) {
		size_t i = (*index)++;
		const yaml_node_t *key = node_at(yaml, pairs[i].key);
		if (i == PAIRS_MAX) {
			report(yaml, key->start_mark, "too many keys; at most 4096 are read");
			*index = count;
			return false;
		}
		if (key->type != YAML_SCALAR_NODE) {
			report(yaml, key->start_mark, "a key is not text; write 'key: value'");
			continue;
		}
		struct ac_str name = ac_yaml_text(key);
		const yaml_node_t *first = find_key(yaml, mapping, i, name);
		if (first != NULL) {
			struct ac_shown shown = ac_shown_make(name);
			ac_faults_add(
				yaml->faults, yaml->file, key->start_mark.line + 1,
				key->start_mark.column + 1,
				"duplicate key '%s', first set at %s:%zu:%zu; keep one of them",
				shown.text, yaml->file, first->start_mark.line + 1,
				first->start_mark.column + 1);
			continue;
		}
		*ret_pair = (struct ac_yaml_pair){ .key = key,
						   .value = node_at(yaml, pairs[i].value),
						   .name = name };
		return true;
	}
	return false;
}

const yaml_node_t *ac_yaml_get(struct ac_yaml *yaml, const yaml_node_t *mapping, const char *key)
{
	size_t count = ac_yaml_count(mapping);
	const yaml_node_pair_t *pairs = mapping->data.mapping.pairs.start;
	for (size_t i = 0; i < count && i < PAIRS_MAX; i++) {
		const yaml_node_t *node = node_at(yaml, pairs[i].key);
		if (node->type == YAML_SCALAR_NODE &&
		    ac_str_equal(ac_yaml_text(node), ac_str_from(key)))
			return node_at(yaml, pairs[i].value);
	}
	return NULL;
}

size_t ac_yaml_count(const yaml_node_t *node)
{
	switch (node->type) {
	case YAML_MAPPING_NODE:
		return (size_t)(node->data.mapping.pairs.top - node->data.mapping.pairs.start);
	case YAML_SEQUENCE_NODE:
		return (size_t)(node->data.sequence.items.top - node->data.sequence.items.start);
	case YAML_SCALAR_NODE:
	case YAML_NO_NODE:
		break;
	}
	return 0;
}

const yaml_node_t *ac_yaml_item(struct ac_yaml *yaml, const yaml_node_t *list, size_t index)
{
	ac_assert(list->type == YAML_SEQUENCE_NODE);
	ac_assert(index < ac_yaml_count(list));
	return node_at(yaml, list->data.sequence.items.start[index]);
}

struct ac_place ac_yaml_place(const struct ac_yaml *yaml, const yaml_node_t *node)
{
	return (struct ac_place){ yaml->file, node->start_mark.line + 1,
				  node->start_mark.column + 1 };
}

const char *ac_yaml_kind(const yaml_node_t *node)
{
	switch (node->type) {
	case YAML_MAPPING_NODE:
		return "a mapping";
	case YAML_SEQUENCE_NODE:
		return "a list";
	case YAML_SCALAR_NODE:
	case YAML_NO_NODE:
		break;
	}
	return "text";
}
