#include "database/statement.h"

#include <stdio.h>

/* A fact of a later run, or later in its run, wins; a fact that is written again changes nothing.
 */
#define NOT_OLDER(table)                                                                           \
	"(excluded.update_run_id, excluded.updated_at, excluded.update_seq) >= (" table            \
	".update_run_id, " table ".updated_at, " table ".update_seq)"

static const char *const texts[STATEMENT_COUNT] = {
	[STATEMENT_BEGIN] = "BEGIN IMMEDIATE",
	[STATEMENT_COMMIT] = "COMMIT",
	[STATEMENT_ROLLBACK] = "ROLLBACK",

	[STATEMENT_RUN_ID_NEXT] = "SELECT coalesce(max(run_id), 0) + 1 FROM runs",
	[STATEMENT_RUN_LAST] =
		"SELECT run_id, account, mode, version, feed, journal, journal_seq, started_at, "
		"ended_at IS NOT NULL FROM runs WHERE account = ? ORDER BY run_id DESC LIMIT 1",
	[STATEMENT_RUN_BEGIN] =
		"INSERT INTO runs (run_id, account, mode, version, feed, journal, started_at) "
		"VALUES (?, ?, ?, ?, ?, ?, ?)",
	[STATEMENT_RUN_END] =
		"UPDATE runs SET ended_at = ?, end_reason = ? WHERE run_id = ? RETURNING run_id",
	[STATEMENT_RUN_REACHED] = "UPDATE runs SET journal_seq = max(journal_seq, ?) WHERE run_id "
				  "= ? RETURNING run_id",

	[STATEMENT_CANDLE] = "INSERT INTO candles_1m (account, symbol, open_time, open, high, low, "
			     "close, volume, "
			     "trades, missing_before) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON "
			     "CONFLICT DO NOTHING",
	[STATEMENT_SIGNAL] =
		"INSERT INTO signals (run_id, seq, signal_id, time, account, strategy, symbol, "
		"side, "
		"action, exit_reason, price, quantity, is_allowed, verdict, value, limit_value, "
		"value_1, value_2, value_3, value_4) "
		"VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
		"ON CONFLICT DO NOTHING",
	[STATEMENT_ORDER] =
		"INSERT INTO orders (account, client_order_id, order_id, algo_id, symbol, "
		"strategy, "
		"side, position_side, type, time_in_force, purpose, exit_reason, status, "
		"is_terminal, reduce_only, close_position, price, stop_price, quantity, "
		"executed_quantity, average_price, cumulative_quote, commission, error_code, "
		"attempts, signal_id, created_at, updated_at, run_id, update_run_id, update_seq) "
		"VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
		"?, "
		"?, ?, ?, ?, ?, ?) "
		"ON CONFLICT (account, client_order_id) DO UPDATE SET "
		"order_id = coalesce(excluded.order_id, order_id), "
		"algo_id = coalesce(excluded.algo_id, algo_id), "
		"side = excluded.side, position_side = excluded.position_side, "
		"type = excluded.type, time_in_force = excluded.time_in_force, "
		"purpose = excluded.purpose, exit_reason = excluded.exit_reason, "
		"status = excluded.status, is_terminal = excluded.is_terminal, "
		"reduce_only = excluded.reduce_only, close_position = excluded.close_position, "
		"price = excluded.price, stop_price = excluded.stop_price, "
		"quantity = excluded.quantity, executed_quantity = excluded.executed_quantity, "
		"average_price = excluded.average_price, "
		"cumulative_quote = excluded.cumulative_quote, commission = excluded.commission, "
		"error_code = excluded.error_code, attempts = excluded.attempts, "
		"updated_at = excluded.updated_at, update_run_id = excluded.update_run_id, "
		"update_seq = excluded.update_seq WHERE " NOT_OLDER(
			"orders") " AND excluded.is_terminal >= orders.is_terminal",
	[STATEMENT_FILL] =
		"INSERT INTO fills (account, symbol, trade_id, order_id, client_order_id, "
		"strategy, "
		"side, position_side, price, quantity, quote_quantity, commission, realized_pnl, "
		"is_maker, purpose, time, run_id) "
		"VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
	[STATEMENT_POSITION] =
		"INSERT INTO positions (account, strategy, symbol, position_side, quantity, "
		"entry_price, stop_price, take_profit_price, stop_loss_pct, take_profit_pct, "
		"realized_pnl, fees, funding, is_protected, has_take_profit, opened_at, "
		"updated_at, "
		"update_run_id, update_seq) "
		"VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
		"ON CONFLICT (account, strategy, symbol, position_side) DO UPDATE SET "
		"quantity = excluded.quantity, entry_price = excluded.entry_price, "
		"stop_price = excluded.stop_price, "
		"take_profit_price = excluded.take_profit_price, "
		"stop_loss_pct = excluded.stop_loss_pct, "
		"take_profit_pct = excluded.take_profit_pct, "
		"realized_pnl = excluded.realized_pnl, fees = excluded.fees, "
		"funding = excluded.funding, is_protected = excluded.is_protected, "
		"has_take_profit = excluded.has_take_profit, opened_at = excluded.opened_at, "
		"updated_at = excluded.updated_at, update_run_id = excluded.update_run_id, "
		"update_seq = excluded.update_seq WHERE " NOT_OLDER("positions"),
	[STATEMENT_ROUND_TRIP] =
		"INSERT INTO round_trips (run_id, seq, account, strategy, symbol, side, "
		"quantity, entry_price, exit_price, entry_time, exit_time, exit_reason, "
		"is_ambiguous, gross_pnl, fees, funding, net_pnl) "
		"VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
	/* The day is summed anew from its trades, so that no order of writing can count one twice.
	 */
	[STATEMENT_PERFORMANCE] =
		"INSERT INTO strategy_performance (account, strategy, symbol, day, trades, wins, "
		"losses, gross_profit, gross_loss, fees, funding, net, hold_ms, updated_at) "
		"SELECT ?1, ?2, ?3, ?4, count(*), count(*) FILTER (WHERE units > 0), "
		"count(*) FILTER (WHERE units < 0), "
		"ac_text(coalesce(sum(units) FILTER (WHERE units > 0), 0)), "
		"ac_text(coalesce(sum(units) FILTER (WHERE units < 0), 0)), "
		"ac_text(sum(ac_units(fees))), ac_text(sum(ac_units(funding))), "
		"ac_text(sum(units)), sum(exit_time - entry_time), max(exit_time) "
		"FROM (SELECT *, ac_units(net_pnl) AS units FROM round_trips WHERE account = ?1 "
		"AND strategy = ?2 AND symbol = ?3 AND exit_time >= ?5 AND exit_time < ?6) "
		"WHERE true ON CONFLICT (account, strategy, symbol, day) DO UPDATE SET "
		"trades = excluded.trades, wins = excluded.wins, losses = excluded.losses, "
		"gross_profit = excluded.gross_profit, gross_loss = excluded.gross_loss, "
		"fees = excluded.fees, funding = excluded.funding, net = excluded.net, "
		"hold_ms = excluded.hold_ms, updated_at = excluded.updated_at",
	[STATEMENT_HALT] =
		"INSERT INTO halts (account, guard, symbol, strategy, since, until, state, reason, "
		"value, limit_value, counter, is_active, run_id, update_run_id, update_seq) "
		"VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?, ?) "
		"ON CONFLICT (account, guard, symbol, strategy, since) DO UPDATE SET "
		"until = excluded.until, state = excluded.state, reason = excluded.reason, "
		"value = excluded.value, limit_value = excluded.limit_value, "
		"counter = excluded.counter, is_active = 1, lifted_at = NULL, "
		"update_run_id = excluded.update_run_id, update_seq = excluded.update_seq "
		"WHERE (excluded.update_run_id, excluded.update_seq) >= "
		"(halts.update_run_id, halts.update_seq)",
	/* A halt that begins anew ends its predecessor of the same guard and scope. */
	[STATEMENT_HALT_SUPERSEDE] =
		"UPDATE halts SET is_active = 0, lifted_at = ?1, update_run_id = ?2, "
		"update_seq = ?3 WHERE account = ?4 AND guard = ?5 AND symbol = ?6 AND "
		"strategy = ?7 AND is_active = 1 AND since <> ?8 AND "
		"(update_run_id, update_seq) <= (?2, ?3)",
	[STATEMENT_HALT_LIFT] =
		"UPDATE halts SET is_active = 0, lifted_at = ?1, update_run_id = ?2, "
		"update_seq = ?3 WHERE account = ?4 AND guard = ?5 AND symbol = ?6 AND "
		"strategy = ?7 AND is_active = 1 AND (update_run_id, update_seq) <= (?2, ?3)",
	[STATEMENT_RISK_STATE] =
		"INSERT INTO risk_state (account, guard, symbol, strategy, state, reason, value, "
		"limit_value, counter, since, until, updated_at, update_run_id, update_seq) "
		"VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
		"ON CONFLICT (account, guard, symbol, strategy) DO UPDATE SET "
		"state = excluded.state, reason = excluded.reason, value = excluded.value, "
		"limit_value = excluded.limit_value, counter = excluded.counter, "
		"since = excluded.since, until = excluded.until, updated_at = excluded.updated_at, "
		"update_run_id = excluded.update_run_id, update_seq = excluded.update_seq "
		"WHERE (excluded.update_run_id, excluded.update_seq) >= "
		"(risk_state.update_run_id, risk_state.update_seq)",
	[STATEMENT_ACCOUNT] =
		"INSERT INTO account_stats (run_id, seq, time, account, symbol, wallet, "
		"unrealized_pnl, equity, equity_peak, day_start_equity, drawdown_pct, "
		"realized_today, fees_today, funding_today, realized_total, fees_total, "
		"funding_total, margin_used) "
		"VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
		"ON CONFLICT DO NOTHING",
	[STATEMENT_FUNDING] =
		"INSERT INTO funding (run_id, seq, account, symbol, strategy, time, payment, rate) "
		"VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
	[STATEMENT_SYSTEM] =
		"INSERT INTO system_events (run_id, seq, account, time, event, symbol, strategy, "
		"value, text) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",

	/* As many as the executor remembers; which strategy they were for does not matter there. */
	[STATEMENT_FILLS_NEWEST] = "SELECT '', symbol, trade_id, time FROM fills WHERE account = ?1"
				   " ORDER BY time DESC LIMIT 32768",
	[STATEMENT_ORDERS_OPEN] =
		"SELECT strategy, symbol, client_order_id, status, purpose, side, position_side, "
		"type, time_in_force, exit_reason, reduce_only, close_position, attempts, "
		"error_code, order_id, algo_id, quantity, price, stop_price, executed_quantity, "
		"cumulative_quote, average_price, commission, created_at, updated_at, signal_id "
		"FROM orders WHERE account = ? AND is_terminal = 0 "
		"ORDER BY created_at, client_order_id",
	[STATEMENT_POSITIONS_OPEN] =
		"SELECT strategy, symbol, position_side, is_protected, has_take_profit, quantity, "
		"entry_price, stop_price, take_profit_price, realized_pnl, fees, funding, "
		"stop_loss_pct, take_profit_pct, opened_at, updated_at "
		"FROM positions WHERE account = ? AND quantity <> '0' "
		"ORDER BY strategy, symbol, position_side",
	[STATEMENT_RISK_STATES] =
		"SELECT strategy, symbol, guard, state, reason, since, until, value, limit_value, "
		"counter, updated_at, 0 FROM risk_state WHERE account = ? "
		"ORDER BY update_run_id, update_seq",
	[STATEMENT_HALTS_ACTIVE] =
		"SELECT strategy, symbol, guard, state, reason, since, until, value, limit_value, "
		"counter, since, 1 FROM halts WHERE account = ? AND is_active = 1 "
		"ORDER BY update_run_id, update_seq",
	[STATEMENT_CANDLES_NEWEST] =
		"SELECT open_time, open, high, low, close, volume, trades, missing_before "
		"FROM candles_1m WHERE account = ? AND symbol = ? ORDER BY open_time DESC LIMIT ?",
};

