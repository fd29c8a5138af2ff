-- Texts that only SQLite understands: exact arithmetic on decimals by the functions ac_units (text to
-- units of 1e-8) and ac_text (back), which the driver brings; datetime and the pragmas.

-- What a file holds: tables of ours, and anything at all.
--query schema_look
SELECT count(*) FILTER (WHERE name = 'migrations'), count(*) FROM sqlite_schema

-- The day is summed anew from its trades, so that no order of writing can count one twice.
--query performance_write
INSERT INTO strategy_performance (account, strategy, symbol, day, trades, wins, losses,
    gross_profit, gross_loss, fees, funding, net, hold_ms, updated_at)
SELECT :account, :strategy, :symbol, :day, count(*), count(*) FILTER (WHERE units > 0),
    count(*) FILTER (WHERE units < 0),
    ac_text(coalesce(sum(units) FILTER (WHERE units > 0), 0)),
    ac_text(coalesce(sum(units) FILTER (WHERE units < 0), 0)),
    ac_text(sum(ac_units(fees))), ac_text(sum(ac_units(funding))), ac_text(sum(units)),
    sum(exit_time - entry_time), max(exit_time)
FROM (
    SELECT *, ac_units(net_pnl) AS units
    FROM round_trips
    WHERE account = :account AND strategy = :strategy AND symbol = :symbol
        AND exit_time >= :from_ms AND exit_time < :to_ms
)
WHERE true
ON CONFLICT (account, strategy, symbol, day) DO UPDATE SET
    trades = excluded.trades,
    wins = excluded.wins,
    losses = excluded.losses,
    gross_profit = excluded.gross_profit,
    gross_loss = excluded.gross_loss,
    fees = excluded.fees,
    funding = excluded.funding,
    net = excluded.net,
    hold_ms = excluded.hold_ms,
    updated_at = excluded.updated_at

--query trades_by_net
@TRADES
ORDER BY ac_units(net_pnl) DESC, run_id DESC, seq DESC
@PAGE

--query trades_by_net_ascending
@TRADES
ORDER BY ac_units(net_pnl), run_id, seq
@PAGE

--query ask_runs
SELECT run_id, account, mode, datetime(started_at / 1000, 'unixepoch') AS started,
    coalesce(datetime(ended_at / 1000, 'unixepoch'), 'cut off or running') AS ended, end_reason, feed
FROM runs
ORDER BY run_id DESC
LIMIT 50

--query ask_trades
SELECT datetime(exit_time / 1000, 'unixepoch') AS closed, account, symbol, strategy, side, quantity,
    entry_price, exit_price, exit_reason, net_pnl
FROM round_trips
ORDER BY exit_time DESC
LIMIT 50

--query ask_performance
SELECT account, strategy, symbol, count(*) AS trades, sum(CAST(net_pnl AS REAL) > 0) AS wins,
    round(sum(CAST(net_pnl AS REAL)), 2) AS net, round(sum(CAST(fees AS REAL)), 2) AS fees
FROM round_trips
GROUP BY account, strategy, symbol
ORDER BY account, strategy, symbol

--query ask_signals
SELECT datetime(time / 1000, 'unixepoch') AS at, symbol, strategy, side, price, quantity, verdict
FROM signals
ORDER BY time DESC
LIMIT 50

--query ask_halts
SELECT datetime(since / 1000, 'unixepoch') AS since, guard, symbol, strategy, reason, is_active
FROM halts
ORDER BY since DESC
LIMIT 50

-- Every row is a fault.
--query ask_verify
SELECT integrity_check AS fault FROM pragma_integrity_check WHERE integrity_check <> 'ok'
UNION ALL
SELECT 'fill ' || trade_id || ' of ' || symbol || ' has no order'
FROM fills f
WHERE NOT EXISTS (SELECT 1 FROM orders o WHERE o.client_order_id = f.client_order_id)
    AND purpose <> 'foreign'
UNION ALL
SELECT 'position ' || symbol || ' of ' || strategy || ' stands without a stop'
FROM positions
WHERE quantity <> '0' AND is_protected = 0
