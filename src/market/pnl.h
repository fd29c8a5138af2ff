/* pnl.h - the arithmetic of positions, fees, funding and liquidation, each rounding named.
 * Source: exchange reference, section 8.7 and 8.8. Not bookkeeping: callers keep the books. Pure.
 *
 * `direction` is +1 long or -1 short; quantities are absolute; money is in the quote asset. Every
 * function reports AC_ERR_RANGE where a result does not fit and leaves ret_ untouched. */
#ifndef AC_MARKET_PNL_H
#define AC_MARKET_PNL_H

#include "core/decimal.h"

/* price * quantity, rounded half to even at 1e-8. */
AC_MUST_USE enum ac_status ac_pnl_notional(struct ac_dec price, struct ac_dec quantity,
					   struct ac_dec *ret_notional);

/* Average entry after adding: (quantity*entry + added*price) / (quantity + added), half to even.
 * quantity may be 0. */
AC_MUST_USE enum ac_status ac_pnl_entry_after_add(struct ac_dec quantity, struct ac_dec entry,
						  struct ac_dec added, struct ac_dec price,
						  struct ac_dec *ret_entry);

/* direction * quantity * (exit - entry), half to even; fees not included. Serves realised and
 * unrealised profit alike. */
AC_MUST_USE enum ac_status ac_pnl_profit(int direction, struct ac_dec quantity, struct ac_dec entry,
					 struct ac_dec exit, struct ac_dec *ret_profit);

/* price * quantity * rate, one product rounded up at 1e-8 for a cost (rate > 0), towards minus
 * infinity's opposite for a rebate: AC_ROUND_CEIL either way, so never in our favour. */
AC_MUST_USE enum ac_status ac_pnl_fee(struct ac_dec price, struct ac_dec quantity,
				      struct ac_dec rate, struct ac_dec *ret_fee);

/* -direction * quantity * mark * rate: a long pays when rate > 0. Half to even. */
AC_MUST_USE enum ac_status ac_pnl_funding(int direction, struct ac_dec quantity, struct ac_dec mark,
					  struct ac_dec rate, struct ac_dec *ret_payment);

#endif
