/* The arithmetic of positions against GMP's integers, which share no code with it. */
#include "check.h"

#include <gmp.h>

#include "core/prng.h"
#include "market/pnl.h"

static uint64_t seed;

/* numerator / denominator, rounded; the oracle. */
static void divide(mpz_t quotient, const mpz_t numerator, const mpz_t denominator, bool ceil)
{
	if (ceil) {
		mpz_cdiv_q(quotient, numerator, denominator);
		return;
	}
	mpz_t doubled, twice;
	mpz_inits(doubled, twice, NULL);
	/* floor((2n + d) / 2d), one less where that was a tie that went to an odd number. */
	mpz_mul_2exp(twice, numerator, 1);
	mpz_add(twice, twice, denominator);
	mpz_mul_2exp(doubled, denominator, 1);
	bool is_tie = mpz_divisible_p(twice, doubled) != 0;
	mpz_fdiv_q(quotient, twice, doubled);
	if (is_tie && mpz_odd_p(quotient))
		mpz_sub_ui(quotient, quotient, 1);
	mpz_clears(doubled, twice, NULL);
}

static void check_result(const char *what, const int64_t inputs[4], enum ac_status status,
			 struct ac_dec actual, const mpz_t expected)
{
	bool fits = mpz_fits_slong_p(expected) != 0;
	if (fits != (status == AC_OK) || (!fits && status != AC_ERR_RANGE) ||
	    (fits && mpz_get_si(expected) != actual.units) || (!fits && actual.units != 4242)) {
		char text[128];
		gmp_snprintf(text, sizeof(text), "%Zd", expected);
		fail_msg("seed %" PRIu64 ": %s(%" PRId64 ", %" PRId64 ", %" PRId64 ", %" PRId64
			 ") is %" PRId64 " (%s), not %s",
			 seed, what, inputs[0], inputs[1], inputs[2], inputs[3], actual.units,
			 ac_status_text(status), text);
	}
}

/* Any magnitude is equally likely, and the extremes and round numbers come often. */
static int64_t draw(struct ac_prng *prng, bool positive)
{
	uint64_t bits = ac_prng_next(prng) >> (1 + ac_prng_below(prng, 63));
	switch (ac_prng_below(prng, 8)) {
	case 0:
		bits = INT64_MAX;
		break;
	case 1: /* products of these are ties */
		bits = bits % 1000 * (AC_DEC_SCALE / 2);
		break;
	case 2:
		bits = bits % 10000 * 10000;
		break;
	default:
		break;
	}
	int64_t value = (int64_t)bits;
	return positive || ac_prng_below(prng, 2) == 0 ? value : -value;
}

static void set(mpz_t target, int64_t value)
{
	mpz_set_si(target, value);
}

static void check_products(struct ac_prng *prng, mpz_t n, mpz_t d, mpz_t q, mpz_t t)
{
	int64_t price = draw(prng, true), quantity = draw(prng, true), rate = draw(prng, false);
	int64_t inputs[4] = { price, quantity, rate, 0 };
	struct ac_dec p = { price }, v = { quantity }, r = { rate };

	struct ac_dec actual = { 4242 };
	set(n, price);
	set(t, quantity);
	mpz_mul(n, n, t);
	set(d, AC_DEC_SCALE);
	divide(q, n, d, false);
	enum ac_status status = ac_pnl_notional(p, v, &actual);
	check_result("notional", inputs, status, actual, q);

	set(t, rate);
	mpz_mul(n, n, t);
	mpz_mul(d, d, d);
	divide(q, n, d, true);
	actual.units = 4242;
	status = ac_pnl_fee(p, v, r, &actual);
	check_result("fee", inputs, status, actual, q);

	for (int direction = -1; direction <= 1; direction += 2) {
		inputs[3] = direction;
		mpz_mul_si(t, n, -direction);
		divide(q, t, d, false);
		actual.units = 4242;
		status = ac_pnl_funding(direction, v, p, r, &actual);
		check_result("funding", inputs, status, actual, q);
	}
}

static void check_positions(struct ac_prng *prng, mpz_t n, mpz_t d, mpz_t q, mpz_t t)
{
	int64_t quantity = draw(prng, true), entry = draw(prng, true);
	int64_t added = draw(prng, true), price = draw(prng, true);
	int64_t inputs[4] = { quantity, entry, added, price };
	struct ac_dec v = { quantity }, e = { entry }, a = { added }, p = { price };
	struct ac_dec actual = { 4242 };
	enum ac_status status;
	set(n, quantity);
	set(t, entry);
	mpz_mul(n, n, t);
	set(d, added);
	set(t, price);
	mpz_addmul(n, d, t);
	set(t, quantity);
	mpz_add(d, d, t);
	status = ac_pnl_entry_after_add(v, e, a, p, &actual);
	if (mpz_sgn(d) == 0) {
		assert_int_equal(status, AC_ERR_DIVIDE);
	} else {
		divide(q, n, d, false);
		check_result("entry_after_add", inputs, status, actual, q);
	}
	for (int direction = -1; direction <= 1; direction += 2) {
		inputs[2] = direction;
		set(n, price);
		set(t, entry);
		mpz_sub(n, n, t);
		set(t, quantity);
		mpz_mul(n, n, t);
		mpz_mul_si(n, n, direction);
		set(d, AC_DEC_SCALE);
		divide(q, n, d, false);
		actual.units = 4242;
		status = ac_pnl_profit(direction, v, e, p, &actual);
		check_result("profit", inputs, status, actual, q);
	}
}

