/* Each filter at, just under and just over its limit, with the exchange's code; tiers and
 * liquidation prices on worked numbers. */
#include "check.h"

#include "binance/codec/refusal.h"
#include "market/instrument.h"

static struct ac_dec dec(const char *text)
{
	struct ac_dec value = { 0 };
	if (ac_dec_parse(ac_str_from(text), &value) != AC_OK)
		fail_msg("%s is no decimal", text);
	return value;
}

/* Steps that are no powers of ten, a lot minimum that is no multiple of its step. */
static struct ac_instrument odd_instrument(void)
{
	return (struct ac_instrument){
		.symbol = "ODDUSDT",
		.state = AC_SYMBOL_TRADING,
		.price_precision = 2,
		.quantity_precision = 3,
		.price_minimum = dec("1.5"),
		.price_maximum = dec("1000"),
		.tick = dec("0.25"),
		.lot = { dec("0.03"), dec("100.03"), dec("0.05") },
		.market_lot = { dec("0.03"), dec("10.03"), dec("0.05") },
		.notional_minimum = dec("5"),
		.multiplier_up = dec("1.05"),
		.multiplier_down = dec("0.95"),
	};
}

struct row {
	const char *name;
	enum ac_order_type type;
	enum ac_side side;
	const char *price, *quantity, *mark;
	enum ac_filter filter;
	int32_t code;
};

static void check_rows(const struct ac_instrument *instrument, const struct row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct ac_filter_order order = {
			.side = rows[i].side,
			.type = rows[i].type,
			.price = dec(rows[i].price),
			.quantity = dec(rows[i].quantity),
			.mark = dec(rows[i].mark),
		};
		enum ac_filter filter = ac_instrument_check(instrument, &order);
		if (filter != rows[i].filter)
			fail_msg("%s: %s, not %s", rows[i].name, ac_filter_text(filter),
				 ac_filter_text(rows[i].filter));
		CHECK_EQ(rows[i].name, ac_binance_codes.code_of(ac_filter_refusal(filter)),
			 rows[i].code);
	}
}

#define LIMIT  AC_ORDER_LIMIT
#define MARKET AC_ORDER_MARKET
#define BUY    AC_SIDE_BUY
#define SELL   AC_SIDE_SELL

static void test_filter_price_at_under_and_over_each_bound(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{ "in the middle", LIMIT, BUY, "100.25", "1.03", "100", AC_FILTER_OK, 0 },
		{ "at the minimum", LIMIT, BUY, "1.5", "10.03", "0", AC_FILTER_OK, 0 },
		{ "a tick under", LIMIT, BUY, "1.25", "10.03", "0", AC_FILTER_PRICE_LOW, -4013 },
		{ "a cent under", LIMIT, BUY, "1.49", "10.03", "0", AC_FILTER_PRICE_LOW, -4013 },
		{ "zero", LIMIT, BUY, "0", "10.03", "0", AC_FILTER_PRICE_LOW, -4013 },
		{ "negative", LIMIT, BUY, "-1.5", "10.03", "0", AC_FILTER_PRICE_LOW, -4013 },
		{ "at the maximum", LIMIT, BUY, "1000", "1.03", "0", AC_FILTER_OK, 0 },
		{ "a tick over", LIMIT, BUY, "1000.25", "1.03", "0", AC_FILTER_PRICE_HIGH, -4002 },
		{ "between ticks", LIMIT, BUY, "100.24", "1.03", "0", AC_FILTER_TICK, -4014 },
		{ "above a tick", LIMIT, BUY, "100.26", "1.03", "0", AC_FILTER_TICK, -4014 },
		{ "three decimals", LIMIT, BUY, "100.125", "1.03", "0", AC_FILTER_PRICE_PRECISION,
		  -1111 },
		{ "not looked at for MARKET", MARKET, BUY, "0.001", "1.03", "100", AC_FILTER_OK,
		  0 },
		{ "looked at for STOP", AC_ORDER_STOP, BUY, "100.24", "1.03", "0", AC_FILTER_TICK,
		  -4014 },
		{ "not looked at for STOP_MARKET", AC_ORDER_STOP_MARKET, BUY, "7.77", "1.03", "100",
		  AC_FILTER_OK, 0 },
	};
	struct ac_instrument instrument = odd_instrument();
	check_rows(&instrument, rows, AC_COUNT(rows));
}

