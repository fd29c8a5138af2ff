/* How far the equity has fallen from its highest value, in percent of that. Confirmed by several
 * readings in a row it halts the account until a person lifts it; a single reading beyond the limit
 * refuses entries while it stands. The peak moves with transfers and is stored. */
#include "risk/exposure.h"
#include "risk/guard.h"
#include "risk/percent.h"

/* The stored peak may lag by less than 1/10000 of itself and a minute: writing every new peak would
 * write on every tick of a winning position. */
#define PEAK_STEP_PART   10000
#define PEAK_INTERVAL_MS AC_MS_PER_MIN

struct drawdown {
	struct ac_dec peak; /* 0 unknown */
	struct ac_dec equity;
	struct ac_dec peak_stored;
	ac_ms stored_ms;
	int32_t readings; /* beyond the limit, in a row */
	bool has_equity;
};

static bool is_on(const struct ac_risk_config *config)
{
	return config->limits.account_drawdown_pct.units > 0;
}

static size_t state_size(const struct ac_risk_config *config)
{
	(void)config;
	return sizeof(struct drawdown);
}

static void note_stored(struct drawdown *drawdown, const struct ac_risk *risk)
{
	drawdown->peak_stored = drawdown->peak;
	drawdown->stored_ms = risk->now_ms;
}

static void publish(struct ac_risk *risk)
{
	if (!risk->config.limits.is_guarded || risk->day_ms == GUARD_TIME_UNKNOWN)
		return;
	note_stored(risk->states[AC_GUARD_DRAWDOWN], risk);
	ac_guard_publish(risk, AC_GUARD_DRAWDOWN, AC_SYMBOL_NONE, AC_BOOK_NONE);
}

static bool is_worth_storing(const struct drawdown *drawdown)
{
	return drawdown->peak.units - drawdown->peak_stored.units >
	       drawdown->peak_stored.units / PEAK_STEP_PART;
}

static ac_ms due_ms(const struct ac_risk *risk)
{
	const struct drawdown *drawdown = risk->states[AC_GUARD_DRAWDOWN];
	if (!risk->config.limits.is_guarded || !is_worth_storing(drawdown))
		return INT64_MAX;
	return drawdown->stored_ms + PEAK_INTERVAL_MS;
}

static void on_time(struct ac_risk *risk)
{
	if (risk->now_ms >= due_ms(risk))
		publish(risk);
}

static void on_day(struct ac_risk *risk)
{
	const struct drawdown *drawdown = risk->states[AC_GUARD_DRAWDOWN];
	if (drawdown->peak.units != drawdown->peak_stored.units)
		publish(risk);
}

static bool is_beyond(const struct ac_risk *risk, struct ac_dec equity, __int128 *ret_fall)
{
	const struct drawdown *drawdown = risk->states[AC_GUARD_DRAWDOWN];
	__int128 fall = (__int128)drawdown->peak.units - equity.units;
	*ret_fall = fall;
	return drawdown->peak.units > 0 &&
	       percent_compare(fall, drawdown->peak, risk->config.limits.account_drawdown_pct) >= 0;
}

static void judge(struct ac_risk *risk, struct drawdown *drawdown)
{
	__int128 fall;
	if (!is_beyond(risk, drawdown->equity, &fall)) {
		drawdown->readings = 0;
		return;
	}
	if (drawdown->readings < risk->config.limits.drawdown_readings)
		drawdown->readings++;
	if (drawdown->readings < risk->config.limits.drawdown_readings)
		return;
	if (ac_halts_find(&risk->halts, AC_GUARD_DRAWDOWN, AC_SYMBOL_NONE, AC_BOOK_NONE) != NULL)
		return;
	struct ac_halt halt = {
		.guard = AC_GUARD_DRAWDOWN,
		.reason = AC_REASON_DRAWDOWN,
		.symbol = AC_SYMBOL_NONE,
		.book = AC_BOOK_NONE,
		.value = percent_of(fall, drawdown->peak),
		.limit = risk->config.limits.account_drawdown_pct,
	};
	note_stored(drawdown, risk);
	ac_guard_halt(risk, &halt);
}

