#include "simulator/serve/pump.h"

#include <stdlib.h>

#define MINUTE_NS      (AC_MS_PER_MIN * AC_NS_PER_MS)
#define PATH_OFFSET_NS (MINUTE_NS - AC_NS_PER_MS) /* as a session has it: fills inside a candle */

enum step { STEP_FETCH, STEP_OPEN, STEP_PATH, STEP_CLOSE, STEP_TICK, STEP_END };

struct ac_simulator_pump {
	struct ac_simulator *simulator; /* borrowed */
	struct ac_simulator_pump_config config;
	struct ac_feed_item item; /* under way; candles until each has closed */
	enum step step;
	size_t candle;   /* of the item: the next one of this step */
	bool is_started; /* the first price that is no history has come; the clocks are tied */
	ac_ns wall_start, feed_start;
	ac_ns shift; /* from the feed's times to those that are told */
	bool has_shift;
	ac_ms feed_ms;
	struct ac_mark *marks; /* per symbol: the settlement that the mark stream announced */
};

enum ac_status ac_simulator_pump_create(struct ac_simulator *simulator,
					const struct ac_simulator_pump_config *config,
					struct ac_simulator_pump **ret_pump)
{
	ac_assert(config->speed >= 0);
	struct ac_simulator_pump *pump = calloc(1, sizeof(*pump));
	if (pump == NULL)
		return AC_ERR_NOMEM;
	pump->marks = calloc(ac_simulator_instruments(simulator)->count + 1u, sizeof(*pump->marks));
	if (pump->marks == NULL) {
		ac_simulator_pump_destroy(pump);
		return AC_ERR_NOMEM;
	}
	pump->simulator = simulator;
	pump->config = *config;
	*ret_pump = pump;
	return AC_OK;
}

void ac_simulator_pump_destroy(struct ac_simulator_pump *pump)
{
	if (pump == NULL)
		return;
	free(pump->marks);
	free(pump);
}

static ac_ns floor_minute(ac_ns time)
{
	return time - time % MINUTE_NS;
}

static bool is_history(const struct ac_feed_item *item)
{
	return item->tick != NULL && (item->tick->flags & AC_EVENT_FLAG_HISTORY) != 0;
}

/* When the feed begins in earnest: what it gives before is as long as it always is. */
static ac_ns beginning_of(const struct ac_feed_item *item)
{
	if (is_history(item))
		return (item->tick->candle.open_time_ms + AC_FEED_HISTORY_MINUTES * AC_MS_PER_MIN) *
		       AC_NS_PER_MS;
	return floor_minute(item->time_ns);
}

/* Ties the feed's clock to the wall's: at the item that begins it, not before, since history is
 * told at once however long it is. */
static void tie(struct ac_simulator_pump *pump, ac_ns now)
{
	if (!pump->has_shift && pump->config.is_rebased)
		pump->shift = floor_minute(now) - beginning_of(&pump->item);
	pump->has_shift = true;
	if (pump->is_started || is_history(&pump->item))
		return;
	pump->is_started = true;
	pump->feed_start = pump->item.time_ns;
	pump->wall_start = now;
	/* At its own pace a feed that was moved to the wall's minutes keeps step with them. */
	if (pump->config.is_rebased && pump->config.speed == 1)
		pump->wall_start = pump->item.time_ns + pump->shift;
}

static void fetch(struct ac_simulator_pump *pump, ac_ns now)
{
	if (!ac_feed_next(pump->config.feed, &pump->item)) {
		pump->step = STEP_END;
		return;
	}
	pump->step = pump->item.tick != NULL ? STEP_TICK : STEP_OPEN;
	pump->candle = 0;
	tie(pump, now);
}

/* The feed's time at which the step is due. */
static ac_ns step_time(const struct ac_simulator_pump *pump)
{
	if (pump->step == STEP_PATH)
		return pump->item.time_ns + PATH_OFFSET_NS;
	if (pump->step == STEP_CLOSE)
		return pump->item.time_ns + MINUTE_NS;
	return pump->item.time_ns;
}

