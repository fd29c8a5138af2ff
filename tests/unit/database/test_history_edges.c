/* Where history could mislead: profits that differ by less than a double, sums that do not fit,
 * days that are not in the window, falls after a new peak, halts that begin and end in one moment,
 * rows that nobody can read. Through a read-only store beside the writer. */
#include "fixture.h"

#include <math.h>

#include "core/prng.h"
#include "database/history.h"

#define START_MS     ((ac_ms)1767225600000) /* 2026-01-01 00:00 UTC */
#define READINGS_MAX 2000u

static struct ac_store *reader;
static struct ac_prng prng;
static struct ac_store_run second;

static int edges_setup(void **state)
{
	const char *given = getenv("AC_SEED");
	uint64_t seed = given != NULL ? strtoull(given, NULL, 10) : 20261123;
	print_message("# AC_SEED=%" PRIu64 "\n", seed);
	ac_prng_init(&prng, seed);
	if (store_setup(state) != 0)
		return 1;
	second = fixture_run;
	second.run_id = 2;
	snprintf(second.account, sizeof(second.account), "sim-2");
	return ac_store_run_begin(fixture_store, &second) != AC_OK ||
	       ac_store_open_readonly(fixture_url(), &reader, fixture_error,
				      sizeof(fixture_error)) != AC_OK;
}

static int edges_teardown(void **state)
{
	ac_store_close(reader);
	return store_teardown(state);
}

static int64_t below(int64_t bound)
{
	return (int64_t)ac_prng_below(&prng, (uint64_t)bound);
}

static void write_trip(uint64_t seq, const char *net, ac_ms exit_ms)
{
	struct ac_event fact = trip_fact(seq, net, exit_ms);
	write_ok(&fact);
}

/* ---- trades ---- */

static bool take_net(void *self, const struct ac_history_trade *trade)
{
	char *all = self, net[AC_DEC_TEXT_SIZE];
	ac_dec_format(trade->trip.net_profit, net);
	strcat(strcat(all, all[0] == '\0' ? "" : " "), net);
	return true;
}

static void test_edges_profits_that_are_one_double_stand_in_their_order(void **state)
{
	(void)state;
	char all[400] = "";
	struct ac_history_filter filter = { .account = "sim", .sort = AC_HISTORY_BY_NET };
	struct ac_dec net;
	write_trip(1, "40000000000.00000002", START_MS);
	write_trip(2, "40000000000.00000001", START_MS);
	write_trip(3, "-40000000000.00000001", START_MS);
	write_trip(4, "-40000000000.00000003", START_MS);
	write_trip(5, "0", START_MS);
	assert_int_equal(ac_history_trades(reader, &filter, take_net, all, NULL, &net), AC_OK);
	assert_string_equal(all, "40000000000.00000002 40000000000.00000001 0 "
				 "-40000000000.00000001 -40000000000.00000003");
	CHECK_EQ("net", net.units, -1);
	all[0] = '\0';
	filter.is_ascending = true;
	assert_int_equal(ac_history_trades(reader, &filter, take_net, all, NULL, NULL), AC_OK);
	assert_string_equal(all, "-40000000000.00000003 -40000000000.00000001 0 "
				 "40000000000.00000001 40000000000.00000002");
}

struct sums {
	struct ac_history_performance rows[4];
	uint32_t count, stop_after;
	bool has_total;
};

static bool take_sum(void *self, const struct ac_history_performance *row, bool is_total)
{
	struct sums *sums = self;
	sums->rows[sums->count++] = *row;
	sums->has_total = is_total;
	return sums->count != sums->stop_after;
}

