/* report.h - what a list of closed positions amounts to. Money is exact; ratios are doubles, for
 * reading only. Source of the ratios: docs/backtest.md. */
#ifndef AC_BACKTEST_REPORT_H
#define AC_BACKTEST_REPORT_H

#include "market/event.h"

struct ac_trade_row {
	uint16_t symbol;
	struct ac_round_trip trip;
	ac_ms exit_candle_ms; /* open time of the candle in which the exit filled */
};

struct ac_trade_list {
	struct ac_trade_row *rows; /* owned */
	size_t count, capacity;
	bool is_short_of_memory; /* a row was lost; the run is then a failure */
};
void ac_trade_list_init(struct ac_trade_list *list);
void ac_trade_list_deinit(struct ac_trade_list *list);
void ac_trade_list_push(struct ac_trade_list *list, const struct ac_trade_row *row);

struct ac_report {
	uint64_t trades, wins, losses;
	struct ac_dec gross, fees, funding, net; /* net = gross - fees + funding */
	struct ac_dec gross_profit, gross_loss;  /* sums of winning and of losing net results */
	struct ac_dec best, worst;
	double win_rate;            /* wins / trades, 0..1 */
	double profit_factor;       /* gross_profit / |gross_loss|; infinity without losses */
	double expectancy;          /* net / trades, quote asset */
	struct ac_dec max_drawdown; /* largest fall of the balance from its peak, trade by trade */
	double max_drawdown_pct;    /* of that peak */
	double sharpe;  /* mean / deviation of daily returns, times sqrt(365); 0 below two days */
	double sortino; /* the same with the deviation of losing days only */
	double average_hold_minutes;
};

/* `balance` is the wallet at the start; `first_ms` and `last_ms` bound the days that count, also
 * those without a trade. */
void ac_report_make(const struct ac_trade_list *list, struct ac_dec balance, ac_ms first_ms,
		    ac_ms last_ms, struct ac_report *ret_report);

#endif
