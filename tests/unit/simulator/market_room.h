/* market_room.h - a simulator with a market and no accounts, for the tests of the market: prices
 * go in, every frame is kept. */
#ifndef AC_TESTS_MARKET_ROOM_H
#define AC_TESTS_MARKET_ROOM_H

#include "check.h"

#include "session/session.h"
#include "simulator/market/market_state.h"
#include "simulator/market/public.h"

#define ROOM_FRAMES_MAX 65536
#define ROOM_NOW_NS     (1795000000000 * AC_NS_PER_MS)

struct room_frame {
	enum ac_simulator_route route;
	char stream[96];
	char *text; /* terminated */
};

static struct room {
	struct ac_simulator simulator;
	char status[AC_INSTRUMENTS_MAX][24];
	struct room_frame frames[ROOM_FRAMES_MAX];
	uint32_t frame_count;
	const char *wanted; /* only this stream; NULL: all */
} room;

static void room_take(void *self, enum ac_simulator_route route, const char *stream,
		      struct ac_str payload)
{
	(void)self;
	assert_true(room.frame_count < ROOM_FRAMES_MAX);
	struct room_frame *frame = &room.frames[room.frame_count++];
	frame->route = route;
	snprintf(frame->stream, sizeof(frame->stream), "%s", stream);
	frame->text = strndup(payload.data, payload.size);
}

static bool room_wants(void *self, enum ac_simulator_route route, const char *stream)
{
	(void)self, (void)route;
	return room.wanted == NULL || strcmp(stream, room.wanted) == 0;
}

static inline void room_forget(void)
{
	for (uint32_t i = 0; i < room.frame_count; i++)
		free(room.frames[i].text);
	room.frame_count = 0;
}

static inline void room_open(const struct ac_instrument *items, uint32_t count)
{
	room.simulator = (struct ac_simulator){ .now_ns = ROOM_NOW_NS };
	room.simulator.instruments.items = calloc(count, sizeof(*items));
	memcpy(room.simulator.instruments.items, items, count * sizeof(*items));
	room.simulator.instruments.count = room.simulator.instruments.capacity = count;
	room.simulator.status = room.status;
	for (uint32_t i = 0; i < count; i++)
		snprintf(room.status[i], sizeof(room.status[i]), "%s",
			 items[i].state == AC_SYMBOL_TRADING ? "TRADING" : "SETTLING");
	room.simulator.sink =
		(struct ac_simulator_sink){ .market = room_take, .wants = room_wants };
	room.simulator.scratch = malloc(SIMULATOR_SCRATCH_SIZE);
	room.simulator.frame = malloc(SIMULATOR_FRAME_SIZE);
	room.simulator.decoded = malloc(SIMULATOR_DECODED_SIZE);
	room.simulator.market = simulator_market_create(&room.simulator);
	room.wanted = NULL;
	assert_non_null(room.simulator.market);
}

static inline void room_close(void)
{
	room_forget();
	simulator_market_destroy(room.simulator.market);
	free(room.simulator.instruments.items);
	free(room.simulator.scratch);
	free(room.simulator.frame);
	free(room.simulator.decoded);
}

static int room_setup(void **state)
{
	(void)state;
	uint32_t count;
	const struct ac_instrument *items = ac_instruments_default(&count);
	room_open(items, count);
	return 0;
}
static int room_teardown(void **state)
{
	(void)state;
	room_close();
	return 0;
}

static inline void room_price(const struct ac_event *item)
{
	simulator_market_price(&room.simulator, item);
}

static inline void room_candle(uint16_t symbol, const struct ac_candle *candle, uint16_t flags)
{
	struct ac_event item = { .kind = AC_EVENT_CANDLE, .symbol = symbol, .flags = flags };
	ac_ms offset = flags & AC_FEED_CANDLE_OPEN
			       ? 0
			       : (flags & AC_FEED_CANDLE_PATH ? AC_MS_PER_MIN - 1 : AC_MS_PER_MIN);
	item.time_ns = (candle->open_time_ms + offset) * AC_NS_PER_MS;
	item.candle = *candle;
	room_price(&item);
}
static inline void room_minute(uint16_t symbol, const struct ac_candle *candle)
{
	room_candle(symbol, candle, AC_FEED_CANDLE_OPEN);
	room_candle(symbol, candle, AC_FEED_CANDLE_PATH);
	room_candle(symbol, candle, AC_FEED_CANDLE_CLOSE);
}
static inline void room_trade(uint16_t symbol, int64_t price, int64_t quantity, ac_ms time_ms)
{
	struct ac_event item = { .kind = AC_EVENT_TRADE,
				 .symbol = symbol,
				 .time_ns = time_ms * AC_NS_PER_MS };
	item.trade = (struct ac_trade){ { price }, { quantity } };
	room_price(&item);
}
static inline void room_mark(uint16_t symbol, int64_t mark, ac_ms time_ms, ac_ms funding_time_ms)
{
	struct ac_event item = { .kind = AC_EVENT_MARK,
				 .symbol = symbol,
				 .time_ns = time_ms * AC_NS_PER_MS };
	item.mark = (struct ac_mark){ { mark }, { mark + 100 }, { 4120 }, funding_time_ms };
	room_price(&item);
}

/* How many frames of the stream there were, and the last of them. */
static inline uint32_t room_count(const char *stream, const char **ret_last)
{
	uint32_t count = 0;
	for (uint32_t i = 0; i < room.frame_count; i++) {
		if (strcmp(room.frames[i].stream, stream) != 0)
			continue;
		count++;
		if (ret_last != NULL)
			*ret_last = room.frames[i].text;
	}
	return count;
}
static inline const char *room_last(const char *stream)
{
	const char *last = NULL;
	if (room_count(stream, &last) == 0)
		fail_msg("nothing was said on %s", stream);
	return last;
}

/* The answer to GET `path`, terminated in the scratch; `ret_status` NULL: it must be 200. */
static inline const char *room_ask(const char *path, const char *query, int *ret_status)
{
	static struct ac_json json;
	struct ac_simulator_request request = { .method = AC_STR("GET"),
						.path = ac_str_from(path),
						.query = ac_str_from(query),
						.now_ns = room.simulator.now_ns };
	struct simulator_call call = { .json = &json, .instruments = &room.simulator.instruments };
	if (simulator_call_begin(&room.simulator, &call, &request, room.simulator.scratch,
				 SIMULATOR_SCRATCH_SIZE - 1))
		assert_true(simulator_public_handle(&room.simulator, &call));
	assert_false(json.is_full);
	room.simulator.scratch[json.size] = '\0';
	if (ret_status != NULL)
		*ret_status = call.status;
	else if (call.status != 200)
		fail_msg("%s?%s: %s", path, query, room.simulator.scratch);
	return room.simulator.scratch;
}

#endif
