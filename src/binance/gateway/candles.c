/* The candles of each symbol without a hole: what the stream missed is asked for by REST before the
 * next candle is given on. What comes that way is history to the strategies: too late to act on. */
#include "binance/gateway/state.h"
#include "sys/clock.h"

#define PAGE          499u /* weighs 2 */
#define ATTEMPTS_MAX  5u
#define RETRY_AFTER   (2 * AC_NS_PER_SEC)
#define HISTORY_FLAGS AC_EVENT_FLAG_HISTORY

void ac_gateway_candles_from(struct ac_gateway *gateway, uint16_t symbol, ac_ms last_open_ms,
			     uint32_t history)
{
	gateway->candles[symbol].last_open_ms = last_open_ms;
	gateway->candles[symbol].history = history;
}

static void give(struct ac_gateway *gateway, struct ac_event *event)
{
	struct gateway_candles *candles = &gateway->candles[event->symbol];
	if (event->candle.open_time_ms <= candles->last_open_ms)
		return;
	if (candles->last_open_ms > 0)
		event->candle.missing_before =
			(uint32_t)((event->candle.open_time_ms - candles->last_open_ms) /
					   AC_MS_PER_MIN -
				   1);
	candles->last_open_ms = event->candle.open_time_ms;
	gateway_push(gateway, event);
}

static void release(struct ac_gateway *gateway, struct gateway_candles *candles)
{
	for (uint32_t i = 0; i < candles->held_count; i++)
		give(gateway, &candles->held[i]);
	candles->held_count = 0;
	candles->attempts = 0;
	candles->retry_ns = 0;
	candles->history = 0;
}

static void ask(struct ac_gateway *gateway, uint16_t symbol);

/* The hole is as good as filled when the next question could only bring what is held, or when the
 * last one brought nothing: then the exchange itself has a hole there. */
static bool is_filled(const struct gateway_candles *candles, uint32_t count, uint32_t given)
{
	bool is_joined = candles->held_count > 0 && candles->held[0].candle.open_time_ms <=
							    candles->last_open_ms + AC_MS_PER_MIN;
	return is_joined || count < PAGE || given == 0;
}

/* An exchange that replays old prices has its open candle last, and that one's time does not tell.
 */
static bool is_last_open(const struct ac_gateway *gateway, const struct ac_candle *last)
{
	return last->open_time_ms + 3 * AC_MS_PER_MIN < ac_rest_now_ms(gateway->config.rest);
}

static void on_klines(void *self, const struct ac_rest_answer *answer)
{
	struct gateway_candles *candles = self;
	struct ac_gateway *gateway = candles->gateway;
	static struct ac_candle rows[PAGE + 1];
	uint32_t count = 0;
	char error[160];
	candles->is_asking = false;
	bool is_ok = ac_rest_is_ok(answer) &&
		     ac_document_candles(answer->body, ac_rest_now_ms(gateway->config.rest), rows,
					 AC_COUNT(rows), &count, error, sizeof(error)) == AC_OK;
	struct ac_event event;
	ac_event_init(&event, AC_EVENT_CANDLE, (uint16_t)(candles - gateway->candles), AC_BOOK_NONE,
		      ac_wall_ns(&ac_machine_clock));
	event.flags = HISTORY_FLAGS;
	if (!is_ok) {
		candles->retry_ns =
			ac_steady_ns(&ac_machine_clock) + RETRY_AFTER * ++candles->attempts;
		if (candles->attempts > ATTEMPTS_MAX)
			release(gateway, candles); /* missing_before says that there is a hole */
		gateway_tell(gateway);
		return;
	}
	/* The page may reach into what is held; that is given as the stream said it. */
	ac_ms end_ms = candles->held_count > 0 ? candles->held[0].candle.open_time_ms : INT64_MAX;
	if (candles->held_count == 0 && count > 0 && count < PAGE &&
	    is_last_open(gateway, &rows[count - 1]))
		count--;
	uint32_t given = 0;
	for (; given < count && rows[given].open_time_ms < end_ms; given++) {
		event.candle = rows[given];
		gateway->gaps_filled++;
		give(gateway, &event);
	}
	if (is_filled(candles, count, given))
		release(gateway, candles);
	else
		ask(gateway, event.symbol);
	gateway_tell(gateway);
}

static void ask(struct ac_gateway *gateway, uint16_t symbol)
{
	struct gateway_candles *candles = &gateway->candles[symbol];
	struct ac_request request;
	ac_request_begin(&request, "GET", "/fapi/v1/klines", false);
	ac_request_text(&request, "symbol", gateway->config.instruments->items[symbol].symbol);
	ac_request_text(&request, "interval", "1m");
	/* Without a last candle the newest ones are meant, to warm up. */
	if (candles->last_open_ms > 0)
		ac_request_int(&request, "startTime", candles->last_open_ms + AC_MS_PER_MIN);
	ac_request_int(&request, "limit",
		       candles->last_open_ms > 0 || candles->history >= PAGE
			       ? (int64_t)PAGE
			       : (int64_t)candles->history + 1);
	request.weight = 2;
	candles->is_asking = true;
	candles->retry_ns = 0;
	/* A hole in what strategies see is not background: it holds candles back. */
	if (ac_rest_send(gateway->config.rest, &request, AC_LANE_ENTRY, on_klines, candles, NULL) !=
	    AC_OK) {
		candles->is_asking = false;
		candles->retry_ns = ac_steady_ns(&ac_machine_clock) + RETRY_AFTER;
	}
}

void gateway_candle(struct ac_gateway *gateway, const struct ac_event *event)
{
	struct gateway_candles *candles = &gateway->candles[event->symbol];
	struct ac_event copy = *event;
	bool is_waiting = candles->is_asking || candles->retry_ns != 0 || candles->held_count > 0;
	bool is_next = candles->last_open_ms > 0 &&
		       event->candle.open_time_ms <= candles->last_open_ms + AC_MS_PER_MIN;
	if (!is_waiting && is_next) {
		give(gateway, &copy);
		return;
	}
	if (candles->held_count == GATEWAY_HELD_MAX) {
		release(gateway, candles);
		give(gateway, &copy);
		return;
	}
	candles->held[candles->held_count++] = copy;
	if (!is_waiting)
		ask(gateway, event->symbol);
}

void gateway_candles_start(struct ac_gateway *gateway)
{
	for (uint32_t i = 0; i < gateway->config.instruments->count; i++) {
		struct gateway_candles *candles = &gateway->candles[i];
		if (candles->history > 0 || candles->last_open_ms > 0)
			ask(gateway, (uint16_t)i);
	}
}

void gateway_candles_run(struct ac_gateway *gateway)
{
	ac_ns now = ac_steady_ns(&ac_machine_clock);
	for (uint32_t i = 0; i < gateway->config.instruments->count; i++) {
		struct gateway_candles *candles = &gateway->candles[i];
		if (candles->retry_ns != 0 && now >= candles->retry_ns && !candles->is_asking)
			ask(gateway, (uint16_t)i);
	}
}

bool gateway_candles_are_complete(const struct ac_gateway *gateway)
{
	for (uint32_t i = 0; i < gateway->config.instruments->count; i++) {
		if (gateway->candles[i].is_asking || gateway->candles[i].retry_ns != 0)
			return false;
	}
	return true;
}
