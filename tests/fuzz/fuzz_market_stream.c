/* Any bytes as a frame of the market's streams: what is not JSON to jansson gives nothing, and what
 * is given is fit for an engine that trusts it. The first byte chooses whether open candles are
 * ticks. */
#include <jansson.h>
#include <string.h>

#include "binance/codec/market_stream.h"
#include "fuzz.h"

static struct ac_instrument items[3] = { { .symbol = "BTCUSDT" },
					 { .symbol = "ETHUSDT" },
					 { .symbol = "币安人生USDT" } };
static const struct ac_instruments list = { items, 3, 3 };

struct seen {
	uint32_t count;
};

static void take(void *self, const struct ac_event *event)
{
	struct seen *seen = self;
	seen->count++;
	ac_assert(event->symbol < list.count);
	ac_assert(event->recv_ns == 77 && event->time_ns >= 0 && event->seq == 0);
	ac_assert(event->book == AC_BOOK_NONE && event->flags == 0);
	switch (event->kind) {
	case AC_EVENT_CANDLE:
		ac_assert(ac_candle_check(&event->candle) == AC_CANDLE_OK);
		break;
	case AC_EVENT_MARK:
		ac_assert(event->mark.mark.units > 0 && event->mark.index.units >= 0);
		ac_assert(event->mark.funding_time_ms >= 0);
		break;
	case AC_EVENT_TRADE:
		ac_assert(event->trade.price.units > 0 && event->trade.quantity.units >= 0);
		break;
	default:
		ac_assert(false);
	}
}

static bool is_json(const uint8_t *data, size_t size)
{
	json_error_t why;
	json_t *document = json_loadb((const char *)data, size, JSON_DECODE_ANY, &why);
	json_decref(document);
	return document != NULL || json_error_code(&why) == json_error_numeric_overflow;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct ac_market_stream stream;
	if (size == 0)
		return 0;
	if (stream.symbols.instruments == NULL)
		ac_symbol_table_init(&stream.symbols, &list);
	struct seen seen = { 0 };
	const struct ac_frame_sink sink = { take, &seen };
	struct ac_frame frame;
	memset(&frame, 0xa5, sizeof(frame));
	ac_market_stream_decode(&stream, (struct ac_str){ (const char *)data + 1, size - 1 }, 77,
				&sink, &frame);
	ac_assert(memchr(frame.text, '\0', sizeof(frame.text)) != NULL);
	ac_assert(frame.events == seen.count);
	ac_assert((frame.kind == AC_FRAME_EVENTS) == (seen.count > 0));
	ac_assert(frame.symbol < list.count || frame.symbol == AC_SYMBOL_NONE);
	ac_assert(frame.kind == AC_FRAME_MALFORMED || is_json(data + 1, size - 1));
	ac_assert(frame.kind != AC_FRAME_MALFORMED || frame.text[0] != '\0');
	return 0;
}
