/* How many positions and orders the account may have, and which positions exclude each other: a
 * strategy enters a symbol only when flat there, and in one-way mode two strategies on opposite
 * sides of a symbol would close each other's positions. */
#include "risk/guard.h"

static bool check(struct ac_risk *risk, const struct ac_risk_request *request,
		  const struct ac_risk_facts *facts, struct ac_verdict *verdict)
{
	const struct ac_risk_limits *limits = &risk->config.limits;
	if (request->position_before.units != 0)
		return guard_refuse(verdict, AC_REASON_NOT_FLAT, request->position_before,
				    AC_DEC_ZERO);
	struct ac_dec opposite = request->direction > 0 ? facts->symbol_short : facts->symbol_long;
	if (facts->mode == AC_MODE_ONEWAY && opposite.units != 0)
		return guard_refuse(verdict, AC_REASON_OPPOSITE_POSITION, opposite, AC_DEC_ZERO);
	/* Any open order may still become a position, so each counts as one. */
	uint64_t positions = (uint64_t)facts->account_positions + facts->account_orders_open;
	if (limits->positions_max > 0 && positions >= (uint64_t)limits->positions_max)
		return guard_refuse(verdict, AC_REASON_POSITIONS_MAX, AC_DEC(positions + 1),
				    AC_DEC(limits->positions_max));
	if (limits->orders_max > 0 && facts->account_orders_open >= (uint32_t)limits->orders_max)
		return guard_refuse(verdict, AC_REASON_ORDERS_MAX,
				    AC_DEC((int64_t)facts->account_orders_open + 1),
				    AC_DEC(limits->orders_max));
	return true;
}

const struct ac_guard ac_guard_positions = {
	.id = AC_GUARD_POSITIONS,
	.check = check,
};
