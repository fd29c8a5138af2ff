#include "simulator/routes.h"

#include "simulator/account/algos.h"
#include "simulator/account/history.h"
#include "simulator/account/listen_key.h"
#include "simulator/account/orders.h"
#include "simulator/account/questions.h"
#include "simulator/account/settings.h"

#define KEY    SIMULATOR_SECURITY_KEY
#define SIGNED SIMULATOR_SECURITY_SIGNED

/* method, path, weight, weight without symbol, orders in 10 s and in 1 min, security, engine */
static const struct simulator_route routes[] = {
	{ "POST", "/fapi/v1/order", 0, 0, 1, 1, SIGNED, true, simulator_order_place },
	{ "PUT", "/fapi/v1/order", 0, 0, 1, 1, SIGNED, true, simulator_order_modify },
	{ "GET", "/fapi/v1/order", 1, 0, 0, 0, SIGNED, false, simulator_order_query },
	{ "DELETE", "/fapi/v1/order", 1, 0, 0, 0, SIGNED, false, simulator_order_cancel },
	{ "POST", "/fapi/v1/order/test", 1, 0, 0, 0, SIGNED, false, simulator_order_test },
	{ "POST", "/fapi/v1/batchOrders", 5, 0, 5, 1, SIGNED, true, simulator_orders_place },
	{ "PUT", "/fapi/v1/batchOrders", 5, 0, 5, 1, SIGNED, true, simulator_orders_modify },
	{ "DELETE", "/fapi/v1/batchOrders", 1, 0, 0, 0, SIGNED, false,
	  simulator_order_cancel_batch },
	{ "GET", "/fapi/v1/orderAmendment", 1, 0, 0, 0, SIGNED, false, simulator_order_amendments },
	{ "GET", "/fapi/v1/openOrder", 1, 0, 0, 0, SIGNED, false, simulator_order_query_open },
	{ "GET", "/fapi/v1/openOrders", 1, 40, 0, 0, SIGNED, false, simulator_orders_open },
	{ "GET", "/fapi/v1/allOrders", 5, 0, 0, 0, SIGNED, false, simulator_orders_all },
	{ "DELETE", "/fapi/v1/allOpenOrders", 1, 0, 0, 0, SIGNED, false,
	  simulator_order_cancel_all },
	{ "POST", "/fapi/v1/countdownCancelAll", 10, 0, 0, 0, SIGNED, false,
	  simulator_order_countdown },

	{ "POST", "/fapi/v1/algoOrder", 0, 0, 1, 1, SIGNED, false, simulator_algo_place },
	{ "DELETE", "/fapi/v1/algoOrder", 1, 0, 0, 0, SIGNED, false, simulator_algo_cancel },
	{ "GET", "/fapi/v1/algoOrder", 1, 0, 0, 0, SIGNED, false, simulator_algo_query },
	{ "DELETE", "/fapi/v1/algoOpenOrders", 1, 0, 0, 0, SIGNED, false,
	  simulator_algo_cancel_all },
	{ "GET", "/fapi/v1/openAlgoOrders", 1, 40, 0, 0, SIGNED, false, simulator_algos_open },
	{ "GET", "/fapi/v1/allAlgoOrders", 5, 0, 0, 0, SIGNED, false, simulator_algos_all },

	{ "GET", "/fapi/v3/account", 5, 0, 0, 0, SIGNED, false, simulator_question_account },
	{ "GET", "/fapi/v2/account", 5, 0, 0, 0, SIGNED, false, simulator_question_account_old },
	{ "GET", "/fapi/v3/balance", 5, 0, 0, 0, SIGNED, false, simulator_question_balance },
	{ "GET", "/fapi/v2/balance", 5, 0, 0, 0, SIGNED, false, simulator_question_balance },
	{ "GET", "/fapi/v3/positionRisk", 5, 0, 0, 0, SIGNED, false, simulator_question_positions },
	{ "GET", "/fapi/v2/positionRisk", 5, 0, 0, 0, SIGNED, false,
	  simulator_question_positions_old },
	{ "GET", "/fapi/v1/symbolConfig", 5, 0, 0, 0, SIGNED, false, simulator_question_symbols },
	{ "GET", "/fapi/v1/accountConfig", 5, 0, 0, 0, SIGNED, false, simulator_question_config },
	{ "GET", "/fapi/v1/leverageBracket", 1, 0, 0, 0, SIGNED, false,
	  simulator_question_brackets },
	{ "GET", "/fapi/v1/commissionRate", 20, 0, 0, 0, SIGNED, false, simulator_question_fees },
	{ "GET", "/fapi/v1/feeBurn", 30, 0, 0, 0, SIGNED, false, simulator_question_fee_burn },
	{ "GET", "/fapi/v1/adlQuantile", 5, 0, 0, 0, SIGNED, false, simulator_question_adl },
	{ "GET", "/fapi/v1/apiTradingStatus", 1, 10, 0, 0, SIGNED, false,
	  simulator_question_trading },
	{ "GET", "/fapi/v1/rateLimit/order", 1, 0, 0, 0, SIGNED, false, simulator_question_limits },
	{ "GET", "/sapi/v1/account/apiRestrictions", 1, 0, 0, 0, SIGNED, false,
	  simulator_question_permissions },

	{ "POST", "/fapi/v1/leverage", 1, 0, 0, 0, SIGNED, false, simulator_set_leverage },
	{ "POST", "/fapi/v1/marginType", 1, 0, 0, 0, SIGNED, false, simulator_set_margin_type },
	{ "GET", "/fapi/v1/positionSide/dual", 30, 0, 0, 0, SIGNED, false, simulator_get_mode },
	{ "POST", "/fapi/v1/positionSide/dual", 1, 0, 0, 0, SIGNED, false, simulator_set_mode },
	{ "GET", "/fapi/v1/multiAssetsMargin", 30, 0, 0, 0, SIGNED, false, simulator_get_assets },
	{ "POST", "/fapi/v1/multiAssetsMargin", 1, 0, 0, 0, SIGNED, false, simulator_set_assets },
	{ "POST", "/fapi/v1/positionMargin", 1, 0, 0, 0, SIGNED, false, simulator_set_margin },

	{ "GET", "/fapi/v1/userTrades", 5, 0, 0, 0, SIGNED, false, simulator_history_trades },
	{ "GET", "/fapi/v1/income", 30, 0, 0, 0, SIGNED, false, simulator_history_income },
	{ "GET", "/fapi/v1/forceOrders", 20, 50, 0, 0, SIGNED, false, simulator_history_forced },

	{ "POST", "/fapi/v1/listenKey", 1, 0, 0, 0, KEY, false, simulator_listen_key_start },
	{ "PUT", "/fapi/v1/listenKey", 1, 0, 0, 0, KEY, false, simulator_listen_key_keep },
	{ "DELETE", "/fapi/v1/listenKey", 1, 0, 0, 0, KEY, false, simulator_listen_key_end },
};

const struct simulator_route *simulator_route_find(struct ac_str method, struct ac_str path)
{
	for (size_t i = 0; i < AC_COUNT(routes); i++) {
		if (ac_str_equal(ac_str_from(routes[i].path), path) &&
		    ac_str_equal(ac_str_from(routes[i].method), method))
			return &routes[i];
	}
	return NULL;
}