static void on_equity(struct ac_risk *risk, struct ac_dec equity, struct ac_dec transfer)
{
	struct drawdown *drawdown = risk->states[AC_GUARD_DRAWDOWN];
	struct ac_dec peak = drawdown->peak;
	drawdown->equity = equity;
	drawdown->has_equity = true;
	if (peak.units > 0)
		peak = exposure_sum(peak, transfer);
	peak = ac_dec_max(peak, ac_dec_max(equity, AC_DEC_ZERO));
	if (peak.units != drawdown->peak.units) {
		bool was_worth_storing = is_worth_storing(drawdown);
		drawdown->peak = peak;
		if (transfer.units != 0 || drawdown->stored_ms == 0)
			publish(risk);
		else if (!was_worth_storing && is_worth_storing(drawdown))
			ac_guard_wake_refresh(risk);
	}
	if (risk->is_on[AC_GUARD_DRAWDOWN])
		judge(risk, drawdown);
}

static bool check(struct ac_risk *risk, const struct ac_risk_request *request,
		  const struct ac_risk_facts *facts, struct ac_verdict *verdict)
{
	(void)request;
	const struct drawdown *drawdown = risk->states[AC_GUARD_DRAWDOWN];
	if (!guard_check_halt(risk, AC_GUARD_DRAWDOWN, AC_SYMBOL_NONE, AC_BOOK_NONE, verdict))
		return false;
	if (drawdown->peak.units <= 0)
		return guard_refuse(verdict, AC_REASON_UNKNOWN_INPUT, AC_DEC_ZERO, AC_DEC_ZERO);
	__int128 fall;
	if (!is_beyond(risk, facts->equity, &fall))
		return true;
	return guard_refuse(verdict, AC_REASON_DRAWDOWN, percent_of(fall, drawdown->peak),
			    risk->config.limits.account_drawdown_pct);
}

/* Who lifts the halt accepts the loss so far: the peak begins again at the present equity. */
static void on_lifted(struct ac_risk *risk, const struct ac_halt *halt)
{
	(void)halt;
	struct drawdown *drawdown = risk->states[AC_GUARD_DRAWDOWN];
	drawdown->readings = 0;
	drawdown->peak = AC_DEC_ZERO;
	if (drawdown->has_equity)
		drawdown->peak = ac_dec_max(drawdown->equity, AC_DEC_ZERO);
	note_stored(drawdown, risk);
}

/* The equity as it stands is the first reading by the new limit. */
static void on_limits(struct ac_risk *risk)
{
	struct drawdown *drawdown = risk->states[AC_GUARD_DRAWDOWN];
	drawdown->readings = 0;
	if (drawdown->has_equity)
		judge(risk, drawdown);
}

static void stored(const struct ac_risk *risk, uint16_t book, struct guard_stored *ret_stored)
{
	(void)book;
	const struct drawdown *drawdown = risk->states[AC_GUARD_DRAWDOWN];
	ret_stored->value = drawdown->peak;
	ret_stored->counter = drawdown->peak.units;
}

static void restore(struct ac_risk *risk, uint16_t book, const struct guard_stored *record)
{
	(void)book;
	struct drawdown *drawdown = risk->states[AC_GUARD_DRAWDOWN];
	if (record->counter < 0)
		return;
	drawdown->peak.units = record->counter;
	drawdown->peak_stored = drawdown->peak;
	drawdown->stored_ms = record->since_ms;
}

struct ac_dec ac_risk_equity_peak(const struct ac_risk *risk)
{
	const struct drawdown *drawdown = risk->states[AC_GUARD_DRAWDOWN];
	return drawdown->peak;
}

static struct guard_usage usage(const struct ac_risk *risk, uint16_t symbol, uint16_t book)
{
	(void)symbol;
	(void)book;
	const struct drawdown *drawdown = risk->states[AC_GUARD_DRAWDOWN];
	struct guard_usage usage = { .limit = risk->config.limits.account_drawdown_pct,
				     .unit = "%" };
	if (drawdown->has_equity && drawdown->equity.units < drawdown->peak.units)
		usage.used = percent_of((__int128)drawdown->peak.units - drawdown->equity.units,
					drawdown->peak);
	return usage;
}

const struct ac_guard ac_guard_drawdown = {
	.id = AC_GUARD_DRAWDOWN,
	.scopes = GUARD_SCOPE_ACCOUNT,
	.is_always_observing = true,
	.is_on = is_on,
	.state_size = state_size,
	.check = check,
	.on_equity = on_equity,
	.on_day = on_day,
	.on_time = on_time,
	.due_ms = due_ms,
	.on_lifted = on_lifted,
	.on_limits = on_limits,
	.stored = stored,
	.restore = restore,
	.usage_scope = GUARD_SCOPE_ACCOUNT,
	.usage = usage,
};
