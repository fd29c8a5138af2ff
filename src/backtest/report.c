#include "backtest/report.h"

#include <math.h>
#include <stdlib.h>

#define DAYS_PER_YEAR 365.0 /* the market never closes */

void ac_trade_list_init(struct ac_trade_list *list)
{
	*list = (struct ac_trade_list){ 0 };
}

void ac_trade_list_deinit(struct ac_trade_list *list)
{
	free(list->rows);
	*list = (struct ac_trade_list){ 0 };
}

void ac_trade_list_push(struct ac_trade_list *list, const struct ac_trade_row *row)
{
	if (list->count == list->capacity) {
		size_t capacity = list->capacity == 0 ? 1024 : list->capacity * 2;
		struct ac_trade_row *grown = realloc(list->rows, capacity * sizeof(*grown));
		if (grown == NULL) {
			list->is_short_of_memory = true;
			return;
		}
		list->rows = grown;
		list->capacity = capacity;
	}
	list->rows[list->count++] = *row;
}

static void add(struct ac_dec *sum, struct ac_dec by)
{
	enum ac_status status = ac_dec_add(*sum, by, sum);
	ac_assert(status == AC_OK); /* sums of results are bounded by the wallet */
}

static void sum_row(struct ac_report *report, const struct ac_round_trip *trip)
{
	bool is_first = report->trades == 0;
	report->trades++;
	add(&report->gross, trip->gross_profit);
	add(&report->fees, trip->fees);
	add(&report->funding, trip->funding);
	add(&report->net, trip->net_profit);
	if (trip->net_profit.units > 0) {
		report->wins++;
		add(&report->gross_profit, trip->net_profit);
	} else if (trip->net_profit.units < 0) {
		report->losses++;
		add(&report->gross_loss, trip->net_profit);
	}
	report->best = is_first ? trip->net_profit : ac_dec_max(report->best, trip->net_profit);
	report->worst = is_first ? trip->net_profit : ac_dec_min(report->worst, trip->net_profit);
	report->average_hold_minutes +=
		(double)(trip->exit_time_ms - trip->entry_time_ms) / (double)AC_MS_PER_MIN;
}

/* Daily returns on the balance at each day's start; a day without a closed trade returns 0. */
static void ratios(const struct ac_trade_list *list, struct ac_dec balance, ac_ms first_ms,
		   ac_ms last_ms, struct ac_report *report)
{
	ac_ms first_day = first_ms / AC_MS_PER_DAY, last_day = last_ms / AC_MS_PER_DAY;
	double days = (double)(last_day - first_day + 1);
	double sum = 0.0, squares = 0.0, losses = 0.0;
	double start = ac_dec_to_double(balance);
	size_t at = 0;
	while (at < list->count) {
		ac_ms day = list->rows[at].trip.exit_time_ms / AC_MS_PER_DAY;
		double net = 0.0;
		for (; at < list->count && list->rows[at].trip.exit_time_ms / AC_MS_PER_DAY == day;
		     at++)
			net += ac_dec_to_double(list->rows[at].trip.net_profit);
		double result = start > 0.0 ? net / start : 0.0;
		sum += result;
		squares += result * result;
		losses += result < 0.0 ? result * result : 0.0;
		start += net;
	}
	if (days < 2.0)
		return;
	double mean = sum / days;
	double variance = (squares - days * mean * mean) / (days - 1.0);
	if (variance > 0.0)
		report->sharpe = mean / sqrt(variance) * sqrt(DAYS_PER_YEAR);
	if (losses > 0.0)
		report->sortino = mean / sqrt(losses / days) * sqrt(DAYS_PER_YEAR);
}

void ac_report_make(const struct ac_trade_list *list, struct ac_dec balance, ac_ms first_ms,
		    ac_ms last_ms, struct ac_report *ret_report)
{
	struct ac_report report = { 0 };
	struct ac_dec current = balance, peak = balance;
	for (size_t i = 0; i < list->count; i++) {
		sum_row(&report, &list->rows[i].trip);
		add(&current, list->rows[i].trip.net_profit);
		peak = ac_dec_max(peak, current);
		struct ac_dec fall = { peak.units - current.units };
		if (fall.units > report.max_drawdown.units)
			report.max_drawdown = fall;
		if (peak.units > 0) {
			double pct = 100.0 * (double)fall.units / (double)peak.units;
			report.max_drawdown_pct = fmax(report.max_drawdown_pct, pct);
		}
	}
	if (report.trades > 0) {
		double trades = (double)report.trades;
		report.win_rate = (double)report.wins / trades;
		report.expectancy = ac_dec_to_double(report.net) / trades;
		report.average_hold_minutes /= trades;
		report.profit_factor = report.gross_loss.units == 0
					       ? (report.gross_profit.units > 0 ? INFINITY : 0.0)
					       : ac_dec_to_double(report.gross_profit) /
							 -ac_dec_to_double(report.gross_loss);
	}
	ratios(list, balance, first_ms, last_ms, &report);
	*ret_report = report;
}
