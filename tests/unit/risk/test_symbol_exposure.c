#include "harness.h"

static void test_symbol_exposure_at_under_and_over_the_limit(void **state)
{
	(void)state;
	static const struct {
		const char *name, *limit, *on_long, *on_short, *price, *mark, *value;
		bool is_refused;
	} cases[] = {
		{ "at the limit alone", "100", "0", "0", "100", "100", "100", false },
		{ "just over alone", "99.99999999", "0", "0", "100", "100", "100", true },
		{ "both sides count", "400", "1", "2", "100", "100", "400", false },
		{ "both sides count, just over", "400", "1", "2.00000001", "100", "100",
		  "400.000001", true },
		{ "the dearer of mark and price", "100", "0", "0", "100", "100.00000001",
		  "100.00000001", true },
		{ "off", "0", "100", "100", "100", "100", "20100", false },
		{ "no overflow", "100", "90000000000", "90000000000", "100", "100",
		  "92233720368.54775807", true },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		struct harness h;
		harness_init(&h);
		h.symbol_limits[0].exposure_max = dec(cases[i].limit);
		harness_start(&h);
		h.known.mode = AC_MODE_HEDGE;
		h.known.symbol_long = dec(cases[i].on_long);
		h.known.symbol_short = dec(cases[i].on_short);
		h.known.mark = dec(cases[i].mark);
		h.request.price = dec(cases[i].price);
		CHECK_EQ(cases[i].name, ask(&h, 0),
			 cases[i].is_refused ? AC_REASON_SYMBOL_EXPOSURE : AC_REASON_OK);
		if (cases[i].is_refused) {
			CHECK_EQ(cases[i].name, h.verdict.value.units, dec(cases[i].value).units);
			CHECK_EQ(cases[i].name, h.verdict.limit.units, dec(cases[i].limit).units);
		}
		assert_exit_allowed(&h, 0);
		harness_deinit(&h);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_symbol_exposure_at_under_and_over_the_limit),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
