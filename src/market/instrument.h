/* instrument.h - what may be traded and by which rules: filters, fees, margin brackets.
 * Not the exchange's document: exchange/binance/exchange_info.h decodes that into these. Read-only
 * after start; any thread. */
#ifndef AC_MARKET_INSTRUMENT_H
#define AC_MARKET_INSTRUMENT_H

#include "market/order.h"
#include "market/refusal.h"

#define AC_SYMBOL_SIZE     48 /* UTF-8 (Chinese symbols exist) and the terminator */
#define AC_ASSET_SIZE      24
#define AC_BRACKETS_MAX    16
#define AC_INSTRUMENTS_MAX 1024

enum ac_symbol_state {
	AC_SYMBOL_TRADING,
	AC_SYMBOL_NOT_TRADING, /* pending, halted, settling, delivered, closed … */
};

/* One leverage tier; notional between floor (exclusive) and cap (inclusive). */
struct ac_bracket {
	struct ac_dec notional_floor;
	struct ac_dec notional_cap;
	int32_t leverage_max;
	struct ac_dec maintenance_rate; /* fraction, 0.004 is 0.4 % */
	struct ac_dec maintenance_cum;  /* maintenance margin = notional * rate - cum */
};

struct ac_lot {
	struct ac_dec minimum; /* 0 disables */
	struct ac_dec maximum; /* 0 disables */
	struct ac_dec step;    /* > 0 */
};

struct ac_instrument {
	char symbol[AC_SYMBOL_SIZE];
	char base_asset[AC_ASSET_SIZE];
	char quote_asset[AC_ASSET_SIZE];
	char margin_asset[AC_ASSET_SIZE];
	enum ac_symbol_state state;
	int32_t price_precision; /* decimals the exchange accepts */
	int32_t quantity_precision;
	struct ac_dec price_minimum; /* 0 disables */
	struct ac_dec price_maximum; /* 0 disables */
	struct ac_dec tick;          /* > 0 */
	struct ac_lot lot;           /* LIMIT orders */
	struct ac_lot market_lot;    /* MARKET orders */
	struct ac_dec notional_minimum;
	struct ac_dec multiplier_up;     /* PERCENT_PRICE, 0 disables */
	struct ac_dec multiplier_down;   /* PERCENT_PRICE, 0 disables */
	struct ac_dec market_take_bound; /* fraction of the mark, 0 disables */
	struct ac_dec trigger_protect;
	struct ac_dec liquidation_fee; /* fraction of notional */
	int32_t orders_max;            /* MAX_NUM_ORDERS, 0 disables */
	bool is_reduce_only_long;      /* POSITION_RISK_CONTROL restricts opening this side */
	bool is_reduce_only_short;
	ac_ms delivery_time_ms;  /* 4133404800000 for a perpetual that is not being delisted */
	struct ac_dec fee_maker; /* fraction of notional */
	struct ac_dec fee_taker;
	int32_t funding_interval_hours;
	int32_t bracket_count; /* 0: brackets unknown, margin checks then fail closed for entries */
	struct ac_bracket brackets[AC_BRACKETS_MAX]; /* ascending by notional */
};

/* A fixed-capacity list; the index into `items` is the symbol id used everywhere else. */
struct ac_instruments {
	struct ac_instrument *items; /* from an arena */
	uint32_t count;
	uint32_t capacity;
};

/* -1 where absent. */
int32_t ac_instruments_find(const struct ac_instruments *instruments, struct ac_str symbol);

/* Which rule an order breaks, in the exchange's order of checking, with the word by which
 * an exchange refuses it. */
#define AC_FILTER_LIST(X)                                                                          \
	X(AC_FILTER_OK, AC_REFUSAL_NONE, "ok")                                                     \
	X(AC_FILTER_SYMBOL_STATE, AC_REFUSAL_SYMBOL_CLOSED, "symbol is not trading")               \
	X(AC_FILTER_PRICE_PRECISION, AC_REFUSAL_PRECISION, "price has too many decimals")          \
	X(AC_FILTER_QUANTITY_PRECISION, AC_REFUSAL_PRECISION, "quantity has too many decimals")    \
	X(AC_FILTER_PRICE_LOW, AC_REFUSAL_PRICE_LOW, "price below the minimum")                    \
	X(AC_FILTER_PRICE_HIGH, AC_REFUSAL_PRICE_HIGH, "price above the maximum")                  \
	X(AC_FILTER_TICK, AC_REFUSAL_TICK, "price is not a multiple of the tick")                  \
	X(AC_FILTER_QUANTITY_LOW, AC_REFUSAL_QUANTITY_LOW, "quantity below the minimum")           \
	X(AC_FILTER_QUANTITY_HIGH, AC_REFUSAL_QUANTITY_HIGH, "quantity above the maximum")         \
	X(AC_FILTER_STEP, AC_REFUSAL_STEP, "quantity is not a multiple of the step")               \
	X(AC_FILTER_NOTIONAL, AC_REFUSAL_NOTIONAL, "notional below the minimum")                   \
	X(AC_FILTER_PERCENT_PRICE_HIGH, AC_REFUSAL_PRICE_FAR_ABOVE,                                \
	  "price too far above the mark")                                                          \
	X(AC_FILTER_PERCENT_PRICE_LOW, AC_REFUSAL_PRICE_FAR_BELOW, "price too far below the mark") \
	X(AC_FILTER_SIDE_CLOSED, AC_REFUSAL_SIDE_CLOSED,                                           \
	  "only reducing orders are taken on this side")

