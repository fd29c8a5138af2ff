#include "simulator/market/market_state.h"

#include "session/session.h"

#include <stdlib.h>

#define FUNDING_HOURS_MS (8LL * 3600 * AC_MS_PER_SEC)
/* How soon frames that wait are looked at again: shorter than any stream's interval. */
#define FRAMES_WAIT_NS (50 * AC_NS_PER_MS)

struct simulator_market *simulator_market_create(const struct ac_simulator *simulator)
{
	uint32_t count = simulator->instruments.count;
	struct simulator_market *market = calloc(1, sizeof(*market));
	if (market == NULL)
		return NULL;
	market->count = count;
	market->frames_due_ns = INT64_MAX;
	market->listings = calloc(count + 1u, sizeof(*market->listings));
	market->collected = calloc(SIMULATOR_MINUTES, sizeof(*market->collected));
	bool is_made = market->listings != NULL && market->collected != NULL;
	for (uint32_t i = 0; is_made && i < count; i++) {
		struct simulator_listing *listing = &market->listings[i];
		listing->symbol = (uint16_t)i;
		listing->trades = calloc(SIMULATOR_TRADES_KEPT, sizeof(*listing->trades));
		listing->settlements =
			calloc(SIMULATOR_SETTLEMENTS_KEPT, sizeof(*listing->settlements));
		is_made = listing->trades != NULL && listing->settlements != NULL;
		/* Only ASCII has a lower case here: other symbols are spelt as they are. */
		const char *symbol = simulator->instruments.items[i].symbol;
		for (size_t c = 0; symbol[c] != '\0'; c++)
			listing->name[c] = symbol[c] >= 'A' && symbol[c] <= 'Z'
						   ? (char)(symbol[c] + 'a' - 'A')
						   : symbol[c];
	}
	if (is_made)
		return market;
	simulator_market_destroy(market);
	return NULL;
}

void simulator_market_destroy(struct simulator_market *market)
{
	if (market == NULL)
		return;
	for (uint32_t i = 0; market->listings != NULL && i < market->count; i++) {
		simulator_store_deinit(&market->listings[i].store);
		free(market->listings[i].trades);
		free(market->listings[i].settlements);
	}
	free(market->listings);
	free(market->collected);
	free(market);
}

const struct simulator_quote *simulator_market_quote(const struct ac_simulator *simulator,
						     uint16_t symbol)
{
	ac_assert(symbol < simulator->market->count);
	return &simulator->market->listings[symbol].quote;
}

ac_ms simulator_market_feed_ms(const struct ac_simulator *simulator)
{
	return simulator->market->feed_ms;
}

/* ---- prices in ---- */

static void wait_for_frames(struct ac_simulator *simulator)
{
	if (simulator->market->frames_due_ns == INT64_MAX)
		simulator->market->frames_due_ns = simulator->now_ns + FRAMES_WAIT_NS;
}

static void touch(struct ac_simulator *simulator, struct simulator_listing *listing)
{
	struct simulator_quote *quote = &listing->quote;
	const struct ac_instrument *instrument = simulator_rules(simulator, listing->symbol);
	quote->bid = (struct ac_dec){ quote->last.units - instrument->tick.units };
	if (quote->bid.units <= 0)
		quote->bid = quote->last;
	quote->ask = (struct ac_dec){ quote->last.units + instrument->tick.units };
	quote->time_ms = simulator_protocol_ms(simulator);
	quote->is_known = true;
	listing->has_changed = true;
}

static void meet_bar(struct simulator_bar *bar, struct ac_dec price)
{
	if (bar->open == 0)
		*bar = (struct simulator_bar){ price.units, price.units, price.units, price.units };
	bar->high = price.units > bar->high ? price.units : bar->high;
	bar->low = price.units < bar->low ? price.units : bar->low;
	bar->close = price.units;
}

static void set_mark(struct simulator_listing *listing, struct ac_dec mark, struct ac_dec index)
{
	listing->quote.mark = mark;
	listing->quote.index = index.units > 0 ? index : mark;
	struct simulator_row *row = simulator_store_find(&listing->store, listing->store.newest_ms);
	if (row == NULL)
		return;
	meet_bar(&row->mark, listing->quote.mark);
	meet_bar(&row->index, listing->quote.index);
}

