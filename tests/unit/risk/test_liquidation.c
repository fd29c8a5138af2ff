#include "harness.h"

/* The price at which the default request would be liquidated, by the market room's own rule. */
static struct ac_dec expected(struct harness *h, struct ac_dec margin)
{
	struct ac_dec price;
	assert_int_equal(ac_instrument_liquidation_price(&h->items[0], h->request.direction,
							 h->request.quantity, h->request.price,
							 margin, &price),
			 AC_OK);
	return price;
}

/* A cross account with 20 behind a position of 100: liquidated after a fall of about a fifth. The
 * taker fee of 0.05 is gone by then. */
static void init(struct harness *h, int direction)
{
	harness_init(h);
	harness_start(h);
	h->request.direction = direction;
	h->known.margin_other = dec("20");
}

static void test_liquidation_stop_at_before_and_beyond_it(void **state)
{
	(void)state;
	for (int direction = -1; direction <= 1; direction += 2) {
		struct harness h;
		init(&h, direction);
		struct ac_dec liquidation = expected(&h, dec("19.95"));
		assert_true(liquidation.units > dec("79").units);
		assert_true(liquidation.units < dec("121").units);
		/* one unit to the safe side, at it, one beyond */
		for (int beyond = -1; beyond <= 1; beyond++) {
			h.request.stop_price.units = liquidation.units - direction * beyond;
			ASSERT_REASON(ask(&h, 0), beyond < 0 ? AC_REASON_OK
							     : AC_REASON_STOP_BEYOND_LIQUIDATION);
			assert_exit_allowed(&h, 0);
		}
		assert_int_equal(h.verdict.value.units, 0);
		ask(&h, 0);
		assert_int_equal(h.verdict.limit.units, liquidation.units);
		harness_deinit(&h);
	}
}

static void test_liquidation_isolated_counts_only_its_own_margin(void **state)
{
	(void)state;
	struct harness h;
	init(&h, 1);
	h.symbol_limits[0].margin_type = AC_MARGIN_ISOLATED;
	h.known.margin_other = dec("10000");
	struct ac_dec liquidation = expected(&h, dec("10")); /* 100 / leverage 10 */
	h.request.stop_price.units = liquidation.units + 1;
	ASSERT_REASON(ask(&h, 0), AC_REASON_OK);
	h.request.stop_price = liquidation;
	ASSERT_REASON(ask(&h, 0), AC_REASON_STOP_BEYOND_LIQUIDATION);
	harness_deinit(&h);
}

static void test_liquidation_what_stands_on_the_side_counts(void **state)
{
	(void)state;
	struct harness h;
	init(&h, 1);
	h.request.stop_price = dec("85");
	ASSERT_REASON(ask(&h, 0), AC_REASON_OK);
	h.known.symbol_long = dec("1"); /* twice the position, half the room */
	ASSERT_REASON(ask(&h, 0), AC_REASON_STOP_BEYOND_LIQUIDATION);
	harness_deinit(&h);
}

static void test_liquidation_that_never_comes_and_that_comes_at_every_price(void **state)
{
	(void)state;
	struct harness h;
	init(&h, 1);
	h.limits->liquidation_distance_pct = dec("50");
	h.known.margin_other = dec("1000000");
	h.request.stop_price = dec("1");
	ASSERT_REASON(ask(&h, 0), AC_REASON_OK);
	h.request.direction = -1;
	h.request.stop_price = dec("101");
	h.known.margin_other = dec("-1000");
	ASSERT_REASON(ask(&h, 0), AC_REASON_STOP_BEYOND_LIQUIDATION);
	harness_deinit(&h);
}

static void test_liquidation_unknown_stop_denies(void **state)
{
	(void)state;
	struct harness h;
	init(&h, 1);
	h.request.stop_price = AC_DEC_ZERO;
	ASSERT_REASON(ask(&h, 0), AC_REASON_UNKNOWN_INPUT);
	assert_int_equal(h.verdict.guard, AC_GUARD_LIQUIDATION);
	assert_exit_allowed(&h, 0);
	harness_deinit(&h);
}

/* Distances are exact at this mark: liquidation at L, mark 100, limit in percent is 100 - L. */
static void test_liquidation_distance_at_under_and_over_the_limit(void **state)
{
	(void)state;
	for (int direction = -1; direction <= 1; direction += 2) {
		struct harness h;
		init(&h, direction);
		h.request.stop_price = dec(direction > 0 ? "99" : "101");
		struct ac_dec liquidation = expected(&h, dec("19.95"));
		int64_t distance = direction * (dec("100").units - liquidation.units);
		for (int more = -1; more <= 1; more++) {
			h.limits->liquidation_distance_pct.units = distance + more;
			harness_start(&h);
			ASSERT_REASON(ask(&h, 0),
				      more > 0 ? AC_REASON_LIQUIDATION_DISTANCE : AC_REASON_OK);
		}
		assert_int_equal(h.verdict.value.units, distance);
		assert_int_equal(h.verdict.limit.units, distance + 1);
		assert_exit_allowed(&h, 0);
		h.limits->liquidation_distance_pct = AC_DEC_ZERO;
		harness_start(&h);
		ASSERT_REASON(ask(&h, 0), AC_REASON_OK);
		harness_deinit(&h);
	}
}

static void test_liquidation_flattens_only_where_told_and_nearer_than_the_limit(void **state)
{
	(void)state;
	static const struct {
		const char *name, *liquidation;
		int direction;
		bool is_wanted;
	} cases[] = {
		{ "long at the limit", "98", 1, false },
		{ "long nearer", "98.00000001", 1, true },
		{ "long beyond", "101", 1, true },
		{ "short at the limit", "102", -1, false },
		{ "short nearer", "101.99999999", -1, true },
		{ "short beyond", "99", -1, true },
		{ "none or unknown", "0", 1, false },
		{ "none or unknown, short", "0", -1, false },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		for (int flattens = 0; flattens < 2; flattens++) {
			struct harness h;
			init(&h, 1);
			h.limits->liquidation_distance_pct = dec("2");
			h.limits->liquidation_flatten = flattens != 0;
			harness_start(&h);
			enum ac_exit_reason reason =
				ac_risk_wants_exit(h.risk, 0, dec("100"), dec(cases[i].liquidation),
						   cases[i].direction);
			CHECK_EQ(cases[i].name, reason,
				 flattens && cases[i].is_wanted ? AC_EXIT_HALT : AC_EXIT_NONE);
			reason = ac_risk_wants_exit(h.risk, 0, AC_DEC_ZERO,
						    dec(cases[i].liquidation), cases[i].direction);
			CHECK_EQ("unknown mark", reason, AC_EXIT_NONE);
			harness_deinit(&h);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_liquidation_stop_at_before_and_beyond_it),
		cmocka_unit_test(test_liquidation_isolated_counts_only_its_own_margin),
		cmocka_unit_test(test_liquidation_what_stands_on_the_side_counts),
		cmocka_unit_test(test_liquidation_that_never_comes_and_that_comes_at_every_price),
		cmocka_unit_test(test_liquidation_unknown_stop_denies),
		cmocka_unit_test(test_liquidation_distance_at_under_and_over_the_limit),
		cmocka_unit_test(
			test_liquidation_flattens_only_where_told_and_nearer_than_the_limit),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
