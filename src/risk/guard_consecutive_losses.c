/* So many losing trades in a row of one strategy on one symbol stop its entries for a while. A
 * trade that comes out even is not a loss. Setting the halt begins the count anew. */
#include "risk/guard.h"

static bool is_on(const struct ac_risk_config *config)
{
	return config->limits.consecutive_losses > 0;
}

static size_t state_size(const struct ac_risk_config *config)
{
	return config->book_count * sizeof(int64_t);
}

static void judge(struct ac_risk *risk, uint16_t book)
{
	const struct ac_risk_limits *limits = &risk->config.limits;
	int64_t *losses = risk->states[AC_GUARD_CONSECUTIVE_LOSSES];
	uint16_t symbol = guard_book_symbol(risk, book);
	if (losses[book] < limits->consecutive_losses) {
		ac_guard_publish(risk, AC_GUARD_CONSECUTIVE_LOSSES, symbol, book);
		return;
	}
	struct ac_halt halt = {
		.guard = AC_GUARD_CONSECUTIVE_LOSSES,
		.reason = AC_REASON_CONSECUTIVE_LOSSES,
		.symbol = symbol,
		.book = book,
		.until_ms = risk->now_ms + limits->consecutive_losses_halt_minutes * AC_MS_PER_MIN,
		.value = AC_DEC(losses[book]),
		.limit = AC_DEC(limits->consecutive_losses),
	};
	losses[book] = 0;
	ac_guard_halt(risk, &halt);
}

static void on_close(struct ac_risk *risk, uint16_t book, struct ac_dec net)
{
	int64_t *losses = risk->states[AC_GUARD_CONSECUTIVE_LOSSES];
	if (net.units < 0) {
		losses[book]++;
		judge(risk, book);
	} else if (losses[book] != 0) {
		losses[book] = 0;
		ac_guard_publish(risk, AC_GUARD_CONSECUTIVE_LOSSES, guard_book_symbol(risk, book),
				 book);
	}
}

static void on_limits(struct ac_risk *risk)
{
	const int64_t *losses = risk->states[AC_GUARD_CONSECUTIVE_LOSSES];
	for (uint32_t i = 0; i < risk->config.book_count; i++) {
		if (losses[i] >= risk->config.limits.consecutive_losses)
			judge(risk, (uint16_t)i);
	}
}

static bool check(struct ac_risk *risk, const struct ac_risk_request *request,
		  const struct ac_risk_facts *facts, struct ac_verdict *verdict)
{
	(void)facts;
	return guard_check_halt(risk, AC_GUARD_CONSECUTIVE_LOSSES, request->symbol, request->book,
				verdict);
}

static void stored(const struct ac_risk *risk, uint16_t book, struct guard_stored *ret_stored)
{
	const int64_t *losses = risk->states[AC_GUARD_CONSECUTIVE_LOSSES];
	ret_stored->counter = losses[book];
	ret_stored->value = AC_DEC(losses[book]);
}

static void restore(struct ac_risk *risk, uint16_t book, const struct guard_stored *record)
{
	int64_t *losses = risk->states[AC_GUARD_CONSECUTIVE_LOSSES];
	if (record->counter >= 0 && record->counter <= INT32_MAX)
		losses[book] = record->counter;
}

static struct guard_usage usage(const struct ac_risk *risk, uint16_t symbol, uint16_t book)
{
	(void)symbol;
	const int64_t *losses = risk->states[AC_GUARD_CONSECUTIVE_LOSSES];
	return (struct guard_usage){ AC_DEC(losses[book]),
				     AC_DEC(risk->config.limits.consecutive_losses), "count" };
}

const struct ac_guard ac_guard_consecutive_losses = {
	.id = AC_GUARD_CONSECUTIVE_LOSSES,
	.scopes = GUARD_SCOPE_BOOK,
	.is_on = is_on,
	.state_size = state_size,
	.check = check,
	.on_close = on_close,
	.on_limits = on_limits,
	.stored = stored,
	.restore = restore,
	.usage_scope = GUARD_SCOPE_BOOK,
	.usage = usage,
};
