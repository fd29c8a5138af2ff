#include "fixture.h"

#include <math.h>

#include "core/prng.h"
#include "database/words.h"

static void test_facts_order_row_has_every_field(void **state)
{
	(void)state;
	struct ac_event fact = order_fact(5, AC_LIFE_PARTIAL, 2000);
	fact.order_record.order_id = 4711;
	write_ok(&fact);
	CHECK_SQL("SELECT concat_all FROM (SELECT account || '|' || client_order_id || '|' || "
		  "order_id || '|' || ifnull(algo_id, '-') || '|' || symbol || '|' || strategy || "
		  "'|' || side || '|' || position_side || '|' || type || '|' || time_in_force || "
		  "'|' || purpose || '|' || exit_reason || '|' || status || '|' || is_terminal || "
		  "'|' || reduce_only || close_position || '|' || price || '|' || stop_price || "
		  "'|' || quantity || '|' || executed_quantity || '|' || average_price || '|' || "
		  "cumulative_quote || '|' || commission || '|' || error_code || '|' || attempts "
		  "|| '|' || signal_id || '|' || created_at || '|' || updated_at || '|' || run_id "
		  "AS concat_all FROM orders)",
		  "sim|ac-1-1-e|4711|-|BTCUSDT|vwap_reversion|SELL|SHORT|LIMIT|GTX|entry||"
		  "PARTIALLY_FILLED|0|00|64000.1|0|0.015|0.005|64000.1|320.0005|0.0640001|-1001|2|"
		  "7|1000|2000|1");
}

static void test_facts_order_never_goes_back(void **state)
{
	(void)state;
	struct ac_event filled = order_fact(9, AC_LIFE_FILLED, 3000);
	struct ac_event acked = order_fact(8, AC_LIFE_ACKED, 2000);
	struct ac_event late = order_fact(12, AC_LIFE_ACKED, 4000);
	acked.order_record.order_id = 4711;
	write_ok(&acked);
	CHECK_SQL("SELECT status FROM orders", "NEW");
	write_ok(&filled);
	CHECK_SQL("SELECT status || ' ' || order_id FROM orders", "FILLED 4711");
	write_ok(&acked); /* older */
	CHECK_SQL("SELECT status FROM orders", "FILLED");
	write_ok(&late); /* newer, but an end is an end */
	CHECK_SQL("SELECT status || ' ' || updated_at FROM orders", "FILLED 3000");
	/* In one millisecond the later fact counts. */
	struct ac_event same_time = order_fact(10, AC_LIFE_CANCELED, 3000);
	write_ok(&same_time);
	CHECK_SQL("SELECT status FROM orders", "CANCELED");
	write_ok(&filled);
	CHECK_SQL("SELECT status FROM orders", "CANCELED");
	CHECK_SQL("SELECT count(*) FROM orders", "1");
}

static void test_facts_order_of_a_later_run_wins_whatever_its_clock_says(void **state)
{
	(void)state;
	struct ac_event acked = order_fact(8, AC_LIFE_ACKED, 5000);
	write_ok(&acked);
	struct ac_store_run later = fixture_run;
	later.run_id = 2;
	assert_int_equal(ac_store_run_begin(fixture_store, &later), AC_OK);
	struct ac_event canceled = order_fact(1, AC_LIFE_CANCELED, 4000);
	assert_int_equal(ac_store_begin(fixture_store), AC_OK);
	assert_int_equal(ac_store_write(fixture_store, &later, &fixture_names, &canceled), AC_OK);
	assert_int_equal(ac_store_commit(fixture_store, &later, 1), AC_OK);
	CHECK_SQL("SELECT status || ' ' || run_id || ' ' || update_run_id FROM orders",
		  "CANCELED 1 2");
	write_ok(&acked);
	CHECK_SQL("SELECT status FROM orders", "CANCELED");
}

