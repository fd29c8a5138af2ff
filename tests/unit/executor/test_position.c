#include "check.h"

#include "core/prng.h"
#include "executor/position.h"

static struct ac_dec dec(const char *text)
{
	struct ac_dec value = { 0 };
	assert_int_equal(ac_dec_parse(ac_str_from(text), &value), AC_OK);
	return value;
}

static struct ac_ledger_fill fill(const char *quantity, const char *price, const char *fee,
				  ac_ms time_ms)
{
	return (struct ac_ledger_fill){ dec(quantity), dec(price), dec(fee), time_ms };
}

static void test_ledger_averages_realises_and_closes(void **state)
{
	(void)state;
	struct ac_ledger ledger;
	memset(&ledger, 0, sizeof(ledger));
	ledger.record.stop_loss_pct = dec("0.3");
	struct ac_ledger_fill a = fill("1", "100", "0.05", 10);
	struct ac_ledger_fill b = fill("3", "104", "0.15", 20);
	struct ac_ledger_fill c = fill("1", "110", "0.02", 30);
	struct ac_ledger_fill d = fill("3", "100", "0.03", 40);
	assert_int_equal(ac_ledger_add(&ledger, 1, AC_POSITION_LONG, &a), AC_OK);
	assert_int_equal(ac_ledger_add(&ledger, 1, AC_POSITION_LONG, &b), AC_OK);
	assert_int_equal(ledger.record.entry_price.units, dec("103").units);
	assert_int_equal(ledger.record.stop_loss_pct.units, dec("0.3").units);
	assert_int_equal(ac_ledger_reduce(&ledger, &c), AC_OK);
	assert_int_equal(ledger.record.realized_profit.units, dec("7").units);
	assert_int_equal(ledger.record.entry_price.units, dec("103").units);
	assert_int_equal(ac_ledger_fund(&ledger, dec("-0.4"), 35), AC_OK);
	assert_int_equal(ac_ledger_reduce(&ledger, &d), AC_OK);
	assert_int_equal(ledger.record.direction, 0);
	struct ac_round_trip trip;
	assert_int_equal(ac_ledger_round_trip(&ledger, 1, AC_EXIT_VWAP, &trip), AC_OK);
	assert_int_equal(trip.quantity.units, dec("4").units);
	assert_int_equal(trip.entry_price.units, dec("103").units);
	assert_int_equal(trip.exit_price.units, dec("102.5").units);
	assert_int_equal(trip.gross_profit.units, dec("-2").units);
	assert_int_equal(trip.fees.units, dec("0.25").units);
	assert_int_equal(trip.funding.units, dec("-0.4").units);
	assert_int_equal(trip.net_profit.units, dec("-2.65").units);
	assert_int_equal(trip.entry_time_ms, 10);
	assert_int_equal(trip.exit_time_ms, 40);
	assert_int_equal(trip.exit_reason, AC_EXIT_VWAP);
	/* The next position begins from nothing. */
	struct ac_ledger_fill e = fill("2", "50", "0.01", 50);
	assert_int_equal(ac_ledger_add(&ledger, -1, AC_POSITION_SHORT, &e), AC_OK);
	assert_int_equal(ledger.record.fees.units, dec("0.01").units);
	assert_int_equal(ledger.record.realized_profit.units, 0);
	assert_int_equal(ledger.record.funding.units, 0);
	assert_int_equal(ledger.record.opened_ms, 50);
}

static void test_ledger_average_of_one_price_is_that_price(void **state)
{
	(void)state;
	struct ac_ledger ledger;
	memset(&ledger, 0, sizeof(ledger));
	struct ac_ledger_fill a = fill("0.00000001", "0.12345678", "0", 1);
	struct ac_ledger_fill b = fill("0.00000001", "0.12345679", "0", 2);
	assert_int_equal(ac_ledger_add(&ledger, 1, AC_POSITION_BOTH, &a), AC_OK);
	assert_int_equal(ac_ledger_reduce(&ledger, &b), AC_OK);
	struct ac_round_trip trip;
	assert_int_equal(ac_ledger_round_trip(&ledger, 1, AC_EXIT_SIGNAL, &trip), AC_OK);
	assert_int_equal(trip.entry_price.units, dec("0.12345678").units);
	assert_int_equal(trip.exit_price.units, dec("0.12345679").units);
}

