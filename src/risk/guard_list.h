/* guard_list.h - the lists that the room's words follow from: guards, the reasons that they give, the
 * limits that people set for them. Enums, texts, tables, the keys of config/risk.yaml and what is
 * compiled and tested come from here; the pages of documentation are compared with it by a test.
 * Numbers of guards and reasons stand in journals, so both lists grow at their end only. Constants
 * only, from any thread. */
#ifndef AC_RISK_GUARD_LIST_H
#define AC_RISK_GUARD_LIST_H

/* Guards in the order in which they are asked; also the `guard` of struct ac_risk_record.
 * GUARD(NAME, name): the name is the file guard_<name>.c and its test test_<name>.c, the channel
 * risk.<name>, the paragraph in docs/risk.md and halts.guard. The build reads this list too: one
 * guard a line. */
#define AC_GUARD_LIST(GUARD)                                                                       \
	GUARD(STATE, state)                                                                        \
	GUARD(DATA, data)                                                                          \
	GUARD(FILTERS, filters)                                                                    \
	GUARD(VOLATILITY, volatility)                                                              \
	GUARD(FUNDING_WINDOW, funding_window)                                                      \
	GUARD(COOLDOWN, cooldown)                                                                  \
	GUARD(CONSECUTIVE_LOSSES, consecutive_losses)                                              \
	GUARD(STRATEGY_DAILY_LOSS, strategy_daily_loss)                                            \
	GUARD(ACCOUNT_DAILY_LOSS, account_daily_loss)                                              \
	GUARD(DRAWDOWN, drawdown)                                                                  \
	GUARD(POSITIONS, positions)                                                                \
	GUARD(DAILY_QUANTITY, daily_quantity)                                                      \
	GUARD(SYMBOL_EXPOSURE, symbol_exposure)                                                    \
	GUARD(PRICE_COLLAR, price_collar)                                                          \
	GUARD(MARGIN, margin)                                                                      \
	GUARD(LIQUIDATION, liquidation)

/* X(name, text). Stored in signals.reason as text. */
#define AC_REASON_LIST(X)                                                                          \
	X(AC_REASON_OK, "ok")                                                                      \
	X(AC_REASON_STATE_REDUCING, "state_reducing")                                              \
	X(AC_REASON_STATE_HALTED, "state_halted")                                                  \
	X(AC_REASON_ENTRIES_OFF, "entries_off")                                                    \
	X(AC_REASON_UNKNOWN_INPUT, "unknown_input")                                                \
	X(AC_REASON_STALE_DATA, "stale_data")                                                      \
	X(AC_REASON_STREAM_GAP, "stream_gap")                                                      \
	X(AC_REASON_UNKNOWN_ORDER, "unknown_order")                                                \
	X(AC_REASON_NOT_FLAT, "not_flat")                                                          \
	X(AC_REASON_OPPOSITE_POSITION, "opposite_position")                                        \
	X(AC_REASON_QUANTITY, "quantity_below_minimum")                                            \
	X(AC_REASON_FILTER, "filter")                                                              \
	X(AC_REASON_MARGIN, "margin")                                                              \
	X(AC_REASON_LEVERAGE_BRACKET, "leverage_bracket")                                          \
	X(AC_REASON_SYMBOL_EXPOSURE, "symbol_exposure")                                            \
	X(AC_REASON_DAILY_QUANTITY, "daily_quantity")                                              \
	X(AC_REASON_STRATEGY_DAILY_LOSS, "strategy_daily_loss")                                    \
	X(AC_REASON_ACCOUNT_DAILY_LOSS, "account_daily_loss")                                      \
	X(AC_REASON_DRAWDOWN, "drawdown")                                                          \
	X(AC_REASON_CONSECUTIVE_LOSSES, "consecutive_losses")                                      \
	X(AC_REASON_FUNDING_WINDOW, "funding_window")                                              \
	X(AC_REASON_VOLATILITY, "volatility")                                                      \
	X(AC_REASON_POSITIONS_MAX, "positions_max")                                                \
	X(AC_REASON_ORDERS_MAX, "orders_max")                                                      \
	X(AC_REASON_PRICE_COLLAR, "price_collar")                                                  \
	X(AC_REASON_STOP_BEYOND_LIQUIDATION, "stop_beyond_liquidation")                            \
	X(AC_REASON_LIQUIDATION_DISTANCE, "liquidation_distance")                                  \
	X(AC_REASON_COOLDOWN, "cooldown")                                                          \
	X(AC_REASON_SIGNAL_EXPIRED, "signal_expired")                                              \
	X(AC_REASON_EXECUTOR_FULL, "executor_full")