enum ac_filter {
#define AC_FILTER_ENUM(name, refusal, text) name,
	AC_FILTER_LIST(AC_FILTER_ENUM)
#undef AC_FILTER_ENUM
};
enum ac_refusal ac_filter_refusal(enum ac_filter filter);
const char *ac_filter_text(enum ac_filter filter);

struct ac_filter_order {
	enum ac_side side;
	enum ac_order_type type; /* MARKET and the *_MARKET types use the market lot */
	struct ac_dec price;     /* limit price; ignored for market types */
	struct ac_dec quantity;  /* ignored where close_position */
	struct ac_dec mark; /* 0: unknown; notional of market orders and the price band need it */
	bool reduce_only;   /* can only reduce (in hedge mode: side and position side say so);
			     * exempt from the notional minimum */
	bool close_position;
};

/* The first rule that `order` breaks; SIDE_CLOSED is looked at right after the symbol's state. An
 * unknown mark fails AC_FILTER_NOTIONAL for market entries; the price band is of LIMIT orders only
 * and is left to the exchange where the mark is unknown. */
enum ac_filter ac_instrument_check(const struct ac_instrument *instrument,
				   const struct ac_filter_order *order);

/* Rounded to the tick by `round`; AC_ERR_RANGE on overflow. */
AC_MUST_USE enum ac_status ac_instrument_round_price(const struct ac_instrument *instrument,
						     struct ac_dec price, enum ac_round round,
						     struct ac_dec *ret_price);
/* Rounded down to the step of the lot that serves `type`, cut to its maximum; 0 below its minimum.
 */
AC_MUST_USE enum ac_status ac_instrument_round_quantity(const struct ac_instrument *instrument,
							enum ac_order_type type,
							struct ac_dec quantity,
							struct ac_dec *ret_quantity);

/* The tier that holds this absolute notional; the last one above every cap; NULL without brackets.
 */
const struct ac_bracket *ac_instrument_bracket(const struct ac_instrument *instrument,
					       struct ac_dec notional);
/* notional * rate - cum, rounded up; 0 without brackets. */
AC_MUST_USE enum ac_status ac_instrument_maintenance(const struct ac_instrument *instrument,
						     struct ac_dec notional,
						     struct ac_dec *ret_margin);
/* Of all brackets; 0 where none is known. */
int32_t ac_instrument_leverage_max(const struct ac_instrument *instrument);
/* Largest position notional allowed at this leverage (binance-api 8.7); 0 if none or unknown. */
struct ac_dec ac_instrument_notional_max(const struct ac_instrument *instrument, int32_t leverage);

/* Liquidation price of one position by binance-api 8.7 with mmr/cum of the bracket at that price
 * (iterated). `margin` is WB - TMM + UPNL of everything else: for isolated, the isolated wallet.
 * 0 where no positive price liquidates. Rounded half to even at 1e-8. AC_ERR_NOT_FOUND without
 * brackets; AC_ERR_RANGE also where every price liquidates. */
AC_MUST_USE enum ac_status ac_instrument_liquidation_price(const struct ac_instrument *instrument,
							   int direction, struct ac_dec quantity,
							   struct ac_dec entry,
							   struct ac_dec margin,
							   struct ac_dec *ret_price);

/* The default set: a dozen symbols with realistic rules, so that sim and backtest need no network
 * and no file. Static, read-only. */
const struct ac_instrument *ac_instruments_default(uint32_t *ret_count);
/* Rules for a symbol that is in no document (backtests of unknown data): tick, step and minimum
 * notional come from the caller, fees and brackets are the default set's most cautious. */
void ac_instrument_generic(struct ac_str symbol, struct ac_dec tick, struct ac_dec step,
			   struct ac_dec notional_minimum, struct ac_instrument *ret_instrument);

#endif