static void test_filter_quantity_at_under_and_over_each_bound(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{ "at the minimum", LIMIT, BUY, "1000", "0.03", "0", AC_FILTER_OK, 0 },
		{ "under it", LIMIT, BUY, "1000", "0.029", "0", AC_FILTER_QUANTITY_LOW, -4004 },
		{ "zero", LIMIT, BUY, "1000", "0", "0", AC_FILTER_QUANTITY_LOW, -4004 },
		{ "negative", LIMIT, BUY, "1000", "-0.03", "0", AC_FILTER_QUANTITY_LOW, -4004 },
		{ "one step more", LIMIT, BUY, "1000", "0.08", "0", AC_FILTER_OK, 0 },
		{ "a multiple of the step only", LIMIT, BUY, "1000", "0.05", "0", AC_FILTER_STEP,
		  -4023 },
		{ "a bit over a step", LIMIT, BUY, "1000", "0.081", "0", AC_FILTER_STEP, -4023 },
		{ "a bit under a step", LIMIT, BUY, "1000", "0.079", "0", AC_FILTER_STEP, -4023 },
		{ "four decimals", LIMIT, BUY, "1000", "0.0801", "0", AC_FILTER_QUANTITY_PRECISION,
		  -1111 },
		{ "price before quantity", LIMIT, BUY, "1000.001", "0.0801", "0",
		  AC_FILTER_PRICE_PRECISION, -1111 },
		{ "at the maximum", LIMIT, BUY, "1000", "100.03", "0", AC_FILTER_OK, 0 },
		{ "a step over", LIMIT, BUY, "1000", "100.08", "0", AC_FILTER_QUANTITY_HIGH,
		  -4005 },
		{ "at the market maximum", MARKET, BUY, "0", "10.03", "1000", AC_FILTER_OK, 0 },
		{ "over the market maximum", MARKET, BUY, "0", "10.08", "1000",
		  AC_FILTER_QUANTITY_HIGH, -4005 },
		{ "STOP_MARKET is a market type", AC_ORDER_STOP_MARKET, BUY, "0", "10.08", "1000",
		  AC_FILTER_QUANTITY_HIGH, -4005 },
		{ "TAKE_PROFIT is a limit type", AC_ORDER_TAKE_PROFIT, BUY, "1000", "10.08", "1000",
		  AC_FILTER_OK, 0 },
	};
	struct ac_instrument instrument = odd_instrument();
	check_rows(&instrument, rows, AC_COUNT(rows));

	/* A market lot of step 0 counts in the other lot's steps. */
	instrument.market_lot.step = AC_DEC_ZERO;
	static const struct row borrowed[] = {
		{ "on a step", MARKET, BUY, "0", "1.03", "1000", AC_FILTER_OK, 0 },
		{ "off it", MARKET, BUY, "0", "1.05", "1000", AC_FILTER_STEP, -4023 },
	};
	check_rows(&instrument, borrowed, AC_COUNT(borrowed));
}

static void test_filter_bounds_of_zero_are_off(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{ "any price", LIMIT, BUY, "90000000000", "0.05", "0", AC_FILTER_OK, 0 },
		{ "any quantity", LIMIT, BUY, "1", "90000000000", "0", AC_FILTER_OK, 0 },
		{ "far from the mark", LIMIT, BUY, "100", "5", "1", AC_FILTER_OK, 0 },
		{ "far below the mark", LIMIT, SELL, "1", "5", "1000", AC_FILTER_OK, 0 },
		{ "small", LIMIT, BUY, "0.25", "0.05", "0", AC_FILTER_OK, 0 },
		{ "zero quantity all the same", LIMIT, BUY, "1", "0", "0", AC_FILTER_QUANTITY_LOW,
		  -4004 },
	};
	struct ac_instrument instrument = odd_instrument();
	instrument.price_minimum = instrument.price_maximum = AC_DEC_ZERO;
	instrument.lot.minimum = instrument.lot.maximum = AC_DEC_ZERO;
	instrument.multiplier_up = instrument.multiplier_down = AC_DEC_ZERO;
	instrument.notional_minimum = AC_DEC_ZERO;
	check_rows(&instrument, rows, AC_COUNT(rows));
}

