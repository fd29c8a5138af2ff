#include "alerts/alerts_schema.h"

#define GENERAL(member) offsetof(struct alerts_general, member)
#define CHANNEL(member) offsetof(struct ac_alert_channel, member)
#define RULE(member)    offsetof(struct ac_alert_rule, member)
#define LEVELS          "info,warning,critical"

static const struct ac_field general_fields[] = {
	{ .key = "connection_lost_sec",
	  .type = AC_FIELD_INT,
	  .offset = GENERAL(connection_lost_sec),
	  .default_value = "10",
	  .minimum = "1",
	  .maximum = "3600",
	  .help = "How long the market stream or the order connection may be down before it is "
		  "told, in seconds." },
	{ .key = "user_stream_stale_sec",
	  .type = AC_FIELD_INT,
	  .offset = GENERAL(user_stream_stale_sec),
	  .default_value = "60",
	  .minimum = "1",
	  .maximum = "3600",
	  .help = "How long the account's own stream may be down or unusable before it is told, "
		  "in seconds." },
	{ .key = "liquidation_near_pct",
	  .type = AC_FIELD_DECIMAL,
	  .offset = GENERAL(liquidation_near_pct),
	  .default_value = "5",
	  .minimum = "0",
	  .maximum = "100",
	  .help = "Distance of the mark price to a position's liquidation price, in percent, below "
		  "which it is told; 0 is off." },
	{ .key = "trade_count_every",
	  .type = AC_FIELD_INT,
	  .offset = GENERAL(trade_count_every),
	  .default_value = "100",
	  .minimum = "0",
	  .maximum = "1000000",
	  .help = "Every so many closed trades of the account are a milestone; 0 is off." },
	{ .key = "equity_high_step_pct",
	  .type = AC_FIELD_DECIMAL,
	  .offset = GENERAL(equity_high_step_pct),
	  .default_value = "1",
	  .minimum = "0.01",
	  .maximum = "1000",
	  .help = "How far above the last one told a new equity high must be, in percent." },
	{ .key = "summary_at",
	  .type = AC_FIELD_TEXT,
	  .offset = GENERAL(summary_at),
	  .size = sizeof(((struct alerts_general *)NULL)->summary_at),
	  .default_value = "00:05",
	  .help = "When the daily summary comes, HH:MM in UTC; `never` for none." },
	{ .key = "queue_max",
	  .type = AC_FIELD_INT,
	  .offset = GENERAL(queue_max),
	  .default_value = "1000",
	  .minimum = "10",
	  .maximum = "10000",
	  .help = "Messages that may wait; when full, the oldest of the lowest level goes." },
	{ .key = "attempts_max",
	  .type = AC_FIELD_INT,
	  .offset = GENERAL(attempts_max),
	  .default_value = "0",
	  .minimum = "0",
	  .maximum = "10000",
	  .help = "How often one message is tried on a channel; 0: until it is delivered or "
		  "pushed out." },
};
const struct ac_schema alerts_general_schema = { general_fields, AC_COUNT(general_fields) };

static const struct ac_field channel_fields[] = {
	{ .key = "format",
	  .type = AC_FIELD_CHOICE,
	  .offset = CHANNEL(format),
	  .default_value = "slack",
	  .choices = "slack,webhook",
	  .help = "slack: an incoming webhook of Slack (Block Kit); webhook: plain JSON." },
	/* A name is no secret, but the address itself may have been written there. */
	{ .key = "url_from",
	  .type = AC_FIELD_SECRET,
	  .offset = CHANNEL(url_variable),
	  .size = sizeof(((struct ac_alert_channel *)NULL)->url_variable),
	  .default_value = "SLACK_WEBHOOK_URL",
	  .help = "The variable of .env or the environment that holds the address: "
		  "SLACK_WEBHOOK_URL, or one whose name begins with ALERT_; empty: the channel is "
		  "off." },
	{ .key = "level",
	  .type = AC_FIELD_CHOICE,
	  .offset = CHANNEL(level),
	  .default_value = "info",
	  .choices = LEVELS,
	  .help = "The least important level that goes there." },
	{ .key = "per_minute",
	  .type = AC_FIELD_INT,
	  .offset = CHANNEL(per_minute),
	  .default_value = "20",
	  .minimum = "0",
	  .maximum = "60",
	  .help = "Messages a minute; what is more comes together as one; 0: no bound." },
};
const struct ac_schema alerts_channel_schema = { channel_fields, AC_COUNT(channel_fields) };