/* Limits of the account: the members of struct ac_risk_limits and the keys of section `limits` in
 * config/risk.yaml, in the order in which both are written. A limit of 0 switches its guard off.
 * Percentages are plain decimals: 0.5 means 0.5 %.
 *   DECIMAL(member, whose, default, minimum, maximum, help)
 *   WHOLE(member, whose, default, minimum, maximum, help)
 *   SWITCH(member, whose, default, help)
 * `whose` is ACCOUNT where the limit is a choice of the account's owner, which a backtest without a
 * risk.yaml leaves off; KEPT where it always counts, or means nothing beside a limit of 0. */
#define AC_RISK_LIMIT_LIST(DECIMAL, WHOLE, SWITCH)                                                 \
	DECIMAL(account_daily_loss_pct, ACCOUNT, "5", "0", "100",                                  \
		"Loss since 00:00 UTC (realised, unrealised, fees and funding), in percent of "    \
		"the equity then, that halts the account for the day; 0 is off.")                  \
	DECIMAL(account_drawdown_pct, ACCOUNT, "15", "0", "100",                                   \
		"Fall of the equity from its stored peak, in percent, that halts the account "     \
		"until a person lifts it; 0 is off.")                                              \
	WHOLE(drawdown_readings, KEPT, "3", "1", "1000",                                           \
	      "Readings of the equity in a row that must confirm the drawdown.")                   \
	DECIMAL(strategy_daily_loss, ACCOUNT, "200", "0", "10000000000",                           \
		"Loss of one strategy on one symbol since 00:00 UTC, in the quote asset, that "    \
		"stops its entries for the day; 0 is off.")                                        \
	WHOLE(consecutive_losses, ACCOUNT, "5", "0", "1000",                                       \
	      "Losing trades in a row of one strategy on one symbol that stop its entries "        \
	      "for a while; 0 is off.")                                                            \
	WHOLE(consecutive_losses_halt_minutes, KEPT, "60", "1", "43200", "How long, in minutes.")  \
	WHOLE(funding_minutes_before, ACCOUNT, "2", "0", "240",                                    \
	      "No entries this many minutes before funding settles; 0 is off.")                    \
	WHOLE(funding_minutes_after, ACCOUNT, "1", "0", "240",                                     \
	      "No entries this many minutes after funding settled; 0 is off.")                     \
	WHOLE(volatility_window_sec, KEPT, "5", "1", "60",                                         \
	      "Seconds of prices over which the move is measured.")                                \
	DECIMAL(volatility_max_move_pct, KEPT, "0.5", "0", "100",                                  \
		"Move within the window, (highest - lowest) / lowest in percent, that stops "      \
		"the symbol's entries; 0 is off.")                                                 \
	WHOLE(volatility_halt_minutes, KEPT, "10", "1", "43200",                                   \
	      "How long after the last such move, in minutes.")                                    \
	SWITCH(volatility_flatten_on_halt, KEPT, "false",                                          \
	       "Also close the symbol's positions then; otherwise they keep their protective "     \
	       "orders.")                                                                          \
	WHOLE(positions_max, ACCOUNT, "20", "0", "2048",                                           \
	      "Open positions of the account; 0 is off.")                                          \
	WHOLE(orders_max, ACCOUNT, "100", "0", "10000", "Open orders of the account; 0 is off.")   \
	DECIMAL(price_collar_pct, KEPT, "2", "0", "100",                                           \
		"Largest distance of an entry's price from the mark price, in percent; 0 is "      \
		"off.")                                                                            \
	DECIMAL(liquidation_distance_pct, KEPT, "1", "0", "100",                                   \
		"Smallest distance of the mark price to a position's liquidation price, in "       \
		"percent; nearer than that there are no entries; 0 is off.")                       \
	SWITCH(liquidation_flatten, KEPT, "false",                                                 \
	       "Also close the position that came nearer than that.")                              \
	WHOLE(cooldown_sec, ACCOUNT, "0", "0", "86400",                                            \
	      "Pause after an exit before the same strategy enters the same symbol again, "        \
	      "in seconds; 0 is off.")                                                             \
	WHOLE(stale_data_ms, KEPT, "90000", "0", "3600000",                                        \
	      "Age of a symbol's newest market data, in milliseconds, from which there are "       \
	      "no entries; one-minute candles alone need more than 60000; 0 is off.")

#endif