/* A price counts as the mark where the feed has no marks of its own; settlements are then on the
 * exchange's usual hours, at a rate of nothing. */
static void set_last(struct ac_simulator *simulator, struct simulator_listing *listing,
		     struct ac_dec price)
{
	bool is_moved = listing->quote.last.units != price.units || !listing->quote.is_known;
	listing->quote.last = price;
	if (!listing->has_marks) {
		ac_ms feed = simulator->market->feed_ms;
		set_mark(listing, price, price);
		if (simulator_is_perpetual(simulator_rules(simulator, listing->symbol)))
			listing->quote.funding_time_ms =
				feed - feed % FUNDING_HOURS_MS + FUNDING_HOURS_MS;
	}
	touch(simulator, listing);
	if (!is_moved)
		return;
	listing->update_id++;
	simulator_push_book_ticker(simulator, listing);
	if (simulator_push_depth(simulator, listing, false))
		wait_for_frames(simulator);
}

static void push_kline(struct ac_simulator *simulator, struct simulator_listing *listing,
		       bool is_now)
{
	if (!is_now && simulator->now_ns - listing->kline_ns < SIMULATOR_KLINE_NS) {
		listing->is_kline_due = true;
		wait_for_frames(simulator);
		return;
	}
	const struct simulator_row *row =
		simulator_store_find(&listing->store, listing->store.newest_ms);
	if (row == NULL || !listing->store.is_open)
		return;
	listing->is_kline_due = false;
	listing->kline_ns = simulator->now_ns;
	simulator_push_kline(simulator, listing, row, false);
}

/* Before a symbol's second mark: it begins the next array, and the one before has the first. */
static void finish_mark_array(struct ac_simulator *simulator,
			      const struct simulator_listing *listing)
{
	if (listing->is_mark_due)
		simulator_push_mark_array(simulator);
}

static void push_mark(struct ac_simulator *simulator, struct simulator_listing *listing)
{
	listing->is_mark_due = true;
	simulator->market->has_marks_due = true;
	listing->mark_ns = simulator->now_ns;
	simulator_push_mark(simulator, listing);
}

/* The one frame that says that a minute is over. */
static void close_minute(struct ac_simulator *simulator, struct simulator_listing *listing)
{
	struct simulator_row *row = simulator_store_find(&listing->store, listing->store.newest_ms);
	ac_assert(row != NULL);
	ac_assert(listing->store.is_open);
	listing->store.is_open = false;
	listing->is_kline_due = false;
	listing->kline_ns = simulator->now_ns;
	simulator_push_kline(simulator, listing, row, true);
}

static struct simulator_row *open_minute(struct ac_simulator *simulator,
					 struct simulator_listing *listing, ac_ms open_ms,
					 struct ac_dec price)
{
	if (listing->store.is_open && listing->store.newest_ms < open_ms)
		close_minute(simulator, listing); /* a feed that gives trades and no candles */
	struct simulator_row *row = simulator_store_find(&listing->store, open_ms);
	if (row != NULL)
		return row;
	row = simulator_store_take(&listing->store, open_ms);
	if (row == NULL)
		return NULL;
	listing->store.is_open = listing->store.newest_ms == open_ms;
	row->candle.open = row->candle.high = row->candle.low = row->candle.close = price.units;
	row->first_trade_id = listing->trade_id + 1;
	set_mark(listing, listing->quote.mark.units > 0 ? listing->quote.mark : price,
		 listing->quote.index);
	return row;
}

static void print_trade(struct ac_simulator *simulator, struct simulator_listing *listing,
			struct ac_dec price, struct ac_dec quantity, ac_ms time_ms)
{
	struct simulator_print trade = {
		.id = ++listing->trade_id,
		.price = price,
		.quantity = quantity,
		.time_ms = time_ms,
		.is_buyer_maker = price.units < listing->quote.last.units,
	};
	listing->trades[listing->trade_count++ % SIMULATOR_TRADES_KEPT] = trade;
	simulator_push_trade(simulator, listing, &trade);
}