static void test_edges_sums_that_do_not_fit_are_refused_in_words(void **state)
{
	(void)state;
	char all[400] = "";
	const struct ac_history_filter filter = { .account = "sim" };
	uint64_t total = 77;
	struct ac_dec net = { 78 };
	struct sums sums = { .count = 0 };
	write_trip(1, "90000000000", START_MS);
	write_trip(2, "90000000000", START_MS + AC_MS_PER_DAY);
	assert_int_equal(ac_history_trades(reader, &filter, take_net, all, &total, &net),
			 AC_ERR_RANGE);
	assert_non_null(strstr(ac_store_error(reader), "sum"));
	CHECK_EQ("untouched", total, 77);
	CHECK_EQ("untouched", net.units, 78);
	/* Another error in between, so that the sentence is not the one from above. */
	assert_int_not_equal(ac_store_run_begin(reader, &fixture_run), AC_OK);
	assert_int_equal(ac_history_performance(reader, &filter, START_MS, take_sum, &sums),
			 AC_ERR_RANGE);
	assert_non_null(strstr(ac_store_error(reader), "sum"));
	CHECK_EQ("rows", sums.count, 0);
}

/* ---- performance ---- */

static const struct ac_history_performance *total_of(ac_ms from_ms, ac_ms to_ms, ac_ms now_ms)
{
	static struct sums sums;
	const struct ac_history_filter filter = { .account = "sim",
						  .from_ms = from_ms,
						  .to_ms = to_ms };
	sums.count = 0;
	assert_int_equal(ac_history_performance(reader, &filter, now_ms, take_sum, &sums), AC_OK);
	assert_true(sums.has_total);
	return &sums.rows[sums.count - 1];
}

static void check_sharpe(const char *name, double actual, double mean, double deviation)
{
	double expected = mean / deviation * sqrt(365);
	if (!(fabs(actual - expected) < 1e-9))
		fail_msg("%s: %.12g, not %.12g", name, actual, expected);
}

static void test_edges_only_days_of_the_window_count(void **state)
{
	(void)state;
	const ac_ms day = AC_MS_PER_DAY;
	write_trip(1, "1", START_MS + (60 * AC_MS_PER_MIN));
	write_trip(2, "3", START_MS + day + (60 * AC_MS_PER_MIN));
	/* 1 and 3; 1, 3 and 0; at midnight the third day has not begun. */
	check_sharpe("two days", total_of(START_MS, 0, START_MS + 2 * day - 1)->sharpe, 2, sqrt(2));
	check_sharpe("to midnight", total_of(START_MS, 0, START_MS + 2 * day)->sharpe, 2, sqrt(2));
	check_sharpe("three days", total_of(START_MS, 0, START_MS + 2 * day + 1)->sharpe, 4.0 / 3,
		     sqrt(7.0 / 3));
	check_sharpe("ends before now",
		     total_of(START_MS, START_MS + 2 * day, START_MS + 9 * day)->sharpe, 2,
		     sqrt(2));
	check_sharpe("begins with the first trade", total_of(0, 0, START_MS + 2 * day)->sharpe, 2,
		     sqrt(2));
	assert_true(isnan(total_of(START_MS, START_MS + day, START_MS + day)->sharpe));
	assert_true(isnan(total_of(START_MS, START_MS + day, START_MS + 9 * day)->sharpe));
	/* A clock that was set back: the trades are there all the same. */
	check_sharpe("now is early", total_of(START_MS, 0, START_MS)->sharpe, 2, sqrt(2));
}

static void test_edges_ratios_without_a_meaning_are_none(void **state)
{
	(void)state;
	const ac_ms end_ms = START_MS + 5 * AC_MS_PER_DAY;
	const struct ac_history_performance *total = total_of(0, 0, end_ms);
	CHECK_EQ("no trades", total->trades, 0);
	CHECK_EQ("best", total->best.units, 0);
	assert_true(isnan(total->win_rate) && isnan(total->profit_factor));
	assert_true(isnan(total->expectancy) && isnan(total->sharpe));
	write_trip(1, "2", START_MS);
	write_trip(2, "0", START_MS + 1);
	total = total_of(0, 0, end_ms);
	assert_true(isnan(total->profit_factor)); /* no losses */
	assert_true(total->win_rate == 0.5 && total->expectancy == 1);
	CHECK_EQ("neither won nor lost", total->wins + total->losses, 1);
	write_trip(3, "-1", START_MS + 2);
	total = total_of(0, 0, end_ms);
	assert_true(total->profit_factor == 2);
	CHECK_EQ("drawdown", total->drawdown.units, AC_DEC_SCALE);
	CHECK_EQ("worst", total->worst.units, -AC_DEC_SCALE);
	struct sums sums = { .stop_after = 1 };
	const struct ac_history_filter filter = { .account = "sim" };
	assert_int_equal(ac_history_performance(reader, &filter, end_ms, take_sum, &sums), AC_OK);
	CHECK_EQ("has enough", sums.count, 1);
	assert_false(sums.has_total);
}