static ac_ns due(const struct ac_simulator_pump *pump)
{
	if (pump->step == STEP_FETCH)
		return 0;
	if (pump->step == STEP_END)
		return INT64_MAX;
	if (pump->config.speed == 0 || !pump->is_started)
		return 0;
	return pump->wall_start + (step_time(pump) - pump->feed_start) / pump->config.speed;
}

static void give(struct ac_simulator_pump *pump, struct ac_event *item, ac_ns now)
{
	pump->feed_ms = item->time_ns / AC_NS_PER_MS;
	item->recv_ns = now;
	ac_simulator_price(pump->simulator, item, now);
}

/* A settlement that the last mark announced is due before this price counts. Returns whether there
 * was one. */
static bool settle(struct ac_simulator_pump *pump, const struct ac_event *tick, ac_ns now)
{
	struct ac_mark *last = &pump->marks[tick->symbol];
	ac_ms time_ms = last->funding_time_ms;
	if (time_ms == 0 || tick->time_ns < time_ms * AC_NS_PER_MS)
		return false;
	struct ac_event item;
	ac_event_init(&item, AC_EVENT_FUNDING, tick->symbol, AC_BOOK_NONE,
		      time_ms * AC_NS_PER_MS + pump->shift);
	item.funding.rate = last->funding_rate;
	item.funding.payment = last->mark;
	item.funding.time_ms = item.time_ns / AC_NS_PER_MS;
	last->funding_time_ms = 0;
	give(pump, &item, now);
	return true;
}

static void give_tick(struct ac_simulator_pump *pump, ac_ns now)
{
	struct ac_event item = *pump->item.tick;
	if (item.kind == AC_EVENT_MARK) {
		if (settle(pump, &item, now))
			return; /* the mark itself is the next step */
		pump->marks[item.symbol] = item.mark;
		if (item.mark.funding_time_ms != 0)
			item.mark.funding_time_ms += pump->shift / AC_NS_PER_MS;
	}
	if (item.kind == AC_EVENT_CANDLE)
		item.candle.open_time_ms += pump->shift / AC_NS_PER_MS;
	item.time_ns += pump->shift;
	give(pump, &item, now);
	pump->step = STEP_FETCH;
}

static void give_candle(struct ac_simulator_pump *pump, ac_ns now)
{
	static const enum ac_feed_phase phases[] = {
		[STEP_OPEN] = AC_FEED_CANDLE_OPEN,
		[STEP_PATH] = AC_FEED_CANDLE_PATH,
		[STEP_CLOSE] = AC_FEED_CANDLE_CLOSE,
	};
	const struct ac_session_candle *candle = &pump->item.candles[pump->candle];
	struct ac_event item;
	ac_assert(pump->step >= STEP_OPEN && pump->step <= STEP_CLOSE);
	ac_event_init(&item, AC_EVENT_CANDLE, candle->symbol, AC_BOOK_NONE,
		      step_time(pump) + pump->shift);
	item.flags = (uint16_t)phases[pump->step];
	item.candle = *candle->candle;
	item.candle.open_time_ms += pump->shift / AC_NS_PER_MS;
	give(pump, &item, now);
	if (++pump->candle < pump->item.candle_count)
		return;
	pump->candle = 0;
	pump->step = pump->step == STEP_CLOSE ? STEP_FETCH : pump->step + 1;
}

bool ac_simulator_pump_run(struct ac_simulator_pump *pump, ac_ns now, uint32_t items_max)
{
	for (uint32_t i = 0; i < items_max; i++) {
		if (pump->step == STEP_FETCH)
			fetch(pump, now);
		if (due(pump) > now)
			break;
		if (pump->step == STEP_TICK)
			give_tick(pump, now);
		else
			give_candle(pump, now);
	}
	return pump->step != STEP_END;
}

ac_ns ac_simulator_pump_deadline(const struct ac_simulator_pump *pump)
{
	return due(pump);
}
