/* queries.h - the names of all texts of SQL, and of all parameters in them. The texts are in queries/
 * and, where only one database understands them, in the driver's folder; the build ends where a
 * name has no text, or a text no name. Internal to this room, but for those that ask. */
#ifndef AC_DATABASE_QUERIES_H
#define AC_DATABASE_QUERIES_H

/* Constant, and the name behind --query. */
#define AC_QUERY_LIST(X)                                                                           \
	X(SCHEMA_LOOK, "schema_look")                                                              \
	X(MIGRATIONS_LIST, "migrations_list")                                                      \
	X(MIGRATION_RECORD, "migration_record")                                                    \
	X(RUN_ID_NEXT, "run_id_next")                                                              \
	X(RUN_LAST, "run_last")                                                                    \
	X(RUN_BEGIN, "run_begin")                                                                  \
	X(RUN_END, "run_end")                                                                      \
	X(RUN_REACHED, "run_reached")                                                              \
	X(RUNS_NEWEST, "runs_newest")                                                              \
	X(CANDLE_WRITE, "candle_write")                                                            \
	X(SIGNAL_WRITE, "signal_write")                                                            \
	X(ORDER_WRITE, "order_write")                                                              \
	X(FILL_WRITE, "fill_write")                                                                \
	X(POSITION_WRITE, "position_write")                                                        \
	X(ROUND_TRIP_WRITE, "round_trip_write")                                                    \
	X(HALT_WRITE, "halt_write")                                                                \
	X(HALT_SUPERSEDE, "halt_supersede")                                                        \
	X(HALT_LIFT, "halt_lift")                                                                  \
	X(RISK_STATE_WRITE, "risk_state_write")                                                    \
	X(ACCOUNT_WRITE, "account_write")                                                          \
	X(FUNDING_WRITE, "funding_write")                                                          \
	X(SYSTEM_WRITE, "system_write")                                                            \
	X(FILLS_NEWEST, "fills_newest")                                                            \
	X(ORDERS_OPEN, "orders_open")                                                              \
	X(POSITIONS_OPEN, "positions_open")                                                        \
	X(RISK_STATES, "risk_states")                                                              \
	X(HALTS_ACTIVE, "halts_active")                                                            \
	X(CANDLES_NEWEST, "candles_newest")                                                        \
	X(TRADES_BY_EXIT_TIME, "trades_by_exit_time")                                              \
	X(TRADES_BY_EXIT_TIME_ASCENDING, "trades_by_exit_time_ascending")                          \
	X(TRADES_BY_SYMBOL, "trades_by_symbol")                                                    \
	X(TRADES_BY_SYMBOL_ASCENDING, "trades_by_symbol_ascending")                                \
	X(TRADES_BY_STRATEGY, "trades_by_strategy")                                                \
	X(TRADES_BY_STRATEGY_ASCENDING, "trades_by_strategy_ascending")                            \
	X(TRADES_BY_HOLD, "trades_by_hold")                                                        \
	X(TRADES_BY_HOLD_ASCENDING, "trades_by_hold_ascending")                                    \
	X(TRADES_NET, "trades_net")                                                                \
	X(TRADES_CLOSED, "trades_closed")                                                          \
	X(ACCOUNT_NEWEST, "account_newest")                                                        \
	X(ACCOUNT_TIMES, "account_times")                                                          \
	X(ACCOUNT_READINGS, "account_readings")                                                    \
	X(ACCOUNT_FALLS, "account_falls")                                                          \
	X(SIGNALS, "signals")                                                                      \
	X(SIGNALS_ASCENDING, "signals_ascending")                                                  \
	X(FILLS, "fills")                                                                          \
	X(FILLS_ASCENDING, "fills_ascending")                                                      \
	X(ORDERS, "orders")                                                                        \
	X(ORDERS_NOT_ENDED, "orders_not_ended")                                                    \
	X(POSITIONS, "positions")                                                                  \
	X(CANDLES, "candles")                                                                      \
	X(EVENTS, "events")                                                                        \
	X(EVENTS_ASCENDING, "events_ascending")                                                    \
	X(ASK_STATUS, "ask_status")                                                                \
	X(ASK_POSITIONS, "ask_positions")                                                          \
	X(ASK_ORDERS, "ask_orders")                                                                \
	X(PERFORMANCE_WRITE, "performance_write")                                                  \
	X(TRADES_BY_NET, "trades_by_net")                                                          \
	X(TRADES_BY_NET_ASCENDING, "trades_by_net_ascending")                                      \
	X(ASK_RUNS, "ask_runs")                                                                    \
	X(ASK_TRADES, "ask_trades")                                                                \
	X(ASK_PERFORMANCE, "ask_performance")                                                      \
	X(ASK_SIGNALS, "ask_signals")                                                              \
	X(ASK_HALTS, "ask_halts")                                                                  \
	X(ASK_VERIFY, "ask_verify")

