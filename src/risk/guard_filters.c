/* The exchange's own rules, looked at before it does: an order that it would refuse is not sent. */
#include "risk/exposure.h"
#include "risk/guard.h"

/* The numbers behind a broken rule, where it is one of quantity, notional or price. */
static void show(const struct ac_instrument *instrument, const struct ac_filter_order *order,
		 enum ac_filter filter, struct ac_verdict *verdict)
{
	const struct ac_lot *lot =
		order->type == AC_ORDER_MARKET ? &instrument->market_lot : &instrument->lot;
	switch (filter) {
	case AC_FILTER_QUANTITY_LOW:
		verdict->value = order->quantity;
		verdict->limit = lot->minimum;
		break;
	case AC_FILTER_QUANTITY_HIGH:
		verdict->value = order->quantity;
		verdict->limit = lot->maximum;
		break;
	case AC_FILTER_STEP:
		verdict->value = order->quantity;
		verdict->limit = lot->step;
		break;
	case AC_FILTER_NOTIONAL:
		verdict->value = exposure_notional(order->quantity, order->type == AC_ORDER_MARKET
									    ? order->mark
									    : order->price);
		verdict->limit = instrument->notional_minimum;
		break;
	case AC_FILTER_PRICE_LOW:
		verdict->value = order->price;
		verdict->limit = instrument->price_minimum;
		break;
	case AC_FILTER_PRICE_HIGH:
		verdict->value = order->price;
		verdict->limit = instrument->price_maximum;
		break;
	case AC_FILTER_TICK:
		verdict->value = order->price;
		verdict->limit = instrument->tick;
		break;
	case AC_FILTER_PERCENT_PRICE_HIGH:
	case AC_FILTER_PERCENT_PRICE_LOW:
		verdict->value = order->price;
		verdict->limit = order->mark;
		break;
	case AC_FILTER_OK:
	case AC_FILTER_SYMBOL_STATE:
	case AC_FILTER_PRICE_PRECISION:
	case AC_FILTER_QUANTITY_PRECISION:
	case AC_FILTER_SIDE_CLOSED:
		break;
	}
}

/* A market order does not execute beyond mark * (1 +- bound); where the price already is, the
 * exchange refuses the whole order. */
static bool is_beyond_take_bound(const struct ac_instrument *instrument,
				 const struct ac_risk_request *request, struct ac_dec mark)
{
	if (request->type != AC_ORDER_MARKET || instrument->market_take_bound.units <= 0)
		return false;
	__int128 beyond = ((__int128)request->price.units - mark.units) * request->direction;
	return beyond * AC_DEC_SCALE > (__int128)mark.units * instrument->market_take_bound.units;
}

/* What the exchange counts at its mark, the strategy page counts at the reference price: an entry
 * has to be large enough by both. */
static bool is_small_at_reference(const struct ac_instrument *instrument,
				  const struct ac_risk_request *request)
{
	return request->type == AC_ORDER_MARKET &&
	       (__int128)request->price.units * request->quantity.units <
		       (__int128)instrument->notional_minimum.units * AC_DEC_SCALE;
}

static bool check(struct ac_risk *risk, const struct ac_risk_request *request,
		  const struct ac_risk_facts *facts, struct ac_verdict *verdict)
{
	const struct ac_instrument *instrument = &risk->config.instruments->items[request->symbol];
	struct ac_filter_order order = {
		.side = request->direction > 0 ? AC_SIDE_BUY : AC_SIDE_SELL,
		.type = request->type,
		.price = request->price,
		.quantity = request->quantity,
		.mark = facts->mark,
	};
	enum ac_filter filter = AC_FILTER_QUANTITY_LOW;
	if (request->quantity.units > 0)
		filter = ac_instrument_check(instrument, &order);
	if (filter == AC_FILTER_OK && is_small_at_reference(instrument, request)) {
		filter = AC_FILTER_NOTIONAL;
		order.mark = request->price;
	}
	if (filter != AC_FILTER_OK) {
		verdict->filter = filter;
		verdict->reason =
			filter == AC_FILTER_QUANTITY_LOW ? AC_REASON_QUANTITY : AC_REASON_FILTER;
		show(instrument, &order, filter, verdict);
		return false;
	}
	if (is_beyond_take_bound(instrument, request, facts->mark))
		return guard_refuse(verdict, AC_REASON_PRICE_COLLAR, request->price, facts->mark);
	if (instrument->orders_max > 0 &&
	    facts->symbol_orders_open >= (uint32_t)instrument->orders_max)
		return guard_refuse(verdict, AC_REASON_ORDERS_MAX,
				    AC_DEC(facts->symbol_orders_open),
				    AC_DEC(instrument->orders_max));
	return true;
}

const struct ac_guard ac_guard_filters = {
	.id = AC_GUARD_FILTERS,
	.is_always_asked = true,
	.check = check,
};
