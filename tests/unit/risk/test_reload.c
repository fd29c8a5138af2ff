/* Other limits while a run goes on. */
#include "harness.h"

struct reloading {
	struct ac_risk_config config;
	struct ac_symbol_limits symbol_limits[SYMBOLS];
	void *block;
};

/* What the test changes in `next` before reload_take; memory as the shell would give it. */
static void reload_begin(const struct harness *h, struct reloading *next)
{
	*next = (struct reloading){ .config = h->config };
	memcpy(next->symbol_limits, h->symbol_limits, sizeof(next->symbol_limits));
	next->config.symbol_limits = next->symbol_limits;
}

static void reload_take(struct harness *h, struct reloading *next)
{
	struct ac_risk_reload reload = { 0 };
	struct ac_arena arena = { 0 };
	assert_int_equal(ac_risk_reload_prepare(&arena, h->risk, &next->config, &reload), AC_OK);
	if (arena.used > 0) { /* otherwise no guard wants memory */
		next->block = arena_block(&arena);
		assert_int_equal(ac_risk_reload_prepare(&arena, h->risk, &next->config, &reload),
				 AC_OK);
	}
	ac_risk_reload(h->risk, &next->config, &reload);
}

static void reload_end(struct harness *h, struct reloading *next)
{
	harness_deinit(h);
	free(next->block);
}

static void lose(struct harness *h, uint16_t book, int times)
{
	for (int i = 0; i < times; i++)
		ac_risk_on_close(h->risk, book, dec("-1"), NOW_MS);
}

static void test_a_guard_keeps_its_count_and_judges_it_by_the_new_limit(void **state)
{
	(void)state;
	struct harness h;
	struct reloading next;
	harness_init(&h);
	h.limits->consecutive_losses = 5;
	h.limits->consecutive_losses_halt_minutes = 60;
	harness_start(&h);
	lose(&h, 0, 3);
	ASSERT_REASON(ask(&h, 0), AC_REASON_OK);
	reload_begin(&h, &next);
	next.config.limits.consecutive_losses = 3;
	reload_take(&h, &next);
	/* At once, not with the next trade; and only where there are so many. */
	ASSERT_REASON((enum ac_reason)last_record(&h)->reason, AC_REASON_CONSECUTIVE_LOSSES);
	ASSERT_REASON(ask(&h, 0), AC_REASON_CONSECUTIVE_LOSSES);
	ASSERT_REASON(ask(&h, 2), AC_REASON_OK);
	reload_end(&h, &next);
}

static void test_a_higher_limit_counts_on_from_where_the_count_was(void **state)
{
	(void)state;
	struct harness h;
	struct reloading next;
	harness_init(&h);
	h.limits->consecutive_losses = 3;
	h.limits->consecutive_losses_halt_minutes = 60;
	harness_start(&h);
	lose(&h, 0, 2);
	reload_begin(&h, &next);
	next.config.limits.consecutive_losses = 4;
	reload_take(&h, &next);
	lose(&h, 0, 1);
	ASSERT_REASON(ask(&h, 0), AC_REASON_OK);
	lose(&h, 0, 1);
	ASSERT_REASON(ask(&h, 0), AC_REASON_CONSECUTIVE_LOSSES);
	reload_end(&h, &next);
}

static void test_loss_limits_halt_at_once_when_they_are_lowered_below_the_loss(void **state)
{
	(void)state;
	struct harness h;
	struct reloading next;
	harness_init(&h);
	h.limits->account_daily_loss_pct = dec("10");
	h.limits->account_drawdown_pct = dec("20");
	h.limits->strategy_daily_loss = dec("500");
	harness_start(&h);
	ac_risk_on_equity(h.risk, dec("10000"), AC_DEC_ZERO, NOW_MS);
	ac_risk_on_equity(h.risk, dec("9500"), AC_DEC_ZERO, NOW_MS);
	ac_risk_on_unrealized(h.risk, 0, dec("-300"), NOW_MS);
	ASSERT_REASON(ask(&h, 0), AC_REASON_OK);
	reload_begin(&h, &next);
	next.config.limits.strategy_daily_loss = dec("200");
	next.config.limits.account_daily_loss_pct = dec("5");
	next.config.limits.account_drawdown_pct = dec("4");
	uint32_t daily = count_facts(&h, AC_GUARD_ACCOUNT_DAILY_LOSS);
	uint32_t drawdown = count_facts(&h, AC_GUARD_DRAWDOWN);
	uint32_t strategy = count_facts(&h, AC_GUARD_STRATEGY_DAILY_LOSS);
	reload_take(&h, &next);
	assert_int_equal(count_facts(&h, AC_GUARD_ACCOUNT_DAILY_LOSS), daily + 1);
	assert_int_equal(count_facts(&h, AC_GUARD_DRAWDOWN), drawdown + 1);
	assert_int_equal(count_facts(&h, AC_GUARD_STRATEGY_DAILY_LOSS), strategy + 1);
	assert_int_equal(ac_risk_state(h.risk), AC_RISK_HALTED);
	ASSERT_REASON(ask(&h, 0), AC_REASON_STRATEGY_DAILY_LOSS);
	ASSERT_REASON(ask(&h, 2), AC_REASON_ACCOUNT_DAILY_LOSS);
	/* The peak is what it was. */
	ASSERT_DEC(ac_risk_equity_peak(h.risk), "10000");
	reload_end(&h, &next);
}