/* Constant, and the name behind the colon. */
#define AC_PARAMETER_LIST(X)                                                                       \
	X(VERSION, "version")                                                                      \
	X(NAME, "name")                                                                            \
	X(CHECKSUM, "checksum")                                                                    \
	X(APPLIED_AT, "applied_at")                                                                \
	X(ACCOUNT, "account")                                                                      \
	X(RUN_ID, "run_id")                                                                        \
	X(MODE, "mode")                                                                            \
	X(FEED, "feed")                                                                            \
	X(JOURNAL, "journal")                                                                      \
	X(STARTED_AT, "started_at")                                                                \
	X(ENDED_AT, "ended_at")                                                                    \
	X(END_REASON, "end_reason")                                                                \
	X(JOURNAL_SEQ, "journal_seq")                                                              \
	X(SYMBOL, "symbol")                                                                        \
	X(OPEN_TIME, "open_time")                                                                  \
	X(OPEN, "open")                                                                            \
	X(HIGH, "high")                                                                            \
	X(LOW, "low")                                                                              \
	X(CLOSE, "close")                                                                          \
	X(VOLUME, "volume")                                                                        \
	X(TRADES, "trades")                                                                        \
	X(MISSING_BEFORE, "missing_before")                                                        \
	X(SEQ, "seq")                                                                              \
	X(SIGNAL_ID, "signal_id")                                                                  \
	X(TIME, "time")                                                                            \
	X(STRATEGY, "strategy")                                                                    \
	X(SIDE, "side")                                                                            \
	X(ACTION, "action")                                                                        \
	X(EXIT_REASON, "exit_reason")                                                              \
	X(PRICE, "price")                                                                          \
	X(QUANTITY, "quantity")                                                                    \
	X(IS_ALLOWED, "is_allowed")                                                                \
	X(VERDICT, "verdict")                                                                      \
	X(VALUE, "value")                                                                          \
	X(LIMIT_VALUE, "limit_value")                                                              \
	X(VALUE_1, "value_1")                                                                      \
	X(VALUE_2, "value_2")                                                                      \
	X(VALUE_3, "value_3")                                                                      \
	X(VALUE_4, "value_4")                                                                      \
	X(CLIENT_ORDER_ID, "client_order_id")                                                      \
	X(ORDER_ID, "order_id")                                                                    \
	X(ALGO_ID, "algo_id")                                                                      \
	X(POSITION_SIDE, "position_side")                                                          \
	X(TYPE, "type")                                                                            \
	X(TIME_IN_FORCE, "time_in_force")                                                          \
	X(PURPOSE, "purpose")                                                                      \
	X(STATUS, "status")                                                                        \
	X(IS_TERMINAL, "is_terminal")                                                              \
	X(REDUCE_ONLY, "reduce_only")                                                              \
	X(CLOSE_POSITION, "close_position")                                                        \
	X(STOP_PRICE, "stop_price")                                                                \
	X(EXECUTED_QUANTITY, "executed_quantity")                                                  \
	X(AVERAGE_PRICE, "average_price")                                                          \
	X(CUMULATIVE_QUOTE, "cumulative_quote")                                                    \
	X(COMMISSION, "commission")                                                                \
	X(ERROR_CODE, "error_code")                                                                \
	X(ATTEMPTS, "attempts")                                                                    \
	X(CREATED_AT, "created_at")                                                                \
	X(UPDATED_AT, "updated_at")                                                                \
	X(TRADE_ID, "trade_id")                                                                    \
	X(QUOTE_QUANTITY, "quote_quantity")                                                        \
	X(REALIZED_PNL, "realized_pnl")                                                            \
	X(IS_MAKER, "is_maker")                                                                    \
	X(ENTRY_PRICE, "entry_price")                                                              \
	X(TAKE_PROFIT_PRICE, "take_profit_price")                                                  \
	X(STOP_LOSS_PCT, "stop_loss_pct")                                                          \
	X(TAKE_PROFIT_PCT, "take_profit_pct")                                                      \
	X(FEES, "fees")                                                                            \
	X(FUNDING, "funding")                                                                      \
	X(IS_PROTECTED, "is_protected")                                                            \
	X(HAS_TAKE_PROFIT, "has_take_profit")                                                      \
	X(OPENED_AT, "opened_at")                                                                  \
	X(EXIT_PRICE, "exit_price")                                                                \
	X(ENTRY_TIME, "entry_time")                                                                \
	X(EXIT_TIME, "exit_time")                                                                  \
	X(IS_AMBIGUOUS, "is_ambiguous")                                                            \
	X(GROSS_PNL, "gross_pnl")                                                                  \
	X(NET_PNL, "net_pnl")                                                                      \
	X(GUARD, "guard")                                                                          \
	X(SINCE, "since")                                                                          \
	X(UNTIL, "until")                                                                          \
	X(STATE, "state")                                                                          \
	X(REASON, "reason")                                                                        \
	X(COUNTER, "counter")                                                                      \
	X(LIFTED_AT, "lifted_at")                                                                  \
	X(WALLET, "wallet")                                                                        \
	X(UNREALIZED_PNL, "unrealized_pnl")                                                        \
	X(EQUITY, "equity")                                                                        \
	X(EQUITY_PEAK, "equity_peak")                                                              \
	X(DAY_START_EQUITY, "day_start_equity")                                                    \
	X(DRAWDOWN_PCT, "drawdown_pct")                                                            \
	X(REALIZED_TODAY, "realized_today")                                                        \
	X(FEES_TODAY, "fees_today")                                                                \
	X(FUNDING_TODAY, "funding_today")                                                          \
	X(REALIZED_TOTAL, "realized_total")                                                        \
	X(FEES_TOTAL, "fees_total")                                                                \
	X(FUNDING_TOTAL, "funding_total")                                                          \
	X(MARGIN_USED, "margin_used")                                                              \
	X(PAYMENT, "payment")                                                                      \
	X(RATE, "rate")                                                                            \
	X(EVENT, "event")                                                                          \
	X(TEXT, "text")                                                                            \
	X(LIMIT, "limit")                                                                          \
	X(FROM_MS, "from_ms")                                                                      \
	X(TO_MS, "to_ms")                                                                          \
	X(RESULT, "result")                                                                        \
	X(OFFSET, "offset")                                                                        \
	X(ALLOWED, "allowed")                                                                      \
	X(DAY, "day")

#define AC_QUERY_CONSTANT(constant, name)     AC_QUERY_##constant,
#define AC_PARAMETER_CONSTANT(constant, name) AC_PARAMETER_##constant,

enum ac_query { AC_QUERY_LIST(AC_QUERY_CONSTANT) AC_QUERY_COUNT };
enum ac_parameter { AC_PARAMETER_LIST(AC_PARAMETER_CONSTANT) AC_PARAMETER_COUNT };

#endif
