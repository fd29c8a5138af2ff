-- The first schema. docs/database.md explains every column.
--
-- Money, prices and quantities are exact decimals as text in one canonical form (no exponent, no
-- plus sign, no needless zero). `--define` gives a word for "such a column"; the build puts its text
-- in the word's place, with @ for the column's name. Times are milliseconds since 1970, UTC. Flags
-- are 0 or 1. An empty strategy or symbol means: the account as a whole.
--
-- This file must never change once a database was made with it: its checksum is in that database.

--define DECIMAL TEXT NOT NULL CHECK (@ GLOB '[0-9]*' AND @ GLOB '*[0-9]' AND @ NOT GLOB '*[^0-9.]*' AND @ NOT GLOB '*.*.*' AND @ NOT GLOB '*.*0' AND @ NOT GLOB '0[0-9]*' AND @ NOT GLOB '*.?????????*')
--define SIGNED_DECIMAL TEXT NOT NULL CHECK (ltrim(@, '-') GLOB '[0-9]*' AND @ GLOB '*[0-9]' AND @ NOT GLOB '?*[^0-9.]*' AND @ NOT GLOB '*.*.*' AND @ NOT GLOB '*.*0' AND ltrim(@, '-') NOT GLOB '0[0-9]*' AND @ <> '-0' AND @ NOT GLOB '*.?????????*')
--define FLAG INTEGER NOT NULL CHECK (@ IN (0, 1))
--define TIME INTEGER NOT NULL CHECK (@ >= 0)
--define SIDE TEXT NOT NULL CHECK (@ IN ('BUY', 'SELL'))
--define POSITION_SIDE TEXT NOT NULL CHECK (@ IN ('BOTH', 'LONG', 'SHORT'))
--define PURPOSE TEXT NOT NULL CHECK (@ IN ('entry', 'stop_loss', 'take_profit', 'exit', 'foreign'))
--define EXIT_REASON TEXT NOT NULL CHECK (@ IN ('', 'take_profit', 'stop_loss', 'max_hold', 'vwap', 'liquidation', 'halt', 'manual', 'end_of_data', 'signal'))
--define RUN INTEGER NOT NULL REFERENCES runs (run_id)

CREATE TABLE migrations (
    version INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    checksum TEXT NOT NULL,
    applied_at TIME
) STRICT;

CREATE TABLE runs (
    run_id INTEGER PRIMARY KEY,
    account TEXT NOT NULL CHECK (account <> ''),
    mode TEXT NOT NULL,
    version TEXT NOT NULL,
    feed TEXT NOT NULL,
    journal TEXT NOT NULL,
    journal_seq INTEGER NOT NULL DEFAULT 0,
    started_at TIME,
    ended_at INTEGER,
    end_reason TEXT
) STRICT;
CREATE INDEX runs_by_account ON runs (account, run_id);

CREATE TABLE orders (
    account TEXT NOT NULL,
    client_order_id TEXT NOT NULL,
    order_id INTEGER,
    algo_id INTEGER,
    symbol TEXT NOT NULL,
    strategy TEXT NOT NULL,
    side SIDE,
    position_side POSITION_SIDE,
    type TEXT NOT NULL CHECK (type IN ('LIMIT', 'MARKET', 'STOP_MARKET', 'TAKE_PROFIT_MARKET', 'STOP',
        'TAKE_PROFIT', 'TRAILING_STOP_MARKET')),
    time_in_force TEXT NOT NULL CHECK (time_in_force IN ('GTC', 'IOC', 'FOK', 'GTX')),
    purpose PURPOSE,
    exit_reason EXIT_REASON,
    status TEXT NOT NULL CHECK (status IN ('INTENT', 'SENT', 'NEW', 'PARTIALLY_FILLED', 'FILLED',
        'CANCELED', 'EXPIRED', 'REJECTED', 'LIQUIDATED', 'UNKNOWN', 'TRIGGERED')),
    is_terminal FLAG,
    reduce_only FLAG,
    close_position FLAG,
    price DECIMAL,
    stop_price DECIMAL,
    quantity DECIMAL,
    executed_quantity DECIMAL,
    average_price DECIMAL,
    cumulative_quote DECIMAL,
    commission SIGNED_DECIMAL,
    error_code INTEGER,
    attempts INTEGER NOT NULL,
    signal_id INTEGER,
    created_at TIME,
    updated_at TIME,
    run_id RUN,
    update_run_id RUN,
    update_seq INTEGER NOT NULL,
    PRIMARY KEY (account, client_order_id)
) STRICT;
CREATE INDEX orders_by_time ON orders (created_at);
CREATE INDEX orders_by_symbol ON orders (symbol, strategy, created_at);
CREATE INDEX orders_by_status ON orders (status, updated_at);
CREATE INDEX orders_by_order_id ON orders (order_id) WHERE order_id IS NOT NULL;
CREATE INDEX orders_open ON orders (account) WHERE is_terminal = 0;

