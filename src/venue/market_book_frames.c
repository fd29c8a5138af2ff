/* The synthetic book and the frames of the /public route: bookTicker and depth. */
#include "venue/market_state.h"

#define LOTS_MAX 2000u /* of one level */

struct ac_dec venue_level_quantity(const struct ac_venue *venue, uint16_t symbol,
				   struct ac_dec price)
{
	/* The finaliser of splitmix64: any price gives a number of its own. */
	uint64_t z = (uint64_t)price.units + (uint64_t)(symbol + 1) * 0x9e3779b97f4a7c15u;
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	z ^= z >> 31;
	int64_t step = venue_rules(venue, symbol)->lot.step.units;
	int64_t lots = 1 + (int64_t)(z % LOTS_MAX);
	return (struct ac_dec){ step <= INT64_MAX / lots ? step * lots : step };
}

struct venue_level venue_level(const struct ac_venue *venue, uint16_t symbol, struct ac_dec middle,
			       bool is_bid, uint32_t n)
{
	int64_t away = (int64_t)(n + 1) * venue_rules(venue, symbol)->tick.units;
	struct ac_dec price = { middle.units + (is_bid ? -away : away) };
	if (price.units <= 0)
		return (struct venue_level){ price, AC_DEC_ZERO };
	return (struct venue_level){ price, venue_level_quantity(venue, symbol, price) };
}

void venue_push_book_ticker(struct ac_venue *venue, struct venue_listing *listing)
{
	char name[VENUE_STREAM_SIZE];
	bool is_one_wanted =
		venue_stream_is_wanted(venue, AC_VENUE_ROUTE_PUBLIC,
				       venue_stream_name(name, listing->name, "@bookTicker", ""));
	bool is_all_wanted = venue_stream_is_wanted(venue, AC_VENUE_ROUTE_PUBLIC, "!bookTicker");
	if (!is_one_wanted && !is_all_wanted)
		return;
	const struct ac_instrument *instrument = venue_rules(venue, listing->symbol);
	const struct venue_quote *quote = &listing->quote;
	int price = venue_price_decimals(instrument),
	    quantity = venue_quantity_decimals(instrument);
	struct venue_text text = venue_stream_begin(venue);
	VENUE_TEXT(&text, "{\"e\":\"bookTicker\",\"u\":");
	venue_text_int(&text, listing->update_id);
	VENUE_TEXT(&text, ",\"E\":");
	venue_text_int(&text, venue_protocol_ms(venue));
	VENUE_TEXT(&text, ",\"T\":");
	venue_text_int(&text, quote->time_ms);
	VENUE_TEXT(&text, ",\"s\":\"");
	venue_text_put(&text, instrument->symbol);
	VENUE_TEXT(&text, "\",\"ps\":\"");
	venue_text_put(&text, instrument->symbol);
	VENUE_TEXT(&text, "\",\"b\":\"");
	venue_text_dec(&text, quote->bid, price);
	VENUE_TEXT(&text, "\",\"B\":\"");
	venue_text_dec(&text, venue_level_quantity(venue, listing->symbol, quote->bid), quantity);
	VENUE_TEXT(&text, "\",\"a\":\"");
	venue_text_dec(&text, quote->ask, price);
	VENUE_TEXT(&text, "\",\"A\":\"");
	venue_text_dec(&text, venue_level_quantity(venue, listing->symbol, quote->ask), quantity);
	VENUE_TEXT(&text, "\",\"st\":1}");
	if (is_one_wanted)
		venue_stream_push(venue, AC_VENUE_ROUTE_PUBLIC, name, &text);
	if (is_all_wanted)
		venue_stream_push(venue, AC_VENUE_ROUTE_PUBLIC, "!bookTicker", &text);
}

/* ---- depth ---- */

static void put_level(struct venue_text *text, const struct ac_instrument *instrument,
		      struct ac_dec price, struct ac_dec quantity)
{
	venue_text_put(text, text->data[text->size - 1] == '[' ? "[\"" : ",[\"");
	venue_text_dec(text, price, venue_price_decimals(instrument));
	VENUE_TEXT(text, "\",\"");
	venue_text_dec(text, quantity, venue_quantity_decimals(instrument));
	VENUE_TEXT(text, "\"]");
}

/* Whether a price is a level of this side of the book around `middle`. */
static bool is_level(const struct ac_instrument *instrument, struct ac_dec middle, bool is_bid,
		     struct ac_dec price)
{
	int64_t away = is_bid ? middle.units - price.units : price.units - middle.units;
	return away > 0 && away <= VENUE_DEPTH_LEVELS * instrument->tick.units &&
	       away % instrument->tick.units == 0;
}

