/* alerts_config.h - config/alerts.yaml: which kinds of alerts go where, how often, and when the
 * daily summary comes. Start-up thread only. */
#ifndef AC_ALERTS_ALERTS_CONFIG_H
#define AC_ALERTS_ALERTS_CONFIG_H

#include "config/config.h"

/* X(name, text, level). The text is the key in config/alerts.yaml; the level is the default. */
#define AC_ALERT_KIND_LIST(X)                                                                      \
	X(AC_ALERT_CONNECTION_LOST, "connection_lost", AC_ALERT_CRITICAL)                          \
	X(AC_ALERT_USER_STREAM_STALE, "user_stream_stale", AC_ALERT_CRITICAL)                      \
	X(AC_ALERT_RISK_BREACH, "risk_breach", AC_ALERT_CRITICAL)                                  \
	X(AC_ALERT_HALT, "halt", AC_ALERT_CRITICAL)                                                \
	X(AC_ALERT_ORDER_UNKNOWN, "order_unknown", AC_ALERT_CRITICAL)                              \
	X(AC_ALERT_POSITION_BARE, "position_bare", AC_ALERT_CRITICAL)                              \
	X(AC_ALERT_LIQUIDATION_NEAR, "liquidation_near", AC_ALERT_CRITICAL)                        \
	X(AC_ALERT_MISMATCH, "mismatch", AC_ALERT_CRITICAL)                                        \
	X(AC_ALERT_DATABASE, "database", AC_ALERT_CRITICAL)                                        \
	X(AC_ALERT_JOURNAL, "journal", AC_ALERT_CRITICAL)                                          \
	X(AC_ALERT_CRASH, "crash", AC_ALERT_CRITICAL)                                              \
	X(AC_ALERT_ERROR, "error", AC_ALERT_WARNING)                                               \
	X(AC_ALERT_ORDER_REJECTED, "order_rejected", AC_ALERT_WARNING)                             \
	X(AC_ALERT_FOREIGN, "foreign", AC_ALERT_WARNING)                                           \
	X(AC_ALERT_CONTROL, "control", AC_ALERT_WARNING)                                           \
	X(AC_ALERT_STARTED, "started", AC_ALERT_INFO)                                              \
	X(AC_ALERT_STOPPED, "stopped", AC_ALERT_INFO)                                              \
	X(AC_ALERT_ENTRY, "entry", AC_ALERT_INFO)                                                  \
	X(AC_ALERT_EXIT, "exit", AC_ALERT_INFO)                                                    \
	X(AC_ALERT_EQUITY_HIGH, "equity_high", AC_ALERT_INFO)                                      \
	X(AC_ALERT_TRADE_COUNT, "trade_count", AC_ALERT_INFO)                                      \
	X(AC_ALERT_DAILY_SUMMARY, "daily_summary", AC_ALERT_INFO)                                  \
	X(AC_ALERT_TEST, "test", AC_ALERT_INFO)
enum ac_alert_level { AC_ALERT_INFO, AC_ALERT_WARNING, AC_ALERT_CRITICAL };
const char *ac_alert_level_text(enum ac_alert_level level); /* "info", "warning", "critical" */
enum ac_alert_kind {
#define AC_ALERT_ENUM(name, text, level) name,
	AC_ALERT_KIND_LIST(AC_ALERT_ENUM)
#undef AC_ALERT_ENUM
		AC_ALERT_KIND_COUNT
};
const char *ac_alert_kind_text(enum ac_alert_kind kind);

#define AC_ALERT_CHANNELS_MAX 8u

enum ac_alert_format { AC_ALERT_SLACK, AC_ALERT_WEBHOOK }; /* Block Kit; plain JSON */

struct ac_alert_channel {
	char name[32];
	enum ac_alert_format format;
	char url_variable[64]; /* where the address comes from: SLACK_WEBHOOK_URL, ALERT_… */
	char url[AC_TOKEN_SIZE * 2]; /* a secret; "": the variable is empty, the channel is off */
	enum ac_alert_level level;   /* and above */
	int32_t per_minute;          /* messages at most; 0: no bound */
};

struct ac_alert_rule {
	bool is_on;
	enum ac_alert_level level;
	uint32_t channels;        /* bits; 0: every channel whose level is reached */
	int32_t repeat_after_sec; /* the same again at most this often; counted meanwhile */
};

struct ac_alerts_config {
	struct ac_alert_channel channels[AC_ALERT_CHANNELS_MAX];
	uint32_t channel_count;
	struct ac_alert_rule rules[AC_ALERT_KIND_COUNT];
	int32_t connection_lost_sec;        /* 10 */
	int32_t user_stream_stale_sec;      /* 60 */
	struct ac_dec liquidation_near_pct; /* 5 */
	int32_t trade_count_every;          /* 100; 0 never */
	struct ac_dec equity_high_step_pct; /* a new high is told when it is this much above the
					       last; 1 */
	int32_t summary_minute;             /* of the UTC day, 0..1439; -1 none */
	int32_t queue_max;                  /* messages; 1000 */
	int32_t attempts_max; /* of one message; 0: until it is delivered or pushed out */
};

/* Reads `root`/config/alerts.yaml, or the defaults where there is none, and each channel's address
 * from the environment or .env. AC_ERR_CONFIG with faults filled: file:line:column, what, what to
 * do. Addresses are https://, or http:// of this machine. */
AC_MUST_USE enum ac_status ac_alerts_config_load(const char *root, char *const *environment,
						 struct ac_alerts_config *ret_config,
						 struct ac_faults *faults);
/* Zeroes the addresses. */
void ac_alerts_config_deinit(struct ac_alerts_config *config);

#endif
