/* No entries around a funding settlement: it is processed up to a minute around its time and
 * prices jump there. Both ends of [time - before, time + after] are refused. Nothing is stored: the
 * mark stream names the next time again, and the grid of the instrument stands in until then. */
#include "risk/guard.h"

#define HOURS_DEFAULT 8
#define MS_PER_HOUR   (60 * AC_MS_PER_MIN)

struct funding {
	ac_ms next_ms; /* as the exchange last said; 0 unknown */
	ac_ms last_ms; /* the one it said before */
};

static bool is_on(const struct ac_risk_config *config)
{
	return config->limits.funding_minutes_before > 0 ||
	       config->limits.funding_minutes_after > 0;
}

static size_t state_size(const struct ac_risk_config *config)
{
	return config->instruments->count * sizeof(struct funding);
}

static void on_funding_time(struct ac_risk *risk, uint16_t symbol, ac_ms funding_time_ms)
{
	struct funding *fundings = risk->states[AC_GUARD_FUNDING_WINDOW];
	struct funding *funding = &fundings[symbol];
	if (funding_time_ms <= 0 || funding_time_ms == funding->next_ms)
		return;
	if (funding_time_ms > funding->next_ms)
		funding->last_ms = funding->next_ms;
	funding->next_ms = funding_time_ms;
}

/* False, with the verdict filled in minutes, where `time_ms` is too near. */
static bool check_time(const struct ac_risk *risk, ac_ms time_ms, struct ac_verdict *verdict)
{
	int32_t before = risk->config.limits.funding_minutes_before;
	int32_t after = risk->config.limits.funding_minutes_after;
	ac_ms distance_ms = time_ms - risk->now_ms;
	bool is_ahead = distance_ms > 0;
	int32_t minutes = is_ahead ? before : after;
	if (!is_ahead)
		distance_ms = -distance_ms;
	if (distance_ms > minutes * AC_MS_PER_MIN)
		return true;
	struct ac_dec distance = { distance_ms * AC_DEC_SCALE / AC_MS_PER_MIN };
	return guard_refuse(verdict, AC_REASON_FUNDING_WINDOW, distance, AC_DEC(minutes));
}

/* The grid from 00:00 UTC, for when nobody has told the next time. */
static ac_ms interval_of(const struct ac_risk *risk, uint16_t symbol)
{
	int32_t hours = risk->config.instruments->items[symbol].funding_interval_hours;
	return (hours > 0 ? hours : HOURS_DEFAULT) * MS_PER_HOUR;
}

static bool check(struct ac_risk *risk, const struct ac_risk_request *request,
		  const struct ac_risk_facts *facts, struct ac_verdict *verdict)
{
	(void)facts;
	const struct funding *fundings = risk->states[AC_GUARD_FUNDING_WINDOW];
	const struct funding *funding = &fundings[request->symbol];
	if (funding->next_ms != 0 && !check_time(risk, funding->next_ms, verdict))
		return false;
	if (funding->last_ms != 0 && !check_time(risk, funding->last_ms, verdict))
		return false;
	if (funding->next_ms >= risk->now_ms)
		return true;
	ac_ms interval_ms = interval_of(risk, request->symbol);
	ac_ms before_ms = risk->now_ms - risk->now_ms % interval_ms;
	return check_time(risk, before_ms, verdict) &&
	       check_time(risk, before_ms + interval_ms, verdict);
}

/* How much of the window around a settlement has passed; 0 outside. */
static ac_ms passed_ms(const struct ac_risk *risk, ac_ms time_ms)
{
	ac_ms before_ms = risk->config.limits.funding_minutes_before * AC_MS_PER_MIN;
	ac_ms after_ms = risk->config.limits.funding_minutes_after * AC_MS_PER_MIN;
	ac_ms since_ms = risk->now_ms - time_ms;
	return since_ms >= -before_ms && since_ms <= after_ms ? since_ms + before_ms : 0;
}

static struct guard_usage usage(const struct ac_risk *risk, uint16_t symbol, uint16_t book)
{
	(void)book;
	const struct funding *fundings = risk->states[AC_GUARD_FUNDING_WINDOW];
	const struct funding *funding = &fundings[symbol];
	int64_t minutes = (int64_t)risk->config.limits.funding_minutes_before +
			  risk->config.limits.funding_minutes_after;
	ac_ms passed = funding->next_ms != 0 ? passed_ms(risk, funding->next_ms) : 0;
	if (passed == 0 && funding->last_ms != 0)
		passed = passed_ms(risk, funding->last_ms);
	ac_ms interval_ms = interval_of(risk, symbol);
	ac_ms grid_ms = risk->now_ms - risk->now_ms % interval_ms;
	if (passed == 0 && funding->next_ms < risk->now_ms)
		passed = passed_ms(risk, grid_ms);
	if (passed == 0 && funding->next_ms < risk->now_ms)
		passed = passed_ms(risk, grid_ms + interval_ms);
	return (struct guard_usage){ { passed * (AC_DEC_SCALE / AC_MS_PER_SEC) },
				     AC_DEC(minutes * 60),
				     "s" };
}

const struct ac_guard ac_guard_funding_window = {
	.id = AC_GUARD_FUNDING_WINDOW,
	.is_on = is_on,
	.state_size = state_size,
	.check = check,
	.on_funding_time = on_funding_time,
	.usage_scope = GUARD_SCOPE_SYMBOL,
	.usage = usage,
};
