-- What a person asks with `autocoin db`. The names of the columns are the head of the answer.

--query ask_status
SELECT (SELECT count(*) FROM runs) AS runs,
    (SELECT count(*) FROM orders) AS orders,
    (SELECT count(*) FROM fills) AS fills,
    (SELECT count(*) FROM signals) AS signals,
    (SELECT count(*) FROM round_trips) AS trades,
    (SELECT count(*) FROM candles_1m) AS candles,
    (SELECT count(*) FROM positions WHERE quantity <> '0') AS open_positions

--query ask_positions
SELECT account, strategy, symbol, position_side, quantity, entry_price, stop_price,
    take_profit_price, is_protected
FROM positions
WHERE quantity <> '0'
ORDER BY account, symbol, strategy

--query ask_orders
SELECT account, symbol, strategy, client_order_id, purpose, type, side, quantity, stop_price, status
FROM orders
WHERE is_terminal = 0
ORDER BY account, symbol, created_at
