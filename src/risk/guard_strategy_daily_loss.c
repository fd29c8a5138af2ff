/* What one strategy has lost on one symbol since 00:00 UTC: bookings of the day (realised - fees +
 * funding) and the change of its unrealised result, in the quote asset. At the limit its entries
 * end for the day.
 *
 * A booking alone is never judged: between the fill that realises a loss and the mark that takes
 * it out of the unrealised part it would count twice. Each new unrealised value is the moment. */
#include "risk/exposure.h"
#include "risk/guard.h"

struct book_day {
	struct ac_dec booked;     /* today, less the unrealised result at the day's start */
	struct ac_dec unrealized; /* newest */
	ac_ms since_ms;           /* when `booked` last changed, which says its day */
	bool has_unrealized;
	bool is_restored;
	bool is_start_pending; /* the first unrealised value told is the day's start */
};

static bool is_on(const struct ac_risk_config *config)
{
	return config->limits.strategy_daily_loss.units > 0;
}

static size_t state_size(const struct ac_risk_config *config)
{
	return config->book_count * sizeof(struct book_day);
}

static struct book_day *day_of(const struct ac_risk *risk, uint16_t book)
{
	struct book_day *days = risk->states[AC_GUARD_STRATEGY_DAILY_LOSS];
	return &days[book];
}

static void publish(struct ac_risk *risk, uint16_t book)
{
	ac_guard_publish(risk, AC_GUARD_STRATEGY_DAILY_LOSS, guard_book_symbol(risk, book), book);
}

static struct ac_dec loss_of(const struct book_day *day)
{
	return ac_dec_neg(exposure_sum(day->booked, day->unrealized));
}

static void judge(struct ac_risk *risk, uint16_t book)
{
	struct ac_dec limit = risk->config.limits.strategy_daily_loss;
	struct ac_dec loss = loss_of(day_of(risk, book));
	uint16_t symbol = guard_book_symbol(risk, book);
	if (loss.units < limit.units || risk->day_ms == GUARD_TIME_UNKNOWN)
		return;
	if (ac_halts_find(&risk->halts, AC_GUARD_STRATEGY_DAILY_LOSS, symbol, book) != NULL)
		return;
	struct ac_halt halt = {
		.guard = AC_GUARD_STRATEGY_DAILY_LOSS,
		.reason = AC_REASON_STRATEGY_DAILY_LOSS,
		.symbol = symbol,
		.book = book,
		.until_ms = risk->day_ms + AC_MS_PER_DAY,
		.value = loss,
		.limit = limit,
	};
	ac_guard_halt(risk, &halt);
}

static void on_booking(struct ac_risk *risk, uint16_t book, struct ac_dec net)
{
	struct book_day *day = day_of(risk, book);
	day->booked = exposure_sum(day->booked, net);
	day->since_ms = risk->now_ms;
	publish(risk, book);
}

static void on_unrealized(struct ac_risk *risk, uint16_t book, struct ac_dec unrealized)
{
	struct book_day *day = day_of(risk, book);
	day->unrealized = unrealized;
	day->has_unrealized = true;
	if (day->is_start_pending) {
		day->is_start_pending = false;
		day->booked = exposure_sum(day->booked, ac_dec_neg(unrealized));
		day->since_ms = risk->now_ms;
		publish(risk, book);
	}
	judge(risk, book);
}

/* Books enter when flat, so an entry says that nothing was carried over the start of the day. */
static void on_entry_fill(struct ac_risk *risk, uint16_t book, struct ac_dec quantity)
{
	(void)quantity;
	day_of(risk, book)->is_start_pending = false;
}

/* The unrealised result at midnight is where the day starts. After a restart it may not have been
 * told yet: then the first value told stands for it. */
static void roll(struct ac_risk *risk, uint16_t book)
{
	struct book_day *day = day_of(risk, book);
	day->booked = day->has_unrealized ? ac_dec_neg(day->unrealized) : AC_DEC_ZERO;
	day->is_start_pending = !day->has_unrealized && day->is_restored;
	day->since_ms = risk->now_ms;
}

static void on_day(struct ac_risk *risk)
{
	for (uint32_t i = 0; i < risk->config.book_count; i++) {
		uint16_t book = (uint16_t)i;
		struct book_day *day = day_of(risk, book);
		if (guard_is_today(risk, day->since_ms))
			continue; /* restored before the first moment was known */
		roll(risk, book);
		if (day->booked.units != 0)
			publish(risk, book);
	}
}

static bool check(struct ac_risk *risk, const struct ac_risk_request *request,
		  const struct ac_risk_facts *facts, struct ac_verdict *verdict)
{
	(void)facts;
	judge(risk, request->book);
	return guard_check_halt(risk, AC_GUARD_STRATEGY_DAILY_LOSS, request->symbol, request->book,
				verdict);
}

/* Who lifts the halt accepts the loss so far; the count goes on from nothing. */
static void on_lifted(struct ac_risk *risk, const struct ac_halt *halt)
{
	struct book_day *day = day_of(risk, halt->book);
	day->booked = ac_dec_neg(day->unrealized);
	day->since_ms = risk->now_ms;
}

static void on_limits(struct ac_risk *risk)
{
	for (uint32_t i = 0; i < risk->config.book_count; i++)
		judge(risk, (uint16_t)i);
}

static void stored(const struct ac_risk *risk, uint16_t book, struct guard_stored *ret_stored)
{
	const struct book_day *day = day_of(risk, book);
	ret_stored->since_ms = day->since_ms;
	ret_stored->value = day->booked;
	ret_stored->counter = day->booked.units;
}

static void restore(struct ac_risk *risk, uint16_t book, const struct guard_stored *record)
{
	struct book_day *day = day_of(risk, book);
	day->booked.units = record->counter;
	day->since_ms = record->since_ms;
	day->is_restored = true;
	if (risk->day_ms != GUARD_TIME_UNKNOWN && !guard_is_today(risk, day->since_ms))
		roll(risk, book);
}

static struct guard_usage usage(const struct ac_risk *risk, uint16_t symbol, uint16_t book)
{
	(void)symbol;
	struct ac_dec loss = loss_of(day_of(risk, book));
	return (struct guard_usage){ ac_dec_max(loss, AC_DEC_ZERO),
				     risk->config.limits.strategy_daily_loss, "quote" };
}

const struct ac_guard ac_guard_strategy_daily_loss = {
	.id = AC_GUARD_STRATEGY_DAILY_LOSS,
	.scopes = GUARD_SCOPE_BOOK,
	.is_on = is_on,
	.state_size = state_size,
	.check = check,
	.on_booking = on_booking,
	.on_unrealized = on_unrealized,
	.on_entry_fill = on_entry_fill,
	.on_day = on_day,
	.on_lifted = on_lifted,
	.on_limits = on_limits,
	.stored = stored,
	.restore = restore,
	.usage_scope = GUARD_SCOPE_BOOK,
	.usage = usage,
};
