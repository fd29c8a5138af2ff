/* The synthetic book and the frames of the /public route: bookTicker and depth. */
#include "simulator/market/market_state.h"

#define LOTS_MAX 2000u /* of one level */

struct ac_dec simulator_level_quantity(const struct ac_simulator *simulator, uint16_t symbol,
				       struct ac_dec price)
{
	/* The finaliser of splitmix64: any price gives a number of its own. */
	uint64_t z = (uint64_t)price.units + (uint64_t)(symbol + 1) * 0x9e3779b97f4a7c15u;
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	z ^= z >> 31;
	int64_t step = simulator_rules(simulator, symbol)->lot.step.units;
	int64_t lots = 1 + (int64_t)(z % LOTS_MAX);
	return (struct ac_dec){ step <= INT64_MAX / lots ? step * lots : step };
}

struct simulator_level simulator_level(const struct ac_simulator *simulator, uint16_t symbol,
				       struct ac_dec middle, bool is_bid, uint32_t n)
{
	int64_t away = (int64_t)(n + 1) * simulator_rules(simulator, symbol)->tick.units;
	struct ac_dec price = { middle.units + (is_bid ? -away : away) };
	if (price.units <= 0)
		return (struct simulator_level){ price, AC_DEC_ZERO };
	return (struct simulator_level){ price,
					 simulator_level_quantity(simulator, symbol, price) };
}

void simulator_push_book_ticker(struct ac_simulator *simulator, struct simulator_listing *listing)
{
	char name[SIMULATOR_STREAM_SIZE];
	bool is_one_wanted = simulator_stream_is_wanted(
		simulator, AC_SIMULATOR_ROUTE_PUBLIC,
		simulator_stream_name(name, listing->name, "@bookTicker", ""));
	bool is_all_wanted =
		simulator_stream_is_wanted(simulator, AC_SIMULATOR_ROUTE_PUBLIC, "!bookTicker");
	if (!is_one_wanted && !is_all_wanted)
		return;
	const struct ac_instrument *instrument = simulator_rules(simulator, listing->symbol);
	const struct simulator_quote *quote = &listing->quote;
	int price = simulator_price_decimals(instrument),
	    quantity = simulator_quantity_decimals(instrument);
	struct simulator_text text = simulator_stream_begin(simulator);
	SIMULATOR_TEXT(&text, "{\"e\":\"bookTicker\",\"u\":");
	simulator_text_int(&text, listing->update_id);
	SIMULATOR_TEXT(&text, ",\"E\":");
	simulator_text_int(&text, simulator_protocol_ms(simulator));
	SIMULATOR_TEXT(&text, ",\"T\":");
	simulator_text_int(&text, quote->time_ms);
	SIMULATOR_TEXT(&text, ",\"s\":\"");
	simulator_text_put(&text, instrument->symbol);
	SIMULATOR_TEXT(&text, "\",\"ps\":\"");
	simulator_text_put(&text, instrument->symbol);
	SIMULATOR_TEXT(&text, "\",\"b\":\"");
	simulator_text_dec(&text, quote->bid, price);
	SIMULATOR_TEXT(&text, "\",\"B\":\"");
	simulator_text_dec(&text, simulator_level_quantity(simulator, listing->symbol, quote->bid),
			   quantity);
	SIMULATOR_TEXT(&text, "\",\"a\":\"");
	simulator_text_dec(&text, quote->ask, price);
	SIMULATOR_TEXT(&text, "\",\"A\":\"");
	simulator_text_dec(&text, simulator_level_quantity(simulator, listing->symbol, quote->ask),
			   quantity);
	SIMULATOR_TEXT(&text, "\",\"st\":1}");
	if (is_one_wanted)
		simulator_stream_push(simulator, AC_SIMULATOR_ROUTE_PUBLIC, name, &text);
	if (is_all_wanted)
		simulator_stream_push(simulator, AC_SIMULATOR_ROUTE_PUBLIC, "!bookTicker", &text);
}

/* ---- depth ---- */

static void put_level(struct simulator_text *text, const struct ac_instrument *instrument,
		      struct ac_dec price, struct ac_dec quantity)
{
	simulator_text_put(text, text->data[text->size - 1] == '[' ? "[\"" : ",[\"");
	simulator_text_dec(text, price, simulator_price_decimals(instrument));
	SIMULATOR_TEXT(text, "\",\"");
	simulator_text_dec(text, quantity, simulator_quantity_decimals(instrument));
	SIMULATOR_TEXT(text, "\"]");
}

/* Whether a price is a level of this side of the book around `middle`. */
static bool is_level(const struct ac_instrument *instrument, struct ac_dec middle, bool is_bid,
		     struct ac_dec price)
{
	int64_t away = is_bid ? middle.units - price.units : price.units - middle.units;
	return away > 0 && away <= SIMULATOR_DEPTH_LEVELS * instrument->tick.units &&
	       away % instrument->tick.units == 0;
}