static void test_facts_fill_is_one_row_however_often_it_comes(void **state)
{
	(void)state;
	struct ac_event fact = fact_of(AC_EVENT_FILL, 3, ETH, 2);
	struct ac_fill *fill = &fact.fill;
	snprintf(fill->client_id, sizeof(fill->client_id), "ac-1-2-x");
	fill->side = AC_SIDE_BUY;
	fill->position_side = AC_POSITION_LONG;
	fill->purpose = AC_PURPOSE_EXIT;
	fill->is_maker = true;
	fill->trade_id = 900719925474099123;
	fill->order_id = 12;
	fill->price = dec("3000.01");
	fill->quantity = dec("0.123");
	fill->commission = dec("-0.00000001");
	fill->realized_profit = dec("-12.5");
	fill->time_ms = 1767225600123;
	write_ok(&fact);
	fact.seq = 44; /* the same execution, told again */
	write_ok(&fact);
	CHECK_SQL("SELECT count(*) FROM fills", "1");
	CHECK_SQL("SELECT account || '|' || symbol || '|' || trade_id || '|' || order_id || '|' || "
		  "client_order_id || '|' || strategy || '|' || side || '|' || position_side || "
		  "'|' || price || '|' || quantity || '|' || quote_quantity || '|' || commission "
		  "|| '|' || realized_pnl || '|' || is_maker || '|' || purpose || '|' || time || "
		  "'|' || run_id FROM fills",
		  "sim|ETHUSDT|900719925474099123|12|ac-1-2-x|other|BUY|LONG|3000.01|0.123|"
		  "369.00123|-0.00000001|-12.5|1|exit|1767225600123|1");
	CHECK_SQL("SELECT filled FROM v_fills", "2026-01-01 00:00:00.123");
	fact.fill.trade_id++;
	write_ok(&fact);
	CHECK_SQL("SELECT count(*) FROM fills", "2");
}

static void test_facts_position_keeps_its_row_when_flat(void **state)
{
	(void)state;
	struct ac_event fact = fact_of(AC_EVENT_POSITION_STATE, 3, BTC, 0);
	struct ac_position_record *position = &fact.position_record;
	position->position_side = AC_POSITION_SHORT;
	position->direction = -1;
	position->is_protected = true;
	position->quantity = dec("0.5");
	position->entry_price = dec("64000");
	position->stop_price = dec("64200");
	position->take_profit_price = dec("63800");
	position->stop_loss_pct = dec("0.3");
	position->take_profit_pct = dec("0.25");
	position->opened_ms = 1000;
	position->updated_ms = 1000;
	write_ok(&fact);
	CHECK_SQL("SELECT quantity || ' ' || stop_price || ' ' || is_protected || ' ' || "
		  "stop_loss_pct FROM positions",
		  "-0.5 64200 1 0.3");
	CHECK_SQL("SELECT stop_confirmed FROM v_positions", "yes");
	struct ac_event flat = fact;
	flat.seq = 4;
	flat.position_record.direction = 0;
	flat.position_record.quantity = AC_DEC_ZERO;
	flat.position_record.updated_ms = 2000;
	write_ok(&flat);
	write_ok(&fact);
	CHECK_SQL("SELECT count(*) || ' ' || quantity FROM positions", "1 0");
	CHECK_SQL("SELECT count(*) FROM v_positions", "0");
}

static void test_facts_signal_row_carries_verdict_and_values(void **state)
{
	(void)state;
	struct ac_event fact = fact_of(AC_EVENT_SIGNAL, 21, ETH, 1);
	struct ac_signal *signal = &fact.signal;
	signal->id = 6;
	signal->direction = -1;
	signal->action = AC_ACTION_ENTER_SHORT;
	signal->reason = AC_REASON_VOLATILITY;
	signal->value = dec("0.61");
	signal->limit = dec("0.5");
	signal->price = dec("3000");
	signal->quantity = dec("0.1");
	signal->time_ms = 1767225660000;
	signal->values[0] = 2999.5;
	signal->values[1] = NAN;
	write_ok(&fact);
	write_ok(&fact);
	CHECK_SQL("SELECT count(*) || '|' || signal_id || '|' || strategy || '|' || symbol || '|' "
		  "|| side || '|' || action || '|' || is_allowed || '|' || verdict || '|' || value "
		  "|| '|' || limit_value || '|' || value_1 || '|' || ifnull(value_2, 'none') FROM "
		  "signals",
		  "1|6|vwap_reversion|ETHUSDT|SELL|ENTER_SHORT|0|volatility|0.61|0.5|2999.5|none");
	fact.seq = 22;
	signal->action = AC_ACTION_EXIT; /* of a short position: buys */
	signal->exit_reason = AC_EXIT_VWAP;
	signal->is_allowed = true;
	signal->reason = AC_REASON_OK;
	write_ok(&fact);
	CHECK_SQL("SELECT side || ' ' || exit_reason || ' ' || verdict FROM signals WHERE seq = 22",
		  "BUY vwap ok");
}

