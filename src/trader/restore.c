/* What an earlier run left, as the first inputs of a new one. */
#include <stdlib.h>

#include "recovery/reconcile.h"
#include "trader/trader_state.h"

#define HISTORY_CANDLES 2880u
#define SNAPSHOT_MAX    32768u

static void give_input(void *self, const struct ac_event *event)
{
	struct trader *trader = self;
	struct ac_event copy = *event;
	copy.flags |= AC_EVENT_FLAG_OWN;
	copy.time_ns = trader->beginning.start_ns;
	copy.recv_ns = trader->beginning.start_ns;
	ac_session_input(&trader->session, &copy);
}

static void collect_snapshot(void *self, const struct ac_event *event)
{
	ac_reconcile_add(self, event);
}

static bool take_snapshot(struct trader *trader)
{
	struct ac_event *items = calloc(SNAPSHOT_MAX, sizeof(*items));
	if (items == NULL)
		return false;
	struct ac_reconcile reconcile;
	ac_reconcile_init(&reconcile, items, SNAPSHOT_MAX);
	ac_simulated_snapshot(trader->world.simulated, 0, trader->beginning.start_ns,
			      collect_snapshot, &reconcile);
	ac_reconcile_sort(&reconcile);
	for (uint32_t i = 0; i < reconcile.count; i++)
		give_input(trader, &reconcile.items[i]);
	free(items);
	struct ac_event done;
	ac_event_init(&done, AC_EVENT_RESTORE_DONE, AC_SYMBOL_NONE, AC_BOOK_NONE, 0);
	give_input(trader, &done);
	return !reconcile.is_full;
}

static bool warm_up(struct trader *trader)
{
	struct ac_candle *candles = calloc(HISTORY_CANDLES, sizeof(*candles));
	bool is_ok = candles != NULL;
	for (uint16_t i = 0; is_ok && i < trader->world.instruments.count; i++) {
		uint32_t count = 0;
		is_ok = ac_store_candles_load(trader->records.store, trader->records.run.account,
					      trader->world.instruments.items[i].symbol,
					      HISTORY_CANDLES, candles, &count) == AC_OK;
		for (uint32_t k = 0; is_ok && k < count; k++) {
			struct ac_event event;
			ac_event_init(&event, AC_EVENT_CANDLE, i, AC_BOOK_NONE, 0);
			event.flags = AC_EVENT_FLAG_HISTORY;
			event.candle = candles[k];
			trader->beginning.candles_done[i] = candles[k].open_time_ms;
			give_input(trader, &event);
		}
	}
	free(candles);
	return is_ok;
}

bool trader_restore(struct trader *trader)
{
	struct trader_records *records = &trader->records;
	const struct ac_earlier_run *earlier = &trader->earlier;
	trader->beginning.start_ns =
		trader->source.kind->start_ns(&trader->source, earlier->now_ns);
	if (earlier->is_present)
		trader->beginning.trades_since_ms = earlier->now_ns / AC_NS_PER_MS;
	if (ac_store_books_load(records->store, records->run.account, &records->names, give_input,
				trader) != AC_OK) {
		ac_error_set(trader->error, "the books of account %s cannot be taken up: %s",
			     records->run.account, ac_store_error(records->store));
		return false;
	}
	/* The wire's snapshot comes by itself when the account's stream stands. */
	if (!warm_up(trader) || (trader->world.simulated != NULL && !take_snapshot(trader))) {
		ac_error_set(trader->error,
			     "the account's state could not be read; nothing was traded");
		return false;
	}
	return true;
}
