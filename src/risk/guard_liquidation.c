/* A stop beyond the liquidation price protects nothing, and a position near it is not one to open
 * or (where a person wants that) to keep. The stop is looked at always, the distance by its limit.
 */
#include "market/pnl.h"
#include "risk/exposure.h"
#include "risk/guard.h"
#include "risk/percent.h"

/* Where the position would be liquidated if this request filled at its price. The other side of a
 * hedged symbol would only move that further away and is left out. */
static enum ac_status expected_price(const struct ac_risk *risk,
				     const struct ac_risk_request *request,
				     const struct ac_risk_facts *facts, struct ac_dec *ret_price)
{
	const struct ac_instrument *instrument = &risk->config.instruments->items[request->symbol];
	struct ac_dec side = request->direction > 0 ? facts->symbol_long : facts->symbol_short;
	struct ac_dec quantity = exposure_sum(side, request->quantity);
	struct ac_dec margin, fee;
	enum ac_status status;
	if (risk->config.symbol_limits[request->symbol].margin_type == AC_MARGIN_ISOLATED) {
		/* The isolated wallet is the initial margin; the fee is paid from elsewhere. */
		ac_assert(facts->leverage > 0);
		status = ac_dec_mul_div(request->price, quantity, AC_DEC(facts->leverage),
					AC_ROUND_DOWN, &margin);
	} else {
		status = ac_pnl_fee(request->price, request->quantity, instrument->fee_taker, &fee);
		if (status == AC_OK)
			status = ac_dec_sub(facts->margin_other, fee, &margin);
	}
	if (status != AC_OK)
		return status;
	return ac_instrument_liquidation_price(instrument, request->direction, quantity,
					       request->price, margin, ret_price);
}

/* Is the mark nearer to liquidation than the limit, or beyond it? A price of 0 never comes. */
static bool is_near(const struct ac_risk *risk, struct ac_dec mark, struct ac_dec liquidation,
		    int direction, __int128 *ret_distance)
{
	struct ac_dec limit = risk->config.limits.liquidation_distance_pct;
	__int128 distance = ((__int128)mark.units - liquidation.units) * direction;
	*ret_distance = distance;
	return limit.units > 0 && liquidation.units > 0 && mark.units > 0 &&
	       percent_compare(distance, mark, limit) < 0;
}

static bool check(struct ac_risk *risk, const struct ac_risk_request *request,
		  const struct ac_risk_facts *facts, struct ac_verdict *verdict)
{
	if (request->stop_price.units <= 0)
		return guard_refuse(verdict, AC_REASON_UNKNOWN_INPUT, AC_DEC_ZERO, AC_DEC_ZERO);
	struct ac_dec liquidation;
	enum ac_status status = expected_price(risk, request, facts, &liquidation);
	if (status == AC_ERR_NOT_FOUND)
		return guard_refuse(verdict, AC_REASON_UNKNOWN_INPUT, AC_DEC_ZERO, AC_DEC_ZERO);
	if (status != AC_OK) /* no price at which this position could be held */
		return guard_refuse(verdict, AC_REASON_STOP_BEYOND_LIQUIDATION, request->stop_price,
				    AC_DEC_ZERO);
	__int128 room =
		((__int128)request->stop_price.units - liquidation.units) * request->direction;
	if (liquidation.units > 0 && room <= 0)
		return guard_refuse(verdict, AC_REASON_STOP_BEYOND_LIQUIDATION, request->stop_price,
				    liquidation);
	__int128 distance;
	if (is_near(risk, facts->mark, liquidation, request->direction, &distance))
		return guard_refuse(verdict, AC_REASON_LIQUIDATION_DISTANCE,
				    percent_of(distance, facts->mark),
				    risk->config.limits.liquidation_distance_pct);
	return true;
}

static bool wants_exit(const struct ac_risk *risk, uint16_t book, struct ac_dec mark,
		       struct ac_dec liquidation_price, int direction)
{
	(void)book;
	__int128 distance;
	return risk->config.limits.liquidation_flatten &&
	       is_near(risk, mark, liquidation_price, direction, &distance);
}

const struct ac_guard ac_guard_liquidation = {
	.id = AC_GUARD_LIQUIDATION,
	.check = check,
	.wants_exit = wants_exit,
};