static void test_facts_candles_are_kept_once_history_or_live(void **state)
{
	(void)state;
	struct ac_event fact = fact_of(AC_EVENT_CANDLE, 2, BTC, AC_BOOK_NONE);
	fact.candle = (struct ac_candle){ .open_time_ms = 1767225600000,
					  .open = 6400010000000,
					  .high = 6400020000000,
					  .low = 6400000000001,
					  .close = 6400010000000,
					  .volume = 150000000,
					  .missing_before = 3,
					  .trades = 12 };
	fact.flags = AC_EVENT_FLAG_HISTORY;
	write_ok(&fact);
	CHECK_SQL("SELECT count(*) FROM candles_1m", "1");
	fact.flags = 0;
	write_ok(&fact);
	write_ok(&fact);
	CHECK_SQL("SELECT count(*) || '|' || symbol || '|' || open || '|' || high || '|' || low || "
		  "'|' || close || '|' || volume || '|' || trades || '|' || missing_before FROM "
		  "candles_1m",
		  "1|BTCUSDT|64000.1|64000.2|64000.00000001|64000.1|1.5|12|3");
	for (int i = 1; i <= 5; i++) {
		fact.candle.open_time_ms += 60000;
		fact.candle.trades++;
		write_ok(&fact);
	}
	struct ac_candle candles[10];
	uint32_t count;
	assert_int_equal(ac_store_candles_load(fixture_store, "sim", "BTCUSDT", 3, candles, &count),
			 AC_OK);
	CHECK_EQ("count", count, 3);
	CHECK_EQ("oldest of them", candles[0].open_time_ms, 1767225600000 + 3 * 60000);
	assert_memory_equal(&candles[2], &fact.candle, sizeof(fact.candle));
	assert_int_equal(
		ac_store_candles_load(fixture_store, "sim", "BTCUSDT", 10, candles, &count), AC_OK);
	CHECK_EQ("all", count, 6);
	CHECK_EQ("first", candles[0].trades, 12);
	assert_int_equal(
		ac_store_candles_load(fixture_store, "sim", "ETHUSDT", 10, candles, &count), AC_OK);
	CHECK_EQ("none", count, 0);
}

static void test_facts_performance_of_a_day_is_the_exact_sum_of_its_trades(void **state)
{
	(void)state;
	const ac_ms day = 1767225600000; /* 2026-01-01 */
	struct ac_event trips[] = {
		trip_fact(1, "0.1", day),
		trip_fact(2, "0.2", day + 1),
		trip_fact(3, "-0.00000001", day + AC_MS_PER_DAY - 1),
		trip_fact(4, "5", day + AC_MS_PER_DAY), /* the next day */
		trip_fact(5, "7", day - 1),             /* the day before */
		trip_fact(6, "0", day + 5),             /* neither won nor lost */
	};
	for (int again = 0; again < 2; again++) {
		for (size_t i = 0; i < AC_COUNT(trips); i++)
			write_ok(&trips[i]);
	}
	CHECK_SQL("SELECT count(*) FROM round_trips", "6");
	CHECK_SQL("SELECT count(*) FROM strategy_performance", "3");
	CHECK_SQL("SELECT trades || '|' || wins || '|' || losses || '|' || gross_profit || '|' || "
		  "gross_loss || '|' || net || '|' || fees || '|' || funding || '|' || hold_ms || "
		  "'|' || updated_at FROM strategy_performance WHERE day = '2026-01-01' AND symbol "
		  "= 'ETHUSDT' AND strategy = 'vwap_reversion'",
		  "4|2|1|0.3|-0.00000001|0.29999999|0.4|-0.08|240000|1767311999999");
	CHECK_SQL("SELECT net FROM strategy_performance WHERE day = '2026-01-02'", "5");
	CHECK_SQL("SELECT trades || ' ' || win_rate_pct_approx FROM v_daily WHERE day = "
		  "'2026-01-01'",
		  "4 50.0");
	CHECK_SQL("SELECT trades || ' ' || net_approx FROM v_totals", "6 12.29999999");
	CHECK_SQL("SELECT side || ' ' || exited || ' ' || exit_reason FROM v_trades WHERE "
		  "net_pnl = '0.1'",
		  "SHORT 2026-01-01 00:00:00 take_profit");
}

