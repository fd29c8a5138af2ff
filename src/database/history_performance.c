/* One pass over the closed trades of a window in the order of their exits: the sums are exact, and
 * the ratios that people compare are worked out from them at the end. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "database/listing.h"

#define DAYS_PER_YEAR 365.0

/* What is summed beside the row that is given on. */
struct running {
	struct ac_history_performance row;
	struct ac_dec sum, peak; /* of net profits, by exit time */
	int64_t day;             /* UTC day under way */
	struct ac_dec day_net;
	/* Of the days before it that had trades: B. Welford's running mean and sum of squared
	 * deviations (1962), which is exactly 0 where all days are the same. */
	double daily_mean, daily_deviations;
	int64_t daily_count;
};

struct gathering {
	struct running *items;
	size_t count, capacity;
	struct running total;
};

static struct running *find(struct gathering *all, const char *symbol, const char *strategy)
{
	for (size_t i = 0; i < all->count; i++) {
		struct ac_history_performance *row = &all->items[i].row;
		if (strcmp(row->symbol, symbol) == 0 && strcmp(row->strategy, strategy) == 0)
			return &all->items[i];
	}
	if (all->count == all->capacity) {
		size_t capacity = all->capacity == 0 ? 32 : all->capacity * 2;
		struct running *items = realloc(all->items, capacity * sizeof(*items));
		if (items == NULL)
			return NULL;
		all->items = items;
		all->capacity = capacity;
	}
	struct running *item = &all->items[all->count++];
	*item = (struct running){ .day = INT64_MIN };
	snprintf(item->row.symbol, sizeof(item->row.symbol), "%s", symbol);
	snprintf(item->row.strategy, sizeof(item->row.strategy), "%s", strategy);
	return item;
}

static void end_day(struct running *running)
{
	if (running->day == INT64_MIN)
		return;
	double net = (double)running->day_net.units / AC_DEC_SCALE;
	double off = net - running->daily_mean;
	running->daily_count++;
	running->daily_mean += off / (double)running->daily_count;
	running->daily_deviations += off * (net - running->daily_mean);
	running->day_net = AC_DEC_ZERO;
}

static enum ac_status add(struct ac_dec *sum, struct ac_dec by)
{
	return ac_dec_add(*sum, by, sum);
}

static enum ac_status add_extremes(struct running *running, struct ac_dec net)
{
	struct ac_history_performance *row = &running->row;
	if (row->trades == 1 || net.units > row->best.units)
		row->best = net;
	if (row->trades == 1 || net.units < row->worst.units)
		row->worst = net;
	enum ac_status status = add(&running->sum, net);
	running->peak = ac_dec_max(running->peak, running->sum);
	struct ac_dec fall;
	if (status == AC_OK)
		status = ac_dec_sub(running->peak, running->sum, &fall);
	if (status == AC_OK)
		row->drawdown = ac_dec_max(row->drawdown, fall);
	return status;
}

struct trade {
	struct ac_dec net, fees, funding;
	ac_ms entry_ms, exit_ms;
};

static enum ac_status add_trade(struct running *running, const struct trade *trade)
{
	struct ac_history_performance *row = &running->row;
	int64_t day = trade->exit_ms / AC_MS_PER_DAY;
	if (day != running->day)
		end_day(running);
	running->day = day;
	row->trades++;
	row->hold_ms_total += trade->exit_ms - trade->entry_ms;
	row->wins += trade->net.units > 0;
	row->losses += trade->net.units < 0;
	enum ac_status status = add(&running->day_net, trade->net);
	if (status == AC_OK)
		status = add(&row->net, trade->net);
	if (status == AC_OK)
		status = add(&row->fees, trade->fees);
	if (status == AC_OK)
		status = add(&row->funding, trade->funding);
	if (status == AC_OK && trade->net.units > 0)
		status = add(&row->gross_profit, trade->net);
	if (status == AC_OK && trade->net.units < 0)
		status = add(&row->gross_loss, trade->net);
	return status == AC_OK ? add_extremes(running, trade->net) : status;
}

