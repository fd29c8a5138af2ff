/* strategy_files.h - strategies/<name>/<SYMBOL>.yaml: which strategy trades which symbol, with
 * which sizing and parameters. Start-up thread only. */
#ifndef AC_CONFIG_STRATEGY_FILES_H
#define AC_CONFIG_STRATEGY_FILES_H

#include "config/yaml_section.h"

/* Reads every folder below `folder`, in the order of names. Symbols are looked up in `config`
 * unless `are_symbols_known` is false: their own file then has faults. */
void ac_strategy_files_read(const char *folder, const struct ac_strategy_registry *registry,
			    bool are_symbols_known, struct ac_config *config,
			    struct ac_faults *faults);

/* One file's text. `book` has strategy, symbol and file already. */
void ac_strategy_file_parse(struct ac_str text, const struct ac_strategy *strategy,
			    struct ac_book_config *book, struct ac_faults *faults);
/* The mapping that such a file holds; `root` NULL for an empty one. */
void ac_strategy_file_take(struct ac_yaml *yaml, const yaml_node_t *root,
			   const struct ac_strategy *strategy, struct ac_book_config *book);

/* A value as it would be written, cut to `size`. */
void ac_strategy_param_format(const struct ac_param *param, const struct ac_param_value *value,
			      char *text, size_t size);

/* The zeroed place for one more book; NULL, with a fault, when there are too many. */
struct ac_book_config *ac_strategy_files_add(struct ac_config *config, const char *file,
					     struct ac_faults *faults);
/* Reports a strategy that is not in the registry, with the nearest one. */
void ac_strategy_files_unknown(const struct ac_strategy_registry *registry, struct ac_place place,
			       struct ac_str name, struct ac_faults *faults);
/* Reports a symbol that is not in the list, with the nearest one. */
void ac_strategy_files_unlisted(const struct ac_config *config, struct ac_place place,
				struct ac_str symbol, struct ac_faults *faults);

#endif
