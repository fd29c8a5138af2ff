/* risk_file.h - config/risk.yaml: limits, execution, simulation. Start-up thread only. */
#ifndef AC_CONFIG_RISK_FILE_H
#define AC_CONFIG_RISK_FILE_H

#include "config/yaml_section.h"

/* Keys that are absent leave what is in `config`: the defaults. */
void ac_risk_file_parse(const char *file, struct ac_str text, struct ac_config *config,
			struct ac_faults *faults);
/* What several keys must agree on, where `root` is the mapping that holds the three sections. */
void ac_risk_file_check(struct ac_yaml *yaml, const yaml_node_t *root,
			const struct ac_config *config);

#endif
