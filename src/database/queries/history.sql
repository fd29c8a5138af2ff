-- What happened, for people. Every text has a whole window of time, so that an index leads to its rows;
-- an empty symbol or strategy does not restrict.

--define SCOPE
AND (:symbol = '' OR symbol = :symbol) AND (:strategy = '' OR strategy = :strategy)

--define TIME_WINDOW
AND time >= :from_ms AND time < :to_ms

-- The sign of a canonical decimal is its first character.
--define TRADES_CHOSEN
FROM round_trips
WHERE account = :account @SCOPE
    AND exit_time >= :from_ms AND exit_time < :to_ms
    AND (:side = '' OR side = :side)
    AND (:result <> 'won' OR (net_pnl <> '0' AND net_pnl NOT LIKE '-%'))
    AND (:result <> 'lost' OR net_pnl LIKE '-%')

--define TRADES
SELECT run_id, seq, symbol, strategy, side, quantity, entry_price, exit_price, entry_time, exit_time,
    exit_reason, is_ambiguous, gross_pnl, fees, funding, net_pnl
@TRADES_CHOSEN

--define PAGE
LIMIT :limit OFFSET :offset

-- Ties are broken by the key, so that pages neither repeat nor leave out a row.
--query trades_by_exit_time
@TRADES
ORDER BY exit_time DESC, run_id DESC, seq DESC
@PAGE

--query trades_by_exit_time_ascending
@TRADES
ORDER BY exit_time, run_id, seq
@PAGE

--query trades_by_symbol
@TRADES
ORDER BY symbol DESC, exit_time DESC, run_id DESC, seq DESC
@PAGE

--query trades_by_symbol_ascending
@TRADES
ORDER BY symbol, exit_time, run_id, seq
@PAGE

--query trades_by_strategy
@TRADES
ORDER BY strategy DESC, exit_time DESC, run_id DESC, seq DESC
@PAGE

--query trades_by_strategy_ascending
@TRADES
ORDER BY strategy, exit_time, run_id, seq
@PAGE

--query trades_by_hold
@TRADES
ORDER BY exit_time - entry_time DESC, run_id DESC, seq DESC
@PAGE

--query trades_by_hold_ascending
@TRADES
ORDER BY exit_time - entry_time, run_id, seq
@PAGE

--query trades_net
SELECT net_pnl
@TRADES_CHOSEN

--query trades_closed
SELECT symbol, strategy, entry_time, exit_time, fees, funding, net_pnl
FROM round_trips
WHERE account = :account @SCOPE
    AND exit_time >= :from_ms AND exit_time < :to_ms
ORDER BY exit_time, run_id, seq

--query account_newest
SELECT time, wallet, unrealized_pnl, equity, equity_peak, day_start_equity, drawdown_pct,
    realized_today, fees_today, funding_today, realized_total, fees_total, funding_total, margin_used
FROM account_stats
WHERE account = :account
ORDER BY time DESC, run_id DESC, seq DESC
LIMIT 1

-- The rows of account_stats are the account's own: symbol and strategy do not restrict them.
--query account_times
SELECT coalesce(min(time), 0), coalesce(max(time), 0)
FROM account_stats
WHERE account = :account @TIME_WINDOW

--query account_readings
SELECT time, wallet, equity, equity_peak, drawdown_pct
FROM account_stats
WHERE account = :account @TIME_WINDOW
ORDER BY time, run_id, seq

--query account_falls
SELECT equity, drawdown_pct
FROM account_stats
WHERE account = :account @TIME_WINDOW
ORDER BY time, run_id, seq

--define SIGNALS
SELECT run_id, seq, time, symbol, strategy, action, exit_reason, is_allowed, verdict, price, quantity,
    value, limit_value, value_1, value_2, value_3, value_4
FROM signals
WHERE account = :account @SCOPE @TIME_WINDOW
    AND (:allowed <= 0 OR is_allowed = 1) AND (:allowed >= 0 OR is_allowed = 0)

--query signals
@SIGNALS
ORDER BY time DESC, run_id DESC, seq DESC
@PAGE

--query signals_ascending
@SIGNALS
ORDER BY time, run_id, seq
@PAGE

--define FILLS
SELECT symbol, strategy, side, position_side, purpose, client_order_id, trade_id, price, quantity,
    commission, realized_pnl, time
