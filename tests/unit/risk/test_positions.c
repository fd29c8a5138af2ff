#include "harness.h"

static void test_positions_and_orders_at_under_and_over_the_limit(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		int32_t positions_max, orders_max;
		uint32_t positions, orders;
		enum ac_reason reason;
		const char *value, *limit;
	} cases[] = {
		{ "one below", 3, 0, 2, 0, AC_REASON_OK, "0", "0" },
		{ "full", 3, 0, 3, 0, AC_REASON_POSITIONS_MAX, "4", "3" },
		{ "more than full", 3, 0, 4, 0, AC_REASON_POSITIONS_MAX, "5", "3" },
		{ "orders in flight count", 3, 0, 1, 2, AC_REASON_POSITIONS_MAX, "4", "3" },
		{ "off", 0, 0, 1000, 1000, AC_REASON_OK, "0", "0" },
		{ "orders one below", 0, 5, 0, 4, AC_REASON_OK, "0", "0" },
		{ "orders full", 0, 5, 0, 5, AC_REASON_ORDERS_MAX, "6", "5" },
		{ "no overflow", 3, 0, UINT32_MAX, UINT32_MAX, AC_REASON_POSITIONS_MAX,
		  "8589934591", "3" },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		struct harness h;
		harness_init(&h);
		h.limits->positions_max = cases[i].positions_max;
		h.limits->orders_max = cases[i].orders_max;
		harness_start(&h);
		h.known.account_positions = cases[i].positions;
		h.known.account_orders_open = cases[i].orders;
		CHECK_EQ(cases[i].name, ask(&h, 0), cases[i].reason);
		CHECK_EQ(cases[i].name, h.verdict.value.units, dec(cases[i].value).units);
		CHECK_EQ(cases[i].name, h.verdict.limit.units, dec(cases[i].limit).units);
		assert_exit_allowed(&h, 0);
		harness_deinit(&h);
	}
}

static void test_positions_enter_only_when_flat(void **state)
{
	(void)state;
	struct harness h;
	harness_init(&h);
	harness_start(&h);
	static const struct {
		const char *name, *before, *quantity;
		int direction;
		enum ac_reason reason;
	} cases[] = {
		{ "adding", "1", "1", 1, AC_REASON_NOT_FLAT },
		{ "adding to a short", "-1", "1", -1, AC_REASON_NOT_FLAT },
		{ "flip by one step", "1", "1.001", -1, AC_REASON_NOT_FLAT },
		{ "flip by less than a step", "-1", "1.00000001", 1, AC_REASON_FILTER },
		{ "closing all", "1", "1", -1, AC_REASON_OK },
		{ "closing a part", "-1", "0.4", 1, AC_REASON_OK },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		h.request.position_before = dec(cases[i].before);
		h.request.quantity = dec(cases[i].quantity);
		h.request.direction = cases[i].direction;
		h.request.stop_price = dec(cases[i].direction > 0 ? "99" : "101");
		CHECK_EQ(cases[i].name, ask(&h, 0), cases[i].reason);
	}
	harness_deinit(&h);
}

static void test_positions_opposite_sides_of_a_symbol_only_in_hedge_mode(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		enum ac_position_mode mode;
		int direction;
		const char *on_long, *on_short;
		enum ac_reason reason;
	} cases[] = {
		{ "same side", AC_MODE_ONEWAY, 1, "1", "0", AC_REASON_OK },
		{ "long against short", AC_MODE_ONEWAY, 1, "0", "0.001",
		  AC_REASON_OPPOSITE_POSITION },
		{ "short against long", AC_MODE_ONEWAY, -1, "0.001", "0",
		  AC_REASON_OPPOSITE_POSITION },
		{ "hedged", AC_MODE_HEDGE, 1, "0", "0.001", AC_REASON_OK },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		struct harness h;
		harness_init(&h);
		harness_start(&h);
		h.known.mode = cases[i].mode;
		h.known.symbol_long = dec(cases[i].on_long);
		h.known.symbol_short = dec(cases[i].on_short);
		h.request.direction = cases[i].direction;
		h.request.stop_price = dec(cases[i].direction > 0 ? "99" : "101");
		CHECK_EQ(cases[i].name, ask(&h, 0), cases[i].reason);
		harness_deinit(&h);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_positions_and_orders_at_under_and_over_the_limit),
		cmocka_unit_test(test_positions_enter_only_when_flat),
		cmocka_unit_test(test_positions_opposite_sides_of_a_symbol_only_in_hedge_mode),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