static void test_filter_notional_at_under_and_over(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{ "exactly", LIMIT, BUY, "2.5", "2", "0", AC_FILTER_OK, 0 },
		{ "under", LIMIT, BUY, "2.5", "1.95", "0", AC_FILTER_NOTIONAL, -4164 },
		{ "over", LIMIT, BUY, "2.5", "2.05", "0", AC_FILTER_OK, 0 },
		{ "MARKET by the mark", MARKET, BUY, "0", "2", "2.5", AC_FILTER_OK, 0 },
		{ "MARKET under by a unit of the mark", MARKET, BUY, "0", "2", "2.49999999",
		  AC_FILTER_NOTIONAL, -4164 },
		{ "MARKET ignores the price", MARKET, BUY, "1000", "2", "2.4", AC_FILTER_NOTIONAL,
		  -4164 },
		{ "MARKET without a mark", MARKET, BUY, "1000", "2", "0", AC_FILTER_NOTIONAL,
		  -4164 },
		{ "STOP_MARKET entry without a mark", AC_ORDER_STOP_MARKET, BUY, "0", "2", "0",
		  AC_FILTER_NOTIONAL, -4164 },
	};
	struct ac_instrument instrument = odd_instrument();
	instrument.lot.minimum = instrument.market_lot.minimum = dec("0.05");
	check_rows(&instrument, rows, AC_COUNT(rows));

	struct ac_filter_order order = {
		.side = SELL, .type = MARKET, .quantity = dec("0.05"), .reduce_only = true
	};
	assert_int_equal(ac_instrument_check(&instrument, &order), AC_FILTER_OK);
	order = (struct ac_filter_order){ .side = SELL,
					  .type = AC_ORDER_STOP_MARKET,
					  .quantity = dec("0.123456"),
					  .close_position = true };
	assert_int_equal(ac_instrument_check(&instrument, &order), AC_FILTER_OK);
}

static void test_filter_percent_price_bounds_one_side_only(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{ "BUY at the upper bound", LIMIT, BUY, "105", "1.03", "100", AC_FILTER_OK, 0 },
		{ "BUY a tick over", LIMIT, BUY, "105.25", "1.03", "100",
		  AC_FILTER_PERCENT_PRICE_HIGH, -4016 },
		{ "BUY a tick under", LIMIT, BUY, "104.75", "1.03", "100", AC_FILTER_OK, 0 },
		{ "BUY far below rests", LIMIT, BUY, "5", "1.03", "100", AC_FILTER_OK, 0 },
		{ "SELL at the lower bound", LIMIT, SELL, "95", "1.03", "100", AC_FILTER_OK, 0 },
		{ "SELL a tick under", LIMIT, SELL, "94.75", "1.03", "100",
		  AC_FILTER_PERCENT_PRICE_LOW, -4024 },
		{ "SELL a tick over", LIMIT, SELL, "95.25", "1.03", "100", AC_FILTER_OK, 0 },
		{ "SELL far above rests", LIMIT, SELL, "900", "1.03", "100", AC_FILTER_OK, 0 },
		{ "a bound between ticks", LIMIT, BUY, "105", "1.03", "99.99999999",
		  AC_FILTER_PERCENT_PRICE_HIGH, -4016 },
		{ "no mark, no band", LIMIT, BUY, "900", "1.03", "0", AC_FILTER_OK, 0 },
		{ "not for conditional orders", AC_ORDER_STOP, BUY, "900", "1.03", "100",
		  AC_FILTER_OK, 0 },
	};
	struct ac_instrument instrument = odd_instrument();
	check_rows(&instrument, rows, AC_COUNT(rows));
}

static void test_filter_symbol_state_and_closed_sides(void **state)
{
	(void)state;
	struct ac_instrument instrument = odd_instrument();
	struct ac_filter_order order = {
		.side = BUY, .type = MARKET, .quantity = dec("1.03"), .mark = dec("100")
	};
	instrument.is_reduce_only_long = true;
	assert_int_equal(ac_instrument_check(&instrument, &order), AC_FILTER_SIDE_CLOSED);
	assert_int_equal(ac_filter_refusal(AC_FILTER_SIDE_CLOSED), AC_REFUSAL_SIDE_CLOSED);
	order.reduce_only = true;
	assert_int_equal(ac_instrument_check(&instrument, &order), AC_FILTER_OK);
	order.reduce_only = false;
	order.side = SELL;
	assert_int_equal(ac_instrument_check(&instrument, &order), AC_FILTER_OK);
	instrument.is_reduce_only_short = true;
	assert_int_equal(ac_instrument_check(&instrument, &order), AC_FILTER_SIDE_CLOSED);

	/* The state comes before everything else. */
	instrument.state = AC_SYMBOL_NOT_TRADING;
	order.quantity = dec("0.0001");
	assert_int_equal(ac_instrument_check(&instrument, &order), AC_FILTER_SYMBOL_STATE);
	assert_int_equal(ac_filter_refusal(AC_FILTER_SYMBOL_STATE), AC_REFUSAL_SYMBOL_CLOSED);
}