FROM fills
WHERE account = :account @SCOPE @TIME_WINDOW

--query fills
@FILLS
ORDER BY time DESC, symbol DESC, trade_id DESC
@PAGE

--query fills_ascending
@FILLS
ORDER BY time, symbol, trade_id
@PAGE

--define ORDERS
SELECT client_order_id, symbol, strategy, side, position_side, type, purpose, status, exit_reason,
    is_terminal, reduce_only, close_position, order_id, algo_id, price, stop_price, quantity,
    executed_quantity, average_price, commission, error_code, attempts, created_at, updated_at
FROM orders
WHERE account = :account @SCOPE
    AND created_at >= :from_ms AND created_at < :to_ms

--query orders
@ORDERS
ORDER BY created_at DESC, client_order_id DESC
@PAGE

--query orders_not_ended
@ORDERS
    AND is_terminal = 0
ORDER BY created_at DESC, client_order_id DESC
@PAGE

--query positions
SELECT symbol, strategy, position_side, quantity, entry_price, stop_price, take_profit_price,
    stop_loss_pct, take_profit_pct, realized_pnl, fees, funding, is_protected, has_take_profit,
    opened_at, updated_at
FROM positions
WHERE account = :account AND quantity <> '0'
ORDER BY strategy, symbol, position_side

-- Candles are the same for every strategy. The newest are found from the end of the key and turned round.
--query candles
SELECT open_time, open, high, low, close, volume, trades, missing_before
FROM (
    SELECT *
    FROM candles_1m
    WHERE account = :account AND symbol = :symbol AND open_time >= :from_ms AND open_time < :to_ms
    ORDER BY open_time DESC
    LIMIT :limit
) AS newest
ORDER BY open_time

-- Halts, system events and runs as one list, each with a sentence. Within a moment, run_id and rank put
-- events in the order in which they were recorded. A row of halts keeps only the number of its latest
-- fact: the beginning of a halt that has been lifted comes just before its end, and what begins a halt
-- comes just after what ends the one before it.
--define NO_HALT
'' AS guard, '' AS reason, '0' AS value, '0' AS limit_value, 0 AS until

--define EVENTS
SELECT time, kind, symbol, strategy, guard, reason, value, limit_value, until, text, run_id, rank
FROM (
    SELECT account, since AS time, 'halt' AS kind, symbol, strategy, guard, reason, value,
        limit_value, coalesce(until, 0) AS until, update_run_id AS run_id,
        'entries halted by ' || guard || CASE WHEN reason = guard THEN '' ELSE ', ' || reason END
            AS text,
        2 * update_seq + CASE WHEN is_active = 1 THEN 1 ELSE -1 END AS rank
    FROM halts
    UNION ALL
    SELECT account, lifted_at AS time, 'halt_lifted' AS kind, symbol, strategy, guard, reason, value,
        limit_value, 0 AS until, update_run_id AS run_id,
        'the halt of ' || guard || ' has ended' AS text, 2 * update_seq AS rank
    FROM halts
    WHERE lifted_at IS NOT NULL
    UNION ALL
    SELECT account, time, event AS kind, symbol, strategy, @NO_HALT, run_id, text, 2 * seq AS rank
    FROM system_events
    UNION ALL
    SELECT account, started_at AS time, 'run' AS kind, '' AS symbol, '' AS strategy, @NO_HALT, run_id,
        'run ' || run_id || ' started: ' || mode || ', ' || feed AS text, -1 AS rank
    FROM runs
    UNION ALL
    SELECT account, ended_at AS time, 'run_ended' AS kind, '' AS symbol, '' AS strategy, @NO_HALT,
        run_id, 'run ' || run_id || ' ended: ' || coalesce(end_reason, '') AS text,
        2 * journal_seq + 2 AS rank
    FROM runs
    WHERE ended_at IS NOT NULL
) AS happened
WHERE account = :account @SCOPE @TIME_WINDOW

--query events
@EVENTS
ORDER BY time DESC, run_id DESC, rank DESC, kind DESC, symbol DESC, strategy DESC, guard DESC
@PAGE

--query events_ascending
@EVENTS
ORDER BY time, run_id, rank, kind, symbol, strategy, guard
@PAGE
