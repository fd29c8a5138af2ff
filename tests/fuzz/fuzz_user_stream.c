/* Any bytes as a frame of the account's stream: what is not JSON to jansson gives nothing, and what
 * is given is fit for an engine that trusts it. */
#include <jansson.h>
#include <string.h>

#include "binance/codec/user_stream.h"
#include "fuzz.h"

static struct ac_instrument items[3] = { { .symbol = "BTCUSDT" },
					 { .symbol = "ETHUSDT" },
					 { .symbol = "币安人生USDT" } };
static const struct ac_instruments list = { items, 3, 3 };

struct seen {
	uint32_t count;
	bool has_position;
};

static void check_order(const struct ac_order_update *update)
{
	ac_assert(update->status <= AC_STATUS_REJECTED);
	ac_assert(update->side <= AC_SIDE_SELL && update->position_side <= AC_POSITION_SHORT);
	ac_assert(update->type <= AC_ORDER_TRAILING_STOP_MARKET);
	ac_assert(update->quantity.units >= 0 && update->executed.units >= 0);
	ac_assert(!update->is_from_query);
	ac_assert(memchr(update->client_id, '\0', sizeof(update->client_id)) != NULL);
	if (update->is_fill) {
		ac_assert(update->fill_quantity.units > 0 && update->fill_price.units > 0);
	} else {
		ac_assert(update->fill_quantity.units == 0 && update->commission.units == 0);
		ac_assert(update->realized_profit.units == 0 && update->trade_id == 0);
	}
}

static void take(void *self, const struct ac_event *event)
{
	struct seen *seen = self;
	seen->count++;
	ac_assert(event->symbol < list.count || event->symbol == AC_SYMBOL_NONE);
	ac_assert(event->recv_ns == 77 && event->time_ns >= 0 && event->seq == 0);
	ac_assert(event->book == AC_BOOK_NONE && event->flags == 0);
	switch (event->kind) {
	case AC_EVENT_ORDER:
		check_order(&event->order);
		break;
	case AC_EVENT_ALGO:
		ac_assert(event->algo.status <= AC_STATUS_FINISHED);
		ac_assert(event->algo.code <= 0);
		ac_assert(memchr(event->algo.client_id, '\0', sizeof(event->algo.client_id)) !=
			  NULL);
		break;
	case AC_EVENT_BALANCE:
		ac_assert(strcmp(event->balance.asset, "USDT") == 0);
		ac_assert(!seen->has_position);
		break;
	case AC_EVENT_FUNDING:
		ac_assert(!seen->has_position);
		break;
	case AC_EVENT_POSITION:
		seen->has_position = true;
		ac_assert(event->position.position_side <= AC_POSITION_SHORT);
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
	static struct ac_user_stream stream = { .margin_asset = "USDT" };
	if (stream.symbols.instruments == NULL)
		ac_symbol_table_init(&stream.symbols, &list);
	struct seen seen = { 0 };
	const struct ac_frame_sink sink = { take, &seen };
	struct ac_frame frame;
	memset(&frame, 0xa5, sizeof(frame));
	ac_user_stream_decode(&stream, (struct ac_str){ (const char *)data, size }, 77, &sink,
			      &frame);
	ac_assert(memchr(frame.text, '\0', sizeof(frame.text)) != NULL);
	ac_assert(frame.events == seen.count);
	ac_assert((frame.kind == AC_FRAME_EVENTS) == (seen.count > 0));
	ac_assert(frame.symbol < list.count || frame.symbol == AC_SYMBOL_NONE);
	ac_assert(frame.kind == AC_FRAME_MALFORMED || is_json(data, size));
	ac_assert(frame.kind != AC_FRAME_MALFORMED || frame.text[0] != '\0');
	ac_assert(frame.kind != AC_FRAME_LEVERAGE || frame.code > 0);
	return 0;
}