/* ---- equity ---- */

struct curve {
	struct ac_history_equity points[READINGS_MAX];
	uint32_t count, stop_after;
};

static bool take_point(void *self, const struct ac_history_equity *point)
{
	struct curve *curve = self;
	assert_true(curve->count < READINGS_MAX);
	curve->points[curve->count++] = *point;
	return curve->count != curve->stop_after;
}

static struct ac_dec deepest_of(const struct curve *curve)
{
	struct ac_dec deepest = AC_DEC_ZERO;
	for (uint32_t i = 0; i < curve->count; i++)
		deepest = ac_dec_max(deepest, curve->points[i].drawdown_pct);
	return deepest;
}

/* A walk that makes and leaves peaks; readings every ten seconds, some in one moment. */
static void write_curve(uint32_t count, bool has_ties)
{
	int64_t equity = 1000 * AC_DEC_SCALE, peak = equity;
	ac_ms time_ms = START_MS;
	assert_int_equal(ac_store_begin(fixture_store), AC_OK);
	for (uint32_t i = 0; i < count; i++) {
		struct ac_event fact =
			fact_of(AC_EVENT_ACCOUNT, i + 1, AC_SYMBOL_NONE, AC_BOOK_NONE);
		equity += (below(2001) - 980) * (equity / 40000);
		peak = equity > peak ? equity : peak;
		time_ms += has_ties && below(3) == 0 ? 0 : 10000;
		fact.account.equity.units = fact.account.wallet.units = equity;
		fact.account.equity_peak.units = peak;
		fact.account.time_ms = time_ms;
		assert_int_equal(ac_store_write(fixture_store, &fixture_run, &fixture_names, &fact),
				 AC_OK);
		fact.account.equity.units = 1; /* the other account is ruined */
		assert_int_equal(ac_store_write(fixture_store, &second, &fixture_names, &fact),
				 AC_OK);
	}
	assert_int_equal(ac_store_commit(fixture_store, &fixture_run, count), AC_OK);
}

/* Each point is a reading, in the order of the readings. */
static void check_points(const struct curve *drawn, const struct curve *all)
{
	uint32_t k = 0;
	for (uint32_t i = 0; i < drawn->count; i++, k++) {
		const struct ac_history_equity *point = &drawn->points[i];
		while (k < all->count &&
		       (all->points[k].time_ms != point->time_ms ||
			all->points[k].equity.units != point->equity.units ||
			all->points[k].drawdown_pct.units != point->drawdown_pct.units))
			k++;
		assert_true(k < all->count);
	}
	CHECK_EQ("the last reading", k, all->count);
}

static void check_curve(uint32_t count, bool has_ties)
{
	static struct curve all, drawn;
	const struct ac_history_filter filter = { .account = "sim" };
	write_curve(count, has_ties);
	all.count = 0;
	assert_int_equal(
		ac_history_equity(reader, &filter, 2 * READINGS_MAX * 10, take_point, &all), AC_OK);
	/* A stretch for every reading, so all are there. */
	if (!has_ties)
		CHECK_EQ("all", all.count, count);
	for (int round = 0; round < 40; round++) {
		uint32_t points_max = (uint32_t)(2 + below(round < 20 ? 20 : 400));
		drawn.count = drawn.stop_after = 0;
		assert_int_equal(ac_history_equity(reader, &filter, points_max, take_point, &drawn),
				 AC_OK);
		assert_true(drawn.count <= points_max);
		check_points(&drawn, &all);
		CHECK_EQ("deepest", deepest_of(&drawn).units, deepest_of(&all).units);
		/* Evenly spread readings fill every stretch. */
		if (!has_ties)
			assert_true(drawn.count >= points_max / 2);
		drawn.count = 0;
		drawn.stop_after = 1;
		assert_int_equal(ac_history_equity(reader, &filter, points_max, take_point, &drawn),
				 AC_OK);
		CHECK_EQ("has enough", drawn.count, 1);
	}
}

