/* For any rules and any position: what rounding yields the filters take, tiers join, and at the
 * liquidation price nothing is left above the maintenance margin. */
#include "check.h"

#include "core/prng.h"
#include "market/instrument.h"
#include "market/pnl.h"

static uint64_t seed_of_run(void)
{
	const char *given = getenv("AC_SEED");
	uint64_t seed = given != NULL ? strtoull(given, NULL, 10) : 20261123;
	print_message("# seed %" PRIu64 "\n", seed);
	return seed;
}

static int64_t below(struct ac_prng *prng, int64_t bound)
{
	return (int64_t)ac_prng_below(prng, (uint64_t)bound);
}

static int64_t power_of_ten(int32_t exponent)
{
	int64_t power = 1;
	while (exponent-- > 0)
		power *= 10;
	return power;
}

/* A grid whose unit has `precision` decimals: steps of 1 to 40 such units. */
static struct ac_lot draw_lot(struct ac_prng *prng, int32_t precision)
{
	int64_t unit = power_of_ten(AC_DEC_DIGITS - precision);
	struct ac_lot lot = { .step = { unit * (1 + below(prng, 40)) } };
	lot.minimum.units = unit * below(prng, 100);
	if (below(prng, 4) != 0)
		lot.maximum.units = lot.minimum.units + unit * below(prng, 1000000);
	return lot;
}

static struct ac_instrument draw_instrument(struct ac_prng *prng)
{
	struct ac_instrument instrument = { .symbol = "ANYUSDT", .state = AC_SYMBOL_TRADING };
	instrument.price_precision = (int32_t)below(prng, 9);
	instrument.quantity_precision = (int32_t)below(prng, 9);
	int64_t unit = power_of_ten(AC_DEC_DIGITS - instrument.price_precision);
	instrument.tick.units = unit * (1 + below(prng, 40));
	instrument.lot = draw_lot(prng, instrument.quantity_precision);
	instrument.market_lot = draw_lot(prng, instrument.quantity_precision);
	return instrument;
}

static void test_rounded_price_and_quantity_pass_the_filters_or_are_zero(void **state)
{
	(void)state;
	uint64_t seed = seed_of_run();
	struct ac_prng prng;
	ac_prng_init(&prng, seed);
	int passed = 0;
	for (int i = 0; i < 200000; i++) {
		struct ac_instrument instrument = draw_instrument(&prng);
		enum ac_order_type type = (enum ac_order_type)below(&prng, 7);
		struct ac_dec price = { (int64_t)(ac_prng_next(&prng) >>
						  (2 + ac_prng_below(&prng, 60))) };
		struct ac_dec quantity = { (int64_t)(ac_prng_next(&prng) >>
						     (2 + ac_prng_below(&prng, 60))) };
		struct ac_filter_order order = { .type = type, .mark = AC_DEC(1) };
		if (ac_instrument_round_price(&instrument, price, (enum ac_round)below(&prng, 6),
					      &order.price) != AC_OK)
			fail_msg("seed %" PRIu64 " case %d: price", seed, i);
		if (ac_instrument_round_quantity(&instrument, type, quantity, &order.quantity) !=
		    AC_OK)
			fail_msg("seed %" PRIu64 " case %d: quantity", seed, i);
		if (order.quantity.units > quantity.units || order.quantity.units < 0)
			fail_msg("seed %" PRIu64 " case %d: quantity grew", seed, i);
		if (order.price.units == 0 || order.quantity.units == 0)
			continue;
		enum ac_filter filter = ac_instrument_check(&instrument, &order);
		if (filter != AC_FILTER_OK)
			fail_msg("seed %" PRIu64 " case %d: price %" PRId64 " quantity %" PRId64
				 ": %s",
				 seed, i, order.price.units, order.quantity.units,
				 ac_filter_text(filter));
		passed++;
	}
	assert_in_range(passed, 10000, 200000); /* the property is not empty */
}

