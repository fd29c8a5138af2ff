-- One text for each kind of fact. Written twice, a fact leaves one row; of two states of one thing, the
-- one of the later run, or the later one of its run, stays.

--query candle_write
INSERT INTO candles_1m (account, symbol, open_time, open, high, low, close, volume, trades,
    missing_before)
VALUES (:account, :symbol, :open_time, :open, :high, :low, :close, :volume, :trades,
    :missing_before)
ON CONFLICT DO NOTHING

--query signal_write
INSERT INTO signals (run_id, seq, signal_id, time, account, strategy, symbol, side, action,
    exit_reason, price, quantity, is_allowed, verdict, value, limit_value, value_1, value_2, value_3,
    value_4)
VALUES (:run_id, :seq, :signal_id, :time, :account, :strategy, :symbol, :side, :action,
    :exit_reason, :price, :quantity, :is_allowed, :verdict, :value, :limit_value, :value_1, :value_2,
    :value_3, :value_4)
ON CONFLICT DO NOTHING

--query order_write
INSERT INTO orders (account, client_order_id, order_id, algo_id, symbol, strategy, side,
    position_side, type, time_in_force, purpose, exit_reason, status, is_terminal, reduce_only,
    close_position, price, stop_price, quantity, executed_quantity, average_price, cumulative_quote,
    commission, error_code, attempts, signal_id, created_at, updated_at, run_id, update_run_id,
    update_seq)
VALUES (:account, :client_order_id, :order_id, :algo_id, :symbol, :strategy, :side,
    :position_side, :type, :time_in_force, :purpose, :exit_reason, :status, :is_terminal,
    :reduce_only, :close_position, :price, :stop_price, :quantity, :executed_quantity,
    :average_price, :cumulative_quote, :commission, :error_code, :attempts, :signal_id, :created_at,
    :updated_at, :run_id, :run_id, :seq)
ON CONFLICT (account, client_order_id) DO UPDATE SET
    order_id = coalesce(excluded.order_id, orders.order_id),
    algo_id = coalesce(excluded.algo_id, orders.algo_id),
    side = excluded.side,
    position_side = excluded.position_side,
    type = excluded.type,
    time_in_force = excluded.time_in_force,
    purpose = excluded.purpose,
    exit_reason = excluded.exit_reason,
    status = excluded.status,
    is_terminal = excluded.is_terminal,
    reduce_only = excluded.reduce_only,
    close_position = excluded.close_position,
    price = excluded.price,
    stop_price = excluded.stop_price,
    quantity = excluded.quantity,
    executed_quantity = excluded.executed_quantity,
    average_price = excluded.average_price,
    cumulative_quote = excluded.cumulative_quote,
    commission = excluded.commission,
    error_code = excluded.error_code,
    attempts = excluded.attempts,
    updated_at = excluded.updated_at,
    update_run_id = excluded.update_run_id,
    update_seq = excluded.update_seq
WHERE (excluded.update_run_id, excluded.updated_at, excluded.update_seq)
        >= (orders.update_run_id, orders.updated_at, orders.update_seq)
    AND excluded.is_terminal >= orders.is_terminal

--query fill_write
INSERT INTO fills (account, symbol, trade_id, order_id, client_order_id, strategy, side,
    position_side, price, quantity, quote_quantity, commission, realized_pnl, is_maker, purpose, time,
    run_id)
VALUES (:account, :symbol, :trade_id, :order_id, :client_order_id, :strategy, :side,
    :position_side, :price, :quantity, :quote_quantity, :commission, :realized_pnl, :is_maker,
    :purpose, :time, :run_id)
ON CONFLICT DO NOTHING

--query position_write
INSERT INTO positions (account, strategy, symbol, position_side, quantity, entry_price, stop_price,
    take_profit_price, stop_loss_pct, take_profit_pct, realized_pnl, fees, funding, is_protected,
    has_take_profit, opened_at, updated_at, update_run_id, update_seq)
VALUES (:account, :strategy, :symbol, :position_side, :quantity, :entry_price, :stop_price,
    :take_profit_price, :stop_loss_pct, :take_profit_pct, :realized_pnl, :fees, :funding,
    :is_protected, :has_take_profit, :opened_at, :updated_at, :run_id, :seq)
ON CONFLICT (account, strategy, symbol, position_side) DO UPDATE SET
    quantity = excluded.quantity,
    entry_price = excluded.entry_price,
    stop_price = excluded.stop_price,
    take_profit_price = excluded.take_profit_price,
    stop_loss_pct = excluded.stop_loss_pct,
    take_profit_pct = excluded.take_profit_pct,
    realized_pnl = excluded.realized_pnl,
    fees = excluded.fees,
    funding = excluded.funding,
    is_protected = excluded.is_protected,
    has_take_profit = excluded.has_take_profit,
    opened_at = excluded.opened_at,
    updated_at = excluded.updated_at,
    update_run_id = excluded.update_run_id,
    update_seq = excluded.update_seq