static void test_edges_no_drawdown_is_smoothed_away(void **state)
{
	(void)state;
	check_curve(READINGS_MAX, false);
}

/* The lowest reading is the first fall, of a tenth; the second begins higher and is a quarter. */
static void test_edges_higher_reading_can_be_the_deeper_fall(void **state)
{
	(void)state;
	static const int equity[] = { 100, 90, 200, 150, 180 };
	static const int peak[] = { 100, 100, 200, 200, 200 };
	static struct curve drawn;
	const struct ac_history_filter filter = { .account = "sim" };
	for (uint32_t i = 0; i < AC_COUNT(equity); i++) {
		struct ac_event fact =
			fact_of(AC_EVENT_ACCOUNT, i + 1, AC_SYMBOL_NONE, AC_BOOK_NONE);
		fact.account.equity = AC_DEC(equity[i]);
		fact.account.equity_peak = AC_DEC(peak[i]);
		fact.account.time_ms = START_MS + i;
		write_ok(&fact);
	}
	drawn.count = drawn.stop_after = 0;
	assert_int_equal(ac_history_equity(reader, &filter, 2, take_point, &drawn), AC_OK);
	CHECK_EQ("points", drawn.count, 2);
	CHECK_EQ("deepest", drawn.points[0].equity.units, 150 * AC_DEC_SCALE);
	CHECK_EQ("last", drawn.points[1].equity.units, 180 * AC_DEC_SCALE);
	CHECK_EQ("peak", drawn.points[1].equity_peak.units, 200 * AC_DEC_SCALE);
}

static void test_edges_readings_of_one_moment_keep_their_drawdown(void **state)
{
	(void)state;
	check_curve(READINGS_MAX, true);
}

static void test_edges_account_is_its_newest_row_with_every_figure(void **state)
{
	(void)state;
	struct ac_history_account found;
	struct ac_event fact = fact_of(AC_EVENT_ACCOUNT, 1, AC_SYMBOL_NONE, AC_BOOK_NONE);
	fact.account = (struct ac_account){ .wallet = AC_DEC(90),
					    .unrealized = AC_DEC(-9),
					    .equity = AC_DEC(81),
					    .equity_peak = AC_DEC(100),
					    .day_start_equity = AC_DEC(95),
					    .realized_today = AC_DEC(1),
					    .fees_today = AC_DEC(2),
					    .funding_today = AC_DEC(3),
					    .realized_total = AC_DEC(4),
					    .fees_total = AC_DEC(5),
					    .funding_total = AC_DEC(6),
					    .margin_used = AC_DEC(7),
					    .time_ms = START_MS };
	struct ac_account newest = fact.account;
	write_ok(&fact);
	fact.seq = 2; /* earlier in time, though later written */
	fact.account.time_ms = START_MS - 5;
	fact.account.equity = AC_DEC(50);
	write_ok(&fact);
	assert_int_equal(ac_history_account(reader, "sim", START_MS - 5, START_MS, &found), AC_OK);
	assert_memory_equal(&found.newest, &newest, sizeof(newest));
	CHECK_EQ("now", found.drawdown_pct.units, 19 * AC_DEC_SCALE);
	CHECK_EQ("in the stretch", found.drawdown_pct_max.units, 50 * AC_DEC_SCALE);
	CHECK_EQ("first", found.equity_first.units, 50 * AC_DEC_SCALE);
	CHECK_EQ("last", found.equity_last.units, 50 * AC_DEC_SCALE);
	assert_int_equal(ac_history_account(reader, "sim", START_MS - 5, 0, &found), AC_OK);
	CHECK_EQ("before the last", found.drawdown_pct_max.units, 50 * AC_DEC_SCALE);
	CHECK_EQ("first", found.equity_first.units, 50 * AC_DEC_SCALE);
	CHECK_EQ("last", found.equity_last.units, 81 * AC_DEC_SCALE);
	assert_int_equal(ac_history_account(reader, "sim", START_MS + 1, 0, &found), AC_OK);
	CHECK_EQ("none", found.equity_first.units, 0);
	found.drawdown_pct.units = 77;
	assert_int_equal(ac_history_account(reader, "sim-2", 0, 0, &found), AC_ERR_NOT_FOUND);
	CHECK_EQ("untouched", found.drawdown_pct.units, 77);
}

