/* What an earlier run left, as the first inputs of a new one. */
#include <stdlib.h>

#include "cli/command.h"
#include "cli/trading_state.h"
#include "recovery/reconcile.h"
#include "sys/clock.h"

#define HISTORY_CANDLES 2880u
#define SNAPSHOT_MAX    32768u

static void give_input(void *self, const struct ac_event *event)
{
	struct trading *trading = self;
	struct ac_event copy = *event;
	copy.flags |= AC_EVENT_FLAG_OWN;
	copy.time_ns = trading->start_ns;
	copy.recv_ns = trading->start_ns;
	ac_session_input(&trading->session, &copy);
}

static void collect_snapshot(void *self, const struct ac_event *event)
{
	ac_reconcile_add(self, event);
}

static bool take_snapshot(struct trading *trading)
{
	struct ac_event *items = calloc(SNAPSHOT_MAX, sizeof(*items));
	if (items == NULL)
		return false;
	struct ac_reconcile reconcile;
	ac_reconcile_init(&reconcile, items, SNAPSHOT_MAX);
	ac_simulated_snapshot(trading->world.simulated, 0, trading->start_ns, collect_snapshot,
			      &reconcile);
	ac_reconcile_sort(&reconcile);
	for (uint32_t i = 0; i < reconcile.count; i++)
		give_input(trading, &reconcile.items[i]);
	free(items);
	struct ac_event done;
	memset(&done, 0, sizeof(done));
	done.kind = AC_EVENT_RESTORE_DONE;
	done.symbol = AC_SYMBOL_NONE;
	done.book = AC_BOOK_NONE;
	give_input(trading, &done);
	return !reconcile.is_full;
}

static bool warm_up(struct trading *trading)
{
	struct ac_candle *candles = calloc(HISTORY_CANDLES, sizeof(*candles));
	bool is_ok = candles != NULL;
	for (uint16_t i = 0; is_ok && i < trading->world.instruments.count; i++) {
		uint32_t count = 0;
		is_ok = ac_store_candles_load(trading->store, trading->run.account,
					      trading->world.instruments.items[i].symbol,
					      HISTORY_CANDLES, candles, &count) == AC_OK;
		for (uint32_t k = 0; is_ok && k < count; k++) {
			struct ac_event event;
			memset(&event, 0, sizeof(event));
			event.kind = AC_EVENT_CANDLE;
			event.flags = AC_EVENT_FLAG_HISTORY;
			event.symbol = i;
			event.book = AC_BOOK_NONE;
			event.candle = candles[k];
			trading->candles_done[i] = candles[k].open_time_ms;
			give_input(trading, &event);
		}
	}
	free(candles);
	return is_ok;
}

bool trading_restore(struct trading *trading, const struct ac_feed_item *first)
{
	trading->start_ns = first != NULL ? first->time_ns : 0;
	if (trading->earlier.now_ns > 0)
		trading->start_ns = trading->earlier.now_ns;
	if (wire_is_wanted(trading) && trading->start_ns < ac_wall_ns(&ac_machine_clock))
		trading->start_ns = ac_wall_ns(&ac_machine_clock);
	if (ac_store_books_load(trading->store, trading->run.account, &trading->names, give_input,
				trading) != AC_OK) {
		ac_cli_usage_error("the books of account %s cannot be taken up: %s",
				   trading->run.account, ac_store_error(trading->store));
		return false;
	}
	/* The wire's snapshot comes by itself when the account's stream stands. */
	if (!warm_up(trading) || (!trading->wire.has_account && !take_snapshot(trading))) {
		ac_cli_failure("the account's state could not be read; nothing was traded");
		return false;
	}
	return true;
}
