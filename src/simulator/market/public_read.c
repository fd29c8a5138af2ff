/* The parameters that many public questions have in common. */
#include "simulator/market/market_state.h"
#include "simulator/market/public.h"

bool simulator_read_limit(struct simulator_call *call, int64_t fallback, int64_t maximum,
			  int64_t *ret_limit)
{
	int64_t limit = fallback;
	if (!simulator_read_int(call, "limit", false, &limit))
		return false;
	if (limit < 1 || limit > maximum) {
		simulator_refuse(call, -1130, "Data sent for parameter 'limit' is not valid.");
		return false;
	}
	*ret_limit = limit;
	return true;
}

bool simulator_read_span(struct simulator_call *call, ac_ms *ret_from, ac_ms *ret_to)
{
	ac_ms from = *ret_from, to = *ret_to;
	if (!simulator_read_int(call, "startTime", false, &from) ||
	    !simulator_read_int(call, "endTime", false, &to))
		return false;
	if (from < 0 || to < 0) {
		simulator_refuse(call, -1130, "Data sent for parameter '%s' is not valid.",
				 from < 0 ? "startTime" : "endTime");
		return false;
	}
	if (from > to) {
		simulator_refuse(call, -1023, "Start time is greater than end time.");
		return false;
	}
	*ret_from = from;
	*ret_to = to;
	return true;
}

void simulator_each_symbol(struct ac_simulator *simulator, struct simulator_call *call,
			   void (*put)(struct ac_simulator *simulator, struct ac_json *json,
				       uint16_t symbol))
{
	if (simulator_has(call, "symbol")) {
		int32_t symbol = simulator_symbol(call);
		if (symbol >= 0)
			put(simulator, call->json, (uint16_t)symbol);
		return;
	}
	ac_json_open(call->json, NULL, '[');
	for (uint32_t i = 0; i < simulator->instruments.count; i++) {
		if (simulator_market_quote(simulator, (uint16_t)i)->is_known)
			put(simulator, call->json, (uint16_t)i);
	}
	ac_json_close(call->json, ']');
}
