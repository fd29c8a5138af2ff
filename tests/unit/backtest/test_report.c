#include "check.h"

#include <math.h>

#include "backtest/report.h"

#define DAY AC_MS_PER_DAY

static void add(struct ac_trade_list *list, int64_t net, ac_ms entry_ms, ac_ms exit_ms)
{
	struct ac_trade_row row = { 0 };
	row.trip.net_profit.units = net * AC_DEC_SCALE;
	row.trip.gross_profit.units = (net + 2) * AC_DEC_SCALE;
	row.trip.fees = AC_DEC(2);
	row.trip.entry_time_ms = entry_ms;
	row.trip.exit_time_ms = exit_ms;
	ac_trade_list_push(list, &row);
}

static bool is_near(double a, double b)
{
	return fabs(a - b) <= 1e-12 * fmax(1.0, fabs(b));
}

/* Worked by hand: +30, -10 on day 0; nothing on day 1; -20, +50 on day 2. */
static void test_figures_equal_those_worked_by_hand(void **state)
{
	(void)state;
	struct ac_trade_list list;
	struct ac_report report;
	ac_trade_list_init(&list);
	add(&list, 30, 0, 60000);
	add(&list, -10, 120000, 240000);
	add(&list, -20, 2 * DAY, 2 * DAY + 60000);
	add(&list, 50, 2 * DAY + 60000, 2 * DAY + 240000);
	ac_report_make(&list, AC_DEC(1000), 0, 2 * DAY + 600000, &report);
	assert_int_equal(report.trades, 4);
	assert_int_equal(report.wins, 2);
	assert_int_equal(report.losses, 2);
	assert_int_equal(report.net.units, AC_DEC(50).units);
	assert_int_equal(report.gross.units, AC_DEC(58).units);
	assert_int_equal(report.fees.units, AC_DEC(8).units);
	assert_int_equal(report.best.units, AC_DEC(50).units);
	assert_int_equal(report.worst.units, AC_DEC(-20).units);
	assert_true(is_near(report.win_rate, 0.5));
	assert_true(is_near(report.profit_factor, 80.0 / 30.0));
	assert_true(is_near(report.expectancy, 12.5));
	/* From 1030 down to 1000. */
	assert_int_equal(report.max_drawdown.units, AC_DEC(30).units);
	assert_true(is_near(report.max_drawdown_pct, 3000.0 / 1030.0));
	assert_true(is_near(report.average_hold_minutes, (1.0 + 2.0 + 1.0 + 3.0) / 4.0));
	double r0 = 20.0 / 1000.0, r2 = 30.0 / 1020.0;
	double mean = (r0 + r2) / 3.0;
	double variance = (r0 * r0 + r2 * r2 - 3.0 * mean * mean) / 2.0;
	assert_true(is_near(report.sharpe, mean / sqrt(variance) * sqrt(365.0)));
	assert_true(report.sortino == 0.0); /* no losing day */
	ac_trade_list_deinit(&list);
}

static void test_a_losing_day_gives_a_sortino(void **state)
{
	(void)state;
	struct ac_trade_list list;
	struct ac_report report;
	ac_trade_list_init(&list);
	add(&list, -10, 0, 60000);
	add(&list, 30, DAY, DAY + 60000);
	ac_report_make(&list, AC_DEC(1000), 0, DAY, &report);
	double r0 = -10.0 / 1000.0, r1 = 30.0 / 990.0;
	assert_true(is_near(report.sortino, (r0 + r1) / 2.0 / sqrt(r0 * r0 / 2.0) * sqrt(365.0)));
	ac_trade_list_deinit(&list);
}

static void test_no_trades_and_no_losses_have_defined_figures(void **state)
{
	(void)state;
	struct ac_trade_list list;
	struct ac_report report;
	ac_trade_list_init(&list);
	ac_report_make(&list, AC_DEC(1000), 0, 5 * DAY, &report);
	assert_int_equal(report.trades, 0);
	assert_true(report.profit_factor == 0.0);
	assert_true(report.sharpe == 0.0);
	add(&list, 5, 0, 60000);
	ac_report_make(&list, AC_DEC(1000), 0, 0, &report);
	assert_true(isinf(report.profit_factor));
	assert_true(report.sharpe == 0.0); /* one day has no deviation */
	assert_int_equal(report.max_drawdown.units, 0);
	ac_trade_list_deinit(&list);
}

static void test_a_result_of_zero_is_neither_won_nor_lost(void **state)
{
	(void)state;
	struct ac_trade_list list;
	struct ac_report report;
	ac_trade_list_init(&list);
	add(&list, 0, 0, 60000);
	ac_report_make(&list, AC_DEC(1000), 0, 0, &report);
	assert_int_equal(report.trades, 1);
	assert_int_equal(report.wins + report.losses, 0);
	ac_trade_list_deinit(&list);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_figures_equal_those_worked_by_hand),
		cmocka_unit_test(test_a_losing_day_gives_a_sortino),
		cmocka_unit_test(test_no_trades_and_no_losses_have_defined_figures),
		cmocka_unit_test(test_a_result_of_zero_is_neither_won_nor_lost),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