static struct ac_event risk_fact(uint64_t seq, bool is_active, ac_ms since, int64_t counter)
{
	struct ac_event fact = fact_of(AC_EVENT_RISK, seq, BTC, 0);
	fact.risk_record.guard = AC_GUARD_CONSECUTIVE_LOSSES;
	fact.risk_record.state = AC_RISK_ACTIVE;
	fact.risk_record.is_active = is_active;
	fact.risk_record.reason = is_active ? AC_REASON_CONSECUTIVE_LOSSES : AC_REASON_OK;
	fact.risk_record.since_ms = since;
	fact.risk_record.until_ms = is_active ? since + 600000 : 0;
	fact.risk_record.value = AC_DEC(counter);
	fact.risk_record.limit = AC_DEC(3);
	fact.risk_record.counter = counter;
	return fact;
}

static void test_facts_halts_stand_end_and_stay_on_record(void **state)
{
	(void)state;
	struct ac_event count = risk_fact(1, false, 500, 2);
	struct ac_event halt = risk_fact(2, true, 1000, 3);
	struct ac_event lift = risk_fact(3, false, 2000, 0);
	struct ac_event second = risk_fact(4, true, 3000, 3);
	struct ac_event third = risk_fact(5, true, 4000, 3);
	write_ok(&count);
	CHECK_SQL("SELECT count(*) FROM halts", "0");
	CHECK_SQL("SELECT counter || ' ' || value || ' ' || guard FROM risk_state",
		  "2 2 consecutive_losses");
	write_ok(&halt);
	CHECK_SQL("SELECT is_active || ' ' || since || ' ' || until || ' ' || reason || ' ' || "
		  "symbol || ' ' || strategy || ' ' || limit_value FROM halts",
		  "1 1000 601000 consecutive_losses BTCUSDT vwap_reversion 3");
	write_ok(&lift);
	CHECK_SQL("SELECT is_active || ' ' || (lifted_at = 1767225600003) FROM halts", "0 1");
	CHECK_SQL("SELECT counter FROM risk_state", "0");
	write_ok(&halt); /* told again by a replay: it stays lifted */
	write_ok(&count);
	CHECK_SQL("SELECT is_active FROM halts", "0");
	CHECK_SQL("SELECT counter FROM risk_state", "0");
	write_ok(&second);
	write_ok(&third);
	CHECK_SQL("SELECT count(*) || ' ' || sum(is_active) FROM halts", "3 1");
	CHECK_SQL("SELECT since FROM halts WHERE is_active = 1", "4000");
	write_ok(&lift); /* old */
	CHECK_SQL("SELECT sum(is_active) FROM halts", "1");
	CHECK_SQL("SELECT halt || ' ' || until FROM v_halts LIMIT 1", "ACTIVE 1970-01-01 00:10:04");
}

