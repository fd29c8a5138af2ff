/* alerts_schema.h - the tables of config/alerts.yaml: which keys there are, of which type, range
 * and default (config/schema.h); docs/alerts.md is held against them. Offsets are in the structure
 * that is named. For the files of this room. */
#ifndef AC_ALERTS_ALERTS_SCHEMA_H
#define AC_ALERTS_ALERTS_SCHEMA_H

#include "alerts/alerts_config.h"
#include "config/schema.h"

/* What the file's general section is read into. */
struct alerts_general {
	struct ac_alerts_config *config;
	char summary_at[8]; /* "00:05" or "off" */
	int32_t connection_lost_sec, user_stream_stale_sec, trade_count_every, queue_max,
		attempts_max;
	struct ac_dec liquidation_near_pct, equity_high_step_pct;
};

extern const struct ac_schema alerts_general_schema; /* struct alerts_general */
extern const struct ac_schema alerts_channel_schema; /* struct ac_alert_channel */
extern const struct ac_schema alerts_rule_schema;    /* struct ac_alert_rule */
extern const struct ac_schema alerts_kinds_schema;   /* names only */
extern const struct ac_schema alerts_root_schema;    /* names only */

/* How long the same of a kind is kept back where the file does not say, in seconds. */
int32_t alerts_repeat_after_default(enum ac_alert_kind kind);

#endif