/* Adds a trade to the minute under way, whose prices it widens. */
static void trade(struct ac_simulator *simulator, struct simulator_listing *listing,
		  struct simulator_row *row, struct ac_dec price, struct ac_dec quantity,
		  ac_ms time_ms)
{
	struct ac_candle *candle = &row->candle;
	candle->high = price.units > candle->high ? price.units : candle->high;
	candle->low = price.units < candle->low ? price.units : candle->low;
	candle->close = price.units;
	if (quantity.units > 0) {
		candle->volume += quantity.units;
		candle->trades++;
		row->quote_volume = simulator_quote_volume(candle);
		print_trade(simulator, listing, price, quantity, time_ms);
	}
	set_last(simulator, listing, price);
}

static void take_trade(struct ac_simulator *simulator, struct simulator_listing *listing,
		       const struct ac_event *item)
{
	ac_ms time_ms = item->time_ns / AC_NS_PER_MS;
	struct simulator_row *row = open_minute(
		simulator, listing, time_ms - time_ms % AC_MS_PER_MIN, item->trade.price);
	if (row == NULL)
		return;
	trade(simulator, listing, row, item->trade.price, item->trade.quantity, time_ms);
	push_kline(simulator, listing, false);
}

/* ---- candles ---- */

/* The finished minute as the feed has it. Trade ids go on behind those it counts. */
static void store_candle(struct simulator_listing *listing, struct simulator_row *row,
			 const struct ac_candle *candle)
{
	if (row->first_trade_id == 0)
		row->first_trade_id = listing->trade_id + 1;
	row->candle = *candle;
	row->candle.missing_before = 0;
	row->quote_volume = simulator_quote_volume(candle);
	int64_t last = row->first_trade_id + (int64_t)candle->trades - 1;
	if (last > listing->trade_id)
		listing->trade_id = last;
}

static void take_history(struct ac_simulator *simulator, struct simulator_listing *listing,
			 const struct ac_candle *candle)
{
	struct simulator_row *row = simulator_store_take(&listing->store, candle->open_time_ms);
	if (row == NULL)
		return;
	store_candle(listing, row, candle);
	if (listing->store.newest_ms != candle->open_time_ms)
		return;
	listing->store.is_open = false;
	listing->has_day = false;
	listing->quote.last = (struct ac_dec){ candle->close };
	if (!listing->has_marks) {
		row->mark = (struct simulator_bar){ candle->open, candle->high, candle->low,
						    candle->close };
		row->index = row->mark;
		listing->quote.mark = listing->quote.index = listing->quote.last;
	}
	touch(simulator, listing);
}

/* What the market may know at a candle's path: how far it went, and that it traded. The shares of
 * the volume are made up; their sum is the candle's. */
static void take_path(struct ac_simulator *simulator, struct simulator_listing *listing,
		      struct simulator_row *row, const struct ac_candle *candle)
{
	const struct ac_instrument *instrument = simulator_rules(simulator, listing->symbol);
	int64_t step = instrument->lot.step.units;
	int64_t rest = candle->volume - row->candle.volume;
	int64_t third = rest > 0 ? rest / 3 - rest / 3 % step : 0;
	bool is_up = candle->close >= candle->open;
	struct ac_dec first = { is_up ? candle->low : candle->high };
	struct ac_dec second = { is_up ? candle->high : candle->low };
	ac_ms time_ms = candle->open_time_ms + AC_MS_PER_MIN - 1;
	trade(simulator, listing, row, first, (struct ac_dec){ third }, time_ms);
	trade(simulator, listing, row, second, (struct ac_dec){ third }, time_ms);
	push_kline(simulator, listing, true);
}

static void take_close(struct ac_simulator *simulator, struct simulator_listing *listing,
		       struct simulator_row *row, const struct ac_candle *candle)
{
	struct ac_dec close = { candle->close };
	int64_t rest = candle->volume - row->candle.volume;
	if (rest > 0)
		print_trade(simulator, listing, close, (struct ac_dec){ rest },
			    candle->open_time_ms + AC_MS_PER_MIN - 1);
	store_candle(listing, row, candle);
	finish_mark_array(simulator, listing);
	set_last(simulator, listing, close);
	if (!listing->has_marks)
		push_mark(simulator, listing);
	close_minute(simulator, listing);
}