CREATE TABLE fills (
    account TEXT NOT NULL,
    symbol TEXT NOT NULL,
    trade_id INTEGER NOT NULL,
    order_id INTEGER,
    client_order_id TEXT NOT NULL,
    strategy TEXT NOT NULL,
    side SIDE,
    position_side POSITION_SIDE,
    price DECIMAL,
    quantity DECIMAL,
    quote_quantity DECIMAL,
    commission SIGNED_DECIMAL,
    realized_pnl SIGNED_DECIMAL,
    is_maker FLAG,
    purpose PURPOSE,
    time TIME,
    run_id RUN,
    PRIMARY KEY (account, symbol, trade_id)
) STRICT;
CREATE INDEX fills_by_order ON fills (client_order_id, time);
CREATE INDEX fills_by_time ON fills (time);
CREATE INDEX fills_by_symbol ON fills (symbol, strategy, time);

CREATE TABLE positions (
    account TEXT NOT NULL,
    strategy TEXT NOT NULL,
    symbol TEXT NOT NULL,
    position_side POSITION_SIDE,
    quantity SIGNED_DECIMAL,
    entry_price DECIMAL,
    stop_price DECIMAL,
    take_profit_price DECIMAL,
    stop_loss_pct DECIMAL,
    take_profit_pct DECIMAL,
    realized_pnl SIGNED_DECIMAL,
    fees SIGNED_DECIMAL,
    funding SIGNED_DECIMAL,
    is_protected FLAG,
    has_take_profit FLAG,
    opened_at TIME,
    updated_at TIME,
    update_run_id RUN,
    update_seq INTEGER NOT NULL,
    PRIMARY KEY (account, strategy, symbol, position_side)
) STRICT;
CREATE INDEX positions_by_symbol ON positions (symbol, strategy);