static void test_pnl_agrees_with_gmp_for_any_magnitude(void **state)
{
	(void)state;
	const char *given = getenv("AC_SEED");
	seed = given != NULL ? strtoull(given, NULL, 10) : 20261122;
	print_message("# seed %" PRIu64 "\n", seed);
	struct ac_prng prng;
	ac_prng_init(&prng, seed);
	mpz_t n, d, q, t;
	mpz_inits(n, d, q, t, NULL);
	for (int i = 0; i < 200000; i++) {
		check_products(&prng, n, d, q, t);
		check_positions(&prng, n, d, q, t);
	}
	mpz_clears(n, d, q, t, NULL);
}

static struct ac_dec dec(const char *text)
{
	struct ac_dec value = { 0 };
	if (ac_dec_parse(ac_str_from(text), &value) != AC_OK)
		fail_msg("%s is no decimal", text);
	return value;
}

static void test_pnl_fee_is_never_rounded_in_our_favour(void **state)
{
	(void)state;
	static const struct {
		const char *name, *price, *quantity, *rate, *fee;
	} rows[] = {
		{ "exact", "60000", "0.01", "0.0005", "0.3" },
		{ "a cost goes up", "0.00012345", "1", "0.0005", "0.00000007" },
		{ "the smallest cost is one unit", "0.00000001", "0.00000001", "0.00000001",
		  "0.00000001" },
		{ "a rebate shrinks", "0.00012345", "1", "-0.0005", "-0.00000006" },
		{ "no rate", "60000", "0.01", "0", "0" },
	};
	for (size_t i = 0; i < AC_COUNT(rows); i++) {
		struct ac_dec fee;
		assert_int_equal(ac_pnl_fee(dec(rows[i].price), dec(rows[i].quantity),
					    dec(rows[i].rate), &fee),
				 AC_OK);
		CHECK_EQ(rows[i].name, fee.units, dec(rows[i].fee).units);
	}
}

static void test_pnl_funding_sign_follows_direction_and_rate(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		int direction;
		const char *rate, *payment;
	} rows[] = {
		{ "long pays a positive rate", 1, "0.0001", "-6" },
		{ "long receives at a negative rate", 1, "-0.0001", "6" },
		{ "short receives a positive rate", -1, "0.0001", "6" },
		{ "short pays at a negative rate", -1, "-0.0001", "-6" },
		{ "nothing moves at zero", 1, "0", "0" },
	};
	for (size_t i = 0; i < AC_COUNT(rows); i++) {
		struct ac_dec payment;
		assert_int_equal(ac_pnl_funding(rows[i].direction, dec("1"), dec("60000"),
						dec(rows[i].rate), &payment),
				 AC_OK);
		CHECK_EQ(rows[i].name, payment.units, dec(rows[i].payment).units);
	}
}

static void test_pnl_profit_of_a_round_trip(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		int direction;
		const char *entry, *exit, *profit;
	} rows[] = {
		{ "long wins", 1, "100", "101.5", "3" },
		{ "long loses", 1, "101.5", "100", "-3" },
		{ "short wins", -1, "101.5", "100", "3" },
		{ "short loses", -1, "100", "101.5", "-3" },
	};
	for (size_t i = 0; i < AC_COUNT(rows); i++) {
		struct ac_dec profit;
		assert_int_equal(ac_pnl_profit(rows[i].direction, dec("2"), dec(rows[i].entry),
					       dec(rows[i].exit), &profit),
				 AC_OK);
		CHECK_EQ(rows[i].name, profit.units, dec(rows[i].profit).units);
	}
}

static void test_pnl_entry_after_add_of_nothing_to_nothing_is_refused(void **state)
{
	(void)state;
	struct ac_dec entry = { 7 };
	assert_int_equal(
		ac_pnl_entry_after_add(AC_DEC_ZERO, AC_DEC_ZERO, AC_DEC_ZERO, AC_DEC(5), &entry),
		AC_ERR_DIVIDE);
	assert_int_equal(entry.units, 7);
	assert_int_equal(
		ac_pnl_entry_after_add(AC_DEC_ZERO, AC_DEC_ZERO, AC_DEC(3), AC_DEC(5), &entry),
		AC_OK);
	assert_int_equal(entry.units, AC_DEC(5).units);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pnl_agrees_with_gmp_for_any_magnitude),
		cmocka_unit_test(test_pnl_fee_is_never_rounded_in_our_favour),
		cmocka_unit_test(test_pnl_funding_sign_follows_direction_and_rate),
		cmocka_unit_test(test_pnl_profit_of_a_round_trip),
		cmocka_unit_test(test_pnl_entry_after_add_of_nothing_to_nothing_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