enum ac_status store_fail(struct ac_store *store, int result)
{
	snprintf(store->error, sizeof(store->error), "%s", sqlite3_errmsg(store->database));
	store->code = sqlite3_extended_errcode(store->database);
	switch (result & 0xff) {
	case SQLITE_CONSTRAINT:
	case SQLITE_MISMATCH:
	case SQLITE_RANGE:
	case SQLITE_TOOBIG:
	case SQLITE_ERROR:
		return AC_ERR_RANGE;
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return AC_ERR_CORRUPT;
	case SQLITE_NOMEM:
		return AC_ERR_NOMEM;
	default:
		return AC_ERR_IO;
	}
}

struct statement statement_start(struct ac_store *store, enum statement_id id)
{
	ac_assert(id < STATEMENT_COUNT);
	struct statement statement = { .store = store, .result = SQLITE_OK };
	if (store->statements[id] == NULL)
		statement.result =
			sqlite3_prepare_v3(store->database, texts[id], -1,
					   SQLITE_PREPARE_PERSISTENT, &store->statements[id], NULL);
	statement.handle = store->statements[id];
	return statement;
}

static void note(struct statement *statement, int result)
{
	if (statement->result == SQLITE_OK)
		statement->result = result;
}

void bind_int(struct statement *statement, int64_t value)
{
	note(statement, sqlite3_bind_int64(statement->handle, ++statement->index, value));
}