CREATE TABLE signals (
    run_id RUN,
    seq INTEGER NOT NULL,
    signal_id INTEGER NOT NULL,
    time TIME,
    account TEXT NOT NULL,
    strategy TEXT NOT NULL,
    symbol TEXT NOT NULL,
    side SIDE,
    action TEXT NOT NULL CHECK (action IN ('ENTER_LONG', 'ENTER_SHORT', 'EXIT')),
    exit_reason EXIT_REASON,
    price DECIMAL,
    quantity DECIMAL,
    is_allowed FLAG,
    verdict TEXT NOT NULL CHECK (verdict <> ''),
    value SIGNED_DECIMAL,
    limit_value SIGNED_DECIMAL,
    value_1 REAL,
    value_2 REAL,
    value_3 REAL,
    value_4 REAL,
    PRIMARY KEY (run_id, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX signals_by_time ON signals (time);
CREATE INDEX signals_by_symbol ON signals (symbol, strategy, time);
CREATE INDEX signals_by_verdict ON signals (verdict, time);

CREATE TABLE candles_1m (
    account TEXT NOT NULL,
    symbol TEXT NOT NULL,
    open_time INTEGER NOT NULL CHECK (open_time % 60000 = 0),
    open DECIMAL,
    high DECIMAL,
    low DECIMAL,
    close DECIMAL,
    volume DECIMAL,
    trades INTEGER NOT NULL,
    missing_before INTEGER NOT NULL,
    PRIMARY KEY (account, symbol, open_time)
) STRICT, WITHOUT ROWID;

CREATE TABLE round_trips (
    run_id RUN,
    seq INTEGER NOT NULL,
    account TEXT NOT NULL,
    strategy TEXT NOT NULL,
    symbol TEXT NOT NULL,
    side TEXT NOT NULL CHECK (side IN ('LONG', 'SHORT')),
    quantity DECIMAL,
    entry_price DECIMAL,
    exit_price DECIMAL,
    entry_time TIME,
    exit_time TIME,
    exit_reason EXIT_REASON,
    is_ambiguous FLAG,
    gross_pnl SIGNED_DECIMAL,
    fees SIGNED_DECIMAL,
    funding SIGNED_DECIMAL,
    net_pnl SIGNED_DECIMAL,
    PRIMARY KEY (run_id, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX round_trips_by_time ON round_trips (exit_time);
CREATE INDEX round_trips_by_symbol ON round_trips (account, strategy, symbol, exit_time);

CREATE TABLE strategy_performance (
    account TEXT NOT NULL,
    strategy TEXT NOT NULL,
    symbol TEXT NOT NULL,
    day TEXT NOT NULL CHECK (day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    trades INTEGER NOT NULL,
    wins INTEGER NOT NULL,
    losses INTEGER NOT NULL,
    gross_profit DECIMAL,
    gross_loss SIGNED_DECIMAL,
    fees SIGNED_DECIMAL,
    funding SIGNED_DECIMAL,
    net SIGNED_DECIMAL,
    hold_ms INTEGER NOT NULL,
    updated_at TIME,
    PRIMARY KEY (account, strategy, symbol, day)
) STRICT;
CREATE INDEX strategy_performance_by_day ON strategy_performance (day);

CREATE TABLE account_stats (
    run_id RUN,
    seq INTEGER NOT NULL,
    time TIME,
    account TEXT NOT NULL,
    symbol TEXT NOT NULL,
    wallet SIGNED_DECIMAL,
    unrealized_pnl SIGNED_DECIMAL,
    equity SIGNED_DECIMAL,
    equity_peak SIGNED_DECIMAL,
    day_start_equity SIGNED_DECIMAL,
    drawdown_pct DECIMAL,
    realized_today SIGNED_DECIMAL,
    fees_today SIGNED_DECIMAL,
    funding_today SIGNED_DECIMAL,
    realized_total SIGNED_DECIMAL,
    fees_total SIGNED_DECIMAL,
    funding_total SIGNED_DECIMAL,
    margin_used DECIMAL,
    PRIMARY KEY (run_id, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX account_stats_by_time ON account_stats (account, time);

CREATE TABLE halts (
    account TEXT NOT NULL,
    guard TEXT NOT NULL,
    symbol TEXT NOT NULL,
    strategy TEXT NOT NULL,
    since TIME,
    until INTEGER,
    state TEXT NOT NULL CHECK (state IN ('ACTIVE', 'REDUCING', 'HALTED')),
    reason TEXT NOT NULL,
    value SIGNED_DECIMAL,
    limit_value SIGNED_DECIMAL,
    counter INTEGER NOT NULL,
    is_active FLAG,
    lifted_at INTEGER,
    run_id RUN,
    update_run_id RUN,
    update_seq INTEGER NOT NULL,
    PRIMARY KEY (account, guard, symbol, strategy, since),
    CHECK (is_active = (lifted_at IS NULL))
) STRICT;
CREATE INDEX halts_by_time ON halts (since);
CREATE INDEX halts_active ON halts (account) WHERE is_active = 1;

CREATE TABLE risk_state (
    account TEXT NOT NULL,
    guard TEXT NOT NULL,
    symbol TEXT NOT NULL,
    strategy TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('ACTIVE', 'REDUCING', 'HALTED')),
    reason TEXT NOT NULL,
    value SIGNED_DECIMAL,
    limit_value SIGNED_DECIMAL,
    counter INTEGER NOT NULL,
    since TIME,
    until INTEGER,
    updated_at TIME,
    update_run_id RUN,
    update_seq INTEGER NOT NULL,
    PRIMARY KEY (account, guard, symbol, strategy)
) STRICT;

CREATE TABLE funding (
    run_id RUN,
    seq INTEGER NOT NULL,
    account TEXT NOT NULL,
    symbol TEXT NOT NULL,
    strategy TEXT NOT NULL,
    time TIME,
    payment SIGNED_DECIMAL,
    rate SIGNED_DECIMAL,
    PRIMARY KEY (run_id, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX funding_by_symbol ON funding (symbol, time);

CREATE TABLE system_events (
    run_id RUN,
    seq INTEGER NOT NULL,
    account TEXT NOT NULL,
    time TIME,
    event TEXT NOT NULL,
    symbol TEXT NOT NULL,
    strategy TEXT NOT NULL,
    value INTEGER NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (run_id, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX system_events_by_time ON system_events (time);
CREATE INDEX system_events_by_event ON system_events (event, time);

-- History stays: a row may be brought up to date by its owner, never taken away.
CREATE TRIGGER migrations_kept BEFORE DELETE ON migrations
    BEGIN SELECT raise(ABORT, 'rows of migrations are never deleted'); END;
CREATE TRIGGER runs_kept BEFORE DELETE ON runs
    BEGIN SELECT raise(ABORT, 'rows of runs are never deleted'); END;
CREATE TRIGGER orders_kept BEFORE DELETE ON orders
    BEGIN SELECT raise(ABORT, 'rows of orders are never deleted'); END;
CREATE TRIGGER fills_kept BEFORE DELETE ON fills
    BEGIN SELECT raise(ABORT, 'rows of fills are never deleted'); END;
CREATE TRIGGER positions_kept BEFORE DELETE ON positions
    BEGIN SELECT raise(ABORT, 'rows of positions are never deleted'); END;
CREATE TRIGGER signals_kept BEFORE DELETE ON signals
    BEGIN SELECT raise(ABORT, 'rows of signals are never deleted'); END;
CREATE TRIGGER candles_1m_kept BEFORE DELETE ON candles_1m
    BEGIN SELECT raise(ABORT, 'rows of candles_1m are never deleted'); END;
CREATE TRIGGER round_trips_kept BEFORE DELETE ON round_trips
    BEGIN SELECT raise(ABORT, 'rows of round_trips are never deleted'); END;
CREATE TRIGGER strategy_performance_kept BEFORE DELETE ON strategy_performance
    BEGIN SELECT raise(ABORT, 'rows of strategy_performance are never deleted'); END;
CREATE TRIGGER account_stats_kept BEFORE DELETE ON account_stats
    BEGIN SELECT raise(ABORT, 'rows of account_stats are never deleted'); END;
CREATE TRIGGER halts_kept BEFORE DELETE ON halts
    BEGIN SELECT raise(ABORT, 'rows of halts are never deleted'); END;
CREATE TRIGGER risk_state_kept BEFORE DELETE ON risk_state
    BEGIN SELECT raise(ABORT, 'rows of risk_state are never deleted'); END;
CREATE TRIGGER funding_kept BEFORE DELETE ON funding
    BEGIN SELECT raise(ABORT, 'rows of funding are never deleted'); END;
CREATE TRIGGER system_events_kept BEFORE DELETE ON system_events
    BEGIN SELECT raise(ABORT, 'rows of system_events are never deleted'); END;

-- What happened does not change.
CREATE TRIGGER fills_fixed BEFORE UPDATE ON fills
    BEGIN SELECT raise(ABORT, 'rows of fills never change'); END;
CREATE TRIGGER signals_fixed BEFORE UPDATE ON signals
    BEGIN SELECT raise(ABORT, 'rows of signals never change'); END;
CREATE TRIGGER candles_1m_fixed BEFORE UPDATE ON candles_1m
    BEGIN SELECT raise(ABORT, 'rows of candles_1m never change'); END;
CREATE TRIGGER round_trips_fixed BEFORE UPDATE ON round_trips
    BEGIN SELECT raise(ABORT, 'rows of round_trips never change'); END;
CREATE TRIGGER account_stats_fixed BEFORE UPDATE ON account_stats
    BEGIN SELECT raise(ABORT, 'rows of account_stats never change'); END;
CREATE TRIGGER funding_fixed BEFORE UPDATE ON funding
    BEGIN SELECT raise(ABORT, 'rows of funding never change'); END;
CREATE TRIGGER system_events_fixed BEFORE UPDATE ON system_events
    BEGIN SELECT raise(ABORT, 'rows of system_events never change'); END;

-- For people in the sqlite3 shell: times in UTC, newest first. Columns named *_approx go through
-- floating point and serve the eye; the exact figures are in the tables.
CREATE VIEW v_runs AS
SELECT run_id, account, mode, version, feed, journal, journal_seq,
    strftime('%Y-%m-%d %H:%M:%S', started_at / 1000, 'unixepoch') AS started,
    strftime('%Y-%m-%d %H:%M:%S', ended_at / 1000, 'unixepoch') AS ended,
    coalesce(end_reason, 'not ended in order') AS end_reason
FROM runs ORDER BY run_id DESC;

CREATE VIEW v_orders AS
SELECT strftime('%Y-%m-%d %H:%M:%f', created_at / 1000.0, 'unixepoch') AS created,
    strftime('%Y-%m-%d %H:%M:%f', updated_at / 1000.0, 'unixepoch') AS updated,
    account, strategy, symbol, purpose, side, position_side, type, status, quantity, executed_quantity,
    price, stop_price, average_price, commission, error_code, attempts, client_order_id, order_id,
    algo_id, run_id
FROM orders ORDER BY created_at DESC, client_order_id DESC;

CREATE VIEW v_fills AS
SELECT strftime('%Y-%m-%d %H:%M:%f', time / 1000.0, 'unixepoch') AS filled,
    account, strategy, symbol, purpose, side, position_side, quantity, price, quote_quantity,
    commission, realized_pnl, iif(is_maker, 'maker', 'taker') AS liquidity, trade_id,
    client_order_id, run_id
FROM fills ORDER BY time DESC, trade_id DESC;

CREATE VIEW v_positions AS
SELECT account, strategy, symbol, position_side, quantity, entry_price, stop_price,
    take_profit_price, iif(is_protected, 'yes', 'NO') AS stop_confirmed, realized_pnl, fees, funding,
    strftime('%Y-%m-%d %H:%M:%S', opened_at / 1000, 'unixepoch') AS opened,
    strftime('%Y-%m-%d %H:%M:%S', updated_at / 1000, 'unixepoch') AS updated
FROM positions WHERE quantity <> '0' ORDER BY opened_at DESC;

CREATE VIEW v_trades AS
SELECT strftime('%Y-%m-%d %H:%M:%S', entry_time / 1000, 'unixepoch') AS entered,
    strftime('%Y-%m-%d %H:%M:%S', exit_time / 1000, 'unixepoch') AS exited,
    round((exit_time - entry_time) / 60000.0, 1) AS minutes,
    account, strategy, symbol, side, quantity, entry_price, exit_price, exit_reason,
    gross_pnl, fees, funding, net_pnl,
    round(100.0 * CAST(net_pnl AS REAL)
        / nullif(CAST(entry_price AS REAL) * CAST(quantity AS REAL), 0), 4) AS return_pct_approx,
    run_id
FROM round_trips ORDER BY exit_time DESC, run_id DESC, seq DESC;

CREATE VIEW v_daily AS
SELECT day, account, strategy, symbol, trades, wins, losses,
    round(100.0 * wins / nullif(trades, 0), 1) AS win_rate_pct_approx,
    net, gross_profit, gross_loss, fees, funding,
    round(CAST(gross_profit AS REAL) / nullif(-CAST(gross_loss AS REAL), 0), 3) AS profit_factor_approx,
    round(hold_ms / 60000.0 / nullif(trades, 0), 1) AS minutes_held_average_approx
FROM strategy_performance ORDER BY day DESC, account, strategy, symbol;

CREATE VIEW v_totals AS
SELECT account, strategy, symbol, sum(trades) AS trades, sum(wins) AS wins, sum(losses) AS losses,
    round(100.0 * sum(wins) / nullif(sum(trades), 0), 1) AS win_rate_pct_approx,
    round(sum(CAST(net AS REAL)), 8) AS net_approx,
    round(sum(CAST(fees AS REAL)), 8) AS fees_approx,
    round(sum(CAST(funding AS REAL)), 8) AS funding_approx,
    min(day) AS first_day, max(day) AS last_day
FROM strategy_performance GROUP BY account, strategy, symbol ORDER BY account, strategy, symbol;

CREATE VIEW v_signals AS
SELECT strftime('%Y-%m-%d %H:%M:%S', time / 1000, 'unixepoch') AS signalled,
    account, strategy, symbol, action, side, price, quantity,
    iif(is_allowed, 'allowed', 'refused') AS answer, verdict, value, limit_value, exit_reason,
    value_1, value_2, value_3, value_4, run_id, signal_id
FROM signals ORDER BY time DESC, run_id DESC, seq DESC;

CREATE VIEW v_halts AS
SELECT iif(is_active, 'ACTIVE', 'lifted') AS halt, account, guard, symbol, strategy, reason, value,
    limit_value, strftime('%Y-%m-%d %H:%M:%S', since / 1000, 'unixepoch') AS since,
    coalesce(strftime('%Y-%m-%d %H:%M:%S', until / 1000, 'unixepoch'), 'a person lifts it') AS until,
    strftime('%Y-%m-%d %H:%M:%S', lifted_at / 1000, 'unixepoch') AS lifted
FROM halts ORDER BY is_active DESC, halts.since DESC;

CREATE VIEW v_account AS
SELECT strftime('%Y-%m-%d %H:%M:%S', time / 1000, 'unixepoch') AS at, account, wallet,
    unrealized_pnl, equity, equity_peak, drawdown_pct, realized_today, fees_today, funding_today,
    margin_used, run_id
FROM account_stats ORDER BY time DESC, run_id DESC, seq DESC;

CREATE VIEW v_events AS
SELECT strftime('%Y-%m-%d %H:%M:%f', time / 1000.0, 'unixepoch') AS happened, account, event, symbol,
    strategy, value, text, run_id
FROM system_events ORDER BY time DESC, run_id DESC, seq DESC;
