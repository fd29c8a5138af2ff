/* market_state.h - what the files of the market share. Not for the rest of the room: market.h. */
#ifndef AC_VENUE_MARKET_STATE_H
#define AC_VENUE_MARKET_STATE_H

#include "venue/candle_store.h"
#include "venue/frame_text.h"
#include "venue/market.h"

#define VENUE_TRADES_KEPT      1000
#define VENUE_SETTLEMENTS_KEPT 1000
#define VENUE_DEPTH_LEVELS     100 /* on each side of the synthetic book */

/* Intervals of protocol time between two frames of one stream. */
#define VENUE_KLINE_NS   (250 * AC_NS_PER_MS)
#define VENUE_SECOND_NS  AC_NS_PER_SEC
#define VENUE_TICKERS_NS AC_NS_PER_SEC

struct venue_print {
	int64_t id; /* of the aggregate, and of its one trade */
	struct ac_dec price, quantity;
	ac_ms time_ms; /* the feed's */
	bool is_buyer_maker;
};

struct venue_settlement {
	ac_ms time_ms;
	struct ac_dec rate, mark;
};

/* What one depth stream said last. The book is a function of its middle alone, so that this is all
 * it takes to say what changed. */
enum venue_depth_pace { VENUE_DEPTH_100, VENUE_DEPTH_250, VENUE_DEPTH_500, VENUE_DEPTH_PACES };
struct venue_depth_said {
	struct ac_dec middle;
	int64_t update_id;
	ac_ns at_ns;
};

/* One symbol of the market. */
struct venue_listing {
	char name[AC_SYMBOL_SIZE]; /* as streams spell it: lower case */
	uint16_t symbol;
	bool has_marks;   /* the feed gives mark prices */
	bool has_changed; /* since the tickers went out */
	bool is_mark_due; /* in the array of marks that is being gathered */
	struct venue_quote quote;
	struct venue_store store;
	int64_t trade_id, update_id; /* the last ones given */
	uint64_t trade_count;        /* ever; the ring below holds the last of them */
	struct venue_print *trades;
	uint64_t settlement_count;
	struct venue_settlement *settlements;
	ac_ns kline_ns, mark_ns, mark_slow_ns, liquidation_ns; /* when the last frame left */
	bool is_kline_due;
	struct venue_depth_said depth[VENUE_DEPTH_PACES];
	struct venue_row day; /* of the minutes before `day_minute_ms`; see venue_day */
	ac_ms day_minute_ms;
	bool has_day;
};

struct venue_market {
	struct venue_listing *listings;
	uint32_t count;
	ac_ms feed_ms;
	ac_ns arrays_ns; /* when the arrays of tickers left */
	ac_ns mark_array_slow_ns;
	bool has_marks_due;  /* an array of marks is being gathered */
	ac_ns frames_due_ns; /* what waits for its interval is looked at again; INT64_MAX: nothing
			      */
	struct venue_row *collected; /* VENUE_MINUTES: an answer's candles */
};

static inline ac_ms venue_protocol_ms(const struct ac_venue *venue)
{
	return venue->now_ns / AC_NS_PER_MS;
}
static inline const struct ac_instrument *venue_rules(const struct ac_venue *venue, uint16_t symbol)
{
	ac_assert(symbol < venue->instruments.count);
	return &venue->instruments.items[symbol];
}
/* Rolling statistics of 24 hours; false where nothing is known. */
bool venue_day(struct venue_listing *listing, struct venue_row *ret_day);

/* What the day did to the price. */
struct venue_change {
	struct ac_dec amount, percent, average; /* percent to three decimals */
};
struct venue_change venue_change_of(const struct venue_row *day);

/* When every symbol was listed: nothing tells, and clients sort by it. */
#define VENUE_ONBOARD_MS 1569398400000LL

/* How prices and quantities of a symbol are written. */
int venue_price_decimals(const struct ac_instrument *instrument);
int venue_quantity_decimals(const struct ac_instrument *instrument);
/* "PERPETUAL", "CURRENT_QUARTER". */
const char *venue_contract_type(const struct ac_instrument *instrument);
bool venue_is_perpetual(const struct ac_instrument *instrument);

/* The synthetic book: one level a tick on both sides of the last price, each with a quantity that
 * only its own price decides. */
struct venue_level {
	struct ac_dec price, quantity;
};
struct ac_dec venue_level_quantity(const struct ac_venue *venue, uint16_t symbol,
				   struct ac_dec price);
/* The n-th level from the middle, from 0; a quantity of 0: there is none (prices end at 0). */
struct venue_level venue_level(const struct ac_venue *venue, uint16_t symbol, struct ac_dec middle,
			       bool is_bid, uint32_t n);

#define VENUE_STREAM_SIZE 128

/* "btcusdt" + "@kline_" + "1m", terminated, in `name`. */
const char *venue_stream_name(char name[VENUE_STREAM_SIZE], const char *symbol, const char *kind,
			      const char *tail);
/* Whether anybody hears it: what nobody hears is not written. */
bool venue_stream_is_wanted(const struct ac_venue *venue, enum ac_venue_route route,
			    const char *stream);
/* An empty frame; there is one at a time. */
struct venue_text venue_stream_begin(struct ac_venue *venue);
void venue_stream_push(struct ac_venue *venue, enum ac_venue_route route, const char *stream,
		       const struct venue_text *text);

/* market_frames.c: each writes one frame and gives it to the sink where somebody wants it. */
void venue_push_kline(struct ac_venue *venue, struct venue_listing *listing,
		      const struct venue_row *row, bool is_closed);
void venue_push_mark(struct ac_venue *venue, struct venue_listing *listing);
void venue_push_mark_array(struct ac_venue *venue);
void venue_push_trade(struct ac_venue *venue, struct venue_listing *listing,
		      const struct venue_print *trade);
void venue_push_tickers(struct ac_venue *venue);
/* market_book_frames.c */
void venue_push_book_ticker(struct ac_venue *venue, struct venue_listing *listing);
/* True where a stream still has to say something later; never with `is_now`, which asks for what
 * waits for its interval as well. */
bool venue_push_depth(struct ac_venue *venue, struct venue_listing *listing, bool is_now);

#endif
