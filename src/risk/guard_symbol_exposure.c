/* The most that may stand on one symbol, in the quote asset: both sides, all strategies, working,
 * in-flight and unknown orders in full, and the request. */
#include "risk/exposure.h"
#include "risk/guard.h"

static bool check(struct ac_risk *risk, const struct ac_risk_request *request,
		  const struct ac_risk_facts *facts, struct ac_verdict *verdict)
{
	struct ac_dec limit = risk->config.symbol_limits[request->symbol].exposure_max;
	if (limit.units == 0)
		return true;
	struct ac_dec notional = exposure_notional(exposure_quantity(facts, request),
						   exposure_price(facts, request));
	if (notional.units <= limit.units)
		return true;
	return guard_refuse(verdict, AC_REASON_SYMBOL_EXPOSURE, notional, limit);
}

const struct ac_guard ac_guard_symbol_exposure = {
	.id = AC_GUARD_SYMBOL_EXPOSURE,
	.check = check,
};
