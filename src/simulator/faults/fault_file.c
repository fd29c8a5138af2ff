/* The file of faults: read, and refused with every mistake named where it stands. */
#include "config/text_file.h"
#include "config/yaml_section.h"
#include "simulator/faults/fault_rules.h"

#include <stdio.h>
#include <stdlib.h>

#define FAULT_NAME(name, text) "," text
/* The names joined by commas, less the first comma. */
#define FAULT_CHOICES (&(AC_SIMULATOR_FAULT_LIST(FAULT_NAME))[1])

#define DURATION_SIZE 24
#define DURATION_MAX  (365LL * 24 * 3600 * AC_NS_PER_SEC)

/* A rule as it is written. */
struct written {
	enum ac_simulator_fault fault;
	char when[SIMULATOR_FAULT_PATTERN_SIZE + 8];
	struct ac_dec chance;
	char every[DURATION_SIZE], after[DURATION_SIZE], until[DURATION_SIZE], at[DURATION_SIZE];
	int32_t count, ms, ms_max, code, account, factor;
	char symbol[AC_SYMBOL_SIZE];
};

#define AT(member) .offset = offsetof(struct written, member), .key = #member
#define TEXT(member, text)                                                                         \
	{                                                                                          \
		AT(member), .type = AC_FIELD_TEXT,                                                 \
			    .size = sizeof(((struct written *)NULL)->member), .help = (text)       \
	}
#define NUMBER(member, least, most, text)                                                          \
	{                                                                                          \
		AT(member), .type = AC_FIELD_INT, .minimum = (least), .maximum = (most),           \
			    .help = (text)                                                         \
	}

static const struct ac_field rule_fields[] = {
	{ AT(fault), .type = AC_FIELD_CHOICE, .choices = NULL, .help = "What goes wrong." },
	TEXT(when, "Method and path, event, stream or connection that it strikes."),
	{ AT(chance), .type = AC_FIELD_DECIMAL, .minimum = "0", .maximum = "1",
	  .help = "How likely each one is struck." },
	TEXT(every, "The n-th of each n is struck; with `at`, how long until it strikes again."),
	TEXT(after, "Not before this time of the run."),
	TEXT(until, "Not from this time of the run on."),
	TEXT(at, "At this time of the run."),
	NUMBER(count, "1", "1000000000", "How often at most."),
	NUMBER(ms, "-86400000", "86400000", "How long, in milliseconds."),
	NUMBER(ms_max, "0", "86400000", "How long at most: then uniform between the two."),
	NUMBER(code, "-99999", "-1", "The error code of the refusal."),
	TEXT(symbol, "Whose symbol."),
	NUMBER(account, "0", "15", "Which account, counted from 0."),
	NUMBER(factor, "2", "1000", "How much coarser the filters become."),
};

struct reading {
	struct ac_yaml *yaml;
	const yaml_node_t *item; /* the rule's mapping */
	const struct ac_instruments *instruments;
	struct written written;
	struct simulator_fault_rule rule;
};

static bool has(struct reading *reading, const char *key)
{
	return ac_yaml_get(reading->yaml, reading->item, key) != NULL;
}

/* Where the key's value stands, or the rule where the key is absent. */
static struct ac_place place_of(struct reading *reading, const char *key)
{
	const yaml_node_t *node = ac_yaml_get(reading->yaml, reading->item, key);
	return ac_yaml_place(reading->yaml, node != NULL ? node : reading->item);
}

static void report(struct reading *reading, const char *key, const char *what)
{
	struct ac_place place = place_of(reading, key);
	ac_faults_add(reading->yaml->faults, place.file, place.line, place.column, "%s: %s", key,
		      what);
}

/* Reports a key that the fault cannot have, or must have. */
static void demand(struct reading *reading, const char *key, bool is_allowed, bool is_needed)
{
	const char *fault = ac_simulator_fault_text(reading->written.fault);
	struct ac_place place = place_of(reading, key);
	if (has(reading, key) && !is_allowed)
		ac_faults_add(reading->yaml->faults, place.file, place.line, place.column,
			      "%s: means nothing for %s; remove it", key, fault);
	else if (!has(reading, key) && is_needed)
		ac_faults_add(reading->yaml->faults, place.file, place.line, place.column,
			      "%s: is missing; %s needs it", key, fault);
}

