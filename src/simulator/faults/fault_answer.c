#include "simulator/faults/fault_answer.h"

#include <stdio.h>

#define BAN_TIME_DEFAULT (120 * AC_NS_PER_SEC) /* the shortest real one */

struct row {
	enum ac_simulator_fault fault;
	int status;
	int32_t code;
	const char *message;
};

static const struct row rows[] = {
	{ AC_SIMULATOR_FAULT_UNKNOWN_DROPPED, 503, -1000,
	  "Unknown error, please check your request or try again later." },
	{ AC_SIMULATOR_FAULT_UNKNOWN_EXECUTED, 503, -1000,
	  "Unknown error, please check your request or try again later." },
	{ AC_SIMULATOR_FAULT_UNAVAILABLE, 503, -1016, "Service Unavailable." },
	{ AC_SIMULATOR_FAULT_INTERNAL, 503, -1001,
	  "Internal error; unable to process your request. Please try again." },
	{ AC_SIMULATOR_FAULT_THROTTLED, 503, -1008,
	  "Request throttled by system-level protection. Reduce-only/close-position orders are "
	  "exempt. Please try again." },
	{ AC_SIMULATOR_FAULT_TIMESTAMP, 400, -1021,
	  "Timestamp for this request is outside of the recvWindow." },
	{ AC_SIMULATOR_FAULT_ENGINE_TIMESTAMP, 400, -5028,
	  "Timestamp for this request is outside of the ME recvWindow." },
	{ AC_SIMULATOR_FAULT_TIMEOUT, 408, -1007,
	  "Timeout waiting for response from backend server. Send status unknown; execution status "
	  "unknown." },
	{ AC_SIMULATOR_FAULT_TOO_MANY, 429, -1003,
	  "Too many requests; current limit of IP is 2400 requests per minute. Please use the "
	  "websocket for live updates to avoid polling the API." },
	{ AC_SIMULATOR_FAULT_BANNED, 418, -1003, "" },
	{ AC_SIMULATOR_FAULT_REFUSED, 400, 0, "" },
	{ AC_SIMULATOR_FAULT_WAF, 403, 0,
	  "<html><head><title>403 Forbidden</title></head><body><center><h1>403 Forbidden</h1>"
	  "</center></body></html>" },
	{ AC_SIMULATOR_FAULT_NOT_JSON, 502, 0,
	  "<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1>"
	  "</center></body></html>" },
};

static const struct row *find(enum ac_simulator_fault fault)
{
	for (size_t i = 0; i < AC_COUNT(rows); i++) {
		if (rows[i].fault == fault)
			return &rows[i];
	}
	return NULL;
}

bool simulator_fault_answer(const struct ac_simulator_fault_action *action, uint32_t address,
			    ac_ms now_ms, struct simulator_fault_answer *ret_answer)
{
	const struct row *row = find(action->fault);
	if (row == NULL)
		return false;
	struct simulator_fault_answer *answer = ret_answer;
	answer->status = row->status;
	answer->code = row->code;
	answer->retry_after_s = -1;
	snprintf(answer->message, sizeof(answer->message), "%s", row->message);
	ac_ns delay = action->delay > 0 ? action->delay : BAN_TIME_DEFAULT;
	if (action->fault == AC_SIMULATOR_FAULT_REFUSED) {
		answer->code = action->code != 0 ? action->code : -1000;
		snprintf(answer->message, sizeof(answer->message), "%s",
			 "An error that the fault file asked for.");
	} else if (action->fault == AC_SIMULATOR_FAULT_TOO_MANY) {
		/* Until the minute is over, as the limits are counted. */
		answer->retry_after_s = (int32_t)((AC_MS_PER_MIN - now_ms % AC_MS_PER_MIN) / 1000);
		if (action->delay > 0)
			answer->retry_after_s = (int32_t)(delay / AC_NS_PER_SEC);
	} else if (action->fault == AC_SIMULATOR_FAULT_BANNED) {
		answer->retry_after_s = (int32_t)(delay / AC_NS_PER_SEC);
		snprintf(answer->message, sizeof(answer->message),
			 "Way too many requests; IP(%u.%u.%u.%u) banned until %lld. Please use the "
			 "websocket for live updates to avoid bans.",
			 address >> 24, address >> 16 & 255, address >> 8 & 255, address & 255,
			 (long long)(now_ms + delay / AC_NS_PER_MS));
	}
	if (answer->code == 0)
		snprintf(answer->body, sizeof(answer->body), "%s", answer->message);
	else
		snprintf(answer->body, sizeof(answer->body), "{\"code\":%d,\"msg\":\"%s\"}",
			 answer->code, answer->message);
	return true;
}