void bind_int_or_null(struct statement *statement, int64_t value)
{
	if (value != 0)
		bind_int(statement, value);
	else
		note(statement, sqlite3_bind_null(statement->handle, ++statement->index));
}

static void bind_borrowed(struct statement *statement, const char *text, int size)
{
	note(statement,
	     sqlite3_bind_text(statement->handle, ++statement->index, text, size, SQLITE_STATIC));
}

void bind_text(struct statement *statement, const char *text)
{
	if (text == NULL)
		statement->is_refused = true;
	bind_borrowed(statement, text, -1);
}

void bind_dec(struct statement *statement, struct ac_dec value)
{
	ac_assert(statement->decimal_count < STATEMENT_DECIMALS_MAX);
	char *text = statement->decimals[statement->decimal_count++];
	size_t size = ac_dec_format(value, text);
	bind_borrowed(statement, text, (int)size);
}

void bind_real(struct statement *statement, double value)
{
	note(statement, sqlite3_bind_double(statement->handle, ++statement->index, value));
}

void statement_stop(struct statement *statement)
{
	if (statement->handle == NULL)
		return;
	sqlite3_reset(statement->handle);
	sqlite3_clear_bindings(statement->handle);
}

enum ac_status statement_next(struct statement *statement)
{
	struct ac_store *store = statement->store;
	int result = statement->result;
	if (result == SQLITE_OK && !statement->is_refused)
		result = sqlite3_step(statement->handle);
	statement->index = -1;
	if (result == SQLITE_ROW)
		return AC_OK;
	enum ac_status status = AC_END;
	if (statement->is_refused) {
		snprintf(store->error, sizeof(store->error),
			 "a fact carries a value that the schema has no word for");
		status = AC_ERR_RANGE;
	} else if (result != SQLITE_DONE) {
		status = store_fail(store, result);
	}
	statement_stop(statement);
	return status;
}

enum ac_status statement_run(struct statement *statement)
{
	enum ac_status status = statement_next(statement);
	if (status == AC_OK)
		statement_stop(statement);
	return status == AC_END ? AC_OK : status;
}

int64_t column_int(struct statement *statement)
{
	return sqlite3_column_int64(statement->handle, ++statement->index);
}

const char *column_text(struct statement *statement)
{
	const unsigned char *text = sqlite3_column_text(statement->handle, ++statement->index);
	return text == NULL ? "" : (const char *)text;
}

struct ac_dec column_dec(struct statement *statement)
{
	struct ac_dec value = AC_DEC_ZERO;
	if (ac_dec_parse(ac_str_from(column_text(statement)), &value) != AC_OK)
		statement->is_refused = true;
	return value;
}
