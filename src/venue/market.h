/* market.h - the prices of the venue: candles, marks, last trades, and what the market streams say
 * about them. Every symbol's candles of the last days are kept for /klines. */
#ifndef AC_VENUE_MARKET_H
#define AC_VENUE_MARKET_H

#include "venue/state.h"

struct venue_market *venue_market_create(const struct ac_venue *venue); /* NULL: out of memory */
void venue_market_destroy(struct venue_market *market);

/* Before the accounts hear of it / after they did: a closed candle's frame goes out last, so that
 * fills of the candle were pushed before the strategy hears its close. */
void venue_market_price(struct ac_venue *venue, const struct ac_event *item);
/* Mark price frames of each second, and the like. */
void venue_market_advance(struct ac_venue *venue);
ac_ns venue_market_deadline(const struct ac_venue *venue);

struct venue_quote {
	struct ac_dec last, mark, index, funding_rate, bid, ask;
	ac_ms funding_time_ms;
	ac_ms time_ms; /* protocol time of the last change */
	bool is_known;
};
const struct venue_quote *venue_market_quote(const struct ac_venue *venue, uint16_t symbol);

#endif
