/* A pause after each exit, per strategy and symbol, so that one bad spot is not traded twice. The
 * moment of the exit is stored; the length is the configuration's, also after it changed. */
#include "risk/guard.h"

struct exit_moment {
	ac_ms time_ms;
	bool is_known;
};

static bool is_on(const struct ac_risk_config *config)
{
	return config->limits.cooldown_sec > 0;
}

static size_t state_size(const struct ac_risk_config *config)
{
	return config->book_count * sizeof(struct exit_moment);
}

static void on_close(struct ac_risk *risk, uint16_t book, struct ac_dec net)
{
	(void)net;
	struct exit_moment *exits = risk->states[AC_GUARD_COOLDOWN];
	exits[book] = (struct exit_moment){ .time_ms = risk->now_ms, .is_known = true };
	ac_guard_publish(risk, AC_GUARD_COOLDOWN, guard_book_symbol(risk, book), book);
}

static bool check(struct ac_risk *risk, const struct ac_risk_request *request,
		  const struct ac_risk_facts *facts, struct ac_verdict *verdict)
{
	(void)facts;
	const struct exit_moment *exits = risk->states[AC_GUARD_COOLDOWN];
	const struct exit_moment *last = &exits[request->book];
	ac_ms cooldown_ms = risk->config.limits.cooldown_sec * AC_MS_PER_SEC;
	ac_ms passed_ms = risk->now_ms - last->time_ms;
	if (!last->is_known || passed_ms >= cooldown_ms)
		return true;
	/* An exit that lies ahead was written by a clock since put back: it is as fresh as can be.
	 */
	struct ac_dec passed = AC_DEC_ZERO;
	if (passed_ms > 0)
		passed.units = passed_ms * (AC_DEC_SCALE / AC_MS_PER_SEC);
	return guard_refuse(verdict, AC_REASON_COOLDOWN, passed,
			    AC_DEC(risk->config.limits.cooldown_sec));
}

static void stored(const struct ac_risk *risk, uint16_t book, struct guard_stored *ret_stored)
{
	const struct exit_moment *exits = risk->states[AC_GUARD_COOLDOWN];
	ret_stored->since_ms = exits[book].time_ms;
	ret_stored->until_ms =
		exits[book].time_ms + risk->config.limits.cooldown_sec * AC_MS_PER_SEC;
}

static void restore(struct ac_risk *risk, uint16_t book, const struct guard_stored *record)
{
	struct exit_moment *exits = risk->states[AC_GUARD_COOLDOWN];
	exits[book] = (struct exit_moment){ .time_ms = record->since_ms, .is_known = true };
}

static struct guard_usage usage(const struct ac_risk *risk, uint16_t symbol, uint16_t book)
{
	(void)symbol;
	const struct exit_moment *exits = risk->states[AC_GUARD_COOLDOWN];
	ac_ms cooldown_ms = risk->config.limits.cooldown_sec * AC_MS_PER_SEC;
	ac_ms left_ms = exits[book].time_ms + cooldown_ms - risk->now_ms;
	struct guard_usage usage = { .limit = AC_DEC(risk->config.limits.cooldown_sec),
				     .unit = "s" };
	if (exits[book].is_known && left_ms > 0)
		usage.used.units = (left_ms < cooldown_ms ? left_ms : cooldown_ms) *
				   (AC_DEC_SCALE / AC_MS_PER_SEC);
	return usage;
}

const struct ac_guard ac_guard_cooldown = {
	.id = AC_GUARD_COOLDOWN,
	.scopes = GUARD_SCOPE_BOOK,
	.is_on = is_on,
	.state_size = state_size,
	.check = check,
	.on_close = on_close,
	.stored = stored,
	.restore = restore,
	.usage_scope = GUARD_SCOPE_BOOK,
	.usage = usage,
};
