/* How much one strategy may open on one symbol in a UTC day, in base units: what entries have
 * filled today and the request itself. */
#include "risk/exposure.h"
#include "risk/guard.h"

struct opened {
	struct ac_dec quantity;
	ac_ms since_ms; /* of the last fill, which says the day */
};

static bool is_on(const struct ac_risk_config *config)
{
	for (uint32_t i = 0; i < config->instruments->count; i++) {
		if (config->symbol_limits[i].daily_quantity_max.units > 0)
			return true;
	}
	return false;
}

static size_t state_size(const struct ac_risk_config *config)
{
	return config->book_count * sizeof(struct opened);
}

static struct ac_dec opened_today(const struct ac_risk *risk, uint16_t book)
{
	const struct opened *opened = risk->states[AC_GUARD_DAILY_QUANTITY];
	return guard_is_today(risk, opened[book].since_ms) ? opened[book].quantity : AC_DEC_ZERO;
}

static void on_entry_fill(struct ac_risk *risk, uint16_t book, struct ac_dec quantity)
{
	struct opened *opened = risk->states[AC_GUARD_DAILY_QUANTITY];
	uint16_t symbol = guard_book_symbol(risk, book);
	opened[book].quantity = exposure_sum(opened_today(risk, book), quantity);
	opened[book].since_ms = risk->now_ms;
	if (risk->config.symbol_limits[symbol].daily_quantity_max.units > 0)
		ac_guard_publish(risk, AC_GUARD_DAILY_QUANTITY, symbol, book);
}

static bool check(struct ac_risk *risk, const struct ac_risk_request *request,
		  const struct ac_risk_facts *facts, struct ac_verdict *verdict)
{
	(void)facts;
	struct ac_dec limit = risk->config.symbol_limits[request->symbol].daily_quantity_max;
	struct ac_dec quantity = exposure_sum(opened_today(risk, request->book), request->quantity);
	if (limit.units == 0 || quantity.units <= limit.units)
		return true;
	return guard_refuse(verdict, AC_REASON_DAILY_QUANTITY, quantity, limit);
}

static void stored(const struct ac_risk *risk, uint16_t book, struct guard_stored *ret_stored)
{
	const struct opened *opened = risk->states[AC_GUARD_DAILY_QUANTITY];
	ret_stored->since_ms = opened[book].since_ms;
	ret_stored->value = opened[book].quantity;
	ret_stored->counter = opened[book].quantity.units;
}

static void restore(struct ac_risk *risk, uint16_t book, const struct guard_stored *record)
{
	struct opened *opened = risk->states[AC_GUARD_DAILY_QUANTITY];
	if (record->counter < 0)
		return;
	opened[book].quantity.units = record->counter;
	opened[book].since_ms = record->since_ms;
}

static struct guard_usage usage(const struct ac_risk *risk, uint16_t symbol, uint16_t book)
{
	return (struct guard_usage){ opened_today(risk, book),
				     risk->config.symbol_limits[symbol].daily_quantity_max,
				     "base" };
}

const struct ac_guard ac_guard_daily_quantity = {
	.id = AC_GUARD_DAILY_QUANTITY,
	.scopes = GUARD_SCOPE_BOOK,
	.is_on = is_on,
	.state_size = state_size,
	.check = check,
	.on_entry_fill = on_entry_fill,
	.stored = stored,
	.restore = restore,
	.usage_scope = GUARD_SCOPE_BOOK,
	.usage = usage,
};