/* Digits and one of ms, s, m, h, d. */
static bool parse_duration(const char *text, ac_ns *ret_duration)
{
	static const struct {
		const char *unit;
		ac_ns length;
	} units[] = { { "ms", AC_NS_PER_MS },
		      { "s", AC_NS_PER_SEC },
		      { "m", 60 * AC_NS_PER_SEC },
		      { "h", 3600 * AC_NS_PER_SEC },
		      { "d", 86400 * AC_NS_PER_SEC } };
	int64_t number = 0;
	const char *at = text;
	for (; *at >= '0' && *at <= '9'; at++) {
		number = number * 10 + (*at - '0');
		if (number > DURATION_MAX)
			return false;
	}
	for (size_t i = 0; i < AC_COUNT(units) && at != text; i++) {
		ac_ns duration;
		if (strcmp(at, units[i].unit) != 0)
			continue;
		if (__builtin_mul_overflow(number, units[i].length, &duration) ||
		    duration > DURATION_MAX)
			return false;
		*ret_duration = duration;
		return true;
	}
	return false;
}

static void read_duration(struct reading *reading, const char *key, const char *text,
			  ac_ns *ret_duration)
{
	if (text[0] != '\0' && !parse_duration(text, ret_duration))
		report(reading, key, "write a time such as 200ms, 10s, 5m, 2h or 1d, at most 365d");
}

static void read_every(struct reading *reading)
{
	const char *text = reading->written.every;
	if (text[0] == '\0')
		return;
	if (has(reading, "at")) {
		read_duration(reading, "every", text, &reading->rule.again);
		if (strspn(text, "0") > 0 && reading->rule.again == 0)
			report(reading, "every", "write a time longer than nothing");
		return;
	}
	size_t digits = strspn(text, "0123456789");
	if (digits == 0 || digits > 9 || text[digits] != '\0' || text[0] == '0') {
		report(reading, "every", "write a whole number from 1 to 999999999");
		return;
	}
	reading->rule.every = strtoll(text, NULL, 10);
}

static void read_times(struct reading *reading)
{
	struct simulator_fault_rule *rule = &reading->rule;
	const struct written *written = &reading->written;
	uint32_t traits = simulator_fault_traits(written->fault);
	bool is_by_time = has(reading, "at");
	rule->until = rule->at = SIMULATOR_FAULT_NEVER;
	read_duration(reading, "after", written->after, &rule->after);
	read_duration(reading, "until", written->until, &rule->until);
	read_duration(reading, "at", written->at, &rule->at);
	read_every(reading);
	demand(reading, "at", traits & SIMULATOR_FAULT_BY_TIME,
	       (traits & SIMULATOR_FAULT_BY_TIME) && !(traits & SIMULATOR_FAULT_AT_CONNECT));
	if (is_by_time && has(reading, "after"))
		report(reading, "after", "does not go with `at`; remove one of them");
	if (is_by_time && has(reading, "chance"))
		report(reading, "chance", "does not go with `at`; remove one of them");
	if (!is_by_time && has(reading, "chance") && has(reading, "every"))
		report(reading, "every", "does not go with `chance`; remove one of them");
	if (rule->until <= rule->after || (is_by_time && rule->until <= rule->at))
		report(reading, "until", "lies before the fault begins; write a later time");
}

static void read_amounts(struct reading *reading)
{
	struct simulator_fault_rule *rule = &reading->rule;
	const struct written *written = &reading->written;
	uint32_t traits = simulator_fault_traits(written->fault);
	bool is_jump = written->fault == AC_SIMULATOR_FAULT_CLOCK_JUMP;
	bool is_refusal = written->fault == AC_SIMULATOR_FAULT_REFUSED;
	bool is_change = written->fault == AC_SIMULATOR_FAULT_FILTERS_CHANGE;
	bool needs_ms = traits & SIMULATOR_FAULT_NEEDS_MS;
	demand(reading, "ms", needs_ms || (traits & SIMULATOR_FAULT_TAKES_MS), needs_ms);
	demand(reading, "ms_max", (needs_ms && !is_jump) || (traits & SIMULATOR_FAULT_TAKES_MS),
	       false);
	demand(reading, "code", is_refusal, is_refusal);
	demand(reading, "factor", is_change, false);
	rule->code = written->code;
	rule->value = is_change ? written->factor : 0;
	if (is_jump) {
		rule->value = written->ms;
		return;
	}
	if (written->ms < 0)
		report(reading, "ms", "only a clock jumps backwards; write 0 or more");
	if (has(reading, "ms_max") && written->ms_max < written->ms)
		report(reading, "ms_max", "is less than `ms`");
	rule->delay = written->ms * AC_NS_PER_MS;
	rule->delay_max = has(reading, "ms_max") ? written->ms_max * AC_NS_PER_MS : rule->delay;
}