static void test_rounding_quantity_to_odd_steps(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		enum ac_order_type type;
		const char *quantity, *rounded;
	} rows[] = {
		{ "on a step", LIMIT, "0.08", "0.08" },
		{ "just over", LIMIT, "0.08000001", "0.08" },
		{ "just under", LIMIT, "0.07999999", "0.03" },
		{ "at the minimum", LIMIT, "0.03", "0.03" },
		{ "under the minimum", LIMIT, "0.02999999", "0" },
		{ "zero", LIMIT, "0", "0" },
		{ "negative", LIMIT, "-5", "0" },
		{ "above the maximum", LIMIT, "5000", "100.03" },
		{ "the market lot is smaller", MARKET, "5000", "10.03" },
		{ "conditional market", AC_ORDER_TAKE_PROFIT_MARKET, "5000", "10.03" },
	};
	struct ac_instrument instrument = odd_instrument();
	for (size_t i = 0; i < AC_COUNT(rows); i++) {
		struct ac_dec rounded;
		assert_int_equal(ac_instrument_round_quantity(&instrument, rows[i].type,
							      dec(rows[i].quantity), &rounded),
				 AC_OK);
		CHECK_EQ(rows[i].name, rounded.units, dec(rows[i].rounded).units);
	}
}

static void test_rounding_price_to_odd_ticks(void **state)
{
	(void)state;
	static const struct {
		const char *tick, *price, *down, *up;
	} rows[] = {
		{ "0.25", "10.3", "10.25", "10.5" },
		{ "0.05", "10.07", "10.05", "10.1" },
		{ "5", "12", "10", "15" },
		{ "0.25", "10.25", "10.25", "10.25" },
		{ "0.00000003", "0.00000010", "0.00000009", "0.00000012" },
	};
	struct ac_instrument instrument = odd_instrument();
	for (size_t i = 0; i < AC_COUNT(rows); i++) {
		struct ac_dec rounded;
		instrument.tick = dec(rows[i].tick);
		assert_int_equal(ac_instrument_round_price(&instrument, dec(rows[i].price),
							   AC_ROUND_FLOOR, &rounded),
				 AC_OK);
		CHECK_EQ(rows[i].tick, rounded.units, dec(rows[i].down).units);
		assert_int_equal(ac_instrument_round_price(&instrument, dec(rows[i].price),
							   AC_ROUND_CEIL, &rounded),
				 AC_OK);
		CHECK_EQ(rows[i].tick, rounded.units, dec(rows[i].up).units);
	}
	struct ac_dec untouched = { 9 };
	instrument.tick = dec("5");
	assert_int_equal(ac_instrument_round_price(&instrument, (struct ac_dec){ INT64_MAX },
						   AC_ROUND_CEIL, &untouched),
			 AC_ERR_RANGE);
	assert_int_equal(untouched.units, 9);
}

/* Two tiers: 1 % up to 1000, then 10 % less 90. */
static struct ac_instrument tiered_instrument(void)
{
	struct ac_instrument instrument = odd_instrument();
	instrument.bracket_count = 2;
	instrument.brackets[0] =
		(struct ac_bracket){ dec("0"), dec("1000"), 50, dec("0.01"), dec("0") };
	instrument.brackets[1] =
		(struct ac_bracket){ dec("1000"), dec("9000"), 5, dec("0.1"), dec("90") };
	return instrument;
}