static void test_facts_account_funding_and_system_rows(void **state)
{
	(void)state;
	struct ac_event fact = fact_of(AC_EVENT_ACCOUNT, 31, AC_SYMBOL_NONE, AC_BOOK_NONE);
	fact.account.wallet = dec("10000");
	fact.account.unrealized = dec("-250");
	fact.account.equity = dec("9750");
	fact.account.equity_peak = dec("10400");
	fact.account.margin_used = dec("12.5");
	fact.account.time_ms = 5000;
	write_ok(&fact);
	write_ok(&fact);
	CHECK_SQL("SELECT count(*) || '|' || wallet || '|' || equity || '|' || drawdown_pct || '|' "
		  "|| margin_used || '|' || symbol FROM account_stats",
		  "1|10000|9750|6.25|12.5|");
	fact.seq = 32;
	fact.account.equity = dec("-1"); /* more than all is lost */
	fact.account.equity_peak = AC_DEC_ZERO;
	write_ok(&fact);
	CHECK_SQL("SELECT drawdown_pct FROM account_stats WHERE seq = 32", "0");
	fact = fact_of(AC_EVENT_FUNDING, 33, ETH, AC_BOOK_NONE);
	fact.funding.payment = dec("-0.75");
	fact.funding.rate = dec("-0.0001");
	fact.funding.time_ms = 6000;
	write_ok(&fact);
	write_ok(&fact);
	CHECK_SQL("SELECT count(*) || '|' || symbol || '|' || payment || '|' || rate FROM funding",
		  "1|ETHUSDT|-0.75|-0.0001");
	fact = fact_of(AC_EVENT_SYSTEM, 34, BTC, AC_BOOK_NONE);
	fact.system.what = AC_SYSTEM_GAP;
	fact.system.value = 80;
	snprintf(fact.system.text, sizeof(fact.system.text), "minutes are missing");
	write_ok(&fact);
	write_ok(&fact);
	CHECK_SQL("SELECT count(*) || '|' || event || '|' || value || '|' || text || '|' || symbol "
		  "FROM system_events",
		  "1|gap|80|minutes are missing|BTCUSDT");
	fact = fact_of(AC_EVENT_TIMER, 35, BTC, AC_BOOK_NONE);
	write_ok(&fact); /* no row, no complaint */
}

static void test_facts_outside_the_schema_are_refused_one_by_one(void **state)
{
	(void)state;
	struct ac_event fact = order_fact(1, AC_LIFE_ACKED, 1);
	fact.symbol = SYMBOLS;
	assert_int_equal(store_one(&fact), AC_ERR_RANGE);
	fact = order_fact(1, (enum ac_life)99, 1);
	assert_int_equal(store_one(&fact), AC_ERR_RANGE);
	fact = order_fact(1, AC_LIFE_ACKED, 1);
	fact.order_record.price = dec("-1");
	assert_int_equal(store_one(&fact), AC_ERR_RANGE);
	fact = fact_of(AC_EVENT_FILL, 1, BTC, 0);
	fact.fill.purpose = AC_PURPOSE_ENTRY;
	fact.fill.price = dec("90000000000");
	fact.fill.quantity = dec("90000000000");
	assert_int_equal(store_one(&fact), AC_ERR_RANGE);
	CHECK_SQL("SELECT count(*) FROM orders", "0");
	fact = order_fact(1, AC_LIFE_ACKED, 1);
	assert_int_equal(ac_store_write(fixture_store, &fixture_run, &fixture_names, &fact),
			 AC_ERR_IO); /* no transaction is open */
	write_ok(&fact);
	CHECK_SQL("SELECT count(*) FROM orders", "1");
	struct ac_store_run stranger = fixture_run;
	stranger.run_id = 50; /* its run was never begun */
	assert_int_equal(ac_store_begin(fixture_store), AC_OK);
	fact.seq = 2;
	fact.order_record.client_id[0] = 'x';
	assert_int_equal(ac_store_write(fixture_store, &stranger, &fixture_names, &fact),
			 AC_ERR_RANGE);
	ac_store_rollback(fixture_store);
	ac_store_rollback(fixture_store);
}

