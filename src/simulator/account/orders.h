/* orders.h - the endpoints of regular orders: placing, asking, changing, cancelling. */
#ifndef AC_SIMULATOR_ACCOUNT_ORDERS_H
#define AC_SIMULATOR_ACCOUNT_ORDERS_H

#include "simulator/account/account.h"
#include "simulator/call/call.h"

/* placing */
void simulator_order_place(struct ac_simulator *simulator, struct simulator_call *call);
void simulator_order_test(struct ac_simulator *simulator, struct simulator_call *call);
void simulator_orders_place(struct ac_simulator *simulator, struct simulator_call *call);
/* asking */
void simulator_order_query(struct ac_simulator *simulator, struct simulator_call *call);
void simulator_order_query_open(struct ac_simulator *simulator, struct simulator_call *call);
void simulator_orders_open(struct ac_simulator *simulator, struct simulator_call *call);
void simulator_orders_all(struct ac_simulator *simulator, struct simulator_call *call);
void simulator_order_amendments(struct ac_simulator *simulator, struct simulator_call *call);
/* changing and cancelling */
void simulator_order_cancel(struct ac_simulator *simulator, struct simulator_call *call);
void simulator_order_cancel_all(struct ac_simulator *simulator, struct simulator_call *call);
void simulator_order_cancel_batch(struct ac_simulator *simulator, struct simulator_call *call);
void simulator_order_modify(struct ac_simulator *simulator, struct simulator_call *call);
void simulator_orders_modify(struct ac_simulator *simulator, struct simulator_call *call);
void simulator_order_countdown(struct ac_simulator *simulator, struct simulator_call *call);

/* Which fields an answer has beside the common ones. */
enum simulator_order_form {
	SIMULATOR_FORM_PLACE,   /* no avgPrice, no cumQuote */
	SIMULATOR_FORM_MODIFY,  /* those of PLACE, pair and modifyId */
	SIMULATOR_FORM_QUERY,   /* avgPrice, cumQuote, time */
	SIMULATOR_FORM_HISTORY, /* those of QUERY, pair and cumBase */
};
void simulator_order_write(struct ac_json *json, const struct ac_simulator *simulator,
			   const struct simulator_order *order, enum simulator_order_form form);
/* The account's order that orderId or origClientOrderId names; NULL where there is none. With
 * neither a refusal is written, and *ret_is_refused set. */
struct simulator_order *simulator_order_named(struct simulator_call *call, uint16_t symbol,
					      bool *ret_is_refused);
static inline bool simulator_order_is_open(const struct simulator_order *order)
{
	return order->status == AC_STATUS_NEW || order->status == AC_STATUS_PARTIALLY_FILLED;
}
/* The symbol's state and the position mode, which come before the filters. False after a refusal.
 */
bool simulator_check_state(const struct ac_simulator *simulator, struct simulator_call *call,
			   uint16_t symbol, uint8_t position_side);
/* With the code's message, which for some codes has the symbol's numbers in it. */
void simulator_refuse_order(const struct ac_simulator *simulator, struct simulator_call *call,
			    uint16_t symbol, int32_t code);
/* Serves every object of a JSON array parameter by itself; the answers stand in its order. */
void simulator_batch(struct ac_simulator *simulator, struct simulator_call *call, const char *name,
		     size_t count_max,
		     void (*serve)(struct ac_simulator *simulator, struct simulator_call *call));

/* The index of `symbol` where it was sent, -1 for all, -2 after a refusal. */
int32_t simulator_symbol_optional(struct simulator_call *call);

/* startTime, endTime, limit and a first id, as every list of the past takes them. */
struct simulator_page {
	ac_ms start_ms, end_ms;
	int64_t first_id;
	int64_t limit;
	bool has_times;
};
/* False after a refusal. */
bool simulator_page_read(const struct ac_simulator *simulator, struct simulator_call *call,
			 const char *id_name, int64_t limit_default, int64_t limit_max,
			 struct simulator_page *ret_page);
static inline bool simulator_page_has(const struct simulator_page *page, ac_ms time_ms, int64_t id)
{
	return id >= page->first_id && time_ms >= page->start_ms && time_ms <= page->end_ms;
}

#endif
