/* past.h - a random past in a store, and the same in plain arrays: what history must read back. */
#ifndef AC_TESTS_DATABASE_PAST_H
#define AC_TESTS_DATABASE_PAST_H

#include "fixture.h"

#include "core/calendar.h"
#include "core/prng.h"
#include "database/history.h"

#define PAST_START_MS 1767225600000 /* 2026-01-01 00:00 UTC */
#define PAST_TRADES   600u
#define PAST_DAYS     40u

struct past_trade {
	const char *account;
	uint32_t run_id;
	uint64_t seq;
	uint16_t book;
	struct ac_round_trip trip;
};

static struct past_trade past_trades[PAST_TRADES];
static struct ac_prng past_prng;
static uint64_t past_seed;
static struct ac_store_run past_runs[2];

static inline const char *past_symbol(const struct past_trade *trade)
{
	return fixture_instruments[fixture_books[trade->book].symbol].symbol;
}

static inline const char *past_strategy(const struct past_trade *trade)
{
	return fixture_books[trade->book].strategy;
}

/* Prints the seed, so that AC_SEED=… repeats the run. */
static inline void past_seed_choose(void)
{
	const char *given = getenv("AC_SEED");
	past_seed = given != NULL ? strtoull(given, NULL, 10) : 20260101;
	ac_prng_init(&past_prng, past_seed);
	print_message("# AC_SEED=%" PRIu64 "\n", past_seed);
}

static inline int64_t past_below(int64_t bound)
{
	return (int64_t)ac_prng_below(&past_prng, (uint64_t)bound);
}

/* Few values, so that ties are frequent; some nets are zero. */
static inline struct ac_round_trip past_trip(void)
{
	struct ac_round_trip trip = { .direction = past_below(2) == 0 ? 1 : -1 };
	trip.exit_reason = AC_EXIT_TAKE_PROFIT;
	trip.quantity = AC_DEC(1 + past_below(5));
	trip.entry_price = AC_DEC(3000);
	trip.exit_price = AC_DEC(2990);
	trip.net_profit.units = (past_below(41) - 20) * 12345679;
	trip.gross_profit = trip.net_profit;
	trip.fees.units = past_below(100000000);
	trip.funding.units = past_below(2000000) - 1000000;
	trip.exit_time_ms = PAST_START_MS + past_below(PAST_DAYS * 24 * 60) * AC_MS_PER_MIN;
	trip.entry_time_ms = trip.exit_time_ms - past_below(20) * AC_MS_PER_MIN;
	return trip;
}

/* Two accounts, each with a run of its own, in one file. */
static inline int past_setup(void **state)
{
	if (store_setup(state) != 0)
		return 1;
	past_runs[0] = past_runs[1] = fixture_run;
	past_runs[1].run_id = 2;
	snprintf(past_runs[1].account, sizeof(past_runs[1].account), "other");
	past_runs[1].started_ms += 1000;
	assert_int_equal(ac_store_run_begin(fixture_store, &past_runs[1]), AC_OK);
	for (uint32_t run = 0; run < 2; run++) {
		assert_int_equal(ac_store_begin(fixture_store), AC_OK);
		for (uint32_t i = run; i < PAST_TRADES; i += 2) {
			struct past_trade *trade = &past_trades[i];
			*trade = (struct past_trade){ .account = past_runs[run].account,
						      .run_id = run + 1,
						      .seq = i + 1,
						      .book = (uint16_t)past_below(3),
						      .trip = past_trip() };
			struct ac_event fact =
				fact_of(AC_EVENT_ROUND_TRIP, trade->seq,
					fixture_books[trade->book].symbol, trade->book);
			fact.round_trip = trade->trip;
			assert_int_equal(ac_store_write(fixture_store, &past_runs[run],
							&fixture_names, &fact),
					 AC_OK);
		}
		assert_int_equal(ac_store_commit(fixture_store, &past_runs[run], PAST_TRADES),
				 AC_OK);
	}
	return 0;
}

/* What a filter of trades leaves, by reading each of them. */
static inline bool past_is_wanted(const struct past_trade *trade,
				  const struct ac_history_filter *filter)
{
	const struct ac_round_trip *trip = &trade->trip;
	return strcmp(trade->account, filter->account) == 0 &&
	       (filter->symbol == NULL || filter->symbol[0] == '\0' ||
		strcmp(filter->symbol, past_symbol(trade)) == 0) &&
	       (filter->strategy == NULL || filter->strategy[0] == '\0' ||
		strcmp(filter->strategy, past_strategy(trade)) == 0) &&
	       (filter->from_ms == 0 || trip->exit_time_ms >= filter->from_ms) &&
	       (filter->to_ms == 0 || trip->exit_time_ms < filter->to_ms) &&
	       (filter->direction == 0 || trip->direction == filter->direction) &&
	       (filter->result != AC_HISTORY_WON || trip->net_profit.units > 0) &&
	       (filter->result != AC_HISTORY_LOST || trip->net_profit.units < 0);
}

/* A random account, symbol, strategy and window, each of them often left open. */
static inline struct ac_history_filter past_filter(void)
{
	static const char *const symbols[] = { NULL, "", "BTCUSDT", "ETHUSDT", "XRPUSDT" };
	static const char *const strategies[] = { NULL, "", "vwap_reversion", "other" };
	struct ac_history_filter filter = {
		.account = past_runs[past_below(2)].account,
		.symbol = symbols[past_below(5)],
		.strategy = strategies[past_below(4)],
	};
	if (past_below(2) == 0)
		filter.from_ms = PAST_START_MS + past_below(PAST_DAYS) * AC_MS_PER_DAY;
	if (past_below(2) == 0)
		filter.to_ms = PAST_START_MS + past_below(PAST_DAYS) * AC_MS_PER_DAY;
	return filter;
}

#endif