static void read_when(struct reading *reading)
{
	static const char *const methods[] = { "GET", "POST", "PUT", "DELETE" };
	struct simulator_fault_rule *rule = &reading->rule;
	const char *when = reading->written.when;
	uint32_t traits = simulator_fault_traits(reading->written.fault);
	bool is_of_exchange =
		(traits & SIMULATOR_FAULT_BY_TIME) && !(traits & SIMULATOR_FAULT_AT_CONNECT);
	demand(reading, "when", !is_of_exchange, false);
	size_t word = strcspn(when, " ");
	if (when[word] == ' ') {
		for (size_t i = 0; i < AC_COUNT(methods); i++) {
			if (word == strlen(methods[i]) && memcmp(when, methods[i], word) == 0)
				memcpy(rule->method, methods[i], word);
		}
		if (rule->method[0] == '\0' || strchr(when + word + 1, ' ') != NULL)
			report(reading, "when",
			       "write one word, or GET, POST, PUT or DELETE and a "
			       "path");
		when += word + 1;
	}
	size_t size = strlen(when);
	/* By time it is a part of a path, and a star behind it says nothing. */
	while (has(reading, "at") && size > 0 && when[size - 1] == '*')
		size--;
	if (size >= sizeof(rule->pattern)) {
		report(reading, "when", "is longer than 63 bytes");
		return;
	}
	memcpy(rule->pattern, when, size);
}

static void read_whose(struct reading *reading)
{
	struct simulator_fault_rule *rule = &reading->rule;
	const struct written *written = &reading->written;
	uint32_t traits = simulator_fault_traits(written->fault);
	bool needs_symbol = traits & SIMULATOR_FAULT_NEEDS_SYMBOL;
	demand(reading, "symbol", needs_symbol, needs_symbol);
	demand(reading, "account", !(traits & SIMULATOR_FAULT_OF_NOBODY), false);
	rule->account = UINT32_MAX;
	if (has(reading, "account") || (traits & SIMULATOR_FAULT_OF_ACCOUNT))
		rule->account = (uint32_t)written->account;
	rule->symbol = AC_SYMBOL_NONE;
	if (written->symbol[0] == '\0')
		return;
	int32_t symbol = ac_instruments_find(reading->instruments, ac_str_from(written->symbol));
	if (symbol < 0)
		report(reading, "symbol",
		       "is not traded here; write one of the exchange's symbols");
	else
		rule->symbol = (uint16_t)symbol;
}

static void read_rule(struct reading *reading)
{
	struct ac_field fields[AC_COUNT(rule_fields)];
	memcpy(fields, rule_fields, sizeof(fields));
	fields[0].choices = FAULT_CHOICES;
	const struct ac_schema schema = { fields, AC_COUNT(fields) };
	reading->written = (struct written){ .chance = AC_DEC(1), .factor = 10 };
	reading->rule = (struct simulator_fault_rule){ 0 };
	uint32_t before = reading->yaml->faults->count;
	ac_yaml_apply(reading->yaml, reading->item, &schema, &reading->written);
	if (!has(reading, "fault"))
		report(reading, "fault", "is missing; write what goes wrong");
	/* What depends on other keys is looked at when each for itself is right. */
	if (reading->yaml->faults->count > before)
		return;
	reading->rule.fault = reading->written.fault;
	reading->rule.chance = reading->written.chance;
	reading->rule.count = reading->written.count;
	read_times(reading);
	read_amounts(reading);
	read_when(reading);
	read_whose(reading);
}

