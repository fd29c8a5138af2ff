/* difference.h - one configuration against another: what of it a running trader can take over, what
 * needs a restart. Not about files: both were read and checked before. Any thread. */
#ifndef AC_CONFIG_DIFFERENCE_H
#define AC_CONFIG_DIFFERENCE_H

#include "config/config.h"

/* One line each, "config/risk.yaml: limits.positions_max 20 -> 10": into `changes` what can be
 * taken over (limits, execution, exposure_max and daily_quantity_max of symbols, sizes and
 * parameters of books), into `refusals` what cannot. Secrets are not compared. What is disabled in
 * both counts as absent. */
void ac_config_compare(const struct ac_config *was, const struct ac_config *is,
		       const struct ac_strategy_registry *registry, struct ac_faults *changes,
		       struct ac_faults *refusals);

/* Takes from `from` what can be taken over into `config`, for the symbols and books that `config`
 * has; everything else of it stays. */
void ac_config_take_over(struct ac_config *config, const struct ac_config *from);

#endif
