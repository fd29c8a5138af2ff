/* A symbol that moves too much within seconds gets no entries for minutes after the last such move.
 * move = (max - min) / min * 100 over the prices of [now - window_sec, now], both ends included. */
#include "risk/guard.h"
#include "risk/percent.h"
#include "risk/price_window.h"

static bool is_on(const struct ac_risk_config *config)
{
	return config->limits.volatility_max_move_pct.units > 0 &&
	       config->limits.volatility_window_sec > 0;
}

/* Windows of symbols that nobody trades stay untouched zero pages. */
static size_t state_size(const struct ac_risk_config *config)
{
	return config->instruments->count * sizeof(struct ac_price_window);
}

static void on_price(struct ac_risk *risk, uint16_t symbol, struct ac_dec price)
{
	const struct ac_risk_limits *limits = &risk->config.limits;
	struct ac_price_window *windows = risk->states[AC_GUARD_VOLATILITY];
	struct ac_price_window *window = &windows[symbol];
	if (price.units <= 0)
		return; /* an unknown price moves nothing */
	ac_ms oldest_ms = risk->now_ms - limits->volatility_window_sec * AC_MS_PER_SEC;
	ac_price_window_push(window, price, risk->now_ms, oldest_ms);
	int64_t highest = price_queue_front(&window->highs);
	struct ac_dec lowest = { price_queue_front(&window->lows) };
	if (highest == lowest.units)
		return;
	__int128 range = (__int128)highest - lowest.units;
	if (percent_compare(range, lowest, limits->volatility_max_move_pct) < 0)
		return;
	struct ac_halt halt = {
		.guard = AC_GUARD_VOLATILITY,
		.reason = AC_REASON_VOLATILITY,
		.symbol = symbol,
		.book = AC_BOOK_NONE,
		.until_ms = risk->now_ms + limits->volatility_halt_minutes * AC_MS_PER_MIN,
		.value = percent_of(range, lowest),
		.limit = limits->volatility_max_move_pct,
	};
	ac_guard_halt(risk, &halt);
}

static bool check(struct ac_risk *risk, const struct ac_risk_request *request,
		  const struct ac_risk_facts *facts, struct ac_verdict *verdict)
{
	(void)facts;
	const struct ac_price_window *windows = risk->states[AC_GUARD_VOLATILITY];
	if (!guard_check_halt(risk, AC_GUARD_VOLATILITY, request->symbol, AC_BOOK_NONE, verdict))
		return false;
	if (!windows[request->symbol].has_price)
		return guard_refuse(verdict, AC_REASON_UNKNOWN_INPUT, AC_DEC_ZERO, AC_DEC_ZERO);
	return true;
}

static bool wants_exit(const struct ac_risk *risk, uint16_t book, struct ac_dec mark,
		       struct ac_dec liquidation_price, int direction)
{
	(void)mark;
	(void)liquidation_price;
	(void)direction;
	return risk->config.limits.volatility_flatten_on_halt &&
	       ac_halts_find(&risk->halts, AC_GUARD_VOLATILITY, guard_book_symbol(risk, book),
			     AC_BOOK_NONE) != NULL;
}

static struct guard_usage usage(const struct ac_risk *risk, uint16_t symbol, uint16_t book)
{
	(void)book;
	const struct ac_price_window *windows = risk->states[AC_GUARD_VOLATILITY];
	const struct ac_price_window *window = &windows[symbol];
	struct guard_usage usage = { .limit = risk->config.limits.volatility_max_move_pct,
				     .unit = "%" };
	ac_ms oldest_ms = risk->now_ms - risk->config.limits.volatility_window_sec * AC_MS_PER_SEC;
	if (!window->has_price || window->newest_ms < oldest_ms)
		return usage; /* the window has run empty, and only a price would tell it so */
	struct ac_dec lowest = { price_queue_front(&window->lows) };
	usage.used = percent_of((__int128)price_queue_front(&window->highs) - lowest.units, lowest);
	return usage;
}

const struct ac_guard ac_guard_volatility = {
	.id = AC_GUARD_VOLATILITY,
	.scopes = GUARD_SCOPE_SYMBOL,
	.is_on = is_on,
	.state_size = state_size,
	.check = check,
	.wants_exit = wants_exit,
	.on_price = on_price,
	.usage_scope = GUARD_SCOPE_SYMBOL,
	.usage = usage,
};
