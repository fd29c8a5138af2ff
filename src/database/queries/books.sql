-- What a start takes up again from earlier runs. The first two columns are strategy and symbol.

-- As many as the executor remembers; which strategy they were for does not matter there.
--query fills_newest
SELECT '', symbol, trade_id, time
FROM fills
WHERE account = :account
ORDER BY time DESC
LIMIT 32768

--query orders_open
SELECT strategy, symbol, client_order_id, status, purpose, side, position_side, type, time_in_force,
    exit_reason, reduce_only, close_position, attempts, error_code, order_id, algo_id, quantity, price,
    stop_price, executed_quantity, cumulative_quote, average_price, commission, created_at,
    updated_at, signal_id
FROM orders
WHERE account = :account AND is_terminal = 0
ORDER BY created_at, client_order_id

--query positions_open
SELECT strategy, symbol, position_side, is_protected, has_take_profit, quantity, entry_price,
    stop_price, take_profit_price, realized_pnl, fees, funding, stop_loss_pct, take_profit_pct,
    opened_at, updated_at
FROM positions
WHERE account = :account AND quantity <> '0'
ORDER BY strategy, symbol, position_side

--query risk_states
SELECT strategy, symbol, guard, state, reason, since, until, value, limit_value, counter, updated_at,
    0
FROM risk_state
WHERE account = :account
ORDER BY update_run_id, update_seq

--query halts_active
SELECT strategy, symbol, guard, state, reason, since, until, value, limit_value, counter, since, 1
FROM halts
WHERE account = :account AND is_active = 1
ORDER BY update_run_id, update_seq

--query candles_newest
SELECT open_time, open, high, low, close, volume, trades, missing_before
FROM candles_1m
WHERE account = :account AND symbol = :symbol
ORDER BY open_time DESC
LIMIT :limit