static void check_default(const struct ac_instrument *instrument)
{
	const struct ac_bracket *before = NULL;
	assert_true(instrument->bracket_count > 0);
	for (int32_t i = 0; i < instrument->bracket_count; i++) {
		const struct ac_bracket *bracket = &instrument->brackets[i];
		int64_t floor = before != NULL ? before->notional_cap.units : 0;
		CHECK_EQ(instrument->symbol, bracket->notional_floor.units, floor);
		assert_true(bracket->notional_cap.units > floor);
		int64_t rate = before != NULL ? before->maintenance_rate.units : 0;
		assert_true(bracket->maintenance_rate.units > rate);
		assert_true(before == NULL || bracket->leverage_max < before->leverage_max);
		/* Initial margin covers maintenance with room to spare. */
		assert_true(bracket->maintenance_rate.units * bracket->leverage_max < AC_DEC_SCALE);
		struct ac_dec step = { bracket->maintenance_rate.units - rate }, cum;
		assert_int_equal(
			ac_dec_mul(bracket->notional_floor, step, AC_ROUND_HALF_EVEN, &cum), AC_OK);
		if (before != NULL)
			cum.units += before->maintenance_cum.units;
		CHECK_EQ(instrument->symbol, bracket->maintenance_cum.units, cum.units);
		before = bracket;
	}
	assert_int_equal(instrument->brackets[0].maintenance_cum.units, 0);
	assert_int_equal(before->leverage_max, 1);
}

static void test_default_set_is_consistent(void **state)
{
	(void)state;
	uint32_t count = 0;
	const struct ac_instrument *items = ac_instruments_default(&count);
	assert_in_range(count, 12, AC_INSTRUMENTS_MAX);
	for (uint32_t i = 0; i < count; i++) {
		const struct ac_instrument *instrument = &items[i];
		struct ac_instruments list = { (struct ac_instrument *)(uintptr_t)items, count,
					       count };
		CHECK_EQ(instrument->symbol,
			 ac_instruments_find(&list, ac_str_from(instrument->symbol)), i);
		check_default(instrument);
		/* The smallest order that is worth its minimum notional passes at a fitting price.
		 */
		struct ac_dec price, quantity, wanted;
		struct ac_dec guess = { instrument->price_minimum.units * 40 };
		assert_int_equal(
			ac_instrument_round_price(instrument, guess, AC_ROUND_CEIL, &price), AC_OK);
		assert_int_equal(ac_dec_div(AC_DEC(100), price, AC_ROUND_CEIL, &wanted), AC_OK);
		assert_int_equal(
			ac_instrument_round_quantity(instrument, AC_ORDER_LIMIT, wanted, &quantity),
			AC_OK);
		struct ac_filter_order order = {
			.type = AC_ORDER_LIMIT, .price = price, .quantity = quantity, .mark = price
		};
		CHECK_EQ(instrument->symbol, ac_instrument_check(instrument, &order), AC_FILTER_OK);
		assert_int_equal(instrument->fee_maker.units, 20000);
		assert_int_equal(instrument->fee_taker.units, 50000);
	}
}

static void test_generic_rules_take_tick_step_and_notional_from_the_caller(void **state)
{
	(void)state;
	struct ac_instrument instrument;
	ac_instrument_generic(AC_STR("NEWUSDT"), (struct ac_dec){ 25000000 },
			      (struct ac_dec){ 5000000 }, AC_DEC(5), &instrument);
	assert_string_equal(instrument.symbol, "NEWUSDT");
	assert_string_equal(instrument.base_asset, "NEW");
	assert_string_equal(instrument.quote_asset, "USDT");
	check_default(&instrument);
	struct ac_filter_order order = { .type = AC_ORDER_LIMIT,
					 .price = { 25000000 },
					 .quantity = AC_DEC(20) };
	assert_int_equal(ac_instrument_check(&instrument, &order), AC_FILTER_OK);
	order.price.units += 1000000;
	assert_int_equal(ac_instrument_check(&instrument, &order), AC_FILTER_TICK);
	order.price.units = 25000000;
	order.quantity.units += 1000000;
	assert_int_equal(ac_instrument_check(&instrument, &order), AC_FILTER_STEP);
	order.quantity = (struct ac_dec){ AC_DEC(20).units - 5000000 };
	assert_int_equal(ac_instrument_check(&instrument, &order), AC_FILTER_NOTIONAL);
}

