/* public.h - the unsigned market questions, one function each; public.c says which path is whose.
 * Each writes the answer's body or a refusal. */
#ifndef AC_SIMULATOR_MARKET_PUBLIC_H
#define AC_SIMULATOR_MARKET_PUBLIC_H

#include "simulator/call/call.h"

/* exchange_info_text.c */
void simulator_public_exchange_info(struct ac_simulator *simulator, struct simulator_call *call);
/* public_klines.c */
void simulator_public_klines(struct ac_simulator *simulator, struct simulator_call *call);
void simulator_public_continuous_klines(struct ac_simulator *simulator,
					struct simulator_call *call);
void simulator_public_mark_klines(struct ac_simulator *simulator, struct simulator_call *call);
void simulator_public_index_klines(struct ac_simulator *simulator, struct simulator_call *call);
void simulator_public_premium_klines(struct ac_simulator *simulator, struct simulator_call *call);
/* public_prices.c */
void simulator_public_premium_index(struct ac_simulator *simulator, struct simulator_call *call);
void simulator_public_ticker_price(struct ac_simulator *simulator, struct simulator_call *call);
void simulator_public_book_ticker(struct ac_simulator *simulator, struct simulator_call *call);
void simulator_public_ticker_day(struct ac_simulator *simulator, struct simulator_call *call);
void simulator_public_depth(struct ac_simulator *simulator, struct simulator_call *call);
void simulator_public_open_interest(struct ac_simulator *simulator, struct simulator_call *call);
/* public_funding.c */
void simulator_public_funding_rate(struct ac_simulator *simulator, struct simulator_call *call);
void simulator_public_funding_info(struct ac_simulator *simulator, struct simulator_call *call);
/* public_trades.c */
void simulator_public_agg_trades(struct ac_simulator *simulator, struct simulator_call *call);
void simulator_public_trades(struct ac_simulator *simulator, struct simulator_call *call);

/* `limit` as a question takes it: `fallback` where absent. False after a refusal. */
bool simulator_read_limit(struct simulator_call *call, int64_t fallback, int64_t maximum,
			  int64_t *ret_limit);
/* startTime and endTime; untouched where absent. False after a refusal. */
bool simulator_read_span(struct simulator_call *call, ac_ms *ret_from, ac_ms *ret_to);
/* Calls `put` for the symbol that is asked for, or in a list for every one whose price is known. */
void simulator_each_symbol(struct ac_simulator *simulator, struct simulator_call *call,
			   void (*put)(struct ac_simulator *simulator, struct ac_json *json,
				       uint16_t symbol));

/* The unsigned market questions. True where `path` was one of them. */
bool simulator_public_handle(struct ac_simulator *simulator, struct simulator_call *call);
/* How much such a question weighs; -1 where `path` is not public. */
int32_t simulator_public_weight(const struct ac_simulator *simulator,
				const struct simulator_call *call);

#endif
