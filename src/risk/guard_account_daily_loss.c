/* What the account has lost since 00:00 UTC at mark prices, in percent of its equity then;
 * realised, unrealised, fees and funding are all in the equity, transfers are taken out. At the
 * limit the account is halted for the day. */
#include "risk/exposure.h"
#include "risk/guard.h"
#include "risk/percent.h"

struct account_day {
	struct ac_dec start; /* equity at the day's start, moved by transfers; 0 unknown */
	ac_ms start_ms;      /* when it was taken, which says its day */
	struct ac_dec equity;
	bool has_equity;
};

static bool is_on(const struct ac_risk_config *config)
{
	return config->limits.account_daily_loss_pct.units > 0;
}

static size_t state_size(const struct ac_risk_config *config)
{
	(void)config;
	return sizeof(struct account_day);
}

static void publish(struct ac_risk *risk)
{
	if (risk->config.limits.is_guarded && risk->day_ms != GUARD_TIME_UNKNOWN)
		ac_guard_publish(risk, AC_GUARD_ACCOUNT_DAILY_LOSS, AC_SYMBOL_NONE, AC_BOOK_NONE);
}

static void start_at(struct ac_risk *risk, struct account_day *day, struct ac_dec equity)
{
	day->start = ac_dec_max(equity, AC_DEC_ZERO);
	day->start_ms = risk->now_ms;
}

static void judge(struct ac_risk *risk, struct ac_dec equity)
{
	const struct account_day *day = risk->states[AC_GUARD_ACCOUNT_DAILY_LOSS];
	struct ac_dec limit = risk->config.limits.account_daily_loss_pct;
	if (!risk->is_on[AC_GUARD_ACCOUNT_DAILY_LOSS] || risk->day_ms == GUARD_TIME_UNKNOWN)
		return;
	__int128 loss = (__int128)day->start.units - equity.units;
	if (day->start.units <= 0 || percent_compare(loss, day->start, limit) < 0)
		return;
	if (ac_halts_find(&risk->halts, AC_GUARD_ACCOUNT_DAILY_LOSS, AC_SYMBOL_NONE,
			  AC_BOOK_NONE) != NULL)
		return;
	struct ac_halt halt = {
		.guard = AC_GUARD_ACCOUNT_DAILY_LOSS,
		.reason = AC_REASON_ACCOUNT_DAILY_LOSS,
		.symbol = AC_SYMBOL_NONE,
		.book = AC_BOOK_NONE,
		.until_ms = risk->day_ms + AC_MS_PER_DAY,
		.value = percent_of(loss, day->start),
		.limit = limit,
	};
	ac_guard_halt(risk, &halt);
}

static void on_equity(struct ac_risk *risk, struct ac_dec equity, struct ac_dec transfer)
{
	struct account_day *day = risk->states[AC_GUARD_ACCOUNT_DAILY_LOSS];
	day->equity = equity;
	day->has_equity = true;
	if (day->start.units == 0) {
		start_at(risk, day, equity);
		publish(risk);
	} else if (transfer.units != 0) {
		day->start = exposure_sum(day->start, transfer);
		if (day->start.units <= 0) /* more was taken out than the day began with */
			start_at(risk, day, equity);
		publish(risk);
	}
	judge(risk, equity);
}

static void on_day(struct ac_risk *risk)
{
	struct account_day *day = risk->states[AC_GUARD_ACCOUNT_DAILY_LOSS];
	if (guard_is_today(risk, day->start_ms))
		return; /* restored before the first moment was known */
	day->start = AC_DEC_ZERO;
	if (!day->has_equity)
		return; /* the first equity told is the day's start */
	start_at(risk, day, day->equity);
	publish(risk);
}

static bool check(struct ac_risk *risk, const struct ac_risk_request *request,
		  const struct ac_risk_facts *facts, struct ac_verdict *verdict)
{
	(void)request;
	const struct account_day *day = risk->states[AC_GUARD_ACCOUNT_DAILY_LOSS];
	judge(risk, facts->equity);
	if (!guard_check_halt(risk, AC_GUARD_ACCOUNT_DAILY_LOSS, AC_SYMBOL_NONE, AC_BOOK_NONE,
			      verdict))
		return false;
	if (day->start.units <= 0)
		return guard_refuse(verdict, AC_REASON_UNKNOWN_INPUT, AC_DEC_ZERO, AC_DEC_ZERO);
	return true;
}

/* Who lifts the halt accepts the loss so far; the day is counted on from here. */
static void on_lifted(struct ac_risk *risk, const struct ac_halt *halt)
{
	(void)halt;
	struct account_day *day = risk->states[AC_GUARD_ACCOUNT_DAILY_LOSS];
	day->start = AC_DEC_ZERO;
	if (day->has_equity)
		start_at(risk, day, day->equity);
}

static void on_limits(struct ac_risk *risk)
{
	const struct account_day *day = risk->states[AC_GUARD_ACCOUNT_DAILY_LOSS];
	if (day->has_equity)
		judge(risk, day->equity);
}

static void stored(const struct ac_risk *risk, uint16_t book, struct guard_stored *ret_stored)
{
	(void)book;
	const struct account_day *day = risk->states[AC_GUARD_ACCOUNT_DAILY_LOSS];
	ret_stored->since_ms = day->start_ms;
	ret_stored->value = day->start;
	ret_stored->counter = day->start.units;
}

static void restore(struct ac_risk *risk, uint16_t book, const struct guard_stored *record)
{
	(void)book;
	struct account_day *day = risk->states[AC_GUARD_ACCOUNT_DAILY_LOSS];
	if (record->counter <= 0)
		return;
	if (risk->day_ms != GUARD_TIME_UNKNOWN && !guard_is_today(risk, record->since_ms))
		return; /* another day's */
	day->start.units = record->counter;
	day->start_ms = record->since_ms;
}

struct ac_dec ac_risk_day_start_equity(const struct ac_risk *risk)
{
	const struct account_day *day = risk->states[AC_GUARD_ACCOUNT_DAILY_LOSS];
	return day->start;
}

static struct guard_usage usage(const struct ac_risk *risk, uint16_t symbol, uint16_t book)
{
	(void)symbol;
	(void)book;
	const struct account_day *day = risk->states[AC_GUARD_ACCOUNT_DAILY_LOSS];
	struct guard_usage usage = { .limit = risk->config.limits.account_daily_loss_pct,
				     .unit = "%" };
	if (day->start.units > 0 && day->equity.units < day->start.units)
		usage.used = percent_of((__int128)day->start.units - day->equity.units, day->start);
	return usage;
}

const struct ac_guard ac_guard_account_daily_loss = {
	.id = AC_GUARD_ACCOUNT_DAILY_LOSS,
	.scopes = GUARD_SCOPE_ACCOUNT,
	.is_always_observing = true,
	.is_on = is_on,
	.state_size = state_size,
	.check = check,
	.on_equity = on_equity,
	.on_day = on_day,
	.on_lifted = on_lifted,
	.on_limits = on_limits,
	.stored = stored,
	.restore = restore,
	.usage_scope = GUARD_SCOPE_ACCOUNT,
	.usage = usage,
};