static void test_bracket_of_a_notional_and_its_maintenance(void **state)
{
	(void)state;
	static const struct {
		const char *notional;
		int leverage_max;
		const char *maintenance;
	} rows[] = {
		{ "0", 50, "0" },
		{ "1000", 50, "10" },
		{ "1000.00000001", 5, "10.00000001" }, /* rounded up, once */
		{ "999.99999999", 50, "10" },
		{ "2000", 5, "110" },
		{ "9000", 5, "810" },
		{ "20000", 5, "1910" }, /* above every cap: the last tier goes on */
	};
	struct ac_instrument instrument = tiered_instrument();
	for (size_t i = 0; i < AC_COUNT(rows); i++) {
		struct ac_dec margin;
		const struct ac_bracket *bracket =
			ac_instrument_bracket(&instrument, dec(rows[i].notional));
		CHECK_EQ(rows[i].notional, bracket->leverage_max, rows[i].leverage_max);
		assert_int_equal(
			ac_instrument_maintenance(&instrument, dec(rows[i].notional), &margin),
			AC_OK);
		CHECK_EQ(rows[i].notional, margin.units, dec(rows[i].maintenance).units);
	}
	CHECK_EQ("50x", ac_instrument_notional_max(&instrument, 50).units, dec("1000").units);
	CHECK_EQ("51x", ac_instrument_notional_max(&instrument, 51).units, 0);
	CHECK_EQ("6x", ac_instrument_notional_max(&instrument, 6).units, dec("1000").units);
	CHECK_EQ("5x", ac_instrument_notional_max(&instrument, 5).units, dec("9000").units);
	CHECK_EQ("1x", ac_instrument_notional_max(&instrument, 1).units, dec("9000").units);

	instrument.bracket_count = 0;
	struct ac_dec margin;
	assert_null(ac_instrument_bracket(&instrument, dec("5")));
	assert_int_equal(ac_instrument_maintenance(&instrument, dec("5"), &margin), AC_OK);
	assert_int_equal(margin.units, 0);
	CHECK_EQ("none", ac_instrument_notional_max(&instrument, 1).units, 0);
}

static void test_liquidation_price_of_worked_cases(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		int direction;
		const char *quantity, *entry, *margin, *price;
	} rows[] = {
		/* 9.9·p = 990 - 99 */
		{ "long in the first tier", 1, "10", "100", "109", "90" },
		/* 10.1·p = 1000 + 10 */
		{ "short at the edge of the first tier", -1, "10", "100", "10", "100" },
		/* 11·p = 1000 + 100 + 90 */
		{ "short that grows into the second tier", -1, "10", "100", "100", "108.18181818" },
		/* 27·p = 3000 - 210 - 90 */
		{ "long in the second tier", 1, "30", "100", "210", "100" },
		{ "long with more margin than cost is never liquidated", 1, "1", "100", "100",
		  "0" },
		{ "long a unit short of that", 1, "1", "100", "99.99999999", "0.00000001" },
		{ "no position", 1, "0", "100", "1", "0" },
	};
	struct ac_instrument instrument = tiered_instrument();
	for (size_t i = 0; i < AC_COUNT(rows); i++) {
		struct ac_dec price = { 0 };
		assert_int_equal(ac_instrument_liquidation_price(
					 &instrument, rows[i].direction, dec(rows[i].quantity),
					 dec(rows[i].entry), dec(rows[i].margin), &price),
				 AC_OK);
		CHECK_EQ(rows[i].name, price.units, dec(rows[i].price).units);
	}
	struct ac_dec price = { 3 };
	assert_int_equal(ac_instrument_liquidation_price(&instrument, -1, dec("1"), dec("100"),
							 dec("-200"), &price),
			 AC_ERR_RANGE);
	instrument.bracket_count = 0;
	assert_int_equal(ac_instrument_liquidation_price(&instrument, 1, dec("1"), dec("100"),
							 dec("5"), &price),
			 AC_ERR_NOT_FOUND);
	assert_int_equal(price.units, 3);
}

static void test_instruments_are_found_by_symbol(void **state)
{
	(void)state;
	struct ac_instrument items[2] = { { .symbol = "BTCUSDT" }, { .symbol = "ETHUSDT" } };
	struct ac_instruments list = { items, 2, 2 };
	assert_int_equal(ac_instruments_find(&list, AC_STR("ETHUSDT")), 1);
	assert_int_equal(ac_instruments_find(&list, AC_STR("ETHUSD")), -1);
	assert_int_equal(ac_instruments_find(&list, AC_STR("")), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_filter_price_at_under_and_over_each_bound),
		cmocka_unit_test(test_filter_quantity_at_under_and_over_each_bound),
		cmocka_unit_test(test_filter_bounds_of_zero_are_off),
		cmocka_unit_test(test_filter_notional_at_under_and_over),
		cmocka_unit_test(test_filter_percent_price_bounds_one_side_only),
		cmocka_unit_test(test_filter_symbol_state_and_closed_sides),
		cmocka_unit_test(test_rounding_quantity_to_odd_steps),
		cmocka_unit_test(test_rounding_price_to_odd_ticks),
		cmocka_unit_test(test_bracket_of_a_notional_and_its_maintenance),
		cmocka_unit_test(test_liquidation_price_of_worked_cases),
		cmocka_unit_test(test_instruments_are_found_by_symbol),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