static void take_candle(struct ac_simulator *simulator, struct simulator_listing *listing,
			const struct ac_event *item)
{
	const struct ac_candle *candle = &item->candle;
	if (item->flags & AC_EVENT_FLAG_HISTORY) {
		take_history(simulator, listing, candle);
		return;
	}
	struct ac_dec open = { candle->open };
	struct simulator_row *row = open_minute(simulator, listing, candle->open_time_ms, open);
	if (row == NULL)
		return;
	bool is_open = listing->store.is_open && listing->store.newest_ms == candle->open_time_ms;
	if (!is_open)
		return; /* it has been closed before */
	if (item->flags & AC_FEED_CANDLE_OPEN) {
		int64_t step = simulator_rules(simulator, listing->symbol)->lot.step.units;
		trade(simulator, listing, row, open,
		      (struct ac_dec){ candle->volume < step ? 0 : step }, candle->open_time_ms);
		push_kline(simulator, listing, true);
	} else if (item->flags & AC_FEED_CANDLE_PATH) {
		take_path(simulator, listing, row, candle);
	} else if (item->flags & AC_FEED_CANDLE_CLOSE) {
		take_close(simulator, listing, row, candle);
	} else {
		/* Its trades have been seen one by one. */
		store_candle(listing, row, candle);
		close_minute(simulator, listing);
	}
}

static void take_settlement(struct simulator_listing *listing, const struct ac_event *item)
{
	struct ac_dec mark = item->funding.payment; /* carries the mark price here */
	listing->settlements[listing->settlement_count++ % SIMULATOR_SETTLEMENTS_KEPT] =
		(struct simulator_settlement){
			.time_ms = item->funding.time_ms,
			.rate = item->funding.rate,
			.mark = mark.units > 0 ? mark : listing->quote.last,
		};
}

void simulator_market_price(struct ac_simulator *simulator, const struct ac_event *item)
{
	ac_assert(item->symbol < simulator->market->count);
	struct simulator_listing *listing = &simulator->market->listings[item->symbol];
	ac_ms time_ms = item->time_ns / AC_NS_PER_MS;
	if (time_ms > simulator->market->feed_ms)
		simulator->market->feed_ms = time_ms;
	if (item->kind == AC_EVENT_TRADE) {
		take_trade(simulator, listing, item);
	} else if (item->kind == AC_EVENT_CANDLE) {
		take_candle(simulator, listing, item);
	} else if (item->kind == AC_EVENT_FUNDING) {
		take_settlement(listing, item);
	} else if (item->kind == AC_EVENT_MARK) {
		finish_mark_array(simulator, listing);
		listing->has_marks = true;
		listing->quote.funding_rate = item->mark.funding_rate;
		listing->quote.funding_time_ms = item->mark.funding_time_ms;
		set_mark(listing, item->mark.mark, item->mark.index);
		listing->quote.time_ms = simulator_protocol_ms(simulator);
		push_mark(simulator, listing);
	}
}

/* ---- time ---- */

void simulator_market_advance(struct ac_simulator *simulator)
{
	struct simulator_market *market = simulator->market;
	bool is_second = simulator->now_ns >= market->arrays_ns + SIMULATOR_TICKERS_NS;
	if (!is_second && simulator->now_ns < market->frames_due_ns)
		return;
	market->frames_due_ns = INT64_MAX;
	for (uint32_t i = 0; i < market->count; i++) {
		struct simulator_listing *listing = &market->listings[i];
		if (!listing->quote.is_known)
			continue;
		if (listing->is_kline_due)
			push_kline(simulator, listing, false);
		if (simulator_push_depth(simulator, listing, false))
			wait_for_frames(simulator);
		if (is_second && !listing->has_marks &&
		    simulator->now_ns - listing->mark_ns >= SIMULATOR_SECOND_NS)
			push_mark(simulator, listing);
	}
	if (!is_second)
		return;
	market->arrays_ns = simulator->now_ns - simulator->now_ns % SIMULATOR_TICKERS_NS;
	if (market->has_marks_due)
		simulator_push_mark_array(simulator);
	simulator_push_tickers(simulator);
}

ac_ns simulator_market_deadline(const struct ac_simulator *simulator)
{
	const struct simulator_market *market = simulator->market;
	if (market->feed_ms == 0)
		return INT64_MAX;
	ac_ns next = market->arrays_ns + SIMULATOR_TICKERS_NS;
	return market->frames_due_ns < next ? market->frames_due_ns : next;
}
