/* No entry on data that is missing, old or incomplete. With guards off only unknown orders of the
 * symbol refuse: without knowing what rests on the exchange an entry makes no sense in any run. */
#include "risk/guard.h"

static struct ac_dec whole(int64_t number)
{
	int64_t most = INT64_MAX / AC_DEC_SCALE;
	return AC_DEC(number > most ? most : number);
}

static bool refuse_unknown(struct ac_verdict *verdict)
{
	return guard_refuse(verdict, AC_REASON_UNKNOWN_INPUT, AC_DEC_ZERO, AC_DEC_ZERO);
}

static bool check(struct ac_risk *risk, const struct ac_risk_request *request,
		  const struct ac_risk_facts *facts, struct ac_verdict *verdict)
{
	const struct ac_risk_limits *limits = &risk->config.limits;
	if (facts->symbol_orders_unknown > 0)
		return guard_refuse(verdict, AC_REASON_UNKNOWN_ORDER,
				    whole(facts->symbol_orders_unknown), AC_DEC_ZERO);
	if (!limits->is_guarded)
		return true;
	if (facts->has_stream_gap)
		return guard_refuse(verdict, AC_REASON_STREAM_GAP, AC_DEC_ZERO, AC_DEC_ZERO);
	if (!facts->is_market_stream_up || !facts->is_user_stream_up)
		return guard_refuse(verdict, AC_REASON_STALE_DATA, AC_DEC_ZERO, AC_DEC_ZERO);
	if (facts->mark.units <= 0 || request->price.units <= 0 || !facts->is_account_known)
		return refuse_unknown(verdict);
	if (facts->leverage <= 0)
		return refuse_unknown(verdict);
	if (limits->stale_data_ms == 0)
		return true;
	/* Data from the future is a clock that is off, and its age is as good as unknown. */
	if (facts->market_age_ms == INT64_MAX || facts->market_age_ms < 0)
		return refuse_unknown(verdict);
	if (facts->market_age_ms > limits->stale_data_ms)
		return guard_refuse(verdict, AC_REASON_STALE_DATA, whole(facts->market_age_ms),
				    whole(limits->stale_data_ms));
	return true;
}

const struct ac_guard ac_guard_data = {
	.id = AC_GUARD_DATA,
	.is_always_asked = true,
	.check = check,
};