static void test_a_drawdown_is_confirmed_anew_by_the_new_limit(void **state)
{
	(void)state;
	struct harness h;
	struct reloading next;
	harness_init(&h);
	h.limits->account_drawdown_pct = dec("4");
	h.limits->drawdown_readings = 3;
	harness_start(&h);
	ac_risk_on_equity(h.risk, dec("10000"), AC_DEC_ZERO, NOW_MS);
	ac_risk_on_equity(h.risk, dec("9500"), AC_DEC_ZERO, NOW_MS);
	ac_risk_on_equity(h.risk, dec("9500"), AC_DEC_ZERO, NOW_MS);
	reload_begin(&h, &next);
	next.config.limits.account_drawdown_pct = dec("3");
	reload_take(&h, &next); /* the first reading by the new limit */
	assert_int_equal(ac_risk_state(h.risk), AC_RISK_ACTIVE);
	ac_risk_on_equity(h.risk, dec("9500"), AC_DEC_ZERO, NOW_MS);
	assert_int_equal(ac_risk_state(h.risk), AC_RISK_ACTIVE);
	ac_risk_on_equity(h.risk, dec("9500"), AC_DEC_ZERO, NOW_MS);
	assert_int_equal(ac_risk_state(h.risk), AC_RISK_HALTED);
	reload_end(&h, &next);
}

static void test_a_higher_limit_lifts_no_halt(void **state)
{
	(void)state;
	struct harness h;
	struct reloading next;
	harness_init(&h);
	h.limits->account_drawdown_pct = dec("5");
	harness_start(&h);
	ac_risk_on_equity(h.risk, dec("10000"), AC_DEC_ZERO, NOW_MS);
	ac_risk_on_equity(h.risk, dec("9400"), AC_DEC_ZERO, NOW_MS);
	assert_int_equal(ac_risk_state(h.risk), AC_RISK_HALTED);
	reload_begin(&h, &next);
	next.config.limits.account_drawdown_pct = dec("50");
	reload_take(&h, &next);
	assert_int_equal(ac_risk_state(h.risk), AC_RISK_HALTED);
	ac_risk_unhalt(h.risk, AC_GUARD_DRAWDOWN, AC_SYMBOL_NONE, NOW_MS);
	assert_int_equal(ac_risk_state(h.risk), AC_RISK_ACTIVE);
	reload_end(&h, &next);
}

static void test_a_guard_that_is_switched_off_halts_no_more_and_says_so(void **state)
{
	(void)state;
	struct harness h;
	struct reloading next;
	harness_init(&h);
	h.limits->consecutive_losses = 2;
	h.limits->consecutive_losses_halt_minutes = 60;
	harness_start(&h);
	lose(&h, 0, 2);
	ac_risk_on_control(h.risk, AC_CONTROL_HALT, 1, NOW_MS);
	reload_begin(&h, &next);
	next.config.limits.consecutive_losses = 0;
	reload_take(&h, &next);
	assert_int_equal(last_record(&h)->guard, AC_GUARD_CONSECUTIVE_LOSSES);
	assert_false(last_record(&h)->is_active);
	ASSERT_REASON(ask(&h, 0), AC_REASON_OK);
	lose(&h, 0, 5);
	ASSERT_REASON(ask(&h, 0), AC_REASON_OK);
	/* What a person ordered is not a limit. */
	ASSERT_REASON(ask(&h, 2), AC_REASON_STATE_HALTED);
	reload_end(&h, &next);
}

