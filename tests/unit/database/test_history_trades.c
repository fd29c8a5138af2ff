/* Closed trades and what they add up to, against an oracle that goes through all of them. */
#include "past.h"

#include <math.h>

#define ROUNDS 400

struct listing {
	struct ac_history_trade items[PAST_TRADES];
	uint32_t count, stop_after; /* 0: all */
};

static bool take_trade(void *self, const struct ac_history_trade *trade)
{
	struct listing *listing = self;
	assert_true(listing->count < PAST_TRADES);
	listing->items[listing->count++] = *trade;
	return listing->count != listing->stop_after;
}

static struct ac_history_filter sorting; /* qsort has no room for it */

static int sign_of(int64_t difference)
{
	return difference < 0 ? -1 : difference > 0;
}

static int compare_keys(const struct past_trade *a, const struct past_trade *b)
{
	switch (sorting.sort) {
	case AC_HISTORY_BY_NET:
		return sign_of(a->trip.net_profit.units - b->trip.net_profit.units);
	case AC_HISTORY_BY_SYMBOL:
		return sign_of(strcmp(past_symbol(a), past_symbol(b)));
	case AC_HISTORY_BY_STRATEGY:
		return sign_of(strcmp(past_strategy(a), past_strategy(b)));
	case AC_HISTORY_BY_HOLD:
		return sign_of((a->trip.exit_time_ms - a->trip.entry_time_ms) -
			       (b->trip.exit_time_ms - b->trip.entry_time_ms));
	case AC_HISTORY_BY_EXIT_TIME:
		break;
	}
	return 0;
}

static int compare(const void *left, const void *right)
{
	const struct past_trade *a = *(const struct past_trade *const *)left;
	const struct past_trade *b = *(const struct past_trade *const *)right;
	int order = compare_keys(a, b);
	bool is_by_time = sorting.sort != AC_HISTORY_BY_NET && sorting.sort != AC_HISTORY_BY_HOLD;
	if (order == 0 && is_by_time)
		order = sign_of(a->trip.exit_time_ms - b->trip.exit_time_ms);
	if (order == 0)
		order = sign_of((int64_t)a->seq - (int64_t)b->seq);
	return sorting.is_ascending ? order : -order;
}

static uint32_t expect(const struct ac_history_filter *filter, const struct past_trade **wanted)
{
	uint32_t count = 0;
	for (uint32_t i = 0; i < PAST_TRADES; i++) {
		if (past_is_wanted(&past_trades[i], filter))
			wanted[count++] = &past_trades[i];
	}
	sorting = *filter;
	qsort(wanted, count, sizeof(*wanted), compare);
	return count;
}

static void check_trade(const struct ac_history_trade *trade, const struct past_trade *wanted)
{
	assert_int_equal(trade->run_id, wanted->run_id);
	assert_int_equal(trade->seq, wanted->seq);
	assert_string_equal(trade->symbol, past_symbol(wanted));
	assert_string_equal(trade->strategy, past_strategy(wanted));
	assert_memory_equal(&trade->trip.net_profit, &wanted->trip.net_profit,
			    sizeof(struct ac_dec));
	assert_int_equal(trade->trip.fees.units, wanted->trip.fees.units);
	assert_int_equal(trade->trip.funding.units, wanted->trip.funding.units);
	assert_int_equal(trade->trip.quantity.units, wanted->trip.quantity.units);
	assert_int_equal(trade->trip.direction, wanted->trip.direction);
	assert_int_equal(trade->trip.entry_time_ms, wanted->trip.entry_time_ms);
	assert_int_equal(trade->trip.exit_time_ms, wanted->trip.exit_time_ms);
	assert_int_equal(trade->trip.exit_reason, wanted->trip.exit_reason);
}

/* In pages of a random size, which put together must be the whole. */
static void check_pages(struct ac_history_filter filter)
{
	static struct listing page;
	static const struct past_trade *wanted[PAST_TRADES];
	uint32_t count = expect(&filter, wanted), done = 0;
	__int128 net = 0;
	for (uint32_t i = 0; i < count; i++)
		net += wanted[i]->trip.net_profit.units;
	filter.limit = past_below(3) == 0 ? 0 : (uint32_t)(1 + past_below(200));
	do {
		uint64_t total = 0;
		struct ac_dec sum;
		page.count = page.stop_after = 0;
		filter.offset = done;
		assert_int_equal(
			ac_history_trades(fixture_store, &filter, take_trade, &page, &total, &sum),
			AC_OK);
		CHECK_EQ("total", total, count);
		assert_true(sum.units == net);
		for (uint32_t i = 0; i < page.count; i++)
			check_trade(&page.items[i], wanted[done + i]);
		done += page.count;
		if (page.count < filter.limit || filter.limit == 0)
			break;
	} while (done < count);
	CHECK_EQ("rows", done, count);
}

