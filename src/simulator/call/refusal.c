/* What the exchange says when it refuses: one message a code, as the reference quotes them. */
#include <stdarg.h>
#include <stdio.h>

#include "market/instrument.h"
#include "simulator/call/answer.h"
#include "simulator/call/refusal.h"

static const struct {
	int32_t code;
	const char *text;
} errors[] = {
	{ -1003, "Too many requests; please use the websocket for live updates to avoid polling "
		 "the API." },
	{ -1007, "Timeout waiting for response from backend server. Send status unknown; execution "
		 "status unknown." },
	{ -1008, "Request throttled by system-level protection. Reduce-only/close-position orders "
		 "are exempt. Please try again." },
	{ -1022, "Signature for this request is not valid." },
	{ -1102, "A mandatory parameter was not sent, was empty/null, or malformed." },
	{ -1106, "A parameter was sent when not required." },
	{ -1111, "Precision is over the maximum defined for this asset." },
	{ -1115, "Invalid timeInForce." },
	{ -1116, "Invalid orderType." },
	{ -1117, "Invalid side." },
	{ -1121, "Invalid symbol." },
	{ -1125, "This listenKey does not exist." },
	{ -1128, "Combination of optional parameters invalid." },
	{ -1130, "Invalid data sent for a parameter." },
	{ -1136, "Invalid newOrderRespType." },
	{ -2011, "Unknown order sent." },
	{ -2013, "Order does not exist." },
	{ -2014, "API-key format invalid." },
	{ -2015, "Invalid API-key, IP, or permissions for action." },
	{ -2019, "Margin is insufficient." },
	{ -2021, "Order would immediately trigger." },
	{ -2022, "ReduceOnly Order is rejected." },
	{ -2025, "Reach max open order limit." },
	{ -2027, "Exceeded the maximum allowable position at current leverage." },
	{ -2028, "Leverage is smaller than permitted: insufficient margin balance." },
	{ -4001, "Price less than 0." },
	{ -4002, "Price greater than max price." },
	{ -4003, "Quantity less than zero." },
	{ -4004, "Quantity less than min quantity." },
	{ -4005, "Quantity greater than max quantity." },
	{ -4006, "Stop price less than zero." },
	{ -4007, "Stop price greater than max price." },
	{ -4013, "Price less than min price." },
	{ -4014, "Price not increased by tick size." },
	{ -4015, "Client order id is not valid." },
	{ -4016, "Price is higher than mark price multiplier cap." },
	{ -4023, "Qty not increased by step size." },
	{ -4024, "Price is lower than mark price multiplier floor." },
	{ -4028, "Leverage is not valid." },
	{ -4031, "Invalid workingType." },
	{ -4045, "Reach max stop order limit." },
	{ -4046, "No need to change margin type." },
	{ -4047, "Margin type cannot be changed if there exists open orders." },
	{ -4048, "Margin type cannot be changed if there exists position." },
	{ -4059, "No need to change position side." },
	{ -4060, "Invalid position side." },
	{ -4061, "Order's position side does not match user's setting." },
	{ -4067, "Position side cannot be changed if there exists open orders." },
	{ -4068, "Position side cannot be changed if there exists position." },
	{ -4082, "Invalid number of batch place orders." },
	{ -4105, "Position side is under position risk control; only reducing orders are taken." },
	{ -4116, "ClientOrderId is duplicated." },
	{ -4120, "Order type not supported for this endpoint. Please use the Algo Order API "
		 "endpoints instead." },
	{ -4131, "The counterparty's best price does not meet the PERCENT_PRICE filter limit." },
	{ -4137, "Quantity must be zero with closePosition equals true." },
	{ -4138, "Reduce only must be true with closePosition equals true." },
	{ -4141, "Symbol is closed." },
	{ -4161,
	  "Leverage reduction is not supported in Isolated Margin Mode with open positions." },
	{ -4171, "No need to change asset mode." },
	{ -5021, "Due to the order could not be filled immediately, the FOK order has been "
		 "rejected." },
	{ -5022, "Due to the order could not be executed as maker, the Post Only order will be "
		 "rejected." },
	{ -5024, "Symbol is not in trading status. Order amendment is not permitted." },
	{ -5025, "Only limit order is supported." },
	{ -5026, "Exceed maximum modify order limit." },
	{ -5027, "No need to modify the order." },
	{ -5028, "Timestamp for this request is outside of the ME recvWindow." },
	{ -5029, "Order's notional must be no smaller than the minimum after the modification." },
	{ -5037, "Invalid price match." },
	{ -5038, "Price match only supports order type LIMIT." },
	{ -5039, "Invalid self trade prevention mode." },
	{ -5040, "The goodTillDate timestamp must be greater than the current time plus 600 "
		 "seconds and smaller than 253402300799000." },
	{ -5041, "No depth matches this BBO order." },
	{ -5047, "The original order is not reduce only." },
};

const char *simulator_error_text(int32_t code)
{
	for (size_t i = 0; i < AC_COUNT(errors); i++) {
		if (errors[i].code == code)
			return errors[i].text;
	}
	return "Unknown error, please check your request or try again later.";
}

void simulator_refuse(struct simulator_call *call, int32_t code, const char *format, ...)
{
	char message[512];
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(message, sizeof(message), format, arguments);
	va_end(arguments);
	call->json->size = 0;
	call->json->is_full = false;
	if (call->status == 200)
		call->status = 400;
	ac_json_open(call->json, NULL, '{');
	ac_json_int(call->json, "code", code);
	simulator_json_word(call->json, "msg", message);
	ac_json_close(call->json, '}');
}

void simulator_refuse_missing(struct simulator_call *call, const char *name)
{
	simulator_refuse(call, -1102,
			 "Mandatory parameter '%s' was not sent, was empty/null, or malformed.",
			 name);
}

void simulator_refuse_not_required(struct simulator_call *call, const char *name)
{
	simulator_refuse(call, -1106, "Parameter '%s' sent when not required.", name);
}

void simulator_refuse_code(struct simulator_call *call, int32_t code)
{
	simulator_refuse(call, code, "%s", simulator_error_text(code));
}
