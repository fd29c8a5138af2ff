#include "simulator/faults/faults.h"

#include "simulator/faults/fault_rules.h"

#include <stdlib.h>

const char *ac_simulator_fault_text(enum ac_simulator_fault fault)
{
	static const char *const texts[] = {
#define FAULT_TEXT(name, text) [name] = (text),
		AC_SIMULATOR_FAULT_LIST(FAULT_TEXT)
#undef FAULT_TEXT
	};
	ac_assert((size_t)fault < AC_COUNT(texts));
	return texts[fault];
}

uint32_t simulator_fault_traits(enum ac_simulator_fault fault)
{
	if (fault <= AC_SIMULATOR_FAULT_RESET_DROPPED) {
		bool takes_ms =
			fault == AC_SIMULATOR_FAULT_TOO_MANY || fault == AC_SIMULATOR_FAULT_BANNED;
		return SIMULATOR_FAULT_AT_REQUEST | (takes_ms ? SIMULATOR_FAULT_TAKES_MS : 0);
	}
	if (fault <= AC_SIMULATOR_FAULT_SLOW)
		return SIMULATOR_FAULT_AT_ANSWER |
		       (fault == AC_SIMULATOR_FAULT_SLOW ? SIMULATOR_FAULT_NEEDS_MS : 0);
	if (fault <= AC_SIMULATOR_FAULT_UNKNOWN_FIELDS)
		return SIMULATOR_FAULT_AT_STREAM |
		       (fault == AC_SIMULATOR_FAULT_DELAY ? SIMULATOR_FAULT_NEEDS_MS : 0);
	if (fault <= AC_SIMULATOR_FAULT_TLS_RESET)
		return SIMULATOR_FAULT_AT_CONNECT | SIMULATOR_FAULT_BY_TIME |
		       (fault == AC_SIMULATOR_FAULT_SILENCE ? SIMULATOR_FAULT_NEEDS_MS : 0);
	if (fault == AC_SIMULATOR_FAULT_KEY_EXPIRES)
		return SIMULATOR_FAULT_BY_TIME | SIMULATOR_FAULT_OF_ACCOUNT;
	if (fault <= AC_SIMULATOR_FAULT_CANCEL_BY_HAND)
		return SIMULATOR_FAULT_BY_TIME | SIMULATOR_FAULT_NEEDS_SYMBOL |
		       SIMULATOR_FAULT_OF_ACCOUNT;
	if (fault <= AC_SIMULATOR_FAULT_FILTERS_CHANGE)
		return SIMULATOR_FAULT_BY_TIME | SIMULATOR_FAULT_NEEDS_SYMBOL |
		       SIMULATOR_FAULT_OF_NOBODY;
	return SIMULATOR_FAULT_BY_TIME | SIMULATOR_FAULT_NEEDS_MS | SIMULATOR_FAULT_OF_NOBODY;
}

void ac_simulator_faults_destroy(struct ac_simulator_faults *faults)
{
	if (faults == NULL)
		return;
	free(faults->rules);
	free(faults);
}

/* '*' stands for any text. Back to the last star where the rest does not fit, so that the time is
 * bounded by the product of the lengths. */
static bool matches(const char *pattern, struct ac_str text)
{
	const char *star = NULL;
	size_t at = 0, star_at = 0;
	while (at < text.size) {
		if (*pattern == '*') {
			star = pattern++;
			star_at = at;
		} else if (*pattern == text.data[at]) {
			pattern++;
			at++;
		} else if (star != NULL) {
			pattern = star + 1;
			at = ++star_at;
		} else {
			return false;
		}
	}
	while (*pattern == '*')
		pattern++;
	return *pattern == '\0';
}

static bool is_at_point(const struct simulator_fault_rule *rule,
			enum ac_simulator_fault_point point)
{
	uint32_t traits = simulator_fault_traits(rule->fault);
	switch (point) {
	case AC_SIMULATOR_POINT_REQUEST:
		return traits & SIMULATOR_FAULT_AT_REQUEST;
	case AC_SIMULATOR_POINT_ANSWER:
		return traits & SIMULATOR_FAULT_AT_ANSWER;
	case AC_SIMULATOR_POINT_USER:
	case AC_SIMULATOR_POINT_MARKET:
		return traits & SIMULATOR_FAULT_AT_STREAM;
	case AC_SIMULATOR_POINT_CONNECT:
		return (traits & SIMULATOR_FAULT_AT_CONNECT) && rule->at == SIMULATOR_FAULT_NEVER;
	}
	return false;
}

