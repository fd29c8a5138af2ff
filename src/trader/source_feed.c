/* Recorded or synthetic prices at a pace of their own, orders to the simulated exchange. */
#include <inttypes.h>
#include <stdio.h>

#include "sys/clock.h"
#include "trader/outlet.h"
#include "trader/source.h"
#include "trader/trader.h"

static enum ac_status feed_symbols(const struct source *source,
				   void (*take)(void *self, const char *symbol), void *self,
				   struct ac_error *error)
{
	return ac_feed_symbols(source->options->feed, take, self, error);
}

static bool feed_open(struct source *source, struct ac_error *error)
{
	return ac_rules_load(source->options->exchange_info, source->options->brackets,
			     &source->rules, error);
}

/* A synthetic feed goes on only if it begins where it began: its start is part of its name. */
static void name_feed(const char *wanted, const struct ac_earlier_run *earlier, ac_ms start_ms,
		      char ret_name[AC_STORE_TEXT_SIZE])
{
	ac_assert(wanted != NULL);
	size_t size = strlen(wanted);
	snprintf(ret_name, AC_STORE_TEXT_SIZE, "%s", wanted);
	if (strncmp(wanted, "synthetic", 9) != 0 || strstr(wanted, "start=") != NULL)
		return;
	bool goes_on = earlier->is_present && strncmp(earlier->run.feed, wanted, size) == 0 &&
		       strstr(earlier->run.feed, "start=") != NULL;
	if (goes_on)
		snprintf(ret_name, AC_STORE_TEXT_SIZE, "%s", earlier->run.feed);
	else
		snprintf(ret_name, AC_STORE_TEXT_SIZE, "%s%sstart=%" PRId64, wanted,
			 size == 9 ? ":" : ",", start_ms);
}

static bool feed_prepare(struct source *source, const struct ac_earlier_run *earlier,
			 char ret_name[AC_STORE_TEXT_SIZE], struct ac_error *error)
{
	const struct ac_instruments *instruments = &source->world->instruments;
	ac_ms start_ms = ac_wall_ms(&ac_machine_clock);
	start_ms -= start_ms % AC_MS_PER_MIN;
	name_feed(source->options->feed, earlier, start_ms, ret_name);
	if (ac_feed_create(ret_name, instruments, start_ms, &source->feed, error) != AC_OK)
		return false;
	ac_ms done[AC_INSTRUMENTS_MAX] = { 0 };
	for (uint32_t i = 0; i < earlier->symbol_count; i++) {
		int32_t index = ac_instruments_find(instruments,
						    ac_str_from(earlier->candles_done[i].symbol));
		if (index >= 0)
			done[index] = earlier->candles_done[i].open_ms;
	}
	ac_feed_skip(source->feed, done);
	source->has_item = ac_feed_next(source->feed, &source->item);
	return true;
}

static ac_ns feed_start_ns(const struct source *source, ac_ns earlier_ns)
{
	if (earlier_ns > 0)
		return earlier_ns;
	return source->has_item ? source->item.time_ns : 0;
}

static void feed_start(struct source *source, const struct source_beginning *beginning)
{
	(void)beginning; /* the feed was told in feed_prepare what the run before has seen */
	char line[160];
	if (source->has_item)
		return;
	snprintf(line, sizeof(line),
		 "The feed has nothing newer than what account %s has seen; --new-account begins "
		 "again.",
		 source->options->account);
	source->options->say(source->options->self, line);
}

static void give_item(struct source *source)
{
	const struct ac_feed_item *item = &source->item;
	ac_assert((item->candles != NULL) != (item->tick != NULL));
	if (item->candles != NULL) {
		ac_session_candles(source->session, item->candles, item->candle_count);
	} else if (item->tick->flags & AC_EVENT_FLAG_HISTORY) {
		struct ac_event event = *item->tick;
		event.recv_ns = source->session->now_ns;
		ac_session_input(source->session, &event);
	} else {
		ac_session_tick(source->session, item->tick);
	}
	ac_outlet_release(source->outlet);
}

/* When an item may be given: a candle is known whole only at its close. */
static ac_ns due_ns(const struct ac_feed_item *item)
{
	return item->time_ns + (item->candles != NULL ? AC_MS_PER_MIN * AC_NS_PER_MS : 0);
}

static enum source_turn feed_turn(struct source *source, ac_ns limit)
{
	if (!source->has_item) {
		if (source->options->is_until_end)
			return SOURCE_ENDED;
		ac_pace_sleep(limit, limit);
		return SOURCE_IDLE;
	}
	const struct ac_feed_item *item = &source->item;
	bool is_history = item->tick != NULL && (item->tick->flags & AC_EVENT_FLAG_HISTORY);
	if (!source->has_pace && !is_history) {
		ac_pace_start(&source->pace, source->options->speed, due_ns(item));
		source->has_pace = true;
	}
	ac_ns wait = source->has_pace ? ac_pace_wait_ns(&source->pace, due_ns(item)) : 0;
	if (wait > 0) {
		ac_pace_sleep(wait, limit);
		return SOURCE_RUNNING;
	}
	give_item(source);
	source->has_item = ac_feed_next(source->feed, &source->item);
	return SOURCE_RUNNING;
}

/* A simulated exchange in this process has no stream, clock or rate limit to show. */
static void feed_show(struct source *source, struct ac_view *view)
{
	(void)source;
	(void)view;
}

static void feed_close(struct source *source)
{
	ac_feed_destroy(source->feed);
	ac_rules_free(&source->rules);
	source->feed = NULL;
}

const struct source_kind source_feed = {
	.is_simulated = true,
	.is_paced_by_prices = true,
	.symbols = feed_symbols,
	.open = feed_open,
	.prepare = feed_prepare,
	.start_ns = feed_start_ns,
	.start = feed_start,
	.turn = feed_turn,
	.settle = source_simulated_settle,
	.money = source_simulated_money,
	.show = feed_show,
	.close = feed_close,
};