/* ---- events ---- */

static bool take_event(void *self, const struct ac_history_event *event)
{
	char *all = self, line[600], value[AC_DEC_TEXT_SIZE], limit[AC_DEC_TEXT_SIZE];
	ac_dec_format(event->value, value);
	ac_dec_format(event->limit, limit);
	snprintf(line, sizeof(line), "%s@%" PRId64 " %s/%s %s %s %s/%s %" PRId64 " %s\n",
		 event->kind, event->time_ms - START_MS, event->symbol, event->strategy,
		 event->guard, event->reason, value, limit, event->until_ms, event->text);
	strcat(all, line);
	return true;
}

static void write_halt(uint64_t seq, ac_ms time_ms, ac_ms since_ms, bool is_active)
{
	struct ac_event fact = fact_of(AC_EVENT_RISK, seq, BTC, 0);
	fact.time_ns = time_ms * AC_NS_PER_MS;
	fact.risk_record = (struct ac_risk_record){
		.guard = AC_GUARD_DRAWDOWN,
		.state = is_active ? AC_RISK_HALTED : AC_RISK_ACTIVE,
		.is_active = is_active,
		.reason = is_active ? AC_REASON_DRAWDOWN : AC_REASON_OK,
		.since_ms = since_ms,
		.until_ms = is_active ? since_ms + 9 : 0,
		.value = AC_DEC((int64_t)seq),
		.limit = AC_DEC(5),
	};
	write_ok(&fact);
}

/* The dashboard takes the newest event of a guard for its state. */
static void test_edges_events_of_one_moment_stand_in_their_order(void **state)
{
	(void)state;
	char all[3000] = "";
	struct ac_history_filter filter = { .account = "sim", .symbol = "BTCUSDT" };
	write_halt(1, START_MS + 10, START_MS + 10, true);
	write_halt(2, START_MS + 10, START_MS + 10, false); /* over at once */
	write_halt(3, START_MS + 20, START_MS + 20, true);
	write_halt(4, START_MS + 30, START_MS + 30, true); /* in the place of the one before */
	assert_int_equal(ac_history_events(reader, &filter, take_event, all), AC_OK);
	char wanted[3000];
	snprintf(wanted, sizeof(wanted),
		 "halt@30 BTCUSDT/vwap_reversion drawdown drawdown 4/5 %" PRId64
		 " entries halted by drawdown\n"
		 "halt_lifted@30 BTCUSDT/vwap_reversion drawdown drawdown 3/5 0 the halt of "
		 "drawdown has ended\n"
		 "halt@20 BTCUSDT/vwap_reversion drawdown drawdown 3/5 %" PRId64
		 " entries halted by drawdown\n"
		 "halt_lifted@10 BTCUSDT/vwap_reversion drawdown drawdown 1/5 0 the halt of "
		 "drawdown has ended\n"
		 "halt@10 BTCUSDT/vwap_reversion drawdown drawdown 1/5 %" PRId64
		 " entries halted by drawdown\n",
		 START_MS + 39, START_MS + 29, START_MS + 19);
	assert_string_equal(all, wanted);
	filter.account = "sim-2";
	all[0] = '\0';
	assert_int_equal(ac_history_events(reader, &filter, take_event, all), AC_OK);
	assert_string_equal(all, "");
}

static bool take_text(void *self, const struct ac_history_event *event)
{
	char *all = self;
	if (strcmp(event->kind, "gap") == 0)
		strcat(strcat(all, event->text), " ");
	else if (strcmp(event->kind, "run") != 0) /* which has not ended */
		strcat(strcat(all, event->kind), " ");
	return true;
}

