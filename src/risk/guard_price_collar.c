/* An entry whose price is far from the mark is a mistake, or a market nobody should enter: the
 * limit price of a LIMIT order, the signal's reference price of a MARKET order. */
#include "risk/guard.h"
#include "risk/percent.h"

static bool is_on(const struct ac_risk_config *config)
{
	return config->limits.price_collar_pct.units > 0;
}

static bool check(struct ac_risk *risk, const struct ac_risk_request *request,
		  const struct ac_risk_facts *facts, struct ac_verdict *verdict)
{
	struct ac_dec limit = risk->config.limits.price_collar_pct;
	ac_assert(facts->mark.units > 0); /* guard_data refuses an unknown mark */
	__int128 distance = (__int128)request->price.units - facts->mark.units;
	if (distance < 0)
		distance = -distance;
	if (percent_compare(distance, facts->mark, limit) <= 0)
		return true;
	return guard_refuse(verdict, AC_REASON_PRICE_COLLAR, percent_of(distance, facts->mark),
			    limit);
}

const struct ac_guard ac_guard_price_collar = {
	.id = AC_GUARD_PRICE_COLLAR,
	.is_on = is_on,
	.check = check,
};
