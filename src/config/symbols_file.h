/* symbols_file.h - config/symbols.yaml: which symbols may be traded, within which limits. Start-up
 * thread only. */
#ifndef AC_CONFIG_SYMBOLS_FILE_H
#define AC_CONFIG_SYMBOLS_FILE_H

#include "config/yaml_section.h"

void ac_symbols_file_parse(const char *file, struct ac_str text, struct ac_config *config,
			   struct ac_faults *faults);
/* Takes `defaults:` and `symbols:` of the mapping `root`; the list in `config` is made anew. */
void ac_symbols_file_take(struct ac_yaml *yaml, const yaml_node_t *root, struct ac_config *config);
/* NULL where absent. */
const struct ac_symbol_config *ac_symbols_file_find(const struct ac_config *config,
						    struct ac_str symbol);

#endif