WHERE (excluded.update_run_id, excluded.updated_at, excluded.update_seq)
    >= (positions.update_run_id, positions.updated_at, positions.update_seq)

--query round_trip_write
INSERT INTO round_trips (run_id, seq, account, strategy, symbol, side, quantity, entry_price,
    exit_price, entry_time, exit_time, exit_reason, is_ambiguous, gross_pnl, fees, funding, net_pnl)
VALUES (:run_id, :seq, :account, :strategy, :symbol, :side, :quantity, :entry_price, :exit_price,
    :entry_time, :exit_time, :exit_reason, :is_ambiguous, :gross_pnl, :fees, :funding, :net_pnl)
ON CONFLICT DO NOTHING

--query halt_write
INSERT INTO halts (account, guard, symbol, strategy, since, until, state, reason, value,
    limit_value, counter, is_active, run_id, update_run_id, update_seq)
VALUES (:account, :guard, :symbol, :strategy, :since, :until, :state, :reason, :value, :limit_value,
    :counter, 1, :run_id, :run_id, :seq)
ON CONFLICT (account, guard, symbol, strategy, since) DO UPDATE SET
    until = excluded.until,
    state = excluded.state,
    reason = excluded.reason,
    value = excluded.value,
    limit_value = excluded.limit_value,
    counter = excluded.counter,
    is_active = 1,
    lifted_at = NULL,
    update_run_id = excluded.update_run_id,
    update_seq = excluded.update_seq
WHERE (excluded.update_run_id, excluded.update_seq) >= (halts.update_run_id, halts.update_seq)

-- A halt that begins anew ends its predecessor of the same guard and scope.
--query halt_supersede
UPDATE halts
SET is_active = 0, lifted_at = :lifted_at, update_run_id = :run_id, update_seq = :seq
WHERE account = :account AND guard = :guard AND symbol = :symbol AND strategy = :strategy
    AND is_active = 1 AND since <> :since AND (update_run_id, update_seq) <= (:run_id, :seq)

--query halt_lift
UPDATE halts
SET is_active = 0, lifted_at = :lifted_at, update_run_id = :run_id, update_seq = :seq
WHERE account = :account AND guard = :guard AND symbol = :symbol AND strategy = :strategy
    AND is_active = 1 AND (update_run_id, update_seq) <= (:run_id, :seq)

--query risk_state_write
INSERT INTO risk_state (account, guard, symbol, strategy, state, reason, value, limit_value,
    counter, since, until, updated_at, update_run_id, update_seq)
VALUES (:account, :guard, :symbol, :strategy, :state, :reason, :value, :limit_value, :counter,
    :since, :until, :updated_at, :run_id, :seq)
ON CONFLICT (account, guard, symbol, strategy) DO UPDATE SET
    state = excluded.state,
    reason = excluded.reason,
    value = excluded.value,
    limit_value = excluded.limit_value,
    counter = excluded.counter,
    since = excluded.since,
    until = excluded.until,
    updated_at = excluded.updated_at,
    update_run_id = excluded.update_run_id,
    update_seq = excluded.update_seq
WHERE (excluded.update_run_id, excluded.update_seq)
    >= (risk_state.update_run_id, risk_state.update_seq)

--query account_write
INSERT INTO account_stats (run_id, seq, time, account, symbol, wallet, unrealized_pnl, equity,
    equity_peak, day_start_equity, drawdown_pct, realized_today, fees_today, funding_today,
    realized_total, fees_total, funding_total, margin_used)
VALUES (:run_id, :seq, :time, :account, :symbol, :wallet, :unrealized_pnl, :equity, :equity_peak,
    :day_start_equity, :drawdown_pct, :realized_today, :fees_today, :funding_today, :realized_total,
    :fees_total, :funding_total, :margin_used)
ON CONFLICT DO NOTHING

--query funding_write
INSERT INTO funding (run_id, seq, account, symbol, strategy, time, payment, rate)
VALUES (:run_id, :seq, :account, :symbol, :strategy, :time, :payment, :rate)
ON CONFLICT DO NOTHING

--query system_write
INSERT INTO system_events (run_id, seq, account, time, event, symbol, strategy, value, text)
VALUES (:run_id, :seq, :account, :time, :event, :symbol, :strategy, :value, :text)
ON CONFLICT DO NOTHING
