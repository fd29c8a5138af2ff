/* order.h - the words of an order, as the exchange uses them, and what follows from them alone.
 * Not the order's life: that is executor/order.h. Any thread. */
#ifndef AC_MARKET_ORDER_H
#define AC_MARKET_ORDER_H

#include "core/decimal.h"

#define AC_CLIENT_ID_SIZE 37 /* 36 characters of [.A-Z:/a-z0-9_-] and the terminator */

/* Every list: X(enumerator, wire text). The wire text is Binance's. */
#define AC_SIDE_LIST(X)                                                                            \
	X(AC_SIDE_BUY, "BUY")                                                                      \
	X(AC_SIDE_SELL, "SELL")
#define AC_POSITION_SIDE_LIST(X)                                                                   \
	X(AC_POSITION_BOTH, "BOTH")                                                                \
	X(AC_POSITION_LONG, "LONG")                                                                \
	X(AC_POSITION_SHORT, "SHORT")
#define AC_ORDER_TYPE_LIST(X)                                                                      \
	X(AC_ORDER_LIMIT, "LIMIT")                                                                 \
	X(AC_ORDER_MARKET, "MARKET")                                                               \
	X(AC_ORDER_STOP_MARKET, "STOP_MARKET")                                                     \
	X(AC_ORDER_TAKE_PROFIT_MARKET, "TAKE_PROFIT_MARKET")                                       \
	X(AC_ORDER_STOP, "STOP")                                                                   \
	X(AC_ORDER_TAKE_PROFIT, "TAKE_PROFIT")                                                     \
	X(AC_ORDER_TRAILING_STOP_MARKET, "TRAILING_STOP_MARKET")
#define AC_TIF_LIST(X)                                                                             \
	X(AC_TIF_GTC, "GTC")                                                                       \
	X(AC_TIF_IOC, "IOC")                                                                       \
	X(AC_TIF_FOK, "FOK")                                                                       \
	X(AC_TIF_GTX, "GTX")
#define AC_WORKING_TYPE_LIST(X)                                                                    \
	X(AC_WORKING_CONTRACT_PRICE, "CONTRACT_PRICE")                                             \
	X(AC_WORKING_MARK_PRICE, "MARK_PRICE")
/* The exchange's own states of regular orders, then of conditional (algo) orders. */
#define AC_ORDER_STATUS_LIST(X)                                                                    \
	X(AC_STATUS_NEW, "NEW")                                                                    \
	X(AC_STATUS_PARTIALLY_FILLED, "PARTIALLY_FILLED")                                          \
	X(AC_STATUS_FILLED, "FILLED")                                                              \
	X(AC_STATUS_CANCELED, "CANCELED")                                                          \
	X(AC_STATUS_EXPIRED, "EXPIRED")                                                            \
	X(AC_STATUS_EXPIRED_IN_MATCH, "EXPIRED_IN_MATCH")                                          \
	X(AC_STATUS_REJECTED, "REJECTED")                                                          \
	X(AC_STATUS_TRIGGERING, "TRIGGERING")                                                      \
	X(AC_STATUS_TRIGGERED, "TRIGGERED")                                                        \
	X(AC_STATUS_FINISHED, "FINISHED")
#define AC_POSITION_MODE_LIST(X)                                                                   \
	X(AC_MODE_ONEWAY, "ONEWAY")                                                                \
	X(AC_MODE_HEDGE, "HEDGE")
#define AC_MARGIN_TYPE_LIST(X)                                                                     \
	X(AC_MARGIN_CROSSED, "CROSSED")                                                            \
	X(AC_MARGIN_ISOLATED, "ISOLATED")

#define AC_ENUM_ITEM(name, text) name,
enum ac_side { AC_SIDE_LIST(AC_ENUM_ITEM) };
enum ac_position_side { AC_POSITION_SIDE_LIST(AC_ENUM_ITEM) };
enum ac_order_type { AC_ORDER_TYPE_LIST(AC_ENUM_ITEM) };
enum ac_tif { AC_TIF_LIST(AC_ENUM_ITEM) };
enum ac_working_type { AC_WORKING_TYPE_LIST(AC_ENUM_ITEM) };
enum ac_order_status { AC_ORDER_STATUS_LIST(AC_ENUM_ITEM) };
enum ac_position_mode { AC_POSITION_MODE_LIST(AC_ENUM_ITEM) };
enum ac_margin_type { AC_MARGIN_TYPE_LIST(AC_ENUM_ITEM) };
#undef AC_ENUM_ITEM

/* Wire texts; static, never NULL. */
const char *ac_side_text(enum ac_side side);
const char *ac_position_side_text(enum ac_position_side side);
const char *ac_order_type_text(enum ac_order_type type);
const char *ac_tif_text(enum ac_tif tif);
const char *ac_working_type_text(enum ac_working_type type);
const char *ac_order_status_text(enum ac_order_status status);
const char *ac_position_mode_text(enum ac_position_mode mode);
const char *ac_margin_type_text(enum ac_margin_type type);

static inline enum ac_side ac_side_opposite(enum ac_side side)
{
	return side == AC_SIDE_BUY ? AC_SIDE_SELL : AC_SIDE_BUY;
}
/* Conditional types rest in the exchange's algo service, with ids and states of their own. */
static inline bool ac_order_type_is_conditional(enum ac_order_type type)
{
	return type != AC_ORDER_LIMIT && type != AC_ORDER_MARKET;
}
/* No further fill can come: for algo orders this is about the algo order, whose triggered child is
 * a regular order of its own. */
static inline bool ac_order_status_is_terminal(enum ac_order_status status)
{
	return status == AC_STATUS_FILLED || status == AC_STATUS_CANCELED ||
	       status == AC_STATUS_EXPIRED || status == AC_STATUS_EXPIRED_IN_MATCH ||
	       status == AC_STATUS_REJECTED || status == AC_STATUS_FINISHED;
}

/* What an order is for, seen from the position that it opens, adds to or closes. */
enum ac_intent_effect { AC_EFFECT_OPEN, AC_EFFECT_CLOSE };

/* The three fields that must agree, in the one place that derives them (binance-api 8.5): in hedge
 * mode reduceOnly may not be sent and positionSide names the position; in one-way mode positionSide
 * is BOTH and closing orders are reduce-only. `direction` is +1 for a long position, -1 for a short
 * one. */
struct ac_order_route {
	enum ac_side side;
	enum ac_position_side position_side;
	bool reduce_only;
};
struct ac_order_route ac_order_route_derive(enum ac_position_mode mode, int direction,
					    enum ac_intent_effect effect);

#endif
