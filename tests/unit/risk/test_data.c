#include "harness.h"

static void test_data_unknown_or_stale_input_denies_entries_never_exits(void **state)
{
	(void)state;
	struct harness h;
	harness_init(&h);
	h.limits->stale_data_ms = 5000;
	harness_start(&h);
	const struct ac_risk_facts good = h.known;
	struct {
		const char *name;
		struct ac_risk_facts facts;
		enum ac_reason reason;
	} cases[] = {
		{ "all known", good, AC_REASON_OK },
		{ "mark unknown", good, AC_REASON_UNKNOWN_INPUT },
		{ "age unknown", good, AC_REASON_UNKNOWN_INPUT },
		{ "data from the future", good, AC_REASON_UNKNOWN_INPUT },
		{ "account unknown", good, AC_REASON_UNKNOWN_INPUT },
		{ "leverage unknown", good, AC_REASON_UNKNOWN_INPUT },
		{ "market stream down", good, AC_REASON_STALE_DATA },
		{ "user stream down", good, AC_REASON_STALE_DATA },
		{ "stream gap", good, AC_REASON_STREAM_GAP },
		{ "unknown order", good, AC_REASON_UNKNOWN_ORDER },
		{ "just young enough", good, AC_REASON_OK },
		{ "at the limit", good, AC_REASON_OK },
		{ "1 ms too old", good, AC_REASON_STALE_DATA },
	};
	cases[1].facts.mark = AC_DEC_ZERO;
	cases[2].facts.market_age_ms = INT64_MAX;
	cases[3].facts.market_age_ms = -1;
	cases[4].facts.is_account_known = false;
	cases[5].facts.leverage = 0;
	cases[6].facts.is_market_stream_up = false;
	cases[7].facts.is_user_stream_up = false;
	cases[8].facts.has_stream_gap = true;
	cases[9].facts.symbol_orders_unknown = 2;
	cases[10].facts.market_age_ms = 4999;
	cases[11].facts.market_age_ms = 5000;
	cases[12].facts.market_age_ms = 5001;
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		h.known = cases[i].facts;
		CHECK_EQ(cases[i].name, ask(&h, 0), cases[i].reason);
		if (cases[i].reason != AC_REASON_OK)
			CHECK_EQ(cases[i].name, h.verdict.guard, AC_GUARD_DATA);
		assert_exit_allowed(&h, 0);
	}
	ASSERT_DEC(h.verdict.value, "0");
	h.known = cases[12].facts;
	ask(&h, 0);
	ASSERT_DEC(h.verdict.value, "5001");
	ASSERT_DEC(h.verdict.limit, "5000");
	h.known = cases[9].facts;
	ask(&h, 0);
	ASSERT_DEC(h.verdict.value, "2");
	harness_deinit(&h);
}

static void test_data_reference_price_unknown_denies(void **state)
{
	(void)state;
	struct harness h;
	harness_init(&h);
	harness_start(&h);
	h.request.price = AC_DEC_ZERO;
	ASSERT_REASON(ask(&h, 0), AC_REASON_UNKNOWN_INPUT);
	harness_deinit(&h);
}

static void test_data_age_is_not_asked_when_off(void **state)
{
	(void)state;
	struct harness h;
	harness_init(&h);
	harness_start(&h);
	h.known.market_age_ms = INT64_MAX;
	ASSERT_REASON(ask(&h, 0), AC_REASON_OK);
	h.known.market_age_ms = INT64_MAX - 1;
	ASSERT_REASON(ask(&h, 0), AC_REASON_OK);
	harness_deinit(&h);
}

static void test_data_without_guards_only_unknown_orders_deny(void **state)
{
	(void)state;
	struct harness h;
	harness_init(&h);
	h.limits->is_guarded = false;
	h.limits->stale_data_ms = 1;
	harness_start(&h);
	h.known.market_age_ms = INT64_MAX;
	h.known.is_market_stream_up = false;
	h.known.is_user_stream_up = false;
	h.known.has_stream_gap = true;
	h.known.is_account_known = false;
	h.known.leverage = 0;
	ASSERT_REASON(ask(&h, 0), AC_REASON_OK);
	h.known.symbol_orders_unknown = 1;
	ASSERT_REASON(ask(&h, 0), AC_REASON_UNKNOWN_ORDER);
	harness_deinit(&h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_data_unknown_or_stale_input_denies_entries_never_exits),
		cmocka_unit_test(test_data_reference_price_unknown_denies),
		cmocka_unit_test(test_data_age_is_not_asked_when_off),
		cmocka_unit_test(test_data_without_guards_only_unknown_orders_deny),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