static void test_ledger_is_unchanged_where_a_sum_does_not_fit(void **state)
{
	(void)state;
	struct ac_ledger ledger;
	memset(&ledger, 0, sizeof(ledger));
	struct ac_ledger_fill a = fill("90000000000", "1", "0", 1);
	assert_int_equal(ac_ledger_add(&ledger, 1, AC_POSITION_BOTH, &a), AC_OK);
	struct ac_ledger before = ledger;
	assert_int_equal(ac_ledger_add(&ledger, 1, AC_POSITION_BOTH, &a), AC_ERR_RANGE);
	struct ac_ledger_fill b = fill("90000000000", "5", "0", 2);
	assert_int_equal(ac_ledger_reduce(&ledger, &b), AC_ERR_RANGE);
	assert_memory_equal(&ledger, &before, sizeof(ledger));
	assert_int_equal(ac_ledger_fund(&ledger, (struct ac_dec){ INT64_MAX }, 3), AC_OK);
	assert_int_equal(ac_ledger_fund(&ledger, (struct ac_dec){ 1 }, 4), AC_ERR_RANGE);
}

/* Money is conserved: profit = what came in less what was paid, to the rounding of one unit a fill.
 */
static void test_ledger_profit_equals_the_cash_flow(void **state)
{
	(void)state;
	struct ac_prng prng;
	uint64_t seed = 99;
	print_message("# seed %llu\n", (unsigned long long)seed);
	ac_prng_init(&prng, seed);
	for (int walk = 0; walk < 5000; walk++) {
		struct ac_ledger ledger;
		memset(&ledger, 0, sizeof(ledger));
		int direction = walk % 2 ? 1 : -1;
		__int128 cash = 0, worst = 0;
		for (int step = 0; step < 12; step++) {
			struct ac_ledger_fill f = { .time_ms = step };
			f.price.units = 1 + (int64_t)ac_prng_below(&prng, 100000000000u);
			f.quantity.units = 1 + (int64_t)ac_prng_below(&prng, 1000000000u);
			bool adds = step == 0 || ledger.record.direction == 0 ||
				    (step < 10 && ac_prng_below(&prng, 2));
			if (step == 11 || !adds) {
				if (ledger.record.direction == 0)
					break;
				if (step == 11 || f.quantity.units > ledger.record.quantity.units)
					f.quantity = ledger.record.quantity;
				assert_int_equal(ac_ledger_reduce(&ledger, &f), AC_OK);
				cash += (__int128)f.price.units * f.quantity.units * direction;
			} else {
				assert_int_equal(
					ac_ledger_add(&ledger, direction, AC_POSITION_BOTH, &f),
					AC_OK);
				cash -= (__int128)f.price.units * f.quantity.units * direction;
			}
			/* The average may be off by half a unit a share, each time it is taken. */
			worst += ledger.entered.units + AC_DEC_SCALE;
			if (ledger.record.direction == 0)
				break;
		}
		assert_int_equal(ledger.record.direction, 0);
		__int128 profit = (__int128)ledger.record.realized_profit.units * AC_DEC_SCALE;
		__int128 error = profit > cash ? profit - cash : cash - profit;
		assert_true(error <= worst);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ledger_averages_realises_and_closes),
		cmocka_unit_test(test_ledger_average_of_one_price_is_that_price),
		cmocka_unit_test(test_ledger_is_unchanged_where_a_sum_does_not_fit),
		cmocka_unit_test(test_ledger_profit_equals_the_cash_flow),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
