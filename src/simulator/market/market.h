/* market.h - the prices of the simulator: candles, marks, last trades, and what the market streams
 * say about them. Every symbol's candles of the last days are kept for /klines. Frames carry the
 * feed's own times for candles, trades and settlements, and the protocol's time for everything
 * else. */
#ifndef AC_SIMULATOR_MARKET_MARKET_H
#define AC_SIMULATOR_MARKET_MARKET_H

#include "simulator/call/state.h"

struct simulator_market *simulator_market_create(
	const struct ac_simulator *simulator); /* NULL: out of memory */
void simulator_market_destroy(struct simulator_market *market);

/* A feed item, after every account has taken it and pushed what it caused: so the fills of a
 * candle's path are out before the frame of the closed candle is. What belongs to the market alone
 * and not to the accounts: a CANDLE with AC_EVENT_FLAG_HISTORY (it fills the store), and one
 * without a phase (it closes a candle of a tick feed, whose trades the accounts have seen). */
void simulator_market_price(struct ac_simulator *simulator, const struct ac_event *item);
static inline bool simulator_market_is_alone(const struct ac_event *item)
{
	return item->kind == AC_EVENT_CANDLE &&
	       ((item->flags & AC_EVENT_FLAG_HISTORY) != 0 || item->flags == 0);
}
/* Frames that go out by time: mark prices of each second where the feed has none, tickers, open
 * candles and books that changed less than an interval ago. */
void simulator_market_advance(struct ac_simulator *simulator);
ac_ns simulator_market_deadline(const struct ac_simulator *simulator);

struct simulator_quote {
	struct ac_dec last, mark, index, funding_rate, bid, ask;
	ac_ms funding_time_ms; /* the feed's; the next settlement */
	ac_ms time_ms;         /* protocol time of the last change */
	bool is_known;
};
const struct simulator_quote *simulator_market_quote(const struct ac_simulator *simulator,
						     uint16_t symbol);
/* The feed's own time of the last item of any symbol; 0 before the first. */
ac_ms simulator_market_feed_ms(const struct ac_simulator *simulator);

/* A liquidation: the forceOrder frame. At most one a symbol and second leaves. */
void simulator_market_liquidation(struct ac_simulator *simulator, uint16_t symbol,
				  enum ac_side side, struct ac_dec quantity, struct ac_dec price,
				  struct ac_dec average_price);
/* The symbol's status word, filters or tiers changed: the contractInfo frame. */
void simulator_market_contract(struct ac_simulator *simulator, uint16_t symbol);

#endif
