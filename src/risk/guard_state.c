/* The states that a person orders: paused, REDUCING, HALTED, for the account or one symbol. They
 * are halts of this guard and survive a restart. Entries off is the shell's switch for an orderly
 * stop and lasts as long as the process. */
#include "risk/guard.h"

struct state {
	bool is_entries_off;
};

static size_t state_size(const struct ac_risk_config *config)
{
	(void)config;
	return sizeof(struct state);
}

static bool check(struct ac_risk *risk, const struct ac_risk_request *request,
		  const struct ac_risk_facts *facts, struct ac_verdict *verdict)
{
	(void)facts;
	const struct state *state = risk->states[AC_GUARD_STATE];
	if (state->is_entries_off)
		return guard_refuse(verdict, AC_REASON_ENTRIES_OFF, AC_DEC_ZERO, AC_DEC_ZERO);
	return guard_check_halt(risk, AC_GUARD_STATE, AC_SYMBOL_NONE, AC_BOOK_NONE, verdict) &&
	       guard_check_halt(risk, AC_GUARD_STATE, request->symbol, AC_BOOK_NONE, verdict);
}

/* From the mildest to the strictest. */
static int strictness(enum ac_reason reason)
{
	return reason == AC_REASON_STATE_HALTED ? 3 : reason == AC_REASON_STATE_REDUCING ? 2 : 1;
}

/* A milder order does not loosen a stricter one: only lifting does. */
static void order(struct ac_risk *risk, uint16_t symbol, enum ac_reason reason)
{
	const struct ac_halt *standing =
		ac_halts_find(&risk->halts, AC_GUARD_STATE, symbol, AC_BOOK_NONE);
	if (standing != NULL && strictness(standing->reason) >= strictness(reason))
		return;
	struct ac_halt halt = {
		.guard = AC_GUARD_STATE,
		.reason = reason,
		.symbol = symbol,
		.book = AC_BOOK_NONE,
	};
	ac_guard_halt(risk, &halt);
}

static void on_control(struct ac_risk *risk, enum ac_control control, uint16_t symbol)
{
	struct state *state = risk->states[AC_GUARD_STATE];
	switch (control) {
	case AC_CONTROL_ENTRIES_OFF:
		state->is_entries_off = true;
		break;
	case AC_CONTROL_ENTRIES_ON:
		state->is_entries_off = false;
		break;
	case AC_CONTROL_REDUCE:
		order(risk, symbol, AC_REASON_STATE_REDUCING);
		break;
	case AC_CONTROL_HALT:
		order(risk, symbol, AC_REASON_STATE_HALTED);
		break;
	case AC_CONTROL_PAUSE:
		order(risk, symbol, AC_REASON_ENTRIES_OFF);
		break;
	case AC_CONTROL_UNHALT: /* risk.c lifts the halts of every guard */
	case AC_CONTROL_RESUME:
	case AC_CONTROL_CANCEL:
	case AC_CONTROL_FLATTEN:
	case AC_CONTROL_END_OF_DATA:
		break;
	}
}

const struct ac_guard ac_guard_state = {
	.id = AC_GUARD_STATE,
	.scopes = GUARD_SCOPE_ACCOUNT | GUARD_SCOPE_SYMBOL,
	.is_always_asked = true,
	.state_size = state_size,
	.check = check,
	.on_control = on_control,
};
