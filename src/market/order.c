#include "market/order.h"

#define DEFINE_TEXT(function, type, list)                                                          \
	const char *function(enum type value)                                                      \
	{                                                                                          \
		switch (value) {                                                                   \
			list(TEXT_CASE)                                                            \
		}                                                                                  \
		return "?";                                                                        \
	}
#define TEXT_CASE(name, text)                                                                      \
	case name:                                                                                 \
		return text;

DEFINE_TEXT(ac_side_text, ac_side, AC_SIDE_LIST)
DEFINE_TEXT(ac_position_side_text, ac_position_side, AC_POSITION_SIDE_LIST)
DEFINE_TEXT(ac_order_type_text, ac_order_type, AC_ORDER_TYPE_LIST)
DEFINE_TEXT(ac_tif_text, ac_tif, AC_TIF_LIST)
DEFINE_TEXT(ac_working_type_text, ac_working_type, AC_WORKING_TYPE_LIST)
DEFINE_TEXT(ac_order_status_text, ac_order_status, AC_ORDER_STATUS_LIST)
DEFINE_TEXT(ac_position_mode_text, ac_position_mode, AC_POSITION_MODE_LIST)
DEFINE_TEXT(ac_margin_type_text, ac_margin_type, AC_MARGIN_TYPE_LIST)

struct ac_order_route ac_order_route_derive(enum ac_position_mode mode, int direction,
					    enum ac_intent_effect effect)
{
	ac_assert(direction == 1 || direction == -1);
	bool opens = effect == AC_EFFECT_OPEN;
	bool buys = (direction > 0) == opens;
	struct ac_order_route route = {
		.side = buys ? AC_SIDE_BUY : AC_SIDE_SELL,
		.position_side = AC_POSITION_BOTH,
		.reduce_only = !opens,
	};
	if (mode == AC_MODE_HEDGE) {
		route.position_side = direction > 0 ? AC_POSITION_LONG : AC_POSITION_SHORT;
		route.reduce_only = false;
	}
	return route;
}
