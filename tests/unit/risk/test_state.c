#include "harness.h"

static void test_state_orders_of_a_person(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		enum ac_control first, second;
		enum ac_reason reason;
		enum ac_risk_state risk_state;
	} cases[] = {
		{ "entries off", AC_CONTROL_ENTRIES_OFF, AC_CONTROL_ENTRIES_OFF,
		  AC_REASON_ENTRIES_OFF, AC_RISK_ACTIVE },
		{ "entries on again", AC_CONTROL_ENTRIES_OFF, AC_CONTROL_ENTRIES_ON, AC_REASON_OK,
		  AC_RISK_ACTIVE },
		{ "reduce", AC_CONTROL_REDUCE, AC_CONTROL_REDUCE, AC_REASON_STATE_REDUCING,
		  AC_RISK_REDUCING },
		{ "halt", AC_CONTROL_HALT, AC_CONTROL_HALT, AC_REASON_STATE_HALTED,
		  AC_RISK_HALTED },
		{ "halt after reduce", AC_CONTROL_REDUCE, AC_CONTROL_HALT, AC_REASON_STATE_HALTED,
		  AC_RISK_HALTED },
		{ "reduce does not loosen a halt", AC_CONTROL_HALT, AC_CONTROL_REDUCE,
		  AC_REASON_STATE_HALTED, AC_RISK_HALTED },
		{ "unhalt lifts a halt", AC_CONTROL_HALT, AC_CONTROL_UNHALT, AC_REASON_OK,
		  AC_RISK_ACTIVE },
		{ "unhalt lifts reducing", AC_CONTROL_REDUCE, AC_CONTROL_UNHALT, AC_REASON_OK,
		  AC_RISK_ACTIVE },
		{ "unhalt leaves entries off", AC_CONTROL_ENTRIES_OFF, AC_CONTROL_UNHALT,
		  AC_REASON_ENTRIES_OFF, AC_RISK_ACTIVE },
		{ "pause", AC_CONTROL_PAUSE, AC_CONTROL_PAUSE, AC_REASON_ENTRIES_OFF,
		  AC_RISK_ACTIVE },
		{ "resume lifts a pause", AC_CONTROL_PAUSE, AC_CONTROL_RESUME, AC_REASON_OK,
		  AC_RISK_ACTIVE },
		{ "resume lifts reducing", AC_CONTROL_REDUCE, AC_CONTROL_RESUME, AC_REASON_OK,
		  AC_RISK_ACTIVE },
		{ "resume does not lift a halt", AC_CONTROL_HALT, AC_CONTROL_RESUME,
		  AC_REASON_STATE_HALTED, AC_RISK_HALTED },
		{ "pause does not loosen a halt", AC_CONTROL_HALT, AC_CONTROL_PAUSE,
		  AC_REASON_STATE_HALTED, AC_RISK_HALTED },
		{ "reduce after a pause", AC_CONTROL_PAUSE, AC_CONTROL_REDUCE,
		  AC_REASON_STATE_REDUCING, AC_RISK_REDUCING },
		{ "unhalt lifts a pause", AC_CONTROL_PAUSE, AC_CONTROL_UNHALT, AC_REASON_OK,
		  AC_RISK_ACTIVE },
		{ "the shell's entries on do not lift a pause", AC_CONTROL_PAUSE,
		  AC_CONTROL_ENTRIES_ON, AC_REASON_ENTRIES_OFF, AC_RISK_ACTIVE },
		{ "resume leaves the shell's entries off", AC_CONTROL_ENTRIES_OFF,
		  AC_CONTROL_RESUME, AC_REASON_ENTRIES_OFF, AC_RISK_ACTIVE },
		{ "cancel is no state", AC_CONTROL_CANCEL, AC_CONTROL_CANCEL, AC_REASON_OK,
		  AC_RISK_ACTIVE },
		{ "flatten is no state", AC_CONTROL_FLATTEN, AC_CONTROL_END_OF_DATA, AC_REASON_OK,
		  AC_RISK_ACTIVE },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		for (int is_guarded = 0; is_guarded < 2; is_guarded++) {
			struct harness h;
			harness_init(&h);
			h.limits->is_guarded = is_guarded != 0;
			harness_start(&h);
			ac_risk_on_control(h.risk, cases[i].first, AC_SYMBOL_NONE, NOW_MS);
			ac_risk_on_control(h.risk, cases[i].second, AC_SYMBOL_NONE, NOW_MS);
			CHECK_EQ(cases[i].name, ask(&h, 0), cases[i].reason);
			CHECK_EQ(cases[i].name, ask(&h, 2), cases[i].reason);
			CHECK_EQ(cases[i].name, ac_risk_state(h.risk), cases[i].risk_state);
			assert_exit_allowed(&h, 0);
			harness_deinit(&h);
		}
	}
}

static void test_state_halt_of_one_symbol_leaves_the_other(void **state)
{
	(void)state;
	struct harness h;
	harness_init(&h);
	harness_start(&h);
	ac_risk_on_control(h.risk, AC_CONTROL_HALT, 0, NOW_MS);
	ASSERT_REASON(ask(&h, 0), AC_REASON_STATE_HALTED);
	ASSERT_REASON(ask(&h, 1), AC_REASON_STATE_HALTED);
	ASSERT_REASON(ask(&h, 2), AC_REASON_OK);
	assert_int_equal(ac_risk_state(h.risk), AC_RISK_ACTIVE);
	ac_risk_on_control(h.risk, AC_CONTROL_UNHALT, 1, NOW_MS);
	ASSERT_REASON(ask(&h, 0), AC_REASON_STATE_HALTED);
	ac_risk_on_control(h.risk, AC_CONTROL_UNHALT, 0, NOW_MS);
	ASSERT_REASON(ask(&h, 0), AC_REASON_OK);
	harness_deinit(&h);
}

