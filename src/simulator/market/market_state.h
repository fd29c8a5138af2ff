/* market_state.h - what the files of the market share. Not for the rest of the room: market.h. */
#ifndef AC_SIMULATOR_MARKET_MARKET_STATE_H
#define AC_SIMULATOR_MARKET_MARKET_STATE_H

#include "simulator/market/candle_store.h"
#include "simulator/market/frame_text.h"
#include "simulator/market/market.h"

#define SIMULATOR_TRADES_KEPT      1000
#define SIMULATOR_SETTLEMENTS_KEPT 1000
#define SIMULATOR_DEPTH_LEVELS     100 /* on each side of the synthetic book */

/* Intervals of protocol time between two frames of one stream. */
#define SIMULATOR_KLINE_NS   (250 * AC_NS_PER_MS)
#define SIMULATOR_SECOND_NS  AC_NS_PER_SEC
#define SIMULATOR_TICKERS_NS AC_NS_PER_SEC

struct simulator_print {
	int64_t id; /* of the aggregate, and of its one trade */
	struct ac_dec price, quantity;
	ac_ms time_ms; /* the feed's */
	bool is_buyer_maker;
};

struct simulator_settlement {
	ac_ms time_ms;
	struct ac_dec rate, mark;
};

/* What one depth stream said last. The book is a function of its middle alone, so that this is all
 * it takes to say what changed. */
enum simulator_depth_pace {
	SIMULATOR_DEPTH_100,
	SIMULATOR_DEPTH_250,
	SIMULATOR_DEPTH_500,
	SIMULATOR_DEPTH_PACES
};
struct simulator_depth_said {
	struct ac_dec middle;
	int64_t update_id;
	ac_ns at_ns;
};

/* One symbol of the market. */
struct simulator_listing {
	char name[AC_SYMBOL_SIZE]; /* as streams spell it: lower case */
	uint16_t symbol;
	bool has_marks;   /* the feed gives mark prices */
	bool has_changed; /* since the tickers went out */
	bool is_mark_due; /* in the array of marks that is being gathered */
	struct simulator_quote quote;
	struct simulator_store store;
	int64_t trade_id, update_id; /* the last ones given */
	uint64_t trade_count;        /* ever; the ring below holds the last of them */
	struct simulator_print *trades;
	uint64_t settlement_count;
	struct simulator_settlement *settlements;
	ac_ns kline_ns, mark_ns, mark_slow_ns, liquidation_ns; /* when the last frame left */
	bool is_kline_due;
	struct simulator_depth_said depth[SIMULATOR_DEPTH_PACES];
	struct simulator_row day; /* of the minutes before `day_minute_ms`; see simulator_day */
	ac_ms day_minute_ms;
	bool has_day;
};

struct simulator_market {
	struct simulator_listing *listings;
	uint32_t count;
	ac_ms feed_ms;
	ac_ns arrays_ns; /* when the arrays of tickers left */
	ac_ns mark_array_slow_ns;
	bool has_marks_due;  /* an array of marks is being gathered */
	ac_ns frames_due_ns; /* what waits for its interval is looked at again; INT64_MAX: nothing
			      */
	struct simulator_row *collected; /* SIMULATOR_MINUTES: an answer's candles */
};

static inline ac_ms simulator_protocol_ms(const struct ac_simulator *simulator)
{
	return simulator->now_ns / AC_NS_PER_MS;
}
static inline const struct ac_instrument *simulator_rules(const struct ac_simulator *simulator,
							  uint16_t symbol)
{
	ac_assert(symbol < simulator->instruments.count);
	return &simulator->instruments.items[symbol];
}
/* Rolling statistics of 24 hours; false where nothing is known. */
bool simulator_day(struct simulator_listing *listing, struct simulator_row *ret_day);

/* What the day did to the price. */
struct simulator_change {
	struct ac_dec amount, percent, average; /* percent to three decimals */
};
struct simulator_change simulator_change_of(const struct simulator_row *day);

/* When every symbol was listed: nothing tells, and clients sort by it. */
#define SIMULATOR_ONBOARD_MS 1569398400000LL

/* How prices and quantities of a symbol are written. */
int simulator_price_decimals(const struct ac_instrument *instrument);
int simulator_quantity_decimals(const struct ac_instrument *instrument);
/* "PERPETUAL", "CURRENT_QUARTER". */
const char *simulator_contract_type(const struct ac_instrument *instrument);
bool simulator_is_perpetual(const struct ac_instrument *instrument);

/* The synthetic book: one level a tick on both sides of the last price, each with a quantity that
 * only its own price decides. */
struct simulator_level {
	struct ac_dec price, quantity;
};
struct ac_dec simulator_level_quantity(const struct ac_simulator *simulator, uint16_t symbol,
				       struct ac_dec price);
/* The n-th level from the middle, from 0; a quantity of 0: there is none (prices end at 0). */
struct simulator_level simulator_level(const struct ac_simulator *simulator, uint16_t symbol,
				       struct ac_dec middle, bool is_bid, uint32_t n);

#define SIMULATOR_STREAM_SIZE 128

/* "btcusdt" + "@kline_" + "1m", terminated, in `name`. */
const char *simulator_stream_name(char name[SIMULATOR_STREAM_SIZE], const char *symbol,
				  const char *kind, const char *tail);
/* Whether anybody hears it: what nobody hears is not written. */
bool simulator_stream_is_wanted(const struct ac_simulator *simulator, enum ac_simulator_route route,
				const char *stream);
/* An empty frame; there is one at a time. */
struct simulator_text simulator_stream_begin(struct ac_simulator *simulator);
void simulator_stream_push(struct ac_simulator *simulator, enum ac_simulator_route route,
			   const char *stream, const struct simulator_text *text);

/* market_frames.c: each writes one frame and gives it to the sink where somebody wants it. */
void simulator_push_kline(struct ac_simulator *simulator, struct simulator_listing *listing,
			  const struct simulator_row *row, bool is_closed);
void simulator_push_mark(struct ac_simulator *simulator, struct simulator_listing *listing);
void simulator_push_mark_array(struct ac_simulator *simulator);
void simulator_push_trade(struct ac_simulator *simulator, struct simulator_listing *listing,
			  const struct simulator_print *trade);
void simulator_push_tickers(struct ac_simulator *simulator);
/* market_book_frames.c */
void simulator_push_book_ticker(struct ac_simulator *simulator, struct simulator_listing *listing);
/* True where a stream still has to say something later; never with `is_now`, which asks for what
 * waits for its interval as well. */
bool simulator_push_depth(struct ac_simulator *simulator, struct simulator_listing *listing,
			  bool is_now);

#endif