static void test_edges_pages_of_events_are_the_whole(void **state)
{
	(void)state;
	static char whole[3000], pages[3000], backwards[3000];
	struct ac_history_filter filter = { .account = "sim", .is_ascending = true };
	char *at = whole;
	for (uint64_t seq = 1; seq <= 60; seq++) {
		struct ac_event fact = fact_of(AC_EVENT_SYSTEM, seq, AC_SYMBOL_NONE, AC_BOOK_NONE);
		fact.time_ns = (START_MS + 5 + (ac_ms)seq / 20) * AC_NS_PER_MS;
		fact.system.what = AC_SYSTEM_GAP;
		snprintf(fact.system.text, sizeof(fact.system.text), "%02" PRIu64, seq * 37 % 60);
		at += sprintf(at, "%s ", fact.system.text);
		write_ok(&fact);
	}
	pages[0] = backwards[0] = '\0';
	for (filter.limit = 7; filter.offset < 62; filter.offset += 7)
		assert_int_equal(ac_history_events(reader, &filter, take_text, pages), AC_OK);
	assert_string_equal(pages, whole);
	filter = (struct ac_history_filter){ .account = "sim", .from_ms = START_MS + 6 };
	assert_int_equal(ac_history_events(reader, &filter, take_text, backwards), AC_OK);
	CHECK_EQ("those of the window", strlen(backwards), 41 * 3);
	for (size_t i = 0; i < 41; i++)
		assert_memory_equal(backwards + 3 * i, whole + 3 * (59 - i), 2);
}

/* ---- rows that cannot be read ---- */

static bool take_position(void *self, const struct ac_history_position *position)
{
	uint32_t *count = self;
	(void)position;
	++*count;
	return true;
}

static void test_edges_rows_that_cannot_be_read_are_an_error(void **state)
{
	(void)state;
	uint32_t count = 0;
	struct ac_event fact = fact_of(AC_EVENT_POSITION_STATE, 1, BTC, 0);
	fact.position_record.direction = -1;
	fact.position_record.quantity = AC_DEC(2);
	write_ok(&fact);
	assert_int_equal(ac_history_positions(reader, "sim", take_position, &count), AC_OK);
	CHECK_EQ("positions", count, 1);
	assert_int_equal(ac_history_positions(reader, "sim-2", take_position, &count), AC_OK);
	CHECK_EQ("positions of the other account", count, 1);
	static const char *const quantities[] = { "-92233720368.54775808", "92233720368.54775808" };
	for (size_t i = 0; i < AC_COUNT(quantities); i++) {
		char sql[100];
		snprintf(sql, sizeof(sql), "UPDATE positions SET quantity = '%s'", quantities[i]);
		assert_int_equal(run_sql(sql), SQLITE_OK);
		assert_int_equal(ac_history_positions(reader, "sim", take_position, &count),
				 AC_ERR_CORRUPT);
		assert_non_null(strstr(ac_store_error(reader), "cannot read"));
		CHECK_EQ("positions", count, 1);
	}
}

#define WITH_EDGES(test) cmocka_unit_test_setup_teardown(test, edges_setup, edges_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_EDGES(test_edges_profits_that_are_one_double_stand_in_their_order),
		WITH_EDGES(test_edges_sums_that_do_not_fit_are_refused_in_words),
		WITH_EDGES(test_edges_only_days_of_the_window_count),
		WITH_EDGES(test_edges_ratios_without_a_meaning_are_none),
		WITH_EDGES(test_edges_no_drawdown_is_smoothed_away),
		WITH_EDGES(test_edges_higher_reading_can_be_the_deeper_fall),
		WITH_EDGES(test_edges_readings_of_one_moment_keep_their_drawdown),
		WITH_EDGES(test_edges_account_is_its_newest_row_with_every_figure),
		WITH_EDGES(test_edges_events_of_one_moment_stand_in_their_order),
		WITH_EDGES(test_edges_pages_of_events_are_the_whole),
		WITH_EDGES(test_edges_rows_that_cannot_be_read_are_an_error),
	};
	return cmocka_run_group_tests(tests, folder_make, folder_remove);
}
