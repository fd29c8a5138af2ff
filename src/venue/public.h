/* public.h - the unsigned market questions, one function each; public.c says which path is whose.
 * Each writes the answer's body or a refusal. */
#ifndef AC_VENUE_PUBLIC_H
#define AC_VENUE_PUBLIC_H

#include "venue/call.h"

/* exchange_info_text.c */
void venue_public_exchange_info(struct ac_venue *venue, struct venue_call *call);
/* public_klines.c */
void venue_public_klines(struct ac_venue *venue, struct venue_call *call);
void venue_public_continuous_klines(struct ac_venue *venue, struct venue_call *call);
void venue_public_mark_klines(struct ac_venue *venue, struct venue_call *call);
void venue_public_index_klines(struct ac_venue *venue, struct venue_call *call);
void venue_public_premium_klines(struct ac_venue *venue, struct venue_call *call);
/* public_prices.c */
void venue_public_premium_index(struct ac_venue *venue, struct venue_call *call);
void venue_public_ticker_price(struct ac_venue *venue, struct venue_call *call);
void venue_public_book_ticker(struct ac_venue *venue, struct venue_call *call);
void venue_public_ticker_day(struct ac_venue *venue, struct venue_call *call);
void venue_public_depth(struct ac_venue *venue, struct venue_call *call);
void venue_public_open_interest(struct ac_venue *venue, struct venue_call *call);
/* public_funding.c */
void venue_public_funding_rate(struct ac_venue *venue, struct venue_call *call);
void venue_public_funding_info(struct ac_venue *venue, struct venue_call *call);
/* public_trades.c */
void venue_public_agg_trades(struct ac_venue *venue, struct venue_call *call);
void venue_public_trades(struct ac_venue *venue, struct venue_call *call);

/* `limit` as a question takes it: `fallback` where absent. False after a refusal. */
bool venue_read_limit(struct venue_call *call, int64_t fallback, int64_t maximum,
		      int64_t *ret_limit);
/* startTime and endTime; untouched where absent. False after a refusal. */
bool venue_read_span(struct venue_call *call, ac_ms *ret_from, ac_ms *ret_to);
/* Calls `put` for the symbol that is asked for, or in a list for every one whose price is known. */
void venue_each_symbol(struct ac_venue *venue, struct venue_call *call,
		       void (*put)(struct ac_venue *venue, struct ac_json *json, uint16_t symbol));

#endif