static void test_pages_of_any_filter_are_the_oracles_list(void **state)
{
	(void)state;
	for (int round = 0; round < ROUNDS; round++) {
		struct ac_history_filter filter = past_filter();
		filter.direction = (int32_t)past_below(3) - 1;
		filter.result = (enum ac_history_result)past_below(3);
		filter.sort = (enum ac_history_sort)past_below(5);
		filter.is_ascending = past_below(2) == 0;
		check_pages(filter);
	}
}

static void test_reader_that_has_enough_is_asked_no_more(void **state)
{
	(void)state;
	static struct listing listing;
	const struct ac_history_filter filter = { .account = "sim" };
	listing.count = 0;
	listing.stop_after = 3;
	assert_int_equal(
		ac_history_trades(fixture_store, &filter, take_trade, &listing, NULL, NULL), AC_OK);
	assert_int_equal(listing.count, 3);
}

/* ---- performance ---- */

struct table {
	struct ac_history_performance rows[8];
	uint32_t count;
	bool has_total;
};

static bool take_row(void *self, const struct ac_history_performance *row, bool is_total)
{
	struct table *table = self;
	assert_false(table->has_total); /* the total is the last */
	table->rows[table->count++] = *row;
	table->has_total = is_total;
	return true;
}

static int by_exit(const void *left, const void *right)
{
	const struct past_trade *a = *(const struct past_trade *const *)left;
	const struct past_trade *b = *(const struct past_trade *const *)right;
	int order = sign_of(a->trip.exit_time_ms - b->trip.exit_time_ms);
	return order != 0 ? order : sign_of((int64_t)a->seq - (int64_t)b->seq);
}

/* Sharpe's ratio by two passes over a table of days. */
static double sharpe_of(const struct past_trade *const *trades, uint32_t count, ac_ms from_ms,
			ac_ms now_ms)
{
	static double daily[PAST_DAYS + 2];
	int64_t first = from_ms / AC_MS_PER_DAY, days = (now_ms - 1) / AC_MS_PER_DAY - first + 1;
	double mean = 0, squares = 0;
	bool has_two_days = false;
	memset(daily, 0, sizeof(daily));
	for (uint32_t i = 1; i < count; i++)
		has_two_days |= trades[i]->trip.exit_time_ms / AC_MS_PER_DAY !=
				trades[0]->trip.exit_time_ms / AC_MS_PER_DAY;
	if (!has_two_days)
		return NAN;
	for (uint32_t i = 0; i < count; i++)
		daily[trades[i]->trip.exit_time_ms / AC_MS_PER_DAY - first] +=
			(double)trades[i]->trip.net_profit.units / 1e8;
	for (int64_t i = 0; i < days; i++)
		mean += daily[i] / (double)days;
	for (int64_t i = 0; i < days; i++)
		squares += (daily[i] - mean) * (daily[i] - mean);
	return squares > 0 ? mean / sqrt(squares / (double)(days - 1)) * sqrt(365) : NAN;
}

static void check_ratio(const char *name, double actual, double expected)
{
	bool is_same = (isnan(actual) && isnan(expected)) ||
		       fabs(actual - expected) <= 1e-9 * (1 + fabs(expected));
	if (!is_same)
		fail_msg("%s is %.12g, not %.12g, AC_SEED=%" PRIu64, name, actual, expected,
			 past_seed);
}

static void check_row(const struct ac_history_performance *row,
		      const struct past_trade *const *trades, uint32_t count, ac_ms from_ms,
		      ac_ms now_ms)
{
	int64_t net = 0, gain = 0, loss = 0, fees = 0, funding = 0, hold = 0, peak = 0, fall = 0;
	int64_t best = count > 0 ? INT64_MIN : 0, worst = count > 0 ? INT64_MAX : 0;
	uint32_t wins = 0, losses = 0;
	for (uint32_t i = 0; i < count; i++) {
		const struct ac_round_trip *trip = &trades[i]->trip;
		int64_t one = trip->net_profit.units;
		net += one;
		gain += one > 0 ? one : 0;
		loss += one < 0 ? one : 0;
		wins += one > 0;
		losses += one < 0;
		fees += trip->fees.units;
		funding += trip->funding.units;
		hold += trip->exit_time_ms - trip->entry_time_ms;
		best = one > best ? one : best;
		worst = one < worst ? one : worst;
		peak = net > peak ? net : peak;
		fall = peak - net > fall ? peak - net : fall;
	}
	CHECK_EQ("trades", row->trades, count);
	CHECK_EQ("wins", row->wins, wins);
	CHECK_EQ("losses", row->losses, losses);
	CHECK_EQ("net", row->net.units, net);
	CHECK_EQ("gross profit", row->gross_profit.units, gain);
	CHECK_EQ("gross loss", row->gross_loss.units, loss);
	CHECK_EQ("fees", row->fees.units, fees);
	CHECK_EQ("funding", row->funding.units, funding);
	CHECK_EQ("best", row->best.units, best);
	CHECK_EQ("worst", row->worst.units, worst);
	CHECK_EQ("drawdown", row->drawdown.units, fall);
	CHECK_EQ("hold", row->hold_ms_total, hold);
	check_ratio("win rate", row->win_rate, count > 0 ? (double)wins / count : NAN);
	check_ratio("profit factor", row->profit_factor,
		    loss < 0 ? (double)gain / -(double)loss : NAN);
	check_ratio("expectancy", row->expectancy, count > 0 ? (double)net / 1e8 / count : NAN);
	check_ratio("Sharpe", row->sharpe, sharpe_of(trades, count, from_ms, now_ms));
}

