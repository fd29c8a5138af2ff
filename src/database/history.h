/* history.h - what happened, read back for people: trades, performance, equity, signals, candles,
 * events. Read-only, over a store opened with ac_store_open_readonly; not for trading decisions.
 * Sums of money are exact. One thread at a time per store. Every function: AC_OK; or with
 * ac_store_error set AC_ERR_IO, AC_ERR_CORRUPT (a row that cannot be read) or AC_ERR_RANGE (a sum
 * that does not fit); or AC_ERR_NOMEM. `take` returning false ends the listing early; it
 * must not ask the same question of the same store. */
#ifndef AC_DATABASE_HISTORY_H
#define AC_DATABASE_HISTORY_H

#include "database/store.h"

#define AC_HISTORY_NAME_SIZE 40

/* Accounts in the file, the one with the newest run first. */
AC_MUST_USE enum ac_status ac_history_accounts(struct ac_store *store,
					       bool (*take)(void *self, const char *account,
							    const struct ac_store_run *newest,
							    bool is_ended),
					       void *self);

enum ac_history_result { AC_HISTORY_ANY, AC_HISTORY_WON, AC_HISTORY_LOST };
enum ac_history_sort {
	AC_HISTORY_BY_EXIT_TIME,
	AC_HISTORY_BY_NET,
	AC_HISTORY_BY_SYMBOL,
	AC_HISTORY_BY_STRATEGY,
	AC_HISTORY_BY_HOLD,
};
/* Which rows. Empty texts and zeros do not restrict. */
struct ac_history_filter {
	const char *account;           /* required */
	const char *symbol, *strategy; /* NULL or "": all */
	ac_ms from_ms, to_ms;          /* from <= time < to; to 0: no end */
	int32_t direction;             /* trades: +1, -1, 0 both */
	enum ac_history_result result; /* trades: by net profit */
	int32_t allowed;               /* signals: 1 taken, -1 refused, 0 both */
	enum ac_history_sort sort;     /* trades */
	bool is_ascending;             /* default: newest or largest first */
	uint32_t limit, offset;        /* limit 0: all */
};

struct ac_history_trade {
	uint32_t run_id;
	uint64_t seq;
	char symbol[AC_SYMBOL_SIZE], strategy[AC_STRATEGY_NAME_SIZE];
	struct ac_round_trip trip;
};
/* `ret_total` (may be NULL): how many the filter has without limit and offset; `ret_net` their
 * exact net profit. */
AC_MUST_USE enum ac_status ac_history_trades(
	struct ac_store *store, const struct ac_history_filter *filter,
	bool (*take)(void *self, const struct ac_history_trade *trade), void *self,
	uint64_t *ret_total, struct ac_dec *ret_net);

/* One strategy on one symbol, or the sum of all (texts empty). Ratios are for the eye: doubles, NaN
 * where they are not defined (no trades, no losses). */
struct ac_history_performance {
	char symbol[AC_SYMBOL_SIZE], strategy[AC_STRATEGY_NAME_SIZE];
	uint64_t trades, wins, losses;
	struct ac_dec gross_profit, gross_loss; /* sums of net profits above and below zero */
	struct ac_dec net, fees, funding;
	struct ac_dec best, worst; /* net of one trade */
	/* Largest fall of the running sum of net profits, in the order of exits and records. */
	struct ac_dec drawdown;
	int64_t hold_ms_total;
	double win_rate;      /* 0..1 */
	double profit_factor; /* gross profit / -gross loss */
	double expectancy;    /* net a trade, quote asset */
	/* Mean over standard deviation of daily net profits (UTC days of the window, days without a
	 * trade count as 0), times sqrt(365); not defined where fewer than two days had trades. W.
	 * Sharpe, "The Sharpe Ratio", 1994. */
	double sharpe;
};
/* Rows by strategy and symbol, then the total as the last row. From `filter`: account, symbol,
 * strategy, times (of the exit). `now_ms` ends the window for daily figures, unless it ends before;
 * a window that ends at midnight has no part of the next day. */
AC_MUST_USE enum ac_status ac_history_performance(
	struct ac_store *store, const struct ac_history_filter *filter, ac_ms now_ms,
	bool (*take)(void *self, const struct ac_history_performance *row, bool is_total),
	void *self);

/* The equity curve, at most `points_max` (2 or more) points in ascending order, of which two may
 * have one moment: of each stretch of time the last reading, and before it the one with the largest
 * drawdown (where several have it, the lowest) if that is another, so that no drawdown is smoothed
 * away. */