static void put_changes(struct simulator_text *text, const struct ac_simulator *simulator,
			uint16_t symbol, struct ac_dec before, struct ac_dec after, bool is_bid)
{
	const struct ac_instrument *instrument = simulator_rules(simulator, symbol);
	for (uint32_t n = 0; before.units > 0 && n < SIMULATOR_DEPTH_LEVELS; n++) {
		struct simulator_level level =
			simulator_level(simulator, symbol, before, is_bid, n);
		if (level.quantity.units > 0 && !is_level(instrument, after, is_bid, level.price))
			put_level(text, instrument, level.price, AC_DEC_ZERO);
	}
	for (uint32_t n = 0; n < SIMULATOR_DEPTH_LEVELS; n++) {
		struct simulator_level level = simulator_level(simulator, symbol, after, is_bid, n);
		if (level.quantity.units > 0 &&
		    (before.units == 0 || !is_level(instrument, before, is_bid, level.price)))
			put_level(text, instrument, level.price, level.quantity);
	}
}

static void put_levels(struct simulator_text *text, const struct ac_simulator *simulator,
		       uint16_t symbol, struct ac_dec middle, bool is_bid, uint32_t levels)
{
	for (uint32_t n = 0; n < levels; n++) {
		struct simulator_level level =
			simulator_level(simulator, symbol, middle, is_bid, n);
		if (level.quantity.units > 0)
			put_level(text, simulator_rules(simulator, symbol), level.price,
				  level.quantity);
	}
}

/* `levels` 0: what changed; else so many whole levels. */
static void push_depth(struct ac_simulator *simulator, const struct simulator_listing *listing,
		       const struct simulator_depth_said *said, const char *stream, uint32_t levels)
{
	if (!simulator_stream_is_wanted(simulator, AC_SIMULATOR_ROUTE_PUBLIC, stream))
		return;
	struct ac_dec middle = listing->quote.last;
	struct simulator_text text = simulator_stream_begin(simulator);
	SIMULATOR_TEXT(&text, "{\"e\":\"depthUpdate\",\"E\":");
	simulator_text_int(&text, simulator_protocol_ms(simulator));
	SIMULATOR_TEXT(&text, ",\"T\":");
	simulator_text_int(&text, listing->quote.time_ms);
	SIMULATOR_TEXT(&text, ",\"s\":\"");
	simulator_text_put(&text, simulator_rules(simulator, listing->symbol)->symbol);
	SIMULATOR_TEXT(&text, "\",\"ps\":\"");
	simulator_text_put(&text, simulator_rules(simulator, listing->symbol)->symbol);
	SIMULATOR_TEXT(&text, "\",\"U\":");
	simulator_text_int(&text, said->update_id + 1);
	SIMULATOR_TEXT(&text, ",\"u\":");
	simulator_text_int(&text, listing->update_id);
	SIMULATOR_TEXT(&text, ",\"pu\":");
	simulator_text_int(&text, said->update_id);
	SIMULATOR_TEXT(&text, ",\"b\":[");
	if (levels == 0)
		put_changes(&text, simulator, listing->symbol, said->middle, middle, true);
	else
		put_levels(&text, simulator, listing->symbol, middle, true, levels);
	SIMULATOR_TEXT(&text, "],\"a\":[");
	if (levels == 0)
		put_changes(&text, simulator, listing->symbol, said->middle, middle, false);
	else
		put_levels(&text, simulator, listing->symbol, middle, false, levels);
	SIMULATOR_TEXT(&text, "],\"st\":1}");
	simulator_stream_push(simulator, AC_SIMULATOR_ROUTE_PUBLIC, stream, &text);
}

bool simulator_push_depth(struct ac_simulator *simulator, struct simulator_listing *listing,
			  bool is_now)
{
	static const ac_ns paces[] = { [SIMULATOR_DEPTH_100] = 100 * AC_NS_PER_MS,
				       [SIMULATOR_DEPTH_250] = 250 * AC_NS_PER_MS,
				       [SIMULATOR_DEPTH_500] = 500 * AC_NS_PER_MS };
	static const char *const suffixes[] = { "@100ms", "", "@500ms" };
	static const struct {
		const char *kind;
		uint32_t levels;
	} kinds[] = { { "@depth", 0 }, { "@depth5", 5 }, { "@depth10", 10 }, { "@depth20", 20 } };
	bool is_due = false;
	for (size_t pace = 0; pace < SIMULATOR_DEPTH_PACES; pace++) {
		struct simulator_depth_said *said = &listing->depth[pace];
		if (said->update_id == listing->update_id)
			continue;
		if (!is_now && simulator->now_ns - said->at_ns < paces[pace]) {
			is_due = true;
			continue;
		}
		for (size_t kind = 0; kind < AC_COUNT(kinds); kind++) {
			char name[SIMULATOR_STREAM_SIZE], tail[SIMULATOR_STREAM_SIZE];
			simulator_stream_name(tail, kinds[kind].kind, suffixes[pace], "");
			push_depth(simulator, listing, said,
				   simulator_stream_name(name, listing->name, tail, ""),
				   kinds[kind].levels);
		}
		*said = (struct simulator_depth_said){ listing->quote.last, listing->update_id,
						       simulator->now_ns };
	}
	return is_due;
}