/* UTC days that the window has a part of. Its end does not belong to it. */
static int64_t days_of(const struct ac_history_filter *filter, ac_ms first_ms, ac_ms now_ms)
{
	ac_ms from_ms = filter->from_ms != 0 ? filter->from_ms : first_ms;
	ac_ms to_ms = filter->to_ms != 0 && filter->to_ms < now_ms ? filter->to_ms : now_ms;
	return (to_ms - 1) / AC_MS_PER_DAY - from_ms / AC_MS_PER_DAY + 1;
}

/* `days`: of the window, those without a trade included. */
static void work_out(struct running *running, int64_t days)
{
	struct ac_history_performance *row = &running->row;
	double trades = (double)row->trades;
	end_day(running);
	row->win_rate = row->trades > 0 ? (double)row->wins / trades : NAN;
	row->expectancy = row->trades > 0 ? (double)row->net.units / AC_DEC_SCALE / trades : NAN;
	row->profit_factor = row->gross_loss.units < 0 ? (double)row->gross_profit.units /
								 -(double)row->gross_loss.units
						       : NAN;
	row->sharpe = NAN;
	/* A clock that was set back leaves exits behind the end of the window. */
	if (days < running->daily_count)
		days = running->daily_count;
	/* One day says nothing of how results vary. */
	if (running->daily_count < 2)
		return;
	/* Days without a trade join as so many zeros (T. Chan et al., 1979). */
	double count = (double)days, traded = (double)running->daily_count;
	double mean = running->daily_mean * traded / count;
	double deviations = running->daily_deviations + running->daily_mean * running->daily_mean *
								traded * (count - traded) / count;
	double variance = deviations / (count - 1);
	if (variance > 0)
		row->sharpe = mean / sqrt(variance) * sqrt(DAYS_PER_YEAR);
}

static enum ac_status gather(struct statement *rows, struct gathering *all, ac_ms *ret_first)
{
	enum ac_status status;
	while ((status = statement_next(rows)) == AC_OK) {
		char symbol[AC_SYMBOL_SIZE], strategy[AC_STRATEGY_NAME_SIZE];
		struct trade trade;
		column_copy(rows, symbol, sizeof(symbol));
		column_copy(rows, strategy, sizeof(strategy));
		trade.entry_ms = column_int(rows);
		trade.exit_ms = column_int(rows);
		trade.fees = column_dec(rows);
		trade.funding = column_dec(rows);
		trade.net = column_dec(rows);
		struct running *running = find(all, symbol, strategy);
		if (rows->is_refused || running == NULL)
			return running == NULL ? AC_ERR_NOMEM : AC_ERR_CORRUPT;
		if (all->total.row.trades == 0)
			*ret_first = trade.exit_ms;
		status = add_trade(running, &trade);
		if (status == AC_OK)
			status = add_trade(&all->total, &trade);
		if (status != AC_OK)
			return listing_overflow(rows);
	}
	return status;
}

static int by_name(const void *left, const void *right)
{
	const struct running *a = left, *b = right;
	int order = strcmp(a->row.strategy, b->row.strategy);
	return order != 0 ? order : strcmp(a->row.symbol, b->row.symbol);
}

enum ac_status ac_history_performance(
	struct ac_store *store, const struct ac_history_filter *filter, ac_ms now_ms,
	bool (*take)(void *self, const struct ac_history_performance *row, bool is_total),
	void *self)
{
	struct gathering all = { .total = { .day = INT64_MIN } };
	ac_ms first_ms = now_ms;
	struct statement rows = listing_start(store, AC_QUERY_TRADES_CLOSED, filter);
	listing_scope(&rows, filter);
	enum ac_status status = gather(&rows, &all, &first_ms);
	status = listing_end(&rows, status);
	if (status == AC_OK) {
		int64_t days = days_of(filter, first_ms, now_ms);
		if (all.count > 0)
			qsort(all.items, all.count, sizeof(*all.items), by_name);
		bool is_wanted = true;
		for (size_t i = 0; i < all.count && is_wanted; i++) {
			work_out(&all.items[i], days);
			is_wanted = take(self, &all.items[i].row, false);
		}
		work_out(&all.total, days);
		if (is_wanted)
			(void)take(self, &all.total.row, true);
	}
	free(all.items);
	return status;
}
