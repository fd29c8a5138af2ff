/* exposure.h - what a request would make of a symbol's exposure, never understated.
 * Sums that do not fit become the largest decimal, which no limit allows. Pure. */
#ifndef AC_RISK_EXPOSURE_H
#define AC_RISK_EXPOSURE_H

#include "risk/risk.h"

static inline struct ac_dec exposure_sum(struct ac_dec a, struct ac_dec b)
{
	struct ac_dec sum;
	if (ac_dec_add(a, b, &sum) == AC_OK)
		return sum;
	return (struct ac_dec){ a.units > 0 ? INT64_MAX : INT64_MIN };
}

/* Base units of both sides, working, in-flight and unknown orders and the request in full. */
static inline struct ac_dec exposure_quantity(const struct ac_risk_facts *facts,
					      const struct ac_risk_request *request)
{
	return exposure_sum(exposure_sum(facts->symbol_long, facts->symbol_short),
			    request->quantity);
}

/* The dearer of the request's price and the mark: either may turn out to be the one that counts. */
static inline struct ac_dec exposure_price(const struct ac_risk_facts *facts,
					   const struct ac_risk_request *request)
{
	return ac_dec_max(facts->mark, request->price);
}

/* Rounded up, so that comparing with a limit, itself a multiple of 1e-8, is exact. */
static inline struct ac_dec exposure_notional(struct ac_dec quantity, struct ac_dec price)
{
	struct ac_dec notional;
	if (ac_dec_mul(quantity, price, AC_ROUND_CEIL, &notional) == AC_OK)
		return notional;
	return (struct ac_dec){ INT64_MAX };
}

#endif
