/* Other limits while a run goes on: what was counted stays, what it means is judged anew. */
#include "risk/guard.h"

/* Leverage and margin type are not risk's to change, and `--guards off` is for a whole run. */
static struct ac_risk_config changed(const struct ac_risk *risk, const struct ac_risk_config *from)
{
	struct ac_risk_config config = risk->config;
	bool is_guarded = config.limits.is_guarded;
	config.limits = from->limits;
	config.limits.is_guarded = is_guarded;
	config.symbol_limits = from->symbol_limits;
	return config;
}

enum ac_status ac_risk_reload_prepare(struct ac_arena *arena, const struct ac_risk *risk,
				      const struct ac_risk_config *config,
				      struct ac_risk_reload *ret_reload)
{
	struct ac_risk_config next = changed(risk, config);
	struct ac_risk_reload reload = { 0 };
	for (uint32_t i = 0; i < AC_GUARD_COUNT; i++) {
		size_t size =
			risk->states[i] == NULL ? ac_guard_state_size(ac_guards[i], &next) : 0;
		if (size > 0)
			reload.states[i] = ac_arena_take(arena, 1, size);
	}
	if (!ac_arena_has_given(arena))
		return ac_arena_status(arena);
	*ret_reload = reload;
	return AC_OK;
}

/* Numbers from before a guard was switched off say nothing about the time in between. */
static void begin_anew(struct ac_risk *risk, uint32_t guard)
{
	if (!ac_guards[guard]->is_always_observing && risk->states[guard] != NULL)
		memset(risk->states[guard], 0,
		       ac_guard_state_size(ac_guards[guard], &risk->config));
}

void ac_risk_reload(struct ac_risk *risk, const struct ac_risk_config *config,
		    const struct ac_risk_reload *reload)
{
	bool was_on[AC_GUARD_COUNT];
	memcpy(was_on, risk->is_on, sizeof(was_on));
	risk->config = changed(risk, config);
	ac_guards_listen(risk);
	for (uint32_t i = 0; i < AC_GUARD_COUNT; i++) {
		if (reload->states[i] != NULL)
			risk->states[i] = reload->states[i];
		else if (risk->is_on[i] && !was_on[i])
			begin_anew(risk, i);
	}
	for (uint32_t i = 0; i < risk->halts.count;) {
		if (risk->is_on[risk->halts.items[i].guard])
			i++;
		else
			ac_guard_lift(risk, i, false);
	}
	for (uint32_t i = 0; i < AC_GUARD_COUNT; i++) {
		if (risk->is_on[i] && ac_guards[i]->on_limits != NULL)
			ac_guards[i]->on_limits(risk);
	}
	ac_guard_wake_refresh(risk);
}