struct ac_history_equity {
	ac_ms time_ms;
	struct ac_dec wallet, equity, equity_peak, drawdown_pct;
};
AC_MUST_USE enum ac_status ac_history_equity(
	struct ac_store *store, const struct ac_history_filter *filter, uint32_t points_max,
	bool (*take)(void *self, const struct ac_history_equity *point), void *self);

struct ac_history_signal {
	uint32_t run_id;
	uint64_t seq;
	char symbol[AC_SYMBOL_SIZE], strategy[AC_STRATEGY_NAME_SIZE];
	char action[16], verdict[AC_HISTORY_NAME_SIZE], exit_reason[16];
	bool is_allowed;
	struct ac_dec price, quantity, value, limit;
	ac_ms time_ms;
	bool has_value[AC_DECISION_VALUES_MAX];
	double values[AC_DECISION_VALUES_MAX];
};
/* Newest first unless is_ascending. */
AC_MUST_USE enum ac_status ac_history_signals(
	struct ac_store *store, const struct ac_history_filter *filter,
	bool (*take)(void *self, const struct ac_history_signal *signal), void *self);

/* One execution, for the marks on a chart. */
struct ac_history_fill {
	char symbol[AC_SYMBOL_SIZE], strategy[AC_STRATEGY_NAME_SIZE];
	char side[8], position_side[8], purpose[16];
	char client_order_id[AC_CLIENT_ID_SIZE];
	int64_t trade_id;
	struct ac_dec price, quantity, commission, realized;
	ac_ms time_ms;
};
AC_MUST_USE enum ac_status ac_history_fills(
	struct ac_store *store, const struct ac_history_filter *filter,
	bool (*take)(void *self, const struct ac_history_fill *fill), void *self);

struct ac_history_order {
	char client_order_id[AC_CLIENT_ID_SIZE];
	char symbol[AC_SYMBOL_SIZE], strategy[AC_STRATEGY_NAME_SIZE];
	char side[8], position_side[8], type[24], purpose[16], status[20], exit_reason[16];
	bool is_terminal, reduce_only, close_position;
	int64_t order_id, algo_id; /* 0 none */
	struct ac_dec price, stop_price, quantity, executed, average_price, commission;
	int32_t error_code; /* 0 none */
	int32_t attempts;
	ac_ms created_ms, updated_ms;
};
/* Newest first, by the time of creation. `is_open_only`: those that have not ended. */
AC_MUST_USE enum ac_status ac_history_orders(
	struct ac_store *store, const struct ac_history_filter *filter, bool is_open_only,
	bool (*take)(void *self, const struct ac_history_order *order), void *self);

struct ac_history_position {
	char symbol[AC_SYMBOL_SIZE], strategy[AC_STRATEGY_NAME_SIZE];
	struct ac_position_record record;
};
/* Those that are not flat, as the database last heard of them. */
AC_MUST_USE enum ac_status ac_history_positions(struct ac_store *store, const char *account,
						bool (*take)(void *self,
							     const struct ac_history_position *p),
						void *self);

/* What else happened: halts set and lifted, system events, runs started and ended; newest first
 * unless is_ascending; of one moment, as recorded. */
struct ac_history_event {
	ac_ms time_ms;
	char kind[24]; /* "halt", "halt_lifted", "run", "run_ended", or system_events.event */
	char symbol[AC_SYMBOL_SIZE], strategy[AC_STRATEGY_NAME_SIZE];
	char guard[32], reason[AC_HISTORY_NAME_SIZE]; /* halts */
	struct ac_dec value, limit;                   /* halts */
	ac_ms until_ms;                               /* halts; 0 none */
	char text[AC_STORE_TEXT_SIZE];                /* one sentence */
};
AC_MUST_USE enum ac_status ac_history_events(
	struct ac_store *store, const struct ac_history_filter *filter,
	bool (*take)(void *self, const struct ac_history_event *event), void *self);

/* Candles of the filter's symbol, which is required, with open_time in [from, to), ascending; of more
 * than `limit` the newest. */
AC_MUST_USE enum ac_status ac_history_candles(
	struct ac_store *store, const struct ac_history_filter *filter,
	bool (*take)(void *self, const struct ac_candle *candle), void *self);

/* The newest account row, and what the account did in [from, to): for statements and the daily
 * summary. AC_ERR_NOT_FOUND where the account has no row. */
struct ac_history_account {
	struct ac_account newest;
	struct ac_dec drawdown_pct;              /* of the newest row */
	struct ac_dec drawdown_pct_max;          /* the largest of the stretch */
	struct ac_dec equity_first, equity_last; /* of the stretch; 0 none */
};
AC_MUST_USE enum ac_status ac_history_account(struct ac_store *store, const char *account,
					      ac_ms from_ms, ac_ms to_ms,
					      struct ac_history_account *ret_account);

#endif