static void put_changes(struct venue_text *text, const struct ac_venue *venue, uint16_t symbol,
			struct ac_dec before, struct ac_dec after, bool is_bid)
{
	const struct ac_instrument *instrument = venue_rules(venue, symbol);
	for (uint32_t n = 0; before.units > 0 && n < VENUE_DEPTH_LEVELS; n++) {
		struct venue_level level = venue_level(venue, symbol, before, is_bid, n);
		if (level.quantity.units > 0 && !is_level(instrument, after, is_bid, level.price))
			put_level(text, instrument, level.price, AC_DEC_ZERO);
	}
	for (uint32_t n = 0; n < VENUE_DEPTH_LEVELS; n++) {
		struct venue_level level = venue_level(venue, symbol, after, is_bid, n);
		if (level.quantity.units > 0 &&
		    (before.units == 0 || !is_level(instrument, before, is_bid, level.price)))
			put_level(text, instrument, level.price, level.quantity);
	}
}

static void put_levels(struct venue_text *text, const struct ac_venue *venue, uint16_t symbol,
		       struct ac_dec middle, bool is_bid, uint32_t levels)
{
	for (uint32_t n = 0; n < levels; n++) {
		struct venue_level level = venue_level(venue, symbol, middle, is_bid, n);
		if (level.quantity.units > 0)
			put_level(text, venue_rules(venue, symbol), level.price, level.quantity);
	}
}

/* `levels` 0: what changed; else so many whole levels. */
static void push_depth(struct ac_venue *venue, const struct venue_listing *listing,
		       const struct venue_depth_said *said, const char *stream, uint32_t levels)
{
	if (!venue_stream_is_wanted(venue, AC_VENUE_ROUTE_PUBLIC, stream))
		return;
	struct ac_dec middle = listing->quote.last;
	struct venue_text text = venue_stream_begin(venue);
	VENUE_TEXT(&text, "{\"e\":\"depthUpdate\",\"E\":");
	venue_text_int(&text, venue_protocol_ms(venue));
	VENUE_TEXT(&text, ",\"T\":");
	venue_text_int(&text, listing->quote.time_ms);
	VENUE_TEXT(&text, ",\"s\":\"");
	venue_text_put(&text, venue_rules(venue, listing->symbol)->symbol);
	VENUE_TEXT(&text, "\",\"ps\":\"");
	venue_text_put(&text, venue_rules(venue, listing->symbol)->symbol);
	VENUE_TEXT(&text, "\",\"U\":");
	venue_text_int(&text, said->update_id + 1);
	VENUE_TEXT(&text, ",\"u\":");
	venue_text_int(&text, listing->update_id);
	VENUE_TEXT(&text, ",\"pu\":");
	venue_text_int(&text, said->update_id);
	VENUE_TEXT(&text, ",\"b\":[");
	if (levels == 0)
		put_changes(&text, venue, listing->symbol, said->middle, middle, true);
	else
		put_levels(&text, venue, listing->symbol, middle, true, levels);
	VENUE_TEXT(&text, "],\"a\":[");
	if (levels == 0)
		put_changes(&text, venue, listing->symbol, said->middle, middle, false);
	else
		put_levels(&text, venue, listing->symbol, middle, false, levels);
	VENUE_TEXT(&text, "],\"st\":1}");
	venue_stream_push(venue, AC_VENUE_ROUTE_PUBLIC, stream, &text);
}

bool venue_push_depth(struct ac_venue *venue, struct venue_listing *listing, bool is_now)
{
	static const ac_ns paces[] = { [VENUE_DEPTH_100] = 100 * AC_NS_PER_MS,
				       [VENUE_DEPTH_250] = 250 * AC_NS_PER_MS,
				       [VENUE_DEPTH_500] = 500 * AC_NS_PER_MS };
	static const char *const suffixes[] = { "@100ms", "", "@500ms" };
	static const struct {
		const char *kind;
		uint32_t levels;
	} kinds[] = { { "@depth", 0 }, { "@depth5", 5 }, { "@depth10", 10 }, { "@depth20", 20 } };
	bool is_due = false;
	for (size_t pace = 0; pace < VENUE_DEPTH_PACES; pace++) {
		struct venue_depth_said *said = &listing->depth[pace];
		if (said->update_id == listing->update_id)
			continue;
		if (!is_now && venue->now_ns - said->at_ns < paces[pace]) {
			is_due = true;
			continue;
		}
		for (size_t kind = 0; kind < AC_COUNT(kinds); kind++) {
			char name[VENUE_STREAM_SIZE], tail[VENUE_STREAM_SIZE];
			venue_stream_name(tail, kinds[kind].kind, suffixes[pace], "");
			push_depth(venue, listing, said,
				   venue_stream_name(name, listing->name, tail, ""),
				   kinds[kind].levels);
		}
		*said = (struct venue_depth_said){ listing->quote.last, listing->update_id,
						   venue->now_ns };
	}
	return is_due;
}
