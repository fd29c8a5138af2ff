#include "config/risk_file.h"

#define AT(member) .offset = offsetof(struct ac_config, member)

/* Members of struct ac_risk_limits are declared by the same list. */
#define LIMIT_AT(member) .key = #member, .offset = offsetof(struct ac_config, risk.member)
#define DECIMAL_ROW(member, whose, standard, least, most, text)                                    \
	{ LIMIT_AT(member),   .type = AC_FIELD_DECIMAL, .default_value = (standard),               \
	  .minimum = (least), .maximum = (most),        .help = (text) },
#define WHOLE_ROW(member, whose, standard, least, most, text)                                      \
	{ LIMIT_AT(member),   .type = AC_FIELD_INT, .default_value = (standard),                   \
	  .minimum = (least), .maximum = (most),    .help = (text) },
#define SWITCH_ROW(member, whose, standard, text)                                                  \
	{ LIMIT_AT(member), .type = AC_FIELD_BOOL, .default_value = (standard), .help = (text) },
static const struct ac_field limits[] = { AC_RISK_LIMIT_LIST(DECIMAL_ROW, WHOLE_ROW, SWITCH_ROW) };

static const struct ac_field execution[] = {
	{ .key = "retries_max",
	  AT(execution.retries_max),
	  .type = AC_FIELD_INT,
	  .default_value = "5",
	  .minimum = "0",
	  .maximum = "100",
	  .help = "How often an order that was definitely refused is sent again." },
	{ .key = "retry_interval_ms",
	  AT(execution.retry_interval_ns),
	  .type = AC_FIELD_MS,
	  .default_value = "5000",
	  .minimum = "100",
	  .maximum = "600000",
	  .help = "Pause between two attempts, in milliseconds." },
	{ .key = "entry_valid_ms",
	  AT(execution.entry_valid_ns),
	  .type = AC_FIELD_MS,
	  .default_value = "30000",
	  .minimum = "1000",
	  .maximum = "3600000",
	  .help = "An entry is sent again only this long after its signal, in milliseconds." },
	{ .key = "order_ttl_ms",
	  AT(execution.order_ttl_ns),
	  .type = AC_FIELD_MS,
	  .default_value = "60000",
	  .minimum = "0",
	  .maximum = "86400000",
	  .help = "A resting LIMIT entry is cancelled after this, in milliseconds; 0 is never." },
	{ .key = "reply_timeout_ms",
	  AT(execution.reply_timeout_ns),
	  .type = AC_FIELD_MS,
	  .default_value = "5000",
	  .minimum = "100",
	  .maximum = "60000",
	  .help = "An order without an answer for this long, in milliseconds, counts as UNKNOWN "
		  "and "
		  "is asked about." },
	{ .key = "protect_bound_ms",
	  AT(execution.protect_bound_ns),
	  .type = AC_FIELD_MS,
	  .default_value = "3000",
	  .minimum = "100",
	  .maximum = "60000",
	  .help = "A position without a confirmed stop for this long, in milliseconds, is closed "
		  "at "
		  "market." },
	{ .key = "stop_working_type",
	  AT(execution.stop_working_type),
	  .type = AC_FIELD_CHOICE,
	  .default_value = "CONTRACT_PRICE",
	  .choices = "CONTRACT_PRICE,MARK_PRICE",
	  .help = "The price that triggers protective orders: last traded or mark." },
};

static const struct ac_field simulation[] = {
	{ .key = "wallet",
	  AT(sim_wallet),
	  .type = AC_FIELD_DECIMAL,
	  .default_value = "10000",
	  .minimum = "1",
	  .maximum = "10000000000",
	  .help = "Balance that the simulated account begins with, in the quote asset." },
	{ .key = "slippage_bps",
	  AT(sim_slippage_bps),
	  .type = AC_FIELD_DECIMAL,
	  .default_value = "1",
	  .minimum = "0",
	  .maximum = "1000",
	  .help = "How much worse than the price every market fill is, in 1/100 percent." },
	{ .key = "volume_share_pct",
	  AT(sim_volume_share_pct),
	  .type = AC_FIELD_DECIMAL,
	  .default_value = "0",
	  .minimum = "0",
	  .maximum = "100",
	  .help = "Share of a candle's volume that our orders may fill, in percent; 0 is without "
		  "bound." },
	{ .key = "latency_min_ms",
	  AT(sim_latency_min_ns),
	  .type = AC_FIELD_MS,
	  .default_value = "0",
	  .minimum = "0",
	  .maximum = "60000",
	  .help = "Shortest way of an order to the simulated exchange, in milliseconds." },
	{ .key = "latency_max_ms",
	  AT(sim_latency_max_ns),
	  .type = AC_FIELD_MS,
	  .default_value = "0",
	  .minimum = "0",
	  .maximum = "60000",
	  .help = "Longest way of an order to the simulated exchange, in milliseconds." },
};

const struct ac_schema ac_limits_schema = { limits, AC_COUNT(limits) };
const struct ac_schema ac_execution_schema = { execution, AC_COUNT(execution) };
const struct ac_schema ac_simulation_schema = { simulation, AC_COUNT(simulation) };

static const struct ac_field sections[] = {
	{ .key = "limits", .type = AC_FIELD_SECTION, .section = &ac_limits_schema },
	{ .key = "execution", .type = AC_FIELD_SECTION, .section = &ac_execution_schema },
	{ .key = "simulation", .type = AC_FIELD_SECTION, .section = &ac_simulation_schema },
};
const struct ac_schema ac_risk_file_schema = { sections, AC_COUNT(sections) };

void ac_risk_file_check(struct ac_yaml *yaml, const yaml_node_t *root,
			const struct ac_config *config)
{
	if (config->sim_latency_min_ns <= config->sim_latency_max_ns)
		return;
	const yaml_node_t *section = ac_yaml_get(yaml, root, "simulation");
	/* The defaults agree, so one of the two keys was written. */
	ac_assert(section != NULL);
	const yaml_node_t *minimum = ac_yaml_get(yaml, section, "latency_min_ms");
	struct ac_place place = ac_yaml_place(yaml, minimum != NULL ? minimum : section);
	ac_faults_add(yaml->faults, place.file, place.line, place.column,
		      "latency_min_ms: is above latency_max_ms (%lld); raise latency_max_ms",
		      (long long)(config->sim_latency_max_ns / AC_NS_PER_MS));
}

void ac_risk_file_parse(const char *file, struct ac_str text, struct ac_config *config,
			struct ac_faults *faults)
{
	struct ac_yaml yaml;
	if (ac_yaml_init(&yaml, file, text, faults) != AC_OK)
		return;
	const yaml_node_t *root = ac_yaml_root(&yaml);
	if (root != NULL) {
		ac_yaml_apply(&yaml, root, &ac_risk_file_schema, config);
		ac_risk_file_check(&yaml, root, config);
	}
	ac_yaml_deinit(&yaml);
}