static void check_table(const struct ac_history_filter *filter)
{
	static const struct past_trade *wanted[PAST_TRADES], *part[PAST_TRADES];
	struct table table = { .count = 0 };
	ac_ms now_ms = PAST_START_MS + (PAST_DAYS + 1) * AC_MS_PER_DAY - 1;
	uint32_t count = expect(filter, wanted);
	qsort(wanted, count, sizeof(*wanted), by_exit);
	ac_ms from_ms = filter->from_ms != 0 ? filter->from_ms
			: count > 0          ? wanted[0]->trip.exit_time_ms
					     : now_ms;
	assert_int_equal(ac_history_performance(fixture_store, filter, now_ms, take_row, &table),
			 AC_OK);
	assert_true(table.has_total);
	if (filter->to_ms != 0 && filter->to_ms < now_ms)
		now_ms = filter->to_ms;
	uint32_t total = 0;
	for (uint32_t i = 0; i + 1 < table.count; i++) {
		const struct ac_history_performance *row = &table.rows[i];
		uint32_t size = 0;
		for (uint32_t k = 0; k < count; k++) {
			if (strcmp(past_symbol(wanted[k]), row->symbol) == 0 &&
			    strcmp(past_strategy(wanted[k]), row->strategy) == 0)
				part[size++] = wanted[k];
		}
		assert_true(size > 0);
		check_row(row, part, size, from_ms, now_ms);
		total += size;
		if (i > 0)
			assert_true(strcmp(row[-1].strategy, row->strategy) < 0 ||
				    strcmp(row[-1].symbol, row->symbol) < 0);
	}
	CHECK_EQ("trades of all rows", total, count);
	const struct ac_history_performance *all = &table.rows[table.count - 1];
	assert_string_equal(all->symbol, "");
	check_row(all, wanted, count, from_ms, now_ms);
}

static void test_performance_of_any_window_is_the_oracles(void **state)
{
	(void)state;
	for (int round = 0; round < ROUNDS; round++) {
		struct ac_history_filter filter = past_filter();
		check_table(&filter);
	}
}

/* Rounding alone must not become a ratio of millions. */
static void test_days_that_are_all_the_same_have_no_sharpe_ratio(void **state)
{
	(void)state;
	static const char *const nets[] = { "0.1", "0.7", "1.3", "123.456789", "9999.99", "-33.3" };
	uint64_t seq = 0;
	for (size_t k = 0; k < AC_COUNT(nets); k++) {
		struct table table = { .count = 0 };
		ac_ms from_ms = PAST_START_MS + (ac_ms)k * PAST_DAYS * AC_MS_PER_DAY;
		const struct ac_history_filter filter = { .account = "sim", .from_ms = from_ms };
		for (ac_ms day = 0; day < 30; day++) {
			struct ac_event fact =
				trip_fact(++seq, nets[k], from_ms + day * AC_MS_PER_DAY + 5);
			write_ok(&fact);
		}
		ac_ms now_ms = from_ms + 30 * AC_MS_PER_DAY - 1;
		assert_int_equal(
			ac_history_performance(fixture_store, &filter, now_ms, take_row, &table),
			AC_OK);
		assert_int_equal(table.rows[1].trades, 30);
		check_ratio(nets[k], table.rows[1].sharpe, NAN);
	}
}

static int choose_seed(void **state)
{
	past_seed_choose();
	return folder_make(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_pages_of_any_filter_are_the_oracles_list,
						past_setup, store_teardown),
		cmocka_unit_test_setup_teardown(test_reader_that_has_enough_is_asked_no_more,
						past_setup, store_teardown),
		cmocka_unit_test_setup_teardown(test_performance_of_any_window_is_the_oracles,
						past_setup, store_teardown),
		cmocka_unit_test_setup_teardown(
			test_days_that_are_all_the_same_have_no_sharpe_ratio, store_setup,
			store_teardown),
	};
	return cmocka_run_group_tests(tests, choose_seed, folder_remove);
}
