/* api_query.h - the parameters of one request, read strictly: what an endpoint does not take, what
 * stands twice and what lies out of range is refused with a sentence. No state. Any thread. */
#ifndef AC_DASHBOARD_API_QUERY_H
#define AC_DASHBOARD_API_QUERY_H

#include "market/book.h"
#include "market/instrument.h"

enum api_param {
	API_SYMBOL,
	API_STRATEGY,
	API_FROM,
	API_TO,
	API_LIMIT,
	API_CANDLES, /* also written limit: candles have a limit of their own */
	API_OFFSET,
	API_WINDOW,
	API_POINTS,
	API_STATE,
	API_ALLOWED,
	API_SIDE,
	API_RESULT,
	API_SORT,
	API_ORDER,
	API_PARAM_COUNT
};
#define API_BIT(param) (1u << (param))

/* Places in the choices of API_WINDOW, API_STATE and so on. */
enum api_window { API_WINDOW_24H, API_WINDOW_7D, API_WINDOW_30D, API_WINDOW_ALL };
enum api_state { API_STATE_OPEN, API_STATE_ALL };
enum api_order { API_ORDER_DESC, API_ORDER_ASC };

struct api_query {
	uint32_t given; /* bits of enum api_param */
	/* The number, or the place of the choice; the default where it was not given. */
	int64_t value[API_PARAM_COUNT];
	char symbol[AC_SYMBOL_SIZE], strategy[AC_STRATEGY_NAME_SIZE]; /* "" all */
};

struct api_query_fault {
	char what[256], help[256];
};

/* `taken`: bits of what the endpoint takes; `required`: of these, what it cannot do without. */
AC_MUST_USE bool api_query_read(struct ac_str query, uint32_t taken, uint32_t required,
				struct api_query *ret_query, struct api_query_fault *ret_fault);
/* The name in an address, and the words of a choice (NULL: not a choice). */
const char *api_param_name(enum api_param param);
const char *api_param_choice(enum api_param param, int64_t place);

#endif