static void test_facts_decimals_come_back_to_the_last_digit(void **state)
{
	(void)state;
	enum { ROUNDS = 3000 };
	const uint64_t seed = 20261123;
	print_message("# seed %" PRIu64 "\n", seed);
	struct ac_prng prng;
	ac_prng_init(&prng, seed);
	static struct ac_dec written[ROUNDS][2];
	assert_int_equal(ac_store_begin(fixture_store), AC_OK);
	for (uint32_t i = 0; i < ROUNDS; i++) {
		struct ac_event fact = fact_of(AC_EVENT_FUNDING, i + 1, BTC, AC_BOOK_NONE);
		for (int k = 0; k < 2; k++) {
			/* All magnitudes, and many with zeros at the end. */
			int64_t units = (int64_t)(ac_prng_next(&prng) >> ac_prng_below(&prng, 64));
			units = ac_prng_below(&prng, 2) == 0 ? units : units / 100000 * 100000;
			written[i][k].units = ac_prng_below(&prng, 2) == 0 ? units : -units;
		}
		if (i < 4)
			written[i][0].units = (int64_t[]){ 0, INT64_MAX, INT64_MIN, -1 }[i];
		fact.funding.payment = written[i][0];
		fact.funding.rate = written[i][1];
		if (ac_store_write(fixture_store, &fixture_run, &fixture_names, &fact) != AC_OK)
			fail_msg("%lld %lld: %s", (long long)written[i][0].units,
				 (long long)written[i][1].units, ac_store_error(fixture_store));
	}
	assert_int_equal(ac_store_commit(fixture_store, &fixture_run, ROUNDS), AC_OK);
	sqlite3 *database;
	sqlite3_stmt *row;
	sqlite3_open(fixture_path, &database);
	sqlite3_prepare_v2(database, "SELECT payment, rate FROM funding ORDER BY seq", -1, &row,
			   NULL);
	for (uint32_t i = 0; i < ROUNDS; i++) {
		assert_int_equal(sqlite3_step(row), SQLITE_ROW);
		for (int k = 0; k < 2; k++)
			CHECK_EQ("units", dec((const char *)sqlite3_column_text(row, k)).units,
				 written[i][k].units);
	}
	sqlite3_finalize(row);
	sqlite3_close(database);
}

static void test_facts_columns_take_canonical_decimals_only(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		bool is_signed, is_unsigned;
	} cases[] = {
		{ "0", true, true },
		{ "1", true, true },
		{ "10", true, true },
		{ "0.1", true, true },
		{ "0.00000001", true, true },
		{ "92233720368.54775807", true, true },
		{ "120.5", true, true },
		{ "-1", true, false },
		{ "-0.5", true, false },
		{ "", false, false },
		{ "-", false, false },
		{ "--1", false, false },
		{ "1-", false, false },
		{ "-0", false, false },
		{ "-0.0", false, false },
		{ "+1", false, false },
		{ "1.0", false, false },
		{ "0.50", false, false },
		{ "1.", false, false },
		{ ".5", false, false },
		{ "-.5", false, false },
		{ "01", false, false },
		{ "-01", false, false },
		{ "00", false, false },
		{ "1.2.3", false, false },
		{ "1e5", false, false },
		{ "1E-05", false, false },
		{ "0x10", false, false },
		{ "1,5", false, false },
		{ " 1", false, false },
		{ "1 ", false, false },
		{ "nan", false, false },
		{ "0.123456789", false, false },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		char sql[300];
		snprintf(sql, sizeof(sql),
			 "INSERT INTO funding VALUES (1, %zu, 'sim', '', '', 0, '%s', '0')", i + 1,
			 cases[i].text);
		CHECK_EQ(cases[i].text, run_sql(sql),
			 cases[i].is_signed ? SQLITE_OK : SQLITE_CONSTRAINT);
		snprintf(sql, sizeof(sql),
			 "INSERT INTO candles_1m VALUES ('sim', 'X', %zu * 60000, '%s', '1', '1', "
			 "'1', '1', 0, 0)",
			 i + 1, cases[i].text);
		CHECK_EQ(cases[i].text, run_sql(sql),
			 cases[i].is_unsigned ? SQLITE_OK : SQLITE_CONSTRAINT);
	}
}