static void test_state_survives_a_restart_but_entries_off_does_not(void **state)
{
	(void)state;
	for (int is_newest_only = 0; is_newest_only < 2; is_newest_only++) {
		struct harness h;
		harness_init(&h);
		harness_start(&h);
		ac_risk_on_control(h.risk, AC_CONTROL_ENTRIES_OFF, AC_SYMBOL_NONE, NOW_MS);
		ac_risk_on_control(h.risk, AC_CONTROL_REDUCE, AC_SYMBOL_NONE, NOW_MS);
		ac_risk_on_control(h.risk, AC_CONTROL_HALT, 1, NOW_MS);
		assert_int_equal(last_record(&h)->state, AC_RISK_REDUCING);
		harness_restart(&h, is_newest_only != 0);
		assert_int_equal(ac_risk_state(h.risk), AC_RISK_REDUCING);
		ASSERT_REASON(ask(&h, 0), AC_REASON_STATE_REDUCING);
		ac_risk_on_control(h.risk, AC_CONTROL_UNHALT, AC_SYMBOL_NONE, NOW_MS);
		assert_false(last_record(&h)->is_active);
		harness_restart(&h, is_newest_only != 0);
		ASSERT_REASON(ask(&h, 0), AC_REASON_OK);
		ASSERT_REASON(ask(&h, 2), AC_REASON_OK);
		harness_deinit(&h);
	}
}

static void test_a_pause_survives_a_restart_until_somebody_resumes(void **state)
{
	(void)state;
	for (int is_newest_only = 0; is_newest_only < 2; is_newest_only++) {
		struct harness h;
		harness_init(&h);
		harness_start(&h);
		ac_risk_on_control(h.risk, AC_CONTROL_PAUSE, AC_SYMBOL_NONE, NOW_MS);
		ac_risk_on_control(h.risk, AC_CONTROL_PAUSE, 1, NOW_MS);
		assert_true(ac_risk_is_paused(h.risk));
		harness_restart(&h, is_newest_only != 0);
		assert_true(ac_risk_is_paused(h.risk));
		ASSERT_REASON(ask(&h, 0), AC_REASON_ENTRIES_OFF);
		/* Of one symbol: the account's pause is another. */
		ac_risk_on_control(h.risk, AC_CONTROL_RESUME, 1, NOW_MS);
		ASSERT_REASON(ask(&h, 2), AC_REASON_ENTRIES_OFF);
		ac_risk_on_control(h.risk, AC_CONTROL_RESUME, AC_SYMBOL_NONE, NOW_MS);
		harness_restart(&h, is_newest_only != 0);
		assert_false(ac_risk_is_paused(h.risk));
		ASSERT_REASON(ask(&h, 0), AC_REASON_OK);
		ASSERT_REASON(ask(&h, 2), AC_REASON_OK);
		harness_deinit(&h);
	}
}

static void test_one_guards_halts_are_lifted_and_no_others(void **state)
{
	(void)state;
	struct harness h;
	harness_init(&h);
	h.limits->consecutive_losses = 1;
	h.limits->consecutive_losses_halt_minutes = 60;
	harness_start(&h);
	for (uint16_t book = 0; book < BOOKS; book++)
		ac_risk_on_close(h.risk, book, dec("-1"), NOW_MS);
	ac_risk_on_control(h.risk, AC_CONTROL_HALT, AC_SYMBOL_NONE, NOW_MS);
	ac_risk_unhalt(h.risk, AC_GUARD_CONSECUTIVE_LOSSES, 1, NOW_MS);
	ac_risk_unhalt(h.risk, AC_GUARD_CONSECUTIVE_LOSSES, SYMBOLS, NOW_MS);
	assert_int_equal(ac_risk_state(h.risk), AC_RISK_HALTED);
	ac_risk_unhalt(h.risk, AC_GUARD_STATE, AC_SYMBOL_NONE, NOW_MS);
	assert_int_equal(ac_risk_state(h.risk), AC_RISK_ACTIVE);
	ASSERT_REASON(ask(&h, 0), AC_REASON_CONSECUTIVE_LOSSES);
	ASSERT_REASON(ask(&h, 1), AC_REASON_CONSECUTIVE_LOSSES);
	ASSERT_REASON(ask(&h, 2), AC_REASON_OK);
	ac_risk_unhalt(h.risk, AC_GUARD_CONSECUTIVE_LOSSES, AC_SYMBOL_NONE, NOW_MS);
	ASSERT_REASON(ask(&h, 0), AC_REASON_OK);
	harness_deinit(&h);
}

static void test_state_orders_for_unknown_symbols_change_nothing(void **state)
{
	(void)state;
	struct harness h;
	harness_init(&h);
	harness_start(&h);
	ac_risk_on_control(h.risk, AC_CONTROL_HALT, SYMBOLS, NOW_MS);
	ASSERT_REASON(ask(&h, 0), AC_REASON_OK);
	assert_int_equal(h.fact_count, 0);
	harness_deinit(&h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_state_orders_of_a_person),
		cmocka_unit_test(test_state_halt_of_one_symbol_leaves_the_other),
		cmocka_unit_test(test_state_survives_a_restart_but_entries_off_does_not),
		cmocka_unit_test(test_a_pause_survives_a_restart_until_somebody_resumes),
		cmocka_unit_test(test_one_guards_halts_are_lifted_and_no_others),
		cmocka_unit_test(test_state_orders_for_unknown_symbols_change_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