static void read_rules(struct ac_yaml *yaml, const yaml_node_t *list,
		       const struct ac_instruments *instruments, struct ac_simulator_faults *faults)
{
	struct ac_place place = ac_yaml_place(yaml, list);
	if (list->type != YAML_SEQUENCE_NODE || ac_yaml_count(list) > SIMULATOR_FAULT_RULES_MAX) {
		ac_faults_add(yaml->faults, place.file, place.line, place.column,
			      "faults: found %s; write a list of at most %u faults",
			      ac_yaml_kind(list), SIMULATOR_FAULT_RULES_MAX);
		return;
	}
	for (size_t i = 0; i < ac_yaml_count(list); i++) {
		struct reading reading = { .yaml = yaml,
					   .item = ac_yaml_item(yaml, list, i),
					   .instruments = instruments };
		if (reading.item->type != YAML_MAPPING_NODE) {
			place = ac_yaml_place(yaml, reading.item);
			ac_faults_add(yaml->faults, place.file, place.line, place.column,
				      "found %s; write `fault: ` and a name",
				      ac_yaml_kind(reading.item));
			continue;
		}
		read_rule(&reading);
		faults->rules[faults->count++] = reading.rule;
	}
}

static void read_document(struct ac_yaml *yaml, const struct ac_instruments *instruments,
			  struct ac_simulator_faults *faults)
{
	struct {
		int32_t seed;
	} root = { 1 };
	static const struct ac_field root_fields[] = {
		{ .key = "seed",
		  .type = AC_FIELD_INT,
		  .minimum = "0",
		  .maximum = "2147483647",
		  .help = "Where the random numbers begin." },
		{ .key = "faults", .type = AC_FIELD_SECTION },
	};
	static const struct ac_schema root_schema = { root_fields, AC_COUNT(root_fields) };
	const yaml_node_t *mapping = ac_yaml_root(yaml);
	if (mapping == NULL)
		return;
	ac_yaml_apply(yaml, mapping, &root_schema, &root);
	const yaml_node_t *list = ac_yaml_get(yaml, mapping, "faults");
	if (list != NULL && !ac_yaml_is_empty(list))
		read_rules(yaml, list, instruments, faults);
	/* Numbers of its own for each rule: what one draws does not move the others. */
	for (uint32_t i = 0; i < faults->count; i++)
		ac_prng_init(&faults->rules[i].prng, ((uint64_t)root.seed << 16) + i);
}

enum ac_status ac_simulator_faults_parse(const char *file, struct ac_str text,
					 const struct ac_instruments *instruments,
					 struct ac_simulator_faults **ret_faults,
					 struct ac_faults *reports)
{
	struct ac_yaml yaml;
	uint32_t before = reports->count;
	enum ac_status status = AC_ERR_NOMEM;
	struct ac_simulator_faults *faults = calloc(1, sizeof(*faults));
	if (faults != NULL)
		faults->rules = calloc(SIMULATOR_FAULT_RULES_MAX, sizeof(*faults->rules));
	if (faults == NULL || faults->rules == NULL)
		goto fail;
	status = AC_ERR_CONFIG;
	if (ac_yaml_init(&yaml, file, text, reports) != AC_OK)
		goto fail;
	read_document(&yaml, instruments, faults);
	ac_yaml_deinit(&yaml);
	if (reports->count > before)
		goto fail;
	*ret_faults = faults;
	return AC_OK;
fail:
	ac_simulator_faults_destroy(faults);
	return status;
}

enum ac_status ac_simulator_faults_load(const char *path, const struct ac_instruments *instruments,
					struct ac_simulator_faults **ret_faults, char *error,
					size_t error_size)
{
	struct ac_text_file file;
	struct ac_faults reports;
	ac_faults_init(&reports);
	enum ac_status status = ac_text_file_read(path, &file, &reports);
	if (status == AC_OK) {
		struct ac_str text = { file.data, file.size };
		status = ac_simulator_faults_parse(path, text, instruments, ret_faults, &reports);
		ac_text_file_deinit(&file);
	} else if (status == AC_ERR_NOT_FOUND) {
		ac_faults_add(&reports, path, 0, 0, "there is no such file");
	}
	if (status != AC_OK && error_size > 0)
		snprintf(error, error_size, "%s",
			 reports.text != NULL ? reports.text : ac_status_text(status));
	ac_faults_deinit(&reports);
	return status;
}