/* At the liquidation price p the balance margin + d·q·(p - entry) equals the maintenance margin of
 * q·p, but for the rounding of p (q/2 units of 1e-8) and of the three amounts. */
static void check_liquidation(const struct ac_instrument *instrument, int direction,
			      struct ac_dec quantity, struct ac_dec entry, struct ac_dec margin,
			      uint64_t seed, int number, int tiers[AC_BRACKETS_MAX])
{
	struct ac_dec price, profit, notional, maintenance;
	enum ac_status status = ac_instrument_liquidation_price(instrument, direction, quantity,
								entry, margin, &price);
	if (status != AC_OK)
		fail_msg("seed %" PRIu64 " case %d: %s", seed, number, ac_status_text(status));
	status = ac_pnl_profit(direction, quantity, entry, price, &profit);
	if (status == AC_OK)
		status = ac_pnl_notional(price, quantity, &notional);
	if (status == AC_OK)
		status = ac_instrument_maintenance(instrument, notional, &maintenance);
	if (status != AC_OK)
		fail_msg("seed %" PRIu64 " case %d: d %d q %" PRId64 " entry %" PRId64
			 " margin %" PRId64 " price %" PRId64 ": %s",
			 seed, number, direction, quantity.units, entry.units, margin.units,
			 price.units, ac_status_text(status));
	int64_t excess = margin.units + profit.units - maintenance.units;
	if (price.units == 0) {
		if (direction < 0 || excess < -1)
			fail_msg("seed %" PRIu64 " case %d: no price", seed, number);
		return;
	}
	int64_t tolerance = 4 + quantity.units / AC_DEC_SCALE * 2;
	if (excess > tolerance || excess < -tolerance)
		fail_msg("seed %" PRIu64 " case %d: d %d q %" PRId64 " entry %" PRId64
			 " margin %" PRId64 " price %" PRId64 ": %" PRId64 " are left over",
			 seed, number, direction, quantity.units, entry.units, margin.units,
			 price.units, excess);
	tiers[ac_instrument_bracket(instrument, notional) - instrument->brackets]++;
}

static void test_at_the_liquidation_price_balance_equals_maintenance(void **state)
{
	(void)state;
	uint64_t seed = seed_of_run();
	struct ac_prng prng;
	ac_prng_init(&prng, seed);
	uint32_t count = 0;
	const struct ac_instrument *items = ac_instruments_default(&count);
	int tiers[AC_BRACKETS_MAX] = { 0 };
	for (int i = 0; i < 100000; i++) {
		const struct ac_instrument *instrument = &items[below(&prng, count)];
		int direction = below(&prng, 2) == 0 ? 1 : -1;
		/* Notionals of every magnitude up to ten billion, prices of every magnitude. */
		double notional = 10.0;
		for (int64_t k = below(&prng, 31); k > 0; k--)
			notional *= 2.0 + ac_prng_unit(&prng) * 0.01;
		int64_t price_units = 10000000 + below(&prng, AC_DEC(100000).units);
		struct ac_dec entry = { price_units >> below(&prng, 20) };
		struct ac_dec quantity, margin;
		double wanted = notional / ac_dec_to_double(entry);
		assert_int_equal(
			ac_dec_from_double(wanted < 1e9 ? wanted : 1e9, AC_ROUND_UP, &quantity),
			AC_OK);
		double leverage = 0.5 + ac_prng_unit(&prng) * 30.0;
		assert_int_equal(ac_dec_from_double(ac_dec_to_double(quantity) *
							    ac_dec_to_double(entry) / leverage,
						    AC_ROUND_UP, &margin),
				 AC_OK);
		check_liquidation(instrument, direction, quantity, entry, margin, seed, i, tiers);
	}
	for (int t = 0; t < 12; t++)
		assert_true(tiers[t] > 50); /* every tier was reached */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rounded_price_and_quantity_pass_the_filters_or_are_zero),
		cmocka_unit_test(test_default_set_is_consistent),
		cmocka_unit_test(test_generic_rules_take_tick_step_and_notional_from_the_caller),
		cmocka_unit_test(test_at_the_liquidation_price_balance_equals_maintenance),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