static const struct ac_field rule_fields[] = {
	{ .key = "enabled",
	  .type = AC_FIELD_BOOL,
	  .offset = RULE(is_on),
	  .default_value = "true",
	  .help = "Whether it is told at all." },
	{ .key = "level",
	  .type = AC_FIELD_CHOICE,
	  .offset = RULE(level),
	  .choices = LEVELS,
	  .help = "How important it is; without it, as the table of kinds says." },
	{ .key = "channels",
	  .type = AC_FIELD_SECTION,
	  .help = "A list of channels that get it, whatever their level; without it, every channel "
		  "whose level is reached." },
	{ .key = "repeat_after_sec",
	  .type = AC_FIELD_INT,
	  .offset = RULE(repeat_after_sec),
	  .minimum = "0",
	  .maximum = "86400",
	  .help = "How long the same is counted instead of told again, in seconds; 0: never; "
		  "without it, as the table of kinds says." },
};
const struct ac_schema alerts_rule_schema = { rule_fields, AC_COUNT(rule_fields) };

/* In the order of the kinds; a test message has no rule, it always goes out. */
static const struct ac_field kind_fields[] = {
#define FIELD(name, text, level) { .key = (text), .type = AC_FIELD_SECTION },
	AC_ALERT_KIND_LIST(FIELD)
#undef FIELD
};
static_assert(AC_ALERT_TEST == AC_COUNT(kind_fields) - 1, "the kind without a rule is the last");
const struct ac_schema alerts_kinds_schema = { kind_fields, AC_COUNT(kind_fields) - 1 };

static const struct ac_field root_fields[] = {
	{ .key = "general", .type = AC_FIELD_SECTION },
	{ .key = "channels", .type = AC_FIELD_SECTION },
	{ .key = "kinds", .type = AC_FIELD_SECTION },
};
const struct ac_schema alerts_root_schema = { root_fields, AC_COUNT(root_fields) };

int32_t alerts_repeat_after_default(enum ac_alert_kind kind)
{
	switch (kind) {
	case AC_ALERT_RISK_BREACH:
	case AC_ALERT_MISMATCH:
		return 3600;
	case AC_ALERT_CONNECTION_LOST:
	case AC_ALERT_USER_STREAM_STALE:
	case AC_ALERT_HALT:
	case AC_ALERT_ORDER_UNKNOWN:
	case AC_ALERT_POSITION_BARE:
	case AC_ALERT_LIQUIDATION_NEAR:
	case AC_ALERT_DATABASE:
	case AC_ALERT_JOURNAL:
	case AC_ALERT_ERROR:
	case AC_ALERT_ORDER_REJECTED:
		return 300;
	case AC_ALERT_FOREIGN:
		return 60;
	case AC_ALERT_CRASH:
	case AC_ALERT_CONTROL:
	case AC_ALERT_STARTED:
	case AC_ALERT_STOPPED:
	case AC_ALERT_ENTRY:
	case AC_ALERT_EXIT:
	case AC_ALERT_EQUITY_HIGH:
	case AC_ALERT_TRADE_COUNT:
	case AC_ALERT_DAILY_SUMMARY:
	case AC_ALERT_TEST:
	case AC_ALERT_KIND_COUNT:
		break;
	}
	return 0;
}
