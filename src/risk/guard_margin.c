/* Can the account pay for the entry, and does the leverage in force allow a position that large?
 * Always on: the exchange asks both questions too, and would refuse later and less politely. */
#include "market/pnl.h"
#include "risk/exposure.h"
#include "risk/guard.h"

/* A LIMIT price worse than the mark loses the difference the moment it fills (reference 8.7). */
static struct ac_dec immediate_loss(const struct ac_risk_request *request,
				    const struct ac_risk_facts *facts)
{
	struct ac_dec loss = AC_DEC_ZERO;
	if (request->type != AC_ORDER_LIMIT)
		return loss;
	if (ac_pnl_profit(-request->direction, request->quantity, request->price, facts->mark,
			  &loss) != AC_OK)
		return (struct ac_dec){ INT64_MAX };
	return ac_dec_max(loss, AC_DEC_ZERO);
}

/* Initial margin, taker fee and immediate loss, each rounded up. */
static struct ac_dec cost_of(const struct ac_instrument *instrument,
			     const struct ac_risk_request *request,
			     const struct ac_risk_facts *facts)
{
	struct ac_dec price = exposure_price(facts, request);
	struct ac_dec notional = exposure_notional(request->quantity, price);
	__int128 margin = ac_dec_divide_wide(notional.units, facts->leverage, AC_ROUND_CEIL);
	struct ac_dec fee;
	if (ac_pnl_fee(price, request->quantity, instrument->fee_taker, &fee) != AC_OK)
		return (struct ac_dec){ INT64_MAX };
	struct ac_dec cost = exposure_sum((struct ac_dec){ (int64_t)margin }, fee);
	return exposure_sum(cost, immediate_loss(request, facts));
}

static bool check(struct ac_risk *risk, const struct ac_risk_request *request,
		  const struct ac_risk_facts *facts, struct ac_verdict *verdict)
{
	const struct ac_instrument *instrument = &risk->config.instruments->items[request->symbol];
	ac_assert(facts->leverage > 0); /* guard_data refuses an unknown leverage */
	if (instrument->bracket_count == 0)
		return guard_refuse(verdict, AC_REASON_UNKNOWN_INPUT, AC_DEC_ZERO, AC_DEC_ZERO);
	struct ac_dec cost = cost_of(instrument, request, facts);
	if (cost.units > facts->margin_available.units)
		return guard_refuse(verdict, AC_REASON_MARGIN, cost, facts->margin_available);
	struct ac_dec notional = exposure_notional(exposure_quantity(facts, request),
						   exposure_price(facts, request));
	struct ac_dec most = ac_instrument_notional_max(instrument, facts->leverage);
	if (notional.units > most.units)
		return guard_refuse(verdict, AC_REASON_LEVERAGE_BRACKET, notional, most);
	return true;
}

const struct ac_guard ac_guard_margin = {
	.id = AC_GUARD_MARGIN,
	.check = check,
};