static bool agrees(const struct simulator_fault_rule *rule,
		   const struct ac_simulator_fault_subject *subject, ac_ns now)
{
	if (now < rule->after || now >= rule->until)
		return false;
	if (rule->fault == AC_SIMULATOR_FAULT_THROTTLED && subject->is_reducing)
		return false;
	if (rule->account != UINT32_MAX && rule->account != subject->account)
		return false;
	if (rule->method[0] != '\0' && !ac_str_equal(ac_str_from(rule->method), subject->method))
		return false;
	return rule->pattern[0] == '\0' || matches(rule->pattern, subject->what);
}

static bool is_spent(const struct simulator_fault_rule *rule)
{
	return rule->count > 0 && rule->struck >= (uint64_t)rule->count;
}

static void strike(struct ac_simulator_faults *faults, struct simulator_fault_rule *rule,
		   struct ac_simulator_fault_action *ret_action)
{
	struct ac_simulator_fault_action action = {
		.fault = rule->fault,
		.code = rule->code,
		.delay = rule->delay,
		.symbol = rule->symbol,
		.account = rule->account,
		.value = rule->value,
	};
	static_assert(sizeof(action.what) >= sizeof(rule->pattern), "patterns fit into actions");
	memcpy(action.what, rule->pattern, sizeof(rule->pattern));
	if (rule->delay_max > rule->delay)
		action.delay += (ac_ns)ac_prng_below(&rule->prng,
						     (uint64_t)(rule->delay_max - rule->delay) + 1);
	rule->struck++;
	faults->struck[rule->fault]++;
	*ret_action = action;
}

bool ac_simulator_faults_draw(struct ac_simulator_faults *faults,
			      enum ac_simulator_fault_point point,
			      const struct ac_simulator_fault_subject *subject, ac_ns now,
			      struct ac_simulator_fault_action *ret_action)
{
	for (uint32_t i = 0; i < faults->count; i++) {
		struct simulator_fault_rule *rule = &faults->rules[i];
		if (!is_at_point(rule, point) || is_spent(rule) || !agrees(rule, subject, now))
			continue;
		rule->seen++;
		bool strikes = rule->every > 0 ? rule->seen % (uint64_t)rule->every == 0
					       : ac_prng_below(&rule->prng, AC_DEC_SCALE) <
							 (uint64_t)rule->chance.units;
		if (!strikes)
			continue;
		strike(faults, rule, ret_action);
		return true;
	}
	return false;
}

static ac_ns next_time(const struct simulator_fault_rule *rule)
{
	return is_spent(rule) || rule->at >= rule->until ? SIMULATOR_FAULT_NEVER : rule->at;
}

static struct simulator_fault_rule *next_rule(const struct ac_simulator_faults *faults)
{
	struct simulator_fault_rule *next = NULL;
	for (uint32_t i = 0; i < faults->count; i++) {
		struct simulator_fault_rule *rule = &faults->rules[i];
		if (next_time(rule) != SIMULATOR_FAULT_NEVER &&
		    (next == NULL || next_time(rule) < next_time(next)))
			next = rule;
	}
	return next;
}

bool ac_simulator_faults_due(struct ac_simulator_faults *faults, ac_ns now,
			     struct ac_simulator_fault_action *ret_action)
{
	struct simulator_fault_rule *rule = next_rule(faults);
	if (rule == NULL || next_time(rule) > now)
		return false;
	strike(faults, rule, ret_action);
	if (rule->again == 0 || __builtin_add_overflow(rule->at, rule->again, &rule->at))
		rule->at = SIMULATOR_FAULT_NEVER;
	return true;
}

ac_ns ac_simulator_faults_deadline(const struct ac_simulator_faults *faults)
{
	const struct simulator_fault_rule *rule = next_rule(faults);
	return rule == NULL ? SIMULATOR_FAULT_NEVER : next_time(rule);
}

uint64_t ac_simulator_faults_count(const struct ac_simulator_faults *faults,
				   enum ac_simulator_fault fault)
{
	ac_assert((size_t)fault < AC_COUNT(faults->struck));
	return faults->struck[fault];
}