static void test_a_guard_that_is_switched_on_begins_to_count_then(void **state)
{
	(void)state;
	struct harness h;
	struct reloading on, off, again;
	harness_init(&h);
	harness_start(&h);
	lose(&h, 0, 4);
	reload_begin(&h, &on);
	on.config.limits.consecutive_losses = 3;
	on.config.limits.consecutive_losses_halt_minutes = 60;
	on.config.limits.cooldown_sec = 60;
	on.config.limits.volatility_max_move_pct = dec("1");
	on.config.limits.volatility_window_sec = 5;
	on.config.limits.volatility_halt_minutes = 10;
	on.config.limits.funding_minutes_before = 2;
	on.symbol_limits[0].daily_quantity_max = dec("2");
	reload_take(&h, &on);
	/* It has seen no price yet, and what is not known refuses. */
	ASSERT_REASON(ask(&h, 0), AC_REASON_UNKNOWN_INPUT);
	ac_risk_on_price(h.risk, 0, dec("100"), NOW_MS);
	ASSERT_REASON(ask(&h, 0), AC_REASON_OK);
	lose(&h, 0, 2);
	ASSERT_REASON(ask(&h, 0), AC_REASON_COOLDOWN);
	reload_begin(&h, &off);
	off.config.limits.consecutive_losses = 0;
	off.symbol_limits[0].daily_quantity_max = dec("2");
	off.config.limits.cooldown_sec = 0;
	reload_take(&h, &off);
	reload_begin(&h, &again);
	again.config.limits.consecutive_losses = 3;
	again.config.limits.consecutive_losses_halt_minutes = 60;
	again.symbol_limits[0].daily_quantity_max = dec("2");
	reload_take(&h, &again);
	/* The two from before it was off count no more. */
	lose(&h, 0, 2);
	ASSERT_REASON(ask(&h, 0), AC_REASON_OK);
	lose(&h, 0, 1);
	ASSERT_REASON(ask(&h, 0), AC_REASON_CONSECUTIVE_LOSSES);
	free(on.block);
	free(off.block);
	reload_end(&h, &again);
}

static void test_limits_of_a_symbol_are_taken_over_with_what_was_opened_today(void **state)
{
	(void)state;
	struct harness h;
	struct reloading next;
	harness_init(&h);
	h.symbol_limits[0].daily_quantity_max = dec("10");
	h.symbol_limits[0].exposure_max = dec("100000");
	harness_start(&h);
	ac_risk_on_time(h.risk, NOW_MS);
	ac_risk_on_entry_fill(h.risk, 0, dec("4"), NOW_MS);
	ASSERT_REASON(ask(&h, 0), AC_REASON_OK);
	reload_begin(&h, &next);
	next.symbol_limits[0].daily_quantity_max = dec("4.5");
	reload_take(&h, &next);
	ASSERT_REASON(ask(&h, 0), AC_REASON_DAILY_QUANTITY);
	ASSERT_DEC(h.verdict.value, "5");
	ASSERT_DEC(h.verdict.limit, "4.5");
	assert_ptr_equal(ac_risk_symbol_limits(h.risk, 0), &next.symbol_limits[0]);
	reload_end(&h, &next);
}

static void test_guards_off_stay_off_and_guards_on_stay_on(void **state)
{
	(void)state;
	for (int is_guarded = 0; is_guarded < 2; is_guarded++) {
		struct harness h;
		struct reloading next;
		harness_init(&h);
		h.limits->is_guarded = is_guarded != 0;
		h.limits->price_collar_pct = dec("1");
		harness_start(&h);
		h.request.price = dec("105");
		reload_begin(&h, &next);
		next.config.limits.is_guarded = is_guarded == 0;
		reload_take(&h, &next);
		ASSERT_REASON(ask(&h, 0), is_guarded ? AC_REASON_PRICE_COLLAR : AC_REASON_OK);
		assert_int_equal(ac_risk_limits(h.risk)->is_guarded, is_guarded);
		reload_end(&h, &next);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_guard_keeps_its_count_and_judges_it_by_the_new_limit),
		cmocka_unit_test(test_a_higher_limit_counts_on_from_where_the_count_was),
		cmocka_unit_test(
			test_loss_limits_halt_at_once_when_they_are_lowered_below_the_loss),
		cmocka_unit_test(test_a_drawdown_is_confirmed_anew_by_the_new_limit),
		cmocka_unit_test(test_a_higher_limit_lifts_no_halt),
		cmocka_unit_test(test_a_guard_that_is_switched_off_halts_no_more_and_says_so),
		cmocka_unit_test(test_a_guard_that_is_switched_on_begins_to_count_then),
		cmocka_unit_test(test_limits_of_a_symbol_are_taken_over_with_what_was_opened_today),
		cmocka_unit_test(test_guards_off_stay_off_and_guards_on_stay_on),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