/* The words are written twice, here and in the rooms that own them: they must be the same. */
static void test_facts_words_are_those_of_the_program_and_the_schema_knows_them(void **state)
{
	(void)state;
	uint64_t seq = 0;
	for (int life = 0; ac_words_text(AC_WORDS_LIFE, life) != NULL; life++) {
		struct ac_event fact = order_fact(++seq, (enum ac_life)life, 10);
		snprintf(fact.order_record.client_id, sizeof(fact.order_record.client_id),
			 "life-%d", life);
		write_ok(&fact);
		assert_string_equal(ac_words_text(AC_WORDS_LIFE, life),
				    ac_life_text((enum ac_life)life));
	}
	for (int type = 0; ac_words_text(AC_WORDS_ORDER_TYPE, type) != NULL; type++) {
		struct ac_event fact = order_fact(++seq, AC_LIFE_ACKED, 10);
		snprintf(fact.order_record.client_id, sizeof(fact.order_record.client_id),
			 "type-%d", type);
		fact.order_record.type = (uint8_t)type;
		fact.order_record.tif = (uint8_t)(type % 4);
		fact.order_record.purpose = (uint8_t)(1 + type % AC_PURPOSE_FOREIGN);
		fact.order_record.position_side = (uint8_t)(type % 3);
		write_ok(&fact);
	}
	for (int purpose = AC_PURPOSE_ENTRY; purpose <= AC_PURPOSE_FOREIGN; purpose++)
		assert_string_equal(ac_words_text(AC_WORDS_PURPOSE, purpose),
				    ac_purpose_text((enum ac_purpose)purpose));
	for (int reason = AC_EXIT_NONE; reason <= AC_EXIT_SIGNAL; reason++) {
		assert_string_equal(ac_words_text(AC_WORDS_EXIT_REASON, reason),
				    ac_exit_reason_text((enum ac_exit_reason)reason));
		struct ac_event fact = trip_fact(++seq, "1", 1767225600000);
		fact.round_trip.exit_reason = (uint8_t)reason;
		write_ok(&fact);
	}
	for (int reason = 0; reason <= AC_REASON_EXECUTOR_FULL; reason++) {
		struct ac_event fact = fact_of(AC_EVENT_SIGNAL, ++seq, BTC, 0);
		fact.signal.action = (uint8_t)(1 + reason % 3);
		fact.signal.reason = reason;
		write_ok(&fact);
	}
	for (int guard = 0; guard < AC_GUARD_COUNT; guard++) {
		struct ac_event fact = risk_fact(++seq, guard % 2 == 0, 100, 1);
		fact.risk_record.guard = (uint16_t)guard;
		fact.risk_record.state = (uint8_t)(guard % 3);
		write_ok(&fact);
		CHECK_EQ("guard",
			 ac_words_value(AC_WORDS_GUARD, ac_words_text(AC_WORDS_GUARD, guard)),
			 guard);
	}
	CHECK_EQ("unknown", ac_words_value(AC_WORDS_GUARD, "nonsense"), -1);
	assert_null(ac_words_text(AC_WORDS_GUARD, AC_GUARD_COUNT));
	assert_null(ac_words_text(AC_WORDS_SIDE, -1));
	assert_null(ac_words_text(AC_WORDS_PURPOSE, 0));
}

#define WITH_STORE(test) cmocka_unit_test_setup_teardown(test, store_setup, store_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_STORE(test_facts_order_row_has_every_field),
		WITH_STORE(test_facts_order_never_goes_back),
		WITH_STORE(test_facts_order_of_a_later_run_wins_whatever_its_clock_says),
		WITH_STORE(test_facts_fill_is_one_row_however_often_it_comes),
		WITH_STORE(test_facts_position_keeps_its_row_when_flat),
		WITH_STORE(test_facts_signal_row_carries_verdict_and_values),
		WITH_STORE(test_facts_candles_are_kept_once_history_or_live),
		WITH_STORE(test_facts_performance_of_a_day_is_the_exact_sum_of_its_trades),
		WITH_STORE(test_facts_halts_stand_end_and_stay_on_record),
		WITH_STORE(test_facts_account_funding_and_system_rows),
		WITH_STORE(test_facts_outside_the_schema_are_refused_one_by_one),
		WITH_STORE(test_facts_decimals_come_back_to_the_last_digit),
		WITH_STORE(test_facts_columns_take_canonical_decimals_only),
		WITH_STORE(test_facts_words_are_those_of_the_program_and_the_schema_knows_them),
	};
	return cmocka_run_group_tests(tests, folder_make, folder_remove);
}
